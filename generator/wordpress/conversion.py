"""A tree in order (shaping) written as Markdown: `markdownify`, taught the journal's dialect.

Text is escaped by `escaping`; phrases that Markdown has no sign for, or whose signs would touch others, stay as tags;
blocks that it cannot say (`fitness`) stay as HTML, whole.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from bs4.element import NavigableString, PageElement, Tag
from markdownify import MarkdownConverter

from ..markup.tags import names, start_tag
from . import escaping
from .escaping import BREAK, MORE
from .fitness import fits
from .footnotes import NUMBER
from .trees import children, elements, first

_SPACE = re.compile(r"[ \t\n\r\f]+")
_BREAKS = re.compile(rf" *{BREAK} *")
_FENCE = re.compile(r"`{3,}")
_EDGES = re.compile(rf"([\s{BREAK}]*)(.*?)([\s{BREAK}]*)", re.DOTALL)
_WORD = re.compile(r"\w")
_NUMBER = re.compile(r"^(\d+)\.", re.MULTILINE)  # in an item a date begins a list, and "2. 1. FC Köln" is a date
_LONG = 1000  # characters; shorter blocks cannot hold more than Markdown endures
_IN_ITEMS = ("p", "ul", "ol", "blockquote")
_WHOLE = names("p h1 h2 h3 h4 h5 h6 ul ol dl table blockquote pre hr iframe audio video")  # written from the tree
_COLUMNS = {"left": ":---", "center": ":---:", "right": "---:"}
_HEADINGS = names("h1 h2 h3 h4 h5 h6")
_LINES = _HEADINGS | names("p li dt dd td th")
_EMPHASES = ("em", "i", "strong", "b")
_KEPT = {  # attributes that stay on the tags of phrases
    "abbr": ("title",),
    "acronym": ("title",),
    "dfn": ("title",),
    "q": ("cite",),
    "time": ("datetime",),
}
_AWKWARD = re.compile(r"[\s\x00-\x20\"'`<>\[\]{}|\\^]")  # in an address that stands in brackets
_AWKWARD_OR_BRACKET = re.compile(rf"{_AWKWARD.pattern}|[()]")
_PLAIN_ADDRESS = re.compile(r"https?://[^\s<>*`\\]+")


class Converter(MarkdownConverter):
    """Writes the children of a tree as Markdown blocks."""

    def document(self, root: Tag) -> list[str]:
        """The Markdown of each block, in order."""
        result: list[str] = []
        before: Tag | None = None
        for block in root.contents:
            if not isinstance(block, Tag):
                continue
            markdown = self.block(block)
            if markdown:
                if before is not None and _would_join(before, block):
                    result.append("<!-- -->")
                result.append(markdown)
                before = block
        return result

    def block(self, block: Tag) -> str:
        markdown = self.process_tag(block) if fits(block) else _raw(block)
        if block.name != "pre" and len(markdown) > _LONG:
            markdown = escaping.endurable(markdown)
        return markdown.replace(MORE, "<!--more-->")

    def note(self, number: int, root: Tag) -> str:
        """The definition of a footnote; further paragraphs are indented."""
        blocks = self.document(root)
        return f"[^{number}]: " + _indented("\n\n".join(blocks), "    ").lstrip(" ")

    def process_tag(self, node: Tag, parent_tags: set[str] | None = None) -> str:
        if node.name in _WHOLE:
            convert = self._heading if node.name in _HEADINGS else getattr(self, f"convert_{node.name}")
            return str(convert(node, "", parent_tags or set()))
        return str(super().process_tag(node, parent_tags))  # type: ignore[misc]

    # --- Text --------------------------------------------------------------------------------------------------------

    def process_text(self, el: NavigableString, parent_tags: set[str] | None = None) -> str:
        return escaping.text(_SPACE.sub(" ", str(el)), alone=_ends_line(el))

    def convert_br(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return BREAK

    # --- Phrases -----------------------------------------------------------------------------------------------------

    def _phrase(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if NUMBER in el.attrs:
            return f"[^{el[NUMBER]}]"
        if not text.strip(" " + BREAK):
            return text
        attributes = {name: str(el[name]) for name in (*_KEPT.get(el.name, ()), "lang", "dir", "id") if el.get(name)}
        if el.name == "span" and not attributes:
            return text
        return f"{start_tag(el.name, dict(attributes))}{text}</{el.name}>"

    convert_abbr = convert_acronym = convert_bdi = convert_bdo = convert_big = convert_cite = convert_del = _phrase
    convert_dfn = convert_ins = convert_kbd = convert_mark = convert_q = convert_s = convert_samp = _phrase
    convert_small = convert_span = convert_strike = convert_sub = convert_sup = convert_time = convert_tt = _phrase
    convert_u = convert_var = convert_ruby = convert_rb = convert_rp = convert_rt = _phrase

    def _emphasis(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        found = _EDGES.fullmatch(text)
        if not found or not found[2]:
            return text
        before, inner, after = found.groups()
        strong = el.name in ("strong", "b")
        if any(name in parent_tags for name in (("strong", "b") if strong else ("em", "i"))):
            return text
        sign = _sign(el, inner, bool(before), bool(after))
        tag = "strong" if strong else "em"
        opening, closing = (sign * (1 + strong),) * 2 if sign else (f"<{tag}>", f"</{tag}>")
        return f"{before}{opening}{inner}{closing}{after}"

    convert_em = convert_i = convert_strong = convert_b = _emphasis

    def convert_code(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        whole = _SPACE.sub(" ", el.get_text())
        content = whole.strip(" ")
        if not content:
            return text
        before, after = " " * whole.startswith(" "), " " * whole.endswith(" ")
        plain = not children(el) and not re.search(r"<|``|^`|`$|\\$|^\s|\s$|&#?\w+;", content)
        if not plain or _touches(el.previous_sibling, -1) or _touches(el.next_sibling, 0):
            return f"<code>{text}</code>"
        return before + (f"`` {content} ``" if "`" in content else f"`{content}`") + after

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        anchor = start_tag("a", {"id": str(el["id"])}) + "</a>" if el.get("id") else ""
        found = _EDGES.fullmatch(text)
        target = str(el.get("href", ""))
        if not found or not found[2] or not target:
            return anchor + text
        if el.get_text() == target and _PLAIN_ADDRESS.fullmatch(target):
            return f"{found[1]}{anchor}<{target}>{found[3]}"
        title = str(el.get("title", ""))
        return f"{found[1]}{anchor}[{found[2]}]({_address(target)}{_title(title)}){found[3]}"

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        source = str(el.get("src", ""))
        alt = escaping.text(" ".join(str(el.get("alt", "")).split()))
        return f"![{alt}]({_address(source)}{_title(str(el.get('title', '')))})" if source else alt

    # --- Blocks ------------------------------------------------------------------------------------------------------

    def convert_p(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        lines = escaping.lines(_tidy(self._inline(el)))
        in_item = el.name == "li" or (el.parent is not None and el.parent.name == "li")
        return _NUMBER.sub(r"\1\\.", lines) if in_item else lines

    def _heading(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"{'#' * int(el.name[1])} {escaping.heading(_tidy(self._inline(el)))}"

    def convert_hr(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return "* * *"

    def convert_iframe(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return _raw(el)

    convert_audio = convert_video = convert_iframe

    def convert_blockquote(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        inner = "\n\n".join(self.document(el))
        return "\n".join(f"> {line}" if line else ">" for line in inner.split("\n"))

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        content = el.get_text().removeprefix("\n").rstrip("\n")
        fence = "`" * (max((len(run) for run in _FENCE.findall(content)), default=2) + 1)
        return f"{fence}{_language(el)}\n{content}\n{fence}"

    def convert_ul(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        items = children(el)
        start = int(str(el.get("start", "") or 1)) if el.name == "ol" else 0
        loose = any(_is_loose(item) for item in elements(el, ("li",)))
        marks = [f"{start + index}." if el.name == "ol" else "-" for index in range(len(items))]
        written = [self._item(mark, item) for mark, item in zip(marks, items, strict=True)]
        return ("\n\n" if loose else "\n").join(written)

    convert_ol = convert_ul

    def _item(self, mark: str, item: Tag) -> str:
        if any(isinstance(child, Tag) and child.name in _IN_ITEMS for child in item.contents):
            loose = any(map(_is_loose, [item, *elements(item, ("li",))]))
            inner = ("\n\n" if loose else "\n").join(self.document(item))
        else:
            inner = self.convert_p(item, "", set())
        return mark + " " * max(1, 4 - len(mark)) * (mark != "-") + " " * (mark == "-") + _indented(inner, "    ")

    def _inline(self, element: Tag) -> str:
        return "".join(
            self.process_tag(child) if isinstance(child, Tag) else self.process_text(child)
            for child in element.contents
            if isinstance(child, Tag | NavigableString)
        )

    def convert_dl(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        result = ""
        for child in children(el):
            line = escaping.one_line(_tidy(self._inline(child)))
            after_definition = result.rpartition("\n")[2].startswith(":")
            result += ("\n:   " if child.name == "dd" else "\n\n" if after_definition else "\n") + line
        return result.strip("\n")

    def convert_table(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        cells = [children(row) for row in elements(el, ("tr",))]
        rows = [[self._cell(cell) for cell in row] for row in cells]
        rows.insert(1, [_COLUMNS.get(str(cell.get("align", "")), "---") for cell in cells[-1]])
        return "\n".join(f"| {' | '.join(row)} |" for row in rows)

    def _cell(self, cell: Tag) -> str:
        return escaping.one_line(_tidy(self._inline(cell)))


def _ends_line(text: NavigableString) -> bool:
    """Whether nothing, a line break, or a sign that closes a phrase follows a text."""
    after, around = text.next_sibling, text.parent
    if after is not None or around is None:
        return isinstance(after, Tag) and after.name == "br"
    if around.name in _EMPHASES:
        return not any(parent.name in _EMPHASES for parent in around.parents)
    return around.name in _LINES or (around.name == "a" and bool(around.get("href")))


def _tidy(inline: str) -> str:
    return _BREAKS.sub(BREAK, _SPACE.sub(" ", inline))


def _indented(text: str, by: str) -> str:
    return "\n".join(by + line if line and index else line for index, line in enumerate(text.split("\n")))


def _language(pre: Tag) -> str:
    code = first(pre, ("code",))
    classes = str((code or pre).get("class", "")) if code is not None else ""
    found = re.search(r"language-([\w+-]+)", classes)
    return found[1] if found else ""


def _raw(element: Tag) -> str:
    for sup in elements(element, ("sup",)):
        if NUMBER in sup.attrs:
            _lead_to_note(sup)
    for item in elements(element, ("li",)):
        texts = [child for child in children(item) if child.name == "p"]
        if len(texts) == 1 and not _is_loose(item):  # it was put around the text for Markdown
            texts[0].unwrap()
    return element.decode(formatter="minimal").replace("\u2028", "\n")


def _lead_to_note(sup: Tag) -> None:
    """The number of a note in HTML, where Markdown makes no marker of it, as Markdown makes them."""
    number = str(sup.attrs.pop(NUMBER))
    link = Tag(name="a", attrs={"class": "footnote-ref", "href": f"#fn:{number}"})
    link.string = number
    sup.clear()
    sup["id"] = f"fnref:{number}"
    sup.append(link)


def _is_loose(item: Tag) -> bool:
    """Whether an item holds more than a text with at most one list below it."""
    kinds = [child.name for child in item.contents if isinstance(child, Tag) and child.name in _IN_ITEMS]
    return kinds.count("p") > 1 or kinds not in ([], ["p"], ["p", "ul"], ["p", "ol"])


def _would_join(before: Tag, after: Tag) -> bool:
    """Whether Markdown would take two blocks for one."""
    lists = ("ul", "ol")
    return (before.name == after.name and after.name in ("ul", "ol", "dl", "blockquote", "table")) or (
        before.name in lists and after.name in lists
    )


def _sign(el: Tag, inner: str, space_before: bool, space_after: bool) -> str:
    """The sign of an emphasis, or none where it would touch another one."""
    if _is_emphasis(el.previous_sibling) or _is_emphasis(el.next_sibling) or BREAK + BREAK in inner:
        return ""
    if not any(parent.name in _EMPHASES for parent in el.parents):
        return "" if inner.startswith("[") and _may_be_abbreviation(el) else "*"
    free = (space_before or _is_free(el.previous_sibling, -1)) and (space_after or _is_free(el.next_sibling, 0))
    return "_" if free and "_" not in inner else ""


def _may_be_abbreviation(el: Tag) -> bool:
    """Whether "*[" would begin the definition of an abbreviation: "*[HTML]: …"."""
    return el.name in ("em", "i") and el.parent is not None and ":" in el.parent.get_text()


def _is_emphasis(node: PageElement | None) -> bool:
    return isinstance(node, Tag) and node.name in _EMPHASES


def _touches(node: PageElement | None, edge: int) -> bool:
    """Whether more code, or a sign of it, stands right beside code."""
    if isinstance(node, NavigableString):
        return str(node)[edge:][:1] == "`"
    return isinstance(node, Tag) and not _SPACE.match(node.get_text()[edge:][:1])


def _is_free(node: PageElement | None, edge: int) -> bool:
    """Whether no word touches an underscore here."""
    if node is None:
        return True
    return isinstance(node, NavigableString) and bool(str(node)) and not _WORD.match(str(node)[edge])


def _address(address: str) -> str:
    awkward = _AWKWARD if _are_balanced(address) else _AWKWARD_OR_BRACKET
    return awkward.sub(lambda found: quote(found[0], safe=""), address.strip())


def _are_balanced(address: str) -> bool:
    depth = 0
    for sign in address:
        depth += (sign == "(") - (sign == ")")
        if depth < 0:
            return False
    return depth == 0


def _title(text: str) -> str:
    if not text.strip():
        return ""
    return ' "' + escaping.text(" ".join(text.split())).replace('"', '\\"') + '"'
