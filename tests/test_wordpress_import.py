"""What `tagwerk import wordpress` makes of posts and pages, and of what it says of the whole blog."""

from __future__ import annotations

import tomllib
import zipfile
from pathlib import Path

import pytest

from .moving import Moving
from .wxr import SITE, Comment, Item, attachment, page, wxr

DATELINED = "<strong>Berlin, 5:33, Tag 868</strong>\n\nNoch vor dem ersten Kaffee.\n\nDann doch."


def test_a_post_becomes_an_entry(moving: Moving) -> None:
    moving.moves(Item(7, body=DATELINED, tags={"arbeit": "Arbeit", "fluss": "Am Fluss"}, excerpt="Kaum wach."))
    assert moving.source("entries/2016/2016-05-17-unterstuetzen.md") == (
        "---\ntitel: Unterstützen\ntag: 868\nzeit: 5:33\nort: Berlin\nthemen: [Arbeit, Am Fluss]\n"
        'description: Kaum wach.\nguid: https://tage868.wordpress.com/?p=7\naliases: ["/?p=7"]\n---\n'
        "Noch vor dem ersten Kaffee.\n\nDann doch.\n"
    )


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_every_version_of_the_format_is_read(moving: Moving, version: str) -> None:
    text = wxr(Item(7, categories={"arbeit": "Arbeit"}, tags={"fluss": "Fluss"}), version=version)
    if version == "1.0":  # each term twice, once without its slug, and tags called "tag"; no authors
        text = text.replace('domain="post_tag"', 'domain="tag"')
        text = text.replace("<wp:comment_status>", "<category><![CDATA[Arbeit]]></category><wp:comment_status>", 1)
    moving.moves(moving.file("export.xml", text))
    assert "themen: [Arbeit, Fluss]" in moving.entry()


def test_an_export_in_parts_is_one_blog(moving: Moving) -> None:
    link = f'<a href="{SITE}/2016/05/18/danach/">danach</a>'
    parts = [
        moving.export(Item(1, slug="davor", body=link), name="teil-1.xml"),
        moving.export(Item(2, slug="danach", date="2016-05-18 08:00:00"), name="teil-2.xml"),
    ]
    assert moving.row("posts", *parts) == (2, 2, {})
    assert "[danach](2016-05-18-danach)" in moving.source("entries/2016/2016-05-17-davor.md")


def test_a_zip_holds_parts_and_other_files(moving: Moving) -> None:
    file = moving.exports / "export.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("tage.wordpress.2016.000.xml", wxr(Item(1, slug="davor")))
        archive.writestr("tage.wordpress.2016.001.xml", wxr(Item(2, slug="danach")))
        archive.writestr("__MACOSX/._tage.xml", "nothing")
        archive.writestr("readme.txt", "nothing")
    assert moving.row("posts", file) == (2, 2, {})


def test_parts_of_two_blogs_are_refused(moving: Moving) -> None:
    files = [moving.export(Item(1)), moving.export(Item(1), name="andere.xml", site="https://andere.example")]
    result = moving.runs(*files)
    assert result.exit_code == 1
    assert "andere.xml:1: is the export of https://andere.example" in result.output
    assert not moving.tree("content")


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("draft", "war auf WordPress ein Entwurf"),
        ("pending", "wartete auf WordPress auf Freigabe"),
        ("private", "war auf WordPress privat"),
        ("future", "war auf WordPress für später geplant"),
        ("seltsam", "hatte auf WordPress den Status seltsam"),
    ],
)
def test_what_was_not_public_is_a_draft_with_the_reason(moving: Moving, status: str, reason: str) -> None:
    moving.moves(Item(7, status=status, body="Geheim.", comments=[Comment(1)]), page(8, status=status, body="Geheim."))
    for path in ("entries/2016/2016-05-17-unterstuetzen.md", "pages/ueber-mich.md"):
        assert f"entwurf: ja  # {reason}\n" in moving.source(path)
        assert "aliases" not in moving.source(path)
    moving.built()
    assert not any(b"Geheim" in data for data in moving.tree().values())


def test_a_post_behind_a_password_is_a_draft_and_the_password_is_written_nowhere(moving: Moving) -> None:
    moving.moves(Item(7, password="sesam-oeffne"))
    assert "entwurf: ja  # war auf WordPress durch ein Passwort geschützt\n" in moving.entry()
    assert not any("sesam" in text for text in moving.content().values())


def test_a_draft_without_slug_or_date_is_found_under_its_title(moving: Moving) -> None:
    moving.moves(Item(7, title="Noch zu tun", slug="", date="0000-00-00 00:00:00", status="draft"))
    source = moving.source("entries/2016/2016-11-24-noch-zu-tun.md")  # the day of the export
    assert "datum: 2016-11-24  # der Export nennt kein Datum\n" in source


