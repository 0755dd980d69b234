"""German typography in its plain form, which `generator.markup.typography` has to match to the letter.

One expression that asks at every character what it may be, and quotes that always look for what stands around them by
expressions. Three times as slow; test_typography.py compares the two.
"""

from __future__ import annotations

import re
from re import Match

from generator.markup.tags import INLINE
from generator.markup.typography import _ABBREVIATIONS, _SKIPPED, _UNITS, FIXED, MONTHS, NARROW

_TOKEN = re.compile(
    rf"""
    [<.0-9"'\-T§w:–…„“”‚‘\x02]
    (?: (?<=<) (?:
            (?P<skip>({_SKIPPED})\b[^>]*>.*?</\2>|(p|span)[ ]class="missing-photo">.*?</\3>)
        |   (?P<tag>[a-z][a-z0-9:-]*[ ][^>]*>) )
    |   (?<=['"]) (?: (?P<apostrophe>(?<=[^\W\d_]')(?=[^\W_])) | (?P<quote>) )
    |   (?<=[.]) (?: (?P<ellipsis>(?<![.].)[.]{{2}}(?![.])) | (?P<abbreviation>{_ABBREVIATIONS}) )
    |   (?<=-) (?P<dash>(?<!-.)(?<!&lt;.)(?<!&lt;!.)--?(?!-|&gt;))
    |   (?<=[0-9]) (?:
            (?P<unit>[ \n](?=(?:{_UNITS})(?!\w)))
        |   (?P<day>(?:(?<=\b\d)|(?<=\b\d\d))[.][ \n](?=(?:{MONTHS})(?!\w))) )
    |   (?<=\bT) (?P<number>ag[ \n](?=\d))
    |   (?<=§) (?P<section>[ \n](?=\d))
    |   (?<=[–…]) (?P<mark>)
    |   (?<=[„“”‚‘]) (?P<curly>)
    |   (?<=\x02) (?P<literal>.)
    |   (?P<address>(?<=:)//[^\s<>"„“”]*|(?<=\bw)ww[.][^\s<>"„“”]*)
    )
    """,
    re.VERBOSE | re.DOTALL,
)

_SPACED = {
    "unit": NARROW,
    "section": NARROW,
    "abbreviation": NARROW,
    "day": FIXED,
    "number": FIXED,
}

_MARKS = {"ellipsis": "…", "dash": "–", "mark": ""}  # before which a space must not break
_UNCHANGED = ("tag", "skip", "address")

_INLINE_TAG = rf"</?(?:{'|'.join(sorted(INLINE))})\b[^>]*>"
_INLINE = re.compile(_INLINE_TAG)
_FOLLOWING = re.compile(rf"(?:{_INLINE_TAG})*+(&nbsp;|[^<])?", re.DOTALL)
_ELISION = re.compile(
    rf"(?:{_INLINE_TAG})*+(?:(?:s|n|ne|nem|nen|ner|rein|raus|rauf|runter)(?![\w'])|\d\d(?![\d']))", re.IGNORECASE
)
_CLOSER = re.compile(r"(?<=[^\s(\[{])'(?![^\W_])")
_BLOCK_TAG = re.compile(rf"<(?!{_INLINE_TAG[1:]}|br>)")
_REACH = 2000

_GAP_BEFORE = frozenset("([{/-–—=+|„‚«»‹›")
_GAP_AFTER = frozenset(".,;:!?)]}/-–—…“”‘’«»‹›\"'")
_SPACES = ("&nbsp;", "&#160;")
_DOUBLE, _SINGLE = ("„", "“"), ("‚", "‘")


def set_plainly(html: str) -> str:
    """What `set_html` gives."""
    run = _Run(html)
    pieces: list[str] = []
    end = 0
    for match in _TOKEN.finditer(html):
        kind = match.lastgroup
        if kind in _UNCHANGED:
            continue
        start = match.start()
        before = html[end:start]
        if kind in _SPACED:
            text = match[0].rstrip(" \n") + _SPACED[kind]
        elif kind in _MARKS:
            text = _MARKS[kind] or match[0]
            if _stands_apart(html, text, start, match.end()):
                before = before[:-1] + FIXED
        else:
            text = "’" if kind == "apostrophe" else run.set(kind, match)
        pieces += (before, text)
        end = match.end()
    return _joined(pieces, html[end:])


