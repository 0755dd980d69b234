"""The journal's folders observed: which files were touched, told as soon as they can be built."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

from watchdog import events
from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch

from ..content import is_temporary
from ..content.scan import STATIC

SETTLED = 0.003  # seconds after a file was saved as a whole, in which its editor may still tidy up
UNSETTLED = 0.1  # after anything that may be half of something: a file removed that will be there again, many files
LONGEST = 2.0  # that those wait who come first while files keep coming
MANY = 16  # files at a time that no one has saved by hand
ALL = 64  # files at a time from which on a look at everything is no slower
FOLDERS = ("content", "templates")
HEARD = (
    events.FileClosedEvent, events.FileCreatedEvent, events.FileModifiedEvent, events.FileAttribEvent,
    events.FileMovedEvent, events.FileDeletedEvent,
    events.DirCreatedEvent, events.DirMovedEvent, events.DirDeletedEvent,
)  # fmt: skip


class Changes:
    """What was touched and is not yet built. One thread adds to it, another waits for it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._condition = threading.Condition()
        self._files: dict[str, bool] = {}  # whether each was saved as a whole
        self._passing: set[str] = set()  # those that were not there before
        self._everything = False
        self._first = self._last = 0.0

    def saved(self, path: str) -> None:
        """A file is there as a whole."""
        self._add(path, True)

    def altered(self, path: str, *, new: bool = False) -> None:
        """A file came, or changed, and may not be whole yet."""
        if new and path not in self._files:
            self._passing.add(path)
        self._add(path, False)

    def gone(self, path: str) -> None:
        """A file is not there any more; one that was never waited for was an editor's own."""
        if path in self._passing:
            with self._condition:
                self._passing.discard(path)
                self._files.pop(path, None)
                self._condition.notify()
        else:
            self._add(path, False)

    def everything(self) -> None:
        """What happened cannot be told by the names of files."""
        self._everything = True
        self._add("", False)

    def _add(self, path: str, whole: bool) -> None:
        with self._condition:
            self._last = self._clock()
            if not self._files:
                self._first = self._last
            self._files[path] = whole
            self._condition.notify()

    def wait(self, seconds: float) -> frozenset[str] | None:
        """The paths that were touched, once they have settled; None where anything may have been, or where nothing
        was heard of for so long."""
        with self._condition:
            end = self._clock() + seconds
            while not self._files:
                if (rest := end - self._clock()) <= 0:
                    return None
                self._condition.wait(rest)
            while (rest := self._unsettled()) > 0:
                self._condition.wait(rest)
            files, self._files, self._passing = self._files, {}, set()
            everything, self._everything = self._everything, False
        return None if everything or len(files) > ALL else frozenset(files)

    def _unsettled(self) -> float:
        """For how many seconds more to wait for what belongs together."""
        calm = SETTLED if all(self._files.values()) and len(self._files) <= MANY else UNSETTLED
        return min(self._last + calm, self._first + LONGEST) - self._clock()


class Watcher(FileSystemEventHandler):
    """Observes the folders of a journal, of which each may come and go."""

    def __init__(self, root: Path, changes: Changes) -> None:
        """Raises OSError where the system gives no means to."""
        self._root = root
        self._changes = changes
        self._observer: BaseObserver = Observer()
        self._observer.daemon = True
        self._watches: dict[str, tuple[tuple[int, int], ObservedWatch]] = {}  # by folder, with what it was
        self._real: dict[str, str] = {}  # a folder that is behind a link -> the folder's own name
        self._observer.start()
        self._observer.schedule(self, str(root), event_filter=list(HEARD))
        self.arm()

    def arm(self) -> None:
        """Observe the folders that are there now. Raises OSError where the system cannot."""
        for name in FOLDERS:
            folder = os.path.realpath(self._root / name)
            now, known = _identity(folder), self._watches.get(name)
            if known is not None and known[0] == now and self._is_observed(known[1]):
                continue
            if known is not None:
                del self._watches[name]
                with contextlib.suppress(KeyError):
                    self._observer.unschedule(known[1])
            if now is not None:
                self._real[folder] = str(self._root / name)
                watch = self._observer.schedule(self, folder, recursive=True, event_filter=list(HEARD))
                self._watches[name] = (now, watch)

    def _is_observed(self, watch: ObservedWatch) -> bool:
        """A new folder may have the number of one that was removed, but what observed that has ended."""
        return any(emitter.watch == watch and emitter.should_keep_running() for emitter in self._observer.emitters)

    def stop(self) -> None:
        self._observer.stop()

    def on_any_event(self, event: FileSystemEvent) -> None:
        source, target = self._path(event.src_path), self._path(event.dest_path)
        if event.is_directory or source in FOLDERS or target in FOLDERS:
            if _matters(source) or _matters(target):
                self._changes.everything()
            return
        if _matters(source):
            self._note(event, source)
        if _matters(target):
            self._changes.saved(target)

    def _note(self, event: FileSystemEvent, path: str) -> None:
        if isinstance(event, events.FileClosedEvent):
            self._changes.saved(path)
        elif isinstance(event, events.FileMovedEvent | events.FileDeletedEvent):
            self._changes.gone(path)
        else:
            self._changes.altered(path, new=isinstance(event, events.FileCreatedEvent))

    def _path(self, told: bytes | str) -> str:
        """A path as the journal knows it, relative to its root."""
        path = os.fsdecode(told)
        for real, name in self._real.items():
            if path == real or path.startswith(f"{real}/"):
                path = name + path[len(real) :]
                break
        return path.removeprefix(f"{self._root}/")


def _identity(folder: str) -> tuple[int, int] | None:
    try:
        status = os.stat(folder)
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _matters(path: str) -> bool:
    """Whether a path, relative to the root, may have a say in the site."""
    top, *names = path.split("/")
    if top not in FOLDERS:
        return False
    return path.startswith(STATIC) or not any(map(is_temporary, names))
