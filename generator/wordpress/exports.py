"""The export files that a command names, opened as streams: XML as it is, or in a zip, never unpacked to a disk."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from ..model import Failed, Problem, Value

# XML in a zip takes about a tenth of its size. What would take a thousandth is a bomb; below this size none can harm.
MOST_EXPANDED = 250
HARMLESS = 64 * 2**20


class Export(Value, frozen=True):
    """One XML file of an export."""

    name: str  # as messages call it: "export.xml", "export.zip/teil-1.xml"
    path: str
    member: str = ""  # its name in a zip

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """The file's content, as a stream. Raises Failed where it cannot be read."""
        try:
            if not self.member:
                with Path(self.path).open("rb") as stream:
                    yield stream
                return
            with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as stream:
                yield stream
        except OSError as error:
            raise _unreadable(self.name, error.strerror or str(error)) from error
        except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError) as error:
            raise _unreadable(self.name, str(error)) from error


def exports(paths: Iterable[Path]) -> list[Export]:
    """The XML files that `paths` name or, where one is a zip, hold. Raises Failed with every problem."""
    found: list[Export] = []
    problems: list[Problem] = []
    for path in {path.resolve(): path for path in paths}.values():
        try:
            found += _zipped(path) if zipfile.is_zipfile(path) else [Export(str(path), str(path))]
        except Failed as error:
            problems += error.problems
    if problems:
        raise Failed(problems)
    return found


def _zipped(path: Path) -> list[Export]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [info for info in archive.infolist() if _is_export(info.filename)]
    except (OSError, zipfile.BadZipFile) as error:
        raise _unreadable(str(path), str(error)) from error
    if not members:
        raise Failed([Problem(str(path), 1, "holds no XML file", "name the zip or XML file that WordPress exported")])
    bombs = [info for info in members if is_bomb(info)]
    if bombs:
        size = bombs[0].file_size // 2**20
        message = f"{bombs[0].filename} would be {size} MiB, far larger than what it is packed in"
        raise Failed([Problem(str(path), 1, message, "unpack it yourself if you trust it, and name the XML file")])
    return [Export(f"{path}/{info.filename}", str(path), info.filename) for info in members]


def _is_export(name: str) -> bool:
    return name.lower().endswith(".xml") and not name.startswith("__MACOSX/")


def is_bomb(info: zipfile.ZipInfo) -> bool:
    """Whether a member of a zip was made to fill a disk or a memory. What it says of its size, zipfile enforces."""
    return info.file_size > HARMLESS and info.file_size > MOST_EXPANDED * info.compress_size


def _unreadable(name: str, reason: str) -> Failed:
    return Failed([Problem(name, 1, f"cannot be read: {reason}", "export it from WordPress again")])
