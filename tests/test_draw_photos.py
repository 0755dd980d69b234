"""The sample photos: drawn the same each time, small, and one of them as telling as a telephone makes it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from .draw_photos import LYING, MOST_BYTES, PHOTOS, SIDEWAYS, encoded, png
from .drawing import rail
from .record_clock import recording

CONTENT = Path(__file__).parent.parent / "content"
QUICK = "images/2024/09/IMG_7301.jpg"


def test_the_same_scene_gives_the_same_bytes() -> None:
    first, second = (encoded(PHOTOS[QUICK]().image, QUICK) for _ in range(2))
    assert first == second
    assert len(first) <= MOST_BYTES


def test_the_diagram_and_the_clock_are_the_same_each_time() -> None:
    assert png(rail.timetable_diagram()) == png(rail.timetable_diagram())
    assert recording() == recording()


def test_the_lying_photo_holds_a_turn_and_a_position() -> None:
    portrait = Image.new("RGB", (20, 30), "grey")
    with Image.open(io.BytesIO(encoded(portrait, LYING))) as lying:
        assert lying.size == (30, 20)
        assert lying.getexif()[0x0112] == SIDEWAYS
        assert lying.getexif().get_ifd(0x8825)


@pytest.mark.parametrize("name", sorted(PHOTOS))
def test_every_drawn_photo_is_in_the_sample_journal(name: str) -> None:
    assert (CONTENT / name).stat().st_size <= MOST_BYTES


def test_the_sample_journal_is_quickly_cloned() -> None:
    assert sum(file.stat().st_size for file in CONTENT.rglob("*") if file.is_file()) < 900_000
