"""The tree of a body, and walks over it.

Beautiful Soup's own searches make rules of what they look for, which takes most of their time; and it looks for an
element among its siblings from the first on, whenever one is moved.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from bs4 import BeautifulSoup
from bs4.element import PageElement, Tag

_NEAR = 8  # siblings


class Element(Tag):
    """An element that finds its children fast where they are asked for in their order, from either end."""

    _found = 0  # where the last one stood

    def index(self, element: PageElement) -> int:
        start = max(self._found - _NEAR, 0)
        near = self.contents[start : self._found + _NEAR]
        place = next((start + index for index, child in enumerate(near) if child is element), -1)
        self._found = super().index(element) if place < 0 else place
        return self._found


def parsed(html: str) -> Tag:
    """The element that holds the whole of well-formed HTML."""
    soup = BeautifulSoup(f"<div>{html}</div>", "html.parser", element_classes={Tag: Element})
    root = soup.div
    assert root is not None
    return root


def elements(root: Tag, names: Collection[str] = ()) -> list[Tag]:
    """The elements below `root`, in the order of the text; of these names only, if any are given."""
    return list(_elements(root, names))


def first(root: Tag, names: Collection[str]) -> Tag | None:
    """The first element below `root` that has one of these names."""
    return next(_elements(root, names), None)


def children(element: Tag) -> list[Tag]:
    """The elements right below one."""
    return [child for child in element.contents if isinstance(child, Tag)]


def _elements(root: Tag, names: Collection[str]) -> Iterator[Tag]:
    for node in root.descendants:
        if isinstance(node, Tag) and (not names or node.name in names):
            yield node
