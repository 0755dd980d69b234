"""`tagwerk check` finds each fault that was laid out for it, says where it is, and leaves the site alone."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from PIL import Image

from generator.check import BUILD, CHECKS, check
from generator.check.formats import as_github

from .conftest import SETTINGS, LaidOut

ROOT = Path(__file__).parents[1]
LEGAL = {
    "content/pages/impressum.md": "---\ntitel: Impressum\n---\nUlla Beispiel\n",
    "content/pages/datenschutz.md": "---\ntitel: Datenschutz\n---\nHier wird nichts gespeichert.\n",
}
WHOLE = "---\nort: Berlin\nzeit: 5:33\n---\n"
Journal = Callable[..., LaidOut]
Found = tuple[str, str, int, str]  # check, path, line, message


def png() -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (3, 2)).save(buffer, "PNG")
    return buffer.getvalue()


def whole(**days: str) -> dict[str, str | bytes]:
    """A journal without a fault: legal pages, and entries by their day in May 2016, `d17="Text."`."""
    entries = {f"content/entries/2016-05-{day[1:]}-tag.md": WHOLE + text + "\n" for day, text in days.items()}
    return {**LEGAL, **entries}


def run(day: LaidOut, *words: str) -> Result:
    return day.run("check", "--jobs", "1", *words)


def findings(day: LaidOut, code: int | None = None) -> list[dict[str, Any]]:
    result = run(day, "--format", "json")
    document = json.loads(result.stdout)
    assert result.exit_code == (1 if document["problems"] else 0)
    assert code in (None, result.exit_code)
    found: list[dict[str, Any]] = document["findings"]
    return found


def found(day: LaidOut) -> list[Found]:
    return [(item["check"], item["path"], item["line"], item["message"]) for item in findings(day)]


# --- As a whole -------------------------------------------------------------------------------------------------------


def test_it_finds_each_seeded_fault_once(journal: Journal) -> None:
    day = journal(
        {
            "content/entries/2016-05-17-a.md": "---\ntag: 868\n---\n[weg](/gibt-es-nicht/) ![](IMG_1)\n",
            "content/entries/2016-05-18-b.md": f"---\ntag: 868\nort: Berlin\nzeit: 5:33\ntitel: {'Titel ' * 20}\n---\n",
            "content/entries/2016-05-21-c.md": "---\ntag: 872\nort: Berlin\nzeit: 5:33\n---\n[da](#nirgends)\n",
            "content/pages/impressum.md": "---\ntitel: Impressum\n---\n[Name]\n",
            "content/images/IMG_1.png": png(),
            "content/images/IMG_2.png": png(),
            "templates/comments/placeholder.html": '<img src="https://zaehler.example/x.gif" alt="">',
        }
    )
    assert sorted(item["check"] for item in findings(day, 1)) == sorted([*CHECKS, "legal"])


def test_a_journal_without_a_fault_has_none(journal: Journal) -> None:
    result = run(journal(whole(d17="[morgen](2016-05-18-tag)", d18="Text.")))
    assert (result.exit_code, result.output) == (0, "Nothing to complain of\n")


def test_the_sample_journal_has_none_but_marks_to_fill_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    (tmp_path / ".tagwerk").mkdir()
    if (ROOT / ".tagwerk/photos").exists():  # what `make build` encoded need not be encoded again
        shutil.copytree(ROOT / ".tagwerk/photos", tmp_path / ".tagwerk/photos")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1760000000")  # October 2025
    told = check(tmp_path, 2)
    assert {(item.check, item.problem.path, item.problem.warning) for item in told} == {
        ("legal", "content/pages/datenschutz.md", True),
        ("legal", "content/pages/impressum.md", True),
    }
    assert all("are not filled in yet" in item.problem.message for item in told)
    assert len(told) == 2


def test_output_stays_as_it_is(journal: Journal) -> None:
    day = journal(whole(d17="Text."))
    run(day)
    assert not (day.root / "output").exists()
    day.built()
    before = day.tree()
    day.write("content/entries/2016-05-18-neu.md", WHOLE)
    run(day)
    assert day.tree() == before


def test_a_second_check_makes_and_reads_no_page_again(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    day = journal(whole(d17="[weg](/weg/)", d18="Text."))
    first = found(day)
    monkeypatch.setattr("generator.check.site._read", None)
    monkeypatch.setattr("generator.production.Production.run", None)
    assert found(day) == first


def test_after_an_edit_it_says_what_a_first_check_would(journal: Journal) -> None:
    day = journal(whole(d17="## Da\n\nText.", d18="[weg](/weg/), [da](2016-05-17-tag#da)"))
    assert [item[:3] for item in found(day)] == [("links", "content/entries/2016-05-18-tag.md", 5)]
    day.write("content/entries/2016-05-17-tag.md", WHOLE + "Ohne Überschrift.\n")
    day.write("content/pages/weg.md", "---\ntitel: Weg\n---\n")
    again = found(day)
    assert [item[:3] for item in again] == [("anchors", "content/entries/2016-05-18-tag.md", 5)]
    shutil.rmtree(day.root / ".tagwerk")
    assert found(day) == again


@pytest.mark.parametrize("jobs", ["1", "3"])
def test_a_large_journal_is_read_by_any_number_of_processes(journal: Journal, jobs: str) -> None:
    first = dt.date(2015, 1, 1)
    dates = [first + dt.timedelta(days=number) for number in range(300)]
    entries = {f"content/entries/{date}-tag.md": f"{WHOLE}[weg](/weg/{date.day})\n" for date in dates}
    result = journal({**LEGAL, **entries}).run("check", "--jobs", jobs)
    assert result.exit_code == 1
    assert result.stdout.count("leads nowhere") == 300


# --- What a build says ------------------------------------------------------------------------------------------------


def test_what_a_build_complains_of_is_found_as_well(journal: Journal) -> None:
    day = journal(whole(d17="![Der Fluss](IMG_9)"))
    assert [(item["check"], item["level"], item["line"]) for item in findings(day, 0)] == [(BUILD, "warning", 5)]


def test_a_journal_that_cannot_be_built_is_checked_as_far_as_it_goes(journal: Journal) -> None:
    day = journal(whole(d17="Text.", d18="[?](gibt-es-nicht)"))
    day.write("content/entries/2016-05-19-leer.md", "Text.")
    day.write("content/entries/2016-05-20-kaputt.md", "---\ntitel: [\n---\n")
    day.write("content/images/IMG_1.png", png())
    assert [(item["check"], item["path"][16:], item["level"]) for item in findings(day, 1)] == [
        (BUILD, "2016-05-18-tag.md", "problem"),
        ("datelines", "2016-05-19-leer.md", "warning"),
        (BUILD, "2016-05-20-kaputt.md", "problem"),
    ]


def test_without_settings_it_says_what_is_wrong_with_them(journal: Journal) -> None:
    day = journal({"content/journal.toml": "title = 5\n"})
    assert {item["check"] for item in findings(day, 1)} == {BUILD}
    assert all(item["path"] == "content/journal.toml" for item in findings(day, 1))


def test_a_present_that_is_no_number_is_a_problem(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "gestern")
    assert [item["path"] for item in findings(journal(whole(d17="x")), 1)] == ["SOURCE_DATE_EPOCH"]


def test_drafts_and_the_future_are_not_checked_but_use_their_photos(journal: Journal) -> None:
    day = journal(
        {
            **whole(d17="Text."),
            "content/entries/2016-05-18-entwurf.md": "---\nentwurf: ja\nbilder: IMG_1\n---\n[weg](/weg/)\n",
            "content/entries/2030-01-01-morgen.md": "[weg](/weg/) ![](IMG_2)\n",
            "content/images/IMG_1.png": png(),
            "content/images/IMG_2.png": png(),
        }
    )
    assert found(day) == []


# --- Links and anchors ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "link",
    [
        "[x](/impressum/)", "[x](/impressum)", "[x](/)", "[x](/feed.xml)", "[x](/archiv/?jahr=2016)",
        "[x](https://tage.example/impressum/)", "[x](https://anderswo.example/weg/)", "[x](mailto:ulla@post.example)",
        "[x](/2016/../impressum/)", "[x](#oben)\n\n## Oben", "[x](#top)", "[x](#)", "[x](/impressum/#:~:text=Ulla)",
        "[x](#%C3%BCber)\n\n<p id='über'>Ü</p>", "<a name='alt'></a> [x](#alt)", "Fußnote[^1].\n\n[^1]: Da.",
        "[x](/bild%20eins.svg)", "[x](#OBEN)\n\n<h2 id='OBEN'>Da</h2>",
    ],
)  # fmt: skip
def test_a_link_that_leads_somewhere_is_none_to_complain_of(journal: Journal, link: str) -> None:
    day = journal({**whole(d17=link), "content/static/bild eins.svg": "<svg/>"})
    assert found(day) == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Text.\n\n[x](/weg/)", 7),
        ("Text.\n\n[x](/weg)", 7),
        ("<a href='/weg/'>x</a>", 5),
        ("[x](https://tage.example/weg/)", 5),
        ("![Bild](/weg.png)", 5),
        ("[x](/weg/#da)", 5),
        ("[x](/w%C3%A4g/)", 5),
        ("[x](/Impressum/)", 5),
        ("[x](/2016/../weg/)", 5),
        ("<video src='/weg.mp4' controls></video>", 5),
    ],
)
def test_a_link_that_leads_nowhere_is_a_problem_where_it_is_written(journal: Journal, text: str, line: int) -> None:
    """Once, though the entry stands in full on the home page as well."""
    day = journal(whole(d17=text, d18="Text."))
    (told,) = found(day)
    assert told[:3] == ("links", "content/entries/2016-05-17-tag.md", line)
    assert "leads nowhere" in told[3]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Text.\n\n[x](#da)", 7),
        ("[x](/impressum/#da)", 5),
        ("[x](impressum#da)", 5),
        ("Eins.\n\n[x](2016-05-18-tag#da)", 7),
        ("[x](https://tage.example/2016/05/18/tag/#da)", 5),
    ],
)
def test_an_anchor_that_is_not_there_is_a_problem_where_it_is_written(journal: Journal, text: str, line: int) -> None:
    day = journal(whole(d17=text, d18="Text."))
    (told,) = found(day)
    assert told[:3] == ("anchors", "content/entries/2016-05-17-tag.md", line)
    assert 'nothing there has the id "da"' in told[3]


def test_links_are_checked_below_the_path_of_base_url(journal: Journal) -> None:
    settings = 'title = "T"\nbase_url = "https://host.example/blog"\n'
    text = "[gut](/impressum/) [auch](https://host.example/blog/) [fremd](https://host.example/weg/)\n\n[weg](/weg/)"
    day = journal({**whole(d17=text), "content/journal.toml": settings})
    (told,) = found(day)
    assert told == ("links", "content/entries/2016-05-17-tag.md", 7, '"/blog/weg/" leads nowhere')
    day.write("templates/comments/placeholder.html", '<a href="/impressum/">ohne Pfad</a>')
    assert ("links", "output/2016/05/17/tag/index.html") in [item[:2] for item in found(day)]


def test_what_a_template_gets_wrong_is_told_once_with_the_number_of_pages(journal: Journal) -> None:
    day = journal({**whole(d17="x", d18="y", d19="z"), "templates/comments/placeholder.html": '<a href="/weg/">w</a>'})
    (told,) = found(day)
    assert told[:2] == ("links", "output/2016/05/17/tag/index.html")
    assert told[3] == '"/weg/" leads nowhere, on 2 more pages as well'
    shown = (day.root / ".tagwerk/check" / told[1]).read_text("utf-8").splitlines()
    assert '<a href="/weg/">' in shown[told[2] - 1]


def test_a_template_and_an_entry_with_the_same_fault_are_both_told(journal: Journal) -> None:
    day = journal({**whole(d17="[x](/weg/)", d18="y"), "templates/comments/placeholder.html": '<a href="/weg/">w</a>'})
    assert [item[:2] for item in found(day)] == [
        ("links", "content/entries/2016-05-17-tag.md"),
        ("links", "output/2016/05/18/tag/index.html"),
    ]


def test_a_fault_in_a_comment_or_a_file_copied_as_it_is_is_told_there(journal: Journal) -> None:
    comment = '- name: Ulla\n  date: 2016-05-17 08:12\n  text: <a href="https://tage.example/weg/">da</a>\n'
    day = journal(
        {
            **whole(d17="Text."),
            "content/entries/2016-05-17-tag.comments.yaml": comment,
            "content/static/alt/seite.html": "<!doctype html>\n<title>Alt</title>\n<a href='weg.html'>x</a>\n"
            '<a href="seite.html#da">x</a> <a href="./#da">x</a>',
            "content/static/alt/index.html": "<p id=da>",
        }
    )
    assert [item[:3] for item in found(day)] == [
        ("links", "content/entries/2016-05-17-tag.comments.yaml", 3),
        ("links", "content/static/alt/seite.html", 3),
        ("anchors", "content/static/alt/seite.html", 4),
    ]


# --- Requests to other hosts ------------------------------------------------------------------------------------------


def test_a_request_to_another_host_is_a_problem(journal: Journal) -> None:
    day = journal(
        {
            **whole(d17="Text."),
            "content/static/alt.html": '<!doctype html>\n<script src="https://zaehler.example/x.js"></script>',
            "templates/assets/style.css": "p { color: red }\na { background: url(//bilder.example/x.png) }",
            "templates/comments/placeholder.html": '<form><input onfocus="x()"></form>',
        }
    )
    told = found(day)
    assert [item[0] for item in told] == ["foreign"] * 3
    assert [item[1] for item in told][:2] == ["content/static/alt.html", "output/2016/05/17/tag/index.html"]
    assert re.fullmatch(r"output/assets/style-\w+\.css", told[2][1])
    assert "script src fetches from another host: https://zaehler.example/x.js" in told[0][3]
    assert "input onfocus could fetch from another host" in told[1][3]
    assert all(item["level"] == "problem" for item in findings(day, 1))


# --- What sources lack ------------------------------------------------------------------------------------------------


def test_each_photo_without_an_alt_text_is_told_with_its_place(journal: Journal) -> None:
    text = "---\nort: Berlin\nzeit: 5:33\nbilder: [IMG_1, {file: IMG_2, alt: ''}]\n---\nText.\n\n![](IMG_3)\n"
    photos = {f"content/images/IMG_{number}.png": png() for number in (1, 2, 3)}
    day = journal({**LEGAL, "content/entries/2016-05-17-tag.md": text, **photos})
    assert found(day) == [
        ("alt-texts", "content/entries/2016-05-17-tag.md", 4, "IMG_1 has no alt text"),
        ("alt-texts", "content/entries/2016-05-17-tag.md", 8, "IMG_3 has no alt text"),
    ]


@pytest.mark.parametrize(
    ("front", "message"),
    [
        ("", "has no place and no time"),
        ("ort: Berlin", "has no time"),
        ("zeit: 0:00", "has no place"),
        ("zeit:\nplace: ''", None),
        ("zeit: 0:00\nort: Berlin", None),
    ],
)
def test_entries_without_place_or_time_are_told_unless_meant_so(
    journal: Journal, front: str, message: str | None
) -> None:
    day = journal({**LEGAL, "content/entries/2016-05-17-tag.md": f"---\n{front}\n---\nText.\n"})
    assert [item[3] for item in found(day)] == ([message] if message else [])


def _numbered(*days: tuple[str, int | str], settings: str = "") -> dict[str, str]:
    entries = {
        f"content/entries/{date}.md": f"---\ntag: {number}\nort: Berlin\nzeit: 5:33\n---\n" for date, number in days
    }
    return {**LEGAL, **entries, "content/journal.toml": SETTINGS + settings}


def test_gaps_in_the_day_numbers_are_told_as_ranges_with_their_dates(journal: Journal) -> None:
    day = journal(
        _numbered(
            ("2016-05-17-a", 868),
            ("2016-05-17-b", 868),
            ("2016-05-18", 869),
            ("2016-05-20", 871),
            ("2016-05-24", 875),
            ("2016-05-25", 880),
            ("2016-05-26", 87),
        )
    )
    assert found(day) == [
        ("gaps", "content/entries/2016-05-20.md", 2, "no entry has day 870 (2016-05-19)"),
        ("gaps", "content/entries/2016-05-24.md", 2, "no entry has days 872 to 874 (2016-05-21 to 2016-05-23)"),
        ("gaps", "content/entries/2016-05-25.md", 2,
         "no entry has days 876 to 879 (between 2016-05-24 and 2016-05-25)"),
        ("gaps", "content/entries/2016-05-26.md", 2,
         "day 87 follows day 880 (2016-05-25, content/entries/2016-05-25.md)"),
    ]  # fmt: skip


def test_where_first_day_counts_gaps_are_told_in_a_daily_journal_only(journal: Journal) -> None:
    counted = "first_day = 2016-05-17\n"
    daily = journal(_numbered(("2016-05-17", 1), ("2016-05-18", ""), ("2016-05-20", ""), settings=counted), "täglich")
    assert [item[3] for item in found(daily)] == ["no entry has day 3 (2016-05-19)"]
    seldom = journal(_numbered(("2016-05-17", 1), ("2016-05-20", ""), ("2016-05-30", ""), settings=counted), "selten")
    assert found(seldom) == []


def test_days_written_twice_are_told(journal: Journal) -> None:
    day = journal(_numbered(("2016-05-17-a", 868), ("2016-05-17-b", 869), ("2016-05-18", 869), ("2016-05-19", 870)))
    told = [item for item in found(day) if item[0] == "days"]
    assert [(item[1], item[2]) for item in told] == [
        ("content/entries/2016-05-17-b.md", 2),
        ("content/entries/2016-05-18.md", 2),
    ]
    assert "2016-05-17 is day 868 already" in told[0][3]
    assert "day 869 is already the number of 2016-05-17" in told[1][3]


def test_photos_that_nobody_shows_are_told(journal: Journal) -> None:
    photos = {
        "content/images/2016/05/IMG_1.JPG": png(),
        "content/images/2016/05/IMG_1.HEIC": png(),  # the same shot
        "content/images/IMG_2.png": png(),
        "content/images/IMG_3.png": png(),
        "content/images/IMG_4.png": png(),
        "content/images/liste.txt": "kein Foto",
        "content/entries/2016-05-17-tag.mp3": "kein Foto",
        "content/static/favicon.png": png(),
    }
    day = journal({**whole(d17="![Eins](IMG_1) [zwei](IMG_2)"), **photos})
    day.write("content/pages/reise.md", "---\ntitel: Reise\n---\n![Vier](IMG_4.png)\n")
    assert [item[:2] for item in found(day)] == [("photos", "content/images/IMG_3.png")]


def test_missing_legal_pages_are_warnings(journal: Journal) -> None:
    day = journal({"content/entries/2016-05-17-tag.md": WHOLE})
    assert [(item["path"], item["level"], item["check"]) for item in findings(day, 0)] == [
        ("content/pages/datenschutz.md", "warning", "legal"),
        ("content/pages/impressum.md", "warning", "legal"),
    ]
    day.write("content/pages/recht.md", "---\ntitel: Impressum\nslug: impressum\n---\n")
    day.write("content/pages/datenschutz.md", "---\ntitel: Datenschutz\n---\nText.\n\n[Name], [Anschrift]\n")
    assert found(day) == [
        ("legal", "content/pages/datenschutz.md", 6, "2 marks like [Name] are not filled in yet"),
    ]


def test_very_long_titles_are_told(journal: Journal) -> None:
    texts = {day: f"---\nort: A\nzeit: 5:00\ntitel: {'x' * length}\n---\n" for day, length in ((17, 100), (18, 101))}
    day = journal({**LEGAL, **{f"content/entries/2016-05-{day}-t.md": text for day, text in texts.items()}})
    (told,) = found(day)
    assert told == ("titles", "content/entries/2016-05-18-t.md", 1, "the title has 101 characters, more than 100")


# --- How it says so ---------------------------------------------------------------------------------------------------


def test_warnings_alone_fail_only_if_strict(journal: Journal) -> None:
    day = journal({"content/entries/2016-05-17-tag.md": WHOLE})
    assert run(day).exit_code == 0
    assert run(day, "--strict").exit_code == 1
    assert run(journal(whole(d17="x"), "gut"), "--strict").exit_code == 0


def test_text_has_a_line_for_each_and_their_number(journal: Journal) -> None:
    day = journal({**whole(d17="[x](/weg/)"), "content/entries/2016-05-18-b.md": "Text."})
    assert run(day).stdout == (
        'content/entries/2016-05-17-tag.md:5: "/weg/" leads nowhere; correct the address [links]\n'
        "content/entries/2016-05-18-b.md:1: warning: has no place and no time; "
        "add `place: …` and `time: …`; leave it empty if meant so [datelines]\n"
        "1 problem, 1 warning\n"
    )


def test_json_has_the_shape_that_is_documented(journal: Journal) -> None:
    document = json.loads(run(journal(whole(d17='[x](/weg/"ä")')), "--format", "json").stdout)
    text = (ROOT / "docs/check.md").read_text("utf-8")
    example = json.loads(text.partition("```json\n")[2].partition("```")[0])
    assert document.keys() == example.keys()
    assert document["version"] == example["version"]
    (one,) = document["findings"]
    assert {key: type(value) for key, value in one.items()} == {
        key: type(value) for key, value in example["findings"][0].items()
    }
    assert one.keys() == set(re.findall(r"^\| `findings\[\]\.(\w+)`", text, re.MULTILINE))


def test_every_check_is_documented() -> None:
    rows = re.findall(r"^\| `([\w-]+)` \| (?:problem|warning)", (ROOT / "docs/check.md").read_text("utf-8"), re.M)
    assert sorted(rows) == sorted([BUILD, *CHECKS])


def test_github_reads_its_commands_back_as_they_were_meant(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    """As actions/runner reads them: properties end at commas, the head at two colons; %25, %0A, %3A … are signs."""
    day = journal({**LEGAL, "content/entries/a,b:c 100%/2016-05-17-x.md": WHOLE + "[x](/100%25,::weg/)\n"})
    monkeypatch.chdir(day.root.parent)
    line, count = run(day, "--format", "github").stdout.splitlines()
    assert count == "1 problem"
    command = re.fullmatch(r"::error ([^:]*)::(.*)", line)
    assert command is not None
    properties = dict(item.split("=", 1) for item in command[1].split(","))
    assert {name: _unescaped(value) for name, value in properties.items()} == {
        "file": f"{day.root.name}/content/entries/a,b:c 100%/2016-05-17-x.md",
        "line": "5",
        "title": "tagwerk check: links",
    }
    assert _unescaped(command[2]) == '"/100%25,::weg/" leads nowhere; correct the address'


def _unescaped(text: str) -> str:
    for code, sign in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        text = text.replace(code, sign)
    return text


def test_paths_for_github_are_those_of_the_repository(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    day = journal({"content/entries/2016-05-17-x.md": WHOLE})
    monkeypatch.chdir(day.root)
    assert "file=content/pages/impressum.md," in as_github(check(day.root, 1), day.root)
    monkeypatch.chdir(os.sep)
    assert f"file={day.root.as_posix()[1:]}/content" in as_github(check(day.root, 1), day.root)
