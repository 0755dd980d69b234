"""Shortcodes as WordPress reads them: `[name key="value"]`, alone or around a text, and `[[name]]` for the bare text.

Knows their syntax only; what each of them becomes is said in `expansions`.
Source: https://codex.wordpress.org/Shortcode_API
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import unescape

from ..model import Value

_DEPTH = 5  # of shortcodes in one another
# A tag, which is passed over, or a shortcode.
_TOKEN = re.compile(
    r"<(?:!--|/?[a-zA-Z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*+>)"
    r"|(?P<escaped>\[)?\[(?P<name>[a-zA-Z][\w-]*)(?P<attributes>(?:[\s=:/][^\[\]]*)?)\](?(escaped)\])"
)
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))|"([^"]*)"|'([^']*)'|(\S+)""")
_QUOTES = str.maketrans({"“": '"', "”": '"', "″": '"', "„": '"', "‘": "'", "’": "'", "′": "'"})
# What is in brackets is prose ("[sic]", "[…]") unless it looks like no author's word.
_CLEARLY = re.compile(r"[\w-]+\s+[\w-]+\s*=|[a-z0-9]+[_-][a-z]|[\w-]+\s*/\Z")


class Shortcode(Value, frozen=True):
    name: str
    attributes: Mapping[str, str]  # names in lower case
    values: tuple[str, ...]  # those without a name
    content: str  # what it encloses, its own shortcodes not expanded
    source: str  # its start tag, as it was written

    def get(self, *names: str) -> str:
        """The first of these attributes that is there and not empty."""
        return next((value for name in names if (value := self.attributes.get(name, ""))), "")


Expansion = Callable[[Shortcode], str]


class Shortcodes:
    """Expands shortcodes by their names; those that none is given for are `unknown` and stay as text."""

    def __init__(self, expansions: Mapping[str, Expansion]) -> None:
        self._expansions = expansions
        self.unknown: list[str] = []

    def expand(self, html: str, depth: int = _DEPTH) -> str:
        """`html` with what its shortcodes become."""
        if "[" not in html or not depth:
            return html
        pieces: list[str] = []
        position = 0
        endings = _Endings(html)
        while found := _TOKEN.search(html, position):
            pieces.append(html[position : found.start()])
            position = found.end()
            if not found["name"]:
                pieces.append(found[0])
            elif found["escaped"]:
                known = found["name"] in self._expansions
                pieces.append(f"&#91;{found[0][2:-1]}" if known else found[0])
            else:
                end, after = endings.of(found["name"], position)
                pieces.append(self._shortcode(found, html[position:end] if after else "", bool(after), depth))
                known = found["name"] in self._expansions
                position = after if after and known else position
        return "".join(pieces) + html[position:]

    def _shortcode(self, found: re.Match[str], content: str, encloses: bool, depth: int) -> str:
        name = found["name"]
        expansion = self._expansions.get(name)
        if expansion is None:
            if encloses or _CLEARLY.match(found[0][1:-1]):
                self.unknown.append(found[0])
            return found[0]
        attributes, values = _attributes(found["attributes"])
        if not _keeps_content(name):
            content = self.expand(content, depth - 1)
        return expansion(Shortcode(name, attributes, values, content, found[0]))


def _keeps_content(name: str) -> bool:
    return name in ("code", "sourcecode", "source")


class _Endings:
    """Finds end tags. What was found once is remembered, so that no text takes more than one look for each name."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._next: dict[str, int] = {}

    def of(self, name: str, start: int) -> tuple[int, int]:
        """Where the content of a shortcode ends, and where its end tag does; zeros for one that stands alone."""
        closing = f"[/{name}]"
        end = self._next.get(name, 0)
        if 0 <= end < start:
            end = self._next[name] = self._html.find(closing, start)
        if end < 0 or self._html.find(f"[{name}", start, end) >= 0:
            return 0, 0
        return end, end + len(closing)


def _attributes(text: str) -> tuple[dict[str, str], tuple[str, ...]]:
    named: dict[str, str] = {}
    values: list[str] = []
    if text[:1] in ("=", ":"):  # [youtube=https://…], [audio:https://…]
        text = f'"{text[1:].strip()}"'
    for found in _ATTRIBUTE.finditer(unescape(text.rstrip("/ ")).translate(_QUOTES) if text else ""):
        if found[1]:
            named[found[1].lower()] = found[2] or found[3] or found[4] or ""
        else:
            values.append(found[5] or found[6] or found[7] or "")
    return named, tuple(values)
