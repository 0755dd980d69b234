"""What the names in a body lead to: photos, entries, pages, and files that lie beside an entry.

Names are looked up in the whole journal, held-back entries included, so that an author is told of a link to a draft
rather than of a link to nothing.
"""

from __future__ import annotations

import posixpath
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from urllib.parse import quote, unquote

from ..journal import Journal
from ..markup import typography
from ..model import Head, Image, MissingPhoto, Photo, Problem, Reference, Resolution, Target, Value
from ..photos import Ambiguous, Candidates, Facts, photo, video_position


class Resolved(Value, frozen=True):
    """What one head's references lead to, and what is wrong with them."""

    references: tuple[tuple[str, bool, Resolution], ...] = ()
    photos: tuple[Photo | MissingPhoto, ...] = ()
    attachments: tuple[tuple[str, str], ...] = ()  # address, path of the file
    problems: tuple[Problem, ...] = ()


NOTHING = Resolved()


class Names:
    """What a link may call an entry or page: its path, its file's or folder's name, a page's address."""

    def __init__(self, heads: Iterable[Head]) -> None:
        self._by_path: dict[str, Head] = {}
        self._by_name: dict[str, list[Head]] = defaultdict(list)
        for head in heads:
            self._by_path[head.source] = head
            for name in _names(head):
                self._by_name[name].append(head)

    def find(self, name: str, source: str) -> tuple[Head, ...]:
        """The heads that `name`, written in `source`, may mean: one if all is well."""
        for start in (posixpath.dirname(source), "content"):
            path = posixpath.normpath(posixpath.join(start, name))
            for ending in ("", ".md", "/index.md"):
                if path + ending in self._by_path:
                    return (self._by_path[path + ending],)
        return tuple(self._by_name.get(name.strip("/"), ()))


def _names(head: Head) -> set[str]:
    folder, file = posixpath.split(head.source)
    names = {file, file.removesuffix(".md")} if file != "index.md" else {posixpath.basename(folder)}
    if head.kind == "page":
        names |= {head.slug, posixpath.basename(head.slug)}
    return names


