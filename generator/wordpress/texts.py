"""The small texts of an export, which are HTML even where they look plain: titles, captions, excerpts."""

from __future__ import annotations

import html
import re

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def one_line(text: str) -> str:
    """A text without markup, on one line."""
    closed, end, rest = text.rpartition("-->")  # no comment begins behind it, so that none is sought to the end in vain
    bare = _TAG.sub(" " if "<br" in text else "", _COMMENT.sub("", closed + end) + rest)
    return " ".join(_CONTROLS.sub(" ", html.unescape(bare)).split())
