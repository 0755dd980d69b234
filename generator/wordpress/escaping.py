"""Plain text spelled so that the journal's Markdown (markup.dialect) shows it as it is: nothing in it means anything.

As little as possible is escaped, so that prose stays readable. What has a meaning anywhere is escaped in `text`, what
has one at the beginning of a line only in `lines`. Straight quotes, dashes and dots are left to German typography.
"""

from __future__ import annotations

import re

from ..markup import MarkupError, limits
from ..markup.typography import MONTHS

BREAK = "\x1f"  # stands for a line break until `lines` or `one_line` writes it; no export holds it, it is cleaned
MORE = "\x1b"  # stands for "<!--more-->", likewise

_ANYWHERE = re.compile(
    r"[\\`*\[\]{|]|_(?:(?<![^\W_]_)|(?![^\W_]))|!(?=\Z)|(?P<tag><(?=[a-zA-Z/!?<]|[^\s<>]*(?:@|\Z)))|(?P<entity>&(?=#|\w+;|\Z))"
)
_ENTITIES = {"<": "&lt;", "&": "&amp;", ":": "&#58;", "~": "&#126;", "=": "&#61;"}
_LINE_START = re.compile(
    r"(?P<dash>-{2,3}\Z)|(?P<note>\[(?:\^[^\]]*|[^\[\]]*)\]:)"
    rf"|(?P<number>\d+)(?=\.(?:\s|\Z))(?!\.[ ](?:{MONTHS})(?!\w))"
    r"|(?P<sign>#(?=#{0,5}(?:\s|\Z))|>|[+-](?=\s|\Z|[ -]*\Z)|:(?=\s|\Z)|~(?=~~)|=(?==*\s*\Z))"
)
_BEFORE_OTHERS = ("!", "&")  # these mean something only by what follows
_ESCAPED = re.compile(r"\\([\[\]*_])|<(?![a-zA-Z/!])")
_SPACES = " \t\n\r\f"  # those that HTML collapses; others show
_FIRST_SPACE = re.compile(r"\A\s")
_LAST_SIGNS = re.compile(r"(?<!\\)(#+)\Z")


def text(value: str, *, alone: bool = False) -> str:
    """Text to stand anywhere in a paragraph; `alone`: with nothing after it on its line."""
    if alone and value[-1:] in _BEFORE_OTHERS:
        return _ANYWHERE.sub(_escaped, value[:-1]) + value[-1:]
    return _ANYWHERE.sub(_escaped, value)


def _escaped(found: re.Match[str]) -> str:
    return _ENTITIES.get(found[0]) or "\\" + found[0]


def lines(inline: str) -> str:
    """A paragraph's inline Markdown, each line of it safe at its beginning, with line breaks written out."""
    result: list[str] = []
    for part in inline.strip(_SPACES + BREAK).split(BREAK):
        if part.startswith(MORE) and result:  # where it began a line, it would end the paragraph
            result[-1] += MORE
            part = part[1:]
        line = _line(part)
        if line or not result:
            result.append(line)
        else:
            result[-1] += "<br>"  # an empty line would end the paragraph
    return "  \n".join(result)


def one_line(inline: str) -> str:
    """The same where only one line has room: in a heading, a cell, a term."""
    line = _line(inline.strip(_SPACES + BREAK).replace(BREAK, "<br>"))
    return line


def heading(inline: str) -> str:
    return _LAST_SIGNS.sub(lambda found: "\\#" * len(found[1]), one_line(inline))


def endurable(block: str) -> str:
    """A block with so many signs that the journal would refuse to read it has them as entities, which cost nothing."""
    try:
        limits.check(block)
    except MarkupError:
        return _ESCAPED.sub(lambda found: f"&#{ord(found[0][-1])};", block)
    return block


def _line(part: str) -> str:
    line = _FIRST_SPACE.sub(lambda found: f"&#{ord(found[0])};", part.strip(_SPACES).rstrip())
    return _LINE_START.sub(_at_start, line, count=1) if _LINE_START.match(line) else line


def _at_start(found: re.Match[str]) -> str:
    if found["number"]:
        return found[0] + "\\"
    if found["note"]:
        return found[0][:-1] + _ENTITIES[":"]
    if found["dash"]:
        return "–"  # what typography makes of them, which leaves alone what is escaped
    return _ENTITIES.get(found[0]) or "\\" + found[0]
