"""Work spread over processes, or done in this one, behind one interface.

Workers are forked, so that they have the whole journal without anything being sent to them; they take numbered chunks
of the work from a shared pipe (a read of four bytes from a pipe is atomic, which makes it a queue that needs no lock)
and send back small results. Where the system has no fork, the same work is done in this process: slower, and right.
"""

from __future__ import annotations

import contextlib
import os
import signal
import struct
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import NoReturn, TypeVar

T = TypeVar("T")
R = TypeVar("R")

_NUMBER = struct.Struct("=I")
_MAX_CHUNKS = 4096  # 16 KiB of numbers: less than any pipe holds, so that writing them all never blocks


class WorkerLost(RuntimeError):
    """A worker ended without a word, as one does that the system kills for want of memory."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status

    def __str__(self) -> str:
        return f"a worker process ended unexpectedly (status {self.status}); try --jobs 1"


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextlib.contextmanager
def alongside(function: Callable[[], R], jobs: int) -> Iterator[Callable[[], R]]:
    """Begin `function` in a process beside this one. What the context gives waits for its result, or does it here."""
    if jobs < 2 or not hasattr(os, "fork"):
        yield function
        return
    queue, feed = os.pipe()
    os.write(feed, _NUMBER.pack(0))
    os.close(feed)
    workers: dict[int, int] = {}
    try:
        _start(lambda _: function(), queue, workers)
        os.close(queue)
        yield lambda: _first(_collect(workers))
    finally:
        _stop(workers)


def spread(function: Callable[[Sequence[T]], R], items: Sequence[T], jobs: int, chunk: int) -> Iterator[R]:
    """Yield `function(part)` for each run of up to `chunk` items, in no certain order.

    `function` and what it refers to are inherited by the workers; its results are pickled. An exception that it
    raises is raised here, and the other workers are stopped.
    """
    chunk = max(chunk, -(-len(items) // _MAX_CHUNKS))
    parts = range(0, len(items), chunk)
    if jobs < 2 or len(parts) < 2 or not hasattr(os, "fork"):
        for start in parts:
            yield function(items[start : start + chunk])
        return
    yield from _fork(lambda number: function(items[number * chunk : (number + 1) * chunk]), len(parts), jobs)


def _fork(work: Callable[[int], R], count: int, jobs: int) -> Iterator[R]:
    queue, feed = os.pipe()
    os.write(feed, b"".join(map(_NUMBER.pack, range(count))))
    os.close(feed)
    workers: dict[int, int] = {}  # the pipe on which a worker answers -> its process
    try:
        for _ in range(min(jobs, count)):
            _start(work, queue, workers)
        yield from _collect(workers)
    finally:
        os.close(queue)
        _stop(workers)


def _start(work: Callable[[int], R], queue: int, workers: dict[int, int]) -> None:
    answers, answer = os.pipe()
    with _signals_held():
        pid = os.fork()
        if pid == 0:
            _be_worker(work, queue, answers, answer)
        workers[answers] = pid
        os.close(answer)


def _be_worker(work: Callable[[int], R], queue: int, answers: int, answer: int) -> NoReturn:
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is told as well, and stops us
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.close(answers)
        _work(work, queue, answer)
        status = 0
    finally:
        os._exit(status)  # never back into the parent's code, nor through its exit handlers


@contextlib.contextmanager
def _signals_held() -> Iterator[None]:
    """Let Ctrl-C wait until a fork is done: Python swallows what is raised in the hooks that libraries run after it."""
    if threading.current_thread() is not threading.main_thread():
        yield  # signals are handled by the main thread
        return
    held: list[int] = []
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    handlers = {int(number): handler for number, handler in before.items() if callable(handler)}
    for number in handlers:
        signal.signal(number, lambda received, _: held.append(received))
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    for received in held:
        handlers[received](received, None)


def _work(work: Callable[[int], R], queue: int, answer: int) -> None:
    import pickle

    with os.fdopen(answer, "wb") as stream:
        while number := os.read(queue, _NUMBER.size):
            try:
                message: tuple[bool, object] = (True, work(_NUMBER.unpack(number)[0]))
                data = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
            except Exception as error:
                data = pickle.dumps((False, error), pickle.HIGHEST_PROTOCOL)
            stream.write(_NUMBER.pack(len(data)) + data)
            stream.flush()


def _collect(workers: dict[int, int]) -> Generator[R]:
    import pickle
    import selectors

    with selectors.DefaultSelector() as selector:
        for answers in workers:
            selector.register(answers, selectors.EVENT_READ)
        while workers:
            for key, _ in selector.select():
                message = _receive(key.fd)
                if message is None:
                    selector.unregister(key.fd)
                    _end(key.fd, workers.pop(key.fd))
                    continue
                done, value = pickle.loads(message)
                if not done:
                    raise value
                yield value


def _first(results: Generator[R]) -> R:
    with contextlib.closing(results):
        return next(results)


def _receive(answers: int) -> bytes | None:
    """One whole message; None where the worker has closed its end, in the middle of a message even."""
    head = _read(answers, _NUMBER.size)
    return _read(answers, _NUMBER.unpack(head)[0]) if head else None


def _read(descriptor: int, size: int) -> bytes | None:
    parts = []
    while size:
        part = os.read(descriptor, size)
        if not part:
            return None
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _end(answers: int, pid: int) -> None:
    os.close(answers)
    _, status = os.waitpid(pid, 0)
    if status:
        raise WorkerLost(status)


def _stop(workers: dict[int, int]) -> None:
    for answers, pid in workers.items():
        os.close(answers)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, 0)
