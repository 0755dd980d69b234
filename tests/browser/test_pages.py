"""The sample journal in a real browser: nothing to complain of, nothing fetched from elsewhere, nothing too wide."""

from __future__ import annotations

import functools
import http.server
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.build import Options, build

from .conftest import BROWSER, Visit

ROOT = Path(__file__).parents[2]
NEW_YEAR_2026 = "1767222000"  # after the last entry of the sample journal
PAGES = (
    "/",
    "/2024/12/15/fahrplanwechsel/",
    "/2025/07/26/vor-den-moewen/",
    "/2025/07/",
    "/2025/",
    "/archiv/",
    "/orte/",
    "/orte/berlin/",
    "/themen/",
    "/impressum/",
    "/reisen/hiddensee/",
    "/404.html",
)

pytestmark = BROWSER


class _Handler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: Any) -> None:
        pass


def served(folder: Path) -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _built(tmp: Path, base_url: str | None = None) -> Path:
    """The sample journal, built into `tmp`/output."""
    os.symlink(ROOT / "templates", tmp / "templates")
    content = tmp / "content"
    content.mkdir()
    for part in ("entries", "pages", "images", "static"):
        _copy(ROOT / "content" / part, content / part)
    settings = (ROOT / "content/journal.toml").read_text("utf-8")
    if base_url:
        lines = [f'base_url = "{base_url}"' if line.startswith("base_url") else line for line in settings.split("\n")]
        settings = "\n".join(lines)
    (content / "journal.toml").write_text(settings, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", NEW_YEAR_2026)
        result = build(Options(tmp, tmp / "output"))
    assert not result.failed, [str(problem) for problem in result.problems]
    return tmp / "output"


def _copy(source: Path, target: Path) -> None:
    for file in source.rglob("*"):
        if file.is_file():
            place = target / file.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(file.read_bytes())


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from served(_built(tmp_path_factory.mktemp("site")))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_pleases_the_browser_and_axe(site: str, browser: Any, path: str, width: int, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    with Visit(browser, site + path, viewport={"width": width, "height": 800}, color_scheme=scheme) as visit:
        assert visit.complaints == []
        assert [url for url in visit.requests if not url.startswith(site)] == []
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
        found = Axe().run(visit.page)
        assert found.violations_count == 0, found.generate_report()


def test_a_site_below_a_path_finds_everything_it_needs(browser: Any, tmp_path: Path) -> None:
    output = _built(tmp_path, "https://host.example/blog")
    host = tmp_path / "host"
    host.mkdir()
    os.symlink(output, host / "blog")
    for address in served(host):
        for path in ("/blog/", "/blog/2025/07/26/vor-den-moewen/"):
            with Visit(browser, address + path) as visit:
                assert visit.complaints == []
                links = visit.page.eval_on_selector_all("a[href], img", "all => all.map(it => it.href || it.src)")
                inside = {link.partition("#")[0] for link in links if link.startswith(address)}
                assert inside
                assert all(visit.page.request.get(link).ok for link in inside)


def test_print_leaves_out_what_paper_cannot_use(site: str, browser: Any) -> None:
    with Visit(browser, site + "/2025/07/26/vor-den-moewen/") as visit:
        assert visit.page.is_visible("nav")
        visit.page.emulate_media(media="print")
        assert not visit.page.is_visible("nav")
        assert not visit.page.is_visible("form, fieldset")
        assert visit.page.is_visible("h1")


def test_print_leaves_out_comments_where_there_are_none(site: str, browser: Any) -> None:
    for path, shown in (("/2024/12/01/kipferl/", True), ("/2024/10/23/ueberfahrt/", False)):
        with Visit(browser, site + path) as visit:
            assert visit.page.is_visible(".comments")
            visit.page.emulate_media(media="print")
            assert visit.page.is_visible(".comments") == shown


@pytest.mark.parametrize("day", ["9999", "99999", "999999"])
def test_a_long_day_number_fits_into_the_margin(browser: Any, tmp_path: Path, day: str) -> None:
    (tmp_path / "content/entries").mkdir(parents=True)
    (tmp_path / "content/journal.toml").write_text('title = "T"\nbase_url = "https://tage.example"\n')
    (tmp_path / "content/entries/2016-05-17-x.md").write_text(f"---\nday: {day}\n---\nText.\n")
    assert not build(Options(tmp_path, tmp_path / "output")).failed
    measure = """() => {
        const entry = document.querySelector('.entry');
        return entry.getBoundingClientRect().left - 32 - parseFloat(getComputedStyle(entry, '::before').width);
    }"""
    for address in served(tmp_path / "output"):
        for path in ("/", "/2016/05/17/x/"):
            with Visit(browser, address + path, viewport={"width": 1024, "height": 800}) as visit:
                assert visit.page.evaluate(measure) >= 0


def test_every_link_inside_the_site_leads_somewhere(site: str, browser: Any) -> None:
    seen: set[str] = set()
    waiting = [site + "/"]
    with Visit(browser, site + "/") as visit:
        while waiting:
            address = waiting.pop()
            response = visit.page.request.get(address)
            assert response.ok, address
            if "text/html" not in response.headers["content-type"]:
                continue
            visit.page.set_content(response.text().replace("<head>", f'<head><base href="{address}">', 1))
            links = visit.page.eval_on_selector_all("a[href]", "all => all.map(it => it.href)")
            new = {link.partition("#")[0] for link in links if link.startswith(site)} - seen
            seen |= new
            waiting += new
    assert len(seen) > 50
