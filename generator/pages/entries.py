"""The pages of single entries, the home page, and the forms in which an entry shows on other pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import urlsplit

from ..journal import Listed, Month
from ..model import Head, Photo, Resolution, Resolved, Value, Variant
from ..slugs import slugify
from ..views import Body, Card, Comments, EntryView, Full, HomeView, Link, Neighbour, Page, RedirectView, Toot
from ..wording import day_date

NOTHING = Resolved()


def dateline(place: str, time: dt.time | None, day: int | None) -> str:
    """The line under the title, "Berlin, 5:33, Tag 868"; what is missing is left out."""
    parts = (place, f"{time.hour}:{time.minute:02}" if time else "", f"Tag {day}" if day is not None else "")
    return ", ".join(part for part in parts if part)


def title(head: Head) -> str:
    """The written title, or what stands in for it: the day's number, or its date."""
    if head.title:
        return head.title
    return f"Tag\N{NO-BREAK SPACE}{head.day}" if head.day is not None else day_date(head.date)


def card(entry: Listed, *, in_full: bool = False) -> Card:
    head = entry.head
    return Card(
        address=entry.address,
        title=title(head),
        date=head.date,
        time=head.time,
        dateline=dateline(head.place, head.time, head.day),
        excerpt=head.survey.excerpt if in_full else "",
        comments=head.comments_count if in_full else 0,
    )


def cards(entries: Iterable[Listed]) -> tuple[Card, ...]:
    return tuple(map(card, entries))


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


def full(entry: Listed, resolved: Resolved, future: bool, *, cut: bool = False) -> Full:
    """An entry with everything it says. `cut`: it shares a page with others and ends at <!--more-->."""
    head, address = entry.head, entry.address
    prefix = "e-" + address.strip("/").replace("/", "-") + "-" if cut else ""
    tags = (term_link("themen", tag) for tag in head.tags)
    more = cut and head.survey.more
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
        body=body(head, resolved, prefix=prefix, cut=more),
        comments=Comments(head.source, head.comments_digest, head.comments_count, head.comments_open),
        more=more,
        image=first_photo(resolved),
        script=head.survey.script,
        draft=head.draft,
        future=future,
        toot=_toot(head.toot) if head.toot else None,
    )


def _toot(address: str) -> Toot:
    parts = urlsplit(address)
    return Toot(address, f"{parts.scheme}://{parts.netloc}", parts.path.rpartition("/")[2])


class Edge(Value, frozen=True, array_like=True):
    """What the pages of neighbours show of an entry."""

    address: str
    title: str
    date: dt.date


def edge(entry: Listed) -> Edge:
    return Edge(entry.address, title(entry.head), entry.head.date)


def _neighbour(other: Edge | None, head: Head) -> Neighbour | None:
    return None if other is None else Neighbour(other.address, other.title, other.date == head.date)


class Entries(Value, frozen=True, array_like=True):
    """Entries as they are shown in full, with all that decides what they say."""

    entries: tuple[Listed, ...]
    resolved: Mapping[str, Resolved]  # by source; heads without references are left out
    future: tuple[str, ...]  # sources of those whose day has not come

    def full(self, entry: Listed, *, cut: bool = False) -> Full:
        source = entry.head.source
        return full(entry, self.resolved.get(source, NOTHING), source in self.future, cut=cut)


def entry_pages(shown: Entries, before: Edge | None, after: Edge | None) -> Iterator[Page]:
    """The pages of consecutive entries; `before` and `after` are their neighbours on either side."""
    row = (before, *map(edge, shown.entries), after)
    for previous, entry, following in zip(row, shown.entries, row[2:], strict=False):
        head = entry.head
        view = EntryView(shown.full(entry), _neighbour(previous, head), _neighbour(following, head))
        yield Page(entry.address, entry.address[1:] + "index.html", "entry.html", view, (head.source,))


def home_page(shown: Entries) -> Page:
    view = HomeView(tuple(shown.full(entry, cut=True) for entry in shown.entries))
    return Page("/", "index.html", "home.html", view)


def date_path(date: dt.date) -> str:
    """ "2016/05/17" """
    return date.isoformat().replace("-", "/")


def date_pages(month: Month) -> Iterator[Page]:
    """The address of each date, "/2016/05/17/", leading to its first entry."""
    first: dict[dt.date, Listed] = {}
    for entry in month.entries:
        first.setdefault(entry.head.date, entry)
    for date, entry in first.items():
        path = date_path(date)
        view = RedirectView(entry.address, title(entry.head))
        yield Page(f"/{path}/", f"{path}/index.html", "redirect.html", view, (entry.head.source,))


def day_pages(month: Month, elsewhere: tuple[int, ...]) -> Iterator[Page]:
    """The short address of each day number, leading to its first entry; unless that is `elsewhere`."""
    for day, position in month.days:
        if day not in elsewhere:
            entry = month.entries[position]
            view = RedirectView(entry.address, title(entry.head))
            yield Page(f"/tag/{day}/", f"tag/{day}/index.html", "redirect.html", view, (entry.head.source,))
