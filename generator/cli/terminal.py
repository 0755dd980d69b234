"""What commands show on a terminal: complaints and progress."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ..model import Problem


def complain(problems: Iterable[Problem]) -> None:
    """Print each problem on a line of its own, where errors go."""
    for problem in problems:
        click.echo(str(problem), err=True)


class Bar:
    """A progress bar, on a terminal only, and only once there is something to wait for."""

    def __init__(self, quiet: bool, doing: str = "Encoding") -> None:
        self._doing = doing
        self._on = not quiet and sys.stderr.isatty()
        self._update: Callable[[int, int], None] | None = None
        self._stop: Callable[[], None] = lambda: None

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def __call__(self, what: str, done: int, total: int) -> None:
        if not self._on or total < 3:
            return
        if self._update is None:
            self._start(what, total)
        if self._update is not None:
            self._update(done, total)

    def _start(self, what: str, total: int) -> None:
        from rich.console import Console
        from rich.progress import Progress

        progress = Progress(console=Console(stderr=True), transient=True)
        task = progress.add_task(f"{self._doing} {what}", total=total)
        progress.start()
        self._stop = progress.stop
        self._update = lambda done, total: progress.update(task, completed=done, total=total)
