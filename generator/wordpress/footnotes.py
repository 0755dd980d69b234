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
    notes = _Notes(root)
    for place, sup in enumerate(elements(root, ("sup",))):
        if NOTE in str(sup.get("class", "")):
            notes.enclosed(sup, f"enclosed {place}")
        elif (key := str(sup.get("data-fn", ""))) in texts:
            notes.mark(sup, key, lambda key=key: parsed(texts[key]))  # type: ignore[misc]
        else:
            notes.listed(sup)
    return notes.texts


class _Notes:
    def __init__(self, root: Tag) -> None:
        self.texts: list[Tag] = []
        self._numbers: dict[str, int] = {}
        self._items = {f"#{item['id']}": item for item in elements(root, ("li",)) if item.get("id")}

    def mark(self, sup: Tag, key: str, text: Callable[[], Tag]) -> None:
        if key not in self._numbers:
            self.texts.append(text())
            self._numbers[key] = len(self.texts)
        number = str(self._numbers[key])
        sup.string = number  # what is shown where the body around it stays HTML
        sup.attrs = type(sup.attrs)({NUMBER: number})

    def enclosed(self, sup: Tag, key: str) -> None:
        """A marker that holds the text itself."""
        if not sup.get_text().strip() and not first(sup, ("img",)):
            sup.extract()  # the text was a block, and stands behind it
            return
        text = Tag(name="div")
        for child in list(sup.contents):
            text.append(child.extract())
        self.mark(sup, key, lambda: text)

    def listed(self, sup: Tag) -> None:
        """A number that leads to an item of a list, from which a link leads back."""
        link = first(sup, ("a",)) or sup.find_parent("a")
        target = str(link.get("href", "")) if link is not None else ""
        if link is None or not target.startswith("#") or sup.get_text().strip() != link.get_text().strip():
            return
        item = self._items.pop(target, None)
        if item is not None and _leads_back(item, {str(one["id"]) for one in (sup, link) if one.get("id")}):
            self.mark(sup, target, lambda: _taken(item))
        elif target in self._numbers:
            self.mark(sup, target, lambda: sup)
        else:
            return
        if first(link, ("sup",)) is not None:
            link.unwrap()


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
