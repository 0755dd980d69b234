"""Which pages a journal becomes, at which addresses, and what each of them shows."""

from __future__ import annotations

from .plan import Copy, Plan, collisions, plan

__all__ = ["Copy", "Plan", "collisions", "plan"]
