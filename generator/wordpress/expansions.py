"""What WordPress' own shortcodes, and those of WordPress.com, become: plain HTML for the rest of the way.

Plugins' shortcodes are not known here; they stay as text and are reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape, unescape

from . import embeds
from .shortcodes import Expansion, Shortcode
from .values import Attachment

IMAGES = ("jpg", "jpeg", "jpe", "png", "gif", "webp", "avif", "heic", "heif", "bmp", "tif", "tiff", "svg")
SOUNDS = ("mp3", "m4a", "ogg", "oga", "wav", "flac", "opus", "aac", "wma")
FILMS = ("mp4", "m4v", "mov", "webm", "ogv", "avi", "wmv", "mpg", "3gp", "mkv")

MORE_PLACE = "more-mark"  # the class of a place in the text that stands for <!--more-->
NOTE = "footnote-text"  # the class of an element that holds the text of a footnote where its number belongs

_PICTURE = re.compile(r"\s*((?:<p>\s*)?(?:<a\s[^<>]*>\s*)?<img\b[^<>]*>(?:\s*</a>)?)(.*)", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_ADDRESS = re.compile(r"(?:https?:)?//[^\s<>\"|,&]+(?:&(?!amp;w|w=)[^\s<>\"|,]*)?")
_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")
_LANGUAGE = re.compile(r"[\w+#-]+")


def ending(address: str) -> str:
    """The ending of an address' file name, in lower case: "jpg"."""
    name = re.split(r"[?#]", address, maxsplit=1)[0].rpartition("/")[2]
    return name.rpartition(".")[2].lower() if "." in name else ""


class Expansions:
    """The expansions for one post: `post` is its id, 0 if not known, `attachments` the whole library by id."""

    def __init__(self, attachments: Mapping[int, Attachment], post: int) -> None:
        self._attachments = attachments
        self._post = post
        self.missing: list[str] = []  # what a shortcode names and the export does not hold
        self.by_name: dict[str, Expansion] = {
            "caption": self._caption,
            "wp_caption": self._caption,
            "gallery": self._gallery,
            "slideshow": self._gallery,
            "audio": self._audio,
            "video": self._video,
            "playlist": self._playlist,
            "embed": _embed,
            "youtube": _service("https://www.youtube.com/watch?v="),
            "vimeo": _service("https://vimeo.com/"),
            "dailymotion": _service("https://www.dailymotion.com/video/"),
            "ted": _service("https://www.ted.com/talks/"),
            "wpvideo": _service("https://videopress.com/v/"),
            "videopress": _service("https://videopress.com/v/"),
            "spotify": _service("https://open.spotify.com/"),
            "soundcloud": _service(""),
            "tweet": _service("https://twitter.com/i/status/"),
            "instagram": _service(""),
            "googlemaps": _map,
            **dict.fromkeys(("sourcecode", "code", "source"), _code),
            **dict.fromkeys(("fn", "footnote", "ref", "mfn", "efn_note"), _footnote),
        }

    # --- Photos ------------------------------------------------------------------------------------------------------

    def _caption(self, code: Shortcode) -> str:
        found = _PICTURE.match(code.content)
        if not found:
            return f"<div>{code.content}</div>"
        words = code.get("caption") or found[2].replace("</p>", "").strip()
        return f"<figure>{found[1].replace('<p>', '')}<figcaption>{words}</figcaption></figure>"

    def _gallery(self, code: Shortcode) -> str:
        photos = "".join(_figure(photo) for photo in self._chosen(code, IMAGES))
        return f'<figure class="wp-block-gallery">{photos}</figure>' if photos else ""

    def _chosen(self, code: Shortcode, endings: Iterable[str]) -> list[Attachment]:
        """The attachments that a gallery or playlist names, or else those of the post."""
        named = code.get("ids", "include")
        if named:
            chosen = [found for number in _numbers(named) if (found := self._named(number, code))]
        else:
            excluded = set(_numbers(code.get("exclude")))
            parent = next(iter(_numbers(code.get("id"))), self._post)
            chosen = self._of_post(parent, endings, excluded)
        if code.get("orderby").lower() in ("id", "title"):
            chosen.sort(
                key=lambda one: (one.title.casefold() if code.get("orderby").lower() == "title" else "", one.id)
            )
        return chosen[::-1] if code.get("order").upper() == "DESC" else chosen

    def _named(self, number: int, code: Shortcode) -> Attachment | None:
        found = self._attachments.get(number)
        if found is None:
            self.missing.append(f"[{code.name}] attachment {number}")
        return found

    def _of_post(self, parent: int, endings: Iterable[str], excluded: Iterable[int] = ()) -> list[Attachment]:
        if not parent:
            return []
        own = (one for one in self._attachments.values() if one.parent == parent and one.id not in excluded)
        return sorted((one for one in own if ending(one.address) in endings), key=lambda one: one.id)

    # --- Sound and film ----------------------------------------------------------------------------------------------

    def _audio(self, code: Shortcode) -> str:
        return self._player("audio", code, SOUNDS)

    def _video(self, code: Shortcode) -> str:
        return self._player("video", code, FILMS)

    def _player(self, element: str, code: Shortcode, endings: tuple[str, ...]) -> str:
        given = next(iter(code.values), "").partition("|")[0]
        address = code.get("src", *endings) or given or _address_in(code.content)
        if not address:
            address = next((one.address for one in self._of_post(self._post, endings)), "")
        if not address:
            self.missing.append(code.source)
            return ""
        return embeds.frame(address) or _playing(element, address, code.get("poster"))

    def _playlist(self, code: Shortcode) -> str:
        films = code.get("type") == "video"
        element, endings = ("video", FILMS) if films else ("audio", SOUNDS)
        chosen = self._chosen(code, endings)
        return "".join(f"<p>{escape(one.title)}</p>{_playing(element, one.address)}" for one in chosen)


