"""The index: order, neighbours, days, months, places and tags, and what is published when."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from generator.journal import Index, Journal, Listed, day_warnings, entry_address, is_future, next_change, published
from generator.model import Head

PATTERN = "/{year}/{month}/{day}/{slug}/"
NOON = dt.datetime(2016, 5, 17, 12, 0)


def _head(source: str, date: str = "2016-05-17", time: str = "", **fields: object) -> Head:
    clock = dt.time.fromisoformat(time) if time else None
    return Head(source, "entry", "", source, "", date=dt.date.fromisoformat(date), time=clock, **fields)  # type: ignore[arg-type]


def _page(source: str, **fields: object) -> Head:
    return Head(source, "page", "", source, "Titel", **fields)  # type: ignore[arg-type]


def index(heads: Iterable[Head], permalink: str) -> Journal:
    return Index().order(heads, permalink)


def _sources(entries: Iterable[Listed]) -> list[str]:
    return [entry.head.source for entry in entries]


def test_entries_stand_in_the_order_of_date_time_and_name() -> None:
    """An entry without a time comes first on its day."""
    heads = [
        _head("d", "2016-05-18", "05:33"),
        _head("c", "2016-05-17", "20:00"),
        _head("b", "2016-05-17", "05:33"),
        _head("a2", "2016-05-17"),
        _head("a1", "2016-05-17"),
        _head("z", "1892-01-01"),
    ]
    assert _sources(index(heads, PATTERN).entries()) == ["z", "a1", "a2", "b", "c", "d"]


@given(st.integers())
def test_the_order_in_which_heads_come_decides_nothing(seed: int) -> None:
    heads = [
        _head(f"e{number}", f"2016-0{number % 3 + 1}-01", place=("Köln", "KÖLN")[number % 2], tags=(f"T{number % 4}",),
              day=number // 2)
        for number in range(12)
    ]  # fmt: skip
    shuffled = list(heads)
    random.Random(seed).shuffle(shuffled)
    assert index(shuffled, PATTERN) == index(heads, PATTERN)


def test_a_day_belongs_to_its_first_entry() -> None:
    journal = index([_head("spaet", time="20:00", day=868), _head("frueh", time="05:33", day=868)], PATTERN)
    assert journal.days[868].head.source == "frueh"


def test_months_and_years_hold_their_entries_oldest_first() -> None:
    journal = index([_head("b", "2016-06-01"), _head("a", "2016-05-31"), _head("c", "2015-12-31")], PATTERN)
    assert {(month.year, month.month): _sources(month.entries) for month in journal.months} == {
        (2015, 12): ["c"],
        (2016, 5): ["a"],
        (2016, 6): ["b"],
    }
    assert [(year, [month.month for month in months]) for year, months in journal.years().items()] == [
        (2015, [12]),
        (2016, [5, 6]),
    ]


def test_names_with_equal_slugs_are_one_term_in_the_earliest_spelling() -> None:
    heads = [
        _head("a", "2015-01-01", place="Köln"),
        _head("b", "2016-01-01", place="koeln"),
        _head("c", "2016-02-01", place="KÖLN", tags=("Fluß", "fluss")),
    ]
    journal = index(heads, PATTERN)
    (term,) = journal.places.values()
    assert (term.slug, term.label, term.count) == ("koeln", "Köln", 3)
    assert [(year, _sources(entries)) for year, entries in term.years] == [(2015, ["a"]), (2016, ["b", "c"])]
    assert [(term.slug, term.label, term.count) for term in journal.tags.values()] == [("fluss", "Fluß", 1)]


def test_a_name_without_a_letter_has_no_page() -> None:
    assert index([_head("a", place="★")], PATTERN).places == {}


def test_pages_stand_where_their_slug_says() -> None:
    journal = index([_page("p", aliases=()), _head("a")], PATTERN)
    assert journal.addresses == {"p": "/p/", "a": "/2016/05/17/a/"}
    assert [page.source for page in journal.pages] == ["p"]


def test_an_address_has_two_digits_for_months_and_days_and_four_for_years() -> None:
    assert entry_address(_head("x", "1000-01-02"), "/{year}-{month}-{day}/{slug}/") == "/1000-01-02/x/"


def test_the_future_begins_after_the_present_minute() -> None:
    assert not is_future(_head("a", time="12:00"), NOON)
    assert is_future(_head("a", time="12:01"), NOON)
    assert not is_future(_head("a"), NOON)  # without a time: from midnight on
    assert is_future(_head("a", "2016-05-18"), NOON)
    assert not is_future(_page("p"), NOON)


def test_published_is_what_is_no_draft_and_not_in_the_future() -> None:
    draft, coming = _head("a", draft=True), _head("a", "2016-05-18")
    both = _head("a", "2016-05-18", draft=True)
    for head, drafts, future, expected in (
        (draft, False, True, False),
        (draft, True, False, True),
        (coming, True, False, False),
        (coming, False, True, True),
        (both, True, False, False),
        (both, False, True, False),
        (both, True, True, True),
        (_page("p", draft=True), False, False, False),
    ):
        assert published([head], NOON, drafts=drafts, future=future) == [head] * expected


def test_the_next_change_is_the_next_entry_to_come() -> None:
    heads = [_head("a", time="11:00"), _head("b", time="13:00"), _head("c", time="12:30"), _head("d", "2017-01-01")]
    assert next_change(heads, NOON) == dt.datetime(2016, 5, 17, 12, 30)
    assert next_change(heads[:1], NOON) == dt.datetime.max


def test_a_day_number_on_two_dates_is_complained_of_at_the_later_one() -> None:
    heads = [
        _head("b", "2016-05-18", day=868, day_line=3),
        _head("a", "2016-05-17", day=868, day_line=2),
        _head("a2", "2016-05-17", day=868),
    ]
    (problem,) = day_warnings(index(heads, PATTERN))
    assert (problem.path, problem.line, problem.warning) == ("b", 3, True)
    assert "2016-05-17 (a)" in problem.message


def test_an_empty_journal_is_one() -> None:
    journal = index([], PATTERN)
    assert (list(journal.entries()), journal.pages, journal.years()) == ([], (), {})
