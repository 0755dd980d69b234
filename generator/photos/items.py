"""Where the items of a HEIC or AVIF lie: its pictures, their thumbnails, and what it tells beside them.

Source: ISO/IEC 14496-12, 8.11 (boxes `iloc`, `iinf` and `iref`), and ISO/IEC 23008-12 for what the items are. What may
stay of them is inspection.py's to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple

from .boxes import Box, boxes

IN_FILE, IN_META = 0, 1  # where an item's bytes are counted from: the file, or the box `idat`
MAX_EXTENTS = 100_000


class Item(NamedTuple):
    """One item, and its bytes as ranges in the file."""

    number: int
    kind: bytes  # four characters
    content_type: bytes  # of kind "mime"
    extents: tuple[tuple[int, int], ...]  # none where they cannot be told

    def payload(self, data: bytes) -> bytes:
        return b"".join(data[start:end] for start, end in self.extents)


def items(data: bytes, meta: Box) -> list[Item]:
    """The items of a `meta` box, in their order. Raises ValueError or IndexError where it does not make sense."""
    inner: dict[bytes, Box] = {}
    for box in boxes(BytesIO(data), meta.start + 4, meta.end):  # after version and flags
        if box.kind in inner and box.kind in (b"iinf", b"iloc", b"idat"):
            raise ValueError("items are listed twice")
        inner[box.kind] = box
    extents = _extents(data, inner[b"iloc"], inner.get(b"idat")) if b"iloc" in inner else {}
    return [
        Item(number, kind, content_type, extents.get(number, ()))
        for number, kind, content_type in _entries(data, inner.get(b"iinf"))
    ]


def thumbnails(data: bytes, meta: Box) -> Iterator[int]:
    """The numbers of the items that are small pictures of others."""
    for box in boxes(BytesIO(data), meta.start + 4, meta.end):
        if box.kind == b"iref":
            width = 4 if data[box.start] else 2
            for reference in boxes(BytesIO(data), box.start + 4, box.end):
                if reference.kind == b"thmb":
                    yield int.from_bytes(data[reference.start : reference.start + width])


def _entries(data: bytes, iinf: Box | None) -> Iterator[tuple[int, bytes, bytes]]:
    """Number, kind and type of content of each item."""
    if iinf is None:
        return
    start = iinf.start + (6 if data[iinf.start] == 0 else 8)  # after version, flags and a count
    for entry in boxes(BytesIO(data), start, iinf.end):
        body = data[entry.start : entry.end]
        width = 2 if body[0] < 3 else 4  # of the number, after which stand two bytes for protection
        names = body[4 + width + 6 :].split(b"\0")
        kind = body[4 + width + 2 : 4 + width + 6]
        yield int.from_bytes(body[4 : 4 + width]), kind, names[1] if len(names) > 1 else b""


class _Numbers:
    """Reads big-endian numbers one after the other."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._position = 0

    def take(self, width: int) -> int:
        part = self._data[self._position : self._position + width]
        if len(part) < width:
            raise ValueError("the file ends too early")
        self._position += width
        return int.from_bytes(part)


def _extents(data: bytes, iloc: Box, idat: Box | None) -> dict[int, tuple[tuple[int, int], ...]]:
    """The ranges of the file in which each item stands, by its number."""
    numbers = _Numbers(data[iloc.start : iloc.end])
    version = numbers.take(1)
    numbers.take(3)
    sizes = numbers.take(2)
    offset, length, base, index = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
    found = {}
    for _ in range(numbers.take(2 if version < 2 else 4)):
        number = numbers.take(2 if version < 2 else 4)
        method = numbers.take(2) & 15 if version else IN_FILE
        elsewhere = numbers.take(2) > 0 or method not in (IN_FILE, IN_META) or (method == IN_META and idat is None)
        start = numbers.take(base) + (idat.start if idat and method == IN_META else 0)
        ranges = []
        for _ in range(numbers.take(2)):
            if version:
                numbers.take(index)
            begin = start + numbers.take(offset)
            end = begin + numbers.take(length)
            elsewhere = elsewhere or not 0 < begin < end <= len(data)
            ranges.append((begin, end))
        found[number] = () if elsewhere else tuple(ranges)
        if len(found) > MAX_EXTENTS:
            raise ValueError("too many items")
    return found
