"""The journal on disk, read: which files there are, and what each entry, page and comment says.

What reads them is imported when it is first asked for: a build that finds nothing to do only looks at files.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .scan import COMMENTS, Files, beside, is_temporary, rescan, scan
from .source import source_bytes

if TYPE_CHECKING:
    from .comments import threads
    from .entries import LEGAL, entry_slug, read, unfilled

__all__ = [
    "COMMENTS",
    "LEGAL",
    "Files",
    "beside",
    "entry_slug",
    "is_temporary",
    "read",
    "rescan",
    "scan",
    "source_bytes",
    "threads",
    "unfilled",
]

_MODULES = {**dict.fromkeys(("LEGAL", "entry_slug", "read", "unfilled"), "entries"), "threads": "comments"}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_MODULES[name]}", __name__), name)
