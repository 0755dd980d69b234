"""A branch of a repository, as forges serve it: each publishing is one commit on top of the last, never by force.

Nothing is checked out. A bare repository below .tagwerk/ holds the branch's tip; a stream for git-fast-import(1) makes
the commit, and the push makes it visible, all at once. Who pushed in between is never overwritten: we look again.
"""

from __future__ import annotations

import os
import re
import shlex
import sys
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import sha1
from pathlib import Path

from ..destinations import Git
from . import ssh
from .manifest import NAME
from .target import Done, File, Found, Interrupted, Overtaken, PublishError, no_space, read_unchanged

TIP = "refs/tagwerk/tip"
NEXT = "refs/tagwerk/next"
# In a branch that anybody can read, the address of the author has no place unless it is asked for.
NOBODY = ("Tagwerk", "tagwerk@localhost")

OVERTAKEN = re.compile(
    r"non-fast-forward|fetch first|cannot lock ref|failed to update ref|stale info|incorrect old value"
)
REFUSED = re.compile(r"\[remote rejected\]|hook declined|unpack failed|protected branch|GH\d{3}")
FULL = re.compile(r"No space left on device|Disk quota exceeded|file write error|File too large")
NOT_THERE = re.compile(
    r"does not appear to be a git repository|[Rr]epository .*not found|does not exist|not a git repository"
)
DENIED = re.compile(r"Authentication failed|could not read (Username|Password)|terminal prompts disabled|HTTP Basic")


