"""One look at a whole export: what it holds, what each item is and where it stood, with nothing of the texts."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

from ..ledger import digest
from ..model import Failed, Problem, Value
from .exports import Export
from .fates import Fate, fate
from .hosts import Hosts, host_of, own_hosts, parts_of
from .moments import Clocks, local, published
from .reader import read
from .values import Attachment, Blog, Post, Remark, Term

LONGEST_SLUG = 1000  # characters; WordPress' have at most 200
MOST_HOSTS = 50  # that a blog may have had; an export that names more makes them up


class Item(Value, frozen=True):
    """A post or page, as the look shows it."""

    id: int
    type: str
    fate: Fate
    file: str
    number: int
    title: str
    slug: str
    link: str
    guid: str
    date: dt.datetime | None  # local
    parent: int
    order: int


class LeftOut(Value, frozen=True):
    """An item that is not imported."""

    group: str
    reason: str
    id: int
    title: str


class Site(Value, frozen=True):
    """What an export holds."""

    blog: Blog
    items: dict[int, Item]  # the posts and pages to import, by id, in the export's order
    positions: dict[tuple[str, int], int]  # ids of items by file and number; 0 where only comments count, in `remarks`
    attachments: dict[int, Attachment]
    files: dict[str, Attachment]  # by their path in the media library
    remarks: dict[int, list[Remark]]  # by the id of a post: those on its attachments, and on its copies; 0: of none
    counts: Counter[str]  # of everything in the export, by row of the account
    left_out: list[LeftOut]
    terms: dict[tuple[str, str], Term]  # by kind and slug
    used: set[tuple[str, str]]  # those of published posts
    shown_alone: dict[str, int]  # addresses of pages that show one attachment, and the post that it belongs to
    hosts: Hosts
    timezone: str
    sure_of_timezone: bool
    made: dt.datetime | None  # when the export was


def look(exports: Iterable[Export], warn: Callable[[Problem], None]) -> Site:
    """Go through the exports once. Raises Failed where one cannot be read."""
    collected = _Look()
    for export in exports:
        for found in read(export, warn):
            if isinstance(found, Blog):
                collected.blog(found, export)
            else:
                collected.item(found)
    return collected.site()


class _Look:
    def __init__(self) -> None:
        self._blogs: list[Blog] = []
        self._items: dict[int, Item] = {}
        self._attachments: dict[int, Attachment] = {}
        self._positions: dict[tuple[str, int], int] = {}
        self._seen: dict[int, bytes] = {}
        self._remarks: dict[int, list[Remark]] = defaultdict(list)
        self._counts: Counter[str] = Counter()
        self._left_out: list[LeftOut] = []
        self._terms: dict[tuple[str, str], Term] = {}
        self._used: set[tuple[str, str]] = set()
        self._shown_alone: dict[str, int] = {}
        self._former: dict[str, str] = {}  # an address for each host that the blog had
        self._clocks = Clocks()

    def blog(self, blog: Blog, export: Export) -> None:
        if self._blogs and _place(blog) != _place(self._blogs[0]):
            message = f"is the export of {_place(blog)}, the one before is of {_place(self._blogs[0])}"
            raise Failed([Problem(export.name, 1, message, "import one site after the other")])
        self._blogs.append(blog)
        for term in blog.terms:
            self._terms.setdefault((term.kind, term.slug), term)

    def item(self, post: Post) -> None:
        what = fate(post)
        self._counts[what.group] += 1
        self._counts["comments"] += len(post.comments)
        if what.left_out:
            self._leave(what.left_out, what.group, post)
            return
        name = self._name(post)
        if name in self._items:
            self._leave("given twice", what.group, post)
            self._keep_comments(name, post)
        elif name in self._attachments:
            self._leave("given twice", what.group, post)
            self._keep_comments(post.parent, post)
        elif what.group == "media":
            self._attachment(name, post)
            self._keep_comments(post.parent, post)
        else:
            self._listed(name, post, what)

    def _leave(self, reason: str, group: str, post: Post) -> None:
        self._left_out.append(LeftOut(group, reason, post.id, post.title[:200]))

    def _keep_comments(self, owner: int, post: Post) -> None:
        """Keep the comments of what is no item by itself for the item that it belongs to."""
        self._positions[post.file, post.number] = 0
        if post.comments:
            self._remarks[owner] += post.comments

    def _name(self, post: Post) -> int:
        """The id by which an item is known from here on. WordPress gives every item its own; one that has none, or that
        of another item, as exports edited by hand have, gets a negative one that is the same in every run."""
        mark = digest("\0".join((post.type, post.slug or post.title, post.date, post.attachment_url)).encode())
        if post.id and self._seen.setdefault(post.id, mark) == mark:
            return post.id
        return -int.from_bytes(mark[:6], "big")

    def _attachment(self, name: int, post: Post) -> None:
        alt = post.meta.get("_wp_attachment_image_alt", "").strip()
        self._attachments[name] = Attachment(name, post.attachment_url, post.title, alt, post.excerpt, post.parent)
        if post.parent and "?" not in post.link:
            self._shown_alone[post.link] = post.parent

    def _listed(self, name: int, post: Post, what: Fate) -> None:
        self._positions[post.file, post.number] = name
        for term in post.terms:
            self._terms.setdefault((term.kind, term.slug), term)
        if not what.draft:
            self._clocks.note(post.date, post.gmt)
            self._used.update((term.kind, term.slug) for term in post.terms if post.type == "post")
        if "?" in post.guid and len(self._former) < MOST_HOSTS:
            self._former.setdefault(host_of(post.guid), post.guid)
        self._items[name] = Item(
            name,
            post.type,
            what,
            post.file,
            post.number,
            post.title[:200],
            post.slug[:LONGEST_SLUG],
            post.link,
            post.guid,
            local(post.date) or local(post.gmt),
            post.parent,
            post.order,
        )

    def site(self) -> Site:
        blog = self._blogs[0] if self._blogs else Blog()
        files = [attachment.address for attachment in self._attachments.values()]
        hosts = own_hosts(_place(blog), [blog.link, *self._former.values()], _hosts_of(files))
        zone, sure = self._clocks.zone()
        by_file = {hosts.file(attachment.address) or "": attachment for attachment in self._attachments.values()}
        by_file.pop("", None)
        return Site(
            blog=blog,
            items=self._items,
            positions=self._positions,
            attachments=self._attachments,
            files=by_file,
            remarks=dict(self._remarks),
            counts=self._counts,
            left_out=self._left_out,
            terms=self._terms,
            used=self._used,
            shown_alone={(hosts.path(link) or "").strip("/"): parent for link, parent in self._shown_alone.items()},
            hosts=hosts,
            timezone=zone,
            sure_of_timezone=sure,
            made=published(blog.date),
        )


def _place(blog: Blog) -> str:
    return (blog.base_url or blog.link).rstrip("/")


def _hosts_of(addresses: Iterable[str]) -> list[str]:
    """An address for each host among the addresses."""
    found: dict[str, str] = {}
    for address in addresses:
        if len(found) < MOST_HOSTS and parts_of(address).scheme in ("http", "https"):
            found.setdefault(host_of(address), address)
    return list(found.values())
