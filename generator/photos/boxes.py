"""Walks the boxes of ISO base media files (MP4, MOV, HEIC, AVIF) without reading what is in them.

Source: ISO/IEC 14496-12, 4.2. What a box means is left to those who ask.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple


class Box(NamedTuple):
    kind: bytes  # four characters
    start: int  # of its content, from the beginning of the file
    end: int


def boxes(file: BinaryIO, start: int, end: int) -> Iterator[Box]:
    """The boxes from `start` to `end`, one after the other. Raises ValueError where one does not fit."""
    while end - start >= 8:
        file.seek(start)
        header = file.read(16)
        size, kind, body = int.from_bytes(header[:4]), header[4:8], start + 8
        if size == 1:
            size, body = int.from_bytes(header[8:16]), start + 16
        stop = end if size == 0 else start + size
        if stop < body or stop > end:
            raise ValueError(f"box {kind!r} does not fit")
        yield Box(kind, body, stop)
        start = stop


def content(file: BinaryIO, box: Box, limit: int) -> bytes:
    """What is in the box, at most `limit` bytes of it."""
    file.seek(box.start)
    return file.read(min(limit, box.end - box.start))


def length(file: BinaryIO) -> int:
    return file.seek(0, 2)
