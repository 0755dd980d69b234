"""What can be said of a finished output by looking at it alone: foreign requests, photos and videos that tell too much.

It reads files and returns complaints; it changes nothing and knows nothing of how the output came to be. That nothing
held back shows is for the build to see to.

A foreign request is one that a browser makes to another host because a page is opened. A link that a reader follows is
none. This is a proof, so it errs on the safe side: what could fetch anything (a script in the page, a handler, a
declared entity, markup that cannot be read) is reported, too.

Sources: HTML Living Standard (embedded content, links, srcset, comments), CSS Syntax Level 3 (tokens, escapes), URL
Standard (how a browser reads `\\\\host`, `//host` and line breaks in an address).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from . import photos
from .model import Problem

MARKUP = frozenset({".html", ".htm", ".xhtml", ".svg"})

FETCHED = frozenset({"src", "poster", "background", "data"})  # on whatever element
SOURCE_SETS = frozenset({"srcset", "imagesrcset"})
STYLED = frozenset({"style", "fill", "stroke", "filter", "mask", "clip-path", "cursor"})
STYLED |= {"marker-start", "marker-mid", "marker-end"}
# Elements whose href names something shown or run; with `base`, all other addresses of the page depend on it.
SHOWN = frozenset({"base", "image", "use", "feimage", "script", "mpath", "textpath", "tref", "animate", "set"})
ANIMATED = frozenset({"animate", "set"})
FETCHING_RELATIONS = frozenset({"stylesheet", "icon", "mask-icon", "manifest", "preload", "modulepreload", "prefetch"})
FETCHING_RELATIONS |= {"prerender", "preconnect", "dns-prefetch", "apple-touch-icon", "apple-touch-icon-precomposed"}
DATA_BLOCKS = frozenset({"application/json", "application/ld+json", "text/plain"})
DATA_SHOWN = ("image/", "font/", "audio/", "video/")
STYLE_FETCHES = frozenset({"url(", "src(", "image-set(", "-webkit-image-set(", "@import"})

TOKEN = re.compile(
    r"""(?P<comment>/\*.*?(?:\*/|\Z))
      | (?P<string>"(?:[^"\\\n]|\\.)*"? | '(?:[^'\\\n]|\\.)*'?)
      | (?P<word>@?(?:[\w-]|\\[0-9a-fA-F]{1,6}\s?|\\.)+\(?)
      | (?P<end>[;{}])
      | [^"'/@\w\\;{}-]+ | .""",
    re.DOTALL | re.VERBOSE,
)
BARE_ADDRESS = re.compile(r"""\s*(?!["'\s])((?:[^)\\]|\\.)*)""", re.DOTALL)
ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.DOTALL)
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):(.*)", re.IGNORECASE | re.DOTALL)
REFRESH = re.compile(r"[\d.\s]*[;,\s]\s*(?:url\s*=)?\s*[\"']?([^\"']*)", re.IGNORECASE)
SOURCE = re.compile(r"(?:^|,)\s*([^\s,]\S*)")
PROCESSING_HREF = re.compile(r"href\s*=\s*[\"']([^\"']*)")
# Comments that a browser ends and Python's parser does not: `<!-->`, `<!--->` and `--!>`.
SHORT_COMMENT = re.compile(r"<!--(?:-?>)")
CONTROLS = "".join(map(chr, range(33)))


class ForeignRequest(NamedTuple):
    """Something that a page fetches from another host, or that could fetch anything."""

    line: int
    element: str  # "img src", "style", "button onclick"
    address: str  # as written; empty where it is not the address that is at fault


def audit(output: Path, base_url: str = "") -> tuple[Problem, ...]:
    """All complaints about the files below the folder `output`, sorted by path and line; paths begin with its name.

    Requests to the host of `base_url` are the site's own; without it, only addresses that name no host are.
    Raises OSError where a file cannot be read.
    """
    return audit_files((path for path in output.rglob("*") if path.is_file()), output, base_url)


