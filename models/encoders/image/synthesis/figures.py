"""Statues as height fields: Buddhas, people, lions. A blob is half an ellipsoid; the highest wins. Drawers give a Motif."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageFilter

from .pen import ALPHA, ANGLE, HEIGHT, INK, LIGHT, SECOND, Motif

SIZE = 240


class Clay:
    """A height field of SIZE x SIZE over x, y in -1..1."""

    def __init__(self, wide: float = 1.0):
        grid = np.linspace(-1, 1, SIZE, dtype=np.float32)
        self.x, self.y = np.meshgrid(grid * wide, grid)
        self.height = np.zeros((SIZE, SIZE), np.float32)
        self.tone = np.zeros((SIZE, SIZE), np.int8)
        self.groove = np.zeros((SIZE, SIZE), np.float32)

    def blob(self, x, y, rx, ry, base=0.0, rise=0.4, degrees=0.0, tone=0, both=False, power=0.5) -> Clay:
        for s in (-1, 1) if both else (1,):
            c, k = np.cos(np.radians(s * degrees)), np.sin(np.radians(s * degrees))
            dx, dy = self.x - s * x, self.y - y
            inside = 1 - ((dx * c + dy * k) / rx) ** 2 - ((dy * c - dx * k) / ry) ** 2
            level = np.where(inside > 0, base + rise * np.maximum(inside, 0) ** power, 0)
            top = level > self.height
            self.height = np.where(top, level, self.height)
            self.tone = np.where(top, tone, self.tone).astype(np.int8)
        return self

    def limb(self, points, thick, base, rise, tone=0, both=False) -> Clay:
        """A row of blobs along a broken line."""
        p = np.asarray(points, float)
        for a, b in zip(p[:-1], p[1:], strict=True):
            for t in np.linspace(0, 1, 12):
                q = a + (b - a) * t
                self.blob(q[0], q[1], thick, thick, base, rise, 0, tone, both)
        return self

    def fold(self, x0, y0, x1, y1, sag, width=0.016) -> Clay:
        """A carved line that hangs from one point to another."""
        t = np.linspace(0, 1, 24 + int(70 * abs(y1 - y0)))
        xs, ys = x0 + (x1 - x0) * t, y0 + (y1 - y0) * t + sag * np.sin(np.pi * t)
        for x, y in zip(xs, ys, strict=True):
            i0, j0 = int((y + 1) / 2 * SIZE), int((x / self.x[0, -1] + 1) / 2 * SIZE)
            rows, cols = slice(max(0, i0 - 6), max(0, i0 + 7)), slice(max(0, j0 - 6), max(0, j0 + 7))
            d = ((self.x[rows, cols] - x) ** 2 + (self.y[rows, cols] - y) ** 2) / width**2
            self.groove[rows, cols] = np.maximum(self.groove[rows, cols], np.exp(-d))
        return self

    def motif(self) -> Motif:
        solid = self.height > 0.01
        height = np.clip(self.height - 0.06 * self.groove * solid, 0, None)
        height = height / max(1e-6, height.max())
        picture = Image.fromarray((height * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.8))
        smooth = np.asarray(picture, np.float32) / 255
        gy, gx = np.gradient(smooth)
        edge = np.clip(np.hypot(gx, gy) * 7 - 0.6, 0, 1)
        data = np.zeros((SIZE, SIZE, 8), np.uint8)
        data[..., ALPHA] = solid * 255
        data[..., INK] = np.clip(np.maximum(0.8 * self.groove, 0.8 * edge), 0, 1) * solid * 255
        for t in (1, 2, 3):
            data[..., SECOND + t - 1] = (self.tone == t) * solid * 255
        data[..., HEIGHT] = smooth * 255
        data[..., ANGLE] = 128
        rows, cols = np.flatnonzero(solid.any(1)), np.flatnonzero(solid.any(0))
        cut = data[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1]
        wide = int(cut.shape[1] * self.x[0, -1])
        bands = [Image.fromarray(np.ascontiguousarray(cut[..., k])).resize((max(8, wide), cut.shape[0]), Image.BILINEAR) for k in range(8)]
        return Motif(np.stack([np.asarray(b) for b in bands], -1))


def _face(c: Clay, y: float, r: float) -> None:
    c.blob(0, y, r * 0.84, r * 1.05, 0.42, 0.42, tone=3)
    c.blob(0, y + r * 0.15, r * 0.14, r * 0.34, 0.72, 0.22, tone=3)
    c.blob(r * 0.9, y + r * 0.1, r * 0.16, r * 0.5, 0.36, 0.2, both=True, tone=3)
    for s in (-1, 1):
        c.fold(s * r * 0.22, y - r * 0.06, s * r * 0.56, y - r * 0.08, 0.08 * r, 0.009)
        if r > 0.17:
            c.fold(s * r * 0.14, y - r * 0.28, s * r * 0.6, y - r * 0.26, -0.1 * r, 0.008)
    c.fold(-r * 0.2, y + r * 0.6, r * 0.2, y + r * 0.6, 0.04 * r, 0.011)


def _lotus_base(c: Clay, y: float, wide: float, rng) -> None:
    n = int(rng.integers(5, 9))
    for row, (dy, k) in enumerate(((0.1, 1.0), (0.0, 0.92))):
        for j in range(-n, n + 1):
            x = (j + 0.5 * row) / n
            if abs(x) <= 1:
                c.blob(np.sin(x * np.pi / 2) * wide * k, y + dy, wide * 1.5 / n * np.cos(x * np.pi / 2) + 0.02, 0.09, 0.12 + 0.3 * np.cos(x * np.pi / 2), 0.2, tone=1)


def seated_buddha(rng) -> tuple[Motif, bool]:
    """Crossed legs, hands in the lap or raised, topknot or crown, halo or none. The second value: stands on lotus petals."""
    c = Clay(0.9)
    based = rng.random() < 0.7
    if rng.random() < 0.5:
        c.blob(0, -0.2, rng.uniform(0.55, 0.8), rng.uniform(0.72, 0.8), 0.02, 0.05, tone=2, power=0.15)
        if rng.random() < 0.6:
            c.blob(0, -0.52, 0.36, 0.4, 0.05, 0.06, tone=1, power=0.15)
    if based:
        _lotus_base(c, 0.78, 0.62, rng)
    c.blob(0, 0.04, 0.36, 0.46, 0.16, 0.4).blob(0, 0.5, 0.74, 0.2, 0.2, 0.4)
    c.blob(0.38, 0.52, 0.36, 0.16, 0.26, 0.42, 8, both=True)
    c.limb([[0.3, -0.22], [0.46, 0.12], [0.4, 0.34]], 0.13, 0.2, 0.34, both=True)
    raised = rng.random() < 0.5
    c.limb([[0.4, 0.34], [0.06, 0.42]], 0.1, 0.34, 0.3, tone=3, both=not raised)
    if raised:
        c.limb([[-0.4, 0.34], [-0.06, 0.42]], 0.1, 0.34, 0.3, tone=3).limb([[0.42, 0.3], [0.3, 0.0]], 0.09, 0.4, 0.32, tone=3)
        c.blob(0.29, -0.06, 0.07, 0.11, 0.5, 0.3, tone=3)
    r = rng.uniform(0.2, 0.25)
    c.blob(0, -0.36, 0.11, 0.16, 0.3, 0.3, tone=3).blob(0, -0.62, r, r * 1.1, 0.36, 0.3, tone=2)
    c.blob(0, -0.62 - r * 1.05, r * 0.5, r * 0.5, 0.36, 0.3, tone=2)
    if rng.random() < 0.5:
        for x in (-0.8, -0.4, 0, 0.4, 0.8):
            c.blob(x * r, -0.62 - r * (1.2 - 0.4 * abs(x)), r * 0.2, r * 0.5, 0.4, 0.3, tone=1)
    _face(c, -0.58, r)
    for k in range(5):
        c.fold(-0.26 + 0.03 * k, -0.24 + 0.02 * k, 0.3, 0.0 + 0.09 * k, rng.uniform(0.02, 0.1))
        c.fold(-0.66 + 0.1 * k, 0.46, -0.1, 0.52 + 0.03 * k, 0.06)
        c.fold(0.66 - 0.1 * k, 0.46, 0.1, 0.52 + 0.03 * k, 0.06)
    return c.motif(), based


def standing_figure(rng, buddha: bool) -> tuple[Motif, bool]:
    """A standing person in a long robe; a Bodhisattva has halo, crown and lotus base."""
    c = Clay(rng.uniform(0.5, 0.62))
    based = buddha and rng.random() < 0.6
    if buddha and rng.random() < 0.6:
        c.blob(0, -0.72, 0.28, 0.25, 0.02, 0.06, tone=2, power=0.15)
    if based:
        _lotus_base(c, 0.88, 0.4, rng)
    sway = rng.uniform(-0.06, 0.06)
    c.blob(sway, 0.38, rng.uniform(0.26, 0.36), 0.56, 0.14, 0.36, tone=0, power=0.4).blob(0, -0.2, 0.27, 0.36, 0.2, 0.36)
    c.blob(0.13, 0.9, 0.12, 0.06, 0.2, 0.3, both=True, tone=1)
    if rng.random() < 0.5:
        c.limb([[0.24, -0.4], [0.33, -0.1], [0.1, 0.02]], 0.1, 0.24, 0.34, tone=1, both=True)
    else:
        c.limb([[0.24, -0.4], [0.36, -0.05], [0.34, 0.3]], 0.09, 0.22, 0.32, tone=1)
        c.limb([[-0.24, -0.4], [-0.34, -0.15], [-0.14, -0.3]], 0.09, 0.24, 0.34, tone=1)
    c.blob(0.3, 0.2, 0.07, 0.34, 0.14, 0.24, 6, both=True, tone=1)
    r = 0.135
    c.blob(0, -0.52, 0.07, 0.12, 0.3, 0.3, tone=3).blob(0, -0.74, r, r * 1.15, 0.36, 0.3, tone=2)
    hat = rng.random()
    if buddha or hat < 0.4:
        c.blob(0, -0.9, r * 0.55, r * 0.55, 0.36, 0.3, tone=2)
    elif hat < 0.75:
        c.blob(0, -0.87, r * 1.2, r * 0.42, 0.36, 0.34, tone=2).blob(0, -0.93, r * 0.6, r * 0.4, 0.36, 0.34, tone=2)
    _face(c, -0.7, r)
    for k in range(7):
        x = -0.24 + 0.08 * k
        c.fold(x * 0.5, -0.1, x * 1.1 + sway, 0.82, rng.uniform(-0.03, 0.03), 0.018)
    c.fold(-0.14, -0.46, 0.1, -0.06, 0.02).fold(0.14, -0.46, -0.02, -0.2, 0.02)
    for k in range(int(rng.integers(0, 4))):
        c.fold(-0.2, -0.1 + 0.1 * k, 0.2, -0.06 + 0.1 * k, 0.09)
    return c.motif(), based


def guardian_lion(rng) -> tuple[Motif, bool]:
    """A seated lion from the front or half turned, curls, ball under a paw."""
    c, lean = Clay(0.72), rng.uniform(-0.1, 0.1)
    c.blob(0, 0.9, 0.62, 0.1, 0.1, 0.2, tone=1, power=0.2).blob(lean, 0.35, 0.46, 0.5, 0.14, 0.34).blob(0.38, 0.6, 0.2, 0.28, 0.2, 0.34, both=True)
    c.limb([[0.2, 0.1], [0.24, 0.5], [0.24, 0.78]], 0.13, 0.3, 0.3, both=True)
    c.blob(0.26, 0.82, 0.17, 0.09, 0.42, 0.3, both=True, tone=3)
    if rng.random() < 0.6:
        c.blob(0.3, 0.74, 0.15, 0.15, 0.46, 0.3, tone=2)
    x, y = lean * 1.5, -0.36
    for ring, (r, n) in enumerate(((0.44, 15), (0.32, 12))):
        for k in range(n):
            a = 2 * np.pi * (k + 0.5 * ring) / n
            c.blob(x + r * np.cos(a), y + r * np.sin(a), 0.11, 0.11, 0.2 + 0.1 * ring, 0.22, tone=1)
    c.blob(x, y, 0.34, 0.36, 0.26, 0.3).blob(x, y + 0.14, 0.2, 0.16, 0.44, 0.36, tone=3).blob(x, y + 0.06, 0.1, 0.07, 0.62, 0.3, tone=2)
    for s in (-1, 1):
        c.blob(x + s * 0.17, y - 0.08, 0.09, 0.075, 0.46, 0.3, tone=3).blob(x + s * 0.17, y - 0.19, 0.14, 0.05, 0.48, 0.24, s * 12, tone=2)
        c.blob(x + s * 0.36, y - 0.22, 0.08, 0.13, 0.3, 0.2, s * -30)
        c.fold(x + s * 0.02, y + 0.2, x + s * 0.2, y + 0.2, 0.05, 0.03)
    for k in range(2):
        c.fold(-0.2 + lean, 0.08 + 0.1 * k, 0.2 + lean, 0.08 + 0.1 * k, 0.06, 0.03)
    return c.motif(), False


def group_scene(rng) -> tuple[Motif, bool]:
    """Two to four people side by side, as in narrative reliefs and paintings: one motif of human figures."""
    people = [standing_figure(rng, False)[0].data for _ in range(int(rng.integers(2, 5)))]
    height = max(p.shape[0] for p in people)
    width = sum(int(p.shape[1] * 0.85) for p in people) + 40
    data = np.zeros((height, width, 8), np.uint8)
    x = 0
    for p in people:
        y = height - p.shape[0]
        part = data[y:, x : x + p.shape[1]]
        p = p[:, : part.shape[1]]
        np.copyto(part, p, where=(p[..., ALPHA] > 0)[..., None])
        x += int(p.shape[1] * rng.uniform(0.75, 0.95))
    used = np.flatnonzero(data[..., ALPHA].any(0))
    return Motif(np.ascontiguousarray(data[:, used[0] : used[-1] + 1])), False


assert LIGHT == SECOND + 2  # tones 1, 2, 3 stand in this order
