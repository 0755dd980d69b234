"""The ordered, frozen index of a journal: by day, month, year, place and tag, with addresses.

It decides what is published and where it stands. What the pages show of it is pages/'s business.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from .model import Head, Problem, Value
from .slugs import slugify


class Listed(Value, frozen=True, array_like=True):
    """An entry and the address at which it stands."""

    head: Head
    address: str


class Mention(Value, frozen=True, array_like=True):
    """A place or tag as it occurs in one month."""

    slug: str
    label: str  # the earliest spelling
    positions: tuple[int, ...]  # of the entries that name it


class Month(Value, frozen=True, array_like=True):
    """The entries of one month, oldest first, and what they add to the index, as positions in `entries`."""

    year: int
    month: int
    entries: tuple[Listed, ...]
    days: tuple[tuple[int, int], ...]  # day number, its first entry
    places: tuple[Mention, ...]
    tags: tuple[Mention, ...]
    changed: dt.date  # the last change of any entry


class Term(Value, frozen=True):
    """A place or a tag: all spellings whose slugs are equal are one."""

    slug: str
    label: str  # the earliest spelling
    years: tuple[tuple[int, tuple[Listed, ...]], ...]  # year and entries, oldest first

    @property
    def count(self) -> int:
        return sum(len(entries) for _, entries in self.years)


class Journal(Value, frozen=True):
    """What is published, in the order of its days."""

    months: tuple[Month, ...]  # oldest first
    pages: tuple[Head, ...]
    addresses: Mapping[str, str]  # source -> address, of entries and pages
    days: Mapping[int, Listed]  # day number -> its first entry
    repeated: bool  # whether a day number stands on two dates, or in two months
    places: Mapping[str, Term]  # by slug
    tags: Mapping[str, Term]

    def entries(self) -> Iterator[Listed]:
        """All entries, oldest first."""
        for month in self.months:
            yield from month.entries

    def newest(self, count: int) -> list[Listed]:
        """Up to `count` entries, newest first."""
        found: list[Listed] = []
        for month in reversed(self.months):
            if len(found) >= count:
                break
            found += reversed(month.entries)
        return found[:count]

    def years(self) -> dict[int, list[Month]]:
        """Year -> its months, both oldest first."""
        years: dict[int, list[Month]] = defaultdict(list)
        for month in self.months:
            years[month.year].append(month)
        return years


def is_future(head: Head, now: dt.datetime) -> bool:
    """Whether the entry's moment, to the minute, lies after `now` (naive, in the journal's time zone)."""
    return head.kind == "entry" and head.date >= now.date() and moment(head) > now


def moment(head: Head) -> dt.datetime:
    """When the entry was written, as far as its author says: midnight where no time is given."""
    return dt.datetime.combine(head.date, head.time or dt.time.min)


def published(heads: Iterable[Head], now: dt.datetime, *, drafts: bool, future: bool) -> list[Head]:
    """Those of the heads that the site shows: without drafts and entries whose day has not come, unless asked for."""
    today = now.date()
    return [
        head
        for head in heads
        if (drafts or not head.draft) and (future or head.date < today or not is_future(head, now))
    ]


def next_change(heads: Iterable[Head], now: dt.datetime) -> dt.datetime:
    """The first moment after `now` at which an entry that waits for its day would appear."""
    today = now.date()
    waiting = (moment(head) for head in heads if head.date >= today and is_future(head, now))
    return min(waiting, default=dt.datetime.max)


_Named = Mapping[str, tuple[str, tuple[Listed, ...]]]


class Index:
    """Orders journals, and keeps what it made of each month and year: after an edit, only those are made again."""

    def __init__(self) -> None:
        self._permalink = ""
        self._months: dict[tuple[int, int], _Ordered] = {}
        self._years: dict[int, _Year] = {}

    def order(self, heads: Iterable[Head], permalink: str) -> Journal:
        """Order the published `heads`. `permalink`: an entry's address, like "/{year}/{month}/{day}/{slug}/"."""
        if permalink != self._permalink:
            self._permalink, self._months, self._years = permalink, {}, {}
        groups: dict[tuple[int, int], list[Head]] = defaultdict(list)
        pages = []
        for head in heads:
            if head.kind == "entry":
                date = head.date
                groups[date.year, date.month].append(head)
            else:
                pages.append(head)
        self._months = {key: self._kept(key, groups[key]) for key in sorted(groups)}
        ordered = list(self._months.values())
        self._years = {year: self._kept_year(year, months) for year, months in _by_year(ordered).items()}
        return _journal(ordered, self._years, pages)

    def _kept(self, key: tuple[int, int], heads: list[Head]) -> _Ordered:
        known = self._months.get(key)
        if known is None or known.heads != heads:
            return _ordered(key, heads, self._permalink)
        return known._replace(heads=heads)  # the same objects as next time, which are soon compared

    def _kept_year(self, year: int, months: tuple[Month, ...]) -> _Year:
        known = self._years.get(year)
        return known if known is not None and known.months == months else _year(months)


