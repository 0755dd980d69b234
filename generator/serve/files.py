"""Files of the finished site, opened without ever leaving its folder, and what kind of file each is."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from ..output import KEPT

UNKNOWN = "application/octet-stream"
# The system's own table is not asked: it differs from one machine to the next, and a web host has one like this.
TYPES = {
    ".html": "text/html", ".htm": "text/html", ".css": "text/css", ".js": "text/javascript", ".mjs": "text/javascript",
    ".txt": "text/plain", ".csv": "text/csv", ".vtt": "text/vtt", ".ics": "text/calendar", ".md": "text/markdown",
    ".xml": "application/xml", ".json": "application/json", ".webmanifest": "application/manifest+json",
    ".map": "application/json", ".xhtml": "application/xhtml+xml", ".gpx": "application/gpx+xml", ".xsl": "text/xsl",
    ".svg": "image/svg+xml", ".webp": "image/webp", ".avif": "image/avif", ".jpg": "image/jpeg", ".jpeg": "image/jpeg",
    ".png": "image/png", ".gif": "image/gif", ".ico": "image/vnd.microsoft.icon", ".heic": "image/heic",
    ".tif": "image/tiff", ".tiff": "image/tiff", ".bmp": "image/bmp",
    ".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".aac": "audio/aac", ".ogg": "audio/ogg", ".oga": "audio/ogg",
    ".opus": "audio/ogg", ".wav": "audio/wav", ".flac": "audio/flac", ".weba": "audio/webm",
    ".mp4": "video/mp4", ".m4v": "video/mp4", ".webm": "video/webm", ".ogv": "video/ogg", ".mov": "video/quicktime",
    ".pdf": "application/pdf", ".epub": "application/epub+zip", ".zip": "application/zip", ".gz": "application/gzip",
    ".wasm": "application/wasm", ".woff": "font/woff", ".woff2": "font/woff2", ".ttf": "font/ttf", ".otf": "font/otf",
}  # fmt: skip
TEXTUAL = ("text/", "application/xml", "application/json", "application/manifest+json", "image/svg+xml")
HTML = "text/html; charset=utf-8"
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def content_type(name: str) -> str:
    """The media type of a file by its name; that of text says that it is UTF-8, as all of a site's text is."""
    kind = TYPES.get(os.path.splitext(name)[1].lower(), UNKNOWN)
    return f"{kind}; charset=utf-8" if kind.startswith(TEXTUAL) or kind.endswith("+xml") else kind


def open_file(top: Path, names: Sequence[str]) -> BinaryIO:
    """The regular file that `names` lead to from the folder `top`, opened for reading.

    No name is followed if it is a symbolic link, at whatever depth: each is opened in the folder that was opened before
    it, so that nothing can be put in the way between a look and the opening. Raises OSError, of which
    IsADirectoryError says that it is a folder.
    """
    if names[0] == KEPT:
        raise FileNotFoundError(KEPT)
    descriptor = os.open(top, os.O_RDONLY | os.O_DIRECTORY)
    for number, name in enumerate(names, 1):
        last = number == len(names)
        try:
            below = os.open(name, _flags(last), dir_fd=descriptor)
        finally:
            os.close(descriptor)
        descriptor = below
    return _regular(descriptor)


def stamp(top: Path, names: Sequence[str]) -> str:
    """What changes when that file does; empty where there is none."""
    try:
        with open_file(top, names) as file:
            status = os.fstat(file.fileno())
    except OSError:
        return ""
    return f"{status.st_mtime_ns:x}-{status.st_size:x}"


def span(asked: str, size: int) -> range | None:
    """The bytes of a file of `size` that a Range header asks for (RFC 9110, 14.2): empty if it has none of them; None
    where all are to be sent, as for a header that is invalid or asks for several ranges."""
    match = _RANGE.fullmatch(asked.strip())
    if match is None or match[0].endswith("=-"):
        return None
    first, last = match[1], match[2]
    if not first:
        return range(max(0, size - int(last)), size)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(size, int(last) + 1) if last else size)


def _flags(last: bool) -> int:
    return os.O_RDONLY | os.O_NOFOLLOW | (os.O_NONBLOCK if last else os.O_DIRECTORY)


def _regular(descriptor: int) -> BinaryIO:
    """Of what else may be opened, a pipe above all would let us wait for ever."""
    mode = os.fstat(descriptor).st_mode
    if stat.S_ISREG(mode):
        return os.fdopen(descriptor, "rb")
    os.close(descriptor)
    raise IsADirectoryError if stat.S_ISDIR(mode) else FileNotFoundError
