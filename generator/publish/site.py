"""The site to be published: built, judged, and listed with the digest of each file."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from ..audit import audit_files
from ..build import Progress, Result, build, no_progress, settings, store_folder
from ..engine import identity
from ..inputs import Options
from ..ledger import Store, Written, digest
from ..model import Failed, Problem
from ..output import read, strays
from ..workers import spread
from .manifest import is_inside
from .target import File, short_digest

CHUNK = 64  # files that a process judges at a time


def built(root: Path, output: Path, jobs: int, progress: Progress = no_progress) -> tuple[Result, dict[str, File]]:
    """Build the site as readers shall see it, without drafts and days to come, and list its files by path.

    Raises Failed where the build has problems, or the output holds what must not be published.
    """
    options = Options(root, output, jobs=jobs)
    result = build(options, progress)
    if result.failed:
        raise Failed(result.problems)
    files = _listed(output, Store(store_folder(options)))
    _refuse_names(output, files)
    _judge(files, output, settings(root).base_url, root / ".tagwerk" / "judged", jobs)
    return result, {path: _file(output, path, written) for path, written in files.items()}


def _file(output: Path, path: str, written: Written) -> File:
    return File(output / path, written.size, short_digest(written.digest))


def _listed(output: Path, store: Store) -> Mapping[str, Written]:
    """What the ledger says was written; where it could not be kept, what stands there."""
    ledger = store.load()
    if ledger is not None:
        return ledger.outputs()
    found = {}
    for path in strays(output, ()):
        data = read(output, path) or b""
        found[path] = Written(b"", digest(data), len(data), 0)
    return found


def _refuse_names(output: Path, paths: Iterable[str]) -> None:
    hint = "rename it in content/static/"
    shown = [path.encode("utf-8", "backslashreplace").decode() for path in paths if not is_inside(path)]
    if shown:
        message = "a file of this name cannot be published"
        raise Failed(Problem(f"{output.name}/{path}", 1, message, hint) for path in shown)


def _judge(files: Mapping[str, Written], output: Path, base_url: str, kept: Path, jobs: int) -> None:
    """Refuse foreign requests and photos that tell too much. What was judged before is known by its digest."""
    marks = {path: _mark(path, written) for path, written in files.items()}
    key = digest(msgspec.msgpack.encode((identity(), base_url)))
    clean = _clean(kept, key)
    new = [output / path for path, mark in marks.items() if mark not in clean]
    if not new:
        return

    def complaints(part: Sequence[Path]) -> tuple[Problem, ...]:
        return audit_files(part, output, base_url)

    found = sorted(problem for part in spread(complaints, new, jobs, CHUNK) for problem in part)
    if found:
        raise Failed(found)
    _keep(kept, key, marks.values())


def _mark(path: str, written: Written) -> bytes:
    """How a file is judged depends on its ending and its content."""
    return written.digest + os.path.splitext(path)[1].lower().encode()


def _clean(kept: Path, key: bytes) -> frozenset[bytes]:
    with contextlib.suppress(OSError, msgspec.MsgspecError):
        known, marks = msgspec.msgpack.decode(kept.read_bytes(), type=tuple[bytes, list[bytes]])
        if known == key:
            return frozenset(marks)
    return frozenset()


def _keep(kept: Path, key: bytes, marks: Iterable[bytes]) -> None:
    with contextlib.suppress(OSError):
        temporary = kept.with_name(kept.name + ".new")
        temporary.write_bytes(msgspec.msgpack.encode((key, sorted(set(marks)))))
        temporary.replace(kept)


def extra_files(extras: Mapping[str, bytes], files: Mapping[str, File], folder: Path) -> Iterator[tuple[str, File]]:
    """Files that a kind of place needs, unless the site has its own, laid down in `folder`."""
    for path, data in extras.items():
        if path not in files:
            folder.mkdir(parents=True, exist_ok=True)
            source = folder / path
            source.write_bytes(data)
            yield path, File(source, len(data), short_digest(digest(data)))
