"""One entry spelt for each generator: the file's name below the site's folder, and its text."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator

from .journal import Entry

Dialect = Callable[[Entry], tuple[str, str]]

MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni",
    "Juli", "August", "September", "Oktober", "November", "Dezember",
)  # fmt: skip


def tagwerk(entry: Entry) -> tuple[str, str]:
    head = f"title: {entry.title}\ntime: {entry.time:%H:%M}\nday: {entry.day}\nplace: {entry.place}\n"
    path = f"content/entries/{entry.date:%Y/%Y-%m-%d}-{entry.slug}.md"
    return path, f"---\n{head}tags: {', '.join(entry.tags)}\n---\n{entry.text}\n"


def hugo(entry: Entry) -> tuple[str, str]:
    """A folder for each year and month makes the archives; `short` gives the short address of the day."""
    fields = _fields(entry) | {"aliases": [f"/tag/{entry.day}/"], "orte": [entry.place], "themen": list(entry.tags)}
    return f"content/tage/{entry.date:%Y/%m/%Y-%m-%d}-{entry.slug}.md", _json_matter(fields, entry)


def hugo_sections(entries: Iterable[Entry]) -> Iterator[tuple[str, str]]:
    """The files that make a year or a month a section with an address of its own, and the archive above them all."""
    yield "content/tage/_index.md", json.dumps({"title": "Archiv", "url": "/archiv/"}) + "\n"
    for year in sorted({entry.date.year for entry in entries}):
        fields = {"title": f"{year}", "url": f"/{year}/", "year": year}
        yield f"content/tage/{year}/_index.md", json.dumps(fields) + "\n"
    for year, month in sorted({(entry.date.year, entry.date.month) for entry in entries}):
        fields = {"title": f"{MONTHS[month - 1]} {year}", "url": f"/{year}/{month:02}/", "year": year, "month": month}
        yield f"content/tage/{year}/{month:02}/_index.md", json.dumps(fields, ensure_ascii=False) + "\n"


def eleventy(entry: Entry) -> tuple[str, str]:
    fields = _fields(entry) | {"permalink": f"{entry.address}index.html", "place": entry.place}
    fields |= {"topics": list(entry.tags), "moment": _moment(entry)}
    return f"tage/{entry.date:%Y/%Y-%m-%d}-{entry.slug}.md", _yaml_matter(fields, entry)


def pelican(entry: Entry) -> tuple[str, str]:
    head = (
        f"Title: {entry.title}\nDate: {entry.date} {entry.time:%H:%M}\nSlug: {entry.slug}\nDay: {entry.day}\n"
        f"Dateline: {_dateline(entry)}\nCategory: {entry.place}\nTags: {', '.join(entry.tags)}\n"
    )
    return f"content/{entry.date:%Y/%Y-%m-%d}-{entry.slug}.md", f"{head}\n{entry.text}\n"


def nikola(entry: Entry) -> tuple[str, str]:
    """A post lies where its page will be; its fields are a comment of Nikola's own form."""
    fields = _fields(entry) | {"category": entry.place, "tags": ", ".join(entry.tags)}
    head = "\n".join(f".. {key}: {value}" for key, value in fields.items())
    return f"posts{entry.address.rstrip('/')}.md", f"<!--\n{head}\n-->\n\n{entry.text}\n"


def _fields(entry: Entry) -> dict[str, object]:
    return {
        "title": entry.title,
        "date": _moment(entry),
        "slug": entry.slug,
        "day": entry.day,
        "dateline": _dateline(entry),
    }


def _moment(entry: Entry) -> str:
    """With a fixed offset, for the generators differ in how they know Berlin's; pages show the date alone."""
    return f"{entry.date}T{entry.time:%H:%M:%S}+01:00"


def _dateline(entry: Entry) -> str:
    return f"{entry.place}, {entry.time.hour}:{entry.time:%M}, Tag {entry.day}"


def _json_matter(fields: dict[str, object], entry: Entry) -> str:
    return f"{json.dumps(fields, ensure_ascii=False, indent=1)}\n\n{entry.text}\n"


def _yaml_matter(fields: dict[str, object], entry: Entry) -> str:
    lines = (f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items())
    return "---\n" + "\n".join(lines) + f"\n---\n{entry.text}\n"
