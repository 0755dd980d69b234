"""A short way for plain prose, which Python-Markdown takes ten times as long for: the same HTML, byte for byte.

`plain` renders a paragraph that holds nothing but words, simple *emphasis* and **strong** words, and line breaks.
It may say None to anything; it may never be wrong (tests/markdown_equality.py compares). What stands between plain
paragraphs goes the long way (stand_ins).
"""

from __future__ import annotations

import re

_BLANK_LINE = re.compile(r"(?<=\n) +\n")

# Any of these may be Markdown wherever it stands. One search for each is faster than one expression for all.
_SPECIAL = ("[", "<", "`", "\\", "&", ">", "{", "|", "  \n")
_UNDERSCORE = re.compile(r"_(?:(?<![^\W_]_)|(?![^\W_]))")  # but for one inside a word: IMG_7476
# These may begin something else than a paragraph at the beginning of a line: heading, list, rule, definition, fence.
_LINE_START = re.compile(r"\n *(?:[#=+-]|\d+\.|:(?:[ \n]|\Z)|\*(?!\*?[^\s*])|~~~)")
_EMPHASIS = re.compile(r"(?<!\*)(\*\*?)(?=[^\s*])([^*]+)(?<=\S)\1(?!\*)")
_BLANK_LINE_PART = re.compile(r"\n\s+(?:<|\Z)|\n\s*\n")  # white space that does not survive a line break


def normalized(source: str) -> str:
    """The source as Python-Markdown's preprocessor "normalize_whitespace" hands it on."""
    if "\x02" in source or "\x03" in source:
        source = source.replace("\x02", "").replace("\x03", "")
    if "\r" in source:
        source = source.replace("\r\n", "\n").replace("\r", "\n")
    source += "\n\n"
    if "\t" in source:
        source = source.expandtabs(4)
    return _BLANK_LINE.sub("\n", source) if "\n " in source else source


def plain_document(source: str, line_breaks: bool) -> str | None:
    """The HTML of a document that holds nothing but plain paragraphs, or None. `source` is normalized."""
    if _holds_more(source):
        return None
    paragraphs: list[str] = []
    for block in source.split("\n\n"):
        block = block.lstrip("\n")
        if block:
            inner = _inner(block, line_breaks)
            if inner is None:
                return None
            paragraphs.append(inner)
    return paragraphs_of(paragraphs)


def paragraphs_of(inner: list[str]) -> str:
    return "<p>" + "</p>\n<p>".join(inner) + "</p>" if inner else ""


def plain(block: str, line_breaks: bool) -> str | None:
    """The inner HTML of a block between blank lines, or None if it may be more than a plain paragraph."""
    return None if _holds_more(block) else _inner(block, line_breaks)


def _holds_more(text: str) -> bool:
    for special in _SPECIAL:
        if special in text:
            return True
    return bool(("_" in text and _UNDERSCORE.search(text)) or _LINE_START.search("\n" + text))


def _inner(block: str, line_breaks: bool) -> str | None:
    if block[0].isspace():
        return None
    if "*" in block:
        block = _EMPHASIS.sub(_emphasis, block)
        if "*" in block:
            return None
    if line_breaks and "\n" in block:
        return None if _BLANK_LINE_PART.search(block) else block.replace("\n", "<br>\n")
    return block


def _emphasis(match: re.Match[str]) -> str:
    tag = "em" if len(match[1]) == 1 else "strong"
    return f"<{tag}>{match[2]}</{tag}>"
