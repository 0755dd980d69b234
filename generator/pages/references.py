"""What the names in a body lead to: photos, entries, pages, and files that lie beside an entry.

Names are looked up in the whole journal, held-back entries included, so that an author is told of a link to a draft
rather than of a link to nothing.
"""

from __future__ import annotations

import os
import posixpath
import unicodedata
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from urllib.parse import quote, unquote

import msgspec

from ..journal import Journal
from ..ledger import digest
from ..markup import typography
from ..model import Head, Image, MissingPhoto, Photo, Problem, Reference, Resolution, Resolved, Stamp, Target
from ..photos import ENDINGS, Ambiguous, Candidates, Facts, photo

# A reference, what it leads to, the attachment to copy if it is one, and a warning.
_Outcome = tuple[Reference, Resolution, tuple[str, str] | None, Problem | None]


class Names:
    """What a link may call an entry or page: its path, its file's or folder's name, a page's address."""

    def __init__(self, heads: Iterable[Head], unread: Iterable[str]) -> None:
        self._paths: set[str] = set()
        self._by_name: dict[str, list[str]] = defaultdict(list)
        for head in heads:
            self._add(head.source, {head.slug, posixpath.basename(head.slug)} if head.kind == "page" else set())
        for source in unread:
            self._add(source, set())

    def _add(self, source: str, others: set[str]) -> None:
        self._paths.add(source)
        for name in _names(source) | others:
            self._by_name[name].append(source)

    def find(self, name: str, source: str) -> tuple[str, ...]:
        """The sources that `name`, written in `source`, may mean: one if all is well."""
        for start in (posixpath.dirname(source), "content"):
            path = posixpath.normpath(posixpath.join(start, name))
            for ending in ("", ".md", "/index.md"):
                if path + ending in self._paths:
                    return (path + ending,)
        return tuple(self._by_name.get(name.strip("/"), ()))


def _names(source: str) -> set[str]:
    folder, file = posixpath.split(source)
    return {file, file.removesuffix(".md")} if file != "index.md" else {posixpath.basename(folder)}


class Resolver:
    """Resolves references against one state of the journal."""

    def __init__(
        self,
        journal: Journal,
        heads: Iterable[Head],
        candidates: Candidates,
        facts: Mapping[str, Facts],
        attachments: Container[str],
        root: str,
        unread: Sequence[str] = (),
    ) -> None:
        """`unread`: the sources with problems of their own. A link to one of them is none besides."""
        self._journal = journal
        self._heads = heads
        self._candidates = candidates
        self._facts = facts
        self._attachments = attachments
        self._root = root
        self._unread = unread

    @cached_property
    def _names(self) -> Names:
        return Names(self._heads, self._unread)

    def resolve(self, head: Head) -> Resolved:
        """What the photos and links of `head` lead to."""
        survey = head.survey
        outcomes = [self._reference(head, reference) for reference in survey.references]
        placed = {self._shot(head, reference.target) for reference in survey.references if reference.photo}
        images = [image for image in head.images if not placed or self._shot(head, image.name) not in placed]
        photos = [self._photo(head, image) for image in images]
        found = [outcome for outcome in outcomes if not isinstance(outcome, Problem)]
        return Resolved(
            references=tuple((reference.target, reference.photo, resolution) for reference, resolution, _, _ in found),
            photos=tuple(picture for picture, _ in photos),
            undescribed=(
                *(
                    (image.name, image.line)
                    for image, (picture, _) in zip(images, photos, strict=True)
                    if image.alt is None and isinstance(picture, Photo)
                ),
                *self._undescribed(head, found),
            ),
            attachments=tuple(attachment for _, _, attachment, _ in found if attachment),
            files=tuple(path for path in wanted_photos(head, self._candidates) if path in self._facts),
            problems=(
                *(outcome for outcome in outcomes if isinstance(outcome, Problem)),
                *(problem for _, _, _, problem in found if problem),
                *(problem for _, problem in photos if problem),
            ),
        )

    def _shot(self, head: Head, name: str) -> str:
        """The file that a photo's name means, however it is spelt; where it means none, the name."""
        found = self._candidates.find(unquote(name), head.source, head.date.year, head.date.month)
        return found if isinstance(found, str) else unicodedata.normalize("NFC", name)

    def _undescribed(self, head: Head, found: Iterable[_Outcome]) -> Iterator[tuple[str, int]]:
        """The images in the body that have no alt text, in the front matter neither. Those that are missing wait."""
        if not head.survey.missing_alts:
            return
        missing = {reference.target for reference, resolution, _, _ in found if isinstance(resolution, MissingPhoto)}
        described = {self._shot(head, image.name) for image in head.images if image.alt is not None}
        lines = {reference.target: reference.line for reference in reversed(head.survey.references) if reference.photo}
        for name in head.survey.missing_alts:
            if name not in missing and self._shot(head, name) not in described:
                yield name, lines.get(name, head.body_line)

    def _reference(self, head: Head, reference: Reference) -> Problem | _Outcome:
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
        shot = self._shot(head, reference.target) if head.images else ""
        for image in head.images:
            if self._shot(head, image.name) == shot:
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
        """The file beside the entry that is to be copied. Never a photo: of those, only variants are published."""
        path = posixpath.normpath(posixpath.join(posixpath.dirname(head.source), unquote(name)))
        is_photo = posixpath.splitext(path)[1].lower() in ENDINGS
        return path if path in self._attachments and not is_photo else None

    def _link(self, head: Head, name: str, line: int) -> Problem | tuple[str, tuple[str, str] | None]:
        """The address that a link leads to, and the attachment to copy if it is one."""
        name = unicodedata.normalize("NFC", unquote(name))
        found = self._names.find(name, head.source)
        if len(found) > 1:
            message = f'link to "{name}" may mean any of {", ".join(sorted(found))}'
            return Problem(head.source, line, message, "write the path")
        if found:
            return self._entry_link(head, found[0], name, line)
        path = self._attachment_path(head, name)
        if path:
            return self._attachment(head, path, line)
        return self._photo_link(head, name, line)

    def _entry_link(self, head: Head, target: str, name: str, line: int) -> Problem | tuple[str, None]:
        address = self._journal.addresses.get(target)
        if target in self._unread:
            return "", None
        if address is None:
            message = f'link to "{name}", which is held back ({target})'
            return Problem(head.source, line, message, "publish it first, or take the link out")
        return address, None

    def _attachment(self, head: Head, path: str, line: int) -> Problem | tuple[str, tuple[str, str]]:
        from pathlib import Path

        from ..photos import metadata, video_position

        file = Path(self._root) / path
        if told := metadata(file):  # a photo that does not end as one
            message = f"{path} would be published with its metadata ({told})"
            return Problem(head.source, line, message, "let its name end as a photo's does: .jpg")
        if video_position(file):
            message = f"{path} says where it was filmed"
            return Problem(head.source, line, message, "remove the position, for example by exporting the video anew")
        inside = posixpath.relpath(path, posixpath.dirname(head.source))
        below = posixpath.basename(inside) if inside.startswith("../") else inside
        address = self._journal.addresses[head.source] + below
        return quote(address, safe="/"), (address, path)

    def _photo_link(self, head: Head, name: str, line: int) -> Problem | tuple[str, None]:
        """A link to a photo leads to its widest variant; an original is never published."""
        found = self._candidates.find(name, head.source, head.date.year, head.date.month)
        if isinstance(found, str) and found in self._facts:
            return photo(found, self._facts[found], name=name, alt="", caption="").variants[-1].address, None
        hint = "name an entry, a page or a file beside the entry; an address elsewhere begins with https://"
        return Problem(head.source, line, f'link to "{name}" leads nowhere', hint)