class GitTarget:
    differences = True

    def __init__(self, settings: Git, root: Path, folder: Path) -> None:
        self._settings = settings
        self._repository = folder / "repository.git"
        local = settings.remote[0] in "./~"
        self._remote = str(ssh.place(root, settings.remote).resolve()) if local else settings.remote
        self._branch = f"refs/heads/{settings.branch}"
        self._ssh = ssh.options(settings.identity, settings.known_hosts, root)
        self._tip = ""  # the commit we build on
        self._there: dict[str, Found] = {}  # what it holds
        self._changes: dict[str, File | bytes | None] = {}

    def extras(self) -> Mapping[str, bytes]:
        """Without .nojekyll, GitHub leaves files out whose names begin with an underscore."""
        domain = {"CNAME": f"{self._settings.cname}\n".encode()} if self._settings.cname else {}
        return {".nojekyll": b"", **domain}

    def open(self) -> None:
        if not (self._repository / "HEAD").exists():
            self._git("init", "--quiet", "--bare", str(self._repository), bare=False)
        before, self._tip = self._tip, self._fetched()
        if before != self._tip:
            pending, self._changes = bool(self._changes), {}
            self._there = dict(self._listed()) if self._tip else {}
            if pending:
                raise Overtaken("somebody else published meanwhile", "publish again")

    def close(self) -> None:
        """The commit that was begun stays, for a connection that fails says nothing about it."""

    def names(self) -> Collection[str]:
        gone = {path for path, data in self._changes.items() if data is None}
        return {path.partition("/")[0] for path in {*self._there, *self._changes} - gone}

    def read(self, name: str) -> bytes | None:
        if name in self._changes:
            data = self._changes[name]
            return data if isinstance(data, bytes) else None
        return self._git("cat-file", "blob", f"{self._tip}:{name}") if name in self._there else None

    def write(self, name: str, data: bytes) -> None:
        self._changes[name] = data

    def look(self, paths: Collection[str]) -> Mapping[str, Found]:
        return {path: self._there[path] for path in paths if path in self._there}

    def put(self, files: Mapping[str, File], done: Done) -> None:
        for path, file in files.items():
            self._changes[path] = file
            done(path, _found(read_unchanged(file)))

    def remove(self, paths: Sequence[str]) -> None:
        for path in paths:
            self._changes[path] = None

    def remove_folders(self, paths: Sequence[str]) -> None:
        """git knows no empty folders."""

    def finish(self) -> None:
        """Commit and push. What was pushed though the answer was lost is up to date when it is pushed again."""
        changes = {path: data for path, data in self._changes.items() if data is not None or path in self._there}
        if not changes:
            return
        self._git("fast-import", "--quiet", "--force", stream=self._stream(changes))
        commit = self._git("rev-parse", NEXT).decode().strip()
        try:
            self._git("push", "--quiet", "--", self._remote, f"{commit}:{self._branch}")
        except Overtaken:
            self._changes = {}
            raise
        self._git("update-ref", TIP, commit)
        self._git("-c", "gc.autoDetach=false", "gc", "--auto", "--quiet")
        self._changes = {}

    def _fetched(self) -> str:
        """The commit at the tip of the branch; empty where there is no such branch."""
        said = self._git("ls-remote", "--", self._remote, self._branch).decode()
        if not said:
            return ""
        tip = said.split()[0]
        if tip == self._git("for-each-ref", "--format=%(objectname)", TIP).decode().strip():
            return tip
        self._git("fetch", "--quiet", "--no-tags", "--depth=1", "--", self._remote, f"+{self._branch}:{TIP}")
        return self._git("rev-parse", TIP).decode().strip()

    def _listed(self) -> Iterator[tuple[str, Found]]:
        for line in self._git("ls-tree", "-r", "-z", "-l", self._tip).split(b"\0")[:-1]:
            about, _, path = line.partition(b"\t")
            _, kind, name, size = about.decode().split()
            if kind == "blob":
                yield path.decode("utf-8", "surrogateescape"), Found(int(size), name)

    def _stream(self, changes: Mapping[str, File | bytes | None]) -> Iterator[bytes]:
        """See git-fast-import(1), INPUT FORMAT."""
        who, when = _identity(), f"{time.time():.0f} +0000"
        message = _message(changes, self._there).encode()
        yield f"reset {NEXT}\n\ncommit {NEXT}\nauthor {who} {when}\ncommitter {who} {when}\n".encode()
        yield b"data %d\n%s\n" % (len(message), message)
        if self._tip:
            yield f"from {self._tip}\n".encode()
        for path, change in sorted(changes.items(), key=lambda item: (item[1] is not None, item[0])):
            name = b'"' + path.encode("utf-8", "surrogateescape").replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'
            if change is None:
                yield b"D " + name + b"\n"
            else:
                data = change if isinstance(change, bytes) else read_unchanged(change)
                yield b"M 100644 inline %s\ndata %d\n%s\n" % (name, len(data), data)

    def _git(self, *words: str, bare: bool = True, stream: Iterable[bytes] = ()) -> bytes:
        command = ["git", *(["-C", str(self._repository)] if bare else []), *words]
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("GIT_") or key in _KEPT},
            "LC_ALL": "C",
            "GIT_SSH_COMMAND": shlex.join(self._ssh),
            "GIT_TERMINAL_PROMPT": "1" if sys.stdin.isatty() else "0",
        }
        status, said, errors = ssh.talk(command, stream, environment)
        if status:
            raise self._failure(errors)
        return said

    def _failure(self, text: str) -> PublishError:
        remote = self._remote
        if OVERTAKEN.search(text):
            return Overtaken("somebody else published meanwhile", "publish again")
        if FULL.search(text):
            return no_space()
        if REFUSED.search(text):
            return PublishError(f"{remote} refused it: {ssh.first_line(text)}", "see to the rules of the branch")
        if NOT_THERE.search(text):
            return PublishError(f"{remote} is no repository that we may see", "see to remote, and to your key or token")
        if DENIED.search(text):
            hint = "see to your key, or to the token that git's credential helper or ~/.netrc holds"
            return PublishError(f"{remote} does not let us in", hint)
        failure = ssh.failure(text.encode(), remote)
        if isinstance(failure, Interrupted) and "fast-import" in text:
            return PublishError(f"git gave up: {ssh.first_line(text)}", "see to space and permissions below .tagwerk/")
        return failure


_KEPT = frozenset({"GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_ASKPASS", "GIT_SSL_CAINFO", "GIT_CONFIG_GLOBAL"})


def _identity() -> str:
    name = os.environ.get("GIT_AUTHOR_NAME") or NOBODY[0]
    mail = os.environ.get("GIT_AUTHOR_EMAIL") or NOBODY[1]
    return re.sub(r"[<>\n\0]", "", name) + " <" + re.sub(r"[<>\n\0]", "", mail) + ">"


def _found(data: bytes) -> Found:
    """As git names it: gitformat-pack(5), the digest of its kind, size and content."""
    return Found(len(data), sha1(b"blob %d\0%s" % (len(data), data)).hexdigest())


def _message(changes: Mapping[str, object], there: Collection[str]) -> str:
    site = {path: change for path, change in changes.items() if path != NAME}
    removed = sum(change is None for change in site.values())
    added = sum(path not in there for path in site)
    return f"Publish: {added} added, {len(site) - removed - added} changed, {removed} removed\n"
