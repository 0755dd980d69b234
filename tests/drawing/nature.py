"""What several scenes are made of: woods, hills, grass, water, bare trees."""

from __future__ import annotations

import math

from .canvas import Canvas, Point


def box(x: float, y: float, width: float, height: float) -> list[Point]:
    return [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]


def blob(x: float, y: float, across: float, high: float) -> list[Point]:
    """A small oval as a polygon, so that hundreds fit into one mask."""
    turns = (2 * math.pi * n / 14 for n in range(14))
    return [(x + across * math.cos(turn), y + high * math.sin(turn)) for turn in turns]


def treeline(canvas: Canvas, y: float, height: float, colour: str, blur: float) -> None:
    """A far wood standing on `y`: bushes of uneven height."""
    crowns = []
    x = -0.02
    while x < 1.02:
        size = height * canvas.random.uniform(0.25, 1)
        crowns.append(blob(x, y - size * 0.5, size * canvas.random.uniform(0.5, 1.1), size * 0.62))
        x += height * 0.4
    canvas.shapes([*crowns, box(-0.1, y - height * 0.3, 1.2, height * 0.4)], colour, blur)


def hill(canvas: Canvas, y: float, colour: str, wave: Point, blur: float) -> None:
    """Land below a slow wave of the given height and number of turns."""
    height, turns = wave
    ridge = [(n / 60, y - height * math.sin(turns * n / 60 + y * 9)) for n in range(61)]
    canvas.shapes([[*ridge, (1.1, 1.1), (-0.1, 1.1)]], colour, blur)


def grass(canvas: Canvas, y: float, height: float, colour: str, count: int) -> None:
    """Blades that begin around `y` and lower, bent by one wind."""
    blades = []
    for _ in range(count):
        x, foot = canvas.random.uniform(-0.05, 1.05), y + canvas.random.random() * (1.05 - y)
        tall = height * canvas.random.uniform(0.4, 1.1) * (0.5 + (foot - y) / (1.05 - y))
        lean = tall * canvas.random.uniform(0.1, 0.75)
        blades.append([(x - 0.002, foot), (x + lean * 0.4, foot - tall * 0.65), (x + lean, foot - tall),
                       (x + lean * 0.4 + 0.002, foot - tall * 0.6), (x + 0.002, foot)])  # fmt: skip
    canvas.shapes(blades, colour, blur=0.5)


def ripples(canvas: Canvas, top: float, colour: str, count: int, opacity: float) -> None:
    """Short strokes on water that grow towards the viewer."""
    strokes = []
    for _ in range(count):
        near = canvas.random.random() ** 1.8
        x, y = canvas.random.uniform(-0.05, 1.05), top + (1.02 - top) * near
        strokes.append(blob(x, y, 0.006 + 0.055 * near * canvas.random.random(), 0.0006 + 0.0035 * near))
    canvas.shapes(strokes, colour, blur=1.2, opacity=opacity)


def bare_tree(canvas: Canvas, foot: Point, height: float, colour: str, blur: float = 0.6) -> None:
    """A tree in winter, standing at `foot`, of about the given height."""
    branches: dict[int, list[list[Point]]] = {}
    wide = height * 0.016 * canvas.size[1] / canvas.size[0]
    x, y = foot
    trunk = [(x - wide, y), (x - wide * 0.75, y - height * 0.3), (x + wide * 0.75, y - height * 0.3), (x + wide, y)]
    canvas.shapes([[*trunk, (x + wide * 1.9, y + height * 0.012), (x - wide * 1.9, y + height * 0.012)]], colour, blur)
    _branch(canvas, foot, -math.pi / 2, height * 0.3, 0, branches)
    pixels = canvas.size[1] * height
    for level, lines in branches.items():
        canvas.lines(lines, colour, max(0.8, 0.03 * pixels * 0.68**level), blur)


def _branch(
    canvas: Canvas, start: Point, heading: float, length: float, level: int, branches: dict[int, list[list[Point]]]
) -> None:
    aspect = canvas.size[1] / canvas.size[0]
    end = (start[0] + length * math.cos(heading) * aspect, start[1] + length * math.sin(heading))
    branches.setdefault(level, []).append([start, end])
    if level == 7:
        return
    for turn in (-1, 1) if canvas.random.random() < 0.75 else (-1, 0.1, 1):
        spread = turn * canvas.random.uniform(0.15, 0.6)
        shorter = length * canvas.random.uniform(0.68, 0.88)
        _branch(canvas, end, heading * 0.96 - math.pi / 2 * 0.04 + spread, shorter, level + 1, branches)
