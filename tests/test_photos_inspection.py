"""What a photo file tells beside its pixels. Every photo here is drawn by the test that needs it."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin
from pillow_heif import register_heif_opener

from generator.photos import metadata

register_heif_opener()

XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"/>'
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def saved(kind: str, **options: object) -> bytes:
    buffer = BytesIO()
    Image.effect_noise((40, 30), 60).convert("RGB").save(buffer, kind, **options)
    return buffer.getvalue()


def exif(*, gps: bool = False, thumbnail: bool = False, **tags: object) -> bytes:
    data = Image.Exif()
    data[0x0112] = 6
    data.update({{"artist": 0x013B, "resolution": 0x011A}[name]: value for name, value in tags.items()})
    if gps:
        data.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0)})
    plain = data.tobytes()
    return with_thumbnail(plain) if thumbnail else plain


def with_thumbnail(data: bytes) -> bytes:
    """EXIF data with a second directory, of one tag, behind the first."""
    header, body = data[:6], data[6:]
    order = "<" if body[:2] == b"II" else ">"
    (first,) = struct.unpack_from(order + "I", body, 4)
    (count,) = struct.unpack_from(order + "H", body, first)
    changed = bytearray(body)
    struct.pack_into(order + "I", changed, first + 2 + 12 * count, len(body))
    return header + changed + struct.pack(order + "HHHII", 1, 0x0103, 3, 1, 6) + bytes(4)


def found(tmp_path: Path, data: bytes) -> str | None:
    file = tmp_path / "a.jpg"  # what a file is called says nothing of what it is
    file.write_bytes(data)
    return metadata(file)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF", "GIF", "TIFF"])
def test_a_photo_of_pixels_alone_is_clean(tmp_path: Path, kind: str) -> None:
    assert found(tmp_path, saved(kind)) is None


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF"])
def test_a_plain_animation_is_clean(tmp_path: Path, kind: str) -> None:
    others = [Image.effect_noise((40, 30), 60).convert("RGB")]
    assert found(tmp_path, saved(kind, save_all=True, append_images=others, duration=50, loop=0)) is None


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF", "TIFF"])
def test_a_colour_profile_may_stay(tmp_path: Path, kind: str) -> None:
    assert found(tmp_path, saved(kind, icc_profile=SRGB)) is None


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_orientation_and_resolution_may_stay(tmp_path: Path, kind: str) -> None:
    assert found(tmp_path, saved(kind, exif=exif(resolution=72.0))) is None


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_position_owner_and_thumbnail_are_named(tmp_path: Path, kind: str) -> None:
    names = found(tmp_path, saved(kind, exif=exif(gps=True, artist="Erika", thumbnail=True)))
    assert names is not None and set(names.split(", ")) == {"GPS position", "EXIF", "thumbnail"}


@pytest.mark.parametrize("kind", ["AVIF", "HEIF"])
def test_exif_and_xmp_in_heic_and_avif_are_named(tmp_path: Path, kind: str) -> None:
    assert found(tmp_path, saved(kind, exif=exif(artist="Erika"), xmp=XMP)) == "EXIF, XMP"


def test_a_thumbnail_in_a_heic_is_named(tmp_path: Path) -> None:
    image = Image.effect_noise((400, 300), 60).convert("RGB")
    buffer = BytesIO()
    image.save(buffer, "HEIF", thumbnails=[64])
    data = buffer.getvalue()
    assert (found(tmp_path, data) == "thumbnail") == (b"thmb" in data)


def test_maker_notes_are_named(tmp_path: Path) -> None:
    data = Image.Exif()
    data.get_ifd(0x8769)[0x927C] = b"Notizen"
    assert found(tmp_path, saved("JPEG", exif=data.tobytes())) == "maker notes"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_xmp_is_named(tmp_path: Path, kind: str) -> None:
    if kind == "PNG":
        texts = PngImagePlugin.PngInfo()
        texts.add_itxt("XML:com.adobe.xmp", XMP.decode())
        assert found(tmp_path, saved(kind, pnginfo=texts)) == "XMP"
    else:
        assert found(tmp_path, saved(kind, xmp=XMP)) == "XMP"


@pytest.mark.parametrize(
    ("marker", "body", "name"),
    [
        (0xFE, b"bei Erika", "comment"),
        (0xED, b"Photoshop 3.0\0" + b"8BIM\x04\x04", "IPTC"),
        (0xE1, b"http://ns.adobe.com/xmp/extension/\0", "XMP"),
        (0xE0, b"JFXX\0\x10", "unknown data (marker E0)"),
        (0xE0, b"JFIF\0\1\1\0\0\1\0\1\1\1" + bytes(3), "thumbnail"),
        (0xE2, b"MPF\0", "unknown data (marker E2)"),
        (0xEB, b"JP\0\0", "unknown data (marker EB)"),
        (0xEE, b"Adobe" + bytes(20), "unknown data (marker EE)"),
        (0xF5, b"irgendwas", "unknown data (marker F5)"),
    ],
)
def test_every_segment_of_a_jpeg_that_is_not_needed_is_named(
    tmp_path: Path, marker: int, body: bytes, name: str
) -> None:
    data = saved("JPEG")
    segment = bytes([0xFF, 0xFF, marker]) + struct.pack(">H", len(body) + 2) + body
    assert found(tmp_path, data[:2] + segment + data[2:]) == name


@pytest.mark.parametrize("options", [{"progressive": True}, {"restart_marker_rows": 1}, {"optimize": True}])
def test_what_follows_the_pixels_of_a_jpeg_is_found(tmp_path: Path, options: dict[str, object]) -> None:
    data = saved("JPEG", **options)
    assert found(tmp_path, data + bytes(100)) is None
    assert found(tmp_path, data + saved("JPEG", exif=exif(gps=True))) == "data after the image"


@pytest.mark.parametrize(
    ("kind", "body", "name"),
    [
        (b"tEXt", b"Author\0Erika", "text"),
        (b"zTXt", b"Author\0\0" + zlib.compress(b"Erika"), "text"),
        (b"tIME", bytes(7), "time"),
        (b"caBX", b"c2pa", "unknown data (caBX)"),
    ],
)
def test_every_chunk_of_a_png_that_is_not_needed_is_named(tmp_path: Path, kind: bytes, body: bytes, name: str) -> None:
    data = saved("PNG")
    chunk = struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    assert found(tmp_path, data[:33] + chunk + data[33:]) == name
    assert found(tmp_path, data + b"Erika") == "data after the image"


def test_a_chunk_of_a_webp_that_nobody_knows_is_named(tmp_path: Path) -> None:
    data = bytearray(saved("WEBP", exif=exif()) + b"mpty" + struct.pack("<I", 3) + b"abc\0")
    struct.pack_into("<I", data, 4, len(data) - 8)
    assert found(tmp_path, bytes(data)) == "unknown data (mpty)"
    assert found(tmp_path, saved("WEBP") + b"Erika") == "data after the image"


def test_comments_and_xmp_in_a_gif_are_named(tmp_path: Path) -> None:
    data = saved("GIF", comment=b"bei Erika")
    assert found(tmp_path, data) == "comment"
    plain = saved("GIF")
    start = 13 + (3 << ((plain[10] & 7) + 1))
    extension = b"!\xff\x0bXMP DataXMP\3abc\0"
    assert found(tmp_path, plain[:start] + extension + plain[start:]) == "XMP"
    assert found(tmp_path, plain + b"Erika") == "data after the image"


def test_texts_in_a_tiff_are_named_on_every_page(tmp_path: Path) -> None:
    assert found(tmp_path, saved("TIFF", tiffinfo={0x013B: "Erika", 700: XMP, 33723: b"IPTC"})) == "EXIF, XMP, IPTC"
    second = Image.new("RGB", (9, 9))
    second.encoderinfo = {"tiffinfo": {0x010E: "Erika"}}
    assert found(tmp_path, saved("TIFF", save_all=True, append_images=[second])) == "EXIF"
    assert found(tmp_path, saved("TIFF", big_tiff=True)) is None
    assert found(tmp_path, saved("TIFF", big_tiff=True, tiffinfo={0x013B: "Erika"})) == "EXIF"


def test_directories_that_lead_in_a_circle_end(tmp_path: Path) -> None:
    circle = b"II*\0" + struct.pack("<IHHHIII", 8, 1, 0x8769, 4, 1, 8, 8)
    assert found(tmp_path, circle) is None


@pytest.mark.parametrize("data", [b"", b"kein Bild", b"<svg/>", b"\0\0\0\x18ftypisom" + bytes(16), b"%PDF-1.7"])
def test_what_is_no_photo_is_not_judged(tmp_path: Path, data: bytes) -> None:
    assert found(tmp_path, data) is None


def test_a_file_that_cannot_be_read_is_not_called_clean(tmp_path: Path) -> None:
    assert metadata(tmp_path / "missing.jpg") == metadata(tmp_path) == "data that cannot be read"


FORMATS: dict[str, Callable[[], bytes]] = {
    kind: lambda kind=kind: saved(kind, exif=exif(gps=True, thumbnail=True), xmp=XMP)
    for kind in ("JPEG", "WEBP", "AVIF", "HEIF")
} | {
    "PNG": lambda: saved("PNG", exif=exif(gps=True)),
    "GIF": lambda: saved("GIF", comment=b"bei Erika"),
    "TIFF": lambda: saved("TIFF", tiffinfo={0x013B: "Erika"}),
}


@pytest.mark.parametrize("kind", FORMATS)
def test_a_photo_that_ends_early_is_not_called_clean(tmp_path: Path, kind: str) -> None:
    data = FORMATS[kind]()
    for size in range(16, len(data), max(1, len(data) // 100)):
        assert found(tmp_path, data[:size])


@pytest.mark.parametrize("kind", FORMATS)
def test_no_damage_makes_it_raise(tmp_path_factory: pytest.TempPathFactory, kind: str) -> None:
    data, folder = FORMATS[kind](), tmp_path_factory.mktemp("damaged")

    @settings(max_examples=60, deadline=None, derandomize=True, database=None)
    @given(st.lists(st.tuples(st.integers(4, len(data) - 1), st.integers(0, 255)), min_size=1, max_size=8))
    def damaged(changes: list[tuple[int, int]]) -> None:
        changed = bytearray(data)
        for position, value in changes:
            changed[position] = value
        found(folder, bytes(changed))

    damaged()
