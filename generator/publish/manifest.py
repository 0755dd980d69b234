"""What we published to a place, kept there in one hidden file: each path with its size, digest and stamp.

It is JSON, gzipped where that makes less to send. What stands at a place may have been altered by anyone, so a manifest
is believed only if every path in it stays inside the place.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Mapping
from typing import TypeVar

import msgspec

from ..model import Value
from .target import OWN, Found

NAME = f"{OWN}manifest"
VERSION = 1
LARGEST = 256 * 1024 * 1024  # of a manifest when unpacked: a million files

UNUSABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")  # controls, and bytes that are no UTF-8

V = TypeVar("V", bound=Value)


class Published(Value, frozen=True, array_like=True):
    """One file as we left it."""

    size: int
    digest: str
    stamp: str

    def is_as_we_left_it(self, found: Found | None) -> bool:
        """Where the place could tell nothing but its size, that must do."""
        return found is not None and found.size == self.size and self.stamp in ("", found.stamp)


class Manifest(Value, frozen=True):
    version: int = VERSION
    files: Mapping[str, Published] = {}


def pack(value: Value, plain: bool = False) -> bytes:
    """`plain`: not gzipped, so that two versions of it look alike."""
    data = msgspec.json.encode(value)
    return data if plain else gzip.compress(data, 9, mtime=0)


def unpack(data: bytes, kind: type[V]) -> V | None:
    """The value that `pack` was given; None where the data is no such thing."""
    try:
        return msgspec.json.decode(_unzipped(data) if data.startswith(b"\x1f\x8b") else data, type=kind)
    except (zlib.error, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def _unzipped(data: bytes) -> bytes:
    """As far as a manifest may reach. What was cut off is no JSON."""
    return zlib.decompressobj(wbits=31).decompress(data, LARGEST)


def read(data: bytes) -> Manifest | None:
    """None where it cannot be used."""
    manifest = unpack(data, Manifest)
    if manifest is None or manifest.version != VERSION or not all(map(is_inside, manifest.files)):
        return None
    return manifest


def is_inside(path: str) -> bool:
    """Whether a path names a file of a site: below the place, in letters that every place can take, none of our own."""
    parts = path.split("/")
    outside = path.startswith(OWN) or any(part in ("", ".", "..") for part in parts)
    return not outside and not UNUSABLE.search(path)
