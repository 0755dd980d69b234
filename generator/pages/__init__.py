"""Which pages a journal becomes, at which addresses, and what each of them shows."""

from __future__ import annotations

from .aliases import alias_problems
from .collisions import collide, collisions
from .redirects import own_map
from .references import Resolver, Surroundings, missing_alts, wanted_photos
from .sections import PHOTO_CACHE, Copy, Section, Sources, sections
from .site import asset_names, missing_pages, site

__all__ = [
    "PHOTO_CACHE",
    "Copy",
    "Resolver",
    "Section",
    "Sources",
    "Surroundings",
    "alias_problems",
    "asset_names",
    "collide",
    "collisions",
    "missing_alts",
    "missing_pages",
    "own_map",
    "sections",
    "site",
    "wanted_photos",
]
