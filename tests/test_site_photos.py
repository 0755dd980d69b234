"""Photos in the built site: every format in every size, nothing in any file but pixels, and encoded once."""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pillow_heif
import pytest
from PIL import Image

from generator.audit import foreign_requests
from generator.photos import encoder, metadata, video_position

from .conftest import LaidOut

Journal = Callable[..., LaidOut]
ENTRY = "content/entries/2016-05-17-x/index.md"
BESIDE = "content/entries/2016-05-17-x"
PAGE = "2016/05/17/x/index.html"
OWNER = "Wiebke Tornow, Nikolaistrasse"


def _exif(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x013B] = OWNER
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)})
    return exif


def _saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def _picture(size: tuple[int, int] = (640, 400), mode: str = "RGB") -> Image.Image:
    image = Image.new("RGB", size, "#336699")
    image.paste("#cc3300", (0, 0, size[0] // 2, size[1] // 2))
    return image.convert(mode)


def _animation() -> bytes:
    frames = [Image.new("RGB", (120, 80), colour) for colour in ("#ff0000", "#00ff00", "#0000ff")]
    return _saved(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=90, comment=OWNER.encode())


def _formats() -> Iterator[tuple[str, bytes]]:
    pillow_heif.register_heif_opener()
    xmp = f'<x:xmpmeta xmlns:x="adobe:ns:meta/">{OWNER}</x:xmpmeta>'.encode()
    yield "a.jpg", _saved(_picture(), "JPEG", exif=_exif(), comment=OWNER.encode(), xmp=xmp)
    yield "b.PNG", _saved(_picture(), "PNG", exif=_exif())
    yield "c.webp", _saved(_picture(), "WEBP", exif=_exif(), xmp=xmp)
    yield "d.avif", _saved(_picture(), "AVIF", exif=_exif())
    yield "e.HEIC", _saved(_picture(), "HEIF", exif=_exif().tobytes(), xmp=xmp)
    yield "f.gif", _animation()
    yield "g.jpeg", _saved(_picture(mode="CMYK"), "JPEG", exif=_exif())
    yield "h.png", _saved(Image.new("I;16", (640, 400), 40_000), "PNG", exif=_exif())
    yield "i.tif", _saved(_picture(), "TIFF", exif=_exif())
    yield "j.png", _saved(_picture(mode="LA"), "PNG")
    yield "k.JPG", _saved(_picture((400, 640)), "JPEG", exif=_exif(6))


FORMATS = dict(_formats())


def _sources(html: str) -> list[str]:
    return re.findall(r'(?:src="|srcset="|, )(/fotos/[^" ]+)', html)


def test_every_format_is_shown_and_no_file_of_the_site_holds_metadata(journal: Journal) -> None:
    files = {f"{BESIDE}/{name}": data for name, data in FORMATS.items()}
    body = "".join(f"![Bild {name}]({name})\n\n" for name in FORMATS)
    site = journal({ENTRY: f"Text.\n\n{body}", **files})
    site.built()
    html = site.read(PAGE)
    assert html.count("<figure") == len(FORMATS)
    assert not foreign_requests(html, "https://tage.example")
    shown = _sources(html)
    assert len(shown) >= 2 * len(FORMATS)
    for address in shown:
        with Image.open(site.root / "output" / address[1:]) as image:
            image.load()
    for path, data in site.tree().items():
        assert metadata(site.root / "output" / path) is None, path
        assert OWNER.encode() not in data
        assert b"Exif\0\0" not in data
    assert all(data not in site.tree().values() for data in files.values())  # no original is published


def test_sizes_are_those_of_the_photo_and_never_larger(journal: Journal) -> None:
    site = journal(
        {
            ENTRY: "![klein](klein) ![mittel](mittel)\n\n![gross](gross) ![hoch](hoch)\n",
            f"{BESIDE}/klein.jpg": _saved(_picture((300, 200)), "JPEG"),
            f"{BESIDE}/mittel.jpg": _saved(_picture((960, 640)), "JPEG"),
            f"{BESIDE}/gross.jpg": _saved(_picture((2000, 1000)), "JPEG"),
            f"{BESIDE}/hoch.jpg": _saved(_picture((1800, 900)), "JPEG", exif=_exif(6)),
        }
    )
    site.built()
    html = site.read(PAGE)
    offered = [re.findall(r"(\d+)w", found) for found in re.findall(r'srcset="([^"]*)"', html)]
    assert offered == [["300"], ["480", "960"], ["480", "960", "1600"], ["480", "900"]]
    stated = re.findall(r'<img src="/([^"]*)" width="(\d+)" height="(\d+)" loading="(\w+)"[^>]* alt="(\w+)"', html)
    assert [(width, height, loading, alt) for _, width, height, loading, alt in stated] == [
        ("300", "200", "eager", "klein"),
        ("960", "640", "lazy", "mittel"),
        ("960", "480", "lazy", "gross"),
        ("900", "1800", "lazy", "hoch"),
    ]
    for name, width, height, _, _ in stated:
        with Image.open(site.root / "output" / name) as image:
            assert image.format == "JPEG"
            assert image.size == (int(width), int(height))
    for name, width in re.findall(r"/(fotos/\S+\.webp) (\d+)w", html):
        with Image.open(site.root / "output" / name) as image:
            assert image.format == "WEBP"
            assert image.width == int(width)


def test_a_second_build_encodes_nothing(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither one with nothing to do, nor one that makes the page anew, nor one from nothing."""
    site = journal({ENTRY: "![](a) ![](k)\n", f"{BESIDE}/a.jpg": FORMATS["a.jpg"], f"{BESIDE}/k.JPG": FORMATS["k.JPG"]})
    site.built()
    first = site.tree()

    def encode(*_: object) -> list[object]:
        raise AssertionError("a photo is encoded again")

    monkeypatch.setattr(encoder, "encode", encode)
    site.built()
    site.write(ENTRY, "Neu. ![](a) ![](k)\n")
    site.built()
    site.write(ENTRY, "![](a) ![](k)\n")
    site.built("--fresh")
    for file in (site.root / "output/fotos").iterdir():
        file.unlink()
    site.built()
    assert site.tree() == first


def test_only_the_photo_that_is_new_is_encoded(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    site = journal({ENTRY: "![](a)\n", f"{BESIDE}/a.jpg": FORMATS["a.jpg"]})
    site.built()
    encoded = []
    original = encoder.encode

    def encode(root: Path, cache: Path, item: Any) -> Any:
        encoded.append(item.source)
        return original(root, cache, item)

    monkeypatch.setattr(encoder, "encode", encode)
    site.write(f"{BESIDE}/b.png", FORMATS["b.PNG"])
    site.write(ENTRY, "![](a) ![](b)\n")
    site.built()
    assert encoded == [f"{BESIDE}/b.png"]


def test_no_photo_that_no_page_shows_is_encoded(journal: Journal) -> None:
    site = journal({ENTRY: "Text.\n", f"{BESIDE}/a.jpg": FORMATS["a.jpg"], "content/images/b.png": FORMATS["b.PNG"]})
    site.built()
    assert not (site.root / "output/fotos").exists()
    assert not (site.root / ".tagwerk/photos").exists()


def test_a_photo_that_is_no_longer_shown_leaves_the_site(journal: Journal) -> None:
    site = journal({ENTRY: "![](a)\n", f"{BESIDE}/a.jpg": FORMATS["a.jpg"]})
    site.built()
    assert site.has(_sources(site.read(PAGE))[0][1:])
    site.write(ENTRY, "Text.\n")
    site.built()
    assert not (site.root / "output/fotos").exists()


def test_the_result_does_not_depend_on_the_number_of_processes(journal: Journal) -> None:
    files = {f"{BESIDE}/{name}": data for name, data in FORMATS.items()}
    entry = {ENTRY: "".join(f"![]({name})\n\n" for name in FORMATS)}
    one, three = journal({**entry, **files}, "eins"), journal({**entry, **files}, "drei")
    one.built("--jobs", "1")
    three.built("--jobs", "3")
    assert one.tree() == three.tree()


# --- Never an original ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.jpg", "a", "A.JPG", "./a.jpg", "../2016-05-17-x/a.jpg", "a%2Ejpg"])
@pytest.mark.parametrize(
    "body",
    ["![Ein]({})", "[Ein]({})", '<img src="{}" alt="Ein">', '<a href="{}">Ein</a>', '<video poster="{}"></video>'],
)
def test_a_photo_is_never_published_as_it_is(journal: Journal, name: str, body: str) -> None:
    """However it is named: with its ending, by a path, as an image or as a link."""
    site = journal({ENTRY: body.format(name) + "\n", f"{BESIDE}/a.jpg": FORMATS["a.jpg"]})
    site.built()
    assert "/fotos/a-" in site.read(PAGE)
    assert not [path for path, data in site.tree().items() if OWNER.encode() in data]


def test_a_photo_under_another_ending_is_a_problem_where_it_is_linked(journal: Journal) -> None:
    site = journal({ENTRY: "\n[Ein](a.jfif)\n", f"{BESIDE}/a.jfif": FORMATS["a.jpg"]})
    (complaint,) = site.complaints()
    assert complaint.startswith(f"{ENTRY}:2: {BESIDE}/a.jfif would be published with its metadata (")


@pytest.mark.parametrize("path", ["content/static/a.jpg", "content/static/.tief/a", "templates/assets/a.png"])
def test_a_file_that_is_copied_must_be_clean(journal: Journal, path: str) -> None:
    site = journal({ENTRY: "Text.\n", path: FORMATS["a.jpg"]})
    (complaint,) = site.complaints()
    assert complaint.startswith(f"{path}:1: this photo would be published with its metadata (")
    site.write(path, _saved(_picture(), "JPEG"))
    site.built()


def _film(position: bool) -> bytes:
    def box(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", 8 + len(body)) + kind + body

    told = box(b"udta", box(b"\xa9xyz", b"\0\x12\x15\xc7+52.5200+013.4050/")) if position else b""
    return box(b"ftyp", b"isom\0\0\0\0isom") + box(b"moov", told) + box(b"mdat", b"")


def test_a_linked_film_with_a_position_is_a_problem_and_one_without_is_copied(journal: Journal) -> None:
    site = journal({ENTRY: "[Film](film.mp4)\n", f"{BESIDE}/film.mp4": _film(True), "content/static/f": _film(True)})
    assert [line.partition("; ")[0] for line in site.complaints()] == [
        f"{ENTRY}:1: {BESIDE}/film.mp4 says where it was filmed",
        "content/static/f:1: this video says where it was filmed",
    ]
    site.write(f"{BESIDE}/film.mp4", _film(False))
    site.remove("content/static/f")
    site.built()
    assert site.has("2016/05/17/x/film.mp4")
    assert not video_position(site.root / "output/2016/05/17/x/film.mp4")


# --- Named and described --------------------------------------------------------------------------------------------


def test_a_photo_that_the_body_places_is_shown_once_however_it_is_spelt(journal: Journal) -> None:
    site = journal(
        {
            ENTRY: '---\nbilder: [IMG_1, {file: IMG_2, alt: Zwei}, "Brücke"]\n---\nText.\n\n'
            "![](img_1.jpg)\n\n![](IMG_2.JPG)\n\n![Brücke](Br%C3%BCcke)\n",
            f"{BESIDE}/IMG_1.JPG": FORMATS["a.jpg"],
            f"{BESIDE}/IMG_2.JPG": FORMATS["k.JPG"],
            f"{BESIDE}/Bru\u0308cke.jpg": _saved(_picture(), "JPEG"),
        }
    )
    result = site.built()
    html = site.read(PAGE)
    assert re.findall(r'alt="([^"]*)"', html.partition("e-content")[2]) == ["Foto", "Zwei", "Brücke"]
    assert ": warning: a photo has no alt text" in result.output  # of IMG_1 alone


def test_front_matter_gives_alt_and_caption(journal: Journal) -> None:
    fields = (
        'images:\n  - {file: a, alt: "Ein \\"Haus\\" & <Hof>", caption: "\'s war -- so"}\n  - {datei: b, alt: ""}\n'
    )
    files = {f"{BESIDE}/a.jpg": FORMATS["a.jpg"], f"{BESIDE}/b.png": FORMATS["b.PNG"]}
    site = journal({ENTRY: f"---\n{fields}---\nErster.\n\nZweiter.\n", **files})
    assert "warning" not in site.built().stderr
    html = site.read(PAGE)
    assert 'alt="Ein „Haus“ &amp; &lt;Hof&gt;"' in html
    assert "<figcaption>’s war\xa0– so</figcaption>" in html
    assert 'alt=""' in html
    first, second = html.index("Erster."), html.index("Zweiter.")
    assert first < html.index("<figure") < html.rindex("<figure") < second


def test_a_missing_photo_is_a_warning_and_the_page_shows_its_name(journal: Journal) -> None:
    site = journal({ENTRY: "---\nbilder: IMG_7476\n---\nText ![](IMG_7477).\n"})
    result = site.built()
    assert f'{ENTRY}:2: warning: photo "IMG_7476" was not found' in result.stderr
    assert f'{ENTRY}:4: warning: photo "IMG_7477" was not found' in result.stderr
    assert '<p class="missing-photo">IMG_7476</p>' in site.read(PAGE)
    assert '<span class="missing-photo">IMG_7477</span>' in site.read(PAGE)
    site.write(f"{BESIDE}/IMG_7476.jpg", FORMATS["a.jpg"])  # and when it comes, it is shown
    site.built()
    assert "/fotos/img-7476-" in site.read(PAGE)


def test_missing_alt_texts_are_one_line(journal: Journal) -> None:
    site = journal(
        {
            ENTRY: "---\nbilder: a\ntag: 868\n---\n![](b) und ![da](c)\n",
            "content/entries/2016-05-18-y.md": "![](c)\n",
            "content/images/a.jpg": FORMATS["a.jpg"],
            "content/images/b.png": FORMATS["b.PNG"],
            "content/images/c.webp": FORMATS["c.webp"],
        }
    )
    told = [line for line in site.built().stderr.splitlines() if "alt text" in line]
    assert told == [f"{ENTRY}:1: warning: 3 photos have no alt text (the first is here); say what it shows: alt: …"]
    assert site.read(PAGE).count('alt="Foto zu Tag\xa0868"') == 2


def test_two_photos_that_are_meant_equally_are_both_named(journal: Journal) -> None:
    files = {f"{BESIDE}/IMG_1.png": FORMATS["b.PNG"], f"{BESIDE}/img_1.jpg": FORMATS["a.jpg"]}
    site = journal({ENTRY: "---\nbilder: {file: Img_1, alt: x}\n---\n", **files})
    (complaint,) = site.complaints()
    assert complaint.startswith(f'{ENTRY}:2: photo "Img_1" may be any of {BESIDE}/IMG_1.png, {BESIDE}/img_1.jpg')


# --- What cannot be shown -------------------------------------------------------------------------------------------


def _bomb(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (_bomb(60_000, 60_000), "photo has more than 120 megapixels"),
        (FORMATS["a.jpg"][:-400], "photo is damaged or not complete"),
        (FORMATS["e.HEIC"][:-400], "photo"),
        (FORMATS["b.PNG"][:200], "photo"),
        (b"", "photo is empty"),
        (b"GIF89a", "photo"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "photo cannot be read as an image"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "photo cannot be read as an image"),
    ],
    ids=["bomb", "truncated JPEG", "truncated HEIC", "truncated PNG", "empty", "a beginning", "SVG", "PostScript"],
)
def test_a_photo_that_cannot_be_shown_is_a_problem_and_nothing_is_written(
    journal: Journal, data: bytes, words: str
) -> None:
    site = journal({ENTRY: "Text.\n"})
    site.built()
    before = site.tree()
    site.write(ENTRY, "Neu. ![x](x)\n")
    site.write("content/images/x.jpg", data)
    complaints = site.complaints()
    assert [line.startswith("content/images/x.jpg:1: ") for line in complaints] == [True]
    assert words in complaints[0]
    assert site.tree() == before
