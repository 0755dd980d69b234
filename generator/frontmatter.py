"""Front matter taken off a text, and the body below it. What the keys mean is content's business."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from .model import Value
from .typed import Complaint, Field, TypedError, mapping

LARGEST = 65_536  # characters; a day needs a few hundred


class Document(Value, frozen=True):
    """A text taken apart."""

    fields: tuple[Field, ...]
    body: str
    body_line: int  # the line of the file on which the body begins


def normalized(data: bytes) -> str:
    """The text of a file: UTF-8 with or without a byte order mark, any line ends turned to \\n.

    Raises UnicodeDecodeError.
    """
    return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


def body_text(data: bytes, line: int) -> str:
    """The body of a file that is known to begin on `line`."""
    return normalized(data).split("\n", line - 1)[-1]


def _is_fence(line: str) -> bool:
    """Three hyphens or more; a phone turns two of them into one dash."""
    line = line.rstrip()
    return bool(line) and not line.strip("-–—") and sum(1 if sign == "-" else 2 for sign in line) >= 3


@lru_cache(maxsize=1)
def _handler() -> Any:
    """python-frontmatter's YAML handler, with fences as they are typed and scalars as they stand."""
    from frontmatter.default_handlers import YAMLHandler

    class Handler(YAMLHandler):
        def detect(self, text: str) -> bool:
            return _is_fence(text.lstrip("\n").partition("\n")[0])

        def split(self, text: str) -> tuple[str, str]:
            return _taken_off(text)

        def load(self, fm: str, **_: object) -> dict[str, Any]:
            return {"fields": mapping(fm)}

    return Handler()


def _taken_off(text: str) -> tuple[str, str]:
    """Front matter and body. As many empty lines stand before the first as the file has, to keep line numbers true."""
    lines = text.split("\n")
    first = next(number for number, line in enumerate(lines) if line.strip())
    for number in range(first + 1, len(lines)):
        if _is_fence(lines[number]) or lines[number].rstrip() == "...":
            head = "\n" * (first + 1) + "\n".join(lines[first + 1 : number])
            return head, "\n".join(lines[number + 1 :])
    message = f"the front matter that begins on line {first + 1} is never closed"
    raise TypedError(Complaint(first + 1, message, "put a line of three hyphens below it"))


def split(text: str) -> Document:
    """Take front matter off a text whose lines end in \\n. Raises TypedError."""
    handler = _handler()
    if not handler.detect(text):
        return Document((), text, 1)
    head, body = handler.split(text)
    if len(head) > LARGEST:
        raise TypedError(Complaint(1, "the front matter is longer than 64 KiB", "keep the text below it"))
    return Document(tuple(handler.load(head)["fields"]), body, text.count("\n") - body.count("\n") + 1)
