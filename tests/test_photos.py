"""Photos measured, named, encoded and cached. Every photo here is drawn by the test that needs it."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageCms, PngImagePlugin
from PIL.Image import Transpose
from pillow_heif import register_heif_opener

from generator import photos
from generator.model import Problem, Variant
from generator.photos import Facts, encode, encoding, measure, metadata, photo, widths

register_heif_opener()

RED, GREEN, BLUE, WHITE = (220, 30, 30), (30, 180, 30), (30, 30, 220), (250, 250, 250)
STORED = {  # how a camera that was held this way stores an upright photo: the inverse of how it has to be turned
    1: None,
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_90,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_270,
}


def drawn(width: int = 60, height: int = 40, mode: str = "RGB") -> Image.Image:
    """Red and green above, blue and white below: no two ways of turning it look alike."""
    image = Image.new("RGB", (width, height), WHITE)
    image.paste(RED, (0, 0, width // 2, height // 2))
    image.paste(GREEN, (width // 2, 0, width, height // 2))
    image.paste(BLUE, (0, height // 2, width // 2, height))
    return image if mode == "RGB" else image.convert(mode)


def exif(orientation: int = 1) -> bytes:
    """EXIF data with all that a phone writes: camera, owner, position."""
    data = Image.Exif()
    data.update({0x0112: orientation, 0x010F: "Kamera", 0x013B: "Erika Mustermann", 0x0132: "2016:05:17 05:33:00"})
    data.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)})
    data.get_ifd(0x8769).update({0x927C: b"Notizen des Herstellers", 0x9003: "2016:05:17 05:33:00"})
    return data.tobytes()


XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><exif:GPSLatitude>52,31.2N</exif:GPSLatitude></rdf:RDF></x:xmpmeta>'
)


class Journal:
    """A folder with photos, and the cache beside it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.cache = root / ".tagwerk" / "photos"

    def put(self, name: str, image: Image.Image | bytes, **options: object) -> str:
        data = image if isinstance(image, bytes) else saved(image, name, **options)
        (self.root / name).write_bytes(data)
        return name

    def facts(self, name: str) -> Facts:
        facts = measure(self.root, name)
        assert isinstance(facts, Facts), facts
        return facts

    def variants(self, name: str) -> list[Image.Image]:
        """All variants, encoded: WebP from narrow to wide, then the JPEG."""
        wanted = encoding(name, self.facts(name))
        assert encode(self.root, self.cache, wanted) == ()
        images = [Image.open(BytesIO((self.cache / output.name).read_bytes())) for output in wanted.outputs]
        assert [image.size for image in images] == [(output.width, output.height) for output in wanted.outputs]
        assert all(metadata(self.cache / output.name) is None for output in wanted.outputs)
        return images

    def problem(self, name: str) -> Problem:
        """What measuring says against the photo, or else encoding."""
        facts = measure(self.root, name)
        if isinstance(facts, Problem):
            return facts
        (problem,) = encode(self.root, self.cache, encoding(name, facts))
        assert not self.cache.exists()
        return problem


def saved(image: Image.Image, name: str, **options: object) -> bytes:
    buffer = BytesIO()
    kind = {".jpg": "JPEG", ".heic": "HEIF", ".tif": "TIFF"}.get(Path(name).suffix, Path(name).suffix[1:].upper())
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def corners(image: Image.Image) -> list[tuple[int, ...]]:
    """The colours in the middle of each quarter, row by row."""
    colours, (width, height) = image.convert("RGB"), image.size
    places = [(x * width // 4, y * height // 4) for y in (1, 3) for x in (1, 3)]
    return [colours.getpixel(place) for place in places]  # type: ignore[misc]


def assert_upright(image: Image.Image, tolerance: int = 25) -> None:
    for found, expected in zip(corners(image), [RED, GREEN, BLUE, WHITE], strict=True):
        assert max(abs(a - b) for a, b in zip(found, expected, strict=True)) <= tolerance, corners(image)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path)


# --- Upright and clean -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("orientation", STORED)
@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "avif", "tif", "heic"])
def test_photos_of_every_format_and_orientation_come_out_upright_and_clean(
    journal: Journal, ending: str, orientation: int
) -> None:
    method = STORED[orientation]
    stored = drawn() if method is None else drawn().transpose(method)
    data = exif(orientation)
    if ending == "tif":
        name = journal.put("a.tif", stored, tiffinfo={0x0112: orientation, 0x013B: "Erika Mustermann", 700: XMP})
    elif ending == "png":
        name = journal.put("a.png", stored, exif=data)
    else:
        name = journal.put(f"a.{ending}", stored, exif=data, xmp=XMP, quality=90)
    assert metadata(journal.root / name)
    facts = journal.facts(name)
    assert (facts.width, facts.height) == (60, 40)
    for variant in journal.variants(name):
        assert_upright(variant)
        assert {"exif", "xmp", "icc_profile", "comment", "dpi"}.isdisjoint(variant.info)


