"""A folder of this machine: a web server's own, a mounted disk, or the double that other targets are measured by."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from .target import PART, Done, File, Found, PublishError, no_space, read_unchanged

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class FolderTarget:
    """Files are copied beside their place and moved into it."""

    differences = False

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def extras(self) -> Mapping[str, bytes]:
        return {}

    def open(self) -> None:
        """There is no connection; the folder is made when something is put there."""

    def close(self) -> None:
        pass

    def names(self) -> Collection[str]:
        with _refusals(), contextlib.suppress(FileNotFoundError):
            return os.listdir(self._folder)
        return ()

    def read(self, name: str) -> bytes | None:
        with _refusals(), contextlib.suppress(FileNotFoundError):
            return (self._folder / name).read_bytes()
        return None

    def write(self, name: str, data: bytes) -> None:
        self._place(name, data)

    def look(self, paths: Collection[str]) -> Mapping[str, Found]:
        found = {}
        for path in paths:
            with contextlib.suppress(FileNotFoundError, NotADirectoryError), _refusals():
                found[path] = _found(os.lstat(f"{self._folder}/{path}"))
        return found

    def put(self, files: Mapping[str, File], done: Done) -> None:
        for path, file in files.items():
            done(path, self._place(path, read_unchanged(file)))

    def remove(self, paths: Sequence[str]) -> None:
        with _refusals():
            for path in paths:
                with contextlib.suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
                    os.unlink(f"{self._folder}/{path}")

    def remove_folders(self, paths: Sequence[str]) -> None:
        for path in paths:
            with contextlib.suppress(OSError):
                os.rmdir(f"{self._folder}/{path}")

    def finish(self) -> None:
        pass

    def _place(self, path: str, data: bytes) -> Found:
        part = self._folder / (PART + secrets.token_hex(8))
        target = self._folder / path
        try:
            with _refusals():
                target.parent.mkdir(parents=True, exist_ok=True)
                part.write_bytes(data)
                os.replace(part, target)
                return _found(os.lstat(target))
        finally:
            with contextlib.suppress(OSError):
                part.unlink()


def _found(status: os.stat_result) -> Found:
    return Found(status.st_size, str(status.st_mtime_ns))


@contextlib.contextmanager
def _refusals() -> Iterator[None]:
    """What the file system refuses, in our words; that a file is missing is left to the caller."""
    try:
        yield
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        raise
    except OSError as error:
        if error.errno in FULL:
            raise no_space() from error
        message = f"{error.filename}: {error.strerror}"
        raise PublishError(message, "see to the folder and its permissions") from error
