"""Slugs: German spelling, and the short ways that spare most names the library."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slugify import slugify as transliterate

from generator.slugs import GERMAN, slugify


@pytest.mark.parametrize(
    ("text", "slug"),
    [("Über den Fluß", "ueber-den-fluss"), ("Köln", "koeln"), ("Berlin", "berlin"), ("a--b", "a-b"), ("…", "")],
)
def test_german_letters_are_spelt_out(text: str, slug: str) -> None:
    assert slugify(text) == slug


@settings(deadline=None, derandomize=True, max_examples=500)
@given(
    st.text(alphabet="abzABZ019-_ .'&;#x,äß\n", max_size=12) | st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True)
)
def test_the_short_ways_say_what_the_library_says(text: str) -> None:
    assert slugify(text) == transliterate(unicodedata.normalize("NFC", text), replacements=GERMAN)
