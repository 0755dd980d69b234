"""Which addresses were the old site's own, and what they name there: an item, a file of the media library."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit

from ..model import Value

# WordPress.com serves photos of any blog from i0 to i3.wp.com, with the blog's own host as the first folder.
_PHOTON = re.compile(r"i\d\.wp\.com")
_UPLOADS = re.compile(
    r"(?:.*/wp-content/uploads(?:/sites/\d+)?|.*/wp-content/blogs\.dir/\d+/files|.*/files)?/(?P<file>(?:\d{4}/\d{2}/)?[^/]+)"
)
_SIZE = re.compile(r"-\d{1,5}x\d{1,5}(?=\.\w{2,5}\Z)")
_SCALED = re.compile(r"-(?:scaled|rotated)(?=\.\w{2,5}\Z)")
_ENDING = re.compile(r"\.\w{2,5}\Z")
_FILES = ".files.wordpress.com"
_WPCOM = ".wordpress.com"


def parts_of(address: str) -> SplitResult:
    """An address taken apart, as far as it is one; "//host/path" has a host too."""
    try:
        parts = urlsplit(address.strip())
        parts.hostname  # noqa: B018  (raises where brackets are left open)
        return parts
    except ValueError:
        return urlsplit("")


def host_of(address: str) -> str:
    """The host of an address, in lower case: "tage.example"; empty where there is none."""
    return parts_of(address).hostname or ""


class Hosts(Value, frozen=True):
    """The hosts that an export calls its own."""

    site: frozenset[str]  # of the blog, now and formerly
    media: frozenset[str]  # of its files
    base: str = ""  # where the blog stands now
    base_path: str = ""  # below which it stands there, "/blog"

    def names(self) -> list[str]:
        """What the blog may have been called, the likeliest first: it may have moved from one host to another."""
        hosts = (self.base or "wordpress", *sorted(self.site))
        return list(dict.fromkeys(f"{host}{self.base_path}" for host in hosts))

    def path(self, address: str) -> str | None:
        """The path of one of the blog's own addresses, below its base: "/2016/05/17/name/"; None for any other.

        Percent-encoding is undone. An address without a host is the blog's own.
        """
        parts = parts_of(address)
        if parts.scheme not in ("", "http", "https") or (parts.hostname or "") not in self.site | {""}:
            return None
        if not parts.hostname and not address.strip().startswith(("/", "?")):
            return None
        path = unquote(parts.path) or "/"
        return "/" + path.removeprefix(self.base_path).lstrip("/") if self.base_path else path

    def file(self, address: str) -> str | None:
        """The file of the media library that an address names, by its path there: "2016/05/img_7476.jpg".

        Sizes in the question, as in "?w=1024", are left aside; None where the address is of no file of the library.
        """
        parts = _without_photon(parts_of(address))
        host, path = parts.hostname or "", unquote(parts.path)
        if parts.scheme not in ("", "http", "https") or host not in self.media | {""}:
            return None
        if not host and not parts.path.startswith("/"):
            return None
        found = _UPLOADS.fullmatch(path)
        named = found and _ENDING.search(path) and (host.endswith(_FILES) or _is_upload(path, found))
        return found["file"] if found and named else None


def _without_photon(parts: SplitResult) -> SplitResult:
    """The address of a file that a server of WordPress.com was asked to make smaller."""
    if not _PHOTON.fullmatch(parts.hostname or ""):
        return parts
    host, _, path = parts.path.lstrip("/").partition("/")
    return parts._replace(netloc=host, path=f"/{path}", query="")


def sources(address: str, file: str) -> tuple[str, ...]:
    """Where to ask for a file of the library that was shown at `address`, perhaps smaller: the original comes first."""
    parts = _without_photon(parts_of(address))
    shown = parts._replace(scheme=parts.scheme or "https", query="", fragment="")
    original = f"{parts.path.rpartition('/')[0]}/{quote(file.rpartition('/')[2])}"
    return tuple(dict.fromkeys((shown._replace(path=original).geturl(), shown.geturl())))


def _is_upload(path: str, found: re.Match[str]) -> bool:
    """Whether a path below a host that has pages as well is one of a file."""
    return "/wp-content/" in path or "/files/" in path or "/" in found["file"]


def originals(file: str) -> list[str]:
    """What an address of a file may be a smaller size of, the likeliest first; the file itself is the last.

    WordPress names sizes "img-300x200.jpg". Of a huge photo it lists "img-scaled.jpg", sometimes "img.jpg", as the one
    that was uploaded.
    """
    whole = _SIZE.sub("", file)
    if whole == file:
        return list(dict.fromkeys((file, _SCALED.sub("", file))))
    stem, ending = whole.rsplit(".", 1)
    return [whole, f"{stem}-scaled.{ending}", file]


def own_hosts(base_url: str, links: Iterable[str], files: Iterable[str]) -> Hosts:
    """The hosts of a blog. `base_url`: where it stood; `links`, `files`: addresses of items and of media."""
    base = host_of(base_url)
    site = {base, _twin(base)} | {host for host in map(host_of, links) if host}
    media = site | {host for host in map(host_of, files) if host}
    media |= {host.removesuffix(_WPCOM) + _FILES for host in site if _is_wpcom(host)}
    return Hosts(frozenset(site - {""}), frozenset(media - {""}), base, parts_of(base_url).path.rstrip("/"))


def _twin(host: str) -> str:
    return host.removeprefix("www.") if host.startswith("www.") else f"www.{host}" if host else ""


def _is_wpcom(host: str) -> bool:
    return host.endswith(_WPCOM) and not host.endswith(_FILES)


def queried(address: str) -> int:
    """The id that an address asks for, "/?p=123"; 0 where it asks for none."""
    for key, value in parse_qsl(parts_of(address).query):
        if key in ("p", "page_id", "attachment_id") and value.isascii() and value.isdecimal() and len(value) < 19:
            return int(value)
    return 0
