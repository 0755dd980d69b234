"""Photos and other files: from a media export, or fetched from the old site."""

from __future__ import annotations

import io
import tarfile
import unicodedata
import zipfile
from pathlib import Path

import pytest

from .moving import Moving, photo
from .wxr import FILES, SITE, Item, attachment, page

ENTRY = "entries/2016/2016-05-17-unterstuetzen"
FILE = "2016/05/img_7476.jpg"


def image(file: str = FILE, rest: str = "", size: str = "", alt: str = "Der Fluss") -> str:
    name, dot, ending = file.rpartition(".")
    return f'<img src="{FILES}/{name}{size}{dot}{ending}{rest}" alt="{alt}" />'


def showing(*images: str, **known: object) -> Item:
    return Item(7, body="Text.\n\n" + "\n\n".join(images) + "\n\nMehr.", **known)  # type: ignore[arg-type]


def media(moving: Moving, *files: str, form: str = "folder", data: bytes = photo()) -> Path:
    """A media export."""
    where = moving.exports / f"media-{form}"
    if form == "folder":
        for file in files:
            moving.file(f"media-folder/{file}", data)
    elif form == "zip":
        with zipfile.ZipFile(where, "w") as archive:
            for file in files:
                archive.writestr(file, data)
    else:
        with tarfile.open(where, "w") as tar:
            for file in files:
                member = tarfile.TarInfo(file)
                member.size = len(data)
                tar.addfile(member, io.BytesIO(data))
    return where


@pytest.mark.parametrize("form", ["folder", "zip", "tar"])
@pytest.mark.parametrize("inside", ["", "12345/", "wp-content/uploads/"])
def test_files_come_from_a_media_export_under_their_own_names(moving: Moving, form: str, inside: str) -> None:
    export = moving.export(showing(image()), attachment(9))
    assert moving.row("media", export, "--media", media(moving, inside + FILE, form=form)) == (1, 1, {})
    assert (moving.root / f"content/{ENTRY}/img_7476.jpg").read_bytes() == photo()
    moving.built()
    assert 'alt="Der Fluss"' in moving.read("2016/05/17/unterstuetzen/index.html")


def test_a_photo_after_the_first_paragraph_goes_to_the_front_matter_others_stay(moving: Moving) -> None:
    body = f"Eins.\n\n{image()}\n\nZwei.\n\n{image('2016/05/zwei.jpg', alt='Die Brücke')}"
    moving.moves(Item(7, body=body), "--media", media(moving, FILE, "2016/05/zwei.jpg"))
    assert moving.source(f"{ENTRY}/index.md").endswith("---\nEins.\n\nZwei.\n\n![Die Brücke](zwei.jpg)\n")
    assert "bilder:\n  - {datei: img_7476.jpg, alt: Der Fluss}\n" in moving.source(f"{ENTRY}/index.md")


def test_captions_and_alt_texts_are_kept(moving: Moving) -> None:
    caption = f'[caption id="attachment_9" width="300"]{image(size="-300x200")} Am Morgen[/caption]'
    plain = f'<img class="wp-image-10" src="{FILES}/2016/05/zwei.jpg" />'
    library = attachment(10, "2016/05/zwei.jpg", meta={"_wp_attachment_image_alt": "Aus der Mediathek"})
    moving.moves(showing("", caption, "Weiter.", plain), library, "--media", media(moving, FILE, "2016/05/zwei.jpg"))
    moving.built()
    built = moving.read("2016/05/17/unterstuetzen/index.html")
    for text in ('alt="Der Fluss"', "Am Morgen</figcaption>", 'alt="Aus der Mediathek"'):
        assert text in built


@pytest.mark.parametrize(
    ("rest", "size"),
    [
        ("?w=1024", ""),
        ("?w=300&h=200&crop=1", ""),
        ("", "-300x200"),
        ("", "-scaled"),
        ("?resize=5", "-150x150"),
        ("", "-rotated"),
    ],
)
def test_a_photo_in_any_size_is_the_original(moving: Moving, rest: str, size: str) -> None:
    item = showing(image(rest=rest, size=size))
    assert moving.row("media", item, attachment(9), "--media", media(moving, FILE)) == (1, 1, {})
    assert "img_7476.jpg" in moving.source(f"{ENTRY}/index.md")


def test_the_original_is_found_where_the_export_lists_no_files(moving: Moving) -> None:
    folder = media(moving, FILE, FILE.replace(".jpg", "-300x200.jpg"), "2016/05/karte-300x200.jpg")
    item = showing("Mehr.", image(size="-300x200"), image("2016/05/karte-300x200.jpg"))
    assert moving.row("media", item, "--media", folder) == (2, 2, {})
    assert "](img_7476.jpg)" in moving.source(f"{ENTRY}/index.md")
    assert "](karte-300x200.jpg)" in moving.source(f"{ENTRY}/index.md")


