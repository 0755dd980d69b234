"""The finished site as it is served: which answer each address gets."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from .addresses import below, segments
from .files import HTML, content_type, open_file, span, stamp
from .pages import NOTHING, Look, look, with_script

INDEX = "index.html"
NOT_FOUND = ("404.html",)
PLAIN = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request is answered with: a body, or a part of a file that is open at its beginning."""

    status: int
    headers: tuple[tuple[str, str], ...]
    length: int
    body: bytes | BinaryIO

    def parts(self, size: int) -> Iterator[bytes]:
        """The body in parts of up to `size` bytes."""
        if isinstance(self.body, bytes):
            yield self.body
            return
        left = self.length
        while left and (part := self.body.read(min(size, left))):
            left -= len(part)
            yield part

    def close(self) -> None:
        if not isinstance(self.body, bytes):
            self.body.close()


def plain(status: int, text: str, *headers: tuple[str, str]) -> Answer:
    """An answer in words, for whoever reads it."""
    return _of_bytes(status, f"{text}\n".encode(), PLAIN, *headers)


def script() -> Answer:
    """The script that keeps pages up to date."""
    return _of_bytes(200, Path(__file__).with_name("reload.js").read_bytes(), content_type("reload.js"))


class Site:
    """What stands in a folder, below the path of base_url."""

    def __init__(self, output: Path, *, live: bool) -> None:
        """`live`: pages get the script that keeps them up to date."""
        self.base_path = ""  # which an edit of the settings may change
        self._output = output
        self._live = live

    def answer(self, path: str, asked: str = "") -> Answer:
        """The answer to GET `path`, as it stands in the request; `asked`: its Range header, if it has one."""
        found = self._found(path)
        if found is None:
            return self._page(404, self._not_found(), path)
        file, name, address = found
        if address != path:
            file.close()
            return plain(302, f"It is at {address}", ("Location", address))
        if self._live and content_type(name) == HTML:
            with file:
                return self._page(200, file.read(), path)
        return _of_file(file, content_type(name), asked)

    def look(self, path: str) -> Look:
        """What a browser that shows the page at `path` would show of it now."""
        found = self._found(path)
        if found is None:
            return self._look(self._not_found(), path)
        file, name, address = found
        with file:
            if address == path and content_type(name) == HTML:
                return self._look(file.read(), path)
        return Look(address)

    def _found(self, path: str) -> tuple[BinaryIO, str, str] | None:
        """The file that is meant, its name, and the address that it is served at."""
        for names, address in self._candidates(path):
            with contextlib.suppress(OSError):
                return open_file(self._output, names), names[-1], address
        return None

    def _candidates(self, path: str) -> Iterator[tuple[tuple[str, ...], str]]:
        """The files that may be meant, each with the address that it is served at."""
        names = segments(path)
        if names is None:
            return
        inside = below(names, self._base)
        if inside is None:
            inside, path = names, f"{quote(self.base_path, safe='/%')}{path}"
        if inside and not inside[-1]:
            yield (*inside[:-1], INDEX), path
            return
        if inside:
            yield inside, path
        yield (*inside, INDEX), f"{path}/"

    @property
    def _base(self) -> tuple[str, ...]:
        return segments(self.base_path) or () if self.base_path else ()

    def _not_found(self) -> bytes:
        """The site's own page for what is not found."""
        try:
            with open_file(self._output, NOT_FOUND) as file:
                return file.read()
        except OSError:
            return NOTHING

    def _page(self, status: int, page: bytes, path: str) -> Answer:
        return _of_bytes(status, with_script(page, self._look(page, path)) if self._live else page, HTML)

    def _look(self, page: bytes, path: str) -> Look:
        return look(page, path, self._stamp)

    def _stamp(self, address: str) -> str:
        names = segments(address.partition("#")[0].partition("?")[0])
        inside = below(names, self._base) if names else None
        return stamp(self._output, inside) if inside else ""


def _of_file(file: BinaryIO, kind: str, asked: str) -> Answer:
    size = file.seek(0, os.SEEK_END)
    part = span(asked, size)
    headers = (("Content-Type", kind), ("Accept-Ranges", "bytes"))
    if part is None:
        file.seek(0)
        return Answer(200, headers, size, file)
    if not part:
        file.close()
        return plain(416, "The file has no such bytes.", ("Content-Range", f"bytes */{size}"))
    file.seek(part.start)
    sent = ("Content-Range", f"bytes {part.start}-{part.stop - 1}/{size}")
    return Answer(206, (*headers, sent), len(part), file)


def _of_bytes(status: int, body: bytes, kind: str, *headers: tuple[str, str]) -> Answer:
    return Answer(status, (("Content-Type", kind), *headers), len(body), body)
