"""What every material needs: the design as seen on the body, lamps, and shading. Colours are linear light, float32 (S, S, 3)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFilter

from . import noise
from .carriers import Body
from .pen import ACCENT, ALPHA, ANGLE, HEIGHT, INK, LIGHT, SECOND, SPARE
from .sheet import Sheet


@dataclass
class Maps:
    """The design in the picture: float32 (S, S) each, 0..1; owner: uint8 number of the placement."""

    alpha: np.ndarray
    ink: np.ndarray
    tones: np.ndarray  # (S, S, 4): main, second, accent, light; sums to 1
    height: np.ndarray
    angle: np.ndarray  # radians
    owner: np.ndarray


def project(sheet: Sheet, body: Body) -> Maps:
    """Looks up the sheet for every pixel: bilinear for values, nearest for owner and angle."""
    height, width = sheet.data.shape[:2]
    size = body.mask.shape
    inside = np.flatnonzero((body.mask > 0) & (body.u >= 0) & (body.u < 1) & (body.v >= 0) & (body.v < 1))
    x = np.clip(body.u.ravel()[inside] * np.float32(width) - np.float32(0.5), 0, width - 1.01).astype(np.float32)
    y = np.clip(body.v.ravel()[inside] * np.float32(height) - np.float32(0.5), 0, height - 1.01).astype(np.float32)
    x0, y0 = x.astype(np.intp), y.astype(np.intp)
    fx, fy = x - x0.astype(np.float32), y - y0.astype(np.float32)
    index = y0 * width + x0
    planes = [np.zeros(size, np.float32) for _ in range(6)]
    for k, plane in enumerate(planes):
        plane.ravel()[inside] = _bilinear(np.ascontiguousarray(sheet.data[..., k]).ravel(), index, width, fx, fy)
    near = (y + np.float32(0.5)).astype(np.intp) * width + (x + np.float32(0.5)).astype(np.intp)
    owner, angle = np.zeros(size, np.uint8), np.zeros(size, np.float32)
    owner.ravel()[inside] = np.ascontiguousarray(sheet.data[..., SPARE]).ravel().take(near)
    angle.ravel()[inside] = np.ascontiguousarray(sheet.data[..., ANGLE]).ravel().take(near) * np.float32(np.pi / 255)
    second, accent, light = planes[SECOND], planes[ACCENT], planes[LIGHT]
    tones = np.stack([np.maximum(0, 1 - second - accent - light), second, accent, light], -1)
    return Maps(planes[ALPHA], planes[INK] * planes[ALPHA], tones, planes[HEIGHT], angle, owner)


def _bilinear(plane: np.ndarray, index, width: int, fx, fy) -> np.ndarray:
    """Values 0..1 between four neighbours; plane: uint8, flat."""
    a, b, c, d = (plane.take(index + k).astype(np.float32) for k in (0, 1, width, width + 1))
    b -= a
    b *= fx
    a += b
    d -= c
    d *= fx
    c += d
    c -= a
    c *= fy
    a += c
    a *= np.float32(1 / 255)
    return a


def blur(field: np.ndarray, radius: float) -> np.ndarray:
    """Gaussian blur of values 0..1, at 8 bits."""
    picture = Image.fromarray((np.clip(field, 0, 1) * np.float32(255)).astype(np.uint8))
    if radius >= 3:  # at half or quarter size: the same to the eye, and quick
        step = 2 if radius < 8 else 4
        small = picture.resize((picture.width // step, picture.height // step), Image.BOX).filter(ImageFilter.GaussianBlur(radius / step))
        picture = small.resize(picture.size, Image.BILINEAR)
    else:
        picture = picture.filter(ImageFilter.GaussianBlur(radius))
    return np.asarray(picture, np.float32) * np.float32(1 / 255)


def soften(field: np.ndarray) -> np.ndarray:
    """3 x 3 binomial blur in floats, so that slopes stay free of steps."""
    f = field.copy()
    f[:, 1:-1] = (field[:, :-2] + 2 * field[:, 1:-1] + field[:, 2:]) / 4
    g = f.copy()
    g[1:-1] = (f[:-2] + 2 * f[1:-1] + f[2:]) / 4
    return g


def rgb(text: str) -> np.ndarray:
    """'#rrggbb' -> linear light."""
    return (np.array([int(text[i : i + 2], 16) for i in (1, 3, 5)], np.float32) / 255) ** 2.2


@dataclass
class Lamp:
    """One spot and a soft surround."""

    way: np.ndarray  # unit vector towards the lamp; y negative is above
    power: float
    ambient: float
    tint: np.ndarray

    @staticmethod
    def draw(rng: np.random.Generator, raking: float = 0.0) -> Lamp:
        """raking: 0 anywhere in front, 1 from the side, which shows relief."""
        around = rng.uniform(-np.pi, 0) if rng.random() < 0.85 else rng.uniform(0, np.pi)
        lift = rng.uniform(0.25, 1.1) * (1 - 0.45 * raking)
        way = np.array([np.cos(around) * np.cos(lift), np.sin(around) * np.cos(lift) - 0.15, np.sin(lift) + 0.15], np.float32)
        ambient = rng.uniform(0.14, 0.48) * (1 - 0.4 * raking)
        warm = rng.uniform(0, 1) ** 1.3
        tint = np.array([1 + 0.12 * warm, 1.0, 1 - 0.26 * warm], np.float32)
        return Lamp(way / np.linalg.norm(way), rng.uniform(0.75, 1.15), ambient, tint)


def slopes(height: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Central differences in x and y, per pixel."""
    gx, gy = np.zeros_like(height), np.zeros_like(height)
    gx[:, 1:-1] = (height[:, 2:] - height[:, :-2]) * 0.5
    gy[1:-1] = (height[2:] - height[:-2]) * 0.5
    return gx, gy


