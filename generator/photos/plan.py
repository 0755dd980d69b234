"""Names every variant of a photo, with its exact size, from what the header says: nothing is opened or encoded here.

What an address or a cached file is called depends on the original's bytes and on how it is encoded, never on when or
in which order, so that a page can be rendered before its photos are.
"""

from __future__ import annotations

import posixpath
from functools import cache
from hashlib import blake2b

from ..model import Photo, Value, Variant
from ..slugs import slugify

# Goes up with every change of pixels.py or encoder.py that changes what comes out: it is part of all addresses.
RECIPE = 1
SIZES = (480, 960, 1600)
FALLBACK = 960
# WebP stores sides in 14 bits (RFC 9649). A taller photo, say a long screenshot, is made narrower until it fits.
LONGEST = 16_383


class Facts(Value, frozen=True):
    """What the header says of one photo file."""

    digest: str  # BLAKE2b, 128 bit, of the bytes, in hex
    width: int  # in pixels, upright: the orientation is applied
    height: int
    animated: bool


class CachedFile(Value, frozen=True):
    """One variant as it lies in the cache."""

    name: str
    width: int
    height: int


class Encoding(Value, frozen=True):
    """All that a worker process needs to encode one photo."""

    source: str  # the original, relative to the journal's root
    facts: Facts
    outputs: tuple[CachedFile, ...]  # as `Photo.variants`, then the fallback


def digest(data: bytes) -> str:
    """BLAKE2b, 128 bit, in hex."""
    return blake2b(data, digest_size=16).hexdigest()


def widths(facts: Facts) -> tuple[int, ...]:
    """The widths of the WebP variants, narrow to wide: never wider than the photo itself."""
    widest = max(1, min(SIZES[-1], facts.width, LONGEST * facts.width // facts.height))
    return (*(size for size in SIZES if size < widest), widest)


def photo(source: str, facts: Facts, *, name: str, alt: str = "", caption: str = "") -> Photo:
    """The photo as a page shows it. `source` is the path of its file, `name` what the author called it."""
    start = f"/fotos/{_slug(source)}-{_recipe_digest(facts)}"
    *variants, fallback = (
        Variant(f"{start}-{width}{ending}", width, height) for width, height, ending in _sizes(facts)
    )
    return Photo(name=name, variants=tuple(variants), fallback=fallback, alt=alt, caption=caption)


def encoding(source: str, facts: Facts) -> Encoding:
    """What has to be done for `photo(source, facts)`.

    The names of cached files hold the version of Pillow, whose encoders decide the bytes: an upgrade encodes again,
    as a build from nothing would, while the addresses stay as they are.
    """
    start = f"{facts.digest}-{RECIPE}-{_encoder()}"
    outputs = (CachedFile(f"{start}-{width}{ending}", width, height) for width, height, ending in _sizes(facts))
    return Encoding(source, facts, tuple(outputs))


def copies(source: str, facts: Facts) -> tuple[tuple[str, str], ...]:
    """Of each variant of `photo(source, facts)`: its address, and the name of the cached file to publish there."""
    shown = photo(source, facts, name="")
    addresses = (variant.address for variant in (*shown.variants, shown.fallback))
    return tuple(zip(addresses, (output.name for output in encoding(source, facts).outputs), strict=True))


def _sizes(facts: Facts) -> list[tuple[int, int, str]]:
    """Width, height and ending of each variant, the fallback last."""
    wanted = widths(facts)
    sizes = [(width, _height(facts, width), ".webp") for width in wanted]
    width = min(FALLBACK, wanted[-1])
    return [*sizes, (width, _height(facts, width), ".jpg")]


def _height(facts: Facts, width: int) -> int:
    """Rounded half up, in whole numbers, so that every machine agrees."""
    exact = (2 * width * facts.height + facts.width) // (2 * facts.width)
    return max(1, min(LONGEST, exact))


def _recipe_digest(facts: Facts) -> str:
    return blake2b(f"{facts.digest} {RECIPE}".encode(), digest_size=6).hexdigest()


def _slug(source: str) -> str:
    """At most 60 characters: enough to recognise, short enough for any file system."""
    stem, _ = posixpath.splitext(posixpath.basename(source))
    return slugify(stem)[:60].strip("-") or "foto"


@cache
def _encoder() -> str:
    import PIL  # only its version: Pillow proper is not loaded by this

    return PIL.__version__
