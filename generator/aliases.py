"""Old addresses: how an author may write one, and the one form in which they are known.

Most can be files that lead on. One with a question, "/?p=123", cannot: only a server's own map of redirects answers it.
"""

from __future__ import annotations

from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit


class AliasError(ValueError):
    """A text that is no old address of the site; `hint` says what to write."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint


def old_address(text: str, base_url: str = "") -> str:
    """The address below base_url's path that `text` names, as a whole address or as a path. Raises AliasError.

    Its path is decoded. Its question, if it has one, is encoded: "/?p=123", "/?s=b%C3%BCcher".
    """
    parts, base = _split(text), urlsplit(base_url)
    if (parts.scheme or parts.netloc) and parts.hostname != base.hostname:
        raise AliasError(f'alias "{text}" is on another host', "write the path alone: /alt/")
    if parts.fragment or text.endswith("#"):
        raise AliasError(f'alias "{text}" holds a #, which no server is told', "write the path alone: /alt/")
    path = unquote(parts.path)
    if parts.netloc and base.path:
        path = path.removeprefix(base.path) or "/"
    question = "&".join(f"{quote(key, '')}={quote(value, '')}" for key, value in parse_qsl(parts.query, True))
    segments = [segment for segment in path.split("/") if segment]
    if not path.startswith("/") or not (segments or question) or not all(map(_is_old_segment, segments)):
        raise AliasError(f'alias "{text}" is no address of this site', "write the path from the root: /alt/")
    slash = "/" if segments and path.endswith("/") else ""
    return "/" + "/".join(segments) + slash + (f"?{question}" if question else "")


def is_question(address: str) -> bool:
    """Whether an old address cannot be a file."""
    return "?" in address


def _split(text: str) -> SplitResult:
    try:
        return urlsplit(text)
    except ValueError:  # "http://[": of an address that is none, nothing can be said
        return urlsplit("")


def is_segment(text: str) -> bool:
    """Whether a text can stand between two slashes of an address and as the name of a folder."""
    bad = set('/\\?#%:*"<>|\x00')
    return bool(text) and not text.startswith(".") and text == text.strip(" .") and not bad & set(text) and (
        text.isprintable() and len(text.encode()) <= 200
    )  # fmt: skip


def _is_old_segment(segment: str) -> bool:
    return is_segment(segment.lstrip(".")) and segment not in (".", "..")
