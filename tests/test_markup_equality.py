"""The short way of rendering Markdown says what Python-Markdown says, whatever the text."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from .markdown_equality import differences


def pieces(text: str) -> st.SearchStrategy[str]:
    return st.sampled_from(text.split("¦"))


WORDS = pieces(
    "Heute¦war¦es¦schön¦Übermut¦IMG_7476¦z. B.¦u.a.¦10 %¦17. Mai¦Tag 868¦§ 5¦HTML¦foo_bar_baz¦https://a.de¦5 * 3¦😀"
    "¦\"so\"¦'so'¦hab's¦--¦---¦...¦…¦–¦5'¦27\"¦a--b"
    "¦*wort*¦**fett**¦***beides***¦_wort_¦__fett__¦*zwei worte*¦*a¦b*¦**a¦b**¦* a¦*¦**¦***¦_¦__¦_a¦b_"
    "¦**a *b* c**¦*a **b** c*¦a*b*c¦*a*b*¦*a_b*c_¦*a\nb*"
    "¦`code`¦``a`b``¦`¦\\*¦\\\"¦\\¦\\-\\-¦&amp;¦&¦&#223;¦&foo¦<¦>¦<br>¦<em>¦</em>¦<b title='x'>¦<!-- c -->¦<!--¦-->"
    "¦<!--more-->¦<https://a.de/b--c>¦<a@b.de>¦<?x?>"
    "¦[l](x.md)¦[l](/x 't')¦[l][r]¦[r]¦![a](IMG_1)¦![](IMG_1 \"t\")¦![a][r]¦[^1]¦[¦]¦![¦(¦)¦{¦}¦{: .c}¦{#id .c a=b}"
    "¦|¦#¦#Berlin¦~¦~~~¦```¦+¦=¦:"
    "¦\u00a0¦\u2028¦\u2029¦\x85¦\x0b¦\x0c¦\x1c¦\x02¦\x03¦\t¦\r¦\x021\x03¦\ufeff¦\x00¦  "
    "¦\x02wzxhzdk:0\x03¦\x02klzzwxh:0000\x03¦\x02plain:0\x03¦klzzwxh:0000¦wzxhzdk:0"
)
STARTS = pieces(
    "¦¦¦¦# ¦## ¦#¦####### ¦- ¦* ¦+ ¦1. ¦2. ¦17. ¦17.¦> ¦>¦    ¦\t¦  ¦ ¦   - ¦    - ¦        ¦: ¦:   ¦:¦[^1]: ¦[r]: "
    '¦*[HTML]: ¦| ¦<div>¦</div>¦<div markdown="1">¦<p>¦</p>¦<pre>¦</pre>¦<table><tr><td>¦<hr>¦=¦-¦===¦---¦***¦* * *'
    "¦```¦~~~¦```py¦``` {.x}¦|-|-|¦a|b¦-|-¦{: .c }¦'¦\"¦\u00a0¦\x0c¦*¦_"
)
ENDS = pieces("¦¦¦¦ ¦  ¦   ¦\\¦ {#i}¦ {: .c}¦ #¦|¦:¦\r¦\t¦\u00a0")
BREAKS = pieces("\n¦\n¦\n\n¦\n\n¦\n\n¦\n\n\n¦\n \n¦\n    \n¦\r\n\r\n¦\n\t\n¦\n\u00a0\n")
LINES = st.builds(lambda start, words, end: start + " ".join(words) + end, STARTS, st.lists(WORDS, max_size=5), ENDS)
PLAIN_LINES = st.lists(
    pieces('Heute¦war¦*schön*¦**fett**¦*zwei worte*¦IMG_1¦-¦--¦"a¦b"¦*¦17.¦#x¦ ¦\u00a0'), min_size=1, max_size=6
).map(" ".join)
NOISE = st.text(alphabet="*_` \nab[]()<>#-1.:|&\\\"'\x02\x03\t\u00a0!=~{}^", max_size=60)
MIXED = st.lists(
    pieces("*¦**¦***¦_¦__¦___¦a¦b ¦ ¦ä¦`¦``¦  \n¦   \r¦\n¦\n\n¦\n\n¦- ¦1. ¦> ¦*a*¦**b**¦_*¦**_¦*_¦[l](x)¦![¦](y)"
           "¦\\*¦\\_¦&amp;¦<b>¦\"¦'¦...¦.¦{: .c}¦\\\n¦\n\nEin Absatz.\n\n¦\n\n*b*\n\n"),
    max_size=30,
).map("".join)  # fmt: skip
# The same texts every time: a difference that turns up is to be found again.
THOROUGH = settings(deadline=None, derandomize=True, max_examples=300, suppress_health_check=list(HealthCheck))


def documents(lines: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(st.tuples(lines, BREAKS), max_size=10).map(lambda parts: "".join(map("".join, parts)))


@THOROUGH
@given(documents(LINES))
@example("")
@example("\n \n")
@example("\u00a0")
@example("Absatz\n\n: Definition")
@example("*[HTML]: x\n\nHTML im Absatz")
@example("- a\n\nAbsatz\n\n    Code\n\n- b")
@example("[^1]: Note\n\nAbsatz[^1]\n\n    Code")
@example("```\n\nPlain\n\n```")
@example("<div>\n\nPlain\n\n</div>")
@example("a\n===\n\nb\n---\nc")
@example("17. Mai war schön\n\n18. Mai auch")
@example("3. drei\n\n4. vier\n\n\n5. fünf")
@example("> zitat\n\nAbsatz\n\n> zitat")
@example("1. _*a**   \n*a*\n\n*b*")
@example("**t**\n\n_*t**   \n*aa*")
@example("**t**\n\n_*)**   \n**_b **b**Zeile")
@example("**t**\n\n**\\_*a*_.____\\_*_")
def test_awkward_markdown_is_rendered_alike(text: str) -> None:
    assert differences(text) == []


@THOROUGH
@given(documents(PLAIN_LINES))
@example("Heute\n\u00a0\n")
@example("Heute\n  *war*")
def test_prose_is_rendered_alike(text: str) -> None:
    assert differences(text) == []


@THOROUGH
@given(MIXED)
def test_mixed_up_emphasis_is_rendered_alike(text: str) -> None:
    assert differences(text) == []


@THOROUGH
@given(NOISE)
def test_noise_is_rendered_alike(text: str) -> None:
    assert differences(text) == []


@pytest.mark.parametrize("separator", ["\n\n", "\n\n\n", "\n  \n"])
def test_plain_paragraphs_among_others_are_rendered_alike(separator: str) -> None:
    others = ["# Titel", "- a\n- b", "> z", "    code", "![](IMG_1)", "[a](b.md)", "***", "1. x\n2. y", "|a|b|\n|-|-|"]
    text = separator.join(f"{other}{separator}Erster *Absatz*.{separator}Zweiter." for other in others)
    assert differences(text) == []