def test_orientation_is_found_behind_the_pixels_of_a_png(journal: Journal) -> None:
    plain = saved(drawn().transpose(Transpose.ROTATE_90), "a.png")
    end = plain.index(b"IEND") - 4
    name = journal.put("a.png", plain[:end] + png_chunk(b"eXIf", exif(6)[6:]) + plain[end:])
    assert (journal.facts(name).width, journal.facts(name).height) == (60, 40)
    assert_upright(journal.variants(name)[0])


@pytest.mark.parametrize("orientation", [0, 9, 255])
def test_an_orientation_that_does_not_exist_turns_nothing(journal: Journal, orientation: int) -> None:
    assert_upright(journal.variants(journal.put("a.jpg", drawn(), exif=exif(orientation), quality=95))[0])


def test_damaged_exif_data_is_no_obstacle(journal: Journal) -> None:
    assert_upright(
        journal.variants(journal.put("a.jpg", drawn(), exif=b"Exif\0\0II*\0\xff\xff\xff\xff", quality=95))[0]
    )


def test_what_xmp_says_turns_no_photo(journal: Journal) -> None:
    xmp = b'<rdf:Description tiff:Orientation="6"/>'
    texts = PngImagePlugin.PngInfo()
    texts.add_itxt("XML:com.adobe.xmp", xmp.decode())
    journal.put("a.jpg", drawn(), xmp=xmp)
    journal.put("a.png", drawn(), pnginfo=texts)
    journal.put("a.tif", drawn(), tiffinfo={700: xmp})
    for name in ("a.jpg", "a.png", "a.tif"):
        assert_upright(journal.variants(name)[0])


def test_comments_and_texts_are_gone(journal: Journal) -> None:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", "Erika Mustermann")
    texts.add_itxt("XML:com.adobe.xmp", XMP.decode())
    journal.variants(journal.put("a.png", drawn(), pnginfo=texts))
    journal.variants(journal.put("a.jpg", drawn(), comment=b"bei Erika", dpi=(72, 72)))
    journal.variants(journal.put("a.gif", drawn(), comment=b"bei Erika"))
    contents = b"".join(file.read_bytes() for file in journal.cache.iterdir())
    assert b"Erika" not in contents


def test_a_photo_that_could_not_be_cleaned_is_a_problem(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.photos.encoder.JPEG", {"comment": b"bei Erika"})
    problem = journal.problem(journal.put("a.png", drawn()))
    assert problem.message == "photo could not be cleaned: comment is left"


# --- Colours ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        *[("a.png", mode) for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")],
        *[("a.tif", mode) for mode in ("1", "L", "P", "RGB", "RGBA", "CMYK", "YCbCr", "LAB", "I", "F", "I;16")],
        *[("a.jpg", mode) for mode in ("L", "CMYK", "YCbCr")],
        *[("a.heic", mode) for mode in ("L", "RGBA")],
    ],
)
def test_every_kind_of_pixels_comes_out_as_it_looks(journal: Journal, name: str, mode: str) -> None:
    if mode in ("I", "F", "I;16"):
        image = drawn(mode="L").convert("I").point(lambda value: value * 257)
        image = image.convert(mode)
    elif mode == "LAB":
        srgb, lab = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
        image = ImageCms.profileToProfile(drawn(), srgb, lab, outputMode="LAB")
        image.info.clear()
    else:
        image = drawn(mode=mode)
    expected = corners(
        drawn().convert("1") if mode == "1" else drawn(mode="L") if mode[0] in "LIF" and mode != "LAB" else drawn()
    )
    for variant in journal.variants(journal.put(name, image)):
        for found, wanted in zip(corners(variant), expected, strict=True):
            assert max(abs(a - b) for a, b in zip(found, wanted, strict=True)) <= 30, (variant.format, corners(variant))