def _figure(photo: Attachment) -> str:
    words = f"<figcaption>{photo.caption}</figcaption>" if photo.caption else ""
    return f'<figure><img src="{escape(photo.address)}" alt="{escape(photo.alt)}">{words}</figure>'


def _playing(element: str, address: str, poster: str = "") -> str:
    picture = f' poster="{escape(poster)}"' if poster else ""
    return f'<{element} controls="" src="{escape(address)}"{picture}></{element}>'


def _address_in(content: str) -> str:
    """The address that stands in an embed, alone or as a link."""
    found = _ADDRESS.search(unescape(_TAG.sub(" ", content))) or _ADDRESS.search(unescape(content))
    return found[0] if found else ""


def _numbers(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", text) if len(number) < 16]


def _embed(code: Shortcode) -> str:
    address = code.get("src") or _address_in(code.content) or next(iter(code.values), "")
    return embeds.shown(address) if address else ""


def _service(base: str) -> Expansion:
    """A video named by its address or by its number at one service."""

    def expand(code: Shortcode) -> str:
        named = code.get("url", "id", "video", "tweet") or next(iter(code.values), "") or _TAG.sub("", code.content)
        named = named.strip()
        if not named:
            return code.source
        return embeds.shown(_whole(named) if "/" in named else base + named)

    return expand


def _whole(address: str) -> str:
    return address if re.match(r"(?:https?:)?//", address) else f"https://{address}"


def _map(code: Shortcode) -> str:
    address = next(iter(code.values), "")
    return f'<iframe src="{escape(address)}" title="Google Maps"></iframe>' if address.startswith("http") else ""


def _code(code: Shortcode) -> str:
    language = (code.get("language", "lang") or next(iter(code.values), "")).lower()
    text = unescape(code.content) if "&lt;" in code.content or "&gt;" in code.content else code.content
    named = f' class="language-{language}"' if _LANGUAGE.fullmatch(language) else ""
    return f"<pre><code{named}>{escape(text.strip(chr(10)), quote=False)}</code></pre>"


def _footnote(code: Shortcode) -> str:
    content = _BLANK_LINES.sub("<br>", code.content.strip())
    return f'<sup class="{NOTE}">{content}</sup>' if content else ""
