"""The settings of a journal: content/journal.toml, checked, as one frozen value."""

from __future__ import annotations

import datetime as dt
import difflib
import re
import string
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from . import destinations
from .dates import parse_date
from .destinations import Destination
from .model import Problem, Value

PATH = "content/journal.toml"
NAVIGATION = ("ueber-mich",)


class Config(Value, frozen=True):
    """What an author can set. Each field stands in journal.toml under its own name."""

    # The journal's name, on every page.
    title: str
    # Where the site will stand, "https://tage.example" or "https://host/blog".
    base_url: str
    # Who writes it.
    author: str = ""
    # One sentence about the journal, for search engines and feeds.
    description: str = ""
    # The language of the text, as in the HTML attribute lang.
    language: str = "de"
    # The time zone in which the journal's days pass.
    timezone: str = "Europe/Berlin"
    # The date of "Tag 1"; gives each entry its day number where none is written.
    first_day: dt.date | None = None
    # The pattern of an entry's address.
    permalink: str = "/{year}/{month}/{day}/{slug}/"
    # What stands under the archived comments: the name of a template in templates/comments/, with its own settings.
    comments: str = "placeholder"
    comment_settings: tuple[tuple[str, str], ...] = ()
    # Whether a line break in the text is one on the page, as on WordPress.
    line_breaks: bool = False
    # Whether the address of a day, "/2016/05/17/", leads to its first entry, as on WordPress.
    day_archives: bool = False
    # Static pages that the main menu shows.
    navigation: tuple[str, ...] = NAVIGATION
    # Old addresses that belong to no entry, each with the address of this site that it leads to, as they are written.
    aliases: tuple[tuple[str, str], ...] = ()
    # For which server a map of all old addresses is written: "apache" or "netlify"; empty for none.
    redirects: str = ""
    # How many entries the home page shows in full.
    home_entries: int = 7
    # How many entries the feeds hold.
    feed_entries: int = 20
    # Where the places of `tagwerk new --place-from-photo` are: name, degrees north, degrees east. Never published.
    places: tuple[tuple[str, float, float], ...] = ()
    # Where `publish` takes the site: tables by name. The first is the default.
    publish: tuple[Destination, ...] = ()

    @property
    def base_path(self) -> str:
        """The path below which the site stands on its host: "/blog", or "" at the root."""
        return urlsplit(self.base_url).path

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class _Wrong(ValueError):
    """A value that a setting cannot have; the text is what to do."""


def read(root: Path) -> Config | tuple[Problem, ...]:
    """Read journal.toml below `root`; every problem in it at once where it cannot be used."""
    try:
        text = (root / PATH).read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return (Problem(PATH, 1, "there is no journal here", "run `tagwerk init`, or name its folder with --root"),)
    except OSError as error:
        return (Problem(PATH, 1, f"cannot be read: {error.strerror}", "see to its permissions"),)
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        return (Problem(PATH, line, "is no UTF-8 text", "save it as UTF-8"),)
    return parse(text)


