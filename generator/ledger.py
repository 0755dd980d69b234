"""What the last build knew: which files it saw, what it wrote, what it said.

Two files, because a build that finds nothing to do must not pay for what only a build with work needs: `ledger` says
what was seen and written, `heads` what the sources said. They are MessagePack behind a digest of it, read back into
typed values: a file that is damaged, by a single bit even, or of another version, reads as no ledger at all, and
nothing in it can run as code.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import TypeVar

import msgspec

from .model import Problem, Reading, Resolved, Stamp, Value
from .views import Site

VERSION = 5
DIGEST_SIZE = 16  # bytes
# A file whose time stamp is this close to the moment we looked may have been changed since without showing it: time
# stamps tick every 4 ms on ext4, every 2 s on FAT.
DOUBT_NS = 2_000_000_000
# The section of what a build that was killed may have left behind.
UNFINISHED = "unfinished"
# The same for an output that was altered right after the last build, on the file systems that sites are built on.
TICK_NS = 20_000_000

V = TypeVar("V", bound=Value)


class Written(Value, frozen=True, array_like=True):
    """One output file: what determined it, and what it was when it was written."""

    fingerprint: bytes
    digest: bytes
    size: int
    mtime_ns: int


class Part(Value, frozen=True, array_like=True):
    """The outputs of one section of the site, and the digest of all that decides what they are."""

    mark: bytes
    outputs: Mapping[str, Written]


class Common(Value, frozen=True):
    """What decides every page beside its view: digests."""

    engine: bytes = b""  # the generator, Python, the libraries
    settings: bytes = b""  # what every page shows of the journal, and how its text is read
    templates: Mapping[str, str] = {}  # by name, with all that each includes


class Ledger(Value, frozen=True):
    version: int = VERSION
    key: bytes = b""  # of the generator and the options
    seen_ns: int = 0  # when the sources were looked at
    saved_ns: int = 0  # when the last output was in place
    sources: Mapping[str, Stamp] = {}  # all files that have a say
    looks: Mapping[str, Stamp] = {}  # those of them that are templates and assets
    doubtful: Mapping[str, bytes] = {}  # digests of those whose time stamps were too new to be believed, if few
    site: Site | None = None  # what every page showed of the journal
    common: Common = Common()
    parts: Mapping[str, Part] = {}  # by section
    folders: Mapping[str, int] = {}  # of the output, with the time stamp that each was left with; "" for all of it
    warnings: tuple[Problem, ...] = ()
    valid_from: float = 0  # the present that this build was for, in seconds since 1970
    valid_until: float = 0  # when the next entry appears by itself, or somewhat before

    def outputs(self) -> dict[str, Written]:
        """All outputs, by path."""
        found: dict[str, Written] = {}
        for part in self.parts.values():
            found.update(part.outputs)
        return found


class PhotoFacts(Value, frozen=True, array_like=True):
    stamp: Stamp
    digest: str
    width: int
    height: int
    animated: bool


class FileFacts(Value, frozen=True, array_like=True):
    """A file that is copied as it is."""

    stamp: Stamp
    digest: str


class Kept(Value, frozen=True, array_like=True):
    """References resolved, and the digest of all that decided to what."""

    mark: bytes
    resolved: Resolved


class Memory(Value, frozen=True):
    """What the sources said."""

    version: int = VERSION
    key: bytes = b""  # of all that decides how a source is read: generator, libraries, settings
    seen_ns: int = 0  # when the sources were looked at
    stamps: Mapping[str, Stamp] = {}  # of sources and of comments
    readings: Mapping[str, Reading] = {}
    photos: Mapping[str, PhotoFacts] = {}
    files: Mapping[str, FileFacts] = {}
    resolved: Mapping[str, Kept] = {}


def digest(data: bytes | memoryview) -> bytes:
    """BLAKE2b, 128 bit: as fast as there is in the standard library, and no two files are alike by accident."""
    return blake2b(data, digest_size=DIGEST_SIZE).digest()


class Store:
    """The folder in which one output's ledger lives."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._intent = folder / "intent"

    def load(self) -> Ledger | None:
        """The ledger of the last build that ended; with the names that a later, broken one may have left behind."""
        ledger = _load(self.folder / "ledger", Ledger)
        if ledger is None or ledger.version != VERSION:
            return None
        left = self._unfinished()
        if not left:
            return ledger
        lost = dict.fromkeys(left, Written(b"", b"", -1, -1))
        return msgspec.structs.replace(ledger, key=b"", parts={UNFINISHED: Part(b"", lost), **ledger.parts})

    def version(self) -> int:
        """A number that changes whenever a ledger is saved."""
        try:
            return (self.folder / "ledger").stat().st_mtime_ns
        except OSError:
            return 0

    def knows_output(self) -> bool:
        """Whether a build into this output was begun before, even if it never ended."""
        return self._intent.exists() or (self.folder / "ledger").exists()

    def _unfinished(self) -> list[str]:
        try:
            return [name for name in self._intent.read_text("utf-8").split("\n") if name]
        except (OSError, UnicodeDecodeError):
            return []

    def load_memory(self) -> Memory:
        memory = _load(self.folder / "heads", Memory)
        return memory if memory is not None and memory.version == VERSION else Memory()

    def announce(self, names: Iterator[str]) -> None:
        """Note the files about to appear, before the first of them does, so that a killed build leaves no orphan."""
        with contextlib.suppress(OSError):
            _replace(self._intent, "\n".join([*self._unfinished(), *names]).encode())

    def save_memory(self, memory: Memory) -> None:
        with contextlib.suppress(OSError):
            _keep(self.folder / "heads", memory)

    def save(self, ledger: Ledger) -> None:
        """Keep the ledger; one that cannot be written costs the next build its speed, never its correctness."""
        try:
            _keep(self.folder / "ledger", ledger)
            self._intent.unlink(missing_ok=True)
        except OSError:
            with contextlib.suppress(OSError):
                (self.folder / "ledger").unlink()


def _load(path: Path, kind: type[V]) -> V | None:
    try:
        data = memoryview(path.read_bytes())
        sound = digest(data[DIGEST_SIZE:]) == data[:DIGEST_SIZE]
        return msgspec.msgpack.decode(data[DIGEST_SIZE:], type=kind) if sound else None
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def _keep(path: Path, value: Value) -> None:
    data = msgspec.msgpack.encode(value)
    _replace(path, digest(data) + data)


def _replace(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".new")
    temporary.write_bytes(data)
    os.replace(temporary, path)
