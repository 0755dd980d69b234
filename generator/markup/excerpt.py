"""The beginning of a body as plain text, for lists, search engines and cards."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape

from .typography import set_html

LENGTH = 300

# Marks and notices that are no part of what the author says: footnote numbers, cards, what became a link, photos.
_NO_PROSE = re.compile(
    r'<sup id="[^"]*fnref[^"]*">.*?</sup>|<(div|span) class="click-to-load".*?</\1>|<(a|span) class="foreign".*?</\2>'
    r"|<figure\b.*?</figure>|<script\b.*?</script>",
    re.DOTALL,
)
_TAG = re.compile(r"<[^>]*>")
_BREAK = re.compile(r"<(?:br|/p|/li|/h[1-6]|/div|/td|/th|/dt|/dd|/pre)>")
_SPACE = re.compile(r"[ \t\n\r\f]+")  # not those that must not break


def text_of(html: str) -> str:
    """The text in a piece of HTML, white space collapsed."""
    if "<sup" in html or 'class="' in html or "<script" in html:
        html = _NO_PROSE.sub("", html)
    return _SPACE.sub(" ", unescape(_TAG.sub("", _BREAK.sub(" ", html)))).strip(" ")


def excerpt(paragraphs: Iterable[str], whole: bool) -> str:
    """The text of all `paragraphs` (HTML, not set yet), or of the first that holds any; at most LENGTH characters."""
    texts = (text for paragraph in paragraphs if (text := text_of(set_html(paragraph))))
    return shortened(" ".join(texts) if whole else next(texts, ""))


def shortened(text: str) -> str:
    if len(text) <= LENGTH:
        return text
    cut = text.rfind(" ", 0, LENGTH)
    return text[: cut if cut > LENGTH // 2 else LENGTH].rstrip(" ,;:–\u00a0\u202f") + " …"
