"""One source read: what an entry or a static page says of itself, and what is wrong with it."""

from __future__ import annotations

import datetime as dt
import posixpath
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from ..aliases import is_segment
from ..config import Config
from ..dates import parse_date
from ..frontmatter import Document, normalized, split
from ..ledger import digest
from ..markup import Markup, typography
from ..model import Head, Problem, Reading
from ..slugs import slugify
from ..typed import Field, TypedError
from . import comments
from .fields import KEYS, Wrong, nearest, value
from .source import source_bytes

_MARK = re.compile(r"\[([A-ZÄÖÜ][^\[\]\n]*)\](?![(\[:])")  # of a sample page that its author has yet to fill in
LEGAL = ("impressum", "datenschutz")
_DATED = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[-_ ]+(.*))?\Z", re.DOTALL)


class _Notes:
    """The problems of one source, as they are found."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.found: list[Problem] = []

    def add(self, line: int, message: str, hint: str, *, warning: bool = False) -> None:
        self.found.append(Problem(self.path, line, message, hint, warning))


class _Fields:
    """The values of one source's front matter, by English key."""

    def __init__(self, document: Document, config: Config, notes: _Notes) -> None:
        self._values: dict[str, Any] = {}
        self._lines: dict[str, int] = {}
        self.empty: list[str] = []
        for field in document.fields:
            self._take(field, config, notes)

    def _take(self, field: Field, config: Config, notes: _Notes) -> None:
        name = KEYS.get(field.key.lower())
        if name is None:
            notes.add(field.line, f'unknown key "{field.key}"', nearest(field.key, KEYS))
        elif name in self._lines:
            notes.add(field.line, f"{field.key} is given twice", f"line {self._lines[name]} has it already")
        elif field.value in ("", []):
            self.empty.append(name)
        else:
            self._lines[name] = field.line
            try:
                self._values[name] = value(name, field, config)
            except Wrong as error:
                notes.add(field.line, error.message, error.hint)

    def get(self, name: str, default: Any = None) -> Any:
        return self._values.get(name, default)

    def line(self, name: str) -> int:
        return self._lines.get(name, 0)


def read(root: Path, path: str, config: Config, markup: Markup, data: bytes | None = None) -> Reading:
    """Read the entry or page at `path`, with the comments beside it. `data`: its content, where it is known."""
    notes = _Notes(path)
    try:
        data = source_bytes(root, path) if data is None else data
        text = normalized(data)
        document = split(text)
    except OSError as error:
        notes.add(1, f"cannot be read: {error.strerror}", "see to its permissions")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        notes.add(line, "is no UTF-8 text", "save it as UTF-8, or give it another ending if it is no text")
    except TypedError as error:
        notes.add(error.complaint.line, error.complaint.message, error.complaint.hint)
    else:
        return _reading(root, path, document, data, config, markup, notes)
    return Reading(None, tuple(notes.found))


def _reading(
    root: Path, path: str, document: Document, data: bytes, config: Config, markup: Markup, notes: _Notes
) -> Reading:
    if "\x00" in document.body:
        notes.add(1, "is no text: it holds NUL bytes", "give it another ending if it is no entry")
    fields = _Fields(document, config, notes)
    survey = markup.survey(document.body, document.body_line)
    for line, message, hint, warning in survey.problems:
        notes.add(line, message, hint, warning=warning)
    found = comments.look(root, path)
    make = _page if path.startswith("content/pages/") else _entry
    told = {
        **_common(fields),
        "source": path,
        "digest": digest(data).hex(),
        "body_line": document.body_line,
        "survey": msgspec.structs.replace(survey, problems=()) if survey.problems else survey,
        "comments_digest": found.digest,
        "comments_count": found.count,
    }
    head = make(told, fields, config, notes)
    if head is not None:
        notes.found.extend(unfilled(head, document.body))
        notes.found.extend(found.problems)
    failed = any(not problem.warning for problem in notes.found)
    return Reading(None if failed else head, tuple(notes.found))


