"""The look: Jinja templates filled with one view each, found by name in the journal's folder first.

What a view holds is decided in pages, how a body or comment becomes HTML below; what is stale is decided elsewhere
from the digests that `closure` gives. Words that depend on a value (dates, counts) come from wording, all others
stand in the templates. jinja2 is imported only when a template is filled or its closure is asked for.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import quote
from zoneinfo import ZoneInfo

import msgspec

from . import wording
from .dates import with_offset
from .model import Comment, Problem, Value
from .views import Body, Comments, Full, Page, Site

Html = Callable[[Body], str]
Threads = Callable[[Comments], tuple[Comment, ...]]

ASSETS = "assets"
_NOT_TEMPLATES = (ASSETS, "starter")  # folders among the templates that hold something else
_NO_TEXT = "save it as UTF-8; what pages address, such as images, belongs in templates/assets"
_LEVELS = 3  # of replies that are shown one within another; deeper ones stand beside their parent
_IN_ADDRESS = "/:?#[]@!$&'()*+,;=%"  # what an address may hold as it is, beside letters and digits


class TemplateError(Exception):
    """A template cannot be read or filled; `problem` says which, where and why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem

    def __str__(self) -> str:
        return str(self.problem)


class Here(Value, frozen=True):
    """What a template may know of its own page."""

    address: str


class Discussion(Value, frozen=True):
    """The comments of an entry as its page shows them."""

    threads: tuple[Comment, ...]  # with replies, at most three levels deep
    mentions: tuple[Comment, ...]  # pingbacks and trackbacks


class _CallbackError(Exception):
    """Carries an exception of `html` or `threads` through a template, whose fault it is not."""

    def __init__(self, error: Exception) -> None:
        super().__init__(error)
        self.error = error


# --- The files ------------------------------------------------------------------------------------------------------


def default_folder() -> Path:
    """The templates that come with Tagwerk: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


def template_files(folders: Sequence[Path]) -> dict[str, Path]:
    """The templates by name ("comments/mail.html"), sorted; the first folder that has a name decides."""
    files = _files(folders)
    return {name: file for name, file in files.items() if name.partition("/")[0] not in _NOT_TEMPLATES}


def assets(folders: Sequence[Path]) -> dict[str, Path]:
    """The files that pages address, by their name below assets/ ("style.css"), sorted and overridden likewise."""
    return _files([folder / ASSETS for folder in folders])


def source(name: str, file: Path) -> str:
    """A template's text. Raises TemplateError where the file cannot be read or is not UTF-8."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise TemplateError(_problem(name, line, "the file is not UTF-8 text", _NO_TEXT)) from error
    except OSError as error:
        raise TemplateError(_problem(name, 1, f"the file cannot be read: {error.strerror}")) from error


def _files(folders: Sequence[Path]) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for folder in reversed(folders):
        found.update(_below(folder))
    return dict(sorted(found.items()))


def _below(folder: Path) -> Iterator[tuple[str, Path]]:
    for file in folder.rglob("*"):
        name = file.relative_to(folder)
        hidden = any(part.startswith(".") or part.endswith("~") for part in name.parts)
        if not hidden and file.is_file():
            yield name.as_posix(), file


# --- What a template depends on -------------------------------------------------------------------------------------


def closure(sources: Mapping[str, str]) -> dict[str, str]:
    """For each template (name → text) the digest of its text and of every template that it may reach.

    A template that does not parse reaches nothing: filling it is what reports the error.
    """
    reaches = _references(sources)
    own = {name: hashlib.blake2b(text.encode(), digest_size=16).digest() for name, text in sources.items()}
    return {name: _combined(_reached(name, reaches), own) for name in sources}


# A tag that may name a template, and one that names a single one by a constant: what almost all are. Jinja takes a
# millisecond to parse a template.
_NAMING = re.compile(r"\{%[-+]?\s*(?:extends|include|import|from)\b(.*?)%\}", re.DOTALL)
_CONSTANT = re.compile(
    r"""\s*(?:"([^"\\]*)"|'([^'\\]*)')(?:\s+(?:as|import|ignore|with|without)\s[\w\s,]*)?\s*[-+]?""", re.DOTALL
)


def _references(sources: Mapping[str, str]) -> dict[str, set[str]]:
    return {name: _named(text, sources) for name, text in sources.items()}


