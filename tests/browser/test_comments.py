"""The comments of other services in a real browser: nothing is fetched before a click, and what comes then is tame."""

from __future__ import annotations

import http.server
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from generator.audit import audit
from generator.build import Options, build

from .conftest import BROWSER, Visit
from .test_pages import served

pytestmark = BROWSER

TITLE = "„Tag“ & „Nacht“ <b>’"
ENTRY = "/2016/05/17/regen/"
ARCHIVED = "- name: Ulla\n  date: 2016-05-17 08:12\n  text: Aus dem Archiv.\n"
SETTINGS = {
    "isso": 'server = "{server}"\n',
    "remark42": 'server = "{server}/"\nsite = "tage"\n',
    "giscus": 'repo = "jana/tage"\nrepo_id = "R_1="\ncategory = "Zum \'Tag\' & <i>"\n'
    'category_id = "C_1"\nserver = "{server}"\n',
    "mastodon": "",
}
NAMES = {"isso": "Isso", "remark42": "Remark42", "giscus": "giscus", "mastodon": "Mastodon"}

# --- Another host ---------------------------------------------------------------------------------------------------


class Service:
    """A server of somebody else, on a port of its own: what it answers, and what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[str, str]] = {}  # path -> type, content
        self.asked: list[tuple[str, Mapping[str, str]]] = []
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                service.asked.append((self.path, dict(self.headers)))
                kind, content = service.answers.get(self.path, ("", ""))
                self.send_response(200 if kind else 404)
                self.send_header("Content-Type", kind or "text/plain")
                self.send_header("Access-Control-Allow-Origin", "*")
                self.end_headers()
                self.wfile.write(content.encode())

            def log_message(self, format: str, *arguments: Any) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


@pytest.fixture
def service() -> Iterator[Service]:
    service = Service()
    thread = threading.Thread(target=service.server.serve_forever)
    thread.start()
    yield service
    service.server.shutdown()
    thread.join()
    service.server.server_close()


def built(root: Path, provider: str, server: str, language: str = "de") -> Path:
    """A journal of two entries, the second without comments of its own, built into `root`/output."""
    toml = f'title = "T"\nbase_url = "https://tage.example"\nlanguage = "{language}"\n'
    toml += f'[comments]\nprovider = "{provider}"\n{SETTINGS[provider].format(server=server)}'
    toot = f"toot: {server}/@jana/123\n"
    files = {
        "journal.toml": toml,
        "entries/2016-05-17-regen.md": f"---\ntitle: {json.dumps(TITLE)}\n{toot}---\nText.\n",
        "entries/2016-05-17-regen.comments.yaml": ARCHIVED,
        "entries/2016-05-18-stille.md": f"---\n{toot}---\nText.\n",
        "entries/2016-05-19-ohne.md": "Text.\n",
        "static/favicon.ico": "",  # for which browsers ask of their own accord
    }
    for name, text in files.items():
        file = root / "content" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    result = build(Options(root, root / "output"))
    assert not result.failed, [str(problem) for problem in result.problems]
    return root / "output"


@pytest.fixture
def site(tmp_path: Path, service: Service) -> Iterator[Callable[[str], str]]:
    """`site("isso")` is the address of a journal with that provider, whose server is `service`."""
    servers: list[Iterator[str]] = []

    def serve(provider: str) -> str:
        servers.append(served(built(tmp_path, provider, service.address)))
        return next(servers[-1])

    yield serve
    for server in servers:
        next(server, None)


def loaded(visit: Visit) -> Any:
    """Press the button by keyboard, and wait for what came."""
    button = visit.page.locator(".offer button")
    button.focus()
    button.press("Enter")
    place = visit.page.locator(".loaded")
    visit.page.locator(".offer").wait_for(state="detached")
    return place


# --- Before the click -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("provider", SETTINGS)
def test_nothing_is_fetched_before_a_click(
    site: Callable[[str], str], service: Service, browser: Any, tmp_path: Path, provider: str
) -> None:
    address = site(provider)
    for path in (ENTRY, "/2016/05/18/stille/", "/2016/05/19/ohne/", "/"):
        with Visit(browser, address + path) as visit:
            visit.page.wait_for_load_state("networkidle")
            assert [url for url in visit.requests if not url.startswith(address)] == []
            assert visit.complaints == []
    assert service.asked == []
    assert audit(tmp_path / "output", "https://tage.example") == ()


@pytest.mark.parametrize("provider", SETTINGS)
def test_the_notice_names_the_service_and_archived_comments_stand_above_it(
    site: Callable[[str], str], service: Service, browser: Any, provider: str
) -> None:
    with Visit(browser, site(provider) + ENTRY, java_script_enabled=False) as visit:
        text = visit.page.locator(".comments").inner_text()
        host = service.address.removeprefix("http://")
        notice = f"kommen von {NAMES[provider]} auf {host}. Beim Laden wird deine IP-Adresse dorthin übertragen."
        assert notice in text
        assert text.index("Aus dem Archiv.") < text.index(notice)
        assert "Zum Laden braucht es JavaScript." in text
        assert visit.page.locator(".offer button").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("provider", SETTINGS)
def test_the_notice_pleases_axe(
    site: Callable[[str], str], browser: Any, provider: str, width: int, scheme: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    settings = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    with Visit(browser, site(provider) + ENTRY, **settings) as visit:
        assert visit.page.locator(".offer button").is_visible()
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
        found = Axe().run(visit.page)
        assert found.violations_count == 0, found.generate_report()


def test_only_the_scripts_of_the_provider_are_published(tmp_path: Path) -> None:
    names = {file.stem.rpartition("-")[0] for file in (built(tmp_path, "isso", "https://k.example")).rglob("*.js")}
    assert names == {"click-to-load", "consent", "isso"}


# --- After it -------------------------------------------------------------------------------------------------------

TELLS = "document.body.dataset.told = JSON.stringify("


def told(visit: Visit) -> Any:
    visit.page.wait_for_function("document.body.dataset.told")
    return json.loads(visit.page.evaluate("document.body.dataset.told"))


def test_isso_is_asked_for_the_thread_of_the_page(site: Callable[[str], str], service: Service, browser: Any) -> None:
    script = TELLS + "[document.currentScript.dataset, document.getElementById('isso-thread').dataset])"
    service.answers["/js/embed.min.js"] = ("text/javascript", script)
    with Visit(browser, site("isso") + ENTRY) as visit:
        place = loaded(visit)
        script_data, thread = told(visit)
        assert place.get_attribute("aria-label") == "Kommentare von Isso"
        assert thread == {"issoId": ENTRY, "title": TITLE}
        assert script_data["isso"] == f"{service.address}/"
        assert (script_data["issoLang"], script_data["issoCss"]) == ("de", "false")
        assert visit.page.evaluate("document.activeElement.className") == "loaded"
    assert service.paths == ["/js/embed.min.js"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_remark42_is_given_its_settings(
    site: Callable[[str], str], service: Service, browser: Any, scheme: str
) -> None:
    script = TELLS + "[window.remark_config, document.getElementById('remark42') !== null])"
    service.answers["/web/embed.mjs"] = ("text/javascript", script)
    with Visit(browser, site("remark42") + ENTRY, color_scheme=scheme) as visit:
        loaded(visit)
        settings, there = told(visit)
        assert there
        assert settings == {
            "host": service.address,
            "site_id": "tage",
            "url": f"https://tage.example{ENTRY}",
            "page_title": TITLE,
            "components": ["embed"],
            "locale": "de",
            "theme": scheme,
        }
    assert service.paths == ["/web/embed.mjs"]


def test_giscus_is_asked_for_the_discussion_of_the_page(
    site: Callable[[str], str], service: Service, browser: Any
) -> None:
    script = TELLS + "[document.currentScript.dataset, document.querySelectorAll('.loaded .giscus').length])"
    service.answers["/client.js"] = ("text/javascript", script)
    with Visit(browser, site("giscus") + ENTRY) as visit:
        loaded(visit)
        data, places = told(visit)
        assert places == 1
        assert (data["repo"], data["repoId"], data["categoryId"]) == ("jana/tage", "R_1=", "C_1")
        assert data["category"] == "Zum 'Tag' & <i>"
        assert (data["mapping"], data["term"], data["theme"]) == ("specific", ENTRY, "preferred_color_scheme")
    assert service.paths == ["/client.js"]


@pytest.mark.parametrize("provider", SETTINGS)
def test_a_service_that_does_not_answer_is_said_and_may_be_asked_again(
    site: Callable[[str], str], service: Service, browser: Any, provider: str
) -> None:
    with Visit(browser, site(provider) + ENTRY) as visit:
        button = visit.page.locator(".offer button")
        for times in (1, 2):
            button.click()
            visit.page.get_by_text(f"{NAMES[provider]} antwortet nicht.").wait_for()
            assert len(service.asked) == times
        assert visit.page.locator(".loaded").count() == 0
        assert "Aus dem Archiv." in visit.page.locator(".comments").inner_text()


# --- Mastodon -------------------------------------------------------------------------------------------------------


def status(number: int, content: str | None, answers: int, **fields: Any) -> dict[str, Any]:
    """A status as Mastodon's API gives it, as far as it matters here."""
    name = fields.pop("name", f"Name {number}")
    return {
        "id": str(number),
        "in_reply_to_id": str(answers),
        "created_at": f"2016-05-17T06:{number - 123:02}:00.000Z",
        "url": f"https://fern.example/@n{number}/{number}",
        "content": content,
        "spoiler_text": "",
        "sensitive": False,
        "media_attachments": [],
        "account": {
            "acct": f"n{number}@fern.example",
            "display_name": name,
            "url": f"https://fern.example/@n{number}",
            "avatar": "https://fern.example/a.png",
        },
        **fields,
    }


