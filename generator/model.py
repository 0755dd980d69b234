"""The values that the steps hand to one another, and nothing that acts.

Every value is a frozen `msgspec.Struct`: immutable and slotted like a frozen dataclass, but built ten times as fast and
encoded to bytes in C, which is what makes the fingerprint of a page cheaper than a look at its file. Relations are
keys (a source path, an address), never pointers, so that no value can hold another one alive or out of date.

Paths are relative to the journal's root, with `/`. Addresses are root-relative, without base_url's path.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Literal

import msgspec


class Value(msgspec.Struct, frozen=True, gc=False):
    """Base of all values. They form trees, so the cycle collector need not look at them."""


class Problem(Value, frozen=True, order=True):
    """One complaint about what an author gave us; a warning is one that does not stop the build."""

    path: str
    line: int  # counted from the top of the file; 1 where the whole file is meant
    message: str
    hint: str = ""
    warning: bool = False

    def __str__(self) -> str:
        label = "warning: " if self.warning else ""
        return f"{self.path}:{self.line}: {label}{self.message}" + (f"; {self.hint}" if self.hint else "")


class Stamp(Value, frozen=True, array_like=True):
    """A file as a look at its directory shows it."""

    size: int
    mtime_ns: int


class Failed(Exception):
    """A build that stops, for these reasons."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)


# --- What one source file says -------------------------------------------------------------------------------------


class Image(Value, frozen=True):
    """A photo as the author names it, in front matter or in the body."""

    name: str
    alt: str | None = None  # None: not given; "": the author says it is decoration
    caption: str = ""
    line: int = 1


class Reference(Value, frozen=True):
    """A place in a body that names something of the journal: the target of a link or the name of a photo."""

    target: str  # exactly as written, entities decoded
    photo: bool  # True where it stands as an image, False where it stands as a link
    line: int


class Survey(Value, frozen=True):
    """All that other pages need to know of a body without rendering it again."""

    excerpt: str = ""  # plain text, typography applied: up to <!--more-->, else the first paragraph
    more: bool = False  # the body holds <!--more-->
    references: tuple[Reference, ...] = ()
    missing_alts: tuple[str, ...] = ()  # addresses of images in the body whose alt text was not written
    script: bool = False  # the body shows something that loads on a click
    problems: tuple[tuple[int, str, str, bool], ...] = ()  # line, message, hint, warning


class Head(Value, frozen=True):
    """What one entry or static page says, without its body: all that other pages show or depend on."""

    source: str  # "content/entries/2016/2016-05-17-unterstuetzen.md"
    kind: Literal["entry", "page"]
    digest: str  # of the source's bytes
    slug: str  # for a page: its address without the slashes at both ends, "reisen/wien"
    title: str  # typography applied; empty where none is written
    body_line: int = 1  # the line of the file on which the body begins
    date: dt.date = dt.date.min
    time: dt.time | None = None
    day: int | None = None
    day_line: int = 0  # 0: not written, but counted from first_day
    place: str = ""
    left_empty: tuple[str, ...] = ()  # keys, in English, that stand there without a value
    tags: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    draft: bool = False
    description: str = ""
    updated: dt.date | None = None
    guid: str = ""
    aliases: tuple[tuple[str, int], ...] = ()  # address, line
    comments_open: bool = True
    comments_digest: str = ""  # of the file with archived comments; empty where there is none
    comments_count: int = 0
    toot: str = ""  # the address of a post on Mastodon whose replies are comments
    survey: Survey = Survey()


class Reading(Value, frozen=True):
    """The outcome of reading one source: its head, unless problems prevented one, and every complaint."""

    head: Head | None
    problems: tuple[Problem, ...] = ()


class Comment(Value, frozen=True):
    """One archived comment, cleaned, with the answers to it."""

    id: str
    name: str
    date: dt.datetime
    html: str
    site: str = ""
    parent_name: str = ""  # whom it answers; empty at the top of a thread
    mention: bool = False  # a pingback or trackback
    replies: tuple[Comment, ...] = ()


# --- What a reference leads to --------------------------------------------------------------------------------------


class Variant(Value, frozen=True):
    """One encoded size of a photo."""

    address: str
    width: int
    height: int


class Photo(Value, frozen=True, tag="photo"):
    """A photo as a page shows it: upright, without metadata, in several sizes."""

    name: str  # as the author wrote it, "IMG_7476"
    variants: tuple[Variant, ...]  # WebP, narrow to wide
    fallback: Variant  # JPEG
    alt: str | None = None  # None: not written, so the page says "Foto zu Tag 868"; "": decoration
    caption: str = ""


class MissingPhoto(Value, frozen=True, tag="missing"):
    """A photo that was not found; the page shows its name, as the old site did."""

    name: str
    caption: str = ""


class Target(Value, frozen=True, tag="target"):
    """An address of this site that a link leads to."""

    address: str


Resolution = Photo | MissingPhoto | Target


class Resolved(Value, frozen=True):
    """What the references of one source lead to, and what is wrong with them."""

    references: tuple[tuple[str, bool, Resolution], ...] = ()
    photos: tuple[Photo | MissingPhoto, ...] = ()
    attachments: tuple[tuple[str, str], ...] = ()  # address, path of the file
    undescribed: tuple[
        tuple[str, int], ...
    ] = ()  # name and line of photos that have no alt text, wherever it may stand
    problems: tuple[Problem, ...] = ()
    files: tuple[str, ...] = ()  # the photos among them, by path
