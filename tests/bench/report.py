"""The table that the benchmark prints, and the machine that it was measured on."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from .rounds import TASKS, Results

REFERENCE = "hugo"


def report(results: Sequence[Results], occasion: str, rounds: int, notes: Sequence[str]) -> str:
    """All results as Markdown: one table for each size, how Tagwerk grows with the journal, and `notes`."""
    counts = sorted({result.count for result in results})
    tables = [_table([result for result in results if result.count == count], count) for count in counts]
    head = f"Measured {occasion}. Medians of {rounds} rounds; in parentheses the ratio to Hugo."
    growth = _growth([result for result in results if result.peer.name == "tagwerk"])
    parts = (head, *tables, growth, "\n".join(f"- {note}" for note in notes))
    return "\n\n".join(part for part in parts if part) + "\n"


def machine(folder: Path) -> str:
    """Processor, cores, memory, system and the file system that `folder` is on, in a phrase."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{cores} × {_processor()}, {memory:.0f} GiB, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}, files on {_file_system(folder)}"
    )


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    lines = information.read_text().splitlines() if information.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())


def _file_system(folder: Path) -> str:
    mounts = Path("/proc/mounts")
    lines = [line.split() for line in mounts.read_text().splitlines()] if mounts.exists() else []
    above = {str(parent) for parent in (folder.resolve(), *folder.resolve().parents)}
    found = [(len(where), kind) for _, where, kind, *_ in lines if where in above]
    return max(found)[1] if found else "an unknown file system"


def _table(results: Sequence[Results], count: int) -> str:
    reference = next((result for result in results if result.peer.name == REFERENCE), None)
    head = " | ".join((f"{count:,} entries", *TASKS, "peak memory"))
    rows = [f"| {result.peer.title} | " + " | ".join(_cells(result, reference)) + " |" for result in results]
    return "\n".join((f"| {head} |", "|-|" + "-:|" * (len(TASKS) + 1), *rows))


def _cells(result: Results, reference: Results | None) -> list[str]:
    cells = []
    for task in TASKS:
        time = _median(result, task)
        base = _median(reference, task) if reference else None
        cells.append(f"{time:.2f} s{_ratio(time, base)}" if time else _shown(result.trouble))
    memory = result.memory
    base = reference.memory if reference else None
    cells.append(f"{memory / 2**20:.0f} MiB{_ratio(memory, base)}" if memory else "–")
    return cells


def _median(result: Results, task: str) -> float | None:
    """None where any round was missed: a median of fewer rounds would be no fair one."""
    return None if result.trouble or not result.times[task] else median(result.times[task])


def _shown(trouble: str) -> str:
    return trouble if trouble.startswith(">") else "failed"


def _ratio(value: float, base: float | None) -> str:
    if not base:
        return ""
    ratio = value / base
    return f" ({ratio:.3f})" if ratio < 0.1 else f" ({ratio:.2f})"


def _growth(results: Sequence[Results]) -> str:
    """How the cold time of an entry and the time for nothing change with the size of the journal."""
    lines = []
    for result in sorted(results, key=lambda result: result.count):
        cold, nothing = _median(result, "cold"), _median(result, "nothing to do")
        if cold and nothing:
            lines.append(f"| {result.count:,} | {1000 * cold / result.count:.3f} ms | {1000 * nothing:.0f} ms |")
    if len(lines) < 2:
        return ""
    return "\n".join(("| Tagwerk's growth | cold, for each entry | nothing to do |", "|-|-:|-:|", *lines))
