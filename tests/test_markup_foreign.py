"""What a body may not load: a page asks no other host for anything, runs nothing, and stays whole."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.audit import foreign_requests
from generator.markup import Context, Markup, MarkupError

MARKUP = Markup()
VOID = ("area", "br", "col", "embed", "hr", "img", "input", "source", "track", "wbr")


def problems(text: str) -> list[tuple[str, bool]]:
    return [(message, warning) for _, message, _, warning in MARKUP.survey(text).problems]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("![Bild](https://a.de/x.jpg)", '<p><a class="foreign" href="https://a.de/x.jpg">Bild</a></p>'),
        ("![](//a.de/x--y.jpg)", '<p><a class="foreign" href="https://a.de/x--y.jpg">https://a.de/x--y.jpg</a></p>'),
        (
            "[![Bild](https://a.de/x.jpg)](https://b.de)",
            '<p><a href="https://b.de"><span class="foreign">Bild</span></a></p>',
        ),
        (
            '<video src="https://a.de/x.mp4"><p>Ersatz</p></video>',
            '<a class="foreign" href="https://a.de/x.mp4">https://a.de/x.mp4</a>',
        ),
        (
            '<audio controls><source src="https://a.de/x.ogg"></audio>',
            '<p><a class="foreign" href="https://a.de/x.ogg">https://a.de/x.ogg</a></p>',
        ),
        ('<img src="/a.png" alt="" srcset="https://b.de/c.png 2x">', '<p><img src="/a.png" alt=""></p>'),
        ('<video src="/a.mp4" poster="\\\\b.de/p.png"></video>', '<video src="/a.mp4"></video>'),
        ('<a ping="https://b.de" href="/x/">x</a>', '<p><a href="/x/">x</a></p>'),
    ],
)
def test_what_would_be_loaded_from_elsewhere_becomes_a_link_or_goes(text: str, expected: str) -> None:
    assert MARKUP.html(text) == expected
    assert problems(text)


def test_a_foreign_image_is_a_warning_that_names_the_line() -> None:
    survey = MARKUP.survey("Text\n\n![x](https://a.de/x.jpg)", 7)
    line, message, _, warning = survey.problems[0]
    assert (line, warning) == (9, True)
    assert message == "https://a.de/x.jpg would be loaded from a.de; it became a link"


def test_images_in_the_text_itself_are_allowed() -> None:
    text = '<img alt="" src="data:image/png;base64,AAAA">'
    assert text in MARKUP.html(text)
    assert not problems(text)


def test_a_foreign_frame_becomes_a_card_that_works_without_javascript() -> None:
    text = '<iframe src="//www.youtube.com/embed/abcdef123" title="Ein Film"></iframe>'
    assert MARKUP.html(text) == (
        '<div class="click-to-load" data-src="https://www.youtube-nocookie.com/embed/abcdef123" data-title="Ein Film" '
        'data-label="Video laden"><p>Das Video kommt von YouTube. Beim Laden wird deine IP-Adresse dorthin '
        'übertragen.</p><p><a href="https://www.youtube.com/watch?v=abcdef123">Video bei YouTube öffnen</a></p></div>'
    )
    assert MARKUP.survey(text).script
    assert not problems(text)


@pytest.mark.parametrize(
    ("address", "service", "page"),
    [
        ("https://player.vimeo.com/video/123?h=1", "Vimeo", "https://vimeo.com/123"),
        ("http://karte.example.org/x?a=1&b=2", "karte.example.org", "http://karte.example.org/x?a=1&amp;b=2"),
    ],
)
def test_a_card_names_who_is_asked(address: str, service: str, page: str) -> None:
    rendered = MARKUP.html(f'Text <iframe src="{address}"></iframe> weiter')
    assert rendered.startswith('<p>Text <span class="click-to-load" data-src="https://')
    assert f"kommt von {service}." in rendered and f'<a href="{page}">' in rendered


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '<script src="https://a.de/x.js"></script>',
        "<style>p { color: red }</style>",
        '<link rel="stylesheet" href="https://a.de/x.css">',
        '<meta http-equiv="refresh" content="0; url=https://a.de">',
        '<base href="https://a.de/">',
        '<p style="background: url(https://a.de/x.png)">x</p>',
        '<p style="background: \\75rl(//a.de)">x</p>',
        '<p onclick="x()">x</p>',
        "<p/onclick=x()>x</p>",
        '<svg><rect fill="url(https://a.de/x.svg#a)"/></svg>',
        '<svg><a href="/x/"><animate attributeName="href" to="javascript:x()"/></a></svg>',
        "[x](javascript:alert(1))",
        '<a href="JAVA&#9;SCRIPT:alert(1)">x</a>',
        '<a href="java&#10;script:alert(1)">x</a>',
        '<a href="&#1;javascript:alert(1)">x</a>',
        '<a href="data:text/html,<script>x</script>">x</a>',
        '<form action="javascript:x()"></form>',
        '<iframe src="data:text/html,x"></iframe>',
        '<iframe srcdoc="<script>x</script>"></iframe>',
        '<object data="data:text/html,x"></object>',
    ],
)
def test_what_could_run_or_fetch_anything_is_a_problem_and_goes(text: str) -> None:
    assert any(not warning for _, warning in problems(text))
    rendered = MARKUP.html(text)
    assert not foreign_requests(rendered, "")
    assert not re.search(r"<script|<style|<link|<meta|<base|<animate|javascript|onclick|srcdoc|url\(", rendered, re.I)


def test_a_script_of_the_site_itself_may_stay() -> None:
    assert MARKUP.html('<script src="/eigen.js"></script>', Context(base="/blog")) == (
        '<script src="/blog/eigen.js"></script>'
    )


def test_a_form_and_a_link_lead_where_they_lead() -> None:
    text = '<form action="https://a.de/"><input name="q"></form>'
    assert MARKUP.html(text) == text
    assert not problems(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<div>offen\n\nText", "<div>offen\n\nText</div>"),
        ("</div>\n\nText", "<p>Text</p>"),
        ("a <b>b\n\nc", "<p>a <b>b</b></p>\n<p>c</p>"),
        ("<p>a\n\n<div>b</div>", "<p>a\n\n</p><div>b</div>"),
        ("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("<table><tr><td>a<td>b<tr><td>c</table>", "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>"),
        ("<b><i>x</b></i>", "<p><b><i>x</i></b></p>"),
        ("<div/>\n\nText", "<div></div>\n\n<p>Text</p>"),
        ("Text <!-- offen", "<p>Text &lt;!-- offen</p>"),
        ("<textarea>x\n\nText", "<textarea>x\n\nText</textarea>"),
        ("<plaintext>x", "<p>x</p>"),
    ],
)
def test_broken_html_is_closed_inside_the_body(text: str, expected: str) -> None:
    assert MARKUP.html(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<div>x", '"<div>" is never closed'),
        ("<p>x", '"<p>" is never closed'),
        ("x</div>", '"</div>" closes nothing'),
        ("x <!-- y", "a comment is never closed"),
        ("<body>x</body>", '"<body>" has no place in a text'),
    ],
)
def test_broken_html_is_a_warning(text: str, message: str) -> None:
    assert (message, True) in problems(text)


@pytest.mark.parametrize("text", ["<ul><li>a<li>b</ul>", "<p>a</p>", "a<br>b<br/>c", "<b>x</b> <i>y</i>", "1 < 2 > 0"])
def test_sound_html_is_no_problem(text: str) -> None:
    assert problems(text) == []


TAGS = st.text(alphabet="<>/\"'=! -:aonscriptvgmurlxjdh&#;\\\n", max_size=30)
KNOWN = (
    '<img src=¦//a.de/x¦"¦\'¦>¦<script>¦</script>¦<svg>¦<style>¦<!--¦-->¦ onload=x¦<a¦ href="¦javascript:x¦<iframe src='
    '¦<video¦<source src=¦https://a.de¦&#106;avascript:x¦<p¦/¦ style="¦url(¦<math>¦<noscript>¦<textarea>¦<title>'
    "¦<![CDATA[¦]]>¦<?¦\x00¦\t¦\n\n"
)
FRAGMENTS = st.sampled_from(KNOWN.split("¦"))


@settings(deadline=None, derandomize=True, max_examples=400, suppress_health_check=list(HealthCheck))
@given(st.lists(FRAGMENTS | TAGS, max_size=12).map("".join))
def test_no_text_makes_a_page_ask_another_host(text: str) -> None:
    try:
        rendered = MARKUP.html(text)
    except MarkupError:
        return
    assert foreign_requests(rendered, "") == []


@settings(deadline=None, derandomize=True, max_examples=400, suppress_health_check=list(HealthCheck))
@given(st.lists(FRAGMENTS | TAGS, max_size=12).map("".join))
def test_every_body_is_balanced(text: str) -> None:
    try:
        rendered = MARKUP.html(text)
    except MarkupError:
        return
    opened: list[str] = []
    for end, name in re.findall(r"<(/?)([^\s/<>]+)[^<>]*>", rendered):
        if end:
            assert opened.pop() == name
        elif name not in VOID:
            opened.append(name)
    assert not opened
