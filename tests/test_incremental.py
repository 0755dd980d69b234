"""An incremental build ends as a clean one would: the same files to the byte, the same complaints.

The sequences are the same in every run. `TAGWERK_SEQUENCES=500` draws that many new ones.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from generator.build import Builder
from generator.inputs import Options

from .desk import (
    ALTERATIONS,
    BODIES,
    COMMENTS,
    EDITS,
    ENTRIES,
    FIELDS,
    LOSSES,
    OPTIONS,
    PHOTOS,
    PRESENTS,
    SETTINGS,
    STATIC,
    TEMPLATES,
    TEXTS,
    Desk,
    Edit,
    tree,
)

SEQUENCES = int(os.environ.get("TAGWERK_SEQUENCES", "0"))
ATTACHED: tuple[Edit, ...] = (("attachment", "eins", "later"), ("body", ENTRIES[1], BODIES[7], "later"))
SAME_SIZE: dict[str, tuple[Edit, Edit]] = {
    "body": (("body", ENTRIES[0], BODIES[0], "tick"), ("body", ENTRIES[0], "Lang.", "tick")),
    "title": (
        ("field", ENTRIES[0], ("title", "Anfang"), "tick"),
        ("field", ENTRIES[0], ("title", "Umfang"), "tick"),
    ),
    "photo": (("photo", PHOTOS[0], "red", "tick"), ("photo", PHOTOS[0], "tan", "tick")),
    "comments": (("comments", ENTRIES[0], COMMENTS[1], "tick"), ("comments", ENTRIES[0], COMMENTS[2], "tick")),
    "template": (
        ("template", ("assets/style.css", "p { color: red }"), "tick"),
        ("template", ("assets/style.css", "p { color: tan }"), "tick"),
    ),
    "setting": (
        ("setting", ("first_day", "2014-01-01"), "tick"),
        ("setting", ("first_day", "2014-01-02"), "tick"),
    ),
}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    assert desk.check()
    return desk


def _work(desk: Desk, *edits: Edit) -> bool:
    """Make edits and check. Where they make a problem, take them back, for a problem would hide all that follows."""
    sources, state = desk.sources(), desk.state()
    for edit in edits:
        desk.make(edit)
    went_well = desk.check()
    if not went_well:
        desk.take_back(sources, state)
    return went_well


def _sequences(kinds: Iterable[str]) -> st.SearchStrategy[list[list[Edit]]]:
    edits = st.one_of(*(EDITS[kind] for kind in kinds))
    return st.lists(st.lists(edits, min_size=1, max_size=2), min_size=4, max_size=8)


DRAWN = settings(
    max_examples=SEQUENCES or 8,
    phases=tuple(Phase) if SEQUENCES else (Phase.explicit, Phase.generate),  # shrinking takes minutes
    derandomize=not SEQUENCES,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@DRAWN
@given(_sequences(EDITS))
def test_incremental_equals_clean_after_any_sequence_of_edits(steps: list[list[Edit]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        for step in steps:
            _work(desk, *step)
        assert desk.check()


@DRAWN
@given(_sequences(EDITS.keys() - {"output", "options"}))
def test_builds_again_in_one_process_equal_clean_ones_after_any_sequence_of_edits(steps: list[list[Edit]]) -> None:
    """As `serve` makes them: told what was touched, with what was known kept in the process."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        builder = Builder(Options(desk.journal.root, desk.output))
        assert not builder.build().failed
        for step in steps:
            sources, state = desk.sources(), desk.state()
            for edit in step:
                desk.make(edit)
            touched = [path for path, _ in sources.items() ^ desk.sources().items()]
            if not desk.check_again(builder, touched):
                desk.take_back(sources, state)
        builder.rebuild(())
        builder.save()
        assert desk.check()


def _every_value(name: str, choices: dict[str, tuple[object, ...]], *before: object) -> Iterator[Edit]:
    """Each value of each key, and back to the first; of each key one value where time is short."""
    for key, values in choices.items():
        for value in (*values[1:], values[0]) if SEQUENCES else values[1:2]:
            yield (name, *before, (key, value), "later")


