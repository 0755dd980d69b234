"""`tagwerk new`: an entry that fits its journal, overwrites nothing, and keeps no place that nobody asked for."""

from __future__ import annotations

import datetime as dt
import os
import pty
import re
import select
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from PIL import Image

from generator.frontmatter import split
from generator.model import Head
from generator.new import day_number as number_of
from generator.new import distance_km

from .conftest import SETTINGS, LaidOut

TODAY = "2016-11-24"  # 16:06 in Berlin, see conftest
PLACES = f"{SETTINGS}\n[places]\nBerlin = [52.52, 13.405]\nPotsdam = [52.396, 13.058]\n"
Journal = Callable[..., LaidOut]


def new(day: LaidOut, *words: str) -> tuple[str, dict[str, Any]]:
    """The path of the entry that `tagwerk new` writes, and its front matter."""
    result = day.run("new", *words)
    assert result.exit_code == 0, result.output
    path = Path(result.stdout.strip())
    return path.relative_to(day.root).as_posix(), fields(path)


def fields(path: Path) -> dict[str, Any]:
    return {field.key: field.value for field in split(path.read_text("utf-8")).fields}


def refused(day: LaidOut, *words: str) -> Result:
    """What `tagwerk new` says where it writes nothing."""
    before = day.tree("content")
    result = day.run("new", *words)
    assert result.exit_code == 1, result.output
    assert day.tree("content") == before
    return result


def photo(
    folder: Path,
    name: str = "IMG_1.jpg",
    taken: str = "",
    position: tuple[float, float] | None = None,
    turn: int = 1,
    **options: Any,
) -> Path:
    """A photo as a phone makes it."""
    image = Image.effect_noise((40, 30), 80).convert("RGB")
    told = Image.Exif()
    told[0x0112] = turn
    told[0x0110] = "Fernsprecher 9"
    if taken:
        told.get_ifd(0x8769)[0x9003] = taken
    if position:
        inner = told.get_ifd(0x8825)
        inner[1], inner[3] = "N" if position[0] >= 0 else "S", "E" if position[1] >= 0 else "W"
        inner[2], inner[4] = (_sexagesimal(abs(number)) for number in position)
    folder.mkdir(parents=True, exist_ok=True)
    image.save(folder / name, exif=told, **options)
    return folder / name


def _sexagesimal(number: float) -> tuple[float, float, float]:
    minutes = number % 1 * 60
    return float(int(number)), float(int(minutes)), round(minutes % 1 * 60, 2)


# --- An entry ---------------------------------------------------------------------------------------------------------


def test_it_writes_today_s_entry_as_an_author_would(journal: Journal) -> None:
    day = journal(
        {
            "content/entries/2016/2016-11-22-anfang.md": "---\ntag: 867\nzeit: 5:10\nort: Görlitz\n---\nText.\n",
            "content/entries/2016/2016-11-23-regen.md": "---\ntag: 868\nzeit: 5:33\nort: Berlin\n---\nText.\n",
        }
    )
    path, _ = new(day, "Unterstützen")
    assert path == "content/entries/2016/2016-11-24-unterstuetzen.md"
    assert (day.root / path).read_text("utf-8") == (
        "---\ntitel: Unterstützen\ntag: 869\nzeit: 16:06\nort: Berlin\n---\n"
    )
    day.built()
    assert "Berlin, 16:06, Tag 869" in day.read("2016/11/24/unterstuetzen/index.html")


def test_it_works_in_an_empty_journal(journal: Journal) -> None:
    day = journal()
    assert new(day, "Der", "erste", "Tag") == (
        f"content/entries/{TODAY}-der-erste-tag.md",
        {"titel": "Der erste Tag", "tag": "1", "zeit": "16:06"},
    )
    day.built()


def test_where_there_is_no_journal_it_says_so(tmp_path: Path) -> None:
    place = LaidOut(tmp_path, {})
    place.remove("content/journal.toml")
    assert "there is no journal here" in refused(place, "Titel").stderr
    assert not (tmp_path / ".tagwerk").exists()


