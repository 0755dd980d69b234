"""The dateline that an author typed as the first line of a post: "Berlin, 5:33, Tag 868". Found, and taken out.

Only what is nothing but a dateline, from end to end of its line, is taken: place, time and day number, two of them or
the day number alone, in any order, parted by signs. Prose that names a day or a time stays.
"""

from __future__ import annotations

import re
from html import unescape

from ..markup.tags import names
from ..markup.typography import MONTHS
from ..model import Value


class Dateline(Value, frozen=True):
    """As front matter would hold it; "" for what is missing."""

    place: str
    time: str  # "5:33"
    day: str  # "868"


# The first line of a body: what stands before it, the line, what ends it.
_BEFORE = re.compile(
    r"(?:\s|&nbsp;|<!--\s*wp:(?:paragraph|heading|freeform|group|html)\b[^<>]*-->|<div\b[^<>]*>)*", re.IGNORECASE
)
_OPENING = re.compile(r"<(p|h[1-6]|pre|address)\b[^<>]*>\s*", re.IGNORECASE)
_LINE = re.compile(
    r"((?:[^<\n]|</?(?:strong|b|em|i|u|span|small|big|font|time|code|sub|sup|mark|abbr)\b[^<>]*>){1,300})"
    r"(?:(?P<end></(?:p|h[1-6]|pre|address)>)|(?P<break><br\s*/?>|\n)|(?=<(?:!--|/?(?:p|div|h\d|ul|ol|blockquote|figure|table|pre|hr)\b))|\Z)",
    re.IGNORECASE,
)
_AFTER = re.compile(r"(?:\s|<br\s*/?>|&nbsp;)*(?:<!--\s*/wp:(?:paragraph|heading)\s*-->)?", re.IGNORECASE)
_BREAKS = re.compile(r"(?:\s|<br\s*/?>|&nbsp;)*", re.IGNORECASE)
_BLOCK_MARK = re.compile(r"<!--\s*wp:(?:paragraph|heading)\b[^<>]*-->\s*", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-z]+)[^<>]*>", re.IGNORECASE)

