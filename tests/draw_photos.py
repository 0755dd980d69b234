"""Draws the photos of the sample journal in content/: `python tests/draw_photos.py`.

They are drawn, not taken, so that the repository holds nobody's picture and every kind of file a camera makes: JPEG, one
with its EXIF turned sideways and a position in it, PNG, WebP and HEIC. The brushes are in tests/photo_canvas.py. The
same Pillow draws the same bytes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from photo_canvas import LANDSCAPE, PORTRAIT, Canvas, Point

MOST_BYTES = 47_000  # of one file: seventeen of them are still a quick clone


def cup_at_the_window() -> Canvas:
    canvas = Canvas(LANDSCAPE, 7301)
    canvas.gradient((0, "#1d2a44"), (0.4, "#56617f"), (0.6, "#c79a86"), (0.72, "#f0c391"), (1, "#f3d3a4"))
    canvas.glow((0.66, 0.72), 0.5, "#ffb066", 0.55)
    canvas.clouds("#e9b79c", 0.3, 0.66, cover=0.45, stretch=5, opacity=0.5)
    roofs(canvas, 0.6, 0.08, "#5b5566", blur=5)
    roofs(canvas, 0.68, 0.1, "#38384a", blur=4)
    lit = [(canvas.random.uniform(0.05, 0.95), canvas.random.uniform(0.74, 0.8)) for _ in range(7)]
    canvas.shapes([box(x, y, 0.008, 0.014) for x, y in lit], "#ffd58a", blur=3)
    for x in (0, 0.515, 0.985):
        canvas.shapes([box(x, 0, 0.03, 0.9)], "#15171d")
        canvas.shapes([box(x + 0.03, 0, 0.003, 0.9)], "#6b5a55", blur=1, opacity=0.7)
    canvas.shapes([box(0, 0.84, 1, 0.16)], "#1b1a1f")
    canvas.shapes([[(0.05, 0.86), (0.95, 0.86), (1.1, 1), (-0.1, 1)]], "#4a3b38", blur=14, opacity=0.8)
    cup(canvas, 0.3, 0.9)
    return canvas.finish(vignette=0.45)


def cup(canvas: Canvas, x: float, foot: float) -> None:
    canvas.oval((x - 0.02, foot + 0.012), (0.12, 0.02), "#0c0b0e", blur=9, opacity=0.8)
    canvas.ring((x + 0.077, foot - 0.095), (0.036, 0.055), "#2c3a42", 17)
    body = [(x - 0.075, foot - 0.19), (x + 0.075, foot - 0.19), (x + 0.064, foot - 0.02), (x + 0.045, foot)]
    canvas.shapes([[*body, (x - 0.045, foot), (x - 0.064, foot - 0.02)]], "#2c3a42")
    canvas.shapes([[(x + 0.03, foot - 0.18), (x + 0.07, foot - 0.18), (x + 0.056, foot - 0.02)]], "#b98a72", 12, 0.7)
    canvas.oval((x, foot - 0.19), (0.075, 0.022), "#8f7c76")
    canvas.oval((x, foot - 0.187), (0.067, 0.017), "#231612")
    for bend, lift in ((0.02, 0.3), (-0.025, 0.26), (0.012, 0.36)):
        steam = [(x + bend * math.sin(t / 3) * (1 + t / 6), foot - 0.19 - lift * t / 24) for t in range(25)]
        canvas.line(steam, "#f4e8df", 16, blur=13, opacity=0.34)


def tracks_at_dusk() -> Canvas:
    canvas = Canvas(LANDSCAPE, 7322)
    canvas.gradient((0, "#2f4a68"), (0.25, "#7189a0"), (0.43, "#d9b79a"), (0.52, "#f6cf97"), (1, "#f6cf97"))
    canvas.clouds("#f2a77f", 0.02, 0.5, cover=0.5, stretch=6, opacity=0.75)
    canvas.glow((0.53, 0.52), 0.42, "#ffcf8a", 0.8)
    canvas.clouds("#52596b", 0.0, 0.4, cover=0.38, stretch=7, opacity=0.5)
    treeline(canvas, 0.53, 0.035, "#3d4049", blur=2)
    canvas.gradient((0, "#4a4444"), (0.3, "#3a3738"), (1, "#1d1d20"), top=0.53)
    canvas.texture(0.53, 1, 0.22)
    for centre in (0.22, 0.86):
        one_track(canvas, (0.53, 0.53), centre)
    for side in (-0.78, 0.72):
        masts(canvas, (0.53, 0.53), side)
    return canvas.finish(vignette=0.35)


def one_track(canvas: Canvas, vanishing: Point, centre: float) -> None:
    def at(offset: float, depth: float) -> Point:
        nearness = 1 / depth
        return vanishing[0] + (centre + offset - vanishing[0]) * nearness, vanishing[1] + 0.5 * nearness

    sleepers = [
        [at(-0.21, d), at(0.21, d), at(0.21, d + 0.03 * d), at(-0.21, d + 0.03 * d)]
        for d in (1 + 0.11 * step for step in range(90))
    ]
    canvas.shapes(sleepers, "#171517", blur=1.2, opacity=0.75)
    for rail in (-0.13, 0.13):
        canvas.shapes([[at(rail - 0.012, 0.9), at(rail + 0.012, 0.9), at(rail, 40)]], "#141416")
        canvas.shapes([[at(rail - 0.005, 0.9), at(rail + 0.006, 0.9), at(rail, 40)]], "#f2c596", blur=1)


def masts(canvas: Canvas, vanishing: Point, side: float) -> None:
    x, y = vanishing
    inward = -math.copysign(0.36, side)
    wires: list[list[Point]] = [[(x + (side + inward) * 1.6, y - 0.62 * 1.6), (x, y - 0.005)]]
    for nearness in (0.72, 0.42, 0.26, 0.17, 0.115, 0.08, 0.055):
        foot, top = (x + side * nearness, y + 0.13 * nearness), (x + side * nearness, y - 0.82 * nearness)
        canvas.line([foot, top], "#20232b", 17 * nearness + 1)
        arm = (x + (side + inward) * nearness, y - 0.66 * nearness)
        canvas.line([(top[0], y - 0.74 * nearness), arm, (top[0], y - 0.6 * nearness)], "#20232b", 7 * nearness + 1)
    canvas.lines(wires, "#20232b", 2.5)


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


def field_from_the_train() -> Canvas:
    canvas = Canvas(LANDSCAPE, 7433)
    canvas.gradient((0, "#aab3b8"), (0.45, "#d5d6d2"), (0.62, "#e9e3d6"), (1, "#c9c4b6"))
    canvas.glow((0.7, 0.5), 0.4, "#fff4df", 0.6)
    for y, colour, blur in ((0.56, "#c3c6c3", 9), (0.585, "#aab0ae", 6), (0.615, "#8d9593", 4)):
        treeline(canvas, y, 0.05, colour, blur=blur)
        canvas.shapes([box(-0.1, y, 1.2, 0.09)], "#dcdad2", blur=24, opacity=0.85)
    canvas.gradient((0, "#c4bfb0"), (0.3, "#948b76"), (1, "#5d5545"), top=0.66)
    furrows(canvas, (0.38, 0.6), 0.67)
    canvas.shapes([box(-0.1, 0.6, 1.2, 0.1)], "#dedbd2", blur=30, opacity=0.8)
    raised_hide(canvas, 0.3, 0.69)
    canvas.glow((0.84, 0.2), 0.09, "#ffe2ad", 0.5)
    canvas.line([(0.7, 0.19), (0.99, 0.17)], "#fff3d8", 9, blur=9, opacity=0.4)
    canvas.frame(0.035, 0.09, "#23272b")
    return canvas.finish(vignette=0.25)


def furrows(canvas: Canvas, vanishing: Point, top: float) -> None:
    x, y = vanishing
    furrow = [[(x + (n / 5) * (top - y), top), (x + (n / 5 - 0.03) * 0.6, 1.05), (x + (n / 5 + 0.03) * 0.6, 1.05)] for n in
              range(-45, 60)]  # fmt: skip
    canvas.shapes(furrow, "#453e31", blur=2.5, opacity=0.5)
    canvas.texture(0.7, 1, 0.18)


def raised_hide(canvas: Canvas, x: float, foot: float) -> None:
    legs: list[list[Point]] = [
        [(x - 0.03, foot), (x - 0.017, foot - 0.13)],
        [(x + 0.03, foot), (x + 0.017, foot - 0.13)],
    ]
    legs += [[(x - 0.027, foot - 0.03), (x + 0.02, foot - 0.1)], [(x + 0.05, foot), (x + 0.012, foot - 0.13)]]
    canvas.lines(legs, "#545a58", 4.5, blur=1)
    canvas.shapes([box(x - 0.024, foot - 0.2, 0.048, 0.075)], "#545a58", blur=1)
    canvas.shapes([box(x - 0.017, foot - 0.185, 0.034, 0.02)], "#8e9492", blur=1)
    canvas.shapes([[(x - 0.032, foot - 0.2), (x + 0.03, foot - 0.222), (x + 0.03, foot - 0.206)]], "#474d4b", blur=1)


SCENES: Mapping[str, Callable[[], Canvas]] = {}
