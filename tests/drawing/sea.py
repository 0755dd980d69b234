"""Scenes of sky, sea and island."""

from __future__ import annotations

import math

from .canvas import LANDSCAPE, PORTRAIT, Canvas, Point
from .nature import blob, box, grass, hill, ripples, treeline


def kite() -> Canvas:
    canvas = Canvas(PORTRAIT, 7348)
    canvas.gradient((0, "#5f90b5"), (0.55, "#a9c6d6"), (0.86, "#e6e3d3"), (1, "#e6e3d3"))
    canvas.clouds("#fbf7ef", 0.05, 0.9, cover=0.46, stretch=2.2, opacity=0.85)
    canvas.glow((0.1, 0.8), 0.7, "#fff0c8", 0.5)
    treeline(canvas, 0.9, 0.016, "#7b8a80", blur=2.5)
    canvas.gradient((0, "#a59a62"), (0.4, "#86834c"), (1, "#4f5632"), top=0.9)
    grass(canvas, 0.93, 0.05, "#5d6238", 260)
    string = [(0.6 - 0.42 * t - 0.16 * t * (1 - t), 0.25 + 0.655 * t**1.35) for t in (n / 40 for n in range(41))]
    canvas.line(string, "#f7f6f1", 1.6, opacity=0.9)
    top, right, foot, left = (0.655, 0.135), (0.7, 0.215), (0.57, 0.31), (0.545, 0.18)
    canvas.shapes([[top, right, foot, left]], "#b8392f")
    canvas.shapes([[top, right, foot]], "#d6564a")
    canvas.lines([[top, foot], [left, right]], "#7c221c", 2)
    tail = [(0.57 - 0.16 * t + 0.022 * math.sin(9 * t), 0.31 + 0.16 * t + 0.012 * math.cos(9 * t)) for t in
            (n / 30 for n in range(31))]  # fmt: skip
    canvas.line(tail, "#b8392f", 2.5)
    canvas.shapes([bow(*tail[n]) for n in (5, 11, 17, 23, 29)], "#e9c46a")
    flyers(canvas)
    return canvas.finish(vignette=0.2)


def bow(x: float, y: float) -> list[Point]:
    return [(x - 0.013, y - 0.006), (x + 0.013, y + 0.006), (x + 0.013, y - 0.006), (x - 0.013, y + 0.006)]


def flyers(canvas: Canvas) -> None:
    for x, height in ((0.18, 0.03), (0.215, 0.046)):
        canvas.oval((x, 0.912 - height), (0.008, 0.0058), "#2c2f2b")
        canvas.shapes([[(x - 0.009, 0.918 - height), (x + 0.009, 0.918 - height), (x + 0.007, 0.915), (x - 0.007, 0.915)]],
                      "#2c2f2b")  # fmt: skip


def wake_of_the_ferry() -> Canvas:
    canvas = Canvas(LANDSCAPE, 7391)
    canvas.gradient((0, "#6d7a84"), (0.3, "#9aa7ad"), (0.42, "#d9d8cd"), (1, "#d9d8cd"))
    canvas.clouds("#4c5962", 0, 0.44, cover=0.6, stretch=4, opacity=0.8)
    canvas.clouds("#e8e4d6", 0.16, 0.43, cover=0.4, stretch=8, opacity=0.6)
    canvas.glow((0.56, 0.42), 0.36, "#fff3d6", 0.6)
    treeline(canvas, 0.425, 0.008, "#5f6b70", blur=2)
    canvas.gradient((0, "#aeb8b6"), (0.12, "#7d9094"), (0.5, "#4d656c"), (1, "#2f464e"), top=0.425)
    ripples(canvas, 0.43, "#24383f", 480, 0.4)
    ripples(canvas, 0.43, "#c4cdca", 320, 0.5)
    wake = [(0.56, 0.425), (0.585, 0.55), (0.8, 1.02), (0.22, 1.02), (0.53, 0.55)]
    canvas.shapes([wake], "#b9cac8", blur=26, opacity=0.5)
    foam(canvas, 0.56)
    for x, y, span in ((0.24, 0.2, 0.024), (0.33, 0.27, 0.015), (0.78, 0.15, 0.019)):
        gull(canvas, x, y, span)
    for y, width in ((0.86, 15), (0.95, 9)):
        canvas.line([(-0.05, y + 0.015), (1.05, y - 0.02)], "#f1efe8", width)
        canvas.line([(-0.05, y + 0.022), (1.05, y - 0.013)], "#6e7a7d", width / 3, opacity=0.8)
    canvas.lines([[(x, 0.85), (x, 1.05)] for x in (0.13, 0.5, 0.87)], "#e4e3dc", 13)
    return canvas.finish(vignette=0.3)


