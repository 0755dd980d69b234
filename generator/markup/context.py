"""What the rendering of one body may depend on beside its text, and the error that says it cannot be rendered."""

from __future__ import annotations

from ..model import MissingPhoto, Photo, Resolution, Value


class MarkupError(Exception):
    """A body that cannot be turned into HTML, such as quotes nested a thousand deep."""

    def __init__(self, message: str, hint: str = "", line: int = 1) -> None:
        super().__init__(message, hint, line)  # all of them, so that it crosses a process pool
        self.message = message
        self.hint = hint
        self.line = line  # of the body, counted from 1

    def __str__(self) -> str:
        return self.message


class Context(Value, frozen=True):
    """All that decides how a body looks, beside its text and the version of this package."""

    references: tuple[tuple[str, bool, Resolution], ...] = ()  # target as written, stands as an image, what it leads to
    photos: tuple[Photo | MissingPhoto, ...] = ()  # of front matter: placed after the first top-level paragraph
    base: str = ""  # before every root-relative address: "/blog", or "https://host/blog" for feeds
    page: str = ""  # for feeds: the absolute address of the entry, before bare fragments (#fn:1)
    prefix: str = ""  # before every id and the fragments that lead to it, where several entries share a page
    cut: bool = False  # end at <!--more-->
    day: int | None = None  # for an alt text that is missing: "Foto zu Tag 868", or just "Foto"

    @property
    def missing_alt(self) -> str:
        return "Foto" if self.day is None else f"Foto zu Tag {self.day}"
