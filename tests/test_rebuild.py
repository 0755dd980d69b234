"""Builds that go on in one process, told what was touched, end as a clean build would."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from generator.build import Builder, Options

from .desk import BODIES, ENTRIES, PHOTOS, Desk, Edit, tree
from .test_incremental import EVERY_KIND

ALTERED = "output"  # edits that leave the sources alone
FORGOTTEN = "lose"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def begin(desk: Desk) -> Builder:
    builder = Builder(Options(desk.journal.root, desk.output))
    assert not builder.prepare().failed
    return builder


def touched_by(desk: Desk, *edits: Edit) -> set[str]:
    """Make the edits; the paths of the files that came, went or changed."""
    before = desk.sources()
    for edit in edits:
        desk.make(edit)
    after = desk.sources()
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


def check(desk: Desk, builder: Builder, touched: set[str] | None) -> bool:
    before = tree(desk.output)
    result = builder.rebuild(touched)
    wanted = desk.build_clean()
    assert result.failed == (wanted.status == 1)
    assert [str(problem) for problem in result.problems] == wanted.said.splitlines()
    assert tree(desk.output) == (before if result.failed else tree(desk.clean))
    return not result.failed


@pytest.mark.parametrize("known", [True, False], ids=["told", "looking"])
@pytest.mark.parametrize("kind", [kind for kind in EVERY_KIND if kind not in (ALTERED, FORGOTTEN)])
def test_a_rebuild_equals_a_clean_build_after_each_kind_of_edit(desk: Desk, kind: str, known: bool) -> None:
    builder = begin(desk)
    for edit in EVERY_KIND[kind]:
        sources, state = desk.sources(), desk.state()
        touched = touched_by(desk, edit)
        if not check(desk, builder, touched if known else None):
            back = desk.sources().keys() | sources.keys()
            desk.take_back(sources, state)
            assert check(desk, builder, set(back) if known else None)


@pytest.mark.parametrize("edit", EVERY_KIND[ALTERED])
def test_a_look_at_everything_mends_the_output(desk: Desk, edit: Edit) -> None:
    builder = begin(desk)
    desk.make(edit)
    assert check(desk, builder, None)


def test_a_folder_that_came_or_went_is_looked_into(desk: Desk) -> None:
    builder = begin(desk)
    folder = desk.journal.root / "content/entries/2016"
    shutil.move(folder, desk.journal.root / "elsewhere")
    assert check(desk, builder, {str(folder)})
    shutil.move(desk.journal.root / "elsewhere", folder)
    assert check(desk, builder, {str(folder)})


def test_what_changed_beside_a_folder_that_was_touched_is_not_lost(desk: Desk) -> None:
    builder = begin(desk)
    (desk.journal.root / "content/entries/neu").mkdir()
    desk.make(("body", ENTRIES[0], BODIES[2], "later"))
    assert check(desk, builder, {str(desk.journal.root / "content/entries/neu")})


def test_what_was_touched_while_there_was_a_problem_is_built_afterwards(desk: Desk) -> None:
    builder = begin(desk)
    assert not check(desk, builder, touched_by(desk, ("field", ENTRIES[0], ("draft", "vielleicht"), "later")))
    assert not check(desk, builder, touched_by(desk, ("body", ENTRIES[2], BODIES[1], "tick")))
    assert check(desk, builder, touched_by(desk, ("field", ENTRIES[0], ("draft", "nein"), "later")))


def test_a_build_by_another_process_is_not_undone(desk: Desk) -> None:
    builder = begin(desk)
    desk.make(("body", ENTRIES[0], BODIES[2], "later"))
    desk.build()
    assert check(desk, builder, touched_by(desk, ("body", ENTRIES[2], BODIES[1], "later")))


def test_what_was_saved_spares_the_next_process_the_work(desk: Desk) -> None:
    builder = begin(desk)
    assert check(desk, builder, touched_by(desk, ("body", ENTRIES[0], BODIES[2], "back")))
    builder.save()
    assert Builder(Options(desk.journal.root, desk.output)).build().made == {}


def test_a_build_that_was_stopped_on_the_way_is_completed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    builder = begin(desk)
    replace, moved = os.replace, 0

    def stop_early(*paths: str) -> None:
        nonlocal moved
        moved += 1
        if moved == 3:
            raise KeyboardInterrupt
        replace(*paths)

    touched = touched_by(
        desk, ("field", ENTRIES[0], ("title", "Ändern"), "later"), ("photo", PHOTOS[0], "tan", "later")
    )
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(os, "replace", stop_early)
        builder.rebuild(touched)
    builder.save()
    assert desk.check()
    assert check(desk, builder, set())


def test_an_interruption_is_not_taken_for_the_error_that_it_causes(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The standard library's rmtree, interrupted while it closes a folder, tries to close it once more."""

    def tidy_up(*_: object) -> None:
        try:
            raise KeyboardInterrupt
        finally:
            os.close(-1)

    builder = begin(desk)
    touched = touched_by(desk, ("body", ENTRIES[0], BODIES[2], "later"))
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(shutil, "rmtree", tidy_up)
        builder.rebuild(touched)
    assert desk.check()
    assert check(desk, builder, set())


def test_the_base_path_and_the_next_entry_are_known_without_work_to_do(desk: Desk) -> None:
    desk.make(("setting", ("base_url", '"https://tage.example/blog"'), "later"))
    before = begin(desk)
    builder = Builder(Options(desk.journal.root, desk.output))
    assert builder.base_path == "" and not builder.build().made
    assert builder.base_path == "/blog"
    assert builder.valid_until == before.valid_until