def parse(text: str) -> Config | tuple[Problem, ...]:
    """The settings in the text of a journal.toml; every problem in it at once where they cannot be used."""
    try:
        table = tomllib.loads(text.replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return (_syntax_problem(error),)
    return _checked(table, text)


def _syntax_problem(error: Exception) -> Problem:
    found = re.search(r"line (\d+)", str(error))
    reason = re.sub(r" \(at .*\)", "", str(error))
    hint = 'text stands in quotes: title = "…"'
    return Problem(PATH, int(found[1]) if found else 1, f"is no valid TOML: {reason}", hint)


def _checked(table: Mapping[str, object], text: str) -> Config | tuple[Problem, ...]:
    values: dict[str, object] = {}
    problems = list(_missing(table))
    if "publish" in table:
        values["publish"], complaints = destinations.read(table["publish"])
        problems += (
            Problem(PATH, _line_of_target(text, wrong.table, wrong.key), wrong.message, wrong.hint)
            for wrong in complaints
        )
    for key, value in table.items():
        if key == "publish":
            continue
        try:
            values.update(_setting(key, value))
        except _Wrong as error:
            problems.append(Problem(PATH, _line(text, key), f"{key}: {_shown(value)} will not do", str(error)))
        except KeyError:
            problems.append(Problem(PATH, _line(text, key), f'unknown setting "{key}"', _nearest(key)))
    return tuple(problems) if problems else Config(**values)  # type: ignore[arg-type]


def _missing(table: Mapping[str, object]) -> Iterator[Problem]:
    for key, example in (("title", "Mein Tagebuch"), ("base_url", "https://beispiel.example")):
        if key not in table:
            yield Problem(PATH, 1, f'"{key}" is missing', f'add {key} = "{example}"')


def _shown(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)[:80]


def _line(text: str, key: str, start: int = 0) -> int:
    found = re.compile(rf"^\s*(?:\[+\s*)?[\"']?{re.escape(key)}(?![\w-])", re.MULTILINE).search(text, start)
    return text.count("\n", 0, found.end() if found else start) + 1


def _line_of_target(text: str, name: str, key: str = "") -> int:
    """The line of [publish.NAME], or of a key below it; that of the first such table if it is not written so."""
    heading = re.search(rf"^\s*\[\s*publish\s*\.\s*[\"']?{re.escape(name)}[\"']?\s*\]", text, re.MULTILINE)
    if heading is None:
        return _line(text, "publish")
    return _line(text, key, heading.end()) if key else text.count("\n", 0, heading.end()) + 1


def line_of(root: Path, key: str, table: str = "") -> int:
    """The line of a setting, for complaints that come after it was read; of one in a table, where that is named."""
    text = (root / PATH).read_text("utf-8-sig", "replace")
    header = re.search(rf"^\s*\[?\s*{re.escape(table)}\s*[\]=]", text, re.MULTILINE) if table else None
    return _line(text, key, header.end() if header else 0)


def line_of_target(root: Path, name: str) -> int:
    """The line of [publish.NAME], likewise."""
    return _line_of_target((root / PATH).read_text("utf-8-sig", "replace"), name)


def _nearest(key: str) -> str:
    close = difflib.get_close_matches(key, [*_SETTINGS, "publish"], 1)
    return f'did you mean "{close[0]}"?' if close else "see the README for the settings there are"


def _setting(key: str, value: object) -> dict[str, object]:
    """The fields of Config that one setting gives. Raises _Wrong, and KeyError for a setting there is none of."""
    result = _SETTINGS[key](value)
    return result if isinstance(result, dict) else {key: result}


def _text(value: object) -> str:
    if not isinstance(value, str) or any(ord(sign) < 32 for sign in value):
        raise _Wrong("write one line of text in quotes")
    return value


def _filled(value: object) -> str:
    if not _text(value).strip():
        raise _Wrong("write something")
    return _text(value).strip()


def _base_url(value: object) -> str:
    address = _filled(value).rstrip("/")
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018  (raises where it is no number)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise _Wrong("write the whole address, like https://beispiel.example or https://host.example/blog")
    if re.search(r"[\s<>\"'\\]|/\.{1,2}(/|$)|//", parts.netloc + parts.path) or parts.username is not None:
        raise _Wrong("an address holds no spaces, quotes, passwords or dots for folders")
    return address


def _zone(value: object) -> str:
    try:
        return ZoneInfo(_filled(value)).key
    except (ValueError, OSError, KeyError):
        raise _Wrong('name it as in the IANA list, like "Europe/Berlin"') from None


def _language(value: object) -> str:
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", _text(value)):
        raise _Wrong('write a language tag, like "de" or "de-AT"')
    return _text(value)


def _day(value: object) -> dt.date:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    try:
        return parse_date(_text(value))
    except ValueError as error:
        raise _Wrong(str(error)) from None


def _permalink(value: object) -> str:
    pattern = _text(value)
    try:
        names = {name for _, name, spec, conversion in string.Formatter().parse(pattern) if name is not None
                 and not spec and not conversion}  # fmt: skip
        plain = re.sub(r"\{\w+\}", "x", pattern)
    except ValueError:
        raise _Wrong("close every brace") from None
    if "slug" not in names or not names <= {"year", "month", "day", "slug"} or re.search(r"[{}]", plain):
        raise _Wrong("use {year}, {month}, {day} and {slug}, the slug at least")
    if not re.fullmatch(r"(/[\w.~-]+)+/", plain) or re.search(r"/\.{1,2}/", plain):
        raise _Wrong("begin and end it with a slash, with letters, digits and hyphens between")
    return pattern


def _provider(value: object) -> dict[str, object]:
    table: Mapping[str, object] = value if isinstance(value, dict) else {"provider": value}
    name = table.get("provider")
    if not isinstance(name, str) or not re.fullmatch(r"[a-z][a-z0-9-]*", name):
        raise _Wrong('name a template of templates/comments/, like "placeholder", "mail" or "none"')
    settings = {key: setting for key, setting in table.items() if key != "provider"}
    if not all(isinstance(setting, str) for setting in settings.values()):
        raise _Wrong("write the provider's settings in quotes")
    if name == "mail" and not re.fullmatch(r"[^\s@<>\"]+@[^\s@<>\"]+", str(settings.get("address", ""))):
        raise _Wrong('write [comments] with provider = "mail" and address = "ich@beispiel.example"')
    return {"comments": name, "comment_settings": tuple(sorted(settings.items()))}


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise _Wrong("write true or false")
    return value


def _names(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise _Wrong('write a list of page names, like ["ueber-mich"]')
    return tuple(name.strip("/") for name in value)


def _aliases(value: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, dict) or not all(isinstance(target, str) for target in value.values()):
        raise _Wrong('write a table [aliases] with lines like "/category/alltag/" = "/themen/alltag/"')
    return tuple(value.items())


def _redirects(value: object) -> str:
    if value not in ("", "apache", "netlify"):
        raise _Wrong('write "apache" or "netlify"')
    return str(value)


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 1000:
        raise _Wrong("write a number from 1 to 1000")
    return value


def _places(value: object) -> tuple[tuple[str, float, float], ...]:
    if not isinstance(value, dict):
        raise _Wrong("write a table [places] with lines like Berlin = [52.52, 13.405]")
    return tuple((_filled(name), *_position(position)) for name, position in value.items())


def _position(value: Any) -> tuple[float, float]:
    numbers = isinstance(value, list) and all(type(number) in (int, float) for number in value)
    if numbers and len(value) == 2 and abs(value[0]) <= 90 and abs(value[1]) <= 180:
        return float(value[0]), float(value[1])
    raise _Wrong("write degrees north and east, as in Berlin = [52.52, 13.405]")


_SETTINGS: Mapping[str, Callable[[object], object]] = {
    "title": _filled,
    "base_url": _base_url,
    "author": _text,
    "description": _text,
    "language": _language,
    "timezone": _zone,
    "first_day": _day,
    "permalink": _permalink,
    "comments": _provider,
    "line_breaks": _flag,
    "day_archives": _flag,
    "navigation": _names,
    "aliases": _aliases,
    "redirects": _redirects,
    "home_entries": _count,
    "feed_entries": _count,
    "places": _places,
}
