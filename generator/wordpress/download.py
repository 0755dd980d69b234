"""Files of the media library downloaded from the old site: one connection, one file after the other, with pauses.

Only from the hosts that the export calls its own; a redirect elsewhere is not followed, and a host other than the
blog's must not stand in a private network, for an export may name any. What broke off goes on where it ended (RFC 9110,
14.2: Range with If-Range). What a server says of a file is compared with what it sends.
"""

from __future__ import annotations

import contextlib
import ipaddress
import os
import re
import time
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from pathlib import Path
from urllib.parse import quote, urljoin

from .. import __version__
from ..ledger import digest
from .hosts import Hosts, parts_of
from .kinds import HEAD, refused_content
from .library import LARGEST, Missing

AGENT = f"Tagwerk/{__version__} (its author moves this site and fetches the photos once)"
PAUSE = 0.5  # seconds between two requests
TIMEOUT = 30.0  # seconds without a byte
ATTEMPTS = 4
LONGEST_WAIT = 300.0  # seconds that a server may ask for
SLOWEST = 500  # bytes a second over the time of one file; a server that trickles holds up all the others
PATIENCE = 5  # files in a row that could not be had before the server is left alone
REDIRECTS = 5
_CHUNK = 2**17


class _Again(Exception):
    """A failure that may pass; with the seconds that the server asks for."""

    def __init__(self, reason: str, wait: float = 0.0) -> None:
        super().__init__(reason, wait)
        self.reason = reason
        self.wait = wait


class Downloads:
    """Fetches files, and keeps what it has of a file until the next run."""

    def __init__(self, hosts: Hosts, folder: Path) -> None:
        """`folder`: for what is not whole yet."""
        self._hosts = hosts
        self._folder = folder
        self._connection: HTTPConnection | None = None
        self._place = ("", "")
        self._failed = 0
        self._asked = False

    def fetch(self, address: str, name: str, target: Path) -> None:
        """Fetch what stands at `address`, a file called `name`, to `target`.

        Raises Missing with the reason, and OSError where the target cannot be written.
        """
        if self._failed >= PATIENCE:
            raise Missing("the old site stopped answering")
        part = _Part(self._folder, address)
        try:
            self._fetched(address, part)
            reason = refused_content(name, part.head())
            if reason:
                part.remove()
                raise Missing(reason)
        except _Again as error:
            self.close()
            self._failed += 1
            raise Missing(error.reason) from error
        self._failed = 0
        part.move(target)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def _fetched(self, address: str, part: _Part) -> None:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                self._attempt(address, part)
                return
            except _Again as error:
                self.close()
                if attempt == ATTEMPTS or error.wait > LONGEST_WAIT:
                    raise
                time.sleep(max(error.wait, PAUSE * 2**attempt))

    def _attempt(self, address: str, part: _Part) -> None:
        response = self._answer(address, part.headers())
        try:
            if response.status == 416:  # what we have is no beginning of what is there now
                part.remove()
                raise _Again("the file changed while it was fetched")
            _check(response)
            part.receive(response)
        finally:
            self._leave(response)

    def _answer(self, address: str, headers: dict[str, str]) -> HTTPResponse:
        """The answer after at most a few redirects, all of them to hosts of the export."""
        for _ in range(REDIRECTS):
            if self._asked:
                time.sleep(PAUSE)
            self._asked = True
            try:
                response = self._request(address, headers)
            except (HTTPException, OSError) as error:
                reason = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
                raise _Again(f"the connection failed ({reason})") from error
            target = response.getheader("Location")
            if response.status not in (301, 302, 303, 307, 308) or not target:
                return response
            self._leave(response)
            address = urljoin(address, target)
        raise Missing("redirected in circles")

    def _leave(self, response: HTTPResponse) -> None:
        """Get the connection ready for the next request, unless the rest of this answer is long."""
        with contextlib.suppress(HTTPException, OSError):
            response.read(_CHUNK)
        if not response.isclosed():
            self.close()

    def _request(self, address: str, headers: dict[str, str]) -> HTTPResponse:
        parts = parts_of(address)
        host = parts.hostname or ""
        if parts.scheme not in ("http", "https") or host not in self._hosts.media:
            raise Missing(f"on a host that is not the old site's ({host or 'none'})")
        connection = self._connected(parts.scheme, parts.netloc, host)
        path = quote(parts.path or "/", safe="/%~!$&'()*+,;=:@") + (f"?{parts.query}" if parts.query else "")
        connection.request("GET", path, headers={"User-Agent": AGENT, "Accept-Encoding": "identity", **headers})
        return connection.getresponse()

    def _connected(self, scheme: str, place: str, host: str) -> HTTPConnection:
        if self._connection is None or self._place != (scheme, place):
            self.close()
            make = HTTPSConnection if scheme == "https" else HTTPConnection
            self._connection, self._place = make(place.rpartition("@")[2], timeout=TIMEOUT), (scheme, place)
        if self._connection.sock is None:
            self._connection.connect()
            self._check_network(self._connection, host)
        return self._connection

    def _check_network(self, connection: HTTPConnection, host: str) -> None:
        """Asked of the connection itself, which no name that changes its address can deceive."""
        peer = ipaddress.ip_address(connection.sock.getpeername()[0].partition("%")[0])
        if not peer.is_global and host != self._hosts.base:
            self.close()
            raise Missing("on a private network")