class Resolver:
    """Resolves references against one state of the journal."""

    def __init__(
        self,
        journal: Journal,
        heads: Iterable[Head],
        candidates: Candidates,
        facts: Mapping[str, Facts],
        attachments: Iterable[str],
        root: str,
    ) -> None:
        self._journal = journal
        self._heads = heads
        self._candidates = candidates
        self._facts = facts
        self._attachments = frozenset(attachments)
        self._root = root

    @cached_property
    def _names(self) -> Names:
        return Names(self._heads)

    def resolve(self, head: Head) -> Resolved:
        """What the photos and links of `head` lead to. A head without any costs nothing."""
        if not head.images and not head.survey.references:
            return NOTHING
        outcomes = [self._reference(head, reference) for reference in head.survey.references]
        shown = {reference.target for reference in head.survey.references if reference.photo}
        photos = [self._photo(head, image) for image in head.images if image.name not in shown]
        found = [outcome for outcome in outcomes if not isinstance(outcome, Problem)]
        return Resolved(
            references=tuple((reference.target, reference.photo, resolution) for reference, resolution, _, _ in found),
            photos=tuple(picture for picture, _ in photos),
            attachments=tuple(attachment for _, _, attachment, _ in found if attachment),
            problems=(
                *(outcome for outcome in outcomes if isinstance(outcome, Problem)),
                *(problem for _, _, _, problem in found if problem),
                *(problem for _, problem in photos if problem),
            ),
        )

    def _reference(
        self, head: Head, reference: Reference
    ) -> Problem | tuple[Reference, Resolution, tuple[str, str] | None, Problem | None]:
        path, _, _ = reference.target.partition("#")
        if reference.photo and not self._attachment_path(head, path):
            image = self._frontmatter_image(head, reference)
            resolution, problem = self._photo(head, image)
            return reference, resolution, None, problem
        target = self._link(head, path, reference.line)
        if isinstance(target, Problem):
            return target
        return reference, Target(target[0]), target[1], None

    def _frontmatter_image(self, head: Head, reference: Reference) -> Image:
        """The body places a photo; its front matter may still describe it."""
        for image in head.images:
            if image.name == reference.target:
                return Image(image.name, image.alt, image.caption, reference.line)
        return Image(reference.target, None, "", reference.line)

    def _photo(self, head: Head, image: Image) -> tuple[Photo | MissingPhoto, Problem | None]:
        found = self._candidates.find(unquote(image.name), head.source, head.date.year, head.date.month)
        caption = typography(image.caption) if image.caption else ""
        missing = MissingPhoto(image.name, caption)
        if isinstance(found, Ambiguous):
            message = f'photo "{image.name}" may be any of {", ".join(found.paths)}'
            return missing, Problem(head.source, image.line, message, "write the name with its ending or folder")
        if found is None:
            message = f'photo "{image.name}" was not found'
            hint = "put it beside the entry or into content/images"
            return missing, Problem(head.source, image.line, message, hint, warning=True)
        facts = self._facts.get(found)
        if facts is None:  # it could not be measured, and that is a problem of its own
            return missing, None
        alt = typography(image.alt) if image.alt else (image.alt if image.alt is not None else default_alt(head))
        return photo(found, facts, name=image.name, alt=alt, caption=caption), None

    def _attachment_path(self, head: Head, name: str) -> str | None:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(head.source), unquote(name)))
        return path if path in self._attachments else None

    def _link(self, head: Head, name: str, line: int) -> Problem | tuple[str, tuple[str, str] | None]:
        """The address that a link leads to, and the attachment to copy if it is one."""
        name = unicodedata.normalize("NFC", unquote(name))
        found = self._names.find(name, head.source)
        if len(found) > 1:
            message = f'link to "{name}" may mean any of {", ".join(sorted(other.source for other in found))}'
            return Problem(head.source, line, message, "write the path")
        if found:
            return self._entry_link(head, found[0], name, line)
        path = self._attachment_path(head, name)
        if path:
            return self._attachment(head, path, line)
        return self._photo_link(head, name, line)

    def _entry_link(self, head: Head, target: Head, name: str, line: int) -> Problem | tuple[str, None]:
        address = self._journal.addresses.get(target.source)
        if address is None:
            message = f'link to "{name}", which is held back ({target.source})'
            return Problem(head.source, line, message, "publish it first, or take the link out")
        return address, None

    def _attachment(self, head: Head, path: str, line: int) -> Problem | tuple[str, tuple[str, str]]:
        from pathlib import Path

        if video_position(Path(self._root) / path):
            message = f"{path} says where it was filmed"
            return Problem(head.source, line, message, "remove the position, for example by exporting the video anew")
        inside = posixpath.relpath(path, posixpath.dirname(head.source))
        address = self._journal.addresses[head.source] + posixpath.basename(inside)
        return quote(address, safe="/"), (address, path)

    def _photo_link(self, head: Head, name: str, line: int) -> Problem | tuple[str, None]:
        """A link to a photo leads to its widest variant; an original is never published."""
        found = self._candidates.find(name, head.source, head.date.year, head.date.month)
        if isinstance(found, str) and found in self._facts:
            return photo(found, self._facts[found], name=name, alt="", caption="").variants[-1].address, None
        hint = "name an entry, a page or a file beside the entry"
        return Problem(head.source, line, f'link to "{name}" leads nowhere', hint)


def default_alt(head: Head) -> str:
    """The alt text of a photo whose author gave none."""
    return f"Foto zu Tag\N{NO-BREAK SPACE}{head.day}" if head.day is not None else "Foto"


def wanted_photos(heads: Iterable[Head], candidates: Candidates) -> set[str]:
    """The paths of all photos that the heads name, to be measured before anything is resolved."""
    wanted = set()
    for head in heads:
        names = [image.name for image in head.images]
        names += [reference.target for reference in head.survey.references]
        for name in names:
            found = candidates.find(unquote(name), head.source, head.date.year, head.date.month)
            if isinstance(found, str):
                wanted.add(found)
    return wanted
