"""Archived comments: threads, clean text, nothing personal, no circles, no depth that hurts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.content import threads
from generator.content.comments import cleaned, look
from generator.model import Comment

BERLIN = ZoneInfo("Europe/Berlin")
ENTRY = "content/entries/2016-05-17-x.md"
FILE = "content/entries/2016-05-17-x.comments.yaml"


def _comment(**values: str) -> str:
    given = {"name": "Anna", "date": "2016-05-17 08:12", "text": "Schön."} | values
    return "- " + "\n  ".join(f"{key}: {value}" for key, value in given.items()) + "\n"


def _threads(*comments: str) -> tuple[Comment, ...]:
    return threads("".join(comments).encode(), BERLIN)


def _problems(root: Path, data: str | bytes) -> list[str]:
    file = root / FILE
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    return [str(problem) for problem in look(root, ENTRY).problems]


def _all(comments: tuple[Comment, ...]) -> Iterator[Comment]:
    waiting = list(comments)
    while waiting:
        comment = waiting.pop()
        yield comment
        waiting += comment.replies


def test_name_date_and_text_are_enough() -> None:
    (comment,) = _threads(_comment())
    assert (comment.name, comment.date, comment.html) == ("Anna", dt.datetime(2016, 5, 17, 8, 12), "<p>Schön.</p>")
    assert (comment.id, comment.site, comment.parent_name, comment.mention, comment.replies) == (
        "k1",
        "",
        "",
        False,
        (),
    )


def test_keys_may_be_german() -> None:
    text = "- id: a\n  name: A\n  datum: 17.5.2016 8:12\n  seite: https://a.example\n  text: x\n"
    text += "- name: B\n  Datum: 18. Mai 2016 um 9:00 Uhr\n  antwort_auf: a\n  text: y\n"
    (first,) = _threads(text)
    assert first.site == "https://a.example"
    assert first.replies[0].date == dt.datetime(2016, 5, 18, 9, 0)
    assert first.replies[0].parent_name == "A"


def test_answers_stand_below_what_they_answer_in_the_order_of_their_dates() -> None:
    found = _threads(
        _comment(id="c", parent="a", name="C", date="2016-05-19 08:00"),
        _comment(id="d", name="D", date="2016-05-20 08:00"),
        _comment(id="b", parent="a", name="B", date="2016-05-18 08:00"),
        _comment(id="a", name="A", date="2016-05-17 08:00"),
    )
    assert [comment.name for comment in found] == ["A", "D"]
    assert [comment.name for comment in found[0].replies] == ["B", "C"]


def test_an_answer_to_what_is_not_here_stands_at_the_top_with_a_warning(tmp_path: Path) -> None:
    text = _comment(id="a", parent="weg")
    assert [comment.id for comment in _threads(text)] == ["a"]
    (problem,) = _problems(tmp_path, text)
    assert problem.startswith(f'{FILE}:1: warning: answers "weg"')


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2016-05-17T08:12:00+00:00", dt.datetime(2016, 5, 17, 10, 12)),
        ("2016-05-17T08:12:00Z", dt.datetime(2016, 5, 17, 10, 12)),
        ("2016-05-17 23:30:00-02:00", dt.datetime(2016, 5, 18, 3, 30)),
        ("2016-05-17", dt.datetime(2016, 5, 17)),
        ("17. Mai 2016", dt.datetime(2016, 5, 17)),
        ("17. Mai 2016, 8:12 Uhr", dt.datetime(2016, 5, 17, 8, 12)),
        ("17.5.2016 8.12 Uhr", None),
    ],
)
def test_a_date_with_an_offset_is_moved_and_one_without_is_not(written: str, expected: dt.datetime | None) -> None:
    found = _threads(_comment(date=written))
    assert [comment.date for comment in found] == ([expected] if expected else [])


@pytest.mark.parametrize("key", ["email", "e-mail", "E-Mail", "mail", "author_email", "ip", "IP", "author_ip"])
def test_what_is_personal_is_refused(tmp_path: Path, key: str) -> None:
    (problem,) = _problems(tmp_path, _comment(**{key: "secret@a.example"}))
    assert problem.startswith(f'{FILE}:4: "{key}" of a commenter must not be kept here')
    assert "secret" not in problem


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (_comment(nmae="A"), 4, 'unknown key "nmae"'),
        (_comment(date="gestern"), 2, 'date "gestern" is none'),
        (_comment(date="2016-02-30"), 2, "date"),
        (_comment(site="javascript:alert(1)"), 4, "is no address"),
        (_comment(id='"a b"'), 4, "cannot be part of an address"),
        (_comment(type="spam"), 4, "comment, pingback or trackback"),
        (_comment(text="[a, b]"), 3, "is a list"),
        ("- name: A\n  text: x\n", 1, "a comment without date"),
        ("- {}\n", 1, "a comment without name"),
        ("a: b\n", 1, "is no list"),
        ("- a\n", 1, "is no list of keys"),
        (_comment(id="a") + _comment(id="a"), 5, "given twice"),
        (_comment(id="7") + _comment(id="comment-7"), 5, "given twice"),
        (_comment(id="a", parent="a"), 1, '"a" answers itself'),
        ("- name: &a A\n  date: 2016-05-17\n  text: *a\n", 1, "anchors and aliases"),
        ("- name: !!python/name:os.system\n", 1, "tags like"),
        ("- name: [\n", 1, "broken YAML"),
    ],
)
def test_each_mistake_is_a_problem_with_its_line(tmp_path: Path, text: str, line: int, message: str) -> None:
    problems = _problems(tmp_path, text)
    assert any(problem.startswith(f"{FILE}:{line}: ") and message in problem for problem in problems), problems


def test_every_mistake_is_named_at_once(tmp_path: Path) -> None:
    assert len(_problems(tmp_path, _comment(date="x", site="y") + _comment(type="z", ip="1"))) == 4


def test_a_circle_is_a_problem_and_not_endless(tmp_path: Path) -> None:
    text = _comment(id="a", parent="b") + _comment(id="b", parent="c") + _comment(id="c", parent="a")
    problems = _problems(tmp_path, text)
    assert problems
    assert "answers itself" in problems[0]
    assert _threads(text) == ()


def test_five_thousand_answers_in_one_thread_are_all_shown(tmp_path: Path) -> None:
    text = "".join(
        _comment(
            id=f"c{n}",
            parent=f"c{n - 1}" if n else '""',
            date=f"2016-05-17T{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}",
        )
        for n in range(5000)
    )
    assert _problems(tmp_path, text) == []
    found = _threads(text)
    assert len(list(_all(found))) == 5000


def test_what_is_no_text_is_a_problem(tmp_path: Path) -> None:
    (problem,) = _problems(tmp_path, b"- name: A\n  text: \xff\n")
    assert problem == f"{FILE}:2: is no UTF-8 text; save it as UTF-8"


def test_an_empty_file_holds_no_comments(tmp_path: Path) -> None:
    assert _problems(tmp_path, "") == []
    assert _problems(tmp_path, "# noch keine\n") == []
    assert threads(b"", BERLIN) == ()


def test_plain_text_keeps_its_paragraphs_and_line_breaks() -> None:
    assert cleaned("eins\nzwei\n\ndrei") == "<p>eins<br>\nzwei</p>\n<p>drei</p>"
    assert cleaned("a < b & c > d") == "<p>a &lt; b &amp; c &gt; d</p>"
    assert cleaned("ich <3 dich") == "<p>ich &lt;3 dich</p>"


def test_addresses_in_plain_text_become_links_that_vouch_for_nothing() -> None:
    assert cleaned("Siehe https://a.example/b?c=1&d=2.") == (
        '<p>Siehe <a href="https://a.example/b?c=1&amp;d=2" rel="nofollow ugc noopener">'
        "https://a.example/b?c=1&amp;d=2</a>.</p>"
    )


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<p onclick='alert(1)'>x</p>",
        '<a href="javascript:alert(1)">x</a>',
        '<a href="data:text/html,x" style="x">x</a>',
        "<iframe src='https://a.example'></iframe>",
        "<svg><script>alert(1)</script></svg>",
        "<style>body{}</style>",
        "<form action=x><input name=y></form>",
        "<p>a<script src=https://a.example/x.js></p>",
        "<a href='https://a.example' onmouseover='alert(1)'>x</a><img src='https://a.example/\" onload=\"x'>",
        "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    ],
)
def test_html_loses_all_that_could_do_harm(text: str) -> None:
    html = cleaned(text)
    tags = ("script", "img", "iframe", "style", "svg", "form", "input", "math")
    attributes = ("onerror", "onclick", "onmouseover", "onload", "style")
    for sign in (*(f"<{tag}" for tag in tags), *(f"{name}=" for name in attributes)):
        assert sign not in html
    assert 'href="javascript:' not in html
    assert 'href="data:' not in html


def test_html_keeps_what_is_harmless() -> None:
    html = cleaned('<p>Das <em>ist</em> <a href="https://a.example">so</a>.</p><blockquote>ja</blockquote>')
    assert "<em>ist</em>" in html
    assert "<blockquote>ja</blockquote>" in html
    assert 'rel="nofollow ugc noopener"' in html


def test_inline_html_keeps_its_line_breaks() -> None:
    assert cleaned("<b>eins</b>\nzwei\n\ndrei") == "<p><b>eins</b><br>\nzwei</p>\n<p>drei</p>"


def test_a_foreign_image_becomes_a_link() -> None:
    html = cleaned('<p><img src="https://a.example/x.gif" alt="x"></p>')
    assert "<img" not in html
    assert 'href="https://a.example/x.gif"' in html


def test_mentions_are_told_from_comments() -> None:
    found = _threads(_comment(type="pingback"), _comment(type="trackback"), _comment())
    assert sorted(comment.mention for comment in found) == [False, True, True]


@given(st.text(max_size=200))
@settings(deadline=None)
def test_no_text_makes_cleaning_fail_or_lets_a_script_through(text: str) -> None:
    assert "<script" not in cleaned(text).lower()
    assert "<script" not in cleaned(f"<p>{text}</p>").lower()


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 12)), max_size=12, unique_by=lambda pair: pair[0]))
@settings(deadline=None)
def test_every_comment_is_shown_once_unless_it_is_part_of_a_circle(pairs: list[tuple[int, int]]) -> None:
    text = "".join(_comment(id=f"c{number}", parent=f"c{parent}") for number, parent in pairs)
    found = [comment.id for comment in _all(_threads(text))]
    parents = {f"c{number}": f"c{parent}" for number, parent in pairs}

    def ends(name: str) -> bool:
        seen: set[str] = set()
        while name in parents and name not in seen:
            seen.add(name)
            name = parents[name]
        return name not in parents

    assert sorted(found) == sorted(name for name in parents if ends(name))
