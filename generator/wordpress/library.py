"""WordPress' media export, as a folder, a zip or a tar, looked through by name. Nothing in it chooses where it goes."""

from __future__ import annotations

import os
import shutil
import tarfile
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Protocol

from ..model import Failed, Problem
from .exports import is_bomb
from .kinds import HEAD, refused_content

LARGEST = 8 * 2**30  # bytes of one file; a longer video is better put in place by hand


class Missing(Exception):
    """A file that cannot be had; the text is the reason, for the account."""


class _Source(Protocol):
    def names(self) -> Iterator[str]: ...

    def open(self, name: str) -> IO[bytes]: ...

    def size(self, name: str) -> int: ...


class Library:
    """The files of one or several media exports, by their path in the media library."""

    def __init__(self, paths: Iterable[Path]) -> None:
        """Raises Failed where a path holds no files that can be read."""
        self._by_end: dict[str, list[tuple[_Source, str]]] = defaultdict(list)
        problems: list[Problem] = []
        for path in paths:
            try:
                self._add(_source(path))
            except (OSError, zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError) as error:
                hint = "name the folder, zip or tar with the exported media"
                problems.append(Problem(str(path), 1, f"cannot be read: {error}", hint))
        if problems:
            raise Failed(problems)

    def _add(self, source: _Source) -> None:
        for name in source.names():
            self._by_end[name.rpartition("/")[2]].append((source, name))

    def has(self, file: str) -> bool:
        return self._find(file) is not None

    def fetch(self, file: str, target: Path) -> None:
        """Copy a file of the media library to `target`. Raises Missing, and OSError where it cannot be written."""
        found = self._find(file)
        if found is None:
            raise Missing("not in the media export")
        source, name = found
        if source.size(name) > LARGEST:
            raise Missing("larger than 8 GiB")
        try:
            with source.open(name) as stream:
                head = stream.read(HEAD)
                if reason := refused_content(file, head):
                    raise Missing(reason)
                with target.open("wb") as out:
                    out.write(head)
                    shutil.copyfileobj(stream, out)
        except (zipfile.BadZipFile, tarfile.TarError, zlib.error, RuntimeError, EOFError, NotImplementedError) as error:
            raise Missing(f"damaged in the media export ({error})") from error

    def _find(self, file: str) -> tuple[_Source, str] | None:
        """The one that ends in the whole path, else the only one of that name."""
        named = self._by_end.get(file.rpartition("/")[2], [])
        exact = [found for found in named if f"/{found[1]}".endswith(f"/{file}")]
        if exact or len(named) != 1:
            return exact[0] if exact else None
        return named[0]


def _source(path: Path) -> _Source:
    if path.is_dir():
        return _Directory(path)
    if zipfile.is_zipfile(path):
        return _Zip(path)
    return _Tar(path)


class _Directory:
    def __init__(self, path: Path) -> None:
        self._path = path

    def names(self) -> Iterator[str]:
        for folder, _, files in os.walk(self._path):
            inside = os.path.relpath(folder, self._path).replace(os.sep, "/")
            yield from (f"{inside}/{file}" for file in files if os.path.isfile(os.path.join(folder, file)))

    def open(self, name: str) -> IO[bytes]:
        return (self._path / name).open("rb")

    def size(self, name: str) -> int:
        return (self._path / name).stat().st_size


class _Zip:
    def __init__(self, path: Path) -> None:
        self._archive = zipfile.ZipFile(path)
        self._members = {
            info.filename: info for info in self._archive.infolist() if not info.is_dir() and not is_bomb(info)
        }

    def names(self) -> Iterator[str]:
        return iter(self._members)

    def open(self, name: str) -> IO[bytes]:
        return self._archive.open(self._members[name])

    def size(self, name: str) -> int:
        return self._members[name].file_size


class _Tar:
    """WordPress.com exports media as tar. Only regular files count; a link in one leads nowhere."""

    def __init__(self, path: Path) -> None:
        self._archive = tarfile.TarFile(path)
        self._members = {member.name: member for member in self._archive if member.isreg()}

    def names(self) -> Iterator[str]:
        return iter(self._members)

    def open(self, name: str) -> IO[bytes]:
        stream = self._archive.extractfile(self._members[name])
        if stream is None:
            raise Missing("no file in the media export")
        return stream

    def size(self, name: str) -> int:
        return self._members[name].size
