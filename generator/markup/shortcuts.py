"""A short way for plain prose, which Python-Markdown takes ten times as long for: the same HTML, byte for byte.

`plain` renders paragraphs that hold nothing but words, simple *emphasis* and **strong** words, and line breaks.
It may say None to anything; it may never be wrong (tests/markdown_equality.py compares). What stands between plain
paragraphs goes the long way (stand_ins).
"""

from __future__ import annotations

import re

_BLANK_LINE = re.compile(r"(?<=\n) +\n")

# Any of these may be Markdown wherever it stands. One search for each is faster than one expression for all.
_SPECIAL = ("[", "<", "`", "\\", "&", ">", "{", "|", "  \n")
_UNDERSCORE = re.compile(r"_(?:(?<![^\W_]_)|(?![^\W_]))")  # but for one inside a word: IMG_7476
# These may begin something else than a paragraph at the beginning of a line: white space, heading, list, rule,
# definition, fence.
_LINE_START = re.compile(r"\n(?:[^\S\n]|[#=+-]|\d+\.|:(?:[ \n]|\Z)|\*(?!\*?[^\s*])|~~~)")
_BETWEEN = re.compile(r"\n\n\n+")
# "<" ends a paragraph. The literal star at the beginning makes the search fast.
_EMPHASIS = re.compile(r"\*(?<!\*\*)(\*?)(?=[^\s*])([^*<]+)(?<=\S)\*\1(?!\*)")


def normalized(source: str) -> str:
    """The source as Python-Markdown's preprocessor "normalize_whitespace" hands it on."""
    if "\x02" in source or "\x03" in source:
        source = source.replace("\x02", "").replace("\x03", "")
    if "\r" in source:
        source = source.replace("\r\n", "\n").replace("\r", "\n")
    source += "\n\n"
    if "\t" in source:
        source = source.expandtabs(4)
    return _BLANK_LINE.sub("\n", source) if "\n " in source else source


def plain(source: str, line_breaks: bool) -> str | None:
    """The HTML of a text that holds nothing but plain paragraphs, or None if it may hold more.

    `source` is normalized. All paragraphs are made at once: a look at each of them costs more than the whole.
    """
    if _holds_more(source):
        return None
    text = source.strip("\n")
    if not text:
        return ""
    if "\n\n\n" in text:
        text = _BETWEEN.sub("\n\n", text)
    html = "<p>" + text.replace("\n\n", "</p>\n<p>") + "</p>"
    if "*" in html:
        html = _EMPHASIS.sub(_emphasis, html)
        if "*" in html:
            return None
    return html.replace("\n", "<br>\n").replace("</p><br>", "</p>") if line_breaks else html


def _holds_more(text: str) -> bool:
    for special in _SPECIAL:
        if special in text:
            return True
    return bool(("_" in text and _UNDERSCORE.search(text)) or _LINE_START.search("\n" + text))


def _emphasis(match: re.Match[str]) -> str:
    tag = "strong" if match[1] else "em"
    return f"<{tag}>{match[2]}</{tag}>"
