"""The paragraphs of a classic post, as WordPress makes them when it shows one (its function wpautop).

A blank line, or two line breaks in a row, part paragraphs; a line end inside one is a line break; block elements, what
stands preformatted and the insides of tags are left alone. Comments are taken out before (cleaning).
Source: https://developer.wordpress.org/reference/functions/wpautop/ (the documented behaviour, not its code).
"""

from __future__ import annotations

import re

_KEPT = ("pre", "script", "style", "textarea", "svg", "object", "select")  # their line ends are their own
_BLOCKS = (
    "table|thead|tfoot|tbody|caption|colgroup|col|tr|td|th|div|dl|dd|dt|ul|ol|li|form|map|area|blockquote|address|p"
    "|h[1-6]|hr|fieldset|legend|section|article|aside|hgroup|header|footer|nav|main|figure|figcaption|details|summary"
    f"|menu|center|{'|'.join(_KEPT)}"
)
_TAG = re.compile(rf"<(?P<end>/?)(?P<name>{_BLOCKS})(?=[\s/>])(?:[^<>\"']|\"[^\"]*\"|'[^']*')*+>", re.IGNORECASE)
_TAG_OF_LINES = re.compile(r"</?[a-z][^<>\n]*\n[^<>]*>", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>[ \t]*\n?", re.IGNORECASE)
_BREAKS = re.compile(r"<br\s*/?>[ \t\n]*<br\s*/?>", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n[ \t]*\n[ \t\n]*")
_SPACES = " \t\n"  # not those that an author set so that they do not break
# Text right after the start tag of one of these gets a paragraph; after that of any other it is the element's own.
_HOLD_PARAGRAPHS = ("", "blockquote", "hr")


def paragraphs(html: str) -> str:
    """HTML in which every paragraph and line break is an element. What has them already stays as it is."""
    if "\n" not in html and "<" not in html:
        return _set(html, "")
    pieces: list[str] = []
    position, before = 0, ""  # the element whose start tag stands right before
    endless: set[str] = set()
    while tag := _TAG.search(html, position):
        pieces.append(_set(html[position : tag.start()], before))
        name = tag["name"].lower()
        position = tag.end()
        before = "" if tag["end"] else name
        if name in _KEPT and before and name not in endless:
            position, before = _end_of(html, name, position, endless), ""
        pieces.append(html[tag.start() : position])
    pieces.append(_set(html[position:], before))
    return "".join(pieces)


def _end_of(html: str, name: str, start: int, endless: set[str]) -> int:
    end = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(html, start)
    if end is None:
        endless.add(name)
    return end.end() if end else start


def _set(text: str, before: str) -> str:
    """The text between two block tags; the first part of it may belong to the element that begins before it."""
    if not text.strip(_SPACES):
        return text
    text = _BREAKS.sub("\n\n", _TAG_OF_LINES.sub(lambda tag: tag[0].replace("\n", " "), text))
    parts = [part for part in _BLANK_LINES.split(text.strip(_SPACES)) if part]
    if not parts:
        return ""
    own = before not in _HOLD_PARAGRAPHS
    return "\n".join([_with_breaks(parts[0])] * own + [f"<p>{_with_breaks(part)}</p>" for part in parts[own:]])


def _with_breaks(text: str) -> str:
    lines = _BREAK.sub("\n", text).split("\n")
    return "<br>\n".join(lines)
