"""Promises of the default templates: what each page shows of its view."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import re
import xml.etree.ElementTree as ET
from typing import Any

import msgspec
import pytest

from generator.templates import default_folder
from generator.views import EntryView, HomeView, Link, Neighbour, RedirectView, TermsView, TermView

from .sample_views import (
    BARE,
    BELOW,
    BODY,
    CARD,
    ENTRY,
    HTML_PAGES,
    NARROW,
    NBSP,
    PAGES,
    SITE,
    Outline,
    change,
    comment,
    commented,
    entry_page,
    shown,
)

# --- Every page -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", HTML_PAGES)
def test_every_page_is_balanced_german_and_has_unique_ids(name: str) -> None:
    html = shown(name, threads=(comment(1, comment(2)),))
    outline = Outline(html)
    assert html.startswith('<!doctype html>\n<html lang="de">')
    assert html.endswith("</html>\n")
    assert len(outline.all("id")) == len(set(outline.all("id")))


@pytest.mark.parametrize("name", HTML_PAGES)
def test_no_page_needs_an_inline_script_or_style(name: str) -> None:
    for tag, attributes in Outline(shown(name)).attributes:
        assert tag != "style"
        assert "style" not in attributes
        assert not [key for key in attributes if key.startswith("on")]
        assert tag != "script" or "src" in attributes or attributes["type"] == "application/ld+json"


@pytest.mark.parametrize("name", [name for name in HTML_PAGES if name != "redirect.html"])
def test_every_page_has_navigation_skip_link_footer_and_feeds(name: str) -> None:
    html = shown(name)
    assert '<a class="skip" href="#zum-text">Zum Text springen</a>' in html
    assert '<main id="zum-text">' in html
    assert '<nav aria-label="Hauptmenü">' in html
    assert '<a href="/ueber-mich/">Über mich</a>' in html
    assert re.search(r"Impressum</a>.*Datenschutz</a>.*Feed</a>", html, re.DOTALL)
    assert re.findall(r'rel="alternate" type="application/(\S+)"', html) == ["rss+xml", "atom+xml", "feed+json"]
    assert html.count("<h1") == 1


@pytest.mark.parametrize("name", HTML_PAGES)
def test_every_address_stands_below_the_base_path(name: str) -> None:
    outline = Outline(shown(name, site=BELOW, threads=(comment(1),)))
    addresses = [*outline.all("href"), *outline.all("src")]
    assert addresses
    for address in addresses:
        assert address.startswith(("/blog/", "https://beispiel.example/blog/", "#")), address


@pytest.mark.parametrize("name", [name for name in HTML_PAGES if name not in ("404.html", "redirect.html")])
def test_canonical_and_open_graph_are_absolute(name: str) -> None:
    html = shown(name, site=BELOW)
    assert '<link rel="canonical" href="https://beispiel.example/blog/seite/">' in html
    assert '<meta property="og:url" content="https://beispiel.example/blog/seite/">' in html
    assert '<meta name="description"' in html


def test_the_page_that_the_menu_leads_to_is_marked_as_current() -> None:
    html = shown("archive.html", address="/archiv/")
    assert '<a href="/archiv/" aria-current="page">Archiv</a>' in html
    assert html.count("aria-current") == 1
    assert "aria-current" not in shown("month.html")


@pytest.mark.parametrize("name", list(PAGES))
def test_the_same_page_twice_gives_the_same_bytes(name: str) -> None:
    assert shown(name) == shown(name)


def test_text_is_escaped_wherever_it_stands() -> None:
    evil = "<script>alert(1)</script>\"'&"
    entry = change(
        ENTRY, title=evil, dateline=evil, description=evil, place=Link("/o/", evil), tags=(Link("/t/", evil),)
    )
    site = change(SITE, title=evil, author=evil, description=evil, comments="mail")
    view = EntryView(entry, Neighbour("/a/", evil, False), Neighbour("/b/", evil, False))
    for html in (
        shown("entry.html", view, site=site),
        shown("home.html", HomeView((entry,)), site=site),
        shown("redirect.html", RedirectView("/a/", evil), site=site),
        shown("term.html", TermView("tag", evil, 1, (change(CARD, title=evil, excerpt=evil),), ()), site=site),
    ):
        assert "<script>" not in html
        Outline(html)


# --- An entry -------------------------------------------------------------------------------------------------------


def test_an_entry_shows_date_title_dateline_and_day_line_in_this_order() -> None:
    html = entry_page()
    parts = (
        f'<p class="date"><time class="dt-published" datetime="2016-05-17T05:33">Dienstag, 17.{NBSP}Mai 2016</time>',
        '<h1 class="p-name">Unterstützen</h1>',
        '<p class="dateline">Berlin, 5:33, Tag 868</p>',
        '<circle cx="23.1%"',
        BODY,
        'Ort: <a href="/orte/berlin/">Berlin</a>',
        "Themen: ",
        f'Geändert am <time class="dt-updated" datetime="2016-05-18">18.{NBSP}Mai 2016</time>',
        '<h2 id="kommentare-titel">Kommentare</h2>',
    )
    positions = [html.index(part) for part in parts]
    assert positions == sorted(positions)
    assert 'data-day="868"' in html


def test_the_day_line_is_not_read_out() -> None:
    assert '<svg class="day" aria-hidden="true">' in entry_page()


def test_an_entry_shows_nothing_in_place_of_what_it_lacks() -> None:
    html = entry_page(BARE)
    assert (
        f'<h1 class="p-name"><time class="dt-published" datetime="2016-05-17">Dienstag, 17.{NBSP}Mai 2016</time></h1>'
        in html
    )
    for absent in ('class="date"', "dateline", "data-day", "<circle", "Ort:", "Thema", "Geändert", "og:image", "turn"):
        assert absent not in html


def test_a_day_number_of_zero_is_a_day_number() -> None:
    assert 'data-day="0"' in entry_page(change(ENTRY, day=0))


def test_midnight_is_a_time() -> None:
    assert '<circle cx="0.0%"' in entry_page(change(ENTRY, time=dt.time(0)))


def test_one_tag_is_a_thema() -> None:
    html = entry_page(change(ENTRY, tags=ENTRY.tags[:1]))
    assert 'Thema: <a class="p-category" rel="tag" href="/themen/arbeit/">Arbeit</a></p>' in html


def test_neighbours_say_whether_they_are_of_the_same_day() -> None:
    html = shown("entry.html")
    assert '<nav class="turn" aria-label="Tag für Tag">' in html
    assert '<a class="older" rel="prev" href="/a/"><span>Vorheriger Tag</span> Davor</a>' in html
    assert '<a class="newer" rel="next" href="/b/"><span>Später an diesem Tag</span> Danach</a>' in html
    other = EntryView(ENTRY, Neighbour("/a/", "A", True), Neighbour("/b/", "B", False))
    assert "Früher an diesem Tag" in shown("entry.html", other)
    assert "Nächster Tag" in shown("entry.html", other)


def test_the_script_is_loaded_only_where_something_loads_on_a_click() -> None:
    assert SITE.script not in entry_page()
    assert f'<script src="{SITE.script}" defer></script>' in entry_page(change(ENTRY, script=True))
    assert SITE.script not in shown("home.html")
    assert SITE.script in shown("home.html", HomeView((ENTRY, change(ENTRY, script=True))))


def test_drafts_and_future_entries_are_marked_in_a_preview() -> None:
    entry = change(ENTRY, draft=True, future=True)
    for html in (entry_page(entry), shown("home.html", HomeView((entry,)))):
        assert '<p class="badge">Entwurf</p>' in html
        assert f"Erscheint am 17.{NBSP}Mai 2016 um 5:33{NARROW}Uhr" in html
    assert "badge" not in entry_page()


def posting(html: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert found
    value: dict[str, Any] = json.loads(found[1])
    return value


def test_an_entry_is_described_as_a_blog_posting() -> None:
    value = posting(entry_page(site=BELOW))
    assert value["@type"] == "BlogPosting"
    assert value["headline"] == "Unterstützen"
    assert value["url"] == "https://beispiel.example/blog/2016/05/17/unterstuetzen/"
    assert value["image"] == "https://beispiel.example/blog/fotos/x-960.jpg"
    assert (value["datePublished"], value["dateModified"]) == ("2016-05-17T05:33:00+02:00", "2016-05-18")
    assert value["keywords"] == ["Arbeit", "Familie"]
    assert posting(entry_page(BARE))["dateModified"] == "2016-05-17"


def test_no_title_breaks_out_of_the_structured_data() -> None:
    title = '</script><!-- <script> "\\'
    assert posting(entry_page(change(ENTRY, title=title)))["headline"] == title


# --- Comments -------------------------------------------------------------------------------------------------------


def test_comments_are_counted_in_words() -> None:
    assert '<p class="count">Noch keine Kommentare</p>' in entry_page()
    assert '<p class="count">Ein Gedanke zu „Unterstützen“</p>' in entry_page(commented(1))
    assert f'<p class="count">7{NBSP}Gedanken zu „Unterstützen“</p>' in entry_page(commented(7))


def test_closed_comments_say_so_and_keep_what_was_said() -> None:
    html = entry_page(commented(1, open=False), threads=(comment(1),))
    assert "<p>Die Kommentare sind geschlossen.</p>" in html
    assert "Text 1" in html
    assert "Kommentar verfassen" not in html
    assert "Noch keine Kommentare" not in entry_page(commented(0, open=False))


def test_a_comment_names_writer_moment_and_address() -> None:
    html = entry_page(commented(1), threads=(comment(1, name="<b>", site="https://x.example/?a=1&b"),))
    assert '<article class="comment" id="comment-1">' in html
    assert '<a href="https://x.example/?a=1&amp;b" rel="nofollow ugc noopener">&lt;b&gt;</a>' in html
    assert f'schrieb am <time datetime="2016-05-17T08:12">17.{NBSP}Mai 2016 um 8:12{NARROW}Uhr</time>:' in html
    assert '<a href="#comment-1">Link zu diesem Kommentar</a>' in html


def test_an_anchor_that_was_carried_over_is_not_changed() -> None:
    carried = msgspec.structs.replace(comment(1), id="comment-123")
    mention = msgspec.structs.replace(comment(2, mention=True), id="comment-124")
    html = entry_page(commented(2), threads=(carried, mention))
    assert '<article class="comment" id="comment-123">' in html
    assert '<a href="#comment-123">Link zu diesem Kommentar</a>' in html
    assert '<li id="comment-124">' in html


def test_threads_are_three_levels_deep_and_lose_nothing() -> None:
    deep = comment(6)
    for number in range(5, 0, -1):
        deep = comment(number, deep, comment(number * 10))
    html = entry_page(commented(11), threads=(deep,))
    level, deepest, order = 0, 0, []
    for found in re.finditer(r'<ol|</ol>|id="comment-(\d+)"', html):
        level += {"<ol": 1, "</ol>": -1}.get(found[0], 0)
        deepest = max(deepest, level)
        order += [found[1]] if found[1] else []
    assert deepest == 3
    assert order == ["1", "2", "3", "4", "5", "6", "50", "40", "30", "20", "10"]


def test_a_thread_of_thousands_of_replies_does_not_recurse_to_death() -> None:
    deep = comment(0)
    for number in range(1, 5000):
        deep = comment(number, deep)
    assert entry_page(commented(5000), threads=(deep,)).count('class="comment"') == 5000


def test_pingbacks_stand_under_mentions_unless_somebody_answered() -> None:
    mention = comment(1, name="Anderswo", site="https://x.example/", mention=True)
    answered = comment(2, comment(3, parent_name="N2"), mention=True)
    html = entry_page(commented(3), threads=(mention, answered))
    assert "<h3>Erwähnungen</h3>" in html
    assert '<li id="comment-1"><a href="https://x.example/" rel="nofollow ugc noopener">Anderswo</a>' in html
    assert '<article class="comment" id="comment-2">' in html
    assert "<span>Antwort auf N2</span>" in html
    assert "Erwähnungen" not in entry_page(commented(1), threads=(comment(1),))


def test_the_placeholder_can_send_nothing() -> None:
    html = entry_page()
    form = html[html.index("<fieldset") : html.index("</fieldset>")]
    assert "disabled" in form.split(">")[0]
    assert "Dieses Formular ist noch nicht angeschlossen. Es sendet und speichert nichts." in form
    assert "<form" not in html
    assert not re.search(r"\b(name|action|formaction)=", form)
    labels, fields = re.findall(r'for="(.*?)"', form), re.findall(r'<(?:input|textarea) id="(.*?)"', form)
    assert labels == fields


def test_by_mail_the_subject_names_the_entry() -> None:
    site = change(SITE, comments="mail")
    html = entry_page(site=site)
    start = "mailto:jana@beispiel.example?subject=Kommentar%20zu%20%E2%80%9EUnterst%C3%BCtzen%E2%80%9C%20%28Tag"
    assert f'href="{start}' in html
    assert ">Per E-Mail kommentieren</a>" in html
    assert "Tag%C2%A0868" not in entry_page(change(ENTRY, titled=False, title="X"), site=site)


def test_without_a_provider_there_is_no_form() -> None:
    html = entry_page(site=change(SITE, comments="none"))
    assert "<fieldset" not in html
    assert "mailto" not in html


# --- Other pages ----------------------------------------------------------------------------------------------------


def test_the_home_page_shows_entries_in_full_and_no_form() -> None:
    html = shown("home.html", HomeView((change(ENTRY, more=True), commented(3), BARE)))
    assert html.count(BODY) == 3
    assert "<fieldset" not in html
    assert '<a href="/2016/05/17/unterstuetzen/">Weiterlesen: „Unterstützen“</a>' in html
    assert f'<a href="/2016/05/17/unterstuetzen/#kommentare">3{NBSP}Kommentare</a>' in html
    assert "Kommentieren</a>" in html
    assert '<a href="/archiv/">Alle Tage im Archiv</a>' in html
    assert html.count("<title>Tag &amp; Nacht</title>") == 1


def test_a_home_page_invites_to_comment_only_where_one_can() -> None:
    closed = change(ENTRY, comments=change(ENTRY.comments, open=False))
    assert "Kommentieren" not in shown("home.html", HomeView((closed,)))
    assert "Kommentieren" not in shown("home.html", HomeView((ENTRY,)), site=change(SITE, comments="none"))


def test_an_empty_journal_says_so() -> None:
    html = shown("home.html", HomeView(()))
    assert "Noch kein Eintrag" in html
    assert "Alle Tage" not in html


def test_a_month_shows_cards_and_its_neighbours() -> None:
    html = shown("month.html")
    assert "<title>Mai 2016 – Tag &amp; Nacht</title>" in html
    assert '<h1>Mai <a href="/2016/">2016</a></h1>' in html
    assert "Ein Eintrag" in html
    assert f">Di., 17.{NBSP}Mai</time>" in html
    assert f'#kommentare">2{NBSP}Kommentare</a>' in html
    assert "<span>Voriger Monat</span> April 2016</a>" in html
    assert "<span>Nächster Monat</span> Juni 2016</a>" in html


def test_a_year_lists_titles_by_month() -> None:
    html = shown("year.html")
    assert '<h2><a href="/2016/05/">Mai</a></h2>' in html
    assert '<a href="/2016/05/17/unterstuetzen/">Unterstützen</a>' in html
    assert "<span>Voriges Jahr</span> 2015</a>" in html
    assert "Nächstes Jahr" not in html


def test_archive_and_terms_count_in_words() -> None:
    assert f'<a href="/2016/05/">Mai</a> <span>12{NBSP}Einträge</span>' in shown("archive.html")
    assert '<a href="/orte/berlin/">Berlin</a> <span>Ein Eintrag</span>' in shown("terms.html")
    assert "Keine Einträge" in shown("terms.html", TermsView("tag", ()))


def test_places_and_tags_are_named() -> None:
    assert "<h1>Ort: Berlin</h1>" in shown("term.html")
    assert "<h1>Thema: Arbeit</h1>" in shown("term.html", change(PAGES["term.html"], kind="tag", label="Arbeit"))
    assert '<h1>Thema: <a href="/themen/arbeit/">Arbeit</a>, 2016</h1>' in shown("term_year.html")
    assert f">17.{NBSP}Mai 2016</time>" in shown("term.html")


def test_a_redirect_leads_on_without_a_script() -> None:
    html = shown("redirect.html", site=BELOW)
    assert '<meta http-equiv="refresh" content="0; url=/blog/2016/05/17/unterstuetzen/">' in html
    assert '<link rel="canonical" href="https://beispiel.example/blog/2016/05/17/unterstuetzen/">' in html
    assert '<meta name="robots" content="noindex">' in html
    assert ">„Der ‚Ort‘“</a>" in html


def test_a_page_that_is_not_found_points_to_the_archive() -> None:
    html = shown("404.html")
    assert '<p>Vielleicht hilft das <a href="/archiv/">Archiv</a>.</p>' in html
    assert "canonical" not in html
    assert "noindex" in html


def test_sitemaps_are_xml_with_absolute_encoded_addresses() -> None:
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    tree = ET.fromstring(shown("sitemap.xml", site=BELOW))
    assert [loc.text for loc in tree.iter(f"{space}loc")] == [
        "https://beispiel.example/blog/2016/05/17/%C3%BCber&x/",
        "https://beispiel.example/blog/",
    ]
    assert [date.text for date in tree.iter(f"{space}lastmod")] == ["2016-05-17"]
    assert len(list(ET.fromstring(shown("sitemap_index.xml")).iter(f"{space}sitemap"))) == 2


def test_robots_names_the_sitemap() -> None:
    assert shown("robots.txt", site=BELOW).endswith("Sitemap: https://beispiel.example/blog/sitemap.xml\n")


def test_an_entry_without_photos_weighs_at_most_twelve_kilobytes() -> None:
    words = " ".join(f"Wort{number * 7919 % 1000}" for number in range(420))
    css = (default_folder() / "assets" / "style.css").read_bytes()
    page = shown("entry.html", html=lambda body: f"<p>{words}</p>").encode()
    assert len(gzip.compress(css)) <= 4096
    assert len(gzip.compress(page)) + len(gzip.compress(css)) <= 12 * 1024
