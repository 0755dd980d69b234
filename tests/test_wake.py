"""One entry more, or changed, writes a bounded number of files, however large the journal is.

The numbers are the promise: 25 files for an entry with one place and up to three tags. Files are counted by what a
look at the folder shows, so a file that was rewritten with the same bytes counts as well.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from .conftest import AFTERNOON, SETTINGS, LaidOut

MOST = 25
YEARS = range(1986, 2016)
PLACES = ("Berlin", "Köln", "Wien")
TAGS = ("Arbeit", "Familie", "Garten", "Musik", "Reise", "Zug")
NEW = "content/entries/2001/2001-05-17-neu.md"
OLD = "content/entries/2001/2001-05-08-tag.md"
BEFORE, AFTER = "2001/05/05/tag/index.html", "2001/05/11/tag/index.html"


def entry(number: int, *, title: str = "", place: str = "", tags: str = "", date: str = "", text: str = "Text.") -> str:
    place = place or PLACES[number % 3]
    tags = tags or ", ".join((TAGS[number % 6], TAGS[(number + 1) % 6], TAGS[(number + 2) % 6]))
    dated = f"date: {date}\n" if date else ""
    return f"---\ntitle: {title or f'Tag {number}'}\nday: {number}\nplace: {place}\ntags: {tags}\n{dated}---\n{text}\n"


def entries(years: range, months: tuple[int, ...], days: range) -> Iterator[tuple[str, str]]:
    moments = ((year, month, day) for year in years for month in months for day in days)
    for number, (year, month, day) in enumerate(moments, 1):
        yield f"content/entries/{year}/{year}-{month:02}-{day:02}-tag.md", entry(number)


@pytest.fixture(scope="module")
def long_journal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LaidOut]:
    """480 entries over thirty years, of which every test takes back what it changed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", str(AFTERNOON))
        journal = LaidOut(tmp_path_factory.mktemp("wake"), dict(entries(YEARS, (5, 9), range(2, 26, 3))))
        journal.write("content/journal.toml", f"{SETTINGS}day_archives = true\n")
        journal.built()
        yield journal


@pytest.fixture
def journal(long_journal: LaidOut) -> Iterator[LaidOut]:
    kept = {file: file.read_bytes() for file in (long_journal.root / "content").rglob("*") if file.is_file()}
    yield long_journal
    for file in (long_journal.root / "content").rglob("*"):
        if file.is_file() and file not in kept:
            file.unlink()
    for file, data in kept.items():
        if not file.exists() or file.read_bytes() != data:
            file.write_bytes(data)
    long_journal.built()


def stand(journal: LaidOut) -> dict[str, tuple[int, int]]:
    output = journal.root / "output"
    found = {}
    for folder, _, names in os.walk(output):
        for name in names:
            status = os.lstat(Path(folder, name))
            found[Path(folder, name).relative_to(output).as_posix()] = (status.st_ino, status.st_mtime_ns)
    return found


def touched(journal: LaidOut) -> set[str]:
    """The output files that a build wrote or removed."""
    before = stand(journal)
    journal.built()
    after = stand(journal)
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


def test_a_build_without_a_change_writes_nothing(journal: LaidOut) -> None:
    assert touched(journal) == set()


def test_a_source_saved_again_unchanged_writes_nothing(journal: LaidOut) -> None:
    file = journal.root / OLD
    file.write_bytes(file.read_bytes())
    assert touched(journal) == set()


def test_an_entry_added_writes_at_most_25_files(journal: LaidOut) -> None:
    journal.write(NEW, entry(9999))
    found = touched(journal)
    assert {"2001/05/17/neu/index.html", "2001/05/14/tag/index.html", "2001/05/17/tag/index.html"} <= found
    assert len(found) <= MOST, sorted(found)


def test_an_entry_of_today_writes_at_most_25_files(journal: LaidOut) -> None:
    journal.write("content/entries/2015/2015-09-24-heute.md", entry(9999))
    found = touched(journal)
    assert {"index.html", "feed.xml", "2015/09/24/heute/index.html"} <= found
    assert len(found) <= MOST, sorted(found)


def test_an_entry_removed_writes_at_most_25_files(journal: LaidOut) -> None:
    journal.remove(OLD)
    found = touched(journal)
    assert {"2001/05/08/tag/index.html", BEFORE, AFTER} <= found
    assert len(found) <= MOST, sorted(found)


