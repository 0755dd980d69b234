"""Static pages, redirects, and the pages that are made for machines: sitemaps, robots.txt, feeds."""

from __future__ import annotations

import datetime as dt
import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from ..aliases import is_question
from ..journal import Month, last_change
from ..model import Head, Resolved
from ..views import (
    FeedView,
    NotFoundView,
    Page,
    RedirectView,
    RobotsView,
    SitemapIndexView,
    SitemapView,
    StaticView,
)
from .archives import month_address, year_address
from .entries import Entries, body, first_photo, title

FEEDS: Mapping[Literal["rss", "atom", "json"], str] = {"rss": "feed.xml", "atom": "atom.xml", "json": "feed.json"}


def static_page(head: Head, resolved: Resolved) -> Page:
    address = f"/{head.slug}/"
    view = StaticView(
        title=head.title or posixpath.basename(head.slug),
        description=head.description or head.survey.excerpt,
        body=body(head, resolved),
        updated=head.updated,
        image=first_photo(resolved),
        script=head.survey.script,
        draft=head.draft,
    )
    return Page(address, address[1:] + "index.html", "static.html", view, (head.source,))


def alias_pages(head: Head, address: str) -> Iterator[Page]:
    """Old addresses, each leading to where the entry or page stands now; without those that cannot be files."""
    for alias, _ in head.aliases:
        if is_question(alias):
            continue
        view = RedirectView(address, title(head) if head.kind == "entry" else head.title)
        yield Page(alias, output_path(alias), "redirect.html", view, (head.source,))


def output_path(address: str) -> str:
    """The file that a server shows for an address: "/a/b/" and "/a/b" are folders, "/a/b.html" is a file."""
    path = address.strip("/")
    if address.endswith("/") or "." not in posixpath.basename(path):
        return posixpath.join(path, "index.html")
    return path


def not_found_page() -> Page:
    return Page("/404.html", "404.html", "404.html", NotFoundView())


def year_sitemap(year: int, months: Sequence[Month], terms: Iterable[str]) -> Page:
    """A sitemap for each year, so that a new entry changes two files (sitemaps.org, protocol 0.9).

    `terms`: the addresses of the places and tags that have a page for this year.
    """
    listed = [(entry.address, last_change(entry.head).isoformat()) for month in months for entry in month.entries]
    listed += [(month_address(year, month.month), "") for month in months] + [(year_address(year), "")]
    listed += [(f"{term}{year:04}/", "") for term in terms]
    address = _sitemap_address(year)
    return Page(address, address[1:], "sitemap.xml", SitemapView(tuple(listed)))


def sitemap_pages(years: dict[int, dt.date], terms: Iterable[str], pages: Iterable[Head]) -> Iterator[Page]:
    """The index of sitemaps, and the sitemap of what is no entry.

    `years`: oldest first, each with its last change; `terms`: the addresses of all places and tags.
    """
    listed = [(address, "") for address in ("/", "/archiv/", "/orte/", "/themen/", *terms)]
    listed += [(f"/{head.slug}/", head.updated.isoformat() if head.updated else "") for head in pages]
    yield Page("/sitemap-seiten.xml", "sitemap-seiten.xml", "sitemap.xml", SitemapView(tuple(listed)))
    by_year = ((_sitemap_address(year), change.isoformat()) for year, change in reversed(years.items()))
    index = SitemapIndexView((("/sitemap-seiten.xml", ""), *by_year))
    yield Page("/sitemap.xml", "sitemap.xml", "sitemap_index.xml", index)
    yield Page("/robots.txt", "robots.txt", "robots.txt", RobotsView("/sitemap.xml"))


def _sitemap_address(year: int) -> str:
    return f"/sitemap-{year:04}.xml"


def feed_pages(shown: Entries) -> Iterator[Page]:
    entries = tuple(map(shown.full, shown.entries))
    for kind, path in FEEDS.items():
        yield Page(f"/{path}", path, path, FeedView(kind, entries))
