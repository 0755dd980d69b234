"""The dateline at the beginning of a WordPress post: found where it surely is one, left alone everywhere else."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.wordpress.dateline import Dateline, take_dateline

SURE = {
    "Berlin, 5:33, Tag 868": ("Berlin", "5:33", "868"),
    "Berlin 05.33 Uhr / Tag 868": ("Berlin", "5:33", "868"),
    "Tag 868, Berlin": ("Berlin", "", "868"),
    "Tag 868": ("", "", "868"),
    "868. Tag, Berlin, 5.33h": ("Berlin", "5:33", "868"),
    "Day 868, 5:33 am": ("", "5:33", "868"),
    "5:33 pm, New York, Day 4": ("New York", "17:33", "4"),
    "12:05 am | Day 4": ("", "0:05", "4"),
    "Frankfurt am Main – 17:05 Uhr – Tag 9": ("Frankfurt am Main", "17:05", "9"),
    "Baden-Baden · 5:33 · Tag 1": ("Baden-Baden", "5:33", "1"),
    "Berlin • 5:33 • Tag 1": ("Berlin", "5:33", "1"),
    "Berlin - 5:33 - Tag 868": ("Berlin", "5:33", "868"),
    "Berlin | Tag 3": ("Berlin", "", "3"),
    "Bad Homburg v. d. Höhe, 7 Uhr, Tag 12": ("Bad Homburg v. d. Höhe", "7:00", "12"),
    "Halle (Saale), 5:33, Tag 2": ("Halle (Saale)", "5:33", "2"),
    "(Berlin, 5:33, Tag 868)": ("Berlin", "5:33", "868"),
    "Berlin (5:33), Tag 868": ("Berlin", "5:33", "868"),
    "Paris, Frankreich, 6:10, Tag 41": ("Paris, Frankreich", "6:10", "41"),
    "Im ICE nach München, 6:05, Tag 869": ("Im ICE nach München", "6:05", "869"),
    "unterwegs, 5:33, Tag 868": ("unterwegs", "5:33", "868"),
    "BERLIN, 5:33, TAG 868": ("BERLIN", "5:33", "868"),
    "Berlin, 5:33": ("Berlin", "5:33", ""),
    "Berlin 5:33 Tag 868": ("Berlin", "5:33", "868"),
    "Los Angeles 11:05pm Day 12": ("Los Angeles", "23:05", "12"),
    "Washington, D.C., 5:33, Day 3": ("Washington, D.C.", "5:33", "3"),
    "Berlin, 5:33, Tag 1.000": ("Berlin", "5:33", "1000"),
    "Ulm–Augsburg – 6:10 – Tag 3": ("Ulm–Augsburg", "6:10", "3"),
    "Berlin (Tag 868)": ("Berlin", "", "868"),
    "’s-Hertogenbosch, 5h33, Tag Nr. 868": ("’s-Hertogenbosch", "5:33", "868"),
}

UNSURE = (
    "Heute ist Tag 868",
    "Das war Tag 868, Berlin.",
    "Es ist Tag 5, Berlin schläft",
    "Heute, Tag 868",
    "Tag 868 war schön",
    "Tag 1: Anreise",
    "Samstag, 5:33 Uhr",
    "Kaffee, 5:33",
    "Liebes Tagebuch, Tag 868",
    "Hallo Welt, 5:33",
    "Corona, Tag 12",
    "Tag 3 - Wanderung",
    "Tag 3 von 10",
    "Tag 868 in Berlin",
    "Berlin, gegen 5:33 Uhr, Tag 868",
    "Dienstag, 17.5.2016, Berlin, Tag 868",
    "Berlin, 5:33, Tag 868, und alles ist gut.",
    "Berlin, 25:33, Tag 8",
    "Berlin, den 17. Mai 2016, 5:33, Tag 868",
    "Berlin, 5:33, 6:33, Tag 8",
)

PROSE = (
    "Heute Morgen war es still.",
    "Um 5:33 bin ich aufgewacht.",
    "Der Tag 1 war lang, und am Abend um 22:10 Uhr gingen wir zu Fuß nach Hause, müde und froh!",
    "5:33",
    "Berlin",
    "Am 17. Mai 2016 fing alles an",
)


@pytest.mark.parametrize("text", SURE)
@pytest.mark.parametrize(
    "form",
    ("{}\n\nMehr.", "<p>{}</p>\n<p>Mehr.</p>", "<p><strong>{}</strong></p>\n<p>Mehr.</p>", "<em>{}</em>\n\nMehr."),
)
def test_a_sure_dateline_is_taken_out(text: str, form: str) -> None:
    found, rest, looked = take_dateline(form.format(text))
    assert found == Dateline(*SURE[text])
    assert rest in ("Mehr.", "<p>Mehr.</p>")
    assert not looked


@pytest.mark.parametrize("text", UNSURE)
def test_what_only_looks_like_one_stays_and_is_reported(text: str) -> None:
    html = f"<p>{text}</p>"
    assert take_dateline(html) == (None, html, True)


@pytest.mark.parametrize("text", PROSE)
def test_prose_stays_and_is_not_reported(text: str) -> None:
    html = f"<p>{text}</p><p>Berlin, 5:33, Tag 868</p>"
    assert take_dateline(html) == (None, html, False)


def test_a_dateline_in_a_block_goes_with_its_block() -> None:
    html = (
        '<!-- wp:paragraph {"align":"left"} -->\n<p class="x"><em>Berlin,&nbsp;5:33, Tag&#160;868</em></p>\n'
        "<!-- /wp:paragraph -->\n\n<!-- wp:paragraph -->\n<p>Mehr.</p>\n<!-- /wp:paragraph -->"
    )
    rest = "<!-- wp:paragraph -->\n<p>Mehr.</p>\n<!-- /wp:paragraph -->"
    assert take_dateline(html) == (Dateline("Berlin", "5:33", "868"), rest, False)


@pytest.mark.parametrize(
    ("html", "rest"),
    (
        ("Berlin, 5:33, Tag 868\nMehr.", "Mehr."),
        ("<p>Berlin, 5:33, Tag 868<br />\nMehr.</p>", "<p>Mehr.</p>"),
        ("<p><em>Berlin, 5:33, Tag 868<br>Mehr</em> Text.</p>", "<p><em>Mehr</em> Text.</p>"),
        ("<b>Berlin, 5:33, Tag 868</b><br>Mehr.", "Mehr."),
        ("<div><p>Berlin, 5:33, Tag 868</p><p>Mehr.</p></div>", "<div><p>Mehr.</p></div>"),
        ("Berlin, 5:33, Tag 868", ""),
    ),
)
def test_text_after_a_break_stays(html: str, rest: str) -> None:
    assert take_dateline(html) == (Dateline("Berlin", "5:33", "868"), rest, False)


@pytest.mark.parametrize(
    "html",
    (
        "",
        "<img src='x.jpg'>Berlin, 5:33, Tag 868",
        "<ul><li>Berlin, 5:33, Tag 868</li></ul>",
        "Berlin, 5:33, Tag 868 <a href='https://example.org/'>Karte</a>",
        "<p>" * 50_000,
        "Berlin, " * 50_000,
        "<b>" * 50_000 + "Tag 868",
        " " * 100_000 + "Tag",
        "<p>, / (</p>",
    ),
)
def test_nothing_else_is_touched(html: str) -> None:
    found, rest, _ = take_dateline(html)
    assert (found, rest) == (None, html)


def _letters(html: str) -> str:
    return re.sub(r"[\W_]", "", unescape(re.sub(r"<[^<>]*>", "", html)))


_pieces = st.sampled_from(
    (
        *("Berlin", ", ", "5:33", "Tag 868", " / ", "Uhr", "x", "1", ".", "(", ")", "–", "&nbsp;", "\n", "\n\n"),
        *("<b>", "</b>", "<em>", "</em>", "<p>", "</p>", "<br>", "<a href=x>", "</a>"),
        *("<!-- wp:paragraph -->", "<!-- /wp:paragraph -->"),
    )
)


@settings(max_examples=500)
@given(st.lists(_pieces, max_size=14).map("".join))
def test_what_is_taken_is_the_beginning_and_no_more_than_a_line(html: str) -> None:
    found, rest, looked = take_dateline(html)
    if found is None:
        assert rest == html
        return
    assert not looked
    assert _letters(html).endswith(_letters(rest))
    taken = _letters(html).removesuffix(_letters(rest))
    assert set(_letters("".join((found.place, found.time, found.day)))) <= set(taken)
    assert len(taken) <= 80
