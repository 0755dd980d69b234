"""What an author writes into an entry, and what its page says of it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from .conftest import SETTINGS, LaidOut

Journal = Callable[..., LaidOut]
MAY_17 = "content/entries/2016-05-17-x.md"
PAGE = "2016/05/17/x/index.html"


def _entry(body: str = "Text.", **fields: str) -> str:
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in fields.items()) + f"---\n{body}\n"


def _dateline(page: str) -> str | None:
    found = re.search(r'<p class="dateline">(.*?)</p>', page)
    return found[1] if found else None


def _heading(page: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    assert found
    return re.sub(r"<[^>]+>", "", found[1])


ENGLISH = {
    "title": "Unterstützen", "day": "868", "date": "2016-05-17", "time": "5:33", "place": "Berlin",
    "tags": "[Arbeit, Regen]", "images": "IMG_7476", "slug": "anders", "draft": "no", "description": "Kurz gesagt",
    "updated": "2016-05-18", "guid": "https://alt.example/?p=7", "aliases": "[/alt/]", "comments": "closed",
}  # fmt: skip
GERMAN = {
    "Titel": "Unterstützen", "Tag": "868", "DATUM": "17. Mai 2016", "zeit": "5.33 Uhr", "Ort": "Berlin",
    "Themen": "Arbeit, Regen", "bilder": "[IMG_7476]", "Slug": "anders", "Entwurf": "nein",
    "Description": "Kurz gesagt", "Updated": "18.5.2016", "GUID": "https://alt.example/?p=7",
    "Aliases": "/alt/", "Comments": "geschlossen",
}  # fmt: skip


@pytest.mark.parametrize("fields", [ENGLISH, GERMAN])
def test_every_key_means_the_same_in_both_languages(journal: Journal, fields: dict[str, str]) -> None:
    site = journal({"content/entries/x.md": _entry(**fields)})
    output = site.built().output
    assert 'photo "IMG_7476" was not found' in output
    page = site.read("2016/05/17/anders/index.html")
    assert _heading(page) == "Unterstützen"
    assert _dateline(page) == "Berlin, 5:33, Tag 868"
    assert "Dienstag, 17. Mai 2016" in page.replace("\u00a0", " ")
    assert 'href="/orte/berlin/"' in page
    assert 'href="/themen/arbeit/"' in page
    assert 'href="/themen/regen/"' in page
    assert "Geändert am" in page
    assert '<meta name="description" content="Kurz gesagt">' in page
    assert "Die Kommentare sind geschlossen." in page
    assert "Kommentar verfassen" not in page
    assert "IMG_7476" in page
    assert "https://alt.example/?p=7" in site.read("feed.xml")
    assert "/2016/05/17/anders/" in site.read("alt/index.html")


def test_an_entry_needs_neither_title_nor_front_matter(journal: Journal) -> None:
    site = journal({MAY_17: "Nur Text.\n"})
    site.built()
    page = site.read(PAGE)
    assert _heading(page) == "Dienstag, 17.\u00a0Mai 2016"
    assert _dateline(page) is None
    assert "<p>Nur Text.</p>" in page


def test_the_day_number_stands_in_for_a_title(journal: Journal) -> None:
    site = journal({MAY_17: _entry(day="868")})
    site.built()
    page = site.read(PAGE)
    assert _heading(page) == "Tag\u00a0868"
    assert _dateline(page) == "Tag 868"
    assert "<title>Tag\u00a0868 – Mein Tagebuch</title>" in page


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"place": "Berlin", "time": "5:33", "day": "868"}, "Berlin, 5:33, Tag 868"),
        ({"time": "05:03", "day": "868"}, "5:03, Tag 868"),
        ({"place": "Berlin", "day": "0"}, "Berlin, Tag 0"),
        ({"place": "Berlin", "time": "0:00"}, "Berlin, 0:00"),
        ({"place": "NO"}, "NO"),
        ({"time": "23:59:59"}, "23:59"),
        ({"day": "1"}, "Tag 1"),
    ],
)
def test_the_dateline_leaves_out_what_is_missing(journal: Journal, fields: dict[str, str], expected: str) -> None:
    site = journal({MAY_17: _entry(**fields)})
    site.built()
    assert _dateline(site.read(PAGE)) == expected


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("content/entries/2016-05-17.md", {}),
        ("content/entries/2016-05-17-x.md", {}),
        ("content/entries/2016-05-17_x.md", {}),
        ("content/entries/2016-05-17 x.md", {}),
        ("content/entries/2016-05-17-x/index.md", {}),
        ("content/entries/a/b/c/d/2016-05-17-x.md", {}),
        ("content/entries/x.md", {"date": "2016-05-17"}),
        ("content/entries/x/index.md", {"datum": "Dienstag, 17. Mai 2016"}),
        ("content/entries/x.md", {"day": "868"}),
        ("content/entries/x.md", {"tag": "Tag 868"}),
    ],
)
def test_a_date_comes_from_front_matter_the_name_or_the_day_number(
    journal: Journal, path: str, fields: dict[str, str]
) -> None:
    site = journal({"content/journal.toml": SETTINGS + "first_day = 2014-01-01\n", path: _entry(**fields)})
    site.built()
    (page,) = [name for name in site.tree() if name.startswith("2016/05/17/")]
    assert _dateline(site.read(page)) == "Tag 868"


def test_a_written_date_counts_more_than_the_name_but_says_so(journal: Journal) -> None:
    site = journal({MAY_17: _entry(date="2016-05-18")})
    assert f"{MAY_17}:2: warning: the date is 2016-05-18, but the name says 2016-05-17" in site.built().output
    assert site.has("2016/05/18/x/index.html")


def test_a_day_before_the_first_has_no_number(journal: Journal) -> None:
    site = journal({"content/journal.toml": SETTINGS + "first_day = 2016-05-18\n", MAY_17: "Text."})
    site.built()
    assert _dateline(site.read(PAGE)) is None


@pytest.mark.parametrize("year", ["1000", "1582", "1893", "1899", "1969", "9999"])
def test_any_year_from_1000_to_9999_is_built(journal: Journal, year: str) -> None:
    site = journal({f"content/entries/{year}-01-02-x.md": _entry(time="5:33")})
    site.built("--future")
    assert f"2. Januar {year}" in site.read(f"{year}/01/02/x/index.html").replace("\u00a0", " ")
    assert site.has(f"{year}/01/index.html")
    assert site.has(f"sitemap-{year}.xml")
    assert year in site.read("feed.xml")


@pytest.mark.parametrize(
    ("path", "fields", "slug"),
    [
        ("content/entries/2016-05-17-Über den Fluß.md", {"title": "Anders"}, "ueber-den-fluss"),
        ("content/entries/2016-05-17-U\u0308ber.md", {}, "ueber"),
        ("content/entries/2016-05-17-Straßenbahn/index.md", {}, "strassenbahn"),
        ("content/entries/2016-05-17.md", {"title": "Am Öl!"}, "am-oel"),
        ("content/entries/2016-05-17.md", {"day": "868"}, "tag-868"),
        ("content/entries/2016-05-17.md", {}, "eintrag"),
        ("content/entries/2016-05-17-!!!.md", {"title": "???"}, "eintrag"),
        ("content/entries/2016-05-17-x.md", {"slug": "Genau_So"}, "Genau_So"),
        ("content/entries/2016-05-17-x.md", {"slug": "2016"}, "2016"),
        ("content/entries/2016-05-17-Москва.md", {}, "moskva"),
    ],
)
def test_a_slug_comes_from_front_matter_the_name_the_title_or_the_day(
    journal: Journal, path: str, fields: dict[str, str], slug: str
) -> None:
    site = journal({path: _entry(**fields)})
    site.built()
    assert site.has(f"2016/05/17/{slug}/index.html"), sorted(site.tree())


def test_several_entries_a_day_share_its_number_and_know_one_another(journal: Journal) -> None:
    site = journal(
        {
            "content/journal.toml": SETTINGS + "first_day = 2014-01-01\n",
            "content/entries/2016-05-16-vor.md": _entry(title="Vor"),
            "content/entries/2016-05-17-spaet.md": _entry(title="Spät", time="21:00"),
            "content/entries/2016-05-17-frueh.md": _entry(title="Früh", time="5:33"),
            "content/entries/2016-05-18-nach.md": _entry(title="Nach"),
        }
    )
    site.built()
    early = site.read("2016/05/17/frueh/index.html")
    assert re.search(r'rel="prev" href="/2016/05/16/vor/"><span>Vorheriger Tag</span> Vor<', early)
    assert re.search(r'rel="next" href="/2016/05/17/spaet/"><span>Später an diesem Tag</span> Spät<', early)
    late = site.read("2016/05/17/spaet/index.html")
    assert re.search(r'rel="prev" href="/2016/05/17/frueh/"><span>Früher an diesem Tag</span> Früh<', late)
    assert re.search(r'rel="next" href="/2016/05/18/nach/"><span>Nächster Tag</span> Nach<', late)
    assert "/2016/05/17/frueh/" in site.read("tag/868/index.html")


def test_the_first_and_last_entry_have_one_neighbour_and_a_single_one_none(journal: Journal) -> None:
    site = journal({MAY_17: "Text."})
    site.built()
    assert 'class="turn"' not in site.read(PAGE)
    site.write("content/entries/2016-05-18-y.md", "Text.")
    site.built()
    assert 'rel="next"' in site.read(PAGE)
    assert 'rel="prev"' not in site.read(PAGE)
    assert 'rel="next"' not in site.read("2016/05/18/y/index.html")


@pytest.mark.parametrize("written", ["ja", "yes", "true", "Ja", "TRUE", '"ja"'])
def test_a_draft_is_held_back_however_it_is_said(journal: Journal, written: str) -> None:
    site = journal({MAY_17: _entry(entwurf=written)})
    site.built()
    assert not site.has(PAGE)


def test_an_empty_value_is_none(journal: Journal) -> None:
    site = journal({MAY_17: _entry(title="", day="", place="", tags="[]", images="", draft="", aliases="")})
    site.built()
    assert _dateline(site.read(PAGE)) is None


def test_typography_is_applied_to_titles_and_markup_in_them_is_text(journal: Journal) -> None:
    site = journal({MAY_17: _entry(title="'<b>\"So\" & z. B. hab''s</b>'", place='"<i>Ort</i>"')})
    site.built()
    assert _heading(site.read(PAGE)) == "&lt;b&gt;„So“ &amp; z.\u202fB. hab’s&lt;/b&gt;"
    assert _dateline(site.read(PAGE)) == "&lt;i&gt;Ort&lt;/i&gt;"


def test_tags_may_stand_in_one_line_in_a_list_or_below_one_another(journal: Journal) -> None:
    for written in ("A, B", "[A, B]", "\n- A\n- B", "A,B,,A"):
        site = journal({MAY_17: _entry(tags=written)})
        site.built()
        page = site.read(PAGE)
        assert re.findall(r'href="/themen/(\w+)/"', page) == ["a", "b"]


def test_bom_crlf_nfd_and_a_phones_dashes_are_ordinary(journal: Journal) -> None:
    text = "\ufeff—-\r\ntitel: Fu\u0308r dich\r\n—-\r\nHallo\r\n"
    site = journal({MAY_17: text.encode()})
    site.built()
    assert _heading(site.read(PAGE)) == "Für dich"
    assert "<p>Hallo</p>" in site.read(PAGE)


def test_line_breaks_are_kept_where_the_journal_wants_it(journal: Journal) -> None:
    site = journal({MAY_17: "eins\nzwei\n"})
    site.built()
    assert "<br" not in site.read(PAGE)
    site.write("content/journal.toml", SETTINGS + "line_breaks = true\n")
    site.built()
    assert "eins<br" in site.read(PAGE)


def test_the_home_page_shows_the_newest_entries_up_to_more(journal: Journal) -> None:
    files = {f"content/entries/2016-05-{day:02}-x.md": f"Nummer {day}.\n" for day in range(1, 10)}
    site = journal(
        {**files, "content/entries/2016-05-10-lang.md": _entry("Anfang.\n\n<!--more-->\n\nEnde.", title="Lang")}
    )
    site.built()
    home = site.read("index.html")
    assert "Anfang." in home
    assert "Ende." not in home
    assert "Weiterlesen: „Lang“" in home
    assert "Nummer 4." in home
    assert "Nummer 3." not in home
    assert home.index("Nummer 9.") < home.index("Nummer 8.")
    assert "Ende." in site.read("2016/05/10/lang/index.html")


def test_ids_are_unique_where_entries_share_a_page(journal: Journal) -> None:
    body = "## Morgens\n\nText[^1].\n\n[^1]: Note.\n"
    site = journal({MAY_17: body, "content/entries/2016-05-18-y.md": body})
    site.built()
    ids = re.findall(r'\bid="([^"]+)"', site.read("index.html"))
    assert len(ids) == len(set(ids))
    for target in re.findall(r'href="#([^"]+)"', site.read("index.html")):
        assert target in ids


def test_archived_comments_stand_below_their_entry(journal: Journal) -> None:
    comments = (
        '- id: a\n  name: Anna\n  date: 2016-05-17 08:12\n  text: "eins\\n\\nzwei"\n'
        "- id: b\n  parent: a\n  name: Ben\n  site: https://ben.example\n  date: 2016-05-18 09:00\n  text: Danke!\n"
    )
    site = journal({MAY_17: _entry(title="So"), "content/entries/2016-05-17-x.comments.yaml": comments})
    site.built()
    page = site.read(PAGE)
    assert "2\u00a0Gedanken zu „So“" in page
    assert "<p>eins</p>\n<p>zwei</p>" in page
    assert "Antwort auf Anna" in page
    assert 'href="https://ben.example"' in page
    assert 'id="comment-a"' in page
    assert "Kommentar verfassen" in page


def test_comments_of_a_folder_lie_beside_its_index(journal: Journal) -> None:
    comment = "- name: Anna\n  date: 2016-05-17\n  text: x\n"
    site = journal(
        {
            "content/entries/2016-05-17-x/index.md": _entry(title="So"),
            "content/entries/2016-05-17-x/index.comments.yaml": comment,
        }
    )
    site.built()
    assert "Ein Gedanke zu „So“" in site.read(PAGE)


@pytest.mark.parametrize(
    ("setting", "shown", "hidden"),
    [
        ('comments = "placeholder"', "Kommentar verfassen", "mailto:"),
        ('comments = "none"', "<h2", "Kommentar verfassen"),
        ('[comments]\nprovider = "mail"\naddress = "ich@h.example"', "Per E-Mail kommentieren", "Kommentar verfassen"),
    ],
)
def test_the_comment_area_has_one_template_for_each_provider(
    journal: Journal, setting: str, shown: str, hidden: str
) -> None:
    site = journal({"content/journal.toml": f"{SETTINGS}{setting}\n", MAY_17: _entry(title="So", day="868")})
    site.built()
    assert shown in site.read(PAGE)
    assert hidden not in site.read(PAGE)


def test_a_provider_comes_by_adding_a_template(journal: Journal) -> None:
    site = journal(
        {
            "content/journal.toml": f'{SETTINGS}[comments]\nprovider = "taube"\nschlag = "7"\n',
            "templates/comments/taube.html": "<p>Schlag {{ dict(site.comment_settings)['schlag'] }}</p>",
            MAY_17: "Text.",
        }
    )
    site.built()
    assert "<p>Schlag 7</p>" in site.read(PAGE)
