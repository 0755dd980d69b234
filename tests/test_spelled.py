"""What is spelled is read back as it was meant: front matter and comments, whatever their texts hold."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from generator.frontmatter import split
from generator.spelled import entry_text, records_text
from generator.typed import records

AWKWARD = st.sampled_from(
    ("5:33", "NO", "2016", "#Berlin", "a: b", "'ne", '"Ja"', "- x", "&a", "*a", "!x", "[a]", "{a}", "|", ">", "%", "@x",
     "`x`", "a #b", "a, b", "a]", "---", "...", "ja", "~", "null", "?", "? x", "x:", "„Ja“", "\u202f", "😀", "a\\b",
     "=", "<<")
)  # fmt: skip
LINE = (
    AWKWARD
    | st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=20)
    | st.text("aZ09äß .,:;!?()/+=–„“-_…’", min_size=1, max_size=9)
)
TEXT = LINE | st.lists(LINE | st.just(""), min_size=1, max_size=4).map("\n".join)
IMAGE = st.fixed_dictionaries({"file": LINE, "alt": LINE | st.just("")})


@given(st.dictionaries(st.sampled_from(("title", "ort", "guid")), LINE), st.lists(LINE, min_size=1, max_size=4))
def test_front_matter_is_read_back_as_it_was_meant(fields: dict[str, str], tags: list[str]) -> None:
    document = split(entry_text({**fields, "tags": tags}, "Text.\n"))
    assert {field.key: field.value for field in document.fields} == {**fields, "tags": tags}
    assert document.body == "Text.\n"


@given(st.lists(LINE | IMAGE, min_size=1, max_size=3))
def test_described_photos_are_read_back(images: list[object]) -> None:
    (field,) = split(entry_text({"images": images}, "")).fields  # type: ignore[dict-item]
    assert field.value == images


@given(st.lists(st.fixed_dictionaries({"name": LINE, "text": TEXT.filter(bool)}), max_size=4))
@example([{"name": "Ulla", "text": "Eins.\n\n  Zwei.\n- drei"}])
def test_comments_are_read_back(comments: list[dict[str, str]]) -> None:
    read = [{field.key: field.value for field in fields} for fields in records(records_text(comments))]
    assert read == comments


@given(TEXT)
def test_a_body_without_front_matter_is_not_taken_for_it(body: str) -> None:
    document = split(entry_text({}, body))
    assert document.fields == ()
    assert document.body.strip("\n") == body.strip("\n")


def test_a_note_stands_behind_its_field_and_says_nothing_to_the_reader() -> None:
    text = entry_text({"entwurf": "ja", "titel": ""}, "Text.", {"entwurf": "war auf der alten Seite\nprivat"})
    assert text == "---\nentwurf: ja  # war auf der alten Seite privat\n---\nText.\n"


def test_what_needs_no_quotes_has_none() -> None:
    fields = {"titel": "Unterwegs: im Zug", "zeit": "5:33", "ort": "Görlitz", "themen": ["Arbeit", "Äpfel"]}
    assert entry_text(fields, "") == (
        '---\ntitel: "Unterwegs: im Zug"\nzeit: 5:33\nort: Görlitz\nthemen: [Arbeit, Äpfel]\n---\n'
    )


def test_texts_of_several_lines_stand_as_they_are() -> None:
    assert records_text([{"name": "Ulla", "text": "Eins.\n\nZwei."}]) == (
        "- name: Ulla\n  text: |-\n    Eins.\n\n    Zwei.\n"
    )
