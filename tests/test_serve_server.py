"""The server over raw sockets: what a browser may expect of it, and what nobody may get from it."""

from __future__ import annotations

import os
import re
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.serve import bind, connection, server
from generator.serve.server import Server
from generator.serve.site import Site

SECRET = b"GEHEIM"
PAGE = "<!doctype html><html lang=de><head><title>Tage</title></head><body>{}</body></html>"
SOUND = bytes(range(256)) * 400
FILES: dict[str, str | bytes] = {
    "index.html": PAGE.format("Start"),
    "404.html": PAGE.format("Seite nicht gefunden"),
    "2016/05/17/über/index.html": PAGE.format("Über"),
    "leer/bild.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    "ton.mp3": SOUND,
    "nichts.txt": b"",
    ".well-known/a.txt": "gut",
    ".git/config": SECRET,
}
LARGE = 100_000_000  # bytes: more than the system takes for a client that does not read
LIMIT = 20.0  # seconds that any answer may take; never waited for if all is well


class Answered:
    """An answer as it came over the wire."""

    def __init__(self, data: bytes) -> None:
        head, _, self.body = data.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        self.status = int(first.split()[1]) if first else 0
        self.headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}


class Client:
    """Speaks to a server in bytes."""

    def __init__(self, port: int) -> None:
        self.port = port

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), LIMIT)

    def send(self, data: bytes) -> bytes:
        """Send `data`, and nothing after it; all that comes back until the server ends the connection."""
        with self.connect() as stream:
            try:
                stream.sendall(data)
                stream.shutdown(socket.SHUT_WR)
            except OSError:
                pass  # it has ended the connection before; what it said can still be read
            return received(stream)

    def ask(self, target: str, *headers: str, method: str = "GET", host: str = "") -> Answered:
        lines = [f"{method} {target} HTTP/1.1", f"Host: {host or f'localhost:{self.port}'}", *headers]
        return Answered(self.send("\r\n".join((*lines, "Connection: close", "", "")).encode("utf-8")))

    def is_alive(self) -> bool:
        return b"Start" in self.ask("/").body


def received(stream: socket.socket) -> bytes:
    parts = []
    try:
        while part := stream.recv(65536):
            parts.append(part)
    except ConnectionResetError:
        pass
    return b"".join(parts)


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("host")
    (folder / "geheim.txt").write_bytes(SECRET)
    top = folder / "output"
    for path, content in FILES.items():
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_bytes(content.encode() if isinstance(content, str) else content)
    os.symlink("../geheim.txt", top / "link.txt")
    os.symlink("..", top / "oben")
    os.symlink("index.html", top / "innen.html")
    os.mkfifo(top / "rohr.txt")
    os.makedirs(top / "index.html.d/index.html")
    return top


Serving = Callable[..., Client]


@pytest.fixture(scope="module")
def serving(output: Path) -> Iterator[Serving]:
    open_servers: list[Server] = []

    def begin(base_path: str = "", *, live: bool = False) -> Client:
        site = Site(output, live=live)
        site.base_path = base_path
        open_servers.append(Server(site, bind(0), live=live).__enter__())
        return Client(open_servers[-1].port)

    yield begin
    for one in open_servers:
        one.__exit__(None, None, None)


@pytest.fixture(scope="module")
def client(serving: Serving) -> Client:
    return serving()


# --- What a browser may expect ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/404.html", "text/html; charset=utf-8"),
        ("/2016/05/17/%C3%BCber/", "text/html; charset=utf-8"),
        ("/leer/bild.svg?v=1", "image/svg+xml; charset=utf-8"),
        ("/ton.mp3", "audio/mpeg"),
        ("/.well-known/a.txt", "text/plain; charset=utf-8"),
    ],
)
def test_files_come_with_their_type_and_charset_and_are_not_stored(client: Client, target: str, kind: str) -> None:
    answer = client.ask(target)
    assert answer.status == 200
    assert answer.headers["content-type"] == kind
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert int(answer.headers["content-length"]) == len(answer.body)


def test_a_folder_without_its_slash_leads_to_the_one_with_it(client: Client) -> None:
    answer = client.ask("/2016/05/17/%C3%BCber")
    assert (answer.status, answer.headers["location"]) == (302, "/2016/05/17/%C3%BCber/")


