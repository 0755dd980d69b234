"""What every feed promises; the rules are those of the W3C feed validator, RFC 4287, RFC 822 and JSON Feed 1.1."""

from __future__ import annotations

import datetime as dt
import email.utils
import json
import locale
import re
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import feeds
from generator.markup import Markup
from generator.views import Body, Comments, FeedView, Full, HomeView, Link, Page, Site

BERLIN = ZoneInfo("Europe/Berlin")
BASE = "https://host.example/blog"
ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
Kind = Literal["rss", "atom", "json"]
KINDS: tuple[Kind, ...] = ("rss", "atom", "json")
PATHS = {"rss": "/feed.xml", "atom": "/atom.xml", "json": "/feed.json"}


def site(**changes: Any) -> Site:
    fields = {
        "title": "Tag für Tag",
        "author": "Änne Müller",
        "description": "Notizen aus dem Alltag",
        "language": "de",
        "base_url": BASE,
        "base_path": urlsplit(BASE).path,
        "stylesheet": "/assets/style.css",
        "script": "/assets/load.js",
        "navigation": (),
        "footer": (),
        "comments": "placeholder",
    }
    return Site(**fields | changes)


def entry(number: int = 1, **changes: Any) -> Full:
    date = changes.get("date", dt.date(2016, 5, 17) - dt.timedelta(days=number - 1))
    fields = {
        "address": f"/{date:%Y/%m/%d}/eintrag-{number}/",
        "title": f"Über Äpfel {number}",
        "titled": True,
        "date": date,
        "time": dt.time(5, 33),
        "day": 868,
        "dateline": "Berlin, 5:33, Tag 868",
        "place": Link("/orte/berlin/", "Berlin"),
        "tags": (Link("/themen/arbeit/", "Arbeit"), Link("/themen/grosse-aepfel/", "Große Äpfel")),
        "description": "Ein Morgen.",
        "updated": None,
        "guid": "",
        "body": Body(f"content/entries/{number}.md", "0"),
        "comments": Comments(f"content/entries/{number}.md", "", 0, True),
        "more": False,
        "image": None,
        "script": False,
        "draft": False,
        "future": False,
    }
    return Full(**fields | changes)


def sample_html(body: Body, base: str, page: str) -> str:
    """A body's HTML as markup makes it: everything inside the site absolute already."""
    return (
        f'<p>Guten Morgen & <a href="{base}/archiv/">Archiv</a> <a href="{page}#fn:1">1</a></p>\n'
        f'<figure class="photo landscape"><picture><source type="image/webp" sizes="100vw"'
        f' srcset="{base}/a.webp 480w, {base}/b.webp 960w">'
        f'<img src="{base}/a.jpg" width="480" height="320" loading="lazy" alt="Ein Foto"></picture></figure>'
    )


def bytes_of(
    kind: Kind, *entries: Full, html: feeds.Html = sample_html, zone: ZoneInfo = BERLIN, **changes: Any
) -> bytes:
    page = Page(PATHS[kind], PATHS[kind][1:], "feed", FeedView(kind, entries))
    return feeds.render(page, site(**changes), html, zone)


def channel(*entries: Full, **options: Any) -> ElementTree.Element:
    found = ElementTree.fromstring(bytes_of("rss", *entries, **options)).find("channel")
    assert found is not None
    return found


def atom(*entries: Full, **options: Any) -> ElementTree.Element:
    return ElementTree.fromstring(bytes_of("atom", *entries, **options))


def parsed_json(*entries: Full, **options: Any) -> Any:
    return json.loads(bytes_of("json", *entries, **options))


def contents(kind: Kind, *entries: Full, **options: Any) -> list[str]:
    if kind == "json":
        return [item["content_html"] for item in parsed_json(*entries, **options)["items"]]
    root = ElementTree.fromstring(bytes_of(kind, *entries, **options))
    return [element.text or "" for element in root.iter(CONTENT if kind == "rss" else f"{ATOM}content")]


