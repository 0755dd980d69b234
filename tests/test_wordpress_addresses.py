"""Addresses and identity: everything stands where it stood, or what stood there leads to it."""

from __future__ import annotations

import re
import tomllib

import pytest

from .moving import Moving
from .wxr import SITE, Comment, Item, attachment, category, page, wxr

DAY = "2016/05/17"


def test_an_address_and_its_slug_are_kept_exactly(moving: Moving) -> None:
    slugs = ("unterstuetzen", "Gross-und-Klein", "mit_strich", "2016", "größe", "a.b", "ü" * 40)
    posts = [Item(number, title=f"Nr {number}", slug=slug) for number, slug in enumerate(slugs, 1)]
    moving.moves(*posts)
    moving.built()
    for number, slug in enumerate(slugs, 1):
        assert f"Nr {number}" in moving.read(f"{DAY}/{slug}/index.html"), slug


def test_percent_encoding_is_undone(moving: Moving) -> None:
    encoded = "gr%c3%b6%c3%9fe"
    moving.moves(Item(7, slug=encoded, link=f"{SITE}/{DAY}/{encoded}/"))
    moving.built()
    assert moving.has(f"{DAY}/größe/index.html")
    assert "/größe/" not in "".join(re.findall("aliases.*", moving.entry()))


@pytest.mark.parametrize(
    ("pattern", "address"),
    [
        ("/{year}/{month}/{slug}/", "/2016/05/unterstuetzen/"),
        ("/{slug}/", "/unterstuetzen/"),
        ("/blog/{year}/{slug}/", "/blog/2016/unterstuetzen/"),
        ("/{year}/{month}/{day}/{slug}/", "/2016/05/17/unterstuetzen/"),
    ],
)
def test_the_pattern_of_the_addresses_is_found(moving: Moving, pattern: str, address: str) -> None:
    moving.moves(Item(7, link=SITE + address))
    assert tomllib.loads(moving.source("journal.toml"))["permalink"] == pattern
    moving.built()
    assert moving.has(f"{address[1:]}index.html")


def test_the_fifth_of_may_is_read_as_month_and_day(moving: Moving) -> None:
    moving.moves(Item(7, date="2016-05-05 05:05:05"))
    assert tomllib.loads(moving.source("journal.toml"))["permalink"] == "/{year}/{month}/{day}/{slug}/"


def test_what_stood_elsewhere_than_the_others_leaves_an_alias(moving: Moving) -> None:
    posts = [Item(number, slug=f"tag-{number}") for number in (1, 2, 3)]
    moving.moves(*posts, Item(7, title="Anderswo", slug="anderswo", link=f"{SITE}/sonder/ort/"))
    moving.built()
    assert "/2016/05/17/anderswo/" in moving.read("sonder/ort/index.html")


def test_an_address_that_names_a_file_leads_on(moving: Moving) -> None:
    moving.moves(Item(7, link=f"{SITE}/2016/05/unterstuetzen.html"))
    moving.built()
    assert f"/{DAY}/unterstuetzen/" in moving.read("2016/05/unterstuetzen.html")


def test_addresses_without_a_path_leave_only_questions(moving: Moving) -> None:
    moving.moves(Item(7, link=f"{SITE}/?p=7"))
    moving.built()
    assert moving.has(f"{DAY}/unterstuetzen/index.html")


def test_a_site_below_a_path_stays_below_it(moving: Moving) -> None:
    site = "https://tage.example/blog"
    link = f'<a href="{site}/2016/05/18/danach/">danach</a>'
    moving.moves(
        moving.export(
            Item(1, slug="davor", link=f"{site}/{DAY}/davor/", body=link),
            Item(2, slug="danach", date="2016-05-18 05:33:00", link=f"{site}/2016/05/18/danach/"),
            site=site,
        )
    )
    moving.built()
    assert 'href="/blog/2016/05/18/danach/"' in moving.read(f"{DAY}/davor/index.html")


