"""Corners in which an incremental build could miss that something changed: it ends as a clean one would there, too."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from generator.build import Builder
from generator.inputs import Options

from .conftest import AFTERNOON, LaidOut
from .desk import differences

Journal = Callable[..., LaidOut]

FIRST, SECOND = "content/entries/2016-05-17-eins.md", "content/entries/2016-05-18-zwei.md"
FILES = {
    FIRST: "---\ntitle: Eins\nplace: Berlin\ntags: A, B\n---\nText.\n",
    SECOND: "---\ntitle: Zwei\n---\nMehr Text.\n",
}


def assert_as_clean(site: LaidOut, *options: str) -> None:
    """Build, and see that a build from nothing says and makes the same."""
    done = site.build("--quiet", *options)
    clean = site.build("--quiet", "--fresh", "--output", str(site.root / "clean"), *options)
    assert (done.exit_code, done.output) == (clean.exit_code, clean.output)
    if clean.exit_code == 0:
        assert differences(site.tree(), site.tree("clean")) == {}


def test_the_mark_of_a_future_entry_goes_when_its_day_comes(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    site = journal({**FILES, "content/entries/2016-11-25-morgen.md": "---\ntitle: Morgen\n---\nText.\n"})
    assert_as_clean(site, "--future")
    before = site.read("2016/11/25/morgen/index.html")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(AFTERNOON + 60 * 60 * 24))
    assert_as_clean(site, "--future")
    assert site.read("2016/11/25/morgen/index.html") != before


def test_a_held_back_page_that_takes_the_name_of_a_links_target_is_noticed(journal: Journal) -> None:
    linking = {FIRST: "---\ntitle: Eins\n---\n[Wohin?](ziel)\n"}
    page = "---\ntitle: Ziel\nslug: ziel\n---\nText.\n"
    held_back = "---\ntitle: Entwurf\nslug: anders\ndraft: ja\n---\nText.\n"
    site = journal({**linking, "content/pages/eins.md": page, "content/pages/zwei.md": held_back})
    assert_as_clean(site)
    site.write("content/pages/zwei.md", held_back.replace("anders", "ziel"))
    assert_as_clean(site)
    assert 'link to "ziel" may mean any of' in site.complaints()[0]


def test_a_page_that_says_its_address_is_made_again_when_only_that_changed(journal: Journal) -> None:
    """ "/alt" and "/alt/" are one file, and a template may show either."""
    entry = "---\ntitle: Eins\naliases: /alt\n---\nText.\n"
    site = journal({FIRST: entry, "templates/redirect.html": "{{ page.address }}"})
    assert_as_clean(site)
    site.write(FIRST, entry.replace("/alt", "/alt/"))
    assert_as_clean(site)
    assert site.read("alt/index.html") == "/alt/"


def test_a_stray_file_where_a_folder_was_is_removed(journal: Journal) -> None:
    entry = "---\ntitle: Eins\naliases: /alt.html/\n---\nText.\n"
    site = journal({FIRST: entry})
    for text in (entry, entry.replace("html/", "html"), FILES[FIRST]):
        site.write(FIRST, text)
        assert_as_clean(site)
    site.write("output/alt.html", "fremd")
    assert_as_clean(site)


@pytest.mark.parametrize("name", ("ledger", "heads"))
def test_what_is_remembered_is_forgotten_when_a_single_bit_of_it_changed(journal: Journal, name: str) -> None:
    site = journal(FILES)
    site.built()
    (file,) = (site.root / ".tagwerk").glob(f"build-*/{name}")
    sound, dice = file.read_bytes(), random.Random(868)
    for number in range(30):
        damaged = bytearray(sound)
        damaged[dice.randrange(len(sound))] ^= 1 << dice.randrange(8)
        file.write_bytes(damaged)
        site.write(SECOND, f"---\ntitle: Zwei\n---\nAnderer Text, {number}.\n")
        assert_as_clean(site)
        file.write_bytes(sound)


# --- Builds again in one process, told what was touched ---------------------------------------------------------------


def builder(site: LaidOut) -> Builder:
    made = Builder(Options(site.root, site.root / "output", present=AFTERNOON))
    assert made.build().problems == ()
    return made


def assert_rebuilt_as_clean(site: LaidOut, made: Builder, *touched: str) -> None:
    result = made.rebuild(touched)
    clean = site.build("--quiet", "--fresh", "--output", str(site.root / "clean"))
    assert "".join(f"{problem}\n" for problem in result.problems) == clean.output
    assert differences(site.tree(), site.tree("clean")) == {}


def test_a_folder_in_place_of_another_is_read_anew(journal: Journal) -> None:
    """Its files are called as those before were, and here one of them is a draft."""
    published, draft = "---\ntitle: Da\n---\nText.\n", "---\ntitle: Fort\ndraft: ja\n---\nText.\n"
    site = journal({"content/entries/a/2016-06-01-x.md": published, "content/entries/b/2016-06-01-x.md": draft})
    made, entries = builder(site), site.root / "content/entries"
    (entries / "a").rename(site.root / "weg")
    (entries / "b").rename(entries / "a")
    assert_rebuilt_as_clean(site, made, "content/entries/a", "content/entries/b")
    assert not site.has("2016/06/01/x/index.html")


def test_a_source_that_nobody_said_was_touched_is_read_anew_once_it_shows(journal: Journal) -> None:
    """As when an entry and a template are saved together, and word of the template comes first."""
    site = journal(FILES)
    made = builder(site)
    site.write(FIRST, "---\ntitle: Neu\n---\nNeuer Text.\n")
    site.write("templates/entry.html", "{{ view.entry.title }}: {{ view.entry.body | html }}")
    assert_rebuilt_as_clean(site, made, "templates/entry.html")
    assert site.read("2016/05/17/eins/index.html").startswith("Neu: ")
    assert_rebuilt_as_clean(site, made, FIRST)
