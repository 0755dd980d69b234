"""Photos: found, measured, named, encoded, and shown to be clean.

`candidates` finds the file that an author means, `header` measures it, `plan` names every variant before anything is
encoded, `encoder` makes them (with `pixels`), `inspection` (with `tiff`) and `video` tell what a file would give away.
Which photos are wanted, what a page shows of them, and copying them into the output are left to others.
"""

from __future__ import annotations

from .candidates import ENDINGS, Ambiguous, Candidates
from .encoder import encode, prune_cache
from .header import measure
from .inspection import metadata
from .plan import CachedFile, Encoding, Facts, copies, encoding, photo, widths
from .video import video_position

__all__ = [
    "ENDINGS",
    "Ambiguous",
    "CachedFile",
    "Candidates",
    "Encoding",
    "Facts",
    "copies",
    "encode",
    "encoding",
    "measure",
    "metadata",
    "photo",
    "prune_cache",
    "video_position",
    "widths",
]
