"""The pages of single entries, the home page, and the forms in which an entry shows on other pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from ..journal import Journal, is_future
from ..model import Head, Photo, Resolution, Variant
from ..slugs import slugify
from ..views import Body, Card, Comments, EntryView, Full, HomeView, Link, Neighbour, Page, RedirectView
from ..wording import day_date
from .references import Resolved

Resolve = Callable[[Head], Resolved]


def dateline(place: str, time: dt.time | None, day: int | None) -> str:
    """The line under the title, "Berlin, 5:33, Tag 868"; what is missing is left out."""
    parts = (place, f"{time.hour}:{time.minute:02}" if time else "", f"Tag {day}" if day is not None else "")
    return ", ".join(part for part in parts if part)


def title(head: Head) -> str:
    """The written title, or what stands in for it: the day's number, or its date."""
    if head.title:
        return head.title
    return f"Tag\N{NO-BREAK SPACE}{head.day}" if head.day is not None else day_date(head.date)


def card(head: Head, address: str, *, in_full: bool = False) -> Card:
    return Card(
        address=address,
        title=title(head),
        date=head.date,
        time=head.time,
        dateline=dateline(head.place, head.time, head.day),
        excerpt=head.survey.excerpt if in_full else "",
        comments=head.comments_count if in_full else 0,
    )


def cards(journal: Journal, heads: tuple[Head, ...]) -> tuple[Card, ...]:
    return tuple(card(head, journal.addresses[head.source]) for head in heads)


def term_link(kind: str, name: str) -> Link | None:
    slug = slugify(name)
    return Link(f"/{kind}/{slug}/", name) if slug else None


def first_photo(resolved: Resolved) -> Variant | None:
    """The JPEG that stands for a page where only one picture can be shown."""
    pictures: list[Resolution] = [*resolved.photos]
    pictures += [resolution for _, _, resolution in resolved.references]
    return next((picture.fallback for picture in pictures if isinstance(picture, Photo)), None)


def body(head: Head, resolved: Resolved, *, prefix: str = "", cut: bool = False) -> Body:
    return Body(
        source=head.source,
        digest=head.digest,
        line=head.body_line,
        references=resolved.references,
        photos=resolved.photos,
        day=head.day,
        prefix=prefix,
        cut=cut,
    )


def full(head: Head, address: str, resolved: Resolved, now: dt.datetime, *, cut: bool = False) -> Full:
    """An entry with everything it says. `cut`: it shares a page with others and ends at <!--more-->."""
    prefix = "e-" + address.strip("/").replace("/", "-") + "-" if cut else ""
    tags = (term_link("themen", tag) for tag in head.tags)
    return Full(
        address=address,
        title=title(head),
        titled=bool(head.title),
        date=head.date,
        time=head.time,
        day=head.day,
        dateline=dateline(head.place, head.time, head.day),
        place=term_link("orte", head.place) if head.place else None,
        tags=tuple(tag for tag in tags if tag),
        description=head.description or head.survey.excerpt,
        updated=head.updated,
        guid=head.guid,
        body=body(head, resolved, prefix=prefix, cut=cut),
        comments=Comments(head.source, head.comments_digest, head.comments_count, head.comments_open),
        more=cut and head.survey.more,
        image=first_photo(resolved),
        script=head.survey.script,
        draft=head.draft,
        future=is_future(head, now),
    )


def _neighbour(journal: Journal, head: Head, other: Head | None) -> Neighbour | None:
    if other is None:
        return None
    return Neighbour(journal.addresses[other.source], title(other), other.date == head.date)


def entry_pages(journal: Journal, resolve: Resolve, now: dt.datetime) -> Iterator[Page]:
    entries = journal.entries
    for position, head in enumerate(entries):
        address = journal.addresses[head.source]
        view = EntryView(
            entry=full(head, address, resolve(head), now),
            previous=_neighbour(journal, head, entries[position - 1] if position else None),
            next=_neighbour(journal, head, entries[position + 1] if position + 1 < len(entries) else None),
        )
        yield Page(address, address[1:] + "index.html", "entry.html", view, (head.source,))


def newest(journal: Journal, resolve: Resolve, now: dt.datetime, count: int, *, cut: bool) -> tuple[Full, ...]:
    return tuple(
        full(head, journal.addresses[head.source], resolve(head), now, cut=cut)
        for head in reversed(journal.entries[-count:] if count else ())
    )


def home_page(journal: Journal, resolve: Resolve, now: dt.datetime, count: int) -> Page:
    return Page("/", "index.html", "home.html", HomeView(newest(journal, resolve, now, count, cut=True)))


def day_pages(journal: Journal) -> Iterator[Page]:
    """The short address of each day number, leading to its first entry."""
    for day, source in journal.days.items():
        view = RedirectView(journal.addresses[source], title(journal.entry(source)))
        yield Page(f"/tag/{day}/", f"tag/{day}/index.html", "redirect.html", view, (source,))