def foam(canvas: Canvas, x: float) -> None:
    flecks = []
    for _ in range(900):
        near = canvas.random.random() ** 1.7
        edge = canvas.random.choice((-1, 1)) * (0.25 + 0.75 * canvas.random.random() ** 0.5)
        size = 0.001 + 0.011 * near * canvas.random.random()
        flecks.append(blob(x + edge * (0.008 + 0.27 * near) - 0.05 * near, 0.43 + 0.6 * near, size, size * 0.35))
    canvas.shapes(flecks, "#f3f5f0", blur=1.6, opacity=0.75)


def gull(canvas: Canvas, x: float, y: float, span: float) -> None:
    wings = [(x - span, y - span * 0.25), (x - span * 0.45, y - span * 0.5), (x, y), (x + span * 0.5, y - span * 0.6)]
    canvas.line([*wings, (x + span, y - span * 0.3)], "#3a4449", 90 * span + 1.5)


def lighthouse() -> Canvas:
    canvas = Canvas(PORTRAIT, 7394)
    canvas.gradient((0, "#16233d"), (0.4, "#35507a"), (0.68, "#8a8fa8"), (0.82, "#dfae93"), (1, "#dfae93"))
    stars = [(canvas.random.random(), canvas.random.random() * 0.4) for _ in range(45)]
    canvas.shapes([blob(x, y, 0.0013, 0.0009) for x, y in stars], "#e8ecf5", blur=0.6, opacity=0.7)
    canvas.clouds("#55607f", 0.5, 0.85, cover=0.42, stretch=7, opacity=0.5)
    for reach, spread in ((-0.9, 0.1), (0.75, 0.085)):
        end = 0.63 + reach
        canvas.shapes([[(0.63, 0.327), (end, 0.327 - spread), (end, 0.327 + spread * 0.4)]], "#ffe9b0", 26, 0.2)
    hill(canvas, 0.79, "#39405a", (0.1, 3.1), blur=3)
    tower = [(0.59, 0.71), (0.602, 0.37), (0.658, 0.37), (0.67, 0.71)]
    canvas.shapes([tower], "#b9bccb")
    canvas.shapes([[(0.63, 0.37), (0.658, 0.37), (0.67, 0.71), (0.635, 0.71)]], "#7d849d", blur=10, opacity=0.9)
    canvas.shapes(
        [box(0.588, 0.36, 0.084, 0.011), box(0.61, 0.3, 0.004, 0.06), box(0.646, 0.3, 0.004, 0.06)], "#23283a"
    )
    canvas.shapes([box(0.614, 0.306, 0.032, 0.054)], "#ffe3a0")
    canvas.shapes([[(0.598, 0.306), (0.662, 0.306), (0.63, 0.268)]], "#7a2f35")
    canvas.shapes([box(0.622, y, 0.012, 0.014) for y in (0.45, 0.54, 0.63)], "#2a2f42")
    canvas.glow((0.63, 0.33), 0.3, "#ffdf9a", 0.85)
    hill(canvas, 0.72, "#222a3a", (0.055, 2.0), blur=1.5)
    hill(canvas, 0.86, "#161c28", (0.03, 4.4), blur=1)
    grass(canvas, 0.89, 0.06, "#1d2530", 420)
    return canvas.finish(vignette=0.35)


def sunrise_over_the_groynes() -> Canvas:
    canvas = Canvas(LANDSCAPE, 7695)
    canvas.gradient((0, "#4c6384"), (0.22, "#8f8fa6"), (0.38, "#e2a58c"), (0.46, "#fbd596"), (1, "#fbd596"))
    canvas.clouds("#f39d78", 0.02, 0.42, cover=0.52, stretch=7, opacity=0.8)
    canvas.clouds("#5b6484", -0.1, 0.3, cover=0.42, stretch=6, opacity=0.65)
    canvas.glow((0.4, 0.45), 0.5, "#ffc777", 0.85)
    canvas.oval((0.4, 0.437), (0.021, 0.0315), "#fff6dc", blur=2)
    canvas.glow((0.4, 0.437), 0.12, "#ffe9b0", 0.9)
    canvas.shapes([[(0.66, 0.463), (0.74, 0.452), (0.9, 0.446), (1.02, 0.447), (1.02, 0.465)]], "#6f6474", blur=1.5)
    canvas.gradient((0, "#f3c48f"), (0.1, "#c99a8b"), (0.4, "#7f7f93"), (1, "#3b4a60"), top=0.462)
    ripples(canvas, 0.465, "#33415a", 600, 0.42)
    ripples(canvas, 0.465, "#e6b79c", 380, 0.45)
    path_of_light(canvas, 0.4)
    groyne(canvas, (0.58, 0.5), (0.9, 0.99), 19)
    groyne(canvas, (0.2, 0.492), (0.03, 0.86), 17)
    cormorant(canvas, 0.955, 0.79)
    canvas.shapes([[(-0.1, 0.985), (0.3, 0.975), (0.7, 0.995), (1.1, 0.98), (1.1, 1.1), (-0.1, 1.1)]], "#2b3140", blur=6)
    return canvas.finish(vignette=0.3)


