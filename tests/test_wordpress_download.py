"""Files fetched from the old site: only from its own hosts, politely, and going on where it broke off."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from generator.wordpress import download

from .moving import Moving, photo
from .wxr import Item, attachment

FILE = "2016/05/img_7476.jpg"
PHOTO = photo(400, 300)
ETAG = '"eins"'
ENTRY = "content/entries/2016/2016-05-17-unterstuetzen"


@dataclass
class Asked:
    """What the server was asked."""

    path: str
    headers: dict[str, str]


@dataclass
class OldSite:
    """A server on loopback that stands for the old blog, and does what it is told to."""

    address: str = ""
    files: dict[str, bytes] = field(default_factory=dict)  # by path
    asked: list[Asked] = field(default_factory=list)
    faults: list[dict[str, Any]] = field(default_factory=list)  # of the next answers: status, headers, cut

    def export(self, moving: Moving, *items: Item) -> str:
        return str(moving.export(*(items or self.showing()), site=self.address))

    def showing(self, *files: str) -> tuple[Item, ...]:
        files = files or (FILE,)
        shown = [f'<img src="{self.address}/wp-content/uploads/{file}?w=1024" alt="x" />' for file in files]
        post = Item(7, body="Text.\n\nMehr.\n\n" + "\n\n".join(shown), link=f"{self.address}/2016/05/17/unterstuetzen/")
        uploads = f"{self.address}/wp-content/uploads"
        return (post, *(attachment(100 + n, url=f"{uploads}/{file}") for n, file in enumerate(files)))


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[OldSite]:
    monkeypatch.setattr(download, "PAUSE", 0.0)
    old = OldSite(files={f"/wp-content/uploads/{FILE}": PHOTO})

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            old.asked.append(Asked(self.path, dict(self.headers)))
            fault = old.faults.pop(0) if old.faults else {}
            data = old.files.get(self.path)
            status = fault.get("status", 200 if data is not None else 404)
            body = data or b"<html>"
            headers = {"ETag": ETAG, "Content-Type": "image/jpeg"} | fault.get("headers", {})
            begin = self.headers.get("Range", "")
            if status == 200 and begin and self.headers.get("If-Range") == headers["ETag"]:
                start = int(begin.removeprefix("bytes=").removesuffix("-"))
                headers["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
                status, body = 206, body[start:]
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(body))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body[: fault.get("cut", len(body))])
            if "cut" in fault:
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    old.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield old
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_photos_are_fetched_once_in_their_original_size(moving: Moving, site: OldSite) -> None:
    export = site.export(moving)
    assert moving.row("media", export, "--download") == (1, 1, {})
    assert (moving.root / f"{ENTRY}/img_7476.jpg").read_bytes() == PHOTO
    assert [asked.path for asked in site.asked] == [f"/wp-content/uploads/{FILE}"]
    assert moving.row("media", export, "--download") == (1, 1, {})
    assert len(site.asked) == 1
    assert not moving.tree(".tagwerk")
    moving.built()


def test_the_original_of_a_file_that_is_not_listed_is_asked_for_first(moving: Moving, site: OldSite) -> None:
    small, whole = "/wp-content/uploads/2016/05/b-300x200.jpg", "/wp-content/uploads/2016/05/b.jpg"
    post = Item(7, body=f'Text.\n\nMehr.\n\n<img src="{site.address}{small}" alt="x" />')
    site.files = {small: photo(300, 200), whole: PHOTO}
    assert moving.row("media", site.export(moving, post), "--download") == (1, 1, {})
    assert (moving.root / f"{ENTRY}/b.jpg").read_bytes() == PHOTO


def test_what_only_looks_like_a_size_is_asked_for_as_it_is(moving: Moving, site: OldSite) -> None:
    name = "/wp-content/uploads/2016/05/b-300x200.jpg"
    post = Item(7, body=f'Text.\n\nMehr.\n\n<img src="{site.address}{name}" alt="x" />')
    site.files = {name: PHOTO}
    assert moving.row("media", site.export(moving, post), "--download") == (1, 1, {})
    assert [asked.path for asked in site.asked] == ["/wp-content/uploads/2016/05/b.jpg", name]


def test_the_old_site_learns_who_asks(moving: Moving, site: OldSite) -> None:
    moving.moves(site.export(moving), "--download")
    assert site.asked[0].headers["User-Agent"].startswith("Tagwerk/")


def test_without_the_option_nothing_is_asked(moving: Moving, site: OldSite) -> None:
    moving.moves(site.export(moving))
    moving.moves(site.export(moving), "--download", "--dry-run")
    assert not site.asked


def test_what_the_media_export_holds_is_not_asked_for(moving: Moving, site: OldSite) -> None:
    moving.file(f"media/{FILE}", photo(color="red"))
    assert moving.row("media", site.export(moving), "--download", "--media", moving.exports / "media")[1] == 1
    assert not site.asked


def test_requests_come_one_after_the_other_with_pauses(
    moving: Moving, site: OldSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"2016/05/img_{number}.jpg" for number in range(4)]
    site.files = {f"/wp-content/uploads/{name}": PHOTO for name in names}
    pauses: list[float] = []
    monkeypatch.setattr(download, "PAUSE", 0.5)
    monkeypatch.setattr(download.time, "sleep", pauses.append)
    moving.moves(site.export(moving, *site.showing(*names)), "--download")
    assert len(site.asked) == 4
    assert pauses == [0.5, 0.5, 0.5]


def test_a_download_that_breaks_off_goes_on_at_once(moving: Moving, site: OldSite) -> None:
    site.faults = [{"cut": 200}]
    assert moving.row("media", site.export(moving), "--download") == (1, 1, {})
    assert site.asked[1].headers["Range"] == "bytes=200-"
    assert (moving.root / f"{ENTRY}/img_7476.jpg").read_bytes() == PHOTO


def test_a_download_that_broke_off_goes_on_in_the_next_run(moving: Moving, site: OldSite) -> None:
    site.faults = [{"cut": 200}, *({"status": 503} for _ in range(download.ATTEMPTS - 1))]
    found, imported, reasons = moving.row("media", site.export(moving), "--download")
    assert (found, imported, reasons) == (1, 0, {"the old site answers 503": 1})
    assert not [path for path in moving.tree("content") if path.endswith(".jpg")]
    assert moving.row("media", site.export(moving), "--download") == (1, 1, {})
    assert site.asked[-1].headers["Range"] == "bytes=200-"
    assert (moving.root / f"{ENTRY}/img_7476.jpg").read_bytes() == PHOTO


def test_a_file_that_changed_meanwhile_is_fetched_anew(moving: Moving, site: OldSite) -> None:
    site.faults = [{"cut": 200}, {"headers": {"ETag": '"zwei"'}}]
    assert moving.row("media", site.export(moving), "--download") == (1, 1, {})
    assert (moving.root / f"{ENTRY}/img_7476.jpg").read_bytes() == PHOTO


def test_a_server_that_asks_for_patience_is_given_it(
    moving: Moving, site: OldSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(download.time, "sleep", pauses.append)
    site.faults = [{"status": 429, "headers": {"Retry-After": "17"}}]
    assert moving.row("media", site.export(moving), "--download")[1] == 1
    assert 17.0 in pauses


def test_a_server_that_stopped_answering_is_left_alone(moving: Moving, site: OldSite) -> None:
    names = [f"2016/05/img_{number}.jpg" for number in range(download.PATIENCE + 3)]
    site.faults = [{"status": 500} for _ in range(1000)]
    found, imported, reasons = moving.row("media", site.export(moving, *site.showing(*names)), "--download")
    assert (found, imported) == (len(names), 0)
    assert reasons == {"the old site answers 500": download.PATIENCE, "the old site stopped answering": 3}
    assert len(site.asked) == download.PATIENCE * download.ATTEMPTS


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ({"status": 404}, "not found on the old site (404)"),
        ({"status": 403}, "the old site does not hand it out (403)"),
        ({"headers": {"Content-Type": "text/html; charset=utf-8"}}, "the old site shows a page in its place"),
        ({"headers": {"Content-Length": str(9 * 2**30)}, "cut": 0}, "larger than 8 GiB"),
        ({"status": 302, "headers": {"Location": "http://169.254.169.254/x"}},
         "on a host that is not the old site's (169.254.169.254)"),
        ({"status": 302, "headers": {"Location": "file:///etc/passwd"}}, "on a host that is not the old site's (none)"),
    ],
)  # fmt: skip
def test_what_is_no_file_of_the_old_site_is_left_out(
    moving: Moving, site: OldSite, fault: dict[str, Any], reason: str
) -> None:
    site.faults = [fault]
    assert moving.row("media", site.export(moving), "--download") == (1, 0, {reason: 1})
    moving.built()


def test_redirects_on_the_old_site_are_followed(moving: Moving, site: OldSite) -> None:
    site.faults = [{"status": 301, "headers": {"Location": f"/wp-content/uploads/{FILE}"}}]
    assert moving.row("media", site.export(moving), "--download") == (1, 1, {})


def test_redirects_in_circles_end(moving: Moving, site: OldSite) -> None:
    site.faults = [{"status": 302, "headers": {"Location": f"{site.address}/x"}} for _ in range(50)]
    assert moving.row("media", site.export(moving), "--download") == (1, 0, {"redirected in circles": 1})
    assert len(site.asked) == download.REDIRECTS


def test_what_turns_out_to_be_no_photo_is_not_kept(moving: Moving, site: OldSite) -> None:
    site.files[f"/wp-content/uploads/{FILE}"] = b"<script>alert(1)</script>"
    reasons = {"no photo, though its name says so": 1}
    assert moving.row("media", site.export(moving), "--download") == (1, 0, reasons)
    assert not [path for path in moving.tree("") if path.endswith((".jpg", ".part"))]


def test_a_host_that_is_not_the_blog_s_own_may_not_be_in_a_private_network(moving: Moving, site: OldSite) -> None:
    """The export calls loopback a place of its media, but the blog stands elsewhere."""
    file = moving.export(*site.showing(), site="https://tage.example")
    assert moving.row("media", file, "--download") == (1, 0, {"on a private network": 1})
    assert not site.asked


def test_photos_on_other_hosts_are_never_fetched(moving: Moving, site: OldSite) -> None:
    post = Item(7, body=f'Text.\n\nMehr.\n\n<img src="{site.address}/wp-content/uploads/{FILE}" />')
    row = moving.row("media", moving.export(post, site="https://tage.example"), "--download")
    assert row == (1, 0, {"on another site, left as it was": 1})
    assert not site.asked