def test_a_broken_entry_keeps_nobody_from_writing(journal: Journal) -> None:
    day = journal(
        {
            "content/entries/2016-11-22-gut.md": "---\ntag: 5\nort: Wien\n---\n",
            "content/entries/2016-11-23-kaputt.md": "---\ntitel: [\n---\n",
            "content/entries/2016-11-24-kaputt.md": b"\xff\xfe",
        }
    )
    path, told = new(day, "kaputt")
    assert path == f"content/entries/{TODAY}-kaputt-2.md"
    assert told == {"titel": "kaputt", "tag": "7", "zeit": "16:06", "ort": "Wien"}


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("", f"{TODAY}.md"),
        ("😀", f"{TODAY}.md"),
        ('Er sagte: "Ja/Nein"', f"{TODAY}-er-sagte-ja-nein.md"),
        ("../../draußen", f"{TODAY}-draussen.md"),
        ("NO", f"{TODAY}-no.md"),
        ("# kein Kommentar", f"{TODAY}-kein-kommentar.md"),
        ("wieder und " * 20, f"{TODAY}-wieder-und-wieder-und-wieder-und-wieder-und-wieder-und.md"),
    ],
)
def test_any_title_is_kept_and_spelled_in_the_file_s_name(journal: Journal, title: str, name: str) -> None:
    day = journal()
    path, told = new(day, "--", *title.split())
    assert path == f"content/entries/{name}"
    assert told.get("titel", "") == title.strip()
    day.built()


def test_a_title_of_two_lines_is_wrong_usage(journal: Journal) -> None:
    result = journal().run("new", "eins\nzwei")
    assert result.exit_code == 2
    assert "one line" in result.stderr


def test_a_second_entry_on_a_day_gets_its_own_name_and_nothing_is_overwritten(journal: Journal) -> None:
    day = journal()
    names = [new(day, *words)[0].removeprefix("content/entries/") for words in (["Da"], ["Da"], ["DA"], [], [])]
    assert names == [f"{TODAY}-da.md", f"{TODAY}-da-2.md", f"{TODAY}-da-3.md", f"{TODAY}.md", f"{TODAY}-2.md"]
    day.built()
    assert "5\N{NO-BREAK SPACE}Einträge" in day.read("archiv/index.html")


def test_a_name_is_new_where_its_address_would_not_be(journal: Journal) -> None:
    day = journal(
        {
            "content/journal.toml": f'{SETTINGS}permalink = "/{{slug}}/"\n',
            "content/entries/2016-01-01-montag.md": "Text.",
            "content/entries/anders.md": "---\ndatum: 2016-11-24\nslug: dienstag\n---\n",
            "content/entries/2016-11-24-mittwoch/index.md": "Text.",
            "content/pages/impressum.md": "---\ntitel: Impressum\n---\n",
        }
    )
    for title in ("montag", "dienstag", "mittwoch", "impressum"):
        assert new(day, title)[0] == f"content/entries/{TODAY}-{title}-2.md"
    day.built()


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("content/entries/2016-11-23-x.md", "content/entries/2017-01-02-neu.md"),
        ("content/entries/2016/2016-11-23-x.md", "content/entries/2017/2017-01-02-neu.md"),
        ("content/entries/2016/11/2016-11-23-x/index.md", "content/entries/2017/01/2017-01-02-neu.md"),
        ("content/entries/2016-11/2016-11-23-x.md", "content/entries/2017-01/2017-01-02-neu.md"),
        ("content/entries/tage 100%/2016/x.md", "content/entries/tage 100%/2017/2017-01-02-neu.md"),
    ],
)
def test_it_lies_where_the_last_entries_lie(journal: Journal, before: str, expected: str) -> None:
    day = journal({before: "---\ndatum: 2016-11-23\n---\n"})
    assert new(day, "neu", "--date", "2.1.2017")[0] == expected


def test_one_entry_that_lies_elsewhere_does_not_decide(journal: Journal) -> None:
    days = {f"content/entries/2016/2016-11-{day}-x.md": "Text." for day in (19, 20, 21)}
    day = journal({**days, "content/entries/urlaub/2016-11-22-see.md": "Text."})
    assert new(day, "neu")[0] == f"content/entries/2016/{TODAY}-neu.md"


# --- Day, time, place, number -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "date"),
    [("heute", "2016-11-24"), ("gestern", "2016-11-23"), ("Vorgestern", "2016-11-22"), ("morgen", "2016-11-25"),
     ("17.5.2016", "2016-05-17"), ("2016-05-17", "2016-05-17"), ("17. Mai 2016", "2016-05-17")],
)  # fmt: skip
def test_a_day_can_be_said_as_one_says_it(journal: Journal, word: str, date: str) -> None:
    path, told = new(journal(), "x", "--date", word)
    assert path == f"content/entries/{date}-x.md"
    assert told.get("zeit") == ("16:06" if date == TODAY else None)


