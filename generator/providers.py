"""What a comment provider asks of journal.toml: its template declares it, and the settings are held against that.

A template of templates/comments/ names its settings in a comment, each on a line of its own:

    @setting server: address
    @setting theme: word, optional

One that names none takes whatever it is given.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from .config import PATH, Config, line_of
from .model import Problem, Value
from .services import is_service

_DECLARATION = re.compile(
    r"^(?:{#)?[ \t]*@setting[ \t]+(\w+):[ \t]*(\w+)(,[ \t]*optional)?[ \t]*(?:#})?$", re.MULTILINE
)


class Setting(Value, frozen=True):
    """One setting that a template declares."""

    name: str
    kind: str
    optional: bool
    line: int


def declared(text: str) -> tuple[Setting, ...]:
    """The settings that the template with this text declares."""
    return tuple(
        Setting(found[1], found[2], bool(found[3]), text.count("\n", 0, found.start()) + 1)
        for found in _DECLARATION.finditer(text)
    )


def setting_problems(config: Config, text: str, root: Path) -> Iterator[Problem]:
    """Complaints about the table [comments], for the provider whose template has this text."""
    settings = {setting.name: setting for setting in declared(text)}
    given = dict(config.comment_settings)
    for setting in settings.values():
        if setting.kind not in KINDS:
            path = f"templates/comments/{config.comments}.html"
            yield Problem(path, setting.line, f'unknown kind "{setting.kind}" of a setting', f"use {', '.join(KINDS)}")
        elif setting.name in given:
            yield from _wrong(setting, given[setting.name], root)
        elif not setting.optional:
            message = f'comments: "{setting.name}" is missing, which {config.comments} needs'
            hint = f"add it below [comments]: {KINDS[setting.kind][1]}"
            yield Problem(PATH, line_of(root, "comments"), message, hint)
    for name in given.keys() - settings.keys() if settings else ():
        close = difflib.get_close_matches(name, settings, 1)
        hint = f'did you mean "{close[0]}"?' if close else f"{config.comments} takes {', '.join(settings)}"
        yield Problem(PATH, line_of(root, name, "comments"), f'comments: unknown setting "{name}"', hint)


def _wrong(setting: Setting, value: str, root: Path) -> Iterator[Problem]:
    fits, hint = KINDS[setting.kind]
    if not fits(value):
        line = line_of(root, setting.name, "comments")
        yield Problem(PATH, line, f'comments: {setting.name}: "{value}" will not do', hint)


def _matches(pattern: str) -> Callable[[str], bool]:
    return lambda value: re.fullmatch(pattern, value) is not None


# What a value of each kind must be, and what to write.
KINDS: Mapping[str, tuple[Callable[[str], bool], str]] = {
    "address": (is_service, 'an address that begins with https, like "https://kommentare.example"'),
    "mail": (_matches(r"[^\s@<>\"]+@[^\s@<>\"]+"), 'an address like "ich@beispiel.example"'),
    "repository": (_matches(r"[\w.-]+/[\w.-]+"), 'owner and name of a repository, like "jana/tagebuch"'),
    "word": (_matches(r"[\w.=-]+"), "letters, digits, hyphens and underscores"),
    "text": (lambda value: bool(value.strip()) and value.isprintable(), "a few words on one line"),
}
