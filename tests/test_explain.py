"""`tagwerk build --explain` names each file that was made or removed, and why, in sentences."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .conftest import SETTINGS, LaidOut

Journal = Callable[..., LaidOut]

FIRST = "content/entries/2016-05-16-anfang.md"
SECOND = "content/entries/2016-05-17-fluss.md"
FILES = {
    FIRST: "---\ntitle: Anfang\nplace: Köln\n---\nText.\n",
    SECOND: "---\ntitle: Fluss\nplace: Berlin\n---\nAm Wasser.\n",
    "content/static/CNAME": "tage.example\n",
}
FIRST_PAGE, SECOND_PAGE = "2016/05/16/anfang/index.html", "2016/05/17/fluss/index.html"


@pytest.fixture
def full(journal: Journal) -> LaidOut:
    laid_out = journal(FILES)
    laid_out.built()
    return laid_out


def explained(journal: LaidOut) -> dict[str, str]:
    lines = journal.built("--explain").stdout.splitlines()[:-1]
    return dict(line.split(": ", 1) for line in lines)


def test_nothing_made_is_nothing_to_explain(full: LaidOut) -> None:
    assert explained(full) == {}


def test_a_first_build_makes_new_pages(journal: Journal) -> None:
    assert set(explained(journal(FILES)).values()) == {"new page"}


def test_an_edited_text_is_named(full: LaidOut) -> None:
    full.write(SECOND, FILES[SECOND] + "\nMehr.\n")
    assert explained(full)[SECOND_PAGE] == "source changed"


def test_a_changed_title_is_named_on_all_pages_that_show_it(full: LaidOut) -> None:
    full.write(SECOND, FILES[SECOND].replace("Fluss", "Strom"))
    reasons = explained(full)
    assert reasons[SECOND_PAGE] == "title changed; source changed"
    assert reasons[FIRST_PAGE] == "next: title changed"
    assert reasons["2016/05/index.html"] == '"Strom": title changed'


def test_an_entry_that_came_or_went_is_named(full: LaidOut) -> None:
    full.write("content/entries/2016-05-18-ufer.md", "---\ntitle: Ufer\n---\nSand.\n")
    reasons = explained(full)
    assert reasons["2016/05/18/ufer/index.html"] == "new page"
    assert reasons[SECOND_PAGE] == "next came"
    assert reasons["2016/05/index.html"] == '"Ufer" came'
    full.remove("content/entries/2016-05-18-ufer.md")
    reasons = explained(full)
    assert reasons["2016/05/18/ufer/index.html"] == "removed: no page of the site"
    assert reasons[SECOND_PAGE] == "next went"


def test_a_changed_template_is_named_on_its_pages_alone(full: LaidOut) -> None:
    full.write("templates/entry.html", "Eigenes")
    reasons = explained(full)
    assert set(reasons) == {FIRST_PAGE, SECOND_PAGE}
    assert reasons[FIRST_PAGE] == "its template changed (entry.html, or one that it includes)"


def test_a_changed_setting_is_named(full: LaidOut) -> None:
    full.write("content/journal.toml", SETTINGS.replace("Mein Tagebuch", "Tage"))
    assert explained(full)[SECOND_PAGE] == "site: title changed"
    full.write("content/journal.toml", SETTINGS.replace("Mein Tagebuch", "Tage") + "line_breaks = true\n")
    assert explained(full)[SECOND_PAGE] == "the settings of how the text is read changed"


def test_files_that_are_missing_altered_or_copied_are_named(full: LaidOut) -> None:
    (full.root / "output" / FIRST_PAGE).unlink()
    full.write(f"output/{SECOND_PAGE}", "anders")
    full.write("content/static/CNAME", "andere.example\n")
    assert explained(full) == {
        FIRST_PAGE: "its file is missing",
        SECOND_PAGE: "its file is not what was written",
        "CNAME": "the file that it is a copy of changed",
    }


def test_what_is_not_remembered_is_said_to_be_unknown(full: LaidOut) -> None:
    for heads in (full.root / ".tagwerk").glob("*/heads"):
        heads.unlink()
    full.write(SECOND, FILES[SECOND] + "Mehr.\n")
    assert explained(full)[SECOND_PAGE] == "what it showed before is not known"


def test_drafts_that_a_build_with_other_options_showed_are_explained(full: LaidOut) -> None:
    full.write("content/entries/2016-05-18-ufer.md", "---\ntitle: Ufer\ndraft: ja\n---\nSand.\n")
    full.built("--drafts")
    assert explained(full)[SECOND_PAGE] == "next went"
