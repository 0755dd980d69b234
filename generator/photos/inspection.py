"""Tells what a photo file says beside its pixels. It is a proof of cleanness, so what it does not know counts as found.

The structure is read here rather than by an image library: libraries report what they understand, and pass over what
follows the image or stands in a part of their own making. What may stay is what is needed to show the photo:
orientation, sizes, resolution, colour profile, timing. Nothing is decoded or changed: that is left to encoder.py.

Sources: ITU-T T.81 and T.871 (JPEG), PNG third edition, RFC 9649 (WebP), GIF89a, TIFF 6.0, Exif 3.0, ISO/IEC 23008-12.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from .boxes import Box, boxes
from .items import Item, items, thumbnails
from .tiff import exif_names, tiff_names

TRAILING = "data after the image"
UNREADABLE = "data that cannot be read"
MAX_BYTES = 1024 * 1024 * 1024

# In the pixels of a JPEG, 0xFF is followed by 0 or a restart marker; anything else ends them.
SCAN_END = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
XMP_HEADERS = (b"http://ns.adobe.com/xap/1.0/\0", b"http://ns.adobe.com/xmp/extension/\0")
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PNG_CLEAN = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT bKGD hIST pHYs sPLT acTL fcTL fdAT cICP mDCV cLLI".split()
)
WEBP_CLEAN = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ICCP"})
GIF_CLEAN = frozenset({b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012"})
HEIF_CLEAN = frozenset({b"ftyp", b"mdat", b"free", b"skip", b"wide"})
MOVIE_CLEAN = frozenset({b"mvhd", b"trak", b"iods", b"mvex"})
IMAGE_BRANDS = frozenset(b"heic heix heim heis hevc hevx hevm hevs mif1 mif2 msf1 miaf avif avis".split())
META_CLEAN = frozenset({b"hdlr", b"pitm", b"iloc", b"iinf", b"iref", b"iprp", b"idat", b"dinf", b"grpl", b"ipro"})
IMAGE_ITEMS = frozenset(b"hvc1 hev1 lhv1 hvt1 av01 avc1 jpeg grid iden iovl tmap".split())

# EXIF data in a HEIC: where its TIFF begins, and a TIFF with an empty directory.
BLANK_EXIF = b"\0\0\0\0" + b"II*\0\x08\0\0\0" + b"\0\0" + b"\0\0\0\0"

Reader = Callable[[bytes], Iterator[str]]


def metadata(path: Path) -> str | None:
    """What the photo file tells beside its pixels, as a list in words; None if nothing, or if it is no photo.

    Never raises: of a photo that cannot be read to its end, nobody can say that it is clean.
    """
    try:
        with path.open("rb") as file:
            start = file.read(16)
            if _reader(start) is None:
                return None
            data = start + file.read(MAX_BYTES)
    except OSError:
        return UNREADABLE
    return metadata_in(data)


def metadata_in(data: bytes) -> str | None:
    """The same for a photo in memory."""
    reader = _reader(data)
    if reader is None:
        return None
    found: dict[str, None] = {}
    try:
        for name in reader(data):
            found[name] = None
    except (struct.error, IndexError, ValueError):
        found[UNREADABLE] = None
    return ", ".join(found) or None


def png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and body of each chunk of a PNG, and what follows the last under an empty kind.

    Raises ValueError where the file ends too early.
    """
    position, kind = len(PNG_SIGNATURE), b""
    while kind != b"IEND":
        size, kind = int.from_bytes(data[position : position + 4]), data[position + 4 : position + 8]
        body = data[position + 8 : position + 8 + size]
        position += size + 12  # length, kind, checksum
        if position > len(data):
            raise ValueError("the PNG is not complete")
        yield kind, body
    yield b"", data[position:]


def _reader(data: bytes) -> Reader | None:
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _webp
    if data[4:8] == b"ftyp":
        return _heif if data[8:12] in IMAGE_BRANDS else None
    return next((reader for magic, reader in READERS.items() if data.startswith(magic)), None)


# --- JPEG ------------------------------------------------------------------------------------------------------------


def _jpeg(data: bytes) -> Iterator[str]:
    for segment in jpeg_segments(data):
        if segment.marker != 0xD9:
            yield from segment_names(segment.marker, data[segment.start + 4 : segment.body_end])
        elif data[segment.end :].strip(b"\0"):
            yield TRAILING  # the second picture of some phones, with EXIF data of its own, or a whole video


