"""Sources and files read, or remembered from the last build where they are as they were."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from .config import Config
from .content import COMMENTS, Files, beside, scan, source_bytes
from .engine import identity
from .ledger import DOUBT_NS, FileFacts, Memory, PhotoFacts, Store, digest
from .model import Problem, Reading, Stamp
from .photos import Facts
from .workers import spread

CHUNK = 64  # sources that a worker reads at a time
PARALLEL = 200  # fewer than this are read sooner than workers are started


def stamps(files: Files) -> dict[str, Stamp]:
    """The stamps of all files that decide what the sources say."""
    return {**files.sources, **files.comments}


def reading_key(engine: bytes, config: Config) -> bytes:
    """What decides, beside the sources themselves, what they say."""
    return msgspec.msgpack.encode((engine, config))


def recall(root: Path, config: Config, store: Store, jobs: int) -> tuple[Files, dict[str, Reading]]:
    """Which files there are, and what every source says now, read as far as the builds of `store` do not know it."""
    files, memory = scan(root), store.load_memory()
    if memory.key != reading_key(identity(), config):
        memory = Memory()
    return files, read_all(root, files, config, memory, jobs)


def read_all(
    root: Path, files: Files, config: Config, memory: Memory, jobs: int, touched: Iterable[str] | None = None
) -> dict[str, Reading]:
    """What every source says, by path, in the order of the paths.

    `touched`: the paths that may have changed since; where they are not known, time stamps tell.
    """
    known = memory.readings
    changed = _sources_of(_changed(files, memory) if touched is None else touched)
    new = files.sources.keys() - known.keys()
    work = sorted(new | (changed & files.sources.keys()))
    found = {**known}
    for part in spread(_reader(root, config, known), work, jobs if len(work) >= PARALLEL else 1, CHUNK):
        for path, reading in part:
            found[path] = known[path] if reading is None else reading
    for path in known.keys() - files.sources.keys():
        del found[path]
    return dict(sorted(found.items())) if new else found


def _changed(files: Files, memory: Memory) -> set[str]:
    """The sources and comments that are not, or may not be, what they were."""
    doubt_ns = memory.seen_ns - DOUBT_NS
    now = stamps(files)
    paths = {path for path, _ in now.items() ^ memory.stamps.items()}
    paths.update(path for path, stamp in now.items() if stamp.mtime_ns >= doubt_ns)
    return paths


def _sources_of(paths: Iterable[str]) -> set[str]:
    """The sources that files are, or lie beside as comments."""
    return {path.removesuffix(COMMENTS) + ".md" if path.endswith(COMMENTS) else path for path in paths}


def _reader(
    root: Path, config: Config, remembered: Mapping[str, Reading]
) -> Callable[[Sequence[str]], list[tuple[str, Reading | None]]]:
    """A function that reads sources; None stands for one that says what it said last time."""
    from .content import read
    from .markup import Markup

    markup = Markup(line_breaks=config.line_breaks)

    def read_one(path: str) -> Reading | None:
        known = remembered.get(path)
        data = _content(root, path)
        if known is not None and known.head is not None and data is not None:
            head = known.head
            beside_it = _content(root, beside(path))
            same_comments = head.comments_digest == ("" if beside_it is None else digest(beside_it).hex())
            if same_comments and head.digest == digest(data).hex():
                return None
        return read(root, path, config, markup, data)

    return lambda paths: [(path, read_one(path)) for path in paths]


def _content(root: Path, path: str) -> bytes | None:
    try:
        return source_bytes(root, path)
    except OSError:
        return None


def measure_all(
    root: Path, paths: Iterable[str], files: Files, memory: Memory, jobs: int
) -> tuple[dict[str, PhotoFacts], list[Problem]]:
    """Size and digest of each photo that is wanted, and what is wrong with those that cannot be shown."""
    from .photos import measure

    known = memory.photos
    doubt_ns = memory.seen_ns - DOUBT_NS
    found: dict[str, PhotoFacts] = {}
    problems = []
    work = []
    for path in sorted(paths):
        stamp = files.others[path]
        if path in known and known[path].stamp == stamp and stamp.mtime_ns < doubt_ns:
            found[path] = known[path]
        else:
            work.append(path)
    for part in spread(lambda part: [(path, measure(root, path)) for path in part], work, jobs, 8):
        for path, outcome in part:
            if isinstance(outcome, Problem):
                problems.append(outcome)
            else:
                facts = (outcome.digest, outcome.width, outcome.height, outcome.animated)
                found[path] = PhotoFacts(files.others[path], *facts)
    return dict(sorted(found.items())), problems


def facts(remembered: Mapping[str, PhotoFacts]) -> dict[str, Facts]:
    return {path: Facts(kept.digest, kept.width, kept.height, kept.animated) for path, kept in remembered.items()}


def digest_all(root: Path, paths: Mapping[str, Stamp], memory: Memory) -> tuple[dict[str, FileFacts], list[Problem]]:
    """The digest of each file that is copied as it is, and what is wrong with those that cannot be read."""
    doubt_ns = memory.seen_ns - DOUBT_NS
    found: dict[str, FileFacts] = {}
    problems = []
    for path, stamp in sorted(paths.items()):
        known = memory.files.get(path)
        if known is not None and known.stamp == stamp and stamp.mtime_ns < doubt_ns:
            found[path] = known
            continue
        try:
            found[path] = FileFacts(stamp, digest((root / path).read_bytes()).hex())
        except OSError as error:
            problems.append(Problem(path, 1, f"cannot be read: {error.strerror}", "see to its permissions"))
    return found, problems
