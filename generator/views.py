"""What each template may see: one frozen view for each kind of page, and nothing else.

A page's fingerprint is taken over its view, so a view holds everything that decides what the page shows. Two of its
parts are recipes rather than text, because rendering them for pages that are not stale would be wasted: `Body` and
`Comments` name a file and its digest; the filters `html` and `threads` read it when the page is rendered.

Addresses are root-relative without base_url's path; the filter `url` adds it. Titles and names are plain text.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from .model import MissingPhoto, Photo, Resolution, Value, Variant


class Link(Value, frozen=True):
    address: str
    title: str


class Site(Value, frozen=True):
    """What every page shows of the journal."""

    title: str
    author: str
    description: str
    language: str  # "de"
    base_url: str  # "https://host/blog", never with a slash at the end
    base_path: str  # "/blog", or "" where the site is at the root of its host
    stylesheet: str  # address of the style sheet
    script: str  # address of the script that loads foreign things on a click
    navigation: tuple[Link, ...]  # "Start", "Archiv", "Orte", "Themen", "Über mich"
    footer: tuple[Link, ...]  # "Impressum", "Datenschutz", "Feed"
    comments: str  # the provider: the template comments/<provider>.html
    comment_settings: tuple[tuple[str, str], ...] = ()  # ("address", "ich@example.org")
    comment_assets: tuple[tuple[str, str], ...] = ()  # of the provider: name, address
    timezone: str = "Europe/Berlin"  # in which its dates and times are meant


class Body(Value, frozen=True):
    """A recipe: the Markdown of `source` (whose bytes have `digest`), its references resolved."""

    source: str
    digest: str
    line: int = 1  # on which the body begins
    references: tuple[tuple[str, bool, Resolution], ...] = ()  # target as written, stands as an image, what it leads to
    photos: tuple[Photo | MissingPhoto, ...] = ()  # of front matter, placed after the first paragraph
    day: int | None = None  # for the alt text that is missing: "Foto zu Tag 868"
    prefix: str = ""  # before every id, where several entries share a page
    cut: bool = False  # end at <!--more-->


class Comments(Value, frozen=True):
    """A recipe: the archived comments beside `source`, if any."""

    source: str
    digest: str  # empty where there is no such file
    count: int
    open: bool


class Toot(Value, frozen=True):
    """A post on Mastodon, or on a server that speaks its language."""

    address: str  # "https://mastodon.example/@jana/1234567890"
    server: str  # "https://mastodon.example"
    status: str  # "1234567890"


class Full(Value, frozen=True):
    """An entry as it stands on its own page, on the home page and in feeds."""

    address: str
    title: str  # the written title, or "Tag 868", or the long date
    titled: bool  # False where the title only stands in
    date: dt.date
    time: dt.time | None
    day: int | None
    dateline: str  # "Berlin, 5:33, Tag 868"
    place: Link | None
    tags: tuple[Link, ...]
    description: str  # plain text for search engines and cards
    updated: dt.date | None
    guid: str
    body: Body
    comments: Comments
    more: bool  # the body is cut here and goes on at `address`
    image: Variant | None  # the first photo's JPEG
    script: bool  # the body holds something that loads on a click
    draft: bool
    future: bool
    toot: Toot | None = None  # whose replies are comments


class Neighbour(Value, frozen=True):
    address: str
    title: str
    same_day: bool


class Card(Value, frozen=True):
    """An entry as lists show it. Lists of titles leave `excerpt` and `comments` empty."""

    address: str
    title: str
    date: dt.date
    time: dt.time | None
    dateline: str
    excerpt: str = ""
    comments: int = 0


class EntryView(Value, frozen=True, tag="entry"):
    entry: Full
    previous: Neighbour | None
    next: Neighbour | None


class HomeView(Value, frozen=True, tag="home"):
    entries: tuple[Full, ...]


class MonthCount(Value, frozen=True):
    address: str
    month: int
    count: int


class YearCount(Value, frozen=True):
    address: str
    year: int
    count: int
    months: tuple[MonthCount, ...] = ()


class MonthView(Value, frozen=True, tag="month"):
    year: int
    month: int
    entries: tuple[Card, ...]  # oldest first, with excerpts
    previous: Link | None  # title: "April 2016"
    next: Link | None


class MonthGroup(Value, frozen=True):
    address: str
    month: int
    entries: tuple[Card, ...]


class YearView(Value, frozen=True, tag="year"):
    year: int
    count: int
    months: tuple[MonthGroup, ...]
    previous: Link | None  # title: "2015"
    next: Link | None


class ArchiveView(Value, frozen=True, tag="archive"):
    count: int
    years: tuple[YearCount, ...]  # newest first, with months


class TermCount(Value, frozen=True):
    address: str
    label: str
    count: int


class TermsView(Value, frozen=True, tag="terms"):
    """All places, or all tags."""

    kind: Literal["place", "tag"]
    terms: tuple[TermCount, ...]  # in German alphabetical order


class TermView(Value, frozen=True, tag="term"):
    """One place or tag: its newest entries and its years."""

    kind: Literal["place", "tag"]
    label: str
    count: int
    recent: tuple[Card, ...]  # newest first
    years: tuple[YearCount, ...]  # newest first


class TermYearView(Value, frozen=True, tag="term_year"):
    kind: Literal["place", "tag"]
    label: str
    address: str  # of the place or tag itself
    year: int
    entries: tuple[Card, ...]
    previous: Link | None
    next: Link | None


class StaticView(Value, frozen=True, tag="static"):
    title: str
    description: str
    body: Body
    updated: dt.date | None
    image: Variant | None
    script: bool
    draft: bool


class RedirectView(Value, frozen=True, tag="redirect"):
    address: str
    title: str


class NotFoundView(Value, frozen=True, tag="not_found"):
    pass


class SitemapIndexView(Value, frozen=True, tag="sitemap_index"):
    sitemaps: tuple[tuple[str, str], ...]  # address, lastmod "2016-05-17" or ""


class SitemapView(Value, frozen=True, tag="sitemap"):
    pages: tuple[tuple[str, str], ...]


class RobotsView(Value, frozen=True, tag="robots"):
    sitemap: str


class FeedView(Value, frozen=True, tag="feed"):
    """The newest entries, in full; what rss, atom and json feeds are made of."""

    kind: Literal["rss", "atom", "json"]
    entries: tuple[Full, ...]


class RedirectsView(Value, frozen=True, tag="redirects"):
    """The map of old addresses that a server reads."""

    server: str  # "apache", "netlify"
    redirects: tuple[tuple[str, str], ...]  # old address, perhaps with a question, and where it leads


View = (
    EntryView
    | HomeView
    | MonthView
    | YearView
    | ArchiveView
    | TermsView
    | TermView
    | TermYearView
    | StaticView
    | RedirectView
    | NotFoundView
    | SitemapIndexView
    | SitemapView
    | RobotsView
    | FeedView
    | RedirectsView
)


class Page(Value, frozen=True):
    """One file of the site: where it stands, which template makes it, and what that template may see."""

    address: str  # "/2016/05/17/unterstuetzen/"
    path: str  # "2016/05/17/unterstuetzen/index.html", below the output folder
    template: str  # "entry.html"; "feed.xml" and its like are made by feeds.py, ".htaccess" by redirects.py
    view: View
    sources: tuple[str, ...] = ()  # of the files it comes from, to be named when two pages claim one address
