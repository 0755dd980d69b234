"""The one hand that writes: files are staged beside the output, moved into place, and what is not planned is removed.

A reader of the output folder, or a process that is killed, meets each file either as it was or as it will be.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from .ledger import Stamp, Written, digest
from .model import Problem

MARK = b'<meta name="generator" content="Tagwerk'
MARKED = ("404.html", "index.html")  # 404.html is put in place first, so that it marks even a broken first build
FIRST = ("404.html", "assets", "fotos", "static")  # before the pages that need them


class Staging:
    """A folder on the output's own file system that takes the new files until all of them are there."""

    def __init__(self, folder: Path, output: Path, known: Mapping[str, Written]) -> None:
        self.folder = folder
        self.output = output
        self._known = known
        self._made: set[str] = set()

    def clear(self) -> None:
        if self.folder.exists():
            shutil.rmtree(self.folder)

    def put(self, path: str, data: bytes, fingerprint: bytes, found: Stamp | None) -> Written:
        """Stage `data` for the output file `path`, unless it stands there already to the byte."""
        content = digest(data)
        if found is not None and self._stands(path, content, data, found):
            return Written(fingerprint, content, found.size, found.mtime_ns)
        target = f"{self.folder}/{path}"
        self._make_folder(target.rpartition("/")[0])
        with open(target, "wb", buffering=0) as stream:
            stream.write(data)
            status = os.fstat(stream.fileno())
        return Written(fingerprint, content, status.st_size, status.st_mtime_ns)

    def _stands(self, path: str, content: bytes, data: bytes, found: Stamp) -> bool:
        if found.size != len(data):
            return False
        known = self._known.get(path)
        if known is not None and (known.size, known.mtime_ns) == (found.size, found.mtime_ns):
            return known.digest == content
        return read(self.output, path) == data

    def _make_folder(self, folder: str) -> None:
        if folder not in self._made:
            os.makedirs(folder, exist_ok=True)
            self._made.add(folder)


def read(output: Path, path: str) -> bytes | None:
    """The content of an output file; None where there is no regular file of that name inside the output."""
    full = output / path
    try:
        if not full.parent.resolve().is_relative_to(output.resolve()):
            return None
        descriptor = os.open(full, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        return None
    try:
        with os.fdopen(descriptor, "rb") as stream:
            return stream.read()
    except OSError:
        return None


def look(output: Path, paths: Iterable[str], known: Mapping[str, Written], doubt_ns: int) -> dict[str, Stamp]:
    """What stands in the output under each of `paths`; those that are missing are left out.

    A file whose time stamp is `doubt_ns` or later may have been altered without showing it: its content is compared
    with what is `known` of it, and where that differs it gets a time stamp that no file has.
    """
    prefix = f"{output}/"
    found = {}
    lstat = os.lstat
    for path in paths:
        try:
            status = lstat(prefix + path)
        except (OSError, ValueError):
            continue
        stamp = Stamp(status.st_size, status.st_mtime_ns)
        if stamp.mtime_ns >= doubt_ns and (written := known.get(path)) is not None:
            stamp = stamp if digest(read(output, path) or b"") == written.digest else Stamp(stamp.size, -1)
        found[path] = stamp
    return found


def claim(output: Path, *, known: bool) -> Problem | None:
    """Refuse a folder that holds something and was not made by us. `known`: the ledger says it was."""
    if output.is_symlink() or (output.exists() and not output.is_dir()):
        return Problem(str(output), 1, "the output folder is no folder", "choose another one with --output")
    if known or not output.exists() or not any(output.iterdir()) or _marked(output):
        return None
    hint = "empty it, or choose another one with --output"
    return Problem(str(output), 1, "the output folder holds files that Tagwerk did not make", hint)


def _marked(output: Path) -> bool:
    return any(MARK in (read(output, name) or b"") for name in MARKED)


def merge(staging: Path, output: Path) -> None:
    """Move all that is staged into place, a whole folder at once where the output has none of that name."""
    output.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileNotFoundError):
        _merge(str(staging), str(output))
        shutil.rmtree(staging)


def _merge(source: str, target: str) -> None:
    with os.scandir(source) as entries:
        ordered = sorted(entries, key=lambda entry: (_rank(entry.name), entry.name))
    for entry in ordered:
        place = f"{target}/{entry.name}"
        if not entry.is_dir():
            if os.path.isdir(place) and not os.path.islink(place):
                shutil.rmtree(place)  # nothing planned can be in a folder whose name is a planned file
            os.replace(entry.path, place)
        elif os.path.isdir(place) and not os.path.islink(place):
            _merge(entry.path, place)
        else:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(place)
            os.rename(entry.path, place)


def _rank(name: str) -> int:
    return FIRST.index(name) if name in FIRST else len(FIRST)


def prune(output: Path, paths: Iterable[str]) -> int:
    """Remove files, and the folders that this leaves empty; how many files were there to be removed."""
    removed = 0
    folders = set()
    inside = output.resolve()
    for path in paths:
        full = output / path
        if ".." in full.parts or not full.parent.resolve().is_relative_to(inside):
            continue  # a ledger that someone meddled with
        with contextlib.suppress(OSError):
            full.unlink()
            removed += 1
        folders.add(full.parent)
    for folder in folders:
        _remove_empty(folder, output)
    return removed


def _remove_empty(folder: Path, output: Path) -> None:
    with contextlib.suppress(OSError):
        while folder != output and output in folder.parents:
            folder.rmdir()
            folder = folder.parent


def strays(output: Path, planned: Iterable[str]) -> Iterator[str]:
    """All files in the output that are not planned. A version control's own folder (.git) is not ours to judge."""
    planned = frozenset(planned)
    for folder, folders, files in os.walk(output):
        if folder == str(output) and ".git" in folders:
            folders.remove(".git")
        links = [name for name in folders if os.path.islink(os.path.join(folder, name))]
        relative = os.path.relpath(folder, output).replace(os.sep, "/")
        prefix = "" if relative == "." else relative + "/"
        yield from (prefix + name for name in (*files, *links) if prefix + name not in planned)
