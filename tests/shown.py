"""What a reader sees of HTML: blocks, and the text in them with its emphases, links and breaks; nothing of how it is
written. So HTML can be compared with what its Markdown is rendered as."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import unquote

from generator.markup.tags import names

VOID = ("br", "hr", "img", "wbr", "source")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
SAME = {"b": "strong", "i": "em"}
PHRASES = names("strong em a code del s sub sup ins u mark small kbd abbr cite q")
TRANSPARENT = ("div", "span", "tbody", "section")
BREAK = "\v"  # stands for a line break
SPACE = re.compile(r"[ \t\n\r\f]+")
NOTHING = " \u00a0\u200b" + BREAK

Shown = list[object]


class Element(NamedTuple):
    name: str
    attributes: dict[str, str]
    children: list[Element | str]


class _Reader(HTMLParser):
    """Builds the elements of well-formed HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("div", {}, [])
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(SAME.get(tag, tag), {key: value or "" for key, value in attrs}, [])
        self._open[-1].children.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self._open[-1].name == SAME.get(tag, tag), (tag, [element.name for element in self._open])
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def shown(html: str) -> Shown:
    """The blocks that well-formed HTML shows, as nested lists; headings count from the highest of them."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    highest = min((HEADINGS.index(name) for name in re.findall(r"<(h\d)", html)), default=0)
    return _blocks(reader.root.children, highest)


def _blocks(children: list[Element | str], highest: int) -> Shown:
    result: Shown = []
    run: list[Element | str] = []
    for child in _flat(children):
        if isinstance(child, str) or child.name in PHRASES or child.name in ("br", "img"):
            run.append(child)
        else:
            result += [*_paragraph(run), *_block(child, highest)]
            run = []
    return result + _paragraph(run)


def _flat(children: list[Element | str]) -> list[Element | str]:
    result: list[Element | str] = []
    for child in children:
        transparent = isinstance(child, Element) and child.name in TRANSPARENT
        result += _flat(child.children) if transparent else [child]
    return result


def _block(element: Element, highest: int) -> Shown:
    name = element.name
    if name == "pre":
        text = "\n".join(line.rstrip(" ") for line in _plain(element).expandtabs(4).split("\n")).strip("\n")
        return [["pre", text]] if text.strip(NOTHING) else []
    if name in ("hr", "iframe"):
        return [[name]]
    inner = _blocks(element.children, highest)
    if name == "p":
        return inner
    if name == "figure":
        return _figure(element) or inner
    if name in HEADINGS:
        name = HEADINGS[min(HEADINGS.index(name) - highest + 1, 5)]
    start = [element.attributes.get("start", "1")] if name == "ol" else []
    return [[name, *start, *inner]] if inner or name in ("td", "th") else []


def _figure(element: Element) -> Shown:
    """A photo with its caption, which Markdown writes as an image with a title."""
    match element.children:
        case [Element("img") as image, Element("figcaption") as caption]:
            image.attributes["title"] = " ".join(_plain(caption).split())
            return _paragraph([image])
    return []


def _plain(element: Element) -> str:
    if element.name == "br":
        return "\n"
    return "".join(child if isinstance(child, str) else _plain(child) for child in element.children)


def _paragraph(run: list[Element | str]) -> Shown:
    text = _text(run)
    return [["p", text]] if text else []


def _text(run: list[Element | str]) -> list[tuple[str, str]]:
    """A run of text as (characters, phrases around them), white space collapsed as a browser does."""
    characters: list[tuple[str, frozenset[str]]] = []
    for text, phrases in _pieces(run, frozenset()):
        for character in [text] if text[0] == "\x00" else SPACE.sub(" ", text):
            while character == BREAK and characters and characters[-1][0].isspace() and characters[-1][0] != BREAK:
                characters.pop()
            before = characters[-1][0] if characters else BREAK
            if character != " " or before not in (" ", BREAK):
                characters.append((character, frozenset() if character.isspace() else phrases))
    while characters and characters[-1][0].isspace():
        characters.pop()
    while characters and characters[0][0] == BREAK:
        characters.pop(0)
    if not "".join(character for character, _ in characters).strip("\u200b").strip():
        return []
    return _joined(characters)


def _joined(characters: list[tuple[str, frozenset[str]]]) -> list[tuple[str, str]]:
    joined: list[tuple[str, str]] = []
    for character, phrases in characters:
        around = " ".join(sorted(phrases))
        if joined and joined[-1][1] == around:
            character = joined.pop()[0] + character
        joined.append((character, around))
    return joined


def _pieces(children: list[Element | str], phrases: frozenset[str]) -> list[tuple[str, frozenset[str]]]:
    result: list[tuple[str, frozenset[str]]] = []
    for child in children:
        if isinstance(child, str):
            result.append((child, phrases))
        elif child.name == "br":
            result.append((BREAK, phrases))
        elif child.name == "img":
            source, alt, title = (child.attributes.get(name, "") for name in ("src", "alt", "title"))
            result.append((f"\x00{source}|{alt or 'Foto'}|{title}", phrases))
        else:
            result += _pieces(child.children, phrases | _around(child))
    return result


def _around(element: Element) -> frozenset[str]:
    if element.name == "a":
        target = unquote(element.attributes.get("href", ""))
        return frozenset((f"a:{target}",)) if target else frozenset()
    return frozenset((element.name,)) if element.name in PHRASES else frozenset()
