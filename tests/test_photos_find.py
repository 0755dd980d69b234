"""Finding the file that an author means by the name of a photo."""

from __future__ import annotations

import unicodedata

import pytest

from generator.photos import Ambiguous, Candidates

ENTRY = "content/entries/2016/2016-05-17-unterstuetzen/index.md"
BESIDE = "content/entries/2016/2016-05-17-unterstuetzen/"


def find(name: str, *paths: str, source: str = ENTRY) -> str | Ambiguous | None:
    return Candidates(paths).find(name, source, 2016, 5)


@pytest.mark.parametrize("name", ["IMG_1.jpg", "IMG_1", "img_1", "img_1.JPG", "IMG_1.jpeg", "IMG_1.heic", "Img_1.PNG"])
def test_a_photo_is_found_by_its_stem_whatever_the_case_or_ending(name: str) -> None:
    assert find(name, BESIDE + "IMG_1.jpg") == BESIDE + "IMG_1.jpg"


def test_the_exact_name_wins_over_the_stem() -> None:
    paths = [BESIDE + "Bild.jpg", BESIDE + "Bild.png", BESIDE + "bild.png"]
    assert find("Bild.png", *paths) == BESIDE + "Bild.png"


def test_a_photo_beside_the_entry_wins_over_the_month_and_the_month_over_the_rest() -> None:
    paths = [BESIDE + "IMG_1.png", "content/images/2016/05/IMG_1.jpg", "content/images/2015/IMG_1.jpg"]
    assert [find("IMG_1.jpg", *paths[start:]) for start in range(3)] == paths


@pytest.mark.parametrize("folder", ["2016/05", "2016/5", "2016-05", "2016/2016-05", "2016/05/wien"])
def test_the_folder_of_the_month_may_be_written_in_several_ways(folder: str) -> None:
    paths = [f"content/images/{folder}/IMG_1.jpg", "content/images/2015/05/IMG_1.jpg", "content/images/IMG_1.jpg"]
    assert find("IMG_1", *paths) == paths[0]


def test_two_photos_at_the_same_distance_are_ambiguous_and_both_are_named() -> None:
    paths = ("content/images/2014/IMG_1.jpg", "content/images/2015/IMG_1.jpg")
    assert find("IMG_1", *reversed(paths)) == Ambiguous(paths)
    assert find("IMG_1.jpg", *paths) == Ambiguous(paths)
    assert find("bild", BESIDE + "bild.jpg", BESIDE + "bild.png") == Ambiguous(
        (BESIDE + "bild.jpg", BESIDE + "bild.png")
    )


@pytest.mark.parametrize("heic", ["IMG_1.HEIC", "img_1.heif"])
def test_heic_and_jpeg_of_one_shot_count_as_one_and_the_jpeg_is_shown(heic: str) -> None:
    paths = [BESIDE + heic, BESIDE + "IMG_1.JPG"]
    assert find("IMG_1", *paths) == BESIDE + "IMG_1.JPG"
    assert find(heic, *paths) == BESIDE + heic


def test_heic_and_jpeg_in_different_folders_are_two_photos() -> None:
    paths = ("content/images/a/IMG_1.HEIC", "content/images/b/IMG_1.JPG")
    assert find("IMG_1", *paths) == Ambiguous(paths)


def test_the_video_of_a_live_photo_is_ignored() -> None:
    assert find("IMG_1", BESIDE + "IMG_1.MOV", BESIDE + "IMG_1.HEIC") == BESIDE + "IMG_1.HEIC"
    assert find("IMG_1", BESIDE + "IMG_1.MOV") is None


@pytest.mark.parametrize("written", ["NFC", "NFD"])
@pytest.mark.parametrize("stored", ["NFC", "NFD"])
def test_umlauts_are_found_however_they_are_encoded(written: str, stored: str) -> None:
    path = unicodedata.normalize(stored, BESIDE + "Frühstück Größe.jpg")
    for name in ("Frühstück Größe.jpg", "frühstück größe", "FRÜHSTÜCK GRÖSSE"):
        assert find(unicodedata.normalize(written, name), path) == path


def test_a_folder_with_umlauts_is_beside_its_entry_however_it_is_encoded() -> None:
    folder = "content/entries/2016-05-17-käse/"
    path = unicodedata.normalize("NFD", folder) + "IMG_1.jpg"
    assert find("IMG_1", path, source=unicodedata.normalize("NFC", folder) + "index.md") == path


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("bilder/IMG_1.jpg", BESIDE + "bilder/IMG_1.jpg"),
        ("bilder/img_1", BESIDE + "bilder/IMG_1.jpg"),
        ("./IMG_1.jpg", BESIDE + "IMG_1.jpg"),
        ("../gemeinsam/x.jpg", "content/entries/2016/gemeinsam/x.jpg"),
        ("../../../images/2015/x", "content/images/2015/x.png"),
        ("2015/x", "content/images/2015/x.png"),
    ],
)
def test_a_name_may_hold_a_folder(name: str, path: str) -> None:
    assert find(name, path, "content/images/2014/x.jpg", "content/images/2014/IMG_1.png") == path


@pytest.mark.parametrize(
    "name",
    ["../../../../privat/x.jpg", "/etc/x.jpg", "/content/../privat/x.jpg", "..", "../", "", ".", "#", ".jpg", "\0"],
)
def test_no_name_leads_out_of_the_content(name: str) -> None:
    assert find(name, "privat/x.jpg", "/etc/x.jpg", "content/../privat/x.jpg") is None


def test_an_ending_that_is_no_photos_belongs_to_the_name() -> None:
    assert find("Foto 17.5", BESIDE + "Foto 17.5.jpg") == BESIDE + "Foto 17.5.jpg"
    assert find("IMG_1.mov", BESIDE + "IMG_1.jpg") is None


def test_photos_beside_other_entries_are_not_found() -> None:
    assert find("IMG_1", "content/entries/2016/2016-05-18-anders/IMG_1.jpg") is None
