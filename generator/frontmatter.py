"""Front matter taken off a text, and the body below it. What the keys mean is content's business."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from .model import Value
from .typed import Complaint, Field, TypedError, mapping, plain_mapping

LARGEST = 65_536  # characters; a day needs a few hundred
_BOM = b"\xef\xbb\xbf"
_OPENING = re.compile(r"\n*([-–—]+)[^\S\n]*(?:\n|\Z)")
_CLOSING = re.compile(r"\n(?:([-–—]+)|[.]{3})[^\S\n]*(?=\n|\Z)")


class Document(Value, frozen=True):
    """A text taken apart."""

    fields: tuple[Field, ...]
    body: str
    body_line: int  # the line of the file on which the body begins


def normalized(data: bytes) -> str:
    """The text of a file: UTF-8 with or without a byte order mark, any line ends turned to \\n.

    Raises UnicodeDecodeError.
    """
    text = (data[len(_BOM) :] if data.startswith(_BOM) else data).decode()
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def body_text(data: bytes, line: int) -> str:
    """The body of a file that is known to begin on `line`."""
    return normalized(data).split("\n", line - 1)[-1]


def split(text: str) -> Document:
    """Take front matter off a text whose lines end in \\n. Raises TypedError."""
    opening = _OPENING.match(text)
    if not opening or not _is_fence(opening[1]):
        return Document((), text, 1)
    begin, end, body = _borders(text, opening)
    # As many empty lines stand before the first as the file has, to keep line numbers true.
    head = "\n" * text.count("\n", 0, begin) + text[begin:end]
    if len(head) > LARGEST:
        raise TypedError(Complaint(1, "the front matter is longer than 64 KiB", "keep the text below it"))
    fields = plain_mapping(head)
    if fields is None:
        fields = _handler().load(head)["fields"]
    return Document(tuple(fields), text[body:], text.count("\n", 0, body) + 1)


def _borders(text: str, opening: re.Match[str]) -> tuple[int, int, int]:
    """Where the lines between the fences begin and end, and where the body begins."""
    begin = opening.end()
    for closing in _CLOSING.finditer(text, begin - 1):
        if closing[1] is None or _is_fence(closing[1]):
            return begin, closing.start(), closing.end() + 1
    line = text.count("\n", 0, opening.start(1)) + 1
    message = f"the front matter that begins on line {line} is never closed"
    raise TypedError(Complaint(line, message, "put a line of three hyphens below it"))


def _is_fence(dashes: str) -> bool:
    """Three hyphens or more; a phone turns two of them into one dash."""
    return len(dashes) >= 3 or sum(1 if sign == "-" else 2 for sign in dashes) >= 3


@lru_cache(maxsize=1)
def _handler() -> Any:
    """python-frontmatter's YAML handler, with scalars as they stand."""
    from frontmatter.default_handlers import YAMLHandler

    class Handler(YAMLHandler):
        def load(self, fm: str, **_: object) -> dict[str, Any]:
            return {"fields": mapping(fm)}

    return Handler()
