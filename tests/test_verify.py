"""`tagwerk build --verify` proves that what was built is what a build from nothing makes, and leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from generator import output

from .conftest import LaidOut

Journal = Callable[..., LaidOut]

ENTRY = "content/entries/2016-05-17-fluss.md"
FILES = {ENTRY: "---\ntitle: Fluss\nplace: Berlin\n---\nAm Wasser.\n"}


def remembered(journal: LaidOut) -> list[str]:
    return sorted(path.name for path in (journal.root / ".tagwerk").iterdir())


@pytest.mark.parametrize("options", ((), ("--drafts",), ("--fresh",), ("--future", "--jobs", "2")))
def test_a_right_output_passes_and_nothing_is_left(journal: Journal, options: tuple[str, ...]) -> None:
    site = journal({**FILES, "content/entries/2017-01-01-morgen.md": "---\ndraft: ja\n---\nSpäter.\n"})
    site.built(*options)
    before, known = site.tree(), remembered(site)
    site.write(ENTRY, FILES[ENTRY] + "Mehr.\n")
    site.built("--verify", *options)
    assert remembered(site) == known
    assert site.tree().keys() == before.keys()


def test_each_file_that_differs_is_named(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    """An output that a build takes for its own although it is not: its time stamps were forged, its folders too."""
    site = journal(FILES)
    site.built()
    site.write("output/2016/05/17/fluss/index.html", "anders")
    site.write("output/fremd.html", "fremd")
    (site.root / "output/atom.xml").unlink()
    monkeypatch.setattr(output, "look", lambda *_: output.Look())
    complaints = [line for line in site.complaints("--verify") if "build from nothing" in line]
    assert [line.partition(";")[0] for line in complaints] == [
        "output/2016/05/17/fluss/index.html:1: differs from what a build from nothing makes",
        "output/atom.xml:1: is missing",
        "output/fremd.html:1: is no part of the site",
    ]


def test_problems_of_the_journal_are_told_once(journal: Journal) -> None:
    site = journal({ENTRY: "---\ntime: 5:73\n---\nText.\n"})
    (complaint,) = site.complaints("--verify")
    assert "5:73" in complaint


def test_a_source_edited_between_the_two_builds_is_no_difference(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = journal(FILES)
    site.built()
    from generator import verification

    original, edits = verification.build, iter((None, "Zwischendurch.\n"))

    def build(*arguments: object) -> object:
        text = next(edits, None)
        if text:
            site.write(ENTRY, FILES[ENTRY] + text)
        return original(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(verification, "build", build)
    site.built("--verify")
    assert "Zwischendurch." in site.read("2016/05/17/fluss/index.html")


def test_an_unbelievable_time_stamp_is_no_reason_to_plan_anew_when_the_content_is_the_same(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A source saved right before a build is compared by the next one, which then has nothing to do but that."""
    site = journal(FILES)
    site.built()
    monkeypatch.setattr("generator.build.Builder._make", None)
    assert "Nothing to do" in site.built().output
