"""`tagwerk serve` at the command line: whatever is done to the files, in the end the site is as a build makes it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import SETTINGS, LaidOut
from .desk import differences, picture, tree
from .serving import Serving, until

ENTRY = "---\nplace: Berlin\n---\n\n{}\n"
FILES = {
    "content/entries/2016-05-16-vorher.md": ENTRY.format("Vorher."),
    "content/entries/2016-05-17-heute.md": ENTRY.format("Heute, siehe [vorher](2016-05-16-vorher.md)."),
    "content/entries/reise/2016-05-18-fort/index.md": "---\nplace: Köln\nimages: IMG_1\n---\nFort.\n",
    "content/entries/reise/2016-05-18-fort/IMG_1.png": picture("red", ".png"),
    "content/entries/reise/2016-05-19-fort.md": ENTRY.format("Weiter fort."),
    "content/pages/impressum.md": "---\ntitle: Impressum\n---\nIch.\n",
    "content/static/datei.txt": "Datei",
}


@pytest.fixture
def laid_out(journal: Callable[..., LaidOut]) -> LaidOut:
    return journal(FILES)


def fetched(address: str) -> str:
    """What is shown at an address, be it that there is nothing."""
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return str(answer.read().decode())
    except urllib.error.HTTPError as error:
        with error:
            return str(error.read().decode())


def clean(journal: LaidOut) -> dict[str, bytes]:
    """The site as a build from nothing makes it."""
    folder = journal.root.parent / "clean"
    shutil.rmtree(folder, ignore_errors=True)
    journal.built("--output", str(folder), "--fresh")
    return tree(folder)


def assert_follows(journal: LaidOut) -> None:
    wanted = clean(journal)
    until(lambda: is_site(journal, wanted), "the site of what is there now")


def is_site(journal: LaidOut, wanted: dict[str, bytes]) -> bool:
    try:
        return differences(journal.tree(), wanted) == {}
    except FileNotFoundError:  # it is being removed while we look
        return False


# --- What is done to files -------------------------------------------------------------------------------------------


def saved(root: Path) -> None:
    (root / "content/entries/2016-05-17-heute.md").write_text(ENTRY.format("Heute ist alles anders."))


def saved_by_renaming(root: Path) -> None:
    temporary = root / "content/entries/.2016-05-17-heute.md.swp"
    temporary.write_text(ENTRY.format("Über eine andere Datei gespeichert."))
    temporary.replace(root / "content/entries/2016-05-17-heute.md")


def saved_with_a_backup(root: Path) -> None:
    file = root / "content/entries/2016-05-17-heute.md"
    backup = file.with_name(f"{file.name}~")
    file.rename(backup)
    file.write_text(ENTRY.format("Mit einer Sicherheitskopie gespeichert."))
    backup.unlink()


def saved_again_and_again(root: Path) -> None:
    for number in range(50):
        (root / "content/entries/2016-05-17-heute.md").write_text(ENTRY.format(f"Fassung {number}."))


def retitled(root: Path) -> None:
    (root / "content/entries/2016-05-16-vorher.md").write_text("---\ntitle: Umbenannt\nplace: Bonn\n---\nVorher.\n")


def begun(root: Path) -> None:
    folder = root / "content/entries/2017"
    folder.mkdir()
    (folder / "2016-05-20-neu.md").write_text(ENTRY.format("Neu, in einem neuen Ordner."))


def removed(root: Path) -> None:
    (root / "content/entries/reise/2016-05-19-fort.md").unlink()


def renamed(root: Path) -> None:
    (root / "content/entries/2016-05-17-heute.md").rename(root / "content/entries/2016-05-21-heute.md")


def folder_removed(root: Path) -> None:
    shutil.rmtree(root / "content/entries/reise")


def folder_renamed(root: Path) -> None:
    (root / "content/entries/reise").rename(root / "content/entries/fahrt")
    (root / "content/entries/fahrt/2016-05-19-fort.md").write_text(ENTRY.format("In Fahrt."))


def folder_moved_in(root: Path) -> None:
    folder = root / "woanders/2015/12"
    folder.mkdir(parents=True)
    for day in range(1, 5):
        (folder / f"2015-12-0{day}-alt.md").write_text(ENTRY.format(f"Alt {day}."))
    (root / "woanders").rename(root / "content/entries/frueher")


def folder_moved_out(root: Path) -> None:
    (root / "content/entries/reise").rename(root / "weggelegt")


def folders_swapped(root: Path) -> None:
    """The same names, sizes and times, and other contents."""
    other = root / "andere"
    shutil.copytree(root / "content/entries/reise", other)
    file = other / "2016-05-19-fort.md"
    times = file.stat()
    file.write_text(ENTRY.format("Weiter FORT."))
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    (root / "content/entries/reise").rename(root / "weggelegt")
    other.rename(root / "content/entries/reise")


def all_content_replaced(root: Path) -> None:
    shutil.copytree(root / "content", root / "neu")
    (root / "neu/entries/2016-05-17-heute.md").write_text(ENTRY.format("Aus dem neuen Ordner."))
    (root / "content").rename(root / "alt")
    (root / "neu").rename(root / "content")


def branch_checked_out(root: Path) -> None:
    """A thousand files come and go in a moment."""
    for number in range(1000):
        file = (
            root / f"content/entries/zweig/{number // 100}/2014-{number % 12 + 1:02}-{number % 28 + 1:02}-n{number}.md"
        )
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(ENTRY.format(f"Nummer {number}."))
    shutil.rmtree(root / "content/entries/reise")
    (root / "content/entries/2016-05-16-vorher.md").write_text(ENTRY.format("Vorher, auf dem Zweig."))


def linked(root: Path) -> None:
    """Two names for one entry, and a folder that lies elsewhere in content/."""
    os.symlink("2016-05-17-heute.md", root / "content/entries/2016-05-22-zweimal.md")
    (root / "content/entries/reise").rename(root / "content/lager")
    os.symlink("../lager", root / "content/entries/reise")


def settings_edited(root: Path) -> None:
    edited = SETTINGS.replace("Mein Tagebuch", "Dein Tagebuch").replace("tage.example", "tage.example/blog")
    (root / "content/journal.toml").write_text(edited)


def template_overridden(root: Path) -> None:
    (root / "templates").mkdir()
    (root / "templates/static.html").write_text("<!doctype html><title>Eigen</title><p>Eigene Vorlage.\n")


def photo_exchanged(root: Path) -> None:
    (root / "content/entries/reise/2016-05-18-fort/IMG_1.png").write_bytes(picture("tan", ".png"))


def static_file_edited(root: Path) -> None:
    (root / "content/static/.well-known").mkdir()
    (root / "content/static/.well-known/zeichen").write_text("x")
    (root / "content/static/datei.txt").write_text("Andere Datei")


def comment_added(root: Path) -> None:
    comment = "- name: Ulla\n  date: 2016-05-17 08:00\n  text: Schön.\n"
    (root / "content/entries/2016-05-17-heute.comments.yaml").write_text(comment)


DEEDS = (
    saved, saved_by_renaming, saved_with_a_backup, saved_again_and_again, retitled, begun, removed, renamed,
    folder_removed, folder_renamed, folder_moved_in, folder_moved_out, folders_swapped, all_content_replaced,
    branch_checked_out, linked, settings_edited, template_overridden, photo_exchanged, static_file_edited,
    comment_added,
)  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.__name__)
def test_the_site_follows(laid_out: LaidOut, deed: Callable[[Path], None]) -> None:
    with Serving(laid_out.root, "--watch"):
        deed(laid_out.root)
        assert_follows(laid_out)
        saved(laid_out.root) if (laid_out.root / "content/entries/2016-05-17-heute.md").exists() else begun(
            laid_out.root
        )
        assert_follows(laid_out)


def test_what_is_saved_behind_a_link_shows_at_every_name_that_it_has(laid_out: LaidOut) -> None:
    linked(laid_out.root)
    with Serving(laid_out.root, "--watch"):
        saved(laid_out.root)
        assert_follows(laid_out)
        laid_out.write("content/lager/2016-05-19-fort.md", ENTRY.format("Hinter dem Verweis."))
        assert_follows(laid_out)
    assert "anders" in laid_out.read("2016/05/22/zweimal/index.html")
    assert "Hinter dem Verweis" in laid_out.read("2016/05/19/fort/index.html")


def test_the_site_follows_one_deed_after_the_other(laid_out: LaidOut) -> None:
    with Serving(laid_out.root, "--watch"):
        for deed in (
            settings_edited,
            saved_by_renaming,
            photo_exchanged,
            retitled,
            removed,
            template_overridden,
            begun,
        ):
            deed(laid_out.root)
            assert_follows(laid_out)


# --- The session -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("options", [(), ("--watch",)], ids=["serve", "serve --watch"])
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_session_ends_cleanly_at_a_signal(laid_out: LaidOut, options: tuple[str, ...], how: signal.Signals) -> None:
    with Serving(laid_out.root, *options) as serving:
        assert "Heute" in fetched(f"{serving.address}2016/05/17/heute/")
        listening = urllib.request.urlopen(f"{serving.address}.tagwerk/events") if options else None
        assert serving.end(how) == 0
        assert serving.said.endswith("Ended.\n")
        if listening:
            listening.close()
    assert differences(tree(laid_out.root / "output"), clean(laid_out)) == {}


def test_what_a_session_knew_serves_the_next_build(laid_out: LaidOut) -> None:
    with Serving(laid_out.root, "--watch") as serving:
        saved(laid_out.root)
        until(lambda: serving.said.count(" files made") == 2, "the second build")
    assert "Nothing to do" in laid_out.built().output


def test_without_watch_nothing_is_followed_and_pages_are_what_was_built(laid_out: LaidOut) -> None:
    with Serving(laid_out.root) as serving:
        page = fetched(f"{serving.address}2016/05/17/heute/")
        assert page == laid_out.read("2016/05/17/heute/index.html")


def test_drafts_and_future_entries_are_served_from_a_preview_and_output_stays_as_it_is(laid_out: LaidOut) -> None:
    laid_out.built()
    before = laid_out.tree()
    laid_out.write("content/entries/2016-05-18-entwurf.md", "---\ndraft: ja\n---\nEin Entwurf.\n")
    laid_out.write("content/entries/2099-01-01-kuenftig.md", "Künftig.\n")
    with Serving(laid_out.root, "--watch", "--drafts", "--future") as serving:
        assert "Ein Entwurf" in fetched(f"{serving.address}2016/05/18/entwurf/")
        assert "Künftig" in fetched(f"{serving.address}2099/01/01/kuenftig/")
        laid_out.write("content/entries/2016-05-18-entwurf.md", "---\ndraft: ja\n---\nEin zweiter Entwurf.\n")
        until(lambda: "Ein zweiter" in fetched(f"{serving.address}2016/05/18/entwurf/"), "the draft as it is now")
    assert laid_out.tree() == before


def test_drafts_alone_show_no_future(laid_out: LaidOut) -> None:
    laid_out.write("content/entries/2099-01-01-kuenftig.md", "Künftig.\n")
    with Serving(laid_out.root, "--drafts") as serving:
        assert "Künftig" not in fetched(f"{serving.address}2099/01/01/kuenftig/")


def test_with_problems_nothing_is_served_without_watch(laid_out: LaidOut) -> None:
    laid_out.write("content/entries/2016-05-18-x.md", "---\ndraft: vielleicht\n---\n")
    result = laid_out.run("serve", "--port", "0")
    assert result.exit_code == 1
    assert "content/entries/2016-05-18-x.md:2: " in result.output


def test_a_session_begins_with_problems_and_shows_the_site_once_they_are_mended(laid_out: LaidOut) -> None:
    laid_out.write("content/entries/2016-05-18-x.md", "---\ndraft: vielleicht\n---\n")
    with Serving(laid_out.root, "--watch") as serving:
        assert "content/entries/2016-05-18-x.md:2: " in serving.said
        assert "There is nothing to show yet." in fetched(serving.address)
        laid_out.remove("content/entries/2016-05-18-x.md")
        assert_follows(laid_out)
        until(lambda: "Mein Tagebuch" in fetched(serving.address), "the site")


def test_settings_that_break_and_are_mended_do_not_end_a_session(laid_out: LaidOut) -> None:
    with Serving(laid_out.root, "--watch") as serving:
        laid_out.write("content/journal.toml", "title = \n")
        until(lambda: "content/journal.toml:1: " in serving.said, "the complaint")
        (laid_out.root / "content/journal.toml").unlink()
        until(lambda: serving.said.count("content/journal.toml:1: ") > 1, "the complaint that there is none")
        settings_edited(laid_out.root)
        assert_follows(laid_out)
        until(lambda: "Dein Tagebuch" in fetched(serving.address), "the site below its new path")


def test_a_template_that_breaks_and_is_mended_does_not_end_a_session(laid_out: LaidOut) -> None:
    template_overridden(laid_out.root)
    with Serving(laid_out.root, "--watch") as serving:
        laid_out.write("templates/static.html", "{% if %}")
        until(lambda: "templates/static.html:1: " in serving.said, "the complaint")
        laid_out.write("templates/static.html", "<!doctype html><title>x</title>Wieder gut.\n")
        assert_follows(laid_out)
        until(lambda: "Wieder gut" in fetched(f"{serving.address}impressum/"), "the page as it is now")


def test_where_there_is_no_journal_it_is_said(tmp_path: Path) -> None:
    result = LaidOut(tmp_path / "x", {}).run
    shutil.rmtree(tmp_path / "x/content")
    for options in ((), ("--watch",)):
        told = result("serve", "--port", "0", *options)
        assert told.exit_code == 1
        assert told.output.startswith("content/journal.toml:1: ")
    assert list((tmp_path / "x").iterdir()) == []


def test_a_port_that_is_taken_is_said(laid_out: LaidOut) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        result = laid_out.run("serve", "--port", str(port))
    assert result.exit_code == 1
    assert result.output.startswith(f"cannot serve on port {port}: ") and "--port" in result.output


def test_what_was_built_is_said_and_each_complaint_once(laid_out: LaidOut) -> None:
    laid_out.write("content/entries/2016-05-18-x.md", "Ein Bild: ![](https://fremd.example/b.png)\n")
    with Serving(laid_out.root, "--watch") as serving:
        saved(laid_out.root)
        assert_follows(laid_out)
        retitled(laid_out.root)
        assert_follows(laid_out)
        until(lambda: serving.said.count(" files made") >= 3, "what was built")
    assert serving.said.count("content/entries/2016-05-18-x.md:1: ") == 1
