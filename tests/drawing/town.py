"""Scenes of house and town."""

from __future__ import annotations

import math

from .canvas import LANDSCAPE, PORTRAIT, Canvas, Point
from .nature import bare_tree, blob, box


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
    canvas.shapes([[(x + 0.03, foot - 0.18), (x + 0.07, foot - 0.18), (x + 0.056, foot - 0.02)]], "#b98a72", 12, 0.45)
    canvas.oval((x, foot - 0.19), (0.075, 0.022), "#8f7c76")
    canvas.oval((x, foot - 0.187), (0.067, 0.017), "#231612")
    for bend, lift in ((0.02, 0.3), (-0.025, 0.26), (0.012, 0.36)):
        steam = [(x + bend * math.sin(t / 3) * (1 + t / 6), foot - 0.19 - lift * t / 24) for t in range(25)]
        canvas.line(steam, "#f4e8df", 16, blur=13, opacity=0.34)


def roofs(canvas: Canvas, y: float, height: float, colour: str, blur: float) -> None:
    """A row of roofs and chimneys, far out of focus."""
    outlines: list[list[Point]] = []
    x = -0.05
    while x < 1.05:
        wide, rise = canvas.random.uniform(0.08, 0.2), canvas.random.uniform(0.1, 1) * height
        outlines.append([(x, 1.0), (x, y + height - rise * 0.5), (x + wide * 0.3, y + height - rise),
                         (x + wide * 0.8, y + height - rise), (x + wide, y + height - rise * 0.5), (x + wide, 1.0)])  # fmt: skip
        outlines.append(box(x + wide * 0.4, y + height - rise - height * 0.25, 0.014, height * 0.4))
        x += wide
    canvas.shapes(outlines, colour, blur)


def courtyard_in_fog() -> Canvas:
    canvas = Canvas(PORTRAIT, 7519)
    canvas.gradient((0, "#a3a8ad"), (0.5, "#b9bab8"), (1, "#8b8a86"))
    facade(canvas)
    canvas.shapes([box(-0.1, -0.1, 1.2, 0.75)], "#c0c2c3", blur=60, opacity=0.38)
    canvas.shapes([[(-0.1, 0.86), (1.1, 0.84), (1.1, 1.1), (-0.1, 1.1)]], "#6f6d69", blur=4)
    canvas.texture(0.85, 1, 0.04)
    canvas.shapes([[(-0.1, -0.1), (0.1, -0.1), (0.085, 0.9), (-0.1, 1.0)]], "#85837f", blur=3)
    bare_tree(canvas, (0.36, 0.9), 0.68, "#3d3c3d", blur=1)
    canvas.glow((0.8, 0.6), 0.26, "#ffdf9d", 0.9)
    canvas.line([(0.9, 0.575), (0.8, 0.58), (0.8, 0.6)], "#45443f", 6)
    canvas.shapes([box(0.895, 0.565, 0.009, 0.022)], "#45443f", blur=1)
    canvas.oval((0.8, 0.607), (0.016, 0.011), "#fff5d8", blur=1.5)
    canvas.shapes([box(0.6, 0.83, 0.11, 0.075), box(0.73, 0.835, 0.1, 0.07)], "#4c5450", blur=1.5)
    canvas.shapes([box(0.595, 0.822, 0.12, 0.012), box(0.725, 0.827, 0.11, 0.012)], "#7d4f43", blur=1.5)
    canvas.clouds("#c9cbcb", 0.1, 1.0, cover=0.5, stretch=2, opacity=0.4)
    return canvas.finish(vignette=0.3)


def facade(canvas: Canvas) -> None:
    """Five floors of windows with mouldings; behind some a light is on."""
    canvas.shapes([box(0.1, -0.1, 1.0, 0.97)], "#a9a6a0", blur=2)
    lit = {(1, 1), (2, 3), (3, 0), (4, 2), (4, 3)}
    for floor in range(5):
        y = 0.03 + 0.168 * floor
        canvas.shapes([box(0.1, y - 0.028, 1.0, 0.007)], "#97948f", blur=1.5)
        for column in range(4):
            x = 0.19 + 0.21 * column
            canvas.shapes([box(x - 0.014, y - 0.01, 0.118, 0.115)], "#b8b5af", blur=1.5)
            warm = (floor, column) in lit
            canvas.shapes([box(x, y, 0.09, 0.1)], "#ffd58c" if warm else "#76797c", blur=2)
            canvas.shapes([box(x + 0.043, y, 0.005, 0.1), box(x, y + 0.033, 0.09, 0.004)], "#c3c0b9", blur=1)
            if warm:
                canvas.glow((x + 0.045, y + 0.05), 0.085, "#ffd28a", 0.6)


