"""The brushes with which the sample photos are drawn: skies, shapes with soft edges, glows, clouds and grain.

Places and sizes are fractions of the picture's width and height; widths of lines and radii of blurs are pixels. Chance
comes from a seed, so a picture is always the same.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter

Point = tuple[float, float]
Size = tuple[int, int]

LANDSCAPE: Size = (1600, 1067)
PORTRAIT: Size = (1067, 1600)
FINE = 2  # masks are drawn larger by this factor, which smooths their edges


class Canvas:
    """A picture in the making."""

    def __init__(self, size: Size, seed: int) -> None:
        self.size = size
        self.random = random.Random(seed)
        self.image = Image.new("RGB", size)

    def gradient(self, *stops: tuple[float, str], top: float = 0.0) -> None:
        """Fill everything below `top` from the first colour down to the last."""
        width, height = self.size
        start = round(top * height)
        column = Image.new("RGB", (1, height - start))
        for row in range(height - start):
            column.putpixel((0, row), _between(stops, row / (height - start)))
        self.image.paste(column.resize((width, height - start)), (0, start))

    def shapes(self, polygons: Sequence[Sequence[Point]], colour: str, blur: float = 0, opacity: float = 1) -> None:
        def draw(pen: ImageDraw.ImageDraw) -> None:
            for polygon in polygons:
                pen.polygon(self._scaled(polygon), fill=255)

        self._paint(draw, colour, blur, opacity)

    def oval(self, centre: Point, radii: Point, colour: str, blur: float = 0, opacity: float = 1) -> None:
        corners = self._scaled(
            [(centre[0] - radii[0], centre[1] - radii[1]), (centre[0] + radii[0], centre[1] + radii[1])]
        )
        self._paint(lambda pen: pen.ellipse(corners, fill=255), colour, blur, opacity)

    def ring(self, centre: Point, radii: Point, colour: str, width: float, blur: float = 0) -> None:
        corners = self._scaled(
            [(centre[0] - radii[0], centre[1] - radii[1]), (centre[0] + radii[0], centre[1] + radii[1])]
        )
        self._paint(lambda pen: pen.ellipse(corners, outline=255, width=round(width * FINE)), colour, blur, 1)

    def line(self, points: Sequence[Point], colour: str, width: float, blur: float = 0, opacity: float = 1) -> None:
        self.lines([points], colour, width, blur, opacity)

    def lines(
        self, lines: Sequence[Sequence[Point]], colour: str, width: float, blur: float = 0, opacity: float = 1
    ) -> None:
        def draw(pen: ImageDraw.ImageDraw) -> None:
            for points in lines:
                pen.line(self._scaled(points), fill=255, width=max(1, round(width * FINE)), joint="curve")

        self._paint(draw, colour, blur, opacity)

    def glow(self, centre: Point, radius: float, colour: str, strength: float) -> None:
        """Add light around `centre`; `radius` is a fraction of the picture's longer side."""
        reach = round(radius * max(self.size))
        light = Image.radial_gradient("L").resize((2 * reach, 2 * reach), Image.Resampling.BICUBIC)
        # The gradient reaches 181 at the middle of an edge; what lies beyond must stay dark.
        light = light.point([round(max(0.0, 1 - level / 181) ** 2 * 255 * strength) for level in range(256)])
        mask = Image.new("L", self.size)
        mask.paste(light, (round(centre[0] * self.size[0]) - reach, round(centre[1] * self.size[1]) - reach))
        lit = ImageChops.screen(self.image, Image.new("RGB", self.size, colour))
        self.image.paste(lit, mask=mask)

    def clouds(
        self, colour: str, top: float, bottom: float, cover: float, stretch: float = 3, opacity: float = 1
    ) -> None:
        """Clouds between two heights, wider than high by `stretch`; `cover` is the share of the sky they take."""
        low = round(255 * (1 - cover) * 0.75)
        curve = [round(min(1.0, max(0.0, (level - low) / 90)) * 255 * opacity) for level in range(256)]
        band = self._noise(stretch).point(curve)
        fade = Image.new("L", self.size)
        height = self.size[1]
        for row in range(max(0, round(top * height)), min(height, round(bottom * height))):
            place = (row / height - top) / (bottom - top)
            fade.paste(round(255 * min(1.0, 5 * place, 5 * (1 - place))), (0, row, self.size[0], row + 1))
        self.image.paste(colour, mask=ImageChops.multiply(band, fade))

    def texture(self, top: float, bottom: float, strength: float) -> None:
        """Roughen the ground between two heights."""
        width, height = self.size
        area = (0, round(top * height), width, round(bottom * height))
        rough = self._speckle(1.1, strength).crop(area)
        self.image.paste(ImageChops.add(self.image.crop(area), rough, 1, -128), area)

    def frame(self, x: float, y: float, colour: str) -> None:
        """A window's frame with round corners, `x` and `y` wide."""
        width, height = self.size[0] * FINE, self.size[1] * FINE
        opening = (x * width, y * height, (1 - x) * width, (1 - y) * height)

        def draw(pen: ImageDraw.ImageDraw) -> None:
            pen.rectangle((0, 0, width, height), fill=255)
            pen.rounded_rectangle(opening, radius=90 * FINE, fill=0)

        self._paint(draw, colour, 2, 1)

    def finish(self, vignette: float = 0.3, grain: float = 0.008) -> Canvas:
        """Darken the corners and add the grain that keeps skies from banding."""
        dark = Image.radial_gradient("L").resize(self.size, Image.Resampling.BICUBIC)
        dark = dark.point([round(255 * (1 - vignette * (level / 255) ** 2)) for level in range(256)])
        self.image = ImageChops.multiply(self.image, Image.merge("RGB", (dark,) * 3))
        self.image = ImageChops.add(self.image, self._speckle(0.9, grain), 1, -128)
        return self

    def _scaled(self, points: Sequence[Point]) -> list[Point]:
        return [(x * self.size[0] * FINE, y * self.size[1] * FINE) for x, y in points]

    def _paint(self, draw: Callable[[ImageDraw.ImageDraw], object], colour: str, blur: float, opacity: float) -> None:
        mask = Image.new("L", (self.size[0] * FINE, self.size[1] * FINE))
        draw(ImageDraw.Draw(mask))
        mask = mask.reduce(FINE)
        if blur:
            mask = mask.filter(ImageFilter.GaussianBlur(blur))
        if opacity < 1:
            mask = mask.point([round(level * opacity) for level in range(256)])
        self.image.paste(colour, mask=mask)

    def _noise(self, stretch: float) -> Image.Image:
        """Smooth noise in four octaves, each half as strong as the one before."""
        total = Image.new("L", self.size, 128)
        for octave, share in ((3, 1.0), (6, 0.5), (13, 0.3), (27, 0.18)):
            cells = (octave + 1, max(2, round(octave * stretch * self.size[1] / self.size[0])) + 1)
            layer = Image.frombytes("L", cells, self.random.randbytes(cells[0] * cells[1]))
            total = Image.blend(total, layer.resize(self.size, Image.Resampling.BICUBIC), share / (1 + share))
        return total

    def _speckle(self, blur: float, strength: float) -> Image.Image:
        """Grey noise around 128."""
        width, height = self.size
        grey = Image.frombytes("L", self.size, self.random.randbytes(width * height)).filter(
            ImageFilter.GaussianBlur(blur)
        )
        grey = grey.point([round(128 + (level - 128) * strength * 4) for level in range(256)])
        return Image.merge("RGB", (grey,) * 3)


def _between(stops: Sequence[tuple[float, str]], place: float) -> tuple[int, int, int]:
    """The colour at `place` between the stops."""
    for (start, first), (end, second) in zip(stops, stops[1:], strict=False):
        if start <= place <= end:
            share = (place - start) / (end - start)
            pairs = zip(ImageColor.getrgb(first)[:3], ImageColor.getrgb(second)[:3], strict=True)
            red, green, blue = (round(a + (b - a) * share) for a, b in pairs)
            return red, green, blue
    red, green, blue = ImageColor.getrgb(stops[-1][1])[:3]
    return red, green, blue
