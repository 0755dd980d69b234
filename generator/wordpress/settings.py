"""The journal.toml of a journal that moves in: what the export says of the site, and where old addresses lead."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from ..config import NAVIGATION, PATH, Config, parse
from ..model import Problem
from .hosts import host_of
from .permalinks import permalink
from .plan import Plan
from .site import Site
from .texts import one_line
from .values import Blog

UNKNOWN = "https://beispiel.example"
_IN_FOOTER = ("impressum", "datenschutz", "datenschutzerklaerung")
_IN_MENU = 5  # pages; a menu on a phone has room for few more

_TEXT = """\
# Die Einstellungen deines Tagebuchs, aus dem WordPress-Export gelesen. Zeilen mit # am Anfang sind Erklärungen.

# Titel, wie er oben auf jeder Seite und in den Feeds steht.
title = {title}

# Wer hier schreibt.
author = {author}

# Ein Satz über das Tagebuch, für Suchmaschinen und Feeds.
description = {description}

# Die Adresse, unter der die neue Seite stehen wird, ohne Schrägstrich am Ende. Hier steht noch die alte.
base_url = {base_url}

# Die Sprache der Texte.
language = {language}

# Die Zeitzone, in der die Uhrzeiten der Einträge gemeint sind.
timezone = {timezone}
{first_day}
# Wie die Adresse eines Eintrags aussieht: so wie bisher.
permalink = {permalink}

# Die Adresse eines Tages wie /2016/05/17/ führt zu seinem ersten Eintrag, wie bei WordPress.
day_archives = true

# Für welchen Server eine Liste aller alten Adressen geschrieben wird: "apache" oder "netlify". Nur damit führen auch
# Adressen wie /?p=123 und /feed/ weiter, denn Dateien können sie nicht sein.
# redirects = "apache"

# Was unter einem Eintrag zum Kommentieren steht, zum Beispiel "placeholder" oder "none".
comments = "placeholder"

# Seiten aus content/pages/, die im Hauptmenü hinter Start, Archiv, Orte und Themen stehen.
navigation = {navigation}
"""
_FIRST_DAY = """
# Das Datum von Tag 1. Von hier an zählt Tagwerk die Tage; dann braucht kein Eintrag mehr eine Nummer.
# Die Datumszeilen im Export sprechen für:
# first_day = {}
"""
_ALIASES = """
# Alte Adressen von Kategorien und Schlagwörtern, und wohin sie jetzt führen.
[aliases]
"""


def settings_text(site: Site, plan: Plan | None = None, first_day: str = "", aliases: Mapping[str, str] = {}) -> str:
    """The text of journal.toml. `plan`: for the menu; `first_day`: a date that the datelines speak for."""
    blog = site.blog
    pattern = plan.permalink if plan else permalink(site.items.values(), site.hosts)
    return _TEXT.format(
        title=_quoted(one_line(blog.title) or "Tagebuch"),
        author=_quoted(one_line(blog.authors[0]) if len(blog.authors) == 1 else ""),
        description=_quoted(one_line(blog.description)),
        base_url=_quoted(_base_url(blog)),
        language=_quoted(blog.language if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", blog.language) else "de"),
        timezone=_quoted(site.timezone),
        first_day=_FIRST_DAY.format(first_day) if first_day else "",
        permalink=_quoted(pattern),
        navigation="[" + ", ".join(map(_quoted, _menu(site, plan) if plan else NAVIGATION)) + "]",
    ) + (_ALIASES + alias_lines(aliases) if aliases else "")


def _base_url(blog: Blog) -> str:
    """Where the blog stood, if settings can say so."""
    given = (blog.base_url or blog.link).rstrip("/")
    return given if isinstance(parse(f'title = "x"\nbase_url = {_quoted(given)}'), Config) else UNKNOWN


def alias_lines(aliases: Mapping[str, str]) -> str:
    return "".join(f"{_quoted(old)} = {_quoted(new)}\n" for old, new in aliases.items())


def line_of(text: str, key: str) -> int:
    """The line on which a setting stands in what `settings_text` wrote."""
    return next(number for number, line in enumerate(text.split("\n"), 1) if line.startswith(f"{key} ="))


def config_of(site: Site) -> Config:
    """The settings that a new journal.toml will say. A base_url that cannot be used gives way to an example."""
    config = parse(settings_text(site))
    if isinstance(config, Config):
        return config
    return Config(title="Tagebuch", base_url=UNKNOWN, timezone=site.timezone)


def base_url_warnings(config: Config, line: int) -> Iterable[Problem]:
    """A site that still calls itself what WordPress.com called it, or that has no address yet."""
    host = host_of(config.base_url)
    if config.base_url == UNKNOWN:
        yield Problem(PATH, line, "the export does not say where the site stands", "set base_url", warning=True)
    if host == "wordpress.com" or host.endswith(".wordpress.com"):
        message = f'base_url "{config.base_url}" is still on WordPress.com'
        hint = "set it to where the new site will stand"
        yield Problem(PATH, line, message, hint, warning=True)


def _menu(site: Site, plan: Plan) -> list[str]:
    """The addresses of the pages at the top, in the order that WordPress' menus follow."""
    pages = [
        item
        for item in site.items.values()
        if item.type == "page" and not item.fate.draft and plan.places[item.id].address.count("/") == 2
    ]
    pages.sort(key=lambda item: (item.order, item.title))
    names = [plan.places[item.id].address.strip("/") for item in pages]
    return [name for name in names if name not in _IN_FOOTER][:_IN_MENU]


def _quoted(text: str) -> str:
    """TOML's basic strings escape as JSON's do."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "")
