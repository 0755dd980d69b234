"""A new journal: the files of templates/starter/ with today's date in them."""

from __future__ import annotations

import json
from pathlib import Path
from zoneinfo import ZoneInfo

from .dates import now
from .model import Problem
from .templates import default_folder

ZONE = "Europe/Berlin"  # as in the starter's journal.toml


def begin(folder: Path, title: str) -> Problem | None:
    """Write a first journal into `folder`, which must not hold one; a problem where it cannot be written."""
    if (folder / "content").exists():
        return Problem(str(folder), 1, "there is a journal here already", "choose another folder")
    try:
        present = now(ZoneInfo(ZONE))
    except ValueError as error:
        return Problem("SOURCE_DATE_EPOCH", 1, str(error), "unset it")
    marks = {
        "@DATE@": present.date().isoformat(),
        "@TIME@": f"{present.hour}:{present.minute:02}",
        "@TITLE@": json.dumps(title, ensure_ascii=False)[1:-1],  # TOML's strings escape as JSON's do
    }
    start = default_folder() / "starter"
    try:
        for source in sorted(file for file in start.rglob("*") if file.is_file()):
            target = folder / _filled(source.relative_to(start).as_posix(), marks)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(_filled(source.read_text("utf-8"), marks), "utf-8")
    except OSError as error:
        return Problem(str(folder), 1, f"cannot be written: {error.strerror}", "choose another folder")
    return None


def _filled(text: str, marks: dict[str, str]) -> str:
    for mark, value in marks.items():
        text = text.replace(mark, value)
    return text
