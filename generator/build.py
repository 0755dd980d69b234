"""The steps of a build: scan, read, journal, pages, stale?, render, write.

What only a build with work to do needs is imported once that is known.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import math
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, cached_property, partial
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from . import output as writer
from .inputs import SETTINGS, Options, Seen, folders, is_current, see, see_again
from .ledger import TICK_NS, Ledger, Memory, Store
from .model import Failed, Problem, Stamp, Value
from .workers import WorkerLost, alongside

if TYPE_CHECKING:
    from .config import Config
    from .layout import Given, Layout, Planner
    from .production import Outcome
    from .staleness import Reason

TRIES = 5  # plans to make while an author keeps saving


Progress = Callable[[str, int, int], None]  # what is being made, how many are done, how many there are


class Result(Value, frozen=True):
    """What a build did."""

    problems: tuple[Problem, ...] = ()
    made: Mapping[str, Reason] = {}
    removed: tuple[str, ...] = ()
    outputs: int = 0  # how many files the site holds
    explained: Mapping[str, tuple[str, ...]] = {}  # of each file made or removed, if asked for: why

    @property
    def failed(self) -> bool:
        return any(not problem.warning for problem in self.problems)


def no_progress(what: str, done: int, total: int) -> None:
    """For builds that nobody watches."""


def build(options: Options, progress: Progress = no_progress) -> Result:
    """Make the site of the journal at `options.root` in `options.output`. Where there are problems nothing is written.

    Paths are absolute. Another build of the same output is waited for.
    """
    return Builder(options, progress).build()


def store_folder(options: Options) -> Path:
    """Where what builds of this output know is kept."""
    name = blake2b(str(options.output).encode(), digest_size=6).hexdigest()
    return options.root / ".tagwerk" / f"build-{name}"


class State(Value, frozen=True):
    """What a build leaves for the next one in the same process."""

    seen: Seen
    ledger: Ledger
    memory: Memory


class Builder:
    """Builds one output, again and again, each time as far as anything changed."""

    def __init__(self, options: Options, progress: Progress = no_progress) -> None:
        self._options = options
        self._progress = progress
        self._store = Store(store_folder(options))
        self._state: State | None = None
        self._ledger: Ledger | None = None  # of what stands in the output
        self._stored = 0  # which ledger in the store was ours
        self._unsaved = False
        self._touched: set[str] = set()  # since the last build that succeeded

    @cached_property
    def _planner(self) -> Planner:
        from .layout import Planner

        return Planner()

    @property
    def base_path(self) -> str:
        """The path of base_url in the site that stands in the output: "/blog"."""
        return self._ledger.site.base_path if self._ledger is not None and self._ledger.site is not None else ""

    @property
    def valid_until(self) -> float:
        """When the next entry appears by itself, or somewhat before, in seconds since 1970."""
        return math.inf if self._ledger is None else self._ledger.valid_until

    def build(self) -> Result:
        """One build; see the function of this name."""
        return self._guarded(self._from_store)

    def prepare(self) -> Result:
        """A build that leaves in this process all that `rebuild` works with, even where there was nothing to do."""
        return self._guarded(partial(self._from_store, thorough=True))

    def rebuild(self, touched: Iterable[str] | None) -> Result:
        """Build again after the paths `touched`, absolute or relative to the root, changed.

        All other files are taken to be as they were; where it is not known what changed (None), all are looked at.
        What the build knows is kept in this process until `save`, unless another one has built the same output
        meanwhile: then this is a build like any other.
        """
        if touched is None:
            return self._guarded(self._from_look)
        self._touched.update(path.removeprefix(f"{self._options.root}/") for path in touched)
        return self._guarded(self._from_state)

    def save(self) -> None:
        """Write down what the last build knew. Without that, the next process has more to look at; its site is right
        all the same."""
        if self._unsaved and self._state is not None:
            with _locked(self._store.folder):
                if self._store.version() == self._stored:
                    self._save(self._state)

    def _guarded(self, attempt: Callable[[], Result | None]) -> Result:
        options = self._options
        try:
            if not (options.root / SETTINGS).exists():
                settings(options.root)  # says so, before a folder that is no journal gets one of ours
            with _locked(self._store.folder):
                # What changed under way may be a file that nobody named, so the next look is at all of them.
                for look in (attempt, *[self._from_store] * (TRIES - 1)):
                    result = look()
                    if result is not None:
                        return result
        except Failed as error:
            return Result(problems=tuple(sorted(set(error.problems))))
        except OSError as error:
            self._state = None  # some of the files may be in place
            if isinstance(error.__context__, KeyboardInterrupt):  # after which somebody failed to tidy up
                raise error.__context__ from None
            path = str(error.filename or options.output)
            hint = "see to space and permissions"
            return Result(problems=(Problem(path, 1, f"cannot be used: {error.strerror}", hint),))
        except WorkerLost as error:
            return Result(problems=(Problem("content", 1, str(error), "or give the machine more memory"),))
        except BaseException:  # stopped on the way, where what we know may be of other files than those in place
            self._state = None
            raise
        message = "the sources kept changing while they were built"
        return Result(problems=(Problem("content", 1, message, "build again"),))

    def _from_store(self, thorough: bool = False) -> Result | None:
        """One try; None where a source changed under way. `thorough`: plan the site even if nothing changed."""
        options = self._options
        _claim(options.output, self._store)
        self._state = None
        self._ledger = None if options.fresh else self._store.load()
        result = self._looked(self._ledger, Memory if options.fresh else self._store.load_memory, thorough)
        if result is not None and self._state is not None:
            self._save(self._state)
        return result

    def _from_look(self) -> Result | None:
        """One try that looks at everything, and compares it with what this process knows."""
        state = self._state
        if state is None or self._store.version() != self._stored:
            return self._from_store(thorough=True)
        result = self._looked(state.ledger, lambda: state.memory, bool(self._touched))
        self._unsaved = self._unsaved or self._state is not state
        return result

    def _looked(self, ledger: Ledger | None, recall: Callable[[], Memory], thorough: bool) -> Result | None:
        options = self._options
        with _looking(options, ledger) as look:
            seen = see(options)
            if ledger is not None and not thorough and is_current(ledger, seen, options.root) and not look():
                writer.clear(writer.staging_folder(options.output, self._store.folder))
                return Result(problems=ledger.warnings, outputs=len(ledger.outputs()))
            return self._make(seen, recall(), ledger, look, None)

    def _from_state(self) -> Result | None:
        """One try that looks only at what was touched."""
        state = self._state
        if state is None or self._store.version() != self._stored:
            return self._from_store(thorough=True)
        touched = frozenset(self._touched)
        seen = see_again(self._options, state.seen, touched)
        if seen is None:
            return self._from_look()
        result = self._make(seen, state.memory, state.ledger, writer.Look, touched)
        self._unsaved = self._unsaved or result is not None
        return result

    def _make(
        self,
        seen: Seen,
        memory: Memory,
        ledger: Ledger | None,
        look: Callable[[], writer.Look],
        touched: frozenset[str] | None,
    ) -> Result | None:
        """Plan, render, write. `look`: tells in what the output is not what the ledger says."""
        from .dates import first_instant
        from .production import Production

        past, (given, memory) = memory, self._read(seen, memory, touched)
        layout = self._planner.lay_out(given, memory, ledger, seen.ns)
        work = Production(given, self._options.output, self._store, layout, self._progress)
        outcome = work.run(ledger, look())
        if outcome is None:
            return None
        known = Ledger(
            key=seen.key,
            seen_ns=seen.ns,
            saved_ns=time.time_ns(),
            sources=seen.sources,
            looks=seen.looks,
            doubtful=seen.doubtful,
            site=layout.site,
            common=layout.common,
            parts=outcome.parts,
            folders=outcome.folders,
            warnings=layout.warnings,
            valid_from=seen.epoch,
            valid_until=first_instant(layout.valid_until, given.config.zone),
        )
        self._state, self._ledger = State(seen, known, layout.memory), known
        self._touched.clear()
        return Result(
            layout.warnings,
            outcome.reasons,
            outcome.removed,
            outcome.count,
            self._explained(ledger, past, layout, outcome),
        )

    def _explained(
        self, ledger: Ledger | None, past: Memory, layout: Layout, outcome: Outcome
    ) -> Mapping[str, tuple[str, ...]]:
        if not self._options.explain:
            return {}
        from .explanation import explain

        return explain(ledger, past, layout, outcome)

    def _read(self, seen: Seen, memory: Memory, touched: frozenset[str] | None) -> tuple[Given, Memory]:
        """What the sources say, and the memory of the last build as far as it would be read the same way today."""
        from .layout import Given
        from .reading import read_all, reading_key

        options = self._options
        config = settings(options.root)
        now = present(config, seen.epoch)
        key = reading_key(seen.engine, config)
        if memory.key != key:
            memory, touched = Memory(key=key), None
        readings = read_all(options.root, seen.files, config, memory, options.jobs, touched)
        given = Given(
            options.root, folders(options), config, now, seen.files, seen.looks, readings, seen.engine,
            options.drafts, options.future, options.jobs,
        )  # fmt: skip
        return given, memory

    def _save(self, state: State) -> None:
        self._store.save_memory(state.memory)
        self._store.save(state.ledger)
        self._stored = self._store.version()
        self._unsaved = False


def settings(root: Path) -> Config:
    """The settings of the journal below `root`. Raises Failed."""
    from .config import Config, read

    config = read(root)
    if not isinstance(config, Config):
        raise Failed(config)
    return config


def present(config: Config, seconds: float = math.nan) -> dt.datetime:
    """The present of the journal, naive; `seconds` since 1970, the clock's where they are NaN. Raises Failed."""
    from .dates import now

    try:
        return now(config.zone, None if math.isnan(seconds) else seconds)
    except ValueError as error:
        raise Failed((Problem("SOURCE_DATE_EPOCH", 1, str(error), "unset it"),)) from error


def _claim(output: Path, store: Store) -> None:
    problem = writer.claim(output, known=store.knows_output())
    if problem:
        raise Failed((problem,))


@contextlib.contextmanager
def _looking(options: Options, ledger: Ledger | None) -> Iterator[Callable[[], writer.Look]]:
    """A look at the output, half of it by a process beside this one; what the context gives waits for both."""
    if ledger is None:
        yield writer.Look
        return
    output, known, doubt_ns = options.output, ledger.outputs(), ledger.saved_ns - TICK_NS
    left = list(ledger.folders.items())
    half = len(left) // 2 if options.jobs > 1 else len(left)

    def there() -> tuple[dict[str, Stamp | None], list[str]]:
        other = writer.look_at_files(output, known, doubt_ns)
        return other, writer.touched_folders(output, left[:half], doubt_ns)

    @cache  # it may be asked for twice, and a process answers once
    def look() -> writer.Look:
        here = writer.touched_folders(output, left[half:], doubt_ns)
        other, touched = wait()
        return writer.look(output, other, (*touched, *here), known, ledger.folders)

    with alongside(there, options.jobs) as wait:
        yield look


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
