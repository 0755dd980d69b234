"""What must be done so that a place holds what is here: a pure function, and the order in which it is safe."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from ..model import Value
from .manifest import Published
from .target import File, Found, folders_above

PAGES = (".html", ".htm", ".xhtml")
LAST = ("sitemap", "feed", "atom", "robots.txt")  # how files at the top begin that tell others of pages


class Change(Value, frozen=True):
    path: str
    size: int
    new: bool  # as far as we know, nothing stood there


class Plan(Value, frozen=True):
    """What to do, in this order: `obstacles` go, `sends` arrive group by group, `removals` go.

    A file is an obstacle where a folder must be, or the other way round.
    """

    obstacles: tuple[str, ...]
    sends: tuple[tuple[Change, ...], ...]
    removals: tuple[Change, ...]
    folders: tuple[str, ...]  # that this may leave empty, inner ones first
    same: Mapping[str, Published]  # what stays as it is

    @property
    def changes(self) -> tuple[Change, ...]:
        return tuple(change for group in self.sends for change in group)

    def touched(self) -> frozenset[str]:
        """The files whose state nobody knows until the plan is done."""
        return frozenset(change.path for change in (*self.changes, *self.removals))

    def __bool__(self) -> bool:
        return bool(self.removals) or any(self.sends)


def make_plan(
    files: Mapping[str, File],
    known: Mapping[str, Published],
    found: Mapping[str, Found],
    doubtful: Collection[str] = (),
) -> Plan:
    """`known`: what the manifest says; `found`: what a look at its files showed; `doubtful`: files that a publisher
    who never ended had in hand."""
    same = {
        path: known[path]
        for path, file in files.items()
        if path in known
        and path not in doubtful
        and known[path].digest == file.digest
        and known[path].is_as_we_left_it(found.get(path))
    }
    sends = [Change(path, file.size, path not in found) for path, file in files.items() if path not in same]
    gone = {path for path in {*known, *doubtful} if path in found and path not in files}
    removals = [Change(path, found[path].size, False) for path in sorted(gone, key=lambda path: (_rank(path), path))]
    return Plan(
        obstacles=tuple(sorted(_obstacles(gone, [change.path for change in sends]))),
        sends=_groups(sends),
        removals=tuple(removals),
        folders=_emptied(gone, files),
        same=same,
    )


def _groups(sends: Iterable[Change]) -> tuple[tuple[Change, ...], ...]:
    """What pages need comes before them, new pages before those that link to them, what tells of pages last."""
    groups: dict[int, list[Change]] = {}
    for change in sends:
        groups.setdefault(_order(change), []).append(change)
    return tuple(tuple(sorted(groups[order], key=lambda change: change.path)) for order in sorted(groups))


def _order(change: Change) -> int:
    if change.path.lower().endswith(PAGES):
        return 1 if change.new else 2
    return 3 if _tells_of_pages(change.path) else 0


def _tells_of_pages(path: str) -> bool:
    return "/" not in path and path.startswith(LAST)


def _rank(path: str) -> int:
    """The other way round: what tells of pages goes first, then pages, then what they needed."""
    return 0 if _tells_of_pages(path) else 1 if path.lower().endswith(PAGES) else 2


def _obstacles(gone: Collection[str], sent: Iterable[str]) -> set[str]:
    """Files to be removed that stand where a folder must be made, or below what must be a file."""
    sent = set(sent)
    needed = {folder for path in sent for folder in folders_above(path)}
    return {path for path in gone if path in needed or not sent.isdisjoint(folders_above(path))}


def _emptied(gone: Iterable[str], files: Iterable[str]) -> tuple[str, ...]:
    """Folders that hold none of our files any more, once those are gone."""
    empty = {folder for path in gone for folder in folders_above(path)}
    if empty:
        empty -= {folder for path in files for folder in folders_above(path)}
    return tuple(sorted(empty, key=lambda folder: (-folder.count("/"), folder)))
