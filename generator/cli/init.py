"""`tagwerk init`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from .terminal import complain


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--title", default="Mein Tagebuch", show_default=True, help="What the journal is called.")
@click.pass_obj
def init(root: Path, folder: Path, title: str) -> None:
    """Begin a journal in FOLDER."""
    from ..starter import begin

    if not title.strip() or not title.isprintable():
        raise click.UsageError("--title takes one line of text")
    problem = begin((root / folder).resolve(), title)
    if problem:
        complain([problem])
        sys.exit(1)
    click.echo(f"A journal begins in {folder}. Build it with: tagwerk --root {folder} build")
