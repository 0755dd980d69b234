"""`python -m tests.bench`: installs the peers, builds the same journal with each, prints the table.

The journals lie in the folder for temporary files. On a busy or crowded disk, making files takes longer than making
pages; TMPDIR=/dev/shm (memory) then compares the generators rather than the moods of the disk.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from . import journal, live
from .measure import BuildError
from .peers import PEERS, ROOT, NotInstalledError, Peer, install
from .report import machine, report
from .rounds import Results, Site, run

WORK = ROOT / ".bench"
DOCUMENT = ROOT / "docs/benchmark.md"
LARGEST_FOR_ALL = 10_000  # above this Tagwerk builds alone
NOTES = (
    "All generators build the same entries (about 420 words in 20 paragraphs, a place, a time, a day number, one to "
    "three tags), with comparable templates: entry pages with previous and next, home with seven entries in full, "
    "archives by year and month, places, tags, an RSS feed of twenty entries in full, a sitemap.",
    "Tagwerk also makes an Atom and a JSON feed. Tagwerk, Hugo and Eleventy make a short address for every day, "
    "Pelican and Nikola do not. Nikola uses the templates of its own theme, and its home goes on in older pages.",
    "“Cold” begins without output and without any cache of the generator's; every generator has the settings that "
    "let it be fast: Hugo all processors, Pelican its cache, Nikola its database.",
    "Before each build the disk's buffers are written out; the generators take turns. Every build is checked: a page "
    "that lacks what was edited or added makes it a failure.",
    "Peak memory is that of one more cold build: the proportional set size of all its processes together, looked at "
    "fifty times a second.",
)  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    WORK.mkdir(exist_ok=True)
    (WORK / ".gitignore").write_text("*\n")
    peers = list(_installed([peer for peer in PEERS if peer.name in options.peers]))
    with tempfile.TemporaryDirectory(prefix="tagwerk-bench-") as name:
        folder = Path(name)
        where = machine(folder)
        results = [result for count in options.entries for result in _measure(peers, count, folder, options)]
        waits = [one for count in options.live for one in _watch(peers, count, folder, options)]
    for result in results:
        if result.trouble:
            _say(f"{result.peer.title} with {result.count} entries: {result.trouble}")
    text = report(results, f"on {dt.datetime.now(dt.UTC):%Y-%m-%d}, {where}", options.runs, NOTES)
    text += f"\n{live.report(waits)}\n" if waits else ""
    print(text)
    if options.write:
        DOCUMENT.parent.mkdir(exist_ok=True)
        DOCUMENT.write_text(f"# Tagwerk and its peers\n\nMade by `make bench`.\n\n{text}", encoding="utf-8")
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    names = ",".join(peer.name for peer in PEERS)
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--entries", type=_numbers, default="868,10000,36525", help="sizes of the journal")
    parser.add_argument("--runs", type=int, default=3, help="rounds of four builds for each generator and size")
    parser.add_argument("--live", type=_numbers, default="10000,36525", help="sizes of the journal that is served")
    parser.add_argument("--saves", type=int, default=30, help="saves for each server and size")
    parser.add_argument("--peers", type=lambda text: text.split(","), default=names, help=f"some of {names}")
    parser.add_argument("--limit", type=float, default=300, help="seconds that one build may take")
    parser.add_argument("--write", action="store_true", help=f"also write {DOCUMENT.relative_to(ROOT)}")
    return parser.parse_args(arguments)


def _numbers(text: str) -> list[int]:
    return [int(number) for number in text.split(",") if number]


def _installed(peers: Sequence[Peer]) -> Iterator[Peer]:
    for peer in peers:
        try:
            install(peer, _home(peer))
        except NotInstalledError as reason:
            _say(f"{peer.title} is left out: {reason}")
        else:
            yield peer


def _home(peer: Peer) -> Path:
    return WORK / "peers" / peer.name


def _measure(peers: Sequence[Peer], count: int, folder: Path, options: argparse.Namespace) -> list[Results]:
    entries = journal.journal(count)
    sites = [
        Site(peer, _home(peer), folder / str(count) / peer.name, entries, options.limit)
        for peer in peers
        if count <= LARGEST_FOR_ALL or peer.name == "tagwerk"
    ]
    return run(sites, options.runs, _say)


def _watch(peers: Sequence[Peer], count: int, folder: Path, options: argparse.Namespace) -> list[live.Waits]:
    if not live.CHROMIUM.exists():
        _say(f"without {live.CHROMIUM} nobody sees what is saved")
        return []
    entries = journal.journal(count)
    sites = [
        (Site(peer, _home(peer), folder / "live" / str(count) / peer.name, entries, options.limit), _home(peer))
        for peer in peers
        if peer.serve and (count <= LARGEST_FOR_ALL or peer.name == "tagwerk")
    ]
    for site, _ in sites:
        site.lay_out()
    try:
        return live.measure(sites, options.saves, _say)
    except BuildError as failure:
        _say(f"served, with {count} entries: {failure}")
        return []


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
