"""The time and the memory that a command takes, with all processes that it starts."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
SAMPLING = 0.02  # seconds between two looks at the memory


class TooSlowError(Exception):
    """The command took longer than it may and was stopped."""


class BuildError(Exception):
    """The command ended with an error, or did not do what it should; the argument says what."""


@dataclass(frozen=True, slots=True)
class Command:
    """What is run, where, with which variables beside those of this process, for at most `limit` seconds."""

    words: Sequence[str]
    folder: Path
    variables: Mapping[str, str]
    limit: float


def seconds(command: Command) -> float:
    """Wall-clock time from the start of the command to its end. Raises TooSlowError or BuildError."""
    started = time.perf_counter()
    with _running(command) as process:
        # A wait with a time limit sleeps and looks again, up to 50 ms too late.
        process.wait()
        return time.perf_counter() - started


def peak_memory(command: Command) -> int | None:
    """The most bytes that the command's processes held at one moment, together; None where /proc cannot say.

    Counted is the proportional set size (PSS): a page that several processes share is counted once. To sum it the
    kernel has to walk through the process's pages, so this must not be a run whose time is taken. Raises TooSlowError
    or BuildError.
    """
    if not (PROC / "self/smaps_rollup").exists():
        return None
    peak = 0
    with _running(command) as process:
        while process.poll() is None:
            peak = max(peak, sum(map(_proportional_set_size, _session(process.pid))))
            time.sleep(SAMPLING)
    return peak


@contextlib.contextmanager
def _running(command: Command) -> Iterator[subprocess.Popen[bytes]]:
    """The command as the head of a session of its own, by which what it starts is found; stopped at the limit."""
    late = threading.Event()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            command.words, cwd=command.folder, env={**os.environ, **command.variables},
            stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True,
        )  # fmt: skip

        def stop_late() -> None:
            late.set()
            _stop(process)

        timer = threading.Timer(command.limit, stop_late)
        timer.start()
        try:
            yield process
        finally:
            timer.cancel()
            _stop(process)
        if late.is_set():
            raise TooSlowError
        if process.returncode:
            output.seek(0)
            raise BuildError(output.read().decode(errors="replace")[-2000:])


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Kill the process, and what it started, if it still runs."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _session(leader: int) -> Iterator[int]:
    """All processes of the session that `leader` heads: itself, its children, and what they started."""
    for folder in PROC.iterdir():
        if folder.name.isdecimal():
            with contextlib.suppress(OSError):  # it may have ended meanwhile
                # proc(5): the name is in parentheses and may hold anything; the session is the fourth field after it.
                if int((folder / "stat").read_text().rpartition(")")[2].split()[3]) == leader:
                    yield int(folder.name)


def _proportional_set_size(process: int) -> int:
    with contextlib.suppress(OSError):
        for line in (PROC / f"{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0
