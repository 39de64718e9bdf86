"""Clouds, ruyi heads, waves, cliffs, landscapes, shou characters and writing. Drawers give (Art, frame, wraps)."""

from __future__ import annotations

import numpy as np

from .curves import TAU, arc, circle, matrix, pairs, ribbon, smooth, spiral, turn
from .pen import Art


def _ruyi_head(size: float, tone: int = 0) -> Art:
    """Three-lobed cloud head that hangs from the origin, curls inside."""
    half = pairs("0,-18 10,-17 13,-8 22,-10 30,-2 28,9 18,12 10,8 6,16 0,20") * size / 30
    outline = np.vstack([half, (half * (-1, 1))[::-1][1:-1]])
    art = Art().fill(smooth(outline, True, 6), tone)
    art.fill(smooth(outline * 0.72, True, 6), (tone + 3) % 4)
    for s in (-1, 1):
        art.stroke(spiral(s * 17 * size / 30, 0, 7.5 * size / 30, 1.2 * size / 30, 270 if s > 0 else 270, s * 1.6, 26) , 1.5 * size / 30, tone)
    return art


def cloud(rng):
    """Auspicious cloud: curled heads with a trailing tail; several designs."""
    kind = int(rng.integers(4))
    if kind == 0:
        return _cloud_heads(rng), None, ""
    if kind == 1:
        return _cloud_line(rng), None, ""
    if kind == 2:
        art = Art()
        tail = rng.uniform(28, 52)
        for s in (-1, 1) if rng.random() < 0.5 else (1,):
            art.fill(ribbon(np.array([[0, 14], [s * tail * 0.4, 22], [s * tail * 0.7, 14], [s * tail, 20]]), lambda t: 3.4 * np.sin(np.pi * (0.2 + 0.8 * t))), 1)
        return art.add(_ruyi_head(30), matrix()), None, ""
    return _cloud_bank(rng), None, ""


def _cloud_heads(rng) -> Art:
    art = Art()
    tail = ribbon(np.array([[-8, 12], [18, 16], [34, 8], [56, 14]]) + rng.uniform(-3, 3, (4, 2)), lambda t: 4.2 * np.sin(np.pi * (0.25 + 0.75 * t)))
    art.fill(tail, 1)
    for x, y, r, s in ((-26, 6, 11, 1), (18, 4, 10, -1), (-12, -8, 13, 1), (8, -10, 12, -1), (-2, 4, 10, 1)):
        x, y, r = x + rng.uniform(-2, 2), y + rng.uniform(-2, 2), r * rng.uniform(0.85, 1.15)
        art.fill(circle(x, y, r), 0 if s > 0 else 3)
        art.line(spiral(x, y, r * 0.78, r * 0.12, 90, s * 1.5, 26), 1.3)
    return art


def _cloud_line(rng) -> Art:
    """Linear cloud: a winding band with spiral ends, as on porcelain and lacquer."""
    art, w = Art(), rng.uniform(2.2, 4)
    x0 = 0.0
    for k in range(int(rng.integers(2, 4))):
        y, s = rng.uniform(-7, 7), (-1) ** k
        art.stroke(spiral(x0, y, 10, 1.6, 90, s * 1.7, 36), w)
        art.stroke(smooth(np.array([[x0, y + 10], [x0 + 12, y + 8 * s], [x0 + 24, y + 12]])), w)
        x0 += 22
    art.stroke(smooth(np.array([[x0, 8], [x0 + 14, 14], [x0 + 34, 6]])), w * 0.8)
    art.stroke(smooth(np.array([[-4, 12], [-18, 16], [-34, 10]])), w * 0.8)
    return art


def _cloud_bank(rng) -> Art:
    art = Art()
    for row in range(3):
        for k in range(5 - row):
            x, y, r = (k - (4 - row) / 2) * 17, -12.0 * row, rng.uniform(9, 12)
            art.fill(circle(x, y, r), row % 2 * 3)
            art.line(spiral(x, y, r * 0.75, 1, 180 * (k % 2), (-1) ** k * 1.5, 24), 1.2)
    for s in (-1, 1):
        art.fill(ribbon(np.array([[0, 10], [s * 22, 14], [s * 44, 8], [s * 62, 14]]), lambda t: 3.4 * np.sin(np.pi * (0.2 + 0.8 * t))), 1)
    return art