def test_the_guid_is_kept_so_that_feed_readers_show_nothing_twice(moving: Moving) -> None:
    guid = "http://tage868.wordpress.com/?p=7&x=1"
    moving.moves(Item(7, guid=guid))
    moving.built()
    assert ">http://tage868.wordpress.com/?p=7&amp;x=1</guid>" in moving.read("feed.xml")


LINKS = {
    f"{SITE}/2016/05/18/danach/": "/2016/05/18/danach/",
    "http://tage868.wordpress.com/2016/05/18/danach": "/2016/05/18/danach/",
    "//tage868.wordpress.com/2016/05/18/danach/": "/2016/05/18/danach/",
    "/2016/05/18/danach/": "/2016/05/18/danach/",
    f"{SITE}/2016/05/18/danach/?share=mastodon": "/2016/05/18/danach/",
    f"{SITE}/2016/05/18/danach/#comment-5": "/2016/05/18/danach/#comment-5",
    f"{SITE}/2016/05/18/danach/#respond": "/2016/05/18/danach/",
    f"{SITE}/2016/05/18/danach/2/": "/2016/05/18/danach/",
    f"{SITE}/2016/05/18/danach/feed/": "/2016/05/18/danach/",
    f"{SITE}/?p=2": "/2016/05/18/danach/",
    "?p=2": "/2016/05/18/danach/",
    "http://altes-blog.example/?p=99": "/2016/05/18/danach/",
    f"{SITE}/2016/05/18/danach/img_7476/": "/2016/05/18/danach/",
    f"{SITE}/?attachment_id=9": "/2016/05/18/danach/",
    f"{SITE}/reisen/wien/": "/reisen/wien/",
    f"{SITE}/?page_id=4": "/reisen/wien/",
    f"{SITE}/": "/",
    f"{SITE}/2016/05/": "/2016/05/",
    f"{SITE}/2016/05/17/": "/2016/05/17/",
    f"{SITE}/tag/arbeit/": "/themen/arbeit/",
    f"{SITE}/category/leben/alltag/": "/themen/alltag/",
    f"{SITE}/category/allgemein-neu/": "/themen/allgemeines/",
    f"{SITE}/feed/": "/feed.xml",
    "https://andere.example/x?y=1": "https://andere.example/x?y=1",
}
LOST = {
    f"{SITE}/2016/05/19/geplant/": "to a draft, left as it was",
    f"{SITE}/?p=5": "to a draft, left as it was",
    f"{SITE}/2015/01/01/nie/": "to an address of the old site that is not in the export, left as it was",
    f"{SITE}/2015/": "to an address of the old site that is not in the export, left as it was",
    f"{SITE}/wp-admin/": "to an address of the old site that is not in the export, left as it was",
}


def full_blog(*links: str) -> tuple[Item, ...]:
    body = "Text.\n\n" + "\n\n".join(f'<a href="{link}">L{number}E</a>' for number, link in enumerate(links))
    danach = {"slug": "danach", "date": "2016-05-18 05:33:00", "guid": "https://altes-blog.example/?p=99"}
    return (
        Item(1, slug="davor", body=body, tags={"arbeit": "Arbeit"},
             categories={"alltag": "Alltag", "allgemein-neu": "Allgemeines", "uncategorized": "Uncategorized"}),
        Item(2, comments=[Comment(5)], **danach),
        page(3, slug="reisen"),
        page(4, slug="wien", parent=3, link=f"{SITE}/reisen/wien/"),
        Item(5, slug="geplant", date="2016-05-19 05:33:00", status="draft", link=f"{SITE}/2016/05/19/geplant/"),
        attachment(9, parent=2, link=f"{SITE}/2016/05/18/danach/img_7476/"),
    )  # fmt: skip


def blog_file(moving: Moving, *links: str) -> str:
    terms = [category("leben", "Leben"), category("alltag", "Alltag", "leben")]
    return str(moving.file("export.xml", wxr(*full_blog(*links), terms=terms)))