class Segment(NamedTuple):
    """A segment of a JPEG, as positions in the file; the pixels that follow the head of a scan belong to it."""

    marker: int
    start: int  # of the marker; the body begins four bytes further on
    body_end: int
    end: int


def jpeg_segments(data: bytes) -> Iterator[Segment]:
    """The segments of a JPEG, the last of which is its end. Raises ValueError or IndexError where it is broken."""
    position = 2
    while (marker := _marker(data, position)) != 0xD9:
        if marker == 0xFF:  # padding
            position += 1
            continue
        size = int.from_bytes(data[position + 2 : position + 4])
        body_end = position + 2 + size
        if size < 2 or body_end > len(data):
            raise ValueError("a segment does not fit")
        end = _scan_end(data, body_end) if marker == 0xDA else body_end
        yield Segment(marker, position, body_end, end)
        position = end
    yield Segment(marker, position, position + 2, position + 2)


def _marker(data: bytes, position: int) -> int:
    if data[position] != 0xFF:
        raise ValueError("no marker")
    return data[position + 1]


def _scan_end(data: bytes, start: int) -> int:
    match = SCAN_END.search(data, start)
    if match is None:
        raise ValueError("the JPEG is not complete")
    return match.start()


def segment_names(marker: int, body: bytes) -> Iterator[str]:
    """What a segment of a JPEG tells."""
    if marker == 0xFE:
        yield "comment"
    elif marker == 0xE1 and body.startswith(b"Exif\0"):
        yield from exif_names(body)
    elif marker == 0xE1 and body.startswith(XMP_HEADERS):
        yield "XMP"
    elif marker == 0xED:
        yield "IPTC"
    elif marker == 0xE0 and body.startswith(b"JFIF\0"):
        if len(body) > 14:  # up to there: version, resolution, and the size of a thumbnail
            yield "thumbnail"
    elif marker > 0xDF and not _is_profile_or_adobe(marker, body):  # up to there: tables, sizes and scans
        yield f"unknown data (marker {marker:02X})"


def _is_profile_or_adobe(marker: int, body: bytes) -> bool:
    if marker == 0xEE:
        return body.startswith(b"Adobe") and len(body) == 12  # which of two colour models it is
    return marker == 0xE2 and body.startswith(b"ICC_PROFILE\0")


# --- PNG, WebP, GIF --------------------------------------------------------------------------------------------------


def _png(data: bytes) -> Iterator[str]:
    for kind, body in png_chunks(data):
        yield from chunk_names(kind, body)


def chunk_names(kind: bytes, body: bytes) -> Iterator[str]:
    """What a chunk of a PNG tells."""
    if not kind:
        yield from [TRAILING] if body else []
    elif kind == b"eXIf":
        yield from exif_names(body)
    elif kind in (b"tEXt", b"zTXt", b"iTXt"):
        yield "XMP" if body.startswith(b"XML:com.adobe.xmp\0") else "text"
    elif kind == b"tIME":
        yield "time"
    elif kind not in PNG_CLEAN:
        yield f"unknown data ({_printable(kind)})"


def _webp(data: bytes) -> Iterator[str]:
    end = 8 + int.from_bytes(data[4:8], "little")
    if end > len(data):
        raise ValueError("the WebP is not complete")
    yield from _webp_chunks(data, 12, end)
    if len(data) > end + end % 2:
        yield TRAILING


def _webp_chunks(data: bytes, start: int, end: int) -> Iterator[str]:
    for kind, body in webp_chunks(data, start, end):
        yield from _webp_names(kind, body)


def webp_chunks(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, bytes]]:
    """Kind and body of each chunk of a WebP from `start` to `end`. Raises ValueError where one does not fit."""
    while start < end:
        kind, size = data[start : start + 4], int.from_bytes(data[start + 4 : start + 8], "little")
        body, start = start + 8, start + 8 + size + size % 2
        if body + size > end:
            raise ValueError("a chunk does not fit")
        yield kind, data[body : body + size]