HOSTILE = (
    "<p>Vorn<script>document.title='böse'</script><img src=https://fern.example/x.png onerror=document.title='böse'>"
    '<a href="javascript:document.title=1">Klick</a> <a href="https://gut.example/x" onclick="böse()">'
    '<span class="invisible">https://</span><span class="ellipsis">gut.example</span>'
    '<span class="invisible">/x</span></a>'
    "<iframe src=https://fern.example/></iframe><svg><image href=https://fern.example/y /></svg>"
    "<style>*{display:none}</style><form><input></form><br><strong>fett</strong> hinten</p>"
)


def context(*statuses: Any) -> tuple[str, str]:
    return "application/json", json.dumps({"ancestors": [], "descendants": statuses})


def test_replies_to_a_toot_are_shown_in_threads(site: Callable[[str], str], service: Service, browser: Any) -> None:
    from axe_playwright_python.sync_playwright import Axe

    service.answers["/api/v1/statuses/123/context"] = context(
        status(124, "<p>Erste Antwort</p>", 123, name="Wiebke"),
        status(126, "<p>Antwort darauf</p>", 124, name="Ulla"),
        status(125, "<p>Zweite Antwort</p>", 123, media_attachments=[{}, {}], spoiler_text="Regen"),
        status(127, "<p>Tief</p>", 126),
        status(128, "<p>Tiefer</p>", 127),
        status(129, "<p>Am tiefsten</p>", 128),
    )
    with Visit(browser, site("mastodon") + ENTRY) as visit:
        assert visit.page.get_by_role("link", name="Auf Mastodon antworten").is_visible()
        place = loaded(visit)
        assert place.locator(".count").inner_text() == "6 Antworten auf Mastodon"
        assert place.locator(":scope > ol > li").count() == 2
        first = place.locator(":scope > ol > li").nth(0)
        assert "Wiebke schrieb am 17. Mai 2016 um 8:01\u202fUhr:" in first.inner_text()
        assert "Antwort auf Wiebke" in first.inner_text()
        assert place.locator("ol ol ol ol").count() == 0
        assert place.locator("article").count() == 6
        assert "2 Anhänge auf Mastodon" in place.inner_html()
        assert place.locator("summary").inner_text() == "Regen"
        links = place.locator("a", has_text="Link zu dieser Antwort")
        assert links.nth(0).get_attribute("href") == "https://fern.example/@n124/124"
        found = Axe().run(visit.page)
        assert found.violations_count == 0, found.generate_report()
        assert visit.complaints == []
    ((path, headers),) = service.asked
    assert path == "/api/v1/statuses/123/context"
    assert not {"Cookie", "Referer"} & headers.keys()


