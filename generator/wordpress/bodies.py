"""One body of an export as Markdown that shows what WordPress showed; what it refers to, and what could not be kept.

The steps: blocks and shortcodes become plain HTML, which is given its paragraphs, cleaned, put in order and converted.
Reading exports, finding files and writing entries is left to others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from ..model import Value
from . import blocks, cleaning, embeds
from .expansions import MORE_PLACE, Expansions
from .paragraphs import paragraphs
from .shortcodes import Shortcodes
from .values import Attachment

if TYPE_CHECKING:
    from bs4 import Tag

_MARKS = re.compile(
    r"(?P<before>(?:\A|\n)[ \t]*)?<!--\s*(?P<name>more|nextpage|noteaser)\b[^<>]*-->(?P<after>[ \t]*(?:\n|\Z))?",
    re.IGNORECASE,
)
_ADDRESS_ALONE = re.compile(
    r"(?P<before>^|<p>)[ \t]*(?P<address>https?://[^\s<>\"\[\]]+)[ \t]*(?P<after>$|</p>)", re.MULTILINE | re.IGNORECASE
)


class Converted(Value, frozen=True):
    """One body. Addresses are as they stood in the export, in order."""

    markdown: str
    media: tuple[str, ...]  # of images, sounds, films and documents in the body
    links: tuple[str, ...]  # other addresses linked to
    unknown: tuple[str, ...]  # what could not be converted: "[contact-form]", "block acme/map", "<acme-map>"
    removed: tuple[str, ...]  # what was left out for safety: "script", "form", "onclick"
    first_photo: str  # directly after the first paragraph, taken out for the front matter's `images`; "" if none
    first_photo_alt: str
    first_photo_caption: str


def convert(
    html: str,
    rewrite: Callable[[str], str],
    attachments: Mapping[int, Attachment],
    *,
    post: int = 0,
    footnotes: Mapping[str, str] | None = None,
) -> Converted:
    """Convert a body: `html` is content:encoded, `rewrite` says what an address becomes (asked for every one).

    `post` is the post's id, for galleries that name no photos; `footnotes` are the block editor's (footnotes.of_meta).
    """
    from .addresses import Addresses
    from .conversion import Converter
    from .footnotes import gather
    from .shaping import shape
    from .trees import parsed

    plain, unknown = _plain(cleaning.without_controls(html), attachments, post)
    root = parsed(cleaning.cleaned(plain))
    notes = gather(root, footnotes or {}, lambda text: parsed(cleaning.cleaned(cleaning.without_controls(text))))
    addresses = Addresses(rewrite, attachments)
    for tree in (root, *notes):
        shape(tree)
    photo = _take_first_photo(root)
    for tree in (root, *notes):
        addresses.apply(tree, photo if tree is root else None)
    converter = Converter()
    written = converter.document(root) + [converter.note(number, note) for number, note in enumerate(notes, 1)]
    return Converted(
        markdown="\n\n".join(written),
        media=tuple(addresses.media),
        links=tuple(addresses.links),
        unknown=tuple(dict.fromkeys(unknown)),
        removed=tuple(cleaning.removed(plain)),
        first_photo=addresses.first_photo,
        first_photo_alt=str(photo.get("alt", "")) if photo is not None else "",
        first_photo_caption=str(photo.get("title", "")) if photo is not None else "",
    )


def _plain(html: str, attachments: Mapping[int, Attachment], post: int) -> tuple[str, list[str]]:
    """The body as HTML alone: no blocks, shortcodes or comments in it; and what of it is unknown."""
    expansions = Expansions(attachments, post)
    shortcodes = Shortcodes(expansions.by_name)
    html = _MARKS.sub(_mark, html)
    html = shortcodes.expand(_with_embeds(embeds.with_players(html)))
    unknown: list[str] = []
    if blocks.holds_blocks(html):
        html, unknown = blocks.unfolded(html)
        html = cleaning.without_comments(html)
    else:
        html = paragraphs(cleaning.without_comments(html))
    return html, [*unknown, *shortcodes.unknown, *expansions.missing, *cleaning.unknown_elements(html)]


def _mark(found: re.Match[str]) -> str:
    """The mark before which an excerpt ends; the others divide pages, which a journal does not."""
    before, after = found["before"], found["after"]
    if found["name"].lower() != "more":
        return "\n\n"
    mark = f'<wbr class="{MORE_PLACE}">'
    return f"{before or ''}{mark}{after or ''}" if before is None or after is None else f"\n\n{mark}\n\n"


def _with_embeds(html: str) -> str:
    if "http" not in html:
        return html
    return _ADDRESS_ALONE.sub(lambda found: embeds.alone(found["address"].replace("&amp;", "&")) or found[0], html)


def _take_first_photo(root: Tag) -> Tag | None:
    """The photo that follows the first paragraph, if it stands alone and leads nowhere, out of the tree."""
    from .escaping import MORE
    from .figures import photo_of

    first = root.find("p", recursive=False)
    while first is not None and (photo_of(first) is not None or not first.get_text().strip(MORE)):
        first = first.find_next_sibling("p")
    following = first.find_next_sibling(True) if first is not None else None
    if following is None or following.name != "p":
        return None
    photo = photo_of(following)
    if photo is None or photo.parent is not following:
        return None
    following.extract()
    return photo
