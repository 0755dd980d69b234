"""What may stand in a build's way at the edges: stamps that tell nothing, links, files where folders belong."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import LaidOut
from .desk import ATTACHMENT, BODIES, ENTRIES, TICK, Desk, differences, picture, tree

Journal = Callable[..., LaidOut]

ENTRY = "content/entries/2016-05-17-fluss.md"
FILES = {
    ENTRY: "---\ntitle: Fluss\nplace: Berlin\n---\nAm Wasser.\n",
    "content/entries/2016-05-18-ufer.md": "---\ntitle: Ufer\nplace: Berlin\n---\nAm Ufer.\n",
}


@pytest.fixture
def full(journal: Journal) -> LaidOut:
    laid_out = journal(FILES)
    laid_out.built()
    return laid_out


def age(journal: LaidOut) -> None:
    """Let all sources look long finished, so that a build may believe their stamps, and build."""
    for file in (journal.root / "content").rglob("*"):
        os.utime(file, ns=(1_400_000_000_000_000_000, 1_400_000_000_000_000_000))
    journal.built()
    assert "Nothing to do" in journal.built().output


def assert_clean(journal: LaidOut) -> None:
    folder = journal.root.parent / "clean"
    shutil.rmtree(folder, ignore_errors=True)
    journal.built("--fresh", "--output", str(folder))
    assert differences(tree(journal.root / "output"), tree(folder)) == {}


def test_an_edit_of_a_static_file_of_the_same_size_and_time_stamp_is_not_lost(full: LaidOut) -> None:
    for text in ("eins", "zwei"):
        os.utime(full.write("content/static/a.txt", text), ns=(TICK, TICK))
        full.built()
        assert full.read("a.txt") == text


def test_an_edit_of_an_attachment_of_the_same_size_and_time_stamp_is_not_lost(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.make(("body", ENTRIES[1], BODIES[7], "later"))
    for text in ("eins", "zwei"):
        desk.make(("attachment", text, "tick"))
        assert desk.check()
    assert (desk.journal.root / ATTACHMENT).read_text() == "zwei"


def test_a_lost_ledger_is_a_clean_build_with_templates_of_ones_own(full: LaidOut) -> None:
    """Whose output it is must not hang on what an author's own template says."""
    for name in ("404.html", "home.html", "layout.html"):
        full.write(f"templates/{name}", "<!doctype html><title>Eigenes</title>")
    full.built()
    shutil.rmtree(full.root / ".tagwerk")
    full.built()
    assert_clean(full)


def test_a_first_build_killed_with_templates_of_ones_own_is_completed_without_a_ledger(full: LaidOut) -> None:
    """What stands after a kill right behind the first file, the ledger lost as well."""
    shutil.rmtree(full.root / ".tagwerk")
    for file in sorted((full.root / "output").rglob("*"), reverse=True):
        if file.is_file() and file.name not in ("404.html", "feed.xml"):
            file.unlink()
    full.built()
    assert_clean(full)


@pytest.mark.parametrize("what", ("the ledger's folder", "all of it"))
def test_a_file_in_the_place_of_what_is_remembered_is_a_clean_build(full: LaidOut, what: str) -> None:
    place = full.root / ".tagwerk"
    place = next(place.glob("build-*")) if what == "the ledger's folder" else place
    shutil.rmtree(place)
    place.write_text("keine Mappe")
    full.remove(ENTRY)
    for _ in range(2):
        full.built()
        assert_clean(full)


def test_a_link_out_of_the_journal_is_told_although_nothing_else_changed(full: LaidOut) -> None:
    age(full)
    (full.root / "content/entries/draussen.md").symlink_to("/etc/hostname")
    for _ in range(2):
        assert "draussen.md" in full.complaints()[0]


def test_a_folder_of_the_output_that_became_a_link_is_made_again(full: LaidOut, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    (full.root / "output/2016").rename(elsewhere)
    (full.root / "output/2016").symlink_to(elsewhere)
    before = tree(elsewhere)
    full.write(ENTRY, FILES[ENTRY] + "Mehr.\n")
    full.built()
    assert not (full.root / "output/2016").is_symlink()
    assert tree(elsewhere) == before
    folder = tmp_path / "clean"
    full.built("--fresh", "--output", str(folder))
    assert [path for path in tree(folder) if not full.has(path)] == []
    assert full.read("2016/05/17/fluss/index.html") == (folder / "2016/05/17/fluss/index.html").read_text("utf-8")


@pytest.mark.parametrize("loss", (False, True))
def test_the_git_file_of_a_linked_work_tree_is_kept(full: LaidOut, loss: bool) -> None:
    """`git worktree add output` puts a file there, not a folder."""
    full.write("output/.git", "gitdir: ../.git/worktrees/output\n")
    if loss:
        shutil.rmtree(full.root / ".tagwerk")
    full.write(ENTRY, FILES[ENTRY] + "Mehr.\n")
    full.built()
    assert full.read(".git") == "gitdir: ../.git/worktrees/output\n"


def test_a_file_that_was_put_into_the_output_goes(full: LaidOut) -> None:
    """The finished site, nothing else in it: as a clean build would leave it."""
    full.write("output/2016/05/17/fluss/fremd.html", "fremd")
    full.write(ENTRY, FILES[ENTRY] + "Mehr.\n")
    full.built()
    assert_clean(full)


def test_a_file_that_was_put_into_the_output_goes_although_nothing_else_changed(full: LaidOut) -> None:
    age(full)
    full.write("output/fremd/fremd.html", "fremd")
    full.built()
    assert_clean(full)


def test_nothing_staged_is_left_when_the_build_after_a_killed_one_has_nothing_to_do(full: LaidOut) -> None:
    """A build with other options is killed while it renders; the next one finds all as it was."""
    for number in range(300):
        entry = f"---\ndraft: ja\n---\nEntwurf {number}.\n"
        full.write(f"content/entries/2015-{number % 12 + 1:02}-{number % 28 + 1:02}-e{number}.md", entry)
    age(full)
    command = [sys.executable, "-m", "generator", "--root", str(full.root), "build", "--drafts", "--jobs", "2"]
    build = subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL)
    while build.poll() is None and not _staged(full.root):
        time.sleep(0.001)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(build.pid, signal.SIGKILL)
    build.wait()
    full.built()
    assert _staged(full.root) == []


def _staged(root: Path) -> list[str]:
    return [
        str(Path(folder, name))
        for folder, _, names in os.walk(root)
        if "staging" in os.path.relpath(folder, root)
        for name in names
    ]


def test_a_damaged_photo_in_the_cache_is_not_published(full: LaidOut) -> None:
    """A power cut may leave a file of which only the name was written out."""
    full.write("content/images/2016/05/IMG_1.png", picture("red", ".png"))
    full.write(ENTRY, "---\nimages: IMG_1\n---\nBild.\n")
    full.built()
    before = tree(full.root / "output")
    for file in (full.root / ".tagwerk/photos").iterdir():
        file.write_bytes(file.read_bytes()[:20])
    shutil.rmtree(full.root / "output")
    full.built()
    assert differences(tree(full.root / "output"), before) == {}


def test_an_output_altered_while_nothing_else_changed_is_mended_by_several_processes(full: LaidOut) -> None:
    age(full)
    (full.root / "output/index.html").unlink()
    full.write("output/fremd.html", "fremd")
    full.built("--jobs", "2")
    assert_clean(full)
