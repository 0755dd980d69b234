"""The HTML of a photo: a figure where it stands alone, a picture inside other text, its name where it was not found."""

from __future__ import annotations

from ..model import MissingPhoto, Photo
from .context import Context
from .tags import escape, start_tag

_LANDSCAPE = "(min-width: 64rem) 48rem, (min-width: 40rem) 36rem, 100vw"
_PORTRAIT = "(min-width: 40rem) 36rem, 100vw"


def shape(photo: Photo) -> str:
    """landscape, portrait or square: what is at most a tenth off counts as square."""
    width, height = photo.fallback.width, photo.fallback.height
    if 10 * width > 11 * height:
        return "landscape"
    return "portrait" if 10 * height > 11 * width else "square"


def picture(photo: Photo, alt: str, base: str, *, first: bool, css_class: str | None = None) -> str:
    """A photo in its sizes. The first of a document is wanted at once, the others when they come near."""
    sizes = _LANDSCAPE if shape(photo) == "landscape" else _PORTRAIT
    srcset = ", ".join(f"{base}{variant.address} {variant.width}w" for variant in photo.variants)
    source = start_tag("source", {"type": "image/webp", "srcset": srcset, "sizes": sizes}) if srcset else ""
    image = start_tag(
        "img",
        {
            "src": base + photo.fallback.address,
            "width": str(photo.fallback.width),
            "height": str(photo.fallback.height),
            "loading": "eager" if first else "lazy",
            "decoding": "async",
            "alt": alt,
        },
    )
    return f"{start_tag('picture', {'class': css_class} if css_class else None)}{source}{image}</picture>"


def figure(photo: Photo, picture_html: str, caption: str, css_class: str = "") -> str:
    """A photo that stands alone; `picture_html` may be a link around it, `caption` is plain text."""
    classes = " ".join(filter(None, ("photo", shape(photo), css_class)))
    words = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
    return f"{start_tag('figure', {'class': classes})}{picture_html}{words}</figure>"


def missing(photo: MissingPhoto, *, inline: bool) -> str:
    tag = "span" if inline else "p"
    return f'<{tag} class="missing-photo">{escape(photo.name)}</{tag}>'


def standing(photo: Photo | MissingPhoto, context: Context, *, first: bool) -> str:
    """A photo of the front matter."""
    if isinstance(photo, MissingPhoto):
        return missing(photo, inline=False)
    alt = context.missing_alt if photo.alt is None else photo.alt
    return figure(photo, picture(photo, alt, context.base, first=first), photo.caption)
