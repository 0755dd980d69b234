"""Comments of an export as NAME.comments.yaml: which, in what words, and never anybody's e-mail or IP address."""

from __future__ import annotations

import re
import sys

import pytest

from .moving import Moving
from .wxr import Comment, Item, attachment, page

PATH = "entries/2016/2016-05-17-unterstuetzen.comments.yaml"
PAGE = "2016/05/17/unterstuetzen/index.html"


def test_a_comment_is_kept_with_all_that_readers_saw(moving: Moving) -> None:
    moving.moves(Item(7, comments=[Comment(123, site="https://ulla.example/blog")]))
    assert moving.source(PATH) == (
        "- id: comment-123\n  name: Ulla\n  site: https://ulla.example/blog\n"
        "  date: 2016-05-17 08:12:00\n  text: Schön gesagt.\n"
    )


def test_threads_of_any_depth_are_shown_by_date_whatever_the_order_of_the_export(moving: Moving) -> None:
    thread = [
        Comment(level, f"Stufe {level}.", parent=level - 1, date=f"2016-05-{17 + level // 24} {level % 24:02}:00:00")
        for level in range(1, 31)
    ]
    other = Comment(99, "Davor.", date="2016-05-16 00:00:00")
    assert moving.row("comments", Item(7, comments=[*reversed(thread), other])) == (31, 31, {})
    moving.built()
    shown = re.findall(r'<p>(Stufe \d+\.|Davor\.)</p>|id="comment-(\d+)"', moving.read(PAGE))
    assert [text for text, _ in shown if text] == ["Davor.", *(f"Stufe {level}." for level in range(1, 31))]
    assert [number for _, number in shown if number] == ["99", *map(str, range(1, 31))]


def test_an_answer_to_what_nobody_saw_answers_what_that_answered(moving: Moving) -> None:
    comments = [Comment(1), Comment(2, parent=1, approved="spam"), Comment(3, parent=2), Comment(4, parent=77)]
    moving.moves(Item(7, comments=comments))
    assert "- id: comment-3\n  parent: comment-1\n" in moving.source(PATH)
    assert "- id: comment-4\n  name" in moving.source(PATH)


def test_comments_that_answer_one_another_in_a_circle_answer_nobody(moving: Moving) -> None:
    circle = [Comment(1, parent=3), Comment(2, parent=1), Comment(3, parent=2), Comment(4, parent=4)]
    assert moving.row("comments", Item(7, comments=circle)) == (4, 4, {})
    assert "parent" not in moving.source(PATH)
    moving.built()


def test_a_comment_without_an_id_is_answered_by_nobody(moving: Moving) -> None:
    comments = [Comment(0), Comment(1), Comment(2, parent=1)]
    assert moving.row("comments", Item(7, comments=comments)) == (3, 2, {"without an id": 1})
    assert moving.source(PATH).count("parent:") == 1


def test_mentions_are_marked_as_what_they_are(moving: Moving) -> None:
    comments = [
        Comment(1, type="pingback", site="https://andere.example/"),
        Comment(2, type="trackback"),
        Comment(3, type=""),
    ]
    moving.moves(Item(7, comments=comments))
    assert re.findall(r"type: (\w+)", moving.source(PATH)) == ["pingback", "trackback"]
    assert moving.built()


def test_only_approved_comments_are_imported_and_all_are_counted(moving: Moving) -> None:
    states = ("1", "approved", "0", "hold", "spam", "trash", "post-trashed", "seltsam")
    comments = [Comment(number, f"Text {state}", approved=state) for number, state in enumerate(states, 1)]
    review = Comment(20, type="review")
    found, imported, reasons = moving.row("comments", Item(7, comments=[*comments, review, Comment(21, " ")]))
    assert (found, imported) == (10, 2)
    assert reasons == {"waiting for approval": 2, "spam": 1, "in the trash": 2,
                       "of status seltsam": 1, "of type review": 1, "empty": 1}  # fmt: skip
    assert re.findall(r"Text (\w+)", moving.source(PATH)) == ["1", "approved"]


def test_nobody_s_e_mail_or_ip_address_is_written_anywhere(moving: Moving) -> None:
    comments = [
        Comment(1, name="ulla@geheim.example"),
        Comment(2, name="jemand@woanders.example"),
        Comment(3, name="192.0.2.77"),
        Comment(4, name="2001:db8::7"),
        Comment(5, site="mailto:ulla@geheim.example"),
        Comment(6, site="https://ulla@geheim.example/"),
        Comment(7, name=""),
    ]
    moving.moves(Item(7, comments=comments), "--report", moving.exports / "report.json")
    moving.built()
    written = [*moving.content().values(), (moving.exports / "report.json").read_text()]
    written += [data.decode("utf-8", "replace") for data in moving.tree().values()]
    for text in written:
        assert not re.search(r"geheim|woanders|192\.0\.2|2001:db8", text)
    names = re.findall(r"name: (.*)", moving.source(PATH))
    assert names == ["Anonym", "jemand", "Anonym", "Anonym", "Ulla", "Ulla", "Anonym"]


