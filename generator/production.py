"""Stale outputs made and put in place: pages rendered, photos encoded, files copied, the rest removed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from . import output as writer
from .layout import Given, Layout
from .ledger import Ledger, Part, Store, Written, digest
from .markup import MarkupError
from .model import Failed, Problem, Stamp, Value
from .pages import PHOTO_CACHE, Copy, Section, collide, collisions
from .staleness import Reason, fingerprint, stale
from .views import Page
from .workers import spread

CHUNK = 1  # sections that a worker takes at a time
COPIES = 16  # files that a worker copies at a time
PARALLEL = 8  # fewer than this are made sooner than workers are started

if TYPE_CHECKING:
    from .rendering import Renderer


class Made(Value, frozen=True):
    """What became of one section."""

    name: str
    outputs: Mapping[str, Written] = {}
    reasons: Mapping[str, Reason] = {}
    pending: tuple[Copy, ...] = ()  # to be copied, perhaps encoded before
    problems: tuple[Problem, ...] = ()
    changed: bool = False  # a source is no longer what the plan was made of


class Outcome(Value, frozen=True):
    """What a whole layout came to."""

    parts: Mapping[str, Part]
    reasons: Mapping[str, Reason]
    removed: tuple[str, ...]
    count: int  # of all outputs
    folders: Mapping[str, int]  # with their time stamps


class Production:
    """The making of one layout."""

    def __init__(
        self, given: Given, output: Path, store: Store, layout: Layout, progress: Callable[[str, int, int], None]
    ) -> None:
        self._given = given
        self._root = given.root
        self._output = output
        self._jobs = given.jobs
        self._store = store
        self._layout = layout
        self._progress = progress

    def run(self, ledger: Ledger | None, look: writer.Look) -> Outcome | None:
        """Make what is stale, and put it in place; None where a source changed under way. Raises Failed.

        `look`: in what the output is not what the ledger says was written.
        """
        known = ledger.outputs() if ledger else {}
        sections = [section for section in self._layout.sections if self._is_stale(section, ledger, look.other)]
        staging = writer.Staging(writer.staging_folder(self._output, self._store.folder), self._output, known)
        standing = writer.Standing(self._output, known, look.other)
        writer.clear(staging.folder)
        try:
            made = self._make(sections, staging, standing, known)
            if made is None:
                return None
            parts = self._parts(made, ledger, self._copy(made, staging, standing))
        except (NotADirectoryError, IsADirectoryError, FileExistsError):  # one output stood in another's way
            self._refuse_collisions()
            raise
        planned = known
        gone: Iterable[str] = look.strays
        if ledger is None or _moved(parts, ledger):
            planned = _together(parts)
            self._check_paths(parts, planned)
            gone = writer.strays(self._output, planned) if ledger is None else (known.keys() | gone) - planned.keys()
            gone = set(gone)
            self._store.announce(path for path in planned if path not in known)
        writer.merge(staging.folder, self._output)
        removed = writer.prune(self._output, gone)
        reasons = {path: reason for item in made for path, reason in item.reasons.items()}
        folders = writer.folder_stamps(self._output, ledger.folders if ledger else {}, (*reasons, *removed))
        return Outcome(parts, reasons, removed, len(planned), folders)

    def _is_stale(self, section: Section, ledger: Ledger | None, other: Mapping[str, Stamp | None]) -> bool:
        part = ledger.parts.get(section.name) if ledger is not None else None
        if ledger is None or part is None or ledger.common != self._layout.common:
            return True
        return part.mark != self._layout.marks[section.name] or not other.keys().isdisjoint(part.outputs)

    def _parts(self, made: Iterable[Made], ledger: Ledger | None, copied: Mapping[str, Written]) -> dict[str, Part]:
        """What every section came to, in the order of the plan."""
        anew = {item.name: item for item in made}
        parts = {}
        for name, mark in self._layout.marks.items():
            if name in anew:
                item = anew[name]
                pending = {copy.path: copied[copy.path] for copy in item.pending}
                parts[name] = Part(mark, {**item.outputs, **pending})
            elif ledger is not None:
                parts[name] = ledger.parts[name]
        return parts

    def _check_paths(self, parts: Mapping[str, Part], planned: Mapping[str, Written]) -> None:
        """Raise Failed where two outputs claim one file."""
        count = sum(len(part.outputs) for part in parts.values())
        alone = count == len(planned) or all(
            written.fingerprint == planned[path].fingerprint
            for part in parts.values()
            for path, written in part.outputs.items()
        )
        if not alone or collide(planned):
            self._refuse_collisions()

    def _refuse_collisions(self) -> None:
        problems = tuple(collisions(item for section in self._layout.sections for item in section.made()))
        if problems:
            raise Failed((*problems, *self._layout.warnings))

    def _make(
        self,
        sections: Sequence[Section],
        staging: writer.Staging,
        standing: writer.Standing,
        known: Mapping[str, Written],
    ) -> list[Made] | None:
        work = self._maker(staging, standing, known)
        made: list[Made] = []
        for part in spread(work, sections, self._jobs if len(sections) >= PARALLEL else 1, CHUNK):
            made += _DECODER.decode(part)
            if made[-1].changed:
                return None
        problems = [problem for item in made for problem in item.problems]
        if problems:
            writer.clear(staging.folder)
            raise Failed((*problems, *self._layout.warnings))
        return made

    def _maker(
        self, staging: writer.Staging, standing: writer.Standing, known: Mapping[str, Written]
    ) -> Callable[[Sequence[Section]], bytes]:
        """A function that makes sections and answers with encoded `Made` values, which are small and quick to send."""
        from .rendering import Renderer

        layout = self._layout
        cache = self._store.folder.parent / "templates"
        renderer = Renderer(self._root, self._given.config, layout.site, self._given.folders, cache)
        common = digest(layout.common.engine + layout.common.settings)

        def make(section: Section) -> Made:
            outputs = section.made()
            problems = tuple(collisions(outputs))
            marks = {output.path: _fingerprint(output, layout.common.templates, common) for output in outputs}
            found = standing.of(marks)
            reasons = stale(marks, known, found)
            written = {path: known[path] for path in marks if path not in reasons}
            pending = []
            for output in outputs:
                if output.path not in reasons:
                    continue
                if isinstance(output, Copy):
                    pending.append(output)
                    continue
                data, failure = _rendered(renderer, output)
                if data is None:
                    problems += failure
                else:
                    written[output.path] = staging.put(output.path, data, marks[output.path], found.get(output.path))
            return Made(section.name, written, reasons, tuple(pending), problems)

        def work(sections: Sequence[Section]) -> bytes:
            return msgspec.msgpack.encode([_unless_changed(make, section) for section in sections])

        return work

    def _copy(self, made: Iterable[Made], staging: writer.Staging, standing: writer.Standing) -> dict[str, Written]:
        """Copy what is pending, encoding first the photos that are not in the cache."""
        pending = list({copy.path: copy for item in made for copy in item.pending}.values())
        self._encode(pending)
        copied: dict[str, Written] = {}
        put = self._copier(staging, standing)
        for part in spread(put, pending, self._jobs if len(pending) >= PARALLEL * COPIES else 1, COPIES):
            if isinstance(part, Problem):
                raise Failed((part, *self._layout.warnings))
            copied.update(part)
        return copied

    def _copier(
        self, staging: writer.Staging, standing: writer.Standing
    ) -> Callable[[Sequence[Copy]], dict[str, Written] | Problem]:
        def put(copies: Sequence[Copy]) -> dict[str, Written] | Problem:
            found = standing.of(copy.path for copy in copies)
            written = {}
            for copy in copies:
                try:
                    data = (self._root / copy.file).read_bytes()
                except OSError as error:
                    path = copy.sources[0] if copy.sources else copy.file
                    return Problem(path, 1, f"cannot be read: {error.strerror}", "see to its permissions")
                written[copy.path] = staging.put(copy.path, data, _mark(copy), found.get(copy.path))
            return written

        return put

    def _encode(self, pending: Iterable[Copy]) -> None:
        from .photos import Encoding, encode, is_whole

        cache = self._root / PHOTO_CACHE
        missing = {copy.encoding.source: copy.encoding for copy in pending if copy.encoding
                   and not is_whole(self._root / copy.file)}  # fmt: skip
        wanted: list[Encoding] = list(missing.values())
        problems: list[Problem] = []

        def work(items: Sequence[Encoding]) -> list[Problem]:
            return [problem for item in items for problem in encode(self._root, cache, item)]

        for done, part in enumerate(spread(work, wanted, self._jobs, 1), 1):
            problems += part
            self._progress("photos", done, len(wanted))
        if problems:
            raise Failed((*problems, *self._layout.warnings))


def _moved(parts: Mapping[str, Part], ledger: Ledger) -> bool:
    """Whether any section came, went, or has other files than it had."""
    before = ledger.parts
    return parts.keys() != before.keys() or any(
        part is not before[name] and part.outputs.keys() != before[name].outputs.keys() for name, part in parts.items()
    )


def _together(parts: Mapping[str, Part]) -> dict[str, Written]:
    """The files of all sections."""
    together: dict[str, Written] = {}
    for part in parts.values():
        together.update(part.outputs)
    return together


def _fingerprint(output: Page | Copy, templates: Mapping[str, str], common: bytes) -> bytes:
    if isinstance(output, Copy):
        return _mark(output)
    return fingerprint(output.view, output.address.encode(), templates.get(output.template, "").encode(), common)


def _mark(copy: Copy) -> bytes:
    return digest(copy.mark.encode())


def _unless_changed(make: Callable[[Section], Made], section: Section) -> Made:
    from .rendering import SourceChanged

    try:
        return make(section)
    except SourceChanged:
        return Made(section.name, changed=True)


def _rendered(renderer: Renderer, page: Page) -> tuple[bytes | None, tuple[Problem, ...]]:
    """The content of a page, or what is wrong with it."""
    from .templates import TemplateError

    try:
        return renderer.render(page), ()
    except TemplateError as error:
        return None, (error.problem,)
    except MarkupError as error:
        path = page.sources[0] if page.sources else page.path
        return None, (Problem(path, error.line, error.message, error.hint),)


_DECODER = msgspec.msgpack.Decoder(list[Made])
