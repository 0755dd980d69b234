"""Archived comments: NAME.comments.yaml beside an entry, counted for its head and threaded for its page."""

from __future__ import annotations

import datetime as dt
import functools
import html
import os
import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from ..dates import parse_date, parse_time
from ..frontmatter import normalized
from ..ledger import digest
from ..model import Comment, Problem, Value
from ..typed import Field, TypedError, records
from .fields import nearest
from .scan import beside

if TYPE_CHECKING:
    import nh3

KEYS: Mapping[str, str] = {
    "id": "id",
    "parent": "parent", "antwort_auf": "parent",
    "name": "name",
    "site": "site", "seite": "site",
    "date": "date", "datum": "date",
    "text": "text",
    "type": "type",
}  # fmt: skip
TYPES = ("comment", "pingback", "trackback")
PERSONAL = re.compile(r"e-?mail|mail|author_email|ip|ip_address|author_ip", re.IGNORECASE)
DEEPEST = 100  # levels of answers; deeper ones stand on the last, for a page nests them in HTML
LINK_REL = "nofollow ugc noopener"
_TAGS = {"a", "em", "strong", "b", "i", "code", "pre", "blockquote", "p", "br", "ul", "ol", "li", "del"}
MARKUP = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*(\s[^<>]*)?/?>")
_BLOCK = re.compile(r"<(p|br|div|ul|ol|pre|blockquote)\b", re.IGNORECASE)
_IMAGE = re.compile(r"""<img\b[^<>]*?\bsrc\s*=\s*["']?([^"'\s<>]+)[^<>]*>""", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]]")


class Found(Value, frozen=True):
    """What an entry's head says of the comments beside it."""

    digest: str = ""
    count: int = 0
    problems: tuple[Problem, ...] = ()


class _Wrong(ValueError):
    """A value that a key of a comment cannot have."""


def look(root: Path, source: str) -> Found:
    """Check and count the comments of an entry; mentions count as well."""
    path = beside(source)
    if not os.path.lexists(f"{root}/{path}"):  # as for most entries; an exception costs more
        return Found()
    try:
        data = (root / path).read_bytes()
    except FileNotFoundError:
        return Found()
    except OSError as error:
        return Found(problems=(Problem(path, 1, f"cannot be read: {error.strerror}", "see to its permissions"),))
    read, problems = _read(data, path, ZoneInfo("UTC"))
    return Found(digest(data).hex(), len(read), tuple(problems))


def threads(data: bytes, zone: ZoneInfo) -> tuple[Comment, ...]:
    """The comments in a file's content by date, answers below what they answer. Dates with an offset are moved to
    `zone`, those without are taken to be in it."""
    read, _ = _read(data, "", zone)
    known = {item.id for item in read}
    answers: dict[str, list[_Item]] = defaultdict(list)
    for item in sorted(read, key=lambda item: item.date):
        answers[item.parent if item.parent in known else ""].append(item)
    names = {item.id: item.name for item in read}
    ordered: list[tuple[_Item, int]] = []
    waiting = [(item, 0) for item in reversed(answers.pop("", []))]
    while waiting:
        item, level = waiting.pop()
        ordered.append((item, min(level, DEEPEST)))
        waiting += [(answer, level + 1) for answer in reversed(answers.pop(item.id, []))]
    return _nested(ordered, names)


class _Item(Value, frozen=True):
    id: str
    parent: str
    name: str
    site: str
    date: dt.datetime
    text: str
    type: str
    line: int


def _nested(ordered: list[tuple[_Item, int]], names: Mapping[str, str]) -> tuple[Comment, ...]:
    """Comments in reading order with their levels, made into trees from the last to the first."""
    below: dict[int, list[Comment]] = defaultdict(list)
    for item, level in reversed(ordered):
        replies = tuple(reversed(below.pop(level + 1, [])))
        below[level].append(
            Comment(
                id=item.id,
                name=item.name,
                date=item.date,
                html=cleaned(item.text),
                site=item.site,
                parent_name=names.get(item.parent, ""),
                mention=item.type != "comment",
                replies=replies,
            )
        )
    return tuple(reversed(below[0]))


def _read(data: bytes, path: str, zone: ZoneInfo) -> tuple[list[_Item], list[Problem]]:
    problems: list[Problem] = []
    try:
        found = records(normalized(data))
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        return [], [Problem(path, line, "is no UTF-8 text", "save it as UTF-8")]
    except TypedError as error:
        return [], [Problem(path, error.complaint.line, error.complaint.message, error.complaint.hint)]
    items: list[_Item] = []
    for number, fields in enumerate(found, 1):
        item = _item(fields, number, path, zone, problems)
        if item is not None:
            items.append(item)
    return items, [*problems, *_relations(items, path)]


