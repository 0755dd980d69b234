"""What the benchmark promises: one and the same journal for all, checked work, times that mean something."""

from __future__ import annotations

import dataclasses
import itertools
import sys
from pathlib import Path

import pytest

from tests.bench import dialects, journal, live
from tests.bench.live import Waits
from tests.bench.measure import BuildError, Command, TooSlowError, peak_memory, seconds
from tests.bench.peers import PEERS, NotInstalledError, Peer, install
from tests.bench.report import report
from tests.bench.rounds import TASKS, Results, Site, run

# Builds each entry as a page, and home, month and the entry's neighbours as one word each: the least that passes.
BUILDER = """
import pathlib
entries = sorted(pathlib.Path("content").rglob("*.md"))
for number, file in enumerate(entries):
    address, _, text = file.read_text().partition("\\n")
    new = entries[-1].read_text()
    for folder in (address, "", address[:9]):
        page = pathlib.Path("public") / folder.strip("/") / "index.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text + new)
"""


def command(code: str, folder: Path, limit: float = 60) -> Command:
    return Command((sys.executable, "-c", code), folder, {}, limit)


def builder(code: str) -> Peer:
    return Peer(
        "builder", "1", lambda entry: (f"content/{entry.date}.md", f"{entry.address}\n{entry.title}\n{entry.text}"),
        lambda folder: (sys.executable, "-c", code), ("public",),
    )  # fmt: skip


@pytest.fixture
def sites(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "skeletons/builder").mkdir(parents=True)
    monkeypatch.setattr("tests.bench.rounds.SITES", tmp_path / "skeletons")
    return tmp_path / "sites"


def test_the_journal_is_always_the_same() -> None:
    assert journal.journal(30) == journal.journal(30)
    assert journal.journal(30)[-1].text == journal.journal(90)[-1].text


def test_an_entry_has_about_420_words_in_20_paragraphs() -> None:
    for entry in journal.journal(20):
        assert len(entry.text.split("\n\n")) == 20
        assert 400 < len(entry.text.split()) < 440
        assert 1 <= len(entry.tags) <= 3
        assert set("äöüß") & set(entry.text) and '"' in entry.text and "*" in entry.text


def test_days_follow_one_another_without_a_gap() -> None:
    entries = (*journal.journal(40), journal.today(40))
    assert [entry.day for entry in entries] == list(range(1, 42))
    assert {(later.date - earlier.date).days for earlier, later in itertools.pairwise(entries)} == {1}


def test_an_edit_changes_the_body_alone() -> None:
    entry = journal.today(1)
    changed = journal.edited(entry, "Regen")
    assert dataclasses.replace(changed, text=entry.text) == entry
    assert "Nachgetragen: Regen." in changed.text


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.name)
def test_every_dialect_holds_the_whole_entry(peer: Peer) -> None:
    entry = journal.today(1)
    path, text = peer.dialect(entry)
    assert path.endswith(".md") and not path.startswith("/")
    for part in (entry.title, entry.place, *entry.tags, entry.text, str(entry.day)):
        assert part in text


def test_hugo_gets_a_section_for_each_month_of_the_journal_and_of_the_day_after() -> None:
    entries = journal.journal(60)
    paths = [path for path, _ in dialects.hugo_sections(entries)]
    assert len(paths) == len(set(paths))
    for entry in (*entries, journal.today(60)):
        assert f"content/tage/{entry.date:%Y/%m}/_index.md" in paths


def test_a_command_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    slow = command("import time; time.sleep(60)", tmp_path, limit=0.2)
    for measure in (seconds, peak_memory):
        with pytest.raises(TooSlowError):
            measure(slow)


