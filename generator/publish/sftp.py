"""A host without rsync, over ssh. asyncssh rather than paramiko: it keeps many requests on the way at a time, which
is what a site of twenty thousand small files needs, and it reads ~/.ssh/config.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import itertools
import secrets as random
import time
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from ..destinations import Sftp
from . import secrets, ssh
from .background import Background
from .secrets import Ask
from .target import PART, Done, File, Found, Interrupted, PublishError, folders_above, read_unchanged

if TYPE_CHECKING:
    import asyncssh

AT_ONCE = 64  # files on the way
LOOKS = 256  # questions on the way

T = TypeVar("T")
R = TypeVar("R")


class SftpTarget:
    differences = False

    def __init__(self, settings: Sftp, root: Path, ask: Ask) -> None:
        self._settings = settings
        self._root = root
        self._password = functools.cache(lambda: secrets.login(settings.name, settings.host, settings.user, ask)[1])
        self._top = settings.path.removeprefix("~/").rstrip("/") or "/"
        self._background: Background | None = None
        self._connection: asyncssh.SSHClientConnection | None = None
        self._sftp: asyncssh.SFTPClient | None = None
        self._folders: set[str] = set()  # that are known to be there
        self._parts = (f"{PART}{random.token_hex(6)}-{number}" for number in itertools.count())

    def extras(self) -> Mapping[str, bytes]:
        return {}

    def open(self) -> None:
        try:
            import asyncssh  # noqa: F401
        except ImportError as error:
            raise PublishError("asyncssh is not installed", 'pip install "tagwerk[sftp]"') from error
        self._background = Background()
        self._run(self._connect())

    def close(self) -> None:
        if self._background is not None:
            with contextlib.suppress(Exception):
                self._background.run(self._disconnect())
            self._background.end()
        self._background = self._connection = self._sftp = None
        self._folders.clear()

    def names(self) -> Collection[str]:
        return self._run(self._names())

    def read(self, name: str) -> bytes | None:
        return self._run(self._read(name))

    def write(self, name: str, data: bytes) -> None:
        self._run(self._write(name, data))

    def look(self, paths: Collection[str]) -> Mapping[str, Found]:
        found: dict[str, Found] = {}

        async def look_at(path: str) -> None:
            with contextlib.suppress(*_missing()):
                status = await self._client.lstat(self._at(path))
                found[path] = Found(status.size or 0, str(status.mtime))

        self._run(_each(look_at, paths, LOOKS))
        self._folders.update(folder for path in found for folder in folders_above(path))
        return found

    def put(self, files: Mapping[str, File], done: Done) -> None:
        async def send(path: str) -> None:
            done(path, await self._place(path, read_unchanged(files[path])))

        self._run(self._make_folders({folder for path in files for folder in folders_above(path)}))
        self._run(_each(send, files))

    def remove(self, paths: Sequence[str]) -> None:
        async def remove_one(path: str) -> None:
            with contextlib.suppress(*_missing()):
                await self._client.remove(self._at(path))

        self._run(_each(remove_one, paths))

    def remove_folders(self, paths: Sequence[str]) -> None:
        """Inner ones first; one that still holds something stays."""
        import asyncssh

        async def remove_one(path: str) -> None:
            with contextlib.suppress(asyncssh.SFTPFailure, asyncssh.SFTPDirNotEmpty, *_missing()):
                await self._client.rmdir(self._at(path))

        for _, level in itertools.groupby(paths, lambda path: path.count("/")):
            self._run(_each(remove_one, list(level)))
        self._folders.difference_update(paths)

    def finish(self) -> None:
        pass

    @property
    def _client(self) -> asyncssh.SFTPClient:
        assert self._sftp is not None, "the target is not open"
        return self._sftp

    def _at(self, path: str) -> str:
        return f"{self._top}/{path}" if path else self._top

    def _run(self, work: Awaitable[R]) -> R:
        assert self._background is not None, "the target is not open"
        with _refusals(self._settings.host):
            return self._background.run(work)

    async def _connect(self) -> None:
        import asyncssh

        settings, given = self._settings, dict[str, Any]()
        if settings.identity:
            given["client_keys"] = [str(ssh.place(self._root, settings.identity))]
        if settings.known_hosts:
            given["known_hosts"] = str(ssh.place(self._root, settings.known_hosts))
        if settings.user:
            given["username"] = settings.user
        if settings.port:
            given["port"] = settings.port
        options = asyncssh.SSHClientConnectionOptions(
            client_factory=lambda: _login(self._password),
            connect_timeout=ssh.PATIENCE,
            login_timeout=4 * ssh.PATIENCE,
            keepalive_interval=ssh.PATIENCE,
            compression_algs=["zlib@openssh.com", "none"],
            **given,
        )
        self._connection = await asyncssh.connect(settings.host, options=options)
        self._sftp = await self._connection.start_sftp_client()

    async def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.abort()
            await self._connection.wait_closed()

    async def _names(self) -> Collection[str]:
        with contextlib.suppress(*_missing()):
            return [name for name in await self._client.listdir(self._top) if name not in (".", "..")]
        return ()

    async def _read(self, name: str) -> bytes | None:
        with contextlib.suppress(*_missing()):
            async with self._client.open(self._at(name), "rb") as file:
                data: bytes = await file.read()
                return data
        return None

    async def _write(self, name: str, data: bytes) -> None:
        if "" not in self._folders:
            with contextlib.suppress(*_there_already()):
                await self._client.makedirs(self._top, exist_ok=True)
            self._folders.add("")
        await self._place(name, data)

    async def _make_folders(self, folders: Collection[str]) -> None:
        """Level by level, all of a level at once."""

        async def make(folder: str) -> None:
            with contextlib.suppress(*_there_already()):
                await self._client.mkdir(self._at(folder))

        new = sorted(set(folders) - self._folders, key=lambda folder: folder.count("/"))
        for _, level in itertools.groupby(new, lambda folder: folder.count("/")):
            await _each(make, list(level))
        self._folders.update(new)

    async def _place(self, path: str, data: bytes) -> Found:
        """Its time is a little in the past: who alters it later, at the same size, gives it another one."""
        import asyncssh

        part, seconds = self._at(next(self._parts)), int(time.time()) - 2
        file = await self._client.open(part, "wb")
        try:
            await file.write(data)
            await file.setstat(asyncssh.SFTPAttrs(atime=seconds, mtime=seconds))
        finally:
            await file.close()
        await self._rename(part, self._at(path))
        return Found(len(data), str(seconds))

    async def _rename(self, part: str, path: str) -> None:
        """Where the server cannot replace a file, there is none for a moment."""
        import asyncssh

        try:
            await self._client.posix_rename(part, path)
        except asyncssh.SFTPOpUnsupported:
            with contextlib.suppress(*_missing()):
                await self._client.remove(path)
            await self._client.rename(part, path)


def _login(password: Callable[[], str]) -> asyncssh.SSHClient:
    """Gives the password, to hosts that take no key: once, for a wrong one does not become right."""
    import asyncssh

    class Login(asyncssh.SSHClient):
        tried = False
        asked = False

        def password_auth_requested(self) -> str | None:
            if self.tried:
                return None
            self.tried = True
            return password()

        def kbdint_auth_requested(self) -> str | None:
            if self.tried or self.asked:
                return None
            self.asked = True
            return ""

        def kbdint_challenge_received(self, name: str, instructions: str, lang: str, prompts: Any) -> Any:
            return [self.password_auth_requested() or "" for _ in prompts]

    return Login()


async def _each(work: Callable[[T], Awaitable[None]], items: Iterable[T], at_once: int = AT_ONCE) -> None:
    """Some at a time. The first error ends it, when what is on the way has arrived."""
    left = iter(items)

    async def some() -> None:
        for item in left:
            await work(item)

    tasks = [asyncio.ensure_future(some()) for _ in range(at_once)]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _missing() -> tuple[type[Exception], ...]:
    import asyncssh

    return asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath


def _there_already() -> tuple[type[Exception], ...]:
    """Before version 4, SFTP says of an existing folder no more than "failure"."""
    import asyncssh

    return asyncssh.SFTPFailure, asyncssh.SFTPFileAlreadyExists


@contextlib.contextmanager
def _refusals(host: str) -> Iterator[None]:
    """asyncssh's errors in our words."""
    import asyncssh

    try:
        yield
    except asyncssh.HostKeyNotVerifiable as error:
        hint = (
            f"compare the key with what the host publishes; if it is right, remove the old one (ssh-keygen -R {host}) "
            f"and log in once by hand (sftp {host})"
        )
        raise PublishError(ssh.UNKNOWN_KEY, hint) from error
    except (asyncssh.PermissionDenied, asyncssh.IllegalUserName) as error:
        raise PublishError(f"{ssh.DENIED} ({host})", "see to the user, and to the key or the password") from error
    except (asyncssh.SFTPConnectionLost, asyncssh.SFTPNoConnection, asyncssh.DisconnectError) as error:
        raise Interrupted(f"no connection to {host}: {error.reason}", "see to the host and your connection") from error
    except asyncssh.SFTPError as error:
        raise _refused(error) from error
    except (asyncssh.Error, OSError) as error:
        raise Interrupted(f"no connection to {host}: {error}", "see to the host and your connection") from error
    except (asyncssh.KeyImportError, asyncssh.ConfigParseError) as error:
        raise PublishError(f"the key or ~/.ssh/config cannot be read: {error}", "see to identity") from error


def _refused(error: asyncssh.SFTPError) -> PublishError:
    """Most servers speak version 3, which calls a full disk no more than "failure"."""
    message = f"the host gave up: {ssh.first_line(error.reason)}"
    return PublishError(message, "see to space and permissions at the target")
