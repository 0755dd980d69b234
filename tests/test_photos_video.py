"""Whether a video says where it was filmed. Every file here is put together by the test that needs it."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.photos import video_position

BERLIN = b"+52.5200+013.4050/"


def box(kind: bytes, *content: bytes) -> bytes:
    body = b"".join(content)
    return struct.pack(">I", len(body) + 8) + kind + body


FTYP = box(b"ftyp", b"isom", bytes(4), b"isommp42")
SAMPLES = box(b"mdat", bytes(5_000))
PLAIN = box(b"mvhd", bytes(100))
HANDLER = box(b"hdlr", bytes(25))


def keyed(key: bytes, value: bytes, *version: bytes) -> bytes:
    """Metadata by keys, as QuickTime has it; MP4 puts a version before."""
    name = struct.pack(">II", 0, 1) + box(b"mdta", key)
    item = box(struct.pack(">I", 1), box(b"data", struct.pack(">II", 1, 0), value))
    return box(b"meta", *version, HANDLER, box(b"keys", name), box(b"ilst", item))


def told(tmp_path: Path, data: bytes) -> bool:
    file = tmp_path / "a.mp4"
    file.write_bytes(data)
    return video_position(file)


@pytest.mark.parametrize(
    "moov",
    [
        box(b"udta", box(b"\xa9xyz", struct.pack(">HH", len(BERLIN), 0x15C7), BERLIN)),
        box(b"udta", box(b"loci", bytes(30))),
        box(b"trak", box(b"udta", box(b"loci", bytes(30)))),
        keyed(b"com.apple.quicktime.location.ISO6709", BERLIN),
        keyed(b"com.apple.quicktime.location.ISO6709", BERLIN, bytes(4)),
        keyed(b"com.example.place", BERLIN),
        box(b"udta", keyed(b"location", BERLIN, bytes(4))),
        box(b"udta", box(b"XMP_", b"<exif:GPSLatitude>52,31.2N</exif:GPSLatitude>")),
        box(b"trak", box(b"mdia", box(b"minf", box(b"stbl", box(b"stsd", bytes(8), box(b"gpmd", bytes(8))))))),
    ],
)
@pytest.mark.parametrize("order", ["streaming", "as filmed"])
def test_a_position_is_found_wherever_cameras_put_it(tmp_path: Path, moov: bytes, order: str) -> None:
    parts = [box(b"moov", PLAIN, moov), SAMPLES]
    assert told(tmp_path, FTYP + b"".join(parts if order == "streaming" else reversed(parts)))


def test_a_position_beside_the_movie_is_found(tmp_path: Path) -> None:
    assert told(tmp_path, FTYP + box(b"moov", PLAIN) + box(b"uuid", bytes(16), b"<exif:GPSLatitude/>"))
    assert told(tmp_path, FTYP + box(b"moof", box(b"traf", box(b"udta", box(b"loci", bytes(9))))))


@pytest.mark.parametrize(
    "moov",
    [
        box(b"moov", PLAIN),
        box(b"moov", PLAIN, box(b"udta", box(b"\xa9nam", b"Auf dem Balkon, am 17.5.2016 um +2.5 Grad"), bytes(4))),
        box(b"moov", PLAIN, keyed(b"com.apple.quicktime.make", b"Apple")),
        b"",
    ],
)
def test_a_video_without_a_position_is_clean(tmp_path: Path, moov: bytes) -> None:
    assert not told(tmp_path, FTYP + moov + SAMPLES)


def test_pixels_are_not_mistaken_for_a_position(tmp_path: Path) -> None:
    assert not told(tmp_path, FTYP + box(b"mdat", BERLIN, b"loci", b"\xa9xyz") + box(b"moov", PLAIN))


def test_a_box_of_more_than_four_gigabytes_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "a.mp4"
    moov = box(b"moov", box(b"udta", box(b"loci", bytes(9))))
    size = 5_000_000_000
    with file.open("wb") as stream:
        stream.write(FTYP + struct.pack(">I4sQ", 1, b"mdat", size))
        stream.seek(len(FTYP) + size)  # a hole: it takes no room on the disk
        stream.write(moov)
    assert video_position(file)


def element(name: bytes, *content: bytes, size: bytes | None = None) -> bytes:
    body = b"".join(content)
    return name + (size or struct.pack(">Q", len(body) | 1 << 56)) + body


HEADER = element(b"\x1a\x45\xdf\xa3", b"\x42\x82\x84webm")
CLUSTER = element(b"\x1f\x43\xb6\x75", BERLIN, bytes(5_000))
UNKNOWN = b"\x01" + b"\xff" * 7


@pytest.mark.parametrize("size", [None, UNKNOWN])
def test_a_position_in_the_tags_of_a_webm_is_found(tmp_path: Path, size: bytes | None) -> None:
    def segment(*tags: bytes) -> bytes:
        return HEADER + element(b"\x18\x53\x80\x67", CLUSTER, *tags, size=size)

    assert told(tmp_path, segment(element(b"\x12\x54\xc3\x67", b"LOCATION", BERLIN)))
    assert not told(tmp_path, segment(element(b"\x12\x54\xc3\x67", b"TITLE", b"Auf dem Balkon")))
    assert not told(tmp_path, segment())


@pytest.mark.parametrize("data", [b"", b"ID3", b"%PDF-1.7", b"\x1a\x45\xdf\xa3", FTYP[:9], b"kein Video, nur Text"])
def test_other_files_hold_no_position(tmp_path: Path, data: bytes) -> None:
    assert not told(tmp_path, data)


def test_a_file_that_is_not_there_holds_none(tmp_path: Path) -> None:
    assert not video_position(tmp_path / "missing.mp4")
    assert not video_position(tmp_path)


def test_a_video_that_ends_early_still_tells(tmp_path: Path) -> None:
    whole = FTYP + box(b"moov", PLAIN, box(b"udta", box(b"loci", bytes(9)))) + SAMPLES
    assert told(tmp_path, whole[:-100])


def test_a_file_of_countless_boxes_counts_as_telling(tmp_path: Path) -> None:
    assert told(tmp_path, FTYP + box(b"wide") * 100_001)


def test_boxes_within_boxes_end(tmp_path: Path) -> None:
    nested = b""
    for _ in range(2_000):
        nested = box(b"moov", nested)
    assert not told(tmp_path, FTYP + nested)


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(st.binary(max_size=200), st.booleans())
def test_no_content_makes_it_raise(tmp_path_factory: pytest.TempPathFactory, data: bytes, matroska: bool) -> None:
    told(tmp_path_factory.getbasetemp(), (HEADER if matroska else FTYP) + data)
