"""Scenes beside the railway."""

from __future__ import annotations

import math
from collections.abc import Iterator

from PIL import Image, ImageDraw, ImageFont

from .canvas import LANDSCAPE, Canvas, Point
from .nature import blob, box, treeline


def tracks_at_dusk() -> Canvas:
    canvas = Canvas(LANDSCAPE, 7322)
    canvas.gradient((0, "#2f4a68"), (0.25, "#7189a0"), (0.43, "#d9b79a"), (0.52, "#f6cf97"), (1, "#f6cf97"))
    canvas.clouds("#f2a77f", 0.02, 0.5, cover=0.5, stretch=6, opacity=0.75)
    canvas.glow((0.53, 0.52), 0.42, "#ffcf8a", 0.8)
    canvas.clouds("#52596b", 0.0, 0.4, cover=0.38, stretch=7, opacity=0.5)
    treeline(canvas, 0.53, 0.035, "#3d4049", blur=2)
    canvas.gradient((0, "#4a4444"), (0.3, "#3a3738"), (1, "#1d1d20"), top=0.53)
    canvas.texture(0.53, 1, 0.04)
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
    canvas.texture(0.7, 1, 0.04)


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


def platform_at_night() -> Canvas:
    canvas = Canvas(LANDSCAPE, 7502)
    canvas.gradient((0, "#0c1222"), (0.45, "#1b2338"), (0.55, "#39384a"), (1, "#1a1c26"))
    vanishing = (0.34, 0.52)
    lit = [(canvas.random.uniform(0, 1), canvas.random.uniform(0.44, 0.51)) for _ in range(60)]
    canvas.shapes([box(-0.1, 0.47, 1.2, 0.06)], "#141825", blur=5)
    canvas.shapes([blob(x, y, 0.002, 0.003) for x, y in lit], "#ffcf87", blur=1.5, opacity=0.8)
    canvas.shapes([[vanishing, (0.0, 1.05), (-0.6, 1.05), (-0.6, 0.6)]], "#12131a")
    canvas.shapes([[vanishing, (0.16, 1.05), (1.3, 1.05), (1.3, 0.62)]], "#3a3b47")
    canvas.texture(0.54, 1, 0.04)
    canvas.shapes([[vanishing, (0.2, 1.05), (0.255, 1.05)]], "#d9d4c4", blur=1.5, opacity=0.8)
    for rail in (-0.42, -0.12):
        canvas.shapes([[vanishing, (rail, 1.05), (rail + 0.018, 1.05)]], "#8f93a3", blur=1.2)
    canvas.shapes([[vanishing, (1.3, -0.5), (1.3, -0.2)]], "#0d101a", blur=2)
    for nearness in (0.06, 0.085, 0.125, 0.19, 0.3, 0.5, 0.86):
        lamp(canvas, vanishing, nearness)
    return canvas.finish(vignette=0.4)


def lamp(canvas: Canvas, vanishing: Point, nearness: float) -> None:
    """A lamp on its post and its light on the wet ground."""
    x, y = vanishing[0] + 0.52 * nearness, vanishing[1] - 0.44 * nearness
    foot = vanishing[1] + 0.27 * nearness
    canvas.line([(x, foot), (x, y)], "#0e1019", 16 * nearness + 1)
    streak = [(x - 0.018 * nearness, foot), (x + 0.018 * nearness, foot), (x + 0.05 * nearness, foot + 0.5 * nearness)]
    canvas.shapes([[*streak, (x - 0.05 * nearness, foot + 0.5 * nearness)]], "#ffd798", 24 * nearness + 2, 0.7)
    canvas.shapes([box(x - 0.07 * nearness, y - 0.012 * nearness, 0.14 * nearness, 0.02 * nearness)], "#fff1cf")
    canvas.glow((x, y), 0.3 * nearness + 0.02, "#ffcf86", 0.95)
    canvas.glow((x, foot), 0.24 * nearness, "#b98d54", 0.5)


def signal_at_sunrise() -> Canvas:
    canvas = Canvas(LANDSCAPE, 7640)
    canvas.gradient((0, "#5c6f95"), (0.35, "#b08fa5"), (0.65, "#eaa98f"), (0.86, "#fbd9a4"), (1, "#fbd9a4"))
    canvas.clouds("#f6b8a0", 0.05, 0.7, cover=0.5, stretch=7, opacity=0.8)
    canvas.clouds("#7d7699", 0.0, 0.55, cover=0.36, stretch=9, opacity=0.6)
    canvas.glow((0.3, 0.9), 0.6, "#ffdca0", 0.8)
    blocks = [(0.0, 0.09, 0.12), (0.1, 0.05, 0.07), (0.16, 0.08, 0.15), (0.62, 0.1, 0.1), (0.74, 0.05, 0.16), (0.8, 0.2, 0.09)]
    canvas.shapes([box(x, 0.93 - high, wide, high) for x, wide, high in blocks], "#8d6f78", blur=3)
    treeline(canvas, 0.95, 0.06, "#4d4450", blur=2)
    canvas.shapes([box(0, 0.94, 1, 0.1)], "#2b2831")
    for x, top in ((0.14, 0.2), (0.52, 0.34), (0.685, 0.43), (0.775, 0.49)):
        catenary_mast(canvas, x, top)
    catenary(canvas)
    signal(canvas, 0.36, 0.3)
    gull_like = [[(x - 0.008, y - 0.005), (x, y), (x + 0.008, y - 0.006)] for x, y in ((0.58, 0.2), (0.61, 0.17), (0.65, 0.215))]
    canvas.lines(gull_like, "#43394a", 2.2)
    return canvas.finish(vignette=0.3)