def kitchen_clock() -> Canvas:
    canvas = Canvas(PORTRAIT, 7588)
    canvas.gradient((0, "#a8a290"), (0.6, "#bfb69e"), (1, "#8d8574"))
    stripes = [box(n / 14, -0.1, 0.028, 1.2) for n in range(15)]
    canvas.shapes(stripes, "#b9b19b", blur=3, opacity=0.5)
    pane = [[(0.22, 0.1), (0.56, 0.03), (0.68, 0.33), (0.32, 0.4)], [(0.6, 0.02), (0.92, -0.04), (1.05, 0.25), (0.72, 0.32)],
            [(0.335, 0.43), (0.695, 0.36), (0.8, 0.64), (0.435, 0.72)], [(0.735, 0.35), (1.06, 0.28), (1.2, 0.55), (0.84, 0.63)]]  # fmt: skip
    canvas.shapes(pane, "#ffe6b0", blur=9, opacity=0.75)
    dial(canvas, 0.47, 0.36, 0.25)
    canvas.shapes([box(-0.1, 0.83, 1.2, 0.025)], "#6d5442")
    canvas.shapes([box(-0.1, 0.853, 1.2, 0.05)], "#3f352d", blur=14, opacity=0.7)
    canvas.shapes([box(-0.1, 0.83, 1.2, 0.005)], "#c29a74", blur=1)
    for x, colour in ((0.16, "#c9cdc6"), (0.31, "#7d95a0"), (0.84, "#b5654c")):
        mug(canvas, x, 0.832, colour)
    return canvas.finish(vignette=0.35)


def dial(canvas: Canvas, x: float, y: float, radius: float) -> None:
    """A clock that shows 7:09; `radius` is a fraction of the width."""
    ratio = canvas.size[0] / canvas.size[1]

    def at(minute: float, reach: float) -> Point:
        turn = minute / 60 * 2 * math.pi - 0.035
        return x + radius * reach * math.sin(turn), y - radius * reach * math.cos(turn) * ratio

    canvas.oval((x + 0.04, y + 0.03), (radius * 1.02, radius * 1.02 * ratio), "#4d4534", blur=16, opacity=0.6)
    canvas.oval((x, y), (radius, radius * ratio), "#7f3b30")
    canvas.oval((x - 0.006, y - 0.004), (radius * 0.965, radius * 0.965 * ratio), "#a9574a", blur=3)
    canvas.oval((x, y), (radius * 0.9, radius * 0.9 * ratio), "#f4efe0")
    canvas.oval((x - 0.03, y - 0.03), (radius * 0.6, radius * 0.6 * ratio), "#fffaf0", blur=40, opacity=0.8)
    canvas.lines([[at(n, 0.82), at(n, 0.86)] for n in range(60)], "#57524a", 2)
    canvas.lines([[at(5 * n, 0.72), at(5 * n, 0.86)] for n in range(12)], "#2f2c28", 8)
    canvas.lines([[at(35.75 + 30, 0.12), at(35.75, 0.5)]], "#23211f", 13)
    canvas.lines([[at(39, 0.14), at(9, 0.76)]], "#23211f", 8)
    canvas.lines([[at(54, 0.18), at(24, 0.8)]], "#b3402f", 3)
    canvas.oval((x, y), (0.012, 0.012 * ratio), "#23211f")


def mug(canvas: Canvas, x: float, foot: float, colour: str) -> None:
    canvas.ring((x + 0.062, foot - 0.045), (0.03, 0.026), colour, 10)
    canvas.shapes([box(x - 0.06, foot - 0.095, 0.12, 0.095)], colour)
    canvas.shapes([box(x - 0.06, foot - 0.095, 0.045, 0.095)], "#3a332c", blur=18, opacity=0.35)
    canvas.oval((x, foot - 0.095), (0.06, 0.009), "#4a423a")


