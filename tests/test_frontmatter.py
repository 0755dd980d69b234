"""Front matter as it is typed, on computers and on phones, and as nobody should type it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.frontmatter import Document, body_text, normalized, split
from generator.typed import TypedError, mapping, plain_mapping, records


def _values(text: str) -> dict[str, object]:
    return {field.key: field.value for field in mapping(text)}


def _complaint(text: str) -> str:
    with pytest.raises(TypedError) as error:
        split(text)
    complaint = error.value.complaint
    return f"{complaint.line}: {complaint.message}; {complaint.hint}"


def test_front_matter_is_taken_off_the_body() -> None:
    document = split("---\ntitle: A\nday: 868\n---\nText\n")
    assert [(field.key, field.value, field.line) for field in document.fields] == [("title", "A", 2), ("day", "868", 3)]
    assert (document.body, document.body_line) == ("Text\n", 5)


def test_a_text_without_front_matter_is_all_body() -> None:
    assert split("Text\n") == Document((), "Text\n", 1)
    assert split("") == Document((), "", 1)
    assert split("\n\n") == Document((), "\n\n", 1)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("5:33", "5:33"),
        ("5.30", "5.30"),
        ("2016", "2016"),
        ("NO", "NO"),
        ("off", "off"),
        ("~", "~"),
        ("null", "null"),
        ("0868", "0868"),
        ("1e3", "1e3"),
        ("0x10", "0x10"),
        ("2016-05-17", "2016-05-17"),
        ("2016-05-17T05:33:00+02:00", "2016-05-17T05:33:00+02:00"),
        (".inf", ".inf"),
        ("5:33 Uhr", "5:33 Uhr"),
        ('"a: b"', "a: b"),
        ("'it''s'", "it's"),
        ("A, B", "A, B"),
        ("[A, B]", ["A", "B"]),
        ("[1, yes, 5:33]", ["1", "yes", "5:33"]),
        ("{file: 1, alt: no}", {"file": "1", "alt": "no"}),
        ("", ""),
        ("a # remark", "a"),
        ("a#b", "a#b"),
        ("|\n  a\n  b", "a\nb"),
        (">\n  a\n  b", "a b"),
    ],
)
def test_a_value_is_what_was_typed(typed: str, value: object) -> None:
    found = split(f"---\nkey: {typed}\n---\n").fields[0].value
    assert (found.rstrip("\n") if isinstance(found, str) else found) == value


@pytest.mark.parametrize("fence", ["---", "----", "-----------", "—-", "–-", "—", "——", "--- ", "---\t", "-–"])
def test_fences_are_read_as_phones_write_them(fence: str) -> None:
    if fence in ("—", "–-", "-–") and sum(1 if sign == "-" else 2 for sign in fence) < 3:
        assert split(f"{fence}\ntitle: A\n{fence}\nText").fields == ()
    else:
        assert split(f"{fence}\ntitle: A\n{fence}\nText").body == "Text"


def test_three_dots_close_front_matter_as_in_yaml() -> None:
    assert split("---\ntitle: A\n...\nText").body == "Text"


def test_empty_lines_before_the_fence_do_not_move_line_numbers() -> None:
    document = split("\n\n---\ntitle: A\n---\nText")
    assert document.fields[0].line == 4
    assert (document.body, document.body_line) == ("Text", 6)


def test_a_rule_within_the_body_is_no_fence() -> None:
    assert split("---\ntitle: A\n---\nText\n\n---\n\nMore").body == "Text\n\n---\n\nMore"
    assert split("Text\n\n---\n\nMore").fields == ()


@pytest.mark.parametrize("text", ["---\n---\n", "---\n---\nText", "---\n# remark\n---\nText", "---\n\n---\nText"])
def test_front_matter_may_be_empty(text: str) -> None:
    assert split(text).fields == ()
    assert split(text).body in ("", "Text")


def test_a_byte_order_mark_and_any_line_ends_are_ordinary() -> None:
    for ends in ("\n", "\r\n", "\r"):
        data = b"\xef\xbb\xbf" + ends.join(["---", "title: Ä", "---", "eins", "zwei"]).encode()
        document = split(normalized(data))
        assert (document.fields[0].value, document.body, document.body_line) == ("Ä", "eins\nzwei", 4)
        assert body_text(data, document.body_line) == "eins\nzwei"


def test_a_fence_that_is_missing_is_named_with_its_line() -> None:
    assert _complaint("\n---\ntitle: A\n\nText\n").startswith(
        "2: the front matter that begins on line 2 is never closed"
    )


def test_broken_yaml_names_the_line_and_shows_the_cure() -> None:
    assert _complaint("---\ndate: 2016-05-17\ntitle: Berlin: ein Tag\n---\n") == (
        "3: title cannot be read: mapping values are not allowed in this context;"
        ' put the value in quotes: title: "Berlin: ein Tag"'
    )


@pytest.mark.parametrize("value", ["@home", "`x`", "%x", "[a", "{a", '"a', "*x", "&", "- a", "a: b: c", "|x"])
def test_each_broken_value_is_a_complaint_about_its_line(value: str) -> None:
    line = _complaint(f"---\nday: 1\ntitle: {value}\n---\n").partition(":")[0]
    assert line in ("3", "4")


def test_a_hash_that_swallows_a_value_is_complained_of() -> None:
    assert _complaint("---\ntitle: #metoo\n---\n").startswith(
        "2: title is empty, for # begins a comment; put it in quotes"
    )


def test_tabs_are_a_complaint_and_no_crash() -> None:
    assert _complaint("---\ntags:\n\t- A\n---\n").startswith("3: ")


@pytest.mark.parametrize(
    "value",
    [
        "!!python/object/apply:os.system [echo]",
        "!!python/name:os.system",
        "!!python/object/new:os.system [x]",
        "!!python/module:os",
        "!Foo bar",
        "!!python/tuple [a]",
        "!<tag:yaml.org,2002:python/object/apply:os.system> [x]",
    ],
)
def test_yaml_that_would_make_objects_is_refused(value: str) -> None:
    assert "tags like" in _complaint(f"---\ntitle: {value}\n---\n")


def test_yaml_that_would_explode_is_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    assert "anchors and aliases" in _complaint("---\n" + "\n".join(lines) + "\n---\n")


def test_an_alias_of_itself_is_refused() -> None:
    assert "anchors and aliases" in _complaint("---\na: &a [*a]\n---\n")
    assert "anchors and aliases" in _complaint("--- \na: &a {b: *a}\n---\n")


@pytest.mark.parametrize("levels", [10, 100, 10_000, 30_000])
@pytest.mark.parametrize("pair", ["[]", "{}"])
def test_deep_nesting_is_refused_before_it_hurts(levels: int, pair: str) -> None:
    complaint = _complaint(f"---\na: {pair[0] * levels}{pair[1] * levels}\n---\n")
    assert "nested too deep" in complaint or "cannot be read" in complaint


@pytest.mark.parametrize("sign", ["- ", "? ", "-\t", "? - "])
def test_deep_nesting_by_indicators_is_refused_too(sign: str) -> None:
    assert _complaint(f"---\na:\n  {sign * 15_000}x\n---\n")


def test_deep_nesting_by_indentation_is_refused_too() -> None:
    nested = "\n".join(" " * depth + "a:" for depth in range(300))
    assert "nested too deep" in _complaint(f"---\n{nested}\n---\n")


def test_very_long_front_matter_is_refused() -> None:
    assert "64 KiB" in _complaint("---\ntitle: " + "x" * 70_000 + "\n---\n")


@pytest.mark.parametrize("text", ["---\n- a\n- b\n---\n", "---\njust words\n---\n", "---\n[a, b]: c\n---\n"])
def test_what_is_no_list_of_keys_is_a_complaint(text: str) -> None:
    assert _complaint(text).startswith("2: ")


def test_signs_that_yaml_cannot_hold_are_a_complaint() -> None:
    assert "cannot be read" in _complaint("---\ntitle: a\x01b\n---\n")
    assert _complaint("---\ntitle: a\x00b\n---\n")


def test_a_second_yaml_document_is_a_complaint() -> None:
    with pytest.raises(TypedError):
        mapping("a: b\n--- \nc: d\n")


def test_umlauts_in_keys_and_values_are_ordinary() -> None:
    assert _values("größe: über 3 m\n") == {"größe": "über 3 m"}


@given(
    st.text(max_size=300)
    | st.lists(
        st.sampled_from(
            ["---\n", ": ", "- ", "[", "]", "{", "}", "&a", "*a", "!x", '"', "'", "#", "\t", "a", "?", " ", "%"]
        )
    ).map("".join)
)
@settings(deadline=None, max_examples=400)
def test_split_knows_no_other_error(text: str) -> None:
    for front in (text, f"---\n{text}\n---\nText"):
        try:
            document = split(normalized(front.encode("utf-8", "replace")))
        except TypedError as error:
            assert error.complaint.line >= 1
        else:
            assert document.body_line >= 1


@given(st.text(max_size=200))
@settings(deadline=None)
def test_records_knows_no_other_error(text: str) -> None:
    try:
        records(text)
    except TypedError as error:
        assert error.complaint.line >= 1


@given(
    st.dictionaries(
        st.from_regex(r"\A[a-z]{1,8}\Z"),
        st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]), max_size=40),
        max_size=6,
    ),
    st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=80),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
@settings(deadline=None)
def test_what_is_quoted_is_read_back_and_bodies_are_never_touched(fields: dict[str, str], body: str, ends: str) -> None:
    quoted = "".join(f"{key}: '{value.replace(chr(39), chr(39) * 2)}'\n" for key, value in fields.items())
    text = f"---\n{quoted}---\n{body}"
    data = text.replace("\n", ends).encode()
    document = split(normalized(data))
    assert {field.key: field.value for field in document.fields} == fields
    assert document.body == body
    assert body_text(data, document.body_line) == body


def _pieces(text: str) -> st.SearchStrategy[str]:
    return st.sampled_from(text.split("¦"))


# Mostly plain lines, so that most texts are read both ways, and every sign that means something to YAML somewhere.
_KEYS = _pieces("title¦Titel¦tag¦über¦a_b¦x-y¦y¦null¦Ä¦a b¦1¦-¦? a¦<<")
_GAPS = _pieces(": ¦: ¦: ¦: ¦:¦:  ¦ : ¦:\t¦ ")
_SIGNS = _pieces(
    "Wort¦5:33¦17.5.2016¦A, B¦„Tage“¦NO¦null¦~¦868¦don't¦(so)¦a#b¦a: b¦a:¦ #¦# x¦¦ ¦  ¦: ¦-¦- ¦-x¦? ¦[¦]¦{¦}¦&a¦*a¦!"
    "¦!!str¦|¦>¦'¦\"¦%¦@¦`¦,¦=¦<<¦...¦---¦é…¦😀¦\t¦\u00a0¦\u2028¦\x85¦\ufeff¦\x07"
)
_VALUES = st.lists(_SIGNS, max_size=3).map("".join)
_LINES = st.one_of(
    st.builds("{}{}{}".format, _KEYS, _GAPS, _VALUES),
    st.builds("title: {}".format, _VALUES),
    st.sampled_from(["", "", " ", "  weiter", "- a", " a: b", "# Rest", "...", "---"]),
)


@settings(deadline=None, derandomize=True, max_examples=2000)
@given(st.lists(_LINES, max_size=5).map("\n".join))
def test_plain_front_matter_is_read_as_yaml_reads_it(text: str) -> None:
    plain = plain_mapping(text)
    assert plain is None or plain == mapping(text)


@pytest.mark.parametrize("form", ["k: {}", "k: {}b", "k: a{}", "k: a{}b", "k: a {}", "k: a{} b", "{}: v", "k{}: v"])
def test_no_character_is_taken_for_plain_that_yaml_gives_a_meaning_to(form: str) -> None:
    signs = [chr(code) for code in (*range(0x250), *range(0x2000, 0x2070), 0xFEFF, 0xFFFE, 0x1F600)]
    for sign in signs:
        plain = plain_mapping(form.format(sign))
        assert plain is None or plain == mapping(form.format(sign)), repr(sign)


def test_what_journals_hold_is_read_without_yaml() -> None:
    head = "\ntitel: Über „Tage“ – und so, don't\nzeit: 5:33 Uhr\ntag: 868\nthemen: Arbeit, Familie\nentwurf:\n"
    values = ["Über „Tage“ – und so, don't", "5:33 Uhr", "868", "Arbeit, Familie", ""]
    plain = plain_mapping(head)
    assert plain is not None
    assert [field.value for field in plain] == values
    assert plain == mapping(head)


@pytest.mark.parametrize(
    ("text", "body", "line"),
    [
        ("---\n---\nText", "Text", 3),
        ("---\n\n---", "", 3),
        ("---\n\n---\n", "", 4),
        ("\n\n---\na: b\n---\nText\n", "Text\n", 6),
        ("---\na:\n -- x\n---\n---\n", "---\n", 5),
    ],
)
def test_the_first_closing_fence_counts(text: str, body: str, line: int) -> None:
    document = split(text)
    assert (document.body, document.body_line) == (body, line)