def _common(fields: _Fields) -> dict[str, Any]:
    return {
        "title": typography(fields.get("title", "")),
        "time": fields.get("time"),
        "place": fields.get("place", ""),
        "left_empty": tuple(fields.empty),
        "tags": fields.get("tags", ()),
        "images": fields.get("images", ()),
        "draft": fields.get("draft", False),
        "description": typography(fields.get("description", "")),
        "updated": fields.get("updated"),
        "guid": fields.get("guid", ""),
        "aliases": fields.get("aliases", ()),
        "comments_open": fields.get("comments", True),
        "toot": fields.get("toot", ""),
    }


def _entry(told: dict[str, Any], fields: _Fields, config: Config, notes: _Notes) -> Head | None:
    name = _name(told["source"])
    found = _DATED.match(name)
    named = _named_date(found[1], notes) if found else None
    date = _date(fields, named, config, notes)
    if date is None:
        return None
    day = fields.get("day")
    counted = (date - config.first_day).days + 1 if config.first_day else None
    if day is not None and counted is not None and day != counted:
        message = f"day {day} is not what first_day counts for {date.isoformat()}: {counted}"
        notes.add(fields.line("day"), message, "correct one of them", warning=True)
    if day is None and counted is not None and counted > 0:
        day = counted
    rest = (found[2] or "") if found else name
    return Head(
        kind="entry",
        slug=fields.get("slug") or entry_slug(rest, fields.get("title", ""), day),
        date=date,
        day=day,
        day_line=fields.line("day"),
        **told,
    )


def _name(path: str) -> str:
    """The file's name without its ending, or the folder's: what an author called the entry."""
    folder, file = posixpath.split(path)
    name = posixpath.basename(folder) if file == "index.md" else file.removesuffix(".md")
    return unicodedata.normalize("NFC", name)


def _named_date(text: str, notes: _Notes) -> dt.date | None:
    try:
        return parse_date(text)
    except ValueError as error:
        notes.add(1, f'the name begins with "{text}", which is no date', str(error))
        return None


def _date(fields: _Fields, named: dt.date | None, config: Config, notes: _Notes) -> dt.date | None:
    """The day of an entry: as written, else as its file is named, else as its day number counts."""
    written: dt.date | None = fields.get("date")
    if written is not None:
        if named is not None and named != written:
            message = f"the date is {written.isoformat()}, but the name says {named.isoformat()}"
            notes.add(fields.line("date"), message, "the date counts; rename the file", warning=True)
        return written
    if named is not None or fields.line("date"):
        return named
    if config.first_day and fields.get("day") is not None:
        try:
            return config.first_day + dt.timedelta(days=fields.get("day") - 1)
        except OverflowError:
            notes.add(fields.line("day"), f"day {fields.get('day')} is beyond the calendar", "correct the number")
            return None
    if not notes.found or not any(not problem.warning for problem in notes.found):
        notes.add(1, "has no date", "add `date: 2016-05-17`, or begin the file's name with it")
    return None


def entry_slug(rest: str, title: str, day: int | None) -> str:
    """The last part of an entry's address. `rest`: of its file's or folder's name, without the date."""
    return slugify(rest) or slugify(title) or (f"tag-{day}" if day is not None else "eintrag")


def _page(told: dict[str, Any], fields: _Fields, config: Config, notes: _Notes) -> Head | None:
    for name in ("day", "date", "time", "place", "tags", "toot"):
        if fields.line(name):
            notes.add(fields.line(name), f"a page has no {name}", "take it out, or move the file to content/entries")
    segments = told["source"].removeprefix("content/pages/").removesuffix(".md").split("/")
    if segments[-1] == "index":
        segments.pop()
    names = [slugify(unicodedata.normalize("NFC", segment)) for segment in segments]
    if fields.get("slug"):
        names[-1:] = [fields.get("slug")]
    if not names or not all(is_segment(name) for name in names):
        notes.add(1, "the name gives no address", "rename the file, or give it a slug")
        return None
    if not fields.get("title"):
        notes.add(1, "has no title", "add `title: …`")
        return None
    return Head(kind="page", slug="/".join(names), **told)


def unfilled(head: Head, body: str) -> Iterator[Problem]:
    """Warn of a legal page that still holds the marks of a sample."""
    marks = list(_MARK.finditer(body)) if head.kind == "page" and head.slug in LEGAL else []
    if marks:
        line = head.body_line + body.count("\n", 0, marks[0].start())
        message = f"{len(marks)} marks like {marks[0][0]} are not filled in yet"
        yield Problem(head.source, line, message, "fill them in", warning=True)
