"""Web space that is reached by FTP over TLS (RFC 959, 2228, 3659, 4217): commands and files encrypted, nothing else.

A site has as many folders as files, so they are not listed: the files we know are asked for by name, on the control
connection, many questions in one go.
"""

from __future__ import annotations

import contextlib
import ftplib
import re
import secrets as random
import ssl
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path

from ..destinations import Ftps
from . import secrets, ssh
from .ftp import Connection
from .secrets import Ask
from .target import PART, Done, File, Found, Interrupted, PublishError, folders_above, no_space, read_unchanged

AT_ONCE = 4  # connections; web hosts allow few from one address


class FtpsTarget:
    differences = False

    def __init__(self, settings: Ftps, root: Path, ask: Ask) -> None:
        self._settings = settings
        self._root = root
        self._ask = ask
        self._connections: list[Connection] = []
        self._login: tuple[str, str] | None = None
        self._folders: set[str] = set()  # that are known to be there

    def extras(self) -> Mapping[str, bytes]:
        return {}

    def open(self) -> None:
        """The folder need not be there before something is written."""
        self._connect()

    def close(self) -> None:
        for connection in self._connections:
            connection.drop()
        self._connections.clear()
        self._folders.clear()

    def names(self) -> Collection[str]:
        with self._refusals():
            return self._first.names() if self._first.inside else ()

    def read(self, name: str) -> bytes | None:
        with self._refusals():
            return self._first.read(name) if self._first.inside else None

    def write(self, name: str, data: bytes) -> None:
        with self._refusals():
            self._first.make_top()
            self._place(self._first, name, data)

    def look(self, paths: Collection[str]) -> Mapping[str, Found]:
        with self._refusals():
            found = self._first.look(list(paths)) if self._first.inside else {}
        self._folders.update(folder for path in found for folder in folders_above(path))
        return found

    def put(self, files: Mapping[str, File], done: Done) -> None:
        with self._refusals():
            self._make_folders({folder for path in files for folder in folders_above(path)})

        guard = threading.Lock()

        def send(connection: Connection, path: str) -> None:
            found = self._place(connection, path, read_unchanged(files[path]))
            with guard:
                done(path, found)

        self._spread(send, list(files))

    def remove(self, paths: Sequence[str]) -> None:
        """FTP does not say why something cannot be removed, so what is still there is asked for."""
        with self._refusals():
            answers = self._first.ask(f"DELE {path}" for path in paths)
            left = [path for path, answer in zip(paths, answers, strict=True) if not answer.startswith("2")]
            if left and (stuck := self._first.look(left)):
                raise PublishError(f"{min(stuck)} cannot be removed", "see to its permissions")

    def remove_folders(self, paths: Sequence[str]) -> None:
        with self._refusals():
            self._first.ask(f"RMD {path}" for path in paths)
        self._folders.difference_update(paths)

    def finish(self) -> None:
        pass

    @property
    def _first(self) -> Connection:
        assert self._connections, "the target is not open"
        return self._connections[0]

    def _connect(self) -> None:
        settings = self._settings
        if self._login is None:
            self._login = secrets.login(settings.name, settings.host, settings.user, self._ask)
        trusted = ssh.place(self._root, settings.ca_file) if settings.ca_file else None
        connection = Connection(_trust(trusted), settings.path.removeprefix("~/").rstrip("/") or "/")
        try:
            with self._refusals():
                connection.log_in(settings.host, settings.port, *self._login)
                connection.enter()
        except PublishError:
            connection.drop()
            raise
        self._connections.append(connection)

    def _make_folders(self, folders: Collection[str]) -> None:
        """From above; those that are there already are refused, which is as well."""
        new = sorted(set(folders) - self._folders, key=lambda folder: (folder.count("/"), folder))
        self._first.ask(f"MKD {folder}" for folder in new)
        self._folders.update(new)

    def _place(self, connection: Connection, path: str, data: bytes) -> Found:
        """Its time is a little in the past: who alters it later, at the same size, gives it another one."""
        part = f"{PART}{random.token_hex(8)}"
        connection.store(part, data)
        return connection.move(part, path, len(data), int(time.time()) - 2)

    def _spread(self, work: Callable[[Connection, str], None], paths: Sequence[str]) -> None:
        """Over several connections where there is much to do; the first error ends it."""
        self._have_connections(min(AT_ONCE, len(paths) // 8))
        left = iter(paths)
        guard = threading.Lock()
        errors: list[BaseException] = []

        def take() -> str | None:
            with guard:
                return None if errors else next(left, None)

        def some(connection: Connection) -> None:
            try:
                with self._refusals():
                    while (path := take()) is not None:
                        work(connection, path)
            except BaseException as error:
                errors.append(error)

        threads = [threading.Thread(target=some, args=(connection,)) for connection in self._connections[1:]]
        for thread in threads:
            thread.start()
        some(self._first)
        for thread in threads:
            thread.join()
        if errors:
            raise errors[0]

    def _have_connections(self, wanted: int) -> None:
        """More of them, as far as the host allows it."""
        with contextlib.suppress(PublishError):
            while len(self._connections) < wanted:
                self._connect()

    def _refusals(self) -> contextlib.AbstractContextManager[None]:
        return _refusals(self._settings.host)


def _trust(certificates: Path | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=certificates)
    except (OSError, ssl.SSLError) as error:
        raise PublishError(f"{certificates} holds no certificates", "see to ca_file") from error


@contextlib.contextmanager
def _refusals(host: str) -> Iterator[None]:
    """ftplib's errors in our words."""
    try:
        yield
    except PublishError:
        raise
    except ssl.SSLCertVerificationError as error:
        hint = "the host's certificate must be for this name and of a known authority; see to host and ca_file"
        raise PublishError(f"{host} cannot prove that it is {host}: {error.verify_message}", hint) from error
    except ftplib.Error as error:
        raise _refused(str(error), host) from error
    except (OSError, EOFError) as error:
        reason = ssh.first_line(str(error))
        raise Interrupted(f"no connection to {host}: {reason}", "see to the host and your connection") from error


def _refused(said: str, host: str) -> PublishError:
    """RFC 959, 4.2: the digits of a reply."""
    text = ssh.first_line(said)
    if text.startswith("530"):
        return PublishError(f"{ssh.DENIED} ({host})", "see to the user and the password")
    if text.startswith(("452", "552")) or re.search("(?i)no space|quota|file too large", text):
        return no_space()
    if text.startswith(("502", "500", "534", "431")) and "AUTH" in text.upper():
        return PublishError(f"{host} offers no TLS, so everybody could read along", "ask your host for FTPS or SFTP")
    if text.startswith("4"):
        return Interrupted(f"{host} gave up: {text}", "see to the host and your connection")
    return PublishError(f"{host} refused: {text}", "see to the folder and its permissions")
