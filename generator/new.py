"""A new entry: where its file belongs, what its front matter says, and the photos beside it.

The journal itself tells what an author expects: the folder in which the last entries lie, the place of the last one,
and how its days are numbered. Nothing is ever overwritten, and nothing is left behind where something goes wrong.
"""

from __future__ import annotations

import datetime as dt
import math
import os
import re
import shutil
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import count, pairwise
from pathlib import Path, PurePosixPath

from .build import present, settings, store_folder
from .config import PATH, Config
from .content import entry_slug, is_temporary
from .inputs import Options
from .journal import entry_address, moment
from .ledger import Store
from .model import Failed, Head, Problem, Value
from .photos import ENDINGS, Capture, PhotoError, capture, cleaned
from .photos import read as read_photo
from .reading import recall
from .slugs import slugify
from .spelled import Spellable, entry_text
from .workers import processors

ENTRIES = PurePosixPath("content/entries")
LATEST = 10  # entries whose folders tell where the next one belongs
LONGEST_SLUG = 60  # characters: enough to recognise, short enough for any file system
NEAR_KM = 25  # across a large city, and not as far as the next one
EARTH_KM = 6371.0

_DAY_IN_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})(?!\d)")


class Wanted(Value, frozen=True):
    """What an author asks for; None where the journal or the photos are to tell."""

    title: str = ""
    day: dt.date | dt.timedelta | None = None  # or how far from today
    time: dt.time | None = None
    place: str | None = None
    photos: tuple[Path, ...] = ()
    place_from_photo: bool = False


class Picture(Value, frozen=True):
    """A photo to be put beside the entry."""

    name: str  # of the file
    data: bytes  # clean
    capture: Capture


def write(root: Path, wanted: Wanted) -> Path:
    """Write a new entry into the journal below `root`, and answer with its path.

    Raises Failed with every reason why there can be none; then nothing was written.
    """
    config = settings(root)
    pictures = _pictures(wanted.photos)
    store = Store(store_folder(Options(root, root / "output")))
    files, readings = recall(root, config, store, processors())
    heads = [reading.head for reading in readings.values() if reading.head is not None]
    entries = sorted((head for head in heads if head.kind == "entry"), key=moment)
    day, time = _moment(wanted, pictures, present(config))
    place = _place(wanted, pictures, config, entries, day)
    number = day_number(entries, day, config.first_day)
    fields: dict[str, Spellable] = {
        "titel": wanted.title,
        "tag": "" if number is None or config.first_day else str(number),
        "zeit": f"{time.hour}:{time.minute:02}" if time else "",
        "ort": place,
        "bilder": _names(pictures),
    }
    text = entry_text(fields, "").encode()
    folder = root / _folder(entries, day)
    taken = {_called(path) for path in files.sources}
    addresses = {entry_address(head, config.permalink) if head.kind == "entry" else f"/{head.slug}/" for head in heads}
    for name, slug in _file_names(wanted.title, day, number):
        address = entry_address(Head("", "entry", "", slug, "", date=day), config.permalink)
        if name not in taken and address not in addresses and (path := _created(folder, name, text, pictures)):
            return path
    raise AssertionError("there is always another name")


# --- Where it belongs ------------------------------------------------------------------------------------------------


def _folder(entries: Sequence[Head], day: dt.date) -> PurePosixPath:
    """Where an entry of this day belongs: as most of the last entries lie, in folders of years and months or not."""
    latest = Counter(_pattern(head) for head in reversed(entries[-LATEST:]))
    pattern = latest.most_common(1)[0][0] if latest else ""
    return ENTRIES / day.strftime(pattern)


def _pattern(head: Head) -> str:
    """The folder of an entry below content/entries, with what names its year and month made general."""
    path = PurePosixPath(head.source)
    folder = (path.parent.parent if path.name == "index.md" else path.parent).relative_to(ENTRIES)
    general = {head.date.strftime(form): form for form in ("%m", "%Y", "%Y-%m")}
    return "/".join(general.get(part, part.replace("%", "%%")) for part in folder.parts)


