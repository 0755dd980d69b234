"""What each generator has to do, in which order, and the proof that it did.

A round is four builds of one journal: from nothing; with nothing to do; after one body in the middle was edited; after
an entry of today was added. After each the finished site is read: a time for work that was not done is no time.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from .journal import Entry, edited, today
from .measure import BuildError, Command, TooSlowError, peak_memory, seconds
from .peers import ROOT, Peer

TASKS = ("cold", "nothing to do", "one body edited", "a new entry")
SITES = Path(__file__).parent / "sites"


@dataclass(slots=True)
class Results:
    """What was measured of one generator and one size of journal."""

    peer: Peer
    count: int
    times: dict[str, list[float]] = field(default_factory=lambda: {task: [] for task in TASKS})
    memory: int | None = None
    trouble: str = ""  # why it was given up


class Site:
    """One journal laid out for one generator."""

    def __init__(self, peer: Peer, installed: Path, folder: Path, entries: Sequence[Entry], limit: float) -> None:
        self.peer = peer
        self.folder = folder
        self.entries = entries
        self.command = Command(peer.command(installed), folder, peer.variables, limit)

    def lay_out(self) -> None:
        """Settings, templates and all entries."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(SITES / self.peer.name, self.folder)
        if self.peer.stylesheet:
            self._write(self.peer.stylesheet, (ROOT / "templates/assets/style.css").read_text(encoding="utf-8"))
        for path, text in self.peer.sections(self.entries):
            self._write(path, text)
        for entry in self.entries:
            self.put(entry)

    def put(self, entry: Entry) -> None:
        self._write(*self.peer.dialect(entry))

    def take_away(self, entry: Entry) -> None:
        (self.folder / self.peer.dialect(entry)[0]).unlink(missing_ok=True)

    def clear(self) -> None:
        """Remove all that a build made, caches too."""
        for name in self.peer.made:
            shutil.rmtree(self.folder / name, ignore_errors=True)
            (self.folder / name).unlink(missing_ok=True)

    def shows(self, address: str, text: str) -> None:
        """Raises BuildError unless the page at `address` holds `text`."""
        page = self.folder / self.peer.made[0] / address.strip("/") / "index.html"
        if not page.is_file() or text not in page.read_text(encoding="utf-8"):
            raise BuildError(f"{self.peer.name} built nothing at {address} that says {text!r}")

    def _write(self, path: str, text: str) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


Step = Callable[[Site, Results], None]


def measure_round(site: Site, results: Results, number: int) -> None:
    """One round; its times are added to `results`. Raises TooSlowError or BuildError."""
    middle, newest, new = site.entries[len(site.entries) // 2], site.entries[-1], today(len(site.entries))
    mark = f"Runde {number}"
    site.put(middle)
    site.take_away(new)
    site.clear()

    def done(task: str, proof: Mapping[str, str]) -> None:
        os.sync()  # what the step before left to be written is not charged to this one
        results.times[task].append(seconds(site.command))
        for address, text in proof.items():
            site.shows(address, text)

    done("cold", {entry.address: entry.title for entry in site.entries})
    done("nothing to do", {middle.address: middle.title})
    site.put(edited(middle, mark))
    done("one body edited", {middle.address: mark})
    site.put(new)
    # Home, the month and the neighbour have to link to it; the end of its address is in relative links too.
    links = dict.fromkeys(("/", f"/{new.date:%Y/%m}/", newest.address), f"{new.date:%d}/{new.slug}/")
    done("a new entry", {new.address: new.title, **links})


def measure_memory(site: Site, results: Results) -> None:
    """Peak memory of one more build from nothing. Raises TooSlowError or BuildError."""
    site.clear()
    results.memory = peak_memory(site.command)


def run(sites: Sequence[Site], rounds: int, say: Callable[[str], None]) -> list[Results]:
    """All rounds, the generators in turn, then the memory of each. One that fails or is too slow is given up."""
    every = [Results(site.peer, len(site.entries)) for site in sites]
    steps: list[tuple[str, Step]] = [("memory", measure_memory)]
    steps[:0] = ((f"round {number}", partial(measure_round, number=number)) for number in range(1, rounds + 1))
    for site in sites:
        site.lay_out()
    for name, step in steps:
        for site, results in zip(sites, every, strict=True):
            if not results.trouble:
                say(f"{results.count} entries, {name}: {site.peer.title}")
                results.trouble = _trouble(step, site, results)
    return every


def _trouble(step: Step, site: Site, results: Results) -> str:
    try:
        step(site, results)
    except TooSlowError:
        return f"> {site.command.limit:.0f} s"
    except BuildError as failure:
        return str(failure)
    return ""