def test_a_command_that_fails_has_no_time_but_says_why(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="out of ink"):
        seconds(command("raise SystemExit('out of ink')", tmp_path))


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="memory is read from /proc")
def test_the_memory_of_children_counts(tmp_path: Path) -> None:
    child = "kept = bytearray(60_000_000); print(flush=True); input()"
    parent = (
        "import subprocess, sys, time; kept = bytearray(60_000_000); "
        f"child = subprocess.Popen([sys.executable, '-c', {child!r}], stdin=subprocess.PIPE, stdout=subprocess.PIPE); "
        "child.stdout.readline(); time.sleep(0.5); child.communicate(b'\\n')"
    )
    peak = peak_memory(command(parent, tmp_path))
    assert peak and 120_000_000 < peak < 200_000_000


def test_a_round_is_four_builds_and_then_the_memory(sites: Path) -> None:
    site = Site(builder(BUILDER), sites, sites / "builder", journal.journal(5), 60)
    results = run([site], 2, lambda text: None)[0]
    assert results.trouble == ""
    assert {task: len(times) for task, times in results.times.items()} == dict.fromkeys(TASKS, 2)


def test_a_build_that_leaves_out_an_entry_is_no_result(sites: Path) -> None:
    lazy = BUILDER.replace("enumerate(entries)", "enumerate(entries[1:])")
    site = Site(builder(lazy), sites, sites / "builder", journal.journal(5), 60)
    assert "built nothing at" in run([site], 1, lambda text: None)[0].trouble


def test_one_that_fails_does_not_stop_the_others(sites: Path) -> None:
    entries = journal.journal(3)
    peers = builder("raise SystemExit('broken')"), builder(BUILDER)
    every = [Site(peer, sites, sites / str(number), entries, 60) for number, peer in enumerate(peers)]
    assert ["broken" in result.trouble for result in run(every, 1, lambda text: None)] == [True, False]


def test_a_peer_that_cannot_be_installed_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    peer = dataclasses.replace(builder(""), node=("anything",))
    with pytest.raises(NotInstalledError, match="there is no npm here"):
        install(peer, tmp_path / "peer")


def test_the_report_shows_medians_and_ratios_to_hugo() -> None:
    tagwerk, hugo = PEERS[0], PEERS[1]
    ours = Results(tagwerk, 868, {task: [0.5, 9.0, 0.4] for task in TASKS}, 50 * 2**20)
    larger = Results(tagwerk, 10_000, {task: [5.0] for task in TASKS}, 90 * 2**20)
    theirs = Results(hugo, 868, {task: [2.0] for task in TASKS}, 100 * 2**20)
    slow = Results(PEERS[2], 868, {task: [] for task in TASKS}, trouble="> 300 s")
    text = report([ours, larger, theirs, slow], "on 2026-01-02, a machine", 3, ["A note."])
    assert "| 0.50 s (0.25) |" in text and "50 MiB (0.50)" in text
    assert "| > 300 s | > 300 s |" in text
    assert "| 868 | 0.576 ms | 500 ms |" in text and "| 10,000 | 0.500 ms | 5000 ms |" in text
    assert "Measured on 2026-01-02, a machine." in text and "- A note." in text


def test_the_waits_of_an_author_are_told_by_their_middle_and_by_what_nineteen_of_twenty_keep_to() -> None:
    hugo, tagwerk = (peer for name in ("hugo", "tagwerk") for peer in PEERS if peer.name == name)
    waits = Waits(tagwerk, 10_000, [0.1] * 15 + [0.2] * 4 + [9.0])
    assert (waits.middle, waits.nineteen_of_twenty) == (0.1, 0.2)
    lines = live.report([waits, Waits(hugo, 10_000, [0.8, 1.0, 1.2]), Waits(tagwerk, 36_525, [0.3])]).splitlines()
    assert lines[2].endswith("| 10,000 | 20 | 100 ms (0.10) | 200 ms (0.20) |")
    assert lines[4].endswith("| 36,525 | 1 | 300 ms | 300 ms |"), "there is no ratio to another size's time"


def test_both_servers_that_are_compared_serve_on_a_port_of_this_machine() -> None:
    served = {peer.name: peer for peer in PEERS if peer.serve}
    assert set(served) == {"tagwerk", "hugo"}
    words = served["tagwerk"].serve
    assert words is not None and "8123" in words(Path(), 8123)
