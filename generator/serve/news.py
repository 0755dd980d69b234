"""What browsers are told: how their pages look now, and what is wrong with the journal."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from ..model import Problem, Value
from .site import Site

AROUND = 3  # source lines shown before and after the one that is meant
LONGEST = 300  # letters of a source line that are shown
EXCERPTS = 50  # problems that are shown with their source lines
READ = 2_000_000  # bytes of a source that are read for that


class Trouble(Value, frozen=True):
    """A problem, with the source lines around it."""

    path: str
    line: int
    message: str
    hint: str
    source: tuple[tuple[int, str], ...] = ()  # number and text of each line


class News:
    """What there is to tell, to be asked for from the event loop's thread."""

    def __init__(self, site: Site) -> None:
        self.change = asyncio.Event()  # set, and replaced, when there is something new
        self._site = site
        self._trouble: tuple[Trouble, ...] = ()

    def tell(self, base_path: str, trouble: tuple[Trouble, ...]) -> None:
        """The site was built, or could not be."""
        self._site.base_path = base_path
        self._trouble = trouble
        self.change.set()
        self.change = asyncio.Event()

    def message(self, page: str) -> bytes:
        """All of it, as one event for a browser that shows `page`."""
        look = self._site.look(page)
        fields = {"version": look.version, "styles": " ".join(look.styles), "problems": self._trouble}
        return b"data: " + msgspec.json.encode(fields) + b"\n\n"


def trouble(problems: Iterable[Problem], folders: tuple[Path, ...]) -> tuple[Trouble, ...]:
    """The `problems` that stopped a build, with their source lines where a file in one of the `folders` has them."""
    stopping = [problem for problem in problems if not problem.warning]
    return tuple(
        Trouble(
            problem.path,
            problem.line,
            problem.message,
            problem.hint,
            tuple(_excerpt(problem, folders)) if number < EXCERPTS else (),
        )
        for number, problem in enumerate(stopping)
    )


def _excerpt(problem: Problem, folders: tuple[Path, ...]) -> Iterator[tuple[int, str]]:
    lines = _lines(problem.path, folders)
    first = max(1, problem.line - AROUND)
    for number, text in enumerate(lines[first - 1 : problem.line + AROUND], first):
        yield number, text[:LONGEST]


def _lines(path: str, folders: tuple[Path, ...]) -> list[str]:
    """The lines of a file below one of the folders that hold "content/" or "templates/"."""
    for folder in folders:
        file = (folder / path).resolve()
        try:
            if file.is_file() and any(file.is_relative_to(folder / top) for top in ("content", "templates")):
                with file.open("rb") as stream:
                    return stream.read(READ).decode("utf-8-sig", "replace").splitlines()
        except OSError:
            continue
    return []
