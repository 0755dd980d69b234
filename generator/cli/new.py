"""`tagwerk new`."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import click

from .terminal import complain


def _day(context: click.Context, parameter: click.Parameter, text: str | None) -> dt.date | dt.timedelta | None:
    from ..dates import parse_day

    try:
        return None if text is None else parse_day(text)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def _time(context: click.Context, parameter: click.Parameter, text: str | None) -> dt.time | None:
    from ..dates import parse_time

    try:
        return None if text is None else parse_time(text)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def _line(context: click.Context, parameter: click.Parameter, given: str | tuple[str, ...] | None) -> str | None:
    """One line of text, words with single spaces between."""
    if given is None:
        return None
    text = " ".join((given if isinstance(given, str) else " ".join(given)).split(" ")).strip()
    if not text.isprintable():
        raise click.BadParameter("it takes one line of text")
    return " ".join(text.split())


@click.command()
@click.argument("title", nargs=-1, callback=_line)
@click.option("--date", "day", callback=_day, help="Its day: gestern, vorgestern, 2016-05-17, 17.5.2016.")
@click.option("--time", callback=_time, help="Its time, if it is not now: 5:33.")
@click.option("--place", callback=_line, help="Its place, if it is not that of the last entry.")
@click.option("--photo", "photos", type=click.Path(path_type=Path), multiple=True, help="A photo; may be repeated.")
@click.option("--place-from-photo", is_flag=True, help="Take the place from a photo: the nearest of [places].")
@click.option("--no-edit", is_flag=True, help="Do not open the entry in $VISUAL or $EDITOR.")
@click.pass_obj
def new(
    root: Path,
    title: str,
    day: dt.date | dt.timedelta | None,
    time: dt.time | None,
    place: str | None,
    photos: tuple[Path, ...],
    place_from_photo: bool,
    no_edit: bool,
) -> None:
    """Begin an entry called TITLE, and say where it is.

    It gets the present date and time, the next day number and the place of the last entry. Photos are copied beside
    it, without what they tell of where and by what they were taken; the first one that knows says when it was.
    """
    from ..model import Failed
    from ..new import Wanted, write

    if place_from_photo and (not photos or place is not None):
        raise click.UsageError("--place-from-photo needs --photo, and no --place beside it")
    try:
        path = write(root, Wanted(title, day, time, place, photos, place_from_photo))
    except Failed as failed:
        complain(failed.problems)
        sys.exit(1)
    click.echo(_shown(path))
    if not no_edit and sys.stdin.isatty() and sys.stdout.isatty():
        _edit(path)


def _shown(path: Path) -> str:
    """The path as one would type it here."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def _edit(path: Path) -> None:
    """Open the entry as the author's environment says, which may hold options: `code --wait`."""
    import shlex

    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not editor:
        return
    try:
        subprocess.run([*shlex.split(editor), str(path)], check=False)
    except (OSError, ValueError) as error:
        click.echo(f"{editor}: cannot be started ({error}); the entry is written all the same", err=True)
