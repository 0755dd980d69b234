"""Complaints about two outputs that claim one file, or a file that stands where a folder is needed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise

from ..model import Problem
from ..views import Page
from .sections import Copy


def collide(paths: Iterable[str]) -> bool:
    """Whether any two of the paths, all different, cannot both be files."""
    # With "/" as the lowest sign, what lies in a folder sorts right behind a file of the folder's name.
    names = sorted(_name(path).replace("/", "\0") for path in paths)
    return any(after.startswith(before) and (after == before or after[len(before)] == "\0")
               for before, after in pairwise(names))  # fmt: skip


def collisions(outputs: Iterable[Page | Copy]) -> Iterator[Problem]:
    """Complain of every two outputs that claim one file, and of a file that stands where a folder is needed."""
    first: dict[str, Page | Copy] = {}
    folders: dict[str, Page | Copy] = {}
    for output in outputs:
        name = _name(output.path)
        other = first.setdefault(name, output)
        if other is not output and not _same(output, other):
            yield _collision(output, other)
        folders.setdefault(name.rpartition("/")[0], output)
    for folder, inner in list(folders.items()):
        while folder := folder.rpartition("/")[0]:
            folders.setdefault(folder, inner)
    for name in first.keys() & folders.keys():
        yield _collision(folders[name], first[name])


def _name(path: str) -> str:
    """Names that differ only in case or in their Unicode form are equal, as they are on the disks of many authors."""
    return path.casefold() if path.isascii() else unicodedata.normalize("NFC", path).casefold()


def _same(output: Page | Copy, other: Page | Copy) -> bool:
    """Entries that show one photo bring along the same files."""
    return (
        isinstance(output, Copy) and isinstance(other, Copy) and output.mark == other.mark and output.path == other.path
    )


def _collision(output: Page | Copy, other: Page | Copy) -> Problem:
    if not output.sources:
        output, other = other, output
    path = output.sources[0] if output.sources else output.path
    claimant = other.sources[0] if other.sources else "a page that every site has"
    hint = "give one of them another " + ("name" if isinstance(output, Copy) else "slug")
    return Problem(path, 1, f"/{output.path} is also the address of {claimant}", hint)
