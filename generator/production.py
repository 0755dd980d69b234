"""Stale outputs made and put in place: pages rendered, photos encoded, files copied, the rest removed."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from . import output as writer
from .config import Config
from .layout import PHOTO_CACHE, Failed, Layout
from .ledger import TICK_NS, Ledger, Stamp, Store, Written
from .markup import MarkupError
from .model import Problem, Value
from .pages import Copy
from .photos import Encoding, encode
from .staleness import Reason, stale
from .views import Page
from .workers import spread

CHUNK = 32  # pages that a worker takes at a time
PARALLEL = 64  # fewer than this are rendered sooner than workers are started

Progress = Callable[[str, int, int], None]  # what is being made, how many are done, how many there are


class _Part(Value, frozen=True):
    """What a worker has to say of some pages."""

    written: tuple[tuple[str, Written], ...] = ()
    problems: tuple[Problem, ...] = ()
    changed: bool = False  # a source is no longer what the plan was made of


class Production:
    """The making of one layout."""

    def __init__(
        self,
        root: Path,
        output: Path,
        jobs: int,
        store: Store,
        config: Config,
        layout: Layout,
        folders: Sequence[Path],
        progress: Progress,
    ) -> None:
        self.reasons: dict[str, Reason] = {}
        self.removed = 0
        self._root = root
        self._output = output
        self._jobs = jobs
        self._store = store
        self._config = config
        self._layout = layout
        self._folders = folders
        self._progress = progress

    def run(self, ledger: Ledger | None) -> dict[str, Written] | None:
        """What every output is once all is in place; None where a source changed under way. Raises Failed."""
        marks = self._layout.marks
        known = ledger.outputs if ledger else {}
        found = writer.look(self._output, marks, known, ledger.saved_ns - TICK_NS if ledger else 0)
        self.reasons = stale(marks, known, found)
        staging = writer.Staging(self._staging_folder(), self._output, known)
        staging.clear()
        made = self._render(staging, found)
        if made is None:
            return None
        self._encode()
        made.update(self._copy(staging, found))
        written = {path: made[path] if path in made else known[path] for path in marks}
        gone = set(writer.strays(self._output, marks)) if ledger is None else known.keys() - marks.keys()
        self._store.announce(path for path in marks if path not in known)
        writer.merge(staging.folder, self._output)
        self.removed = writer.prune(self._output, gone)
        return written

    def _staging_folder(self) -> Path:
        """Beside the ledger, unless the output is on another file system, where files cannot be moved to."""
        parent = next(folder for folder in (self._output, *self._output.parents) if folder.exists())
        keeps = os.access(self._store.folder, os.W_OK)
        if keeps and os.stat(parent).st_dev == os.stat(self._store.folder).st_dev:
            return self._store.folder / "staging"
        return self._output.parent / f".{self._output.name}.staging"

    def _render(self, staging: writer.Staging, found: Mapping[str, Stamp]) -> dict[str, Written] | None:
        pages = [page for page in self._layout.pages if page.path in self.reasons]
        if not pages:
            return {}
        work = self._renderer(staging, found)
        made: dict[str, Written] = {}
        problems: list[Problem] = []
        for part in spread(work, pages, self._jobs if len(pages) >= PARALLEL else 1, CHUNK):
            if part.changed:
                return None
            made.update(part.written)
            problems += part.problems
        if problems:
            staging.clear()
            raise Failed((*problems, *self._layout.warnings))
        return made

    def _renderer(self, staging: writer.Staging, found: Mapping[str, Stamp]) -> Callable[[Sequence[Page]], _Part]:
        from .rendering import Renderer, SourceChanged
        from .templates import TemplateError

        cache = self._store.folder.parent / "templates"
        renderer = Renderer(self._root, self._config, self._layout.site, self._folders, cache)
        marks = self._layout.marks

        def work(pages: Sequence[Page]) -> _Part:
            written = []
            problems = []
            for page in pages:
                try:
                    data = renderer.render(page)
                except SourceChanged:
                    return _Part(changed=True)
                except TemplateError as error:
                    problems.append(error.problem)
                except MarkupError as error:
                    path = page.sources[0] if page.sources else page.path
                    problems.append(Problem(path, error.line, error.message, error.hint))
                else:
                    written.append((page.path, staging.put(page.path, data, marks[page.path], found.get(page.path))))
            return _Part(tuple(written), tuple(problems))

        return work

    def _encode(self) -> None:
        cache = self._root / PHOTO_CACHE
        stale_files = {copy.file for copy in self._layout.copies if copy.path in self.reasons}
        missing = {file for file in stale_files if file.startswith(f"{cache}/") and not os.path.exists(file)}
        wanted = [
            item
            for item in self._layout.encodings
            if any(f"{cache}/{output.name}" in missing for output in item.outputs)
        ]
        problems: list[Problem] = []
        for done, part in enumerate(spread(self._encoder(cache), wanted, self._jobs, 1), 1):
            problems += part
            self._progress("photos", done, len(wanted))
        if problems:
            raise Failed((*problems, *self._layout.warnings))

    def _encoder(self, cache: Path) -> Callable[[Sequence[Encoding]], list[Problem]]:
        return lambda items: [problem for item in items for problem in encode(self._root, cache, item)]

    def _copy(self, staging: writer.Staging, found: Mapping[str, Stamp]) -> dict[str, Written]:
        copies = [copy for copy in self._layout.copies if copy.path in self.reasons]
        return {copy.path: self._put(staging, copy, found.get(copy.path)) for copy in copies}

    def _put(self, staging: writer.Staging, copy: Copy, found: Stamp | None) -> Written:
        try:
            data = (self._root / copy.file).read_bytes()
        except OSError as error:
            path = copy.sources[0] if copy.sources else copy.file
            raise Failed([Problem(path, 1, f"cannot be read: {error.strerror}", "see to its permissions")]) from error
        return staging.put(copy.path, data, self._layout.marks[copy.path], found)
