"""The source of one entry or page, as front matter and Markdown, from a converted post."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from ..model import Value
from ..slugs import slugify
from ..spelled import Item as Spelled
from ..spelled import Spellable, entry_text
from .links import is_subject, label
from .moments import local
from .plan import Place
from .site import Item
from .texts import one_line
from .values import Post

# Characters. Front matter has room for 64 KiB; what is longer was never written by hand.
LONGEST_TITLE = 1000
LONGEST_TEXT = 5000  # of an excerpt, an alt text, a caption
UNTITLED = "Ohne Titel"  # a page must have one


class Picture(Value, frozen=True):
    """A photo for the front matter."""

    name: str
    alt: str = ""
    caption: str = ""


class Line(Value, frozen=True):
    """What the front matter says of a dateline; empty where nothing is known."""

    place: str = ""
    time: str = ""
    day: str = ""


def source_text(post: Post, item: Item, place: Place, body: str, line: Line, pictures: Iterable[Picture]) -> str:
    """The whole file. `line`: what was found of a dateline; `pictures`: photos that follow the first paragraph."""
    notes = {"entwurf": item.fate.draft}
    fields: dict[str, Spellable] = {"titel": one_line(post.title)[:LONGEST_TITLE]}
    if item.type == "page":
        fields["titel"] = fields["titel"] or UNTITLED
    else:
        fields |= _dated(post, place, line)
        if place.guessed:
            notes["datum"] = "der Export nennt kein Datum"
    fields["bilder"] = [_spelled(picture) for picture in pictures]
    fields["slug"] = place.slug
    fields["entwurf"] = "ja" if item.fate.draft else ""
    fields["description"] = one_line(post.excerpt)[:LONGEST_TEXT]
    fields["guid"] = one_line(post.guid)[:LONGEST_TITLE]
    fields["aliases"] = list(place.aliases)
    fields["comments"] = "" if post.comments_open else "geschlossen"
    return entry_text(fields, body, {key: note for key, note in notes.items() if note})


def _dated(post: Post, place: Place, line: Line) -> Mapping[str, Spellable]:
    date = place.date or dt.datetime.min
    day = date.date().isoformat()
    named = place.stem.rpartition("/")[2].startswith(day)
    return {
        "tag": line.day,
        "datum": "" if named and not place.guessed else day,
        "zeit": line.time or clock(post),
        "ort": line.place,
        "themen": _subjects(post),
    }


def _subjects(post: Post) -> list[str]:
    """Categories and tags, each once: what differs only in its case is one subject to a journal."""
    subjects: dict[str, str] = {}
    for name in (label(term) for term in post.terms if is_subject(term)):
        subjects.setdefault(slugify(name) or name, name)
    return list(subjects.values())


def clock(post: Post) -> str:
    """The time at which a post appeared, as a dateline says it: "5:33"."""
    moment = local(post.date) or local(post.gmt)
    return f"{moment.hour}:{moment.minute:02}" if moment else ""


def _spelled(picture: Picture) -> Spelled:
    described = {"datei": picture.name, "alt": picture.alt[:LONGEST_TEXT],
                 "bildunterschrift": picture.caption[:LONGEST_TEXT]}  # fmt: skip
    filled = {key: value for key, value in described.items() if value}
    return filled if len(filled) > 1 else picture.name
