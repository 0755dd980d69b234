"""What is refused before Markdown sees it: text that nests without end or would take it minutes.

Python-Markdown reads some things again and again: from each "[" to its "]", from each heading on to the end of its
paragraph. No author writes a thousand of them into one paragraph, so the few who do get a complaint.
"""

from __future__ import annotations

import re

from .context import MarkupError

_DEPTH = 40  # quotes in quotes, lists in lists
_NESTED = re.compile(rf"^(?:[ ]*(?:>|[*+-][ ]+(?=[^*\s-]|[*-][ ]*(?:\d|>|\w|[*+-]))|\d+\.[ ]+)){{{_DEPTH}}}", re.MULTILINE)
