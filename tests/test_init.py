"""`tagwerk init`: a first journal that builds, says what is left to do, and overwrites nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import LaidOut


@pytest.fixture
def place(tmp_path: Path) -> LaidOut:
    place = LaidOut(tmp_path, {})
    place.remove("content/journal.toml")
    (tmp_path / "content").rmdir()
    return place


def _journal(place: LaidOut, folder: str) -> LaidOut:
    journal = LaidOut.__new__(LaidOut)
    journal.root = place.root / folder
    return journal


def test_a_new_journal_builds_with_no_warning_but_of_what_is_to_be_filled_in(place: LaidOut) -> None:
    assert place.run("init", "tage").exit_code == 0
    journal = _journal(place, "tage")
    result = journal.built()
    told = result.stderr.splitlines()
    assert told
    assert all(line.startswith("content/pages/") and "are not filled in yet" in line for line in told)
    home = journal.read("index.html")
    assert "Mein Tagebuch" in home
    assert "Der erste Tag" in home
    assert "16:06" in home  # the present of the test
    for page in ("impressum/index.html", "datenschutz/index.html", "ueber-mich/index.html"):
        assert journal.has(page)


@pytest.mark.parametrize(
    "title", ['Tage & "Nächte"', "C:\\tage", "Tage\tund\nNächte", "@DATE@", "„Tage“", "{{ 7 * 7 }}"]
)
def test_any_title_gives_a_journal_that_can_be_read(place: LaidOut, title: str) -> None:
    result = place.run("init", "tage", "--title", title)
    if not title.isprintable():
        assert result.exit_code == 2
        assert not (place.root / "tage").exists()
        return
    assert result.exit_code == 0
    journal = _journal(place, "tage")
    journal.built()
    assert "<title>" in journal.read("index.html")
    assert "49" not in journal.read("404.html")


def test_a_present_that_is_no_number_is_a_problem(place: LaidOut, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "gestern")
    result = place.run("init", "tage")
    assert result.exit_code == 1
    assert result.stderr.startswith("SOURCE_DATE_EPOCH:1: ")


def test_a_journal_that_is_there_is_left_alone(place: LaidOut) -> None:
    place.run("init", "tage")
    file = place.root / "tage/content/journal.toml"
    file.write_text("meins")
    result = place.run("init", "tage")
    assert result.exit_code == 1
    assert "there is a journal here already" in result.stderr
    assert file.read_text() == "meins"


def test_files_that_are_there_stay(place: LaidOut) -> None:
    place.write("tage/README.md", "meins")
    assert place.run("init", "tage").exit_code == 0
    assert (place.root / "tage/README.md").read_text() == "meins"


def test_a_place_where_nothing_can_be_written_is_a_problem(place: LaidOut) -> None:
    place.write("datei", "x")
    result = place.run("init", "datei/tage")
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr
    assert place.run("init").exit_code == 2
