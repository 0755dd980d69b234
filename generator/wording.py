"""German words for dates, times and counts, and titles in quotation marks.

Everything is a table or an f-string: `strftime` knows neither German without a locale nor the year 1000 on every
machine, and Babel costs a build that has nothing to do 50 ms to import; a test compares the tables with Babel's.
What an author typed is read elsewhere (dates) and set elsewhere (markup). This module only says things.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

MONTHS = (
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
)
WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")

NO_BREAK = "\u00a0"  # keeps "17. Mai" and "Tag 868" on one line
NARROW = "\u202f"  # narrow no-break space: before "Uhr", between groups of three digits

_QUOTES_AS_INNER = str.maketrans("„“‚‘", "‚‘„“")


def month_name(month: int) -> str:
    """1 to 12 → "Januar" to "Dezember"."""
    return MONTHS[month - 1]


def day_date(date: dt.date) -> str:
    """ "17. Mai 2016"."""
    return f"{date.day}.{NO_BREAK}{MONTHS[date.month - 1]} {date.year}"


def long_date(date: dt.date) -> str:
    """ "Dienstag, 17. Mai 2016"."""
    return f"{WEEKDAYS[date.weekday()]}, {day_date(date)}"


def short_date(date: dt.date) -> str:
    """ "Di., 17. Mai", for lists whose heading names the year."""
    return f"{WEEKDAYS[date.weekday()][:2]}., {date.day}.{NO_BREAK}{MONTHS[date.month - 1]}"


def clock(time: dt.time) -> str:
    """ "5:33 Uhr"; seconds are nobody's business."""
    return f"{time.hour}:{time.minute:02}{NARROW}Uhr"


def moment(date: dt.date, time: dt.time | None) -> str:
    """ "17. Mai 2016 um 8:12 Uhr", or the date alone."""
    return day_date(date) if time is None else f"{day_date(date)} um {clock(time)}"


def iso(date: dt.date, time: dt.time | None = None) -> str:
    """The value of a `datetime` attribute: "2016-05-17" or "2016-05-17T05:33", local and without an offset."""
    day = f"{date.year:04}-{date.month:02}-{date.day:02}"
    return day if time is None else f"{day}T{time.hour:02}:{time.minute:02}"


def day_share(time: dt.time) -> str:
    """How much of the day has passed, 0 to 24 h as a percentage: 5:33 → "23.1%"."""
    return f"{(time.hour * 60 + time.minute) / 14.4:.1f}%"


def day_name(day: int) -> str:
    """ "Tag 868"."""
    return f"Tag{NO_BREAK}{day}"


def number(count: int) -> str:
    """Digits, in groups of three from five digits on, as Duden has it: "9876", "12 345"."""
    return str(count) if count < 10_000 else f"{count:,}".replace(",", NARROW)


def entries(count: int) -> str:
    """ "Keine Einträge", "Ein Eintrag", "12 Einträge"."""
    return _counted(count, "Keine Einträge", "Ein Eintrag", "Einträge")


def comments(count: int) -> str:
    """The link to the comments in a list of entries: "Kommentieren", "Ein Kommentar", "12 Kommentare"."""
    return _counted(count, "Kommentieren", "Ein Kommentar", "Kommentare")


def thoughts(count: int, title: str) -> str:
    """The line above the comments: "Noch keine Kommentare", "Ein Gedanke zu „Titel“", "12 Gedanken zu „Titel“"."""
    if count == 0:
        return "Noch keine Kommentare"
    return f"{_counted(count, '', 'Ein Gedanke', 'Gedanken')} zu {quoted(title)}"


def quoted(title: str) -> str:
    """The title in „…“, its own quotation marks one level deeper: Der „Ort“ → „Der ‚Ort‘“."""
    return f"„{title.translate(_QUOTES_AS_INNER) if '„' in title else title}“"


def _counted(count: int, none: str, one: str, many: str) -> str:
    if count > 1:
        return f"{number(count)}{NO_BREAK}{many}"
    return one if count else none


# What templates may say: each function is a filter of its own name.
ALL: tuple[Callable[..., str], ...] = (
    month_name,
    day_date,
    long_date,
    short_date,
    clock,
    moment,
    iso,
    day_share,
    day_name,
    number,
    entries,
    comments,
    thoughts,
    quoted,
)
