"""Takes out of a photo file what it tells beside its pixels, without decoding or changing them.

What may stay is inspection.py's to say: it lets through what is needed to show the photo, above all its orientation
and its colour profile. A file that cannot be cleaned so is refused: encoding it anew would cost pixels.

Sources: as in inspection.py.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO

from .boxes import boxes
from .header import PhotoError, opened, written_orientation
from .inspection import (
    BLANK_EXIF,
    HEIF_CLEAN,
    PNG_SIGNATURE,
    chunk_names,
    jpeg_segments,
    metadata_in,
    png_chunks,
    segment_names,
    telling_items,
    webp_chunks,
)
from .items import Item

JPEG_START = b"\xff\xd8"
JFIF_THUMBNAIL = 12  # where in a JFIF segment the size of its thumbnail stands, and the thumbnail begins two later
VP8X_TELLS = 0x0C  # that there is EXIF data (8), and XMP (4)
VP8X_EXIF = 0x08


def cleaned(data: bytes) -> bytes:
    """The photo `data` with nothing in it but what is needed to show it; itself, where that is so already.

    Raises PhotoError for what is no photo, is damaged, or cannot be cleaned without being encoded anew.
    """
    with opened(data) as image:
        kind, exif = image.format or "", _orientation(written_orientation(image, data))
        told = metadata_in(data)
        clean = _CLEANERS[kind](data, exif) if told and kind in _CLEANERS else data
    if metadata_in(clean):
        name = "HEIC" if kind == "HEIF" else kind
        raise PhotoError(f"the photo tells more than it shows ({told}), and this {name} cannot be cleaned as it is",
                         "export it as JPEG, or without metadata")  # fmt: skip
    return clean


def _orientation(turn: int) -> bytes:
    """EXIF data that says nothing but how to turn the pixels; none where they need not be turned."""
    if turn == 1:
        return b""
    entry = struct.pack(">HHIHH", 0x0112, 3, 1, turn, 0)
    return struct.pack(">2sHIH", b"MM", 42, 8, 1) + entry + struct.pack(">I", 0)


def _jpeg(data: bytes, exif: bytes) -> bytes:
    parts = [JPEG_START]
    if exif:
        body = b"Exif\0\0" + exif
        parts.append(struct.pack(">BBH", 0xFF, 0xE1, len(body) + 2) + body)
    for marker, start, body_end, end in jpeg_segments(data):
        body = data[start + 4 : body_end]
        if marker == 0xE0 and body.startswith(b"JFIF\0"):
            body = body[:JFIF_THUMBNAIL] + b"\0\0"
            parts.append(struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body)
        elif not (marker == 0xE1 or any(segment_names(marker, body))):
            parts.append(data[start:end])
    return b"".join(parts)


def _png(data: bytes, exif: bytes) -> bytes:
    parts = [PNG_SIGNATURE]
    for kind, body in png_chunks(data):
        if kind == b"IDAT" and exif:
            parts.append(_png_chunk(b"eXIf", exif))
            exif = b""
        if kind and kind != b"eXIf" and not any(chunk_names(kind, body)):
            parts.append(_png_chunk(kind, body))
    return b"".join(parts)


def _png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _webp(data: bytes, exif: bytes) -> bytes:
    end = 8 + int.from_bytes(data[4:8], "little")
    body = b"WEBP" + b"".join(_webp_parts(data, end, exif))
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _webp_parts(data: bytes, end: int, exif: bytes) -> Iterator[bytes]:
    """EXIF data stands behind the pixels, and the header says that it does (RFC 9649, 2.7)."""
    for kind, body in webp_chunks(data, 12, end):
        if kind == b"VP8X":
            flags = body[0] & ~VP8X_TELLS | (VP8X_EXIF if exif else 0)
            yield _webp_chunk(kind, bytes([flags]) + body[1:])
        elif kind not in (b"EXIF", b"XMP "):
            yield _webp_chunk(kind, body)
    if exif:
        yield _webp_chunk(b"EXIF", exif)


def _webp_chunk(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def _heif(data: bytes, exif: bytes) -> bytes:
    """What tells is overwritten where it stands, for all else is found by its position in the file.

    The orientation of a HEIC or AVIF is not part of its EXIF data.
    """
    clean = bytearray(data)
    for box in boxes(BytesIO(data), 0, len(data)):
        if box.kind == b"meta":
            for item, _ in telling_items(data, box):
                _blank(clean, item)
        elif box.kind not in HEIF_CLEAN and box.kind != b"moov":
            name = box.start - (4 if data[box.start - 4 : box.start] == box.kind else 12)  # before a size of 64 bits
            clean[name : name + 4] = b"free"
            clean[box.start : box.end] = bytes(box.end - box.start)
    return bytes(clean)


def _blank(clean: bytearray, item: Item) -> None:
    """EXIF data stays some, as decoders want it."""
    for start, end in item.extents:
        filling = BLANK_EXIF if item.kind == b"Exif" and (start, end) == item.extents[0] else b""
        clean[start:end] = filling[: end - start].ljust(end - start, b"\0")


_CLEANERS = {"HEIF": _heif, "AVIF": _heif, "JPEG": _jpeg, "MPO": _jpeg, "PNG": _png, "WEBP": _webp}
