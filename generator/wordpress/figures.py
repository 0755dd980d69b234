"""Photos, captions, galleries, embeds and files as WordPress wraps them, unwrapped; emoji images as characters.

Works on the tree of cleaned HTML, before it is put in order (shaping).
"""

from __future__ import annotations

import re

from bs4.element import NavigableString, Tag

from . import embeds
from .expansions import IMAGES, ending
from .trees import children, elements, first

_SIZE = re.compile(r"-\d+x\d+(?=\.\w+\Z)")
_SCALED = re.compile(r"-(?:scaled|rotated|e\d{10,13})(?=\.\w+\Z)")
_SMALL = 64  # pixels; what is not wider stands in the line
_POINT = "(?:1f[0-9a-f]{3}|[2f][0-9a-f]{3})"
_CODE_POINTS = re.compile(rf"/({_POINT}(?:-{_POINT})*)\.\w+\Z")
_SMILEY = re.compile(r"/(?:smilies|emoji|twemoji|images/core/emoji)/")


def emoji(root: Tag) -> None:
    """Pictures of emoji and smileys become the characters that they stand for."""
    for image in elements(root, ("img",)):
        source = str(image.get("src", ""))
        if _classes(image) & {"emoji", "wp-smiley"} or _SMILEY.search(source):
            image.replace_with(NavigableString(str(image.get("alt", "")) or _named(source)))


def _named(source: str) -> str:
    """The characters that the file of an emoji is named for: ".../1f1e9-1f1ea.svg"."""
    found = _CODE_POINTS.search(source)
    return "".join(chr(int(point, 16)) for point in found[1].split("-")) if found else ""


def unfold(root: Tag) -> None:
    """What WordPress wraps around photos, poems, embeds and files is taken off."""
    for pre in elements(root, ("pre",)):
        if "wp-block-verse" in _classes(pre):
            _verse(pre)
    for wrapper in elements(root, ("div",)):
        if "wp-block-embed__wrapper" in _classes(wrapper):
            _embed(wrapper)
    for link in elements(root, ("a",)):
        if "wp-block-file__button" in _classes(link):
            link.decompose()
        else:
            _link_to_itself(link)
    for figure in reversed(elements(root, ("figure",))):
        _figure(figure)
    for gallery in elements(root, ("ul",)):
        if any("gallery" in name for name in _classes(gallery)):
            _gallery(gallery)


def stand(root: Tag) -> None:
    """A photo at the edge of a paragraph, between line breaks or set to a side gets a paragraph of its own."""
    for paragraph in elements(root, ("p",)):
        if len(paragraph.contents) > 1:
            for child in list(paragraph.contents):
                if isinstance(child, Tag) and _is_photo(child) and _stands(child):
                    child.wrap(Tag(name="p"))


def photo_of(element: Tag) -> Tag | None:
    """The image of a paragraph, a link or a figure that holds nothing else."""
    shown = [child for child in element.contents if not (isinstance(child, NavigableString) and not child.strip())]
    if len(shown) != 1 or not isinstance(shown[0], Tag):
        return None
    only = shown[0]
    return only if only.name == "img" else photo_of(only) if only.name in ("a", "div", "p", "span") else None


def _classes(element: Tag) -> frozenset[str]:
    value = element.get("class") or ""
    return frozenset(value.split() if isinstance(value, str) else value)


def _verse(pre: Tag) -> None:
    """A poem: lines and what they are indented by, but no code."""
    pre.name = "p"
    for text in list(pre.find_all(string=True)):
        lines = str(text).split("\n")
        for index, line in enumerate(lines):
            if index:
                text.insert_before(Tag(name="br"))
            bare = line.lstrip(" ")
            text.insert_before(NavigableString("\u00a0" * (len(line) - len(bare)) + bare))
        text.extract()


def _embed(wrapper: Tag) -> None:
    """The address in an embed block; one that the author linked or framed already stays as it is."""
    address = wrapper.get_text().strip()
    if first(wrapper, ("iframe", "a", "blockquote")) is None and address.startswith(("http:", "https:")):
        source, title = embeds.frame_address(address)
        shown = Tag(name="iframe", attrs={"src": source, "title": title}) if source else _link(address)
        wrapper.clear()
        wrapper.append(shown)


def _link(address: str) -> Tag:
    link = Tag(name="a", attrs={"href": address})
    link.string = address
    return link


def _link_to_itself(link: Tag) -> None:
    """A photo that leads to its own full size, or to the page that WordPress makes of it, is just the photo."""
    image = photo_of(link)
    if image is None:
        return
    target, source = str(link.get("href", "")), str(image.get("src", ""))
    if ending(target) in IMAGES and _stem(target) == _stem(source):
        image["src"] = target
        link.unwrap()
    elif "attachment" in str(link.get("rel", "")) or "attachment_id=" in target or target == image.get("data-link"):
        link.unwrap()


def _stem(address: str) -> str:
    name = re.split(r"[?#]", address, maxsplit=1)[0].rpartition("/")[2]
    return _SCALED.sub("", _SIZE.sub("", name)).lower()


def _figure(figure: Tag) -> None:
    """A figure of one photo becomes a paragraph with it, its caption a title; others are taken apart."""
    caption = next((child for child in children(figure) if child.name == "figcaption"), None)
    words = caption.extract() if caption is not None else None
    image = photo_of(figure)
    if image is not None and (words is None or first(words, ("a", "img")) is None):
        if words is not None and words.get_text().strip():
            image["title"] = " ".join(words.get_text(" ").split())
        figure.name = "p"
        figure.attrs.clear()
        return
    if words is None:
        figure.name = "div"
    elif image is not None or first(figure, ("table",)):
        figure.append(words)  # stays as HTML
    else:
        words.name = "p"
        figure.append(words)
        figure.name = "div"


def _gallery(items: Tag) -> None:
    """The photos of a gallery that is a list, as older block editors made them."""
    if all(photo_of(item) is not None for item in children(items)):
        for item in children(items):
            item.unwrap()
        items.name = "div"


def _is_photo(element: Tag) -> bool:
    image = element if element.name == "img" else photo_of(element) if element.name == "a" else None
    return image is not None and not _is_small(image)


def _is_small(image: Tag) -> bool:
    width = str(image.get("width", ""))
    return width.isdigit() and int(width) <= _SMALL


def _stands(element: Tag) -> bool:
    image = element if element.name == "img" else photo_of(element)
    if image is not None and _classes(image) & {"alignleft", "alignright", "aligncenter"}:
        return True
    return _is_edge(element, -1) or _is_edge(element, 1)


def _is_edge(element: Tag, step: int) -> bool:
    node = element
    while True:
        sibling = node.next_sibling if step > 0 else node.previous_sibling
        if sibling is None or (isinstance(sibling, Tag) and (sibling.name == "br" or _is_photo(sibling))):
            return True
        if not isinstance(sibling, NavigableString) or sibling.strip():
            return False
        node = sibling  # type: ignore[assignment]
