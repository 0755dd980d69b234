"""Photos: found, measured, named, encoded, and shown to be clean.

`candidates` finds the file that an author means, `header` measures it, `plan` names every variant before anything is
encoded, `encoder` makes them (with `pixels`), `inspection` (with `tiff` and `items`) and `video` tell what a file would
give away.
`origin` says when and where a photo was taken, `cleaning` takes that out of the file and leaves its pixels alone.
Which photos are wanted, what a page shows of them, and copying them into the output are left to others.

What is named here is imported when it is first asked for: most builds find photos, few encode any.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .candidates import ENDINGS, Ambiguous, Candidates
    from .cleaning import cleaned
    from .encoder import encode, is_whole, prune_cache
    from .header import PhotoError, measure, read
    from .inspection import metadata
    from .origin import Capture, capture
    from .plan import CachedFile, Encoding, Facts, copies, encoding, photo, widths
    from .video import video_position

__all__ = [
    "ENDINGS",
    "Ambiguous",
    "CachedFile",
    "Candidates",
    "Capture",
    "Encoding",
    "Facts",
    "PhotoError",
    "capture",
    "cleaned",
    "copies",
    "encode",
    "encoding",
    "is_whole",
    "measure",
    "metadata",
    "photo",
    "prune_cache",
    "read",
    "video_position",
    "widths",
]

_MODULES = {
    **dict.fromkeys(("ENDINGS", "Ambiguous", "Candidates"), "candidates"),
    **dict.fromkeys(("encode", "is_whole", "prune_cache"), "encoder"),
    **dict.fromkeys(("Capture", "capture"), "origin"),
    "cleaned": "cleaning",
    **dict.fromkeys(("PhotoError", "measure", "read"), "header"),
    "metadata": "inspection",
    "video_position": "video",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_MODULES.get(name, 'plan')}", __name__), name)
