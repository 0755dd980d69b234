"""The proof that a build came out as one from nothing does: both are made, and compared byte by byte."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec

from .build import Progress, Result, build, no_progress, store_folder
from .clock import epoch
from .inputs import Options
from .model import Problem
from .output import Reader, strays

TRIES = 3  # while an author keeps saving
HINT = "build with --fresh, and report how it came about"


def build_verified(options: Options, progress: Progress = no_progress) -> Result:
    """Build, and build again from nothing below .tagwerk/; each file in which the two differ is a problem."""
    options = msgspec.structs.replace(options, present=_present(options))
    result = build(options, progress)
    found: tuple[Problem, ...] = ()
    for _ in range(0 if result.failed else TRIES):
        found = _clean_differences(options, progress)
        if not found or not _changed(options, progress):
            break
    return msgspec.structs.replace(result, problems=(*result.problems, *found))


def _present(options: Options) -> float | None:
    """One present for both builds, so that no entry appears between them."""
    try:
        return epoch() if options.present is None else options.present
    except ValueError:  # which the build says
        return None


def _changed(options: Options, progress: Progress) -> bool:
    """Whether the sources were changed meanwhile, so that what was found may not be true."""
    again = build(msgspec.structs.replace(options, fresh=False), progress)
    return bool(again.failed or again.made or again.removed)


def _clean_differences(options: Options, progress: Progress) -> tuple[Problem, ...]:
    elsewhere = options.root / ".tagwerk" / "verify"
    clean = msgspec.structs.replace(options, output=elsewhere, fresh=True, explain=False)
    try:
        result = build(clean, progress)
        if result.failed:
            return tuple(problem for problem in result.problems if not problem.warning)
        return tuple(_differences(options.output, elsewhere))
    finally:
        for folder in (elsewhere, store_folder(clean)):
            shutil.rmtree(folder, ignore_errors=True)


def _differences(output: Path, clean: Path) -> Iterator[Problem]:
    here, there = set(strays(output, ())), set(strays(clean, ()))
    made, wanted = Reader(output), Reader(clean)
    for path in sorted(here | there):
        name = f"{output.name}/{path}"
        if path not in here:
            yield Problem(name, 1, "is missing; a build from nothing makes it", HINT)
        elif path not in there:
            yield Problem(name, 1, "is no part of the site; a build from nothing does not make it", HINT)
        elif made.read(path) != wanted.read(path):
            yield Problem(name, 1, "differs from what a build from nothing makes", HINT)
