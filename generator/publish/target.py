"""The face that every kind of place has, and what can go wrong with one."""

from __future__ import annotations

import base64
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from ..ledger import digest
from ..model import Value

# Files at the top of a place that begin like this are Tagwerk's own, never part of a site.
OWN = ".tagwerk-"
# A file on its way; what is left of these was never finished. The same holds for a dot before `OWN`, which rsync puts.
PART = f"{OWN}part-"


class File(Value, frozen=True):
    """A file to be published."""

    source: Path
    size: int
    digest: str


class Found(Value, frozen=True, array_like=True):
    """A file as a look at the place shows it. `stamp` changes when the file does: a time, an ETag, an object's name.

    It is empty where the place cannot tell.
    """

    size: int
    stamp: str = ""


class PublishError(Exception):
    """Publishing stops. The message says what happened, the hint what to do; neither holds a secret."""

    def __init__(self, message: str, hint: str = "") -> None:
        self.message = message
        self.hint = hint
        super().__init__(message, hint)

    def __str__(self) -> str:
        return f"{self.message}; {self.hint}" if self.hint else self.message


class Interrupted(PublishError):
    """The line or the host failed. The same call may succeed on a new connection."""


class Overtaken(PublishError):
    """Somebody else published since the place was looked at. The whole round may succeed when it is begun again."""


def short_digest(content: bytes) -> str:
    """A digest as a manifest has it: 72 bits, which is plenty for telling two versions of one file apart.

    Digests are what a manifest mostly consists of, for nothing makes them smaller.
    """
    return base64.urlsafe_b64encode(content[:9]).decode()


def no_space() -> PublishError:
    return PublishError("there is no more space at the target", "make some, and publish again")


def folders_above(path: str) -> Iterator[str]:
    """The folders that a file of a place lies in, innermost first."""
    while path := path.rpartition("/")[0]:
        yield path


Done = Callable[[str, Found], None]  # a file has arrived, and this is what a look at it would show


class Target(Protocol):
    """A place to publish to. Paths are relative to it, with `/`.

    All but `open` may be called only while it is open. Any of them raises PublishError, and Interrupted where the
    connection is at fault; then `close` and `open` make a new one. Everything may be done twice.
    """

    @property
    def differences(self) -> bool:
        """Whether of a file that changed only what differs is sent, so that our own are better not compressed."""

    def extras(self) -> Mapping[str, bytes]:
        """Files that this kind of place needs beside the site. It need not be open."""

    def open(self) -> None: ...

    def close(self) -> None:
        """Let go of the connection. Never raises."""

    def names(self) -> Collection[str]:
        """What lies at the top of the place: nothing, where the place does not exist yet."""

    def read(self, name: str) -> bytes | None:
        """One of our own files at the top; None where there is none."""

    def write(self, name: str, data: bytes) -> None:
        """Put one of our own files there. Others see the old one or the new one, whole."""

    def look(self, paths: Collection[str]) -> Mapping[str, Found]:
        """Those of the files that are there."""

    def put(self, files: Mapping[str, File], done: Done) -> None:
        """Bring files there, in any order, making folders as needed. Each is seen as it was or as it will be."""

    def remove(self, paths: Sequence[str]) -> None:
        """Remove files; those that are not there are no error."""

    def remove_folders(self, paths: Sequence[str]) -> None:
        """Remove folders, inner ones first, as far as they are empty."""

    def finish(self) -> None:
        """Called once at the end, for places where all of it becomes visible at once. May raise Overtaken."""


def read_unchanged(file: File) -> bytes:
    """The content of a file to be published. Raises PublishError where it is no longer what was planned."""
    try:
        data = file.source.read_bytes()
    except OSError as error:
        raise PublishError(f"{file.source} cannot be read: {error.strerror}", "publish again") from error
    if short_digest(digest(data)) != file.digest:
        raise PublishError(f"{file.source} was changed while it was published", "publish again")
    return data