def _file_names(title: str, day: dt.date, number: int | None) -> Iterator[tuple[str, str]]:
    """Names for the file without its ending, best first, each with the slug that it gives the entry."""
    slug = slugify(title)
    if len(slug) > LONGEST_SLUG:
        slug = slug[: LONGEST_SLUG + 1].rpartition("-")[0] or slug[:LONGEST_SLUG]
    yield "-".join(filter(None, (day.isoformat(), slug))), entry_slug(slug, title, number)
    for again in count(2):
        rest = f"{slug}-{again}" if slug else f"{again}"
        yield f"{day.isoformat()}-{rest}", rest


def _called(source: str) -> str:
    """What an author called an entry: the name of its file or folder."""
    path = PurePosixPath(source)
    return path.parent.name if path.name == "index.md" else path.stem


# --- What it says ----------------------------------------------------------------------------------------------------


def _moment(wanted: Wanted, pictures: Iterable[Picture], today: dt.datetime) -> tuple[dt.date, dt.time | None]:
    """The entry's day and time.

    The clock tells the time of today only. At 0:40, an entry for the day before has not been written at 0:40 of that
    day: it has no time until its author gives one, unless a photo of that day does.
    """
    taken = next((picture.capture.moment for picture in pictures if picture.capture.moment), None)
    day = wanted.day
    if day is None:
        day = taken.date() if taken else today.date()
    elif isinstance(day, dt.timedelta):
        day = today.date() + day
    moments = (found.time() for found in (taken, today) if found and found.date() == day)
    return day, wanted.time or next(moments, None)


def _place(wanted: Wanted, pictures: Iterable[Picture], config: Config, entries: Sequence[Head], day: dt.date) -> str:
    """As asked for, else where the author last wrote by that day."""
    if wanted.place_from_photo:
        return _place_of_photo(wanted.photos[0], pictures, config)
    if wanted.place is not None:
        return wanted.place
    return next((head.place for head in reversed(entries) if head.place and head.date <= day), "")


