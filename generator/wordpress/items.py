"""One item after the other, written: its text, its photos beside it, its comments."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from urllib.parse import unquote

from ..content import COMMENTS
from ..markup import Markup
from ..spelled import records_text
from .account import Account
from .bodies import Converted, convert
from .comments import Sorted, anchor, appended, as_records, ids
from .dateline import take_dateline
from .footnotes import of_meta
from .hosts import host_of
from .kinds import is_photo
from .links import Led, Links
from .plan import Place, Plan
from .record import Imported
from .shelf import DELETED, Beside, Shelf
from .site import Item, Site
from .sources import Line, Picture, source_text
from .texts import one_line
from .values import Post
from .writing import Folder, Outcome

FOREIGN = "on another site, left as it was"
ELSEWHERE = "on the old site but not in its media library, left as it was"
NOT_IMPORTED = "of an item that is not imported"
ERASED = "erased since its import"
SURE = 0.9  # the share of datelines that must agree on the date of Tag 1


class Items:
    """Writes the items of one export."""

    def __init__(
        self,
        site: Site,
        plan: Plan,
        links: Links,
        shelf: Shelf,
        folder: Folder,
        account: Account,
        outcomes: list[tuple[str, Outcome]],
    ) -> None:
        self._site = site
        self._plan = plan
        self._links = links
        self._shelf = shelf
        self._folder = folder
        self._account = account
        self._outcomes = outcomes
        self._markup = Markup()
        self._first_days: Counter[dt.date] = Counter()
        self._foreign: set[str] = set()

    def first_day(self) -> str:
        """The date of Tag 1, if nearly all datelines agree on one."""
        best, number = self._first_days.most_common(1)[0] if self._first_days else (dt.date.min, 0)
        return best.isoformat() if number and number >= SURE * self._first_days.total() else ""

    def write(self, post: Post, item: Item, comments: Sorted, known: Imported | None) -> Imported | None:
        """Write an item as far as its author did not change or delete what earlier imports wrote, which `known` says:
        None where another file stands in its place. Says what to remember."""
        place = self._plan.places[item.id]
        if known is None:
            self._skip(post, item, comments, Outcome.TAKEN, place.stem)
            return None
        if known.path and not self._folder.exists(known.path):
            for file in known.media:
                self._shelf.decline(file, DELETED)
            self._skip(post, item, comments, Outcome.DELETED, known.path)
            return known
        beside = _beside(place, known)
        text, converted = self._text(post, item, place, beside)
        path = known.path or (f"{place.stem}/index.md" if beside.names else f"{place.stem}.md")
        outcome, mark = self._folder.keep(path, text, known.digest)
        self._outcomes.append((path, outcome))
        self._account.keep(item.fate.group, "as drafts" if item.fate.draft else "published")
        self._tell(converted, post, path)
        written = self._write_comments(path.removesuffix(".md") + COMMENTS, comments, known, self._moment(place))
        return Imported(place.stem, path, mark, written, beside.known)

    def _skip(self, post: Post, item: Item, comments: Sorted, outcome: Outcome, path: str) -> None:
        self._outcomes.append((path, outcome))
        self._account.leave(item.fate.group, outcome.value, f"{item.id} {path}")
        self.leave_comments(comments)
        self.leave_text(post, path, DELETED if outcome is Outcome.DELETED else NOT_IMPORTED)

    def leave_text(self, post: Post, path: str, reason: str = NOT_IMPORTED) -> None:
        """Account for what the text of a post or page held that is not written: links, photos that only it shows."""
        if post.type not in ("post", "page"):
            return
        converted = convert(post.body, lambda address: address, self._site.attachments, post=post.id)
        for address in converted.links:
            self._account.add("links")
            self._account.leave("links", NOT_IMPORTED, f"{path}: {self._links.absolute(address, post.link)}")
        for address in converted.media:
            absolute = self._links.absolute(address, post.link)
            file = self._shelf.file(absolute)
            if file is None:
                self._leave_foreign(absolute, path)
            else:
                self._shelf.decline(file, reason)

    def leave_comments(self, comments: Sorted) -> None:
        """Account for the comments of what is not imported."""
        self._leave((*comments.left_out, *((remark.id, NOT_IMPORTED) for remark in comments.approved)))

    def _leave(self, comments: Iterable[tuple[int, str]]) -> None:
        for number, reason in comments:
            self._account.leave("comments", reason, f"comment {number}")

    def _text(self, post: Post, item: Item, place: Place, beside: Beside) -> tuple[str, Converted]:
        """The whole source, with every file that it shows put beside it."""
        line, html = Line(), post.body
        if item.type == "post":
            line, html = self._dateline(post, place)
        converted = self._convert(html, post, beside, frozenset())
        if avoided := self._linked_but_missing(converted.markdown, beside):
            converted = self._convert(html, post, beside, avoided)
        pictures, body = self._pictures(post, converted, beside)
        return source_text(post, item, place, body, line, pictures), converted

    def _dateline(self, post: Post, place: Place) -> tuple[Line, str]:
        found, html, unsure = take_dateline(post.body)
        if unsure:
            self._account.datelines.append(place.stem)
        if found is None:
            return Line(), html
        if found.day and place.date:
            with contextlib.suppress(OverflowError):
                self._first_days[place.date.date() - dt.timedelta(days=int(found.day) - 1)] += 1
        return Line(found.place, found.time, found.day), html

    def _convert(self, html: str, post: Post, beside: Beside, avoided: Collection[str]) -> Converted:
        """Convert a body, bringing its files. `avoided`: names of files that are not there and are linked to."""

        def rewrite(address: str) -> str:
            return self._written(self._links.absolute(address, post.link), beside, avoided)

        notes = of_meta(post.meta.get("footnotes", ""))
        return convert(html, rewrite, self._site.attachments, post=post.id, footnotes=notes)

    def _written(self, address: str, beside: Beside, avoided: Collection[str]) -> str:
        """What an address becomes: the name of a file, of an entry or page, or what it was.

        A photo that is missing keeps its name, which the page shows; a link to what is not there would stop the build.
        """
        file = self._shelf.file(address)
        if file is None:
            return self._links.led(address)[0]
        name = self._shelf.place(file, beside)
        kept = name and name not in avoided and (is_photo(name) or name not in beside.missing)
        return name.replace(" ", "%20") if name and kept else address

    def _linked_but_missing(self, markdown: str, beside: Beside) -> frozenset[str]:
        if not beside.missing:
            return frozenset()
        references = self._markup.survey(markdown).references
        return frozenset(unquote(found.target) for found in references if not found.photo) & beside.missing

    def _pictures(self, post: Post, converted: Converted, beside: Beside) -> tuple[list[Picture], str]:
        """The photos for the front matter, and the body: the post's own image unless the body shows it, and the one
        that followed the first paragraph, unless it is on another site."""
        pictures, body = [], converted.markdown
        shown = {self._shelf.file(self._links.absolute(address, post.link)) for address in converted.media}
        featured = self._site.attachments.get(_number(post.meta.get("_thumbnail_id", "")))
        if featured and self._shelf.file(featured.address) not in shown:
            pictures += self._picture(featured.address, featured.alt, featured.caption, beside)
        if converted.first_photo:
            address = self._links.absolute(converted.first_photo, post.link)
            alt, caption = converted.first_photo_alt, converted.first_photo_caption
            first = self._picture(address, alt, caption, beside)
            pictures += first
            body = body if first else _with_photo(body, address, alt, caption)
        return pictures, body

    def _picture(self, address: str, alt: str, caption: str, beside: Beside) -> list[Picture]:
        file = self._shelf.file(address)
        name = self._shelf.place(file, beside) if file is not None else None
        return [Picture(name, one_line(alt), one_line(caption))] if name and is_photo(name) else []

    def _tell(self, converted: Converted, post: Post, path: str) -> None:
        """Account for what the text of an item refers to."""
        self._account.holds(path, converted.unknown, converted.removed, _custom_fields(post))
        for address in converted.links:
            absolute = self._links.absolute(address, post.link)
            led = Led.INSIDE if self._shelf.file(absolute) is not None else self._links.led(absolute)[1]
            self._account.add("links")
            if led in (Led.INSIDE, Led.ELSEWHERE):
                self._account.keep("links", led.value)
            else:
                self._account.leave("links", led.value, f"{path}: {absolute}")
        for address in converted.media:
            absolute = self._links.absolute(address, post.link)
            if self._shelf.file(absolute) is None:
                self._leave_foreign(absolute, path)

    def _leave_foreign(self, address: str, path: str) -> None:
        if address not in self._foreign:
            self._foreign.add(address)
            self._account.add("media")
            reason = ELSEWHERE if host_of(address) in self._site.hosts.media else FOREIGN
            self._account.leave("media", reason, f"{path}: {address}")

    def _moment(self, place: Place) -> str:
        return f"{place.date or self._site.made or dt.datetime(1970, 1, 1):%Y-%m-%d %H:%M:%S}"

    def _write_comments(self, path: str, comments: Sorted, known: Imported, day: str) -> tuple[int, ...]:
        """Add the comments that were never written; the ids of all that ever were."""
        self._leave(comments.left_out)
        standing = self._folder.read(path)
        there = ids(standing) if standing is not None else frozenset()
        ever = set(known.comments)
        erased = [remark for remark in comments.approved if remark.id in ever and anchor(remark.id) not in there]
        new = [remark for remark in comments.approved if remark.id not in ever and anchor(remark.id) not in there]
        shown = {remark.id for remark in comments.approved} - {remark.id for remark in erased}
        if new and not self._add(path, standing, as_records(new, comments.parents, shown, day)):
            self._leave((remark.id, f"{path} is no list to add to") for remark in new)
            shown -= {remark.id for remark in new}
        self._leave((remark.id, ERASED) for remark in erased)
        self._account.keep("comments", "comments", len(shown))
        return tuple(sorted(ever | shown))

    def _add(self, path: str, standing: bytes | None, added: list[Mapping[str, str]]) -> bool:
        text = records_text(added) if standing is None else appended(standing, added)
        if text is not None:
            self._folder.write(path, text.encode())
            self._outcomes.append((path, Outcome.WRITTEN if standing is None else Outcome.RENEWED))
        return text is not None


def _beside(place: Place, known: Imported) -> Beside:
    """Where the files of an item lie: in a folder of its own, unless it was written as a single file."""
    folder, _, name = known.path.rpartition("/")
    if not known.path or name == "index.md":
        return Beside(folder or place.stem, "", known.media)
    return Beside(folder, f"{name.removesuffix('.md')}-", known.media)


def _custom_fields(post: Post) -> list[str]:
    """The names of custom fields that its author filled; those that begin with _ are WordPress' and plugins' own."""
    return [key for key, value in post.meta.items() if not key.startswith("_") and key != "footnotes" and value.strip()]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def _with_photo(body: str, address: str, alt: str, caption: str) -> str:
    """A body with the photo back behind its first paragraph."""
    first, gap, rest = body.partition("\n\n")
    title = f' "{caption}"' if caption and '"' not in caption else ""
    return f"{first}\n\n![{alt}]({address}{title}){gap}{rest}"
