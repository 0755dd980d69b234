"""What other pages need to know of a body: its excerpt, what it refers to, what is wrong with it and on which line."""

from __future__ import annotations

from html import escape

from ..model import Reference, Survey
from .excerpt import excerpt
from .findings import Complaint, Findings


class Lines:
    """Finds the line on which something stands. What is asked for again is looked for further on."""

    def __init__(self, text: str, first: int) -> None:
        self._text = text
        self._folded = text.lower()
        self._first = first
        self._after: dict[str, int] = {}

    def of(self, needles: tuple[str, ...]) -> int:
        """The line of the first of the needles that the text holds, as it is or escaped; else the first line."""
        for needle in needles:
            for spelling in (needle, escape(needle)):
                found = self._find(spelling.lower())
                if found >= 0:
                    return self._first + self._text.count("\n", 0, found)
        return self._first

    def _find(self, needle: str) -> int:
        found = self._folded.find(needle, self._after.get(needle, 0))
        if found < 0:
            return self._after.get(needle, 0) - 1
        self._after[needle] = found + 1
        return found


def survey_of(findings: Findings, html: str, text: str, line: int) -> Survey:
    """`findings` from the rewriting of a body, `html` what it became, `text` its source, which begins on `line`."""
    lines = Lines(text, line)
    return Survey(
        excerpt=excerpt(findings.paragraphs, findings.more) or excerpt([html], whole=False),
        more=findings.more,
        references=tuple(Reference(target, photo, lines.of((target,))) for target, photo in findings.references),
        missing_alts=tuple(findings.missing_alts),
        script=findings.script,
        problems=tuple(_problem(complaint, lines) for complaint in findings.complaints),
    )


def _problem(complaint: Complaint, lines: Lines) -> tuple[int, str, str, bool]:
    return lines.of(complaint.needles), complaint.message, complaint.hint, complaint.warning
