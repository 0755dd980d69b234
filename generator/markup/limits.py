"""What is refused before Markdown sees it: text that nests without end, or that would take it minutes.

Python-Markdown reads some things again and again: from each "[" to its "]", from each heading to the end of its
paragraph. No author writes thousands of them into one paragraph; who does gets a complaint.
"""

from __future__ import annotations

import re

from .context import MarkupError

_DEPTH = 40  # of quotes in quotes and lists in lists; a line of nothing but "* * *" is a rule
_NESTED = re.compile(rf"\n(?:[ ]*+(?:>|[*+-][ ]++|\d{{1,9}}\.[ ]++)){{{_DEPTH}}}(?![ *+_-]*(?:\n|\Z))")
_INDENTED = re.compile(r"\n {400}[ ]*+(?:[*+-]|\d+\.) ")  # a hundred lists in one another
_BUDGET = 20_000_000  # characters that may be read again in one paragraph: a second or two
_FEW = 200  # as many of anything are harmless
_BRACKET = re.compile(r"[\[\])]|(?<=\])\(")
_CLOSES = {"[": "]", "(": ")"}
_OPEN_TAG = re.compile(r"<[^<>]*+(?!>)")
_EMPHASIS = re.compile(r"[*_]+(?!\s)")
# After a heading, a rule or a definition over two lines, the rest of the block is looked at anew.
_ANEW = re.compile(r"\n {0,3}(?:#|\[[^\[\]\n]*\]: *(?=\n)|[=*_-][=*_ -]*(?=\n|\Z))")


def check(source: str) -> None:
    """Raise MarkupError for text that cannot be rendered in reasonable time and depth.

    `source` has its white space normalized, as Markdown would see it.
    """
    nested = _NESTED.search("\n" + source) or _INDENTED.search("\n" + source)
    if nested:
        line = source.count("\n", 0, nested.start()) + 1
        raise MarkupError(f"more than {_DEPTH} quotes or lists are nested in one another", "take some levels out", line)
    if any(source.count(sign) > _FEW for sign in "[<*_\n"):
        _check_blocks(source)


def _check_blocks(source: str) -> None:
    line = 1
    for block in source.split("\n\n"):
        if len(block) > _FEW and _cost(block) > _BUDGET:
            message = "this paragraph holds more brackets, tags or headings than can be read"
            raise MarkupError(message, "close what is open, and put blank lines between", line + block.startswith("\n"))
        line += block.count("\n") + 2


def _cost(block: str) -> int:
    anew = _count(_ANEW, "\n" + block) + _count(_OPEN_TAG, block)
    return (anew + _count(_EMPHASIS, block) // 10) * len(block) + _bracket_cost(block)


def _count(pattern: re.Pattern[str], text: str) -> int:
    return sum(1 for _ in pattern.finditer(text))


def _bracket_cost(block: str) -> int:
    """How far Python-Markdown reads from all "[" and "](" together, each up to where it is closed, or to the end."""
    if block.count("[") < _FEW:
        return 0
    total = 0
    opened: dict[str, list[int]] = {"]": [], ")": []}
    for match in _BRACKET.finditer(block):
        bracket = match[0]
        if bracket in opened:
            total += match.start() - opened[bracket].pop() if opened[bracket] else 0
        else:
            opened[_CLOSES[bracket]].append(match.start())
    return 10 * (total + sum(len(block) - start for positions in opened.values() for start in positions))
