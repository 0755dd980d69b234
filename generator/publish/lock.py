"""One publisher at a time, and what a publisher who never ended had in hand.

A lock is a file of an unguessable name at the top of the place. Whoever wants to publish puts one there and then looks
who else has: of two who come at once, at least one sees the other, and whoever sees another one goes away. So no
protocol is asked for more than to show what was written before (Lamport's bakery, with politeness for tickets).

A lock lists the files about to change. It is written before the first of them does and goes when the manifest says what
became of them. So what a publisher leaves behind who is cut off, or whose disk is full, tells the next one whose state
is unknown.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Collection, Iterable

from ..model import Value
from .manifest import is_inside, pack, unpack
from .target import OWN, PublishError, Target

PREFIX = f"{OWN}lock-"
STALE = 30 * 60  # seconds; a publisher who works renews its lock once a minute
RENEWAL = 60
HINT = "wait until it is done; if you know that it was broken off, publish with --break-lock"


class Claim(Value, frozen=True):
    """What a lock says."""

    owner: str = ""  # "wiebke@rechner"
    journal: str = ""  # an identity of the journal's copy on that machine
    renewed: float = 0  # seconds since 1970, by the owner's clock
    held: bool = True  # False: its owner gave up in good order
    paths: tuple[str, ...] = ()  # files whose state is unknown


class Lock:
    """Our lock at an open target."""

    def __init__(self, target: Target, owner: str, journal: str, now: Callable[[], float]) -> None:
        self._target = target
        self._owner = owner
        self._journal = journal
        self._now = now
        self._name = PREFIX + secrets.token_hex(12)
        self._paths: tuple[str, ...] = ()
        self._renewed = 0.0
        self._there = False

    @property
    def doubtful(self) -> frozenset[str]:
        """The files whose state is unknown; right after `take`, those that publishers before us left so."""
        return frozenset(self._paths)

    def take(self, names: Collection[str], force: bool = False) -> Collection[str]:
        """Take the lock; what lies at the top of the place now. Raises PublishError while somebody else publishes.

        `names`: what lay there before. `force`: whoever holds it is taken to be dead.
        """
        left = [name for name in names if name.startswith(PREFIX)]
        for name in left:
            self._paths += self._inherited(name, force)
        self._write()
        names = self._target.names()
        if any(name.startswith(PREFIX) and name not in (*left, self._name) for name in names):
            self._paths = ()
            raise PublishError("somebody else began to publish at the same moment", "try again")
        self._target.remove(left)
        return names

    def _inherited(self, name: str, force: bool) -> tuple[str, ...]:
        data = self._target.read(name)
        if data is None:
            return ()  # it has just gone
        claim = unpack(data, Claim)
        if claim is None and not force:
            raise PublishError("somebody holds a lock that cannot be read", HINT)
        claim = claim or Claim()
        if not (force or self._is_over(claim)):
            since = dt.datetime.fromtimestamp(claim.renewed, dt.UTC).strftime("%Y-%m-%d %H:%M UTC")
            raise PublishError(f"{_printable(claim.owner)} is publishing (last heard of at {since})", HINT)
        return tuple(path for path in claim.paths if is_inside(path))

    def _is_over(self, claim: Claim) -> bool:
        """Another process of our own cannot be at work: we hold the lock of this journal on this machine."""
        return not claim.held or claim.journal == self._journal or self._now() - claim.renewed > STALE

    def announce(self, paths: Iterable[str]) -> None:
        """Say that the state of these files is unknown from now on, and that of no others."""
        self._paths = tuple(sorted(paths))
        self._write()

    def renew(self) -> None:
        """Show that we are still there, if that was long ago."""
        if self._now() - self._renewed >= RENEWAL:
            self._write()

    def leave(self) -> None:
        """All is done, or nothing was begun."""
        if self._there:
            self._target.remove([self._name])
            self._there = False

    def give_up(self) -> None:
        """Leave only what the next publisher must know."""
        if self._there and self._paths:
            self._write(held=False)
        else:
            self.leave()

    def _write(self, held: bool = True) -> None:
        self._renewed = self._now()
        self._there = True
        self._target.write(self._name, pack(Claim(self._owner, self._journal, self._renewed, held, self._paths)))


def _printable(owner: str) -> str:
    return "".join(sign for sign in owner[:80] if sign.isprintable()) or "somebody"
