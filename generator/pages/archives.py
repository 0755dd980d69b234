"""The pages that list entries: months, years, the archive, places and tags.

Each list is bounded by a month or a year, so that one entry more changes a bounded number of pages.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, TypeVar

from ..journal import Listed, Month, Term
from ..model import Value
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
FOLDERS: Mapping[TermKind, str] = {"place": "orte", "tag": "themen"}


def month_address(year: int, month: int) -> str:
    return f"/{year:04}/{month:02}/"


def year_address(year: int) -> str:
    return f"/{year:04}/"


def _page(
    address: str, template: str, view: ArchiveView | MonthView | YearView | TermsView | TermView | TermYearView
) -> Page:
    return Page(address, address[1:] + "index.html", template, view)


def beside(items: Sequence[T], position: int) -> tuple[T | None, T | None]:
    """The items before and after a position."""
    before = items[position - 1] if position else None
    return before, items[position + 1] if position + 1 < len(items) else None


def month_page(month: Month, previous: tuple[int, int] | None, following: tuple[int, int] | None) -> Page:
    entries = tuple(card(entry, in_full=True) for entry in month.entries)
    view = MonthView(month.year, month.month, entries, _month_link(previous), _month_link(following))
    return _page(month_address(month.year, month.month), "month.html", view)


def _month_link(month: tuple[int, int] | None) -> Link | None:
    return Link(month_address(*month), f"{month_name(month[1])} {month[0]}") if month else None


def _year_link(year: int | None, base: str = "") -> Link | None:
    return Link(base + year_address(year), str(year)) if year is not None else None


def year_page(year: int, months: Sequence[Month], previous: int | None, following: int | None) -> Page:
    groups = tuple(MonthGroup(month_address(year, month.month), month.month, cards(month.entries)) for month in months)
    count = sum(len(group.entries) for group in groups)
    view = YearView(year, count, groups, _year_link(previous), _year_link(following))
    return _page(year_address(year), "year.html", view)


def archive_page(counts: dict[int, Sequence[tuple[int, int]]]) -> Page:
    """All years; `counts`: each year's months with the number of their entries, oldest first."""
    years = []
    for year, months in reversed(counts.items()):
        listed = tuple(MonthCount(month_address(year, month), month, count) for month, count in months)
        years.append(YearCount(year_address(year), year, sum(month.count for month in listed), listed))
    return _page("/archiv/", "archive.html", ArchiveView(sum(year.count for year in years), tuple(years)))


def alphabetical(name: str) -> tuple[str, str]:
    """Sorting key of German dictionaries (DIN 5007-1): ä as a, ß as ss, capitals as small letters."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign)), name


def term_addresses(kind: TermKind, terms: Iterable[str]) -> list[str]:
    """The addresses of the pages of places or tags, from their slugs, sorted."""
    return [f"/{FOLDERS[kind]}/{slug}/" for slug in sorted(terms)]


class TermSummary(Value, frozen=True, array_like=True):
    """What the page of a place or tag shows."""

    slug: str
    label: str
    counts: tuple[tuple[int, int], ...]  # year, number of entries; oldest first
    recent: tuple[Listed, ...]  # newest first


def summary(term: Term) -> TermSummary:
    recent: list[Listed] = []
    for _, entries in reversed(term.years):
        recent += reversed(entries)
        if len(recent) >= RECENT:
            break
    counts = tuple((year, len(entries)) for year, entries in term.years)
    return TermSummary(term.slug, term.label, counts, tuple(recent[:RECENT]))


def term_pages(kind: TermKind, terms: Iterable[TermSummary]) -> Iterator[Page]:
    """The list of all places or tags, and the page of each."""
    folder = FOLDERS[kind]
    ordered = sorted(terms, key=lambda term: alphabetical(term.label))
    counts = tuple(
        TermCount(f"/{folder}/{term.slug}/", term.label, sum(count for _, count in term.counts)) for term in ordered
    )
    yield _page(f"/{folder}/", "terms.html", TermsView(kind, counts))
    for term, count in zip(ordered, counts, strict=True):
        base = f"/{folder}/{term.slug}"
        years = tuple(YearCount(base + year_address(year), year, number) for year, number in reversed(term.counts))
        yield _page(base + "/", "term.html", TermView(kind, term.label, count.count, cards(term.recent), years))


class TermYear(Value, frozen=True, array_like=True):
    """A place or tag in one year, and the years before and after in which it occurs."""

    kind: TermKind
    slug: str
    label: str
    previous: int | None
    following: int | None


def term_years(kind: TermKind, terms: Iterable[Term]) -> Iterator[tuple[int, TermYear]]:
    """Each year in which each of the terms occurs."""
    for term in terms:
        years = [year for year, _ in term.years]
        for position, year in enumerate(years):
            yield year, TermYear(kind, term.slug, term.label, *beside(years, position))


def term_year_pages(year: int, months: Sequence[Month], terms: Iterable[TermYear]) -> Iterator[Page]:
    """The pages of the places and tags that occur in a year."""
    entries = _mentioned(months)
    for term in terms:
        base = f"/{FOLDERS[term.kind]}/{term.slug}"
        shown = cards(entries[term.kind, term.slug])
        previous, following = _year_link(term.previous, base), _year_link(term.following, base)
        view = TermYearView(term.kind, term.label, base + "/", year, shown, previous, following)
        yield _page(base + year_address(year), "term_year.html", view)


def _mentioned(months: Iterable[Month]) -> dict[tuple[TermKind, str], list[Listed]]:
    found: dict[tuple[TermKind, str], list[Listed]] = defaultdict(list)
    kind: TermKind
    for month in months:
        for kind, mentions in (("place", month.places), ("tag", month.tags)):
            for mention in mentions:
                found[kind, mention.slug] += [month.entries[position] for position in mention.positions]
    return found