def ruyi(rng):
    """A ruyi head, alone, as a sceptre, or four around a middle."""
    kind = rng.random()
    if kind < 0.35:
        return _ruyi_head(30), None, ""
    art = Art()
    if kind < 0.75:
        bend = rng.uniform(-10, 10)
        art.fill(ribbon(np.array([[-30, -34], [-6 + bend, -14], [12, 20], [36, 44]]), lambda t: 4.4 - 1.6 * np.sin(np.pi * t)), 1)
        art.add(_ruyi_head(26), matrix(-34, -38, -42)).add(_ruyi_head(17), matrix(38, 46, 140)).add(_ruyi_head(12), matrix(2, 2, 135))
        return art, None, ""
    for k in range(4):
        art.add(_ruyi_head(22), matrix(*turn(np.array([[0, -22.0]]), 90 * k)[0], 90 * k))
    return art.fill(circle(0, 0, 6), 2), None, ""


def ruyi_band(rng):
    """A row of hanging ruyi heads: the shoulder of vases."""
    art = Art()
    for k in range(-1, 3):
        art.add(_ruyi_head(22, k % 2), matrix(k * 46 + 23, 18))
    art.stroke(pairs("-2,2 96,2"), 2)
    for k in range(3):
        art.fill(circle(k * 46, 30, 3), 2)
    return art, (0, 0, 92, 36), "x"


def waves(rng):
    """Scale waves: rows of concentric arcs, or rolling lines."""
    art, rings = Art(), int(rng.integers(2, 5))
    if rng.random() < 0.65:
        for row in range(-1, 5):
            for k in range(-1, 3):
                x, y = k * 20 + 10 * (row % 2), row * 8.0
                art.fill(circle(x, y + 10, 10), row % 2 * 3)
                for r in np.linspace(10, 2.5, rings + 1)[1:]:
                    art.line(arc(x, y + 10, r, 180, 360, 14), 0.9)
        return art, (0, 0, 20, 16), "xy"
    for row in range(-1, 6):
        x = np.linspace(-2, 42, 50)
        art.stroke(np.stack([x, 6.0 * row + 2.2 * np.sin(TAU * (x / 20 + 0.5 * (row % 2)))], 1), 0.9)
    return art, (0, 0, 40, 12), "xy"


def sea_cliff(rng):
    """Rocks that rise from rolling waves above slanting stripes."""
    art, w = Art(), 60.0
    stripes = rng.random() < 0.6
    if stripes:
        for k in range(-8, 21):
            x = -w + k * 6.0
            art.fill(np.array([[x, 62], [x + 6, 62], [x + 22, 30], [x + 16, 30]]), (0, 1, 2, 3)[k % 4])
    for x, tall in ((-17, 36), (17, 34), (0, rng.uniform(54, 66))):
        outline = pairs("-13,0 -11,.45 -5,.62 -3.4,1 3,.96 6,.58 11,.42 13,0")
        p = np.stack([x + outline[:, 0], 34 - tall * outline[:, 1]], 1)
        art.fill(smooth(p, True, 4), 0)
        for k in (-5, 0, 5):
            art.line(np.array([[x + k, 32], [x + k * 0.6, 34 - tall * (0.8 - 0.05 * abs(k))]]), 1.0)
    for row in range(3):
        for k in range(-3, 4):
            x, y = k * 20 + 10 * (row % 2), 26 + 7.0 * row
            art.fill(circle(x, y + 8, 11), 1 if row % 2 else 3)
            for r in (8, 5, 2.4):
                art.line(arc(x, y + 8, r, 180, 360, 12), 0.9)
    for x in rng.uniform(-54, 54, 6):
        s = 1 if x > 0 else -1
        art.stroke(spiral(x, 20, 6.5, 1, 120 if s > 0 else 60, s * 1.5, 22), 1.8, 3)
        art.fill(circle(x + 8 * s, 10, 1.3), 3)
    return art, (-w, -34, w, 62 if stripes else 46), ""