def _place_of_photo(photo: Path, pictures: Iterable[Picture], config: Config) -> str:
    """The place of the settings that is nearest to where a photo was taken. No message says where that is."""
    position = next((picture.capture.position for picture in pictures if picture.capture.position), None)
    hint = "name the place with --place"
    if not config.places:
        message = "there is no table [places] to take the place from"
        raise Failed([Problem(PATH, 1, message, "add one with lines like Berlin = [52.52, 13.405]")])
    if position is None:
        raise Failed([Problem(str(photo), 1, "no photo says where it was taken", hint)])
    name, north, east = min(config.places, key=lambda place: distance_km(position, place[1:]))
    if distance_km(position, (north, east)) > NEAR_KM:
        message = f"none of [places] lies within {NEAR_KM} km of where the photo was taken"
        raise Failed([Problem(str(photo), 1, message, f"{hint}, or add it to [places]")])
    return name


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The way along a great circle between two positions in degrees north and east, in kilometres (haversine)."""
    (north, east), (to_north, to_east) = (tuple(map(math.radians, position)) for position in (one, other))
    half = math.sin((to_north - north) / 2) ** 2
    half += math.cos(north) * math.cos(to_north) * math.sin((to_east - east) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def day_number(entries: Iterable[Head], day: dt.date, first_day: dt.date | None) -> int | None:
    """The day number of an entry on `day`, None where there is none to give.

    `first_day` counts it. Else the day has the number that its entries have; a later one goes on from the last before
    it, by one for each day of the calendar, or by one alone where the journal did so the last time a day was left out.
    The first entry of all is that of day 1; in a journal that has entries and no numbers, a new one has none either.
    """
    if first_day is not None:
        return (day - first_day).days + 1 if day >= first_day else None
    entries = list(entries)
    numbers = {head.date: head.day for head in reversed(entries) if head.day is not None}
    if not entries:
        return 1
    return numbers.get(day) or _number_between(numbers, day)


def _number_between(numbers: Mapping[dt.date, int], day: dt.date) -> int | None:
    days = sorted(numbers)
    position = bisect_left(days, day)
    following = days[position] if position < len(days) else None
    counts = _counts_the_calendar(numbers, days)
    if position:
        last = days[position - 1]
        number = numbers[last] + ((day - last).days if counts else 1)
    elif following:
        number = numbers[following] - ((following - day).days if counts else 1)
    else:
        return None
    free = number > 0 and (following is None or number < numbers[following])
    return number if free else None


def _counts_the_calendar(numbers: Mapping[dt.date, int], days: Sequence[dt.date]) -> bool:
    """Whether the days on which nothing was written have numbers as well, as far as the journal shows it."""
    for later, last in pairwise(reversed(days)):
        step = numbers[later] - numbers[last]
        passed = (later - last).days
        if passed > 1 and step in (1, passed):
            return step == passed
    return True


# --- Photos ----------------------------------------------------------------------------------------------------------


def _pictures(photos: Iterable[Path]) -> tuple[Picture, ...]:
    """The photos, read and cleaned. Raises Failed with all that are wrong."""
    found: list[Picture] = []
    problems = []
    for photo in photos:
        try:
            _check_name(photo.name)
            data = read_photo(photo)
            name = _own_name(photo.name, [picture.name for picture in found])
            found.append(Picture(name, cleaned(data), capture(data)))
        except PhotoError as error:
            problems.append(Problem(str(photo), 1, error.message, error.hint))
    if problems:
        raise Failed(problems)
    return tuple(found)


def _check_name(name: str) -> None:
    if Path(name).suffix.lower() not in ENDINGS:
        raise PhotoError("the name does not end as a photo's", "JPEG, PNG, WebP, AVIF, HEIC, GIF and TIFF can be shown")
    if is_temporary(name) or not name.isprintable() or "\\" in name:
        raise PhotoError("the name cannot be that of a photo in a journal", "copy it under another one, like IMG_1.jpg")


def _own_name(name: str, others: Collection[str]) -> str:
    """A name that no other photo of the entry has, on disks that tell no capitals either."""
    name = unicodedata.normalize("NFC", name)
    path, taken = PurePosixPath(name), {other.casefold() for other in others}
    names = (path.with_stem(f"{path.stem}-{number}").name for number in count(2))
    return name if name.casefold() not in taken else next(again for again in names if again.casefold() not in taken)


def _names(pictures: Iterable[Picture]) -> list[str]:
    """What front matter calls the photos: without their endings, where that is clear."""
    paths = [PurePosixPath(picture.name) for picture in pictures]
    stems = Counter(path.stem.casefold() for path in paths)
    return [path.stem if stems[path.stem.casefold()] == 1 else path.name for path in paths]


# --- Files -----------------------------------------------------------------------------------------------------------


def _created(folder: Path, name: str, text: bytes, pictures: Sequence[Picture]) -> Path | None:
    """The file of an entry, made with all that belongs to it; None where there is one of that name."""
    target = folder / name if pictures else folder / f"{name}.md"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _fill(target, text, pictures) if pictures else _put(target, text)
    except FileExistsError as error:
        if target.exists():
            return None
        raise _unwritten(target, error) from error
    except OSError as error:
        raise _unwritten(target, error) from error


def _unwritten(path: Path, error: OSError) -> Failed:
    return Failed([Problem(str(path), 1, f"cannot be written: {error.strerror}", "see to space and permissions")])


def _put(path: Path, data: bytes) -> Path:
    """A new file, whole or not at all. Raises FileExistsError where there is one."""
    with open(path, "xb") as file:
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            path.unlink()
            raise
    return path


def _fill(folder: Path, text: bytes, pictures: Iterable[Picture]) -> Path:
    """A new folder with an entry and its photos. Raises FileExistsError where there is one."""
    folder.mkdir()
    try:
        for picture in pictures:
            _put(folder / picture.name, picture.data)
        return _put(folder / "index.md", text)
    except BaseException:
        shutil.rmtree(folder)
        raise
