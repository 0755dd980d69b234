"""Bodies turned into HTML: Markdown, then references and foreign things (rewriting), then typography.

One `Markup` serves a whole process. It keeps nothing of one document for the next.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..model import Photo, Survey
from . import figures, limits
from .context import Context, MarkupError
from .excerpt import excerpt
from .shortcuts import normalized, plain
from .survey import survey_of
from .typography import set_html

if TYPE_CHECKING:
    from markdown import Markdown

    from .rewriting import Rewriting

# Tags that Markdown makes and that neither carry an address nor load anything.
_UNUSUAL = re.compile(
    r"<(?!/?(?:p|em|strong|h[2-6]|ul|ol|li|blockquote|pre|code|table|thead|tbody|tr|t[hd]|dl|dt|dd|br|hr)>)"
)


# Python-Markdown puts numbers in the place of what it has read, "klzzwxh:0001" between U+0002 and U+0003. If it loses
# its way, as in `_*a**  *b*`, a part of one stays in the text, and with shortcuts it is another number. This finds more
# than that, a telephone number say, which costs a text nothing but the time that shortcuts save.
_LEFT_OVER = re.compile(r"klzzwxh:|\x03|(?<!\d)0\d{3}|:\d{4}")


class Markup:
    """Markdown as this project understands it.

    `line_breaks`: a line of the source is a line of the page, as in WordPress. `shortcuts=False` takes
    Python-Markdown's way for everything; the result is the same, byte for byte. It is loaded when first needed, which
    in a journal of plain prose is never.
    """

    def __init__(self, *, line_breaks: bool = False, shortcuts: bool = True) -> None:
        self._line_breaks = line_breaks
        self._shortcuts = shortcuts
        self._converter: Markdown | None = None

    def html(self, text: str, context: Context = Context()) -> str:  # noqa: B008 - frozen
        """The HTML of a body: `text` is Markdown with "\\n" line ends. Raises MarkupError."""
        source = normalized(text)
        prose = plain(source, self._line_breaks) if self._shortcuts else None
        if prose is not None:
            return set_html(_with_photos(prose, context))
        html = self._convert(text, source)
        if "<" in source or context.photos or _UNUSUAL.search(html):
            html = _rewriting(html, context).run()
        return set_html(html)

    def survey(self, text: str, line: int = 1) -> Survey:
        """What others must know of a body that begins on `line` of its file. Raises nothing: problems are told."""
        source = normalized(text)
        prose = plain(source, self._line_breaks) if self._shortcuts else None
        if prose is not None:
            return Survey(excerpt=excerpt([prose.partition("\n<p>")[0]], whole=False))
        try:
            rewriting = _rewriting(self._convert(text, source), Context())
            html = rewriting.run()
        except MarkupError as error:
            return Survey(problems=((line + error.line - 1, error.message, error.hint, False),))
        return survey_of(rewriting.findings, html, text, line)

    def _convert(self, text: str, source: str) -> str:
        """What Python-Markdown makes of it. It is hardened against much, but not against everything."""
        limits.check(source)
        if self._converter is None:
            self._converter = self._built()
        try:
            html = self._converter.reset().convert(text)
        except RecursionError as error:
            self._converter = None  # what it was in the middle of is still there
            raise MarkupError("lists, quotes or elements are nested too deeply", "take some levels out") from error
        except Exception as error:
            self._converter = None
            message = f"the text cannot be read as Markdown ({type(error).__name__})"
            raise MarkupError(message, "look for raw HTML or brackets that are never closed") from error
        if self._shortcuts and _LEFT_OVER.search(html):
            return Markup(line_breaks=self._line_breaks, shortcuts=False)._convert(text, source)
        return html

    def _built(self) -> Markdown:
        from .dialect import converter
        from .stand_ins import StandIns

        return converter(self._line_breaks, (StandIns(self._line_breaks),) if self._shortcuts else ())


def _rewriting(html: str, context: Context) -> Rewriting:
    from .rewriting import Rewriting

    return Rewriting(html, context)


def _with_photos(html: str, context: Context) -> str:
    """Plain paragraphs with the photos of the front matter after the first, or all there is where there is none."""
    if not context.photos:
        return html
    first = next((photo for photo in context.photos if isinstance(photo, Photo)), None)
    shown = "".join("\n" + figures.standing(photo, context, first=photo is first) for photo in context.photos)
    end = html.find("</p>") + len("</p>") if html else 0
    return (html[:end] + shown + html[end:]).strip()
