from __future__ import annotations

import shutil
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from generator.audit import audit, foreign_in_style, foreign_requests, is_foreign
from generator.build import Options, build

SAMPLE = Path(__file__).parents[1] / "content"
OWN = "https://mein.example/blog"

FETCHING = [
    '<img src="https://fremd.example/a.gif">',
    "<IMG SRC=//fremd.example/a.gif>",
    '<img src="/a.jpg" srcset="/a.webp 480w, https://fremd.example/b.webp 960w">',
    '<img src=" ht\ntps://fremd.example/a.gif">',
    '<img src="\\\\fremd.example\\a.gif">',
    '<img src="https:fremd.example/a.gif">',
    '<img src="https&colon;//fremd.example/a.gif">',
    '<picture><source srcset="https://fremd.example/a.webp"></picture>',
    '<video poster="https://fremd.example/a.jpg"></video>',
    '<audio src="https://fremd.example/a.mp3"></audio>',
    '<video><track src="https://fremd.example/a.vtt"></video>',
    '<iframe src="https://fremd.example/"></iframe>',
    '<iframe src="javascript:alert(1)"></iframe>',
    '<iframe srcdoc="x"></iframe>',
    '<embed src="https://fremd.example/a.swf">',
    '<object data="https://fremd.example/a.pdf"></object>',
    '<input type="image" src="https://fremd.example/a.png">',
    '<body background="https://fremd.example/a.png">',
    '<base href="https://fremd.example/">',
    '<script src="https://fremd.example/a.js"></script>',
    '<script type="module">import "https://fremd.example/a.js"</script>',
    "<script>fetch(a)</script>",
    '<link rel="stylesheet" href="https://fremd.example/a.css">',
    '<link rel="alternate STYLESHEET" href="https://fremd.example/a.css">',
    '<link rel="shortcut icon" href="https://fremd.example/a.ico">',
    '<link rel="preconnect" href="https://fremd.example">',
    '<link rel="preload" as="image" imagesrcset="https://fremd.example/a.webp 1x">',
    '<meta http-equiv="Refresh" content="0; URL=https://fremd.example/">',
    '<p style="background: url(https://fremd.example/a.png)">',
    '<style>@import "https://fremd.example/a.css";</style>',
    '<style>@import "https://fremd.example/a.css"',
    '<style/>@import "https://fremd.example/a.css";</style>',
    '<svg><image xlink:href="https://fremd.example/a.png"/></svg>',
    '<svg><use href="https://fremd.example/a.svg#b"/></svg>',
    '<svg><rect fill="url(https://fremd.example/a.svg#b)"/></svg>',
    '<svg><image><set attributeName="href" to="https://fremd.example/a.png"/></image></svg>',
    "<svg><style>@import &quot;https://fremd.example/a.css&quot;;</style></svg>",
    '<?xml-stylesheet href="https://fremd.example/a.css"?><svg/>',
    '<!DOCTYPE svg [<!ENTITY a "https://fremd.example/">]><svg/>',
    '<p onclick="fetch(a)">',
    '<!--> <img src="https://fremd.example/a.gif"> -->',
    '<!-- a --!> <img src="https://fremd.example/a.gif"> <!-- b -->',
    '<![x <img src="https://fremd.example/a.gif">',
]
QUIET = [
    '<a href="https://fremd.example/">Fremd</a>',
    '<a href="mailto:ich@mein.example">Post</a>',
    '<link rel="canonical" href="https://mein.example/blog/">',
    '<link rel="alternate" type="application/rss+xml" href="https://fremd.example/feed.xml">',
    '<link rel="license" href="https://fremd.example/by/4.0/">',
    '<meta property="og:image" content="https://fremd.example/a.jpg">',
    '<meta http-equiv="refresh" content="0; url=/blog/neu/">',
    '<meta http-equiv="refresh" content="0; url=https://mein.example/blog/neu/">',
    '<img src="/blog/a.jpg" srcset="/blog/a.webp 480w, /blog/b.webp 960w">',
    '<img src="HTTPS://Mein.Example/blog/a.jpg">',
    '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">',
    '<script src="/blog/a.js" defer></script>',
    '<script type="application/ld+json">{"@id": "https://fremd.example/"}</script>',
    '<!-- <img src="https://fremd.example/a.gif"> -->',
    "<p>@import 'https://fremd.example/'</p>",
    '<svg xmlns="http://www.w3.org/2000/svg"><circle cx="23.1%"/></svg>',
    '<form action="https://fremd.example/"></form>',
    '<style>a::before { content: "siehe: https://fremd.example/" }</style>',
]
FETCHING_STYLES = [
    "a { background: url(https://fremd.example/a.png) }",
    "a { background: URL( '//fremd.example/a.png' ) }",
    r"a { background: \75 rl(https://fremd.example/a.png) }",
    r"a { background: url(\68ttps://fremd.example/a.png) }",
    "@import 'https://fremd.example/a.css';",
    "@import/**/url(https://fremd.example/a.css) print;",
    "@font-face { src: local(a), url(https://fremd.example/a.woff2) }",
    'a { background: image-set("/a.png" 1x, "https://fremd.example/b.png" 2x) }',
    'a { content: "/*" } b { background: url(https://fremd.example/a.png) }',
    r'a { content: "\2f *" } b { background: url(https://fremd.example/a.png) }',
    r"""a { content: "\"" } b { background: url("https://fremd.example/a.png") }""",
    '@namespace svg "http://www.w3.org/2000/svg"; a { background: url(//fremd.example/) }',
]
QUIET_STYLES = [
    "a { background: url(/blog/a.png) }",
    "/* url(https://fremd.example/a.png) */",
    '@namespace svg url("http://www.w3.org/2000/svg");',
    'a { content: "https://fremd.example/" }',
    "a { background: url(data:image/png;base64,AAAA) }",
]


