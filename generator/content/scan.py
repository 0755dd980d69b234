"""One look at the journal's folders: which files there are, what kind each is, and when it last changed."""

from __future__ import annotations

import os
from pathlib import Path

from ..model import Problem, Value

COMMENTS = ".comments.yaml"
_TEMPORARY = (".tmp", ".swp", ".swx", ".part", ".crdownload", ".orig", ".bak", "~")
_UNWANTED = frozenset({"Thumbs.db", "desktop.ini", "4913", "__MACOSX"})  # 4913: vim tries whether it may write


class Stat(Value, frozen=True, array_like=True):
    size: int
    mtime_ns: int


class Files(Value, frozen=True):
    """All files of a journal, by path relative to its root, in no certain order."""

    sources: dict[str, Stat]  # entries and pages
    comments: dict[str, Stat]
    static: dict[str, Stat]
    others: dict[str, Stat]  # photos, and whatever else lies beside entries or in content/images
    problems: tuple[Problem, ...] = ()


def is_temporary(name: str) -> bool:
    """Whether a file is an editor's or a system's own, and none of the journal's."""
    return name.startswith((".", "#")) or name.endswith(_TEMPORARY) or name in _UNWANTED


def scan(root: Path) -> Files:
    """Look through content/ below `root`. Symbolic links are followed as long as they stay inside it."""
    files = Files({}, {}, {}, {})
    problems: list[Problem] = []
    inside = (root / "content").resolve()
    for folder, found in (("entries", files.others), ("pages", files.others), ("images", files.others)):
        _walk(f"{root}/content/{folder}", f"content/{folder}", inside, found, problems, hidden=False)
    _walk(f"{root}/content/static", "content/static", inside, files.static, problems, hidden=True)
    for path in [path for path in files.others if path.endswith((".md", COMMENTS))]:
        if not path.startswith("content/images/"):
            kind = files.comments if path.endswith(COMMENTS) else files.sources
            kind[path] = files.others.pop(path)
    return Files(files.sources, files.comments, files.static, files.others, tuple(sorted(problems)))


def _walk(
    folder: str, name: str, inside: Path, found: dict[str, Stat], problems: list[Problem], *, hidden: bool
) -> None:
    """Note the files below `folder`, whose path from the root is `name`. `hidden`: dotfiles count."""
    try:
        entries = os.scandir(folder)
    except FileNotFoundError:
        return
    except OSError as error:
        problems.append(Problem(name, 1, f"cannot be read: {error.strerror}", "see to its permissions"))
        return
    with entries:
        for entry in entries:
            if is_temporary(entry.name) and not (hidden and _is_hidden_but_meant(entry.name)):
                continue
            path = f"{name}/{entry.name}"
            if problem := _problem(entry, path, inside):
                problems.append(problem)
            elif entry.is_dir():
                _walk(entry.path, path, inside, found, problems, hidden=hidden)
            elif entry.is_file():
                status = entry.stat()
                found[path] = Stat(status.st_size, status.st_mtime_ns)


def _is_hidden_but_meant(name: str) -> bool:
    return name.startswith(".") and name not in (".DS_Store", ".git", ".gitkeep") and not name.endswith(_TEMPORARY)


def _problem(entry: os.DirEntry[str], path: str, inside: Path) -> Problem | None:
    if not entry.name.isprintable() or "\\" in entry.name:  # among them names that are no UTF-8
        shown = path.encode("utf-8", "backslashreplace").decode().encode("unicode_escape").decode("ascii")
        return Problem(shown, 1, "the name holds signs that no address can hold", "rename it")
    if not entry.is_symlink():
        return None
    target = Path(os.path.realpath(entry.path))
    if not target.is_relative_to(inside):
        return Problem(path, 1, "the link leads out of content/", "put a copy there instead")
    if not target.exists():
        return Problem(path, 1, "the link leads nowhere", "remove it")
    if Path(entry.path).parent.resolve().is_relative_to(target):
        return Problem(path, 1, "the link leads back to a folder that it is in", "remove it")
    return None
