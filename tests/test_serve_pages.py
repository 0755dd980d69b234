"""What a browser knows of its page, and when a change is ready to be built."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from pytest import approx

from generator.serve.pages import Look, look, with_script
from generator.serve.watching import ALL, LONGEST, MANY, SETTLED, UNSETTLED, Changes

HEAD = '<link rel="stylesheet" href="/assets/{}.css"><link rel=canonical href="/x/">'
PAGE = "<!doctype html><html><head>{}</head><body>{}</body></html>"


def seen(page: str, stamps: Mapping[str, str] | None = None) -> Look:
    return look(page.encode(), "/2016/x/", lambda file: (stamps or {}).get(file, ""))


# --- Looks -----------------------------------------------------------------------------------------------------------


def test_another_text_is_another_version() -> None:
    one, other = (seen(PAGE.format(HEAD.format("a"), text)) for text in ("Eins", "Zwei"))
    assert one.version != other.version and one.styles == other.styles


def test_another_style_sheet_leaves_the_version_as_it_is() -> None:
    one, other = (seen(PAGE.format(HEAD.format(name), "Eins")) for name in "ab")
    assert one.version == other.version
    assert [style.partition("?")[0] for style in (*one.styles, *other.styles)] == ["/assets/a.css", "/assets/b.css"]


def test_a_style_sheet_that_keeps_its_address_shows_its_change_too() -> None:
    page = PAGE.format('<LINK HREF=../stil.css REL="Alternate StyleSheet">', "Eins")
    assert seen(page, {"/2016/stil.css": "1"}).styles == ("/2016/stil.css?1",)


def test_one_style_sheet_more_is_another_version() -> None:
    one = seen(PAGE.format(HEAD.format("a"), "Eins"))
    other = seen(PAGE.format(HEAD.format("a") + '<link rel="stylesheet" href="/b.css">', "Eins"))
    assert one.version != other.version


@pytest.mark.parametrize(
    "shows",
    [
        '<img src="bild.png">', "<img src=bild.png>", "<img alt='' src='/2016/x/bild.png'>",
        '<audio src="../x/bild.png?a=1">', '<source srcset="klein.png 1x, bild.png 2x">', '<object data="bild.png">',
        '<video poster="b&#105;ld.png">',
    ],
)  # fmt: skip
def test_a_file_that_a_page_shows_is_part_of_its_version(shows: str) -> None:
    def version(stamp: str) -> str:
        files = {"/2016/x/bild.png": stamp}
        return look(
            PAGE.format("", shows).encode(), "/2016/x/", lambda file: files.get(file.partition("?")[0], "")
        ).version

    assert version("1") != version("2")


@pytest.mark.parametrize("names", ['<a href="bild.png">', '<link rel="alternate" href="bild.png">', "bild.png"])
def test_a_file_that_a_page_only_names_is_not(names: str) -> None:
    page = PAGE.format("", names)
    assert seen(page, {"/2016/x/bild.png": "1"}) == seen(page, {"/2016/x/bild.png": "2"})


@pytest.mark.parametrize(
    "odd", ['<img src="http://[">', '<img src="">', "<img src=' , ,'>", '<img src="data:,x">', "\xff"]
)
def test_odd_addresses_are_passed_over(odd: str) -> None:
    assert seen(PAGE.format("", odd)).version


@pytest.mark.parametrize("page", [PAGE.format("<title>x</title>", "y"), "<p>y", "", "<HEAD></HEAD  ><body>"])
def test_the_script_is_added_to_any_page_and_says_how_it_looks(page: str) -> None:
    known = Look("v1", ('/a"b.css?1', "/c.css?2"))
    shown = with_script(page.encode(), known).decode()
    script = re.search(r"<script [^>]*></script>", shown)
    assert script and shown.replace(script[0], "") == page
    assert 'data-version="v1"' in script[0] and 'data-styles="/a&quot;b.css?1 /c.css?2"' in script[0]


# --- Changes ---------------------------------------------------------------------------------------------------------


class Clock:
    """Time that passes only when it is waited for."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()

    def wait(condition: object, seconds: float | None = None) -> bool:
        assert seconds is not None and seconds > 0
        clock.now += seconds
        return False

    monkeypatch.setattr("threading.Condition.wait", wait)
    return clock


def waited(changes: Changes, clock: Clock) -> float:
    before = clock.now
    changes.wait(60)
    return clock.now - before


def test_a_file_saved_as_a_whole_is_told_at_once(clock: Clock) -> None:
    changes = Changes(clock)
    changes.altered("a.md")
    changes.saved("a.md")
    before = clock.now
    assert changes.wait(60) == {"a.md"}
    assert clock.now - before == approx(SETTLED)


def test_a_file_that_is_removed_or_half_written_is_waited_for(clock: Clock) -> None:
    for happen in (Changes.altered, Changes.gone):
        changes = Changes(clock)
        happen(changes, "a.md")
        assert waited(changes, clock) == approx(UNSETTLED)


def test_a_file_that_is_put_aside_and_written_anew_is_told_once_and_at_once(clock: Clock) -> None:
    changes = Changes(clock)
    changes.gone("a.md")
    changes.altered("a.md", new=True)
    changes.saved("a.md")
    assert waited(changes, clock) == approx(SETTLED)
    assert waited(changes, clock) == approx(60)


def test_a_file_that_an_editor_moved_into_place_leaves_no_trace_of_its_own_name(clock: Clock) -> None:
    changes = Changes(clock)
    changes.altered("sedXYZ", new=True)
    changes.saved("sedXYZ")
    changes.gone("sedXYZ")
    changes.saved("a.md")
    assert changes.wait(60) == {"a.md"}


def test_many_files_are_told_together(clock: Clock) -> None:
    changes = Changes(clock)
    for number in range(MANY + 1):
        changes.saved(f"{number}.md")
    before = clock.now
    assert changes.wait(60) == {f"{number}.md" for number in range(MANY + 1)}
    assert clock.now - before > SETTLED


def test_of_a_flood_nothing_is_told_but_that_there_was_one(clock: Clock) -> None:
    changes = Changes(clock)
    for number in range(ALL + 1):
        changes.saved(f"{number}.md")
    assert changes.wait(60) is None


def test_files_that_keep_coming_are_not_waited_for_for_ever(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    changes = Changes(clock)
    changes.altered("0.md")
    begun, count = clock.now, 0

    def wait(condition: object, seconds: float) -> None:
        nonlocal count
        clock.now += seconds / 2
        count += 1
        changes._files[f"{count}.md"] = False
        changes._last = clock.now

    monkeypatch.setattr("threading.Condition.wait", wait)
    changes.wait(60)
    assert clock.now - begun <= LONGEST + UNSETTLED


def test_what_has_no_name_makes_everything_be_looked_at(clock: Clock) -> None:
    changes = Changes(clock)
    changes.saved("a.md")
    changes.everything()
    assert changes.wait(60) is None
    changes.saved("a.md")
    assert changes.wait(60) == {"a.md"}


def test_silence_makes_everything_be_looked_at(clock: Clock) -> None:
    before = clock.now
    assert Changes(clock).wait(7) is None
    assert clock.now - before == approx(7)
