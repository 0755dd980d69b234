"""Bodies as WordPress holds them, made from a grammar, with every character that means something to Markdown."""

from __future__ import annotations

from html import escape
from typing import NamedTuple

from hypothesis import strategies as st

from generator.markup.tags import names

AWKWARD = sorted(
    names(
        r"""
        * _ # > + - = ~ ^ : \ ` < & { } [ ] ( ) ! | " ' . ; @ / ** __ ## ### ~~~ ``` ---- === *** ___ [[ ]] ]( [^1]
        [^1]: [x] [x]: *[HTML]: {: {#id} .x} <3 <foo> </p> <!-- --> <?php &copy; &amp; &#42; &lt;b> 1. 2. 17. 2016. 1)
        https://example.org/a_b*c (c) ![ so... a--b a_b_c IMG_7476 2*3*4 *a* _b_ **c** `d` -> => :-) ^^ ~1 #Berlin C#
        C++ a\b |-| -|- || toc [TOC]
        """
    )
)
MARKS = (
    *("17. Mai", "3. Oktober", "z. B.", "10 %", "# ", "> ", "+ ", "- ", "1. ", ": ", "| a | b |", "- - -", "* * *"),
    *(" ", "  ", "\t"),
)
WORDS = ("Wort", "und", "Straße", "Haus", "a", "7", "Überlegung", "HTML", "x1", "né")
SHAPES = ("\u00a0", "\u00ad", "🙂", "\u2003", "é", "so…", "7–9", "„so“", "»so«", "\u200b", "日本")


class Block(NamedTuple):
    """A piece of a body, written in two ways, and the HTML that both of them show."""

    classic: str
    blocks: str
    shown: str


fragments = st.sampled_from((*WORDS, *WORDS, *AWKWARD, *MARKS, *SHAPES, " ", " ", " "))
plain = st.lists(fragments, min_size=1, max_size=9).map("".join)
text = plain.map(lambda value: escape(value, quote=False))
words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
addresses = st.sampled_from(
    ("https://example.org/", "https://example.org/a_b/(c)?d=1&amp;e=*2*", "/impressum/", "mailto:a@example.org", "#x")
)


def around(tag: str, inner: st.SearchStrategy[str], attributes: str = "") -> st.SearchStrategy[str]:
    return inner.map(lambda value: f"<{tag}{attributes}>{value}</{tag}>")


def _phrases(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    runs = st.lists(inner, min_size=1, max_size=3).map("".join)
    tags = st.sampled_from(("em", "em", "strong", "strong", "b", "i", "sub", "sup", "del", "u", "mark", "kbd"))
    return st.one_of(
        st.builds(lambda tag, value: f"<{tag}>{value}</{tag}>", tags, runs),
        st.builds(lambda href, value: f'<a href="{href}">{value}</a>', addresses, text),
    )


phrases = st.recursive(text, _phrases, max_leaves=4)
code = around("code", text)
image = st.builds(lambda alt: f'x<img src="IMG_1" alt="{escape(" ".join(alt.split()))}">x', plain)
line = st.lists(st.one_of(phrases, phrases, code, image), min_size=1, max_size=4).map("".join)
one = line.map(lambda value: value.strip(" \t")).filter(lambda value: value.strip("\u00a0\u200b"))
inline = st.lists(one, min_size=1, max_size=3).map("<br>".join)


# --- Blocks ----------------------------------------------------------------------------------------------------------


def _block(name: str, html: str, classic: str | None = None) -> Block:
    return Block(html if classic is None else classic, f"<!-- wp:{name} -->\n{html}\n<!-- /wp:{name} -->", html)


paragraph = inline.map(lambda value: _block("paragraph", f"<p>{value}</p>", value.replace("<br>", "\n")))
heading = st.builds(lambda level, value: _block("heading", f"<h{level}>{value}</h{level}>"), st.integers(2, 5), inline)
_lines = st.lists(text, min_size=1, max_size=4)
preformatted = st.one_of(
    around("pre", around("code", _lines.map("\n".join))).map(lambda html: _block("code", html)),
    around("pre", _lines.map("\n\n".join)).map(lambda html: _block("preformatted", html)),
    around("pre", inline).map(lambda html: _block("preformatted", html)),
)
photo = st.builds(
    lambda alt, caption: _block(
        "image",
        f'<figure><img src="IMG_2" alt="{escape(alt)}"><figcaption>{caption}</figcaption></figure>',
        f'[caption width="9"]<img src="IMG_2" alt="{escape(alt)}" /> {caption}[/caption]',
    ),
    words,
    st.lists(st.sampled_from((*WORDS, "„so“", "*", "_", "&amp;", "[x]")), min_size=1, max_size=5).map(" ".join),
)


def _lists(item: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    items = st.lists(around("li", item), min_size=1, max_size=3).map("".join)
    return st.one_of(around("ul", items), around("ol", items), around("ol", items, ' start="4"'))


_paragraph = around("p", inline)
_item = st.recursive(
    st.one_of(inline, _paragraph, st.tuples(_paragraph, _paragraph).map("".join)),
    lambda item: st.tuples(st.one_of(inline, _paragraph), _lists(item)).map("".join),
    max_leaves=4,
)
lists = _lists(_item).map(lambda html: _block("list", html))
definitions = (
    st.lists(st.tuples(around("dt", inline), around("dd", inline)).map("".join), min_size=1, max_size=3)
    .map("".join)
    .map(lambda items: _block("html", f"<dl>{items}</dl>"))
)


def _table(columns: int, head: bool) -> st.SearchStrategy[str]:
    def row(tag: str) -> st.SearchStrategy[str]:
        return around("tr", st.lists(around(tag, inline), min_size=columns, max_size=columns).map("".join))

    body = around("tbody", st.lists(row("td"), min_size=1, max_size=3).map("".join))
    whole = st.tuples(around("thead", row("th")), body).map("".join) if head else body
    return around("table", whole)


tables = (
    st.tuples(st.integers(1, 3), st.booleans())
    .flatmap(lambda chosen: _table(*chosen))
    .map(lambda html: _block("table", html))
)


def _quote(inner: list[Block]) -> Block:
    classic, blocks, shown = _joined(inner)
    marked = f"<!-- wp:quote -->\n<blockquote>{blocks}</blockquote>\n<!-- /wp:quote -->"
    return Block(f"<blockquote>{classic}</blockquote>", marked, f"<blockquote>{shown}</blockquote>")


def _joined(inner: list[Block]) -> Block:
    return Block(*("\n\n".join(pieces) for pieces in zip(*inner, strict=True)))


# Headings in what stays HTML keep their level, so they do not stand beside lists, which may have to.
quotes = st.one_of(*(st.lists(st.one_of(paragraph, other), min_size=1, max_size=3) for other in (heading, lists))).map(
    _quote
)
rule = st.just(_block("separator", "<hr>"))
blocks = st.one_of(paragraph, paragraph, heading, preformatted, photo, lists, definitions, tables, quotes, rule)
bodies = st.lists(blocks, min_size=1, max_size=4).map(_joined)
