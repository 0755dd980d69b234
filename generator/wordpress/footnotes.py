"""Footnotes in the forms that WordPress and its plugins write them, gathered from the tree of a body.

Known are: the block editor's (the texts stand in the post's meta data), shortcodes around the text (expansions.NOTE),
and lists at the end whose items the numbers in the text lead to, as Markdown plugins make them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec
from bs4 import Tag

from ..model import Value
from .expansions import NOTE
from .trees import elements, first

NUMBER = "data-note"  # on a sup that is nothing but the number of a note


class _Note(Value, frozen=True):
    id: str
    content: str = ""


def of_meta(text: str) -> dict[str, str]:
    """The texts of the block editor's footnotes by their ids, from the value of the meta key "footnotes" (JSON)."""
    try:
        return {note.id: note.content for note in msgspec.json.decode(text, type=list[_Note])}
    except (msgspec.DecodeError, UnicodeEncodeError):
        return {}


def gather(root: Tag, texts: Mapping[str, str], parsed: Callable[[str], Tag]) -> list[Tag]:
    """The texts of the notes, in the order of their numbers, each taken out of the tree; markers get their NUMBER.

    `texts` are the block editor's; `parsed` makes a tree of such a text.
    """
    notes: dict[str, Tag] = {}
    for number, sup in enumerate(elements(root, ("sup",))):
        if NOTE in str(sup.get("class", "")):
            text = Tag(name="div")
            for child in list(sup.contents):
                text.append(child.extract())
            if text.get_text().strip() or elements(text, ("img",)):
                _mark(sup, f"#{number}", text, notes)
            else:  # what it held is a block, and stands behind it
                sup.extract()
        elif str(sup.get("data-fn", "")) in texts:
            key = str(sup["data-fn"])
            _mark(sup, key, notes.get(key) or parsed(texts[key]), notes)
        else:
            _listed(root, sup, notes)
    return list(notes.values())


def _mark(sup: Tag, key: str, text: Tag, notes: dict[str, Tag]) -> None:
    notes.setdefault(key, text)
    number = str(list(notes).index(key) + 1)
    sup.string = number  # what is shown where the body around it stays HTML
    sup.attrs = type(sup.attrs)({NUMBER: number})


def _listed(root: Tag, sup: Tag, notes: dict[str, Tag]) -> None:
    """A number that leads to an item of a list, from which a link leads back."""
    link = first(sup, ("a",)) or sup.find_parent("a")
    target = str(link.get("href", "")) if link is not None else ""
    if link is None or not target.startswith("#"):
        return
    text = notes.get(target)
    if text is None:
        item = root.find("li", id=target[1:])
        if item is None or not _leads_back(item, {str(one.get("id")) for one in (sup, link) if one.get("id")}):
            return
        text = _taken(item)
    if first(link, ("sup",)) is not None:
        link.unwrap()
    _mark(sup, target, text, notes)


def _leads_back(item: Tag, ids: set[str]) -> bool:
    back = [link for link in elements(item, ("a",)) if str(link.get("href", ""))[1:] in ids]
    for link in back:
        link.decompose()
    return bool(back)


def _taken(item: Tag) -> Tag:
    """An item's text out of its list; a list that is empty then goes, with the rule above it."""
    around = item.parent
    item.extract()
    item.name = "div"
    item.attrs.clear()
    while around is not None and around.name != "[document]" and around.parent is not None:
        if around.get_text().strip() or around.parent.name == "[document]":
            break
        parent, above = around.parent, around.find_previous_sibling(True)
        if above is not None and above.name == "hr":
            above.decompose()
        around.decompose()
        around = parent
    return item