def test_sixteen_bits_are_scaled_and_not_clipped(journal: Journal) -> None:
    image = Image.new("I;16", (40, 40), 0x4000)
    grey = journal.variants(journal.put("a.png", image))[0].convert("L").getpixel((20, 20))
    assert isinstance(grey, int) and abs(grey - 0x40) <= 2


def test_sixteen_bit_colours_survive(journal: Journal) -> None:
    row = b"\0" + struct.pack(">3H", 0xC000, 0x4000, 0x2000) * 8
    name = journal.put("a.png", png(8, 8, 16, 2, row * 8))
    red, green, blue = journal.variants(name)[0].convert("RGB").getpixel((4, 4))  # type: ignore[misc]
    assert (abs(red - 0xC0), abs(green - 0x40), abs(blue - 0x20)) <= (6, 6, 6)


def test_transparency_is_kept_in_webp_and_white_in_jpeg(journal: Journal) -> None:
    image = drawn(mode="RGBA")
    image.paste((0, 0, 0, 0), (0, 0, 30, 20))
    palette = image.quantize()
    for name in (journal.put("a.png", image), journal.put("b.png", palette), journal.put("c.webp", image)):
        webp, jpeg = journal.variants(name)
        assert webp.mode == "RGBA" and webp.getpixel((8, 8))[3] == 0  # type: ignore[index]
        assert min(jpeg.getpixel((8, 8))) > 245  # type: ignore[arg-type]


def test_a_single_transparent_colour_is_transparent(journal: Journal) -> None:
    for number, (image, colour) in enumerate([(drawn(), RED), (drawn(mode="L"), drawn(mode="L").getpixel((1, 1)))]):
        webp, _ = journal.variants(journal.put(f"{number}.png", image, transparency=colour))
        assert webp.getpixel((8, 8))[3] < 10 and webp.getpixel((50, 8))[3] > 245  # type: ignore[index]


def test_an_opaque_alpha_channel_costs_nothing(journal: Journal) -> None:
    assert journal.variants(journal.put("a.png", drawn(mode="RGBA")))[0].mode == "RGB"


def test_wide_colours_are_brought_into_srgb(journal: Journal) -> None:
    image = Image.new("RGB", (40, 40), (200, 100, 100))
    plain, wide = (
        journal.variants(journal.put(name, image, icc_profile=profile))[0].convert("RGB").getpixel((20, 20))
        for name, profile in (("plain.png", b""), ("wide.png", wide_profile()))
    )
    assert isinstance(plain, tuple) and isinstance(wide, tuple)
    assert wide[0] > plain[0] + 8 and wide[1] < plain[1] - 4  # the same numbers mean a stronger red there
    assert max(abs(a - b) for a, b in zip(plain, (200, 100, 100), strict=True)) <= 4


def test_the_profile_of_a_print_or_a_grey_photo_is_applied(journal: Journal) -> None:
    cyan, grey = Image.new("CMYK", (40, 40), (255, 0, 0, 0)), Image.new("L", (40, 40), 128)
    for name in ("a.jpg", "a.tif"):
        plain = journal.variants(journal.put(name, cyan))[0].convert("RGB").getpixel((20, 20))
        inked = (
            journal.variants(journal.put(name, cyan, icc_profile=grey_ink_profile()))[0]
            .convert("RGB")
            .getpixel((20, 20))
        )
        assert plain[2] - plain[0] > 200 and max(inked) - min(inked) < 8  # type: ignore[index, arg-type]
    dark = (
        journal.variants(journal.put("b.jpg", grey, icc_profile=dark_grey_profile()))[0].convert("L").getpixel((20, 20))
    )
    assert isinstance(dark, int) and dark < 100


