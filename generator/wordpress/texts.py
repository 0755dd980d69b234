"""The small texts of an export, which are HTML even where they look plain: titles, captions, excerpts."""

from __future__ import annotations

import html
import re

_TAG = re.compile(r"<!--.*?-->|</?[a-zA-Z][^<>]*>", re.DOTALL)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def one_line(text: str) -> str:
    """A text without markup, on one line."""
    plain = html.unescape(_TAG.sub(" " if "<br" in text else "", text))
    return " ".join(_CONTROLS.sub(" ", plain).split())
