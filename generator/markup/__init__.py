"""Markdown with German typography: the body of an entry in, HTML out; and what others must know of a body beforehand.

What a reference leads to is decided elsewhere (pages); this package only asks.
"""

from __future__ import annotations

from .context import Context, MarkupError
from .renderer import Markup
from .typography import typography

__all__ = ["Context", "Markup", "MarkupError", "typography"]
