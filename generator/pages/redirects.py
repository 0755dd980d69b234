"""The map of all old addresses, for a server that answers with real redirects; how it is written is redirects.py's job.

It holds every address for which the site has a page that leads on, and those that no file can answer: questions, and
what WordPress calls feeds and tags.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..aliases import is_question
from ..config import Config
from ..journal import Journal
from ..model import Problem
from ..views import Page, RedirectsView
from .aliases import Alias
from .entries import date_path

MAPS: Mapping[str, str] = {"apache": ".htaccess", "netlify": "_redirects"}

# WordPress has a feed of all comments as well; there is none here, and its readers are led to the entries.
_FEEDS = {
    "/feed/": "/feed.xml",
    "/feed/rss/": "/feed.xml",
    "/feed/rss2/": "/feed.xml",
    "/feed/rdf/": "/feed.xml",
    "/feed/atom/": "/atom.xml",
    "/comments/feed/": "/feed.xml",
    "/?feed=rss": "/feed.xml",
    "/?feed=rss2": "/feed.xml",
    "/?feed=rdf": "/feed.xml",
    "/?feed=atom": "/atom.xml",
    "/?feed=comments-rss2": "/feed.xml",
}


def redirects(
    journal: Journal, config: Config, aliases: Iterable[Alias], static: Iterable[str]
) -> tuple[tuple[str, str], ...]:
    """All old addresses, sorted, each with the one it leads to. `static`: paths of files that are copied."""
    taken = {_bare(address) for address in journal.addresses.values()}
    taken.update(_bare(path.removeprefix("content/static").removesuffix("index.html")) for path in static)
    found = {old: new for old, new in _given(journal, config, aliases) if old.partition("?")[0] != new}
    taken.update(map(_bare, found))
    for old, new in (*_FEEDS.items(), *((f"/tag/{slug}/", f"/themen/{slug}/") for slug in journal.tags)):
        if _bare(old) not in taken:
            found[old] = new
    return tuple(sorted(found.items(), key=_order))


def own_map(config: Config, static: Iterable[str]) -> Iterator[Problem]:
    """Complain of a file of the author's where the map is to stand."""
    path = f"content/static/{MAPS.get(config.redirects, '')}"
    if path in static:
        message = f'redirects = "{config.redirects}" writes this file'
        hint = "take `redirects` out of journal.toml, or this file away: its rules may stand in the server's settings"
        yield Problem(path, 1, message, hint)


def redirects_page(server: str, listed: tuple[tuple[str, str], ...]) -> Page:
    path = MAPS[server]
    return Page(f"/{path}", path, path, RedirectsView(server, listed))


def _given(journal: Journal, config: Config, aliases: Iterable[Alias]) -> Iterator[tuple[str, str]]:
    for head in journal.pages:
        for old, _ in head.aliases:
            yield old, f"/{head.slug}/"
    for month in journal.months:
        for entry in reversed(month.entries):  # of two on one date, the first counts
            if config.day_archives:
                yield f"/{date_path(entry.head.date)}/", entry.address
            for old, _ in entry.head.aliases:
                yield old, entry.address
    for day, entry in journal.days.items():
        yield f"/tag/{day}/", entry.address
    for alias in aliases:
        yield alias.old, alias.new


def _bare(address: str) -> str:
    """Servers hold an address and the same with a slash at its end for one."""
    return address if is_question(address) else address.strip("/")


def _order(redirect: tuple[str, str]) -> tuple[int, str]:
    """What asks for more comes first, for the first that fits is followed."""
    question = redirect[0].partition("?")[2]
    return -(question.count("&") + 1 if question else 0), redirect[0]