def rain_on_the_window() -> Canvas:
    canvas = Canvas(LANDSCAPE, 7611)
    canvas.gradient((0, "#7d8a86"), (0.35, "#56685c"), (0.75, "#33463a"), (1, "#202c28"))
    canvas.clouds("#7f9a68", 0.15, 1.0, cover=0.55, stretch=1.2, opacity=0.6)
    for colour in ("#ffcf80", "#ffe0b0", "#f6a95f", "#cfe3d4"):
        lights = [(canvas.random.random(), canvas.random.uniform(0.12, 0.62)) for _ in range(5)]
        for x, y in lights:
            size = canvas.random.uniform(0.018, 0.042)
            canvas.oval((x, y), (size, size * 1.5), colour, blur=5, opacity=0.42)
    canvas.shapes([box(0, 0, 1, 1)], "#8d9a94", opacity=0.12)
    drops(canvas, 900, (0.0012, 0.0035))
    drops(canvas, 130, (0.004, 0.0085))
    drops(canvas, 26, (0.01, 0.015))
    runs = [[(x + 0.004 * math.sin(9 * t), start + 0.4 * t) for t in (n / 14 for n in range(15))] for x, start in
            ((0.17, 0.05), (0.43, 0.3), (0.71, 0.1), (0.9, 0.45))]  # fmt: skip
    canvas.lines(runs, "#dfe8e2", 7, blur=3, opacity=0.4)
    canvas.lines(runs, "#22302a", 2.5, blur=2, opacity=0.5)
    return canvas.finish(vignette=0.35)


def drops(canvas: Canvas, count: int, sizes: Point) -> None:
    """Drops show what is behind them upside down: dark above, light below, with a spark."""
    places = []
    for _ in range(count):
        x, y, size = canvas.random.random(), canvas.random.random(), canvas.random.uniform(*sizes)
        places.append((x, y, size, size * canvas.random.uniform(1.4, 2.1)))
    canvas.shapes([blob(x, y + 0.15 * high, wide * 1.1, high * 1.1) for x, y, wide, high in places], "#18221d", 1.5, 0.45)
    canvas.shapes([blob(x, y, wide, high) for x, y, wide, high in places], "#5f756a", 0.8, 0.85)
    canvas.shapes([blob(x, y - 0.3 * high, wide * 0.8, high * 0.6) for x, y, wide, high in places], "#26332c", 1.5, 0.7)
    canvas.shapes([blob(x, y + 0.5 * high, wide * 0.7, high * 0.35) for x, y, wide, high in places], "#dfeee2", 1.2, 0.85)
    canvas.shapes([blob(x - 0.3 * wide, y - 0.5 * high, wide * 0.2, high * 0.16) for x, y, wide, high in places], "#ffffff")


def roofs_at_dawn() -> Canvas:
    canvas = Canvas(LANDSCAPE, 7663)
    canvas.gradient((0, "#7fa0c4"), (0.35, "#c0c3cf"), (0.62, "#f4cfae"), (0.78, "#fbe0b2"), (1, "#fbe0b2"))
    canvas.glow((0.78, 0.7), 0.6, "#ffdfa0", 0.8)
    canvas.clouds("#fbe7da", 0.25, 0.6, cover=0.36, stretch=9, opacity=0.6)
    roofs(canvas, 0.6, 0.09, "#b59f9f", blur=3)
    steeple(canvas, 0.34, 0.24, "#8f7f88")
    roofs(canvas, 0.68, 0.1, "#86767f", blur=2)
    roofs(canvas, 0.77, 0.13, "#57505c", blur=1.2)
    canvas.shapes([[(-0.1, 0.93), (0.3, 0.86), (0.62, 1.1), (-0.1, 1.1)]], "#3a343c")
    canvas.lines([[(-0.1 + n * 0.05, 0.94 - n * 0.0095 + 0.004), (0.02 + n * 0.06, 1.05)] for n in range(9)], "#463f47", 3)
    aerial(canvas, 0.68, 0.83)
    for x, top in ((0.85, 0.71), (0.885, 0.73), (0.12, 0.74)):
        canvas.shapes([box(x, top, 0.026, 0.2)], "#4a434c")
        canvas.shapes([box(x + 0.004, top - 0.02, 0.006, 0.024), box(x + 0.015, top - 0.016, 0.006, 0.02)], "#5d4a48")
    for _ in range(15):
        swift(canvas)
    return canvas.finish(vignette=0.25)


def steeple(canvas: Canvas, x: float, top: float, colour: str) -> None:
    canvas.shapes([box(x - 0.028, 0.46, 0.056, 0.4)], colour, blur=1)
    dome = [(x + 0.032 * math.cos(t), 0.47 - 0.075 * math.sin(t)) for t in (math.pi * n / 20 for n in range(21))]
    canvas.shapes([dome, box(x - 0.034, 0.463, 0.068, 0.012), box(x - 0.01, 0.36, 0.02, 0.05)], colour, blur=1)
    canvas.shapes([[(x - 0.013, 0.365), (x + 0.013, 0.365), (x, top + 0.03)]], colour, blur=1)
    canvas.lines([[(x, top + 0.06), (x, top)], [(x - 0.006, top + 0.015), (x + 0.006, top + 0.015)]], colour, 2.5)
    canvas.shapes([box(x - 0.012, 0.53, 0.024, 0.06)], "#dcbca6", blur=1)


