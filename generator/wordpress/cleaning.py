"""Foreign HTML made harmless and well formed, before anything else looks at it; and what that took away.

`nh3` reads as browsers do (html5ever) and keeps what is allowed here. Scripts, styles, forms and event handlers go.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from ..markup.tags import TAG, VOID, names, read_attributes

if TYPE_CHECKING:
    from nh3 import Cleaner

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")

FLOW = names(
    "div section article aside header footer main nav center address hgroup figure figcaption details summary p h1 h2 "
    "h3 h4 h5 h6 ul ol li dl dt dd blockquote pre hr table caption thead tbody tfoot tr th td"
)
INLINE = names(
    "a abbr acronym b bdi bdo big br cite code del dfn em i img ins kbd mark q ruby rb rp rt s samp small span strike "
    "strong sub sup time tt u var wbr"
)
MEDIA = names("audio video source track iframe")
# Elements that go with all that is in them, and those whose end would swallow what follows: their tags go alone.
_DISCARDED = names("script style textarea select template svg math object applet title button canvas datalist")
_UNWRAPPED = names("form input label fieldset legend optgroup option output embed param meta link base frame frameset")
_HARMLESS = names("font html head body noscript tbody col colgroup map area picture nobr blink marquee dir o:p")

_EVERYWHERE = frozenset(("class", "id", "lang", "dir"))
_ATTRIBUTES: dict[str, frozenset[str]] = {
    "a": names("href title name rel"),
    "abbr": names("title"),
    "acronym": names("title"),
    "dfn": names("title"),
    "img": names("src alt width data-link"),
    "iframe": names("src title"),
    "audio": names("src controls"),
    "video": names("src controls poster"),
    "source": names("src type"),
    "track": names("src kind srclang label"),
    "ol": names("start type reversed"),
    "li": names("value"),
    "td": names("colspan rowspan align data-align"),
    "th": names("colspan rowspan scope align data-align"),
    "time": names("datetime"),
    "details": names("open"),
    "span": names("style"),
    "sup": names("data-fn"),
}
_SCHEMES = {"http", "https", "mailto", "tel", "sms", "geo", "xmpp", "ftp", "data"}
_PICTURE = re.compile(r"\s*data:image/(?:png|gif|jpe?g|webp|avif);", re.IGNORECASE)

_SUSPECT = re.compile(
    r"<(?:script|style|form|input|textarea|select|button|object|applet|embed|svg|math|meta|link|base|frame|label"
    r"|template|canvas|fieldset)\b|\bon\w+\s*=|script:|data:",
    re.IGNORECASE,
)
_SCRIPT = re.compile(r"\s*(?:java|vb|live)script:|\s*data:(?!image/)", re.IGNORECASE)
_DEPTH = 40  # of elements in one another, so that no later step, and no renderer, meets its limits
_TWINE = names("p br li dt dd td th tr tbody thead tfoot option")  # end where the next begins, or are bound to others


def without_controls(html: str) -> str:
    """Line ends as "\\n", and no characters that XML and Markdown have no use for."""
    if "\r" in html:
        html = html.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub("", html)


def without_comments(html: str) -> str:
    """Comments taken out; one that never ends is text."""
    pieces: list[str] = []
    position = 0
    while (start := html.find("<!--", position)) >= 0:
        end = html.find("-->", start + 4)
        if end < 0:
            return "".join(pieces) + html[position:].replace("<!--", "&lt;!--")
        pieces.append(html[position:start])
        position = end + 3
    return "".join(pieces) + html[position:]


def cleaned(html: str) -> str:
    """Well-formed HTML of the allowed elements, at most _DEPTH deep, with "<" and "&" escaped in text."""
    limited = _limited(html)
    result = _cleaner().clean(limited)
    if len(result) > 4 * len(html) + 10_000:  # formatting left open, begun anew in each of many paragraphs
        result = _plain_cleaner().clean(limited)
    return result


def _limited(html: str) -> str:
    """Tags that would nest too deeply left out, before a parser of quadratic patience sees them."""
    if html.count("<") <= _DEPTH:
        return html
    depth, dropped, position = 0, 0, 0
    pieces: list[str] = []
    for tag in TAG.finditer(html):
        name = (tag[3] or "").lower()
        if tag[1] or not name or name in _TWINE or name in VOID:
            continue
        if tag[2]:
            leave_out, dropped, depth = dropped > 0, max(dropped - 1, 0), depth - (dropped == 0 and depth > 0)
        else:
            leave_out = depth >= _DEPTH
            dropped, depth = dropped + leave_out, depth + (not leave_out)
        if leave_out:
            pieces.append(html[position : tag.start()])
            position = tag.end()
    return "".join(pieces) + html[position:]


@cache
def _cleaner() -> Cleaner:
    return _made(FLOW | INLINE | MEDIA)


@cache
def _plain_cleaner() -> Cleaner:
    return _made((FLOW | MEDIA) | {"img", "br"})


def _made(tags: frozenset[str]) -> Cleaner:
    import nh3

    return nh3.Cleaner(
        tags=set(tags),
        clean_content_tags=set(_DISCARDED),
        attributes={"*": set(_EVERYWHERE)} | {tag: set(allowed) for tag, allowed in _ATTRIBUTES.items() if tag in tags},
        attribute_filter=_attribute,
        filter_style_properties={"text-decoration", "font-weight", "font-style"},
        link_rel=None,
        url_schemes=_SCHEMES,
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name in ("src", "href", "poster") and value.lstrip()[:5].lower() == "data:":
        return value if tag == "img" and _PICTURE.match(value) else None
    return value


def removed(html: str) -> list[str]:
    """What `cleaned` takes out for safety: "script", "form", "onclick", "javascript:", each once, in order."""
    if not _SUSPECT.search(html):
        return []
    found: dict[str, None] = {}
    for tag in TAG.finditer(html):
        name = (tag[3] or "").lower()
        if not name or tag[2]:
            continue
        if name in _DISCARDED or name in _UNWRAPPED:
            found.setdefault(name)
        for attribute, value in read_attributes(tag[4]).items() if tag[4] else ():
            if attribute.startswith("on"):
                found.setdefault(attribute)
            elif value and attribute in ("href", "src", "action") and _SCRIPT.match(value):
                found.setdefault(value.strip().partition(":")[0].lower() + ":")
    return list(found)


def unknown_elements(html: str) -> list[str]:
    """Elements that HTML does not know, whose content stays: "<acme-map>"."""
    seen = dict.fromkeys(tag[3].lower() for tag in TAG.finditer(html) if tag[3])
    known = FLOW | INLINE | MEDIA | _DISCARDED | _UNWRAPPED | _HARMLESS
    return [f"<{name}>" for name in seen if name not in known]
