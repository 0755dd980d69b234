"""The Markdown that authors write: Python-Markdown with `extra`, sane lists, and what German prose asks for.

Prose means that "17. Mai war schön" begins a paragraph and "#Berlin" is a word. Headings stand below the page's h1,
footnotes speak German. Imports Python-Markdown, so import this module only where Markdown is rendered.
"""

from __future__ import annotations

import re
import unicodedata
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import HashHeaderProcessor
from markdown.extensions import Extension
from markdown.extensions.abbr import AbbrExtension
from markdown.extensions.attr_list import AttrListExtension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.md_in_html import MarkdownInHtmlExtension
from markdown.extensions.nl2br import Nl2BrExtension
from markdown.extensions.sane_lists import SaneListExtension, SaneOListProcessor
from markdown.extensions.tables import TableExtension
from markdown.extensions.toc import TocExtension
from markdown.treeprocessors import Treeprocessor, UnescapeTreeprocessor

from .typography import MONTHS

_UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ẞ": "SS", "æ": "ae", "ø": "oe"}
)


_OF_THE_PAGE = ("kommentar", "comment-", "zum-text", "erwaehnungen")  # ids that the templates give begin like this


_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def slug(text: str, separator: str) -> str:
    """The id of a heading: "Über mich" becomes "ueber-mich"; one that the page itself may use gets a word before it."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", text).translate(_UMLAUTS))
    ascii_text = plain.encode("ascii", "ignore").decode("ascii").lower()
    made = re.sub(r"[^a-z0-9]+", separator, ascii_text).strip(separator) or "abschnitt"
    return f"abschnitt{separator}{made}" if made.startswith(_OF_THE_PAGE) else made


class Headings(HashHeaderProcessor):
    """ "# Berlin" is a heading, "#Berlin" a word."""

    RE = re.compile(r"(?:^|\n)(?P<level>#{1,6})(?=[ ]+\S)(?P<header>(?:\\.|[^\\#]|#+(?=[^#\n]))*?)#*(?:\n|$)")


class Numbering(SaneOListProcessor):
    """A numbered list, unless it is prose: "17. Mai war schön", "2016. Was für ein Jahr".

    A date always begins a paragraph. So does a lone number other than 1, unless a list goes on before or after it.
    """

    DATE = re.compile(
        rf"[ ]{{0,3}}\d{{1,2}}\.[ ]+(?:(?:{MONTHS}|Advent|Weihnachts(?:feier)?tag|Jahrhundert)(?!\w)|\d{{1,2}}\.)"
    )
    NUMBER = re.compile(r"[ ]{0,3}(\d+)\.[ ]")

    def __init__(self, parser: BlockParser) -> None:
        super().__init__(parser)
        self.item = re.compile(rf"{self.CHILD_RE.pattern}|{self.INDENT_RE.pattern}", re.MULTILINE)

    def test(self, parent: Element, block: str) -> bool:
        return super().test(parent, block) and not self.DATE.match(block)

    def run(self, parent: Element, blocks: list[str]) -> bool | None:
        if self._lone(blocks[0]) and not self._goes_on(parent, blocks):
            return False
        super().run(parent, blocks)
        return True

    def _lone(self, block: str) -> bool:
        number = self.NUMBER.match(block)
        second_line = block.find("\n") + 1 or len(block)
        return number is not None and number[1].lstrip("0") != "1" and not self.item.search(block, second_line)

    def _goes_on(self, parent: Element, blocks: list[str]) -> bool:
        """Whether the list began before this block, or goes on with the next number after it."""
        if parent.tag in ("ol", "ul") or (len(parent) and parent[-1].tag == "ol"):
            return True
        following = next((block for block in blocks[1:] if block.strip()), "").lstrip("\n")
        number, after = self.NUMBER.match(blocks[0]), self.NUMBER.match(following)
        return bool(number and after and not self.DATE.match(following) and follows(number[1], after[1]))


def follows(number: str, after: str) -> bool:
    # Longer digits than any list has; int() refuses thousands of them.
    return len(number) < 10 and len(after) < 10 and int(after) == int(number) + 1


class Literal(UnescapeTreeprocessor):
    """Tells what comes after which characters were escaped (STX stays before them), and which alt is not written."""

    def run(self, root: Element) -> None:
        for element in root.iter():
            if element.tag == "img" and element.get("alt") == "":  # in raw HTML an empty one means decoration
                del element.attrib["alt"]
            if element.text and element.tag != "code":
                element.text = self.RE.sub(_literal, element.text)
            if element.tail:
                element.tail = self.RE.sub(_literal, element.tail)
            for key, value in element.items():
                if value is not None:
                    element.set(key, self.unescape(value))


def _literal(match: re.Match[str]) -> str:
    character = chr(int(match[1]))
    return "\x02" + character if character in "\"'-" else character


class FootnoteLabel(Treeprocessor):
    """Says what the list at the end is, for those who do not see the line above it."""

    def run(self, root: Element) -> None:
        if len(root) and root[-1].get("class") == "footnote":
            root[-1].set("role", "doc-endnotes")
            root[-1].set("aria-label", "Fußnoten")


class Levels(Treeprocessor):
    """Makes the highest heading of a body an h2, right below the page's title, and keeps the steps between them."""

    def run(self, root: Element) -> None:
        headings = [element for element in root.iter() if element.tag in _HEADINGS]
        highest = min((_HEADINGS.index(element.tag) for element in headings), default=0)
        for element in headings:
            element.tag = _HEADINGS[min(_HEADINGS.index(element.tag) - highest + 1, 5)]


class Prose(Extension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        md.ESCAPED_CHARS.extend(['"', "'"])
        md.parser.blockprocessors.register(Headings(md.parser), "hashheader", 70)
        md.parser.blockprocessors.register(Numbering(md.parser), "olist", 40)
        md.treeprocessors.register(FootnoteLabel(md), "footnote_label", 14)
        md.treeprocessors.register(Levels(md), "levels", 6)  # before toc gives them their ids
        md.treeprocessors.register(Literal(md), "unescape", 0)


def converter(line_breaks: bool, further: tuple[Extension, ...] = ()) -> Markdown:
    """Python-Markdown, configured. `line_breaks`: a line of the source is a line of the page, as in WordPress.

    The extensions of `extra` are given as objects: looked up by name, each has all installed packages searched.
    """
    footnotes = FootnoteExtension(
        BACKLINK_TEXT="↩\ufe0e",  # as text: without U+FE0E phones show a coloured picture
        BACKLINK_TITLE="Zurück zum Text",
        PLACE_MARKER="\x02\x02",  # nothing that could stand in a text
    )
    return Markdown(
        extensions=[
            FencedCodeExtension(),
            footnotes,
            AttrListExtension(),
            DefListExtension(),
            TableExtension(use_align_attribute=True),  # styles a strict Content-Security-Policy refuses
            AbbrExtension(),
            MarkdownInHtmlExtension(),
            SaneListExtension(),
            TocExtension(marker="", slugify=slug),
            *([Nl2BrExtension()] if line_breaks else []),
            Prose(),
            *further,
        ],
        output_format="html",
    )
