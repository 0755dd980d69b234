"""One view of each kind, and how the tests of the templates fill them."""

from __future__ import annotations

import datetime as dt
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import msgspec

from generator.model import Comment, Variant
from generator.templates import Templates, default_folder
from generator.views import (
    ArchiveView,
    Body,
    Card,
    Comments,
    EntryView,
    Full,
    HomeView,
    Link,
    MonthCount,
    MonthGroup,
    MonthView,
    Neighbour,
    NotFoundView,
    Page,
    RedirectView,
    RobotsView,
    Site,
    SitemapIndexView,
    SitemapView,
    StaticView,
    TermCount,
    TermsView,
    TermView,
    TermYearView,
    View,
    YearCount,
    YearView,
)

NBSP, NARROW = "\u00a0", "\u202f"
BODY = "<p>Ein Absatz.</p>"


def change(value: Any, **fields: object) -> Any:
    return msgspec.structs.replace(value, **fields)


SITE = Site(
    title="Tag & Nacht",
    author="Jana",
    description="Ein Journal.",
    language="de",
    base_url="https://beispiel.example",
    base_path="",
    stylesheet="/assets/style-01234567.css",
    script="/assets/click-to-load-01234567.js",
    navigation=(Link("/", "Start"), Link("/archiv/", "Archiv"), Link("/ueber-mich/", "Über mich")),
    footer=(Link("/impressum/", "Impressum"), Link("/datenschutz/", "Datenschutz"), Link("/feed.xml", "Feed")),
    comments="placeholder",
    comment_settings=(("address", "jana@beispiel.example"),),
)
BELOW = change(SITE, base_url="https://beispiel.example/blog", base_path="/blog")

ENTRY = Full(
    address="/2016/05/17/unterstuetzen/",
    title="Unterstützen",
    titled=True,
    date=dt.date(2016, 5, 17),
    time=dt.time(5, 33),
    day=868,
    dateline="Berlin, 5:33, Tag 868",
    place=Link("/orte/berlin/", "Berlin"),
    tags=(Link("/themen/arbeit/", "Arbeit"), Link("/themen/familie/", "Familie")),
    description="Was hilft.",
    updated=dt.date(2016, 5, 18),
    guid="",
    body=Body("content/entries/x.md", "0"),
    comments=Comments("content/entries/x.md", "", 0, True),
    more=False,
    image=Variant("/fotos/x-960.jpg", 960, 640),
    script=False,
    draft=False,
    future=False,
)
BARE = change(
    ENTRY,
    title="17.\u00a0Mai 2016",
    titled=False,
    time=None,
    day=None,
    dateline="",
    place=None,
    tags=(),
    updated=None,
    image=None,
)
CARD = Card(ENTRY.address, "Unterstützen", ENTRY.date, ENTRY.time, ENTRY.dateline, "Was hilft.", 2)
YEARS = (YearCount("/2016/", 2016, 12, (MonthCount("/2016/05/", 5, 12),)),)

PAGES: dict[str, View] = {
    "entry.html": EntryView(ENTRY, Neighbour("/a/", "Davor", False), Neighbour("/b/", "Danach", True)),
    "home.html": HomeView((ENTRY, BARE)),
    "month.html": MonthView(2016, 5, (CARD,), Link("/2016/04/", "April 2016"), Link("/2016/06/", "Juni 2016")),
    "year.html": YearView(2016, 12, (MonthGroup("/2016/05/", 5, (CARD,)),), Link("/2015/", "2015"), None),
    "archive.html": ArchiveView(12, YEARS),
    "terms.html": TermsView("place", (TermCount("/orte/berlin/", "Berlin", 1),)),
    "term.html": TermView("place", "Berlin", 12, (CARD,), YEARS),
    "term_year.html": TermYearView("tag", "Arbeit", "/themen/arbeit/", 2016, (CARD,), None, Link("/x/", "2017")),
    "static.html": StaticView("Über mich", "Wer ich bin.", Body("x", "0"), dt.date(2016, 5, 18), None, False, False),
    "redirect.html": RedirectView("/2016/05/17/unterstuetzen/", "Der „Ort“"),
    "404.html": NotFoundView(),
    "sitemap_index.xml": SitemapIndexView((("/sitemap-2016.xml", "2016-05-17"), ("/sitemap-seiten.xml", ""))),
    "sitemap.xml": SitemapView((("/2016/05/17/über&x/", "2016-05-17"), ("/", ""))),
    "robots.txt": RobotsView("/sitemap.xml"),
}
HTML_PAGES = [name for name in PAGES if name.endswith(".html")]


def made(*folders: Path, site: Site = SITE, threads: tuple[Comment, ...] = (), **more: Any) -> Templates:
    options: dict[str, Any] = {"cache": None, "html": lambda body: BODY, "threads": lambda comments: threads, **more}
    return Templates([*folders, default_folder()], site, **options)


def shown(name: str, view: View | None = None, address: str = "/seite/", **options: Any) -> str:
    page = Page(address, "seite/index.html", name, view or PAGES[name])
    return made(**options).render(page)


def entry_page(entry: Full = ENTRY, **options: Any) -> str:
    return shown("entry.html", EntryView(entry, None, None), entry.address, **options)


def comment(number: int, *replies: Comment, **fields: Any) -> Comment:
    moment = dt.datetime(2016, 5, 17, 8, 12, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    return Comment(
        f"{number}", fields.pop("name", f"N{number}"), moment, f"<p>Text {number}</p>", replies=replies, **fields
    )


def commented(count: int, **fields: Any) -> Full:
    comments = change(ENTRY.comments, digest="1" if count else "", count=count, **fields)
    entry: Full = change(ENTRY, comments=comments)
    return entry


class Outline(HTMLParser):
    """Checks that tags are balanced and gathers what the tests ask about."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes.append((tag, dict(attrs)))
        if tag not in ("meta", "link", "img", "input", "br", "hr"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, attribute: str) -> list[str]:
        return [value or "" for _, attributes in self.attributes if (value := attributes.get(attribute)) is not None]
