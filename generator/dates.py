"""Dates and times as people type them, and the present of a journal.

A date is a local calendar day: nothing here moves one by a time zone. How dates are worded on pages is wording.py's.
"""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

from .clock import epoch

_MONTHS = ("januar", "februar", "märz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november",
           "dezember")  # fmt: skip
_MONTH_NAMES = {
    **{name: number for number, name in enumerate(_MONTHS, 1)},
    **{name[:3]: number for number, name in enumerate(_MONTHS, 1)},
    "jänner": 1, "jän": 1, "feber": 2, "maerz": 3, "mrz": 3, "sept": 9,
    "january": 1, "february": 2, "march": 3, "mar": 3, "may": 5, "june": 6, "july": 7, "october": 10, "oct": 10,
       "december": 12, "dec": 12,
}  # fmt: skip
_DAYS_AWAY = {"heute": 0, "gestern": -1, "vorgestern": -2, "morgen": 1}
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})\Z")
_DOTTED = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.\s*(\d+)\Z")
_NAMED = re.compile(r"(?:[^\W\d_]+\.?,\s*)?(\d{1,2})\.\s*([^\W\d_]+)\.?\s+(\d+)\Z")
_TIME = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?(?:[:.](\d{2}))?(\s*Uhr)?\Z", re.IGNORECASE)


def parse_date(text: str) -> dt.date:
    """A date as typed: "2016-05-17", "17.5.2016", "17. Mai 2016", "Dienstag, 17. Mai 2016".

    Raises ValueError with a hint for the author.
    """
    year, month, day = _date_parts(" ".join(text.split()))
    if len(year) != 4 or int(year) < 1000:
        raise ValueError("write the year with four digits, from 1000 to 9999")
    try:
        return dt.date(int(year), month, int(day))
    except ValueError as error:
        raise ValueError("there is no such day in the calendar") from error


def _date_parts(text: str) -> tuple[str, int, str]:
    if found := _ISO.match(text):
        return found[1], int(found[2]), found[3]
    if found := _DOTTED.match(text):
        return found[3], int(found[2]), found[1]
    if (found := _NAMED.match(text)) and found[2].lower() in _MONTH_NAMES:
        return found[3], _MONTH_NAMES[found[2].lower()], found[1]
    raise ValueError("write it as 2016-05-17 or 17.5.2016")


def parse_day(text: str) -> dt.date | dt.timedelta:
    """A day as typed: a date, or how far from today: "gestern".

    Raises ValueError with a hint for the author.
    """
    away = _DAYS_AWAY.get(text.strip().lower())
    if away is not None:
        return dt.timedelta(days=away)
    try:
        return parse_date(text)
    except ValueError as error:
        raise ValueError(f"{error}, or say {', '.join(_DAYS_AWAY)}") from error


def parse_time(text: str) -> dt.time:
    """A time of day as typed: "5:33", "05.33", "5:33 Uhr", "5 Uhr", "5:33:20".

    Raises ValueError with a hint for the author.
    """
    found = _TIME.match(" ".join(text.split()))
    if not found or (found[2] is None and found[4] is None):
        raise ValueError("write it as 5:33")
    try:
        return dt.time(int(found[1]), int(found[2] or 0), int(found[3] or 0))
    except ValueError as error:
        raise ValueError("hours go from 0 to 23, minutes from 00 to 59") from error


def with_offset(date: dt.date, time: dt.time, zone: ZoneInfo) -> dt.datetime:
    """The moment with the zone's offset to the minute: Berlin had +00:53:28 before 1893, which no feed can write."""
    local = dt.datetime.combine(date, time, zone)
    minutes = round((local.utcoffset() or dt.timedelta()) / dt.timedelta(minutes=1))
    return local.replace(tzinfo=dt.timezone(dt.timedelta(minutes=minutes)))


def now(zone: ZoneInfo, seconds: float | None = None) -> dt.datetime:
    """The present in the journal's time zone, naive and to the minute: the latest that clocks there have shown.

    So what appeared at 2:30 stays when the clock goes back from 3:00 to 2:00. `seconds` since 1970 take the clock's
    place. Raises ValueError where the clock is set to what is no date.
    """
    seconds = epoch() if seconds is None else seconds
    try:
        present = dt.datetime.fromtimestamp(seconds, zone)
    except (ValueError, OverflowError, OSError) as error:
        message = f'SOURCE_DATE_EPOCH is "{seconds}", which is no number of seconds since 1970'
        raise ValueError(message) from error
    return _latest_shown(present, zone).replace(tzinfo=None, second=0, microsecond=0)


def _latest_shown(moment: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """In an hour that comes twice, the second time: its last minute, which clocks showed before they went back."""
    following = moment
    while following.fold:
        moment = following
        following = (moment.astimezone(dt.UTC) + dt.timedelta(minutes=1)).astimezone(zone)
    return moment


def first_instant(moment: dt.datetime, zone: ZoneInfo) -> float:
    """When clocks in `zone` may first show the local time `moment`, in seconds since 1970; never too late.

    A time that comes twice counts the first time; before one that is skipped, there is up to an hour to spare.
    """
    if moment == dt.datetime.max:
        return float("inf")
    return min(moment.replace(tzinfo=zone, fold=fold).timestamp() for fold in (0, 1))
