"""Draws the photos of the sample journal: `python -m tests.draw_photos [FOLDER]`, by default into content/.

They are drawn, not taken, so that the repository shows nobody's life and holds every kind of file a camera makes: JPEG,
one that lies on its side with a position in its EXIF, PNG, WebP and HEIC. What they show is in tests/drawing/. The same
libraries draw the same bytes.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from PIL import Image

from .drawing import rail, sea, town
from .drawing.canvas import Canvas

MOST_BYTES = 53_000  # of one file, so that all of them are still a quick clone
SIDEWAYS = 6  # the EXIF orientation of a telephone held upright

PHOTOS: Mapping[str, Callable[[], Canvas]] = {
    "images/2024/09/IMG_7301.jpg": town.cup_at_the_window,
    "entries/2024/2024-09-19-puffer/IMG_7322.jpg": rail.tracks_at_dusk,
    "images/2024/10/IMG_7348.jpg": sea.kite,
    "entries/2024/2024-10-23-ueberfahrt/IMG_7391.jpg": sea.wake_of_the_ferry,
    "entries/2024/2024-10-23-ueberfahrt/IMG_7394.jpg": sea.lighthouse,
    "images/2024/11/IMG_7433.jpg": rail.field_from_the_train,
    "images/2024/12/IMG_7502.jpg": rail.platform_at_night,
    "images/2024/12/IMG_7519.JPG": town.courtyard_in_fog,
    "images/2025/02/IMG_7566.jpg": town.park_in_snow,
    "entries/2025/2025-03-30-kleine-reserve/IMG_7588.jpg": town.kitchen_clock,
    "images/2025/04/IMG_7611.webp": town.rain_on_the_window,
    "images/2025/05/IMG_7640.jpg": rail.signal_at_sunrise,
    "images/2025/06/IMG_7663.HEIC": town.roofs_at_dawn,
    "images/2025/07/IMG_7695.jpg": sea.sunrise_over_the_groynes,
    "entries/2025/2025-07-26-vor-den-moewen/IMG_7696.jpg": sea.path_through_the_dunes,
    "images/2025/07/IMG_7702.jpg": sea.heath_with_roofs,
}
DIAGRAM = "images/2025/01/IMG_7540.png"
LYING = "images/2024/12/IMG_7519.JPG"


def main(folder: Path) -> None:
    """Write all photos below `folder`."""
    for name, scene in PHOTOS.items():
        write(folder / name, encoded(scene().image, name))
    write(folder / DIAGRAM, png(rail.timetable_diagram()))


def write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    print(f"{len(data):>7}  {path}")


def encoded(image: Image.Image, name: str) -> bytes:
    """`image` in the format that `name` asks for, as good as MOST_BYTES allow."""
    encode = _FORMATS[Path(name).suffix.lower()]
    worst, best = 24, 62  # JPEG, WebP and HEIC mean nearly the same by these numbers; above, only the grain gains
    while best - worst > 2:
        middle = (worst + best) // 2
        if len(encode(image, name, middle)) <= MOST_BYTES:
            worst = middle
        else:
            best = middle
    return encode(image, name, worst)


def jpeg(image: Image.Image, name: str, quality: int) -> bytes:
    buffer = io.BytesIO()
    if name == LYING:
        turned = image.transpose(Image.Transpose.ROTATE_90)
        turned.save(buffer, "JPEG", quality=quality, optimize=True, progressive=True, exif=sideways())
    else:
        image.save(buffer, "JPEG", quality=quality, optimize=True, progressive=True)
    return buffer.getvalue()


def sideways() -> Image.Exif:
    """What a telephone writes beside a picture, an invented position among it, which no page may show."""
    exif = Image.Exif()
    exif[0x0112] = SIDEWAYS
    exif[0x010F], exif[0x0110] = "Beispiel", "Telefon 3"
    exif[0x8825] = {1: "N", 2: (48.0, 12.0, 30.0), 3: "E", 4: (16.0, 22.0, 20.0)}
    return exif


def webp(image: Image.Image, name: str, quality: int) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "WEBP", quality=quality, method=6)
    return buffer.getvalue()


def heic(image: Image.Image, name: str, quality: int) -> bytes:
    from pillow_heif import from_pillow

    buffer = io.BytesIO()
    from_pillow(image).save(buffer, quality=quality)
    return buffer.getvalue()


def png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


_FORMATS: Mapping[str, Callable[[Image.Image, str, int], bytes]] = {".jpg": jpeg, ".webp": webp, ".heic": heic}


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).parent.parent / "content")
