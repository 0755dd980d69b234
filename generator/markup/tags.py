"""HTML tags as text: finding them, reading their attributes, writing them. Knows no policy.

Reading is forgiving, writing is strict: whatever a tag looked like, it is written so that every browser reads the same.
Source: https://html.spec.whatwg.org/multipage/syntax.html
"""

from __future__ import annotations

import re
from html import unescape


def names(text: str) -> frozenset[str]:
    """The words of `text`, as a set."""
    return frozenset(text.split())


INLINE = names(
    "a abbr b bdi bdo big cite data del dfn em font i ins label mark q s small span strike strong sub sup time u "
    "wbr code kbd samp var tt"
)
VOID = names("area base br col embed hr img input link meta param source track wbr")

# Inside `p` these are text; everything else that is no inline element ends the paragraph.
PHRASING = INLINE | names(
    "audio br button canvas embed iframe img input map area math meter noscript object output picture progress "
    "ruby rb rp rt script select option optgroup datalist source svg track textarea video param"
)

# "<" starts a tag only where one can end: a tag never holds a bare "<". The possessive star never goes back.
TAG = re.compile(r"""<(?:(!--)|(/?)([a-zA-Z][^\s/<>"'=]*)((?:[^<>"']|"[^"]*"|'[^']*')*+)>|[!?][^<>]*>|)""")

_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+)))?""")

Attributes = dict[str, str | None]


def read_attributes(text: str) -> Attributes:
    """The attributes of a tag, names in lower case, entities decoded; None for one without a value. The first wins."""
    result: Attributes = {}
    for match in _ATTRIBUTE.finditer(text):
        name = match[1].lower()
        value = match[2] if match[2] is not None else match[3] if match[3] is not None else match[4]
        result.setdefault(name, None if value is None else unescape(value))
    return result


def escape(value: str) -> str:
    """Text to stand between tags."""
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _escape_quotes(value: str) -> str:
    return escape(value).replace('"', "&quot;")


def start_tag(name: str, attributes: Attributes | None = None) -> str:
    if not attributes:
        return f"<{name}>"
    written = (f" {key}" if value is None else f' {key}="{_escape_quotes(value)}"' for key, value in attributes.items())
    return f"<{name}{''.join(written)}>"
