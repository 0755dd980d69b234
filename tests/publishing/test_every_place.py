"""What holds for every kind of place, each on a real server: what stands there afterwards is exactly the output."""

from __future__ import annotations

import re

import pytest
from click.testing import Result

from generator.publish import manifest
from generator.publish.target import OWN

from ..conftest import SETTINGS, LaidOut
from .places import NAME, Make, Place, section, site


def publish(day: LaidOut, place: Place, *options: str, port: int = 0) -> Result:
    day.write("content/journal.toml", f"{SETTINGS}{section(place, port)}")
    return day.run("publish", "--jobs", "1", *options)


def published(day: LaidOut, place: Place, *options: str) -> str:
    """Publish, see that all went well and that the place holds the output; what was said."""
    result = publish(day, place, *options)
    assert result.exit_code == 0, result.output
    assert site(place) == day.tree()
    assert [name for name in place.tree() if name.startswith(OWN)] == [manifest.NAME]
    return result.output


def refused(day: LaidOut, place: Place, *options: str) -> str:
    result = publish(day, place, *options)
    assert result.exit_code == 1, result.output
    return result.output


def counts(said: str) -> tuple[int, ...]:
    """Files added, changed and removed, as the summary has it."""
    found = re.search(r"(\d+) added, (\d+) changed, (\d+) removed", said)
    return tuple(int(count) for count in found.groups()) if found else (0, 0, 0)


def test_the_first_publish_brings_all_and_the_second_nothing(small: LaidOut, place: Place) -> None:
    said = published(small, place)
    extras = 1 if place.kind == "git" else 0
    assert counts(said) == (len(small.tree()) + extras, 0, 0)
    before = place.tree()
    assert "Nothing to do" in published(small, place)
    assert place.tree() == before


def test_only_what_changed_is_sent_and_what_is_gone_is_removed(small: LaidOut, place: Place) -> None:
    published(small, place)
    before = small.tree()
    small.write("content/entries/2016-05-17-anfang.md", "---\nort: Köln\n---\nEs fängt noch einmal an.\n")
    small.remove("content/pages/impressum.md")
    small.write("content/static/mit Leerzeichen & Ä.txt", "neu")
    said = published(small, place)
    now = small.tree()
    changed = sum(before[path] != now[path] for path in before.keys() & now.keys())
    assert counts(said) == (len(now.keys() - before.keys()), changed, len(before.keys() - now.keys()))
    assert now.keys() - before.keys() >= {"orte/koeln/index.html", "mit Leerzeichen & Ä.txt"}
    assert before.keys() - now.keys() >= {"impressum/index.html"}
    assert "Nothing to do" in published(small, place)


def test_what_was_changed_behind_our_back_is_mended_and_what_is_not_ours_stays(small: LaidOut, place: Place) -> None:
    published(small, place)
    index = site(place)["index.html"]
    place.write("index.html", index[::-1])  # of the same size
    place.write("feed.xml", b"")
    place.remove("2016/05/17/anfang/index.html")
    place.write("2016/05/fremd.txt", b"von jemand anderem")
    said = publish(small, place)
    assert counts(said.output) == (1, 2, 0), said.output
    assert site(place) == {**small.tree(), "2016/05/fremd.txt": b"von jemand anderem"}
    small.remove("content/entries/2016-05-17-anfang.md")
    small.remove("content/entries/2016-05-18-regen.md")
    publish(small, place)
    assert site(place) == {**small.tree(), "2016/05/fremd.txt": b"von jemand anderem"}


def test_a_place_that_holds_files_of_others_is_refused_until_it_is_adopted(small: LaidOut, place: Place) -> None:
    place.write("index.html", b"Hier entsteht eine neue Seite.")
    place.write("logs/2016.txt", b"fremd")
    said = refused(small, place)
    assert f"content/journal.toml:3: {NAME}: the place is not empty" in said
    assert "--adopt" in said
    assert place.tree() == {"index.html": b"Hier entsteht eine neue Seite.", "logs/2016.txt": b"fremd"}
    publish(small, place, "--adopt")
    assert site(place) == {**small.tree(), "logs/2016.txt": b"fremd"}
    assert "Nothing to do" in publish(small, place).output


def test_a_dry_run_says_what_would_happen_and_does_nothing(small: LaidOut, place: Place) -> None:
    published(small, place)
    before = place.tree()
    small.write("content/entries/2016-05-19-neu.md", "Ein neuer Tag.\n")
    small.remove("content/pages/impressum.md")
    said = publish(small, place, "--dry-run").output
    assert re.search(r"^added +\d+\.\d kB  2016/05/19/neu/index\.html$", said, re.MULTILINE)
    assert re.search(r"^changed +\d+\.\d kB  index\.html$", said, re.MULTILINE)
    assert re.search(r"^removed +\d+\.\d kB  impressum/index\.html$", said, re.MULTILINE)
    assert "Would be published" in said
    assert place.tree() == before
    assert counts(published(small, place)) == counts(said)


@pytest.mark.parametrize("kind", ["folder", "ftps", "s3"])
def test_a_place_that_lost_our_notes_is_adopted_again(small: LaidOut, make_place: Make, kind: str) -> None:
    place = make_place(kind)
    published(small, place)
    place.write(manifest.NAME, b"was auch immer")
    assert "cannot be read" in refused(small, place)
    published(small, place, "--adopt")


@pytest.mark.parametrize("kind", ["folder", "rsync", "git"])
def test_fresh_sends_every_file_again(small: LaidOut, make_place: Make, kind: str) -> None:
    place = make_place(kind)
    published(small, place)
    assert counts(published(small, place, "--fresh"))[1] >= len(small.tree())


def test_a_file_that_becomes_a_folder_and_back(small: LaidOut, place: Place) -> None:
    small.write("content/static/wandel", "erst eine Datei")
    published(small, place)
    small.remove("content/static/wandel")
    small.write("content/static/wandel/innen.txt", "dann ein Ordner")
    published(small, place)
    small.remove("content/static/wandel/innen.txt")
    (small.root / "content/static/wandel").rmdir()
    small.write("content/static/wandel", "und zurück")
    published(small, place)


def test_the_first_target_is_the_default_and_others_go_by_name(small: LaidOut, make_place: Make) -> None:
    ours = make_place("folder")
    small.write("content/journal.toml", f'{SETTINGS}{section(ours)}[publish.zweites]\ntype = "folder"\npath = "../b"\n')
    assert small.run("publish", "--jobs", "1", "zweites").exit_code == 0
    assert ours.tree() == {}
    assert small.run("publish", "--jobs", "1").exit_code == 0
    assert site(ours) == small.tree()


def test_a_target_that_is_not_there_is_named_with_those_that_are(small: LaidOut, make_place: Make) -> None:
    assert "it does not say where to publish; write a table [publish.NAME]" in small.run("publish").output
    said = publish(small, make_place("folder"), "woanders").output
    assert f'content/journal.toml:3: there is no target "woanders"; there are: {NAME}' in said


def test_every_byte_arrives_as_it_is(small: LaidOut, place: Place) -> None:
    """Line ends above all, which FTP translates unless it is told not to; and names that shells and protocols know."""
    small.write("content/static/bytes.bin", bytes(range(256)) * 64 + b"\r\n\r\r\n\n" * 9)
    for name in ("a b'c\"d$e`f", "-rf", "ä%41ö", "#x;y", "*?[z]"):
        small.write(f"content/static/{name}.txt", name)
    published(small, place)
    assert "Nothing to do" in published(small, place)
