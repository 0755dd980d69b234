"""HTML as an author's browser gets it: the page as it was written, and the script that keeps it up to date.

What a browser has to know of its page is a small value, a look: by comparing the one that it has with the one of now
it finds out whether to load the page again, to exchange style sheets, or to leave all as it is. No event can be lost
by that, and none has to be remembered for a browser that was away.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from urllib.parse import urljoin

from ..ledger import digest
from ..model import Value

SCRIPT = "/.tagwerk/reload.js"
EVENTS = "/.tagwerk/events"
NOTHING = b"<!doctype html><html lang=en><meta charset=utf-8><title>Tagwerk</title><p>There is nothing to show yet.\n"
_LINK = re.compile(rb"<link\b[^>]*>", re.IGNORECASE)
_ATTRIBUTE = rb"""[\s"']%b\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))"""
_RELATION, _ADDRESS = (re.compile(_ATTRIBUTE % name, re.IGNORECASE) for name in (b"rel", b"href"))
_FETCHED = re.compile(_ATTRIBUTE % b"(?:src|srcset|poster|data)", re.IGNORECASE)
_HEAD_ENDS = re.compile(rb"</head\s*>", re.IGNORECASE)

Stamp = Callable[[str], str]  # of the file that an address leads to; empty where it is none of the site's


class Look(Value, frozen=True):
    """What a browser shows of a page."""

    version: str  # of the page without the addresses of its style sheets, and of the files that it shows
    styles: tuple[str, ...] = ()  # address of each style sheet, with what changes when it does


def look(page: bytes, address: str, stamp: Stamp) -> Look:
    """The look of a page whose bytes these are, at `address`."""
    sheets = [_joined(address, _value(_ADDRESS, link)) for link in _LINK.findall(page) if _is_style(link)]
    bare = _LINK.sub(lambda link: b"<link>" if _is_style(link[0]) else link[0], page)
    shown = (stamp(file) for file in sorted({_joined(address, file) for file in _fetched(page)}))
    version = digest(bare + " ".join(shown).encode()).hex()
    return Look(version, tuple(f"{sheet}?{stamp(sheet)}" for sheet in sheets))


def with_script(page: bytes, look: Look) -> bytes:
    """The page with the script that keeps it up to date. It stands in no page itself, so that a Content Security
    Policy that forbids scripts in pages does not forbid it."""
    styles = html.escape(" ".join(look.styles))
    tag = f'<script src="{SCRIPT}" data-version="{look.version}" data-styles="{styles}" defer></script>'.encode()
    end = _HEAD_ENDS.search(page)
    place = end.start() if end else len(page)
    return page[:place] + tag + page[place:]


def _is_style(link: bytes) -> bool:
    return "stylesheet" in _value(_RELATION, link).lower().split()


def _fetched(page: bytes) -> Iterator[str]:
    """Every address that the page may fetch a file from to show it; a `srcset` holds several."""
    for match in _FETCHED.finditer(page):
        value = _decoded(match)
        yield from (part.split()[0] for part in value.split(",") if part.strip())


def _joined(address: str, file: str) -> str:
    try:
        return urljoin(address, file)
    except ValueError:  # "http://[": an author may write anything
        return ""


def _value(attribute: re.Pattern[bytes], tag: bytes) -> str:
    match = attribute.search(tag)
    return _decoded(match) if match else ""


def _decoded(match: re.Match[bytes]) -> str:
    return html.unescape((match[1] or match[2] or match[3] or b"").decode("utf-8", "replace"))
