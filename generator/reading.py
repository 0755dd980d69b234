"""Sources and photos read, or remembered from the last build where they are as they were."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from .config import Config
from .content import Files, Stat, beside, read
from .ledger import DOUBT_NS, Known, Memory, PhotoFacts, Stamp, digest
from .model import Problem, Reading
from .photos import Facts, measure
from .workers import spread

CHUNK = 64  # sources that a worker reads at a time
PARALLEL = 200  # fewer than this are read sooner than workers are started


def read_all(root: Path, files: Files, config: Config, memory: Memory, jobs: int) -> dict[str, Known]:
    """What every source says, by path, in the order of the paths."""
    stamps = {path: (_stamp(stat), _stamp(files.comments.get(beside(path)))) for path, stat in files.sources.items()}
    remembered = memory.readings
    doubt_ns = memory.seen_ns - DOUBT_NS
    fresh = {
        path: known
        for path, stamp in stamps.items()
        if (known := remembered.get(path)) is not None and known.stamps == stamp and not _doubtful(stamp, doubt_ns)
    }
    work = sorted(stamps.keys() - fresh.keys())
    reader = _reader(root, config, remembered)
    for part in spread(reader, work, jobs if len(work) >= PARALLEL else 1, CHUNK):
        for path, reading in part:
            kept = remembered[path].reading if reading is None else reading
            fresh[path] = Known(stamps[path], kept)  # type: ignore[arg-type]
    return {path: fresh[path] for path in sorted(fresh)}


def _stamp(stat: Stat | None) -> Stamp | None:
    return None if stat is None else Stamp(stat.size, stat.mtime_ns)


def _doubtful(stamps: Iterable[Stamp | None], doubt_ns: int) -> bool:
    return any(stamp is not None and stamp.mtime_ns >= doubt_ns for stamp in stamps)


def _reader(
    root: Path, config: Config, remembered: Mapping[str, Known]
) -> Callable[[Sequence[str]], list[tuple[str, Reading | None]]]:
    """A function that reads sources; None stands for one that says what it said last time."""
    from .markup import Markup

    markup = Markup(line_breaks=config.line_breaks)

    def read_one(path: str) -> Reading | None:
        known = remembered.get(path)
        data = _content(root / path)
        if known is not None and known.reading.head is not None and data is not None:
            head = known.reading.head
            beside_it = _content(root / beside(path))
            same_comments = head.comments_digest == ("" if beside_it is None else digest(beside_it).hex())
            if same_comments and head.digest == digest(data).hex():
                return None
        return read(root, path, config, markup, data)

    return lambda paths: [(path, read_one(path)) for path in paths]


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def measure_all(
    root: Path, paths: Iterable[str], files: Files, memory: Memory, jobs: int
) -> tuple[dict[str, PhotoFacts], list[Problem]]:
    """Size and digest of each photo that is wanted, and what is wrong with those that cannot be shown."""
    known = memory.photos
    doubt_ns = memory.seen_ns - DOUBT_NS
    found: dict[str, PhotoFacts] = {}
    problems = []
    work = []
    for path in sorted(paths):
        stamp = _stamp(files.others[path])
        if path in known and known[path].stamp == stamp and not _doubtful((stamp,), doubt_ns):
            found[path] = known[path]
        else:
            work.append(path)
    for part in spread(lambda part: [(path, measure(root, path)) for path in part], work, jobs, 8):
        for path, outcome in part:
            if isinstance(outcome, Problem):
                problems.append(outcome)
            else:
                stat = files.others[path]
                facts = (outcome.digest, outcome.width, outcome.height, outcome.animated)
                found[path] = PhotoFacts(Stamp(stat.size, stat.mtime_ns), *facts)
    return dict(sorted(found.items())), problems


def facts(remembered: Mapping[str, PhotoFacts]) -> dict[str, Facts]:
    return {path: Facts(kept.digest, kept.width, kept.height, kept.animated) for path, kept in remembered.items()}
