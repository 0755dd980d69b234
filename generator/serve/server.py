"""The server: sockets on this machine's own addresses, and a thread that serves all clients at once."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
import threading
from types import TracebackType

from .addresses import authorities
from .connection import HEAD_BYTES, Connection
from .news import News, Trouble
from .site import Site

LOOPBACK = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))
ABSENT = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)  # this machine knows no IPv6
BACKLOG = 128
FIRST_PORT, PORTS = 8000, 100  # that are tried where none is asked for
MOST = 400  # connections at a time; fewer than the files that a process may have open
END_SECONDS = 2.0  # in which the thread ends


def bind(port: int | None) -> list[socket.socket]:
    """Sockets that listen on `port` of this machine's own addresses, or on the first that is free; 0 takes any.

    Raises OSError where it is taken.
    """
    ports = range(FIRST_PORT, FIRST_PORT + PORTS) if port is None else (port,)
    for candidate in ports:
        try:
            return _bind(candidate)
        except OSError as error:
            if error.errno != errno.EADDRINUSE or candidate == ports[-1]:
                raise
    raise AssertionError


def _bind(port: int) -> list[socket.socket]:
    sockets: list[socket.socket] = []
    for family, address in LOOPBACK:
        try:
            sockets.append(_listening(family, address, port))
        except OSError as error:
            if family == socket.AF_INET or error.errno not in ABSENT:
                _close(sockets)
                raise
        port = sockets[0].getsockname()[1]
    return sockets


def _listening(family: socket.AddressFamily, address: str, port: int) -> socket.socket:
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind((address, port))
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


def _close(sockets: list[socket.socket]) -> None:
    for listener in sockets:
        listener.close()


class Server:
    """Serves a site from a thread of its own, within a `with`."""

    def __init__(self, site: Site, sockets: list[socket.socket], *, live: bool) -> None:
        """`live`: browsers may listen to what changes."""
        self.port: int = sockets[0].getsockname()[1]
        self._sockets = sockets
        self._authorities = authorities(self.port)
        self._site = site
        self._live = live
        self._news: News | None = None
        self._connections: dict[Connection, asyncio.Task[None] | None] = {}
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="server", daemon=True)
        self._begun = threading.Event()

    def __enter__(self) -> Server:
        self._thread.start()
        self._begun.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended by itself
            self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(END_SECONDS)
        _close(self._sockets)

    @property
    def clients(self) -> int:
        """How many connections there are."""
        return len(self._connections)

    def tell(self, base_path: str, trouble: tuple[Trouble, ...]) -> None:
        """Tell all browsers that listen: the site was built, below `base_path`, or could not be."""
        if self._news is not None:
            self._loop.call_soon_threadsafe(self._news.tell, base_path, trouble)

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._end = asyncio.Event()
        self._news = News(self._site) if self._live else None
        servers = [await asyncio.start_server(self._accept, sock=one, limit=HEAD_BYTES) for one in self._sockets]
        self._begun.set()
        await self._end.wait()
        for server in servers:
            server.close()
        for connection in self._connections:
            connection.abort()
        if self._connections:
            await asyncio.wait(filter(None, self._connections.values()), timeout=END_SECONDS)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._connections) >= MOST:  # whoever has let us wait the longest makes room
            min(self._connections, key=lambda connection: (connection.busy, connection.since)).abort()
        connection = Connection(reader, writer, self._authorities, self._site, self._news)
        self._connections[connection] = asyncio.current_task()
        try:
            await connection.run()
        finally:
            del self._connections[connection]
