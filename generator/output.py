"""The one hand that writes: files are staged beside the output, moved into place, and what is not planned is removed.

A reader of the output folder, or a process that is killed, meets each file either as it was or as it will be.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from .ledger import Written, digest
from .model import Problem, Stamp, Value

# By these an output is known where no ledger tells of it. 404.html is put in place first, so that it marks even a first
# build that was killed; the feed is of no template, and so of none that an author may have changed.
MARKS = {
    "404.html": b'<meta name="generator" content="Tagwerk',
    "index.html": b'<meta name="generator" content="Tagwerk',
    "feed.xml": b"<generator>Tagwerk</generator>",
}
FIRST = ("404.html", "assets", "fotos", "static")  # before the pages that need them
# A version control's own: a folder, or in a linked work tree a file. It is not ours to judge.
KEPT = ".git"


class Look(Value, frozen=True):
    """In what an output is not what the last build left."""

    other: Mapping[str, Stamp | None] = {}  # files that are not what was written: what stands there; None for nothing
    strays: tuple[str, ...] = ()  # what nobody planned

    def __bool__(self) -> bool:
        return bool(self.other or self.strays)


def staging_folder(output: Path, beside: Path) -> Path:
    """Where new files wait: in the folder `beside`, unless the output is on another file system, where files cannot be
    moved to."""
    parent = next(folder for folder in (output, *output.parents) if folder.exists())
    if beside.is_dir() and os.access(beside, os.W_OK) and os.stat(parent).st_dev == os.stat(beside).st_dev:
        return beside / "staging"
    return output.parent / f".{output.name}.staging"


def clear(staging: Path) -> None:
    """Remove what a killed build left in its staging folder."""
    if staging.exists():
        import shutil

        shutil.rmtree(staging)


class Staging:
    """A folder on the output's own file system that takes the new files until all of them are there."""

    def __init__(self, folder: Path, output: Path, known: Mapping[str, Written]) -> None:
        self.folder = folder
        self._known = known
        self._reader = Reader(output)
        self._top = str(folder)
        self._made: set[str] = set()

    def put(self, path: str, data: bytes, fingerprint: bytes, found: Stamp | None) -> Written:
        """Stage `data` for the output file `path`, unless it stands there already to the byte."""
        content = digest(data)
        if found is not None and self._stands(path, content, data, found):
            return Written(fingerprint, content, found.size, found.mtime_ns)
        target = f"{self.folder}/{path}"
        self._make_folder(target.rpartition("/")[0])
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
        try:
            _write(descriptor, data)
            status = os.fstat(descriptor)
        finally:
            os.close(descriptor)
        return Written(fingerprint, content, status.st_size, status.st_mtime_ns)

    def _stands(self, path: str, content: bytes, data: bytes, found: Stamp) -> bool:
        if found.size != len(data):
            return False
        known = self._known.get(path)
        if known is not None and (known.size, known.mtime_ns) == (found.size, found.mtime_ns):
            return known.digest == content
        return self._reader.read(path) == data

    def _make_folder(self, folder: str) -> None:
        """The folders above it first: to try and fail costs as much as to make it."""
        if folder in self._made:
            return
        if len(folder) <= len(self._top):
            os.makedirs(folder, exist_ok=True)
        else:
            self._make_folder(folder.rpartition("/")[0])
            with contextlib.suppress(FileExistsError):  # made by another worker
                os.mkdir(folder)
        self._made.add(folder)


def _write(descriptor: int, data: bytes) -> None:
    written = os.write(descriptor, data)
    while written < len(data):  # a signal, or a file system that takes less at a time
        written += os.write(descriptor, memoryview(data)[written:])


def read(output: Path, path: str) -> bytes | None:
    """The content of an output file; None where there is no regular file of that name inside the output."""
    return Reader(output).read(path)


