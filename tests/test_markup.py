"""Bodies as HTML: the Markdown that German prose asks for, references, photos, and several bodies on one page."""

from __future__ import annotations

import subprocess
import sys

import pytest

from generator.markup import Context, Markup
from generator.model import MissingPhoto, Photo, Target, Variant

MARKUP = Markup()


def photo(name: str = "IMG_1", width: int = 960, height: int = 640, **more: str) -> Photo:
    variants = (Variant("/f/a-480.webp", 480, 320), Variant("/f/a-960.webp", 960, 640))
    return Photo(name, variants, Variant("/f/a.jpg", width, height), **more)


def html(text: str, **context: object) -> str:
    return MARKUP.html(text, Context(**context))  # type: ignore[arg-type]


# --- Prose ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["17. Mai war schön", "3. Advent", "2016. Was für ein Jahr", "17. 5. war es", "1. Weihnachtstag", "#Berlin"]
)
def test_prose_that_looks_like_markdown_is_a_paragraph(text: str) -> None:
    assert html(text).startswith("<p>")


def test_numbered_lists_stay_lists() -> None:
    assert html("1. eins\n2. zwei") == "<ol>\n<li>eins</li>\n<li>zwei</li>\n</ol>"
    assert html("1. eins") == "<ol>\n<li>eins</li>\n</ol>"
    assert html("3. drei\n4. vier").startswith('<ol start="3">')
    assert html("3. drei\n\n4. vier").startswith('<ol start="3">')
    assert html("1. eins\n\n2. zwei").count("<ol>") == 1


def test_headings_stand_below_the_title_and_have_german_ids() -> None:
    text = "# Über Größe\n\n###### Ärger\n\n# Über Größe\n\n# ***"
    assert html(text) == (
        '<h2 id="ueber-groesse">Über Größe</h2>\n<h6 id="aerger">Ärger</h6>\n'
        '<h2 id="ueber-groesse_1">Über Größe</h2>\n<h2 id="abschnitt">***</h2>'
    )


def test_a_heading_of_raw_html_stands_below_the_title_too() -> None:
    assert html("<h1>Oben</h1>") == "<h2>Oben</h2>"


def test_footnotes_speak_german() -> None:
    rendered = html("Text[^1].\n\n[^1]: Note.")
    assert 'aria-label="Fußnoten"' in rendered
    assert 'title="Zurück zum Text">↩\ufe0e</a>' in rendered


def test_table_columns_are_aligned_without_styles() -> None:
    rendered = html("|a|b|\n|-|-:|\n|1|2|")
    assert '<td align="right">2</td>' in rendered
    assert "style" not in rendered


def test_line_breaks_are_kept_where_asked_for() -> None:
    assert html("a\nb") == "<p>a\nb</p>"
    assert Markup(line_breaks=True).html("a\nb") == "<p>a<br>\nb</p>"


def test_nothing_of_one_document_shows_in_the_next() -> None:
    html("# A\n\n[r]: /x\n\n*[HTML]: Sprache\n\nText[^1]\n\n[^1]: Note")
    assert html("# A\n\n[r] HTML [^1]") == '<h2 id="a">A</h2>\n<p>[r] HTML [^1]</p>'


# --- References ----------------------------------------------------------------------------------------------------


def test_references_lead_to_addresses_below_the_base() -> None:
    references = (("ort.md", False, Target("/2016/05/17/ort/")), ("a b.pdf", False, Target("/2016/05/17/a%20b.pdf")))
    text = "[x](ort.md) [y](ort.md#teil) [z](a%20b.pdf) [w](/impressum/) <a href='ort.md'>roh</a>"
    assert html(text, references=references, base="/blog") == (
        '<p><a href="/blog/2016/05/17/ort/">x</a> <a href="/blog/2016/05/17/ort/#teil">y</a> '
        '<a href="/blog/2016/05/17/a%20b.pdf">z</a> <a href="/blog/impressum/">w</a> '
        '<a href="/blog/2016/05/17/ort/">roh</a></p>'
    )