class _Ordered(NamedTuple):
    """A month, what it was made of, and its share of what the journal knows as a whole."""

    heads: list[Head]
    month: Month
    addresses: dict[str, str]  # by source
    days: dict[int, Listed]
    repeated: bool  # a day number stands on two dates


def _ordered(key: tuple[int, int], heads: list[Head], permalink: str) -> _Ordered:
    month = _month(key, heads, permalink)
    days = {day: month.entries[position] for day, position in month.days}
    repeated = any(entry.head.date != days[entry.head.day].head.date for entry in month.entries
                   if entry.head.day is not None)  # fmt: skip
    addresses = {entry.head.source: entry.address for entry in month.entries}
    return _Ordered(heads, month, addresses, days, repeated)


class _Year(NamedTuple):
    """What the months of a year name: by slug, the earliest spelling and the entries, oldest first."""

    months: tuple[Month, ...]
    places: _Named
    tags: _Named


def _by_year(ordered: Iterable[_Ordered]) -> dict[int, tuple[Month, ...]]:
    years: dict[int, list[Month]] = defaultdict(list)
    for item in ordered:
        years[item.month.year].append(item.month)
    return {year: tuple(months) for year, months in years.items()}


def _year(months: tuple[Month, ...]) -> _Year:
    places = _named((month, month.places) for month in months)
    return _Year(months, places, _named((month, month.tags) for month in months))


def _named(mentions: Iterable[tuple[Month, tuple[Mention, ...]]]) -> _Named:
    labels: dict[str, str] = {}
    entries: dict[str, list[Listed]] = defaultdict(list)
    for month, mentioned in mentions:
        for mention in mentioned:
            labels.setdefault(mention.slug, mention.label)
            entries[mention.slug] += [month.entries[position] for position in mention.positions]
    return {slug: (label, tuple(entries[slug])) for slug, label in labels.items()}


def last_change(head: Head) -> dt.date:
    return head.updated or head.date


def _order(head: Head) -> tuple[dt.date, dt.time, str]:
    return head.date, head.time or dt.time.min, head.source


def entry_address(head: Head, permalink: str) -> str:
    date = head.date
    return permalink.format(year=f"{date.year:04}", month=f"{date.month:02}", day=f"{date.day:02}", slug=head.slug)


def _month(key: tuple[int, int], heads: Iterable[Head], permalink: str) -> Month:
    ordered = sorted(heads, key=_order)
    days: dict[int, int] = {}
    for position, head in enumerate(ordered):
        if head.day is not None:
            days.setdefault(head.day, position)
    return Month(
        *key,
        entries=tuple(Listed(head, entry_address(head, permalink)) for head in ordered),
        days=tuple(days.items()),
        places=_mentions((head.place,) if head.place else () for head in ordered),
        tags=_mentions(head.tags for head in ordered),
        changed=max(map(last_change, ordered)),
    )


def _mentions(named: Iterable[tuple[str, ...]]) -> tuple[Mention, ...]:
    labels: dict[str, str] = {}
    positions: dict[str, dict[int, None]] = defaultdict(dict)
    for position, names in enumerate(named):
        for name in names:
            slug = slugify(name)
            if slug:  # a name of nothing but signs has no address; it still shows in the dateline
                labels.setdefault(slug, name)
                positions[slug][position] = None
    return tuple(Mention(slug, label, tuple(positions[slug])) for slug, label in labels.items())


def _journal(ordered: Sequence[_Ordered], years: Mapping[int, _Year], pages: Iterable[Head]) -> Journal:
    addresses: dict[str, str] = {}
    days: dict[int, Listed] = {}
    for item in reversed(ordered):  # so that of two entries with one number the earlier counts
        addresses.update(item.addresses)
        days.update(item.days)
    pages = tuple(sorted(pages, key=lambda head: head.source))
    addresses.update((head.source, f"/{head.slug}/") for head in pages)
    return Journal(
        months=tuple(item.month for item in ordered),
        pages=pages,
        addresses=addresses,
        days=days,
        repeated=any(item.repeated for item in ordered) or sum(len(item.days) for item in ordered) != len(days),
        places=_terms((year, known.places) for year, known in years.items()),
        tags=_terms((year, known.tags) for year, known in years.items()),
    )


def _terms(years: Iterable[tuple[int, _Named]]) -> dict[str, Term]:
    labels: dict[str, str] = {}
    found: dict[str, list[tuple[int, tuple[Listed, ...]]]] = defaultdict(list)
    for year, named in years:
        for slug, (label, entries) in named.items():
            labels.setdefault(slug, label)
            found[slug].append((year, entries))
    return {slug: Term(slug, label, tuple(found[slug])) for slug, label in labels.items()}


def day_warnings(journal: Journal) -> Iterable[Problem]:
    """A day number that stands on two dates, complained of at the later one."""
    if not journal.repeated:
        return
    for head in (entry.head for entry in journal.entries()):
        if head.day is None:
            continue
        other = journal.days[head.day].head
        if other.date != head.date:
            yield Problem(
                head.source,
                head.day_line or 1,
                f"day {head.day} is already the number of {other.date.isoformat()} ({other.source})",
                "give each date a number of its own",
                warning=True,
            )