def test_a_name_that_only_looks_like_a_size_is_a_name(moving: Moving) -> None:
    file = "2016/05/karte-300x200.jpg"
    moving.moves(showing(image(file)), attachment(9, file), "--media", media(moving, file))
    assert (moving.root / f"content/{ENTRY}/karte-300x200.jpg").exists()


@pytest.mark.parametrize(
    "address",
    [
        f"https://i0.wp.com/tage868.files.wordpress.com/{FILE}?w=500",
        f"http://tage868.files.wordpress.com/{FILE}",
        f"{SITE}/wp-content/uploads/{FILE}",
        f"/wp-content/uploads/sites/7/{FILE}",
        f"//tage868.wordpress.com/files/{FILE}",
    ],
)
def test_a_file_is_known_by_all_its_addresses(moving: Moving, address: str) -> None:
    item = showing(f'<img src="{address}" alt="x" />')
    assert moving.row("media", item, attachment(9), "--media", media(moving, FILE)) == (1, 1, {})


def test_a_photo_linked_to_its_own_file_leads_to_nothing_else(moving: Moving) -> None:
    linked = f'<a href="{FILES}/{FILE}">{image(rest="?w=640")}</a>'
    moving.moves(showing(linked), attachment(9), "--media", media(moving, FILE))
    assert FILES not in moving.source(f"{ENTRY}/index.md")
    moving.built()


def test_umlauts_in_names_are_found_however_a_disk_writes_them(moving: Moving) -> None:
    folder = media(moving, unicodedata.normalize("NFD", "2016/05/brücke.jpg"))
    item = showing(image("2016/05/br%c3%bccke.jpg"))
    assert moving.row("media", item, "--media", folder) == (1, 1, {})
    moving.built()


def test_two_files_of_one_name_get_two(moving: Moving) -> None:
    files = ("2016/05/img.jpg", "2016/06/img.jpg", "2016/06/IMG.jpg")
    export = moving.export(showing("", *map(image, files)))
    folder = media(moving, files[0])
    moving.file(f"media-folder/{files[1]}", photo(color="red"))
    moving.file(f"media-folder/{files[2]}", photo(color="blue"))
    moving.moves(export, "--media", folder)
    beside = sorted(path for path in moving.tree("content") if path.endswith(".jpg"))
    assert len({path.casefold() for path in beside}) == 3
    assert len({moving.tree("content")[path] for path in beside}) == 3
    moving.built()


def test_the_post_s_own_image_is_shown_once(moving: Moving) -> None:
    meta = {"_thumbnail_id": "9"}
    moving.moves(showing(image(), meta=meta), attachment(9), "--media", media(moving, FILE))
    assert moving.source(f"{ENTRY}/index.md").count("img_7476") == 1


def test_the_post_s_own_image_is_shown_where_the_text_does_not(moving: Moving) -> None:
    meta = {
        "_thumbnail_id": "9",
    }
    shown = attachment(9, meta={"_wp_attachment_image_alt": "Der Fluss"}, excerpt="Am Morgen")
    moving.moves(Item(7, meta=meta), shown, "--media", media(moving, FILE))
    assert "{datei: img_7476.jpg, alt: Der Fluss, bildunterschrift: Am Morgen}" in moving.source(f"{ENTRY}/index.md")


def test_sounds_and_documents_lie_beside_their_entry(moving: Moving) -> None:
    body = f'[audio src="{FILES}/2016/05/ton.mp3"]\n\n<a href="{FILES}/2016/05/plan.pdf">Plan</a>'
    folder = media(moving, "2016/05/ton.mp3", data=b"ID3\x03" + bytes(100))
    moving.file("media-folder/2016/05/plan.pdf", b"%PDF-1.4\n")
    assert moving.row("media", Item(7, body=body), "--media", folder) == (2, 2, {})
    moving.built()
    for name in ("ton.mp3", "plan.pdf"):
        assert moving.has(f"2016/05/17/unterstuetzen/{name}")


def test_a_document_that_is_not_there_stays_a_link_to_where_it_was(moving: Moving) -> None:
    address = f"{FILES}/2016/05/plan.pdf"
    moving.moves(Item(7, body=f'Der <a href="{address}">Plan</a>'))
    assert f"[Plan]({address})" in moving.source(f"{ENTRY}/index.md")
    moving.built()


def test_a_photo_that_is_not_there_keeps_its_place_in_the_text(moving: Moving) -> None:
    report = moving.report(showing("Mehr.", image()), attachment(9))
    assert report["account"]["media"]["reasons"] == {"neither in --media nor fetched with --download": 1}
    assert "![Der Fluss](img_7476.jpg)" in moving.source(f"{ENTRY}/index.md")
    assert 'photo "img_7476.jpg" was not found' in moving.built().output


