"""Makes the variants of a photo in the cache, and shows each to be clean before it may be used.

It runs in worker processes; a photo whose variants are all there costs a look at their names. What the variants are is
decided in plan.py, how their pixels come about in pixels.py.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from ..model import Problem
from .header import PhotoError, is_animated, opened, orientation, read
from .inspection import metadata_in
from .pixels import frames, on_white, scaled, still
from .plan import CachedFile, Encoding, digest

if TYPE_CHECKING:
    from PIL.Image import Image

WEBP = {"quality": 80, "method": 4}
JPEG = {"quality": 82, "progressive": True, "optimize": True, "subsampling": "4:2:0"}
JPEG_START, JPEG_END = b"\xff\xd8", b"\xff\xd9"  # ITU-T T.81, B.1.1.3; WebP says its length, see RFC 9649, 2.3
ENDLESS = 0  # times that an animation runs, in WebP, PNG and GIF alike
MOST_LOOPS = 65_535  # WebP counts in 16 bits


def encode(root: Path, cache: Path, encoding: Encoding) -> tuple[Problem, ...]:
    """Make the variants that are missing in the folder `cache`, each from one reading of the original below `root`.

    Nothing is put into the cache unless all went well; what is put there is complete. The problem names an original
    that changed since it was measured, that cannot be decoded, or that could not be cleaned.
    Raises OSError where the cache cannot be written.
    """
    missing = [output for output in encoding.outputs if not is_whole(cache / output.name)]
    if not missing:
        return ()
    try:
        variants = _variants(root, encoding, missing)
    except PhotoError as error:
        return (Problem(encoding.source, 1, error.message, error.hint),)
    cache.mkdir(parents=True, exist_ok=True)
    for output, data in zip(missing, variants, strict=True):
        _write(cache / output.name, data)
    return ()


def prune_cache(cache: Path, keep: Collection[str]) -> None:
    """Delete all files in the cache whose names are not in `keep`, those that a killed build left half-written too."""
    if not cache.is_dir():
        return
    with os.scandir(cache) as entries:
        for entry in entries:
            if entry.name not in keep and entry.is_file(follow_symlinks=False):
                Path(entry.path).unlink(missing_ok=True)


def is_whole(file: Path) -> bool:
    """Whether a cached variant is there with all its bytes: a power cut may leave less than its name promises."""
    try:
        data = file.read_bytes()
    except OSError:
        return False
    if file.suffix == ".jpg":
        return data.startswith(JPEG_START) and data.endswith(JPEG_END)
    return data[:4] == b"RIFF" and len(data) == int.from_bytes(data[4:8], "little") + 8


def _variants(root: Path, encoding: Encoding, outputs: list[CachedFile]) -> list[bytes]:
    data = read(root / encoding.source)
    if digest(data) != encoding.facts.digest:
        raise PhotoError("photo changed during the build", "build again")
    # The smaller ones are made from the largest, whichever are missing, so that the same bytes come out every time.
    largest = max(encoding.outputs, key=lambda output: output.width)
    with opened(data) as image:
        turn = orientation(image, data)
        base = _Base(image, turn, (largest.width, largest.height))
        variants = [base.encoded(output) for output in outputs]
    for output, variant in zip(outputs, variants, strict=True):
        _prove_clean(output, variant)
    return variants


class _Base:
    """The upright frames of a photo at the size of its largest variant."""

    def __init__(self, image: Image, turn: int, size: tuple[int, int]) -> None:
        self._loop = _loop(image)
        self._frames: list[tuple[Image, float]] = (
            list(frames(image, turn, size)) if is_animated(image) else [(still(image, turn, size), 0)]
        )

    def encoded(self, output: CachedFile) -> bytes:
        size = (output.width, output.height)
        buffer = BytesIO()
        if output.name.endswith(".jpg"):
            on_white(scaled(self._frames[0][0], size)).save(buffer, "JPEG", **JPEG)
            return buffer.getvalue()
        first, *others = (scaled(frame, size) for frame, _ in self._frames)
        moving = {"save_all": True, "append_images": others, "duration": self._durations(), "loop": self._loop}
        first.save(buffer, "WEBP", **WEBP, **(moving if others else {}))
        return buffer.getvalue()

    def _durations(self) -> list[float]:
        return [duration for _, duration in self._frames]


def _loop(image: Image) -> int:
    """How often an animation runs, as WebP and PNG count. A GIF counts repetitions instead, and need not have any."""
    loop = int(image.info.get("loop", ENDLESS))
    repeats = image.format == "GIF" and image.info.get("loop") != ENDLESS
    return min(loop + repeats, MOST_LOOPS)


def _prove_clean(output: CachedFile, data: bytes) -> None:
    """Raise PhotoError unless the variant is an image of the promised size that tells nothing but its pixels."""
    if found := metadata_in(data):
        raise PhotoError(f"photo could not be cleaned: {found} is left", "export it anew, without metadata")
    with opened(data) as image:
        if image.size != (output.width, output.height):
            raise PhotoError(f"photo came out as {image.size[0]} × {image.size[1]} pixels", "export it anew")


def _write(file: Path, data: bytes) -> None:
    """Whole or not at all. The process number keeps two workers with the same photo out of each other's way."""
    temporary = file.with_name(f".{os.getpid()}-{file.name}")
    temporary.write_bytes(data)
    temporary.replace(file)
