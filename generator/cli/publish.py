"""`tagwerk publish`."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .terminal import Bar, complain

if TYPE_CHECKING:
    from ..destinations import Destination
    from ..publish.plan import Plan
    from ..publish.run import Wishes


@click.command()
@click.argument("name", required=False)
@click.option("--dry-run", is_flag=True, help="List what would be added, changed and removed.")
@click.option("--adopt", is_flag=True, help="Publish to a place that holds files of others.")
@click.option("--break-lock", is_flag=True, help="Whoever held the lock was broken off: take it away.")
@click.option("--fresh", is_flag=True, help="Send every file again.")
@click.option("--jobs", type=click.IntRange(1, 256), metavar="N", help="How many processes build.")
@click.option("--quiet", is_flag=True, help="Say nothing but what is wrong.")
@click.option("--init", is_flag=True, help="Ask where to, and write the section.")
@click.pass_obj
def publish(
    root: Path,
    name: str | None,
    dry_run: bool,
    adopt: bool,
    break_lock: bool,
    fresh: bool,
    jobs: int | None,
    quiet: bool,
    init: bool,
) -> None:
    """Build the site, and bring what changed to its host.

    [publish.NAME] in journal.toml says where that is; without NAME, the first such section is meant.
    """
    from ..model import Failed
    from ..publish.run import Wishes

    try:
        if init:
            _begin(root, name)
        else:
            _publish(root, _chosen(root, name), Wishes(dry_run, adopt, break_lock, fresh), jobs, quiet)
    except Failed as error:
        complain(error.problems)
        sys.exit(1)


def _begin(root: Path, name: str | None) -> None:
    from ..publish import beginning

    click.echo("Wohin soll die Seite?")
    for kind, about in beginning.ABOUT.items():
        click.echo(f"  {kind:8}{about}")
    chosen = name or click.prompt("Name des Ziels", default="web")
    kind = beginning.begin(
        root, chosen, lambda asked, first: click.prompt(asked, default=first, show_default=bool(first))
    )
    click.echo(f"[publish.{chosen}] steht jetzt am Ende von content/journal.toml.")
    click.echo(f"Was geschehen würde, zeigt: tagwerk publish {chosen} --dry-run")
    click.echo(f"Was ein solches Ziel braucht, steht in docs/publishing/{kind}.md.")


def _chosen(root: Path, name: str | None) -> Destination:
    from ..build import settings
    from ..config import PATH, line_of
    from ..model import Failed, Problem

    places = settings(root).publish
    if not places:
        hint = "write a table [publish.NAME]; `tagwerk publish --init` does it with you"
        raise Failed([Problem(PATH, 1, "it does not say where to publish", hint)])
    for place in places:
        if name in (None, place.name):
            return place
    hint = f"there are: {', '.join(place.name for place in places)}"
    raise Failed([Problem(PATH, line_of(root, "publish"), f'there is no target "{name}"', hint)])


def _publish(root: Path, place: Destination, wishes: Wishes, jobs: int | None, quiet: bool) -> None:
    from ..publish import places, run
    from ..publish.site import built, extra_files
    from ..workers import processors

    start = time.perf_counter()
    output = root / "output"
    with _complaints_at(root, place), places.alone(places.own_folder(root, place.name)) as who:
        target = places.target(place, root, _ask)
        with Bar(quiet) as bar:
            result, files = built(root, output, jobs or processors(), bar)
        complain(result.problems)
        files |= extra_files(target.extras(), files, places.own_folder(root, place.name) / "extras")
        with Bar(quiet, "Sending") as bar:
            world = run.World(tell=_tell, progress=bar)
            plan = run.publish(target, files, who, wishes, world)
    if wishes.dry_run:
        click.echo("".join(f"{line}\n" for line in _listed(plan)), nl=False)
    if not quiet:
        click.echo(_summary(plan, place, wishes.dry_run, time.perf_counter() - start))


@contextmanager
def _complaints_at(root: Path, place: Destination) -> Iterator[None]:
    """What goes wrong with a place is said of its section."""
    from ..config import PATH, line_of_target
    from ..model import Failed, Problem
    from ..publish.secrets import scrubbed
    from ..publish.target import PublishError

    try:
        yield
    except PublishError as error:
        message = f"{place.name}: {scrubbed(error.message)}"
        raise Failed([Problem(PATH, line_of_target(root, place.name), message, scrubbed(error.hint))]) from error


def _ask(question: str) -> str | None:
    """A password, typed without being shown."""
    if not sys.stdin.isatty():
        return None
    answer: str = click.prompt(question, hide_input=True, err=True)
    return answer


def _tell(text: str) -> None:
    from ..publish.secrets import scrubbed

    click.echo(scrubbed(text), err=True)


def _listed(plan: Plan) -> Iterable[str]:
    for change in sorted(plan.changes, key=lambda change: change.path):
        yield f"{'added' if change.new else 'changed':8} {_size(change.size):>9}  {change.path}"
    for change in sorted(plan.removals, key=lambda change: change.path):
        yield f"{'removed':8} {_size(change.size):>9}  {change.path}"


def _summary(plan: Plan, place: Destination, dry_run: bool, seconds: float) -> str:
    total = len(plan.changes) + len(plan.same)
    if not plan:
        return f"Nothing to do: {total} files stand at {place.name} ({seconds:.2f} s)"
    added = sum(change.new for change in plan.changes)
    counts = f"{added} added, {len(plan.changes) - added} changed, {len(plan.removals)} removed"
    size = _size(sum(change.size for change in plan.changes))
    tense = "Would be published" if dry_run else "Published"
    return f"{tense} to {place.name}: {counts}, {size}; {total} files in all ({seconds:.2f} s)"


def _size(count: float) -> str:
    for unit in ("B", "kB", "MB"):
        if count < 1000:
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} GB"
