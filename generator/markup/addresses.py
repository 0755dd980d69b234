"""What an address in a body is: a fragment, a name in the journal, an address of this site, a foreign or unsafe one.

Reads addresses as a browser does (https://url.spec.whatwg.org/): white space and control characters around them do not
count, line breaks and tabs inside neither, and a backslash is a slash.
"""

from __future__ import annotations

import re
from enum import Enum, auto

_AROUND = "".join(map(chr, range(33)))
_INSIDE = re.compile(r"[\t\n\r]")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):(.*)", re.IGNORECASE | re.DOTALL)
_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//+(?:[^/?#@]*@)?([^/?#:]*)", re.IGNORECASE)
_DATA_SHOWN = ("image/", "audio/", "video/", "font/")


class Kind(Enum):
    FRAGMENT = auto()  # "#fn:1"
    RELATIVE = auto()  # "IMG_7476", "../datei.pdf": looked up
    ROOT = auto()  # "/impressum/"
    FOREIGN = auto()  # "https://…", "//host/…"
    UNSAFE = auto()  # runs a script
    OTHER = auto()  # "mailto:…", "data:image/…", "?seite=2", nothing at all


def plain(address: str) -> str:
    """The address as a browser sees it."""
    return _INSIDE.sub("", address.strip(_AROUND)).replace("\\", "/")


def kind_of(address: str) -> Kind:
    address = plain(address)
    scheme = _SCHEME.match(address)
    if scheme:
        return _kind_of_scheme(scheme[1].lower(), scheme[2].lower())
    if address.startswith("//"):
        return Kind.FOREIGN
    return {"/": Kind.ROOT, "#": Kind.FRAGMENT, "?": Kind.OTHER, "": Kind.OTHER}.get(address[:1], Kind.RELATIVE)


def _kind_of_scheme(scheme: str, rest: str) -> Kind:
    if scheme in ("javascript", "vbscript", "livescript"):
        return Kind.UNSAFE
    if scheme == "data":
        return Kind.OTHER if rest.lstrip().startswith(_DATA_SHOWN) else Kind.UNSAFE
    return Kind.OTHER if scheme in ("mailto", "tel", "sms", "geo", "xmpp", "about") else Kind.FOREIGN


def host(address: str) -> str:
    """The host that a foreign address names: "www.example.org"; the address itself where there is none."""
    found = _HOST.match(plain(address))
    return found[1].lower() if found else address