def aerial(canvas: Canvas, x: float, foot: float) -> None:
    rods: list[list[Point]] = [[(x, foot), (x, foot - 0.24)], [(x - 0.04, foot - 0.21), (x + 0.05, foot - 0.225)]]
    rods += [[(x - 0.035 + 0.016 * n, foot - 0.185), (x - 0.035 + 0.016 * n, foot - 0.245)] for n in range(6)]
    canvas.lines(rods, "#3f3943", 3)


def swift(canvas: Canvas) -> None:
    x, y = canvas.random.uniform(0.3, 0.95), canvas.random.uniform(0.08, 0.5)
    span, tilt = canvas.random.uniform(0.006, 0.02), canvas.random.uniform(-0.8, 0.8)
    turn = (math.cos(tilt), math.sin(tilt))
    sickle = [(-1, 0.5), (-0.55, 0.05), (0, -0.12), (0.55, 0.05), (1, 0.5), (0.45, 0.2), (0, 0.12), (0, 0.5), (-0.08, 0.12),
              (-0.45, 0.2)]  # fmt: skip
    canvas.shapes([[(x + span * (a * turn[0] - b * turn[1]), y + span * 1.5 * (a * turn[1] + b * turn[0])) for a, b in
                    sickle]], "#3d3743", blur=0.6)  # fmt: skip


def park_in_snow() -> Canvas:
    canvas = Canvas(LANDSCAPE, 7566)
    canvas.gradient((0, "#93a6bd"), (0.35, "#c7cbd4"), (0.55, "#f1d8cb"), (1, "#f1d8cb"))
    canvas.glow((0.62, 0.52), 0.4, "#ffe6cf", 0.75)
    for x, height in ((0.05, 0.2), (0.16, 0.26), (0.5, 0.18), (0.58, 0.22), (0.67, 0.2), (0.95, 0.24)):
        bare_tree(canvas, (x, 0.57), height, "#a3a3b0", blur=2)
    canvas.shapes([box(-0.1, 0.5, 1.2, 0.09)], "#e3d8d8", blur=18, opacity=0.7)
    canvas.gradient((0, "#e9e2e4"), (0.3, "#d5dae4"), (1, "#aebccf"), top=0.565)
    canvas.shapes([[(-0.1, 0.6), (0.4, 0.575), (1.1, 0.62), (1.1, 0.66), (0.4, 0.62), (-0.1, 0.65)]], "#f6eeea", 14, 0.8)
    canvas.shapes([[(-0.1, 0.8), (0.3, 0.7), (0.7, 0.76), (1.1, 0.7), (1.1, 0.8), (0.6, 0.84)]], "#f1eef0", 26, 0.7)
    shadows = [[(x, y), (x + 0.015, y), (x - 0.32, 1.05), (x - 0.42, 1.05)] for x, y in ((0.3, 0.69), (0.83, 0.73))]
    canvas.shapes(shadows, "#8ea0bd", blur=12, opacity=0.5)
    canvas.shapes(steps_in_snow(), "#8497b5", blur=2.5, opacity=0.8)
    bare_tree(canvas, (0.3, 0.7), 0.66, "#40414d")
    bare_tree(canvas, (0.83, 0.74), 0.74, "#353642")
    flakes = [(canvas.random.random(), canvas.random.random(), canvas.random.uniform(0.0007, 0.003)) for _ in range(170)]
    canvas.shapes([blob(x, y, size, size * 1.5) for x, y, size in flakes], "#ffffff", blur=1.6, opacity=0.8)
    return canvas.finish(vignette=0.2)


def steps_in_snow() -> list[list[Point]]:
    """One track that leads from the viewer to the trees in a bend."""
    steps = []
    for n in range(30):
        near = (n / 29) ** 2
        x = 0.6 - 0.1 * math.sin(2.4 * near) + (-1) ** n * (0.003 + 0.014 * near)
        steps.append(blob(x, 0.59 + 0.42 * near, 0.002 + 0.009 * near, 0.0015 + 0.009 * near))
    return steps
