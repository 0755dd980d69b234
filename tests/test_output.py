"""The output folder: nothing foreign is touched, nothing old stays, nothing is written twice, whatever was lost."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import LaidOut
from .desk import alter, differences, picture, tree

Journal = Callable[..., LaidOut]

ENTRY = "content/entries/2016-05-17-fluss.md"
GONE = "content/entries/2016-05-18-geheim.md"
FILES = {
    ENTRY: "---\ntitle: Fluss\nday: 868\nplace: Berlin\ntags: Arbeit\nimages: IMG_1\n---\nAm Wasser.\n",
    GONE: (
        "---\ntitle: Verschwunden\nday: 869\nplace: Timbuktu\ntags: Heimliches\nimages: IMG_9\naliases: /frueher/\n"
        "---\nVerschwunden im Wüstensand.\n\n[Ton](ton.mp3)\n"
    ),
    "content/entries/ton.mp3": b"ID3 verschwundener Ton",
    "content/entries/2016-05-18-geheim.comments.yaml": "- name: Xanthippe\n  date: 2016-05-18\n  text: Verschwunden?\n",
    "content/images/2016/05/IMG_1.png": picture("red", ".png"),
    "content/images/2016/05/IMG_9.png": picture("tan", ".png"),
    "content/pages/impressum.md": "---\ntitle: Impressum\n---\nHier.\n",
    "content/static/CNAME": "tage.example\n",
}
TRACES = (
    "verschwunden",
    "timbuktu",
    "heimlich",
    "geheim",
    "frueher",
    "img-9",
    "img_9",
    "xanthippe",
    "tag/869",
    "ton.mp3",
)


@pytest.fixture
def full(journal: Journal) -> LaidOut:
    laid_out = journal(FILES)
    laid_out.built()
    return laid_out


def clean(journal: LaidOut) -> dict[str, bytes]:
    folder = journal.root.parent / "clean"
    shutil.rmtree(folder, ignore_errors=True)
    journal.built("--fresh", "--output", str(folder))
    return tree(folder)


def assert_clean(journal: LaidOut) -> None:
    assert differences(tree(journal.root / "output"), clean(journal)) == {}


def stand(folder: Path) -> dict[str, tuple[int, int]]:
    return {str(file): (file.stat().st_ino, file.stat().st_mtime_ns) for file in folder.rglob("*") if file.is_file()}


# ---- nothing twice


def test_second_build_writes_nothing(full: LaidOut) -> None:
    before = stand(full.root / "output")
    assert "Nothing to do" in full.built().output
    assert stand(full.root / "output") == before


IDLE = """
import sys
opened = []
sys.addaudithook(lambda event, found: opened.append(str(found[0])) if event == "open" else None)
from generator.cli import main
try:
    main(["--root", sys.argv[1], "build"])
finally:
    heavy = {"markdown", "feedgen", "PIL", "jinja2", "yaml", "lxml", "nh3"} & sys.modules.keys()
    print([path for path in opened if path.startswith(sys.argv[1] + "/content/entries")], sorted(heavy))