def test_two_drafts_of_one_name_are_two_files(moving: Moving) -> None:
    drafts = [Item(number, title="Ohne Titel", slug="", status="draft", body=f"Text {number}") for number in (7, 8)]
    assert moving.row("posts", *drafts) == (2, 2, {})
    texts = [text for path, text in moving.content().items() if path.endswith(".md")]
    assert sorted(text.split("\n")[-2] for text in texts) == ["Text 7", "Text 8"]


def test_what_is_a_category_and_a_tag_is_one_subject(moving: Moving) -> None:
    moving.moves(Item(7, categories={"arbeit-2": "Arbeit", "fluss": "Fluss"}, tags={"arbeit": "arbeit", "neu": "neu"}))
    assert "themen: [Arbeit, Fluss, neu]\n" in moving.entry()


def test_an_entry_without_a_title_stays_without_one(moving: Moving) -> None:
    moving.moves(Item(7, title="", slug="7"))
    assert "titel" not in moving.entry()
    assert moving.built()
    assert moving.has("2016/05/17/7/index.html")


def test_pages_of_any_depth_keep_their_addresses(moving: Moving) -> None:
    slugs = [f"ebene-{level}" for level in range(1, 7)]
    pages = [
        page(level, title=f"Ebene {level}", slug=slug, parent=level - 1, link=f"{SITE}/{'/'.join(slugs[:level])}/")
        for level, slug in enumerate(slugs, 1)
    ]
    assert moving.row("pages", *reversed(pages)) == (6, 6, {})
    moving.built()
    for level in range(1, 7):
        assert f"Ebene {level}" in moving.read("/".join(slugs[:level]) + "/index.html")


def test_a_draft_page_stands_below_its_parents(moving: Moving) -> None:
    moving.moves(page(1, slug="reisen"), page(2, slug="wien", parent=1, status="draft"))
    assert "war auf WordPress ein Entwurf" in moving.source("pages/reisen/wien.md")


def test_pages_above_one_another_in_a_circle_end_somewhere(moving: Moving) -> None:
    circle = [page(1, slug="a", parent=2, status="draft"), page(2, slug="b", parent=1, status="draft")]
    assert moving.row("pages", *circle) == (2, 2, {})


def test_a_page_where_the_journal_has_an_archive_gets_another_address(moving: Moving) -> None:
    moving.moves(page(1, title="Orte der Kindheit", slug="orte"), Item(7, body=DATELINED))
    moving.built()
    assert "Orte der Kindheit" in moving.read("orte-seite/index.html")


def test_closed_comments_stay_closed(moving: Moving) -> None:
    moving.moves(Item(7, comment_status="closed"))
    assert "comments: geschlossen\n" in moving.entry()


def test_the_settings_come_from_the_export(moving: Moving) -> None:
    posts = [Item(number, slug=f"tag-{number}", date=f"2016-0{number}-15 12:00:00",
                  gmt=f"2016-0{number}-15 {10 if number > 3 else 11}:00:00") for number in (1, 2, 3, 4, 5)]  # fmt: skip
    output = moving.moves(
        *posts,
        page(9, gmt="2016-05-17 03:33:00"),
        page(10, title="Impressum", slug="impressum", gmt="2016-05-17 03:33:00"),
    )
    assert tomllib.loads(moving.source("journal.toml")) == {
        "title": "Tag für Tag",
        "author": "Anna Beispiel",
        "description": "Tag für Tag",
        "base_url": "https://tage868.wordpress.com",
        "language": "de",
        "timezone": "Europe/Berlin",
        "permalink": "/{year}/{month}/{day}/{slug}/",
        "day_archives": True,
        "comments": "placeholder",
        "navigation": ["ueber-mich"],
    }
    assert 'base_url "https://tage868.wordpress.com" is still on WordPress.com' in output
    assert "timezone" not in output


def test_a_base_url_elsewhere_is_not_warned_of(moving: Moving) -> None:
    file = moving.export(Item(7), site="https://tage.example")
    assert "WordPress.com" not in moving.moves(file)
    assert tomllib.loads(moving.source("journal.toml"))["base_url"] == "https://tage.example"


def test_the_zone_of_the_blog_s_clocks_is_found(moving: Moving) -> None:
    moving.moves(
        Item(1, slug="winter", date="2016-01-15 12:00:00", gmt="2016-01-15 17:00:00"),
        Item(2, slug="sommer", date="2016-07-15 12:00:00", gmt="2016-07-15 16:00:00"),
    )
    assert tomllib.loads(moving.source("journal.toml"))["timezone"] == "America/New_York"


