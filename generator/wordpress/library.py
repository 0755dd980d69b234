"""WordPress' media export, as a folder, a zip or a tar, looked through by name. Nothing in it chooses where it goes."""

from __future__ import annotations

import os
import shutil
import tarfile
import unicodedata
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


_DAMAGED = (zipfile.BadZipFile, tarfile.TarError, zlib.error, RuntimeError, EOFError, NotImplementedError)


class Missing(Exception):
    """A file that cannot be had; the text is the reason, for the account."""


class _Source(Protocol):
    def names(self) -> Iterator[str]: ...

    def open(self, name: str) -> IO[bytes]: ...

    def size(self, name: str) -> int: ...

    def close(self) -> None: ...


class Library:
    """The files of one or several media exports, by their path in the media library."""

    def __init__(self, paths: Iterable[Path]) -> None:
        """Raises Failed where a path holds no files that can be read."""
        self._by_end: dict[str, list[tuple[_Source, str]]] = defaultdict(list)
        self._sources: list[_Source] = []
        problems: list[Problem] = []
        for path in paths:
            try:
                self._add(_source(path))
            except (OSError, *_DAMAGED) as error:
                hint = "name the folder, zip or tar with the exported media"
                problems.append(Problem(str(path), 1, f"cannot be read: {error}", hint))
        if problems:
            self.close()
            raise Failed(problems)

    def close(self) -> None:
        for source in self._sources:
            source.close()

    def _add(self, source: _Source) -> None:
        self._sources.append(source)
        for name in source.names():
            self._by_end[_composed(name.rpartition("/")[2])].append((source, name))

    def has(self, file: str) -> bool:
        return self._find(file) is not None

    def fetch(self, file: str, target: Path) -> None:
        """Copy a file of the media library to `target`. Raises Missing, and OSError where it cannot be written."""
        found = self._find(file)
        if found is None:
            raise Missing("not in the media export")
        source, name = found
        try:
            if source.size(name) > LARGEST:
                raise Missing("larger than 8 GiB")
            with source.open(name) as stream:
                head = stream.read(HEAD)
                if reason := refused_content(file, head):
                    raise Missing(reason)
                with target.open("wb") as out:
                    out.write(head)
                    shutil.copyfileobj(stream, out)
        except PermissionError as error:
            if error.filename == str(target):
                raise
            raise Missing("may not be read in the media export") from error
        except _DAMAGED as error:
            raise Missing(f"damaged in the media export ({error})") from error

    def _find(self, file: str) -> tuple[_Source, str] | None:
        """The one that ends in the whole path, else the only one of that name."""
        file = _composed(file)
        named = self._by_end.get(file.rpartition("/")[2], [])
        exact = [found for found in named if _composed(f"/{found[1]}").endswith(f"/{file}")]
        if exact or len(named) != 1:
            return exact[0] if exact else None
        return named[0]


def _composed(name: str) -> str:
    """Umlauts as one sign each: some disks take them apart."""
    return unicodedata.normalize("NFC", name)


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

    def close(self) -> None:
        """A folder is not held open."""


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

    def close(self) -> None:
        self._archive.close()


class _Tar:
    """WordPress.com exports media as tar. Only regular files count; a link in one leads nowhere."""

    def __init__(self, path: Path) -> None:
        self._archive = tarfile.TarFile(path)
        self._members = {
            member.name: member for member in self._archive if member.isreg() and not member.issparse()
        }  # a sparse one may be of any size on a disk

    def names(self) -> Iterator[str]:
        return iter(self._members)

    def open(self, name: str) -> IO[bytes]:
        stream = self._archive.extractfile(self._members[name])
        if stream is None:
            raise Missing("no file in the media export")
        return stream

    def size(self, name: str) -> int:
        return self._members[name].size

    def close(self) -> None:
        self._archive.close()
