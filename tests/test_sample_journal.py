"""The sample journal: it shows what there is, builds without a warning, and keeps its draft to itself."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from generator.build import Options, Result, build

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    root = tmp_path_factory.mktemp("sample")
    output = root / "output"
    (root / ".tagwerk").mkdir()
    for name in ("content", "templates", ".tagwerk/photos"):  # what `make build` encoded need not be encoded again
        if (ROOT / name).exists():
            (root / name).symlink_to(ROOT / name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1760000000")  # October 2025
        return output, build(Options(root, output, jobs=2))


def _entries(output: Path) -> list[Path]:
    return sorted(output.glob("20??/??/??/*/index.html"))


def test_it_builds_without_a_warning_but_of_what_is_to_be_filled_in(site: tuple[Path, Result]) -> None:
    assert [(problem.path, problem.warning) for problem in site[1].problems] == [
        ("content/pages/datenschutz.md", True),
        ("content/pages/impressum.md", True),
    ]
    assert all("are not filled in yet" in problem.message for problem in site[1].problems)


def test_it_holds_a_dozen_entries_over_several_months_and_places(site: tuple[Path, Result]) -> None:
    entries = _entries(site[0])
    assert len(entries) >= 12
    assert len({entry.parts[-5:-3] for entry in entries}) >= 4
    assert len(list((site[0] / "orte").iterdir())) >= 4
    for page in ("ueber-mich", "impressum", "datenschutz"):
        assert (site[0] / page / "index.html").is_file()


@pytest.mark.parametrize(
    "feature",
    [
        '<ol class="thread">',
        '<article class="comment"',
        "Antwort auf",
        "<h3>Erwähnungen</h3>",
        "Kommentar verfassen",
        "Die Kommentare sind geschlossen.",
        "Noch keine Kommentare",
        '<figure class="photo landscape">',
        '<figure class="photo portrait">',
        "<figcaption>",
        "<table>",
        'role="doc-endnotes"',
        "<abbr ",
        "<pre>",
        "<blockquote>",
        'class="click-to-load"',
        'lang="en"',
        "Geändert am",
        "Früher an diesem Tag",
        "Später an diesem Tag",
        ".wav",
        "<h2 id=",
    ],
)
def test_it_shows_every_feature(site: tuple[Path, Result], feature: str) -> None:
    assert any(feature in entry.read_text("utf-8") for entry in _entries(site[0])), feature


def test_its_home_page_shows_more_and_an_old_address_leads_on(site: tuple[Path, Result]) -> None:
    assert "Weiterlesen: „" in (site[0] / "index.html").read_text("utf-8")
    assert "umgezogen" in (site[0] / "fahrplan/index.html").read_text("utf-8")


def test_its_draft_shows_nowhere(site: tuple[Path, Result]) -> None:
    for file in site[0].rglob("*"):
        if file.is_file():
            assert b"Plogshagen" not in file.read_bytes(), file
            assert b"IMG_7702" not in file.read_bytes()


def test_an_entry_without_photos_weighs_at_most_twelve_kilobytes(site: tuple[Path, Result]) -> None:
    """With its style sheet, compressed as a server sends them."""
    (style,) = (site[0] / "assets").glob("style-*.css")
    sheet = len(gzip.compress(style.read_bytes()))
    plain = [entry for entry in _entries(site[0]) if "<figure" not in entry.read_text("utf-8")]
    assert len(plain) >= 4
    for entry in plain:
        assert len(gzip.compress(entry.read_bytes())) + sheet <= 12 * 1024, entry


def test_its_german_is_set(site: tuple[Path, Result]) -> None:
    """No straight quotes, doubled hyphens or three dots are left in what the author wrote."""
    for page in (*_entries(site[0]), *(site[0] / name / "index.html" for name in ("ueber-mich", "datenschutz"))):
        text = page.read_text("utf-8").partition('<div class="body')[2].partition(">")[2]
        text = text.partition('<section class="comments"')[0]
        text = re.sub(r"<(pre|code)\b.*?</\1>|<[^>]*>", "", text, flags=re.DOTALL)
        assert not re.findall(r'"|(?<=\w)\'|--|\.\.\.', text), page
