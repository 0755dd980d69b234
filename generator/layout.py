"""From what the sources say to all that the site will hold: its sections, what decides them, the complaints."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

import msgspec

from .config import Config
from .content import Files
from .journal import Index, Journal, day_warnings, is_future, next_change, published
from .ledger import DOUBT_NS, Common, FileFacts, Kept, Ledger, Memory, PhotoFacts, digest
from .model import Failed, Head, Problem, Reading, Stamp, Value
from .pages import (
    Copy,
    Resolver,
    Section,
    Sources,
    Surroundings,
    alias_problems,
    asset_names,
    collisions,
    missing_alts,
    missing_pages,
    own_map,
    sections,
    site,
    wanted_photos,
)
from .photos import Candidates
from .providers import setting_problems
from .reading import digest_all, facts, measure_all, stamps
from .templates import TemplateError, assets, closure, source, syntax_problems, template_files
from .views import Site


class Given(Value, frozen=True):
    """All that a plan is made of."""

    root: Path
    folders: tuple[Path, ...]  # of templates, the journal's own first
    config: Config
    now: dt.datetime  # naive, in the journal's time zone
    files: Files
    looks: Mapping[str, Stamp]  # of templates and assets, by absolute path
    readings: Mapping[str, Reading]
    engine: bytes
    drafts: bool
    future: bool
    jobs: int


class Layout(Value, frozen=True):
    """All that a site will hold."""

    site: Site
    common: Common
    sections: tuple[Section, ...]
    marks: Mapping[str, bytes]  # section name -> what decides it
    memory: Memory
    warnings: tuple[Problem, ...]
    valid_until: dt.datetime


class Planner:
    """Lays out one site after another, and keeps what an edit does not touch."""

    def __init__(self) -> None:
        self._index = Index()
        self._marks: dict[str, tuple[tuple[object, ...], bytes]] = {}

    def lay_out(self, given: Given, memory: Memory, ledger: Ledger | None, seen_ns: int) -> Layout:
        """Plan the whole site. Raises Failed with every problem there is."""
        config, files = given.config, given.files
        heads = [reading.head for reading in given.readings.values() if reading.head is not None]
        shown = published(heads, given.now, drafts=given.drafts, future=given.future)
        journal = self._index.order(shown, config.permalink)
        resolved, photos, photo_problems = _resolve(given, memory, journal, heads, shown)
        attachments = {path for kept in resolved.values() for _, path in kept.resolved.attachments}
        named = _assets(given)
        copied = {path: files.others[path] for path in attachments} | files.static
        digests, file_problems = digest_all(
            given.root, copied | {str(file): given.looks[str(file)] for file in named.values()}, memory
        )
        addresses, asset_copies = _asset_copies(named, digests)
        outcomes = {name: kept.resolved for name, kept in resolved.items()}
        problems = [
            *files.problems,
            *(problem for reading in given.readings.values() for problem in reading.problems),
            *photo_problems,
            *file_problems,
            *(problem for outcome in outcomes.values() for problem in outcome.problems),
            *missing_alts(outcomes),
            *_setting_problems(given, journal, heads),
            *_telling(given.root, digests, memory, attachments),
            *day_warnings(journal),
        ]
        sources = Sources(
            resolved=outcomes,
            facts=facts(photos),
            digests={path: file.digest for path, file in digests.items()},
            future=frozenset(head.source for head in shown if is_future(head, given.now))
            if given.future
            else frozenset(),
        )
        static = sorted(files.static.keys() & digests.keys())
        planned = tuple(sections(journal, config, sources, asset_copies, static))
        if any(not problem.warning for problem in problems):
            raise Failed((*problems, *_foreseen(given, planned)))
        the_site = site(config, journal, addresses)
        return Layout(
            site=the_site,
            common=_common(given, the_site, ledger),
            sections=planned,
            marks=self._marked(planned),
            memory=Memory(
                key=memory.key,
                seen_ns=seen_ns,
                stamps=stamps(files),
                readings=given.readings,
                photos=photos,
                files=digests,
                resolved=resolved,
            ),
            warnings=tuple(sorted(set(problems))),
            valid_until=next_change(heads, given.now),
        )

    def _marked(self, planned: Iterable[Section]) -> dict[str, bytes]:
        """What decides each section; computed anew only where it may have changed since the last plan."""
        known, self._marks = self._marks, {}
        for section in planned:
            before = known.get(section.name)
            same = before is not None and before[0] == section.inputs
            self._marks[section.name] = before if before and same else (section.inputs, section.mark())
        return {name: mark for name, (_, mark) in self._marks.items()}


def _foreseen(given: Given, planned: Iterable[Section]) -> Iterator[Problem]:
    """What rendering would complain of, as far as it can be told of a site that will not be rendered."""
    yield from collisions(output for section in planned for output in section.made())
    yield from syntax_problems(given.folders)


def _resolve(
    given: Given, memory: Memory, journal: Journal, heads: Sequence[Head], shown: Iterable[Head]
) -> tuple[dict[str, Kept], dict[str, PhotoFacts], list[Problem]]:
    """What the references of each head lead to; of photos that are wanted, their facts and what is wrong with them."""
    referring = [head for head in shown if head.images or head.survey.references or head.survey.missing_alts]
    if not referring:
        return {}, {}, []
    files = given.files
    names = digest(msgspec.msgpack.encode((journal.addresses, [(head.source, head.slug) for head in heads])))
    surroundings = Surroundings(files.others, names, memory.seen_ns - DOUBT_NS)
    marks = {head.source: surroundings.mark(head) for head in referring}
    known = memory.resolved
    kept = {name: known[name] for name, mark in marks.items() if name in known and known[name].mark == mark}
    candidates = Candidates(files.others)
    work = [head for head in referring if head.source not in kept]
    wanted = {path for item in kept.values() for path in item.resolved.files}
    wanted.update(path for head in work for path in wanted_photos(head, candidates))
    photos, problems = measure_all(given.root, wanted, files, memory, given.jobs)
    unread = [path for path, reading in given.readings.items() if reading.head is None]
    resolver = Resolver(journal, heads, candidates, facts(photos), files.others, str(given.root), unread)
    for head in work:
        kept[head.source] = Kept(marks[head.source], resolver.resolve(head))
    return kept, photos, problems


def _common(given: Given, the_site: Site, ledger: Ledger | None) -> Common:
    settings = digest(msgspec.msgpack.encode((the_site, given.config.line_breaks, given.config.timezone)))
    return Common(given.engine, settings, _closures(given, ledger))


def _closures(given: Given, ledger: Ledger | None) -> Mapping[str, str]:
    """The digest of each template with all that it may include; as they were, if no template was touched since."""
    if ledger is not None and ledger.common.engine == given.engine and _untouched(given, ledger):
        return ledger.common.templates
    try:
        return closure({name: source(name, file) for name, file in template_files(given.folders).items()})
    except TemplateError as error:
        raise Failed([error.problem]) from error


def _untouched(given: Given, ledger: Ledger) -> bool:
    before = ledger.looks
    return before == given.looks and all(stamp.mtime_ns < ledger.seen_ns - DOUBT_NS for stamp in before.values())


def _assets(given: Given) -> dict[str, Path]:
    files = assets(given.folders)
    return {name: files[name] for name in asset_names(files, given.config.comments)}


def _setting_problems(given: Given, journal: Journal, heads: Sequence[Head]) -> Iterator[Problem]:
    """What is wrong with settings that can be judged only beside all else."""
    config, static, root = given.config, given.files.static, given.root
    yield from missing_pages(config, heads, root)
    yield from own_map(config, static)
    yield from alias_problems(journal, config, static, root)
    yield from _provider_problems(given)


def _provider_problems(given: Given) -> Iterator[Problem]:
    """What is wrong with the settings of the comment provider. Of a template that is none, others complain."""
    name = f"comments/{given.config.comments}.html"
    file = template_files(given.folders).get(name)
    with contextlib.suppress(TemplateError):
        text = "" if file is None else source(name, file)
        yield from setting_problems(given.config, text, given.root)


def _asset_copies(
    named: Mapping[str, Path], digests: Mapping[str, FileFacts]
) -> tuple[dict[str, str], tuple[Copy, ...]]:
    """Addresses of the assets by name, each with a digest in it so that browsers may keep them for ever."""
    addresses, copies = {}, []
    for name, file in named.items():
        if str(file) in digests:
            mark = digests[str(file)].digest
            path = PurePosixPath("assets", name)
            path = path.with_name(f"{path.stem}-{mark[:8]}{path.suffix}")
            addresses[name] = f"/{path}"
            copies.append(Copy(str(path), str(file), mark))
    return addresses, tuple(copies)


def _telling(root: Path, digests: Mapping[str, FileFacts], memory: Memory, attachments: set[str]) -> Iterator[Problem]:
    """What copied files would give away. They are known by their content: a photo may bear any name.

    Those that a build has let through are not looked at again; attachments were, when their entry was resolved.
    """
    for path in digests.keys() - attachments:
        known = memory.files.get(path)
        if known is None or known.digest != digests[path].digest:
            yield from _tells(root, path)


def _tells(root: Path, path: str) -> Iterator[Problem]:
    from .photos import metadata, video_position

    shown = path.removeprefix(f"{root}/")
    if found := metadata(root / path):
        hint = "remove it, or put the photo into content/images"
        yield Problem(shown, 1, f"this photo would be published with its metadata ({found})", hint)
    elif video_position(root / path):
        yield Problem(shown, 1, "this video says where it was filmed", "export it anew without the position")
