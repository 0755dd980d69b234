"""What other pages learn of a body without rendering it, and bodies that cannot be rendered."""

from __future__ import annotations

import pickle

import pytest

from generator.markup import Markup, MarkupError
from generator.model import Reference, Survey

MARKUP = Markup()


def survey(text: str, line: int = 1) -> Survey:
    return MARKUP.survey(text, line)


def test_plain_prose_has_an_excerpt_and_nothing_else() -> None:
    assert survey('Ich hab\'s *so* gesagt:\n"ja".\n\nUnd mehr.') == Survey(excerpt="Ich hab’s so gesagt: „ja“.")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "# Titel\n\n![x](IMG_1)\n\n- Punkt\n\nDer *erste* [Absatz](a.md)[^1].\n\nZweiter.\n\n[^1]: N",
            "Der erste Absatz.",
        ),
        ("- nur\n- Punkte", "nur Punkte"),
        ("Eins.\n\n# Titel\n\nZwei.\n\n<!--more-->\n\nDrei.", "Eins. Zwei."),
        ("Eins <!--more--> zwei", "Eins"),
        ("A &amp; B &lt;x&gt;", "A & B <x>"),
        ('<iframe src="https://a.de/"></iframe>\n\nText', "Text"),
        ("", ""),
        ("![x](IMG_1)", ""),
        ("Eins  \nzwei", "Eins zwei"),
        ("17. Mai", "17.\u00a0Mai"),
    ],
)
def test_the_excerpt_is_the_beginning_as_plain_text(text: str, expected: str) -> None:
    assert survey(text).excerpt == expected


@pytest.mark.parametrize("text", ["Wort " * 200, "[Wort](a.md) " * 200, "x" * 1000])
def test_a_long_excerpt_ends_at_a_word(text: str) -> None:
    excerpt = survey(text).excerpt
    assert len(excerpt) <= 302 and excerpt.endswith(" …")
    assert "Wor " not in excerpt


def test_more_is_known() -> None:
    assert survey("a\n\n<!--more-->\n\nb").more
    assert not survey("a `<!--more-->` b").more


def test_references_are_what_rendering_would_look_up_with_their_lines() -> None:
    text = (
        "[a](ort.md#teil) und ![b](IMG_1)\n\n[r]\n\n<a href='a&amp;b.pdf'>c</a>\n\n![](IMG_1)\n\n`[x](kein.md)`"
        "\n\n[/](/impressum/) [h](https://a.de) [f](#x)\n\n[r]: ../ref.md"
    )
    assert survey(text, 5).references == (
        Reference("ort.md#teil", False, 5),
        Reference("IMG_1", True, 5),
        Reference("../ref.md", False, 17),
        Reference("a&b.pdf", False, 9),
        Reference("IMG_1", True, 11),
    )


def test_the_name_of_a_photo_with_spaces_is_as_written() -> None:
    assert survey("![](<IMG 1.jpg>) ![](IMG%201.jpg)").references == (
        Reference("IMG 1.jpg", True, 1),
        Reference("IMG%201.jpg", True, 1),
    )


def test_files_that_play_are_references() -> None:
    assert [reference.target for reference in survey('<audio src="ton.mp3"></audio>').references] == ["ton.mp3"]


def test_missing_alt_texts_are_counted() -> None:
    assert survey('![](a) ![x](b)\n\n<img src="c" alt="">\n\n<img src="d">').missing_alts == ("a", "d")


@pytest.mark.parametrize(
    "text",
    [
        ">" * 5000,
        "> " * 500 + "x",
        "- " * 500 + "x",
        "1. " * 500 + "x",
        "\n".join("    " * level + "- x" for level in range(150)),
        "<div>" * 1000,
        "[" * 100_000,
        "![" * 50_000,
        "[a](" * 25_000,
        "<a " * 30_000,
        "<!--" * 25_000,
        "*a*" * 33_000,
        "=\n" * 50_000,
    ],
    ids=lambda text: text[:4].strip(),
)
def test_what_nests_without_end_is_a_problem_and_no_traceback(text: str) -> None:
    assert [warning for *_, warning in survey(text).problems] == [False]
    with pytest.raises(MarkupError):
        MARKUP.html(text)


@pytest.mark.parametrize("character", [*"*_\"'`<>&|~{}()!#-=:\\ \n.T", "5 ", "'a "])
def test_a_long_row_of_anything_is_read(character: str) -> None:
    text = character * (20_000 // len(character))
    try:
        MARKUP.html(text)
    except MarkupError as error:
        assert error.hint


def test_the_line_of_what_nests_too_deeply_is_known() -> None:
    assert survey("Text\n\n" + ">" * 100, 10).problems[0][0] == 12


def test_a_body_after_one_that_failed_is_rendered_as_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    markup = Markup()
    with monkeypatch.context() as without:
        without.setattr("generator.markup.limits.check", lambda source: None)
        with pytest.raises(MarkupError, match="nested too deeply"):
            markup.html("- " * 500 + "x")
    assert markup.html("- a") == "<ul>\n<li>a</li>\n</ul>"


def test_the_error_crosses_a_process_pool() -> None:
    error = pickle.loads(pickle.dumps(MarkupError("zu tief", "weniger", 3)))
    assert (error.message, error.hint, error.line, str(error)) == ("zu tief", "weniger", 3, "zu tief")


def test_a_rule_of_many_stars_is_a_rule() -> None:
    assert MARKUP.html("* " * 60) == "<hr>"
