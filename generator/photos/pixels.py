"""From whatever a photo file holds to upright 8-bit sRGB pixels, and nothing else: no profile, no comment, no tag.

Opening files and refusing bad ones is left to header.py, writing variants to encoder.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from math import ceil
from typing import TYPE_CHECKING

from .header import ACROSS, PhotoError, first_frame

if TYPE_CHECKING:
    from PIL.Image import Image

READY = frozenset({"L", "LA", "RGB", "RGBA", "CMYK"})
# A JPEG can be decoded at a half, a quarter or an eighth of its size, and of any photo whole blocks of pixels be
# averaged, before a careful filter does the rest. Down to this many times the size that is wanted, what that loses
# (PSNR 41 dB) is less than what WebP loses anyway (36 to 39 dB), and 12 megapixels take a third less time.
MARGIN = 1.25


def still(image: Image, orientation: int, size: tuple[int, int]) -> Image:
    """The photo, or the first frame of an animation, as RGB or RGBA, upright and of exactly this `size`."""
    if start := first_frame(image):
        image.seek(start)
    canvas, stored = image.size, _across(size, orientation)
    image.draft(None, (ceil(MARGIN * stored[0]), ceil(MARGIN * stored[1])))
    expected = image.size
    image.load()
    if image.size != expected:
        raise PhotoError(f"photo is {image.size[0]} × {image.size[1]}, not {canvas[0]} × {canvas[1]}", "export it anew")
    return _finished(image, orientation, size)


def frames(image: Image, orientation: int, size: tuple[int, int]) -> Iterator[tuple[Image, float]]:
    """Each frame of an animation likewise, with the time in milliseconds for which it stands."""
    canvas = image.size
    for index in range(first_frame(image), image.n_frames):  # type: ignore[attr-defined]
        image.seek(index)
        image.load()
        # A frame of a GIF may reach beyond the edge that the header gave; it is cut, as browsers do.
        whole = image if image.size == canvas else image.crop((0, 0, *canvas))
        yield _finished(whole, orientation, size), image.info.get("duration", 0)


def scaled(image: Image, size: tuple[int, int]) -> Image:
    from PIL.Image import Resampling

    return image if image.size == size else image.resize(size, Resampling.LANCZOS, reducing_gap=MARGIN)


def on_white(image: Image) -> Image:
    """The image without transparency, for JPEG, which knows none."""
    from PIL import Image as Pillow

    if image.mode != "RGBA":
        return image
    white = Pillow.new("RGB", image.size, "white")
    white.paste(image, mask=image)
    return white


def _finished(image: Image, orientation: int, size: tuple[int, int]) -> Image:
    """Colours and turning come after scaling, when there is less to do."""
    profile = image.info.get("icc_profile")
    small = scaled(_eight_bit(image), _across(size, orientation))
    finished = _turned(_srgb(small, profile), orientation)
    finished.info = {}  # Pillow writes a comment that it finds in here
    return finished


def _across(size: tuple[int, int], orientation: int) -> tuple[int, int]:
    return size[::-1] if orientation in ACROSS else size


def _turned(image: Image, orientation: int) -> Image:
    from PIL.Image import Transpose

    method = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }.get(orientation)
    return image if method is None else image.transpose(method)


def _eight_bit(image: Image) -> Image:
    """The image in a mode that is `READY` to be scaled, transparency as a channel of its own."""
    if image.mode.startswith("I;16"):
        return _stretched(image.convert("I"), 65_535)
    if image.mode in ("I", "F"):  # 32 bits a pixel say nothing of where white is: the brightest pixel is
        return _stretched(image, _brightest(image))
    if image.mode == "LAB":
        return _from_lab(image)
    if "transparency" in image.info or image.mode not in READY:
        return image.convert("RGBA" if image.has_transparency_data else "L" if image.mode == "1" else "RGB")
    return image


def _stretched(image: Image, white: float) -> Image:
    scale = 255 / white if white > 0 else 1.0
    return image.point(lambda value: value * scale + 0.5).convert("L")


def _brightest(image: Image) -> float:
    extremes = image.getextrema()
    return float(extremes[1])  # type: ignore[arg-type]  # one band, so a pair of numbers


def _from_lab(image: Image) -> Image:
    from PIL import ImageCms

    lab, srgb = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
    converted = ImageCms.profileToProfile(image, lab, srgb, outputMode="RGB")
    assert converted is not None  # it is None only when changed in place
    converted.info.pop("icc_profile", None)
    return converted


def _srgb(image: Image, profile: bytes | None) -> Image:
    """RGB, or RGBA where something is transparent."""
    alpha = image.getchannel("A") if image.mode in ("LA", "RGBA") else None
    opaque = image.convert(image.mode[:-1]) if alpha else image
    colours = (_converted(opaque, profile) if profile else None) or opaque.convert("RGB")
    if alpha and alpha.getextrema() != (255, 255):
        colours.putalpha(alpha)
    return colours


def _converted(image: Image, profile: bytes) -> Image | None:
    """The image in sRGB; None if the profile is damaged, or made for another kind of image."""
    from PIL import ImageCms

    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        mode = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK"}.get(source.profile.xcolor_space.strip())
        if mode == "RGB" and image.mode == "L":  # grey photos often carry the profile of their colourful siblings
            image = image.convert("RGB")
        if mode != image.mode:
            return None
        return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None
