"""The checks of what a reader would follow, and of what a browser would fetch: links, anchors, requests to other hosts.

They look at built pages, so that templates are checked with all else, and complain where an author can mend it: in the
source that holds the address, or else at the first page that shows it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from html import escape
from urllib.parse import unquote

from ..content import beside, source_bytes
from ..frontmatter import normalized
from ..model import Head, Problem, Target, Value
from .site import Site
from .subject import Subject

TOP = ("", "top")  # fragments that every page has: https://html.spec.whatwg.org/#the-indicated-part-of-the-document


class Fault(Value, frozen=True):
    """An address that is wrong where it stands."""

    page: str
    address: str
    message: str


# By what is wrong: a page of its own and one that shows it together with others may write one address differently.
Faults = Mapping[Hashable, list[Fault]]


def broken_links(subject: Subject) -> Iterator[Problem]:
    """Addresses inside the site at which there is nothing."""
    faults: dict[Hashable, list[Fault]] = defaultdict(list)
    for page, address, (file, _) in _inside(subject.site):
        if file not in subject.site.files:
            faults[file].append(Fault(page, address, f'"{address}" leads nowhere'))
    return _placed(faults, "correct the address", subject)


def broken_anchors(subject: Subject) -> Iterator[Problem]:
    """Addresses that name a place in a page which the page has not."""
    pages = subject.site.pages
    anchors = lru_cache(maxsize=None)(lambda file: frozenset(pages[file].anchors))
    faults: dict[Hashable, list[Fault]] = defaultdict(list)
    for page, address, (file, fragment) in _inside(subject.site):
        if fragment.lower() not in TOP and file in pages and fragment not in anchors(file):
            message = f'"{address}" leads to no place in its page: nothing there has the id "{fragment}"'
            faults[file, fragment].append(Fault(page, address, message))
    return _placed(faults, "correct what follows #", subject)


def foreign_requests(subject: Subject) -> Iterator[Problem]:
    """What a browser would ask other hosts for, as soon as it opens a page."""
    faults: dict[Hashable, list[Fault]] = defaultdict(list)
    for path, page in subject.site.pages.items():
        for _, element, address in page.foreign:
            what = "fetches from another host: " + address if address else "could fetch from another host"
            faults[element, address].append(Fault(path, address, f"{element} {what}"))
    return _placed(faults, "let the journal bring it along, or link it", subject)


def _inside(site: Site) -> Iterator[tuple[str, str, tuple[str, str]]]:
    """Every page with every address of it that leads to somewhere in the site, and where."""
    known: dict[str, tuple[str, str] | None] = {}  # where addresses lead that lead there from every page
    for path, page in site.pages.items():
        for address in page.addresses:
            if address.startswith("/"):
                target = known[address] if address in known else known.setdefault(address, site.target(path, address))
            else:
                target = site.target(path, address)
            if target is not None:
                yield path, address, target


def _placed(faults: Faults, hint: str, subject: Subject) -> Iterator[Problem]:
    """Complain of each fault in every source that holds it; where one of its pages has no such source, at that page."""
    heads = {head.source: head for head in subject.heads}
    pages = {f"{address}index.html"[1:]: heads[source] for source, address in subject.journal.addresses.items()}
    told = set()  # addresses that have a complaint where they were written
    for found in sorted(faults.values(), key=lambda found: all(fault.page not in pages for fault in found)):
        astray = []
        for fault in found:
            places = _places(fault.address, pages[fault.page], subject) if fault.page in pages else []
            yield from (Problem(path, line, fault.message, hint) for path, line in places)
            told.update([fault.address] if places else [])
            astray += [] if places else [fault]
        # A page without a source, as the home page, repeats what others say.
        left = [fault for fault in astray if fault.page in pages or fault.address not in told]
        if any(fault.page in pages for fault in left) or len(left) == len(found):
            yield _at_page(left, hint, subject)


def _at_page(faults: Sequence[Fault], hint: str, subject: Subject) -> Problem:
    """One complaint of what stands on many pages, and so probably in a template."""
    first, pages = faults[0], {fault.page for fault in faults}
    more = {1: "", 2: ", on one more page as well"}.get(len(pages), f", on {len(pages) - 1} more pages as well")
    html = subject.site.text(first.page)
    place = re.search(f"[\"'=]{re.escape(escape(first.address, quote=False))}", html)
    line = html.count("\n", 0, place.start()) + 1 if place else 1
    static = f"content/static/{first.page}"
    path = static if static in subject.files.static else f"output/{first.page}"
    return Problem(path, line, first.message + more, hint)


def _places(address: str, head: Head, subject: Subject) -> list[tuple[str, int]]:
    """Where a source, or the comments beside it, have an address: path and line."""
    if not address:
        return []
    places = [(head.source, line) for line in sorted(set(_lines_of_references(address, head, subject)))]
    spellings = _spellings(address, subject.config.base_path)
    for path in (head.source, beside(head.source)) if not places else ():
        if path in subject.files.sources or path in subject.files.comments:
            line = _line(normalized(source_bytes(subject.root, path)), spellings)
            places += [(path, line)] if line else []
    return places


def _lines_of_references(address: str, head: Head, subject: Subject) -> Iterator[int]:
    """The lines of those links to entries, pages and files by their names that became `address`."""
    base, resolved = subject.config.base_path, subject.resolved.get(head.source)
    lines = {reference.target: reference.line for reference in reversed(head.survey.references)}
    for target, _, resolution in resolved.references if resolved else ():
        _, sign, fragment = target.partition("#")
        if isinstance(resolution, Target) and base + resolution.address + sign + fragment == address:
            yield lines[target]


def _spellings(address: str, base: str) -> tuple[str, ...]:
    """How an author may have written an address of a page."""
    if address.startswith("/") and not address.startswith(f"{base}/"):
        return ()  # for what is written in a text is led below the base
    plain = address.removeprefix(base)
    return address, plain, unquote(address), unquote(plain), escape(address), escape(plain)


def _line(content: str, spellings: Iterable[str]) -> int:
    """The first line that holds one of the spellings as a whole address; 0 if none does."""
    for spelling in spellings:
        if found := re.search(rf"(?<![\w/%.-]){re.escape(spelling)}(?![\w/%-])", content):
            return content.count("\n", 0, found.start()) + 1
    return 0
