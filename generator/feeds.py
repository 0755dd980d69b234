"""The three feeds: RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1, all made of one `FeedView`.

Which entries stand in a feed is for pages.py to say, how a body becomes HTML is the business of the callable `html`.
Nothing here knows the clock: every date comes from an entry, so that the same entries give the same bytes.
"""

from __future__ import annotations

import datetime as dt
import html as entities
import json
import re
import uuid
from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from .dates import with_offset
from .model import Value
from .views import Body, FeedView, Full, Page, Site

if TYPE_CHECKING:
    from nh3 import Cleaner

# What renders a body: the recipe, the base of every address of the site, the absolute address of the entry's own page.
Html = Callable[[Body, str, str], str]

GENERATOR = "Tagwerk"

# The date of a feed that has no entry: formats demand one, and the clock must not give it.
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

# What XML 1.0, production 2 [Char], leaves out cannot be written at all, not even as a reference.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# RFC 3987, roughly: a scheme and then no character that an IRI forbids.
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20\x7f-\xa0<>\"{}|\\^`]+")

# A card that would load something on a click, as markup makes it. In a feed its link is left.
_CARD = re.compile(
    r'<(div|span) class="click-to-load"[^>]*>(?:<p>[^<]*</p>|[^<]*)((?:<p>)?<a [^>]*>[^<]*</a>(?:</p>)?)</\1>'
)

# Everything a feed reader may be given beside what nh3 allows anyway; frames, forms, scripts and styles are not here.
_MEDIA = {"picture", "source", "audio", "video", "track", "tfoot"}
_ATTRIBUTES = {
    "*": {"id", "lang", "title", "dir"},
    "a": {"href", "hreflang"},
    "img": {"src", "srcset", "sizes", "alt", "width", "height"},
    "source": {"src", "srcset", "sizes", "type", "media"},
    "audio": {"src", "controls"},
    "video": {"src", "controls", "poster", "width", "height"},
    "track": {"src", "kind", "srclang", "label"},
    "ol": {"start", "reversed", "type"},
    "li": {"value"},
    "td": {"colspan", "rowspan", "headers"},
    "th": {"colspan", "rowspan", "headers", "scope"},
    "col": {"span"},
    "colgroup": {"span"},
    "blockquote": {"cite"},
    "q": {"cite"},
    "ins": {"cite", "datetime"},
    "del": {"cite", "datetime"},
    "time": {"datetime"},
    "data": {"value"},
}
# These go with all that is in them: what they hold is for a program, not for a reader.
_DISCARDED = {
    "script", "style", "iframe", "object", "noembed", "noscript", "button", "select", "textarea", "template", "svg",
}  # fmt: skip


class Item(Value, frozen=True):
    """What each format says of one entry, all of it ready to be written."""

    address: str
    guid: str
    title: str
    summary: str
    html: str
    published: dt.datetime
    updated: dt.datetime
    tags: tuple[str, ...]
    image: str


class Channel(Value, frozen=True):
    """What each format says of the journal."""

    address: str  # of the feed itself
    home: str
    title: str
    description: str
    author: str
    language: str
    updated: dt.datetime
    items: tuple[Item, ...]


def render(page: Page, site: Site, html: Html, zone: ZoneInfo) -> bytes:
    """The bytes of the feed `page`, whose view is a `FeedView`; dates carry the offset of `zone`.

    Characters that XML forbids are dropped. Raises what `html` raises, and TypeError for another kind of view.
    """
    view = page.view
    if not isinstance(view, FeedView):
        raise TypeError(f"{page.address} is no feed")
    channel = _channel(page.address, view.entries, site, html, zone)
    return {"rss": _rss, "atom": _atom, "json": _json}[view.kind](channel)


def _channel(address: str, entries: tuple[Full, ...], site: Site, html: Html, zone: ZoneInfo) -> Channel:
    guids = _guids(entries, site)
    items = tuple(_item(entry, guids[entry.address], site, html, zone) for entry in entries)
    title = _clean(site.title) or site.base_url
    return Channel(
        address=_absolute(site, address),
        home=_absolute(site, "/"),
        title=title,
        description=_clean(site.description) or title,
        author=_clean(site.author) or title,
        language=site.language,
        updated=max((item.updated for item in items), default=EPOCH),
        items=items,
    )


def _item(entry: Full, guid: str, site: Site, html: Html, zone: ZoneInfo) -> Item:
    address = _absolute(site, entry.address)
    # An entry without a time counts as published when its day begins, which is also when a build first shows it.
    published = with_offset(entry.date, entry.time or dt.time(), zone)
    changed = with_offset(entry.updated, dt.time(), zone) if entry.updated else published
    return Item(
        address=address,
        guid=guid,
        title=_clean(entry.title) or address,
        summary=_clean(entry.description) or _clean(entry.dateline),
        html=_content(entry, html(entry.body, site.base_url, address), address),
        published=published,
        updated=max(published, changed),
        tags=tuple(_clean(tag.title) for tag in entry.tags),
        image=_absolute(site, entry.image.address) if entry.image else "",
    )


