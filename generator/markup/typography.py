"""German typography: quotes, apostrophes, dashes, ellipses, and spaces that must not break.

Works on finished HTML, so that text in Markdown and in raw HTML is set alike, whatever elements stand between. The
HTML has to be well formed: tags closed, "<" and ">" escaped in text and attributes. The text of a block is one run for
quotes. A character after STX (U+0002) was escaped by the author and is left as it is; the STX goes.

Nothing is changed in tags, code or addresses. What is set already stays as it is: setting twice changes nothing.
Sources: Duden, rules D 41, D 83 and D 103; DIN 5008 for units, abbreviations and the paragraph sign.
"""

from __future__ import annotations

import re
from re import Match

from .tags import INLINE

NARROW = "\u202f"  # no-break, narrow
FIXED = "\u00a0"  # no-break

MONTHS = (
    "Januar|Jänner|Februar|Feber|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
    "|(?:Jan|Feb|Mrz|Apr|Jun|Jul|Aug|Sept?|Okt|Nov|Dez)[.]"
)

_UNITS = (
    "%|‰|°C?|€|[$]|£|Uhr|km/h|[kcm]?m[²³]?|[km]?g|[hcm]?l|ha|h|min|Min[.]|Std[.]|s|Sek[.]|k?W|kWh|[kMGT]B|kHz|[MG]Hz"
    "|EUR|CHF|qm|Mio[.]|Mrd[.]|Tsd[.]"
)

# Each: the last letter before the full stop, and what follows it. Written without a space, they get one.
_ABBREVIATIONS = "|".join(
    rf"(?<=\b{before}[.])[ \n]?(?=(?:{after})(?!\w))"
    for before, after in (
        ("[zZ]", "[BTZ][.]|Zt[.]"),
        ("[dD]", "[hiR][.]"),
        ("[uU]", r"[aäÄUZ][.]|v[.][ \n]?[am][.]"),
        ("[iI]", r"[AV][.]|d[.][ \n]?R[.]"),
        ("[oO]", "[aäÄg][.]"),
        ("[sS]", "[ou][.]"),
        ("[vVnN]", "Chr[.]"),
        ("[vV]", "[am][.]"),
        ("m", "[EW][.]"),
        ("a", r"D[.]|a[.][ \n]?O[.]|O[.]"),
        ("e", "V[.]"),
        ("h", "c[.]"),
    )
)

_SKIPPED = "code|pre|kbd|samp|var|tt|script|style|textarea|svg|math"

# Every alternative begins with a character of its own, so that the search flies over all others and tries one
# alternative where it stops; with a class or a lookbehind in that place it takes three times as long. Plain tags are
# no tokens: only a quote asks for what stands around it.
_TOKEN = re.compile(
    rf"""
        [.](?: (?P<ellipsis>(?<![.].)[.]{{2}}(?![.]))
             | (?P<abbreviation>(?<=\b[a-zA-Z].)(?:{_ABBREVIATIONS}))
             | (?P<day>(?:(?<=\b\d.)|(?<=\b\d\d.))[ \n](?=(?:{MONTHS})(?!\w))) )
    |   <(?:   (?P<skip>(?P<element>{_SKIPPED})\b[^>]*>.*?</(?P=element)>
                       |(?P<missing>p|span)[ ]class="missing-photo">.*?</(?P=missing)>)
             | (?P<tag>[a-z][a-z0-9:-]*[ ][^>]*>) )
    |   w(?P<host>(?<=\bw)ww[.][^\s<>"„“”]*)
    |   :(?P<address>//[^\s<>"„“”]*)
    |   '(?:(?P<apostrophe>(?<=[^\W\d_]')(?=[^\W_])) | (?P<single>))
    |   "(?P<double>)
    |   -(?P<dash>(?<!-.)(?<!&lt;.)(?<!&lt;!.)--?(?!-|&gt;))
    |   T(?P<number>(?<=\bT)ag[ \n](?=\d))
    |   §(?P<section>[ \n](?=\d))
    |   \x02(?P<literal>.)
    |   {"|".join(f"{digit}[ {chr(92)}n]" for digit in range(10))}
    |   – | … | „ | “ | ” | ‚ | ‘
    """,
    re.VERBOSE | re.DOTALL,
)
_UNIT = re.compile(rf"(?:{_UNITS})(?!\w)")

# What takes the place of the white space at the end of these.
_SPACED = {
    "unit": NARROW,
    "section": NARROW,
    "abbreviation": NARROW,
    "day": FIXED,
    "number": FIXED,
}

