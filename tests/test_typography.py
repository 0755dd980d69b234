"""German typography in titles and in HTML."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from generator.markup import Markup, typography
from generator.markup.typography import set_html

from .plain_typography import set_plainly

# Spaces that do not break, made visible: ~ is U+00A0, ^ is U+202F.
VISIBLE = str.maketrans({"\u00a0": "~", "\u202f": "^"})


def shown(text: str) -> str:
    return typography(text).translate(VISIBLE)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ('"Hallo", sagte sie.', "„Hallo“, sagte sie."),
        ("\"a 'b' c\"", "„a ‚b‘ c“"),
        ("\"'Hallo', rief er.\"", "„‚Hallo‘, rief er.“"),
        ("sagte 'ja' und 'nein'", "sagte ‚ja‘ und ‚nein‘"),
        ('"a "b" c"', "„a ‚b‘ c“"),
        ('("in Klammern")', "(„in Klammern“)"),
        ('"Spiegel"-Leser', "„Spiegel“-Leser"),
        ('"…und dann"', "„…und dann“"),
        ('„von Hand" geöffnet', "„von Hand“ geöffnet"),
        ("„schon so“ gesetzt", "„schon so“ gesetzt"),
        ('ein 27"-Bildschirm', 'ein 27"-Bildschirm'),
        ("5' lang", "5' lang"),
    ],
)
def test_quotes_open_below_and_close_above(typed: str, expected: str) -> None:
    assert typography(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("ich hab's", "ich hab’s"),
        ("'ne Idee und 'nen Plan", "’ne Idee und ’nen Plan"),
        ("'s war '89", "’s war ’89"),
        ("rein, 'raus, 'runter", "rein, ’raus, ’runter"),
        ("Hans' Auto", "Hans’ Auto"),
        ("'tschuldigung", "’tschuldigung"),
        ("O'Neill rock'n'rollt", "O’Neill rock’n’rollt"),
        ("'geht's' so", "‚geht’s‘ so"),
        ("'s'", "‚s‘"),
        ("Rock 'n' Roll und 'n'", "Rock ’n’ Roll und ‚n‘"),
        ("\"Drag 'n' Drop\"", "„Drag ’n’ Drop“"),
    ],
)
def test_apostrophes_are_no_quotes(typed: str, expected: str) -> None:
    assert typography(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("a -- b --- c", "a~– b~– c"),
        ("1986--1987", "1986–1987"),
        ("so – oder so", "so~– oder so"),
        ("ja ... nein...", "ja~… nein…"),
        ("und …", "und~…"),
        ("so .... so", "so .... so"),
        ("a --> b", "a --> b"),
        ("-- Zitat", "– Zitat"),
    ],
)
def test_dashes_and_ellipses(typed: str, expected: str) -> None:
    assert shown(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("z. B. so, d. h. u. a. hier", "z.^B. so, d.^h. u.^a. hier"),
        ("Z.B. und i.d.R.", "Z.^B. und i.^d.^R."),
        ("10 % um 5 Uhr nach 20 km, § 5", "10^% um 5^Uhr nach 20^km, §^5"),
        ("10% bleiben", "10% bleiben"),
        ("am 17. Mai, Tag 868", "am 17.~Mai, Tag~868"),
        ("5 Monate, 5 kleine", "5 Monate, 5 kleine"),
        ("Montag 5", "Montag 5"),
        ("am 2017. Mai", "am 2017. Mai"),
    ],
)
def test_what_belongs_together_stays_on_one_line(typed: str, expected: str) -> None:
    assert shown(typed) == expected


@pytest.mark.parametrize("address", ["https://a.de/x--y...'z'", "www.a--b.de", "d.h.mueller@x.de"])
def test_addresses_stay_as_they_are(address: str) -> None:
    assert typography(f"siehe {address} dort") == f"siehe {address} dort"


def test_a_title_is_plain_text() -> None:
    assert typography('A&B <b>"x"</b> &amp;') == "A&B <b>„x“</b> &amp;"


@settings(deadline=None, derandomize=True, max_examples=500)
@given(st.text(alphabet="ab \"'„“‚‘’-–.…5zB%&<>;\u00a0\n", max_size=30))
def test_setting_twice_changes_nothing(text: str) -> None:
    assert typography(typography(text)) == typography(text)


@settings(deadline=None, derandomize=True, max_examples=300)
@given(st.text(max_size=40))
def test_only_quotes_dashes_dots_and_spaces_change(text: str) -> None:
    changed = set("\"'„“‚‘’-–.… \n\u00a0\u202f\x02")
    kept = [character for character in text if character not in changed]
    assert [character for character in typography(text) if character not in changed] == kept


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('"*Wort*" und *"Wort"*', "<p>„<em>Wort</em>“ und <em>„Wort“</em></p>"),
        ('"<em>Wort</em>"', "<p>„<em>Wort</em>“</p>"),
        ("hab*'s*", "<p>hab<em>’s</em></p>"),
        ('"offen\n\n"zu"', "<p>„offen</p>\n<p>„zu“</p>"),
        ('"`x`" `"a -- b"`', '<p>„<code>x</code>“ <code>"a -- b"</code></p>'),
        ('<span title="a -- b">"x"</span>', '<p><span title="a -- b">„x“</span></p>'),
        ('\\"so\\" \\--', '<p>"so" --</p>'),
        ("<https://a.de/b--c>", '<p><a href="https://a.de/b--c">https://a.de/b--c</a></p>'),
        ('<div>"roh"</div>', "<div>„roh“</div>"),
        ('&nbsp;"x"&nbsp;', "<p>&nbsp;„x“&nbsp;</p>"),
        ("A &lt;-- B", "<p>A &lt;-- B</p>"),
    ],
)
def test_a_block_is_one_run_whatever_elements_stand_in_it(body: str, expected: str) -> None:
    assert Markup().html(body) == expected


def test_a_line_break_keeps_its_dash_at_the_beginning() -> None:
    assert Markup(line_breaks=True).html("a\n-- b") == "<p>a<br>\n– b</p>"


def _pieces(text: str) -> st.SearchStrategy[str]:
    return st.sampled_from(text.split("¦"))


# What typography has rules for and what stands between, whatever follows what.
PIECES = _pieces(
    "z. B.¦z.B.¦z.\nB.¦d. h.¦i.d.R.¦u. v. a.¦u.ä.¦o. Ä.¦v. Chr.¦a.a.O.¦m. E.¦e.V.¦Hz. B.¦...¦....¦..¦.¦5 ¦5 km¦10 %"
    "¦10%¦5\nUhr¦5 Uhrzeiten¦3 s¦17. Mai¦7. Apr.¦117. Mai¦3. Sept. 2¦17. Maier¦Tag 8¦Tag\n8¦Montag 8¦Tag¦§ 5¦§\n5¦§"
    "¦w¦www.a--b.de¦awww.a--b¦https://x--y.de/'z'¦http:¦://¦-¦--¦---¦----¦-->¦--&gt;¦<!--¦&lt;--¦&lt;!--¦&gt;¦&nbsp;"
    "¦&#160;¦&amp;¦&quot;¦\"¦'¦\"a¦b\"¦'a¦b'¦\"'¦'\"¦hab's¦'ne¦'89¦'s¦rock'n'roll¦Hans'¦5'¦27\"¦„¦“¦”¦‚¦‘¦’¦»¦«¦–¦…"
    "¦ –¦ – ¦ …¦\n–¦ --¦\n-- ¦ ...¦<em>¦</em>¦<strong>¦</strong>¦</p>\n<p>¦<br>¦<br>\n¦<p>¦</p>¦<li>¦</li>¦<h2>"
    '¦<code>¦</code>¦<pre>¦</pre>¦<code>a -- b "x"</code>¦<a href="x--y">¦</a>¦<b title=\'z.B. "\'>¦</b>'
    '¦<p class="missing-photo">¦<span class="missing-photo">I--1</span>¦</span>¦\x02"¦\x02\'¦\x02-¦²¦½¦8¦a¦B¦ß¦É'
    "¦(¦)¦[¦]¦,¦!¦?¦:¦;¦ ¦ ¦ ¦\n¦\u00a0¦\u202f¦\u2028"
)


@settings(deadline=None, derandomize=True, max_examples=1500, suppress_health_check=list(HealthCheck))
@given(st.lists(PIECES, max_size=16).map("".join))
@example("")
@example("\x02")
@example('<p>"offen</p>\n<p>"zu"</p>')
@example("<p>'offen</p>\n<p>zu'</p>")
@example('<p>"<em>a</em>"<br>\n"b" -- <strong>"</strong>c"</p>')
@example("<p>vom 17. Mai z. B. 5 km ... -- https://a.de/z.B.--x</p>")
def test_the_fast_form_says_what_the_plain_form_says(html: str) -> None:
    assert set_html(html) == set_plainly(html)


@settings(deadline=None, derandomize=True, max_examples=1000, suppress_health_check=list(HealthCheck))
@given(st.text(alphabet="abBTwzg .5\"'-–…„“‚‘§%\n<>p/&;:\u00a0", max_size=40))
def test_the_fast_form_says_what_the_plain_form_says_of_noise(html: str) -> None:
    assert set_html(html) == set_plainly(html)
