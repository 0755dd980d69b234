"""Gutenberg: blocks marked by comments (`<!-- wp:image {"id":5} -->`), turned into the HTML that they show.

Most blocks hold that HTML already, so that only their marks go. Classic text between blocks gets its paragraphs.
Source: https://developer.wordpress.org/block-editor/getting-started/fundamentals/markup-representation-block/
"""

from __future__ import annotations

import re

from ..markup.tags import names
from .paragraphs import paragraphs

_MARK = re.compile(r"<!--\s*(?P<end>/?)wp:(?P<name>[a-z][\w-]*(?:/[a-z][\w-]*)?)\s+(?P<rest>[^<>]*)-->")
_HOLDS_BLOCKS = re.compile(r"<!--\s*wp:[a-z]")
# Blocks of WordPress whose HTML says all that they show.
_COMPLETE = names(
    "audio button buttons classic code column columns cover details embed file footnotes freeform gallery group "
    "heading html image list list-item math media-text missing more nextpage paragraph preformatted pullquote quote "
    "separator shortcode spacer subhead table text-columns verse video accordion accordion-item "
    "accordion-heading accordion-panel jetpack/tiled-gallery jetpack/slideshow jetpack/markdown videopress/video"
)
# A cover whose photo is only named in its style, and the address of that.
_COVER = re.compile(
    r"<div\b[^<>]{0,300}\bwp-block-cover\b[^<>]{0,300}\bbackground-image:\s{0,9}"
    r"url\((?:&quot;|&#039;|')?([^()<>\"']{1,900}?)(?:&quot;|&#039;|')?\)[^<>]{0,300}>"
)
_DEPTH = 100  # of blocks in one another
_CLASSIC = ("freeform", "classic", "shortcode")


def holds_blocks(html: str) -> bool:
    return bool(_HOLDS_BLOCKS.search(html))


def unfolded(html: str) -> tuple[str, list[str]]:
    """The HTML that the blocks show, and the blocks of which something cannot be shown: "block acme/map"."""
    if "background-image" in html:
        html = _COVER.sub(r'\g<0><img src="\1" alt="">', html)
    pieces: list[str] = []
    unknown: list[str] = []
    opened: list[str] = []
    position = 0
    for mark in _MARK.finditer(html):
        pieces.append(_inside(html[position : mark.start()], opened))
        position = mark.end()
        name = mark["name"].removeprefix("core/")
        if mark["end"]:
            _close(opened, name)
        else:
            if not _is_complete(name):
                unknown.append(f"block {name if '/' in name else f'core/{name}'}")
            if not mark["rest"].rstrip().endswith("/") and len(opened) < _DEPTH:
                opened.append(name)
    pieces.append(_inside(html[position:], opened))
    return "".join(pieces), unknown


def _inside(html: str, opened: list[str]) -> str:
    if opened and opened[-1] not in _CLASSIC:
        return html
    return paragraphs(html) if html.strip() else html


def _close(opened: list[str], name: str) -> None:
    if name in opened:
        while opened.pop() != name:
            pass


def _is_complete(name: str) -> bool:
    return name in _COMPLETE or name.startswith("core-embed/")
