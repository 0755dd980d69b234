"""Whether the short way of rendering Markdown says the same as Python-Markdown itself, byte for byte, and how fast.

    python -m tests.markdown_equality DIR

renders every .md and .txt file below DIR both ways, with and without line breaks, reports what differs and the median
times, and ends with 1 if anything differs.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

from generator.markup import Markup, MarkupError

WAYS = {
    line_breaks: (Markup(line_breaks=line_breaks), Markup(line_breaks=line_breaks, shortcuts=False))
    for line_breaks in (False, True)
}


def outcome(render: Callable[[str], object], text: str) -> object:
    """What rendering gives: the result, or what it complains of."""
    try:
        return render(text)
    except MarkupError as error:
        return str(error)


def differences(text: str) -> list[tuple[str, object, object]]:
    """What the two ways disagree on: its name, the short way's answer, Python-Markdown's answer."""
    found = []
    for line_breaks, (short, judge) in WAYS.items():
        for name, mine, its in (("html", short.html, judge.html), ("survey", short.survey, judge.survey)):
            answers = outcome(mine, text), outcome(its, text)
            if answers[0] != answers[1]:
                found.append((f"{name}, line_breaks={line_breaks}", *answers))
    return found


def _milliseconds(render: Callable[[str], object], text: str) -> float:
    start = perf_counter()
    outcome(render, text)
    return (perf_counter() - start) * 1000


def main(folder: Path) -> int:
    paths = sorted(path for path in folder.rglob("*") if path.suffix in (".md", ".txt"))
    short, judge = WAYS[False]
    times: list[tuple[float, float]] = []
    different = 0
    for path in paths:
        text = path.read_text(encoding="utf-8-sig", errors="replace")
        for name, mine, its in differences(text):
            different += 1
            print(f"{path}: {name} differs\n  short: {mine!r}\n  judge: {its!r}")
        times.append((_milliseconds(short.html, text), _milliseconds(judge.html, text)))
    if times:
        mine, its = (median(column) for column in zip(*times, strict=True))
        print(f"{len(paths)} files, {different} differences; median {mine:.3f} ms, Python-Markdown {its:.3f} ms")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
