"""Walks over a tree. Beautiful Soup's own searches make rules of what they look for, which takes most of their time."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from bs4.element import Tag


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
