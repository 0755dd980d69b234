"""The steps of publishing: look, plan, announce, send, remove, settle.

Cut off at any instant, the place holds a site that works: what a page needs is there before it, and nothing is removed
before all has arrived. The next run completes it: the manifest tells what was settled, the lock what was in hand.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from ..build import Progress, no_progress
from ..model import Value
from . import manifest
from .lock import PREFIX, Lock
from .manifest import Manifest, Published
from .patience import PatientTarget
from .plan import Change, Plan, make_plan
from .target import OWN, PART, File, Found, Interrupted, Overtaken, PublishError, Target

MANY = 2000  # files, or
MUCH = 32 * 1024 * 1024  # bytes, after which what has arrived is settled
ROUNDS = 5  # to begin again where others publish at the same time
NOT_OURS = "the place is not empty, and Tagwerk has never published to it"
UNREADABLE = "what Tagwerk noted at the place cannot be read"


class Wishes(Value, frozen=True):
    """What the command line asks for."""

    dry_run: bool = False
    adopt: bool = False
    break_lock: bool = False
    fresh: bool = False


class World(NamedTuple):
    """What a test replaces."""

    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], float] = time.time
    tell: Callable[[str], None] = lambda text: None
    progress: Progress = no_progress


class Who(Value, frozen=True):
    owner: str  # shown to others
    journal: str  # see lock.Claim


def publish(target: Target, files: Mapping[str, File], who: Who, wishes: Wishes, world: World) -> Plan:
    """Bring `files` to the place; what was done, or in a dry run would be. Raises PublishError."""
    patient = PatientTarget(target, world.sleep, world.tell)
    for number in range(1, ROUNDS + 1):
        try:
            return _Round(patient, files, who, wishes, world).run()
        except Overtaken:
            if number == ROUNDS:
                raise
        finally:
            patient.close()
    raise AssertionError


class _Round:
    """One attempt, from the first look to the last file."""

    def __init__(self, target: Target, files: Mapping[str, File], who: Who, wishes: Wishes, world: World) -> None:
        self._target = target
        self._files = files
        self._wishes = wishes
        self._world = world
        self._lock = Lock(target, who.owner, who.journal, world.now)
        self._settled: dict[str, Published] = {}

    def run(self) -> Plan:
        self._target.open()
        names = self._target.names()
        self._refuse_foreign(names)
        if self._wishes.dry_run:
            return self._plan(self._known(names))
        with self._locked(names) as names:
            known = self._known(names)
            plan = self._plan(known)
            self._settled = dict(plan.same)
            if plan:
                self._carry_out(plan, [name for name in names if name.startswith((PART, f".{OWN}"))])
            if self._settled != known:
                self._settle()
        self._target.finish()
        return plan

    def _refuse_foreign(self, names: Collection[str]) -> None:
        """A place that holds something and nothing of ours is likely a wrong path.

        A manifest or a lock is ours; a file that was on its way may be all that a first attempt left.
        """
        others = sorted(name for name in names if not name.startswith((OWN, f".{OWN}")))
        ours = manifest.NAME in names or any(name.startswith(PREFIX) for name in names)
        if self._wishes.adopt or ours or not others:
            return
        shown = ", ".join(others[:3]) + (" …" if len(others) > 3 else "")
        hint = "check the path; publish with --adopt if the site belongs there (what lies there stays)"
        raise PublishError(f"{NOT_OURS}: {shown}", hint)

    def _known(self, names: Collection[str]) -> Mapping[str, Published]:
        """What the manifest says."""
        if manifest.NAME not in names:
            return {}
        known = manifest.read(self._target.read(manifest.NAME) or b"")
        if known is None and not self._wishes.adopt:
            raise PublishError(UNREADABLE, "publish with --adopt to send all files again")
        return known.files if known else {}

    @contextlib.contextmanager
    def _locked(self, names: Collection[str]) -> Iterator[Collection[str]]:
        try:
            yield self._lock.take(names, self._wishes.break_lock)
        except Interrupted:
            raise  # nothing can be said there any more; our own next run knows the lock as ours
        except BaseException:
            with contextlib.suppress(PublishError):
                self._lock.give_up()
            raise
        self._lock.leave()

    def _plan(self, known: Mapping[str, Published]) -> Plan:
        """A look at what should lie there, and what follows from it."""
        doubtful = self._lock.doubtful
        wanted = {*known, *doubtful}
        found = self._target.look(wanted) if wanted else {}
        return make_plan(self._files, known, found, {*doubtful, *(self._files if self._wishes.fresh else ())})

    def _carry_out(self, plan: Plan, unfinished: Sequence[str]) -> None:
        self._lock.announce(plan.touched())
        self._target.remove([*unfinished, *plan.obstacles])
        if plan.obstacles:
            self._target.remove_folders(plan.folders)
        self._send(plan)
        gone = [change.path for change in plan.removals if change.path not in plan.obstacles]
        if gone:
            self._lock.renew()
            self._target.remove(gone)
            self._target.remove_folders(plan.folders)

    def _send(self, plan: Plan) -> None:
        """Group by group, settling now and then, so that little has to be sent again."""
        left = set(plan.touched())
        total = len(plan.changes)
        unsettled: dict[str, Found] = {}

        def done(path: str, found: Found) -> None:
            file = self._files[path]
            self._settled[path] = Published(file.size, file.digest, found.stamp)
            unsettled[path] = found
            left.discard(path)
            self._world.progress("files", total - len(left) + len(plan.removals), total)

        for batch in (batch for group in plan.sends for batch in _batches(group)):
            if len(unsettled) >= MANY or sum(found.size for found in unsettled.values()) >= MUCH:
                self._settle()
                self._lock.announce(left)
                unsettled.clear()
            self._lock.renew()
            self._target.put({change.path: self._files[change.path] for change in batch}, done)

    def _settle(self) -> None:
        settled = Manifest(files=dict(sorted(self._settled.items())))
        self._target.write(manifest.NAME, manifest.pack(settled, plain=self._target.differences))


def _batches(changes: Sequence[Change]) -> Iterator[list[Change]]:
    """At most so much at a time that little has to be sent again, and our lock stays fresh."""
    batch: list[Change] = []
    size = 0
    for change in changes:
        if batch and (len(batch) >= MANY or size + change.size > MUCH):
            yield batch
            batch, size = [], 0
        batch.append(change)
        size += change.size
    if batch:
        yield batch
