"""The feeds of a built site, held against the rules that the W3C feed validator applies.

RSS 2.0 (rssboard.org/rss-specification, with the validator's own demands), Atom (RFC 4287), JSON Feed 1.1.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import io
import json
import re
from collections import Counter
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from PIL import Image

from .conftest import LaidOut

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
BASE = "https://host.example/mein/blog"
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
DATES = ("1000-01-01", "1892-05-17", "1899-12-31", "1900-03-01", "1969-12-31", "2016-03-27", "2016-10-30", "2016-11-01")
ENTRY = """---
title: Ein "Titel" & <Zeichen>
time: 2:30
place: Köln
tags: Ärger & Mühe, Arbeit
images: {file: foto, alt: Ein Foto}
---
Text mit [Link](2016-11-01-tag), [Seite](ueber), [Wurzel](/archiv/), [Sprung](#unten),
[fremd](https://x.example/ä ö)[^1].

## Unten

![Foto](foto) <b>roh</b> <iframe src="https://www.youtube.com/embed/abcdefghijk"></iframe> ]]&gt; & < ]]>

[^1]: Eine Note.
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> LaidOut:
    stream = io.BytesIO()
    Image.new("RGB", (600, 400), "#8899aa").save(stream, "JPEG")
    files: dict[str, str | bytes] = {
        f"content/entries/{date}-tag.md": ENTRY if number % 2 else f"Nur Text {date}.\n"
        for number, date in enumerate(DATES)
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1480000000")
        site = LaidOut(
            tmp_path_factory.mktemp("feeds"),
            {
                "content/journal.toml": f'title = "Tage & Nächte"\nauthor = "Ada Öl"\nbase_url = "{BASE}"\n',
                "content/pages/ueber.md": "---\ntitle: Über\n---\nText.\n",
                "content/images/foto.jpg": stream.getvalue(),
                **files,
            },
        )
        site.built()
    return site


def _one(parent: Element, name: str) -> str:
    """The text of the element of that name, of which there must be one."""
    found = parent.findall(name)
    assert len(found) == 1, (name, len(found))
    assert (found[0].text or "").strip()
    return found[0].text or ""


def _absolute(address: str) -> None:
    parts = urlsplit(address)
    assert parts.scheme in ("http", "https", "mailto"), address
    assert address.isascii(), address
    assert not re.search(r'[\s<>"{}|\\^`]', address), address


def _check_html(html: str) -> None:
    """Full text of which nothing is relative, runs, or needs a style sheet."""

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            assert tag not in ("script", "style", "iframe", "object", "embed", "form", "input", "meta", "link", "base")
            for name, value in attrs:
                assert not name.startswith("on") and name not in ("style", "class")
                if name in ("href", "src"):
                    assert urlsplit(value or "").scheme, (tag, value)
                if name == "srcset":
                    assert all(urlsplit(part.strip()).scheme for part in (value or "").split(", ")), value

    Reader().feed(html)


def _rss_date(text: str) -> dt.datetime:
    assert re.fullmatch(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}", text)
    moment = email.utils.parsedate_to_datetime(text)
    assert moment.strftime("%a") == text[:3]
    return moment


def test_rss_keeps_the_validators_rules(site: LaidOut) -> None:
    data = (site.root / "output/feed.xml").read_bytes()
    assert data.startswith(b"<?xml version='1.0' encoding='UTF-8'?>")
    rss = ElementTree.fromstring(data)
    assert (rss.tag, rss.get("version"), len(rss)) == ("rss", "2.0", 1)
    (channel,) = rss
    assert _one(channel, "title") == "Tage & Nächte"
    assert _one(channel, "link") == f"{BASE}/"
    assert _one(channel, "description")
    assert _one(channel, "language") == "de"
    newest = _rss_date(_one(channel, "lastBuildDate"))
    (own,) = channel.findall(f"{ATOM}link")
    assert own.attrib == {"href": f"{BASE}/feed.xml", "rel": "self", "type": "application/rss+xml"}
    items = channel.findall("item")
    assert len(items) == len(DATES)
    moments = []
    for item in items:
        repeated = Counter(child.tag for child in item if child.tag != "category")
        assert set(repeated.values()) == {1}
        allowed = {"title", "link", "description", "category", "comments", "guid", "pubDate", CONTENT, CREATOR}
        assert {child.tag for child in item} <= allowed
        _absolute(_one(item, "link"))
        _absolute(_one(item, "comments"))
        guid = item.find("guid")
        assert guid is not None and guid.get("isPermaLink") == "true"
        assert guid.text == item.findtext("link")
        assert "<" not in _one(item, "title").replace("<Zeichen>", "")
        assert _one(item, CREATOR) == "Ada Öl"
        _check_html(_one(item, CONTENT))
        _check_html(_one(item, "description"))
        moments.append(_rss_date(_one(item, "pubDate")))
    assert moments == sorted(moments, reverse=True)
    assert newest == max(moments)
    assert len({item.findtext("guid") for item in items}) == len(items)


def test_atom_keeps_rfc_4287(site: LaidOut) -> None:
    feed = ElementTree.fromstring((site.root / "output/atom.xml").read_bytes())
    assert feed.tag == f"{ATOM}feed"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "de"
    _absolute(_one(feed, f"{ATOM}id"))
    assert _one(feed, f"{ATOM}title") == "Tage & Nächte"
    assert RFC3339.fullmatch(_one(feed, f"{ATOM}updated"))
    (author,) = feed.findall(f"{ATOM}author")
    assert _one(author, f"{ATOM}name") == "Ada Öl"
    links = {(link.get("rel"), link.get("href"), link.get("type")) for link in feed.findall(f"{ATOM}link")}
    assert links == {("self", f"{BASE}/atom.xml", "application/atom+xml"), ("alternate", f"{BASE}/", "text/html")}
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == len(DATES)
    for entry in entries:
        repeated = Counter(child.tag for child in entry if child.tag != f"{ATOM}category")
        assert set(repeated.values()) == {1}
        _absolute(_one(entry, f"{ATOM}id"))
        assert _one(entry, f"{ATOM}title")
        published, updated = _one(entry, f"{ATOM}published"), _one(entry, f"{ATOM}updated")
        assert RFC3339.fullmatch(published) and RFC3339.fullmatch(updated)
        assert dt.datetime.fromisoformat(published) <= dt.datetime.fromisoformat(updated)
        (link,) = entry.findall(f"{ATOM}link")
        assert link.get("rel", "alternate") == "alternate"  # the default where none is given
        _absolute(link.get("href") or "")
        (content,) = entry.findall(f"{ATOM}content")
        assert content.get("type") == "html"
        _check_html(content.text or "")
        for category in entry.findall(f"{ATOM}category"):
            assert category.get("term")
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == len(entries)


def test_json_feed_keeps_version_1_1(site: LaidOut) -> None:
    feed: dict[str, Any] = json.loads((site.root / "output/feed.json").read_bytes())
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"] == "Tage & Nächte"
    assert feed["home_page_url"] == f"{BASE}/"
    assert feed["feed_url"] == f"{BASE}/feed.json"
    assert feed["authors"] == [{"name": "Ada Öl"}]
    assert feed["language"] == "de"
    assert len(feed["items"]) == len(DATES)
    assert len({item["id"] for item in feed["items"]}) == len(DATES)
    for item in feed["items"]:
        assert isinstance(item["id"], str)
        _absolute(item["url"])
        _check_html(item["content_html"])
        assert RFC3339.fullmatch(item["date_published"]) and RFC3339.fullmatch(item["date_modified"])
        assert all(isinstance(tag, str) for tag in item.get("tags", []))
        if "image" in item:
            _absolute(item["image"])
            assert site.has(item["image"].removeprefix(f"{BASE}/"))


def test_dates_have_the_offset_of_their_day(site: LaidOut) -> None:
    feed = json.loads(site.read("feed.json"))
    offsets = {item["url"].removeprefix(f"{BASE}/")[:10]: item["date_published"][10:] for item in feed["items"]}
    assert offsets == {
        "2016/11/01": "T02:30:00+01:00",
        "2016/10/30": "T00:00:00+02:00",
        "2016/03/27": "T02:30:00+01:00",  # an hour that the clock skips
        "1969/12/31": "T00:00:00+01:00",
        "1900/03/01": "T02:30:00+01:00",
        "1899/12/31": "T00:00:00+01:00",
        "1892/05/17": "T02:30:00+00:53",
        "1000/01/01": "T00:00:00+00:53",
    }


def test_links_and_fragments_in_a_feed_lead_to_the_pages(site: LaidOut) -> None:
    feed = json.loads(site.read("feed.json"))
    html = feed["items"][0]["content_html"]
    page = f"{BASE}/2016/11/01/tag/"
    for address in (page, f"{BASE}/ueber/", f"{BASE}/archiv/", f"{page}#unten", f"{page}#fn:1", f"{page}#fnref:1"):
        assert f'href="{address}"' in html, address
    assert f'src="{BASE}/fotos/foto-' in html
    assert f'srcset="{BASE}/fotos/foto-' in html
    assert "Eine Note." in html
    assert "https://www.youtube.com/watch?v=abcdefghijk" in html
    assert re.search(r"<p>Köln, 2:30</p>", html)


def test_feeds_do_not_change_with_the_clock(site: LaidOut, monkeypatch: pytest.MonkeyPatch) -> None:
    before = site.tree()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    site.built("--fresh")
    assert site.tree() == before


def test_a_feed_holds_the_newest_entries_in_full_text(
    site: LaidOut, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = {
        f"content/entries/2016-01-{day:02}-x.md": f"Anfang {day}.\n\n<!--more-->\n\nEnde {day}.\n"
        for day in range(1, 32)
    }
    journal = LaidOut(tmp_path_factory.mktemp("viele"), many)
    journal.built()
    items = json.loads(journal.read("feed.json"))["items"]
    assert [item["url"][-5:-3] for item in items] == [f"{day:02}" for day in range(31, 11, -1)]
    assert all("Ende" in item["content_html"] for item in items)
    for path in ("feed.xml", "atom.xml"):
        assert journal.read(path).count("Ende") == 20


def test_every_kind_of_journal_gives_valid_feeds(tmp_path_factory: pytest.TempPathFactory) -> None:
    """One without an entry, an author or a description."""
    empty = LaidOut(tmp_path_factory.mktemp("leer"), {})
    empty.built()
    channel = ElementTree.fromstring(empty.read("feed.xml"))[0]
    assert _one(channel, "description") == "Mein Tagebuch"
    assert ElementTree.fromstring(empty.read("atom.xml")).findall(f"{ATOM}updated")
    assert json.loads(empty.read("feed.json"))["items"] == []