def test_clocks_that_were_moved_about_are_warned_of(moving: Moving) -> None:
    posts = [Item(number, slug=f"tag-{number}", date=f"2016-0{number}-15 12:00:00",
                  gmt=f"2016-0{number}-15 0{number}:00:00") for number in (1, 2, 3, 4, 5)]  # fmt: skip
    assert 'timezone "Europe/Berlin": not all dates of the export agree with it' in moving.moves(*posts)


def test_settings_that_are_there_stay_as_they_are(moving: Moving) -> None:
    mine = 'title = "Meins"\nbase_url = "https://ich.wordpress.com"\npermalink = "/{year}/{slug}/"\n'
    moving.write("content/journal.toml", mine)
    output = moving.moves(Item(7))
    assert moving.source("journal.toml") == mine
    assert "content/journal.toml:2: warning: base_url" in output
    assert "day_archives = true" in output
    moving.built()
    assert moving.has("2016/unterstuetzen/index.html")
    assert "/2016/unterstuetzen/" in moving.read("2016/05/17/unterstuetzen/index.html")


def test_settings_that_cannot_be_read_stop_the_import(moving: Moving) -> None:
    moving.write("content/journal.toml", "title = \n")
    result = moving.runs(moving.export(Item(7)))
    assert result.exit_code == 1
    assert "content/journal.toml:1:" in result.output
    assert list(moving.tree("content")) == ["journal.toml"]


def test_the_day_one_that_all_datelines_speak_for_is_proposed(moving: Moving) -> None:
    moving.moves(Item(7, body=DATELINED))
    assert "# first_day = 2014-01-01\n" in moving.source("journal.toml")


def test_an_unsure_dateline_stays_and_is_listed(moving: Moving) -> None:
    output = moving.moves(Item(7, body="Heute ist Tag 868, um 5:33 in Berlin\n\nText."))
    assert "Heute ist Tag 868" in moving.entry()
    assert "perhaps a dateline, left in the text: content/entries/2016/2016-05-17-unterstuetzen" in output


def test_what_is_unknown_is_listed(moving: Moving) -> None:
    body = 'Text [karte ort="Wien"] mehr <script>alert(1)</script>'
    output = moving.moves(
        Item(7, body=body, meta={"stimmung": "gut", "_intern": "x"}),
        Item(8, type="nav_menu_item", title="Start"),
        Item(9, type="portfolio", title="Werk"),
        Item(10, type="revision", status="inherit"),
    )  # fmt: skip
    assert "not understood: [karte] (in content/entries/2016/2016-05-17-unterstuetzen.md)" in output
    assert "left out for safety: script" in output
    assert "custom field, not imported: stimmung" in output
    assert "_intern" not in output
    for type in ("nav_menu_item", "portfolio", "revision"):
        assert f"1 of type {type}" in output


def test_nothing_in_an_export_commands_the_terminal(moving: Moving) -> None:
    output = moving.moves(Item(7), Item(8, type="x\x9b2J"), Item(9, status="\x9b2J\u202e", slug="a"))
    assert "of type x\ufffd2J" in output
    assert "\x9b" not in output


def test_a_dry_run_says_all_and_writes_nothing(moving: Moving) -> None:
    file = moving.export(Item(7, comments=[Comment(1)]), page(8), attachment(9))
    output = moving.moves(file, "--dry-run")
    assert not moving.tree("")
    for path in ("entries/2016/2016-05-17-unterstuetzen.md", "entries/2016/2016-05-17-unterstuetzen.comments.yaml",
                 "pages/ueber-mich.md", "journal.toml"):  # fmt: skip
        assert f"content/{path}: written\n" in output
    assert moving.moves(file).endswith(output[output.index("\n\n") :])  # the same account


def test_an_export_without_anything_to_move_is_a_problem(moving: Moving) -> None:
    result = moving.runs(moving.export())
    assert result.exit_code == 1
    assert "holds no posts, pages or media" in result.output
    assert not moving.tree("")


def test_a_report_that_cannot_be_written_is_a_problem_after_the_account(moving: Moving, tmp_path: Path) -> None:
    result = moving.runs(moving.export(Item(7)), "--report", tmp_path / "missing" / "report.json")
    assert result.exit_code == 1
    assert "in the export" in result.output
    assert "the report cannot be written" in result.output


def test_two_posts_at_one_address_get_two(moving: Moving) -> None:
    posts = [Item(number, title=f"Nummer {number}", date=f"2016-05-17 0{number}:00:00") for number in (1, 2)]
    assert moving.row("posts", *posts) == (2, 2, {})
    moving.built()
    assert "Nummer 1" in moving.read("2016/05/17/unterstuetzen/index.html")
    assert "Nummer 2" in moving.read("2016/05/17/unterstuetzen-2/index.html")
