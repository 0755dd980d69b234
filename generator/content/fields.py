"""What each key of front matter takes, in English and in German."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from ..aliases import AliasError, is_segment, old_address
from ..config import Config
from ..dates import parse_date, parse_time
from ..model import Image
from ..services import is_status
from ..typed import Field

KEYS: Mapping[str, str] = {
    "title": "title", "titel": "title",
    "day": "day", "tag": "day",
    "date": "date", "datum": "date",
    "time": "time", "zeit": "time",
    "place": "place", "ort": "place",
    "images": "images", "bilder": "images",
    "tags": "tags", "themen": "tags",
    "slug": "slug",
    "draft": "draft", "entwurf": "draft",
    "description": "description",
    "updated": "updated",
    "guid": "guid",
    "aliases": "aliases",
    "comments": "comments",
    "toot": "toot",
}  # fmt: skip
IMAGE_KEYS = {"file": "file", "datei": "file", "alt": "alt", "caption": "caption", "bildunterschrift": "caption"}
FLAGS = {"ja": True, "yes": True, "true": True, "nein": False, "no": False, "false": False}
OPEN = {"open": True, "offen": True, "closed": False, "geschlossen": False, **FLAGS}


class Wrong(ValueError):
    """A value that a key cannot have."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint


def nearest(key: str, keys: Mapping[str, object]) -> str:
    import difflib

    close = difflib.get_close_matches(key.lower(), list(keys), 1, 0.6)
    return f'did you mean "{close[0]}"?' if close else "see the README for the keys there are"


def value(name: str, field: Field, config: Config) -> Any:
    """What the key `name` (in English) means by the field's value. Raises Wrong."""
    return _READERS[name](field, config)


def _text(field: Field, _: Config) -> str:
    if not isinstance(field.value, str):
        raise Wrong(f"{field.key} is a list", "write one line of text, in quotes if need be")
    text = unicodedata.normalize("NFC", " ".join(field.value.split()))
    if not text.isprintable() and any(unicodedata.category(sign) == "Cc" for sign in text):
        raise Wrong(f"{field.key} holds control characters", "take them out")
    return text


_DAY = re.compile(r"(?:Tag\s+)?(\d{1,7})\.?", re.IGNORECASE)


def _day(field: Field, config: Config) -> int:
    text = _text(field, config)
    found = _DAY.fullmatch(text)
    if not found or not found[1].isascii():
        raise Wrong(f'{field.key} "{text}" is no number', 'write a number like 868; for subjects, "tags" or "themen"')
    return int(found[1])


def _date(field: Field, config: Config) -> dt.date:
    text = _text(field, config)
    try:
        return parse_date(text)
    except ValueError as error:
        raise Wrong(f'{field.key} "{text}" is no date', str(error)) from error


def _time(field: Field, config: Config) -> dt.time:
    text = _text(field, config)
    try:
        return parse_time(text)
    except ValueError as error:
        raise Wrong(f'{field.key} "{text}" is no time of day', str(error)) from error


def _flag(field: Field, config: Config) -> bool:
    text = _text(field, config)
    if text.lower() not in FLAGS:
        raise Wrong(f'{field.key} "{text}" is neither yes nor no', "write ja or nein, yes or no, true or false")
    return FLAGS[text.lower()]


def _open(field: Field, config: Config) -> bool:
    text = _text(field, config)
    if text.lower() not in OPEN:
        raise Wrong(f'comments "{text}" is neither open nor closed', "write open or closed")
    return OPEN[text.lower()]


def _toot(field: Field, config: Config) -> str:
    text = _text(field, config).rstrip("/")
    if not is_status(text):
        hint = "copy its address from the browser: https://mastodon.example/@jana/1234567890"
        raise Wrong(f'toot "{text}" is no address of a post on Mastodon', hint)
    return text


def _items(field: Field) -> list[Any]:
    if isinstance(field.value, str):
        return [item.strip() for item in field.value.split(",") if item.strip()]
    return list(field.value) if isinstance(field.value, list) else [field.value]


def _tags(field: Field, config: Config) -> tuple[str, ...]:
    tags: dict[str, None] = {}
    for item in _items(field):
        tag = _text(Field(field.key, item, field.line), config)
        if tag:
            tags[tag] = None
    return tuple(tags)


def _images(field: Field, config: Config) -> tuple[Image, ...]:
    return tuple(_image(item, field, config) for item in _items(field))


def _image(item: Any, field: Field, config: Config) -> Image:
    if isinstance(item, str):
        return Image(_text(Field(field.key, item, field.line), config), line=field.line)
    if not isinstance(item, dict):
        raise Wrong(f"{field.key} holds a list in a list", "write [IMG_1, IMG_2]")
    described: dict[str, str] = {}
    for key, text in item.items():
        if key.lower() not in IMAGE_KEYS:
            raise Wrong(f'unknown key "{key}" of a photo', nearest(key, IMAGE_KEYS))
        described[IMAGE_KEYS[key.lower()]] = _text(Field(key, text, field.line), config)
    if not described.get("file"):
        raise Wrong("a photo without a file", "write {file: IMG_1, alt: …}")
    return Image(described["file"], described.get("alt"), described.get("caption", ""), field.line)


def _slug(field: Field, config: Config) -> str:
    slug = _text(field, config)
    if slug and not is_segment(slug):
        raise Wrong(f'slug "{slug}" cannot be part of an address', "use letters, digits and hyphens")
    return slug


def _aliases(field: Field, config: Config) -> tuple[tuple[str, int], ...]:
    aliases: dict[str, int] = {}
    for item in _items(field):
        text = _text(Field(field.key, item, field.line), config)
        try:
            aliases[old_address(text, config.base_url)] = field.line
        except AliasError as error:
            raise Wrong(error.message, error.hint) from error
    return tuple(aliases.items())


_READERS: Mapping[str, Callable[[Field, Config], Any]] = {
    "title": _text,
    "day": _day,
    "date": _date,
    "time": _time,
    "place": _text,
    "images": _images,
    "tags": _tags,
    "slug": _slug,
    "draft": _flag,
    "description": _text,
    "updated": _date,
    "guid": _text,
    "aliases": _aliases,
    "comments": _open,
    "toot": _toot,
}
