"""The steps of a build: scan, read, journal, pages, stale?, render, write."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import time
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from pathlib import Path

import msgspec

from . import config as settings
from . import output as writer
from .config import Config
from .content import Files, scan
from .dates import now as present
from .engine import identity
from .layout import Failed, lay_out
from .ledger import DOUBT_NS, TICK_NS, Ledger, Memory, Stamp, Store
from .model import Problem, Value
from .production import Production, Progress
from .reading import read_all
from .staleness import Reason
from .templates import default_folder
from .workers import WorkerLost

TRIES = 5  # plans to make while an author keeps saving


class Options(Value, frozen=True):
    """What the command line asks for."""

    root: Path
    output: Path
    drafts: bool = False
    future: bool = False
    jobs: int = 1
    fresh: bool = False


class Result(Value, frozen=True):
    """What a build did."""

    problems: tuple[Problem, ...] = ()
    made: Mapping[str, Reason] = {}
    removed: int = 0
    outputs: int = 0

    @property
    def failed(self) -> bool:
        return any(not problem.warning for problem in self.problems)


def no_progress(what: str, done: int, total: int) -> None:
    """For builds that nobody watches."""


def build(options: Options, progress: Progress = no_progress) -> Result:
    """Make the site of the journal at `options.root` in `options.output`. Where there are problems nothing is written.

    Paths are absolute. Another build of the same output is waited for.
    """
    name = blake2b(str(options.output).encode(), digest_size=6).hexdigest()
    store = Store(options.root / ".tagwerk" / f"build-{name}")
    try:
        with _locked(store.folder):
            for _ in range(TRIES):
                result = _build(options, store, progress)
                if result is not None:
                    return result
    except Failed as error:
        return Result(problems=tuple(sorted(set(error.problems))))
    except OSError as error:
        path = str(error.filename or options.output)
        return Result(problems=(Problem(path, 1, f"cannot be used: {error.strerror}", "see to space and permissions"),))
    except WorkerLost as error:
        return Result(problems=(Problem("content", 1, str(error), "or give the machine more memory"),))
    return Result(problems=(Problem("content", 1, "the sources kept changing while they were built", "build again"),))


def _build(options: Options, store: Store, progress: Progress) -> Result | None:
    """One try; None where a source changed under way."""
    seen_ns = time.time_ns()
    config = _config(options.root)
    now = _now(config)
    _claim(options.output, store)
    ledger = None if options.fresh else store.load()
    files = scan(options.root)
    folders = (options.root / "templates", default_folder())
    engine = identity()
    key = msgspec.msgpack.encode((engine, options.drafts, options.future, str(options.output)))
    sources = _stamps(options.root, files, folders)
    if ledger is not None and _is_current(ledger, key, sources, now, options.output):
        return Result(problems=ledger.warnings, outputs=len(ledger.outputs))
    memory = _memory(options, store, config, engine)
    readings = read_all(options.root, files, config, memory, options.jobs)
    layout = lay_out(
        options.root,
        options.jobs,
        config,
        now,
        files,
        readings,
        folders,
        memory,
        engine,
        drafts=options.drafts,
        future=options.future,
    )
    work = Production(options.root, options.output, options.jobs, store, config, layout, folders, progress)
    written = work.run(ledger)
    if written is None:
        return None
    store.save_memory(Memory(key=memory.key, seen_ns=seen_ns, readings=readings, photos=layout.photos))
    store.save(
        Ledger(
            key=key,
            seen_ns=seen_ns,
            saved_ns=time.time_ns(),
            sources=sources,
            outputs=written,
            warnings=layout.warnings,
            valid_from=now.isoformat(),
            valid_until=layout.valid_until.isoformat(),
        )
    )
    return Result(layout.warnings, work.reasons, work.removed, len(written))


def _config(root: Path) -> Config:
    config = settings.read(root)
    if not isinstance(config, Config):
        raise Failed(config)
    return config


def _now(config: Config) -> dt.datetime:
    try:
        return present(config.zone)
    except ValueError as error:
        raise Failed((Problem("SOURCE_DATE_EPOCH", 1, str(error), "unset it"),)) from error


def _claim(output: Path, store: Store) -> None:
    problem = writer.claim(output, known=store.knows_output())
    if problem:
        raise Failed((problem,))


def _stamps(root: Path, files: Files, folders: tuple[Path, ...]) -> dict[str, Stamp]:
    """Every file that has a say in the site, with its size and time stamp."""
    stamps = {}
    for group in (files.sources, files.comments, files.static, files.others):
        for path, stat in group.items():
            stamps[path] = Stamp(stat.size, stat.mtime_ns)
    extra = [root / settings.PATH]
    for folder in folders:
        extra += [Path(place, name) for place, _, names in os.walk(folder) for name in names]
    for file in extra:
        with contextlib.suppress(OSError):
            status = file.stat()
            stamps[str(file)] = Stamp(status.st_size, status.st_mtime_ns)
    return stamps


def _is_current(ledger: Ledger, key: bytes, sources: Mapping[str, Stamp], now: dt.datetime, output: Path) -> bool:
    """Whether a build would find every input and every output as the last one left them."""
    if ledger.key != key or not ledger.valid_from <= now.isoformat() < ledger.valid_until or ledger.sources != sources:
        return False
    doubt_ns = ledger.seen_ns - DOUBT_NS
    if any(stamp.mtime_ns >= doubt_ns for stamp in sources.values()):
        return False
    found = writer.look(output, ledger.outputs, ledger.outputs, ledger.saved_ns - TICK_NS)
    return len(found) == len(ledger.outputs) and all(
        stamp.mtime_ns == written.mtime_ns and stamp.size == written.size
        for stamp, written in zip(found.values(), ledger.outputs.values(), strict=True)
    )


def _memory(options: Options, store: Store, config: Config, engine: bytes) -> Memory:
    """What the last build read, as long as it would be read the same way today."""
    key = msgspec.msgpack.encode((engine, config))
    memory = Memory() if options.fresh else store.load_memory()
    return memory if memory.key == key else Memory(key=key)


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Let one build at a time work on an output. Where nothing can be kept, nothing can be locked either."""
    try:
        import fcntl

        folder.mkdir(parents=True, exist_ok=True)
        lock = open(folder / "lock", "wb")  # noqa: SIM115
    except (ImportError, OSError):
        yield
        return
    with lock:  # workers inherit it, so that it is held until the last of them has ended
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
