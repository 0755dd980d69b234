"""`tagwerk import wordpress`: one look at the export, a plan, then every item written; last, the account."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from .. import config as settings
from ..build import settings as read_settings
from ..config import Config
from ..model import Failed, Problem, Value
from . import record as records
from .account import Account
from .comments import sort
from .download import Downloads
from .exports import Export, exports
from .items import Items
from .library import Library
from .links import Links, term_addresses
from .plan import Plan, plan
from .reader import read
from .record import Imported, Record
from .settings import alias_lines, base_url_warnings, config_of, line_of, settings_text
from .shelf import Beside, Shelf
from .site import Site, look
from .values import Blog, Post
from .writing import Folder, Outcome

IMAGES = "content/images"
PARTS = ".tagwerk/downloads"  # what of a download is not whole yet

Progress = Callable[[str, int, int], None]


class Options(Value, frozen=True):
    """What an import is asked for."""

    root: Path
    exports: tuple[Path, ...]
    media: tuple[Path, ...] = ()
    download: bool = False
    dry: bool = False


class Result(Value, frozen=True):
    """What an import did, or would do."""

    account: Account
    warnings: tuple[Problem, ...]
    outcomes: tuple[tuple[str, Outcome], ...]  # by path of each source, comments file and the settings
    advice: tuple[str, ...]  # lines for a journal.toml that was there already


def run(options: Options, progress: Progress) -> Result:
    """Import. Raises Failed, with nothing written yet, where an export or the journal cannot be read."""
    warnings: list[Problem] = []
    files = exports(options.exports)
    site = look(files, warnings.append)
    if not site.counts.total():
        message = "holds no posts, pages or media"
        raise Failed([Problem(files[0].name, 1, message, "export all content from WordPress")])
    importing = _Import(options, files, site, warnings)
    try:
        return importing.run(progress)
    finally:
        importing.close()


class _Import:
    def __init__(self, options: Options, files: list[Export], site: Site, warnings: list[Problem]) -> None:
        self._options = options
        self._files = files
        self._site = site
        self._warnings = warnings
        self._name, self._record = records.load(options.root, site.hosts.names())
        self._is_new = not (options.root / settings.PATH).exists()
        self._config = config_of(site) if self._is_new else read_settings(options.root)
        known = {number: imported.stem for number, imported in self._record.items.items()}
        self._plan = plan(site, self._config.permalink, known, questions=self._record.first)
        self._folder = Folder(options.root, options.dry)
        downloads = Downloads(site.hosts, options.root / PARTS) if options.download else None
        library = Library(options.media) if options.media else None
        self._shelf = Shelf(options.root, self._folder, site, library, downloads)
        self._account = Account(site.counts)
        self._outcomes: list[tuple[str, Outcome]] = []
        self._items = Items(
            site, self._plan, Links(site, self._plan), self._shelf, self._folder, self._account, self._outcomes
        )
        self._imported: dict[int, Imported] = dict(self._record.items)
        self._images: dict[str, str] = dict(self._record.images)

    def close(self) -> None:
        self._shelf.close()

    def run(self, progress: Progress) -> Result:
        account = self._account
        for item in self._site.left_out:
            account.leave(item.group, item.reason, f"{item.id} {item.title}".strip())
        self._begin()
        try:
            self._write_items(progress)
            self._write_other_files(progress)
            advice = self._write_settings()
        finally:
            self._save()
        self._shelf.settle(account)
        if not account.adds_up():
            message = "the account does not add up: it changed while it was read, or Tagwerk made a mistake"
            raise Failed([Problem(self._files[0].name, 1, message, "import it again")])
        return Result(account, tuple(sorted(self._warnings)), tuple(self._outcomes), advice)

    def _begin(self) -> None:
        """Note what is about to be written, so that what a kill leaves behind is known as ours."""
        for number, place in self._plan.places.items():
            stands = any(self._folder.exists(place.stem + end) for end in (".md", "/index.md"))
            if number not in self._imported and not stands:
                self._imported[number] = Imported(place.stem)
        self._save()

    def _save(self) -> None:
        if not self._options.dry:
            record = Record(self._imported, self._images, self._record.first)
            records.save(self._options.root, self._name, record)

    def _write_items(self, progress: Progress) -> None:
        done, total = 0, len(self._site.items)
        for post in self._posts():
            number = self._site.positions.get((post.file, post.number))
            if number:
                self._write_item(post, number)
                done += 1
                progress("entries", done, total)
            else:
                self._leave(post, with_comments=number is None)
        for owner, remarks in self._site.remarks.items():
            if owner not in self._site.items:
                self._items.leave_comments(sort(remarks))

    def _write_item(self, post: Post, number: int) -> None:
        remarks = (*post.comments, *self._site.remarks.get(number, ()))
        written = self._items.write(post, self._site.items[number], sort(remarks), self._imported.get(number))
        if written is not None:
            self._imported[number] = written

    def _leave(self, post: Post, with_comments: bool) -> None:
        if with_comments:
            self._items.leave_comments(sort(post.comments))
        self._items.leave_text(post, f"{post.id} {post.title[:200]}".strip())

    def _posts(self) -> Iterator[Post]:
        for export in self._files:
            for found in read(export, lambda _: None):
                if not isinstance(found, Blog):
                    yield found

    def _write_other_files(self, progress: Progress) -> None:
        """What no entry shows goes to content/images, where its author can still find it."""
        others = [file for file in self._site.files if not self._shelf.asked_for(file)]
        for done, file in enumerate(others, 1):
            folder = f"{IMAGES}/{file.rpartition('/')[0] or 'wordpress'}"
            beside = Beside(folder, "", {known: name for known, name in self._images.items() if known == file})
            self._shelf.place(file, beside)
            self._images.update(beside.known)
            progress("other files", done, len(others))

    def _term_aliases(self) -> dict[str, str]:
        """Old addresses of categories and tags, but for those at which something else stands now."""
        taken = {address for place in self._plan.places.values() for address in (place.address, *place.aliases)}
        return {old: new for old, new in term_addresses(self._site).items() if old not in taken}

    def _write_settings(self) -> tuple[str, ...]:
        """A journal.toml where there is none; else what could be added to the one there is."""
        aliases = self._term_aliases()
        if not self._is_new:
            self._warnings += base_url_warnings(self._config, settings.line_of(self._options.root, "base_url"))
            return _advice(self._config, self._plan, aliases)
        text = settings_text(self._site, self._plan, self._items.first_day(), aliases)
        self._folder.write(settings.PATH, text.encode())
        self._outcomes.append((settings.PATH, Outcome.WRITTEN))
        self._warnings += base_url_warnings(self._config, line_of(text, "base_url"))
        if not self._site.sure_of_timezone:
            message = f'timezone "{self._site.timezone}": not all dates of the export agree with it'
            hint = "see whether it is yours"
            self._warnings.append(Problem(settings.PATH, line_of(text, "timezone"), message, hint, warning=True))
        return ()


def _advice(config: Config, plan: Plan, aliases: dict[str, str]) -> tuple[str, ...]:
    lines = [] if config.day_archives else ["day_archives = true"]
    if not config.redirects:
        lines.append('redirects = "apache"  # or "netlify"')
    missing = dict(sorted(aliases.items() - set(config.aliases)))
    return (*lines, *(("[aliases]", *alias_lines(missing).splitlines()) if missing else ()))
