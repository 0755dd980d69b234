"""The links of bodies: which of the old site's addresses stand where now."""

from __future__ import annotations

import re
from enum import Enum
from urllib.parse import urljoin

from ..aliases import is_segment
from ..slugs import slugify
from .hosts import parts_of, queried
from .plan import Plan
from .site import Site
from .texts import one_line
from .values import Term

_ARCHIVE = re.compile(r"\d{4}(?:/\d{2}(?:/\d{2})?)?")
_FEED = re.compile(r"(?:comments/)?feed(?:/(?:rss2?|atom|rdf))?")
_PART = re.compile(r"/(?:\d+|feed|amp|trackback|comment-page-\d+)\Z")
LONGEST_LABEL = 1000  # characters; WordPress' have at most 200
_NO_SUBJECT = ("uncategorized", "unkategorisiert", "nicht-kategorisiert", "ohne-kategorie")
_GONE = re.compile(r"(?:more-\d+|respond|comments)")  # fragments that only WordPress' pages had


class Led(Enum):
    """Where a link leads now. The values are words for the account."""

    INSIDE = "to entries, pages and archives"
    ELSEWHERE = "to other sites"
    HELD_BACK = "to a draft, left as it was"
    LOST = "to an address of the old site that is not in the export, left as it was"


class Links:
    """Finds where the old site's addresses lead to."""

    def __init__(self, site: Site, plan: Plan) -> None:
        self._site = site
        self._plan = plan
        self._terms = term_addresses(site)
        self._guids = _guids(site)
        self._days = {place.date.date().isoformat() for id, place in plan.places.items()
                      if place.date and not site.items[id].fate.draft}  # fmt: skip

    def absolute(self, address: str, link: str) -> str:
        """An address in the body of the item at `link` as a browser would have followed it."""
        parts = parts_of(address)
        if parts.scheme or not address.strip():
            return address
        try:
            return urljoin(link or self._site.blog.base_url, address.strip())
        except ValueError:
            return address

    def led(self, address: str) -> tuple[str, Led]:
        """What a link to the absolute `address` is written as, and where it leads."""
        path = self._site.hosts.path(address)
        if path is None:
            return address, Led.ELSEWHERE
        fragment = parts_of(address).fragment
        behind = f"#{fragment}" if fragment and not _GONE.fullmatch(fragment) else ""
        target = self._guids.get(_named(address)) or queried(address) or self._standing(path.strip("/"))
        target = self._site.attachments[target].parent if target in self._site.attachments else target
        if target in self._plan.places:
            if self._site.items[target].fate.draft:
                return address, Led.HELD_BACK
            return self._plan.places[target].link + behind, Led.INSIDE
        found = self._listing(path.strip("/")) if not parts_of(address).query else None
        return (found + behind, Led.INSIDE) if found else (address, Led.LOST)

    def _standing(self, path: str) -> int:
        """The item that stood at a path, or of which a part did: its second page, its feed, one of its photos."""
        for known in (path, _PART.sub("", path)):
            found = self._plan.old.get(known, 0) or self._site.shown_alone.get(known, 0)
            if found:
                return found
        return 0

    def _listing(self, path: str) -> str | None:
        """The address of a list: the home page, an archive, a subject, a feed."""
        if not path:
            return "/"
        if _ARCHIVE.fullmatch(path):
            day = path.replace("/", "-")
            return f"/{path}/" if any(known.startswith(day) for known in self._days) else None
        if _FEED.fullmatch(path):
            return "/feed.xml"
        return self._terms.get(f"/{path}/")


def _guids(site: Site) -> dict[tuple[str, str, str], int]:
    """Items by their guids, which are addresses that they had. Of copies that share one, it is that of the original."""
    found: dict[tuple[str, str, str], int] = {}
    for item in site.items.values():
        if item.guid and (queried(item.guid) == item.id or _named(item.guid) not in found):
            found[_named(item.guid)] = item.id
    return found


def _named(address: str) -> tuple[str, str, str]:
    """What of an address names something: no scheme, no fragment."""
    parts = parts_of(address)
    return parts.hostname or "", parts.path.strip("/"), parts.query


def term_addresses(site: Site) -> dict[str, str]:
    """The old addresses of categories and tags, as WordPress sets them unless told otherwise, and where they lead."""
    found: dict[str, str] = {}
    for kind, slug in sorted(site.used):
        term = site.terms[kind, slug]
        name = slugify(label(term))
        above = _above(term.parent, site) if kind == "category" else ""
        # "/tag/868/" is where a journal shows day 868.
        if is_segment(slug) and not (kind == "tag" and slug.isdecimal()):
            new = f"/themen/{name}/" if name and is_subject(term) else "/archiv/"
            found[f"/{kind}/{above}{slug}/"] = new
    return found


def label(term: Term) -> str:
    """A category or tag as front matter calls it."""
    return one_line(term.label)[:LONGEST_LABEL]


def is_subject(term: Term) -> bool:
    """Whether a category says anything: what WordPress puts into none is in this one."""
    return term.slug not in _NO_SUBJECT


def _above(slug: str, site: Site) -> str:
    """The part of a category's address that names those it is below."""
    names: list[str] = []
    while slug and slug not in names:
        names.insert(0, slug)
        term = site.terms.get(("category", slug))
        slug = term.parent if term else ""
    return "".join(f"{name}/" for name in names)