def test_files_that_no_post_shows_are_kept_by_month(moving: Moving) -> None:
    row = moving.row("media", page(7), attachment(9), "--media", media(moving, FILE))
    assert row == (1, 1, {})
    assert f"images/{FILE}" in moving.tree("content")


def test_nothing_is_left_behind_of_files_that_are_not_there(moving: Moving) -> None:
    moving.moves(page(7), attachment(9))
    assert not (moving.root / "content/images").exists()


def test_photos_on_other_sites_are_listed_and_left(moving: Moving) -> None:
    foreign = "https://fremd.example/bild.jpg"
    theme = f"{SITE}/theme/kopf.jpg"
    report = moving.report(showing("Mehr.", f'<img src="{foreign}" />', f'<img src="{theme}" />'))
    assert report["account"]["media"]["reasons"] == {
        "on another site, left as it was": 1,
        "on the old site but not in its media library, left as it was": 1,
    }
    moving.built()


@pytest.mark.parametrize(
    ("file", "data", "reason"),
    [
        (FILE, b"<html><script>alert(1)</script>", "no photo, though its name says so"),
        (FILE, b"", "empty"),
        ("2016/05/plan.pdf", b" <!DOCTYPE html><title>x", "a web page, though its name says otherwise"),
        ("2016/05/logo.svg", b"<svg onload='x()'/>", "of a kind that is not imported (.svg)"),
        ("2016/05/los.exe", b"MZ", "of a kind that is not imported (.exe)"),
        ("2016/05/spiel.html", b"<html>", "of a kind that is not imported (.html)"),
    ],
)
def test_a_file_is_what_its_name_says_or_is_left_out(moving: Moving, file: str, data: bytes, reason: str) -> None:
    item = showing("Mehr.", f'<a href="{FILES}/{file}">x</a>')
    row = moving.row("media", item, attachment(9, file), "--media", media(moving, file, data=data))
    assert row == (1, 0, {reason: 1})
    assert not any(path.endswith(file[-4:]) for path in moving.tree("content"))
    moving.built()


def test_a_media_export_that_cannot_be_read_stops_the_import(moving: Moving) -> None:
    result = moving.runs(moving.export(Item(7)), "--media", moving.file("media.zip", b"PK\x03\x04 nothing"))
    assert result.exit_code == 1
    assert "media.zip:1: cannot be read" in result.output
    assert not moving.tree("content")


def test_a_damaged_file_in_a_zip_is_left_out(moving: Moving) -> None:
    archive = media(moving, FILE, form="zip")
    data = bytearray(archive.read_bytes())
    position = data.index(photo()[:20]) + 40
    data[position : position + 20] = bytes(20)
    archive.write_bytes(data)
    found, imported, reasons = moving.row("media", showing(image()), attachment(9), "--media", archive)
    assert (found, imported) == (1, 0)
    assert all(reason.startswith("damaged in the media export") for reason in reasons)


@pytest.mark.parametrize("name", ["../../../boese.jpg", "/etc/boese.jpg", "..\\boese.jpg", "2016/05/../../boese.jpg"])
@pytest.mark.parametrize("form", ["zip", "tar"])
def test_no_name_in_a_media_export_leads_out_of_content(moving: Moving, name: str, form: str) -> None:
    before = sorted(path for path in moving.root.parent.rglob("*boese*"))
    address = f"{FILES}/2016/05/boese.jpg"
    moving.moves(showing(f'<img src="{address}" />'), "--media", media(moving, name, form=form))
    written = sorted(path for path in moving.root.parent.rglob("*boese*") if path not in before)
    assert all(path.is_relative_to(moving.root / "content") for path in written)


@pytest.mark.parametrize(
    "name",
    [
        "..%2f..%2fboese.jpg",
        "a%00b.jpg",
        "con.jpg",
        "a%0Ab.jpg",
        "%3Cx%3E.jpg",
        ".htaccess.jpg",
        "x" * 200 + ".jpg",
        "index.md.jpg",
    ],
)
def test_no_name_of_a_file_does_any_harm(moving: Moving, name: str) -> None:
    item = showing("Mehr.", f'<img src="{FILES}/2016/05/{name}" />')
    moving.moves(item, "--media", media(moving, FILE))
    moving.built()
    assert not [path for path in moving.root.parent.rglob("*boese*") if not path.is_relative_to(moving.root)]


def test_a_link_in_a_tar_leads_nowhere(moving: Moving, tmp_path: Path) -> None:
    secret = tmp_path / "secret.jpg"
    secret.write_bytes(photo())
    archive = moving.exports / "media.tar"
    with tarfile.open(archive, "w") as tar:
        member = tarfile.TarInfo(FILE)
        member.type = tarfile.SYMTYPE
        member.linkname = str(secret)
        tar.addfile(member)
    assert moving.row("media", showing(image()), attachment(9), "--media", archive) == (
        1,
        0,
        {"not in the media export": 1},
    )