class Reader:
    """Reads files of an output, and nothing that a link leads to. It looks at each folder once."""

    def __init__(self, output: Path) -> None:
        self._prefix = f"{output}/"
        self._inside = {"": True}

    def read(self, path: str) -> bytes | None:
        """The content of a file; None where there is no regular file of that name inside the output."""
        try:
            if not self._is_inside(path.rpartition("/")[0]):
                return None
            full = self._prefix + path
            descriptor = os.open(full, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        except OSError:
            return None
        try:
            with os.fdopen(descriptor, "rb") as stream:
                return stream.read()
        except OSError:
            return None

    def _is_inside(self, folder: str) -> bool:
        if folder not in self._inside:
            real = stat.S_ISDIR(os.lstat(self._prefix + folder).st_mode)
            self._inside[folder] = real and self._is_inside(folder.rpartition("/")[0])
        return self._inside[folder]


def look_at_files(output: Path, known: Mapping[str, Written], doubt_ns: int) -> dict[str, Stamp | None]:
    """The `known` files that are not what was written, each with what stands there now; None where nothing does.

    A file whose time stamp is `doubt_ns` or later may have been altered without showing it: its content is compared,
    and where that differs it gets a time stamp that no file has.
    """
    prefix = f"{output}/"
    other: dict[str, Stamp | None] = {}
    lstat = os.lstat
    for path, written in known.items():
        try:
            status = lstat(prefix + path)
        except (OSError, ValueError):
            other[path] = None
            continue
        mtime_ns = status.st_mtime_ns
        if mtime_ns != written.mtime_ns or status.st_size != written.size:
            other[path] = Stamp(status.st_size, mtime_ns)
        elif mtime_ns >= doubt_ns and digest(read(output, path) or b"") != written.digest:
            other[path] = Stamp(status.st_size, -1)
    return other


def touched_folders(output: Path, folders: Iterable[tuple[str, int]], doubt_ns: int) -> list[str]:
    """Those of the folders, each with the time stamp it was left with, in which a name may have come or gone since."""
    prefix = f"{output}/"
    touched = []
    lstat, is_folder = os.lstat, stat.S_ISDIR
    for path, mtime_ns in folders:
        try:
            status = lstat(prefix + path)
        except (OSError, ValueError):
            continue  # its files are missing, which shows without it
        if status.st_mtime_ns != mtime_ns or mtime_ns >= doubt_ns or not is_folder(status.st_mode):
            touched.append(path)
    return touched


def look(
    output: Path,
    other: Mapping[str, Stamp | None],
    touched: Iterable[str],
    known: Mapping[str, Written],
    folders: Mapping[str, int],
) -> Look:
    """In what the output is not what the last build left, from what a look at its files and at its folders showed."""
    touched = list(touched)
    links = tuple(f"{path}/" for path in touched if path and os.path.islink(output / path))
    if links:  # what is behind them is not in the output
        other = {**other, **{path: None for path in known if path.startswith(links)}}
    return Look(other, tuple(_strays_in(output, touched, known, folders)))


def _strays_in(
    output: Path, touched: Iterable[str], known: Mapping[str, Written], folders: Mapping[str, int]
) -> Iterator[str]:
    for path in touched:
        prefix = f"{path}/" if path else ""
        if os.path.islink(output / path):
            yield path
            continue
        with contextlib.suppress(OSError), os.scandir(output / path) as entries:
            for entry in entries:
                name = prefix + entry.name
                if name in known or name == KEPT:
                    continue
                if not entry.is_dir(follow_symlinks=False):
                    yield name
                elif name not in folders:
                    yield from strays(output, (), name)


def folder_stamps(output: Path, before: Mapping[str, int], touched: Iterable[str]) -> dict[str, int]:
    """The time stamps of the output's folders after a build: as `before`, but for those that `touched` files lie in."""
    changed = {""}
    for path in touched:
        while (path := path.rpartition("/")[0]) and path not in changed:
            changed.add(path)
    stamps = dict(before)
    for folder in changed:
        stamps.pop(folder, None)
        with contextlib.suppress(OSError):
            stamps[folder] = os.lstat(output / folder if folder else output).st_mtime_ns
    return stamps


class Standing:
    """What stands in the output: as it was written, but for `other` files that are not."""

    def __init__(self, output: Path, known: Mapping[str, Written], other: Mapping[str, Stamp | None]) -> None:
        self._output = output
        self._known = known
        self._other = other

    def of(self, paths: Iterable[str]) -> dict[str, Stamp]:
        """The stamp of each file that is there."""
        found = {path: self._stamp(path) for path in paths}
        return {path: stamp for path, stamp in found.items() if stamp is not None}

    def _stamp(self, path: str) -> Stamp | None:
        if path in self._other:
            return self._other[path]
        if path in self._known:
            known = self._known[path]
            return Stamp(known.size, known.mtime_ns)
        try:
            status = os.lstat(f"{self._output}/{path}")
        except (OSError, ValueError):
            return None
        return Stamp(status.st_size, status.st_mtime_ns)


def claim(output: Path, *, known: bool) -> Problem | None:
    """Refuse a folder that holds something and was not made by us. `known`: the ledger says it was."""
    if output.is_symlink() or (output.exists() and not output.is_dir()):
        return Problem(str(output), 1, "the output folder is no folder", "choose another one with --output")
    if known or not output.exists() or not any(output.iterdir()) or _marked(output):
        return None
    hint = "empty it, or choose another one with --output"
    return Problem(str(output), 1, "the output folder holds files that Tagwerk did not make", hint)


def _marked(output: Path) -> bool:
    return any(mark in (read(output, name) or b"") for name, mark in MARKS.items())


def merge(staging: Path, output: Path) -> None:
    """Move all that is staged into place, a whole folder at once where the output has none of that name."""
    output.mkdir(parents=True, exist_ok=True)
    import shutil

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
                import shutil

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


def prune(output: Path, paths: Iterable[str]) -> tuple[str, ...]:
    """Remove files, and the folders that this leaves empty; which files were there to be removed."""
    removed = []
    folders = set()
    inside = output.resolve()
    for path in paths:
        full = output / path
        if ".." in full.parts or not full.parent.resolve().is_relative_to(inside):
            continue  # a ledger that someone meddled with
        with contextlib.suppress(OSError):
            full.rmdir() if full.is_dir() and not full.is_symlink() else full.unlink()
            removed.append(path)
        folders.add(full.parent)
    for folder in folders:
        _remove_empty(folder, output)
    return tuple(removed)


def _remove_empty(folder: Path, output: Path) -> None:
    with contextlib.suppress(OSError):
        while folder != output and output in folder.parents:
            folder.rmdir()
            folder = folder.parent


def strays(output: Path, planned: Iterable[str], below: str = "") -> Iterator[str]:
    """All files in the output, or in its folder `below`, that are not planned; and folders that hold nothing."""
    planned = frozenset(planned)
    for folder, folders, files in os.walk(output / below):
        relative = os.path.relpath(folder, output).replace(os.sep, "/")
        prefix = "" if relative == "." else relative + "/"
        if not prefix:
            folders[:] = [name for name in folders if name != KEPT]
            files = [name for name in files if name != KEPT]
        if prefix and not folders and not files:
            yield prefix[:-1]
        links = [name for name in folders if os.path.islink(os.path.join(folder, name))]
        yield from (prefix + name for name in (*files, *links) if prefix + name not in planned)
