"""Every mistake is told with its file, its line and what to do, all at once, and the output stays as it was."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import LaidOut

Journal = Callable[..., LaidOut]
ENTRY = "content/entries/2016-05-17-x.md"


def _entry(fields: str, body: str = "Text.") -> str:
    return f"---\n{fields}\n---\n{body}\n"


@pytest.mark.parametrize(
    ("fields", "line", "words"),
    [
        ("titel: a: b", 2, "titel cannot be read"),
        ("titel: [a, b", 2, "titel cannot be read"),
        ("titel: X\nquatsch", 3, "broken YAML"),
        ("titel: X\n  ort: B", 3, 'begin "ort:" below the key above it'),
        ("titel: X\n\tort: B", 3, "indent with spaces, not with tabs"),
        ("titel: 'X\nort: B", 2, "a quotation mark is never closed"),
        ('titel: X\nort: "B" und C', 3, "ort cannot be read"),
        ("zeit: 5:73", 2, 'zeit "5:73" is no time of day'),
        ("titel: X\nday: abc", 3, 'day "abc" is no number'),
        ("date: 2016-02-30", 2, 'date "2016-02-30" is no date'),
        ("datum: 17. Brumaire 2016", 2, 'datum "17. Brumaire 2016" is no date'),
        ("entwurf: vielleicht", 2, 'entwurf "vielleicht" is neither yes nor no'),
        ("plaec: Berlin", 2, 'unknown key "plaec"; did you mean "place"?'),
        ("Titel: A\ntitle: B", 3, "title is given twice; line 2 has it already"),
        ("slug: ../../etc", 2, 'slug "../../etc" cannot be part of an address'),
        ("slug: a/b", 2, 'slug "a/b" cannot be part of an address'),
        ('slug: "..\\\\weg"', 2, "cannot be part of an address"),
        ("slug: .htaccess", 2, 'slug ".htaccess" cannot be part of an address'),
        ("aliases: /../weg/", 2, "is no address of this site"),
        ("aliases: /a/%2e%2e/%2e%2e/weg/", 2, "is no address of this site"),
        ("aliases: https://anderswo.example/alt/", 2, "is on another host"),
        ("aliases: alt", 2, 'alias "alt" is no address of this site'),
        ("aliases: /alt/#unten", 2, "holds a #, which no server is told"),
        ("aliases: http://[alt", 2, "is no address of this site"),
        ("titel: !!python/object/apply:os.system [true]", 2, "are not read"),
        ("titel: !eigen x", 2, 'tags like "!eigen" are not read'),
        ("themen: &a [x]\nbilder: *a", 2, "anchors and aliases"),
        ("bilder: [[[[[[x]]]]]]", 2, "nested too deep"),
        ("bilder: [{datei: A, farbe: rot}]", 2, 'unknown key "farbe" of a photo'),
        ("ort: #Berlin", 2, "ort is empty, for # begins a comment"),
        ("comments: vielleicht", 2, "neither open nor closed"),
        ("titel: [A, B]", 2, "titel is a list"),
        ('titel: "a\\u0007b"', 2, "titel holds control characters"),
        ("tag: 868, Arbeit", 2, 'for subjects, "tags" or "themen"'),
        ("updated: gestern", 2, 'updated "gestern" is no date'),
    ],
)
def test_a_mistake_in_front_matter_is_told_with_its_line(journal: Journal, fields: str, line: int, words: str) -> None:
    (complaint,) = journal({ENTRY: _entry(fields)}).complaints()
    assert complaint.startswith(f"{ENTRY}:{line}: ")
    assert words in complaint


def test_yaml_that_explodes_ends_at_once(journal: Journal) -> None:
    bomb = "a0: &a0 [x]\n" + "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12))
    complaints = journal({ENTRY: _entry(bomb)}).complaints()
    assert len(complaints) == 1
    assert "anchors and aliases" in complaints[0]


def test_front_matter_that_is_never_closed_is_no_text(journal: Journal) -> None:
    (complaint,) = journal({ENTRY: "---\ntitel: X\n\nText.\n"}).complaints()
    assert complaint.startswith(f"{ENTRY}:1: the front matter that begins on line 1 is never closed; ")


def test_lines_count_from_the_top_of_the_file(journal: Journal) -> None:
    """Also below an empty line and a byte order mark, and also in the text."""
    (first,) = journal({ENTRY: "\ufeff\r\n\r\n---\r\ntitel: X\r\nzeit: 25:00\r\n---\r\n"}).complaints()
    assert first.startswith(f"{ENTRY}:5: ")
    (second,) = journal({ENTRY: "---\ntitel: X\n---\nText.\n\n[weg](nirgends)\n"}, "zweites").complaints()
    assert second.startswith(f'{ENTRY}:6: link to "nirgends" leads nowhere')


def test_an_entry_without_any_date_says_where_to_put_one(journal: Journal) -> None:
    (complaint,) = journal({"content/entries/irgendwann.md": "Text.\n"}).complaints()
    assert complaint.startswith("content/entries/irgendwann.md:1: has no date; ")


def test_a_name_that_begins_with_no_date_of_the_calendar_is_a_problem(journal: Journal) -> None:
    (complaint,) = journal({"content/entries/2016-02-30-x.md": "Text.\n"}).complaints()
    assert "2016-02-30" in complaint


@pytest.mark.parametrize("content", [b"\xff\xfe\x00T", b"Gr\xfc\xdfe", b"\x00\x01\x02", b"\x89PNG\r\n\x1a\n\x00\x00"])
def test_a_file_that_is_no_text_is_a_problem(journal: Journal, content: bytes) -> None:
    (complaint,) = journal({ENTRY: content}).complaints()
    assert complaint.startswith(f"{ENTRY}:1: is no ")


def test_an_empty_file_is_an_entry_without_words(journal: Journal) -> None:
    """The date in its name is all that an entry needs."""
    site = journal({ENTRY: b""})
    site.built()
    assert "Dienstag, 17." in site.read("2016/05/17/x/index.html")


def test_two_sources_of_one_address_are_both_named(journal: Journal) -> None:
    other = "content/entries/2016/2016-05-17-x.md"
    (complaint,) = journal({ENTRY: "A\n", other: "B\n"}).complaints()
    assert ENTRY in complaint and other in complaint
    assert "/2016/05/17/x/" in complaint


@pytest.mark.parametrize(
    "files",
    [
        {ENTRY: _entry("aliases: /impressum/"), "content/pages/impressum.md": _entry("title: Impressum")},
        {ENTRY: _entry("aliases: /2016/")},
        {ENTRY: _entry("aliases: /feed.xml")},
        {ENTRY: _entry("aliases: /sitemap.xml/x/")},
        {ENTRY: "A\n", "content/static/2016/05/17/x/index.html": "B"},
        {ENTRY: "A\n", "content/static/2016/05/17/X/Index.html": "B"},
        {ENTRY: "A\n", "content/static/index.html/x": "B"},
        {"content/pages/archiv.md": _entry("title: Archiv")},
        {"content/pages/tag/868.md": _entry("title: Tag"), ENTRY: _entry("day: 868")},
        {"content/pages/a.md": _entry("title: A"), "content/pages/a/index.md": _entry("title: B")},
    ],
    ids=str,
)
def test_one_address_belongs_to_one_page(journal: Journal, files: dict[str, str]) -> None:
    complaints = journal(files).complaints()
    assert [line for line in complaints if "is also the address of" in line]


def test_one_day_number_on_two_dates_is_a_warning(journal: Journal) -> None:
    later = "content/entries/2016-05-18-y.md"
    site = journal({ENTRY: _entry("day: 868"), later: _entry("title: Y\nday: 868")})
    result = site.built()
    assert f"{later}:3: warning: day 868 is already the number of 2016-05-17 ({ENTRY})" in result.output


def test_a_day_number_that_contradicts_the_first_day_is_a_warning(journal: Journal) -> None:
    settings = 'title = "T"\nbase_url = "https://tage.example"\nfirst_day = 2014-01-01\n'
    site = journal({"content/journal.toml": settings, ENTRY: _entry("day: 868")})
    result = site.built()
    assert f"{ENTRY}:2: warning: day 868 is not what first_day counts for 2016-05-17: 868" not in result.output
    site.write(ENTRY, _entry("day: 900"))
    assert f"{ENTRY}:2: warning: day 900 is not what first_day counts for 2016-05-17: 868" in site.built().output


def test_a_template_error_names_template_and_line(journal: Journal) -> None:
    site = journal({ENTRY: "Text.\n", "templates/entry.html": "<p>\n{{ view.nothing }}\n"})
    complaints = site.complaints()
    assert complaints[0].startswith("templates/entry.html:2: ")
    assert "nothing" in complaints[0]
    site.write("templates/entry.html", "<p>\n\n{% if %}\n")
    assert site.complaints()[0].startswith("templates/entry.html:3: ")
    site.write("templates/entry.html", b"\xff")
    assert site.complaints()[0].startswith("templates/entry.html:1: ")
    site.write("templates/entry.html", '{% include "weg.html" %}')
    assert 'template "weg.html" is not there' in site.complaints()[0]


def test_a_provider_that_is_not_there_names_those_that_are(journal: Journal) -> None:
    settings = 'title = "T"\nbase_url = "https://tage.example"\ncomments = "disqus"\n'
    (complaint,) = journal({"content/journal.toml": settings, ENTRY: "Text.\n"}).complaints()
    assert 'template "comments/disqus.html" is not there; journal.toml chooses it; ' in complaint
    assert "mail.html, mastodon.html, none.html, placeholder.html" in complaint


def test_a_menu_that_names_no_page_is_a_warning_with_its_line(journal: Journal) -> None:
    settings = 'title = "T"\nbase_url = "https://tage.example"\nnavigation = ["ueber-mich", "weg"]\n'
    site = journal({"content/journal.toml": settings, "content/pages/ueber-mich.md": _entry("title: X\ndraft: ja")})
    told = [line for line in site.built().stderr.splitlines() if "navigation" in line]
    assert len(told) == 1
    assert told[0].startswith('content/journal.toml:3: warning: navigation: there is no page "weg"')


def test_an_error_in_several_templates_or_pages_is_told_once(journal: Journal) -> None:
    entries = {f"content/entries/2016-05-{day:02}-x.md": "Text.\n" for day in range(1, 9)}
    site = journal({**entries, "templates/entry.html": "{{ view.nothing }}", "templates/home.html": "{{ weg }}"})
    complaints = site.complaints()
    assert [line.partition(":")[0] for line in complaints] == ["templates/entry.html", "templates/home.html"]


def test_a_folder_without_a_journal_says_what_to_do(journal: Journal) -> None:
    site = journal()
    site.remove("content/journal.toml")
    (complaint,) = site.complaints()
    assert (
        complaint
        == "content/journal.toml:1: there is no journal here; run `tagwerk init`, or name its folder with --root"
    )
    assert not (site.root / "output").exists()
    assert not (site.root / ".tagwerk").exists()


def test_all_problems_are_told_at_once_and_sorted_and_the_output_stays(journal: Journal) -> None:
    site = journal({ENTRY: "Text.\n", "content/pages/impressum.md": _entry("title: Impressum")})
    site.built()
    before = site.tree()
    site.write(ENTRY, _entry("zeit: 5:73\nday: abc\nplaec: Berlin", "[weg](nirgends) und <style>b{}</style>"))
    site.write("content/entries/2016-05-18-y.md", "---\ntitel: X\n")
    site.write("content/entries/2016-05-18-y.comments.yaml", "- name: A\n  e-mail: a@b.example\n  date: x\n")
    site.write("content/entries/2016-05-19-z.md", _entry("bilder: kaputt"))
    site.write("content/images/kaputt.jpg", b"kein Bild")
    site.write("content/pages/impressum.md", _entry("day: 3"))
    complaints = site.complaints()
    places = [tuple(line.split(":")[:2]) for line in complaints]
    assert places == sorted(places, key=lambda place: (place[0], int(place[1])))
    told = {(path.removeprefix("content/"), int(line)) for path, line in places}
    assert {
        ("entries/2016-05-17-x.md", 2),
        ("entries/2016-05-17-x.md", 3),
        ("entries/2016-05-17-x.md", 4),
        ("entries/2016-05-17-x.md", 6),
        ("entries/2016-05-18-y.md", 1),
        ("images/kaputt.jpg", 1),
        ("pages/impressum.md", 2),
    } <= told
    assert site.tree() == before


def test_what_would_fail_later_is_told_with_what_fails_first(journal: Journal) -> None:
    site = journal(
        {
            ENTRY: _entry("zeit: 5:73"),
            "content/entries/2016-05-18-a.md": _entry("slug: gleich"),
            "content/entries/2016-05-18-b.md": _entry("slug: gleich"),
            "templates/month.html": "{% if %}",
        }
    )
    assert [line.partition(": ")[0] for line in site.complaints()] == [
        f"{ENTRY}:2",
        "content/entries/2016-05-18-b.md:1",
        "templates/month.html:1",
    ]


@pytest.mark.parametrize("name", ["2016-05-18-y", "2016-05-18-y.md", "../entries/2016-05-18-y.md"])
def test_a_link_to_an_entry_with_problems_is_none_besides(journal: Journal, name: str) -> None:
    site = journal({ENTRY: f"[a]({name})\n", "content/entries/2016-05-18-y.md": _entry("zeit: 5:73")})
    (complaint,) = site.complaints()
    assert complaint.startswith("content/entries/2016-05-18-y.md:2: ")


def test_links_that_mean_nothing_several_things_or_a_draft_are_problems(journal: Journal) -> None:
    site = journal(
        {
            ENTRY: "[a](weg) [b](doppelt) [c](2016-05-20-entwurf)\n",
            "content/entries/a/doppelt.md": _entry("date: 2016-05-18"),
            "content/entries/b/doppelt.md": _entry("date: 2016-05-19"),
            "content/entries/2016-05-20-entwurf.md": _entry("draft: ja"),
        }
    )
    complaints = site.complaints()
    assert any('link to "weg" leads nowhere' in line for line in complaints)
    assert any("content/entries/a/doppelt.md, content/entries/b/doppelt.md" in line for line in complaints)
    assert any("which is held back (content/entries/2016-05-20-entwurf.md)" in line for line in complaints)


def test_a_warning_lasts_as_long_as_its_cause(journal: Journal) -> None:
    site = journal({ENTRY: _entry("bilder: IMG_1")})
    warning = f'{ENTRY}:2: warning: photo "IMG_1" was not found'
    for _ in range(3):
        assert warning in site.built().output
    site.write(ENTRY, _entry("titel: Ohne"))
    assert ": warning: " not in site.built().output


def test_warnings_fail_a_strict_build_and_still_write(journal: Journal) -> None:
    site = journal({ENTRY: _entry("bilder: IMG_1")})
    assert site.build("--strict").exit_code == 1
    assert site.build("--strict").exit_code == 1  # with nothing to do as well
    site.write(ENTRY, _entry("titel: Ohne"))
    assert site.build("--strict").exit_code == 0


@pytest.mark.parametrize("path", [ENTRY, "content/images/x.jpg", "content/static/x.txt", "templates/home.html"])
def test_a_file_that_cannot_be_read_is_a_problem(journal: Journal, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    """Permissions would not do: some run tests as root, who reads everything."""
    site = journal({ENTRY: _entry("bilder: x"), path: _entry("bilder: x")})

    def refusing(original: Callable[..., object]) -> Callable[..., object]:
        def opened(file: object, *arguments: object, **options: object) -> object:
            if str(file) == str(site.root / path):
                raise PermissionError(13, "Permission denied", str(file))
            return original(file, *arguments, **options)

        return opened

    for name, original in (("io.open", io.open), ("builtins.open", open), ("os.open", os.open)):
        monkeypatch.setattr(name, refusing(original))
    assert any(f"{path}:1: " in line and "cannot be read: Permission denied" in line for line in site.complaints())


def test_links_out_of_the_journal_are_not_followed(journal: Journal, tmp_path: Path) -> None:
    (tmp_path / "geheim").mkdir()
    (tmp_path / "geheim/passwort.txt").write_text("geheim")
    site = journal({ENTRY: "Text.\n", "content/static/x.txt": "x"})
    (site.root / "content/static/ordner").symlink_to(tmp_path / "geheim")
    (site.root / "content/static/datei.txt").symlink_to(tmp_path / "geheim/passwort.txt")
    (site.root / "content/static/weg").symlink_to(site.root / "content/nirgends")
    (site.root / "content/entries/kreis").symlink_to(site.root / "content/entries")
    complaints = site.complaints()
    assert [line.partition("; ")[0] for line in complaints] == [
        "content/entries/kreis:1: the link leads back to a folder that it is in",
        "content/static/datei.txt:1: the link leads out of content/",
        "content/static/ordner:1: the link leads out of content/",
        "content/static/weg:1: the link leads nowhere",
    ]


@pytest.mark.parametrize("name", ["a\nb.md", "a\\b.md", "\x1b[31m.md", "\u202eab.md", b"\xff.md"])
def test_names_that_no_address_can_hold_are_problems(journal: Journal, name: str | bytes) -> None:
    site = journal({ENTRY: "Text.\n"})
    folder = os.fsencode(site.root / "content/entries")
    with open(os.path.join(folder, name if isinstance(name, bytes) else name.encode()), "wb") as file:
        file.write(b"Text.\n")
    (complaint,) = site.complaints()
    assert complaint.isascii() and "the name holds signs that no address can hold; rename it" in complaint
