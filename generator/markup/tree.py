"""The HTML that is being written, kept balanced: what an author left open is closed, what closes nothing is left out.

So no raw tag in a body can swallow the page around it. Knows the order of elements, not their meaning.
"""

from __future__ import annotations

from .context import MarkupError
from .tags import INLINE, PHRASING, VOID, names

DEPTH = 250  # browsers stop nesting at about 500, and the page around has its own elements

# Elements that end where the next of their kind begins, as far as the container goes.
_CELLS = frozenset(("td", "th"))
_ROWS = _CELLS | {"tr"}
_ENDED_BY = {
    "li": frozenset(("li",)),
    "dt": frozenset(("dt", "dd")),
    "dd": frozenset(("dt", "dd")),
    "td": _CELLS,
    "th": _CELLS,
    "tr": _ROWS,
    "tbody": _ROWS | {"thead", "tbody", "caption", "colgroup"},
    "tfoot": _ROWS | {"thead", "tbody", "caption", "colgroup"},
    "option": frozenset(("option",)),
}
_CONTAINERS = names("ul ol menu dl table select blockquote section article aside details figure")
_END_MAY_BE_LEFT_OUT = names("p li dt dd td th tr thead tbody tfoot option colgroup")


class Tree:
    """Tags and text go in, in any order; `pieces` is well-formed HTML once `finish` has been called.

    Raises MarkupError where elements are nested too deeply.
    """

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.open: list[str] = []
        self.unclosed: list[str] = []  # elements whose end tag is missing
        self.stray: list[str] = []  # end tags that close nothing

    def start(self, name: str, written: str) -> None:
        if name not in PHRASING:
            self.end_paragraph()
        if name == "a" and self.inside("a"):  # a link never stands in a link
            self.end("a")
        if name in _ENDED_BY:
            self._end_sibling(_ENDED_BY[name])
        self.pieces.append(written)
        if name not in VOID:
            self.open.append(name)
            if len(self.open) > DEPTH:
                raise MarkupError(f"more than {DEPTH} elements are nested in one another", "close some of them")

    def end(self, name: str) -> None:
        if name not in self.open:
            if name not in ("p", "br"):
                self.stray.append(name)
            return
        while self.open[-1] != name:
            self._close_forgotten()
        self._close()

    def finish(self) -> None:
        while self.open:
            self.unclosed.append(self.open[-1])
            self._close()

    def end_paragraph(self) -> None:
        """What follows is no text: an open paragraph ends here."""
        if self.inside("p"):
            while self.open[-1] != "p":
                self._close_forgotten()
            self._close()

    def inside(self, name: str) -> bool:
        """Whether an element is open here, with nothing but inline elements inside it."""
        for tag in reversed(self.open):
            if tag == name:
                return True
            if tag not in INLINE:
                return False
        return False

    def _end_sibling(self, ended: frozenset[str]) -> None:
        for index in range(len(self.open) - 1, -1, -1):
            if self.open[index] in _CONTAINERS:
                return
            if self.open[index] in ended:
                while len(self.open) > index:
                    self._close_forgotten()

    def _close_forgotten(self) -> None:
        if self.open[-1] not in _END_MAY_BE_LEFT_OUT:
            self.unclosed.append(self.open[-1])
        self._close()

    def _close(self) -> None:
        self.pieces.append(f"</{self.open.pop()}>")
