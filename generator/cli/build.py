"""`tagwerk build`."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .terminal import Bar, complain

if TYPE_CHECKING:
    from ..build import Result


@click.command()
@click.option("--output", type=click.Path(path_type=Path), help="Where the site goes (default: output/).")
@click.option("--drafts", is_flag=True, help="Show drafts as well.")
@click.option("--future", is_flag=True, help="Show entries as well whose day has not come.")
@click.option(
    "--jobs", type=click.IntRange(1, 256), metavar="N", help="How many processes work; by default all processors."
)
@click.option("--fresh", is_flag=True, help="Forget what the last build knew.")
@click.option("--verify", is_flag=True, help="Also build from nothing, elsewhere, and compare.")
@click.option("--explain", is_flag=True, help="Say why each file was made.")
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
    verify: bool,
    explain: bool,
    strict: bool,
    quiet: bool,
) -> None:
    """Make the site, as far as anything changed since the last time."""
    from ..build import build as make
    from ..inputs import Options
    from ..workers import processors

    if verify:
        from ..verification import build_verified as make

    start = time.perf_counter()
    target = (output or root / "output").resolve()
    check_target(root, target)
    options = Options(root, target, drafts, future, jobs or processors(), fresh, explain=explain)
    with Bar(quiet) as bar:
        result = make(options, bar)
    complain(result.problems)
    for path, reasons in result.explained.items():
        click.echo(f"{path}: {'; '.join(reasons)}")
    failed = result.failed or (strict and bool(result.problems))
    if not quiet and not result.failed:
        click.echo(_summary(result, target, time.perf_counter() - start))
    sys.exit(1 if failed else 0)


def check_target(root: Path, target: Path) -> None:
    """The output must not swallow the journal, nor the other way round."""
    for folder in (root, root / "content", root / "templates", root / ".tagwerk"):
        if folder == target or folder.is_relative_to(target) or (folder != root and target.is_relative_to(folder)):
            raise click.UsageError(f"--output {target} would overwrite the journal itself")


def _summary(result: Result, target: Path, seconds: float) -> str:
    if not result.made and not result.removed:
        return f"Nothing to do: {result.outputs} files in {target} ({seconds:.2f} s)"
    removed = f", {len(result.removed)} removed" if result.removed else ""
    return f"{len(result.made)} of {result.outputs} files made{removed} in {target} ({seconds:.2f} s)"
