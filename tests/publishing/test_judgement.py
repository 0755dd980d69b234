"""What is never published: what has problems, drafts, days to come, foreign requests, photos that tell too much."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from ..conftest import SETTINGS, LaidOut

TARGET = '[publish.hier]\ntype = "folder"\npath = "../ziel"\n'


@pytest.fixture
def day(small: LaidOut) -> LaidOut:
    small.write("content/journal.toml", SETTINGS + TARGET)
    return small


def target(day: LaidOut) -> dict[str, bytes]:
    return day.tree("../ziel")


def test_a_journal_with_problems_is_not_published(day: LaidOut) -> None:
    day.write("content/entries/2016-05-20-falsch.md", "---\ntitel: A\ntitle: B\nunsinn: 1\n---\nText\n")
    result = day.run("publish")
    assert result.exit_code == 1
    assert "content/entries/2016-05-20-falsch.md:" in result.output
    assert not (day.root / "../ziel").exists()


def test_drafts_that_a_build_left_in_the_output_are_not_published(day: LaidOut) -> None:
    day.write("content/entries/2016-05-20-geheim.md", "---\nentwurf: ja\nort: Versteck\n---\nUnfertig.\n")
    day.write("content/entries/2099-01-01-zukunft.md", "Einst.\n")
    day.built("--drafts", "--future")
    assert day.has("2016/05/20/geheim/index.html")
    assert day.run("publish").exit_code == 0
    assert target(day)
    for path, data in target(day).items():
        for trace in ("geheim", "versteck", "zukunft", "2099"):
            assert trace not in path
            assert trace.encode() not in data.lower(), path


def test_a_page_that_asks_another_host_is_not_published(day: LaidOut) -> None:
    day.write("templates/comments/placeholder.html", '<img src="https://fremd.example/zaehler.gif" alt="">')
    result = day.run("publish")
    assert result.exit_code == 1
    assert "img src fetches from another host: https://fremd.example/zaehler.gif" in result.output
    assert not (day.root / "../ziel").exists()
    day.write("templates/comments/placeholder.html", "<b>Eigenes</b>")
    assert day.run("publish").exit_code == 0


def test_a_photo_that_came_into_the_output_with_its_metadata_is_not_published(
    day: LaidOut, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The build refuses it; publishing looks for itself, in case a build ever fails to."""
    from PIL import Image

    from generator import layout

    photo, exif = BytesIO(), Image.Exif()
    exif[0x010F] = "Kamera"
    Image.new("RGB", (8, 8)).save(photo, "JPEG", exif=exif)
    day.write("content/static/bild.jpg", photo.getvalue())
    monkeypatch.setattr(layout, "_tells", lambda root, path: ())
    result = day.run("publish", "--jobs", "1")
    assert result.exit_code == 1
    assert "output/bild.jpg:1: the photo still holds metadata" in result.output
    assert not (day.root / "../ziel").exists()


def test_what_was_judged_once_is_not_judged_again(day: LaidOut, monkeypatch: pytest.MonkeyPatch) -> None:
    from generator.publish import site

    judged: list[Path] = []

    def watch(files: object, *rest: object) -> tuple[()]:
        judged.extend(files)  # type: ignore[call-overload]
        return ()

    monkeypatch.setattr(site, "audit_files", watch)
    day.run("publish", "--jobs", "1")
    assert len(judged) == len(day.tree())
    judged.clear()
    day.write("content/entries/2016-05-18-regen.md", "---\nort: Berlin\n---\nEs regnet nicht mehr.\n")
    day.run("publish", "--jobs", "1")
    assert 0 < len(judged) < 10