def test_the_html_of_comments_is_cleaned(moving: Moving) -> None:
    text = (
        'Ja <b onclick="x()">sehr</b><script>alert(1)</script> <a href="javascript:x()">hier</a>'
        '<style>p{}</style><form><input></form><iframe src="https://fremd.example"></iframe>'
        '<img src="https://fremd.example/zaehler.gif" onerror="x()">'
    )
    moving.moves(Item(7, comments=[Comment(1, text)]))
    kept = moving.source(PATH)
    assert "<b>sehr</b>" in kept
    assert not re.search(r"script|onclick|onerror|<style|<form|<iframe|<img", kept)
    moving.built()
    assert '<img src="https://fremd' not in moving.read(PAGE)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Eins &amp; zwei", "<p>Eins &amp; zwei</p>"),
        ("Eins\nzwei\n\ndrei", "<p>Eins<br>zwei</p><p>drei</p>"),
        ("a &lt;b&gt; c", "<p>a &lt;b&gt; c</p>"),
        ("1 < 2 und 3 > 2", "<p>1 &lt; 2 und 3 &gt; 2</p>"),
        ("<em>Eins</em>\n\nzwei", "<p><em>Eins</em></p><p>zwei</p>"),
        ("- id: comment-1\n  name: Falsch", "<p>- id: comment-1<br>name: Falsch</p>"),
        ("# kein: Kommentar", "<p># kein: Kommentar</p>"),
        ("Gut\u2028so", "<p>Gut\u2028so</p>"),
    ],
)
def test_a_comment_s_text_shows_what_wordpress_showed(moving: Moving, typed: str, shown: str) -> None:
    moving.moves(Item(7, comments=[Comment(1, typed)]))
    moving.built()
    area = moving.read(PAGE).partition('id="comment-1"')[2]
    assert shown in re.sub(r"\s*(<br>|</?p>)\s*", r"\1", area)


def test_comments_on_a_photo_s_own_page_go_to_the_entry_it_belongs_to(moving: Moving) -> None:
    shown = attachment(9, parent=7, comments=[Comment(1, "Zum Foto.")])
    stray = attachment(10, "2016/05/stray.jpg", comments=[Comment(2)])
    post = Item(7, comments=[Comment(3, "Zum Text.", date="2016-05-17 07:00:00")])
    assert moving.row("comments", post, shown, stray) == (3, 2, {"of an item that is not imported": 1})
    assert re.findall(r"text: (.*)", moving.source(PATH)) == ["Zum Text.", "Zum Foto."]


def test_pages_have_comments_too(moving: Moving) -> None:
    moving.moves(page(7, comments=[Comment(1)]))
    assert "comment-1" in moving.source("pages/ueber-mich.comments.yaml")


def test_comments_of_what_is_left_out_are_counted(moving: Moving) -> None:
    gone = Item(7, status="trash", comments=[Comment(1), Comment(2, approved="spam")])
    other = Item(8, type="produkt", comments=[Comment(3)])
    reasons = {"of an item that is not imported": 2, "spam": 1}
    assert moving.row("comments", gone, other, page(9)) == (3, 0, reasons)


def test_a_comment_given_twice_is_shown_once(moving: Moving) -> None:
    assert moving.row("comments", Item(7, comments=[Comment(1), Comment(1)])) == (2, 1, {"given twice": 1})


def test_a_comment_without_a_date_has_that_of_its_entry(moving: Moving) -> None:
    moving.moves(Item(7, comments=[Comment(1, date="0000-00-00 00:00:00")]))
    assert "date: 2016-05-17 05:33:00" in moving.source(PATH)


def test_an_anchor_in_an_old_link_still_finds_its_comment(moving: Moving) -> None:
    link = '<a href="https://tage868.wordpress.com/2016/05/17/unterstuetzen/#comment-123">dort</a>'
    moving.moves(Item(7, comments=[Comment(123)]), Item(8, slug="danach", date="2016-05-18 08:00:00", body=link))
    moving.built()
    assert 'href="/2016/05/17/unterstuetzen/#comment-123"' in moving.read("2016/05/18/danach/index.html")
    assert 'id="comment-123"' in moving.read(PAGE)


def test_a_thread_as_deep_as_nobody_writes_one_is_built(moving: Moving) -> None:
    depth = sys.getrecursionlimit() + 200
    moving.moves(Item(7, comments=[Comment(number, parent=number - 1) for number in range(1, depth)]))
    moving.built()
    assert f'id="comment-{depth - 1}"' in moving.read(PAGE)