def _named(text: str, sources: Mapping[str, str]) -> set[str]:
    """The templates that a text names."""
    found: set[str] = set()
    for tag in _NAMING.finditer(text):
        constant = _CONSTANT.fullmatch(tag[1])
        if not constant:
            return _named_in_tree(text, sources)
        found.add(_tidy(constant[1] or constant[2] or ""))
    return found


def _named_in_tree(text: str, sources: Mapping[str, str]) -> set[str]:
    """The same with Jinja's help; of a name put together at run time, all that begin with its constant part.

    `jinja2.meta.find_referenced_templates` does not know the constant part, and every entry would depend on every
    template only because the provider of the comment form is a setting.
    """
    from jinja2 import Environment, TemplateSyntaxError, nodes

    try:
        tree = Environment(trim_blocks=True, lstrip_blocks=True).parse(text)
    except (TemplateSyntaxError, RecursionError):
        return set()
    found: set[str] = set()
    for node in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        match getattr(node, "template", None):
            case nodes.Const(value=str(name)):
                found.add(_tidy(name))
            case nodes.Concat(nodes=[nodes.Const(value=str(prefix)), *_]):
                found.update(name for name in sources if name.startswith(_tidy(prefix)))
            case _:
                found.update(sources)
    return found


def syntax_problems(folders: Sequence[Path]) -> Iterator[Problem]:
    """What is wrong with templates that cannot be read or do not parse."""
    from jinja2 import Environment, TemplateSyntaxError

    for name, file in template_files(folders).items():
        try:
            Environment(trim_blocks=True, lstrip_blocks=True).parse(source(name, file))
        except TemplateError as error:
            yield error.problem
        except TemplateSyntaxError as error:
            yield _problem(name, error.lineno, str(error))
        except RecursionError:
            yield _problem(name, 1, "it is nested too deep")


def _tidy(name: str) -> str:
    """The name as Jinja's own loaders understand it: "./comments//mail.html" is "comments/mail.html"."""
    return "/".join(part for part in name.split("/") if part not in ("", "."))