def test_what_strangers_write_on_mastodon_loads_and_runs_nothing(
    site: Callable[[str], str], service: Service, browser: Any
) -> None:
    service.answers["/api/v1/statuses/123/context"] = context(
        status(124, HOSTILE, 123, name="<img src=x onerror=alert(1)>", url="javascript:alert(1)"),
        status(125, "", 126),
        status(126, "", 125),
        status(127, None, 127, account=None, created_at="nie", media_attachments="x"),
        {"id": None},
        None,
    )
    with Visit(browser, site("mastodon") + ENTRY) as visit:
        place = loaded(visit)
        visit.page.wait_for_load_state("networkidle")
        assert place.locator("img, script, iframe, svg, style, form, input, [onclick], [onerror]").count() == 0
        addresses = place.locator("a").evaluate_all("all => all.map(link => link.getAttribute('href'))")
        assert "https://gut.example/x" in addresses
        assert all(address.startswith("https://") for address in addresses)
        text = place.locator("article").nth(0).inner_text()
        assert "Vorn" in text and "Klick gut.example…" in text and "fett hinten" in text
        assert "<img src=x onerror=alert(1)> schrieb am" in text
        assert visit.page.title().startswith("„Tag“")
        assert visit.complaints == []
        assert place.locator("article").count() == 4
    assert service.paths == ["/api/v1/statuses/123/context"]