def path_of_light(canvas: Canvas, x: float) -> None:
    strokes = []
    for _ in range(520):
        near = canvas.random.random() ** 1.3
        aside = canvas.random.gauss(0, 0.012 + 0.055 * near)
        strokes.append(blob(x + aside, 0.466 + 0.5 * near, 0.004 + 0.024 * near, 0.0007 + 0.003 * near))
    canvas.shapes(strokes, "#ffe2a6", blur=1.4, opacity=0.85)


def groyne(canvas: Canvas, far: Point, near: Point, count: int) -> None:
    """A row of posts that runs into the sea, with their reflections."""
    for step in range(count):
        depth = 1 / (1 + 4.2 * (1 - step / (count - 1)))
        depth = (depth - 1 / 5.2) / (1 - 1 / 5.2)
        x, foot = far[0] + (near[0] - far[0]) * depth, far[1] + (near[1] - far[1]) * depth
        tall, half = (0.022 + 0.16 * depth) * canvas.random.uniform(0.82, 1.08), 0.0022 + 0.0105 * depth
        canvas.shapes([box(x - half, foot, 2 * half, tall * 0.7)], "#2a3040", blur=2 + 5 * depth, opacity=0.6)
        canvas.shapes([box(x - half, foot - tall, 2 * half, tall), blob(x, foot - tall, half, half * 0.6)], "#1e212b", 0.7)
        canvas.shapes([box(x - half, foot - tall, half * 0.45, tall * 0.9)], "#b9836a", 1.2, 0.7)
        canvas.oval((x, foot), (half * 2.4, half * 0.8), "#e9c3a4", blur=2, opacity=0.45)


def cormorant(canvas: Canvas, x: float, y: float) -> None:
    """A bird on its stump, wings half open, among posts of its size."""
    canvas.shapes([box(x - 0.008, y - 0.012, 0.016, 0.05)], "#1e212b", blur=0.7)
    canvas.shapes([box(x - 0.008, y + 0.038, 0.016, 0.07)], "#2a3040", blur=5, opacity=0.6)
    body = [(x - 0.007, y - 0.01), (x - 0.011, y - 0.045), (x - 0.002, y - 0.085), (x + 0.008, y - 0.075)]
    canvas.shapes([[*body, (x + 0.012, y - 0.04), (x + 0.014, y + 0.012), (x + 0.006, y - 0.008)]], "#16181f", blur=1)
    canvas.shapes([[(x + 0.004, y - 0.075), (x + 0.034, y - 0.06), (x + 0.026, y - 0.02), (x + 0.008, y - 0.038)]], "#16181f", 1)
    neck = [(x - 0.001, y - 0.078), (x - 0.003, y - 0.105), (x - 0.001, y - 0.118), (x - 0.008, y - 0.124)]
    canvas.line(neck, "#16181f", 8, blur=0.8)
    canvas.line([(x - 0.006, y - 0.124), (x - 0.018, y - 0.12)], "#16181f", 3.5, blur=0.6)


