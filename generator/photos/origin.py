"""When and where a photo was taken, as far as its EXIF data says. What becomes of that is left to others.

Source: Exif 3.0 (CIPA DC-008), 4.6.5 and 4.6.6.
"""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING, Any

from ..model import Value
from .header import exif, opened
from .tiff import EXIF, GPS

if TYPE_CHECKING:
    from PIL.Image import Exif

ORIGINAL, DIGITIZED = 0x9003, 0x9004
NORTH_OR_SOUTH, LATITUDE, EAST_OR_WEST, LONGITUDE = 1, 2, 3, 4


class Capture(Value, frozen=True):
    """What a photo says of its making."""

    moment: dt.datetime | None = None  # naive: as the clock showed where it was taken
    position: tuple[float, float] | None = None  # degrees north and east


def capture(data: bytes) -> Capture:
    """What the photo in `data` says; nothing where its EXIF data is missing or damaged. Raises PhotoError."""
    with opened(data) as image:
        try:
            told = exif(image, data)
            return Capture(_moment(told), _position(told))
        except Exception:  # damaged EXIF data, on which Pillow raises whatever it trips over, tells nothing
            return Capture()


def _moment(told: Exif) -> dt.datetime | None:
    inner = told.get_ifd(EXIF)
    for tag in (ORIGINAL, DIGITIZED):
        try:
            return dt.datetime.strptime(str(inner.get(tag, "")).strip("\0 "), "%Y:%m:%d %H:%M:%S")
        except ValueError:
            continue
    return None


def _position(told: Exif) -> tuple[float, float] | None:
    inner = told.get_ifd(GPS)
    north = _degrees(inner.get(LATITUDE), inner.get(NORTH_OR_SOUTH) == "S")
    east = _degrees(inner.get(LONGITUDE), inner.get(EAST_OR_WEST) == "W")
    sound = abs(north) <= 90 and abs(east) <= 180 and (north, east) != (0, 0)  # what cameras without a fix write
    return (north, east) if sound else None


def _degrees(parts: Any, negative: bool) -> float:
    """Degrees, minutes and seconds as one number; NaN where they are none."""
    if not isinstance(parts, tuple) or len(parts) != 3:
        return math.nan
    value: float = sum(float(part) / 60**power for power, part in enumerate(parts))
    return -value if negative else value
