"""A blog moves in and is built: readers find the text, photos, comments and addresses that they knew."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from .moving import Moving, photo
from .wxr import FILES, SITE, Comment, Item, attachment, page

BODY = f"""<strong>Berlin, 5:33, Tag 868</strong>

Noch vor dem ersten Kaffee sah ich den Fluss &amp; die Brücke.

<a href="{FILES}/2016/05/img_7476.jpg"><img src="{FILES}/2016/05/img_7476.jpg?w=1024" alt="Der Fluss" /></a>

[caption id="attachment_10" width="300"]<img class="wp-image-10" src="{FILES}/2016/05/bruecke-300x200.jpg" \
alt="Die Brücke" /> Am Morgen[/caption]

<!--more-->

Mehr davon <em>hier</em>: <a href="{SITE}/2016/05/18/danach/#comment-3">danach</a>.

<ul><li>Eins</li><li>Zwei</li></ul>"""


@pytest.fixture
def built(moving: Moving) -> Moving:
    moving.file("media/2016/05/img_7476.jpg", photo(900, 600))
    moving.file("media/2016/05/bruecke.jpg", photo(900, 600, "brown"))
    moving.moves(
        Item(7, body=BODY, tags={"arbeit": "Arbeit"}, categories={"leben": "Leben"}, excerpt="Kaum wach.", comments=[
            Comment(1, "Schön\n\ngesagt.", site="https://ulla.example/"),
            Comment(2, "Danke!", name="Anna", parent=1, date="2016-05-17 09:00:00"),
        ]),
        Item(8, title="Danach", slug="danach", date="2016-05-18 08:00:00", comments=[Comment(3, name="Wiebke")]),
        Item(9, title="Geheim", slug="geheim", status="private", body="Für niemanden."),
        page(11, body="Ich schreibe."),
        attachment(12, parent=7),
        attachment(10, "2016/05/bruecke.jpg", parent=7),
        "--media", moving.exports / "media",
    )  # fmt: skip
    settings = moving.source("journal.toml")
    moving.write("content/journal.toml", settings.replace('# redirects = "apache"', 'redirects = "apache"'))
    assert "warning" not in moving.built().output
    return moving


@pytest.fixture
def day(built: Moving) -> str:
    return built.read("2016/05/17/unterstuetzen/index.html")


def test_the_entry_has_its_title_dateline_and_text(day: str) -> None:
    assert re.search(r"<h1[^>]*>Unterstützen</h1>", day)
    assert "Berlin, 5:33, Tag 868" in day
    assert "Noch vor dem ersten Kaffee sah ich den Fluss &amp; die Brücke." in day
    assert "<em>hier</em>" in day
    assert re.search(r"<li>Eins</li>\s*<li>Zwei</li>", day)
    assert day.count("Tag 868</") == day.count("Berlin, 5:33, Tag 868</")  # it stands in the text no longer


def test_the_photos_are_shown_with_their_captions(built: Moving, day: str) -> None:
    assert 'alt="Der Fluss"' in day
    assert 'alt="Die Brücke"' in day
    assert re.search(r"<figcaption[^>]*>\s*Am Morgen\s*</figcaption>", day)
    shown = re.findall(r'<img[^>]* src="(/[^"]+)"', day)
    assert len(shown) == 2
    assert all(built.has(address[1:]) for address in shown)
    assert "files.wordpress.com" not in day


def test_the_comments_stand_in_their_threads(day: str) -> None:
    first, answer = day.index('id="comment-1"'), day.index('id="comment-2"')
    assert first < day.index("gesagt.") < answer < day.index("Danke!")
    assert "https://ulla.example/" in day


def test_links_lead_to_the_new_place_of_what_they_meant(built: Moving, day: str) -> None:
    assert 'href="/2016/05/18/danach/#comment-3"' in day
    assert 'id="comment-3"' in built.read("2016/05/18/danach/index.html")


def test_subjects_page_feed_and_days_stand_where_they_should(built: Moving) -> None:
    for address in ("themen/arbeit", "themen/leben", "ueber-mich", "2016/05/17", "2016/05", "2016"):
        assert built.has(f"{address}/index.html"), address
    assert "https://tage868.wordpress.com/?p=7</guid>" in built.read("feed.xml")
    assert "Kaum wach." in built.read("2016/05/17/unterstuetzen/index.html")


def test_old_addresses_lead_to_the_new_ones(built: Moving) -> None:
    for old, new in (("tag/arbeit", "/themen/arbeit/"), ("category/leben", "/themen/leben/")):
        assert f'"{new}"' in built.read(f"{old}/index.html")
    rules = built.read(".htaccess")
    for question in ("p=7", "page_id=11"):
        assert question in rules
    assert "/feed.xml" in rules


def test_nothing_of_the_private_post_shows(built: Moving) -> None:
    assert not any(b"niemanden" in data or b"Geheim" in data for data in built.tree().values())


def test_a_check_finds_nothing_that_leads_nowhere(built: Moving, tmp_path: Path) -> None:
    found = built.run("check")
    assert not re.search(r"leads nowhere|would be loaded|was not found", found.output), found.output
