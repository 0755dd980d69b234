"""Pages made into bytes: the template filled, the Markdown of the bodies that it shows turned into HTML.

A renderer is made once in each process. It reads the sources that a view names, and refuses one that is no longer what
the view was made of.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from .config import Config
from .content import beside, source_bytes
from .frontmatter import body_text
from .ledger import digest
from .markup import Context, Markup
from .model import Comment
from .templates import Templates
from .views import Body, Comments, FeedView, Page, RedirectsView, Site


class SourceChanged(Exception):
    """A source was edited while the build ran; the plan has to be made again."""

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self.source = source


class Renderer:
    """Makes pages of one plan."""

    def __init__(self, root: Path, config: Config, site: Site, folders: Sequence[Path], cache: Path | None) -> None:
        self._root = root
        self._site = site
        self._zone = ZoneInfo(config.timezone)
        self._markup = Markup(line_breaks=config.line_breaks)
        # The three feeds show the same bodies, and stand together in the plan.
        self._feed_html = lru_cache(maxsize=64)(self._html)
        self._templates = Templates(folders, site, cache=cache, html=self._page_html, threads=self._threads)

    def render(self, page: Page) -> bytes:
        """The file's content. Raises TemplateError, MarkupError or SourceChanged."""
        if isinstance(page.view, FeedView):
            from . import feeds

            return feeds.render(page, self._site, self._feed_html, self._zone)
        if isinstance(page.view, RedirectsView):
            from . import redirects

            return redirects.render(page.view, self._site)
        return self._templates.render(page).encode("utf-8")

    def _page_html(self, body: Body) -> str:
        return self._html(body, self._site.base_path, "")

    def _html(self, body: Body, base: str, page: str) -> str:
        text = body_text(self._read(body.source, body.digest), body.line)
        return self._markup.html(
            text,
            Context(
                references=body.references,
                photos=body.photos,
                base=base,
                page=page,
                prefix=body.prefix,
                cut=body.cut,
                day=body.day,
            ),
        )

    def _read(self, source: str, expected: str) -> bytes:
        try:
            data = source_bytes(self._root, source)
        except OSError as error:
            raise SourceChanged(source) from error
        if digest(data).hex() != expected:
            raise SourceChanged(source)
        return data

    def _threads(self, comments: Comments) -> tuple[Comment, ...]:
        if not comments.digest:
            return ()
        from .content import threads

        return threads(self._read(beside(comments.source), comments.digest), self._zone)
