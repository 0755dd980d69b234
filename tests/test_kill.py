"""A build that is killed at any instant leaves every file whole, and the next build ends as a clean one would.

Whole process groups are killed, at instants spread over a build and, since the moment in which files are moved is
short, also as soon as the first of them shows. Where a kill happens to come late it finds a finished build, which must
hold as well: nothing here depends on how fast the machine is.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .conftest import LaidOut
from .desk import differences, picture, tree

KILLS = 8  # of each kind of build
COLOURS = ("red", "tan")
Files = dict[str, bytes]


class Versions:
    """One journal that changes back and forth between two states, and what the site of each is."""

    def __init__(self, folder: Path) -> None:
        self.journal = LaidOut(folder / "journal", {})
        self.root = self.journal.root
        self.output = self.root / "output"
        self.sites: list[Files] = []
        for number in (0, 1):
            self.turn_to(number)
            clean = folder / f"clean-{number}"
            self.journal.built("--output", str(clean))
            self.sites.append(tree(clean))
        shutil.rmtree(self.root / ".tagwerk")

    def turn_to(self, number: int) -> None:
        """Every page differs; an entry, a photo, a place and a tag are in one state only, or called otherwise."""
        entries = self.root / "content/entries"
        shutil.rmtree(entries, ignore_errors=True)
        for day in range(1, 29 + number):
            text = (
                f"---\nplace: {'Köln' if day % 5 == number else 'Berlin'}\ntags: T{day % 3 + number}\n---\nTag {day}\n"
            )
            self.journal.write(f"content/entries/2016-05-{day:02}-e{day if day % 7 else number}.md", text)
        self.journal.write("content/entries/2016-05-03-e3.md", "---\nimages: IMG_1, IMG_2, IMG_3\n---\nDrei.\n")
        for photo in (1, 2, 3):
            self.journal.write(
                f"content/images/2016/05/IMG_{photo}.png", picture(COLOURS[(photo + number) % 2], ".png")
            )
        self.journal.write("content/static/lang.txt", b"01"[number : number + 1] * 300_000)
        settings = f'title = "Tage {number}"\nbase_url = "https://tage.example"\nauthor = "{"W" * number * 40}"\n'
        self.journal.write("content/journal.toml", settings)

    def start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "generator", "--root", str(self.root), "build", "--jobs", "2", "--quiet"]
        return subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def forget(self) -> None:
        shutil.rmtree(self.output, ignore_errors=True)
        shutil.rmtree(self.root / ".tagwerk", ignore_errors=True)

    def assert_whole(self, *allowed: Files) -> None:
        if self.output.exists():
            found = tree(self.output)
            torn = [path for path, data in found.items() if all(files.get(path) != data for files in allowed)]
            assert torn == []

    def assert_next_build_is_clean(self, wanted: Files) -> None:
        self.journal.built()
        assert differences(tree(self.output), wanted) == {}
        assert staged(self.root) == []


def staged(root: Path) -> list[str]:
    """What is left of files that were on their way."""
    return [str(file) for file in root.rglob("*") if "staging" in str(file.relative_to(root)) and file.is_file()]


def kill(build: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(build.pid, signal.SIGKILL)
    build.wait()


def after(seconds: float) -> Callable[[Path], bool]:
    end = time.monotonic() + seconds
    return lambda output: time.monotonic() >= end


def as_output_changes(output: Path) -> Callable[[Path], bool]:
    """True once the output is not what it was: a file of its own that is replaced early, and one that is late."""
    names = ("404.html", "tag", "lang.txt", "index.html")

    def look() -> list[int]:
        return [(output / name).stat().st_ino if (output / name).exists() else 0 for name in names]

    first = look()
    return lambda output: look() != first


def killed(build: subprocess.Popen[bytes], output: Path, is_time: Callable[[Path], bool]) -> bool:
    """Kill a build once it is time; whether it was still running."""
    while build.poll() is None and not is_time(output):
        time.sleep(0.0005)
    running = build.poll() is None
    kill(build)
    return running


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Versions]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1480000000")
        yield Versions(tmp_path_factory.mktemp("kill"))


def _duration(versions: Versions) -> float:
    start = time.monotonic()
    assert versions.start().wait() == 0
    return time.monotonic() - start


def test_a_cold_build_killed_at_any_instant_leaves_whole_files(versions: Versions) -> None:
    dice = random.Random(1)
    versions.turn_to(0)
    versions.forget()
    duration = _duration(versions)
    running = []
    for number in range(KILLS):
        versions.forget()
        build = versions.start()
        early = number < KILLS * 2 // 3
        moment = after(duration * (0.3 + 0.7 * (number + dice.random()) / (KILLS * 2 // 3)))
        running.append(killed(build, versions.output, moment if early else as_output_changes(versions.output)))
        versions.assert_whole(versions.sites[0])
        versions.assert_next_build_is_clean(versions.sites[0])
    assert any(running)


def test_a_warm_build_killed_at_any_instant_leaves_whole_files(versions: Versions) -> None:
    dice = random.Random(2)
    versions.turn_to(0)
    versions.journal.built()
    versions.turn_to(1)
    duration = _duration(versions)
    running = []
    for number in range(KILLS):
        old, new = versions.sites[(number + 1) % 2], versions.sites[number % 2]
        versions.turn_to(number % 2)
        build = versions.start()
        early = number < KILLS * 2 // 3
        moment = after(duration * (0.3 + 0.7 * (number + dice.random()) / (KILLS * 2 // 3)))
        running.append(killed(build, versions.output, moment if early else as_output_changes(versions.output)))
        versions.assert_whole(old, new)
        versions.assert_next_build_is_clean(new)
    assert any(running)


def test_many_kills_in_a_row_and_an_edit_between_them_end_as_a_clean_build(versions: Versions) -> None:
    versions.turn_to(0)
    versions.forget()
    for number in (0, 1, 0, 1):
        versions.turn_to(number)
        killed(versions.start(), versions.output, as_output_changes(versions.output))
        versions.assert_whole(*versions.sites)
    versions.assert_next_build_is_clean(versions.sites[1])


def test_a_killed_build_is_completed_even_when_its_edit_was_taken_back(versions: Versions) -> None:
    versions.turn_to(0)
    versions.journal.built()
    versions.turn_to(1)
    killed(versions.start(), versions.output, as_output_changes(versions.output))
    versions.turn_to(0)
    versions.assert_next_build_is_clean(versions.sites[0])


def test_an_interrupt_leaves_whole_files_and_no_process(versions: Versions) -> None:
    versions.turn_to(0)
    versions.journal.built()
    versions.turn_to(1)
    build = versions.start()
    is_time = as_output_changes(versions.output)
    while build.poll() is None and not is_time(versions.output):
        time.sleep(0.0005)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(build.pid, signal.SIGINT)
    build.wait(60)
    with pytest.raises(ProcessLookupError):
        os.killpg(build.pid, 0)
    versions.assert_whole(*versions.sites)
    versions.assert_next_build_is_clean(versions.sites[1])