@pytest.mark.parametrize(
    "target", ["/nirgends", "/leer/", "/leer", "/2016/", "/ton.mp3/", "/index.html/x", "/index.html.d/"]
)
def test_what_is_not_there_is_answered_by_the_site_s_own_page(client: Client, target: str) -> None:
    answer = client.ask(target)
    assert answer.status == 404
    assert "Seite nicht gefunden" in answer.body.decode()
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("target", ["/", "/ton.mp3", "/nirgends", "/leer"])
def test_head_says_what_get_says_without_the_body(client: Client, target: str) -> None:
    asked, told = client.ask(target), client.ask(target, method="HEAD")
    assert told.body == b""
    assert told.status == asked.status
    assert {**told.headers, "date": ""} == {**asked.headers, "date": ""}


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-", 0, len(SOUND) - 1),
        ("bytes=100-199", 100, 199),
        ("bytes=-100", len(SOUND) - 100, len(SOUND) - 1),
        ("bytes=-999999999", 0, len(SOUND) - 1),
        (f"bytes={len(SOUND) - 1}-999999999", len(SOUND) - 1, len(SOUND) - 1),
    ],
)
def test_a_range_is_what_was_asked_for(client: Client, asked: str, first: int, last: int) -> None:
    for method in ("GET", "HEAD"):
        answer = client.ask("/ton.mp3", f"Range: {asked}", method=method)
        assert answer.status == 206
        assert answer.headers["content-range"] == f"bytes {first}-{last}/{len(SOUND)}"
        assert int(answer.headers["content-length"]) == last - first + 1
        assert answer.body == (SOUND[first : last + 1] if method == "GET" else b"")


@pytest.mark.parametrize(
    "asked",
    ["bytes=5-2", "bytes=-", "bytes=a-b", "bytes=", "bytes", "seconds=0-1", "bytes=0-1,3-4", "bytes=--1", "bytes=0x1-2",
     "bytes=1-2-3", f"bytes=0-{'9' * 5000}", "bytes=" + ",".join(["0-"] * 2000), "bytes=\u00b2-\u00b3"],
)  # fmt: skip
def test_a_range_that_is_invalid_or_manifold_gets_the_whole_file(client: Client, asked: str) -> None:
    answer = client.ask("/ton.mp3", f"Range: {asked}")
    assert answer.status == 200
    assert answer.body == SOUND


@pytest.mark.parametrize(
    ("target", "asked"), [("/ton.mp3", f"bytes={len(SOUND)}-"), ("/ton.mp3", "bytes=-0"), ("/nichts.txt", "bytes=0-")]
)
def test_a_range_outside_the_file_cannot_be_satisfied(client: Client, target: str, asked: str) -> None:
    answer = client.ask(target, f"Range: {asked}")
    assert answer.status == 416
    assert answer.headers["content-range"].startswith("bytes */")


def test_a_range_under_a_condition_gets_the_whole_file(client: Client) -> None:
    assert client.ask("/ton.mp3", "Range: bytes=0-9", 'If-Range: "x"').status == 200


def test_several_requests_on_one_connection_are_answered_in_their_order(client: Client) -> None:
    host = f"Host: 127.0.0.1:{client.port}\r\n\r\n"
    targets = (("GET", "/leer/bild.svg"), ("HEAD", "/ton.mp3"), ("GET", "/nirgends"), ("GET", "/.well-known/a.txt"))
    asked = [f"{method} {target} HTTP/1.1\r\n{host}" for method, target in targets]
    data = client.send("".join(asked).encode())
    assert re.findall(rb"HTTP/1\.1 (\d+)", data) == [b"200", b"200", b"404", b"200"]
    assert data.endswith(b"gut")


def test_below_a_path_the_site_is_found_there_and_nowhere_else(serving: Serving) -> None:
    below = serving("/mein/blog")
    assert b"Start" in below.ask("/mein/blog/").body
    assert b"gut" in below.ask("/mein/blog/.well-known/a.txt").body
    for target, there in (("/", "/mein/blog/"), ("/mein/blog", "/mein/blog/"), ("/ton.mp3", "/mein/blog/ton.mp3")):
        answer = below.ask(target)
        assert (answer.status, answer.headers["location"]) == (302, there)
    assert below.ask("/mein/").status == below.ask("/mein/blog/nirgends").status == 404
    assert SECRET not in below.ask("/mein/blog/../../geheim.txt").body


def test_what_is_added_for_browsers_that_listen_is_added_to_pages_alone(serving: Serving, output: Path) -> None:
    live = serving(live=True)
    for target in ("/", "/404.html", "/nirgends"):
        answer = live.ask(target)
        assert b'<script src="/.tagwerk/reload.js"' in answer.body
        assert int(answer.headers["content-length"]) == len(answer.body)
    assert live.ask("/ton.mp3").body == SOUND
    assert live.ask("/.tagwerk/reload.js").headers["content-type"] == "text/javascript; charset=utf-8"
    assert (output / "index.html").read_text() == FILES["index.html"]


def test_without_listening_pages_are_what_was_built(client: Client) -> None:
    assert client.ask("/").body.decode() == FILES["index.html"]
    assert client.ask("/.tagwerk/reload.js").status == 404
    assert client.ask("/.tagwerk/events?page=/").status == 404


