"""Tells whether a video says where it was filmed. What to do about it is left to others.

Sources: ISO/IEC 14496-12 (boxes), 3GPP TS 26.244 (`loci`), QuickTime File Format (`©xyz`, `keys`), ISO 6709 (positions
as text), RFC 8794 and RFC 9559 (EBML and Matroska, thus WebM). A track that records positions all along, as action
cameras write, is known by the name of its format.
"""

from __future__ import annotations

import re
from collections import deque
from pathlib import Path
from typing import BinaryIO

from .boxes import Box, boxes, content, length

CONTAINERS = frozenset(b"moov trak mdia minf stbl udta meta ilst moof traf".split())
# Pixels, sound, and the tables that say where they are: large, and without a word about places.
TABLES = frozenset(b"mdat stts ctts stsc stsz stz2 stco co64 stss sdtp sbgp trun tfra idx1".split())
POSITIONS = frozenset({b"\xa9xyz", b"loci", b"gps ", b"GPS "})
# Names under which a position is kept, and a position itself, "+52.5200+013.4050/" for Berlin.
TELLING = re.compile(
    rb"quicktime\.location|ISO6709|GPSLatitude|GPSCoordinates|freeGPS|gpmd"
    rb"|[+-]\d{2}(?:\d{2}){0,2}\.\d{2,}[+-]\d{3}(?:\d{2}){0,2}\.\d{2,}"
)
LOOKED_AT = 1 << 20  # bytes of one box: metadata is short
MAX_BOXES = 100_000

EBML = b"\x1a\x45\xdf\xa3"
SEGMENT, TAGS = 0x18538067, 0x1254C367


def video_position(path: Path) -> bool:
    """Whether the MP4, MOV, M4V, 3GP, WebM or MKV holds a geographical position. Other files hold none.

    Never raises: a file is read as far as it makes sense. One with more boxes than can be followed counts as telling.
    """
    try:
        with path.open("rb") as file:
            start = file.read(12)
            if start[:4] == EBML:
                return _in_matroska(file)
            return _in_boxes(file) if start[4:8] in (b"ftyp", b"moov", b"wide", b"mdat", b"free", b"skip") else False
    except (OSError, ValueError, IndexError):
        return False


def _in_boxes(file: BinaryIO) -> bool:
    waiting, seen = deque([(0, length(file))]), 0
    while waiting:
        start, end = waiting.popleft()
        for box in _boxes_until_broken(file, start, end):
            seen += 1
            if seen > MAX_BOXES or box.kind in POSITIONS:
                return True
            if box.kind in CONTAINERS:
                waiting.append((box.start + _full(file, box), box.end))
            elif box.kind not in TABLES and TELLING.search(content(file, box, LOOKED_AT)):
                return True
    return False


def _boxes_until_broken(file: BinaryIO, start: int, end: int) -> list[Box]:
    found: list[Box] = []
    try:
        for box in boxes(file, start, end):
            found.append(box)
            if len(found) > MAX_BOXES:
                break
    except ValueError:
        pass  # the rest is of no use to a player either
    return found


def _full(file: BinaryIO, box: Box) -> int:
    """`meta` begins with four bytes of version and flags in MP4, and without in QuickTime."""
    return 4 if box.kind == b"meta" and content(file, box, 8)[4:8] != b"hdlr" else 0


def _in_matroska(file: BinaryIO) -> bool:
    """Tags stand directly in the segment; everything else there is passed over."""
    position, end = 0, length(file)
    for _ in range(MAX_BOXES):
        if position >= end:
            return False
        file.seek(position)
        name, size = _number(file, keep_marker=True), _number(file, keep_marker=False)
        body = file.tell()
        if name == TAGS and TELLING.search(file.read(min(size, LOOKED_AT))):
            return True
        position = body if name == SEGMENT else body + size
    return True


def _number(file: BinaryIO, *, keep_marker: bool) -> int:
    """A number of variable length (RFC 8794, 4): the zeros before its first one-bit say how many bytes follow."""
    first = file.read(1)[0]
    following = 8 - first.bit_length()
    if following > 7:
        raise ValueError("no number")
    value = first if keep_marker else first & ((1 << (7 - following)) - 1)
    return value << (8 * following) | int.from_bytes(file.read(following))
