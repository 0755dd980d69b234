"""The pages that list entries: months, years, the archive, places and tags.

Each list is bounded by a month or a year, so that one entry more changes a bounded number of pages.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, TypeVar

from ..journal import Journal, Term
from ..views import (
    ArchiveView,
    Link,
    MonthCount,
    MonthGroup,
    MonthView,
    Page,
    TermCount,
    TermsView,
    TermView,
    TermYearView,
    YearCount,
    YearView,
)
from ..wording import month_name
from .entries import card, cards

RECENT = 10  # entries that the page of a place or tag shows itself; its years show all

T = TypeVar("T")
TermKind = Literal["place", "tag"]


def month_address(year: int, month: int) -> str:
    return f"/{year:04}/{month:02}/"


def year_address(year: int) -> str:
    return f"/{year:04}/"


def _page(
    address: str, template: str, view: ArchiveView | MonthView | YearView | TermsView | TermView | TermYearView
) -> Page:
    return Page(address, address[1:] + "index.html", template, view)


def _beside(items: Sequence[T], position: int) -> tuple[T | None, T | None]:
    """The items before and after a position."""
    before = items[position - 1] if position else None
    return before, items[position + 1] if position + 1 < len(items) else None


def month_pages(journal: Journal) -> Iterator[Page]:
    months = list(journal.months)
    for position, (year, month) in enumerate(months):
        previous, following = (_month_link(other) for other in _beside(months, position))
        heads = journal.months[year, month]
        entries = tuple(card(head, journal.addresses[head.source], in_full=True) for head in heads)
        view = MonthView(year, month, entries, previous, following)
        yield _page(month_address(year, month), "month.html", view)


def _month_link(month: tuple[int, int] | None) -> Link | None:
    return Link(month_address(*month), f"{month_name(month[1])} {month[0]}") if month else None


def _year_link(year: int | None, base: str = "") -> Link | None:
    return Link(base + year_address(year), str(year)) if year is not None else None


def year_pages(journal: Journal) -> Iterator[Page]:
    by_year = journal.years
    years = list(by_year)
    for position, year in enumerate(years):
        previous, following = (_year_link(other) for other in _beside(years, position))
        months = tuple(
            MonthGroup(month_address(year, month), month, cards(journal, heads)) for month, heads in by_year[year]
        )
        count = sum(len(group.entries) for group in months)
        yield _page(year_address(year), "year.html", YearView(year, count, months, previous, following))


def archive_page(journal: Journal) -> Page:
    years = []
    for year, months in reversed(journal.years.items()):
        counts = tuple(MonthCount(month_address(year, month), month, len(heads)) for month, heads in months)
        years.append(YearCount(year_address(year), year, sum(month.count for month in counts), counts))
    return _page("/archiv/", "archive.html", ArchiveView(len(journal.entries), tuple(years)))


def alphabetical(name: str) -> tuple[str, str]:
    """Sorting key of German dictionaries (DIN 5007-1): ä as a, ß as ss, capitals as small letters."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign)), name


def term_pages(journal: Journal, kind: TermKind, folder: str, terms: Mapping[str, Term]) -> Iterator[Page]:
    """All places or tags below /`folder`/, each with its years."""
    ordered = sorted(terms.values(), key=lambda term: alphabetical(term.label))
    counts = tuple(TermCount(f"/{folder}/{term.slug}/", term.label, term.count) for term in ordered)
    yield _page(f"/{folder}/", "terms.html", TermsView(kind, counts))
    for term in ordered:
        yield from _one_term(journal, kind, f"/{folder}/{term.slug}", term)


def _one_term(journal: Journal, kind: TermKind, base: str, term: Term) -> Iterator[Page]:
    years = tuple(YearCount(base + year_address(year), year, len(sources)) for year, sources in reversed(term.years))
    recent: list[str] = []
    for _, sources in reversed(term.years):
        recent += reversed(sources)
        if len(recent) >= RECENT:
            break
    shown = cards(journal, tuple(journal.entry(source) for source in recent[:RECENT]))
    yield _page(base + "/", "term.html", TermView(kind, term.label, term.count, shown, years))
    numbers = [year for year, _ in term.years]
    for position, (year, sources) in enumerate(term.years):
        previous, following = (_year_link(other, base) for other in _beside(numbers, position))
        entries = cards(journal, tuple(journal.entry(source) for source in sources))
        view = TermYearView(kind, term.label, base + "/", year, entries, previous, following)
        yield _page(base + year_address(year), "term_year.html", view)
