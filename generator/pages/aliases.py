"""Old addresses that belong to no entry: the table [aliases] of journal.toml, and what is wrong with it."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from pathlib import Path
from urllib.parse import unquote

from ..aliases import AliasError, is_question, old_address
from ..config import PATH, Config, line_of
from ..journal import Journal
from ..model import Head, Problem, Value
from ..views import Page, RedirectView
from ..wording import month_name
from .archives import FOLDERS, TermKind, month_address, year_address
from .entries import title
from .standing import FEEDS, output_path


class Alias(Value, frozen=True, array_like=True):
    """An old address, and the page that it leads to."""

    old: str
    new: str
    title: str


def settings_aliases(journal: Journal, config: Config, static: Iterable[str]) -> tuple[Alias, ...]:
    """The table [aliases]; lines that `alias_problems` complains of are left out."""
    if not config.aliases:
        return ()
    known = _titles(journal, config, static)
    taken = _taken(journal, known)
    right = [pair for pair in config.aliases if not any(_wrongs(*pair, known, taken))]
    pairs = [(old_address(old), _known_address(target, known)) for old, target in right]
    return tuple(Alias(old, new, known[new]) for old, new in pairs)


def sent_on_pages(aliases: Iterable[Alias]) -> Iterator[Page]:
    """The files of the old addresses that can be files."""
    for alias in aliases:
        if not is_question(alias.old):
            view = RedirectView(alias.new, alias.title)
            yield Page(alias.old, output_path(alias.old), "redirect.html", view, (PATH,))


def alias_problems(journal: Journal, config: Config, static: Iterable[str], root: Path) -> Iterator[Problem]:
    """Complaints about the table [aliases], about questions that two sources claim, or that nobody can answer."""
    if config.aliases:
        known = _titles(journal, config, static)
        taken = _taken(journal, known)
        for old, target in config.aliases:
            for message, hint in _wrongs(old, target, known, taken):
                yield Problem(PATH, line_of(root, old, "aliases"), message, hint)
    questions = [(alias, head, line) for head in _heads(journal) for alias, line in head.aliases if is_question(alias)]
    claimed = Counter(alias for alias, _, _ in questions)
    for alias, head, line in questions:
        if claimed[alias] > 1:
            yield Problem(head.source, line, f'alias "{alias}" is given twice', "take it out where it does not belong")
    if questions and not config.redirects:
        alias, head, line = questions[0]
        others = f", and {len(questions) - 1} more like it" if len(questions) > 1 else ""
        message = f'alias "{alias}" holds a question, which no file can answer{others}'
        hint = 'set redirects = "apache" or "netlify" in journal.toml, or take it out'
        yield Problem(head.source, line, message, hint, warning=True)


def _heads(journal: Journal) -> list[Head]:
    """The pages, and those entries that have old addresses."""
    entries = [entry.head for month in journal.months for entry in month.entries if entry.head.aliases]
    return [*journal.pages, *entries]


def _wrongs(old: str, target: str, known: Mapping[str, str], taken: Set[str]) -> Iterator[tuple[str, str]]:
    try:
        address = old_address(old)
    except AliasError as error:
        yield error.message, error.hint
    else:
        if output_path(address) in taken:
            yield f'"{old}" is an address of this site already', "take the line out"
    if not _known_address(target, known):
        message = f'alias "{old}" leads to "{target}", which is no page of this site'
        yield message, "write the address of one, like /themen/alltag/"


def _taken(journal: Journal, known: Iterable[str]) -> set[str]:
    """The files of all addresses that the table may not claim, as far as they are known before the pages are made."""
    aliases = (alias for head in _heads(journal) for alias, _ in head.aliases)
    days = (f"/tag/{day}/" for day in journal.days)
    return {output_path(address) for address in (*known, *aliases, *days)}


def _known_address(target: str, known: Mapping[str, str]) -> str:
    """The address of a page as it stands, from how its author writes it; empty where there is none."""
    address = unquote(target)
    return next((form for form in (address, f"{address}/") if form in known), "")


def _titles(journal: Journal, config: Config, static: Iterable[str]) -> dict[str, str]:
    """What every address to which an old one may lead is called."""
    known = {"/": config.title, "/archiv/": "Archiv", "/orte/": "Orte", "/themen/": "Themen"}
    known.update((f"/{path}", path) for path in FEEDS.values())
    for path in static:
        address = path.removeprefix("content/static").removesuffix("index.html")
        known[address] = posixpath.basename(address.rstrip("/"))
    for month in journal.months:
        known[year_address(month.year)] = str(month.year)
        known[month_address(month.year, month.month)] = f"{month_name(month.month)} {month.year}"
    known.update(_term_titles("place", journal))
    known.update(_term_titles("tag", journal))
    known.update((f"/{head.slug}/", head.title) for head in journal.pages)
    known.update((entry.address, title(entry.head)) for entry in journal.entries())
    return known


def _term_titles(kind: TermKind, journal: Journal) -> Iterator[tuple[str, str]]:
    for term in (journal.places if kind == "place" else journal.tags).values():
        address = f"/{FOLDERS[kind]}/{term.slug}"
        yield f"{address}/", term.label
        for year, _ in term.years:
            yield address + year_address(year), f"{term.label} {year}"