def _guids(entries: Iterable[Full], site: Site) -> dict[str, str]:
    """For each entry's address its guid: as the author gave it, else its absolute address.

    A guid that is given twice (front matter is easily copied) stays with the oldest entry, which subscribers know.
    """
    guids: dict[str, str] = {}
    for entry in sorted(entries, key=lambda entry: (entry.date, entry.time or dt.time())):
        address = _absolute(site, entry.address)
        candidates = (_clean(entry.guid).strip() or address, address, uuid.uuid5(uuid.NAMESPACE_URL, address).urn)
        guids[entry.address] = next((guid for guid in candidates if guid not in guids.values()), candidates[-1])
    return guids


def _content(entry: Full, body: str, address: str) -> str:
    """The entry's HTML as a feed may carry it: its dateline, then `body` without anything that acts or is relative."""
    dateline = f"<p>{entities.escape(entry.dateline, quote=False)}</p>\n" if entry.dateline else ""
    return _clean(_cleaner(address).clean(_clean(dateline + _CARD.sub(r"\2", body))))


@cache
def _allowed() -> dict[str, Any]:
    import nh3

    schemes = {"http", "https", "mailto", "tel", "data"}
    tags = (nh3.ALLOWED_TAGS | _MEDIA) - _DISCARDED
    return {"tags": tags, "attributes": _ATTRIBUTES, "clean_content_tags": _DISCARDED, "url_schemes": schemes}


def _cleaner(address: str) -> Cleaner:
    import nh3

    return nh3.Cleaner(**_allowed(), link_rel=None, url_relative=("rewrite_with_base", address))


def _rss(channel: Channel) -> bytes:
    feed = _generator(channel, "application/rss+xml")
    feed.load_extension("dc", atom=False)
    for item in channel.items:
        entry = _entry(feed, item)
        entry.guid(item.guid, permalink=item.guid == item.address)
        # A reader takes the description of an item for HTML; an author of RSS would need an e-mail address.
        entry.description(entities.escape(item.summary or item.title, quote=False), isSummary=True)
        entry.comments(f"{item.address}#kommentare")
        entry.dc.dc_creator(channel.author)
    return bytes(feed.rss_str(pretty=True))


def _atom(channel: Channel) -> bytes:
    feed = _generator(channel, "application/atom+xml")
    for item in channel.items:
        entry = _entry(feed, item)
        entry.id(_iri(item.guid))
        if item.summary:
            entry.summary(item.summary)
    return bytes(feed.atom_str(pretty=True))


def _generator(channel: Channel, media_type: str) -> Any:
    """A feed of feedgen's, without entries. It is imported here, because lxml and dateutil are slow to start."""
    from feedgen.feed import FeedGenerator

    feed = FeedGenerator()
    feed.id(channel.home)
    feed.title(channel.title)
    feed.description(channel.description)
    feed.author(name=channel.author)
    feed.language(channel.language)
    feed.link(href=channel.address, rel="self", type=media_type)
    feed.link(href=channel.home, rel="alternate", type="text/html")  # last, for feedgen makes the last the RSS link
    feed.generator(GENERATOR)
    feed.updated(channel.updated)
    return feed


def _entry(feed: Any, item: Item) -> Any:
    entry = feed.add_entry(order="append")
    entry.title(item.title)
    entry.link(href=item.address, rel="alternate", type="text/html")
    entry.published(item.published)
    entry.updated(item.updated)
    entry.content(item.html, type="html")
    for tag in item.tags:
        entry.category(term=tag)
    return entry


def _json(channel: Channel) -> bytes:
    """JSON Feed 1.1, https://www.jsonfeed.org/version/1.1/"""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": channel.home,
        "feed_url": channel.address,
        "description": channel.description,
        "language": channel.language,
        "authors": [{"name": channel.author}],
        "items": [_json_item(item) for item in channel.items],
    }
    return (json.dumps(feed, ensure_ascii=False, indent=1) + "\n").encode()


def _json_item(item: Item) -> dict[str, object]:
    fields = {
        "id": item.guid,
        "url": item.address,
        "title": item.title,
        "content_html": item.html,
        "summary": item.summary,
        "image": item.image,
        "date_published": item.published.isoformat(),
        "date_modified": item.updated.isoformat(),
        "tags": item.tags,
    }
    return {key: value for key, value in fields.items() if value}


def _clean(text: str) -> str:
    return _ILLEGAL.sub("", text)


def _absolute(site: Site, address: str) -> str:
    """`address` of this site as a URI, which is what a feed must hold where a page may hold an IRI."""
    return site.base_url + quote(address, safe="/~!$&'()*+,;=:@")


def _iri(guid: str) -> str:
    """`guid` as an Atom id, which must be an IRI: one that is none gets a name derived from it and nothing else."""
    return guid if _IRI.fullmatch(guid) else uuid.uuid5(uuid.NAMESPACE_URL, guid).urn