"""


def test_a_build_with_nothing_to_do_reads_no_body_and_imports_nothing_heavy(full: LaidOut) -> None:
    for file in (full.root / "content").rglob("*"):
        os.utime(file, ns=(1_400_000_000_000_000_000, 1_400_000_000_000_000_000))
    full.built()
    command = [sys.executable, "-c", IDLE, str(full.root)]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Nothing to do" in output
    assert output.splitlines()[-1] == "[] []"


@pytest.mark.parametrize("loss", (".tagwerk", None))
def test_identical_bytes_are_not_written_again_even_without_a_ledger(full: LaidOut, loss: str | None) -> None:
    """So that a synchronisation by time stamps sends nothing."""
    before = stand(full.root / "output")
    if loss:
        shutil.rmtree(full.root / loss)
    full.built("--fresh")
    assert stand(full.root / "output") == before


def test_warnings_are_repeated_by_every_build_while_their_cause_lasts(full: LaidOut) -> None:
    full.write("content/entries/2016-05-19-a.md", "---\nimages: IMG_77\n---\nText.\n")
    said = [full.built("--quiet").output for _ in range(3)]
    assert "IMG_77" in said[0]
    assert said[0] == said[1] == said[2]
    full.write(ENTRY, FILES[ENTRY] + "Mehr.\n")
    assert full.built("--quiet").output == said[0]
    full.write("content/images/2016/05/IMG_77.png", picture("red", ".png"))
    assert "IMG_77" not in full.built("--quiet").output


# ---- what went leaves nothing


def _remove(journal: LaidOut) -> None:
    for path in (GONE, GONE.replace(".md", ".comments.yaml"), "content/entries/ton.mp3"):
        journal.remove(path)


def _draft(journal: LaidOut) -> None:
    journal.write(GONE, str(FILES[GONE]).replace("---\n", "---\ndraft: ja\n", 1))


def _move_to_the_future(journal: LaidOut) -> None:
    journal.write(GONE, str(FILES[GONE]).replace("---\n", "---\ndate: 2017-05-18\n", 1))


@pytest.mark.parametrize(
    ("go", "loss"),
    (
        (_remove, "nothing"),
        (_remove, "all"),
        (_remove, "the ledger's folder"),
        (_remove, "the ledger is damaged"),
        (_draft, "nothing"),
        (_draft, "all"),
        (_move_to_the_future, "nothing"),
    ),
)
def test_an_entry_that_goes_leaves_nothing_behind(full: LaidOut, go: Callable[[LaidOut], None], loss: str) -> None:
    before = tree(full.root / "output")
    traces = [path for path, data in before.items() if any(trace in _text(path, data) for trace in TRACES)]
    assert len(traces) > 15
    go(full)
    _lose(full, loss)
    full.built()
    after = tree(full.root / "output")
    assert [path for path, data in after.items() if any(trace in _text(path, data) for trace in TRACES)] == []
    assert "Fluss" in full.read("feed.xml")
    assert_clean(full)


def _text(path: str, data: bytes) -> str:
    return (path + data.decode("utf-8", "replace")).lower()


def _lose(journal: LaidOut, what: str) -> None:
    folder = journal.root / ".tagwerk"
    if what == "all":
        shutil.rmtree(folder)
    for ledger in folder.glob("build-*") if what.startswith("the ledger") else ():
        if what == "the ledger is damaged":
            for file in (file for file in ledger.rglob("*") if file.is_file()):
                file.write_bytes(os.urandom(200))
        else:
            shutil.rmtree(ledger)


@pytest.mark.parametrize("loss", ("nothing", "all"))
def test_a_renamed_entry_leaves_its_old_address(full: LaidOut, loss: str) -> None:
    (full.root / ENTRY).rename(full.root / "content/entries/2016-05-17-ufer.md")
    _lose(full, loss)
    full.built()
    assert full.has("2016/05/17/ufer/index.html")
    assert not (full.root / "output/2016/05/17/fluss").exists()
    assert "/2016/05/17/ufer/" in full.read("tag/868/index.html")
    assert_clean(full)


def test_folders_that_become_empty_go_too(full: LaidOut) -> None:
    full.write(GONE, str(FILES[GONE]).replace("---\n", "---\ndate: 2015-01-02\n", 1))
    full.built()
    assert full.has("2015/01/02/geheim/index.html")
    _remove(full)
    full.built()
    assert not (full.root / "output/2015").exists()


# ---- files of the output that were deleted or altered


@pytest.mark.parametrize(
    ("path", "how"),
    (
        ("2016/05/17/fluss/index.html", "removed"),
        ("2016/05/17/fluss/index.html", "longer"),
        ("2016/05/17/fluss/index.html", "a folder"),
        ("2016/05/17/fluss/index.html", "its folder removed"),
        ("CNAME", "same size"),
        ("index.html", "same size"),
        ("404.html", "empty"),
        ("404.html", "removed"),
    ),
)
def test_a_deleted_or_altered_output_file_is_made_again(full: LaidOut, path: str, how: str) -> None:
    alter(full.root / "output" / path, how, full.root / "output")
    full.built()
    assert_clean(full)


def test_a_deleted_photo_and_asset_are_made_again(full: LaidOut) -> None:
    for pattern in ("fotos/*", "assets/*"):
        for file in (full.root / "output").glob(pattern):
            file.unlink()
    full.built()
    assert_clean(full)


def test_a_whole_deleted_output_is_made_again(full: LaidOut) -> None:
    before = tree(full.root / "output")
    shutil.rmtree(full.root / "output")
    full.built()
    assert differences(tree(full.root / "output"), before) == {}


def test_a_file_that_became_a_link_is_made_again_and_what_it_led_to_is_not_touched(full: LaidOut) -> None:
    outside = full.root.parent / "outside.html"
    outside.write_text("Draußen")
    page = full.root / "output/2016/05/17/fluss/index.html"
    page.unlink()
    page.symlink_to(outside)
    full.built()
    assert not page.is_symlink()
    assert outside.read_text() == "Draußen"
    assert_clean(full)


# ---- whose folder it is


def test_an_output_that_holds_foreign_files_is_refused(journal: Journal) -> None:
    laid_out = journal(FILES)
    foreign = laid_out.root / "output/steuer.txt"
    laid_out.write("output/steuer.txt", "wichtig")
    said = laid_out.complaints()
    assert any("did not make" in line for line in said)
    assert tree(laid_out.root / "output") == {"steuer.txt": b"wichtig"}
    assert foreign.read_text() == "wichtig"


def test_a_foreign_site_is_refused(journal: Journal) -> None:
    laid_out = journal({**FILES, "output/index.html": "<!doctype html><title>Fremd</title>"})
    assert any("did not make" in line for line in laid_out.complaints())
    assert laid_out.read("index.html").endswith("Fremd</title>")


def test_a_file_in_the_outputs_place_is_refused(journal: Journal) -> None:
    laid_out = journal(FILES)
    laid_out.write("output", "keine Mappe")
    assert laid_out.complaints()
    assert (laid_out.root / "output").read_text() == "keine Mappe"


def test_an_output_that_is_a_link_is_refused(journal: Journal, tmp_path: Path) -> None:
    laid_out = journal(FILES)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/a.txt").write_text("a")
    (laid_out.root / "output").symlink_to(tmp_path / "elsewhere")
    laid_out.complaints()
    assert tree(tmp_path / "elsewhere") == {"a.txt": b"a"}


@pytest.mark.parametrize("loss", ("nothing", "all"))
def test_a_version_control_in_the_output_is_kept(full: LaidOut, loss: str) -> None:
    full.write("output/.git/HEAD", "ref: refs/heads/main\n")
    full.write("output/.git/refs/heads/main", "0" * 40)
    _remove(full)
    _lose(full, loss)
    full.built()
    assert full.read(".git/HEAD") == "ref: refs/heads/main\n"
    shutil.rmtree(full.root / "output/.git")
    assert_clean(full)


# ---- a ledger that cannot be used


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "random": lambda data: os.urandom(len(data)),
    "truncated": lambda data: data[: len(data) // 2],
    "empty": lambda data: b"",
    "of another version": lambda data: data.replace(b"version\x01", b"version\x02"),
    "text": lambda data: b"kein Kassenbuch\n" * 9,
    "too long": lambda data: data + b"\x00" * 100,
    "huge": lambda data: b"\x93" * 5_000_000,
    "a huge promise": lambda data: b"\xdf\xff\xff\xff\xff" + data,
    "flipped": lambda data: bytes(byte ^ (index % 97 == 0) for index, byte in enumerate(data)),
}


@pytest.mark.parametrize("how", DAMAGES)
def test_a_damaged_ledger_is_a_clean_build(full: LaidOut, how: str) -> None:
    _remove(full)
    for folder in (full.root / ".tagwerk").iterdir():
        for file in folder.rglob("*") if folder.name != "photos" else ():
            if file.is_file():
                file.write_bytes(DAMAGES[how](file.read_bytes()))
    full.built()
    assert_clean(full)


def test_a_lost_ledger_is_a_clean_build(full: LaidOut) -> None:
    before = stand(full.root / "output")
    shutil.rmtree(full.root / ".tagwerk")
    full.built()
    assert stand(full.root / "output") == before
    assert "Nothing to do" in full.built().output


def test_a_ledger_whose_place_is_taken_is_a_clean_build(full: LaidOut) -> None:
    """Tests may run as root, whom no permission stops; a folder where a file must go does."""
    build = next((full.root / ".tagwerk").glob("build-*"))
    for file in [file for file in build.iterdir() if file.is_file()]:
        file.unlink()
        (file / "innen").mkdir(parents=True)
    _remove(full)
    for _ in range(2):
        full.built()
        assert_clean(full)


def test_a_ledger_of_another_folder_is_of_no_use(full: LaidOut, tmp_path: Path) -> None:
    """As when a journal is copied with all that lies in it."""
    copy = LaidOut.__new__(LaidOut)
    copy.root = tmp_path / "copy"
    shutil.copytree(full.root, copy.root)
    (copy.root / GONE).unlink()
    copy.built()
    assert_clean(copy)


# ---- several builds


def _start(journal: LaidOut, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "generator", "--root", str(journal.root), "build", "--jobs", "2", *options]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _end(builds: list[subprocess.Popen[str]]) -> None:
    for build in builds:
        out, err = build.communicate(timeout=300)
        assert build.returncode == 0, out + err


def test_builds_at_once_do_not_damage_each_other(journal: Journal) -> None:
    laid_out = journal(FILES)
    _end([_start(laid_out) for _ in range(3)])
    assert_clean(laid_out)
    assert "Nothing to do" in laid_out.built().output


def test_builds_at_once_of_different_kinds_end_as_one_of_them(full: LaidOut) -> None:
    _draft(full)
    _end([_start(full), _start(full, "--drafts"), _start(full, "--fresh")])
    without = clean(full)
    folder = full.root.parent / "drafts"
    full.built("--drafts", "--output", str(folder))
    assert tree(full.root / "output") in (without, tree(folder))
    full.built()
    assert_clean(full)


def test_builds_of_two_outputs_at_once_do_not_damage_each_other(journal: Journal, tmp_path: Path) -> None:
    laid_out = journal(FILES)
    _end([_start(laid_out), _start(laid_out, "--output", str(tmp_path / "zweite"))])
    assert differences(tree(laid_out.root / "output"), tree(tmp_path / "zweite")) == {}
    assert_clean(laid_out)


def test_switching_drafts_on_and_off_leaves_no_draft(full: LaidOut) -> None:
    _draft(full)
    full.built("--drafts")
    assert full.has("2016/05/18/geheim/index.html")
    full.built()
    assert_clean(full)