def test_transparency_survives_a_colour_profile(journal: Journal) -> None:
    image = Image.new("RGBA", (40, 40), (200, 100, 100, 0))
    assert journal.variants(journal.put("a.png", image, icc_profile=wide_profile()))[0].mode == "RGBA"


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
@pytest.mark.parametrize("profile", ["damaged", "of another kind"])
def test_a_profile_that_cannot_be_used_is_passed_over(journal: Journal, mode: str, profile: str) -> None:
    data = (
        b"no profile" * 20
        if profile == "damaged"
        else ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    )
    image = Image.new("RGB", (40, 40), (120, 120, 120)).convert(mode)
    pixel = journal.variants(journal.put("a.jpg", image, icc_profile=data))[0].convert("L").getpixel((20, 20))
    assert isinstance(pixel, int) and abs(pixel - 120) <= 4


def test_a_grey_photo_may_carry_the_profile_of_coloured_ones(journal: Journal) -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    pixel = (
        journal.variants(journal.put("a.jpg", Image.new("L", (40, 40), 90), icc_profile=srgb))[0]
        .convert("L")
        .getpixel((9, 9))
    )
    assert isinstance(pixel, int) and abs(pixel - 90) <= 4


# --- Animations ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["gif", "webp", "png", "avif"])
def test_an_animation_stays_one_with_its_times(journal: Journal, ending: str) -> None:
    colours = [RED, GREEN, BLUE]
    first, *others = (Image.new("RGB", (600, 300), colour) for colour in colours)
    name = journal.put(f"a.{ending}", first, save_all=True, append_images=others, duration=[100, 250, 400], loop=0)
    assert journal.facts(name).animated
    *webps, jpeg = journal.variants(name)
    assert [webp.size[0] for webp in webps] == [480, 600]
    for webp in webps:
        assert (webp.n_frames, webp.info["loop"]) == (3, 0)  # type: ignore[attr-defined]
        for index, (colour, duration) in enumerate(zip(colours, [100, 250, 400], strict=True)):
            webp.seek(index)
            pixel = webp.convert("RGB").getpixel((200, 100))
            assert webp.info["duration"] == duration
            assert max(abs(a - b) for a, b in zip(pixel, colour, strict=True)) <= 25  # type: ignore[arg-type]
    assert jpeg.getpixel((200, 100))[0] > 190  # type: ignore[index]


@pytest.mark.parametrize(("loop", "expected"), [(None, 1), (0, 0), (3, 4), (65_535, 65_535)])
def test_a_gif_runs_as_often_as_it_did(journal: Journal, loop: int | None, expected: int) -> None:
    options = {} if loop is None else {"loop": loop}
    first, second = Image.new("RGB", (40, 40), RED), Image.new("RGB", (40, 40), BLUE)
    name = journal.put("a.gif", first, save_all=True, append_images=[second], duration=100, **options)
    assert journal.variants(name)[0].info["loop"] == expected


def test_a_png_that_counts_further_than_webp_runs_as_often_as_webp_can(journal: Journal) -> None:
    first, second = Image.new("RGB", (40, 40), RED), Image.new("RGB", (40, 40), BLUE)
    name = journal.put("a.png", first, save_all=True, append_images=[second], duration=100, loop=70_000)
    assert journal.variants(name)[0].info["loop"] == 65_535


def test_frames_without_a_time_are_no_obstacle(journal: Journal) -> None:
    first, second = Image.new("RGB", (40, 40), RED), Image.new("RGB", (40, 40), BLUE)
    journal.variants(journal.put("a.gif", first, save_all=True, append_images=[second]))


def test_the_still_of_a_png_for_old_programs_is_no_frame(journal: Journal) -> None:
    still, *moving = (Image.new("RGB", (40, 40), colour) for colour in (WHITE, RED, BLUE))
    name = journal.put("a.png", still, save_all=True, append_images=moving, default_image=True, duration=100)
    webp, jpeg = journal.variants(name)
    assert webp.n_frames == 2  # type: ignore[attr-defined]
    assert jpeg.getpixel((20, 20))[2] < 100  # type: ignore[index]


def test_pages_of_a_scan_and_second_pictures_do_not_move(journal: Journal) -> None:
    others = [Image.new("RGB", (60, 40), BLUE)]
    tif = journal.put("a.tif", drawn(), save_all=True, append_images=others)
    journal.put("b.jpg", b"")
    drawn().save(journal.root / "b.jpg", "MPO", save_all=True, append_images=others, quality=95)
    for name in (tif, "b.jpg"):
        assert not journal.facts(name).animated
        assert_upright(journal.variants(name)[0])


