"""The pages of a built site: every address of the contract, redirects, sitemaps, and a site below a path."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import pytest

from .conftest import SETTINGS, LaidOut

Journal = Callable[..., LaidOut]
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
FIRST, SECOND = "content/entries/2016-05-17-unterstuetzen.md", "content/entries/2017-01-02-danach.md"
FILES = {
    FIRST: "---\ntitle: Unterstützen\nday: 868\ntime: 5:33\nplace: Berlin\ntags: Arbeit, Übermut\n"
    "aliases: [/alt/, /neu.html, /tief/alt]\n---\nText [Seite](impressum), [Wurzel](/archiv/), ![x](/x.png).\n\n"
    '<a href="/orte/">Orte</a> <img src="/bild.svg" alt="x">\n',
    SECOND: "---\ntitle: Danach\nday: 1098\nplace: berlin\n---\nText.\n",
    "content/pages/impressum.md": "---\ntitle: Impressum\naliases: /kontakt/\n---\nText.\n",
    "content/pages/reisen/index.md": "---\ntitle: Reisen\n---\nText.\n",
    "content/pages/reisen/über Wien.md": "---\ntitle: Wien\n---\n[Zurück](reisen) [Tag](2016-05-17-unterstuetzen)\n",
    "content/static/CNAME": "tage.example\n",
    "content/static/.well-known/x.txt": "x",
    "content/static/.htaccess": "x",
    "content/static/x.png": "x",
    "content/static/bild.svg": "<svg/>",
}
PAGES = {
    "/", "/2016/", "/2016/05/", "/2016/05/17/unterstuetzen/", "/2017/", "/2017/01/", "/2017/01/02/danach/",
    "/404.html", "/alt/", "/archiv/", "/atom.xml", "/feed.json", "/feed.xml", "/impressum/", "/kontakt/", "/neu.html",
    "/orte/", "/orte/berlin/", "/orte/berlin/2016/", "/orte/berlin/2017/", "/reisen/", "/reisen/ueber-wien/",
    "/robots.txt", "/sitemap-2016.xml", "/sitemap-2017.xml", "/sitemap-seiten.xml", "/sitemap.xml", "/tag/1098/",
    "/tag/868/", "/themen/", "/themen/arbeit/", "/themen/arbeit/2016/", "/themen/uebermut/", "/themen/uebermut/2016/",
    "/tief/alt/", "/CNAME", "/.well-known/x.txt", "/.htaccess", "/x.png", "/bild.svg",
}  # fmt: skip
BELOW = 'title = "T"\nbase_url = "https://host.example/mein/blog"\n'


@pytest.fixture(autouse=True)
def _later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1600000000")  # September 2020


def _addresses(site: LaidOut) -> set[str]:
    return {"/" + path.removesuffix("index.html") for path in site.tree() if not path.startswith("assets/")}


def _tags(html: str) -> list[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.append((tag, {name: value or "" for name, value in attrs}))

    Reader().feed(html)
    return found


def _links(html: str) -> list[str]:
    """Every address in a page that a browser follows or fetches."""
    links = []
    for _, attributes in _tags(html):
        links += [attributes[name] for name in ("href", "src", "data-src") if name in attributes]
        links += [part.split()[0] for part in attributes.get("srcset", "").split(",") if part.strip()]
        if attributes.get("http-equiv") == "refresh":
            links.append(attributes["content"].partition("url=")[2])
    return links


def test_every_address_of_the_contract_is_there_and_no_other(journal: Journal) -> None:
    site = journal(FILES)
    site.built()
    assert _addresses(site) == PAGES


def test_a_redirect_leads_from_each_alias_and_each_day_without_a_script(journal: Journal) -> None:
    site = journal(FILES)
    site.built()
    for path in ("alt/index.html", "neu.html", "tief/alt/index.html", "tag/868/index.html"):
        html = site.read(path)
        assert '<meta http-equiv="refresh" content="0; url=/2016/05/17/unterstuetzen/">' in html
        assert '<link rel="canonical" href="https://tage.example/2016/05/17/unterstuetzen/">' in html
        assert 'Weiter zu <a href="/2016/05/17/unterstuetzen/">„Unterstützen“</a>' in html
        assert '<meta name="robots" content="noindex">' in html
    assert "url=/impressum/" in site.read("kontakt/index.html")


def test_a_day_with_several_entries_leads_to_its_first(journal: Journal) -> None:
    entry = "---\nday: 868\ntime: {}\n---\nText.\n"
    names = {"abends": "20:00", "frueh": "5:33", "mittags": "12:00"}
    site = journal({f"content/entries/2016-05-17-{name}.md": entry.format(time) for name, time in names.items()})
    site.built()
    assert "url=/2016/05/17/frueh/" in site.read("tag/868/index.html")


def test_a_date_leads_to_its_first_entry_where_day_archives_are_wanted(journal: Journal) -> None:
    entry = "---\ntime: {}\n---\nText.\n"
    names = {"17-abends": "20:00", "17-frueh": "5:33", "18-mittags": "12:00"}
    files = {f"content/entries/2016-05-{name}.md": entry.format(time) for name, time in names.items()}
    site = journal(files)
    site.built()
    assert not site.has("2016/05/17/index.html")
    site.write("content/journal.toml", f"{SETTINGS}day_archives = true\n")
    site.built()
    assert "url=/2016/05/17/frueh/" in site.read("2016/05/17/index.html")
    assert "url=/2016/05/18/mittags/" in site.read("2016/05/18/index.html")
    assert all("/2016/05/17/</loc>" not in site.read(f"sitemap-{name}.xml") for name in ("2016", "seiten"))
    site.remove("content/entries/2016-05-17-frueh.md")
    site.built()
    assert "url=/2016/05/17/abends/" in site.read("2016/05/17/index.html")


@pytest.mark.parametrize("alias", ["https://tage.example/alt/", "/alt", "//alt//", "/alt/index.html", "/%61lt/"])
def test_an_alias_may_be_written_as_it_was_seen(journal: Journal, alias: str) -> None:
    site = journal({SECOND: f'---\naliases: "{alias}"\n---\nText.\n'})
    if alias == "//alt//":  # to a browser, this names a host
        assert "is on another host" in site.complaints()[0]
        return
    site.built()
    assert "url=/2017/01/02/danach/" in site.read("alt/index.html")


def test_the_sitemap_is_split_by_year_and_names_every_page_once(journal: Journal) -> None:
    site = journal(FILES)
    site.built()
    index = ElementTree.fromstring(site.read("sitemap.xml"))
    assert index.tag == f"{SITEMAP}sitemapindex"
    parts = [element.text or "" for element in index.iter(f"{SITEMAP}loc")]
    assert parts == [f"https://tage.example/sitemap-{part}.xml" for part in ("seiten", "2017", "2016")]
    listed = []
    for part in parts:
        root = ElementTree.fromstring(site.read(part.removeprefix("https://tage.example/")))
        assert root.tag == f"{SITEMAP}urlset"
        listed += [element.text or "" for element in root.iter(f"{SITEMAP}loc")]
        for element in root.iter(f"{SITEMAP}lastmod"):
            assert re.fullmatch(r"\d{4}-\d\d-\d\d", element.text or "")
    addresses = [address.removeprefix("https://tage.example") for address in listed]
    assert len(addresses) == len(set(addresses))
    redirects = {"/alt/", "/kontakt/", "/tief/alt/", "/tag/868/", "/tag/1098/"}
    assert set(addresses) == {page for page in PAGES if page.endswith("/")} - redirects
    assert site.read("robots.txt").endswith("\nSitemap: https://tage.example/sitemap.xml\n")


@pytest.mark.parametrize("settings", [None, BELOW], ids=["at the root", "below a path"])
def test_every_link_inside_the_site_leads_to_a_file_of_it(journal: Journal, settings: str | None) -> None:
    site = journal(FILES if settings is None else {**FILES, "content/journal.toml": settings})
    site.built()
    base = "" if settings is None else "/mein/blog"
    host = "https://tage.example" if settings is None else "https://host.example"
    for path, data in site.tree().items():
        if not path.endswith(".html"):
            continue
        for link in _links(data.decode()):
            address = urlsplit(link.removeprefix(host)) if link.startswith(host) else urlsplit(link)
            if address.scheme in ("mailto", "data") or not address.path:
                continue
            assert not address.netloc, (path, link)
            assert address.path.startswith(f"{base}/"), (path, link)
            file = unquote(address.path.removeprefix(base))[1:]
            assert site.has(file + "index.html" if file.endswith("/") or not file else file), (path, link)


def test_below_a_path_nothing_stands_at_the_root_of_the_host(journal: Journal) -> None:
    site = journal({**FILES, "content/journal.toml": BELOW})
    site.built()
    html = site.read("2016/05/17/unterstuetzen/index.html")
    assert '<link rel="canonical" href="https://host.example/mein/blog/2016/05/17/unterstuetzen/">' in html
    assert '<a href="/mein/blog/impressum/">Seite</a>' in html
    assert '<a href="/mein/blog/archiv/">Wurzel</a>' in html
    assert '<a href="/mein/blog/orte/">Orte</a>' in html
    assert 'src="/mein/blog/bild.svg"' in html
    for name in ("feed.xml", "atom.xml", "feed.json", "sitemap.xml", "sitemap-2016.xml", "robots.txt"):
        text = site.read(name)
        assert "https://host.example/mein/blog/" in text
        assert not re.findall(r"https://host\.example(?!/mein/blog)", text)
    assert _addresses(site) == PAGES  # the path is the server's business


def test_every_page_names_itself_and_its_feeds(journal: Journal) -> None:
    site = journal(FILES)
    site.built()
    for path, data in site.tree().items():
        html = data.decode() if path.endswith(".html") else ""
        if not html or "http-equiv" in html:
            continue
        tags = _tags(html)
        feeds = {
            (attributes["type"], attributes["href"], attributes["title"])
            for tag, attributes in tags
            if tag == "link" and attributes["rel"] == "alternate"
        }
        assert feeds == {
            ("application/rss+xml", "/feed.xml", "RSS-Feed"),
            ("application/atom+xml", "/atom.xml", "Atom-Feed"),
            ("application/feed+json", "/feed.json", "JSON-Feed"),
        }
        assert ("a", {"href": "/feed.xml"}) in tags  # one that can be seen
        canonical = [attributes["href"] for tag, attributes in tags if attributes.get("rel") == "canonical"]
        address = "/" + path.removesuffix("index.html")
        assert canonical == ([] if path == "404.html" else [f"https://tage.example{address}"]), path


def test_legal_pages_and_the_feed_are_linked_from_every_page(journal: Journal) -> None:
    """From redirects too: German law asks for two clicks at most, from wherever a reader may have landed."""
    site = journal({**FILES, "content/pages/datenschutz.md": "---\ntitle: Datenschutz\n---\nText.\n"})
    site.built()
    for path, data in site.tree().items():
        if path.endswith(".html"):
            footer = data.decode().partition('<footer class="colophon">')[2]
            assert re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)</a>', footer) == [
                ("/impressum/", "Impressum"),
                ("/datenschutz/", "Datenschutz"),
                ("/feed.xml", "Feed"),
            ], path


def test_a_file_beside_an_entry_stands_below_its_address(journal: Journal) -> None:
    """Only the files that are linked, and each once."""
    folder = "content/entries/2017-01-02-x"
    site = journal(
        {
            f"{folder}/index.md": "[a](ton.mp3) [b](teil/ton.mp3) [c](teil/../ton.mp3) [d](l%C3%A4rm%20%231.pdf)\n",
            f"{folder}/ton.mp3": "eins",
            f"{folder}/teil/ton.mp3": "zwei",
            f"{folder}/lärm #1.pdf": "drei",
            f"{folder}/nicht.mp3": "vier",
        }
    )
    site.built()
    html = site.read("2017/01/02/x/index.html")
    links = re.findall(r'href="(/2017/01/02/x/[^"]+)">[abcd]', html)
    assert [site.read(unquote(link)[1:]) for link in links] == ["eins", "zwei", "eins", "drei"]
    assert not any("nicht" in path for path in site.tree())


def test_two_files_that_would_get_one_address_are_a_problem(journal: Journal) -> None:
    folder = "content/entries/2017-01-02-x"
    files = {f"{folder}/ton.mp3": "eins", "content/entries/ton.mp3": "zwei"}
    (complaint,) = journal({f"{folder}/index.md": "[a](ton.mp3) [b](../ton.mp3)\n", **files}).complaints()
    assert "content/entries/2017-01-02-x/ton.mp3" in complaint
    assert "content/entries/ton.mp3" in complaint
    assert "give one of them another name" in complaint


def test_open_graph_and_structured_data_describe_an_entry(journal: Journal) -> None:
    site = journal(FILES)
    site.write(
        "content/journal.toml", 'title = "T"\nauthor = "A"\nlanguage = "de-AT"\nbase_url = "https://tage.example"\n'
    )
    site.built()
    html = site.read("2016/05/17/unterstuetzen/index.html")
    properties = {a["property"]: a["content"] for tag, a in _tags(html) if tag == "meta" and "property" in a}
    assert properties["og:type"] == "article"
    assert properties["og:title"] == "Unterstützen"
    assert properties["og:url"] == "https://tage.example/2016/05/17/unterstuetzen/"
    assert properties["og:site_name"] == "T"
    assert properties["og:locale"] == "de_AT"
    assert properties["og:description"].startswith("Text Seite, Wurzel")
    assert properties["article:published_time"] == "2016-05-17T05:33:00+02:00"
    script = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert script
    posting = json.loads(script[1])
    assert posting["@type"] == "BlogPosting"
    assert posting["headline"] == "Unterstützen"
    assert posting["datePublished"] == "2016-05-17T05:33:00+02:00"
    assert posting["author"] == {"@type": "Person", "name": "A", "url": "https://tage.example/"}
    assert posting["keywords"] == ["Arbeit", "Übermut"]
    assert posting["contentLocation"]["name"] == "Berlin"
    assert posting["mainEntityOfPage"] == posting["url"] == "https://tage.example/2016/05/17/unterstuetzen/"


def test_a_journal_without_an_author_names_none(journal: Journal) -> None:
    site = journal(FILES)
    site.built()
    html = site.read("2016/05/17/unterstuetzen/index.html")
    assert '"author"' not in html


def test_hostile_titles_places_and_tags_stay_text(journal: Journal) -> None:
    evil = '</title></script><script>alert(1)</script>" onload="x'
    fields = json.dumps(evil)
    site = journal(
        {SECOND: f"---\ntitle: {fields}\nplace: {fields}\ntags: [{fields}]\ndescription: {fields}\n---\nText.\n"}
    )
    site.write(
        "content/journal.toml",
        f'title = {json.dumps(evil)}\nauthor = {json.dumps(evil)}\nbase_url = "https://t.example"\n',
    )
    site.built()
    for path, data in site.tree().items():
        if path.endswith(".html"):
            tags = _tags(data.decode())
            assert not [
                tag for tag, attributes in tags if tag == "script" and attributes.get("type") != "application/ld+json"
            ]
            assert not [attributes for _, attributes in tags if "onload" in attributes], path
        elif path.endswith(".xml"):
            ElementTree.fromstring(data)


def test_places_and_tags_with_equal_slugs_are_one_in_their_earliest_spelling(journal: Journal) -> None:
    site = journal(FILES)
    site.built()
    html = site.read("orte/berlin/index.html")
    assert "<h1>Ort: Berlin</h1>" in html
    assert "2\xa0Einträge" in html
    assert "berlin, Tag 1098" in unescape(site.read("2017/01/02/danach/index.html"))  # the dateline as it was typed


@pytest.mark.parametrize("year", ["1000", "1582", "1892", "1969", "9999"])
def test_addresses_of_any_year_have_four_digits(journal: Journal, year: str) -> None:
    site = journal({f"content/entries/{year}-01-01-x.md": "---\ntime: 0:00\n---\nText.\n"})
    site.built("--future")
    for path in (f"{year}/index.html", f"{year}/01/index.html", f"{year}/01/01/x/index.html", f"sitemap-{year}.xml"):
        assert site.has(path)
    assert f"1.\xa0Januar {year}" in site.read(f"{year}/01/01/x/index.html")


@pytest.mark.parametrize(
    ("pattern", "address"),
    [
        ("/{slug}/", "/danach/"),
        ("/tage/{year}/{slug}/", "/tage/2017/danach/"),
        ("/{year}-{month}-{day}-{slug}/", "/2017-01-02-danach/"),
    ],
)
def test_the_permalink_decides_where_entries_stand(journal: Journal, pattern: str, address: str) -> None:
    settings = f'title = "T"\nbase_url = "https://tage.example"\npermalink = "{pattern}"\n'
    site = journal({**FILES, "content/journal.toml": settings})
    site.built()
    assert site.has(address[1:] + "index.html")
    for page in ("index.html", "2017/01/index.html", "orte/berlin/index.html", "feed.xml", "sitemap-2017.xml"):
        assert address in site.read(page), page


def test_one_entry_more_changes_a_bounded_number_of_files(journal: Journal) -> None:
    """Home, its month and year, its place and tag and their years, two neighbours, feeds, sitemaps, archive."""
    entries = {
        f"content/entries/{year}-{month:02}-{day:02}-x.md": f"---\nplace: Berlin\ntags: A\n---\nText {year}.\n"
        for year in (2013, 2014, 2015)
        for month in (1, 5, 9)
        for day in (2, 12, 22)
    }
    site = journal(entries)
    site.built()
    before = site.tree()
    site.write("content/entries/2014-05-17-neu.md", "---\nplace: Berlin\ntags: A\n---\nNeu.\n")
    site.built()
    after = site.tree()
    changed = {path for path in after if after[path] != before.get(path)}
    feeds = {"atom.xml", "feed.json", "feed.xml"}
    assert changed - feeds == {
        "2014/05/17/neu/index.html", "2014/05/12/x/index.html", "2014/05/22/x/index.html", "2014/05/index.html",
        "2014/index.html", "archiv/index.html", "orte/index.html", "orte/berlin/index.html",
        "orte/berlin/2014/index.html", "themen/index.html", "themen/a/index.html", "themen/a/2014/index.html",
        "sitemap-2014.xml",
    }  # fmt: skip