def shanshui(rng):
    """Landscape: receding peaks with texture strokes, mist, trees, water, a boat or a pavilion."""
    art = Art()
    for layer in range(3):
        for x in np.sort(rng.uniform(-50, 50, 3 - layer // 2)):
            tall, wide = rng.uniform(34, 66) * (1 - 0.26 * layer), rng.uniform(15, 28)
            base = 14 + 13 * layer
            y = np.linspace(0, 1, 8)
            left = np.stack([x - wide * y**0.8 * rng.uniform(0.8, 1.2, 8), base - tall * (1 - y)], 1)
            right = np.stack([x + wide * y**0.8 * rng.uniform(0.8, 1.2, 8), base - tall * (1 - y)], 1)
            art.fill(smooth(np.vstack([left[::-1], right[1:]]), False, 4), (1, 0, 3)[layer])
            for _ in range(10):
                t = rng.uniform(0.1, 0.9)
                px = x + wide * t**0.8 * rng.uniform(-0.8, 0.8)
                py = base - tall * (1 - t)
                art.line(np.array([[px, py], [px + rng.uniform(-3, 3), py + tall * 0.13]]), 0.8)
    for x in rng.uniform(-46, 46, 5):
        y = rng.uniform(30, 46)
        art.stroke(np.array([[x, y], [x + 1, y - 9]]), 1.2)
        for _ in range(5):
            art.fill(circle(x + rng.uniform(-5, 5), y - 10 + rng.uniform(-3, 3), 3.2, 2), 1)
    if rng.random() < 0.7:
        x = rng.uniform(-30, 20)
        art.fill(pairs("0,0 18,0 14,4 4,4") + (x, 50), 0).stroke(pairs("9,0 9,-9") + (x, 50), 0.8)
    if rng.random() < 0.5:
        x, y = rng.uniform(-40, 36), rng.uniform(26, 34)
        art.fill(pairs("-8,0 0,-6 8,0") + (x, y), 0).fill(pairs("-5,0 5,0 5,7 -5,7") + (x, y), 3)
    for k in range(4):
        x = rng.uniform(-50, 10)
        art.stroke(smooth(np.array([[x, 54 + 3 * k], [x + 16, 53 + 3 * k], [x + 36, 54 + 3 * k]])), 0.7)
    return art, None, ""


SHOU = (
    "0,-44 0,-6|-24,-36 24,-36|-16,-26 16,-26|-28,-16 28,-16|-20,-6 20,-6|-26,4 26,4 26,14|-26,4 -26,14|-20,16 -4,16 -4,40 -20,40 -20,16|4,16 20,16 20,40 4,40 4,16",
    "0,-46 0,46|-30,-30 -30,-40 30,-40 30,-30|-30,-20 30,-20|-30,-8 -12,-8 -12,8 -30,8|30,-8 12,-8 12,8 30,8|-30,20 30,20|-30,30 -30,40 30,40 30,30",
    "-34,-20 -20,-36 20,-36 34,-20|-34,20 -20,36 20,36 34,20|0,-44 0,-14|0,44 0,14|-38,-8 38,-8|-38,8 38,8|-20,-22 20,-22|-20,22 20,22|-20,-8 -20,8|20,-8 20,8",
    "0,-40 0,40|-34,-12 -34,-24 34,-24 34,-12|-34,12 -34,24 34,24 34,12|-22,-34 22,-34|-22,34 22,34|-38,0 38,0|-16,-12 16,-12 16,12 -16,12 -16,-12",
)


def shou(rng):
    """Longevity character as emblem: long or round seal form."""
    art, k = Art(), int(rng.integers(len(SHOU)))
    thick = rng.uniform(3.6, 6)
    for part in SHOU[k].split("|"):
        art.stroke(pairs(part), thick)
    if k > 0 and rng.random() < 0.6:
        art.stroke(np.vstack([circle(0, 0, 50), [[50, 0]]]), thick * 0.8)
    return art, None, ""


COMPONENTS = (
    "-9,-8 9,-8 9,8 -9,8 -9,-8", "-10,0 10,0|0,-10 0,10", "-8,-7 8,-7|-9,0 9,0|-10,8 10,8", "0,-10 -2,0 -10,10|0,-4 4,4 10,10",
    "-9,-8 9,-8 9,8 -9,8 -9,-8|-9,0 9,0", "-10,-8 10,-8|0,-8 0,10 -4,8", "-8,-10 -8,10|8,-10 8,8 4,8|-8,-10 8,-10|-8,-3 8,-3|-8,4 8,4",
    "-10,-4 10,-6|2,-10 -2,2 -10,10|-2,2 10,10", "-6,-10 -9,-2|-8,-4 10,-4|0,-10 0,10|-10,3 10,3", "-9,-9 -6,-6|-10,-2 -6,1|-10,10 -5,4|2,-10 -2,-4 8,-4 2,8",
    "0,-10 0,-5|-10,-5 10,-5|-6,-1 -8,8|6,-1 8,8|0,0 0,10",
)  # fmt: skip


def pseudo_character(rng, size: float = 20) -> Art:
    """Two or three parts beside or above one another, in brush or seal strokes: a stand-in where no font is at hand."""
    art, seal = Art(), rng.random() < 0.35
    side = rng.random() < 0.6
    cuts = np.sort(rng.uniform(0.3, 0.7, 1 if rng.random() < 0.75 else 2))
    edges = [0.0, *cuts, 1.0]
    for a, b in zip(edges[:-1], edges[1:], strict=True):
        w, h = ((b - a), 1.0) if side else (1.0, (b - a))
        cx, cy = (((a + b) / 2 - 0.5), 0.0) if side else (0.0, ((a + b) / 2 - 0.5))
        for part in COMPONENTS[int(rng.integers(len(COMPONENTS)))].split("|"):
            line = pairs(part) / 20 * (w * 0.84, h * 0.84) + (cx, cy)
            line = line * size + rng.normal(0, 0.012 * size, line.shape)
            t0 = rng.uniform(0.03, 0.05) * size
            if seal:
                art.stroke(smooth(line), t0 * 1.5)
            else:
                art.fill(ribbon(line, lambda t, t0=t0: t0 * (0.75 + 0.5 * (2 * t - 1) ** 2)), 0, outline=False)
    return art


def scrawl(rng, size: float = 20) -> Art:
    """Loose strokes, as in running script."""
    art, h = Art(), size / 2
    for _ in range(int(rng.integers(2, 5))):
        y = rng.uniform(-h, h)
        a, b = np.sort(rng.uniform(-h, h, 2))
        b = max(b, a + h * 0.6)
        art.fill(ribbon(np.array([[a, y], [(a + b) / 2, y - 0.5], [b, y - size * 0.05]]), lambda t: size * (0.035 + 0.03 * (2 * t - 1) ** 2)), 0, outline=False)
    for _ in range(int(rng.integers(2, 4))):
        x, lean = rng.uniform(-h * 0.8, h * 0.8), rng.uniform(-0.3, 0.3) * size
        a, b = np.sort(rng.uniform(-h, h, 2))
        b = max(b, a + h * 0.6)
        art.fill(ribbon(np.array([[x, a], [x + lean * 0.2, (a + b) / 2], [x + lean, b]]), lambda t: size * (0.06 - 0.03 * t)), 0, outline=False)
    return art


def calligraphy(rng):
    """Columns of writing."""
    loose = rng.random() < 0.2
    art, columns, rows = Art(), int(rng.integers(1, 6)), int(rng.integers(3, 9))
    for c in range(columns):
        for r in range(rows if c else max(2, rows - int(rng.integers(0, 2)))):
            art.add((scrawl if loose else pseudo_character)(rng), matrix(-c * 25 + rng.uniform(-1, 1), r * 24, rng.uniform(-3, 3), rng.uniform(0.9, 1.05)))
    return art, None, ""
