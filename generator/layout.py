"""From what the sources say to all that the site will hold: its pages, the files to copy, the complaints."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

import msgspec

from .config import Config
from .content import Files
from .journal import day_warnings, index, is_published, next_change
from .ledger import Known, Memory, PhotoFacts, digest
from .model import Head, Problem, Value
from .pages import Copy, collisions, plan, site, wanted_photos
from .photos import ENDINGS, Candidates, Encoding, encoding, metadata
from .photos import copies as photo_copies
from .reading import facts, measure_all
from .staleness import fingerprint
from .templates import TemplateError, assets, closure, source, template_files
from .views import Page, Site

PHOTO_CACHE = ".tagwerk/photos"


class Failed(Exception):
    """A build that stops, for these reasons."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)


class Layout(Value, frozen=True):
    """All that a site will hold."""

    site: Site
    pages: tuple[Page, ...]
    copies: tuple[Copy, ...]
    marks: Mapping[str, bytes]  # output path -> fingerprint
    encodings: tuple[Encoding, ...]
    photos: Mapping[str, PhotoFacts]
    warnings: tuple[Problem, ...]
    valid_until: dt.datetime


def lay_out(
    root: Path,
    jobs: int,
    config: Config,
    now: dt.datetime,
    files: Files,
    readings: Mapping[str, Known],
    folders: Sequence[Path],
    memory: Memory,
    engine: bytes,
    *,
    drafts: bool,
    future: bool,
) -> Layout:
    """Plan the whole site. Raises Failed with every problem there is."""
    heads = [known.reading.head for known in readings.values() if known.reading.head is not None]
    published = [head for head in heads if is_published(head, now, drafts=drafts, future=future)]
    journal = index(published, config.permalink)
    candidates = Candidates(files.others)
    wanted = wanted_photos(published, candidates)
    photos, photo_problems = measure_all(root, wanted, files, memory, jobs)
    measured = facts(photos)
    others = {path: (stat.size, stat.mtime_ns) for path, stat in files.others.items()}
    planned = plan(journal, config, now, heads, candidates, measured, others, str(root))
    addresses, asset_copies = _assets(folders)
    encodings = [encoding(path, photo) for path, photo in measured.items()]
    pictures = {copy.path: copy for item in encodings for copy in _photo_copies(root, item)}
    copies = (*asset_copies, *pictures.values(), *planned.copies, *_static_copies(files))
    problems = [
        *files.problems,
        *(problem for known in readings.values() for problem in known.reading.problems),
        *photo_problems,
        *planned.problems,
        *collisions((*planned.pages, *copies)),
        *_static_problems(root, files),
        *day_warnings(journal),
        *_missing_alts(published),
    ]
    if any(not problem.warning for problem in problems):
        raise Failed(problems)
    the_site = site(config, journal, addresses)
    return Layout(
        site=the_site,
        pages=planned.pages,
        copies=copies,
        marks=_marks(planned.pages, copies, _shared(the_site, config, engine), folders),
        encodings=tuple(encodings),
        photos=photos,
        warnings=tuple(sorted(set(problems))),
        valid_until=dt.datetime.max if future else next_change(heads, now),
    )


def _shared(the_site: Site, config: Config, engine: bytes) -> bytes:
    """The digest of what decides every page beside its view and its template."""
    return digest(msgspec.msgpack.encode((the_site, config.line_breaks, config.timezone)) + engine)


def _marks(pages: Iterable[Page], copies: Iterable[Copy], shared: bytes, folders: Sequence[Path]) -> dict[str, bytes]:
    """The fingerprint of every output."""
    try:
        templates = closure({name: source(name, file) for name, file in template_files(folders).items()})
    except TemplateError as error:
        raise Failed([error.problem]) from error
    marks = {page.path: fingerprint(page.view, templates.get(page.template, "").encode(), shared) for page in pages}
    marks.update((copy.path, digest(copy.mark.encode())) for copy in copies)
    return marks


def _assets(folders: Sequence[Path]) -> tuple[dict[str, str], list[Copy]]:
    """Addresses of the assets by name, each with a digest in it so that browsers may keep them for ever."""
    addresses, copies = {}, []
    for name, file in assets(folders).items():
        mark = digest(file.read_bytes()).hex()
        path = PurePosixPath("assets", name)
        path = path.with_name(f"{path.stem}-{mark[:8]}{path.suffix}")
        addresses[name] = f"/{path}"
        copies.append(Copy(str(path), str(file), mark))
    return addresses, copies


def _photo_copies(root: Path, item: Encoding) -> Iterator[Copy]:
    for address, name in photo_copies(item.source, item.facts):
        yield Copy(address[1:], f"{root}/{PHOTO_CACHE}/{name}", name)


def _static_copies(files: Files) -> Iterator[Copy]:
    for path, stat in files.static.items():
        yield Copy(path.removeprefix("content/static/"), path, f"{stat.size} {stat.mtime_ns}", (path,))


def _static_problems(root: Path, files: Files) -> Iterator[Problem]:
    for path in files.static:
        if PurePosixPath(path).suffix.lower() in ENDINGS and (found := metadata(root / path)):
            hint = "remove it, or put the photo into content/images"
            yield Problem(path, 1, f"this photo would be published with its metadata ({found})", hint)


def _missing_alts(heads: Iterable[Head]) -> Iterator[Problem]:
    counts = {head.source: head.survey.missing_alts + sum(_undescribed(head)) for head in heads}
    total = sum(counts.values())
    if total:
        first = next(path for path, count in sorted(counts.items()) if count)
        what = "a photo has" if total == 1 else f"{total} photos have"
        yield Problem(first, 1, f"{what} no alt text (the first is here)", "say what it shows: alt: …", warning=True)


def _undescribed(head: Head) -> Iterator[bool]:
    """Of each photo of the front matter that the body does not place, whether its alt text is missing."""
    placed = {reference.target for reference in head.survey.references if reference.photo}
    return (image.alt is None for image in head.images if image.name not in placed)
