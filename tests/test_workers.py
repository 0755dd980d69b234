"""Work spread over processes ends as work done in one, and leaves no process behind, whatever happens to a worker."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from generator.markup import MarkupError
from generator.model import Problem
from generator.photos.header import PhotoError
from generator.rendering import SourceChanged
from generator.templates import TemplateError
from generator.workers import WorkerLost, processors, spread

from .conftest import LaidOut
from .desk import Desk, differences, tree

PROBLEM = Problem("content/a.md", 3, "is wrong", "mend it")


class Refused(Exception):
    """An exception whose constructor takes more than a message."""

    def __init__(self, number: int, reason: str) -> None:
        super().__init__(number, reason)
        self.number, self.reason = number, reason


def _squares(part: Sequence[int]) -> list[int]:
    return [number * number for number in part]


def test_an_interruption_is_not_lost_in_what_libraries_do_after_a_fork() -> None:
    """Python swallows what is raised there."""
    code = """
import os, signal
from generator.workers import spread
def interrupt():
    os.kill(os.getpid(), signal.SIGINT)
    for _ in range(1000): pass
os.register_at_fork(after_in_parent=interrupt)
signal.signal(signal.SIGINT, signal.default_int_handler)
try:
    list(spread(lambda part: len(part), range(100), 2, 10))
except KeyboardInterrupt:
    print("interrupted")
try:
    os.waitpid(-1, 0)
except ChildProcessError:
    print("no worker left")
"""
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (result.stdout, result.stderr) == ("interrupted\nno worker left\n", "")


@pytest.mark.parametrize("jobs", (1, 2, 7))
@pytest.mark.parametrize(("count", "chunk"), ((0, 3), (1, 3), (10, 3), (10, 100), (9000, 1)))
def test_every_item_is_worked_on_once(jobs: int, count: int, chunk: int) -> None:
    found = [number for part in spread(_squares, range(count), jobs, chunk) for number in part]
    assert sorted(found) == [number * number for number in range(count)]


def test_items_of_a_part_keep_their_order() -> None:
    for part in spread(_squares, range(100), 3, 10):
        assert part == sorted(part)


def test_one_process_keeps_the_order_of_all() -> None:
    assert [number for part in spread(_squares, range(50), 1, 7) for number in part] == _squares(range(50))


def test_a_large_result_comes_back_whole() -> None:
    parts = list(spread(lambda part: os.urandom(1) * 3_000_000, range(6), 2, 1))
    assert [len(part) for part in parts] == [3_000_000] * 6


def _refusing(part: Sequence[int]) -> list[int]:
    if 7 in part:
        raise Refused(7, "weil")
    return list(part)


@pytest.mark.parametrize("jobs", (1, 3))
def test_an_exception_arrives_with_all_that_it_says(jobs: int) -> None:
    with pytest.raises(Refused) as caught:
        list(spread(_refusing, range(20), jobs, 2))
    assert (caught.value.number, caught.value.reason) == (7, "weil")


@pytest.mark.parametrize(
    "error",
    (
        WorkerLost(9),
        SourceChanged("content/a.md"),
        MarkupError("is wrong", "mend it", 3),
        TemplateError(PROBLEM),
        PhotoError("is wrong", "mend it"),
    ),
)
def test_every_exception_of_a_build_crosses_processes(error: Exception) -> None:
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is type(error)
    assert str(copy) == str(error)
    assert copy.__dict__ == error.__dict__


def _dying(how: int) -> Callable[[Sequence[int]], int]:
    def work(part: Sequence[int]) -> int:
        if 5 in part:
            os.kill(os.getpid(), how) if how else os._exit(3)
        return len(part)

    return work


@pytest.mark.parametrize("how", (0, signal.SIGKILL, signal.SIGTERM))
def test_a_worker_that_is_lost_is_told_not_waited_for(how: int) -> None:
    with pytest.raises(WorkerLost, match="--jobs 1"):
        list(spread(_dying(how), range(20), 2, 2))


def test_a_reader_that_stops_early_leaves_no_process() -> None:
    results = spread(lambda part: os.getpid(), range(100), 2, 1)
    worker = next(results)
    results.close()  # type: ignore[attr-defined]
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)


@pytest.mark.parametrize("whole_group", (True, False))
def test_an_interrupt_leaves_no_process(whole_group: bool) -> None:
    """Ctrl-C reaches the whole group, `kill -INT` the parent alone."""
    code = (
        "import time\n"
        "from generator.workers import spread\n"
        "def work(part):\n"
        "    if part[0] > 1: time.sleep(600)\n"
        "    return part[0]\n"
        "for done in spread(work, range(6), 2, 1): print(done, flush=True)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    )
    assert process.stdout is not None
    with process.stdout:
        process.stdout.readline()  # now the workers run
        (os.killpg if whole_group else os.kill)(process.pid, signal.SIGINT)
        assert process.wait(60) != 0
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


def test_at_least_one_processor_is_found() -> None:
    assert processors() >= 1


def test_without_fork_the_work_is_done_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork")
    assert list(spread(_squares, range(5), 4, 2)) == [[0, 1], [4, 9], [16]]


def _many(journal: LaidOut) -> None:
    """Enough that a build with processes would start them for reading and for rendering."""
    for number in range(230):
        journal.write(f"content/entries/2015/2015-{number % 12 + 1:02}-{number % 28 + 1:02}-e{number}.md", "Kurz.")


def test_a_build_on_a_system_without_fork_equals_one_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(tmp_path)
    _many(desk.journal)
    forked = desk.build("--jobs", "3")
    monkeypatch.delattr(os, "fork")
    alone = desk.build("--jobs", "3", "--fresh", "--output", str(desk.clean))
    assert forked == alone
    assert forked.status == 0
    assert differences(tree(desk.output), tree(desk.clean)) == {}
