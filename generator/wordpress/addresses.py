"""The addresses in the tree of a body: each one noted as it stood in the export, then written anew."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from bs4 import Tag

from ..markup.tags import names
from .expansions import FILMS, IMAGES, SOUNDS, ending
from .trees import elements
from .values import Attachment

_DOCUMENTS = names("pdf doc docx odt xls xlsx ods ppt pptx odp zip epub txt csv gpx")
_FILES = _DOCUMENTS.union(IMAGES, SOUNDS, FILMS)
_NUMBER = re.compile(r"\bwp-image-(\d{1,15})\b")
# What only told WordPress how things look, and is of no use in what stays HTML.
_DROPPED = (
    "class",
    "style",
    "rel",
    "name",
    "width",
    "data-link",
    "data-fn",
    "data-align",
)


class Addresses:
    """Notes and rewrites the addresses of one body's trees."""

    def __init__(self, rewrite: Callable[[str], str], attachments: Mapping[int, Attachment]) -> None:
        self._rewrite = rewrite
        self._attachments = attachments
        self.media: list[str] = []
        self.links: list[str] = []
        self.first_photo = ""

    def apply(self, root: Tag, photo: Tag | None = None) -> None:
        """Every address below `root`, in order; `photo` was taken out of it, after its first paragraph."""
        leading = (str(link.get("href", "")) for link in elements(root, ("a",)))
        targets = {address[1:] for address in leading if address.startswith("#")}
        for tag in elements(root):
            self._tag(tag, targets)
        if photo is not None:
            self.first_photo = str(photo.get("src", ""))
            self.media.insert(0, self.first_photo)
            self._describe(photo)

    def _tag(self, tag: Tag, targets: set[str]) -> None:
        if tag.name == "img":
            self._describe(tag)
        if tag.name == "a":
            self._link(tag)
        elif tag.name != "iframe":
            for name in ("src", "poster"):
                if tag.get(name):
                    tag[name] = self._medium(str(tag[name]).strip())
        identifier = str(tag.get("id") or tag.get("name") or "")
        for name in _DROPPED:
            if not (name == "class" and tag.name == "code"):  # its language
                tag.attrs.pop(name, None)
        tag.attrs.pop("id", None)
        if identifier in targets:
            tag["id"] = identifier
        elif tag.name == "a" and not tag.get("href"):
            tag.unwrap()

    def _medium(self, address: str) -> str:
        if address.startswith("data:"):
            return address
        self.media.append(address)
        return self._rewrite(address)

    def _link(self, link: Tag) -> None:
        address = str(link.get("href", "")).strip()
        if not address or address.startswith("#"):
            return
        if ending(address) in _FILES and "://" in address[:8]:
            link["href"] = self._medium(address)
        else:
            self.links.append(address)
            link["href"] = self._rewrite(address)

    def _describe(self, image: Tag) -> None:
        """The media library's alt text, for an image that has none of its own."""
        number = _NUMBER.search(str(image.get("class", "")))
        known = self._attachments.get(int(number[1])) if number else None
        if known and known.alt and not image.get("alt"):
            image["alt"] = known.alt
