"""A host with rsync, over ssh. Nothing but rsync is asked of it, so accounts that may run nothing else do.

rsync puts each file beside its place and renames it, and sends of a file that changed only what is new in it.
"""

from __future__ import annotations

import calendar
import contextlib
import itertools
import os
import re
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from ..destinations import Rsync
from . import ssh
from .manifest import NAME
from .target import Done, File, Found, PublishError, no_space, read_unchanged

# -s: names reach the host as they are, whatever its shell; -I: we know what changed, and two builds within a second
# leave files of the same size and time.
SEND = ("-I", "-t", "-s", "--chmod=D755,F644", "--from0", "--files-from=-")
# What --list-only prints: kind and permissions, size, date, time, name.
LINE = re.compile(r"(\S)\S+\s+(\d+) (\d+)/(\d+)/(\d+) (\d+):(\d+):(\d+) (.*)", re.DOTALL)
FULL = re.compile(rb"No space left on device|Disk quota exceeded|File too large")
MISSING = re.compile(rb"(change_dir|link_stat) .* failed: No such file or directory")
NETWORK = (5, 10, 12, 30, 35, 255)  # rsync(1), EXIT VALUES: start of the protocol, socket, stream, timeouts; ssh's own


class RsyncTarget:
    differences = True

    def __init__(self, settings: Rsync, root: Path, folder: Path) -> None:
        self._kept = folder / "manifest"  # as it was read or written last, so that only what differs need be sent
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        user = f"{settings.user}@" if settings.user else ""
        self._login = user + settings.host
        self._place = f"{user}{host}:{settings.path.removeprefix('~/').rstrip('/') or '/'}/"
        # ssh compresses all, rsync would only what is in the files: a list of what lies there is long.
        self._words = [*ssh.options(settings.identity, settings.known_hosts, root, settings.port), "-C"]
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._connection: ssh.Connection | None = None

    def extras(self) -> Mapping[str, bytes]:
        return {}

    def open(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="tagwerk-")
        self._connection = ssh.Connection(self._words, self._login, Path(self._folder.name))
        self._connection.open()

    def close(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(PublishError):
                self._connection.close()
            self._connection = None
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def names(self) -> Collection[str]:
        return [name for _, name, _ in self._listed("-d") if name != "."]

    def read(self, name: str) -> bytes | None:
        copy = self._kept if name == NAME else Path(self._own("read"))
        if self._rsync(["-I", "-s", self._place + name, str(copy)], missing=True) is None:
            return None
        return copy.read_bytes()

    def write(self, name: str, data: bytes) -> None:
        copy = Path(self._own(name))
        copy.write_bytes(data)
        self._rsync(["-I", "-s", "--chmod=F644", str(copy), self._place])
        if name == NAME:
            self._kept.write_bytes(data)

    def look(self, paths: Collection[str]) -> Mapping[str, Found]:
        wanted = frozenset(paths)
        return {path: found for kind, path, found in self._listed("-r") if kind == "-" and path in wanted}

    def put(self, files: Mapping[str, File], done: Done) -> None:
        tops: dict[str, list[str]] = {}
        for path, file in files.items():
            tops.setdefault(str(file.source).removesuffix(path), []).append(path)
        for top, paths in tops.items():
            before = {path: os.stat(files[path].source).st_mtime_ns for path in paths}
            self._rsync([*SEND, top, self._place], paths)
            for path, mtime_ns in before.items():
                self._see_unchanged(files[path], mtime_ns)
                done(path, Found(files[path].size, str(mtime_ns // 1_000_000_000)))

    def _see_unchanged(self, file: File, mtime_ns: int) -> None:
        """What rsync read is what was planned, if it is so still."""
        read_unchanged(file)
        if os.stat(file.source).st_mtime_ns != mtime_ns:
            raise PublishError(f"{file.source} was changed while it was published", "publish again")

    def remove(self, paths: Sequence[str]) -> None:
        """What is named and is missing here is removed there, and nothing else.

        rsync wants the folders above to be here; those that are missing there it must not make.
        """
        if not paths:
            return
        with tempfile.TemporaryDirectory(dir=self._own("")) as here:
            for folder in {path.rpartition("/")[0] for path in paths}:
                os.makedirs(f"{here}/{folder}", exist_ok=True)
            words = ["-d", "-s", "--existing", "--delete-missing-args", "--from0", "--files-from=-"]
            self._rsync([*words, f"{here}/", self._place], paths)

    def remove_folders(self, paths: Sequence[str]) -> None:
        """Inner ones first; one that still holds something stays."""
        for _, level in itertools.groupby(paths, lambda path: path.count("/")):
            self.remove(list(level))

    def finish(self) -> None:
        pass

    def _own(self, name: str) -> str:
        assert self._folder is not None, "the target is not open"
        return f"{self._folder.name}/{name}"

    def _listed(self, how: str) -> Iterator[tuple[str, str, Found]]:
        """Kind, path and size of what lies there."""
        listed = self._rsync(["--list-only", "--no-h", "-8", "-s", how, self._place], missing=True)
        for line in (listed or b"").decode("utf-8", "surrogateescape").split("\n"):
            if match := LINE.fullmatch(line):
                kind, size, *moment, name = match.groups()
                seconds = calendar.timegm((*map(int, moment), 0, 0, 0))
                path = re.sub(r"\\#(\d{3})", lambda code: chr(int(code[1], 8)), name)
                yield kind, path, Found(int(size), str(seconds))

    def _rsync(self, words: list[str], names: Iterable[str] = (), missing: bool = False) -> bytes | None:
        """What rsync says. `missing`: what it is asked for may not be there; then it is None."""
        assert self._connection is not None, "the target is not open"
        command = ["rsync", f"--timeout={4 * ssh.PATIENCE}", "-e", self._connection.command, *words]
        done = ssh.run(command, b"".join(name.encode() + b"\0" for name in names))
        if done.returncode == 0:
            return done.stdout
        if missing and MISSING.search(done.stderr):
            return None
        raise self._failure(done.returncode, done.stderr)

    def _failure(self, status: int, said: bytes) -> PublishError:
        if FULL.search(said):
            return no_space()
        if re.search(rb"rsync: (command )?not found|rsync: No such file", said):
            return PublishError("the host has no rsync", 'use type = "sftp"')
        if status in NETWORK:
            return ssh.failure(said, self._login)
        text = ssh.first_line(said.decode("utf-8", "replace"))
        return PublishError(f"rsync gave up: {text}", "see to the folder and its permissions")
