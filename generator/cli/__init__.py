"""The command `tagwerk`: words from the command line in, work of the floors below, messages out.

One module for each command. They read words and print; what they need is imported when they run, so that each command
starts as fast as its own work allows.
"""

from __future__ import annotations

from pathlib import Path

import click

from .build import build
from .check import check
from .group import Commands
from .import_ import import_
from .init import init
from .new import new
from .publish import publish
from .serve import serve


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="tagwerk COMMAND --help explains a command; the README knows the rest.",
)
@click.option("--root", type=click.Path(path_type=Path), default=Path(), help="The folder that holds content/.")
@click.version_option(package_name="tagwerk", prog_name="tagwerk")
@click.pass_context
def main(context: click.Context, root: Path) -> None:
    """Turn a folder of German journal entries into a web site."""
    context.obj = root.resolve()


for _command in (build, serve, check, import_, init, new, publish):
    main.add_command(_command)
