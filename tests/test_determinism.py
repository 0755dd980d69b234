"""The same journal becomes the same bytes, whatever the machine: processes, hash seed, locale, time zone, folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import LaidOut
from .desk import Desk, differences, tree

MACHINES: dict[str, tuple[str, dict[str, str]]] = {
    "plain": ("1", {"PYTHONHASHSEED": "0", "LC_ALL": "C", "LANG": "C", "TZ": "UTC"}),
    "german": ("2", {"PYTHONHASHSEED": "1", "LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8", "TZ": "America/New_York"}),
    "far": ("5", {"PYTHONHASHSEED": "868", "LC_ALL": "POSIX", "LANG": "tr_TR.UTF-8", "TZ": "Asia/Kathmandu"}),
}


def _fill(journal: LaidOut) -> None:
    """More entries than one process takes for itself, with comments, terms, notes and old addresses among them."""
    for number in range(220):
        place = ("Köln", "koeln", "Öhringen")[number % 3]
        fields = f"place: {place}\ntags: Zug, Äpfel, T{number % 5}\nzeit: 5:{number % 60:02}"
        text = "Ein *Wort*.[^1]\n\n[^1]: Unten, z. B. hier.\n" if number % 10 == 0 else f"Nummer {number}.\n"
        name = f"content/entries/2015/2015-{number % 12 + 1:02}-{number % 28 + 1:02}-e{number}"
        journal.write(f"{name}.md", f"---\n{fields}\n---\n{text}")
        if number % 20 == 0:
            journal.write(f"{name}.comments.yaml", "- name: Ulla\n  date: 2015-12-31 23:30\n  text: Schön.\n")
    for day, names in ((3, "IMG_1, IMG_2"), (4, "IMG_2")):
        journal.write(
            f"content/entries/2016-05-0{day}-bild.md", f"---\nbilder: {names}\naliases: /alt/{day}\n---\nBild.\n"
        )


def _build(journal: LaidOut, jobs: str, environment: dict[str, str]) -> str:
    command = [sys.executable, "-m", "generator", "--root", str(journal.root), "build", "--quiet", "--jobs", jobs]
    done = subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


@pytest.fixture
def built(tmp_path: Path) -> dict[str, tuple[str, dict[str, bytes]]]:
    """What each machine says, and its site; every one has the journal in another folder."""
    results = {}
    for name, (jobs, environment) in MACHINES.items():
        desk = Desk(tmp_path / name)
        _fill(desk.journal)
        results[name] = (_build(desk.journal, jobs, environment), tree(desk.output))
    return results


def test_the_same_bytes_and_words_on_every_machine(built: dict[str, tuple[str, dict[str, bytes]]]) -> None:
    said, site = built["plain"]
    assert len(site) > 250
    assert any(path.endswith(".webp") for path in site)
    for name in MACHINES:
        assert differences(built[name][1], site) == {}, name
        assert built[name][0] == said, name
