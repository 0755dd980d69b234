"""Dates and times mean what people type."""

from __future__ import annotations

import contextlib
import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.dates import now, parse_date, parse_time

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    "text",
    [
        "2016-05-17",
        "2016-5-17",
        "17.5.2016",
        "17.05.2016",
        "17. 5. 2016",
        "17. Mai 2016",
        "17.Mai 2016",
        "Dienstag, 17. Mai 2016",
        "Di., 17. Mai 2016",
        "17. May 2016",
        "  17.   Mai\u00a02016 ",
        "17. MAI 2016",
    ],
)
def test_a_date_is_read_however_it_is_typed(text: str) -> None:
    assert parse_date(text) == dt.date(2016, 5, 17)


@pytest.mark.parametrize(
    ("name", "month"),
    [
        ("Januar", 1),
        ("Jänner", 1),
        ("Feber", 2),
        ("März", 3),
        ("Maerz", 3),
        ("Mär.", 3),
        ("Sept.", 9),
        ("Dezember", 12),
    ],
)
def test_months_have_their_german_and_austrian_names(name: str, month: int) -> None:
    assert parse_date(f"1. {name} 2016") == dt.date(2016, month, 1)


@pytest.mark.parametrize("year", [1000, 1582, 1893, 9999])
def test_any_year_with_four_digits_is_one(year: int) -> None:
    assert parse_date(f"{year}-01-02") == dt.date(year, 1, 2)


@pytest.mark.parametrize(
    "text", ["2016-02-30", "2015-02-29", "16-05-17", "0999-01-01", "17.5.16", "17. Mai", "gestern", "", "2016/05/17",
             "20160517", "2016-05-17T10:00", "17. Foo 2016", "10000-01-01", "0000-00-00", "2016-13-01"]
)  # fmt: skip
def test_what_is_no_date_is_refused_with_a_hint(text: str) -> None:
    with pytest.raises(ValueError, match=r"write it as|write the year|no such day"):
        parse_date(text)


@pytest.mark.parametrize("text", ["5:33", "05:33", "5.33", "5:33 Uhr", "5.33 Uhr", "5h33", "5:33:00", " 5:33  uhr "])
def test_a_time_is_read_however_it_is_typed(text: str) -> None:
    assert parse_time(text) == dt.time(5, 33)


def test_a_full_hour_needs_the_word_uhr() -> None:
    assert parse_time("5 Uhr") == dt.time(5)
    with pytest.raises(ValueError, match="5:33"):
        parse_time("5")


@pytest.mark.parametrize("text", ["5:73", "24:00", "25:00", "333", "5:3", "-1:00", "halb sechs", "", "5:33 pm"])
def test_what_is_no_time_is_refused_with_a_hint(text: str) -> None:
    with pytest.raises(ValueError, match=r"write it as 5:33|hours go from"):
        parse_time(text)


@given(st.text(max_size=40) | st.from_regex(r"\A[\d.:\- ]{1,20}\Z"))
def test_nothing_but_value_errors_comes_of_any_text(text: str) -> None:
    for parse in (parse_date, parse_time):
        with contextlib.suppress(ValueError):
            parse(text)


@given(st.dates(min_value=dt.date(1000, 1, 1)))
def test_every_date_that_is_written_is_read_back(date: dt.date) -> None:
    assert parse_date(date.isoformat()) == date
    assert parse_date(f"{date.day}.{date.month}.{date.year}") == date


@given(st.times())
def test_every_time_that_is_written_is_read_back_to_the_minute(time: dt.time) -> None:
    assert parse_time(f"{time.hour}:{time.minute:02}") == time.replace(second=0, microsecond=0)


def test_the_present_is_local_and_to_the_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1463455999")
    assert now(BERLIN) == dt.datetime(2016, 5, 17, 5, 33)
    assert now(ZoneInfo("America/New_York")) == dt.datetime(2016, 5, 16, 23, 33)


@pytest.mark.parametrize("epoch", ["morgen", "1e9", "99999999999999999999", "1.5"])
def test_a_present_that_is_no_number_is_refused(epoch: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with pytest.raises(ValueError, match="SOURCE_DATE_EPOCH"):
        now(BERLIN)


def test_without_an_epoch_the_clock_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert now(BERLIN).year >= 2024