@pytest.mark.parametrize("html", FETCHING)
def test_what_a_browser_fetches_from_another_host_is_found(html: str) -> None:
    assert foreign_requests(html, OWN)


@pytest.mark.parametrize("html", QUIET)
def test_what_stays_on_the_host_or_waits_for_a_click_is_fine(html: str) -> None:
    assert foreign_requests(html, OWN) == []


@pytest.mark.parametrize("css", FETCHING_STYLES)
def test_a_style_sheet_that_fetches_from_another_host_is_found(css: str) -> None:
    assert foreign_in_style(css, OWN)


@pytest.mark.parametrize("css", QUIET_STYLES)
def test_a_style_sheet_that_stays_on_the_host_is_fine(css: str) -> None:
    assert foreign_in_style(css, OWN) == []


def test_a_request_is_told_with_its_line_element_and_address() -> None:
    html = "<p>\n<style>\nb {}\na { background: url(//fremd.example/a) }</style>\n<img src='//fremd.example/b'>"
    assert foreign_requests(html, OWN) == [
        (4, "style", "//fremd.example/a"),
        (5, "img src", "//fremd.example/b"),
    ]


def test_without_a_base_url_every_named_host_is_foreign() -> None:
    assert is_foreign("https://mein.example/a.png", "")
    assert not is_foreign("/a.png", "")


@given(st.text(alphabet="<>!/-=\"'[]&; \nabsrcimgstyle(){}@\\url:", max_size=80))
def test_no_markup_raises(text: str) -> None:
    foreign_requests(text, OWN)
    foreign_in_style(text, OWN)


def test_an_output_that_keeps_to_itself_has_no_complaints(tmp_path: Path) -> None:
    _lay_out(tmp_path, {"index.html": b'<img src="/a.jpg">', "a.jpg": _photo(), "feed.xml": b"<x>https://a.b/</x>"})
    assert audit(tmp_path / "output") == ()


def test_complaints_about_an_output_are_sorted_and_name_file_and_line(tmp_path: Path) -> None:
    _lay_out(tmp_path, {"b/index.html": b'\n<img src="//fremd.example/">', "a.css": b"a{b:url(//fremd.example/)}"})
    found = [str(problem) for problem in audit(tmp_path / "output")]
    assert found == [
        "output/a.css:1: style fetches from another host: //fremd.example/",
        "output/b/index.html:2: img src fetches from another host: //fremd.example/",
    ]


def test_a_photo_with_a_position_is_found(tmp_path: Path) -> None:
    _lay_out(tmp_path, {"a.jpg": _photo(latitude=52.5), "b.jpg": _photo()})
    assert [problem.path for problem in audit(tmp_path / "output")] == ["output/a.jpg"]


def test_a_photo_is_known_by_its_content_rather_than_its_name(tmp_path: Path) -> None:
    _lay_out(tmp_path, {"bild": _photo(latitude=52.5)})
    assert [problem.path for problem in audit(tmp_path / "output")] == ["output/bild"]


def test_a_video_with_a_position_is_found(tmp_path: Path) -> None:
    position = b"\x00\x00\x00\x1a\xa9xyz" + b"+52.5200+013.4050/"
    start = b"\x00\x00\x00\x10ftypisom\x00\x00\x00\x00"
    _lay_out(tmp_path, {"a.mp4": start + position, "b.mp4": start})
    assert [problem.path for problem in audit(tmp_path / "output")] == ["output/a.mp4"]


def test_the_sample_journal_keeps_to_itself(tmp_path: Path) -> None:
    shutil.copytree(SAMPLE, tmp_path / "content")
    assert not build(Options(tmp_path, tmp_path / "output", future=True)).failed
    assert audit(tmp_path / "output", "https://beispiel.example") == ()


def test_a_page_that_is_no_utf8_is_read_all_the_same(tmp_path: Path) -> None:
    _lay_out(tmp_path, {"index.html": b'\xff<img src="//fremd.example/">'})
    assert len(audit(tmp_path / "output")) == 1


def _lay_out(root: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        path = root / "output" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _photo(latitude: float | None = None) -> bytes:
    exif = Image.Exif()
    if latitude is not None:
        exif.get_ifd(0x8825).update({1: "N", 2: (latitude, 0.0, 0.0)})
    target = BytesIO()
    Image.new("RGB", (8, 8), "teal").save(target, "JPEG", exif=exif if latitude is not None else b"")
    return target.getvalue()
