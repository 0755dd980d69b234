"""One look at the journal's folders: which files there are, what kind each is, and when it last changed."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from ..model import Problem, Stamp, Value

COMMENTS = ".comments.yaml"
FOLDERS = ("entries", "pages", "images", "static")
STATIC = "content/static/"
BELOW = tuple(f"content/{folder}/" for folder in FOLDERS)
_TEMPORARY = (".tmp", ".swp", ".swx", ".part", ".crdownload", ".orig", ".bak", "~")
_UNWANTED = frozenset({"Thumbs.db", "desktop.ini", "4913", "__MACOSX"})  # 4913: vim tries whether it may write


class Files(Value, frozen=True):
    """All files of a journal, by path relative to its root, in no certain order."""

    sources: dict[str, Stamp]  # entries and pages
    comments: dict[str, Stamp]
    static: dict[str, Stamp]
    others: dict[str, Stamp]  # photos, and whatever else lies beside entries or in content/images
    problems: tuple[Problem, ...] = ()
    linked: bool = False  # whether some of them have a second path, by a symbolic link


def beside(source: str) -> str:
    """The path of the comments that belong to an entry: "x.md" → "x.comments.yaml"."""
    return source.removesuffix(".md") + COMMENTS


def is_temporary(name: str) -> bool:
    """Whether a file is an editor's or a system's own, and none of the journal's."""
    return name.startswith((".", "#")) or name.endswith(_TEMPORARY) or name in _UNWANTED


def scan(root: Path) -> Files:
    """Look through content/ below `root`. Symbolic links are followed as long as they stay inside it."""
    walk = _Walk((root / "content").resolve())
    for folder in FOLDERS:
        walk.linked |= os.path.islink(f"{root}/content/{folder}")
        walk.enter(f"{root}/content/{folder}", f"content/{folder}", hidden=folder == "static")
    files = Files({}, {}, {}, {}, tuple(sorted(walk.problems)), walk.linked)
    for path, stamp in walk.found.items():
        _group(files, path)[path] = stamp
    return files


def rescan(root: Path, files: Files, touched: Iterable[str]) -> Files | None:
    """Look again only at the `touched` paths, relative to `root`; None where that may miss something, as with a folder,
    whose files may be others of the same names, or where a link gives a file that was touched another name."""
    plain = [path for path in touched if path.startswith(BELOW) and (path.startswith(STATIC) or not _is_passed(path))]
    if files.problems or files.linked or not all(_is_plain(root, path) for path in plain):
        return None
    again = Files(dict(files.sources), dict(files.comments), dict(files.static), dict(files.others))
    for path in plain:
        group = _group(again, path)
        try:
            status = os.lstat(f"{root}/{path}")
        except FileNotFoundError:
            if group.pop(path, None) is None:
                return None  # it may have been a folder
        else:
            group[path] = Stamp(status.st_size, status.st_mtime_ns)
    return again


def _is_plain(root: Path, path: str) -> bool:
    """Whether `path` is a regular file, or nothing, in a folder that is no link and whose name needs no look."""
    full = f"{root}/{path}"
    folder = os.path.dirname(full)
    status = os.lstat(full) if os.path.lexists(full) else None
    regular = status is None or stat.S_ISREG(status.st_mode)
    return regular and _is_nameable(path) and not _is_passed(path) and os.path.realpath(folder) == folder


def _is_passed(path: str) -> bool:
    return any(map(is_temporary, path.split("/")))


def _group(files: Files, path: str) -> dict[str, Stamp]:
    """Where a file of this path belongs."""
    if path.startswith(STATIC):
        return files.static
    if not path.endswith((".md", COMMENTS)) or path.startswith("content/images/"):
        return files.others
    return files.sources if path.endswith(".md") else files.comments


class _Walk:
    """Goes through folders and notes what it finds."""

    def __init__(self, inside: Path) -> None:
        self.found: dict[str, Stamp] = {}
        self.problems: list[Problem] = []
        self.linked = False
        self._inside = inside

    def enter(self, folder: str, name: str, *, hidden: bool) -> None:
        """Note the files below `folder`, whose path from the root is `name`. `hidden`: dotfiles count."""
        try:
            entries = os.scandir(folder)
        except FileNotFoundError:
            return
        except OSError as error:
            self.problems.append(Problem(name, 1, f"cannot be read: {error.strerror}", "see to its permissions"))
            return
        with entries:
            for entry in entries:
                if not is_temporary(entry.name) or (hidden and _is_hidden_but_meant(entry.name)):
                    self._note(entry, f"{name}/{entry.name}", hidden)

    def _note(self, entry: os.DirEntry[str], path: str, hidden: bool) -> None:
        is_link = entry.is_symlink()
        if is_link or not _is_nameable(entry.name):
            problem = _problem(entry, path, self._inside)
            if problem:
                self.problems.append(problem)
                return
        self.linked |= is_link
        if entry.is_dir():
            self.enter(entry.path, path, hidden=hidden)
        elif entry.is_file():
            status = entry.stat()
            self.found[path] = Stamp(status.st_size, status.st_mtime_ns)


def _is_nameable(name: str) -> bool:
    return name.isprintable() and "\\" not in name


def _is_hidden_but_meant(name: str) -> bool:
    return name.startswith(".") and name not in (".DS_Store", ".git", ".gitkeep") and not name.endswith(_TEMPORARY)


def _problem(entry: os.DirEntry[str], path: str, inside: Path) -> Problem | None:
    if not _is_nameable(entry.name):  # among them names that are no UTF-8
        shown = path.encode("utf-8", "backslashreplace").decode().encode("unicode_escape").decode("ascii")
        return Problem(shown, 1, "the name holds signs that no address can hold", "rename it")
    target = Path(os.path.realpath(entry.path))
    if not target.is_relative_to(inside):
        return Problem(path, 1, "the link leads out of content/", "put a copy there instead")
    if not target.exists():
        return Problem(path, 1, "the link leads nowhere", "remove it")
    if Path(entry.path).parent.resolve().is_relative_to(target):
        return Problem(path, 1, "the link leads back to a folder that it is in", "remove it")
    return None