def _stands_apart(html: str, mark: str, start: int, end: int) -> bool:
    """Whether the space before a dash or an ellipsis must not break: "so – und so", "so …"."""
    if mark == "–" and html[end : end + 1] not in (" ", "\n", ""):
        return False
    space = html[start - 1 : start]
    return space == " " or (space == "\n" and html[start - 2 : start - 1] not in (">", "\n", ""))


def _joined(pieces: list[str], rest: str) -> str:
    result = "".join(pieces) + rest
    return result.replace("\x02", "") if "\x02" in result else result  # those in code and addresses


class _Run:
    """One pass over an HTML text, which knows what quotes are open in the block at hand."""

    __slots__ = ("before", "html", "open", "resume")

    def __init__(self, html: str) -> None:
        self.html = html
        self.open: list[tuple[str, str]] = []  # the quote as typed, and the one that closes it
        self.before = " "  # what a quote that follows at once sees of the last quote: an opening or a closing bracket
        self.resume = 0  # the end of the last quote

    def set(self, kind: str | None, match: Match[str]) -> str:
        """What a quote, or a character that the author escaped, becomes."""
        start, end = match.span()
        if kind == "literal":
            return match[0][1]
        if self.open and _BLOCK_TAG.search(self.html, self.resume, start):
            self.open.clear()
        before = self._character_before(start)
        self.resume = end
        return self._curly(match[0]) if kind == "curly" else self._quote(match[0], before, end)

    def _character_before(self, position: int) -> str:
        """The character before a position, inline tags left out; a space at the beginning of a block."""
        html = self.html
        while html[position - 1 : position] == ">" and position != self.resume:
            tag = html.rfind("<", 0, position)
            if not _INLINE.match(html, tag):
                return " "
            position = tag
        if position == self.resume:
            return self.before
        return " " if html.endswith(_SPACES, 0, position) else html[position - 1]

    def _curly(self, quote: str) -> str:
        """A quote that the author set by hand: „so" is closed as it was opened."""
        opening = {"„": ('"', "“"), "‚": ("'", "‘")}.get(quote)
        if opening:
            self.open.append(opening)
        else:
            self._close("'" if quote == "‘" else '"')
        self.before = "(" if opening else ")"
        return quote

    def _quote(self, quote: str, before: str, end: int) -> str:
        found = _FOLLOWING.match(self.html, end)
        after = (found[1] if found else "") or ""
        after = " " if after == "&nbsp;" else after
        opens = before.isspace() or before in _GAP_BEFORE
        closes = not after or after.isspace() or after in _GAP_AFTER
        decide = self._double if quote == '"' else self._single
        result = decide(before, after, opens, closes, end)
        self.before = "(" if result in "„‚" else ")"
        return result

    def _double(self, before: str, after: str, opens: bool, closes: bool, end: int) -> str:
        pending = any(typed == '"' for typed, _ in self.open)
        if opens and not (closes and pending):
            nested = bool(self.open) and self.open[-1][1] == "“"
            return self._open('"', _SINGLE if nested else _DOUBLE)
        if pending:
            return self._close('"')
        if before.isdigit():
            return '"'  # inches
        return "“" if closes else self._open('"', _DOUBLE)

    def _single(self, before: str, after: str, opens: bool, closes: bool, end: int) -> str:
        word_before, word_after = before.isalnum(), after.isalnum()
        if word_after if word_before else _ELISION.match(self.html, end):
            return "’"
        pending = any(typed == "'" for typed, _ in self.open)
        if pending and not opens and not word_after:
            return self._close("'")
        if opens and not pending and after and not after.isspace() and self._closed_later(end):
            return self._open("'", _SINGLE)
        return "'" if before.isdigit() else "’"  # feet and minutes keep their straight stroke

    def _open(self, typed: str, pair: tuple[str, str]) -> str:
        self.open.append((typed, pair[1]))
        return pair[0]

    def _close(self, typed: str) -> str:
        """Close the innermost quote of this kind, and with it what was left open inside."""
        for index in range(len(self.open) - 1, -1, -1):
            if self.open[index][0] == typed:
                glyph = self.open[index][1]
                del self.open[index:]
                return glyph
        return "“" if typed == '"' else "‘"

    def _closed_later(self, start: int) -> bool:
        closer = _CLOSER.search(self.html, start, start + _REACH)
        return closer is not None and _BLOCK_TAG.search(self.html, start, closer.start()) is None