_TOKEN = re.compile(
    r"""
      (?P<space>\s+)
    | (?P<day>(?:Tag|Day)\s*(?:Nr[.]|No[.]|[#])?\s*(\d{1,3}[.]\d{3}|\d{1,6})(?![\w:]|[.]\d) | (\d{1,6})[.]\s*Tag\b)
    | (?P<time>(?:(?:um|at)\s+)?
        (?: (\d{1,2})(?:[:.]|h(?=\d))(\d\d)(?![\d:]|[.]\d)(?:\s*(?:Uhr|h|hrs)\b|\s*([ap])[.]?m\b[.]?)?
          | (\d{1,2})\s*(?:Uhr\b(?:\s*(\d\d)\b)?|([ap])[.]?m\b[.]?) ))
    | (?P<bracketed>\((?!Tag|Day)[^\W\d][^()\d]*\))
    | (?P<separator>[,/|–—·•;:~*()\[\]]+|-+(?=\s)|-+\Z)
    | (?P<word>[^\s,/|–—·•;:~*()\[\]]+(?:(?<=[^\W\d])[–—](?=[^\W\d])[^\s,/|–—·•;:~*()\[\]]+)*)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LOOKS = re.compile(
    r"\b(?:Tag|Day)\s*#?\d|\d[.]\s*Tag\b|[,/|–—·•]\s*\d{1,2}[:.]\d\d\b|\b\d{1,2}[:.]\d\d\b[^,/|–—·•.]*[,/|–—·•]",
    re.IGNORECASE,
)
_SMALL = names(
    "am an auf bei beim bis da de del della den der des di do du el im in la las le les los nach ob of on sur und "
    "unter upon van vom von vor y zu zum zur über"
)
_NO_PLACES = re.compile(
    rf"(?:(?:{MONTHS})|Mo|Di|Mi|Do|Fr|Sa|So|\w+tags?|Mittwochs?|Sonnabend|\w+day|Heute|Gestern|Morgens?|Mittags?|Abends?"
    r"|Nachts?|Nachmittags?|Vormittags?|Früh|Jetzt|Nun|Dann|Noch|Schon|Erst|Endlich|Wieder|Ein|Eine|Einen|Der|Die|Das|Mein"
    r"|Liebes?|Lieber|Hallo|Hi|Hey|Moin|Servus|Guten?|Danke|Müde|Wach|Schlaflos|Hunger|Regen|Sonne|Kalt|Warm|Stille|Pause"
    r"|Feierabend|Urlaub\w*|Reise\w*|Wanderung|Etappe|Woche|Teil|Kapitel|Projekt|Corona|Quarantäne|Lockdown|Fastenzeit"
    r"|Dear|Hello|Good|Week|Part|Chapter|Update|Challenge"
    r"|Ich|Es|Wir|Er|Sie|Und|Aber|Kaffee|Frühstück|Abfahrt|Ankunft|Start|Ende|Beginn|Treffen|Termin|Aufgewacht"
    r"|Aufgestanden|Wecker|Uhr|Uhrzeit|Zeit|Today|Yesterday|Tomorrow|Now|The|A|My|It|We|This|Coffee|Breakfast|Time)\W*",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"(?:\w\.)+")  # "v. d."
_LONGEST = 80  # characters of a line that may be a dateline
_WORDS = 6  # of a place


def take_dateline(html: str) -> tuple[Dateline | None, str, bool]:
    """The dateline of a body, if it surely is one; what remains; whether it looked like one but was not sure."""
    start = _BEFORE.match(html)
    before = start.end() if start else 0
    opening = _OPENING.match(html, before)
    line = _LINE.match(html, opening.end() if opening else before)
    if not line:
        return None, html, False
    text = " ".join(unescape(_TAG.sub("", line[1])).split())
    if not text or len(text) > _LONGEST:
        return None, html, False
    found = read(text)
    if found is None:
        return None, html, bool(_LOOKS.search(text)) and len(text.split()) <= 10 and not text.endswith(("!", "?"))
    return found, _without(html, before, opening, line), False


def read(text: str) -> Dateline | None:
    """A line of text as a dateline; None for what is not surely one."""
    if text.startswith(("(", "[")) and text.endswith((")", "]")):
        text = text[1:-1]
    parts = _parts(text.strip(" .*~–—-"))
    if parts is None:
        return None
    places = [value for kind, value in parts if kind == "place"]
    times = [value for kind, value in parts if kind == "time"]
    days = [value for kind, value in parts if kind == "day"]
    kinds = [kind for kind, _ in parts]
    if len(times) > 1 or len(days) > 1 or not _is_sure(places, times, days, leads=kinds[:1] == ["place"]):
        return None
    return Dateline(", ".join(places), times[0] if times else "", days[0] if days else "")


# --- Reading a line --------------------------------------------------------------------------------------------------


def _parts(text: str) -> list[tuple[str, str]] | None:
    """What the line is made of, in order: place, time and day; None where they are not parted as in a dateline."""
    parts: list[tuple[str, str]] = []
    words: list[str] = []
    parted = True  # by a sign from what stands before
    for token in _TOKEN.finditer(text):
        kind = _kind(token)
        if kind == "word":
            if not parted and not words:
                return None  # "5:33 Berlin" may go on as a sentence
            words.append(token[0])
        elif kind == "separator":
            parts += _place(words)
            parted = True
        elif kind != "space":
            if words and (kind == "day" or not _is_name(words)):
                return None  # "Heute ist Tag 868", "Wach um 5:33"
            parts += [*_place(words), (kind, _value(kind, token))]
            parted = False
        if kind in ("separator", "day", "time"):
            words = []
    return None if any(not value for _, value in parts) else parts + _place(words)


def _kind(token: re.Match[str]) -> str:
    if token["bracketed"]:
        return "word"  # "Halle (Saale)"
    return next(kind for kind in ("space", "day", "time", "separator", "word") if token[kind])


def _place(words: list[str]) -> list[tuple[str, str]]:
    return [("place", " ".join(words))] if words else []


def _value(kind: str, token: re.Match[str]) -> str:
    if kind == "day":
        return (token[3] or token[4]).replace(".", "").lstrip("0") or "0"
    hour, minute = int(token[6] or token[9]), int(token[7] or token[10] or 0)
    half = (token[8] or token[11] or "").lower()
    if half:
        hour = hour % 12 + 12 * (half == "p") if 1 <= hour <= 12 else 99
    return f"{hour}:{minute:02}" if hour < 24 and minute < 60 else ""


def _is_sure(places: list[str], times: list[str], days: list[str], leads: bool) -> bool:
    """`leads`: the line begins with a place, which may be any words where time and day follow: "zu Hause"."""
    if leads and days and times and len(places) == 1:
        return len(places[0].split()) <= _WORDS and _is_clean(places[0])
    if days or times:
        names = all(_is_name(place.split()) for place in places)
        return names and len(places) <= (2 if days else 1) and bool(days or places)
    return False


def _is_clean(place: str) -> bool:
    """No sentence, and no date or day of the week."""
    return not re.search(r"[!?\"„“…]|\d{4}|\d\.(?:\s|\Z)", place) and not _NO_PLACES.fullmatch(place)


def _is_name(words: list[str]) -> bool:
    """Words as in the name of a place: "Frankfurt am Main", "Bad Homburg v. d. Höhe", "Im Zug"."""
    if not words or len(words) > _WORDS or not _is_clean(" ".join(words)) or _NO_PLACES.fullmatch(words[0]):
        return False
    return words[0][:1].isupper() and all(map(_is_of_name, words))


def _is_of_name(word: str) -> bool:
    return word.lstrip("(")[:1].isupper() or word.lower() in _SMALL or bool(_INITIALS.fullmatch(word))


# --- Taking it out ---------------------------------------------------------------------------------------------------


def _without(html: str, before: int, opening: re.Match[str] | None, line: re.Match[str]) -> str:
    still_open = _still_open(line[1])
    if opening is None:
        rest = html[_after_breaks(html, line.end()) :]
        return html[:before] + still_open + rest
    if line["end"]:
        after = _AFTER.match(html, line.end())
        block = _block_start(html, before)
        return html[:block] + html[after.end() if after and block < before else line.end() :].lstrip()
    return html[: opening.end()] + still_open + html[_after_breaks(html, line.end()) :]


def _after_breaks(html: str, start: int) -> int:
    found = _BREAKS.match(html, start)
    return found.end() if found else start


def _block_start(html: str, before: int) -> int:
    """Where the comment begins that marks the paragraph as a block; `before` where none does."""
    start = html.rfind("<!--", 0, before)
    return start if start >= 0 and _BLOCK_MARK.fullmatch(html, start, before) else before


def _still_open(line: str) -> str:
    """The tags of phrases that begin in the line and end after it."""
    opened: list[re.Match[str]] = []
    for tag in _TAG.finditer(line):
        if not tag[1]:
            opened.append(tag)
        elif opened and opened[-1][2].lower() == tag[2].lower():
            opened.pop()
    return "".join(tag[0] for tag in opened)
