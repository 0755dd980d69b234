"""Addresses of videos and other things from elsewhere, as frames that the journal shows as cards to load on a click.

WordPress asks the other host how to embed an address (oEmbed); what is known of the address alone has to do here.
"""

from __future__ import annotations

import re
from html import escape, unescape

_ID = r"([\w-]{6,20})"
# An address as it is typed, and the one of the frame that shows the same thing.
_FRAMES = tuple(
    (re.compile(rf"(?:https?:)?//(?:www\.|m\.)?{pattern}", re.IGNORECASE), frame, title)
    for pattern, frame, title in (
        (
            rf"youtube(?:-nocookie)?\.com/(?:watch\?(?:[^\s#]*?&)?v=|embed/|v/|shorts/|live/){_ID}",
            "https://www.youtube-nocookie.com/embed/{}",
            "YouTube",
        ),
        (rf"youtu\.be/{_ID}", "https://www.youtube-nocookie.com/embed/{}", "YouTube"),
        (r"(?:player\.)?vimeo\.com/(?:video/|channels/[\w-]+/)?(\d+)", "https://player.vimeo.com/video/{}", "Vimeo"),
        (
            r"dailymotion\.com/(?:embed/)?video/(\w+)",
            "https://www.dailymotion.com/embed/video/{}",
            "Dailymotion",
        ),
        (r"dai\.ly/(\w+)", "https://www.dailymotion.com/embed/video/{}", "Dailymotion"),
        (r"videopress\.com/(?:v|embed)/(\w+)", "https://videopress.com/embed/{}", "VideoPress"),
        (
            r"open\.spotify\.com/(?:embed/)?((?:track|album|playlist|episode|show|artist)/\w+)",
            "https://open.spotify.com/embed/{}",
            "Spotify",
        ),
        (r"ted\.com/talks/(\w+)", "https://embed.ted.com/talks/{}", "TED"),
    )
)
_START = re.compile(r"[?&#](?:t|start)=(\d+)s?\b")

# How pages showed films until about 2012, and the addresses in that.
_PLAYER = re.compile(
    r"<object\b(?:(?!<object\b).)*?</object\s*>|<embed\b[^<>]*>(?:\s*</embed\s*>)?", re.IGNORECASE | re.DOTALL
)
_VALUE = re.compile(r"""\b(?:src|value|data)\s*=\s*["']?([^"'\s<>]+)""", re.IGNORECASE)

# On a line of its own WordPress embeds what these show; here it becomes a link.
_LINKED = re.compile(
    r"https?://(?:[\w-]+\.)*(?:twitter|x|instagram|facebook|flickr|soundcloud|tumblr|reddit|tiktok|slideshare|scribd"
    r"|issuu|mixcloud|kickstarter|imgur|wordpress|pinterest|bandcamp|giphy|flic|speakerdeck|amazon|crowdsignal"
    r"|polldaddy)\.(?:com|net|it|kr|org)/",
    re.IGNORECASE,
)


def frame_address(address: str) -> tuple[str, str]:
    """The address of the frame that shows what is at `address`, and a title for it; nothing where none is known."""
    for pattern, source, title in _FRAMES:
        found = pattern.match(address)
        if found:
            start = _START.search(address) if title == "YouTube" else None
            return source.format(found[1]) + (f"?start={start[1]}" if start else ""), title
    return "", ""


def frame(address: str) -> str:
    """The frame for the address of a video, as HTML; nothing for any other address."""
    source, title = frame_address(address)
    return f'<iframe src="{source}" title="{title}"></iframe>' if source else ""


def shown(address: str) -> str:
    """What an address that is to be embedded becomes: a frame, else a link."""
    return frame(address) or f'<p><a href="{escape(address)}">{escape(address)}</a></p>'


def alone(address: str) -> str:
    """What an address on a line of its own becomes; nothing where WordPress left it as text, too."""
    return frame(address) or (shown(address) if _LINKED.match(address) else "")


def with_players(html: str) -> str:
    """HTML in which films in the players of old, `object` and `embed`, are frames; players of anything else stay."""
    return _PLAYER.sub(_player, html) if "youtube" in html or "vimeo" in html else html


def _player(found: re.Match[str]) -> str:
    frames = (frame(unescape(value[1])) for value in _VALUE.finditer(found[0]))
    return next(filter(None, frames), found[0])
