"""The dateline at the beginning of a WordPress post: found where it surely is one, left alone everywhere else."""

from __future__ import annotations

import pytest

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
    ),
)
def test_nothing_else_is_touched(html: str) -> None:
    found, rest, _ = take_dateline(html)
    assert (found, rest) == (None, html)