def audit_files(files: Iterable[Path], output: Path, base_url: str = "") -> tuple[Problem, ...]:
    """The same for some of the files below `output`."""
    return tuple(sorted(problem for path in files for problem in _audit_file(path, output, base_url)))


def foreign_requests(html: str, base_url: str) -> list[ForeignRequest]:
    """What a browser that opens the HTML or SVG `html` fetches from hosts other than that of `base_url`, in order."""
    page = PageReader(base_url)
    page.read(html)
    return page.found


def foreign_in_style(css: str, base_url: str) -> list[ForeignRequest]:
    """The same for a style sheet or the value of a `style` attribute."""
    found = ((line, address) for line, address in _style_addresses(css) if is_foreign(address, base_url))
    return [ForeignRequest(line, "style", address) for line, address in found]


def is_foreign(address: str, base_url: str) -> bool:
    """Whether a browser that loads `address` from a page below `base_url` asks another host, or runs a script."""
    plain = re.sub(r"[\t\r\n]", "", address.strip(CONTROLS)).replace("\\", "/")
    match = SCHEME.match(plain)
    scheme, rest = (match[1].lower(), match[2]) if match else ("", plain)
    if scheme == "data":
        return not rest.lower().startswith(DATA_SHOWN)
    if scheme in ("http", "https") or rest.startswith("//"):
        return _host(rest) != urlsplit(base_url).netloc.lower()
    return scheme not in ("", "about", "blob")


def _host(rest: str) -> str:
    return re.split(r"[/?#]", rest.lstrip("/"), maxsplit=1)[0].lower()


def _style_addresses(css: str) -> Iterator[tuple[int, str]]:
    """The line and address of everything that a style sheet fetches."""
    words: set[str] = set()  # since the last `;`, `{` or `}`
    position = 0
    while token := TOKEN.match(css, position):
        position = token.end()
        if token.lastgroup == "word":
            words.add(word := _plain(token[0]).lower())
            if word == "url(" and (bare := BARE_ADDRESS.match(css, position)):
                position = bare.end()
                yield from _fetched(words, css, token.start(), bare[1])
        elif token.lastgroup == "string":
            yield from _fetched(words, css, token.start(), token[0].strip(token[0][0]))
        elif token.lastgroup == "end":
            words.clear()


def _fetched(words: set[str], css: str, start: int, address: str) -> Iterator[tuple[int, str]]:
    """A namespace is a name that looks like an address."""
    if "@namespace" not in words and not words.isdisjoint(STYLE_FETCHES):
        yield css.count("\n", 0, start) + 1, _plain(address).strip()


def _plain(text: str) -> str:
    """CSS `text` with its escapes resolved."""
    return ESCAPE.sub(_character, text)


def _character(escape: re.Match[str]) -> str:
    if escape[1] is None:
        return "" if escape[2] == "\n" else str(escape[2])
    code = int(escape[1], 16)
    return chr(code) if 0 < code < 0x110000 else "\ufffd"


def _audit_file(path: Path, output: Path, base_url: str) -> Iterator[Problem]:
    suffix, name = path.suffix.lower(), path.relative_to(output.parent).as_posix()
    if suffix in MARKUP:
        yield from _complaints(name, foreign_requests(text(path), base_url))
    elif suffix == ".css":
        yield from _complaints(name, foreign_in_style(text(path), base_url))
    elif told := photos.metadata(path):  # by its content: a photo may bear any name
        yield Problem(name, 1, f"the photo still holds metadata: {told}", "take it out of the original")
    elif photos.video_position(path):
        yield Problem(name, 1, "the video says where it was filmed", "export it anew without the position")


def text(path: Path) -> str:
    return path.read_bytes().decode("utf-8-sig", "replace")


def _complaints(name: str, requests: Iterable[ForeignRequest]) -> Iterator[Problem]:
    for line, element, address in requests:
        if address:
            yield Problem(name, line, f"{element} fetches from another host: {address}")
        else:
            yield Problem(name, line, f"{element} could fetch from another host")


