"""Promises of generator/wording.py."""

from __future__ import annotations

import datetime as dt

import pytest
from babel.dates import get_day_names, get_month_names

from generator import wording

DAY = dt.date(2016, 5, 17)


def test_months_and_weekdays_are_babels() -> None:
    assert list(wording.MONTHS) == [get_month_names("wide", locale="de")[month] for month in range(1, 13)]
    assert list(wording.WEEKDAYS) == [get_day_names("wide", locale="de")[day] for day in range(7)]
    assert [f"{day[:2]}." for day in wording.WEEKDAYS] == [
        get_day_names("abbreviated", locale="de")[day] for day in range(7)
    ]
    assert wording.month_name(3) == "März"


def test_dates_keep_day_and_month_together() -> None:
    assert wording.long_date(DAY) == "Dienstag, 17.\u00a0Mai 2016"
    assert wording.short_date(DAY) == "Di., 17.\u00a0Mai"
    assert wording.day_date(DAY) == "17.\u00a0Mai 2016"
    assert wording.day_name(868) == "Tag\u00a0868"


@pytest.mark.parametrize("year", [1000, 1582, 1893, 9999])
def test_every_year_from_1000_has_its_dates(year: int) -> None:
    date = dt.date(year, 1, 1)
    assert wording.long_date(date).endswith(f", 1.\u00a0Januar {year}")
    assert wording.iso(date) == f"{year}-01-01"


def test_times_are_said_and_marked_up() -> None:
    assert wording.clock(dt.time(5, 33, 20)) == "5:33\u202fUhr"
    assert wording.clock(dt.time(0, 5)) == "0:05\u202fUhr"
    assert wording.moment(DAY, dt.time(8, 12)) == "17.\u00a0Mai 2016 um 8:12\u202fUhr"
    assert wording.moment(DAY, None) == "17.\u00a0Mai 2016"
    assert wording.iso(DAY, dt.time(5, 33)) == "2016-05-17T05:33"


def test_a_comments_offset_does_not_reach_the_datetime_attribute() -> None:
    moment = dt.datetime(1880, 5, 17, 8, 12, tzinfo=dt.timezone(dt.timedelta(minutes=53, seconds=28)))
    assert wording.iso(moment, moment.time()) == "1880-05-17T08:12"


@pytest.mark.parametrize(
    ("time", "share"),
    [(dt.time(0), "0.0%"), (dt.time(5, 33), "23.1%"), (dt.time(12), "50.0%"), (dt.time(23, 59), "99.9%")],
)
def test_the_dot_stands_at_its_share_of_the_day(time: dt.time, share: str) -> None:
    assert wording.day_share(time) == share


def test_counts_are_said_in_words() -> None:
    assert [wording.entries(n) for n in (0, 1, 2)] == ["Keine Einträge", "Ein Eintrag", "2\u00a0Einträge"]
    assert [wording.comments(n) for n in (0, 1, 2)] == ["Kommentieren", "Ein Kommentar", "2\u00a0Kommentare"]
    assert wording.thoughts(0, "A") == "Noch keine Kommentare"
    assert wording.thoughts(1, "A") == "Ein Gedanke zu „A“"
    assert wording.thoughts(9, "A") == "9\u00a0Gedanken zu „A“"


def test_digits_are_grouped_from_five_on() -> None:
    assert [wording.number(n) for n in (9999, 12345, 1234567)] == ["9999", "12\u202f345", "1\u202f234\u202f567"]


@pytest.mark.parametrize(
    ("title", "quoted"),
    [
        ("Unterstützen", "„Unterstützen“"),
        ("Der „Ort“", "„Der ‚Ort‘“"),
        ("„Er sagte ‚nein‘ dazu“", "„‚Er sagte „nein“ dazu‘“"),
        ("Nur ‚so‘", "„Nur ‚so‘“"),
        ("Hab’s", "„Hab’s“"),
    ],
)
def test_a_titles_own_quotes_go_one_level_deeper(title: str, quoted: str) -> None:
    assert wording.quoted(title) == quoted
