"""The plan of a whole site, in sections: what each of them holds, and all that decides it.

A section is a few pages and files that the same inputs decide: a month with its entries, a year, all places. Its
function sees nothing but its inputs, so their digest says whether any of it may have changed, and an edit costs the
sections that it touches, however large the journal is. Making a section reads no body and renders nothing.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from ..config import Config
from ..journal import Journal, Listed, Month
from ..ledger import digest
from ..model import Head, Resolved, Value
from ..photos import Encoding, Facts, copies, encoding
from ..views import Page
from .aliases import Alias, sent_on_pages, settings_aliases
from .archives import (
    TermKind,
    TermSummary,
    TermYear,
    archive_page,
    beside,
    month_page,
    summary,
    term_addresses,
    term_pages,
    term_year_pages,
    term_years,
    year_page,
)
from .entries import Edge, Entries, date_pages, day_pages, edge, entry_pages, home_page
from .redirects import own_map, redirects, redirects_page
from .standing import alias_pages, feed_pages, not_found_page, sitemap_pages, static_page, year_sitemap

PHOTO_CACHE = ".tagwerk/photos"


class Copy(Value, frozen=True):
    """One file of the site that is taken over as it is."""

    path: str  # below the output folder
    file: str  # where it comes from: absolute, or relative to the journal's root
    mark: str  # changes whenever the file's content does
    sources: tuple[str, ...] = ()
    encoding: Encoding | None = None  # what makes `file`, a variant of a photo, where it is not in the cache


class Section(Value, frozen=True):
    """Pages and files that are decided together."""

    name: str  # "month 2016-05"
    make: Callable[..., Iterator[Page | Copy]]
    inputs: tuple[Any, ...]

    def mark(self) -> bytes:
        """The digest of all that `make` may see."""
        return digest(msgspec.msgpack.encode(self.inputs))

    def made(self) -> tuple[Page | Copy, ...]:
        return tuple(self.make(*self.inputs))


class Sources(Value, frozen=True):
    """What decides, beside the index of the journal, what pages show."""

    resolved: Mapping[str, Resolved]  # by source; heads without references are left out
    facts: Mapping[str, Facts]  # of photos, by path
    digests: Mapping[str, str]  # of attachments and static files, by path
    future: frozenset[str]  # sources of entries whose day has not come

    def shown(self, entries: Sequence[Listed]) -> Entries:
        if not self.resolved and not self.future:
            return Entries(tuple(entries), {}, ())
        names = [entry.head.source for entry in entries]
        resolved = {name: self.resolved[name] for name in names if name in self.resolved}
        return Entries(tuple(entries), resolved, tuple(name for name in names if name in self.future))

    def files(self, resolved: Mapping[str, Resolved]) -> tuple[Files, ...]:
        """The files that pages bring along."""
        return tuple(
            Files(
                tuple((path, self.facts[path]) for path in item.files),
                # One that cannot be read has no digest, and the site no future.
                tuple(
                    (address, path, self.digests[path]) for address, path in item.attachments if path in self.digests
                ),
            )
            for item in resolved.values()
            if item.files or item.attachments
        )


class Files(Value, frozen=True, array_like=True):
    """The files that one page brings along: photos with their facts, attachments with address, path and digest."""

    photos: tuple[tuple[str, Facts], ...]
    attachments: tuple[tuple[str, str, str], ...]


def sections(
    journal: Journal, config: Config, sources: Sources, assets: Sequence[Copy], static: Sequence[str]
) -> Iterator[Section]:
    """All sections of the site. `static`: the paths of files to be copied as they are."""
    by_year = journal.years()
    pages = tuple((head, sources.resolved.get(head.source, Resolved())) for head in journal.pages)
    page_files = sources.files({head.source: resolved for head, resolved in pages})
    copied = tuple((path, sources.digests[path]) for path in static)
    counts = {year: tuple((month.month, len(month.entries)) for month in months) for year, months in by_year.items()}
    changes = {year: max(month.changed for month in months) for year, months in by_year.items()}
    terms = (*term_addresses("place", journal.places), *term_addresses("tag", journal.tags))
    yield Section("standing", _standing, (tuple(assets), copied, counts, changes, terms, journal.pages))
    yield Section("pages", _pages, (pages, page_files))
    yield from _old_addresses(journal, config, static)
    yield from _months(journal, sources, config.day_archives)
    yield from _years(journal, by_year)
    yield Section("places", _terms, ("place", tuple(map(summary, journal.places.values()))))
    yield Section("tags", _terms, ("tag", tuple(map(summary, journal.tags.values()))))
    newest = sources.shown(journal.newest(config.home_entries))
    yield Section("home", _home, (newest,))
    yield Section("feeds", feed_pages, (sources.shown(journal.newest(config.feed_entries)),))


def _standing(
    assets: tuple[Copy, ...],
    static: tuple[tuple[str, str], ...],
    counts: dict[int, Sequence[tuple[int, int]]],
    changes: dict[int, dt.date],
    terms: tuple[str, ...],
    pages: tuple[Head, ...],
) -> Iterator[Page | Copy]:
    yield not_found_page()
    yield archive_page(counts)
    yield from sitemap_pages(changes, terms, pages)
    yield from assets
    for path, mark in static:
        yield Copy(path.removeprefix("content/static/"), path, mark, (path,))


def _pages(pages: tuple[tuple[Head, Resolved], ...], files: tuple[Files, ...]) -> Iterator[Page | Copy]:
    for head, resolved in pages:
        yield static_page(head, resolved)
        yield from alias_pages(head, f"/{head.slug}/")
    yield from _copies(files)


def _old_addresses(journal: Journal, config: Config, static: Sequence[str]) -> Iterator[Section]:
    aliases = settings_aliases(journal, config, static)
    if aliases:
        yield Section("aliases", _aliases, (aliases,))
    if config.redirects and not any(own_map(config, static)):
        yield Section("redirects", _redirects, (config.redirects, redirects(journal, config, aliases, static)))


def _aliases(aliases: tuple[Alias, ...]) -> Iterator[Page | Copy]:
    yield from sent_on_pages(aliases)


def _redirects(server: str, listed: tuple[tuple[str, str], ...]) -> Iterator[Page | Copy]:
    yield redirects_page(server, listed)


def _home(shown: Entries) -> Iterator[Page | Copy]:
    yield home_page(shown)


def _terms(kind: TermKind, terms: tuple[TermSummary, ...]) -> Iterator[Page | Copy]:
    yield from term_pages(kind, terms)


def _months(journal: Journal, sources: Sources, day_archives: bool) -> Iterator[Section]:
    for position, month in enumerate(journal.months):
        previous, following = beside(journal.months, position)
        shown = sources.shown(month.entries)
        inputs = (
            month,
            shown,
            sources.files(shown.resolved),
            edge(previous.entries[-1]) if previous else None,
            edge(following.entries[0]) if following else None,
            (previous.year, previous.month) if previous else None,
            (following.year, following.month) if following else None,
            _elsewhere(journal, month) if journal.repeated else (),
            day_archives,
        )
        yield Section(f"month {month.year:04}-{month.month:02}", _month, inputs)


def _elsewhere(journal: Journal, month: Month) -> tuple[int, ...]:
    """The day numbers of a month whose first entry is in another one."""
    return tuple(day for day, position in month.days if journal.days[day] is not month.entries[position])


def _month(
    month: Month,
    shown: Entries,
    files: tuple[Files, ...],
    before: Edge | None,
    after: Edge | None,
    previous: tuple[int, int] | None,
    following: tuple[int, int] | None,
    elsewhere: tuple[int, ...],
    day_archives: bool,
) -> Iterator[Page | Copy]:
    yield from entry_pages(shown, before, after)
    yield from day_pages(month, elsewhere)
    if day_archives:
        yield from date_pages(month)
    yield month_page(month, previous, following)
    for entry in month.entries:
        yield from alias_pages(entry.head, entry.address)
    yield from _copies(files)


def _copies(files: tuple[Files, ...]) -> Iterator[Copy]:
    for item in files:
        for source, facts in item.photos:
            work = encoding(source, facts)
            for address, name in copies(source, facts):
                yield Copy(address[1:], f"{PHOTO_CACHE}/{name}", name, encoding=work)
        for address, path, mark in item.attachments:
            yield Copy(address[1:], path, mark, (path,))


def _years(journal: Journal, by_year: Mapping[int, Sequence[Month]]) -> Iterator[Section]:
    terms: dict[int, list[TermYear]] = defaultdict(list)
    for year, term in term_years("place", journal.places.values()):
        terms[year].append(term)
    for year, term in term_years("tag", journal.tags.values()):
        terms[year].append(term)
    years = list(by_year)
    for position, year in enumerate(years):
        previous, following = beside(years, position)
        inputs = (year, tuple(by_year[year]), previous, following, tuple(terms[year]))
        yield Section(f"year {year:04}", _year, inputs)


def _year(
    year: int, months: tuple[Month, ...], previous: int | None, following: int | None, terms: tuple[TermYear, ...]
) -> Iterator[Page | Copy]:
    yield year_page(year, months, previous, following)
    kinds: tuple[TermKind, ...] = ("place", "tag")
    addresses = (term_addresses(kind, [term.slug for term in terms if term.kind == kind]) for kind in kinds)
    yield year_sitemap(year, months, [address for group in addresses for address in group])
    yield from term_year_pages(year, months, terms)