def test_a_text_edited_writes_only_what_shows_it(journal: LaidOut) -> None:
    number = int((journal.root / OLD).read_text().partition("day: ")[2].split()[0])
    journal.write(OLD, entry(number, text="Ein anderer Text."))
    assert touched(journal) == {"2001/05/08/tag/index.html", "2001/05/index.html"}


def test_a_title_edited_writes_at_most_25_files(journal: LaidOut) -> None:
    number = int((journal.root / OLD).read_text().partition("day: ")[2].split()[0])
    journal.write(OLD, entry(number, title="Umbenannt"))
    found = touched(journal)
    assert {"2001/05/08/tag/index.html", BEFORE, AFTER, "2001/05/index.html", "2001/index.html"} <= found
    assert len(found) <= MOST, sorted(found)


def test_the_newest_entrys_title_edited_writes_at_most_25_files(journal: LaidOut) -> None:
    journal.write("content/entries/2015/2015-09-23-tag.md", entry(480, title="Umbenannt"))
    found = touched(journal)
    assert {"index.html", "atom.xml", "feed.json"} <= found
    assert len(found) <= MOST, sorted(found)


def test_each_further_tag_writes_two_files_more(journal: LaidOut) -> None:
    journal.write(NEW, entry(9999, tags=", ".join(TAGS)))
    assert len(touched(journal)) <= MOST + 2 * (len(TAGS) - 3)


def test_a_place_and_a_tag_exchanged_write_two_files_more_each(journal: LaidOut) -> None:
    journal.write(NEW, entry(9999, place=PLACES[0], tags=", ".join(TAGS[:3])))
    journal.built()
    journal.write(NEW, entry(9999, place=PLACES[1], tags=", ".join(TAGS[1:4])))
    found = touched(journal)
    assert {"orte/berlin/2001/index.html", "orte/koeln/2001/index.html", "themen/musik/2001/index.html"} <= found
    assert len(found) <= MOST + 2 * 2, sorted(found)


def test_a_date_changed_writes_the_old_and_the_new_month_and_year_and_neighbours(journal: LaidOut) -> None:
    number = int((journal.root / OLD).read_text().partition("day: ")[2].split()[0])
    journal.write(OLD, entry(number, date="1990-09-13"))
    found = touched(journal)
    also = {"1990/09/13/tag/index.html", "1990/09/11/tag/index.html", "1990/09/14/tag/index.html"}
    assert {BEFORE, AFTER, "2001/05/index.html", "1990/09/index.html", "2001/index.html", "1990/index.html"} <= found
    assert also <= found
    # The other month and year and two neighbours, the page that goes, the other year's sitemap and terms.
    assert len(found) <= MOST + 4 + 1 + 1 + 4, sorted(found)


def test_an_address_changed_writes_also_the_pages_that_link_to_it(journal: LaidOut) -> None:
    number = int((journal.root / OLD).read_text().partition("day: ")[2].split()[0])
    linking = [("1988", "05", "02"), ("1999", "09", "05"), ("2010", "05", "11")]
    for year, month, day in linking:
        link = entry(1, text="[damals](2001-05-08-tag)")
        journal.write(f"content/entries/{year}/{year}-{month}-{day}-tag.md", link)
    journal.built()
    journal.write(OLD, entry(number).replace("---\n", "---\nslug: anders\n", 1))
    found = touched(journal)
    pages = {f"{year}/{month}/{day}/tag/index.html" for year, month, day in linking}
    assert pages | {"2001/05/08/anders/index.html", "2001/05/08/tag/index.html"} <= found
    assert len(found) <= MOST + len(pages) + 1, sorted(found)


@pytest.mark.skipif(os.environ.get("TAGWERK_REQUIRE_ALL") != "1", reason="takes long: TAGWERK_REQUIRE_ALL=1 runs it")
def test_the_wake_is_as_small_in_a_journal_of_ten_thousand(tmp_path: Path) -> None:
    files = dict(entries(range(1986, 2016), tuple(range(1, 13)), range(1, 29)))
    assert len(files) >= 10_000
    journal = LaidOut(tmp_path, files)
    journal.built("--jobs", "2")
    journal.write(NEW, entry(99_999))
    assert len(touched(journal)) <= MOST
    journal.remove(OLD)
    assert len(touched(journal)) <= MOST