def test_yesterday_is_the_journal_s_at_twenty_to_one(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is 0:40 in Berlin, and yesterday still in Greenwich. The clock does not say when yesterday was written of."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(dt.datetime(2016, 11, 24, 23, 40, tzinfo=dt.UTC).timestamp())))
    day = journal()
    assert new(day, "Heute")[1]["zeit"] == "0:40"
    assert new(day, "x", "--date", "gestern") == (f"content/entries/{TODAY}-x.md", {"titel": "x"})
    assert new(day, "y", "--date", "gestern", "--time", "23.10 Uhr")[1] == {"titel": "y", "zeit": "23:10"}


@pytest.mark.parametrize(("option", "value"), [("--date", "gester"), ("--date", "31.2.2016"), ("--time", "25:00")])
def test_what_is_no_day_or_time_is_wrong_usage(journal: Journal, option: str, value: str) -> None:
    result = journal().run("new", "x", option, value)
    assert result.exit_code == 2
    assert option in result.stderr


def test_a_present_that_is_no_number_is_a_problem(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "gestern")
    assert refused(journal(), "x").stderr.startswith("SOURCE_DATE_EPOCH:1: ")


def test_the_place_is_that_of_the_last_entry_by_that_day(journal: Journal) -> None:
    day = journal(
        {
            "content/entries/2016-11-20-a.md": "---\nort: Wien\n---\n",
            "content/entries/2016-11-22-b.md": "---\nzeit: 5:00\nort: Graz\n---\n",
            "content/entries/2016-11-22-c.md": "---\nzeit: 9:00\nort: Linz\nentwurf: ja\n---\n",
        }
    )
    assert new(day, "x")[1]["ort"] == "Linz"
    assert new(day, "x", "--date", "2016-11-21")[1]["ort"] == "Wien"
    assert new(day, "x", "--place", "Köln")[1]["ort"] == "Köln"
    assert "ort" not in new(day, "x", "--place", "")[1]
    assert "ort" not in new(day, "x", "--date", "2016-11-19")[1]


def test_first_day_counts_so_no_number_is_written(journal: Journal) -> None:
    day = journal({"content/journal.toml": f"{SETTINGS}first_day = 2016-11-01\n"})
    path, told = new(day)
    assert "tag" not in told
    day.built()
    assert "Tag 24" in day.read("2016/11/24/tag-24/index.html")
    assert path == f"content/entries/{TODAY}.md"


def _days(numbers: Mapping[int, int | None]) -> list[Head]:
    """Entries in May 2016, by day of the month."""
    return [
        Head(f"{day}", "entry", "", "", "", date=dt.date(2016, 5, day), day=number) for day, number in numbers.items()
    ]


@pytest.mark.parametrize(
    ("numbers", "day", "expected"),
    [
        ({}, 17, 1),
        ({16: None}, 17, None),  # a journal without numbers
        ({16: 867, 17: 868}, 18, 869),
        ({16: 867, 17: 868}, 17, 868),  # a second entry of the day
        ({16: 867, 17: 868}, 20, 871),  # the calendar goes on
        ({10: 861, 17: 868}, 20, 871),
        ({10: 867, 17: 868}, 20, 869),  # days left out were not counted before
        ({10: 867, 17: 868, 18: 869}, 20, 870),
        ({1: 1, 10: 2, 17: 9}, 20, 12),  # the last habit counts
        ({16: 867, 18: 869}, 17, 868),  # a day that was missed
        ({16: 867, 18: 868}, 17, None),  # there is no number between
        ({16: 867}, 14, 865),
        ({16: 2}, 10, None),
    ],
)
def test_days_are_numbered_as_the_journal_numbers_them(
    numbers: dict[int, int | None], day: int, expected: int | None
) -> None:
    assert number_of(_days(numbers), dt.date(2016, 5, day), None) == expected


# --- Photos -----------------------------------------------------------------------------------------------------------


def test_a_photo_is_copied_beside_the_entry_and_says_when_it_was(journal: Journal, tmp_path: Path) -> None:
    day = journal({"content/entries/2016/2016-05-16-x.md": "---\ntag: 867\nort: Wien\n---\n"})
    taken = photo(tmp_path / "kamera", "IMG_7476.JPG", "2016:05:17 05:33:20", (52.5, 13.4))
    path, told = new(day, "Am Fluss", "--photo", str(taken))
    assert path == "content/entries/2016/2016-05-17-am-fluss/index.md"
    assert told == {"titel": "Am Fluss", "tag": "868", "zeit": "5:33", "ort": "Wien", "bilder": ["IMG_7476"]}
    day.built()
    assert "<picture>" in day.read("2016/05/17/am-fluss/index.html")


def test_a_copy_keeps_its_pixels_and_no_position(journal: Journal, tmp_path: Path) -> None:
    taken = photo(tmp_path / "kamera", taken="2016:05:17 05:33:20", position=(52.5, 13.4), turn=6)
    path, _ = new(day := journal(), "x", "--photo", str(taken))
    copy = (day.root / path).with_name("IMG_1.jpg")
    with Image.open(taken) as original, Image.open(copy) as copied:
        assert copied.tobytes() == original.tobytes()
        assert dict(copied.getexif()) == {0x0112: 6}
    assert b"Fernsprecher" not in copy.read_bytes()
    assert taken.read_bytes() != copy.read_bytes()


def test_a_photo_of_another_day_than_the_one_asked_for_gives_no_time(journal: Journal, tmp_path: Path) -> None:
    taken = str(photo(tmp_path, taken="2016:11:23 18:20:00"))
    day = journal()
    assert new(day, "x", "--photo", taken, "--date", "gestern")[1]["zeit"] == "18:20"
    assert new(day, "x", "--photo", taken, "--date", "heute")[1]["zeit"] == "16:06"
    assert "zeit" not in new(day, "x", "--photo", taken, "--date", "vorgestern")[1]


def test_several_photos_keep_their_order_and_get_names_of_their_own(journal: Journal, tmp_path: Path) -> None:
    taken = [photo(tmp_path / "b", "IMG_2.jpg"), photo(tmp_path / "a", "IMG_1.png"), photo(tmp_path / "a", "img_2.JPG"),
             photo(tmp_path / "a", "IMG_1.jpg")]  # fmt: skip
    words = [word for path in taken for word in ("--photo", str(path))]
    path, told = new(day := journal(), "x", *words)
    assert told["bilder"] == ["IMG_2", "IMG_1.png", "img_2-2", "IMG_1.jpg"]
    assert {file.name for file in (day.root / path).parent.iterdir()} == {
        "index.md", "IMG_2.jpg", "IMG_1.png", "img_2-2.JPG", "IMG_1.jpg",
    }  # fmt: skip
    assert "was not found" not in day.built().stderr


def test_a_photo_that_cannot_be_used_leaves_nothing_behind(journal: Journal, tmp_path: Path) -> None:
    good = str(photo(tmp_path))
    day = journal()
    (tmp_path / "kaputt.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    (tmp_path / "notiz.txt").write_bytes(Path(good).read_bytes())
    for bad in ("kaputt.jpg", "notiz.txt", "fehlt.jpg", ".", "._IMG_1.jpg"):
        result = refused(day, "x", "--photo", good, "--photo", str(tmp_path / bad))
        assert result.stderr.startswith(f"{tmp_path / bad}:1: ")


# --- The place of a photo ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("position", "place"),
    [((52.50, 13.39), "Berlin"), ((52.41, 13.10), "Potsdam"), ((-33.86, 151.2), None), ((52.5, 14.4), None)],
)
def test_only_a_place_of_the_list_is_ever_written(
    journal: Journal, tmp_path: Path, position: tuple[float, float], place: str | None
) -> None:
    day = journal({"content/journal.toml": PLACES})
    words = ("x", "--photo", str(photo(tmp_path, position=position)), "--place-from-photo")
    if place is None:
        result = refused(day, *words)
        assert "none of [places] lies within 25 km" in result.stderr
        assert not re.search(r"\d\.\d", result.stderr.partition(": ")[2])
    else:
        assert new(day, *words)[1]["ort"] == place


def test_no_place_is_taken_from_a_photo_unasked(journal: Journal, tmp_path: Path) -> None:
    taken = str(photo(tmp_path, position=(52.5, 13.4)))
    assert "ort" not in new(journal({"content/journal.toml": PLACES}), "x", "--photo", taken)[1]


def test_without_a_list_a_position_or_a_photo_it_says_what_is_missing(journal: Journal, tmp_path: Path) -> None:
    known, unknown = str(photo(tmp_path, "a.jpg", position=(52.5, 13.4))), str(photo(tmp_path, "b.jpg"))
    assert "no table [places]" in refused(journal(), "--photo", known, "--place-from-photo").stderr
    day = journal({"content/journal.toml": PLACES}, "zweites")
    assert "no photo says where" in refused(day, "--photo", unknown, "--place-from-photo").stderr
    assert day.run("new", "--place-from-photo").exit_code == 2
    assert day.run("new", "--photo", known, "--place-from-photo", "--place", "Wien").exit_code == 2


def test_distances_are_those_of_the_globe() -> None:
    assert distance_km((52.52, 13.405), (53.55, 9.99)) == pytest.approx(255, abs=2)  # Berlin, Hamburg
    assert distance_km((0, 179.9), (0, -179.9)) == pytest.approx(22, abs=1)
    assert distance_km((1, 1), (1, 1)) == 0


@pytest.mark.parametrize("line", ["Berlin = 52.5", "Berlin = [91, 0]", 'Berlin = ["52", "13"]', "Berlin = [true, 1]",
                                  "Berlin = [nan, 1]", '" " = [1, 1]'])  # fmt: skip
def test_a_place_without_a_position_is_a_problem(journal: Journal, line: str) -> None:
    day = journal({"content/journal.toml": f"{SETTINGS}[places]\n{line}\n"})
    assert "content/journal.toml:3: places: " in refused(day, "x").stderr


# --- The editor -------------------------------------------------------------------------------------------------------


def on_a_terminal(day: LaidOut, *words: str, **environment: str) -> str:
    """What `tagwerk new` shows on a terminal of its own."""
    leader, follower = pty.openpty()
    clean = {name: value for name, value in os.environ.items() if name not in ("VISUAL", "EDITOR")}
    command = [sys.executable, "-m", "generator", "--root", str(day.root), "new", *words]
    process = subprocess.Popen(command, stdin=follower, stdout=follower, stderr=follower, env={**clean, **environment})
    os.close(follower)
    shown = b""
    while select.select([leader], [], [], 60)[0]:
        try:
            shown += os.read(leader, 4096)
        except OSError:  # how Linux says that the other side is closed
            break
    os.close(leader)
    assert process.wait(60) == 0, shown
    return shown.decode()


def test_on_a_terminal_the_author_s_editor_opens_with_its_options(journal: Journal, tmp_path: Path) -> None:
    editor = tmp_path / "mein editor.py"
    editor.write_text("import sys\nopen(sys.argv[2], 'a').write(f'Mit {sys.argv[1]}.\\n')\n")
    command = f"{sys.executable} '{editor}' --wait"
    day = journal()
    shown = on_a_terminal(day, "Titel", VISUAL=command, EDITOR="false")
    path = Path(shown.strip())
    assert path.read_text("utf-8").endswith("---\nMit --wait.\n")
    assert "Mit" not in Path(on_a_terminal(day, "Zwei", "--no-edit", EDITOR=command).strip()).read_text("utf-8")
    assert "Mit" not in Path(on_a_terminal(day, "Drei").strip()).read_text("utf-8")


def test_an_editor_that_cannot_be_started_costs_no_entry(journal: Journal) -> None:
    day = journal()
    shown = on_a_terminal(day, "Titel", EDITOR="gibt-es-nicht")
    assert "gibt-es-nicht: cannot be started" in shown
    assert (day.root / f"content/entries/{TODAY}-titel.md").exists()


def test_without_a_terminal_no_editor_opens(journal: Journal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("EDITOR", f"touch {tmp_path / 'geöffnet'} --")
    new(journal(), "Titel")
    assert not (tmp_path / "geöffnet").exists()


def test_the_path_is_one_to_type_where_the_author_stands(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    day = journal()
    monkeypatch.chdir(day.root)
    assert day.run("new", "Hier").stdout == f"content/entries/{TODAY}-hier.md\n"
    monkeypatch.chdir(day.write("anderswo/x", "").parent)
    assert Path(day.run("new", "Dort").stdout.strip()) == day.root / f"content/entries/{TODAY}-dort.md"


def test_a_folder_that_cannot_be_written_is_a_problem(journal: Journal, tmp_path: Path) -> None:
    day = journal({"content/entries": "eine Datei"})
    assert "cannot be written" in refused(day, "x").stderr
    assert "cannot be written" in refused(day, "x", "--photo", str(photo(tmp_path))).stderr