def _check(response: HTTPResponse) -> None:
    """Raises Missing or _Again unless the answer is a file."""
    if response.status in (408, 425, 429, 500, 502, 503, 504):
        raise _Again(f"the old site answers {response.status}", _wait(response.getheader("Retry-After") or ""))
    if response.status in (401, 403):
        raise Missing(f"the old site does not hand it out ({response.status})")
    if response.status not in (200, 206):
        raise Missing(f"not found on the old site ({response.status})")
    if response.getheader("Content-Type", "").startswith("text/html"):
        raise Missing("the old site shows a page in its place")
    if (_length(response) or 0) > LARGEST:
        raise Missing("larger than 8 GiB")


def _length(response: HTTPResponse) -> int | None:
    text = response.getheader("Content-Length") or ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def _wait(text: str) -> float:
    """The seconds that Retry-After asks for: a number or a date (RFC 9110, 10.2.3)."""
    if text.isascii() and text.isdecimal():
        return float(text[:9])
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (ValueError, TypeError, IndexError):
        return 0.0


class _Part:
    """What there is of a file so far, with the mark (ETag or date) that says of which version it is."""

    def __init__(self, folder: Path, address: str) -> None:
        name = digest(address.encode()).hex()
        self._file = folder / f"{name}.part"
        self._mark = folder / f"{name}.mark"

    def headers(self) -> dict[str, str]:
        """What to ask for: the rest of the same version, else all of it."""
        try:
            size, mark = self._file.stat().st_size, self._mark.read_text("ascii")
        except OSError:
            return {}
        return {"Range": f"bytes={size}-", "If-Range": mark} if size and mark else {}

    def receive(self, response: HTTPResponse) -> None:
        """Write what the response holds. Raises _Again where it ends too early."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        begin, total = self._range(response)
        self._mark.write_text(_version(response), "ascii", "ignore")
        with self._file.open("ab" if begin else "wb") as out:
            written = begin
            for chunk in _chunks(response):
                written += out.write(chunk)
                if written > LARGEST:
                    raise Missing("larger than 8 GiB")
        if total is not None and written != total:
            if written > total:
                self.remove()
            raise _Again(f"only {written} of {total} bytes came")

    def _range(self, response: HTTPResponse) -> tuple[int, int | None]:
        """The byte that the response begins with, and the size of the whole file."""
        if response.status == 200:
            return 0, _length(response)
        found = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", response.getheader("Content-Range") or "")
        if not found or int(found[1]) != self._file.stat().st_size:
            self.remove()
            raise _Again("the old site sent another part than asked for")
        return int(found[1]), None if found[2] == "*" else int(found[2])

    def head(self) -> bytes:
        with self._file.open("rb") as stream:
            return stream.read(HEAD)

    def move(self, target: Path) -> None:
        import shutil

        shutil.move(self._file, target)
        self._mark.unlink(missing_ok=True)

    def remove(self) -> None:
        for file in (self._file, self._mark):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(file)


def _version(response: HTTPResponse) -> str:
    """What names this version of the file; a weak ETag may stand for another (RFC 9110, 13.1.5)."""
    mark = response.getheader("ETag") or ""
    return mark if mark and not mark.startswith("W/") else response.getheader("Last-Modified") or ""


def _chunks(response: HTTPResponse) -> Iterator[bytes]:
    """What comes, as it comes. Raises _Again where it comes too slowly."""
    begin, size = time.monotonic(), 0
    while chunk := _read(response):
        size += len(chunk)
        yield chunk
        passed = time.monotonic() - begin
        if passed > TIMEOUT and size < SLOWEST * passed:
            raise _Again("the old site sends too slowly")


def _read(response: HTTPResponse) -> bytes:
    try:
        return response.read1(_CHUNK)
    except (HTTPException, OSError) as error:
        raise _Again(f"the connection failed ({type(error).__name__})") from error
