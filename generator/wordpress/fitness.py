"""Which blocks the journal's Markdown can say; all others stay as HTML.

What stands in a list or a quote cannot be HTML by itself there, so that the whole of it is HTML then.
"""

from __future__ import annotations

import re

from bs4.element import NavigableString, Tag

from ..markup.tags import names
from ..markup.typography import MONTHS
from .trees import children, elements, first

_HEADINGS = names("h1 h2 h3 h4 h5 h6")
_ALWAYS = _HEADINGS | names("p hr iframe audio video")
_IN_QUOTES = _HEADINGS | names("p ul ol blockquote")
_BLOCKS = _ALWAYS | names("ul ol dl blockquote pre table figure details li dt dd tr td th")
_MONTH = re.compile(rf"\s*(?:{MONTHS}|Advent|Weihnachts(?:feier)?tag|Jahrhundert)(?!\w)")
_DEPTH = 10  # of lists and quotes in one another


def fits(block: Tag, depth: int = _DEPTH) -> bool:
    """Whether a block that stands by itself, or in a list or quote, is Markdown."""
    if block.name in _ALWAYS:
        return True
    if block.name in ("ul", "ol"):
        return _list(block, depth)
    if block.name == "blockquote":
        return depth > 0 and all(child.name in _IN_QUOTES and fits(child, depth - 1) for child in children(block))
    tests = {"pre": _pre, "table": _table, "dl": _definitions}
    return depth == _DEPTH and block.name in tests and tests[block.name](block)


def _blocks(element: Tag) -> list[Tag]:
    return [child for child in children(element) if child.name in _BLOCKS]


def _list(block: Tag, depth: int) -> bool:
    items = children(block)
    if not depth or not items or any(item.name != "li" for item in items):
        return False
    return (block.name == "ul" or _numbered(block, items)) and all(_item(item, depth) for item in items)


def _numbered(block: Tag, items: list[Tag]) -> bool:
    """Numbers as Markdown counts them, and none that it would take for a date or a year in prose."""
    start = str(block.get("start", "") or "1")
    if block.get("type", "1") != "1" or block.has_attr("reversed") or not re.fullmatch(r"\d{1,8}", start):
        return False
    if any(item.has_attr("value") for item in items) or start.startswith("0"):
        return False
    if start != "1" and (len(items) == 1 or any(_blocks(item) for item in items)):
        return False
    return not any(_MONTH.match(item.get_text()) for item in items)


def _item(item: Tag, depth: int) -> bool:
    blocks = _blocks(item)
    if not item.get_text().strip() and first(item, ("img",)) is None:
        return False
    if blocks and blocks[0].name != "p":
        return False
    return all(child.name in ("p", "ul", "ol", "blockquote") and fits(child, depth - 1) for child in blocks)


def _pre(block: Tag) -> bool:
    inside = elements(block)
    if not inside:
        return True
    alone = all(isinstance(child, Tag) or not str(child).strip() for child in block.contents)
    return len(inside) == 1 and inside[0].name == "code" and alone


def _table(block: Tag) -> bool:
    """One row of headings, then rows of as many cells; nothing but text in them."""
    rows = elements(block, ("tr",))
    head = first(block, ("thead",))
    if not rows or head is None or first(block, ("caption", "table", "tfoot")) or len(elements(head, ("tr",))) != 1:
        return False
    aligned = {tuple(cell.get("align") for cell in children(row)) for row in rows}
    widths = {len(children(row)) for row in rows}
    cells = elements(block, ("td", "th"))
    return len(widths) == len(aligned) == 1 and widths != {0} and all(_cell(cell, head) for cell in cells)


def _cell(cell: Tag, head: Tag) -> bool:
    heads = cell.name == "th"
    return not (
        _blocks(cell)
        or cell.has_attr("colspan")
        or cell.has_attr("rowspan")
        or heads != (cell.find_parent("thead") is head)
    )


def _definitions(block: Tag) -> bool:
    parts = children(block)
    kinds = [part.name for part in parts]
    if not kinds or kinds[0] != "dt" or kinds[-1] != "dd" or set(kinds) != {"dt", "dd"}:
        return False
    return all(not _blocks(part) and part.get_text().strip() for part in parts) and not any(
        isinstance(child, NavigableString) and child.strip() for child in block.contents
    )
