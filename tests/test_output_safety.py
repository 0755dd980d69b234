"""A build that is killed, or meets a full disk, at any step: readers see whole files, and the next build mends all."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from generator.build import Options, build

from .conftest import LaidOut

# Python 3.12 warns of forks where there are threads, such as those of pytest-xdist; a child here uses none of them.
pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")

Journal = Callable[..., LaidOut]
STEPS = ("replace", "rename", "unlink", "rmdir", "makedirs", "mkdir")  # by which a build changes folders
BEFORE = {
    "content/entries/2016-05-17-a.md": "---\nplace: Berlin\n---\nText.\n",
    "content/entries/2015-05-18-b.md": "---\nplace: Wien\n---\nText.\n",
    "content/static/x.txt": "x",
}
AFTER = {
    "content/entries/2016-05-17-a.md": "---\nplace: Köln\n---\nAnders.\n",
    "content/entries/2016-05-19-c.md": "---\ntags: Neu\naliases: /alt/\n---\nText.\n",
    "content/static/y.txt": "y",
}


@contextmanager
def _stopping(number: int, stop: Callable[[], None]) -> Iterator[None]:
    """Call `stop` before the step of that number."""
    steps = iter(range(1, number + 1))
    originals = {name: getattr(os, name) for name in STEPS}

    def counted(name: str) -> Callable[..., object]:
        def step(*arguments: object, **options: object) -> object:
            if next(steps, None) == number:
                stop()
            return originals[name](*arguments, **options)

        return step

    for name in STEPS:
        setattr(os, name, counted(name))
    try:
        yield
    finally:
        for name in STEPS:
            setattr(os, name, originals[name])


def _killed_at(site: LaidOut, number: int) -> bool:
    """Whether a build in a process of its own was killed at its step of that number, before it was done."""
    child = os.fork()
    if child == 0:
        try:
            with _stopping(number, lambda: os._exit(9)):
                build(Options(site.root, site.root / "output"))
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


def _lay_out(site: LaidOut, files: dict[str, str]) -> None:
    for path in ("content/entries", "content/static"):
        for file in (site.root / path).rglob("*"):
            if file.is_file():
                file.unlink()
    for path, text in files.items():
        site.write(path, text)


def _whole(tree: dict[str, bytes]) -> None:
    for path, data in tree.items():
        if path.endswith(".html"):
            assert data.endswith(b"</html>\n"), path


@pytest.mark.parametrize("lost", [False, True], ids=["with its ledger", "without one"])
def test_a_build_killed_at_any_step_is_completed_by_the_next(journal: Journal, lost: bool) -> None:
    clean = journal(AFTER, "rein")
    clean.built()
    expected = clean.tree()
    number, killed = 1, 0
    while number < 400:
        site = journal(BEFORE, f"tage-{number}")
        site.built()
        _lay_out(site, AFTER)
        was_killed = _killed_at(site, number)
        killed += was_killed
        _whole(site.tree())
        if lost:
            for file in (site.root / ".tagwerk").rglob("*"):
                if file.is_file():
                    file.unlink()
        site.built()
        assert site.tree() == expected, number
        assert {folder.name for folder in site.root.iterdir()} == {".tagwerk", "content", "output"}
        if not was_killed:
            break
        number += 13
    assert killed > 3


def test_a_first_build_killed_at_any_step_is_completed_by_the_next(journal: Journal) -> None:
    clean = journal(BEFORE, "rein")
    clean.built()
    for number in range(1, 400, 11):
        site = journal(BEFORE, f"tage-{number}")
        was_killed = _killed_at(site, number)
        site.built()
        assert site.tree() == clean.tree(), number
        if not was_killed:
            break


@pytest.mark.parametrize("number", [1, 4, 9, 14, 21])
def test_a_full_disk_is_a_problem_and_no_traceback(journal: Journal, number: int) -> None:
    site = journal(BEFORE)
    site.built()
    _lay_out(site, AFTER)

    def full() -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(site.root / "output"))

    with _stopping(number, full):
        result = build(Options(site.root, site.root / "output"))
    assert not result.failed or "No space left on device" in str(result.problems[0])
    _whole(site.tree())
    site.built()
    clean = journal(AFTER, "rein")
    clean.built()
    assert site.tree() == clean.tree()


def test_builds_of_one_output_wait_for_one_another(journal: Journal) -> None:
    """Two at once end as one after the other would."""
    site = journal({f"content/entries/2016-05-{day:02}-x.md": "Text.\n" for day in range(1, 29)})
    children = []
    for _ in range(3):
        child = os.fork()
        if child == 0:
            status = 1
            try:
                status = int(build(Options(site.root, site.root / "output")).failed)
            finally:
                os._exit(status)
        children.append(child)
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0, 0, 0]
    clean = journal({path: Path(site.root / path).read_text() for path in _entries(site)}, "rein")
    clean.built()
    assert site.tree() == clean.tree()


def _entries(site: LaidOut) -> list[str]:
    return [str(file.relative_to(site.root)) for file in (site.root / "content/entries").iterdir()]
