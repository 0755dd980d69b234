"""A short way for plain prose, which Python-Markdown takes ten times as long for: the same HTML, byte for byte.

`plain` renders a paragraph that holds nothing but words, simple *emphasis* and **strong** words, and line breaks.
It may say None to anything; it may never be wrong (tests/markdown_equality.py compares). `Shortcuts` lets
Python-Markdown see one stand-in for each run of such paragraphs, so that a document pays only for what is not plain.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown import Markdown

_BLANK_LINE = re.compile(r"(?<=\n) +\n")

# What may start something at the beginning of a line: heading, list, quote, rule, table, fence, definition.
_LINE_START = re.compile(r"\n(?: *(?:[#=+|]|-|\d+\.(?: |$)|:(?: |$)|\*(?!\*?[^\s*])|~~~|_)|    )", re.MULTILINE)
_SPECIAL = re.compile(r"[\\`\[<>&{|\x02\x03\t\r]|  \n|(?<![^\W_])_|_(?![^\W_])")
_EMPHASIS = re.compile(r"(?<!\*)(\*\*?)(?=[^\s*])([^*]+)(?<=\S)\1(?!\*)")
_STAND_IN = re.compile(r"<p>\x02plain:(\d+)\x03</p>")

# A definition makes a term of the paragraph before it; raw HTML, fences and abbreviations reach into other paragraphs.
_FAR_REACHING = re.compile(r"<|```|~~~|\*\[|\n {0,3}:(?: |\n|$)")


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


def plain(block: str, line_breaks: bool) -> str | None:
    """The HTML of a block between blank lines, or None if it may be more than a plain paragraph."""
    if block[:1].isspace() or _SPECIAL.search(block) or _LINE_START.search("\n" + block):
        return None
    return _inner(block, line_breaks)


def _inner(block: str, line_breaks: bool) -> str | None:
    if "*" in block:
        block = _EMPHASIS.sub(_emphasis, block)
        if "*" in block:
            return None
    return block.replace("\n", "<br>\n") if line_breaks else block


def _emphasis(match: re.Match[str]) -> str:
    tag = "em" if len(match[1]) == 1 else "strong"
    return f"<{tag}>{match[2]}</{tag}>"
