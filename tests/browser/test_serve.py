"""An author's morning in a real browser: files are saved, and the pages that are open follow."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ..conftest import LaidOut
from ..serving import Serving
from .conftest import BROWSER, Visit

pytestmark = BROWSER

ROOT = Path(__file__).parents[2]
TODAY = "content/entries/2016-05-17-heute.md"
LONG = "".join(f"Absatz {number} über das Wetter und den Weg zum Bäcker.\n\n" for number in range(80))
FILES = {
    TODAY: f"---\nplace: Berlin\n---\n\nHeute.\n\n{LONG}",
    "content/entries/2016-05-16-gestern.md": "---\nplace: Köln\n---\n\nGestern.\n",
    "content/entries/2016-04-01-frueher.md": "---\nplace: Bonn\n---\n\nFrüher.\n",
}
PATIENCE = 60_000  # milliseconds after which something that must happen is taken never to happen
OVERLAY = "tagwerk-problems"


class Morning:
    """A session of `tagwerk serve --watch` and a browser."""

    def __init__(self, journal: LaidOut, serving: Serving, browser: Any) -> None:
        self.journal = journal
        self.serving = serving
        self._browser = browser
        self._visits: list[Visit] = []

    def open(self, path: str) -> Any:
        """The page at `path`, with a mark on it that is gone once it is loaded again."""
        visit = Visit(self._browser, self.serving.address.rstrip("/") + path, viewport={"width": 900, "height": 700})
        self._visits.append(visit)
        visit.page.set_default_timeout(PATIENCE)
        visit.page.evaluate("window.mark = true")
        return visit.page

    def end(self) -> None:
        for visit in self._visits:
            visit.context.close()


@pytest.fixture
def morning(journal: Callable[..., LaidOut], browser: Any) -> Iterator[Morning]:
    laid_out = journal(FILES)
    shutil.copytree(ROOT / "templates", laid_out.root / "templates", ignore=shutil.ignore_patterns("starter"))
    with Serving(laid_out.root, "--watch") as serving:
        morning = Morning(laid_out, serving, browser)
        yield morning
        morning.end()
    for page in laid_out.root.joinpath("output").rglob("*.html"):
        assert "reload.js" not in page.read_text("utf-8")


def shows(page: Any, text: str) -> None:
    page.wait_for_function("text => document.body.innerText.includes(text)", arg=text)


def is_marked(page: Any) -> bool:
    return bool(page.evaluate("window.mark === true"))


def test_a_text_that_is_edited_is_shown_and_the_page_keeps_its_place(morning: Morning) -> None:
    page, other = morning.open("/2016/05/17/heute/"), morning.open("/2016/04/01/frueher/")
    page.evaluate("window.scrollTo(0, 1500)")
    page.wait_for_function("window.scrollY === 1500")
    morning.journal.write(TODAY, FILES[TODAY].replace("Absatz 40 ", "Abschnitt vierzig "))
    shows(page, "Abschnitt vierzig")
    assert not is_marked(page)
    page.wait_for_function("window.scrollY === 1500")
    assert is_marked(other), "a page that is as it was is not loaded again"


def test_a_second_edit_is_shown_as_well(morning: Morning) -> None:
    page = morning.open("/")
    for number in range(3):
        morning.journal.write(TODAY, FILES[TODAY].replace("Heute.", f"Heute zum {number}. Mal."))
        shows(page, f"Heute zum {number}. Mal.")


def test_a_style_is_put_on_without_loading_the_page(morning: Morning) -> None:
    page = morning.open("/2016/05/17/heute/")
    sheet = morning.journal.root / "templates/assets/style.css"
    for colour in ("rgb(1, 2, 3)", "rgb(4, 5, 6)"):
        sheet.write_text(f"{sheet.read_text('utf-8')}\nbody {{ background: {colour} !important }}\n", "utf-8")
        page.wait_for_function("colour => getComputedStyle(document.body).backgroundColor === colour", arg=colour)
    page.wait_for_function("document.querySelectorAll('link[rel=stylesheet]').length === 1")
    assert is_marked(page)


def test_problems_are_shown_over_the_last_page_until_they_are_mended(morning: Morning) -> None:
    page = morning.open("/2016/05/17/heute/")
    template = morning.journal.root / "templates/entry.html"
    good = template.read_text("utf-8")
    template.write_text(f"{good}\n{{% if %}}\n", "utf-8")
    page.wait_for_selector(OVERLAY)
    line = good.count("\n") + 2
    assert page.locator(f"{OVERLAY} li").inner_text().startswith(f"templates/entry.html:{line}\n")
    assert page.locator(f"{OVERLAY} .here").inner_text() == f"{line:5}  {{% if %}}\n"
    assert "Heute." in page.inner_text("body") and is_marked(page), "the last good page stays"
    later = morning.open("/")
    later.wait_for_selector(OVERLAY)
    morning.journal.write(TODAY, FILES[TODAY].replace("place: Berlin", "place: Berlin\ndraft: vielleicht"))
    page.wait_for_function(f"document.querySelector('{OVERLAY}')?.shadowRoot.querySelectorAll('li').length === 2")
    assert any(said.startswith(f"{TODAY}:3\n") for said in page.locator(f"{OVERLAY} li").all_inner_texts())
    morning.journal.write(TODAY, FILES[TODAY].replace("Heute.", "Heute, gut."))
    template.write_text(good, "utf-8")
    for one in (page, later):
        shows(one, "Heute, gut.")
        one.wait_for_selector(OVERLAY, state="detached")


def test_problems_that_change_no_page_go_without_loading_it(morning: Morning) -> None:
    page = morning.open("/2016/04/01/frueher/")
    morning.journal.write("content/entries/2016-05-18-neu.md", "---\ndatum: vorgestern\n---\n")
    page.wait_for_selector(OVERLAY)
    morning.journal.remove("content/entries/2016-05-18-neu.md")
    page.wait_for_selector(OVERLAY, state="detached")
    assert is_marked(page)


def test_an_entry_begun_with_new_appears(morning: Morning) -> None:
    page = morning.open("/")
    result = morning.journal.run("new", "Ein neuer Morgen", "--place", "Kiel", "--no-edit")
    assert result.exit_code == 0
    shows(page, "Ein neuer Morgen")
    page.click("text=Ein neuer Morgen")
    shows(page, "Kiel")


def test_a_removed_entry_is_gone(morning: Morning) -> None:
    home, own = morning.open("/"), morning.open("/2016/05/16/gestern/")
    morning.journal.remove("content/entries/2016-05-16-gestern.md")
    home.wait_for_function("!document.body.innerText.includes('Gestern')")
    shows(own, "Seite nicht gefunden")
    morning.journal.write("content/entries/2016-05-16-gestern.md", "---\nplace: Köln\n---\nWieder da.\n")
    shows(own, "Wieder da.")


def test_of_a_burst_of_files_the_last_state_is_shown(morning: Morning) -> None:
    page = morning.open("/archiv/")
    for number in range(1000):
        day = f"20{number % 12 + 1:02}-{number % 9 + 1:02}-{number % 28 + 1:02}"
        morning.journal.write(f"content/entries/zweig/{day}-n{number}.md", "---\nplace: Ulm\n---\nVom Zweig.\n")
    morning.journal.write("content/journal.toml", 'title = "Vom Zweig"\nbase_url = "https://tage.example"\n')
    page.wait_for_function("document.title.includes('Vom Zweig')")
    page.wait_for_function("document.body.innerText.includes('2001') && document.body.innerText.includes('2012')")
    built = (morning.journal.root / "output/archiv/index.html").read_text("utf-8")
    assert "1003" in built


def test_a_page_that_was_away_catches_up(morning: Morning) -> None:
    page = morning.open("/2016/05/17/heute/")
    page.goto("about:blank")
    morning.journal.write(TODAY, FILES[TODAY].replace("Heute.", "Heute, inzwischen."))
    morning.open("/2016/05/17/heute/").wait_for_function("document.body.innerText.includes('inzwischen')")
    page.go_back()
    shows(page, "inzwischen")


def test_a_server_that_was_away_is_found_again(morning: Morning) -> None:
    page = morning.open("/2016/05/17/heute/")
    port = morning.serving.address.rstrip("/").rpartition(":")[2]
    assert morning.serving.end() == 0
    morning.journal.write(TODAY, FILES[TODAY].replace("Heute.", "Heute, nach der Pause."))
    with Serving(morning.journal.root, "--watch", "--port", port):
        shows(page, "nach der Pause")


def test_the_site_below_a_path_follows_as_well(journal: Callable[..., LaidOut], browser: Any) -> None:
    laid_out = journal({**FILES, "content/journal.toml": 'title = "T"\nbase_url = "https://tage.example/blog"\n'})
    with Serving(laid_out.root, "--watch") as serving:
        assert serving.address.endswith("/blog/")
        morning = Morning(laid_out, serving, browser)
        page = morning.open("/2016/05/17/heute/")
        laid_out.write(TODAY, FILES[TODAY].replace("Heute.", "Heute im Blog."))
        shows(page, "Heute im Blog.")
        morning.end()
