"""Which pages a journal becomes, at which addresses, and what each of them shows."""

from __future__ import annotations

from .plan import Copy, Plan, collisions, plan
from .references import wanted_photos
from .site import site

__all__ = ["Copy", "Plan", "collisions", "plan", "site", "wanted_photos"]