def path_through_the_dunes() -> Canvas:
    canvas = Canvas(PORTRAIT, 7696)
    canvas.gradient((0, "#7f9bb8"), (0.3, "#c3c5c9"), (0.42, "#f5d9b4"), (1, "#f5d9b4"))
    canvas.clouds("#fdeede", 0.0, 0.4, cover=0.45, stretch=3, opacity=0.75)
    canvas.glow((0.72, 0.4), 0.5, "#ffe3ae", 0.7)
    canvas.gradient((0, "#b8bcb8"), (0.2, "#8fa3aa"), (1, "#6d8891"), top=0.42)
    ripples(canvas, 0.43, "#e9dfcb", 260, 0.5)
    dune(canvas, [(-0.1, 0.47), (0.2, 0.462), (0.4, 0.515), (0.52, 0.555), (0.5, 1.1), (-0.1, 1.1)], "#b09a76")
    dune(canvas, [(1.1, 0.44), (0.85, 0.455), (0.66, 0.52), (0.53, 0.555), (0.6, 1.1), (1.1, 1.1)], "#a58f6e")
    sand = [(0.505, 0.548), (0.545, 0.548), (0.6, 0.62), (0.55, 0.72), (0.66, 0.86), (0.92, 1.05)]
    canvas.shapes([[*sand, (0.12, 1.05), (0.3, 0.86), (0.36, 0.72), (0.5, 0.62)]], "#e6cda4", blur=9)
    canvas.shapes([[(0.4, 0.75), (0.5, 0.74), (0.6, 0.88), (0.7, 1.05), (0.5, 1.05)]], "#f3dfba", blur=30, opacity=0.8)
    canvas.shapes(footprints(), "#b99c74", blur=3.5, opacity=0.75)
    for y, colour, count in ((0.5, "#8b8560", 300), (0.56, "#6f6d48", 260), (0.68, "#555538", 300), (0.82, "#3f4229", 320), (0.95, "#33361f", 260)):
        tufts(canvas, y, colour, count)
    return canvas.finish(vignette=0.3)


def dune(canvas: Canvas, outline: list[Point], colour: str) -> None:
    canvas.shapes([outline], colour, blur=5)


def footprints() -> list[list[Point]]:
    steps = []
    for n in range(13):
        near = (n / 12) ** 1.5
        y = 0.6 + 0.4 * near
        steps.append(blob(0.52 + 0.02 * math.sin(7 * y) + (-1) ** n * (0.008 + 0.035 * near), y, 0.005 + 0.02 * near,
                          0.002 + 0.011 * near))  # fmt: skip
    return steps


def tufts(canvas: Canvas, y: float, colour: str, count: int) -> None:
    """Marram beside the path: blades in tufts, leaning away from the sea."""
    blades = []
    for _ in range(count // 7):
        side = canvas.random.choice((-1, 1))
        foot = y + canvas.random.random() * 0.12
        gap = 0.06 + 0.55 * max(0.0, foot - 0.52)
        root = 0.52 + side * (gap + abs(canvas.random.gauss(0, 0.22)))
        for _ in range(13):
            x = root + canvas.random.gauss(0, 0.02)
            base = foot + canvas.random.gauss(0, 0.004)
            tall = (0.02 + 0.25 * max(0.0, foot - 0.47)) * canvas.random.uniform(0.6, 1.25)
            lean = tall * canvas.random.uniform(-0.7, 1.2)
            blades.append([(x - 0.001, base), (x + lean * 0.3, base - tall * 0.65), (x + lean, base - tall),
                           (x + lean * 0.3 + 0.002, base - tall * 0.58), (x + 0.002, base)])  # fmt: skip
    canvas.shapes(blades, colour, blur=0.5)


def heath_with_roofs() -> Canvas:
    canvas = Canvas(LANDSCAPE, 7702)
    canvas.gradient((0, "#93a9bb"), (0.4, "#cfd3d0"), (0.56, "#efe2c8"), (1, "#efe2c8"))
    canvas.clouds("#fbf6ec", 0.0, 0.5, cover=0.5, stretch=4, opacity=0.8)
    treeline(canvas, 0.585, 0.02, "#7f8a86", blur=3)
    canvas.gradient((0, "#9a9570"), (0.25, "#857a63"), (1, "#4f4440"), top=0.58)
    for x, size in ((0.3, 0.05), (0.55, 0.04), (0.66, 0.055)):
        canvas.shapes([box(x, 0.59 - size * 0.5, size * 2, size * 0.5)], "#e3ddd0", blur=1)
        canvas.shapes([[(x - 0.1 * size, 0.59 - size * 0.45), (x + 0.4 * size, 0.59 - size * 1.3),
                        (x + 1.6 * size, 0.59 - size * 1.3), (x + 2.1 * size, 0.59 - size * 0.45)]], "#5d534a", blur=1)  # fmt: skip
    canvas.shapes([[(0.47, 0.6), (0.49, 0.6), (0.56, 0.75), (0.75, 1.05), (0.35, 1.05), (0.46, 0.75)]], "#d8c39b", blur=6)
    grass(canvas, 0.66, 0.06, "#6b5566", 350)
    grass(canvas, 0.75, 0.07, "#57503c", 350)
    return canvas.finish(vignette=0.3)
