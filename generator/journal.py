"""The ordered, frozen index of a journal: by day, month, year, place and tag, with neighbours and addresses.

It decides what is published and where it stands. What the pages show of it is pages/'s business.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from .model import Head, Problem, Value
from .slugs import slugify


class Term(Value, frozen=True):
    """A place or a tag: all spellings whose slugs are equal are one."""

    slug: str
    label: str  # the earliest spelling
    years: tuple[tuple[int, tuple[str, ...]], ...]  # year and sources, oldest first

    @property
    def count(self) -> int:
        return sum(len(sources) for _, sources in self.years)


class Journal(Value, frozen=True):
    """What is published, in the order of its days. Everything refers to an entry by its source path."""

    entries: tuple[Head, ...]  # oldest first
    pages: tuple[Head, ...]
    addresses: Mapping[str, str]  # source -> address, of entries and pages
    positions: Mapping[str, int]  # source -> index in entries
    days: Mapping[int, str]  # day number -> source of its first entry
    months: Mapping[tuple[int, int], tuple[Head, ...]]  # (year, month) -> entries, oldest first
    places: Mapping[str, Term]
    tags: Mapping[str, Term]

    def entry(self, source: str) -> Head:
        return self.entries[self.positions[source]]

    @property
    def years(self) -> dict[int, list[tuple[int, tuple[Head, ...]]]]:
        """Year -> its months with their entries, both oldest first."""
        years: dict[int, list[tuple[int, tuple[Head, ...]]]] = defaultdict(list)
        for (year, month), heads in self.months.items():
            years[year].append((month, heads))
        return years


def is_future(head: Head, now: dt.datetime) -> bool:
    """Whether the entry's moment, to the minute, lies after `now` (naive, in the journal's time zone)."""
    return head.kind == "entry" and moment(head) > now


def moment(head: Head) -> dt.datetime:
    """When the entry was written, as far as its author says: midnight where no time is given."""
    return dt.datetime.combine(head.date, head.time or dt.time.min)


def is_published(head: Head, now: dt.datetime, *, drafts: bool, future: bool) -> bool:
    return (drafts or not head.draft) and (future or not is_future(head, now))


def next_change(heads: Iterable[Head], now: dt.datetime) -> dt.datetime:
    """The first moment after `now` at which an entry that waits for its day would appear."""
    return min((moment(head) for head in heads if is_future(head, now)), default=dt.datetime.max)


def index(heads: Iterable[Head], permalink: str) -> Journal:
    """Order the published `heads`. `permalink`: an entry's address, like "/{year}/{month}/{day}/{slug}/"."""
    heads = tuple(heads)
    entries = tuple(sorted((head for head in heads if head.kind == "entry"), key=_order))
    pages = tuple(sorted((head for head in heads if head.kind == "page"), key=lambda head: head.source))
    addresses = {head.source: entry_address(head, permalink) for head in entries}
    addresses.update((head.source, f"/{head.slug}/") for head in pages)
    days: dict[int, str] = {}
    months: dict[tuple[int, int], list[Head]] = defaultdict(list)
    for head in entries:
        if head.day is not None:
            days.setdefault(head.day, head.source)
        months[head.date.year, head.date.month].append(head)
    return Journal(
        entries=entries,
        pages=pages,
        addresses=addresses,
        positions={head.source: position for position, head in enumerate(entries)},
        days=days,
        months={month: tuple(group) for month, group in months.items()},
        places=_terms((head, (head.place,)) for head in entries if head.place),
        tags=_terms((head, head.tags) for head in entries if head.tags),
    )


def _order(head: Head) -> tuple[dt.date, dt.time, str]:
    return head.date, head.time or dt.time.min, head.source


def entry_address(head: Head, permalink: str) -> str:
    date = head.date
    return permalink.format(year=f"{date.year:04}", month=f"{date.month:02}", day=f"{date.day:02}", slug=head.slug)


def _terms(named: Iterable[tuple[Head, Sequence[str]]]) -> dict[str, Term]:
    labels: dict[str, str] = {}
    years: dict[str, dict[int, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
    for head, names in named:
        for name in names:
            slug = slugify(name)
            if slug:  # a name of nothing but signs has no address; it still shows in the dateline
                labels.setdefault(slug, name)
                years[slug][head.date.year][head.source] = None
    return {
        slug: Term(slug, labels[slug], tuple((year, tuple(sources)) for year, sources in years[slug].items()))
        for slug in labels
    }


def day_warnings(journal: Journal) -> Iterable[Problem]:
    """A day number that stands on two dates, complained of at the later one."""
    first: dict[int, Head] = {}
    for head in journal.entries:
        if head.day is None:
            continue
        other = first.setdefault(head.day, head)
        if other.date != head.date:
            yield Problem(
                head.source,
                head.day_line or 1,
                f"day {head.day} is already the number of {other.date.isoformat()} ({other.source})",
                "give each date a number of its own",
                warning=True,
            )
