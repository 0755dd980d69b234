"""The checks of what sources say: day numbers, datelines, titles, photos, the pages that the law asks for.

Each takes a journal and answers with warnings: what they find hinders no reader.
"""

from __future__ import annotations

import datetime as dt
import posixpath
from collections.abc import Iterator
from itertools import groupby, pairwise
from urllib.parse import unquote

from ..content import LEGAL, source_bytes, unfilled
from ..frontmatter import body_text
from ..journal import day_warnings
from ..model import Head, Problem
from ..photos import ENDINGS, Ambiguous, Candidates
from .subject import Subject

LONGEST_TITLE = 100  # characters: three lines of a heading


def missing_alts(subject: Subject) -> Iterator[Problem]:
    """Each photo that no alt text describes; `alt: ""` is one, for decoration."""
    for source, resolved in subject.resolved.items():
        for name, line in resolved.undescribed:
            yield _warning(source, line, f"{name} has no alt text", "say what it shows: alt: …")


def datelines(subject: Subject) -> Iterator[Problem]:
    """Entries without a place or a time. An empty `place:` or `time:` says that there is none."""
    for head in _shown(subject):
        there = {"place": bool(head.place), "time": head.time is not None}
        missing = [key for key, given in there.items() if not given and key not in head.left_empty]
        if missing:
            hint = " and ".join(f"`{key}: …`" for key in missing)
            yield _warning(
                head.source, 1, f"has no {' and no '.join(missing)}", f"add {hint}; leave it empty if meant so"
            )


def gaps(subject: Subject) -> Iterator[Problem]:
    """Day numbers that no entry has, as ranges, and numbers that fall.

    Where `first_day` counts, a number is missing for every day on which nothing was written. That is worth saying in
    a journal that is kept daily, and not in one that is kept now and then.
    """
    first = [next(entries) for _, entries in groupby(_shown(subject), lambda head: head.date)]
    numbered = [head for head in first if head.day is not None]
    if subject.config.first_day and not _is_daily(numbered):
        return
    for before, after in pairwise(numbered):
        last, following = before.day or 0, after.day or 0
        if following > last + 1:
            yield _gap(before, after, last + 1, following - 1)
        elif following < last:
            message = f"day {following} follows day {last} ({before.date.isoformat()}, {before.source})"
            yield _warning(after.source, after.day_line or 1, message, "correct one of them")


def _is_daily(heads: list[Head]) -> bool:
    """Whether there is an entry on most days."""
    return bool(heads) and 2 * len(heads) > (heads[-1].date - heads[0].date).days + 1


def _gap(before: Head, after: Head, first: int, last: int) -> Problem:
    """One range; with the days of the calendar that it is, if there are as many of them as numbers."""
    one_day = dt.timedelta(days=1)
    numbers, begin, end = f"days {first} to {last}", before.date + one_day, after.date - one_day
    if (end - begin).days == last - first:
        dates = f"{begin.isoformat()} to {end.isoformat()}"
    else:
        dates = f"between {before.date.isoformat()} and {after.date.isoformat()}"
    if first == last:
        numbers, dates = f"day {first}", dates.partition(" to ")[0]
    message = f"no entry has {numbers} ({dates})"
    return _warning(after.source, after.day_line or 1, message, "write it, or correct the numbers")


def days(subject: Subject) -> Iterator[Problem]:
    """Days written twice: one number on two dates, or two numbers on one."""
    yield from day_warnings(subject.journal)
    for date, heads in groupby(_shown(subject), lambda head: head.date):
        numbered = [head for head in heads if head.day is not None]
        for head in numbered[1:]:
            if head.day != numbered[0].day:
                message = f"{date.isoformat()} is day {numbered[0].day} already ({numbered[0].source}), not {head.day}"
                yield _warning(head.source, head.day_line or 1, message, "give the entries of a day one number")


def unused_photos(subject: Subject) -> Iterator[Problem]:
    """Photos that no source names, drafts included. While a source cannot be read, nobody knows."""
    if subject.unread:
        return
    candidates = Candidates(subject.files.others)
    used = {_shot(path) for head in subject.heads for path in _named(head, candidates)}
    for path in subject.files.others:
        if posixpath.splitext(path)[1].lower() in ENDINGS and _shot(path) not in used:
            yield _warning(path, 1, "no entry or page shows this photo", "name it in one, or remove it")


def _named(head: Head, candidates: Candidates) -> Iterator[str]:
    """The paths of the photos that a head may mean."""
    for name in [*(image.name for image in head.images), *(item.target for item in head.survey.references)]:
        found = candidates.find(unquote(name), head.source, head.date.year, head.date.month)
        if isinstance(found, Ambiguous):
            yield from found.paths
        elif found is not None:
            yield found


def _shot(path: str) -> str:
    """What a HEIC and the JPEG of the same shot have in common."""
    return posixpath.splitext(path)[0].casefold()


def legal_pages(subject: Subject) -> Iterator[Problem]:
    """Pages that German law asks for: missing, or with marks of the sample that nobody filled in."""
    pages = {head.slug: head for head in subject.journal.pages}
    for slug in LEGAL:
        if slug in pages:
            head = pages[slug]
            yield from unfilled(head, body_text(source_bytes(subject.root, head.source), head.body_line))
        else:
            hint = "write one: German law asks nearly every site for it"
            yield _warning(f"content/pages/{slug}.md", 1, f'there is no page "{slug}"', hint)


def long_titles(subject: Subject) -> Iterator[Problem]:
    """Titles that fill no line but a paragraph."""
    for head in (*_shown(subject), *subject.journal.pages):
        if len(head.title) > LONGEST_TITLE:
            message = f"the title has {len(head.title)} characters, more than {LONGEST_TITLE}"
            yield _warning(head.source, 1, message, "let the text say the rest")


def _shown(subject: Subject) -> Iterator[Head]:
    """The entries of a plain build, oldest first."""
    return (entry.head for entry in subject.journal.entries())


def _warning(path: str, line: int, message: str, hint: str) -> Problem:
    return Problem(path, line, message, hint, warning=True)
