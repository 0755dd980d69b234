"""Which addresses of other services pages may name as something to load: never by itself, only when a reader asks."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_STATUS = re.compile(r"(?:/(?!\.+/)[\w.@-]+)+/[0-9A-Za-z]{1,64}")  # "/@jana/123", "/users/jana/statuses/123"


def is_service(address: str) -> bool:
    """Whether a reader's browser may be sent there: encrypted, or on the reader's own machine."""
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018  (raises where it is no number)
    except ValueError:
        return False
    encrypted = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    plain = re.fullmatch(r"[!-~]+", address) and not re.search(r"[\"'<>\\`{}|^?#]", address)
    return bool(encrypted and plain and parts.hostname and parts.username is None)


def is_status(address: str) -> bool:
    """Whether this could be a post on a server that speaks Mastodon's language."""
    return is_service(address) and _STATUS.fullmatch(urlsplit(address).path) is not None
