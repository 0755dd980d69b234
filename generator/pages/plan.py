"""The plan of a whole site: every page with its view, every file to copy, every photo to encode.

Making a plan reads no body and renders nothing; what it costs is paid by every build in which anything changed.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from ..config import Config
from ..journal import Journal
from ..model import Head, Problem, Value
from ..photos import Candidates, Facts
from ..views import Page
from .archives import archive_page, month_pages, term_pages, year_pages
from .entries import Resolve, day_pages, entry_pages, home_page
from .references import Resolved, Resolver
from .standing import alias_pages, feed_pages, not_found_page, sitemap_pages, static_pages


class Copy(Value, frozen=True):
    """One file of the site that is taken over as it is."""

    path: str  # below the output folder
    file: str  # where it comes from: absolute, or relative to the journal's root
    mark: str  # changes whenever the file's content may have changed
    sources: tuple[str, ...] = ()


class Plan(Value, frozen=True):
    pages: tuple[Page, ...]
    copies: tuple[Copy, ...]  # attachments; photos, assets and static files are added by the build
    problems: tuple[Problem, ...]


def plan(
    journal: Journal,
    config: Config,
    now: dt.datetime,
    heads: Iterable[Head],
    candidates: Candidates,
    facts: Mapping[str, Facts],
    files: Mapping[str, tuple[int, int]],
    root: str,
) -> Plan:
    """Lay out the site of `journal`.

    `heads` are all heads, held-back ones included; `facts` of every photo that a published one names; `files` maps
    each path that may be an attachment to its size and mtime_ns.
    """
    resolver = Resolver(journal, heads, candidates, facts, files, root)
    resolved = {head.source: resolver.resolve(head) for head in (*journal.entries, *journal.pages)}

    def resolve(head: Head) -> Resolved:
        return resolved[head.source]

    attachments = dict(pair for item in resolved.values() for pair in item.attachments)
    return Plan(
        pages=tuple(_pages(journal, config, now, resolve)),
        copies=tuple(Copy(address[1:], path, repr(files[path]), (path,)) for address, path in attachments.items()),
        problems=tuple(problem for item in resolved.values() for problem in item.problems),
    )


def _pages(journal: Journal, config: Config, now: dt.datetime, resolve: Resolve) -> Iterator[Page]:
    yield not_found_page()
    yield from entry_pages(journal, resolve, now)
    yield from day_pages(journal)
    yield home_page(journal, resolve, now, config.home_entries)
    yield from month_pages(journal)
    yield from year_pages(journal)
    yield archive_page(journal)
    yield from term_pages(journal, "place", "orte", journal.places)
    yield from term_pages(journal, "tag", "themen", journal.tags)
    yield from static_pages(journal, resolve)
    yield from alias_pages(journal)
    yield from sitemap_pages(journal)
    yield from feed_pages(journal, resolve, now, config.feed_entries)


def collisions(outputs: Iterable[Page | Copy]) -> Iterator[Problem]:
    """Complain of every two outputs that claim one file, and of a file that stands where a folder is needed.

    Names that differ only in case or in their Unicode form count as equal, as they do on the disks of many authors.
    """
    first: dict[str, Page | Copy] = {}
    folders: dict[str, Page | Copy] = {}
    for output in outputs:
        name = unicodedata.normalize("NFC", output.path).casefold()
        other = first.setdefault(name, output)
        if other is not output:
            yield _collision(output, other)
        folders.setdefault(name.rpartition("/")[0], output)
    for folder, inner in list(folders.items()):
        while folder := folder.rpartition("/")[0]:
            folders.setdefault(folder, inner)
    for name in first.keys() & folders.keys():
        yield _collision(folders[name], first[name])


def _collision(output: Page | Copy, other: Page | Copy) -> Problem:
    if not output.sources:
        output, other = other, output
    path = output.sources[0] if output.sources else output.path
    claimant = other.sources[0] if other.sources else "a page that every site has"
    return Problem(path, 1, f"/{output.path} is also the address of {claimant}", "give one of them another slug")
