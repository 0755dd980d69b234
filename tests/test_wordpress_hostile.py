"""Exports that are broken, or made to do harm: recovered, or refused with the line, and never more than a problem."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile

import pytest

from generator.wordpress import exports, reader

from .moving import Moving
from .wxr import HEAD, SITE, Comment, Item, cdata, page, wxr

EXPORT = wxr(Item(7, comments=[Comment(1)]))


def refused(moving: Moving, content: str | bytes, name: str = "export.xml") -> str:
    """Import what must be refused: nothing is written. What was said."""
    result = moving.runs(moving.file(name, content))
    assert result.exit_code == 1, result.output
    assert not moving.tree("")
    return result.output


def with_doctype(declarations: str, body: str = "Text.") -> str:
    text = EXPORT.replace(cdata("Noch vor dem ersten Kaffee."), body)
    return text.replace("<rss ", f"<!DOCTYPE rss {declarations}>\n<rss ", 1)


def test_no_entity_is_read_from_elsewhere(moving: Moving) -> None:
    secret = moving.file("secret.txt", "geheim")
    output = refused(moving, with_doctype(f'[<!ENTITY x SYSTEM "{secret.as_uri()}">]', "&x;"))
    assert 'export.xml:3: declares the entity "x"' in output


def test_a_bomb_of_entities_is_refused(moving: Moving) -> None:
    bomb = '<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {after} "{f"&{before};" * 10}">' for before, after in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert 'declares the entity "a"' in refused(moving, with_doctype(f"[{bomb}]", "&i;"))


def test_a_parameter_entity_is_refused(moving: Moving) -> None:
    output = refused(moving, with_doctype('[<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;]'))
    assert 'declares the entity "x"' in output


def test_an_external_dtd_is_never_asked_for(moving: Moving) -> None:
    moving.moves(moving.file("export.xml", with_doctype('SYSTEM "http://127.0.0.1:9/x.dtd"')))
    assert "Text." in moving.entry()


def test_html_s_entities_are_understood_although_xml_has_none_of_them(moving: Moving) -> None:
    text = EXPORT.replace(
        "<title>Unterstützen</title>", "<title>Unterst&uuml;tzen &ndash; &hellip; &unbekannt;</title>"
    )
    moving.moves(moving.file("export.xml", text))
    assert "titel: Unterstützen – … &unbekannt;\n" in moving.entry()


def test_prefixes_that_nobody_declared_are_read_as_what_they_say(moving: Moving) -> None:
    text = re.sub(r'\n xmlns:\w+="[^"]*"', "", EXPORT)
    assert "xmlns" not in text
    assert moving.row("comments", moving.file("export.xml", text)) == (1, 1, {})
    assert "Noch vor dem ersten Kaffee." in moving.entry()


def test_prefixes_of_another_name_are_read_by_what_they_stand_for(moving: Moving) -> None:
    text = re.sub(r"(</?|xmlns:)wp\b", r"\1wordpress", EXPORT)
    text = re.sub(r"(</?|xmlns:)content\b", r"\1inhalt", text)
    moving.moves(moving.file("export.xml", text))
    assert "Noch vor dem ersten Kaffee." in moving.entry()


@pytest.mark.parametrize("sign", ["\x00", "\x08", "\x0b", "\x1f", "\ufffe", "&#8;", "&#x1F;"])
def test_characters_that_xml_forbids_are_taken_out_with_a_warning(moving: Moving, sign: str) -> None:
    text = EXPORT.replace("vor dem", f"vor{sign} dem")
    output = moving.moves(moving.file("export.xml", text))
    line = text[: text.index("vor dem" if "vor dem" in text else f"vor{sign}")].count("\n") + 1
    assert f"export.xml:{line}: warning: holds 1 character that XML forbids: left out" in output
    assert "Noch vor dem ersten Kaffee." in moving.entry()


def test_bytes_that_are_no_text_are_marked_with_a_warning(moving: Moving) -> None:
    data = EXPORT.encode().replace("Unterstützen".encode(), b"Unterst\xfctzen")
    line = EXPORT[: EXPORT.index("Unterstützen")].count("\n") + 1
    output = moving.moves(moving.file("export.xml", data))
    assert f"export.xml:{line}: warning: holds 1 character that cannot be read" in output
    assert "Unterst\ufffdtzen" in moving.entry()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "iso-8859-1"])
def test_other_encodings_are_read(moving: Moving, encoding: str) -> None:
    text = EXPORT.replace('encoding="UTF-8"', f'encoding="{encoding.removesuffix("-sig")}"')
    moving.moves(moving.file("export.xml", text.encode(encoding)))
    assert "titel: Unterstützen\n" in moving.entry()


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ("</item>", "", "mismatched tag"),
        ("</wp:comment>", "</wp:komment>", "mismatched tag"),
        ("<title>Unterstützen", "<title>Du & ich", "not well-formed"),
        ("<title>Unterstützen", "<title>1 < 2", "not well-formed"),
        ("]]></content:encoded>", "</content:encoded>", ""),
        ("</rss>", "", "no element found"),
        ("</rss>", "</rss><rss/>", "junk after document element"),
    ],
)
def test_broken_xml_is_refused_with_its_line(moving: Moving, before: str, after: str, complaint: str) -> None:
    broken = EXPORT.replace(before, after)
    assert re.search(rf"export\.xml:\d+: broken XML: .*{complaint}", refused(moving, broken))


def test_the_line_of_broken_xml_is_the_right_one(moving: Moving) -> None:
    broken = EXPORT.replace("<title>Unterstützen", "<title>Du & ich")
    line = broken[: broken.index("Du & ich")].count("\n") + 1
    assert f"export.xml:{line}: broken XML" in refused(moving, broken)


def test_a_text_that_is_not_escaped_is_refused_rather_than_lost(moving: Moving) -> None:
    broken = EXPORT.replace(cdata("Noch vor dem ersten Kaffee."), "Noch <em>vor</em> dem ersten Kaffee.")
    assert "<em> stands as an element in the text of <content:encoded>" in refused(moving, broken)


@pytest.mark.parametrize("end", range(0, len(EXPORT), 397))
def test_an_export_that_ends_too_early_is_refused_and_nothing_is_written(moving: Moving, end: int) -> None:
    assert "export.xml:" in refused(moving, EXPORT[:end])


@pytest.mark.parametrize("content", ["", "PK", "kein XML", "<html><body>Anmelden</body></html>", "{}", "\x00" * 500])
def test_what_is_no_export_is_refused(moving: Moving, content: str) -> None:
    assert "export.xml:1: " in refused(moving, content)


def test_a_folder_in_place_of_an_export_is_refused(moving: Moving) -> None:
    result = moving.runs(moving.exports)
    assert result.exit_code == 1
    assert "cannot be read" in result.output


LONG = 30_000
TANGLED = ("<!--" * LONG, "<img" * LONG, "a@" + "." * LONG + " ", "<" * LONG, "[" * LONG, "&" * LONG, "\n" * LONG + "x")


@pytest.mark.parametrize("text", TANGLED, ids=lambda text: repr(text[:6]))
def test_no_small_text_takes_long(moving: Moving, text: str) -> None:
    """Bounded by steps, not by time: what is quadratic here would take minutes, and the run would be ended."""
    moving.moves(Item(7, title=text, excerpt=text, slug=text, comments=[Comment(1, f"a {text}", name=text)]))
    moving.built()


def test_items_on_one_line_are_told_apart(moving: Moving) -> None:
    items = [
        Item(number, slug=f"tag-{number}", body=f"Text {number}", comments=[Comment(number)]) for number in (1, 2, 3)
    ]
    moving.moves(moving.file("export.xml", wxr(*items).replace("\n", " ")))
    for number in (1, 2, 3):
        assert f"Text {number}" in moving.source(f"entries/2016/2016-05-17-tag-{number}.md")
        assert f"comment-{number}\n" in moving.source(f"entries/2016/2016-05-17-tag-{number}.comments.yaml")


def test_items_without_ids_are_items(moving: Moving) -> None:
    text = wxr(*(Item(0, slug=f"tag-{number}") for number in range(3)))
    file = moving.file("export.xml", re.sub("<wp:post_id>.*</wp:post_id>", "", text))
    assert moving.row("posts", file) == (3, 3, {})
    assert "Files: 3 unchanged" in moving.moves(file)


def test_items_that_share_an_id_are_both_imported(moving: Moving) -> None:
    items = [Item(7, title="Eins", slug="eins"), Item(7, title="Zwei", slug="zwei"), page(7)]
    assert moving.row("posts", *items) == (2, 2, {})
    assert "Files: 3 unchanged" in moving.moves(*items)


@pytest.mark.parametrize(
    "slug",
    [
        "../../../boese",
        "..",
        ".",
        "/etc/boese",
        "a/b",
        "CON",
        "a\\b",
        "a:b",
        "x" * 300,
        "ä" * 300,
        "%2e%2e%2fboese",
        " ",
        "-",
        "#",
        "?",
    ],
)
def test_no_slug_leads_out_of_content_or_stops_the_build(moving: Moving, slug: str) -> None:
    moving.moves(Item(7, slug=slug, link=f"{SITE}/2016/05/17/{slug}/"), page(8, slug=slug, link=f"{SITE}/{slug}/"))
    outside = [path for path in moving.root.parent.rglob("*") if path.is_file() and "boese" in path.name]
    assert all(path.is_relative_to(moving.root / "content") for path in outside)
    moving.built()
    assert "feed.xml" in moving.tree()


@pytest.mark.parametrize(
    "text",
    [
        "---",
        "a: b",
        "# x",
        "[x]",
        "{x}",
        "'",
        '"',
        "\\",
        "&amp;amp;",
        "!x",
        "*x*",
        "<b>x</b>",
        "x\ny",
        "\u2028",
        "😀",
        "null",
        "5:33",
        "%",
        "@x",
    ],
)
def test_no_title_stops_the_build(moving: Moving, text: str) -> None:
    moving.moves(
        Item(7, title=text, excerpt=text, guid=text, tags={"x": text}, comments=[Comment(1, text, name=text)]),
        page(8, title=text),
    )
    moving.built()


def test_dates_beyond_all_calendars_do_no_harm(moving: Moving) -> None:
    dates = ("0000-00-00 00:00:00", "0001-01-01 00:00:00", "9999-12-31 23:59:59", "2016-13-45 99:99:99", "heute", "")
    items = [Item(n, slug=f"tag-{n}", date=date, comments=[Comment(n, date=date)]) for n, date in enumerate(dates, 1)]
    assert moving.row("posts", *items) == (6, 6, {})
    moving.built()


@pytest.mark.parametrize("site", ["", "kein Ort", "http://[", "javascript:alert(1)", "https://x.example/&quot;"])
def test_a_base_url_that_is_none_gives_way_to_an_example(moving: Moving, site: str) -> None:
    output = moving.moves(moving.export(Item(7, link="x"), site=site))
    assert "journal.toml:13: warning: the export does not say where the site stands" in output
    moving.built()


def test_a_zip_that_would_fill_the_disk_is_refused(moving: Moving, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "HARMLESS", 2**20)
    bomb = moving.exports / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("export.xml", EXPORT.replace("Noch vor", "Noch vor" + " " * 2**22))
    result = moving.runs(bomb)
    assert result.exit_code == 1
    assert "far larger than what it is packed in" in result.output
    assert not moving.tree("")


def test_a_zip_that_lies_about_its_size_is_refused(moving: Moving) -> None:
    file = moving.exports / "export.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("export.xml", EXPORT)
    size = len(EXPORT.encode()).to_bytes(4, "little")
    file.write_bytes(file.read_bytes().replace(size, (100).to_bytes(4, "little")))
    result = moving.runs(file)
    assert result.exit_code == 1
    assert not moving.tree("")


def test_a_zip_with_a_password_or_without_xml_is_refused(moving: Moving) -> None:
    with zipfile.ZipFile(moving.exports / "leer.zip", "w") as archive:
        archive.writestr("bild.jpg", "x")
    assert "holds no XML file" in moving.runs(moving.exports / "leer.zip").output
    with zipfile.ZipFile(moving.exports / "zu.zip", "w") as archive:
        archive.writestr("export.xml", EXPORT)
    data = bytearray((moving.exports / "zu.zip").read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    result = moving.runs(moving.file("zu.zip", bytes(data)))
    assert result.exit_code == 1
    assert "cannot be read" in result.output


@pytest.mark.parametrize(
    ("inside", "complaint"),
    [
        ("<wp:comment/>" * 5000, "holds more than"),
        ("<wp:tag x='y'/>" * 5000, "holds more than"),
        ("x" * 400_000, "holds more than"),
        ("<a>" * 100, "nested too deep"),
    ],
)
def test_an_item_that_would_fill_the_memory_is_refused(
    moving: Moving, monkeypatch: pytest.MonkeyPatch, inside: str, complaint: str
) -> None:
    monkeypatch.setattr(reader, "LARGEST", 300_000)
    assert complaint in refused(moving, EXPORT.replace("<description></description>", inside))


def test_names_that_would_fill_the_memory_are_refused(moving: Moving) -> None:
    for many in ("".join(f"<a{n}/>" for n in range(20_000)), "".join(f"<a b{n}='x'/>" for n in range(20_000))):
        text = EXPORT.replace("<description></description>", many)
        assert "holds elements of more than 10000 names" in refused(moving, text)


def test_a_tag_that_never_ends_is_refused(moving: Moving, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "LONGEST_TAG", 2**20)
    for inside in ("<x " + "y" * 2**22, "<!-- " + "y" * 2**22, f'<x y="{"z" * 2**22}"/>'):
        assert "longer than 1 MiB" in refused(moving, EXPORT.replace("<description></description>", inside))


MEASURED = """
import resource, sys
from generator.cli import main
try:
    main(["--root", sys.argv[1], "import", "wordpress", sys.argv[2], "--dry-run"])
finally:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_memory_does_not_grow_with_the_texts_of_an_export(moving: Moving) -> None:
    """Ten times the text, in as many items, takes a few MiB more at most."""
    peaks = [measured(moving, size) for size in (20_000, 400_000)]
    assert peaks[1] - peaks[0] < 24 * 1024


def measured(moving: Moving, size: int) -> int:
    """KiB that a process takes for an export with 100 posts of `size` characters, in 20 parts of one comment each."""
    file = moving.exports / f"{size}.xml"
    with file.open("w", encoding="utf-8") as out:
        out.write(HEAD.format(version="1.2", site=SITE, title="Groß", terms=""))
        for number in range(1, 101):
            text = f"<p>{'Wort ' * (size // 5)}</p>"
            out.write(Item(number, slug=f"tag-{number}", body=text, comments=[Comment(number)]).xml())
        out.write("</channel></rss>")
    command = [sys.executable, "-c", MEASURED, str(moving.root), str(file)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1])