def test_a_frame_that_reaches_beyond_the_edge_is_cut(journal: Journal) -> None:
    first, second = drawn(), Image.new("RGB", (60, 40), BLUE)
    data = bytearray(saved(first, "a.gif", save_all=True, append_images=[second], duration=100))
    frame = data.rindex(b"\x2c" + struct.pack("<4H", 0, 0, 60, 40))
    struct.pack_into("<2H", data, frame + 1, 10, 10)
    webp = journal.variants(journal.put("a.gif", bytes(data)))[0]
    assert_upright(webp, 40)


# --- Sizes and names -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        *[(1, (1,)), (300, (300,)), (480, (480,)), (481, (480, 481)), (960, (480, 960)), (1200, (480, 960, 1200))],
        *[(1600, (480, 960, 1600)), (4032, (480, 960, 1600))],
    ],
)
def test_variants_are_never_wider_than_the_photo(width: int, expected: tuple[int, ...]) -> None:
    assert widths(Facts("", width, 500, False)) == expected


def test_every_variant_is_named_with_its_size_before_anything_is_encoded() -> None:
    shown = photo(
        "content/images/2016/05/IMG_7476.HEIC", Facts("ab" * 16, 4032, 3024, False), name="IMG_7476", alt="Kaffee"
    )
    assert [(variant.width, variant.height) for variant in shown.variants] == [(480, 360), (960, 720), (1600, 1200)]
    assert (shown.fallback.width, shown.fallback.height) == (960, 720)
    start = shown.fallback.address.removesuffix("-960.jpg")
    assert start.startswith("/fotos/img-7476-") and len(start) == len("/fotos/img-7476-") + 12
    assert shown.variants[0] == Variant(f"{start}-480.webp", 480, 360)
    assert (shown.name, shown.alt, shown.caption) == ("IMG_7476", "Kaffee", "")


def test_addresses_follow_the_bytes_and_cached_files_have_one_for_each() -> None:
    facts, other = Facts("ab" * 16, 700, 500, False), Facts("cd" * 16, 700, 500, False)
    one, two = (dict(photos.copies("a/Käse.jpg", each)) for each in (facts, other))
    assert set(one).isdisjoint(two) and set(one.values()).isdisjoint(two.values())
    assert list(one.values()) == [output.name for output in encoding("b/anders.png", facts).outputs]
    assert all(address.startswith("/fotos/kaese-") for address in one)


def test_a_name_without_a_letter_still_has_an_address() -> None:
    assert photo("a/☕.jpg", Facts("ab" * 16, 10, 10, False), name="☕").fallback.address.startswith("/fotos/foto-")


@pytest.mark.parametrize("size", [(1, 1), (1, 40), (40, 1), (3, 20_000), (60, 20_000)])
def test_photos_of_odd_shapes_fit_into_what_webp_can_hold(journal: Journal, size: tuple[int, int]) -> None:
    journal.variants(journal.put("a.png", Image.new("RGB", size, RED)))


def test_a_large_photo_comes_in_all_sizes(journal: Journal) -> None:
    sizes = [variant.size for variant in journal.variants(journal.put("a.jpg", drawn(3001, 2000)))]
    assert sizes == [(480, 320), (960, 640), (1600, 1066), (960, 640)]


# --- The cache -------------------------------------------------------------------------------------------------------


