"""When something was written, as an export says it, and the time zone that its clocks were set to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo, available_timezones

DEFAULT = "Europe/Berlin"
# Zones that share all their clock changes cannot be told apart, so the likely ones of a German journal come first.
_LIKELY = (DEFAULT, "Europe/Vienna", "Europe/Zurich", "UTC", "Europe/London", "America/New_York", "America/Denver")
_ENOUGH = 0.8  # the share of samples that must agree; below it the clocks were moved about, and tell nothing


def local(text: str) -> dt.datetime | None:
    """A date of the database, "2016-05-17 05:33:00"; None where it is all zeros, as for drafts, or none at all."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.replace(tzinfo=None) if moment.year >= 1000 else None


def published(text: str) -> dt.datetime | None:
    """A date of a feed, "Tue, 17 May 2016 03:33:00 +0000" (RFC 822), in UTC; None where it is none."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    moment = moment.astimezone(dt.UTC) if moment.tzinfo else moment
    return moment.replace(tzinfo=None) if moment.year >= 1000 else None


class Clocks:
    """Collects how far local times were from UTC, one sample for each month and offset, and names a zone for them."""

    def __init__(self) -> None:
        self._samples: dict[tuple[int, int, int], dt.datetime] = {}

    def note(self, date: str, gmt: str) -> None:
        here, utc = local(date), local(gmt)
        if here and utc and utc.year < dt.MAXYEAR and abs(here - utc) < dt.timedelta(hours=15):
            minutes = round((here - utc).total_seconds() / 60)
            self._samples.setdefault((utc.year, utc.month, minutes), utc)

    def zone(self) -> tuple[str, bool]:
        """The zone that most samples agree with, else Berlin's; and whether all of them do."""
        best, most = DEFAULT, 0
        for name in _candidates():
            agreeing = self._agreeing(name)
            if agreeing > most:
                best, most = name, agreeing
            if most == len(self._samples):
                break
        return best if most >= _ENOUGH * len(self._samples) else DEFAULT, most == len(self._samples)

    def _agreeing(self, name: str) -> int:
        zone = ZoneInfo(name)
        return sum(
            utc.replace(tzinfo=dt.UTC).astimezone(zone).utcoffset() == dt.timedelta(minutes=minutes)
            for (_, _, minutes), utc in self._samples.items()
        )


def _candidates() -> Iterator[str]:
    yield from _LIKELY
    yield from sorted(_places(available_timezones()))


def _places(names: Iterable[str]) -> Iterator[str]:
    """Those that name a place, or a fixed offset, and no other zone in other words."""
    return (name for name in names if "/" in name and not name.startswith(("posix/", "right/", "SystemV/", "US/")))