def _item(fields: list[Field], number: int, path: str, zone: ZoneInfo, problems: list[Problem]) -> _Item | None:
    values = {"id": f"k{number}", "parent": "", "site": "", "type": "comment"}
    before = len(problems)
    when = dt.datetime.min
    for field in fields:
        try:
            name = _key(field)
            values[name] = _value(name, field)
            if name == "date":
                when = _date(values[name], zone)
        except _Wrong as error:
            message, _, hint = str(error).partition("; ")
            problems.append(Problem(path, field.line, message, hint))
    line = fields[0].line if fields else 1
    for name in ("name", "date", "text"):
        if name not in values and len(problems) == before:
            problems.append(Problem(path, line, f"a comment without {name}", f'add "{name}: …"'))
    return None if len(problems) > before else _Item(**{**values, "date": when}, line=line)  # type: ignore[arg-type]


def _key(field: Field) -> str:
    if PERSONAL.fullmatch(field.key):
        raise _Wrong(f'"{field.key}" of a commenter must not be kept here; delete the line')
    if field.key.lower() not in KEYS:
        raise _Wrong(f'unknown key "{field.key}" of a comment; {nearest(field.key, KEYS)}')
    return KEYS[field.key.lower()]


def _value(name: str, field: Field) -> str:
    if not isinstance(field.value, str):
        raise _Wrong(f"{field.key} is a list; write one text, with | before several lines")
    text = field.value.strip()
    if name == "text":
        return text
    if name == "id" and not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", text):
        raise _Wrong(f'id "{text[:80]}" cannot be part of an address; use letters, digits and hyphens')
    if name == "site" and text and not re.fullmatch(r"https?://[^\s<>\"]+", text):
        raise _Wrong(f'site "{text[:80]}" is no address; write https://…')
    if name == "type" and text not in TYPES:
        raise _Wrong(f'type "{text[:80]}" is none; write comment, pingback or trackback')
    return " ".join(text.split())


def _date(text: str, zone: ZoneInfo) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(text)
        return moment.astimezone(zone).replace(tzinfo=None) if moment.tzinfo else moment
    except (ValueError, OverflowError):
        pass
    written = text.removesuffix(" Uhr").replace(" um ", " ")
    day, _, time = written.rpartition(" ") if ":" in written else (written, "", "")
    try:
        clock = parse_time(time) if time else dt.time.min
        return dt.datetime.combine(parse_date(day.rstrip(",")), clock)
    except ValueError as error:
        raise _Wrong(f'date "{text[:80]}" is none; write it as 2016-05-17 08:12') from error


def _relations(items: list[_Item], path: str) -> list[Problem]:
    problems = []
    first: dict[str, _Item] = {}
    anchors: set[str] = set()
    for item in items:
        first.setdefault(item.id, item)
        anchor = item.id.removeprefix("comment-")  # "7" and "comment-7" are one place of the page
        if anchor in anchors:
            problems.append(Problem(path, item.line, f'id "{item.id}" is given twice', "give each comment its own"))
        anchors.add(anchor)
    for item in items:
        if item.parent and item.parent not in first:
            message = f'answers "{item.parent}", which is not here'
            problems.append(Problem(path, item.line, message, "it will stand at the top", warning=True))
    return problems + _circles(items, first, path)


def _circles(items: list[_Item], by_id: Mapping[str, _Item], path: str) -> list[Problem]:
    """Comments that answer one another in a circle, and so would never be shown."""
    sound: set[str] = set()
    problems = []
    for item in items:
        chain: dict[str, None] = {}
        at: _Item | None = item
        while at is not None and at.id not in sound and at.id not in chain:
            chain[at.id] = None
            at = by_id.get(at.parent)
        if at is not None and at.id in chain:
            problems.append(Problem(path, item.line, f'"{item.id}" answers itself', "correct its parent"))
        sound.update(chain)
    return problems


def cleaned(text: str) -> str:
    """A comment's text as HTML: plain text with its paragraphs and line breaks, HTML with what is harmless in it."""
    if not MARKUP.search(text):
        return _paragraphs(_ADDRESS.sub(_link, html.escape(text, quote=False)))
    return harmless(text if _BLOCK.search(text) else _paragraphs(text))


def harmless(text: str) -> str:
    """What is harmless in a comment's HTML; of an image, a link to it is left."""
    text = _IMAGE.sub(lambda found: f'<a href="{found[1]}">{found[1]}</a>', text)
    return _cleaner().clean(text)


@functools.cache
def _cleaner() -> nh3.Cleaner:
    import nh3

    return nh3.Cleaner(
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel=LINK_REL,
    )


def _paragraphs(text: str) -> str:
    parts = (part.strip().replace("\n", "<br>\n") for part in re.split(r"\n\s*\n", text))
    return "\n".join(f"<p>{part}</p>" for part in parts if part)


def _link(found: re.Match[str]) -> str:
    address = found[0]
    return f'<a href="{address}" rel="{LINK_REL}">{address}</a>'