def test_a_second_run_opens_no_photo(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    name = journal.put("a.jpg", drawn())
    wanted = encoding(name, journal.facts(name))
    encode(journal.root, journal.cache, wanted)
    (journal.root / name).unlink()
    assert encode(journal.root, journal.cache, wanted) == ()


def test_a_lost_or_empty_variant_is_made_again_just_as_it_was(journal: Journal) -> None:
    name = journal.put("a.jpg", drawn(1000, 700))
    wanted = encoding(name, journal.facts(name))
    encode(journal.root, journal.cache, wanted)
    before = contents(journal.cache)
    (journal.cache / wanted.outputs[0].name).unlink()
    (journal.cache / wanted.outputs[-1].name).write_bytes(b"")
    encode(journal.root, journal.cache, wanted)
    assert contents(journal.cache) == before


def test_the_same_photo_gives_the_same_bytes_in_another_process(journal: Journal, tmp_path: Path) -> None:
    name = journal.put("a.png", drawn(700, 500, "RGBA"))
    encode(journal.root, journal.cache, encoding(name, journal.facts(name)))
    script = (
        "import sys; from pathlib import Path; from generator import photos; root = Path(sys.argv[1]);"
        "photos.encode(root, root / 'other', photos.encoding('a.png', photos.measure(root, 'a.png')))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=True, env=environment)
    assert contents(tmp_path / "other") == contents(journal.cache)


def test_pruning_keeps_what_is_in_use_and_nothing_else(journal: Journal) -> None:
    name = journal.put("a.jpg", drawn())
    outputs = encoding(name, journal.facts(name)).outputs
    encode(journal.root, journal.cache, encoding(name, journal.facts(name)))
    (journal.cache / f".17-{outputs[0].name}").write_bytes(b"half")
    photos.prune_cache(journal.cache, {outputs[0].name})
    assert list(contents(journal.cache)) == [outputs[0].name]


def test_pruning_a_cache_that_is_not_there_does_nothing(tmp_path: Path) -> None:
    photos.prune_cache(tmp_path / "cache", set())
    assert not (tmp_path / "cache").exists()


def test_a_photo_that_changed_since_it_was_measured_is_a_problem(journal: Journal) -> None:
    name = journal.put("a.jpg", drawn())
    wanted = encoding(name, journal.facts(name))
    journal.put("a.jpg", drawn(80, 20))
    (problem,) = encode(journal.root, journal.cache, wanted)
    assert problem == Problem("a.jpg", 1, "photo changed during the build", "build again")


def test_importing_the_package_loads_no_image_library() -> None:
    script = "import sys, generator.photos; sys.exit(not {'PIL', 'pillow_heif', 'slugify'}.isdisjoint(sys.modules))"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


# --- Files that are no good ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "avif", "heic", "gif", "tif"])
@pytest.mark.parametrize("part", [0.03, 0.5, 0.9])
def test_a_truncated_photo_is_a_problem(journal: Journal, ending: str, part: float) -> None:
    noise = Image.effect_noise((200, 200), 80).convert("RGB")
    data = saved(noise, f"a.{ending}")
    problem = journal.problem(journal.put(f"a.{ending}", data[: int(len(data) * part)]))
    assert (problem.path, problem.line, problem.warning) == (f"a.{ending}", 1, False)
    assert problem.message in ("photo is damaged or not complete", "photo cannot be read as an image")


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "avif", "heic", "gif", "tif"])
def test_a_damaged_photo_never_raises(journal: Journal, ending: str) -> None:
    data = saved(drawn(), f"a.{ending}", **({"exif": exif(6)} if ending not in ("gif", "tif") else {}))
    for position in range(0, len(data), max(1, len(data) // 60)):
        name = journal.put(f"a.{ending}", data[:position] + bytes([data[position] ^ 0xFF]) + data[position + 1 :])
        facts = measure(journal.root, name)
        if isinstance(facts, Facts) and facts.width * facts.height < 10**6:
            encode(journal.root, journal.cache, encoding(name, facts))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "photo is empty"),
        (b"kein Bild", "photo cannot be read as an image"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "photo cannot be read as an image"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "photo cannot be read as an image"),
        (b"\0\0\0\x18ftypheic" + bytes(100), "photo cannot be read as an image"),
    ],
)
def test_what_is_no_photo_is_a_problem(journal: Journal, content: bytes, message: str) -> None:
    problem = journal.problem(journal.put("a.jpg", content))
    assert (problem.path, problem.message) == ("a.jpg", message)
    assert problem.hint


def test_a_file_that_is_not_there_or_no_file_is_a_problem(journal: Journal) -> None:
    (journal.root / "b.jpg").mkdir()
    os.mkfifo(journal.root / "c.jpg")
    problems = [journal.problem(name) for name in ("a.jpg", "b.jpg", "c.jpg")]
    assert [problem.message for problem in problems] == [
        "photo cannot be read: No such file or directory",
        "photo is no ordinary file",
        "photo is no ordinary file",
    ]


@pytest.mark.parametrize(("width", "height"), [(20_000, 6_001), (40_000, 40_000), (2**31 - 1, 2**31 - 1)])
def test_a_decompression_bomb_is_refused_by_its_header(journal: Journal, width: int, height: int) -> None:
    problem = journal.problem(journal.put("a.png", png(width, height, 8, 2, b"")))
    assert "more than 120 megapixels" in problem.message
    assert problem.hint == "scale it down"


