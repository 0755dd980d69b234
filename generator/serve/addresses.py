"""Whom a request addresses, and which file of the site: pure functions of what stands in its head."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import unquote_to_bytes

NAMES = ("localhost", "127.0.0.1", "[::1]")
HTTP_PORT = 80


def authorities(port: int) -> frozenset[str]:
    """What the Host of a request to this server may be: its own names, with its port.

    Any other name that leads here is a foreign page's, whose owner let it point to this machine ("DNS rebinding") in
    order to read what is served to its author alone.
    """
    named = {f"{name}:{port}" for name in NAMES}
    return frozenset(named.union(NAMES) if port == HTTP_PORT else named)


def split_target(target: str, host: str) -> tuple[str, str, str]:
    """Authority, path and query of a request whose target is in origin-form or absolute-form (RFC 9112, 3.2)."""
    if target[:7].lower() == "http://":
        host, slash, rest = target[7:].partition("/")
        target = slash + rest
    path, _, query = target.partition("?")
    return host.lower(), path, query


def segments(path: str) -> tuple[str, ...] | None:
    """The names that a path consists of, decoded once; the last is empty for a folder's. None for one that could not
    be a file's: it is no UTF-8, climbs, or hides a separator."""
    if not path.startswith("/"):
        return None
    try:
        names = tuple(unquote_to_bytes(part).decode("utf-8") for part in path[1:].split("/"))
    except UnicodeDecodeError:
        return None
    return names if all(names[:-1]) and all(map(_is_name, names)) else None


def below(names: tuple[str, ...], base: Iterable[str]) -> tuple[str, ...] | None:
    """`names` as they continue those of `base`; None if they do not."""
    base = tuple(base)
    return names[len(base) :] if names[: len(base)] == base else None


def _is_name(name: str) -> bool:
    return name not in (".", "..") and not any(sign in "/\\" or sign < " " or sign == "\x7f" for sign in name)
