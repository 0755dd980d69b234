"""How long an author waits: from the saving of an entry to the moment at which a browser shows the new text.

The generators' own servers run at the same time and are edited in turn, so that each meets the same moods of the
machine. In each browser page one entry in the middle of the journal is open; a save counts as visible once the text is
in the page and the browser has come to draw it. Memory is left out, and so is who draws: the browser is the same.
"""

from __future__ import annotations

import contextlib
import math
import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from .journal import edited
from .measure import BuildError
from .peers import Peer
from .rounds import Site

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WARMING = 3  # saves that are not counted
READY_SECONDS = 600.0
VISIBLE_SECONDS = 120.0
HAS = "text => document.body !== null && document.body.textContent.includes(text)"


@dataclass(slots=True)
class Waits:
    """The seconds from each save to the sight of it, for one generator and one size of journal."""

    peer: Peer
    count: int
    seconds: list[float] = field(default_factory=list)

    @property
    def middle(self) -> float:
        return median(self.seconds)

    @property
    def nineteen_of_twenty(self) -> float:
        """The wait that 95 % of all do not exceed."""
        return sorted(self.seconds)[math.ceil(0.95 * len(self.seconds)) - 1]


def measure(sites: Sequence[tuple[Site, Path]], saves: int, say: Callable[[str], None]) -> list[Waits]:
    """Edit each of the sites, laid out for generators installed in the folders beside them, `saves` times in turn.

    Raises BuildError where a server does not come, or a save does not show.
    """
    from playwright.sync_api import sync_playwright

    every = [Waits(site.peer, len(site.entries)) for site, _ in sites]
    with contextlib.ExitStack() as stack:
        browser = stack.enter_context(sync_playwright()).chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        stack.callback(browser.close)
        pages = []
        for site, installed in sites:
            say(f"{len(site.entries)} entries, server: {site.peer.title}")
            pages.append(_opened(browser, stack.enter_context(_served(site, installed)), site))
        for number in range(-WARMING, saves):
            for site, page, waits in zip([site for site, _ in sites], pages, every, strict=True):
                seconds = _save(site, page, f"Fassung {number + WARMING}")
                if number >= 0:
                    waits.seconds.append(seconds)
    return every


def _save(site: Site, page: Any, mark: str) -> float:
    from playwright.sync_api import TimeoutError as Unseen

    time.sleep(0.5)  # an author's hand rests between two saves, and so does what the last one began
    entry = edited(site.entries[len(site.entries) // 2], mark)
    begun = time.perf_counter()
    site.put(entry)
    try:
        page.wait_for_function(HAS, arg=mark, timeout=1000 * VISIBLE_SECONDS)
    except Unseen:
        raise BuildError(f"{site.peer.name} did not show what was saved") from None
    return time.perf_counter() - begun


@contextlib.contextmanager
def _served(site: Site, installed: Path) -> Iterator[str]:
    """The address at which the generator's own server shows the site."""
    port = _free_port()
    address = f"http://localhost:{port}"
    assert site.peer.serve is not None
    with (site.folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            site.peer.serve(installed, port), cwd=site.folder, env={**os.environ, **site.peer.variables},
            stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        _wait_for(address, server)
        yield address
    finally:
        server.kill()
        server.wait()


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + READY_SECONDS
    while server.poll() is None and time.monotonic() < end:
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=READY_SECONDS):
            return
        time.sleep(0.1)
    raise BuildError("the server did not come")


def _opened(browser: Any, address: str, site: Site) -> Any:
    entry = site.entries[len(site.entries) // 2]
    page = browser.new_page()
    page.goto(f"{address}{entry.address}", wait_until="load")
    return page


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def report(every: Sequence[Waits]) -> str:
    """What was measured as a table in Markdown, each ratio to the median of Hugo with as many entries."""
    base = {waits.count: waits.middle for waits in every if waits.peer.name == "hugo"}
    lines = ["| save → visible | entries | saves | median | 95 % |", "|-|-:|-:|-:|-:|"]
    for waits in every:
        values = (_shown(value, base.get(waits.count)) for value in (waits.middle, waits.nineteen_of_twenty))
        lines.append(f"| {waits.peer.title} | {waits.count:,} | {len(waits.seconds)} | {' | '.join(values)} |")
    return "\n".join(lines)


def _shown(seconds: float, base: float | None) -> str:
    return f"{1000 * seconds:.0f} ms" + (f" ({seconds / base:.2f})" if base else "")
