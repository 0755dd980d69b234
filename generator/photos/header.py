"""Opens photo files that nobody vouches for, and measures them from their headers alone.

Everything that a decoder may raise or warn of becomes a `PhotoError`, with words for an author. Decoding pixels is left
to pixels.py.
"""

from __future__ import annotations

import stat
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from ..model import Problem
from .inspection import png_chunks
from .plan import Facts, digest

if TYPE_CHECKING:
    from PIL.Image import Exif, Image

# More than any camera in a phone or on a shelf makes (108 megapixels), and what 1 GB of memory can hold while it is
# turned and scaled. Of an animation, all frames together count.
MAX_PIXELS = 120_000_000
MAX_BYTES = 512 * 1024 * 1024

# Everything that Pillow could open beyond these is attack surface: PostScript starts a program, for one.
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "TIFF")
BOX_FORMATS = ("AVIF", "HEIF")
ANIMATIONS = frozenset({"GIF", "WEBP", "PNG", "AVIF"})
# Their decoders turn the photo themselves: Pillow a TIFF, pillow-heif a HEIC by its `irot` and `imir`.
TURNED_BY_DECODER = frozenset({"TIFF", "HEIF"})

ORIENTATION = 0x0112
ACROSS = frozenset({5, 6, 7, 8})  # orientations that swap width and height


class PhotoError(Exception):
    """A file of which no photo can be made: a message and a hint for its author."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint


def measure(root: Path, path: str) -> Facts | Problem:
    """The facts of the photo at `path`, relative to `root`. Reads the file once and decodes no pixel.

    The problem names a file that cannot be read, is no image of a known format, is broken in its header, or is larger
    than `MAX_PIXELS` or `MAX_BYTES`. That the pixels are all there is found out only when they are encoded.
    """
    try:
        data = read(root / path)
        with opened(data) as image:
            width, height = upright_size(image, data)
            return Facts(digest(data), width, height, is_animated(image))
    except PhotoError as error:
        return Problem(path, 1, error.message, error.hint)


def read(file: Path) -> bytes:
    """The bytes of the file. Raises PhotoError if it cannot be read or is larger than `MAX_BYTES`."""
    try:
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            raise PhotoError("photo is no ordinary file", "replace it with the photo itself")
        if status.st_size > MAX_BYTES:
            raise PhotoError(
                f"photo has {status.st_size / 1e6:.0f} MB, more than {MAX_BYTES / 1e6:.0f}", "scale it down"
            )
        return file.read_bytes()
    except OSError as error:
        raise PhotoError(f"photo cannot be read: {error.strerror}", "look at its permissions") from None


@contextmanager
def opened(data: bytes) -> Iterator[Image]:
    """The image in `data`, its header read and its size found bearable, for as long as the block lasts.

    Raises PhotoError, also for whatever a decoder raises inside of the block.
    """
    from PIL import Image, UnidentifiedImageError

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # they tell of oddities in files, or of sizes that are checked here
        try:
            with Image.open(BytesIO(data), formats=_formats(data)) as image:
                for xmp in ("xmp", "XML:com.adobe.xmp"):  # Pillow would turn a photo by it; browsers and viewers don't
                    image.info.pop(xmp, None)
                _check_size(image)
                yield image
        except PhotoError:
            raise
        except UnidentifiedImageError:
            raise _unidentified(data) from None
        except Image.DecompressionBombError:
            raise PhotoError(f"photo has more than {MAX_PIXELS // 10**6} megapixels", "scale it down") from None
        except Exception as error:  # decoders of foreign data raise whatever they happen to trip over
            raise _damaged(error) from None


def is_animated(image: Image) -> bool:
    """Whether the image moves; the second picture in a phone's photo, or the next page of a scan, does not count."""
    return image.format in ANIMATIONS and _frames(image) > 1


def first_frame(image: Image) -> int:
    """Where an animation begins: a PNG may hold before it a picture for programs that show no animation."""
    return 1 if image.info.get("default_image") else 0


def orientation(image: Image, data: bytes) -> int:
    """How the decoded pixels have yet to be turned, as EXIF counts it: 1 (not at all) to 8."""
    return 1 if image.format in TURNED_BY_DECODER else written_orientation(image, data)


def written_orientation(image: Image, data: bytes) -> int:
    """How EXIF says that the pixels have to be turned, whoever does it: 1 (not at all) to 8."""
    _find_late_exif(image, data)
    try:
        value = exif(image, data).get(ORIENTATION, 1)
    except Exception:  # damaged EXIF data tells nothing, and is not kept anyway
        return 1
    return value if value in range(1, 9) else 1


def exif(image: Image, data: bytes) -> Exif:
    """What EXIF data says, without decoding a pixel. Raises whatever Pillow trips over."""
    from PIL.Image import Image as Base

    _find_late_exif(image, data)
    return Base.getexif(image)  # not the method of PNG images, which decodes them first


def _find_late_exif(image: Image, data: bytes) -> None:
    """In a PNG, EXIF data may stand behind the pixels."""
    if image.format == "PNG" and "exif" not in image.info:
        image.info["exif"] = next((body for kind, body in png_chunks(data) if kind == b"eXIf"), b"")


def upright_size(image: Image, data: bytes) -> tuple[int, int]:
    """Width and height as the photo is meant to be seen."""
    width, height = image.size
    return (height, width) if orientation(image, data) in ACROSS else (width, height)


def _formats(data: bytes) -> tuple[str, ...]:
    if data[4:8] != b"ftyp":
        return FORMATS
    from pillow_heif import register_heif_opener

    register_heif_opener()
    return BOX_FORMATS


def _check_size(image: Image) -> None:
    width, height = image.size
    megapixels = f"{MAX_PIXELS // 10**6} megapixels"
    if width < 1 or height < 1:
        raise PhotoError(f"photo has a size of {width} × {height}", "copy it again from where it came from")
    if width * height > MAX_PIXELS:
        message = f"photo has {width} × {height} pixels, more than {megapixels}"
        raise PhotoError(message, "scale it down")
    if image.format in ANIMATIONS and (frames := _frames(image)) * width * height > MAX_PIXELS:
        message = f"animation has {frames} frames of {width} × {height} pixels, more than {megapixels} together"
        raise PhotoError(message, "scale it down, or link it as a video")


def _frames(image: Image) -> int:
    return int(getattr(image, "n_frames", 1)) - first_frame(image)


def _unidentified(data: bytes) -> PhotoError:
    if not data:
        return PhotoError("photo is empty", "copy it again from where it came from")
    return PhotoError("photo cannot be read as an image", "JPEG, PNG, WebP, AVIF, HEIC, GIF and TIFF are understood")


def _damaged(error: Exception) -> PhotoError:
    if isinstance(error, MemoryError):
        return PhotoError("photo needs more memory than there is", "scale it down")
    return PhotoError("photo is damaged or not complete", "copy it again from where it came from")
