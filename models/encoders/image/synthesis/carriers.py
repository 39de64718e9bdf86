"""Bodies that carry a design: for every pixel of the picture the place on the sheet, the surface normal and the coverage."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from . import noise
from .curves import pairs, smooth


@dataclass
class Body:
    """All arrays float32 (S, S). u, v: 0..1 on the sheet; outside that range the body is plain."""

    kind: str
    mask: np.ndarray
    u: np.ndarray
    v: np.ndarray
    nx: np.ndarray
    ny: np.ndarray
    aspect: float  # width / height of its sheet
    dark: np.ndarray | None = None  # share of light that reaches: mouths, folds, undersides
    openwork: bool = False  # only what the design covers is there
    stands: bool = True  # on something, with a shadow at its foot
    photograph: np.ndarray | None = None  # linear light (S, S, 3): a real picture that the design is put into


def _grid(size: int) -> tuple[np.ndarray, np.ndarray]:
    axis = (np.arange(size, dtype=np.float32) + 0.5) / size
    return np.meshgrid(axis, axis)


PROFILES = {
    "meiping": "0,.16 .05,.17 .1,.14 .16,.3 .28,.46 .42,.48 .62,.38 .82,.28 1,.3",
    "bottle": "0,.2 .06,.18 .2,.1 .36,.11 .48,.24 .66,.44 .82,.44 .94,.3 1,.28",
    "jar": "0,.3 .06,.32 .1,.3 .2,.44 .4,.56 .6,.54 .8,.42 .94,.34 1,.34",
    "yen": "0,.36 .08,.28 .2,.2 .34,.22 .48,.42 .58,.44 .76,.34 .92,.28 1,.34",
    "cup": "0,.5 .1,.49 .5,.47 .85,.42 1,.3",
    "brushpot": "0,.46 .5,.44 1,.46",
    "bowl": "0,.72 .3,.66 .6,.52 .84,.34 .87,.26 1,.28",
    "censer": "0,.5 .08,.44 .16,.42 .4,.56 .7,.54 .9,.36 1,.3",
    "gu": "0,.42 .1,.34 .3,.18 .45,.2 .55,.2 .7,.17 .9,.26 1,.32",
    "lei": "0,.26 .08,.28 .14,.24 .3,.5 .5,.56 .7,.46 .9,.34 1,.36",
}  # fmt: skip


def vessel(rng: np.random.Generator, size: int, kind: str | None = None) -> Body:
    """A body of revolution, seen from slightly above."""
    kind = kind or str(rng.choice(list(PROFILES)))
    knots = smooth(pairs(PROFILES[kind]), steps=6)
    wide_axis = 2 * knots[:, 1].max()
    squat = rng.uniform(0.88, 1.14)
    tall = min(0.94, 0.98 / (wide_axis * squat)) * rng.uniform(0.8, 1.0) if rng.random() < 0.7 else rng.uniform(1.0, 1.4)
    x, y = _grid(size)
    cx, top = 0.5 + rng.uniform(-0.05, 0.05), (1 - tall) * (rng.uniform(0.35, 0.65) if tall < 1 else rng.uniform(0.1, 0.9))
    tilt = rng.uniform(0.05, 0.2)
    radius = np.interp(np.linspace(0, 1, 512), knots[:, 0], knots[:, 1]).astype(np.float32) * tall * squat
    along = np.clip((y - top) / tall, 0, 1)
    r = radius[(along * 511).astype(np.int32)]
    s = np.clip((x - cx) / np.maximum(r, 1e-4), -1.2, 1.2)
    bulge = np.sqrt(np.maximum(0, 1 - s * s))
    v = (y - tilt * r * bulge - top + tilt * radius[0] * 0) / tall
    r = radius[(np.clip(v, 0, 1) * 511).astype(np.int32)]
    s = (x - cx) / np.maximum(r, 1e-4)
    bulge = np.sqrt(np.maximum(1e-4, 1 - s * s))
    side = np.clip((1 - np.abs(s)) * r * size + 0.5, 0, 1)
    mask = side * np.clip(v * tall * size + 0.5, 0, 1) * np.clip((1 - v) * tall * size + 0.5, 0, 1)
    turned = np.convolve(np.pad(np.gradient(radius, tall / 511), 20, "edge"), np.hanning(41) / np.hanning(41).sum(), "valid")
    slope = turned.astype(np.float32)[(np.clip(v, 0, 1) * 511).astype(np.int32)]
    length = np.sqrt(1 + slope**2)
    dark = 1 - 0.5 * np.clip(v - 0.8, 0, 1) / 0.2 * 0.5
    body = Body(kind, mask, 0.5 + np.arcsin(np.clip(s, -1, 1)) / np.pi, v, s / length, -slope / length * bulge**0.2, radius.mean() * np.pi / tall, dark)
    _mouth(body, x, y, cx, top, radius[0], tilt, size)
    if kind in ("censer", "jar", "lei", "yen") and rng.random() < 0.5:
        _handles(body, x, y, cx, top + tall * rng.uniform(0.22, 0.36), radius.max() * rng.uniform(0.9, 1.02), tall * rng.uniform(0.07, 0.12), size)
    if kind == "censer":
        _legs(body, x, y, cx, top + tall * 0.9, radius.max(), min(tall * 0.3, 1 - top - tall * 0.9), size)
    return body


def _mouth(body: Body, x, y, cx, top, r0, tilt, size) -> None:
    e = ((x - cx) / r0) ** 2 + ((y - top) / (tilt * r0)) ** 2
    hole = np.clip((1 - np.sqrt(e)) * tilt * r0 * size + 0.5, 0, 1)
    lip = np.clip((1 - np.sqrt(e) / 0.9) * tilt * r0 * size + 0.5, 0, 1)
    above = hole > 0
    body.mask = np.maximum(body.mask, hole)
    body.v = np.where(above, -1, body.v)
    depth = 1 - 0.75 * lip * np.clip(0.7 + (y - top) / (tilt * r0) * -0.3, 0, 1)
    body.dark = np.where(above, depth, body.dark)
    body.nx = np.where(above, (x - cx) / r0 * -0.3, body.nx)
    body.ny = np.where(above, -0.6, body.ny)


def _attach(body: Body, cover, nx, ny, behind: bool) -> None:
    """Adds a plain part in front of, or behind, the body."""
    new = (cover > 0) & ((body.mask < 0.5) if behind else True)
    body.nx, body.ny = np.where(new, nx, body.nx), np.where(new, ny, body.ny)
    body.v = np.where(new, -1, body.v)
    body.mask = np.maximum(body.mask, cover)


def _handles(body: Body, x, y, cx, cy, reach, r, size) -> None:
    for side in (-1, 1):
        dx, dy = x - (cx + side * reach), y - cy
        d = np.hypot(dx * 1.3, dy) + 1e-6
        t = (d - r) / (0.26 * r)
        _attach(body, np.clip((1 - np.abs(t)) * 0.26 * r * size + 0.5, 0, 1), dx / d * t, dy / d * t, True)


def _legs(body: Body, x, y, cx, cy, reach, tall, size) -> None:
    for side, front in ((-0.62, False), (0.62, False), (0.0, True)):
        axis = cx + side * reach * (1 + 0.1 * (y - cy) / max(tall, 1e-3))
        thick = reach * 0.16 * (1 - 0.35 * np.clip((y - cy) / max(tall, 1e-3), 0, 1))
        s = (x - axis) / thick
        cover = np.clip((1 - np.abs(s)) * thick * size + 0.5, 0, 1) * ((y > cy - 0.1) & (y < cy + tall * (1 if front else 0.94)))
        _attach(body, cover, s, 0 * s, not front)


def plate(rng: np.random.Generator, size: int, flat: bool = False) -> Body:
    """A dish, mirror or roof tile seen from the front, a little tilted."""
    x, y = _grid(size)
    r = rng.uniform(0.4, 0.5) if rng.random() < 0.7 else rng.uniform(0.55, 0.8)
    squash, cx, cy = rng.uniform(0.8, 1.0), rng.uniform(0.46, 0.54), rng.uniform(0.46, 0.54)
    dx, dy = (x - cx) / r, (y - cy) / (r * squash)
    d = np.hypot(dx, dy)
    lobes = 1 + (rng.uniform(0.01, 0.035) * np.cos(rng.integers(6, 16) * np.arctan2(dy, dx)) if not flat and rng.random() < 0.3 else 0)
    mask = np.clip((lobes - d) * r * size + 0.5, 0, 1)
    wall = rng.uniform(0.62, 0.8)
    slope = -0.55 * np.exp(-(((d - wall) / 0.07) ** 2)) + 0.9 * np.clip((d - 0.95) / 0.05, 0, 1) - 0.08 * d
    if flat:
        slope = 0.8 * np.clip((d - 0.955) / 0.045, 0, 1) - 0.5 * np.exp(-(((d - 0.9) / 0.02) ** 2))
    inv = slope / np.maximum(d, 1e-3)
    turned = np.radians(rng.uniform(-180, 180)) * (rng.random() < 0.25)
    c, s = float(np.cos(turned)), float(np.sin(turned))
    u, v = 0.5 + (dx * c + dy * s) / 2, 0.5 + (dy * c - dx * s) / 2
    return Body("mirror" if flat else "plate", mask, u, v, dx * inv, dy * inv - 0.1, 1.0, 1 - 0.2 * np.exp(-(((d - wall) / 0.09) ** 2)), False, False)


def slab(rng: np.random.Generator, size: int, aspect: float | None = None, close: float = 0.5, openwork: bool = False) -> Body:
    """A flat piece in perspective. close: chance that it fills the picture and more."""
    aspect = aspect or float(np.exp(rng.uniform(-0.5, 0.5)))
    x, y = _grid(size)
    near = rng.random() < close
    long = rng.uniform(1.06, 1.5) if near else rng.uniform(0.66, 0.94)
    w, h = (long, long / aspect) if aspect > 1 else (long * aspect, long)
    if near and min(w, h) < 1.04:
        w, h = w * 1.04 / min(w, h), h * 1.04 / min(w, h)
    a = np.radians(rng.normal(0, 3)).astype(np.float32)
    room = (0.12 if near else 0.04)
    cx, cy = 0.5 + rng.uniform(-room, room), 0.5 + rng.uniform(-room, room)
    px, py = rng.uniform(-0.22, 0.22, 2)
    dx, dy = (x - cx) * np.cos(a) + (y - cy) * np.sin(a), (y - cy) * np.cos(a) - (x - cx) * np.sin(a)
    depth = 1 + px * dx + py * dy
    u, v = 0.5 + dx / (w * depth), 0.5 + dy / (h * depth)
    edge = np.minimum(np.minimum(u, 1 - u) * w, np.minimum(v, 1 - v) * h) * size
    mask = np.clip(edge + 0.5, 0, 1)
    bevel = np.clip(1 - edge / (0.02 * size), 0, 1) * (0 if near or openwork else 0.7)
    across = np.minimum(u, 1 - u) * w < np.minimum(v, 1 - v) * h
    nx, ny = np.where(across, np.sign(u - 0.5), 0) * bevel - px * 0.3, np.where(across, 0, np.sign(v - 0.5)) * bevel - py * 0.3
    mask, u, v = mask.astype(np.float32), u.astype(np.float32), v.astype(np.float32)
    return Body("slab", mask, u, v, nx.astype(np.float32), ny.astype(np.float32), w / h, None, openwork, not near)


GARMENTS = {
    "robe": ".4,.06 .46,.1 .54,.1 .6,.06 .76,.1 .99,.2 .985,.42 .73,.36 .71,.5 .74,.97 .26,.97 .29,.5 .27,.36 .015,.42 .01,.2 .24,.1",
    "vest": ".34,.06 .43,.05 .5,.2 .57,.05 .66,.06 .72,.3 .74,.94 .26,.94 .28,.3",
    "skirt": ".32,.05 .68,.05 .9,.95 .1,.95",
    "collar": ".5,.1 .66,.06 .74,.2 .94,.26 .9,.42 .96,.56 .8,.66 .74,.84 .58,.84 .5,.94 .42,.84 .26,.84 .2,.66 .04,.56 .1,.42 .06,.26 .26,.2 .34,.06",
    "shoe": ".02,.62 .1,.5 .3,.44 .42,.2 .6,.16 .66,.36 .9,.46 .98,.66 .94,.78 .06,.78",
}  # fmt: skip


def cloth(rng: np.random.Generator, size: int, garment: bool = False) -> Body:
    """Woven cloth with folds: a cut-out garment, a hanging piece, or a view that it fills."""
    x, y = _grid(size)
    rough = noise.window("folds", size, size, rng) * rng.uniform(0.05, 0.5) + noise.window("cloud", size, size, rng) * rng.uniform(0.05, 0.3)
    gy, gx = np.gradient(rough)
    k = size * 0.05
    nx, ny = -gx * k, -gy * k
    zoom, a = rng.uniform(0.85, 1.15), np.radians(rng.normal(0, 5)).astype(np.float32)
    dx, dy = (x - 0.5) * zoom, (y - 0.5) * zoom
    u, v = 0.5 + dx * np.cos(a) + dy * np.sin(a) + 0.012 * rough, 0.5 + dy * np.cos(a) - dx * np.sin(a) + 0.006 * rough
    mask, kind = np.ones((size, size), np.float32), "textile"
    if garment:
        kind = str(rng.choice(list(GARMENTS)))
        mask, edge = _cut(GARMENTS[kind], size, rng)
        nx, ny = nx + edge[0], ny + edge[1]
    elif rng.random() < 0.3:
        kind = "hanging"
        inset = rng.uniform(0.03, 0.12)
        m = np.minimum(np.minimum(u, 1 - u), np.minimum(v, 1 - v)) - inset * 0.3
        mask = np.clip(m * size + 0.5, 0, 1)
    dark = np.clip(1 - 0.18 * np.clip(-rough, 0, 2), 0.4, 1)
    return Body(kind, mask, u, v, nx.astype(np.float32), ny.astype(np.float32), 1.0, dark, False, garment)


def _cut(outline: str, size: int, rng) -> tuple[np.ndarray, tuple]:
    """Mask of a garment's outline and the roundness of its edges."""
    points = pairs(outline)
    points = (points - 0.5) * rng.uniform(0.85, 1.02) + 0.5
    picture = Image.new("L", (size * 2, size * 2))
    ImageDraw.Draw(picture).polygon([tuple(p) for p in (points * size * 2).tolist()], fill=255)
    mask = np.asarray(picture.resize((size, size), Image.BOX).filter(ImageFilter.GaussianBlur(0.8)), np.float32) / 255
    soft = np.asarray(Image.fromarray((mask * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(size * 0.02)), np.float32) / 255
    gy, gx = np.gradient(soft)
    return mask, (-gx * size * 0.035, -gy * size * 0.035)


def statue(rng: np.random.Generator, size: int, aspect: float) -> Body:
    """The design is the thing: shown upright, only where it is."""
    x, y = _grid(size)
    tall = rng.uniform(0.74, 0.98) if rng.random() < 0.7 else rng.uniform(1.05, 1.5)
    wide = tall * aspect
    if wide > 0.98:
        tall, wide = tall * 0.98 / wide, 0.98
    cx, foot = 0.5 + rng.uniform(-0.06, 0.06), max(0.97, tall * 0.98) if tall > 1 else 0.5 + tall / 2 + rng.uniform(-0.5, 0.5) * (1 - tall)
    u, v = 0.5 + (x - cx) / wide, 1 - (foot - y) / tall
    inside = ((u > 0) & (u < 1) & (v > 0) & (v < 1)).astype(np.float32)
    return Body("statue", inside, u, v, np.zeros_like(u), np.zeros_like(u), aspect, None, True, True)


def worn(rng: np.random.Generator, size: int, photograph: Image.Image, aspect: float) -> Body:
    """A photographed plain garment whose middle takes the design; its own light is kept."""
    picture = ImageOps.fit(photograph.convert("RGB"), (size, size), Image.BICUBIC, centering=(0.5, rng.uniform(0.3, 0.6)))
    zoom = rng.uniform(1.0, 1.5)
    edge = size * (1 - 1 / zoom) / 2
    picture = picture.resize((size, size), Image.BICUBIC, box=(edge, edge, size - edge, size - edge))
    x, y = _grid(size)
    wide = rng.uniform(0.28, 0.56) * min(1.0, aspect) * zoom**0.5
    a = np.radians(rng.normal(0, 5)).astype(np.float32)
    dx, dy = x - 0.5 - rng.uniform(-0.05, 0.05), y - 0.45 - rng.uniform(-0.08, 0.1)
    bend = np.float32(0.015) * noise.window("folds", size, size, rng)
    u = 0.5 + (dx * np.cos(a) + dy * np.sin(a) + bend) / wide
    v = 0.5 + (dy * np.cos(a) - dx * np.sin(a)) / (wide / aspect)
    flat = np.zeros((size, size), np.float32)
    light = (np.asarray(picture, np.float32) / 255) ** np.float32(2.2)
    return Body("worn", flat + 1, u.astype(np.float32), v.astype(np.float32), flat, flat, aspect, photograph=light)
