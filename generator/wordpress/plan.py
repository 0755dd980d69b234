"""Where everything will stand: files, addresses, and what old addresses lead to."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from itertools import chain, count

from msgspec.structs import replace

from ..aliases import is_segment
from ..model import Value
from ..slugs import slugify
from .permalinks import old_path
from .site import Item, Site

ENTRIES = "content/entries/"
PAGES = "content/pages/"
LONGEST_NAME = 100  # characters of a slug that go into a file's name
_PLAIN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# What every journal has at its root, with its years, months and days.
_TAKEN = re.compile(
    r"(?:archiv|orte|themen|tag|photos|assets)(?:/.*)?|\d{4}(?:/\d{2}(?:/\d{2})?)?|index", re.IGNORECASE
)


class Place(Value, frozen=True):
    """Where one item goes."""

    stem: str  # "content/entries/2016/2016-05-17-name", for name.md or, with media, name/index.md
    slug: str  # for the front matter; empty where the name of the file gives it
    address: str  # on the new site
    link: str  # what a link in a body calls it
    aliases: tuple[str, ...]  # old addresses that it has left
    date: dt.datetime | None  # of an entry
    guessed: bool = False  # the export gives no date


class Plan(Value, frozen=True):
    """Where all items go, and what was known of their old addresses."""

    places: Mapping[int, Place]  # by the id of the item
    old: Mapping[str, int]  # item by old path, without slashes at the ends
    permalink: str


def plan(site: Site, permalink: str, known: Mapping[int, str], questions: bool = True) -> Plan:
    """Give every item its place. `known`: the stems that earlier imports gave, which stay as they are. `questions`:
    whether old addresses such as "/?p=123" lead to it."""
    places: dict[int, Place] = {}
    names = _Names(known.values())
    old: dict[str, int] = {}
    for item in site.items.values():
        path = old_path(item, site.hosts)
        make = _page if item.type == "page" else _entry
        place = make(item, site, permalink, known.get(item.id, ""), names, path)
        asked = _questions(item) if questions else ()
        places[item.id] = replace(place, aliases=(*place.aliases, *asked))
        if path:
            old.setdefault(path.strip("/"), item.id)
    return Plan(_without_collisions(places, site), old, permalink)


def _without_collisions(places: Mapping[int, Place], site: Site) -> dict[int, Place]:
    """The places, each with an address of its own, which what was public chooses first; an alias where something else
    stands is none."""
    taken: set[str] = set()
    found = dict(places)
    for number in sorted(places, key=lambda number: bool(site.items[number].fate.draft)):
        place = places[number]
        if place.address.casefold() in taken:
            before, slug, after = place.address.rpartition(place.slug or place.address.split("/")[-2])
            slug = f"{slug}-{abs(number)}"
            found[number] = place = replace(place, slug=slug, address=before + slug + after)
        taken.add(place.address.casefold())
    for number, place in found.items():
        aliases = tuple(alias for alias in place.aliases if alias.casefold() not in taken)
        taken.update(alias.casefold() for alias in aliases)
        found[number] = replace(place, aliases=aliases)
    return found


class _Names:
    """Stems that are taken, whatever the case of their letters: some disks know no difference."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = {stem.casefold() for stem in taken}

    def free(self, *stems: str) -> str:
        """The first of the stems that is free, or the last with a number."""
        numbered = (f"{stems[-1]}-{number}" for number in count(2))
        free = next(stem for stem in chain(stems, numbered) if stem.casefold() not in self._taken)
        self._taken.add(free.casefold())
        return free


def _entry(item: Item, site: Site, permalink: str, known: str, names: _Names, path: str) -> Place:
    date = item.date or site.made or dt.datetime(1970, 1, 1)
    day = date.date().isoformat()
    slug = _segment(item.slug)
    name = file_name(slug) or file_name(item.title) or f"eintrag-{abs(item.id)}"
    stem = f"{ENTRIES}{date:%Y}/{day}-{name}"
    stem = known or names.free(stem, f"{stem}-{abs(item.id)}")
    given = slugify(stem.rpartition("/")[2][len(day) :].lstrip("-_ "))
    shown = slug or given
    address = permalink.format(year=f"{date:%Y}", month=f"{date:%m}", day=f"{date:%d}", slug=shown)
    return Place(
        stem=stem,
        slug=slug if slug != given else "",
        address=address,
        link=stem.rpartition("/")[2],
        aliases=_aliases(item, path, address),
        date=date,
        guessed=item.date is None,
    )


def _segment(slug: str) -> str:
    """A slug as it was, if an address can hold it."""
    return slug if is_segment(slug) else file_name(slug)


def file_name(slug: str) -> str:
    """A slug as the name of a file: Latin letters, not too long."""
    return slugify(slug)[:LONGEST_NAME].strip("-")


def _page(item: Item, site: Site, permalink: str, known: str, names: _Names, path: str) -> Place:
    segments = [part for part in path.split("/") if part] or [*_ancestors(item, site), item.slug]
    slug = _segment(segments[-1]) or file_name(item.title)
    if len(segments) == 1 and _TAKEN.fullmatch(slug):
        slug = f"{slug}-seite"
    folders = [file_name(segment) or "seite" for segment in segments[:-1]]
    name = file_name(slug)
    name = f"seite-{abs(item.id)}" if name in ("", "index") else name
    base = PAGES + "/".join([*folders, name])
    stem = known or names.free(base, f"{base}-{abs(item.id)}")
    below = stem.removeprefix(PAGES).split("/")
    address = "/" + "/".join([*below[:-1], slug or below[-1]]) + "/"
    return Place(
        stem=stem,
        slug=slug if slug != below[-1] else "",
        address=address,
        link=stem.removeprefix("content/"),
        aliases=_aliases(item, path, address),
        date=None,
    )


def _ancestors(item: Item, site: Site) -> list[str]:
    """The slugs of the pages above one, the highest first; a circle ends where it begins."""
    slugs: list[str] = []
    seen = {item.id}
    above = site.items.get(item.parent)
    while above is not None and above.id not in seen:
        seen.add(above.id)
        slugs.insert(0, above.slug)
        above = site.items.get(above.parent)
    return [slug for slug in slugs if slug]


def _aliases(item: Item, path: str, address: str) -> tuple[str, ...]:
    """The old addresses of a published item that are not its new one."""
    if item.fate.draft:
        return ()
    segments = [part for part in path.split("/") if part]
    moved = segments and "/".join(segments) != address.strip("/") and not _TAKEN.fullmatch("/".join(segments))
    left = "/" + "/".join(segments) + ("/" if path.endswith("/") else "")
    return (left,) if moved and all(map(is_segment, segments)) else ()


def _questions(item: Item) -> tuple[str, ...]:
    """The address that WordPress gives every published item beside its permalink."""
    if item.fate.draft or item.id < 0:
        return ()
    return (f"/?{'page_id' if item.type == 'page' else 'p'}={item.id}",)
