"""What a built site holds: of each page its anchors, where its links lead, and what it asks other hosts for.

Each page is read once, and what it says is remembered until it changes. What is wrong with any of it is links.py's.
"""

from __future__ import annotations

import contextlib
import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import unquote, urljoin

import msgspec

from ..audit import MARKUP, PageReader, fetched, foreign_in_style, text
from ..config import Config
from ..engine import identity
from ..ledger import Ledger
from ..markup.addresses import Kind, kind_of, plain
from ..model import Value
from ..workers import spread

CHUNK = 64  # pages that a worker reads at a time
PARALLEL = 200  # fewer than this are read sooner than workers are started
LINKING = frozenset({"a", "area", "link"})
INDEX = "index.html"
TEXT_FRAGMENT = ":~:"  # names words of the page, not an element: https://wicg.github.io/scroll-to-text-fragment/


class BuiltPage(Value, frozen=True, array_like=True):
    """What one file of the site says."""

    digest: bytes
    anchors: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()  # as they are written, each once
    foreign: tuple[tuple[int, str, str], ...] = ()  # line, element, address; see audit.ForeignRequest


class Kept(Value, frozen=True):
    """What was remembered of the pages, and what that depends on beside them."""

    key: bytes = b""
    pages: Mapping[str, BuiltPage] = {}


class Site(Value, frozen=True):
    """A built site."""

    output: Path
    origin: str  # "https://host"
    base: str  # the path on it below which the site stands, "/blog/" or "/"
    files: frozenset[str]  # below `output`
    pages: Mapping[str, BuiltPage]  # those that hold markup or styles, by path, sorted

    def text(self, path: str) -> str:
        return text(self.output / path)

    def target(self, page: str, address: str) -> tuple[str, str] | None:
        """The file and the fragment to which an address in the file `page` leads; None where it leads elsewhere.

        The file may be missing.
        """
        address = plain(address)
        if address.startswith("#"):
            return page, _fragment(address[1:])
        found = self._path(page, address)
        if found is None:
            return None
        path, _, fragment = found.partition("#")
        path = path.partition("?")[0]
        if not f"{path}/".startswith(self.base):
            return f"..{path}", ""  # beside the site
        inside = unquote(path[len(self.base) :])
        # A server gives the index of a folder, and leads on to it from the name without a slash.
        return inside if inside in self.files else posixpath.join(inside, INDEX), _fragment(fragment)

    def _path(self, page: str, address: str) -> str | None:
        """The address as seen from the root of the host, unless it leads to another one or beside the site."""
        kind = kind_of(address)
        if kind is Kind.ROOT and "/." not in address:
            return address
        if kind is Kind.FOREIGN:
            host, sign, path = address.partition("//")[2].partition("/")
            own = host.lower() == self.origin.partition("//")[2].lower() and f"/{path}/".startswith(self.base)
            return sign + path if own else None
        if kind in (Kind.ROOT, Kind.RELATIVE) or address[:1] in ("", "?"):
            return urljoin(self.base + page.removesuffix(INDEX), address)
        return None


def _fragment(text: str) -> str:
    return unquote(text).partition(TEXT_FRAGMENT)[0]


def read_site(output: Path, memory: Path, ledger: Ledger, config: Config, jobs: int) -> Site:
    """The site that was built into the folder `output`, as its `ledger` says. The file `memory` is ours to keep.

    Raises OSError where a page cannot be read.
    """
    written = ledger.outputs()
    key = identity() + config.base_url.encode()
    kept = _load(memory)
    known = kept.pages if kept.key == key else {}
    pages: dict[str, BuiltPage] = {}
    work = []
    for path in sorted(path for path in written if Path(path).suffix.lower() in MARKUP | {".css"}):
        if path in known and known[path].digest == written[path].digest:
            pages[path] = known[path]
        else:
            work.append((path, written[path].digest))
    for part in spread(_reader(output, config.base_url), work, jobs if len(work) >= PARALLEL else 1, CHUNK):
        pages.update(_DECODER.decode(part))
    pages = dict(sorted(pages.items()))
    if work or len(pages) != len(known):
        _save(memory, Kept(key, pages))
    origin = config.base_url.removesuffix(config.base_path)
    return Site(output, origin, config.base_path + "/", frozenset(written), pages)


def _reader(output: Path, base_url: str) -> Callable[[Sequence[tuple[str, bytes]]], bytes]:
    def read(work: Sequence[tuple[str, bytes]]) -> bytes:
        return msgspec.msgpack.encode({path: _read(output / path, digest, base_url) for path, digest in work})

    return read


def _read(file: Path, digest: bytes, base_url: str) -> BuiltPage:
    content = text(file)
    if file.suffix.lower() == ".css":
        return BuiltPage(digest, foreign=tuple(foreign_in_style(content, base_url)))
    page = _Reader(base_url)
    page.read(content)
    return BuiltPage(digest, tuple(page.anchors), tuple(page.addresses), tuple(page.found))


class _Reader(PageReader):
    """Notes, beside foreign requests, the anchors and addresses of a page, each once."""

    def __init__(self, base_url: str) -> None:
        super().__init__(base_url)
        self.anchors: dict[str, None] = {}
        self.addresses: dict[str, None] = {}

    def handle_element(self, tag: str, given: dict[str, str]) -> None:
        for name, value in given.items():
            if name == "id" or (name == "name" and tag == "a"):
                self.anchors[value] = None
            self.addresses.update(dict.fromkeys(_followed(tag, name, value, given)))


def _followed(tag: str, name: str, value: str, given: dict[str, str]) -> Iterator[str]:
    """The addresses in one attribute, whether a browser fetches them or a reader follows them."""
    if (name == "href" and tag in LINKING) or (name == "action" and tag == "form"):
        yield value
    else:
        yield from fetched(tag, name, value, given)


def _load(memory: Path) -> Kept:
    try:
        return msgspec.msgpack.decode(memory.read_bytes(), type=Kept)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return Kept()


def _save(memory: Path, kept: Kept) -> None:
    """What cannot be kept costs the next check its speed."""
    with contextlib.suppress(OSError):
        new = memory.with_name(memory.name + ".new")
        new.write_bytes(msgspec.msgpack.encode(kept))
        new.replace(memory)


_DECODER = msgspec.msgpack.Decoder(dict[str, BuiltPage])