_MARKS = {"ellipsis": "…", "dash": "–", "–": "–", "…": "…"}  # before which a space must not break
_UNCHANGED = ("digit", "tag", "skip", "address", "host")

_INLINE_TAG = rf"</?(?:{'|'.join(sorted(INLINE))})\b[^>]*>"
_INLINE = re.compile(_INLINE_TAG)
_FOLLOWING = re.compile(rf"(?:{_INLINE_TAG})*+(&nbsp;|[^<])?", re.DOTALL)
_ELISION = re.compile(
    rf"(?:{_INLINE_TAG})*+(?:(?:s|n|ne|nem|nen|ner|rein|raus|rauf|runter)(?![\w'])|n'[ ]\w|\d\d(?![\d']))",
    re.IGNORECASE,
)
_CLOSER = re.compile(r"(?<=[^\s(\[{])'(?![^\W_])")
_BLOCK_TAG = re.compile(rf"<(?!{_INLINE_TAG[1:]}|br>)")
_REACH = 2000  # characters in which a single quote has to be closed; bounds the time that a hostile text can take

_GAP_BEFORE = frozenset("([{/-–—=+|„‚«»‹›")
_GAP_AFTER = frozenset(".,;:!?)]}/-–—…“”‘’«»‹›\"'")
_SPACES = ("&nbsp;", "&#160;")
_STRAIGHT = ("double", "single")
_DOUBLE, _SINGLE = ("„", "“"), ("‚", "‘")


def typography(text: str) -> str:
    """A title, a caption or the name of a place, set: plain text in, plain text out."""
    if not text:
        return ""
    html = text.replace("\x02", "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return set_html(html).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def set_html(html: str) -> str:
    """Well-formed HTML with the text in it set."""
    run = _Run(html)
    pieces: list[str] = []
    end = 0
    for match in _TOKEN.finditer(html):
        kind = match.lastgroup or _kind(html, match)
        if kind in _UNCHANGED:
            continue
        start = match.start()
        before = html[end:start]
        if kind in _SPACED:
            text = match[0].rstrip(" \n") + _SPACED[kind]
        elif kind in _MARKS:
            text = _MARKS[kind]
            if _stands_apart(html, text, start, match.end()):
                before = before[:-1] + FIXED
        else:
            text = "’" if kind == "apostrophe" else run.set(kind, match)
        pieces += (before, text)
        end = match.end()
    return _joined(pieces, html[end:])


def _kind(html: str, match: Match[str]) -> str:
    """What a token without a name of its own is: a digit before a unit, another digit, or the sign that it is."""
    sign = match[0]
    if len(sign) == 1:
        return sign
    return "unit" if _UNIT.match(html, match.end()) else "digit"


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

    def set(self, kind: str, match: Match[str]) -> str:
        """What a quote, or a character that the author escaped, becomes."""
        start, end = match.span()
        if kind == "literal":
            return match[0][1]
        if self.open and _BLOCK_TAG.search(self.html, self.resume, start):
            self.open.clear()
        before = self._character_before(start)
        self.resume = end
        return self._quote(kind, before, end) if kind in _STRAIGHT else self._curly(kind)

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

    def _character_after(self, position: int) -> str:
        """The character after a position, inline tags left out; nothing at the end of a block."""
        sign = self.html[position : position + 1]
        if sign and sign not in "<&":
            return sign
        found = _FOLLOWING.match(self.html, position)
        after = (found[1] if found else "") or ""
        return " " if after == "&nbsp;" else after

    def _curly(self, quote: str) -> str:
        """A quote that the author set by hand: „so" is closed as it was opened."""
        opening = {"„": ('"', "“"), "‚": ("'", "‘")}.get(quote)
        if opening:
            self.open.append(opening)
        else:
            self._close("'" if quote == "‘" else '"')
        self.before = "(" if opening else ")"
        return quote

    def _quote(self, kind: str, before: str, end: int) -> str:
        after = self._character_after(end)
        opens = before.isspace() or before in _GAP_BEFORE
        closes = not after or after.isspace() or after in _GAP_AFTER
        decide = self._double if kind == "double" else self._single
        result = decide(before, after, opens, closes, end)
        self.before = "(" if result in "„‚" else ")"
        return result

    def _double(self, before: str, after: str, opens: bool, closes: bool, end: int) -> str:
        pending = bool(self.open) and any(typed == '"' for typed, _ in self.open)
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
