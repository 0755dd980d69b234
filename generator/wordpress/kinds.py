"""What a file of the media library is, by its name and by its first bytes: only kinds that WordPress takes as uploads,
and nothing that a browser would run."""

from __future__ import annotations

import re

from ..photos import ENDINGS

# What WordPress lets its users upload (get_allowed_mime_types), without what runs in a browser: svg, html, js, swf.
_OTHERS = re.compile(
    r"\.(?:bmp|ico|mp3|m4a|og[ga]|opus|wav|flac|midi?|wma|mp4|m4v|mov|wmv|avi|mpe?g|ogv|webm|3gp|3g2|mkv|pdf|docx?|odt|rtf"
    r"|txt|csv|tsv|ics|xlsx?|ods|pptx?|ppsx?|odp|key|pages|numbers|epub|zip|gz|tar|gpx|km[lz]|vtt|srt)"
)
_PHOTO = re.compile(rb"\xff\xd8\xff|\x89PNG\r\n\x1a\n|GIF8[79]a|RIFF....WEBP|II\*\x00|MM\x00\*|....ftyp", re.DOTALL)
_HTML = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|body|script|\?xml|\?php|svg|!--)", re.IGNORECASE)

HEAD = 512  # bytes that tell a file's kind


def is_photo(name: str) -> bool:
    return _ending(name) in ENDINGS


def refused_name(name: str) -> str:
    """Why a file of this name is not imported; empty where it may be."""
    ending = _ending(name)
    if ending in ENDINGS or _OTHERS.fullmatch(ending):
        return ""
    return f"of a kind that is not imported ({ending or 'no ending'})"


def refused_content(name: str, head: bytes) -> str:
    """Why a file that begins with `head` is not what its name says; empty where it may be."""
    if not head:
        return "empty"
    if is_photo(name):
        return "" if _PHOTO.match(head) else "no photo, though its name says so"
    return "a web page, though its name says otherwise" if _HTML.match(head) else ""


def _ending(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    return f".{ending.lower()}" if dot and stem else ""