def _reached(start: str, reaches: Mapping[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = {start}
    while waiting:
        reached |= waiting
        waiting = set().union(*(reaches.get(name, ()) for name in waiting)) - reached
    return reached


def _combined(names: set[str], own: Mapping[str, bytes]) -> str:
    digest = hashlib.blake2b(digest_size=16)
    for name in sorted(names):
        # A name without a file counts too: the template changes when somebody adds the file.
        digest.update(b"%d:%b:%b" % (len(name.encode()), name.encode(), own.get(name, b"")))
    return digest.hexdigest()


# --- Filling them ---------------------------------------------------------------------------------------------------


class Templates:
    """The templates of one build, compiled when first used."""

    def __init__(
        self, folders: Sequence[Path], site: Site, *, cache: Path | None, html: Html, threads: Threads
    ) -> None:
        """`folders`: the journal's own templates first, then the default ones; `cache`: a folder for Jinja's bytecode.

        `html` gives the HTML of a body, `threads` the archived comments of an entry; what they raise passes through.
        """
        from .filling import at_run_time, environment

        self._files = template_files(folders)
        self._names = {str(file): name for name, file in self._files.items()}
        self._environment = environment(self._load, cache)
        self._environment.globals["site"] = site
        filters = _filters(site, html, threads)
        self._environment.filters.update((name, at_run_time(function)) for name, function in filters.items())

    def render(self, page: Page) -> str:
        """The text of the page's file. Raises TemplateError."""
        try:
            template = self._environment.get_template(page.template)
            return template.render(page=Here(page.address), view=page.view)
        except TemplateError:
            raise
        except _CallbackError as carrier:
            raise carrier.error from None
        except Exception as error:
            self._complain(error, page.template)

    def _load(self, name: str) -> tuple[str, str, None] | None:
        tidy = _tidy(name)
        file = self._files.get(tidy)
        return None if file is None else (source(tidy, file), str(file), None)

    def _complain(self, error: Exception, name: str) -> NoReturn:
        from jinja2 import TemplateNotFound, TemplateSyntaxError

        line, hint = 1, ""
        if isinstance(error, TemplateSyntaxError):
            name, line = error.name or name, error.lineno
        else:
            name, line = self._place(error) or (name, line)
        message = str(error)
        if isinstance(error, TemplateNotFound):
            message, hint = f'template "{error.name}" is not there', self._siblings(str(error.name))
        raise TemplateError(_problem(name, line, message or type(error).__name__, hint)) from error

    def _place(self, error: Exception) -> tuple[str, int] | None:
        """The innermost line of a template that the error passed: Jinja writes templates into its tracebacks."""
        for frame, line in reversed(list(traceback.walk_tb(error.__traceback__))):
            name = self._names.get(frame.f_code.co_filename)
            if name:
                return name, line
        return None

    def _siblings(self, name: str) -> str:
        folder = name.rpartition("/")[0]
        there = [other.rpartition("/")[2] for other in self._files if other.rpartition("/")[0] == folder]
        chosen = "journal.toml chooses it; " if folder == "comments" else ""
        return f"{chosen}templates/{folder}{'/' if folder else ''} holds {', '.join(there)}" if there else ""


def _problem(name: str, line: int, message: str, hint: str = "") -> Problem:
    return Problem(f"templates/{name}", line, message, hint)


# --- What templates may call ----------------------------------------------------------------------------------------


def _filters(site: Site, html: Html, threads: Threads) -> dict[str, Callable[..., Any]]:
    from markupsafe import Markup

    base_path, base_url = site.base_path, site.base_url

    def body_html(body: Body) -> Markup:
        return Markup(_guarded(html, body))

    def discussion(comments: Comments) -> Discussion:
        return _discussion(_guarded(threads, comments))

    filters: dict[str, Callable[..., Any]] = {
        "url": lambda address: base_path + _quoted_address(address),
        "absolute": lambda address: base_url + _quoted_address(address),
        "html": body_html,
        "discussion": discussion,
        "json_ld": lambda entry: Markup(_script_data(_posting(entry, site))),
        "instant": lambda date, time: _instant(date, time, site),
    }
    filters.update((say.__name__, say) for say in wording.ALL)
    return filters


def _guarded(function: Callable[[Any], Any], recipe: Body | Comments) -> Any:
    try:
        return function(recipe)
    except Exception as error:
        raise _CallbackError(error) from error


def _quoted_address(address: str) -> str:
    return address if address.isascii() else quote(address, safe=_IN_ADDRESS)


def _discussion(comments: tuple[Comment, ...]) -> Discussion:
    # A mention that was answered stays with its answers.
    mentions = tuple(comment for comment in comments if comment.mention and not comment.replies)
    threads = tuple(_shallow(comment, 1) for comment in comments if not comment.mention or comment.replies)
    return Discussion(threads, mentions)


def _shallow(comment: Comment, level: int) -> Comment:
    if level + 1 < _LEVELS:
        replies = tuple(_shallow(reply, level + 1) for reply in comment.replies)
    else:
        replies = tuple(_in_a_row(comment.replies))
    return msgspec.structs.replace(comment, replies=replies)


def _in_a_row(comments: tuple[Comment, ...]) -> Iterator[Comment]:
    """All comments with their replies in reading order; without recursion, for a thread may be thousands deep."""
    waiting = list(reversed(comments))
    while waiting:
        comment = waiting.pop()
        waiting.extend(reversed(comment.replies))
        yield msgspec.structs.replace(comment, replies=())


def _instant(date: dt.date, time: dt.time | None, site: Site) -> str:
    """What a machine far away must know of a moment: "2016-05-17T05:33:00+02:00"; where no time is given, the date."""
    return wording.iso(date) if time is None else with_offset(date, time, ZoneInfo(site.timezone)).isoformat()


def _posting(entry: Full, site: Site) -> dict[str, object]:
    """An entry as schema.org's BlogPosting."""
    address = site.base_url + _quoted_address(entry.address)
    published = _instant(entry.date, entry.time, site)
    posting: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "headline": entry.title,
        "url": address,
        "mainEntityOfPage": address,
        "inLanguage": site.language,
        "datePublished": published,
        "dateModified": wording.iso(entry.updated) if entry.updated else published,
    }
    if site.author:
        posting["author"] = {"@type": "Person", "name": site.author, "url": site.base_url + "/"}
    if entry.description:
        posting["description"] = entry.description
    if entry.image:
        posting["image"] = site.base_url + _quoted_address(entry.image.address)
    if entry.place:
        posting["contentLocation"] = {"@type": "Place", "name": entry.place.title}
    if entry.tags:
        posting["keywords"] = [tag.title for tag in entry.tags]
    if entry.comments.count:
        posting["commentCount"] = entry.comments.count
    return posting


def _script_data(value: object) -> str:
    """JSON that no text in it can break out of a <script>: the HTML parser looks for "<" alone."""
    return msgspec.json.encode(value).decode().replace("<", "\\u003c")
