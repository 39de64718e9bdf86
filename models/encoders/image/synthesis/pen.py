"""Art: a motif as shapes with roles and tones; and Motif: its raster, which every style can turn into a surface.

Channels of a Motif (uint8, one array of shape (H, W, 8)):
  ALPHA coverage of the silhouette; INK detail lines and outlines; SECOND, ACCENT, LIGHT shares of the three further tones (what is
  left is the main tone); HEIGHT relief, rounded towards every edge and groove; ANGLE stitch direction, 180 degrees over 0..255; SPARE.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from .curves import apply

ALPHA, INK, SECOND, ACCENT, LIGHT, HEIGHT, ANGLE, SPARE = range(8)
MAIN_TONE, SECOND_TONE, ACCENT_TONE, LIGHT_TONE = 0, 1, 2, 3
TONE_RGB = ((0, 0, 0), (255, 0, 0), (0, 255, 0), (0, 0, 255))
SUPERSAMPLE = 2


@dataclass(frozen=True)
class Shape:
    role: str  # fill: an area; line: a detail drawn on areas; stroke: a stem, cord or fret
    lines: tuple  # polylines; of a fill the first is the outline, others are holes
    tone: int = 0
    width: float = 0.0
    angle: float | None = None
    outline: bool = True
    hole: bool = False


@dataclass
class Art:
    shapes: list[Shape] = field(default_factory=list)

    def fill(self, points, tone: int = 0, angle: float | None = None, outline: bool = True, hole: bool = False) -> Art:
        self.shapes.append(Shape("fill", (np.asarray(points, float),), tone, 0.0, angle, outline, hole))
        return self

    def line(self, points, width: float = 0.9) -> Art:
        self.shapes.append(Shape("line", (np.asarray(points, float),), 0, width))
        return self

    def stroke(self, points, width: float = 2.0, tone: int = 0) -> Art:
        self.shapes.append(Shape("stroke", (np.asarray(points, float),), tone, width))
        return self

    def add(self, other: Art, m: np.ndarray) -> Art:
        grow = float(np.sqrt(abs(np.linalg.det(m[:, :2]))))
        bend = float(np.degrees(np.arctan2(m[1, 0], m[0, 0])))
        for s in other.shapes:
            angle = None if s.angle is None else s.angle + bend
            moved = tuple(apply(m, line) for line in s.lines)
            self.shapes.append(Shape(s.role, moved, s.tone, s.width * grow, angle, s.outline, s.hole))
        return self

    def bounds(self) -> tuple[float, float, float, float]:
        low, high = np.full(2, np.inf), np.full(2, -np.inf)
        for s in self.shapes:
            for line in s.lines:
                low = np.minimum(low, line.min(0) - s.width / 2)
                high = np.maximum(high, line.max(0) + s.width / 2)
        return low[0], low[1], high[0], high[1]


@dataclass(frozen=True)
class Motif:
    """A drawn motif, cropped to what is drawn. wraps: repeats edge to edge in x ('x'), in both ('xy'), or not ('')."""

    data: np.ndarray
    wraps: str = ""
    pure: bool = True  # shows nothing beside its own symbol

    @property
    def aspect(self) -> float:
        return self.data.shape[1] / self.data.shape[0]


class Canvas:
    """Five pictures that are drawn in step."""

    def __init__(self, width: int, height: int):
        self.alpha, self.ink, self.level, self.angle = (Image.new("L", (width, height)) for _ in range(4))
        self.tones = Image.new("RGB", (width, height))
        self.pens = [ImageDraw.Draw(i) for i in (self.alpha, self.ink, self.level, self.angle, self.tones)]

    def area(self, points, tone, level, angle, hole) -> None:
        values = (0, 0, 40, 0, 0) if hole else (255, 0, level, angle, TONE_RGB[tone])
        for pen, value in zip(self.pens, values, strict=True):
            pen.polygon(points, fill=value)

    def band(self, points, width, tone, level, angle) -> None:
        for pen, value in zip(self.pens, (255, 0, level, angle, TONE_RGB[tone]), strict=True):
            _line(pen, points, value, width)

    def groove(self, points, width) -> None:
        _line(self.pens[1], points, 255, width)


def _line(pen, points, value, width) -> None:
    pen.line(points, fill=value, width=max(1, round(width)), joint="curve")
    if width > 3:
        r = width / 2
        for x, y in (points[0], points[-1]):
            pen.ellipse((x - r, y - r, x + r, y + r), fill=value)


def main_angle(points: np.ndarray) -> float:
    """Degrees of the main axis of a shape."""
    centred = points - points.mean(0)
    c = centred.T @ centred
    return float(np.degrees(0.5 * np.arctan2(2 * c[0, 1], c[0, 0] - c[1, 1])))


def _angle_byte(degrees: float) -> int:
    return int((degrees % 180) / 180 * 255)


def rounded(solid: Image.Image, reach: int) -> np.ndarray:
    """0..1: how far inside, up to `reach` pixels, as a rounded shoulder."""
    total, step = np.zeros((solid.height, solid.width), np.float32), solid
    for _ in range(reach):
        total += np.asarray(step, np.float32)
        step = step.filter(ImageFilter.MinFilter(3))
    return np.sqrt(total / (255 * reach))


def relief(alpha: Image.Image, ink: Image.Image, level: np.ndarray, reach: int = 9) -> np.ndarray:
    """uint8 height from paint order, with shoulders at edges and grooves."""
    solid = ImageChops.subtract(alpha, ink)
    shoulder = rounded(solid, reach)
    broad = np.asarray(alpha.filter(ImageFilter.GaussianBlur(reach)), np.float32) / 255
    height = np.asarray(alpha, np.float32) / 255 * (0.42 * shoulder + 0.3 * broad * level + 0.28 * level)
    return np.clip(height * 255, 0, 255).astype(np.uint8)


def rasterise(art: Art, size: int = 224, line: float = 1.0, wraps: str = "", frame=None) -> Motif:
    """Draws the art so that its longer side has `size` pixels. frame: the box in art units, else what is drawn."""
    x0, y0, x1, y1 = frame or art.bounds()
    scale = size / max(x1 - x0, y1 - y0)
    width, height = max(6, round((x1 - x0) * scale)), max(6, round((y1 - y0) * scale))
    big, factor = Canvas(width * SUPERSAMPLE, height * SUPERSAMPLE), scale * SUPERSAMPLE
    for index, shape in enumerate(art.shapes):
        level = 120 + round(135 * index / max(1, len(art.shapes) - 1))
        _draw(big, shape, lambda p: [tuple(q) for q in ((p - (x0, y0)) * factor).tolist()], level, factor, line)
    return _finish(big, (width, height), wraps)


def _draw(big: Canvas, shape: Shape, to_pixels, level: int, factor: float, line: float) -> None:
    points = to_pixels(shape.lines[0])
    angle = _angle_byte(main_angle(shape.lines[0]) + 90 if shape.angle is None else shape.angle)
    if shape.role == "line":
        big.groove(points, shape.width * factor * line)
        return
    if shape.role == "stroke":
        big.groove(points, shape.width * factor + 1.2 * factor * line)
        big.band(points, shape.width * factor, shape.tone, level, angle)
        return
    big.area(points, shape.tone, level, angle, shape.hole)
    for hole in shape.lines[1:]:
        big.area(to_pixels(hole), shape.tone, level, angle, True)
    if shape.outline:
        for edge in shape.lines:
            closed = to_pixels(edge)
            big.groove([*closed, closed[0]], 0.95 * factor * line)


def _finish(big: Canvas, size: tuple[int, int], wraps: str) -> Motif:
    small = [i.resize(size, Image.BOX) for i in (big.alpha, big.ink, big.level)]
    alpha = small[0]
    data = np.zeros((size[1], size[0], 8), np.uint8)
    data[..., ALPHA] = np.asarray(alpha)
    data[..., INK] = np.asarray(ImageChops.multiply(small[1], alpha))
    data[..., SECOND : LIGHT + 1] = np.asarray(big.tones.resize(size, Image.BOX))
    data[..., ANGLE] = np.asarray(big.angle.resize(size, Image.NEAREST))
    data[..., HEIGHT] = relief(alpha, small[1], np.asarray(small[2], np.float32) / 255)
    return Motif(data, wraps)
