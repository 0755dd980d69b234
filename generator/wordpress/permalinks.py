"""The pattern of a blog's addresses, found by looking at them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from .hosts import Hosts
from .site import Item

DEFAULT = "/{year}/{month}/{day}/{slug}/"
_LITERAL = re.compile(r"[A-Za-z0-9_~-][A-Za-z0-9_.~-]*")


def permalink(items: Iterable[Item], hosts: Hosts) -> str:
    """The pattern, in the terms of journal.toml, that at least half of the published posts stand at; else that of
    WordPress.com. What stands elsewhere keeps its old address as an alias."""
    posts = [item for item in items if item.type == "post" and not item.fate.draft]
    patterns = Counter(_pattern(item, hosts) for item in posts)
    patterns.pop("", None)
    best, number = patterns.most_common(1)[0] if patterns else (DEFAULT, 0)
    return best if 2 * number >= len(posts) else DEFAULT


def _pattern(item: Item, hosts: Hosts) -> str:
    """The pattern of one address; empty where it is none that a journal can have."""
    path = old_path(item, hosts)
    segments = path.strip("/").split("/")
    if not path or not item.date or not item.slug or segments.pop() != item.slug:
        return ""
    dates = {"{year}": f"{item.date:%Y}", "{month}": f"{item.date:%m}", "{day}": f"{item.date:%d}"}
    names = []
    for segment in segments:  # on 5 May, the first "05" is the month, as WordPress orders them
        name = next((name for name, written in dates.items() if written == segment), segment)
        dates.pop(name, None)
        names.append(name)
    fits = all(name.startswith("{") or _LITERAL.fullmatch(name) for name in names)
    return "".join(f"/{name}" for name in (*names, "{slug}")) + "/" if fits else ""


def old_path(item: Item, hosts: Hosts) -> str:
    """Where an item stood, below the blog's base; empty where its address was no path, as that of a draft."""
    if "?" in item.link:
        return ""
    path = hosts.path(item.link) if item.link else None
    return path if path and path.strip("/") else ""
