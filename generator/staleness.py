"""Which outputs must be made again, and why: a pure function from what is known to what is planned."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

import msgspec

from .ledger import Written, digest
from .model import Stamp
from .views import View


class Reason(Enum):
    """Why an output is made. In which parts a view changed, `explanation` says."""

    NEW = "new page"
    MISSING = "its file is missing"
    ALTERED = "its file is not what was written"
    CHANGED = "what it shows changed"


def fingerprint(view: View, *parts: bytes) -> bytes:
    """The digest of all that determines a page: its view, its address, the digests of its template, site and engine."""
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
