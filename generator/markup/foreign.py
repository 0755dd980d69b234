"""What a body may not load or run by itself, and what stands in its place. A page asks no other host for anything.

Frames become cards that load on a click. This module says what is foreign or unsafe in a tag and how the card looks;
`rewriting` walks over the body.
"""

from __future__ import annotations

import re

from .addresses import Kind, host, kind_of, plain
from .tags import escape, names, start_tag

# An address in one of these is fetched when the page is opened, on whatever element it stands.
LOADING = names("src srcset imagesrcset poster background data lowsrc dynsrc code codebase classid archive")
ADDRESSES = LOADING | names("href xlink:href action formaction cite longdesc")
SETS = frozenset(("srcset", "imagesrcset"))
# On these an href leads somewhere; on all others (`image`, `use`) it is fetched.
LEADING = frozenset(("a", "area"))

# Style may stand in these. A reference into the page itself, "url(#muster)", is fine.
STYLED = names("style fill stroke filter mask clip-path cursor marker-start marker-mid marker-end")
STYLE_LOADS = re.compile(r"@import|expression|\\|(?:url|src|image-set|image)\((?!\s*[\"']?#)", re.IGNORECASE)

# Elements that are refused with their content, and those whose tags go and whose content stays.
REFUSED = names("style link meta base animate animatetransform animatemotion set applet portal fencedframe")
UNWRAPPED = names("html head body title plaintext xmp noembed noframes frameset frame template noscript param")

_SERVICES = {
    "youtube.com": "YouTube",
    "youtu.be": "YouTube",
    "youtube-nocookie.com": "YouTube",
    "vimeo.com": "Vimeo",
}
_YOUTUBE = re.compile(r"(?:https?:)?//(?:www\.|m\.)?youtube(?:-nocookie)?\.com/embed/([\w-]{6,})", re.IGNORECASE)
_YOUTUBE_HOST = re.compile(r"https://(?:www\.|m\.)?youtube\.com/", re.IGNORECASE)
_VIMEO = re.compile(r"(?:https?:)?//player\.vimeo\.com/video/(\d+)", re.IGNORECASE)


def runs(address: str) -> bool:
    """Whether a frame or an object with this address could run a script, as any document in a data: address can."""
    return kind_of(address) is Kind.UNSAFE or plain(address)[:5].lower() == "data:"


def link(address: str, text: str, inside_link: bool) -> str:
    """What stands where something foreign would have been loaded. A link never stands in a link."""
    if address.startswith("//"):
        address = f"https:{address}"  # so that typography sees an address where it is the text
    text = text or address
    if inside_link:
        return f'<span class="foreign">{escape(text)}</span>'
    return start_tag("a", {"class": "foreign", "href": address}) + escape(text) + "</a>"


def card(address: str, title: str, inside_paragraph: bool) -> str:
    """A frame that loads on a click. Without JavaScript its link leads to the same thing.

    The script reads `data-src`, `data-title` and `data-label`, and adds the button.
    """
    service = _service(host(address))
    video = service in _SERVICES.values()
    attributes: dict[str, str | None] = {
        "class": "click-to-load",
        "data-src": _frame_source(address),
        "data-title": title or service,
        "data-label": "Video laden" if video else "Inhalt laden",
    }
    what = "Das Video" if video else "Der Inhalt"
    notice = escape(f"{what} kommt von {service}. Beim Laden wird deine IP-Adresse dorthin übertragen.")
    there = start_tag("a", {"href": _page(address)}) + escape(f"{what[4:]} bei {service} öffnen") + "</a>"
    if inside_paragraph:  # where a block would end the paragraph
        return f"{start_tag('span', attributes)}{notice} {there}</span>"
    return f"{start_tag('div', attributes)}<p>{notice}</p><p>{there}</p></div>"


def _service(name: str) -> str:
    parts = name.split(".")
    return _SERVICES.get(".".join(parts[-2:]), name)


def _frame_source(address: str) -> str:
    """What the card loads: always encrypted, and from YouTube without cookies."""
    address = plain(address)
    if address.startswith("//"):
        address = "https:" + address
    elif address.lower().startswith("http:"):
        address = "https:" + address[5:]
    return _YOUTUBE_HOST.sub("https://www.youtube-nocookie.com/", address)


def _page(address: str) -> str:
    """Where a reader without JavaScript goes: the video's own page rather than a bare frame."""
    address = plain(address)
    video = _YOUTUBE.match(address)
    if video:
        return f"https://www.youtube.com/watch?v={video[1]}"
    video = _VIMEO.match(address)
    return f"https://vimeo.com/{video[1]}" if video else address
