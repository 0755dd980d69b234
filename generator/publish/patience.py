"""A target that is tried again: where the connection fails, a new one is made after a while, and the work goes on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TypeVar

from .target import Done, File, Found, Interrupted, Target

PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0)  # seconds before each new try; files that arrive begin them anew

R = TypeVar("R")


class PatientTarget:
    """`target`, with as many tries as there are pauses. `sleep` waits; `tell` is told why."""

    def __init__(self, target: Target, sleep: Callable[[float], None], tell: Callable[[str], None]) -> None:
        self._target = target
        self._sleep = sleep
        self._tell = tell
        self._open = False
        self._failures = 0

    @property
    def differences(self) -> bool:
        return self._target.differences

    def extras(self) -> Mapping[str, bytes]:
        return self._target.extras()

    def open(self) -> None:
        self._patiently(lambda: None)

    def close(self) -> None:
        self._open = False
        self._target.close()

    def names(self) -> Collection[str]:
        return self._patiently(self._target.names)

    def read(self, name: str) -> bytes | None:
        return self._patiently(lambda: self._target.read(name))

    def write(self, name: str, data: bytes) -> None:
        self._patiently(lambda: self._target.write(name, data))

    def look(self, paths: Collection[str]) -> Mapping[str, Found]:
        return self._patiently(lambda: self._target.look(paths))

    def put(self, files: Mapping[str, File], done: Done) -> None:
        """Only what has not arrived is sent again."""
        left = dict(files)

        def arrived(path: str, found: Found) -> None:
            del left[path]
            self._failures = 0
            done(path, found)

        self._patiently(lambda: self._target.put(dict(left), arrived))

    def remove(self, paths: Sequence[str]) -> None:
        self._patiently(lambda: self._target.remove(paths))

    def remove_folders(self, paths: Sequence[str]) -> None:
        self._patiently(lambda: self._target.remove_folders(paths))

    def finish(self) -> None:
        self._patiently(self._target.finish)

    def _patiently(self, work: Callable[[], R]) -> R:
        self._failures = 0
        while True:
            try:
                if not self._open:
                    self._target.open()
                    self._open = True
                return work()
            except Interrupted as error:
                self.close()
                if self._failures >= len(PAUSES):
                    raise
                pause = PAUSES[self._failures]
                self._failures += 1
                self._tell(f"{error.message}; trying again in {pause:.0f} s")
                self._sleep(pause)