EVERY_KIND: dict[str, tuple[Edit, ...]] = {
    "create": (("create", ENTRIES[3], (("place", "Köln"), ("tags", "Reise"), ("images", "IMG_2")), BODIES[3], "now"),),
    "body": (("body", ENTRIES[1], BODIES[3], "later"), ("body", ENTRIES[1], BODIES[0], "back")),
    "field": tuple(_every_value("field", FIELDS, ENTRIES[0])),
    "rename": (("rename", ENTRIES[0], ENTRIES[3]), ("rename", ENTRIES[2], ENTRIES[3])),
    "delete": tuple(("delete", entry) for entry in (ENTRIES[1], ENTRIES[5], ENTRIES[2], ENTRIES[0])),
    "photo": tuple(("photo", PHOTOS[0], colour, "later") for colour in ("tan", None, "red")),
    "photo moved": (("photo moved", PHOTOS[0], PHOTOS[1]), ("photo moved", PHOTOS[2], PHOTOS[0])),
    "comments": tuple(("comments", ENTRIES[0], text, "later") for text in (COMMENTS[1], COMMENTS[3], COMMENTS[0])),
    "template": (*_every_value("template", TEMPLATES), ("template", ("404.html", None), "later")),
    "setting": tuple(_every_value("setting", SETTINGS)),
    "static": tuple(("static", STATIC[0], text, "later") for text in (*TEXTS[1:3], None)),
    "attachment": (*ATTACHED, ("attachment", "zwei", "later"), ("attachment", None, "later")),
    "touch": (("touch", ENTRIES[0], "later"), ("touch", ENTRIES[0], "tick")),
    "output": tuple(("output", 7 * number, how) for number, how in enumerate(ALTERATIONS)),
    "lose": tuple(("lose", what) for what in LOSSES),
    "present": tuple(("present", present) for present in (*PRESENTS, PRESENTS[0])),
    "options": tuple(("options", options) for options in (*OPTIONS[1:], OPTIONS[0])),
}


def test_every_kind_of_edit_is_among_them() -> None:
    assert EVERY_KIND.keys() == EDITS.keys()


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_incremental_equals_clean_after_each_kind_of_edit(desk: Desk, kind: str) -> None:
    went_well = [_work(desk, edit) for edit in EVERY_KIND[kind]]
    assert any(went_well)
    assert desk.check()


@pytest.mark.parametrize("kind", ("body", "title", "photo", "comments", "template", "setting"))
def test_an_edit_of_the_same_size_and_time_stamp_is_not_lost(desk: Desk, kind: str) -> None:
    """As when a file is saved again within the tick of the file system's clock that saw it built."""
    first, second = SAME_SIZE[kind]
    assert _work(desk, first)
    before = tree(desk.output)
    assert _work(desk, second)
    assert tree(desk.output) != before


def test_an_entry_appears_when_its_day_comes_without_any_edit(desk: Desk) -> None:
    desk.make(("present", PRESENTS[0]))
    assert desk.check()
    assert not desk.journal.has("2017/01/01/neujahr/index.html")
    desk.make(("present", PRESENTS[2]))
    assert desk.check()
    assert desk.journal.has("2017/01/01/neujahr/index.html")


def test_a_link_follows_the_entry_that_it_names(desk: Desk) -> None:
    assert _work(desk, ("body", ENTRIES[2], BODIES[5], "later"))
    assert 'href="/2016/05/17/anfang/"' in desk.journal.read("2016/06/01/sommer/index.html")
    assert _work(desk, ("field", ENTRIES[0], ("slug", "eins"), "later"))
    assert 'href="/2016/05/17/eins/"' in desk.journal.read("2016/06/01/sommer/index.html")


def test_a_problem_leaves_the_output_as_it_was_and_is_told_by_every_build(desk: Desk) -> None:
    before = {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in desk.output.rglob("*") if file.is_file()}
    desk.make(("field", ENTRIES[0], ("draft", "vielleicht"), "later"))
    desk.make(("body", ENTRIES[2], BODIES[0], "later"))
    first, second = desk.build(), desk.build()
    assert first == second
    assert first.status == 1
    assert "vielleicht" in first.said
    assert before == {
        file: (file.read_bytes(), file.stat().st_mtime_ns) for file in desk.output.rglob("*") if file.is_file()
    }
