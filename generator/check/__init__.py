"""What an author may want to know of a journal before readers see it: all that a build says, and more.

The site is built into a place of its own, so that output/ is not touched. `sources` looks at what entries say, `links`
at what readers would follow (with `site`, which reads the built pages); a check is a function from a `Subject` to
complaints, and a new one stands in `CHECKS`. How findings are written down is the command's business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from ..build import Builder, Progress, Result, no_progress, present, settings, store_folder
from ..inputs import Options
from ..journal import Index, published
from ..ledger import Ledger, Memory, Store
from ..model import Failed, Problem, Value
from ..pages import missing_alts as counted_alts
from ..reading import recall
from ..workers import WorkerLost
from .links import broken_anchors, broken_links, foreign_requests
from .site import read_site
from .sources import datelines, days, gaps, legal_pages, long_titles, missing_alts, unused_photos
from .subject import Subject

CHECKS: Mapping[str, Callable[[Subject], Iterable[Problem]]] = {
    "links": broken_links,
    "anchors": broken_anchors,
    "foreign": foreign_requests,
    "alt-texts": missing_alts,
    "datelines": datelines,
    "gaps": gaps,
    "days": days,
    "photos": unused_photos,
    "legal": legal_pages,
    "titles": long_titles,
}
BUILD = "build"  # the name of what a build says, and no check


class Finding(Value, frozen=True, order=True):
    """A complaint, and the name of the check that has it."""

    problem: Problem
    check: str


def check(root: Path, jobs: int, progress: Progress = no_progress) -> tuple[Finding, ...]:
    """All findings in the journal below the absolute path `root`, sorted. output/ is neither read nor written.

    What stops a reader, or the build, is a problem; what an author may want to have so is a warning. Where the journal
    cannot be built, only what its sources show is found beside what the build says.
    """
    folder = root / ".tagwerk/check"
    options = Options(root, folder / "output", jobs=jobs)
    result = Builder(options, progress).build()
    try:
        subject = _subject(options, result, folder)
    except Failed as failed:
        return _sorted(result.problems, ((BUILD, problem) for problem in failed.problems))
    except WorkerLost as error:
        problem = Problem("content", 1, str(error), "or give the machine more memory")
        return _sorted(result.problems, [(BUILD, problem)])
    except OSError as error:
        problem = Problem(str(error.filename or folder), 1, f"cannot be used: {error.strerror}", "check again")
        return _sorted(result.problems, [(BUILD, problem)])
    counted = set(counted_alts(subject.resolved))  # for each of which there is a finding
    found = ((name, problem) for name, function in CHECKS.items() for problem in function(subject))
    return _sorted((problem for problem in result.problems if problem not in counted), found)


def _sorted(said: Iterable[Problem], found: Iterable[tuple[str, Problem]]) -> tuple[Finding, ...]:
    """What a build and a check both say is the check's."""
    names = {**dict.fromkeys(said, BUILD), **{problem: name for name, problem in found}}
    return tuple(sorted(Finding(problem, name) for problem, name in names.items()))


def _subject(options: Options, result: Result, folder: Path) -> Subject:
    root = options.root
    config = settings(root)
    store = Store(store_folder(options))
    files, readings = recall(root, config, store, options.jobs)
    heads = tuple(reading.head for reading in readings.values() if reading.head is not None)
    shown = published(heads, present(config), drafts=False, future=False)
    memory = Memory() if result.failed else store.load_memory()
    ledger = (None if result.failed else store.load()) or Ledger()
    return Subject(
        root=root,
        config=config,
        files=files,
        heads=heads,
        unread=frozenset(readings.keys() - {head.source for head in heads}),
        journal=Index().order(shown, config.permalink),
        resolved={source: kept.resolved for source, kept in memory.resolved.items()},
        site=read_site(options.output, folder / "pages", ledger, config, options.jobs),
    )
