"""`tagwerk serve`."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .terminal import complain

if TYPE_CHECKING:
    from ..build import Result
    from ..model import Problem


@click.command()
@click.option("--watch", is_flag=True, help="Build again with every change, and keep open pages up to date.")
@click.option("--port", type=click.IntRange(0, 65535), help="Where to serve (default: 8000, or the next that is free).")
@click.option("--open", "show", is_flag=True, help="Open the site in a browser.")
@click.option("--drafts", is_flag=True, help="Show drafts as well; output/ stays as it is.")
@click.option("--future", is_flag=True, help="Show entries as well whose day has not come; output/ stays as it is.")
@click.pass_obj
def serve(root: Path, watch: bool, port: int | None, show: bool, drafts: bool, future: bool) -> None:
    """Show the site to the browsers of this machine, until Ctrl-C."""
    from ..serve import Session, bind, served

    try:
        sockets = bind(port)
    except OSError as error:
        click.echo(f"cannot serve on port {port or 8000}: {error.strerror}; choose another one with --port", err=True)
        sys.exit(1)
    session = Session(served(root, drafts=drafts, future=future), sockets, Told(), _opener(show))
    signal.signal(signal.SIGTERM, session.interrupt)
    if (
        signal.getsignal(signal.SIGINT) is signal.default_int_handler
    ):  # it may be ignored, as for jobs in the background
        signal.signal(signal.SIGINT, session.interrupt)
    try:
        result = session.follow() if watch else session.serve()
        sys.exit(int(result.failed))
    except KeyboardInterrupt:
        click.echo("Ended.")
    finally:
        for listener in sockets:
            listener.close()


def _opener(show: bool) -> Callable[[str], None]:
    """What to do once the site is served at an address."""

    def ready(address: str) -> None:
        click.echo(f"Serving {address} until Ctrl-C")
        if show:
            import webbrowser

            webbrowser.open(address)

    return ready


class Told:
    """Says on the terminal what each build did, and each complaint once as long as its cause lasts."""

    def __init__(self) -> None:
        self._known: frozenset[Problem] = frozenset()
        self._failed = False

    def __call__(self, result: Result, seconds: float) -> None:
        complain(problem for problem in result.problems if problem not in self._known)
        if result.made or result.removed:
            removed = f", {len(result.removed)} removed" if result.removed else ""
            click.echo(f"{time.strftime('%H:%M:%S')} {len(result.made)} files made{removed} ({seconds:.2f} s)")
        elif self._failed and not result.failed:
            click.echo(f"{time.strftime('%H:%M:%S')} The problems are mended.")
        self._known, self._failed = frozenset(result.problems), result.failed