def test_unknown_and_foreign_links_stay_as_they_are() -> None:
    assert html("[x](weg.md) [y](https://a.de/) [z](mailto:a@b.de) [o](#)", base="/blog") == (
        '<p><a href="weg.md">x</a> <a href="https://a.de/">y</a> <a href="mailto:a@b.de">z</a> <a href="#">o</a></p>'
    )


@pytest.mark.parametrize(("link", "element"), [("#da", "id='da'"), ("#da", "id=da"), ("#%C3%BCber", 'ID="über"')])
def test_ids_are_prefixed_however_they_are_written(link: str, element: str) -> None:
    rendered = html(f"[hin]({link})\n\n<p {element}>Da</p>", prefix="e2-")
    assert f'href="#e2-{link[1:]}"' in rendered


def test_ids_are_prefixed_together_with_what_leads_to_them() -> None:
    rendered = html("# Titel\n\n[hin](#titel) [fort](#kommentare) n[^1]\n\n[^1]: Note", prefix="e2-")
    assert '<h2 id="e2-titel">' in rendered
    assert '<a href="#e2-titel">hin</a> <a href="#kommentare">fort</a>' in rendered
    assert 'id="e2-fnref:1"' in rendered and 'href="#e2-fn:1"' in rendered
    assert 'id="e2-fn:1"' in rendered and 'href="#e2-fnref:1"' in rendered


def test_fragments_in_feeds_lead_to_the_page() -> None:
    rendered = html("[hin](#titel)\n\n# Titel", page="https://a.de/x/", base="https://a.de")
    assert '<a href="https://a.de/x/#titel">hin</a>' in rendered


def test_no_id_stands_twice() -> None:
    assert html('# A\n\n<p id="a">x</p>\n\n<p id="a">y</p>').count('id="a"') == 1


# --- Photos --------------------------------------------------------------------------------------------------------

PICTURE = (
    '<picture{}><source type="image/webp" srcset="/blog/f/a-480.webp 480w, /blog/f/a-960.webp 960w" '
    'sizes="(min-width: 64rem) 48rem, (min-width: 40rem) 36rem, 100vw"><img src="/blog/f/a.jpg" width="960" '
    'height="640" loading="{}" decoding="async" alt="{}"></picture>'
)
BODY = {"references": (("IMG_1", True, photo()), ("weg", True, MissingPhoto("weg"))), "base": "/blog", "day": 868}


def test_a_photo_alone_is_a_figure() -> None:
    assert html('![Der See](IMG_1 "Am "See"")', **BODY) == (
        f'<figure class="photo landscape">{PICTURE.format("", "eager", "Der See")}'
        "<figcaption>Am „See“</figcaption></figure>"
    )


def test_several_photos_alone_are_several_figures_and_only_the_first_is_loaded_at_once() -> None:
    rendered = html("![a](IMG_1)\n![b](IMG_1)\n\n![c](IMG_1)", **BODY)
    assert rendered.count("<figure") == 3
    assert "<p>" not in rendered
    assert rendered.count('loading="eager"') == 1 and rendered.index("eager") < rendered.index("lazy")


def test_a_photo_in_running_text_stays_in_it() -> None:
    inline = PICTURE.format(' class="inline"', "eager", "x")
    assert html("Hier ![x](IMG_1) steht", **BODY) == f"<p>Hier {inline} steht</p>"


def test_a_linked_photo_alone_is_a_figure_with_a_link() -> None:
    rendered = html("[![x](IMG_1)](/gross/)", **BODY)
    assert rendered.startswith('<figure class="photo landscape"><a href="/blog/gross/"><picture>')


@pytest.mark.parametrize(
    ("width", "height", "shape", "sizes"),
    [
        (640, 960, "portrait", "(min-width: 40rem) 36rem, 100vw"),
        (900, 950, "square", "(min-width: 40rem) 36rem, 100vw"),
        (960, 640, "landscape", "(min-width: 64rem) 48rem, (min-width: 40rem) 36rem, 100vw"),
    ],
)
def test_a_figure_says_its_shape(width: int, height: int, shape: str, sizes: str) -> None:
    rendered = html("![](IMG_1)", references=(("IMG_1", True, photo(width=width, height=height)),))
    assert f'class="photo {shape}"' in rendered and f'sizes="{sizes}"' in rendered