def missing_alts(resolved: Mapping[str, Resolved]) -> Iterator[Problem]:
    """One warning that counts the photos without an alt text. `resolved`: by source."""
    counts = {source: len(item.undescribed) for source, item in resolved.items() if item.undescribed}
    total = sum(counts.values())
    if total:
        what = "a photo has" if total == 1 else f"{total} photos have"
        message = f"{what} no alt text (the first is here)"
        yield Problem(min(counts), 1, message, "say what it shows: alt: …", warning=True)


def default_alt(head: Head) -> str:
    """The alt text of a photo whose author gave none."""
    return f"Foto zu Tag\N{NO-BREAK SPACE}{head.day}" if head.day is not None else "Foto"


def wanted_photos(head: Head, candidates: Candidates) -> tuple[str, ...]:
    """The paths of the photos that a head names, to be measured before anything is resolved."""
    names = [image.name for image in head.images] + [reference.target for reference in head.survey.references]
    found = (candidates.find(unquote(name), head.source, head.date.year, head.date.month) for name in names)
    return tuple(dict.fromkeys(path for path in found if isinstance(path, str)))


def _folder(path: str) -> str:
    """The folder of a file, as Candidates compares folders."""
    folder = path.rpartition("/")[0]
    return folder if folder.isascii() else unicodedata.normalize("NFC", folder)


class Surroundings:
    """What decides, beside a head itself, to what its references lead: the files near it, all files, all names."""

    def __init__(self, files: Mapping[str, Stamp], names: bytes, doubt_ns: int) -> None:
        """`files`: all that may be a photo or an attachment. `names`: the digest of what decides where links lead.

        A file that changed after `doubt_ns` may have changed unseen, so nothing that depends on it is the same.
        """
        self._files = files
        self._all_names = names
        self._doubt_ns = doubt_ns

    def mark(self, head: Head) -> bytes:
        """The digest of all that decides what `resolve(head)` says."""
        own = msgspec.msgpack.encode((head.images, head.survey, head.date, head.day))
        return digest(own + b"".join(self._near(head)))

    def _near(self, head: Head) -> Iterator[bytes]:
        references = head.survey.references
        photos = [image.name for image in head.images] + [item.target for item in references if item.photo]
        if all(item.photo for item in references) and not any("/" in unquote(name) for name in photos):
            yield self._folders.get(_folder(head.source), b"")
            yield self._images
        else:
            yield self._all_names
            yield self._everything

    @cached_property
    def _folders(self) -> dict[str, bytes]:
        inside: dict[str, list[str]] = defaultdict(list)
        for path in self._files:
            inside[_folder(path)].append(path)
        return {folder: self._state(paths) for folder, paths in inside.items()}

    @cached_property
    def _images(self) -> bytes:
        return self._state(path for path in self._files if path.startswith("content/images/"))

    @cached_property
    def _everything(self) -> bytes:
        return self._state(self._files)

    def _state(self, paths: Iterable[str]) -> bytes:
        stamps = sorted((path, self._files[path]) for path in paths)
        if any(stamp.mtime_ns >= self._doubt_ns for _, stamp in stamps):
            return os.urandom(16)
        return digest(msgspec.msgpack.encode(stamps))