class PageReader(HTMLParser):
    """Collects the foreign requests of one page, and hands on each of its elements."""

    def __init__(self, base_url: str) -> None:
        super().__init__(convert_charrefs=True)
        self.base_url = base_url
        self.found: list[ForeignRequest] = []
        self.raw = ""  # "style" or "script" while inside one
        self.text = ""  # of that element
        self.start = 1  # its line

    def read(self, html: str) -> None:
        """All of a page."""
        try:
            self.feed(SHORT_COMMENT.sub("", html).replace("--!>", "-->"))
            self.close()
        except AssertionError:  # the parser's way of giving up on `<![…`; what follows is unknown, and so not clean
            self.report("unreadable markup")

    def handle_element(self, tag: str, given: dict[str, str]) -> None:
        """For those who want to know more of a page: an element and its attributes."""

    def report(self, element: str, address: str = "") -> None:
        self.found.append(ForeignRequest(self.getpos()[0], element, address))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._finish()
        given = {name: value or "" for name, value in reversed(attrs)}  # of two equal names, the first counts
        for name, value in given.items():
            self._check(tag, name, fetched(tag, name, value, given))
        self.handle_element(tag, given)
        if tag == "style" or _is_program(tag, given):
            self.raw, self.start = tag, self.getpos()[0]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)  # in HTML, `<style/>` is open

    def handle_endtag(self, tag: str) -> None:
        self._finish()

    def handle_data(self, data: str) -> None:
        if self.raw:
            self.text += data

    def handle_pi(self, data: str) -> None:
        if data.startswith("xml-stylesheet"):
            self._check("xml-stylesheet", "href", PROCESSING_HREF.findall(data))

    def handle_decl(self, decl: str) -> None:
        if "<!entity" in decl.lower():
            self.report("declared entity")

    def close(self) -> None:
        super().close()
        self.handle_data(self.rawdata)  # what the parser kept back of a style that is never closed
        self._finish()

    def _check(self, tag: str, name: str, addresses: Iterable[str]) -> None:
        if name.startswith("on") or (name == "srcdoc"):
            self.report(f"{tag} {name}")
        for address in addresses:
            if is_foreign(address, self.base_url):
                self.report(f"{tag} {name}", address)

    def _finish(self) -> None:
        """What stood in the style or script that ends here. In SVG its text holds entities."""
        if self.raw == "script" and self.text.strip():
            self.found.append(ForeignRequest(self.start, "script in the page", ""))
        elif self.raw == "style":
            styles = foreign_in_style(self.text, self.base_url) or foreign_in_style(unescape(self.text), self.base_url)
            self.found += (style._replace(line=self.start + style.line - 1) for style in styles)
        self.raw = self.text = ""


def _is_program(tag: str, given: dict[str, str]) -> bool:
    return tag == "script" and given.get("type", "").strip().lower() not in DATA_BLOCKS


def fetched(tag: str, name: str, value: str, given: dict[str, str]) -> Iterable[str]:
    """The addresses in one attribute that opening the page fetches."""
    if name in FETCHED or (name in ("href", "xlink:href") and _shows_target(tag, given)):
        return [value]
    if name in SOURCE_SETS:
        return SOURCE.findall(value)
    if name in STYLED:
        return [address for _, address in _style_addresses(value)]
    if tag in ANIMATED and name in ("to", "from", "by", "values"):
        return value.split(";")
    if tag == "meta" and name == "content" and given.get("http-equiv", "").strip().lower() == "refresh":
        return REFRESH.findall(value)[:1]
    return ()


def _shows_target(tag: str, given: dict[str, str]) -> bool:
    relations = given.get("rel", "").lower().split()
    return tag in SHOWN or (tag == "link" and not FETCHING_RELATIONS.isdisjoint(relations))
