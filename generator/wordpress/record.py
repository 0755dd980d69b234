"""What earlier imports wrote, in content/.import-wordpress.json: beside the content, because it must live as long.

It tells a file that nobody touched from one that its author edited, and what is still missing from what the author
deleted. Nobody's words or names are in it: ids, paths and digests.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from ..model import Failed, Problem, Value

PATH = "content/.import-wordpress.json"
VERSION = 1


class Imported(Value, frozen=True):
    """One post or page as it was last written."""

    stem: str
    path: str = ""  # of the source; empty where it was never written
    digest: str = ""
    comments: tuple[int, ...] = ()  # all that were ever written
    media: Mapping[str, str] = {}  # paths of the copies beside it, by path in the media library; once written


class Record(Value, frozen=True):
    """All that was ever imported from one site."""

    items: Mapping[int, Imported] = {}
    images: Mapping[str, str] = {}  # files of the library that no entry shows, as in Imported.media
    first: bool = True  # of the sites that moved here: questions such as /?p=123 are asked for its items


class _Kept(Value, frozen=True):
    version: int
    sites: Mapping[str, Record] = {}


def load(root: Path, names: Iterable[str]) -> tuple[str, Record]:
    """What is recorded of a site, and under which of its `names`; the first of them for a site that is new here.

    Raises Failed where the file is damaged: without it, edits would be lost.
    """
    sites = _kept(root).sites
    names = list(names)
    known = next((name for name in names if name in sites), "")
    return (known, sites[known]) if known else (names[0], Record(first=not sites))


def save(root: Path, site: str, record: Record) -> None:
    """Replace what is recorded of `site`, as one step."""
    ordered = Record(dict(sorted(record.items.items())), dict(sorted(record.images.items())), record.first)
    kept = _Kept(VERSION, dict(sorted({**_kept(root).sites, site: ordered}.items())))
    path = root / PATH
    temporary = path.with_name(path.name + ".tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(msgspec.json.format(msgspec.json.encode(kept), indent=1) + b"\n")
        temporary.replace(path)
    except OSError as error:
        hint = "see to the disk and its permissions"
        raise Failed([Problem(PATH, 1, f"cannot be written: {error.strerror}", hint)]) from error


def _kept(root: Path) -> _Kept:
    try:
        kept = msgspec.json.decode((root / PATH).read_bytes(), type=_Kept)
    except FileNotFoundError:
        return _Kept(VERSION)
    except (msgspec.DecodeError, OSError) as error:
        hint = "restore it, or remove it to import as if for the first time: what you deleted since would come back"
        raise Failed([Problem(PATH, 1, f"cannot be read: {error}", hint)]) from error
    if kept.version != VERSION:
        raise Failed([Problem(PATH, 1, f"is of version {kept.version}", "use the Tagwerk that wrote it")])
    return kept
