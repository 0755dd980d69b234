"""`tagwerk import wordpress`."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .terminal import Bar, complain

if TYPE_CHECKING:
    from ..wordpress.importing import Result

_FILE = click.Path(path_type=Path, exists=True)


@click.group("import")
def import_() -> None:
    """Move in from elsewhere."""


@import_.command()
@click.argument("exports", metavar="EXPORT...", nargs=-1, required=True, type=_FILE)
@click.option("--media", multiple=True, type=_FILE, help="The exported media: a folder, zip or tar. May be repeated.")
@click.option("--download", is_flag=True, help="Fetch from the old site what --media does not hold.")
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
@click.option("--report", type=click.Path(path_type=Path, dir_okay=False), help="Write the account as JSON to a file.")
@click.pass_obj
def wordpress(
    root: Path, exports: tuple[Path, ...], media: tuple[Path, ...], download: bool, dry_run: bool, report: Path | None
) -> None:
    """Move in from WordPress: posts, pages, comments and media.

    EXPORT is the XML that WordPress exports, or a zip with it; name all parts at once. What you edited since an earlier
    import stays as it is, and what you deleted stays away.
    """
    from ..model import Failed
    from ..wordpress.importing import Options, run

    try:
        with Bar(quiet=False, doing="Importing") as bar:
            result = run(Options(root, exports, media, download, dry_run), bar)
        complain(result.warnings)
        _show(result, dry_run)
        if report is not None:
            _write_report(report, result)
    except Failed as error:
        complain(sorted(error.problems))
        sys.exit(1)


def _write_report(path: Path, result: Result) -> None:
    import msgspec

    from ..model import Failed, Problem

    account = result.account.report() | {"warnings": list(map(str, result.warnings))}
    try:
        path.write_bytes(msgspec.json.format(msgspec.json.encode(account), indent=2) + b"\n")
    except OSError as error:
        message = f"the report cannot be written: {error.strerror}"
        raise Failed([Problem(str(path), 1, message, "choose another file")]) from error


def _show(result: Result, dry_run: bool) -> None:
    if dry_run:
        for path, outcome in result.outcomes:
            click.echo(f"{path}: {outcome.value}")
    counts = Counter(outcome for _, outcome in result.outcomes)
    made = ", ".join(f"{number} {outcome.value}" for outcome, number in counts.items())
    click.echo(f"{'Files that would be made: ' if dry_run else 'Files: '}{made}\n")
    for line in (*result.account.table(), *_matters(result)):
        click.echo("".join(sign if sign.isprintable() else "\ufffd" for sign in line))  # an export may hold commands


def _matters(result: Result) -> list[str]:
    """What an author should look at, beyond numbers."""
    account = result.account
    lines = [f"not understood: {name} (in {_some(where)})" for name, where in account.unknown.items()]
    lines += [f"left out for safety: {name} (in {_some(where)})" for name, where in account.removed.items()]
    lines += [f"custom field, not imported: {name} (in {_some(where)})" for name, where in account.fields.items()]
    lines += [f"perhaps a dateline, left in the text: {path}" for path in account.datelines]
    if result.advice:
        lines += ["", "For content/journal.toml, so that old addresses find their new places:", *result.advice]
    return ["", *lines] if lines else []


def _some(paths: list[str]) -> str:
    more = len(paths) - 1
    return paths[0] + (f" and {more} more" if more else "")
