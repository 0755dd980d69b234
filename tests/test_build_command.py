"""`tagwerk build` at the command line: its options, its exit status, and where it may write."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from generator import production, workers
from generator.cli.terminal import Bar

from .conftest import LaidOut

Journal = Callable[..., LaidOut]
ENTRY = "content/entries/2016-05-17-x.md"
PAGE = "2016/05/17/x/index.html"
FILES = {
    ENTRY: "---\ntitle: Eins\n---\nText.\n",
    "content/entries/2016-05-18-y.md": "---\ntitle: Zwei\ndraft: ja\n---\nText.\n",
    "content/entries/2999-05-18-z.md": "---\ntitle: Drei\n---\nText.\n",
}
ROOT = Path(__file__).parents[1]


def _times(site: LaidOut) -> dict[str, int]:
    top = site.root / "output"
    return {str(file.relative_to(top)): file.stat().st_mtime_ns for file in top.rglob("*") if file.is_file()}


def test_a_build_says_what_it_made_and_a_second_one_that_nothing_was_to_do(journal: Journal) -> None:
    site = journal(FILES)
    first = site.built().stdout
    count = len(site.tree())
    assert re.fullmatch(rf"{count} of {count} files made in \S+/output \(\d+\.\d\d s\)\n", first)
    second = site.built().stdout
    assert re.fullmatch(rf"Nothing to do: {count} files in \S+/output \(\d+\.\d\d s\)\n", second)
    site.remove(ENTRY)
    assert " removed in " in site.built().stdout


def test_second_build_writes_nothing(journal: Journal) -> None:
    site = journal(FILES)
    site.built()
    before = _times(site)
    site.built()
    assert _times(site) == before
    site.built("--fresh")  # the same bytes are left alone
    assert _times(site) == before


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        ((), ["Eins"]),
        (("--drafts",), ["Eins", "Zwei"]),
        (("--future",), ["Eins", "Drei"]),
        (("--drafts", "--future"), ["Eins", "Zwei", "Drei"]),
    ],
)
def test_drafts_and_future_are_shown_where_asked_for(
    journal: Journal, options: tuple[str, ...], shown: list[str]
) -> None:
    site = journal(FILES)
    site.built(*options)
    home = site.read("index.html")
    assert [title for title in ("Eins", "Zwei", "Drei") if title in home] == shown


def test_quiet_says_only_what_is_wrong(journal: Journal) -> None:
    site = journal({ENTRY: "---\nbilder: weg\n---\nText.\n"})
    result = site.built("--quiet")
    assert result.stdout == ""
    assert result.stderr.startswith(f'{ENTRY}:2: warning: photo "weg" was not found')


def test_problems_go_where_errors_go_and_nothing_else_is_said(journal: Journal) -> None:
    result = journal({ENTRY: "---\ntag: x\n---\n"}).build()
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith(f"{ENTRY}:2: ")


@pytest.mark.parametrize(
    "words",
    [
        ("--jobs", "0"),
        ("--jobs", "viele"),
        ("--unbekannt",),
        ("wohin",),
        ("--output", "content"),
        ("--output", "."),
        ("--output", ".."),
        ("--output", "/"),
        ("--output", "content/entries/neu"),
        ("--output", "templates/x"),
        ("--output", ".tagwerk"),
        ("--output", ".tagwerk/preview/../photos"),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_2_and_harms_nothing(
    journal: Journal, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    site = journal(FILES)
    monkeypatch.chdir(site.root)
    before = site.tree("")
    result = site.run("build", *words)
    assert result.exit_code == 2, result.output
    assert site.tree("") == before


def test_an_output_that_is_a_link_into_the_journal_is_refused(journal: Journal) -> None:
    site = journal(FILES)
    (site.root / "ziel").symlink_to(site.root / "content")
    before = site.tree("content")
    assert site.run("build", "--output", str(site.root / "ziel")).exit_code == 2
    assert site.tree("content") == before


def test_the_output_may_stand_anywhere_else(journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = journal(FILES)
    elsewhere = tmp_path / "tief" / "da rin" / "ö"
    site.built("--output", str(elsewhere))
    assert (elsewhere / PAGE).is_file()
    assert not (site.root / "output").exists()
    monkeypatch.chdir(tmp_path)
    site.built("--output", "hier")  # as seen from where the command runs
    assert (tmp_path / "hier" / PAGE).is_file()


@pytest.mark.parametrize("fresh", [(), ("--fresh",)])
def test_a_folder_with_other_things_in_it_is_refused(journal: Journal, fresh: tuple[str, ...]) -> None:
    site = journal({**FILES, "ziel/brief.txt": "wichtig", "ziel/index.html": "<p>Von Hand</p>"})
    before = site.tree("ziel")
    (complaint,) = site.complaints("--output", str(site.root / "ziel"), *fresh)
    assert "the output folder holds files that Tagwerk did not make" in complaint
    assert site.tree("ziel") == before


def test_a_file_in_the_place_of_the_output_is_refused(journal: Journal) -> None:
    site = journal({**FILES, "output": "ein Brief"})
    (complaint,) = site.complaints()
    assert "the output folder is no folder" in complaint
    assert (site.root / "output").read_text() == "ein Brief"


def test_what_a_stranger_put_into_the_output_goes_when_the_ledger_is_lost(journal: Journal) -> None:
    site = journal(FILES)
    site.built()
    clean = site.tree()
    site.write("output/geheim.txt", "x")
    site.write("output/2016/alt/index.html", "x")
    site.built("--fresh")
    assert site.tree() == clean


def test_a_links_target_in_the_output_is_never_written_or_removed(journal: Journal, tmp_path: Path) -> None:
    """A folder of the output that became a link elsewhere is replaced, not followed."""
    site = journal(FILES)
    site.built()
    clean = site.tree()
    outside = tmp_path / "fremd"
    (outside / "05").mkdir(parents=True)
    (outside / "brief.txt").write_text("wichtig")
    (outside / "index.html").write_text("wichtig")
    for options in ((), ("--fresh",)):
        folder = site.root / "output/2016"
        for file in sorted(folder.rglob("*"), reverse=True):
            file.unlink() if file.is_file() else file.rmdir()
        folder.rmdir()
        folder.symlink_to(outside)
        site.built(*options)
        assert not folder.is_symlink()
        assert site.tree() == clean
        assert (outside / "brief.txt").read_text() == (outside / "index.html").read_text() == "wichtig"


@pytest.mark.parametrize("damage", ["delete", "alter", "folder", "same size"])
def test_a_damaged_output_is_mended(journal: Journal, damage: str) -> None:
    site = journal(FILES)
    site.built()
    clean = site.tree()
    page = site.root / "output" / PAGE
    data = page.read_bytes()
    if damage == "alter":
        page.write_bytes(data + b"x")
    elif damage == "same size":
        page.write_bytes(b"x" * len(data))
    else:
        page.unlink()
    if damage == "folder":
        page.mkdir()
        (page / "x").write_text("x")
    site.built()
    assert site.tree() == clean


@pytest.mark.parametrize("content", [b"", b"\xff" * 100, b"\x80", None])
@pytest.mark.parametrize("files", [{}, {"templates/layout.html": "{% block main %}{% endblock %}"}], ids=["", "own"])
def test_a_ledger_that_cannot_be_read_is_thrown_away(
    journal: Journal, content: bytes | None, files: dict[str, str]
) -> None:
    """Also where the journal has a layout of its own, which bears no mark."""
    site = journal({**FILES, **files})
    site.built()
    clean = site.tree()
    for file in (site.root / ".tagwerk").rglob("*"):
        if file.is_file():
            file.unlink() if content is None else file.write_bytes(content)
    site.write(ENTRY, "---\ntitle: Neu\n---\nText.\n")
    site.built()
    assert site.tree() != clean
    site.write(ENTRY, FILES[ENTRY])
    site.built()
    assert site.tree() == clean


def test_two_outputs_do_not_know_of_one_another(journal: Journal, tmp_path: Path) -> None:
    site = journal(FILES)
    site.built()
    clean = site.tree()
    site.built("--drafts", "--output", str(tmp_path / "vorschau"))
    assert site.tree() == clean
    assert "Nothing to do" in site.built().stdout
    assert "Nothing to do" in site.built("--drafts", "--output", str(tmp_path / "vorschau")).stdout


def test_a_failing_template_leaves_the_output_as_it_was(journal: Journal) -> None:
    """Also where some pages were staged before the one that fails."""
    site = journal(FILES)
    site.built()
    before = site.tree()
    site.write(ENTRY, "---\ntitle: Neu\n---\nText.\n")
    site.write("templates/home.html", "{{ view.weg }}")
    site.complaints()
    assert site.tree() == before
    assert {folder.name for folder in site.root.iterdir()} == {"content", "output", "templates", ".tagwerk"}
    site.remove("templates/home.html")
    site.built()
    assert "Neu" in site.read("index.html")


def test_a_worker_that_dies_is_a_problem_and_no_traceback(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    entries = {f"content/entries/{year}-01-01-x.md": "Text.\n" for year in range(1900, 1990)}
    site = journal(entries)
    monkeypatch.setattr(production, "PARALLEL", 2)
    parent = os.getpid()
    original = production.writer.Staging.put

    def put(*arguments: object) -> object:
        if os.getpid() != parent:
            os._exit(9)
        return original(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(production.writer.Staging, "put", put)
    (complaint,) = site.complaints("--jobs", "2")
    assert "a worker process ended unexpectedly" in complaint
    assert not (site.root / "output").exists()


def test_templates_and_assets_of_the_journal_take_the_place_of_the_default_ones(journal: Journal) -> None:
    site = journal(
        {
            **FILES,
            "templates/404.html": "{% extends 'layout.html' %}{% set title = 'Weg' %}"
            "{% block main %}Nichts hier.{% endblock %}",
            "templates/assets/style.css": "p { margin: 0 }",
            "templates/assets/tief/bild.svg": "<svg/>",
        }
    )
    site.built()
    assert "Nichts hier." in site.read("404.html")
    (style,) = [path for path in site.tree() if path.endswith(".css")]
    assert site.read(style) == "p { margin: 0 }"
    assert f'href="/{style}"' in site.read(PAGE)
    assert [path for path in site.tree() if re.fullmatch(r"assets/tief/bild-[0-9a-f]{8}\.svg", path)]
    site.remove("templates/assets/style.css")
    site.built()
    assert style not in site.tree()


def test_another_site_is_built_where_a_setting_changed(journal: Journal) -> None:
    site = journal(FILES)
    site.built()
    site.write("content/journal.toml", 'title = "Anders"\nbase_url = "https://anders.example/weg"\n')
    site.built()
    assert "https://anders.example/weg/2016/05/17/x/" in site.read(PAGE)
    assert not [path for path, data in site.tree().items() if b"tage.example" in data]


# --- In a process of its own ----------------------------------------------------------------------------------------


def _tagwerk(*words: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "generator", *words],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_module_is_the_command(journal: Journal) -> None:
    site = journal(FILES)
    done = _tagwerk("build", cwd=site.root)
    assert done.returncode == 0, done.stderr
    assert "files made" in done.stdout
    assert _tagwerk("build", "--jobs", "x", cwd=site.root).returncode == 2
    site.write(ENTRY, "---\ntag: x\n---\n")
    failed = _tagwerk("build", cwd=site.root)
    assert (failed.returncode, failed.stdout) == (1, "")
    assert failed.stderr.startswith(f"{ENTRY}:2: ")


def test_the_same_input_gives_the_same_bytes_on_any_machine(journal: Journal) -> None:
    """Whatever the number of processes, the hash seed, the locale and the time zone of the machine."""
    many = {
        f"content/entries/{year}/{year}-{month:02}-17-x.md": f"---\ntime: 2:30\nplace: Ort {month % 5}\n"
        f'tags: B, A, Ärger {year % 3}\n---\n"Text" {year}[^1].\n\n## Über\n\n[^1]: Note.\n'
        for year in range(1891, 1895)
        for month in range(1, 13)
    }
    site = journal({**FILES, **many})
    settings = [
        ("1", "0", "C", "UTC"),
        ("2", "1", "C.UTF-8", "Pacific/Auckland"),
        ("3", "4711", "tr_TR.UTF-8", "America/St_Johns"),
    ]
    trees = []
    for jobs, seed, locale, zone in settings:
        output = f"aus-{jobs}"
        done = _tagwerk(
            "build", "--jobs", jobs, "--output", output, cwd=site.root, PYTHONHASHSEED=seed, LC_ALL=locale, TZ=zone
        )
        assert done.returncode == 0, done.stderr
        trees.append(site.tree(output))
    assert trees[0] == trees[1] == trees[2]
    assert len(trees[0]) > 150


def test_an_incremental_build_equals_a_clean_one_in_another_folder(journal: Journal, tmp_path: Path) -> None:
    site = journal(FILES)
    site.built()
    site.write(ENTRY, "---\ntitle: Anders\nplace: Köln\n---\nNeu.\n")
    site.write("content/entries/2016-05-16-w.md", "Davor.\n")
    site.built()
    clean = journal({**FILES, ENTRY: "---\ntitle: Anders\nplace: Köln\n---\nNeu.\n",
                     "content/entries/2016-05-16-w.md": "Davor.\n"}, "rein")  # fmt: skip
    clean.built()
    assert site.tree() == clean.tree()


def test_a_progress_bar_shows_on_a_terminal_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with Bar(quiet=False) as bar:
        for done in range(1, 6):
            bar("photos", done, 5)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    with Bar(quiet=False) as bar:
        bar("photos", 1, 2)  # no time to wait for two
    assert capsys.readouterr().err == ""
    with Bar(quiet=False) as bar:
        for done in range(1, 6):
            bar("photos", done, 5)
    assert "Encoding photos" in capsys.readouterr().err
    with Bar(quiet=True) as bar:
        bar("photos", 1, 5)
    assert capsys.readouterr().err == ""


def test_workers_are_as_many_as_processors() -> None:
    assert workers.processors() >= 1
