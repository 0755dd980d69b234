"""A small journal, whose site is kept to the letter in tests/golden/expected.

Renew it after a change that was meant: `TAGWERK_RENEW=1 .venv/bin/python -m pytest tests/test_golden.py`, and read the
difference before you commit it.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest
from PIL import Image

from generator.build import Options, build

GOLDEN = Path(__file__).parent / "golden"
KEPT = {".html", ".xml", ".json", ".txt"}  # photos and assets have tests of their own


def _site(tmp: Path) -> dict[str, str]:
    shutil.copytree(GOLDEN / "content", tmp / "content")
    (tmp / "content/images/2016/05").mkdir(parents=True)
    Image.new("RGB", (600, 400), "#8899aa").save(tmp / "content/images/2016/05/IMG_7476.jpg")
    result = build(Options(tmp, tmp / "output"))
    assert result.problems == ()
    files = (file for file in (tmp / "output").rglob("*") if file.suffix in KEPT)
    return {file.relative_to(tmp / "output").as_posix(): _settled(file.read_text("utf-8")) for file in files}


def _settled(text: str) -> str:
    """Without what changes with every change of a style, or with the encoder of photos."""
    text = re.sub(r"(assets/[a-z-]+)-[0-9a-f]{8}", r"\1-DIGEST", text)
    return re.sub(r"(fotos/[a-z0-9_-]+)-[0-9a-f]{12}-", r"\1-DIGEST-", text)


def test_the_golden_site_is_what_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1480000000")
    site = _site(tmp_path)
    expected = GOLDEN / "expected"
    if os.environ.get("TAGWERK_RENEW") == "1":
        shutil.rmtree(expected, ignore_errors=True)
        for name, text in site.items():
            (expected / name).parent.mkdir(parents=True, exist_ok=True)
            (expected / name).write_text(text, "utf-8")
    kept = {file.relative_to(expected).as_posix(): file.read_text("utf-8") for file in expected.rglob("*.*")}
    assert sorted(site) == sorted(kept)
    for name, text in site.items():
        assert text == kept[name], name