def catenary_mast(canvas: Canvas, x: float, top: float) -> None:
    size = 0.95 - top
    canvas.line([(x, 0.97), (x, top)], "#2a2730", 17 * size)
    canvas.lines([[(x, top + 0.06 * size), (x + 0.2 * size, top + 0.19 * size)],
                  [(x, top + 0.3 * size), (x + 0.2 * size, top + 0.19 * size)],
                  [(x, top + 0.3 * size), (x + 0.22 * size, top + 0.31 * size)]], "#2a2730", 6 * size + 1)  # fmt: skip


def catenary(canvas: Canvas) -> None:
    """The wires from mast to mast: one that sags, one that is taut, droppers between them."""
    masts = [(-0.34, -0.16), (0.29, 0.3425), (0.642, 0.456), (0.784, 0.529), (0.863, 0.577), (1.1, 0.72)]
    for (left, high), (right, low) in zip(masts, masts[1:], strict=False):
        slack = 0.17 * (right - left)
        upper = [(left + (right - left) * t, high + (low - high) * t + slack * 4 * t * (1 - t) * 0.6) for t in
                 (n / 16 for n in range(17))]  # fmt: skip
        lower = [(x, high + 0.105 * (0.95 - high) + (low + 0.105 * (0.95 - low) - high - 0.105 * (0.95 - high)) * n / 16) for
                 n, (x, _) in enumerate(upper)]  # fmt: skip
        droppers = [[upper[n], lower[n]] for n in (3, 6, 10, 13)]
        canvas.lines([upper, lower], "#2f2b36", 2.6)
        canvas.lines(droppers, "#2f2b36", 1.2)


def signal(canvas: Canvas, x: float, top: float) -> None:
    canvas.line([(x, 0.97), (x, top)], "#1d1b23", 11)
    canvas.shapes([box(x - 0.021, top - 0.02, 0.042, 0.17)], "#17151c")
    canvas.lines([[(x - 0.017, y), (x + 0.017, y)] for y in (n / 40 for n in range(22, 38))], "#1d1b23", 2.5)
    for y, colour in ((top + 0.03, "#3a2526"), (top + 0.075, "#5ff0a0"), (top + 0.12, "#3a3324")):
        canvas.oval((x, y), (0.009, 0.0135), colour, blur=1)
    canvas.glow((x, top + 0.075), 0.07, "#4be894", 0.9)


def timetable_diagram() -> Image.Image:
    """Trains as lines over places (across) and minutes (down): a drawing, so it becomes a PNG of a few colours."""
    fine = 2
    image = Image.new("RGB", (1200 * fine, 900 * fine), "#f4f1e6")
    pen = ImageDraw.Draw(image)
    places = {"Berlin": 130, "Wittenberg": 640, "Bitterfeld": 850, "Leipzig": 1110}
    for minute in range(19):
        y = (110 + 40 * minute) * fine
        pen.line((130 * fine, y, 1110 * fine, y), fill="#b9c4bd" if minute % 6 == 0 else "#dcdfd3", width=2)
    for name, x in places.items():
        pen.line((x * fine, 110 * fine, x * fine, 830 * fine), fill="#8d9a93", width=3)
        pen.text((x * fine, 82 * fine), name, fill="#3c4742", font=ImageFont.load_default(24 * fine), anchor="ms")
    for hour in range(4):
        pen.text((108 * fine, (110 + 240 * hour) * fine), f"{5 + hour}:00", fill="#3c4742",
                 font=ImageFont.load_default(22 * fine), anchor="rm")  # fmt: skip
    for points, colour, width in train_lines(list(places.values())):
        pen.line([(x * fine, y * fine) for x, y in points], fill=colour, width=round(width * fine), joint="curve")
    return image.reduce(fine).quantize(24, dither=Image.Dither.NONE)


def train_lines(places: list[int]) -> Iterator[tuple[list[Point], str, float]]:
    """Each train's line, colour and width. An hour is 240 pixels high."""
    first, second, third, last = places
    for start in (130, 370, 610):
        yield [(first, start), (second, start + 108), (third, start + 152), (last, start + 205)], "#4a6572", 2.5
        yield [(last, start - 5), (third, start + 45), (second, start + 85), (first, start + 195)], "#4a6572", 2.5
    for start in (230, 480):
        yield [(first, start), (second, start + 215), (second, start + 255), (third, start + 330)], "#8a8f7d", 2.0
    yield [(first, 190), (second, 274), (second + 140, 305), (second + 140, 341), (third, 360), (last, 410)], "#b3402f", 4.5
