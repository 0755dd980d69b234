"""Which outputs must be made again, and why: a pure function from what is known to what is planned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum

import msgspec

from .ledger import Written, digest
from .model import Stamp
from .views import Page, View


class Reason(Enum):
    """Why an output is made. `CHANGED` says more where the old view is at hand; see `differences`."""

    NEW = "new page"
    MISSING = "its file is missing"
    ALTERED = "its file is not what was written"
    CHANGED = "what it shows changed"


def fingerprint(view: View, *parts: bytes) -> bytes:
    """The digest of all that determines a page: its view, and the digests of its template, the site and the engine."""
    return digest(msgspec.msgpack.encode(view) + b"".join(parts))


def stale(
    planned: Mapping[str, bytes], written: Mapping[str, Written], found: Mapping[str, Stamp]
) -> dict[str, Reason]:
    """The outputs to make, each with its reason, in the order of the plan.

    `planned`: path to fingerprint. `written`: what the last build knows of each path. `found`: what stands there now.
    """
    reasons = {}
    for path, mark in planned.items():
        known, stands = written.get(path), found.get(path)
        if known is None:
            reasons[path] = Reason.NEW
        elif known.fingerprint != mark:
            reasons[path] = Reason.CHANGED
        elif stands is None:
            reasons[path] = Reason.MISSING
        elif stands.size != known.size or stands.mtime_ns != known.mtime_ns:
            reasons[path] = Reason.ALTERED
    return reasons


def differences(old: Page | None, new: Page) -> list[str]:
    """Sentences that say in which parts two views of one page differ: "next: title changed"."""
    if old is None:
        return [Reason.NEW.value]
    if old.template != new.template:
        return ["it is another kind of page"]
    return list(_differences(msgspec.to_builtins(old.view), msgspec.to_builtins(new.view), ()))


def _differences(old: object, new: object, where: tuple[str, ...]) -> Iterator[str]:
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for name in old.keys() | new.keys():
            yield from _differences(old.get(name), new.get(name), (*where, name))
        return
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for number, (before, after) in enumerate(zip(old, new, strict=True), 1):
            yield from _differences(before, after, (*where, str(number)))
        return
    yield _sentence(where, old, new)


def _sentence(where: tuple[str, ...], old: object, new: object) -> str:
    *parents, name = where or ("view",)
    if name == "digest":  # of a recipe: the text itself is elsewhere
        name = "text"
    change = "came" if old in (None, "", []) else "went" if new in (None, "", []) else "changed"
    return f"{' '.join(parents)}: {name} {change}" if parents else f"{name} {change}"
