"""Reads the directories of a TIFF, which is also what EXIF data is, and names what in them is personal.

Sources: TIFF 6.0, chapter 2; BigTIFF as libtiff defines it; Exif 3.0 (CIPA DC-008), 4.6. Other formats are left to
inspection.py, which calls this for the EXIF data inside of them.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

EXIF, GPS, INTEROPERABILITY, SUB_DIRECTORIES = 0x8769, 0x8825, 0xA005, 0x014A
POINTERS = frozenset({EXIF, INTEROPERABILITY, SUB_DIRECTORIES})
GPS_VERSION = 0
MAX_DIRECTORIES = 1_000  # pages of a scan; a file with more was made to keep us busy

NAMES = {
    GPS: "GPS position",
    0x927C: "maker notes",
    0x02BC: "XMP",
    0x83BB: "IPTC",
    0x8649: "IPTC",  # Photoshop's resources, which hold it
}
# How pixels are laid out, and nothing of who made them where: the tags of TIFF 6.0 but for its texts and dates, …
TIFF_CLEAN = frozenset(
    {
        *(0x00FE, 0x00FF, 0x0100, 0x0101, 0x0102, 0x0103, 0x0106, 0x0107, 0x010A, 0x0111, 0x0112, 0x0115, 0x0116),
        *(0x0117, 0x0118, 0x0119, 0x011A, 0x011B, 0x011C, 0x011E, 0x011F, 0x0120, 0x0121, 0x0122, 0x0123, 0x0124),
        *(0x0125, 0x0128, 0x0129, 0x012D, 0x013D, 0x013E, 0x013F, 0x0140, 0x0141, 0x0142, 0x0143, 0x0144, 0x0145),
        *(0x014C, 0x014E, 0x0150, 0x0152, 0x0153, 0x0154, 0x0155, 0x0156, 0x015B, 0x0200, 0x0201, 0x0202, 0x0203),
        *(0x0205, 0x0206, 0x0207, 0x0208, 0x0209, 0x0211, 0x0212, 0x0213, 0x0214, 0x8773),  # the last: colour profile
    }
)
# … and of EXIF its versions, colour space and size; of its interoperability directory, the format's name and version.
EXIF_CLEAN = frozenset({0x0001, 0x0002, 0x9000, 0x9101, 0xA000, 0xA001, 0xA002, 0xA003, 0x1001, 0x1002})
CLEAN = TIFF_CLEAN | EXIF_CLEAN | POINTERS


class _Layout(NamedTuple):
    """Byte order and widths of numbers: those of TIFF, or of BigTIFF."""

    order: str
    counter: str
    offset: str
    entry_size: int

    def number(self, data: bytes, position: int, kind: str) -> int:
        return int(struct.unpack_from(self.order + kind, data, position)[0])


def tiff_names(data: bytes) -> Iterator[str]:
    """What is personal in a TIFF, page by page. Raises struct.error or ValueError where it cannot be read."""
    for _, tag in _tags(data):
        if tag not in CLEAN:
            yield NAMES.get(tag, "EXIF")


def exif_names(data: bytes) -> Iterator[str]:
    """Likewise in EXIF data, where a second directory is that of a thumbnail."""
    for directory, tag in _tags(data.removeprefix(b"Exif\0\0")):
        if directory > 0:
            yield "thumbnail"
        if tag not in CLEAN:
            yield NAMES.get(tag, "EXIF")


def _tags(data: bytes) -> Iterator[tuple[int, int]]:
    """Every tag with the number of the directory in which it stands; those inside of others count with these.

    A GPS directory shows only if it holds more than its version.
    """
    layout, first = _header(data)
    waiting, seen = [(0, first)], {0}
    while waiting:
        number, offset = waiting.pop()
        if offset in seen:
            continue
        seen.add(offset)
        if len(seen) > MAX_DIRECTORIES:
            raise ValueError("too many directories")
        entries, following = _directory(data, layout, offset)
        for tag, position in entries:
            if tag in POINTERS:
                waiting += [(number, target) for target in _targets(data, layout, position)]
            if tag != GPS or _holds_position(data, layout, position):
                yield number, tag
        if following:
            waiting.append((number + 1, following))


def _header(data: bytes) -> tuple[_Layout, int]:
    order = {b"II": "<", b"MM": ">"}.get(data[:2])
    if order is None:
        raise ValueError("no TIFF")
    if struct.unpack_from(order + "H", data, 2)[0] == 43:
        layout, position = _Layout(order, "Q", "Q", 20), 8
    else:
        layout, position = _Layout(order, "H", "I", 12), 4
    return layout, layout.number(data, position, layout.offset)


def _directory(data: bytes, layout: _Layout, offset: int) -> tuple[list[tuple[int, int]], int]:
    """Tag and position of each entry of the directory, and where the next directory is, or 0."""
    count = layout.number(data, offset, layout.counter)
    start = offset + struct.calcsize(layout.counter)
    end = start + count * layout.entry_size
    if end > len(data):
        raise ValueError("a directory reaches beyond the end")
    entries = [(layout.number(data, position, "H"), position) for position in range(start, end, layout.entry_size)]
    complete = end + struct.calcsize(layout.offset) <= len(data)  # some programs leave the last pointer out
    return entries, layout.number(data, end, layout.offset) if complete else 0


def _targets(data: bytes, layout: _Layout, entry: int) -> list[int]:
    """The directories to which an entry points; what fits into the entry stands there, else where it says."""
    width = struct.calcsize(layout.offset)
    count = layout.number(data, entry + 4, layout.offset)
    value = entry + 4 + width
    if count > 1:
        value = layout.number(data, value, layout.offset)
    if count > MAX_DIRECTORIES:
        raise ValueError("too many directories")
    return [layout.number(data, value + index * width, layout.offset) for index in range(count)]


def _holds_position(data: bytes, layout: _Layout, entry: int) -> bool:
    directories = (_directory(data, layout, offset) for offset in _targets(data, layout, entry))
    return any(tag != GPS_VERSION for entries, _ in directories for tag, _ in entries)
