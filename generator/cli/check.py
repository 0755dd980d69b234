"""`tagwerk check`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from .terminal import Bar


@click.command()
@click.option("--format", "form", type=click.Choice(("text", "json", "github")), default="text", show_default=True,
              help="For whom the findings are written.")  # fmt: skip
@click.option("--strict", is_flag=True, help="Let warnings fail the check.")
@click.option(
    "--jobs", type=click.IntRange(1, 256), metavar="N", help="How many processes work; by default all processors."
)
@click.pass_obj
def check(root: Path, form: str, strict: bool, jobs: int | None) -> None:
    """Look for what readers would stumble over, and what is missing.

    Beside all that a build says: links and anchors that lead nowhere, requests to other hosts, photos without alt
    texts or never used, entries without place or time, gaps in the day numbers. The site in output/ stays as it is.
    """
    from ..check import check as look
    from ..check.formats import FORMATS
    from ..workers import processors

    with Bar(quiet=form != "text") as bar:
        findings = look(root, jobs or processors(), bar)
    click.echo(FORMATS[form](findings, root))
    sys.exit(1 if any(strict or not finding.problem.warning for finding in findings) else 0)
