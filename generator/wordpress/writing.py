"""Files written into content/, each as one step, and never over what its author changed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path

from ..ledger import digest
from ..model import Failed, Problem


class Outcome(Enum):
    """What became of a text that was to be written. The values are words for people."""

    WRITTEN = "written"
    RENEWED = "renewed"  # it was as the last import wrote it, and the export says something new
    UNCHANGED = "unchanged"
    EDITED = "edited since its import, left as it is"
    DELETED = "deleted since its import"
    TAKEN = "another file stands there"


class Folder:
    """The journal's folder, below which everything is written."""

    def __init__(self, root: Path, dry: bool) -> None:
        self._root = root
        self._content = root / "content"
        self._safe: set[Path] = set()
        self.dry = dry

    def exists(self, path: str) -> bool:
        return os.path.lexists(self._root / path)

    def read(self, path: str) -> bytes | None:
        """A file's content; None where there is no such file."""
        try:
            return (self._root / path).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _failed(path, error) from error

    def keep(self, path: str, text: str, known: str) -> tuple[Outcome, str]:
        """Write `text` unless the file was edited since; say what happened, and the digest to remember.

        `known`: the digest of what an earlier import wrote there; empty where none did, or where it was killed.
        """
        data = text.encode()
        mark = digest(data).hex()
        standing = self.read(path)
        if standing is None:
            self.write(path, data)
            return Outcome.WRITTEN, mark
        if standing == data:
            return Outcome.UNCHANGED, mark
        if digest(standing).hex() != known:
            return Outcome.EDITED, known
        self.write(path, data)
        return Outcome.RENEWED, mark

    def write(self, path: str, data: bytes) -> None:
        """Put `data` in place as one step: a reader sees the file as it was or as it will be."""
        if not self.dry:
            with self.replacing(path) as temporary:
                temporary.write_bytes(data)

    @contextmanager
    def replacing(self, path: str) -> Iterator[Path]:
        """A file to write to, beside the one at `path`, whose place it then takes. Raises Failed."""
        target = self._root / path
        temporary = target.with_name(f".{target.name[:200]}.tmp")
        try:
            self._make_folder(target.parent, path)
            try:
                yield temporary
                temporary.replace(target)
            except BaseException:
                temporary.unlink(missing_ok=True)
                raise
        except OSError as error:
            raise _failed(path, error) from error

    def _make_folder(self, folder: Path, path: str) -> None:
        """Make a folder below content/, and those above it. Raises Failed where one of them leads elsewhere."""
        if folder in self._safe:
            return
        if ".." in folder.parts or not folder.is_relative_to(self._content):
            raise Failed([Problem(path, 1, "lies outside of content/", "nothing is written there")])
        if folder != self._content:
            self._make_folder(folder.parent, path)
            if folder.is_symlink() and not folder.resolve().is_relative_to(self._content.resolve()):
                raise Failed([Problem(path, 1, "lies behind a link that leads out of content/", "remove the link")])
        folder.mkdir(parents=folder == self._content, exist_ok=True)
        self._safe.add(folder)


def _failed(path: str, error: OSError) -> Failed:
    return Failed([Problem(path, 1, f"cannot be written: {error.strerror}", "see to the disk and its permissions")])
