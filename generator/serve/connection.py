"""One client's connection: requests read within limits, answers written, and news sent (HTTP/1.1, RFC 9112).

h11 knows the protocol. What is added here is patience and its end: a client that sends its request slowly, or does not
take its answer, costs a few kilobytes and no time, and not for ever.
"""

from __future__ import annotations

import asyncio
import contextlib
from email.utils import formatdate
from http import HTTPStatus
from typing import Literal
from urllib.parse import parse_qs

import h11

from .addresses import split_target
from .news import News
from .pages import EVENTS, SCRIPT
from .site import Answer, Site, plain, script

HEAD_BYTES = 16 * 1024  # of a request; browsers send about one
HEAD_SECONDS = 15.0  # from the last answer, or the beginning, to the end of the next request's head
STALLED_SECONDS = 60.0  # in which a client takes nothing of what is sent
LINGER_SECONDS = 1.0  # in which a client may read an answer that ends the connection
PULSE_SECONDS = 20.0  # between two signs of life to a browser that listens
PULSE = b":\n\n"
CHUNK = 64 * 1024


class Connection:
    """Serves one client until it leaves, is silent for too long, or is at fault."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        authorities: frozenset[str],
        site: Site,
        news: News | None,
    ) -> None:
        self.busy = False  # whether a request of it is being answered
        self.since = 0.0  # when that began, by the loop's clock
        self._reader = reader
        self._writer = writer
        self._authorities = authorities
        self._site = site
        self._news = news
        self._protocol = h11.Connection(h11.SERVER, max_incomplete_event_size=HEAD_BYTES)
        self._turn(busy=False)
        writer.transport.set_write_buffer_limits(0)  # so that what is written was taken by the system

    async def run(self) -> None:
        """Serve, and close the connection."""
        try:
            while await self._serve_one():
                self._protocol.start_next_cycle()
            await self._linger()
        except (TimeoutError, OSError, h11.LocalProtocolError):
            pass  # it has gone, or listens no more; or a file became shorter while it was sent
        finally:
            self.abort()

    def abort(self) -> None:
        self._writer.transport.abort()

    def _turn(self, *, busy: bool) -> None:
        self.busy, self.since = busy, asyncio.get_running_loop().time()

    async def _serve_one(self) -> bool:
        """Answer one request; whether another may follow."""
        self._turn(busy=False)
        try:
            async with asyncio.timeout(HEAD_SECONDS):
                request = await self._request()
            if request is None:
                return False
            whole = self._protocol.next_event()
        except h11.RemoteProtocolError as error:
            await self._send(plain(error.error_status_hint, "This is no request that can be understood."), last=True)
            return False
        self._turn(busy=True)
        # A body may follow, which nobody reads: the connection ends before it.
        return await self._answer(request, last=not isinstance(whole, h11.EndOfMessage))

    async def _request(self) -> h11.Request | None:
        """The head of the next request; None where there will be none."""
        while (event := self._protocol.next_event()) is h11.NEED_DATA:
            self._protocol.receive_data(await self._reader.read(HEAD_BYTES))
        return event if isinstance(event, h11.Request) else None

    async def _answer(self, request: h11.Request, *, last: bool) -> bool:
        given = {name: value.decode("latin-1") for name, value in request.headers}
        authority, path, query = split_target(request.target.decode("latin-1"), given.get(b"host", ""))
        head = request.method == b"HEAD"
        if authority not in self._authorities:
            await self._send(plain(421, "Only requests to localhost are answered here."), head=head, last=True)
            return False
        if request.method not in (b"GET", b"HEAD"):
            await self._send(plain(405, "Only GET and HEAD are answered here.", ("Allow", "GET, HEAD")), last=True)
            return False
        if self._news is not None and path == EVENTS and not head:
            await self._stream(self._news, parse_qs(query).get("page", ["/"])[0])
            return False
        # Without validators no condition can hold, and a range under one is a request for all (RFC 9110, 13.1.5).
        asked = "" if b"if-range" in given else given.get(b"range", "")
        own = self._news is not None and path == SCRIPT
        await self._send(script() if own else self._site.answer(path, asked), head=head, last=last)
        return not last

    async def _send(self, answer: Answer, *, head: bool = False, last: bool = False) -> None:
        """`head`: all but the body. `last`: the connection ends with this answer."""
        length = (("Content-Length", str(answer.length)), *((("Connection", "close"),) if last else ()))
        with contextlib.closing(answer):
            begin = _begin(answer.status, *answer.headers, *length)
            parts = iter(()) if head else answer.parts(CHUNK)
            first = next(parts, b"")
            await self._write(begin, *((h11.Data(data=first),) if first else ()))
            for part in parts:
                await self._write(h11.Data(data=part))
        await self._write(h11.EndOfMessage())

    async def _write(self, *events: h11.Response | h11.Data | h11.EndOfMessage) -> None:
        data = b"".join(self._protocol.send(event) or b"" for event in events)
        if data:
            self._writer.write(data)
            async with asyncio.timeout(STALLED_SECONDS):
                await self._writer.drain()

    async def _stream(self, news: News, page: str) -> None:
        """Server-sent events (HTML Standard, 9.2) for a browser that shows `page`, until it leaves."""
        await self._write(_begin(200, ("Content-Type", "text/event-stream")))
        gone = asyncio.ensure_future(self._reader.read(1))
        known = b""
        try:
            while not gone.done():
                change = news.change
                message = news.message(page)
                await self._write(h11.Data(data=message if message != known else PULSE))
                known = message
                await _either(gone, change)
        finally:
            gone.cancel()

    async def _linger(self) -> None:
        """End our side and take in what the client still sends: to close before that would make the system throw away
        what the client has not yet read of our answer."""
        self._writer.write_eof()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LINGER_SECONDS):
                while await self._reader.read(CHUNK):
                    pass


async def _either(gone: asyncio.Future[bytes], change: asyncio.Event) -> None:
    """Wait for one of both, or until it is time for a sign of life."""
    changed = asyncio.ensure_future(change.wait())
    both: set[asyncio.Future[bytes] | asyncio.Future[Literal[True]]] = {gone, changed}
    await asyncio.wait(both, timeout=PULSE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    changed.cancel()


def _begin(status: int, *headers: tuple[str, str]) -> h11.Response:
    """The head of an answer."""
    always = (
        ("Date", formatdate(usegmt=True)),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
        ("Cross-Origin-Resource-Policy", "same-origin"),  # what is not yet published is not shown within foreign pages
    )
    return h11.Response(status_code=status, headers=[*always, *headers], reason=HTTPStatus(status).phrase.encode())
