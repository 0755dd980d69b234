"""The tree of a body put in order: blocks hold either blocks or text, and each thing stands as Markdown can say it.

What WordPress wraps around things goes (figures, embeds, columns); emoji become characters; a photo that stands alone
gets a paragraph of its own. Works on well-formed, cleaned HTML (cleaning).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4.element import NavigableString, PageElement, Tag

from ..markup.tags import names
from . import figures
from .escaping import MORE
from .expansions import MORE_PLACE
from .trees import children, elements, first

MEDIA = names("iframe audio video")
_GROUPS = names("div section article aside header footer main nav center address hgroup")
_LISTS = names("ul ol dl table thead tbody tfoot tr")
_HEADINGS = names("h1 h2 h3 h4 h5 h6")
_PARTS = names("p blockquote pre hr figure figcaption details li dt dd td th caption summary")
BLOCKS = _GROUPS | _LISTS | _HEADINGS | MEDIA | _PARTS
_PHRASES = names(
    "a abbr b bdi bdo big cite code del dfn em i ins kbd mark q s small span strike strong sub sup time tt u var"
)
# Text in these is a paragraph; in those of the second line only where a block stands beside it.
_HOMES = {
    "li": ("ul", "ol"),
    "dt": ("dl",),
    "dd": ("dl",),
    "figcaption": ("figure",),
    "caption": ("table",),
    "summary": ("details",),
}
_OF_PARAGRAPHS = _GROUPS | {"blockquote", "details"}
_DIVIDED = _HEADINGS | {"p"}
_OF_TEXT_OR_BLOCKS = _DIVIDED | names("li dd td th figcaption caption")
_NOTHING = " \t\n\r\f\u00a0\u200b\ufeff"
_SHOWS = names("img iframe audio video hr")
_ALIGNED = re.compile(r"\bhas-text-align-(left|center|right)\b")
_STYLES = (("underline", "u"), ("line-through", "del"), ("italic", "em"), ("bold", "strong"), ("700", "strong"))


def shape(root: Tag) -> None:
    """Puts the tree below `root` in order. Addresses stay as they are."""
    present = frozenset(tag.name for tag in elements(root))
    if "img" in present:
        figures.emoji(root)
    if "span" in present:
        _styled(root)
    if present & {"figure", "pre", "div", "a"}:
        figures.unfold(root)
    if "img" in present:
        figures.stand(root)
    for pre in elements(root, ("pre",)) if "pre" in present else ():
        _preformat(pre)
    if present & _HOMES.keys():
        _house(root)
    if present & MEDIA:
        _mend_media(root)
    _mend_lists(root, present)
    _lower_phrases(root)
    _wrap(root)
    _ungroup(root)
    if "wbr" in present:
        _mark_more(root)
    if "table" in present:
        _align(root)
    _drop_empty(root)


def is_block(node: PageElement) -> bool:
    return isinstance(node, Tag) and (node.name in BLOCKS)


def _styled(root: Tag) -> None:
    """What an editor said with styles that is more than looks: underlined, struck out, italic, bold."""
    for span in elements(root, ("span",)):
        style = str(span.get("style", ""))
        name = next((name for word, name in _STYLES if word in style), "")
        if name:
            span.name = name
        elif not span.get("lang") and not span.get("id"):
            span.unwrap()
        span.attrs.pop("style", None)


def _house(root: Tag) -> None:
    """Parts that stand outside of what they are parts of: items get a list, others are no more than what they hold."""
    for part in elements(root, _HOMES):
        if _is_at_home(part):
            continue
        if part.name != "li":
            part.name = "div"
            continue
        before = part.find_previous_sibling(True)
        if before is not None and before.name == "ul":
            before.append(part.extract())
        else:
            part.wrap(Tag(name="ul"))


def _is_at_home(part: Tag) -> bool:
    around = part.parent
    if around is not None and around.name == "div":  # as a definition list may group its parts
        around = around.parent
    return around is not None and around.name in _HOMES[part.name]


def _mend_media(root: Tag) -> None:
    """What has nothing to play goes, but for what is written in it; all others can be started."""
    for medium in elements(root, MEDIA):
        if medium.get("src") or first(medium, ("source",)):
            if medium.name != "iframe":
                medium["controls"] = ""
        elif medium.name == "iframe":
            medium.extract()
        else:
            medium.unwrap()


def _preformat(pre: Tag) -> None:
    """Lines as characters alone, so that it can be a fence; tabs as the spaces that Markdown makes of them anyway."""
    for line_break in elements(pre, ("br",)):
        line_break.replace_with(NavigableString("\n"))
    if "\t" not in pre.get_text():
        return
    column = 0
    for text in list(pre.find_all(string=True)):
        expanded = (" " * column + str(text)).expandtabs(4)[column:]
        text.replace_with(NavigableString(expanded))
        column = len((" " * column + expanded).rpartition("\n")[2]) % 4


def _mend_lists(root: Tag, present: frozenset[str]) -> None:
    """A list that stands in a list belongs to the item before it; anything else there is an item."""
    if not present & {"ul", "ol"}:
        return
    for outer in elements(root, ("ul", "ol")):
        before: Tag | None = None
        for node in list(outer.contents):
            if isinstance(node, Tag) and node.name == "li":
                before = node
            elif isinstance(node, Tag) and node.name in ("ul", "ol") and before is not None:
                before.append(node.extract())
            elif not _is_blank(node):
                node.wrap(before := Tag(name="li"))


# --- Phrases around blocks -------------------------------------------------------------------------------------------


def _lower_phrases(root: Tag) -> None:
    """Emphasis or a link around blocks goes into each of them."""
    waiting = [phrase for phrase in elements(root, _PHRASES) if _holds_block(phrase)]
    while waiting:
        phrase = waiting.pop()
        if not _holds_block(phrase):
            continue
        for run in _runs(phrase):
            if isinstance(run, Tag):
                waiting += _lowered(phrase, run)
            elif any(not _is_blank(node) for node in run):
                _wrapped(run, _copy(phrase))
        phrase.unwrap()


def _holds_block(element: Tag) -> bool:
    return first(element, BLOCKS) is not None


def _lowered(phrase: Tag, block: Tag) -> list[Tag]:
    """The phrase inside the block; those that still hold a block."""
    if block.name in MEDIA or block.name == "hr":
        return []
    if block.name in _LISTS or block.name == "figure":
        return [lowered for child in children(block) for lowered in _lowered(phrase, child)]
    inner = _copy(phrase)
    for child in list(block.contents):
        inner.append(child.extract())
    block.append(inner)
    return [inner]


def _copy(phrase: Tag) -> Tag:
    return Tag(name=phrase.name, attrs={key: value for key, value in phrase.attrs.items() if key != "id"})


# --- Paragraphs ------------------------------------------------------------------------------------------------------


def _wrap(root: Tag) -> None:
    """Text beside blocks gets a paragraph; a paragraph or a heading that holds blocks is divided."""
    for element in [root, *elements(root, _OF_PARAGRAPHS | _OF_TEXT_OR_BLOCKS)]:
        if element.name in _OF_PARAGRAPHS or any(is_block(child) for child in element.contents):
            _set_runs(element, element.name if element.name in _HEADINGS else "p")
            if element.name in _DIVIDED:
                element.unwrap()


def _set_runs(element: Tag, kind: str) -> None:
    for run in list(_runs(element)):
        if isinstance(run, Tag):
            if run.name == "p":
                run.name = kind
        elif all(_is_blank(node) for node in run):
            _removed(run)
        else:
            _wrapped(run, Tag(name=kind))


def _runs(element: Tag) -> Iterator[Tag | list[PageElement]]:
    """The children: each block, and the texts between blocks as lists."""
    run: list[PageElement] = []
    for child in list(element.contents):
        if isinstance(child, Tag) and (child.name in BLOCKS or (child.name in _PHRASES and _holds_block(child))):
            if run:
                yield run
            run = []
            yield child
        else:
            run.append(child)
    if run:
        yield run


def _wrapped(run: list[PageElement], around: Tag) -> None:
    run[0].insert_before(around)
    for node in run:
        around.append(node.extract())


def _removed(run: list[PageElement]) -> None:
    """Line breaks between blocks, where they break nothing."""
    for node in run:
        if isinstance(node, Tag):
            node.extract()


def _is_blank(node: PageElement) -> bool:
    if isinstance(node, NavigableString):
        return not str(node).strip(" \t\n\r\f")
    return isinstance(node, Tag) and node.name == "br"


def _ungroup(root: Tag) -> None:
    for group in elements(root, _GROUPS):
        group.unwrap()


def _mark_more(root: Tag) -> None:
    """The first mark becomes a sign, in a paragraph of its own only where nothing is around that; others go."""
    marked = False
    for place in elements(root, ("wbr",)):
        paragraph = place.parent
        if marked or MORE_PLACE not in str(place.get("class", "")) or paragraph is None:
            place.extract()
            continue
        marked = True
        mark = NavigableString(MORE)
        place.replace_with(mark)
        before = paragraph.find_previous_sibling(True)
        if paragraph.parent is not root and len(paragraph.contents) == 1 and before is not None and before.name == "p":
            before.append(mark.extract())
            paragraph.extract()


def _align(root: Tag) -> None:
    for cell in elements(root, ("td", "th")):
        found = _ALIGNED.search(str(cell.get("class", "")))
        if found:
            cell["align"] = found[1]


def _drop_empty(root: Tag) -> None:
    """Paragraphs, headings, phrases and items that show nothing, as "&nbsp;" alone does."""
    emptied = _HEADINGS | {"p", "li", "ul", "ol", "dl", "blockquote", "pre", "figcaption", "figure"}
    for element in reversed(elements(root, emptied)):
        if _shows_nothing(element):
            element.decompose()


def _shows_nothing(element: Tag) -> bool:
    if any(isinstance(node, NavigableString) and node.strip(_NOTHING) for node in element.descendants):
        return False
    return not any(below.name in _SHOWS or below.get("id") for below in elements(element))
