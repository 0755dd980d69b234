"""Finds the file that an author means by the name of a photo. It looks at names only and opens nothing."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..model import Value

ENDINGS = frozenset({".jpg", ".jpeg", ".png", ".webp", ".avif", ".heic", ".heif", ".gif", ".tif", ".tiff"})
JPEG = frozenset({".jpg", ".jpeg"})
HEIC = frozenset({".heic", ".heif"})

CONTENT = "content/"
IMAGES = "content/images"
# content/images/2016/05/…, 2016-05/… or 2016/2016-05/…
MONTH = re.compile(r"content/images/(\d{4})(?:/(?:\1-)?|-)(\d{1,2})/")

# Where a photo lies, as far as finding it goes: in a directory, among those of a year and month, or in content/images.
Place = str | tuple[int, int] | None


class Ambiguous(Value, frozen=True):
    """A name that several photos answer to, none nearer to the entry than the others."""

    paths: tuple[str, ...]  # sorted


class _Index(NamedTuple):
    """The photos of one place by name and by folded stem."""

    names: dict[str, list[str]]
    stems: dict[str, list[str]]


class Candidates:
    """An index over the journal's photo files, so that a name is looked up in constant time however many there are."""

    def __init__(self, paths: Iterable[str]) -> None:
        """`paths` are relative to the journal's root; those that do not end as a photo does are passed over."""
        directories: dict[str, list[str]] = defaultdict(list)
        for path in paths:
            directories[posixpath.dirname(path)].append(path)
        self._paths: dict[Place, list[str]] = defaultdict(list)
        for directory, inside in directories.items():
            for place in _places(unicodedata.normalize("NFC", directory)):
                self._paths[place] += inside
        self._indexes: dict[Place, _Index] = {}

    def find(self, name: str, source: str, year: int, month: int) -> str | Ambiguous | None:
        """The path of the photo that `name` means in the file `source`, whose date is in `year` and `month`.

        Nearness counts before exactness: beside `source`, then in the folder of the month below content/images, then
        anywhere there; at each distance the exact name, else the stem, whatever its case and ending. A name with a
        folder in it is looked up from the folder of `source`, then from content/images. None: there is no such photo.
        """
        name = unicodedata.normalize("NFC", name)
        beside = posixpath.dirname(unicodedata.normalize("NFC", source))
        folder, name = posixpath.split(name)
        places = _inside(folder, beside, IMAGES) if folder else (beside, (year, month), None)
        stem = _folded(_stem(name))
        for place in places:
            index = self._index(place)
            if found := index.names.get(name) or index.stems.get(stem):
                return _choice(found)
        return None

    def _index(self, place: Place) -> _Index:
        """Made when it is first asked for: after one new entry, nobody asks for the photos of all other years."""
        if place not in self._indexes:
            self._indexes[place] = _indexed(self._paths.get(place, ()))
        return self._indexes[place]


def _indexed(paths: Iterable[str]) -> _Index:
    index = _Index(defaultdict(list), defaultdict(list))
    for path in paths:
        name = posixpath.basename(unicodedata.normalize("NFC", path))
        stem, ending = posixpath.splitext(name)
        if ending.lower() in ENDINGS:
            index.names[name].append(path)
            index.stems[_folded(stem)].append(path)
    return index


def _places(directory: str) -> Iterator[Place]:
    yield directory
    if f"{directory}/".startswith(f"{IMAGES}/"):
        yield None
        if match := MONTH.match(f"{directory}/"):
            yield int(match[1]), int(match[2])


def _inside(folder: str, *starts: str) -> tuple[Place, ...]:
    """The folder as seen from each of the `starts`, unless it leads out of content/."""
    paths = (posixpath.normpath(posixpath.join(start, folder)) for start in starts)
    return tuple(path for path in paths if path.startswith(CONTENT))


def _stem(name: str) -> str:
    """The name without the ending of a photo; any other "ending" is part of the name, as in "Foto 17.5"."""
    stem, ending = posixpath.splitext(name)
    return stem if ending.lower() in ENDINGS else name


def _folded(stem: str) -> str:
    return unicodedata.normalize("NFC", stem.casefold())


def _choice(paths: list[str]) -> str | Ambiguous:
    left = _one_of_each_shot(paths) if len(paths) > 1 else paths
    return left[0] if len(left) == 1 else Ambiguous(tuple(sorted(left)))


def _one_of_each_shot(paths: list[str]) -> list[str]:
    """Without the HEICs that have a JPEG of the same name beside them.

    The HEIC holds a little more, but where both exist the JPEG was made on purpose: exported, edited, and seen by the
    author in any program. Whoever wants the HEIC writes its ending.
    """
    jpegs = {_shot(path) for path in paths if _ending(path) in JPEG}
    return [path for path in paths if not (_ending(path) in HEIC and _shot(path) in jpegs)]


def _shot(path: str) -> tuple[str, str]:
    directory, name = posixpath.split(unicodedata.normalize("NFC", path))
    return directory, _folded(posixpath.splitext(name)[0])


def _ending(path: str) -> str:
    return posixpath.splitext(path)[1].lower()