# --- What nobody may get ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["localhost:{}", "LocalHost:{}", "127.0.0.1:{}", "[::1]:{}"])
def test_its_own_names_are_answered(client: Client, host: str) -> None:
    assert client.ask("/", host=host.format(client.port)).status == 200


@pytest.mark.parametrize(
    "host",
    ["fremd.example", "fremd.example:{}", "localhost", "127.0.0.1", "localhost:1", "127.0.0.1.fremd.example:{}",
     "localhost.fremd.example:{}", "localhost:{}.fremd.example", "fremd@localhost:{}", "localhost:{}@fremd.example",
     "127.0.0.2:{}", "0.0.0.0:{}", "[::]:{}", "[::1", "127.1:{}", "localhost.:{}", "localhost:{},fremd.example", ":{}"],
)  # fmt: skip
def test_a_foreign_host_is_refused(client: Client, host: str) -> None:
    answer = client.ask("/", host=host.format(client.port))
    assert answer.status in (400, 421)
    assert b"Start" not in answer.body


@pytest.mark.parametrize(
    "request_",
    [
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.0\r\n\r\n",
        "GET / HTTP/1.1\r\nHost:\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: {own}\r\nHost: fremd.example\r\n\r\n",
        "GET http://fremd.example/ HTTP/1.1\r\nHost: {own}\r\n\r\n",
        "GET http://{own}@fremd.example/ HTTP/1.1\r\nHost: {own}\r\n\r\n",
        "GET HTTP://FREMD.EXAMPLE/ HTTP/1.1\r\nHost: {own}\r\n\r\n",
    ],
)
def test_a_request_that_does_not_say_whom_it_means_is_refused(client: Client, request_: str) -> None:
    data = client.send(request_.format(own=f"localhost:{client.port}").encode())
    assert Answered(data).status in (400, 421)
    assert b"Start" not in data


def test_a_target_may_be_a_whole_address(client: Client) -> None:
    assert b"Start" in client.ask(f"http://localhost:{client.port}/").body


CLIMBING = (
    "/../geheim.txt", "/..", "/./../geheim.txt", "/leer/../../geheim.txt", "/%2e%2e/geheim.txt", "/%2E%2E/geheim.txt",
    "/.%2e/geheim.txt", "/%2e./geheim.txt", "/..%2fgeheim.txt", "/%2e%2e%2fgeheim.txt", "/..%5cgeheim.txt",
    "/..\\geheim.txt", "/%5c..%5cgeheim.txt", "/%252e%252e/geheim.txt", "/..%252fgeheim.txt",
    "/%c0%ae%c0%ae/geheim.txt", "/..%c0%afgeheim.txt", "/..%e0%80%afgeheim.txt", "/%uff0e%uff0e/geheim.txt",
    "/\uff0e\uff0e/geheim.txt",
    "/..;/geheim.txt", "/..%00/geheim.txt", "/geheim.txt%00.html", "/index.html%00/../../geheim.txt", "//../geheim.txt",
    "///etc/passwd", "//etc/passwd", "/%2fetc/passwd", "/%2f%2fetc%2fpasswd", "/file:///etc/passwd", "../geheim.txt",
    "geheim.txt", "/..%0d%0a/geheim.txt", "/leer/..%2f..%2fgeheim.txt", "/....//geheim.txt", "/.../geheim.txt",
    "/%", "/%zz", "/%2", "/link.txt", "/oben/geheim.txt", "/oben/output/geheim.txt", "/innen.html", "/oben/",
    "/.git/config", "/%2egit/config", "/rohr.txt", "/404.html/../../geheim.txt", "/?/../../geheim.txt", "*", "/~/x",
)  # fmt: skip


@pytest.mark.parametrize("target", CLIMBING)
def test_no_spelling_of_a_path_leaves_the_output(client: Client, target: str) -> None:
    answer = client.ask(target)
    assert SECRET not in answer.body and b"root:" not in answer.body
    assert answer.status in (400, 404) or (target.startswith("/?") and answer.status == 200)


def test_bytes_that_are_no_address_leave_the_output_neither(client: Client) -> None:
    for target in (b"/\xc0\xae\xc0\xae/geheim.txt", b"/\xff\xfe", b"/a\x00b", b"/" + b"../" * 3000 + b"geheim.txt"):
        data = client.send(b"GET " + target + b" HTTP/1.1\r\nHost: localhost:%d\r\n\r\n" % client.port)
        assert SECRET not in data
        assert Answered(data).status in (400, 404)
    assert client.is_alive()


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get"])
def test_nothing_but_get_and_head_is_answered(client: Client, method: str) -> None:
    answer = client.ask("/", method=method)
    assert answer.status == 405
    assert answer.headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\r\n" * 100,
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500),
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET /\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\nHost: localhost\n\n" * 3,
        b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999999999999\r\n\r\nx",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n",
        b"GET / HTTP/1.1\r\n folded: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX\x00: y\r\n\r\n",
        bytes(range(256)) * 300,
    ],
)
def test_an_absurd_request_is_refused_and_the_server_goes_on(client: Client, data: bytes) -> None:
    data = data.replace(b"localhost", b"localhost:%d" % client.port)
    answer = Answered(client.send(data))
    assert answer.status in (0, 200, 400, 405, 421, 431, 501, 505)
    assert client.is_alive()


