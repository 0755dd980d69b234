"""Static pages, redirects, and the pages that are made for machines: sitemaps, robots.txt, feeds."""

from __future__ import annotations

import datetime as dt
import posixpath
from collections.abc import Iterator, Mapping
from typing import Literal

from ..journal import Journal
from ..model import Head
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
from .entries import Resolve, body, first_photo, newest, title

FEEDS: Mapping[Literal["rss", "atom", "json"], str] = {"rss": "feed.xml", "atom": "atom.xml", "json": "feed.json"}


def static_pages(journal: Journal, resolve: Resolve) -> Iterator[Page]:
    for head in journal.pages:
        address = journal.addresses[head.source]
        resolved = resolve(head)
        view = StaticView(
            title=head.title or posixpath.basename(head.slug),
            description=head.description or head.survey.excerpt,
            body=body(head, resolved),
            updated=head.updated,
            image=first_photo(resolved),
            script=head.survey.script,
            draft=head.draft,
        )
        yield Page(address, address[1:] + "index.html", "static.html", view, (head.source,))


def alias_pages(journal: Journal) -> Iterator[Page]:
    """Old addresses, each leading to where its entry or page stands now."""
    for head in (*journal.entries, *journal.pages):
        for alias, _ in head.aliases:
            view = RedirectView(journal.addresses[head.source], title(head) if head.kind == "entry" else head.title)
            yield Page(alias, output_path(alias), "redirect.html", view, (head.source,))


def output_path(address: str) -> str:
    """The file that a server shows for an address: "/a/b/" and "/a/b" are folders, "/a/b.html" is a file."""
    path = address.strip("/")
    if address.endswith("/") or "." not in posixpath.basename(path):
        return posixpath.join(path, "index.html")
    return path


def not_found_page() -> Page:
    return Page("/404.html", "404.html", "404.html", NotFoundView())


def sitemap_pages(journal: Journal) -> Iterator[Page]:
    """An index and a sitemap for each year, so that a new entry changes two files (sitemaps.org, protocol 0.9)."""
    sitemaps = []
    for year, months in reversed(journal.years.items()):
        heads = [head for _, group in months for head in group]
        listed = [(journal.addresses[head.source], _last_change(head).isoformat()) for head in heads]
        listed += [(month_address(year, month), "") for month, _ in months] + [(year_address(year), "")]
        address = f"/sitemap-{year:04}.xml"
        yield Page(address, address[1:], "sitemap.xml", SitemapView(tuple(listed)))
        sitemaps.append((address, max(map(_last_change, heads)).isoformat()))
    pages = [("/", ""), ("/archiv/", ""), ("/orte/", ""), ("/themen/", "")]
    pages += [
        (journal.addresses[head.source], head.updated.isoformat() if head.updated else "") for head in journal.pages
    ]
    yield Page("/sitemap-seiten.xml", "sitemap-seiten.xml", "sitemap.xml", SitemapView(tuple(pages)))
    index = SitemapIndexView((("/sitemap-seiten.xml", ""), *sitemaps))
    yield Page("/sitemap.xml", "sitemap.xml", "sitemap_index.xml", index)
    yield Page("/robots.txt", "robots.txt", "robots.txt", RobotsView("/sitemap.xml"))


def _last_change(head: Head) -> dt.date:
    return head.updated or head.date


def feed_pages(journal: Journal, resolve: Resolve, now: dt.datetime, count: int) -> Iterator[Page]:
    entries = newest(journal, resolve, now, count, cut=False)
    for kind, path in FEEDS.items():
        yield Page(f"/{path}", path, path, FeedView(kind, entries))
