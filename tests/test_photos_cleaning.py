"""Photos cleaned without being encoded anew: the same pixels, the right way up, and not a word more."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pillow_heif
import pytest
from PIL import Image, ImageCms, ImageSequence, PngImagePlugin

from generator.photos import PhotoError, cleaned
from generator.photos.inspection import metadata_in

PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
FORMATS = [("JPEG", {"quality": 90}), ("PNG", {}), ("WEBP", {"quality": 80}), ("WEBP", {"lossless": True})]


def picture(mode: str = "RGB") -> Image.Image:
    return Image.effect_noise((41, 30), 90).convert(mode)


def told(turn: int = 1) -> Image.Exif:
    """What a phone says: a position, its name, and how it was held."""
    exif = Image.Exif()
    exif[0x0110], exif[0x0112] = "Fernsprecher 9", turn
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)})
    exif.get_ifd(0x8769)[0x9003] = "2016:05:17 05:33:20"
    return exif


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def pixels(data: bytes) -> list[bytes]:
    with Image.open(BytesIO(data)) as image:
        return [frame.convert("RGBA").tobytes() for frame in ImageSequence.Iterator(image)]


@pytest.mark.parametrize(("kind", "options"), FORMATS)
@pytest.mark.parametrize("turn", [1, 3, 6])
def test_pixels_orientation_and_profile_stay_and_nothing_else(kind: str, options: dict[str, Any], turn: int) -> None:
    data = encoded(picture(), kind, exif=told(turn), icc_profile=PROFILE, **options)
    assert "GPS position" in (metadata_in(data) or "")
    clean = cleaned(data)
    assert metadata_in(clean) is None
    assert pixels(clean) == pixels(data)
    with Image.open(BytesIO(clean)) as image:
        assert image.format == kind
        assert image.info["icc_profile"] == PROFILE
        assert dict(image.getexif()) == ({0x0112: turn} if turn != 1 else {})


@pytest.mark.parametrize(("kind", "options"), FORMATS)
def test_what_is_clean_stays_as_it_is_to_the_byte(kind: str, options: dict[str, Any]) -> None:
    clean = cleaned(encoded(picture(), kind, exif=told(8), **options))
    assert cleaned(clean) is clean


def test_a_jpeg_loses_comments_xmp_unknown_segments_and_what_follows_it() -> None:
    data = encoded(picture(), "JPEG", exif=told(), comment=b"Geheim", xmp=b"<x>Geheim</x>", progressive=True)
    data = data[:2] + b"\xff\xeb\x00\x08Geheim" + data[2:] + encoded(picture(), "JPEG", exif=told())
    clean = cleaned(data)
    assert b"Geheim" not in clean
    assert metadata_in(clean) is None
    assert pixels(clean) == pixels(data)


def test_a_jpeg_loses_its_thumbnail() -> None:
    data = encoded(picture(), "JPEG")
    assert data[2:4] == b"\xff\xe0"
    with_thumbnail = data[:4] + (16 + 3).to_bytes(2, "big") + data[6:18] + b"\1\1" + b"rgb" + data[20:]
    assert metadata_in(with_thumbnail) == "thumbnail"
    assert cleaned(with_thumbnail) == data


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_a_jpeg_of_another_colour_model_is_still_read_as_one(mode: str) -> None:
    data = encoded(picture(mode), "JPEG", exif=told())
    assert pixels(cleaned(data)) == pixels(data)


def test_a_png_loses_its_texts_and_keeps_its_frames() -> None:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", "Geheim")
    texts.add_itxt("Comment", "Geheim", zip=True)
    frames = [picture("RGBA") for _ in range(3)]
    data = encoded(frames[0], "PNG", pnginfo=texts, save_all=True, append_images=frames[1:], exif=told(6))
    clean = cleaned(data)
    assert b"Geheim" not in clean
    assert pixels(clean) == pixels(data)
    assert len(pixels(clean)) == 3


def test_a_moving_webp_keeps_its_frames() -> None:
    frames = [picture() for _ in range(3)]
    data = encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:], exif=told(), xmp=b"<x>Geheim</x>")
    clean = cleaned(data)
    assert b"Geheim" not in clean
    assert pixels(clean) == pixels(data)
    assert len(pixels(clean)) == 3


@pytest.mark.parametrize("kind", ["HEIF", "AVIF"])
@pytest.mark.parametrize("turn", [1, 6])
def test_a_heic_or_avif_loses_what_it_tells_where_it_stands(kind: str, turn: int) -> None:
    pillow_heif.register_heif_opener()
    data = encoded(picture(), kind, exif=told(turn), icc_profile=PROFILE, xmp=b"<x:xmpmeta>Geheim</x:xmpmeta>")
    assert metadata_in(data) == "EXIF, XMP"
    clean = cleaned(data)
    assert len(clean) == len(data)
    assert metadata_in(clean) is None
    assert b"Geheim" not in clean and b"Fernsprecher" not in clean
    assert pixels(clean) == pixels(data)
    with Image.open(BytesIO(data)) as before, Image.open(BytesIO(clean)) as after:
        assert after.size == before.size
        assert after.info.get("icc_profile") == before.info.get("icc_profile")
        assert after.getexif().get(0x0112, 1) == before.getexif().get(0x0112, 1)
        assert not after.getexif().get_ifd(0x8825)


def test_a_heic_loses_its_thumbnail_and_what_is_appended() -> None:
    buffer = BytesIO()
    pillow_heif.from_pillow(picture().resize((400, 300))).save(buffer, exif=told().tobytes(), thumbnails=[64])
    movie = (8 + 6).to_bytes(4, "big") + b"mpvdGeheim"
    large = (1).to_bytes(4, "big") + b"uuid" + (16 + 6).to_bytes(8, "big") + b"Geheim"
    data = buffer.getvalue() + movie + large
    assert metadata_in(data) == "EXIF, thumbnail, unknown data (mpvd), unknown data (uuid)"
    clean = cleaned(data)
    assert metadata_in(clean) is None
    assert b"Geheim" not in clean
    assert pixels(clean)[0] == pixels(data)[0]


def test_an_item_that_is_not_in_the_file_keeps_a_heic_from_being_called_clean() -> None:
    pillow_heif.register_heif_opener()
    clean = cleaned(encoded(picture(), "HEIF", exif=told()))
    start = clean.index(b"iloc") + 4
    for position in range(start, start + 60):
        broken = clean[:position] + b"\xff" + clean[position + 1 :]
        try:
            assert metadata_in(cleaned(broken)) is None
        except PhotoError:
            continue


def test_what_cannot_be_cleaned_as_it_is_is_refused_with_its_reason() -> None:
    for data in (encoded(picture("P"), "GIF", comment=b"Geheim"), encoded(picture(), "TIFF", exif=told())):
        with pytest.raises(PhotoError, match="cannot be cleaned") as caught:
            cleaned(data)
        assert "export it" in caught.value.hint


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF", "AVIF"])
def test_a_photo_cut_anywhere_is_refused_or_clean(kind: str) -> None:
    data = encoded(picture(), kind, exif=told(6))
    for end in range(0, len(data), 7):
        try:
            assert metadata_in(cleaned(data[:end])) is None
        except PhotoError:
            continue
