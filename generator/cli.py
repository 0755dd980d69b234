"""The command `tagwerk`: words from the command line in, a build and its messages out."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from .build import Result
    from .model import Problem


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--root", type=click.Path(path_type=Path), default=Path(), help="The folder that holds content/.")
@click.version_option(package_name="tagwerk", prog_name="tagwerk")
@click.pass_context
def main(context: click.Context, root: Path) -> None:
    """Turn a folder of German journal entries into a web site."""
    context.obj = root.resolve()


@main.command()
@click.option("--output", type=click.Path(path_type=Path), help="Where the site goes (default: output/).")
@click.option("--drafts", is_flag=True, help="Show drafts as well.")
@click.option("--future", is_flag=True, help="Show entries as well whose day has not come.")
@click.option("--jobs", type=click.IntRange(1, 256), help="How many processes work; one for each processor by default.")
@click.option("--fresh", is_flag=True, help="Forget what the last build knew.")
@click.option("--strict", is_flag=True, help="Let warnings fail the build.")
@click.option("--quiet", is_flag=True, help="Say nothing but what is wrong.")
@click.pass_obj
def build(
    root: Path,
    output: Path | None,
    drafts: bool,
    future: bool,
    jobs: int | None,
    fresh: bool,
    strict: bool,
    quiet: bool,
) -> None:
    """Make the site, as far as anything changed since the last time."""
    from .build import Options
    from .build import build as make
    from .workers import processors

    start = time.perf_counter()
    target = (output or root / "output").resolve()
    _check_target(root, target)
    options = Options(root, target, drafts, future, jobs or processors(), fresh)
    with _Bar(quiet) as bar:
        result = make(options, bar)
    _complain(result.problems)
    failed = result.failed or (strict and bool(result.problems))
    if not quiet and not result.failed:
        click.echo(_summary(result, target, time.perf_counter() - start))
    sys.exit(1 if failed else 0)


def _check_target(root: Path, target: Path) -> None:
    """The output must not swallow the journal, nor the other way round."""
    for folder in (root, root / "content", root / "templates", root / ".tagwerk"):
        if folder == target or folder.is_relative_to(target) or (folder != root and target.is_relative_to(folder)):
            raise click.UsageError(f"--output {target} would overwrite the journal itself")


def _complain(problems: Iterable[Problem]) -> None:
    for problem in problems:
        click.echo(str(problem), err=True)


def _summary(result: Result, target: Path, seconds: float) -> str:
    if not result.made and not result.removed:
        return f"Nothing to do: {result.outputs} files in {target} ({seconds:.2f} s)"
    removed = f", {result.removed} removed" if result.removed else ""
    return f"{len(result.made)} of {result.outputs} files made{removed} in {target} ({seconds:.2f} s)"


class _Bar:
    """A progress bar, on a terminal only, and only once there is something to wait for."""

    def __init__(self, quiet: bool) -> None:
        self._on = not quiet and sys.stderr.isatty()
        self._update: Callable[[int, int], None] | None = None
        self._stop: Callable[[], None] = lambda: None

    def __enter__(self) -> _Bar:
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
        task = progress.add_task(f"Encoding {what}", total=total)
        progress.start()
        self._stop = progress.stop
        self._update = lambda done, total: progress.update(task, completed=done, total=total)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--title", default="Mein Tagebuch", show_default=True, help="What the journal is called.")
@click.pass_obj
def init(root: Path, folder: Path, title: str) -> None:
    """Begin a journal in FOLDER."""
    from .starter import begin

    problem = begin((root / folder).resolve(), title)
    if problem:
        _complain([problem])
        sys.exit(1)
    click.echo(f"A journal begins in {folder}. Build it with: tagwerk --root {folder} build")