def test_a_missing_photo_shows_its_name() -> None:
    assert html("![](weg)\n\nIn ![](weg) Text", **BODY) == (
        '<p class="missing-photo">weg</p>\n<p>In <span class="missing-photo">weg</span> Text</p>'
    )


@pytest.mark.parametrize(
    ("text", "alt"),
    [
        ("![](IMG_1)", "Foto zu Tag 868"),
        ('<img src="IMG_1">', "Foto zu Tag 868"),
        ('<img src="IMG_1" alt="">', ""),
        ("![See](IMG_1)", "See"),
    ],
)
def test_a_missing_alt_text_names_the_day_and_an_empty_one_stays_empty(text: str, alt: str) -> None:
    assert f'alt="{alt}"' in html(text, **BODY)


def test_front_matter_describes_a_photo_that_the_body_does_not() -> None:
    described = photo(alt="Ein See", caption="Still")
    rendered = html("![](IMG_1)", references=(("IMG_1", True, described),))
    assert 'alt="Ein See"' in rendered and "<figcaption>Still</figcaption>" in rendered
    assert 'alt=""' in html("![](IMG_1)", references=(("IMG_1", True, photo(alt="")),))


@pytest.mark.parametrize(
    "body", ["Eins.\n\nZwei.", "# Titel\n\nEins.\n\nZwei.", "- Punkt\n\nEins[^1].\n\nZwei.\n\n[^1]: N"]
)
def test_photos_of_the_front_matter_follow_the_first_paragraph(body: str) -> None:
    rendered = html(body, photos=(photo(), MissingPhoto("weg")))
    assert rendered.index("Eins") < rendered.index("<figure") < rendered.index("missing-photo") < rendered.index("Zwei")


def test_photos_of_the_front_matter_show_without_any_paragraph() -> None:
    assert html("", photos=(photo(),)).startswith("<figure")
    assert "<figure" in html("- Punkt", photos=(photo(),))


def test_a_photo_paragraph_is_not_the_first_paragraph() -> None:
    rendered = html("![a](IMG_1)\n\nEins.\n\nZwei.", photos=(photo(alt="b"),), **BODY)
    assert rendered.index('alt="a"') < rendered.index("Eins") < rendered.index('alt="b"') < rendered.index("Zwei")


# --- Cut -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", ["<!--more-->", "<!-- more -->", "<!--more Weiterlesen-->"])
def test_a_body_is_cut_where_it_says_more(mark: str) -> None:
    text = f"Eins[^1].\n\n{mark}\n\nZwei.\n\n[^1]: Note"
    assert html(text, cut=True) == "<p>Eins.</p>"
    assert "Zwei" in html(text) and "<!--" not in html(text)


def test_a_cut_inside_a_paragraph_closes_what_is_open() -> None:
    assert html("> *Eins <!--more--> zwei*", cut=True) == "<blockquote>\n<p><em>Eins </em></p></blockquote>"


def test_comments_are_left_out() -> None:
    assert html("Eins <!-- geheim --> zwei\n\n<!-- auch -->") == "<p>Eins  zwei</p>"


def test_a_heading_never_takes_an_id_of_the_page() -> None:
    assert 'id="abschnitt-kommentare"' in Markup().html("# Kommentare")
    assert 'id="abschnitt-zum-text"' in Markup().html("# Zum Text")


def test_the_highest_heading_of_a_body_stands_right_below_the_title() -> None:
    html = Markup().html("Text\n\n## Oben\n\n#### Tiefer\n\n## Wieder oben")
    assert '<h2 id="oben">' in html
    assert '<h4 id="tiefer">' in html
    assert '<h2 id="wieder-oben">' in html


def test_plain_prose_needs_no_markdown_library() -> None:
    script = """
import sys
from generator.markup import Markup
markup = Markup()
assert markup.html('Ein *guter* Tag.') == '<p>Ein <em>guter</em> Tag.</p>'
assert markup.survey('Ein Tag.').excerpt == 'Ein Tag.'
assert 'markdown' not in sys.modules
assert markup.html('- ein Tag') == '<ul>\\n<li>ein Tag</li>\\n</ul>'
"""
    subprocess.run([sys.executable, "-c", script], check=True)