def test_a_large_photo_within_the_limit_is_no_bomb(journal: Journal) -> None:
    facts = journal.facts(journal.put("a.png", png(12_000, 9_000, 8, 2, b"")))
    assert (facts.width, facts.height) == (12_000, 9_000)


def test_a_size_of_nothing_is_a_problem(journal: Journal) -> None:
    for name in (journal.put("a.png", png(0, 5, 8, 2, b"")), journal.put("a.gif", b"GIF89a" + bytes(7) + b";")):
        assert isinstance(measure(journal.root, name), Problem)


def test_an_animation_counts_with_all_its_frames(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    frames = [Image.new("L", (50, 50), 40 * number) for number in range(5)]
    monkeypatch.setattr("generator.photos.header.MAX_PIXELS", 50 * 50 * 4)
    for ending in ("gif", "webp", "png", "avif"):
        name = journal.put(f"a.{ending}", frames[0], save_all=True, append_images=frames[1:], duration=100)
        assert "animation has 5 frames of 50 × 50 pixels" in journal.problem(name).message


def test_more_bytes_than_any_photo_has_are_not_read(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.photos.header.MAX_BYTES", 100)
    assert journal.problem(journal.put("a.png", drawn(400, 400))).message.startswith("photo has ")


# --- What the tests draw with ----------------------------------------------------------------------------------------


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, bits: int, colour: int, pixels: bytes) -> bytes:
    header = struct.pack(">2I5B", width, height, bits, colour, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(pixels)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(png_chunk(*chunk) for chunk in chunks)


def wide_profile() -> bytes:
    """The primaries of Display P3, adapted to D50, with a gamma of 2.2."""
    numbers = {
        b"rXYZ": (0.5151, 0.2412, -0.0011),
        b"gXYZ": (0.2920, 0.6922, 0.0419),
        b"bXYZ": (0.1571, 0.0666, 0.7841),
    }
    tags = {
        name: b"XYZ " + bytes(4) + b"".join(struct.pack(">i", round(value * 65_536)) for value in values)
        for name, values in numbers.items()
    }
    return profile(b"mntr", b"RGB ", b"XYZ ", tags | dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), gamma(2.2)))


def dark_grey_profile() -> bytes:
    return profile(b"mntr", b"GRAY", b"XYZ ", {b"kTRC": gamma(3.5)})


def grey_ink_profile() -> bytes:
    """A printer whose four inks are all the same grey: ICC.1:2001-04, 6.5.8 (lut8Type)."""
    straight = bytes(range(256))
    matrix = struct.pack(">9i", 65_536, 0, 0, 0, 65_536, 0, 0, 0, 65_536)
    colours = b"".join(bytes([255 - 60 * bin(inks).count("1"), 128, 128]) for inks in range(16))
    table = b"mft1" + bytes(4) + bytes([4, 3, 2, 0]) + matrix + straight * 4 + colours + straight * 3
    return profile(b"prtr", b"CMYK", b"Lab ", {b"A2B0": table})


def gamma(value: float) -> bytes:
    return b"curv" + bytes(4) + struct.pack(">IH", 1, round(value * 256)) + bytes(2)


def profile(kind: bytes, colours: bytes, connection: bytes, tags: dict[bytes, bytes]) -> bytes:
    """An ICC profile: ICC.1:2001-04, 6."""
    white = b"XYZ " + bytes(4) + struct.pack(">3i", 63_190, 65_536, 54_061)
    words = {b"desc": b"desc" + bytes(4) + struct.pack(">I", 5) + b"test\0" + bytes(79), b"cprt": b"text" + bytes(8)}
    body, table = b"", struct.pack(">I", len(tags) + 3)
    start = 128 + 4 + 12 * (len(tags) + 3)
    for name, content in {**tags, **words, b"wtpt": white}.items():
        table += name + struct.pack(">2I", start + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    header = struct.pack(">I4xI4s4s4s", start + len(body), 0x02100000, kind, colours, connection) + bytes(12) + b"acsp"
    return (header + bytes(28) + white[8:]).ljust(128, b"\0") + table + body