def ids(kind: Kind, *entries: Full, **options: Any) -> list[str]:
    if kind == "json":
        return [item["id"] for item in parsed_json(*entries, **options)["items"]]
    if kind == "rss":
        return [guid.text or "" for guid in channel(*entries, **options).iter("guid")]
    return [item.findtext(f"{ATOM}id", "") for item in atom(*entries, **options).iter(f"{ATOM}entry")]


class Addresses(HTMLParser):
    """Collects every tag and every address in a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            self.attributes.append(name)
            self.found.extend(self.addresses(name, value or ""))

    @staticmethod
    def addresses(name: str, value: str) -> Iterator[str]:
        if name in {"href", "src", "poster", "cite"}:
            yield value
        elif name == "srcset":
            yield from (candidate.split()[0] for candidate in value.split(","))


# --- The entries ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_every_entry_stands_in_full_in_the_given_order(kind: Kind) -> None:
    entries = [entry(number) for number in range(1, 21)]
    texts = contents(kind, *entries, html=lambda body, base, page: f"<p>{body.source}</p>")
    assert texts == [f"<p>Berlin, 5:33, Tag 868</p>\n<p>content/entries/{number}.md</p>" for number in range(1, 21)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_address_in_the_content_is_absolute(kind: Kind) -> None:
    found = Addresses(contents(kind, entry())[0]).found
    assert len(found) == 5
    assert all(address.startswith(BASE + "/") for address in found)
    assert f"{BASE}/2016/05/17/eintrag-1/#fn:1" in found


@pytest.mark.parametrize("kind", KINDS)
def test_a_relative_address_that_was_left_over_is_completed(kind: Kind) -> None:
    body = '<p><a href="liste.pdf">x</a> <a href="#y">y</a> <img src="/z.jpg" alt=""></p>'
    found = Addresses(contents(kind, entry(), html=lambda *_: body)[0]).found
    page = f"{BASE}/2016/05/17/eintrag-1/"
    assert found == [f"{page}liste.pdf", f"{page}#y", "https://host.example/z.jpg"]


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_in_the_content_acts(kind: Kind) -> None:
    body = (
        '<script>alert(1)</script><style>p{}</style><iframe src="https://a.example/">x</iframe>'
        '<form action="/x"><input><button>Los</button></form><p style="color:red" onclick="x()" data-src="https://b.example/">Text</p>'
        '<svg><title>alert</title></svg><object data="https://c.example/"></object><a href="javascript:x()">y</a><base href="https://d.example/">'
    )
    text = contents(kind, entry(), html=lambda *_: body)[0]
    seen = Addresses(text)
    assert set(seen.tags) == {"p", "a"}
    assert seen.attributes == []
    assert "alert" not in text and "Los" not in text and "Text" in text


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("around", ["{}", "<p>Sieh <b>her</b>: {}</p>"])
def test_a_card_that_loads_on_a_click_is_a_plain_link(kind: Kind, around: str) -> None:
    body = Markup().html(around.format('<iframe src="https://www.youtube.com/embed/abcdef123"></iframe>'))
    assert "click-to-load" in body
    text = contents(kind, entry(dateline=""), html=lambda *_: body)[0]
    assert '<a href="https://www.youtube.com/watch?v=abcdef123">Video bei YouTube öffnen</a>' in text
    assert "IP-Adresse" not in text and "data-" not in text and "<div" not in text and "<span" not in text


@pytest.mark.parametrize("kind", KINDS)
def test_a_photo_keeps_its_sizes(kind: Kind) -> None:
    text = contents(kind, entry())[0]
    assert f'srcset="{BASE}/a.webp 480w, {BASE}/b.webp 960w"' in text
    assert 'width="480"' in text and 'alt="Ein Foto"' in text


@pytest.mark.parametrize("kind", KINDS)
def test_the_dateline_is_text_and_not_markup(kind: Kind) -> None:
    text = contents(kind, entry(dateline="<b>Halle</b> & Saale, 5:33"), html=lambda *_: "")[0]
    assert text == "<p>&lt;b&gt;Halle&lt;/b&gt; &amp; Saale, 5:33</p>\n"


@pytest.mark.parametrize("kind", KINDS)
def test_characters_that_xml_forbids_are_dropped(kind: Kind) -> None:
    strange = "a\x00\x01\x0b\x1f\ufffe\ud800b"
    text = bytes_of(
        kind, entry(title=strange, description=strange, guid=strange), html=lambda *_: f"<p>{strange}&#1;&#xb;</p>",
        title=strange, author=strange, description=strange,
    )  # fmt: skip
    assert "<p>ab</p>" in (contents(kind, entry(), html=lambda *_: f"<p>{strange}&#1;&#xb;</p>")[0])
    assert text.decode().count("ab") >= 4


@given(st.text(), st.text(), st.text(), st.text())
def test_no_text_whatever_breaks_a_feed(title: str, description: str, guid: str, html: str) -> None:
    strange = entry(title=title, description=description, guid=guid, dateline=description, tags=())
    for kind in KINDS:
        assert ids(kind, strange, html=lambda *_: html, title=title, author=title, description=title)


def test_the_content_of_rss_ends_no_cdata_section_early() -> None:
    assert "<p>a]]&gt;b</p>" in contents("rss", entry(), html=lambda *_: "<p>a]]>b</p>")[0]


def test_titles_are_plain_text() -> None:
    odd = entry(title="„Süß“ & <b>herb</b>")
    assert channel(odd).findtext("item/title") == odd.title
    assert atom(odd).findtext(f"{ATOM}entry/{ATOM}title") == odd.title
    assert parsed_json(odd)["items"][0]["title"] == odd.title


def test_the_description_is_html_in_rss_and_text_elsewhere() -> None:
    odd = entry(description="a < b & c")
    assert channel(odd).findtext("item/description") == "a &lt; b &amp; c"
    assert atom(odd).findtext(f"{ATOM}entry/{ATOM}summary") == "a < b & c"
    assert parsed_json(odd)["items"][0]["summary"] == "a < b & c"


def test_an_entry_without_title_description_and_dateline_is_still_valid() -> None:
    bare = entry(title="Tag 868", titled=False, description="", dateline="", place=None, tags=(), day=None)
    item = channel(bare, html=lambda *_: "").find("item")
    assert item is not None and item.findtext("title") == "Tag 868" and item.findtext("description")
    assert item.find(CONTENT) is not None
    assert atom(bare).findtext(f"{ATOM}entry/{ATOM}title") == "Tag 868"


def test_tags_are_categories() -> None:
    expected = ["Arbeit", "Große Äpfel"]
    assert [category.text for category in channel(entry()).iter("category")] == expected
    assert [category.get("term") for category in atom(entry()).iter(f"{ATOM}category")] == expected
    assert parsed_json(entry())["items"][0]["tags"] == expected


def test_the_author_of_rss_is_a_creator_since_author_would_need_an_address() -> None:
    item = channel(entry()).find("item")
    assert item is not None and item.findtext(CREATOR) == "Änne Müller" and item.find("author") is None
    assert atom(entry()).findtext(f"{ATOM}author/{ATOM}name") == "Änne Müller"
    assert parsed_json(entry())["authors"] == [{"name": "Änne Müller"}]


def test_comments_lead_to_their_section_on_the_page() -> None:
    assert channel(entry()).findtext("item/comments") == f"{BASE}/2016/05/17/eintrag-1/#kommentare"


# --- Identity -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_the_guid_is_the_address_unless_one_is_given(kind: Kind) -> None:
    old = "https://old.example/?p=42"
    assert ids(kind, entry(1), entry(2, guid=old)) == [f"{BASE}/2016/05/17/eintrag-1/", old]


def test_only_an_address_of_the_entry_is_a_permalink() -> None:
    guids = list(channel(entry(1), entry(2, guid=f"{BASE}/?p=42"), entry(3, guid="abc")).iter("guid"))
    assert [guid.get("isPermaLink") for guid in guids] == ["true", "false", "false"]


def test_a_guid_that_is_no_iri_gets_a_name_in_atom_that_depends_on_nothing_else() -> None:
    first = ids("atom", entry(1, guid="Mein Tag"))
    second = ids("atom", entry(9, guid="Mein Tag"), base_url="https://x.example")
    assert first == second
    assert first[0].startswith("urn:uuid:")


@pytest.mark.parametrize("guid", ["tag:host.example,2016:1", "urn:uuid:0f1d", "https://host.example/?p=1&q=ä"])
def test_a_guid_that_is_an_iri_stands_in_atom_as_it_is(guid: str) -> None:
    assert ids("atom", entry(guid=guid)) == [guid]


@pytest.mark.parametrize("kind", KINDS)
def test_a_copied_guid_stays_with_the_oldest_entry(kind: Kind) -> None:
    address = f"{BASE}/2016/05/17/eintrag-1/"
    found = ids(kind, entry(1, guid="urn:x:1"), entry(2, guid="urn:x:1"), entry(3, guid=address))
    assert len(set(found)) == 3
    assert found[1] == "urn:x:1"


@pytest.mark.parametrize("kind", KINDS)
def test_addresses_with_umlauts_become_uris(kind: Kind) -> None:
    assert ids(kind, entry(address="/Größe und Maß/")) == [f"{BASE}/Gr%C3%B6%C3%9Fe%20und%20Ma%C3%9F/"]


# --- Dates ----------------------------------------------------------------------------------------------------------


def published(**changes: Any) -> tuple[str, str, str]:
    one = entry(**changes)
    return (
        channel(one).findtext("item/pubDate", ""),
        atom(one).findtext(f"{ATOM}entry/{ATOM}published", ""),
        parsed_json(one)["items"][0]["date_published"],
    )


@pytest.mark.parametrize(
    ("date", "rss", "iso"),
    [
        (dt.date(2016, 5, 17), "Tue, 17 May 2016 05:33:00 +0200", "2016-05-17T05:33:00+02:00"),
        (dt.date(2016, 12, 17), "Sat, 17 Dec 2016 05:33:00 +0100", "2016-12-17T05:33:00+01:00"),
        (dt.date(1969, 7, 20), "Sun, 20 Jul 1969 05:33:00 +0100", "1969-07-20T05:33:00+01:00"),
        (dt.date(1899, 12, 31), "Sun, 31 Dec 1899 05:33:00 +0100", "1899-12-31T05:33:00+01:00"),
        (dt.date(1892, 1, 2), "Sat, 02 Jan 1892 05:33:00 +0053", "1892-01-02T05:33:00+00:53"),
        (dt.date(1000, 1, 1), "Wed, 01 Jan 1000 05:33:00 +0053", "1000-01-01T05:33:00+00:53"),
    ],
)
def test_dates_of_any_year_carry_the_offset_of_their_zone(date: dt.date, rss: str, iso: str) -> None:
    assert published(date=date) == (rss, iso, iso)
    assert email.utils.parsedate_to_datetime(rss).isoformat() == iso


def test_an_entry_without_time_is_published_when_its_day_begins() -> None:
    assert published(time=None)[1] == "2016-05-17T00:00:00+02:00"


@pytest.mark.parametrize(
    ("date", "offset"), [(dt.date(2016, 3, 27), "+01:00"), (dt.date(2016, 10, 30), "+02:00")], ids=["skipped", "twice"]
)
def test_an_hour_that_the_clock_skips_or_repeats_has_one_certain_offset(date: dt.date, offset: str) -> None:
    assert published(date=date, time=dt.time(2, 30))[1] == f"{date}T02:30:00{offset}"


def test_the_offset_is_that_of_the_journals_zone() -> None:
    assert atom(entry(), zone=ZoneInfo("America/New_York")).findtext(f"{ATOM}updated") == "2016-05-17T05:33:00-04:00"


def test_an_update_on_the_day_of_publication_is_not_before_it() -> None:
    item = atom(entry(updated=dt.date(2016, 5, 17))).find(f"{ATOM}entry")
    assert item is not None and item.findtext(f"{ATOM}updated") == item.findtext(f"{ATOM}published")


def test_the_feed_is_as_new_as_its_latest_change() -> None:
    entries = entry(1), entry(2, updated=dt.date(2016, 6, 1)), entry(3)
    assert atom(*entries).findtext(f"{ATOM}updated") == "2016-06-01T00:00:00+02:00"
    assert channel(*entries).findtext("lastBuildDate") == "Wed, 01 Jun 2016 00:00:00 +0200"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("entries", [(), (entry(1), entry(2))])
def test_the_same_entries_give_the_same_bytes_at_any_time(
    kind: Kind, entries: tuple[Full, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = bytes_of(kind, *entries)
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    time.tzset()
    time.sleep(0.002)  # feedgen's own stamps have microseconds
    try:
        assert bytes_of(kind, *entries) == before
    finally:
        monkeypatch.undo()
        time.tzset()


def test_rendering_leaves_the_locale_as_it_was() -> None:
    before = locale.setlocale(locale.LC_ALL)
    bytes_of("rss", entry())
    assert locale.setlocale(locale.LC_ALL) == before


# --- The feed -------------------------------------------------------------------------------------------------------


def test_an_empty_feed_is_valid() -> None:
    assert channel().findtext("lastBuildDate") == "Thu, 01 Jan 1970 00:00:00 +0000"
    assert atom().findtext(f"{ATOM}updated") == "1970-01-01T00:00:00+00:00"
    assert parsed_json()["items"] == []


def test_each_feed_names_its_own_address_and_the_journals() -> None:
    rss = channel(entry()).find(f"{ATOM}link")
    links = {link.get("rel"): link.get("href") for link in atom(entry()).findall(f"{ATOM}link")}
    feed = parsed_json(entry())
    assert rss is not None and (rss.get("rel"), rss.get("href")) == ("self", f"{BASE}/feed.xml")
    assert rss.get("type") == "application/rss+xml"
    assert links == {"self": f"{BASE}/atom.xml", "alternate": f"{BASE}/"}
    assert (feed["feed_url"], feed["home_page_url"]) == (f"{BASE}/feed.json", f"{BASE}/")
    assert channel(entry()).findtext("link") == f"{BASE}/"


def test_what_rss_2_0_demands_is_there() -> None:
    feed = channel(entry(1), entry(2))
    assert [feed.findtext(name) for name in ("title", "description", "language", "generator")] == [
        "Tag für Tag", "Notizen aus dem Alltag", "de", "Tagwerk",
    ]  # fmt: skip
    for item in feed.iter("item"):
        names = [child.tag for child in item]
        assert len(set(names) - {"category"}) == len([name for name in names if name != "category"])
        assert {"title", "link", "guid", "pubDate", "description", CONTENT, CREATOR, "comments"} <= set(names)
        assert re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}", item.findtext("pubDate", ""))


def test_what_atom_demands_is_there() -> None:
    feed = atom(entry(1), entry(2, guid="kein IRI"))
    assert feed.tag == f"{ATOM}feed"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "de"
    for part in (feed, *feed.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(part.findall(f"{ATOM}{name}")) == 1
        assert urlsplit(part.findtext(f"{ATOM}id", "")).scheme
    assert [content.get("type") for content in feed.iter(f"{ATOM}content")] == ["html", "html"]
    assert feed.findtext(f"{ATOM}generator") == "Tagwerk"


def test_what_json_feed_1_1_demands_is_there() -> None:
    feed = parsed_json(entry(guid="x"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["language"] == "de"
    assert {"id", "url", "content_html", "date_published", "date_modified"} <= set(feed["items"][0])
    assert "ü" in bytes_of("json", entry()).decode()


@pytest.mark.parametrize("kind", KINDS)
def test_a_feed_is_utf_8(kind: Kind) -> None:
    assert "Tag für Tag" in bytes_of(kind).decode("utf-8")


def test_a_journal_without_author_or_description_still_has_valid_feeds() -> None:
    assert channel(entry(), description="").findtext("description") == "Tag für Tag"
    assert atom(entry(), author="").findtext(f"{ATOM}author/{ATOM}name") == "Tag für Tag"


def test_another_kind_of_page_is_refused() -> None:
    with pytest.raises(TypeError, match="/ is no feed"):
        feeds.render(Page("/", "index.html", "home.html", HomeView(())), site(), sample_html, BERLIN)