def test_links_to_the_old_site_lead_to_where_it_stands_now(moving: Moving) -> None:
    report = moving.report(blog_file(moving, *LINKS, *LOST))["account"]["links"]
    assert report["in_export"] == len(LINKS) + len(LOST)
    assert report["how"] == {"to entries, pages and archives": len(LINKS) - 1, "to other sites": 1}
    assert report["reasons"] == {reason: list(LOST.values()).count(reason) for reason in LOST.values()}
    moving.built()
    built = moving.read(f"{DAY}/davor/index.html")
    leads = {text: target for target, text in re.findall(r'<a [^>]*?href="([^"]*)"[^>]*>(L\d+E)</a>', built)}
    assert [leads[f"L{number}E"] for number in range(len(LINKS) + len(LOST))] == [*LINKS.values(), *LOST]


def test_links_that_lead_nowhere_are_listed_with_their_entry(moving: Moving) -> None:
    listed = moving.report(blog_file(moving, *LOST))["left_out"]
    path = "content/entries/2016/2016-05-17-davor.md"
    assert [matter["what"] for matter in listed if matter["group"] == "links"] == [f"{path}: {link}" for link in LOST]


def test_a_copied_post_does_not_take_the_links_to_the_original(moving: Moving) -> None:
    guid = f"{SITE}/?p=7"
    posts = [Item(7, slug="vorlage", guid=guid), Item(9, slug="kopie", guid=guid)]
    moving.moves(*posts, page(8, body=f'<a href="{guid}">dort</a>'))
    assert "(2016-05-17-vorlage)" in moving.source("pages/ueber-mich.md")


def test_links_in_what_is_not_imported_are_counted(moving: Moving) -> None:
    gone = Item(7, status="trash", body=f'<a href="{SITE}/">a</a> <a href="https://b.example/">b</a>')
    assert moving.row("links", gone, page(8)) == (2, 0, {"of an item that is not imported": 2})


def test_days_lead_to_their_first_entry(moving: Moving) -> None:
    moving.moves(Item(7))
    moving.built()
    assert f"/{DAY}/unterstuetzen/" in moving.read(f"{DAY}/index.html")


def test_old_addresses_of_subjects_lead_to_them(moving: Moving) -> None:
    moving.moves(blog_file(moving))
    moving.built()
    leads = {"category/leben/alltag": "/themen/alltag/", "category/allgemein-neu": "/themen/allgemeines/",
             "category/uncategorized": "/archiv/", "tag/arbeit": "/themen/arbeit/"}  # fmt: skip
    for old, new in leads.items():
        assert f'"{new}"' in moving.read(f"{old}/index.html"), old


def test_a_page_where_a_subject_would_be_led_on_stays(moving: Moving) -> None:
    parts = {"slug": "leben", "parent": 1, "link": f"{SITE}/category/leben/"}
    moving.moves(page(1, slug="category"), page(2, title="Mein Leben", **parts), Item(7, categories={"leben": "Leben"}))
    moving.built()
    assert "Mein Leben" in moving.read("category/leben/index.html")


def test_what_no_file_can_answer_is_in_the_map(moving: Moving) -> None:
    output = moving.moves(moving.export(Item(7), page(8)))
    assert "redirects" not in output
    settings = moving.source("journal.toml").replace('# redirects = "apache"', 'redirects = "netlify"')
    moving.write("content/journal.toml", settings)
    moving.built()
    rules = {tuple(line.split()) for line in moving.read("_redirects").splitlines()}
    assert ("/", "p=7", "/2016/05/17/unterstuetzen/", "301!") in rules
    assert ("/", "page_id=8", "/ueber-mich/", "301!") in rules


def test_what_says_nothing_is_no_subject_by_itself(moving: Moving) -> None:
    moving.moves(Item(7, tags={"arbeit": "Arbeit"}, categories={"uncategorized": "Uncategorized", "alltag": "Alltag"}))
    assert "themen: [Alltag, Arbeit]\n" in moving.entry()