def test_a_toot_without_replies_says_so(site: Callable[[str], str], service: Service, browser: Any) -> None:
    service.answers["/api/v1/statuses/123/context"] = context()
    with Visit(browser, site("mastodon") + "/2016/05/18/stille/") as visit:
        assert loaded(visit).inner_text().strip() == "Noch keine Antworten auf Mastodon"


def test_an_entry_without_a_toot_offers_nothing_to_load(site: Callable[[str], str], browser: Any) -> None:
    with Visit(browser, site("mastodon") + "/2016/05/19/ohne/") as visit:
        assert visit.page.locator(".offer").count() == 0
        assert "Noch keine Kommentare" in visit.page.locator(".comments").inner_text()


# --- Isso itself ----------------------------------------------------------------------------------------------------

ISSO = Path(sys.executable).with_name("isso")


@pytest.fixture
def isso(tmp_path: Path) -> Iterator[Callable[[str, str], None]]:
    """`isso(address, origin)` starts an Isso server at `address` for the pages at `origin`."""
    if not ISSO.exists():
        if os.environ.get("TAGWERK_REQUIRE_ALL"):
            pytest.fail("Isso is missing: pip install --constraint constraints.txt --requirement tests/servers.txt")
        pytest.skip("Isso is not installed")
    running: list[subprocess.Popen[bytes]] = []

    def start(address: str, origin: str) -> None:
        settings = tmp_path / "isso.cfg"
        settings.write_text(
            f"[general]\ndbpath = {tmp_path}/comments.db\nhost = {origin}\n[server]\nlisten = {address}\n"
        )
        with (tmp_path / "isso.log").open("wb") as log:
            running.append(subprocess.Popen([str(ISSO), "-c", str(settings), "run"], stdout=log, stderr=log))
        port = int(address.rpartition(":")[2])
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            if running[-1].poll() is not None:
                break
            time.sleep(0.1)
        pytest.fail(f"Isso did not start: {(tmp_path / 'isso.log').read_text()}")

    yield start
    for process in running:
        process.terminate()
        process.wait()


def free_address() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


def test_a_comment_written_through_isso_is_there_after_reloading(
    isso: Callable[[str, str], None], browser: Any, tmp_path: Path
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    server = free_address()
    for address in served(built(tmp_path, "isso", server)):
        isso(server, address)
        with Visit(browser, address + ENTRY) as visit:
            loaded(visit)
            visit.page.fill(".isso-textarea", "Schön *gesagt*, auch über den Regen.")
            visit.page.fill("#isso-postbox-author", "Wiebke")
            visit.page.click(".isso-postbox input[type=submit]")
            visit.page.locator(".isso-comment .isso-author", has_text="Wiebke").wait_for()
        with Visit(browser, address + ENTRY, viewport={"width": 320, "height": 800}) as visit:
            assert visit.page.locator("text=auch über den Regen").count() == 0
            place = loaded(visit)
            comment = place.locator(".isso-comment", has_text="auch über den Regen.")
            comment.wait_for()
            assert comment.locator(".isso-author").inner_text() == "Wiebke"
            assert "Aus dem Archiv." in visit.page.locator(".comments").inner_text()
            foreign = {url for url in visit.requests if not url.startswith(address)}
            assert foreign and all(url.startswith(server) for url in foreign)
            assert visit.page.evaluate("document.documentElement.scrollWidth") <= 320
            found = Axe().run(visit.page)
            assert found.violations_count == 0, found.generate_report()
        with Visit(browser, address + "/2016/05/18/stille/") as visit:
            loaded(visit).locator(".isso-textarea").wait_for()
            assert visit.page.locator(".isso-comment .isso-author").count() == 0
