"""One look at all that decides a site: the journal's files, the templates, the clock, the generator itself.

It tells whether anything is other than the last build saw it. What the files say is read elsewhere.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from .clock import epoch
from .content import Files, rescan, scan
from .engine import identity
from .ledger import DOUBT_NS, Ledger, digest
from .model import Stamp, Value

SETTINGS = "content/journal.toml"
FEW = 64  # files whose content is compared sooner than the whole site is planned


class Options(Value, frozen=True):
    """What the command line asks for."""

    root: Path
    output: Path
    drafts: bool = False
    future: bool = False
    jobs: int = 1
    fresh: bool = False
    present: float | None = None  # seconds since 1970; the clock's, where it is not given
    explain: bool = False


class Seen(Value, frozen=True):
    """What one look at the journal's folders and at the clock shows."""

    ns: int  # when we looked
    epoch: float  # the present that the site is for; NaN where it cannot be told
    engine: bytes
    key: bytes  # of the generator and the options
    files: Files
    looks: Mapping[str, Stamp]  # templates and assets, by absolute path
    sources: Mapping[str, Stamp]  # all files that have a say in the site
    doubtful: Mapping[str, bytes]  # digests, taken before anything was read


def see(options: Options) -> Seen:
    """A look at everything."""
    seen_ns = time.time_ns()
    engine = identity()
    key = msgspec.msgpack.encode((engine, options.drafts, options.future, str(options.output)))
    return _seen(options, seen_ns, engine, key, scan(options.root))


def _doubtful(root: Path, sources: Mapping[str, Stamp], seen_ns: int) -> dict[str, bytes]:
    """The digests of files that changed so lately that they may change again without showing it.

    Of many, none: reading them costs more than the build with nothing to do that their digests are for.
    """
    names = [path for path, stamp in sources.items() if stamp.mtime_ns >= seen_ns - DOUBT_NS]
    found = {}
    for name in names if len(names) <= FEW else ():
        with contextlib.suppress(OSError):
            found[name] = digest((root / name).read_bytes())
    return found


def see_again(options: Options, before: Seen, touched: Iterable[str]) -> Seen | None:
    """A look at the `touched` paths, relative to the root, the clock and the templates; all else is as it was.

    None where it takes a look at everything.
    """
    files = rescan(options.root, before.files, touched)
    return None if files is None else _seen(options, time.time_ns(), before.engine, before.key, files)


def _seen(options: Options, seen_ns: int, engine: bytes, key: bytes, files: Files) -> Seen:
    looks = _stamps_below(folders(options))
    settings = dict(_stamp_of(options.root / SETTINGS))
    sources = {**files.sources, **files.comments, **files.static, **files.others, **looks, **settings}
    present = _epoch() if options.present is None else options.present
    return Seen(seen_ns, present, engine, key, files, looks, sources, _doubtful(options.root, sources, seen_ns))


def _epoch() -> float:
    try:
        return epoch()
    except ValueError:  # which is said once the time zone is known
        return float("nan")


def folders(options: Options) -> tuple[Path, Path]:
    """The folders of templates, the journal's own first."""
    from .templates import default_folder

    return options.root / "templates", default_folder()


def _stamps_below(folders: Iterable[Path]) -> dict[str, Stamp]:
    """Every file in folders of templates, by absolute path."""
    files = (Path(place, name) for folder in folders for place, _, names in os.walk(folder) for name in names)
    return {path: stamp for file in files for path, stamp in _stamp_of(file)}


def _stamp_of(file: Path) -> Iterator[tuple[str, Stamp]]:
    with contextlib.suppress(OSError):
        status = file.stat()
        yield str(file), Stamp(status.st_size, status.st_mtime_ns)


def is_current(ledger: Ledger, seen: Seen, root: Path) -> bool:
    """Whether a build would find every input as the last one left it."""
    if ledger.key != seen.key or not ledger.valid_from <= seen.epoch < ledger.valid_until or seen.files.problems:
        return False
    return ledger.sources == seen.sources and all(
        path in ledger.doubtful and _has_digest(root / path, ledger.doubtful[path])
        for path, stamp in seen.sources.items()
        if stamp.mtime_ns >= ledger.seen_ns - DOUBT_NS
    )


def _has_digest(file: Path, expected: bytes) -> bool:
    try:
        return digest(file.read_bytes()) == expected
    except OSError:
        return False