@dataclass
class Shading:
    diffuse: np.ndarray  # (S, S), around 1 where lit
    facing: np.ndarray  # z of the normal
    shine: np.ndarray  # cosine of normal and half vector


def shade(body: Body, lamp: Lamp, height: np.ndarray | None = None, depth: float = 0.0, hollow: float = 0.6) -> Shading:
    """Lambert with hollow shading and a soft cast shadow. depth: pixels of relief at height 1."""
    nx, ny = body.nx, body.ny
    cavity = np.float32(1)
    if height is not None and depth:
        gx, gy = slopes(height)
        nx, ny = nx - gx * depth, ny - gy * depth
        around = blur(height, 5)
        cavity = np.clip(1 - hollow * 2.2 * np.clip(around - height, -0.12, 0.5), 0.25, 1.2)
        reach = min(6, max(1, round(depth * 0.22)))
        dx, dy = round(float(lamp.way[0]) * reach), round(float(lamp.way[1]) * reach)
        behind = np.roll(height, (-dy, -dx), (0, 1))
        cavity = cavity * (1 - 0.4 * np.clip(3 * (behind - height - 0.12), 0, 1))
    nz = np.sqrt(np.maximum(0.03, 1 - np.minimum(0.97, body.nx**2 + body.ny**2)))
    length = np.sqrt(nx * nx + ny * ny + nz * nz)
    nx, ny, nz = nx / length, ny / length, nz / length
    straight = np.clip(nx * lamp.way[0] + ny * lamp.way[1] + nz * lamp.way[2], 0, 1)
    surround = lamp.ambient * (0.75 - 0.35 * ny)
    half = lamp.way + np.array([0, 0, 1], np.float32)
    half /= np.linalg.norm(half)
    shine = np.clip(nx * half[0] + ny * half[1] + nz * half[2], 0, 1)
    diffuse = (straight * lamp.power + surround) * cavity
    if body.dark is not None:
        diffuse = diffuse * body.dark
    return Shading(diffuse.astype(np.float32), nz, shine)


def reflections(body: Body, rng: np.random.Generator, count: int = 3) -> np.ndarray:
    """Blurred windows and lamps that mirror in a smooth body, placed by its normals; (S, S) of added light."""
    out = np.zeros_like(body.nx)
    for _ in range(count):
        x, y = rng.uniform(-0.75, 0.75), rng.uniform(-0.8, 0.3)
        w, h = rng.uniform(0.03, 0.16), rng.uniform(0.06, 0.35)
        d = np.maximum(np.abs(body.nx - x) / w, np.abs(body.ny - y) / h)
        out += rng.uniform(0.2, 1.0) * np.clip(1.3 - d, 0, 1)
    return out


def rough(size: int, kind: str, rng: np.random.Generator) -> np.ndarray:
    return noise.window(kind, size, size, rng)


def mix(a: np.ndarray, b: np.ndarray, share: np.ndarray) -> np.ndarray:
    """a where share is 0, b where it is 1; share (S, S)."""
    return a + (b - a) * share[..., None]


def paint(colour: np.ndarray, light: np.ndarray, lamp: Lamp) -> np.ndarray:
    return colour * light[..., None] * lamp.tint