@pytest.mark.parametrize(
    "head",
    [
        b"GET /%b HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: %b\r\n\r\n",
        b"GET / HTTP/1.1\r\n%b\r\n",
    ],
)
@pytest.mark.parametrize("size", [40_000, 2_000_000])
def test_a_head_without_measure_is_refused(client: Client, head: bytes, size: int) -> None:
    filling = b"a: b\r\n" * (size // 6) if head.endswith(b"\n%b\r\n") else b"a" * size
    answer = Answered(client.send(head % filling))
    assert answer.status in (0, 431)  # 0: it did not even wait for what is left to be sent
    assert client.is_alive()


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(target=st.text(alphabet="./%\\25eEfFcC0aA;:?#\x00 ~git", max_size=30), tail=st.binary(max_size=40))
def test_whatever_is_asked_the_secret_is_kept(client: Client, target: str, tail: bytes) -> None:
    request = f"GET /{target}geheim.txt HTTP/1.1\r\nHost: localhost:{client.port}\r\n\r\n".encode() + tail
    assert SECRET not in client.send(request)


# --- Slow clients ----------------------------------------------------------------------------------------------------


def test_a_request_that_is_never_finished_is_given_up(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "HEAD_SECONDS", 0.2)
    for half in (b"", b"GE", b"GET / HTTP/1.1\r\n", b"GET / HTTP/1.1\r\nHost: localhost"):
        with client.connect() as stream:
            stream.sendall(half)
            assert received(stream) == b""


def test_a_client_that_takes_nothing_is_given_up(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "STALLED_SECONDS", 0.2)
    large_file(output)
    with Server(Site(output, live=False), bind(0), live=False) as one:
        client = Client(one.port)
        with client.connect() as stream:
            stream.sendall(b"GET /gross.mp4 HTTP/1.1\r\nHost: localhost:%d\r\n\r\n" % client.port)
            assert stream.recv(4) == b"HTTP"
            assert client.is_alive()
            until(lambda: one.clients == 0)
            assert len(received(stream)) < LARGE


def large_file(output: Path) -> None:
    with (output / "gross.mp4").open("wb") as file:
        file.truncate(LARGE)


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + LIMIT
    while not condition():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.01)


@pytest.mark.parametrize(
    "half",
    [
        b"",
        b"GET / HTTP/1.1\r\nHost: ",
        b"GET /gross.mp4 HTTP/1.1\r\nHost: localhost:%d\r\n\r\n",
        b"GET /.tagwerk/events?page=/ HTTP/1.1\r\nHost: localhost:%d\r\n\r\n",
    ],
)
def test_200_slow_clients_do_not_starve_the_author(serving: Serving, output: Path, half: bytes) -> None:
    large_file(output)
    client = serving(live=True)
    slow = [client.connect() for _ in range(200)]
    try:
        for stream in slow:
            stream.sendall(half % client.port if b"%d" in half else half)
        for _ in range(20):
            assert client.is_alive()
        assert client.ask("/ton.mp3").body == SOUND
    finally:
        for stream in slow:
            stream.close()


def test_however_many_clients_there_are_the_author_is_served(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "MOST", 50)
    slow = [client.connect() for _ in range(300)]
    try:
        for stream in slow[:250]:
            stream.sendall(b"GET / HT")
        assert client.is_alive()
    finally:
        for stream in slow:
            stream.close()
    assert client.is_alive()


# --- Ports -----------------------------------------------------------------------------------------------------------


def test_without_a_port_the_next_that_is_free_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = bind(0)
    monkeypatch.setattr(server, "FIRST_PORT", taken[0].getsockname()[1])
    others = bind(None)
    try:
        assert others[0].getsockname()[1] > taken[0].getsockname()[1]
        with pytest.raises(OSError):
            bind(taken[0].getsockname()[1])
    finally:
        for one in (*taken, *others):
            one.close()


def test_only_this_machine_is_listened_to() -> None:
    sockets = bind(0)
    try:
        assert {one.getsockname()[0] for one in sockets} <= {"127.0.0.1", "::1"}
    finally:
        for one in sockets:
            one.close()
