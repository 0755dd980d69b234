"""Bodies of WordPress posts as Markdown: rendering it shows what WordPress showed, construct by construct."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings

from generator.markup import Context, Markup
from generator.markup.typography import set_html
from generator.wordpress.bodies import Converted, convert
from generator.wordpress.footnotes import of_meta
from generator.wordpress.values import Attachment

from . import wordpress_bodies as grammar
from .conftest import LaidOut
from .moving import photo
from .shown import shown

PHOTOS = {
    5: Attachment(5, "https://tage.example/2016/05/a.jpg", "a", "Ein See", "Am See", 1),
    6: Attachment(6, "https://tage.example/2016/05/b.jpg", "b", "", "", 1),
    7: Attachment(7, "https://tage.example/2016/05/c.jpg", "c", "", "", 2),
    8: Attachment(8, "https://tage.example/ton.mp3", "Ein Lied", "", "", 1),
    9: Attachment(9, "https://tage.example/film.mp4", "Ein Film", "", "", 1),
}
CARD = '<iframe src="https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ" title="YouTube"></iframe>'
WATCH = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"


def converted(html: str, post: int = 1) -> Converted:
    return convert(html, lambda address: address, PHOTOS, post=post)


def markdown(html: str) -> str:
    return converted(html).markdown


def rendered(body: Converted, *, line_breaks: bool = False) -> str:
    return Markup(line_breaks=line_breaks).html(body.markdown, Context())


# --- The promise -----------------------------------------------------------------------------------------------------


def assert_shows(source: str, html: str) -> None:
    body = converted(source)
    wanted = shown(set_html(html))
    if body.first_photo:  # is shown after the first paragraph in any case
        wanted.remove(_photo(body))
    for line_breaks in (False, True):
        assert shown(rendered(body, line_breaks=line_breaks)) == wanted, body.markdown


def _photo(body: Converted) -> object:
    return ["p", [(f"\x00{body.first_photo}|{body.first_photo_alt or 'Foto'}|{body.first_photo_caption}", "")]]


@settings(max_examples=50)
@given(grammar.bodies)
def test_a_body_of_blocks_shows_what_it_showed(body: grammar.Block) -> None:
    assert_shows(body.blocks, body.shown)


@settings(max_examples=50)
@given(grammar.bodies)
def test_a_classic_body_shows_what_it_showed(body: grammar.Block) -> None:
    assert_shows(body.classic, body.shown)


@settings(max_examples=80)
@given(grammar.paragraph)
def test_a_paragraph_stays_one_whatever_signs_it_holds(body: grammar.Block) -> None:
    assert_shows(body.classic, body.shown)


# --- Classic posts ---------------------------------------------------------------------------------------------------

CLASSIC = {
    "a link whose text is like a note's mark is none": (
        'Eins\n<a href="/x/">^[^1]: a</a>',
        "Eins  \n[^\\[^1\\]&#58; a](/x/)",
    ),
    "a link whose text is like a reference is none": ('<a href="/x/">a]: b</a>', "[a\\]&#58; b](/x/)"),
    "a blank line parts paragraphs": ("Eins\n\nZwei", "Eins\n\nZwei"),
    "several blank lines part them once": ("Eins\n\n\n \nZwei", "Eins\n\nZwei"),
    "a line end is a line break": ("Eins\nzwei", "Eins  \nzwei"),
    "carriage returns are line ends": ("Eins\r\nzwei\r\n\r\nDrei", "Eins  \nzwei\n\nDrei"),
    "a break and a line end are one break": ("Eins<br />\nzwei", "Eins  \nzwei"),
    "two breaks part paragraphs": ("Eins<br /><br>zwei", "Eins\n\nzwei"),
    "paragraphs that are there stay": ("<p>Eins</p>\n<p>Zwei</p>", "Eins\n\nZwei"),
    "a paragraph of a space alone shows nothing": ("Eins\n\n&nbsp;\n\nZwei", "Eins\n\nZwei"),
    "text beside a block is a paragraph": ("Eins<h2>Titel</h2>zwei", "Eins\n\n## Titel\n\nzwei"),
    "a quote": ("<blockquote>Eins\n\nZwei</blockquote>\nDrei", "> Eins\n>\n> Zwei\n\nDrei"),
    "a list": ("Vorher\n<ul>\n\t<li>a</li>\n\t<li>b</li>\n</ul>\nnachher", "Vorher\n\n- a\n- b\n\nnachher"),
    "numbers": ("<ol>\n<li>a</li>\n<li>b</li>\n</ol>", "1.  a\n2.  b"),
    "numbers from four on": ('<ol start="4"><li>a</li><li>b</li></ol>', "4.  a\n5.  b"),
    "a list in a list": ("<ul><li>a<ol><li>b</li></ol></li></ul>", "- a\n    1.  b"),
    "a list beside an item": ("<ul><li>a</li><ul><li>b</li></ul></ul>", "- a\n    - b"),
    "preformatted text": ("<pre>a\n\n  b &lt;c&gt;\n<br>d</pre>", "```\na\n\n  b <c>\n\nd\n```"),
    "code in a line": ("mit <code>a_b  *</code>", "mit `a_b *`"),
    "a rule": ("Eins\n<hr />\nZwei", "Eins\n\n* * *\n\nZwei"),
    "emphasis": ("<em>a</em> <b>b</b> <strong><i>c</i></strong>", "*a* **b** **_c_**"),
    "spaces in emphasis stand outside": ("a<em> b </em>c", "a *b* c"),
    "styles that mean something": ('<span style="text-decoration: underline">a</span>', "<u>a</u>"),
    "styles that mean nothing": ('<span style="color: red">a</span>', "a"),
    "phrases without a sign of their own": ("H<sub>2</sub>O <del>x</del>", "H<sub>2</sub>O <del>x</del>"),
    "a definition list in groups": ("<dl><div><dt>A</dt><dd>B</dd></div></dl>", "A\n:   B"),
    "an item without a list": ("<li>a</li>\n<li>b</li>", "- a\n- b"),
    "a heading around a block": ("<h2>A<div>B</div></h2>", "## A\n\nB"),
    "text in a list": ("<ul>a<li>b</li></ul>", "- a\n- b"),
    "what ends a line is not escaped": (
        'Schön!\nR&amp;\n\n<b>So!</b> <a href="/">Da!</a>',
        "Schön!  \nR&\n\n**So!** [Da!](/)",
    ),
    "a definition list": ("<dl><dt>A</dt><dd>B</dd></dl>", "A\n:   B"),
    "a centred line": ('<p style="text-align: center;">***</p>', r"\*\*\*"),
    "an anchor that a link leads to": ('<a name="x"></a>Da <a href="#x">hin</a>', '<a id="x"></a>Da [hin](#x)'),
    "pages are one": ("Eins\n<!--nextpage-->\nZwei", "Eins\n\nZwei"),
    "comments go": ("Eins <!-- Notiz -->\nzwei", "Eins  \nzwei"),
    "what is never closed is closed": ("<b>a<i>b</b>c", "<strong>a<em>b</em></strong><em>c</em>"),
}


@pytest.mark.parametrize(("source", "wanted"), CLASSIC.values(), ids=CLASSIC)
def test_classic(source: str, wanted: str) -> None:
    assert markdown(source) == wanted


@pytest.mark.parametrize(
    ("source", "wanted"),
    (
        ("Eins\n\n<!--more-->\n\nZwei", "Eins\n\n<!--more-->\n\nZwei"),
        ("Eins\n<!--more Weiter lesen-->\nZwei", "Eins\n\n<!--more-->\n\nZwei"),
        ("Eins<!--more--> zwei", "Eins<!--more--> zwei"),
        ("<em>Eins<!--more--> zwei</em>", "*Eins<!--more--> zwei*"),
        ("<blockquote>Eins\n<!--more-->\nZwei</blockquote>", "> Eins<!--more-->\n>\n> Zwei"),
        ("Eins\n<!--more-->\nZwei\n<!--more-->\nDrei", "Eins\n\n<!--more-->\n\nZwei\n\nDrei"),
        (
            "<!-- wp:paragraph --><p>Eins</p><!-- /wp:paragraph -->\n<!-- wp:more -->\n<!--more-->\n<!-- /wp:more -->\n"
            "<!-- wp:paragraph --><p>Zwei</p><!-- /wp:paragraph -->",
            "Eins\n\n<!--more-->\n\nZwei",
        ),
    ),
)
def test_the_excerpt_ends_where_it_did(source: str, wanted: str) -> None:
    body = converted(source)
    assert body.markdown == wanted
    survey = Markup().survey(body.markdown)
    assert (survey.more, survey.problems) == (True, ())


# --- The block editor ------------------------------------------------------------------------------------------------


def block(name: str, html: str, attributes: str = "") -> str:
    return f"<!-- wp:{name} {attributes}-->\n{html}\n<!-- /wp:{name} -->"


TABLE = "<thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td>1</td><td>2 | 3</td></tr></tbody>"
IMAGE = '<img src="https://tage.example/a.jpg?w=1024" alt="Ein See" class="wp-image-4"/>'
BLOCKS = {
    "paragraph": ('<p class="has-large-font-size">Eins<br>zwei</p>', "Eins  \nzwei"),
    "paragraph on several lines": ("<p>Eins\nzwei</p>", "Eins zwei", "paragraph"),
    "heading": ('<h3 class="wp-block-heading" id="titel">Titel</h3>', "### Titel"),
    "list": (
        f"<ul>{block('list-item', '<li>a' + block('list', '<ul><li>b</li></ul>') + '</li>')}</ul>",
        "- a\n    - b",
    ),
    "list with two lists in it": (
        "<ol><li>a<ul><li>b</li></ul><ul><li>c</li></ul></li></ol>",
        "1.  a\n\n    - b\n\n    <!-- -->\n\n    - c",
        "list",
    ),
    "quote": (
        f"<blockquote>{block('paragraph', '<p>a</p>')}<cite>Wer</cite></blockquote>",
        "> a\n>\n> <cite>Wer</cite>",
    ),
    "pullquote": ("<figure><blockquote><p>a</p></blockquote></figure>", "> a"),
    "code": ('<pre class="wp-block-code"><code>a &lt; b\n  &amp;c</code></pre>', "```\na < b\n  &c\n```"),
    "code with its language": (
        '<pre><code class="language-python">x = "```"</code></pre>',
        '````python\nx = "```"\n````',
        "code",
    ),
    "preformatted": ("<pre>a<br>\tb</pre>", "```\na\n    b\n```"),
    "preformatted with emphasis": ("<pre>a <em>b</em></pre>", "<pre>a <em>b</em></pre>", "preformatted"),
    "verse": ('<pre class="wp-block-verse">a\n  b <em>c</em></pre>', "a  \n&#160;\u00a0b *c*"),
    "table": (f"<figure><table>{TABLE}</table></figure>", "| A | B |\n| --- | --- |\n| 1 | 2 \\| 3 |"),
    "table with columns to the right": (
        '<table><thead><tr><th>A</th><th class="has-text-align-right" data-align="right">B</th></tr></thead>'
        '<tbody><tr><td>1</td><td class="has-text-align-right">2</td></tr></tbody></table>',
        "| A | B |\n| --- | ---: |\n| 1 | 2 |",
        "table",
    ),
    "table without headings": (
        "<figure><table><tbody><tr><td>1</td></tr></tbody></table></figure>",
        "<table><tbody><tr><td>1</td></tr></tbody></table>",
        "table",
    ),
    "table with a caption": (
        f"<figure><table>{TABLE}</table><figcaption>Zahlen</figcaption></figure>",
        f"<figure><table>{TABLE}</table><figcaption>Zahlen</figcaption></figure>",
        "table",
    ),
    "image": (f"<figure>{IMAGE}</figure>", "![Ein See](https://tage.example/a.jpg?w=1024)"),
    "image with a caption, set to a side": (
        f'<div class="wp-block-image"><figure class="alignright">{IMAGE}<figcaption>Am <em>See</em></figcaption>'
        "</figure></div>",
        '![Ein See](https://tage.example/a.jpg?w=1024 "Am See")',
        "image",
    ),
    "image that leads somewhere": (
        f'<figure><a href="https://example.org/">{IMAGE}</a></figure>',
        "[![Ein See](https://tage.example/a.jpg?w=1024)](https://example.org/)",
        "image",
    ),
    "image that leads to its full size": (
        f'<figure><a href="https://tage.example/a.jpg">{IMAGE}</a></figure>',
        "![Ein See](https://tage.example/a.jpg)",
        "image",
    ),
    "image with a link in its caption": (
        f'<figure>{IMAGE}<figcaption>Am <a href="/see/">See</a></figcaption></figure>',
        '<figure><img alt="Ein See" src="https://tage.example/a.jpg?w=1024"/>'
        '<figcaption>Am <a href="/see/">See</a></figcaption></figure>',
        "image",
    ),
    "gallery": (
        f"<figure>{block('image', '<figure><img src=a.jpg></figure>')}\n"
        f"{block('image', '<figure><img src=b.jpg></figure>')}"
        "<figcaption>Alle</figcaption></figure>",
        "![](a.jpg)\n\n![](b.jpg)\n\nAlle",
    ),
    "gallery that is a list": (
        '<ul class="wp-block-gallery"><li class="blocks-gallery-item"><figure><img src="a.jpg"></figure></li>'
        '<li class="blocks-gallery-item"><figure><img src="b.jpg"><figcaption>B</figcaption></figure></li></ul>',
        '![](a.jpg)\n\n![](b.jpg "B")',
        "gallery",
    ),
    "audio": (
        '<figure><audio controls src="/a.mp3" autoplay></audio><figcaption>Lied</figcaption></figure>',
        '<audio controls="" src="/a.mp3"></audio>\n\nLied',
    ),
    "video": (
        '<figure><video controls poster="/p.jpg" src="/a.mp4"></video></figure>',
        '<video controls="" poster="/p.jpg" src="/a.mp4"></video>',
    ),
    "embed": (
        f'<figure class="wp-block-embed"><div class="wp-block-embed__wrapper">\n{WATCH}\n</div>'
        "<figcaption>Film</figcaption></figure>",
        f"{CARD}\n\nFilm",
    ),
    "embed of something else": (
        '<figure><div class="wp-block-embed__wrapper">\nhttps://example.org/a_b?c=1&amp;d=2\n</div></figure>',
        "<https://example.org/a_b?c=1&d=2>",
        "embed",
    ),
    "core-embed/vimeo": (
        '<figure><div class="wp-block-embed__wrapper">\nhttps://vimeo.com/123456\n</div></figure>',
        '<iframe src="https://player.vimeo.com/video/123456" title="Vimeo"></iframe>',
    ),
    "file": (
        '<div class="wp-block-file"><a href="https://tage.example/a.pdf">Plan</a>'
        '<a href="https://tage.example/a.pdf" class="wp-block-file__button" download>Laden</a></div>',
        "[Plan](https://tage.example/a.pdf)",
    ),
    "buttons": (
        f'<div>{block("button", """<div class="wp-block-button"><a href="/los/">Los</a></div>""")}</div>',
        "[Los](/los/)",
    ),
    "columns": (
        f"<div>{block('column', '<div>' + block('paragraph', '<p>links</p>') + '</div>')}"
        f"{block('column', '<div>' + block('paragraph', '<p>rechts</p>') + '</div>')}</div>",
        "links\n\nrechts",
    ),
    "group": (f"<div>{block('paragraph', '<p>innen</p>')}</div>", "innen"),
    "media-text": ('<div><figure><img src="a.jpg"></figure><div><p>Da</p></div></div>', "![](a.jpg)\n\nDa"),
    "cover": ('<div><img src="a.jpg"><div><p>Darauf</p></div></div>', "![](a.jpg)\n\nDarauf"),
    "cover that names its photo in its style": (
        '<div class="wp-block-cover" style="background-image:url(/a_b.jpg?w=9);min-height:9px"><p>Darauf</p></div>',
        "![](/a_b.jpg?w=9)\n\nDarauf",
        "cover",
    ),
    "cover of a film": (
        '<div class="wp-block-cover"><video autoplay muted loop src="/a.mp4"></video><p>Darauf</p></div>',
        '<video controls="" src="/a.mp4"></video>\n\nDarauf',
        "cover",
    ),
    "details": (
        "<details><summary>Mehr</summary><p>innen</p></details>",
        "<details><summary>Mehr</summary><p>innen</p></details>",
    ),
    "separator": ('<hr class="wp-block-separator"/>', "* * *"),
    "spacer": ('<div style="height:50px" aria-hidden="true" class="wp-block-spacer"></div>', ""),
    "nextpage": ("<!--nextpage-->", ""),
    "html": ('<div class="x"><b>hallo</b></div>', "**hallo**"),
    "shortcode": ('[gallery ids="6"]', "![](https://tage.example/2016/05/b.jpg)"),
    "freeform": ("Eins\nzwei\n\nDrei", "Eins  \nzwei\n\nDrei"),
}


@pytest.mark.parametrize(("name", "case"), BLOCKS.items(), ids=BLOCKS)
def test_block(name: str, case: tuple[str, ...]) -> None:
    source, wanted = case[:2]
    body = converted(block(case[2] if len(case) > 2 else name, source))
    assert body.markdown == wanted
    assert (body.unknown, body.removed) == ((), ())
    assert not any(problem[3] is False for problem in Markup().survey(body.markdown).problems)


def test_text_between_blocks_is_classic() -> None:
    assert markdown(f"Eins\nzwei\n\n{block('paragraph', '<p>a</p>')}\n\nDrei") == "Eins  \nzwei\n\na\n\nDrei"


def test_blocks_that_cannot_be_shown_are_listed() -> None:
    source = f'{block("acme/map", "<p>Karte</p>")}\n<!-- wp:block {{"ref":12}} /-->\n<!-- wp:latest-posts /-->'
    body = converted(source)
    assert body.markdown == "Karte"
    assert body.unknown == ("block acme/map", "block core/block", "block core/latest-posts")


# --- Shortcodes ------------------------------------------------------------------------------------------------------

A, B = "![Ein See](https://tage.example/2016/05/a.jpg", "![](https://tage.example/2016/05/b.jpg"
SHORTCODES = {
    "caption": (
        '[caption id="attachment_5" align="alignright" width="300"]<a href="https://tage.example/2016/05/a.jpg"><img '
        'class="wp-image-5" src="https://tage.example/2016/05/a-300x200.jpg" alt="" /></a> Am <b>See</b>[/caption]',
        f'{A} "Am See")',
    ),
    "caption in an attribute": ('[caption caption="Am See"]<img src="a.jpg" />[/caption]', '![](a.jpg "Am See")'),
    "wp_caption": ('[wp_caption]<img src="a.jpg" /> "So"[/wp_caption]', '![](a.jpg "\\"So\\"")'),
    "gallery by ids": ('[gallery columns="2" ids="6,5"]', f'{B})\n\n{A} "Am See")'),
    "gallery of the post": ("[gallery]", f'{A} "Am See")\n\n{B})'),
    "gallery of another post": ('[gallery id="2"]', "![](https://tage.example/2016/05/c.jpg)"),
    "gallery that leaves one out": ('[gallery exclude="5"]', f"{B})"),
    "gallery backwards": ('[gallery order="DESC"]', f'{B})\n\n{A} "Am See")'),
    "audio": ('[audio src="/a.mp3"]', '<audio controls="" src="/a.mp3"></audio>'),
    "audio by its format": ('[audio mp3="/a.mp3"][/audio]', '<audio controls="" src="/a.mp3"></audio>'),
    "audio of old": (
        "[audio https://a.example/a.mp3|titles=x]",
        '<audio controls="" src="https://a.example/a.mp3"></audio>',
    ),
    "audio of the post": ("[audio]", '<audio controls="" src="https://tage.example/ton.mp3"></audio>'),
    "video": (
        '[video width="640" mp4="/a.mp4" poster="/p.jpg"][/video]',
        '<video controls="" poster="/p.jpg" src="/a.mp4"></video>',
    ),
    "video of the post": ("[video]", '<video controls="" src="https://tage.example/film.mp4"></video>'),
    "video elsewhere": (f'[video src="{WATCH}"]', CARD),
    "playlist": ('[playlist ids="8"]', 'Ein Lied\n\n<audio controls="" src="https://tage.example/ton.mp3"></audio>'),
    "embed": (f"[embed]{WATCH}[/embed]", CARD),
    "embed of a link": (f'[embed width="5"]<a href="{WATCH}">{WATCH}</a>[/embed]', CARD),
    "embed of something else": ("[embed]https://example.org/x[/embed]", "<https://example.org/x>"),
    "youtube": (f"[youtube={WATCH}&w=640&h=385]", CARD),
    "youtube by its number": ("[youtube dQw4w9WgXcQ]", CARD),
    "vimeo": ("[vimeo 123456]", '<iframe src="https://player.vimeo.com/video/123456" title="Vimeo"></iframe>'),
    "wpvideo": (
        "[wpvideo abcd1234]",
        '<iframe src="https://videopress.com/embed/abcd1234" title="VideoPress"></iframe>',
    ),
    "sourcecode": ('[sourcecode language="python"]\na < b\n\n*c*\n[/sourcecode]', "```python\na < b\n\n*c*\n```"),
    "footnote": ("Text[ref]Die <em>Note</em>.[/ref] weiter", "Text[^1] weiter\n\n[^1]: Die *Note*."),
    "written with two brackets": ("[[gallery]]", r"\[gallery\]"),
}


@pytest.mark.parametrize(("source", "wanted"), SHORTCODES.values(), ids=SHORTCODES)
def test_shortcode(source: str, wanted: str) -> None:
    body = converted(source)
    assert (body.markdown, body.unknown) == (wanted, ())


def test_shortcodes_of_plugins_stay_as_text_and_are_listed() -> None:
    body = converted('[acme_map id=3] und [contact-form]<b>x</b>[/contact-form] und [polldaddy poll="5"]')
    assert body.unknown == ("[acme_map id=3]", "[contact-form]", '[polldaddy poll="5"]')
    assert "\\[acme_map id=3\\]" in body.markdown


def test_photos_that_the_export_does_not_hold_are_listed() -> None:
    assert converted('[gallery ids="6,99"]').unknown == ("[gallery] attachment 99",)


@pytest.mark.parametrize(
    "prose", ("Das [sic] ist […] so.", "[1] und [...]", "[x] erledigt", "[[Seite]]", "a[0] = b[1]")
)
def test_brackets_in_prose_are_no_shortcodes(prose: str) -> None:
    body = converted(prose)
    assert body.unknown == ()
    assert shown(rendered(body)) == shown(set_html(f"<p>{prose}</p>"))


# --- Videos ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    (
        WATCH,
        "https://youtu.be/dQw4w9WgXcQ",
        "http://www.youtube.com/watch?feature=share&amp;v=dQw4w9WgXcQ",
        "https://www.youtube.com/shorts/dQw4w9WgXcQ",
        "https://m.youtube.com/watch?v=dQw4w9WgXcQ",
    ),
)
@pytest.mark.parametrize("form", ("Da:\n\n{}\n\nSchön", "Da:\n{}\nSchön", "<p>Da:</p>\n<p>{}</p>\n<p>Schön</p>"))
def test_an_address_on_a_line_of_its_own_is_a_card_that_loads_on_a_click(address: str, form: str) -> None:
    body = converted(form.format(address))
    assert body.markdown == f"Da:\n\n{CARD}\n\nSchön"
    html = rendered(body)
    assert 'class="click-to-load"' in html
    assert "<iframe" not in html


@pytest.mark.parametrize("text", (f"Schau {WATCH} an", "https://example.org/seite", f"<pre>{WATCH}</pre>"))
def test_an_address_elsewhere_stays_text(text: str) -> None:
    assert "iframe" not in markdown(text)


def test_frames_and_players_of_old_are_cards() -> None:
    frame = '<iframe width="560" src="https://www.youtube.com/embed/dQw4w9WgXcQ" onload="x()"></iframe>'
    player = '<object><param name="movie" value="https://www.youtube.com/v/dQw4w9WgXcQ"><embed src="x"></object>'
    embed = '<embed src="https://www.youtube.com/v/dQw4w9WgXcQ&hl=de" type="application/x-shockwave-flash"></embed>'
    for source in (frame, player, embed):
        assert 'class="click-to-load"' in rendered(converted(source)), source


# --- Photos ----------------------------------------------------------------------------------------------------------


def test_a_photo_after_the_first_paragraph_is_handed_out() -> None:
    body = converted(
        'Eins\n\n[caption id="attachment_5"]<img class="wp-image-5" src="https://tage.example/2016/05/a.jpg" /> Am See'
        '[/caption]\n\nZwei\n\n<img src="b.jpg" alt="B" />'
    )
    assert body.markdown == "Eins\n\nZwei\n\n![B](b.jpg)"
    photo = (body.first_photo, body.first_photo_alt, body.first_photo_caption)
    assert photo == ("https://tage.example/2016/05/a.jpg", "Ein See", "Am See")
    assert body.media == ("https://tage.example/2016/05/a.jpg", "b.jpg")


@pytest.mark.parametrize(
    "source",
    (
        '<img src="a.jpg" />\n\nEins',
        'Eins\n\nZwei\n\n<img src="a.jpg" />',
        'Eins\n\n<a href="https://example.org/"><img src="a.jpg" /></a>',
        'Eins mit <img src="a.jpg" /> darin',
        'Eins\n\n<blockquote><img src="a.jpg" /></blockquote>',
    ),
)
def test_every_other_photo_stays_where_it_stood(source: str) -> None:
    body = converted(source)
    assert body.first_photo == ""
    assert "![](a.jpg)" in body.markdown


def test_photos_beside_text_stand_by_themselves_and_small_ones_stay() -> None:
    source = 'Null\n\nEins <img class="alignleft" src="a.jpg" /> zwei <img src="b.png" width="16" /> drei'
    assert markdown(source) == "Null\n\nEins\n\n![](a.jpg)\n\nzwei ![](b.png) drei"


def test_several_photos_in_a_row_stand_one_after_another() -> None:
    photos = '<a href="a.jpg"><img src="a-300x200.jpg" alt="A" /></a>\n<img src="b.jpg" alt="B" />'
    assert markdown(photos) == "![A](a-300x200.jpg)\n\n![B](b.jpg)".replace("a-300x200", "a")


NAMES = ("Foto 1 (2).jpg", "Äpfel & Öl.jpg", "a_b*c*.jpg", "50%.jpg", "x[1].jpg", "it's.jpg", "(offen.jpg", "m<x>.jpg")


def test_the_journal_finds_photos_whatever_their_names(journal: Callable[..., LaidOut]) -> None:
    body = "\n\n".join(("Eins", "Zwei", *(f'<img src="/{number}" />' for number in range(len(NAMES)))))
    text = convert(body, lambda address: NAMES[int(address[1:])], {}).markdown
    folder = "content/entries/2016-05-17-x"
    photos = {f"{folder}/{name}": photo() for name in NAMES}
    laid_out = journal({f"{folder}/index.md": f"---\ntitle: X\n---\n{text}\n"} | photos)
    laid_out.built()
    assert laid_out.read("2016/05/17/x/index.html").count('<figure class="photo') == len(NAMES)


def test_emoji_and_smileys_are_characters_again() -> None:
    emoji = '<img class="emoji" draggable="false" src="https://s.w.org/images/core/emoji/72x72/1f389.png" alt="🎉" />'
    smiley = '<img src="https://s0.wp.com/wp-includes/images/smilies/icon_wink.gif" alt=";)" class="wp-smiley" />'
    flag = '<img class="emoji" src="https://s.w.org/images/core/emoji/11/svg/1f1e9-1f1ea.svg" />'
    body = converted(f"Hallo {emoji} {smiley} {flag}")
    assert (body.markdown, body.media) == ("Hallo 🎉 ;) 🇩🇪", ())


def test_addresses_are_listed_as_they_stood_and_written_anew() -> None:
    source = (
        '<a href="/alt/">a</a> <a href="https://tage.example/a.pdf">b</a> <a href="#c">c</a>\n\n[audio src="/d.mp3"]'
    )
    body = convert(source, lambda address: f"neu:{address}", {})
    assert body.links == ("/alt/",)
    assert body.media == ("https://tage.example/a.pdf", "/d.mp3")
    assert "[a](neu:/alt/) [b](neu:https://tage.example/a.pdf) [c](#c)" in body.markdown
    assert 'src="neu:/d.mp3"' in body.markdown


# --- Footnotes -------------------------------------------------------------------------------------------------------


def test_footnotes_of_the_block_editor() -> None:
    source = block("paragraph", '<p>A<sup data-fn="x-1" class="fn"><a id="x-1-link" href="#x-1">1</a></sup>: b</p>')
    texts = of_meta('[{"content":"Eine <em>Note</em>","id":"x-1"}]')
    body = convert(f"{source}\n<!-- wp:footnotes /-->", lambda address: address, {}, footnotes=texts)
    assert body.markdown == "A[^1]: b\n\n[^1]: Eine *Note*"
    assert body.unknown == ()


@pytest.mark.parametrize("text", ("", "[", "{}", '[{"id": 3}]', '"x"', "[" * 10_000, "\ud800"))
def test_footnotes_that_cannot_be_read_are_none(text: str) -> None:
    assert of_meta(text) == {}


def test_footnotes_in_a_list_at_the_end() -> None:
    source = (
        'A<sup id="fnref:1"><a href="#fn:1" rel="footnote">1</a></sup>.\n\n<hr />\n<ol>\n<li id="fn:1">Die Note. '
        '<a href="#fnref:1">↩</a></li>\n</ol>'
    )
    assert markdown(source) == "A[^1].\n\n[^1]: Die Note."


def test_a_marker_at_the_beginning_of_a_line_is_no_definition() -> None:
    html = rendered(converted("[ref]Note[/ref]: so\n[ref]Zwei[/ref]: so"))
    assert html.count('class="footnote-ref"') == 2
    assert html.count("<li id=") == 2


def test_a_marker_in_what_stays_html_leads_to_its_note_and_back() -> None:
    html = rendered(converted("<table><tr><td>a[ref]Note[/ref]</td></tr></table>\n\nb[ref]Zwei[/ref]"))
    assert '<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup>' in html
    assert html.count('href="#fnref:1"') == 1
    assert html.count('id="fnref:2"') == 1


def test_a_note_of_several_paragraphs_is_one_and_a_block_stays_in_the_text() -> None:
    assert markdown("A[ref]Eins\n\nzwei[/ref]") == "A[^1]\n\n[^1]: Eins  \n    zwei"
    assert markdown("A[ref]<ul><li>x</li></ul>[/ref]") == "A\n\n- x"