def _webp_names(kind: bytes, body: bytes) -> Iterator[str]:
    if kind == b"ANMF":
        yield from _webp_chunks(body, 16, len(body))  # after place, size and duration of the frame
    elif kind == b"EXIF":
        yield from exif_names(body)
    elif kind == b"XMP ":
        yield "XMP"
    elif kind not in WEBP_CLEAN:
        yield f"unknown data ({_printable(kind)})"


def _gif(data: bytes) -> Iterator[str]:
    position = 13 + _palette_size(data[10])
    while (kind := data[position]) != 0x3B:
        if kind == 0x2C:  # a frame: its place, its palette, a byte for the code size, its pixels
            position += 10 + _palette_size(data[position + 9]) + 1
            *_, position = _gif_blocks(data, position)
            continue
        if kind != 0x21:
            raise ValueError("no block of a GIF")
        yield from _gif_extension(data[position + 1], data[position + 3 : position + 14])
        *_, position = _gif_blocks(data, position + 2)
    if data[position + 1 :].strip(b"\0"):
        yield TRAILING


def _gif_extension(label: int, body: bytes) -> Iterator[str]:
    if label == 0xFE:
        yield "comment"
    elif label == 0xFF and body == b"XMP DataXMP":
        yield "XMP"
    elif label == 0x01:
        yield "text"
    elif label == 0xFF and body in GIF_CLEAN:
        return
    elif label != 0xF9:  # timing and transparency
        yield f"unknown data ({_printable(body)})"


def _palette_size(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _gif_blocks(data: bytes, position: int) -> Iterator[int]:
    """The positions after each of the blocks from `position` on, up to and with the empty one that ends them."""
    while size := data[position]:
        position += 1 + size
        yield position
    yield position + 1


# --- HEIC and AVIF ---------------------------------------------------------------------------------------------------


def _heif(data: bytes) -> Iterator[str]:
    file, found = BytesIO(data), list(boxes(BytesIO(data), 0, len(data)))
    if found[-1].end < len(data) or not any(box.kind == b"meta" for box in found):
        raise ValueError("the file is not complete")
    for box in found:
        if box.kind == b"meta":
            yield from _heif_meta(file, box)
        elif box.kind == b"moov":  # a moving picture
            yield from (_unknown(inner) for inner in boxes(file, box.start, box.end) if inner.kind not in MOVIE_CLEAN)
        elif box.kind not in HEIF_CLEAN:
            yield _unknown(box)


def _heif_meta(file: BytesIO, meta: Box) -> Iterator[str]:
    for box in boxes(file, meta.start + 4, meta.end):  # after version and flags
        if box.kind not in META_CLEAN:
            yield _unknown(box)
    data = file.getvalue()
    for item, names in telling_items(data, meta):
        if not is_blank(item.payload(data)):
            yield from names


def telling_items(data: bytes, meta: Box) -> Iterator[tuple[Item, tuple[str, ...]]]:
    """The items of a HEIC or AVIF that are not the picture itself, each with what it tells unless it is blank."""
    small = frozenset(thumbnails(data, meta))
    for item in items(data, meta):
        if names := tuple(_item_names(item, small)):
            yield item, names


def is_blank(payload: bytes) -> bool:
    """Whether an item was left without content: it cannot be taken out, for then all others would have to be moved."""
    rest = payload.rstrip(b"\0")
    return bool(payload) and rest in (b"", BLANK_EXIF.rstrip(b"\0"))


def _item_names(item: Item, small: frozenset[int]) -> Iterator[str]:
    if item.kind == b"Exif":
        yield "EXIF"
    elif item.kind == b"mime" and item.content_type == b"application/rdf+xml":
        yield "XMP"
    elif item.kind not in IMAGE_ITEMS:
        yield f"unknown data ({_printable(item.kind)})"
    if item.number in small:
        yield "thumbnail"


def _unknown(box: Box) -> str:
    return f"unknown data ({_printable(box.kind)})"


def _printable(name: bytes) -> str:
    return "".join(chr(byte) if 32 < byte < 127 else "?" for byte in name)


READERS: dict[bytes, Reader] = {
    b"\xff\xd8\xff": _jpeg,
    PNG_SIGNATURE: _png,
    b"GIF8": _gif,
    b"II*\0": tiff_names,
    b"MM\0*": tiff_names,
    b"II+\0": tiff_names,
    b"MM\0+": tiff_names,
}
