"""Frets, thunder spirals, lattices and emblems: geometry. Each drawer takes a random generator and gives (Art, frame, wraps)."""

from __future__ import annotations

import numpy as np

from .curves import TAU, arc, circle, pairs, petal, smooth, spiral, turn
from .pen import Art

CELL = (0, 0, 20, 20)


def fret(rng):
    """A running meander of square spirals between two rails."""
    rings, art = int(rng.integers(1, 3)), Art()
    paired = rng.random() < 0.5
    w, size = 15.0, 12.0
    thick = rng.uniform(1.7, 2.6) / rings**0.5
    rails = rng.random() < 0.7
    top = 3.4 if rails else 1.6
    for k in range(-1, 3):
        flip = paired and k % 2 == 1
        art.stroke(_meander(size, rings, flip) + (k * w + 1.5, top), thick)
        join = [[k * w + 1.5 + (size if flip else 0), top + size], [k * w + 1.5 + w + (0 if flip else -w - 3), top + size]]
        if not (paired and k % 2 == 0):
            art.stroke(np.array(join), thick)
    if rails:
        for y in (0.7, 18.1):
            art.stroke(np.array([[-2, y], [2 * w + 2, y]]), rng.uniform(0.8, 1.5))
    return art, (0, 0, 2 * w, 18.8 if rails else 15.4), "x"


def _meander(size: float, rings: int, flip: bool) -> np.ndarray:
    """A square spiral that starts at the lower left and winds in."""
    step = size / (2 * rings + 1)
    low, high, corners = 0.0, size, [[0.0, size]]
    for _ in range(rings):
        corners += [[low, low], [high, low], [high, high - step], [low + step, high - step]]
        low, high = low + step, high - step
    corners.append([low, low + step])
    out = np.array(corners)
    if flip:
        out[:, 0] = size - out[:, 0]
    return out


def fret_panel(rng):
    """A field of fret: keys that hook into each other, upright or on the slant."""
    art, thick = Art(), rng.uniform(1.4, 2.4)
    for y in range(2):
        for x in range(2):
            k = _meander(7.2, 1, (x + y) % 2 == 1)
            art.stroke(turn(k, 90 * ((x + y) % 2), (3.6, 3.6)) + (x * 10 + 1.4, y * 10 + 1.4), thick)
    return art, CELL, "xy"


def leiwen(rng):
    """Thunder pattern: fine spirals that fill the ground, square or round, single or as S pairs."""
    art, thick = Art(), rng.uniform(0.8, 1.25)
    round_, pair = rng.random() < 0.5, rng.random() < 0.6
    for y in range(2):
        for x in range(2):
            if round_:
                line = spiral(0, 0, 4.5, 0.6, 45 + 90 * (x + 2 * y), 2.4 if not pair else 1.9)
            else:
                line = _fine_square(4.4, 5)
            if pair and (x + y) % 2:
                line = -line
            art.stroke(line + (x * 10 + 5, y * 10 + 5), thick)
        if pair:
            art.stroke(np.array([[5, y * 10 + 5 + 4.6], [15, y * 10 + 5 - 4.6]]) if round_ else np.array([[9, y * 10 + 9.4], [11, y * 10 + 0.6]]), thick * 0.8)
    return art, CELL, "xy"


def _fine_square(half: float, legs: int) -> np.ndarray:
    points, r = [], half
    for k in range(legs * 2):
        a = np.radians(45 + 90 * k)
        points.append([np.sign(np.cos(a)) * r, np.sign(np.sin(a)) * r])
        r -= half / (legs * 2) * (1 if k else 0.4)
    return np.array(points)


def wan(rng):
    """Swastika fret: wan characters whose long arms run into each other."""
    art, thick = Art(), rng.uniform(0.9, 1.5)
    for cx, cy in ((5, 5), (15, 15), (-5, 15), (15, -5), (25, 5), (5, 25), (-5, -5), (25, 25)):
        for k in range(4):
            art.stroke(turn(pairs("0,0 0,-5 5,-5 5,-10") if (cx + cy) % 20 else pairs("0,0 0,-5 5,-5"), 90 * k) + (cx, cy), thick)
    return art, CELL, "xy"


def wan_single(rng):
    art, thick = Art(), rng.uniform(4, 8)
    for k in range(4):
        art.stroke(turn(pairs("0,0 0,-22 22,-22"), 90 * k), thick)
    if rng.random() < 0.4:
        art.stroke(np.vstack([circle(0, 0, 34), [[34, 0]]]), 2.5)
    return art, None, ""


def coins(rng):
    """Interlocked circles: the copper-coin ground."""
    art, thick = Art(), rng.uniform(0.8, 1.6)
    for x in (0, 10, 20):
        for y in (0, 10, 20):
            if (x + y) % 20 == 0:
                art.stroke(np.vstack([circle(x, y, 10), [[x + 10, y]]]), thick)
    for x, y in ((5, 5), (15, 5), (5, 15), (15, 15)) if rng.random() < 0.6 else ():
        art.fill(circle(x, y, 0.1), 1, outline=False)
    for x, y in ((0, 0), (20, 0), (0, 20), (20, 20), (10, 10)):
        art.fill(turn(pairs("-2.4,-2.4 2.4,-2.4 2.4,2.4 -2.4,2.4"), rng.choice([0, 45])) + (x, y), 1)
    return art, CELL, "xy"


def diaper(rng):
    """A plain ground of lozenges or punched rings, which carries no symbol."""
    art, thick = Art(), rng.uniform(0.7, 1.2)
    if rng.random() < 0.5:
        for k in (-20, -10, 0, 10, 20):
            art.stroke(np.array([[k, 0], [k + 20, 20]]), thick).stroke(np.array([[k + 20, 0], [k, 20]]), thick)
        for x, y in ((10, 5), (10, 15), (0, 10), (20, 10), (0, 0), (20, 0), (0, 20), (20, 20)):
            art.fill(circle(x, y, 1.6, count=12), 1) if (x + y) % 10 else None
    else:
        for x, y in ((5, 5), (15, 15), (5, 15), (15, 5)):
            art.stroke(np.vstack([circle(x, y, 3.4, count=18), [[x + 3.4, y]]]), thick)
    return art, CELL, "xy"


def coin(rng):
    art = Art().fill(circle(0, 0, 30), 0)
    art.stroke(np.vstack([circle(0, 0, 27), [[27, 0]]]), 3, 1)
    art.stroke(pairs("-9,-9 9,-9 9,9 -9,9 -9,-9"), 3, 1)
    art.fill(pairs("-7,-7 7,-7 7,7 -7,7"), hole=True)
    for k in range(4):
        x, y = turn(np.array([[0, -17.5]]), 90 * k)[0]
        for _ in range(4):
            dx, dy = rng.uniform(-4, 4, 2)
            art.line(np.array([[x - 4, y + dy], [x + 4, y + dy + rng.uniform(-1, 1)]]), 1.3)
            art.line(np.array([[x + dx, y - 4], [x + dx, y + 4]]), 1.3)
    return art, None, ""


def cracked_ice(rng):
    """Edges of a random Voronoi field that wraps."""
    n = 9
    seeds = rng.uniform(0, 40, (n, 2))
    allseeds = np.vstack([seeds + (dx, dy) for dx in (-40, 0, 40) for dy in (-40, 0, 40)])
    art, thick = Art(), rng.uniform(0.8, 1.5)
    for i in range(len(allseeds)):
        near = np.argsort(((allseeds - allseeds[i]) ** 2).sum(1))[1:9]
        cell = pairs("-60,-60 100,-60 100,100 -60,100")
        for j in near:
            cell = _clip(cell, allseeds[i], allseeds[j])
        if len(cell) > 2:
            art.stroke(np.vstack([cell, cell[:1]]), thick)
    return art, (0, 0, 40, 40), "xy"


def _clip(cell, own, other):
    """The part of a convex polygon that is nearer to `own`."""
    side = (cell - (own + other) / 2) @ (other - own)
    out = []
    for k in range(len(cell)):
        a, b, sa, sb = cell[k - 1], cell[k], side[k - 1], side[k]
        if sa * sb < 0:
            out.append(a + (b - a) * sa / (sa - sb))
        if sb <= 0:
            out.append(b)
    return np.array(out) if out else np.zeros((0, 2))


def window(rng):
    """Window lattice: bars in a symmetric stepped pattern."""
    art, thick = Art(), rng.uniform(2.2, 3.6)
    kind = rng.integers(3)
    if kind == 0:
        for p in ("0,0 80,0 80,80 0,80 0,0", "14,14 66,14 66,66 14,66 14,14", "28,28 52,28 52,52 28,52 28,28"):
            art.stroke(pairs(p), thick)
        for k in range(4):
            for p in ("40,0 40,14", "20,0 20,14", "60,0 60,14", "40,14 40,28", "14,28 28,28", "28,14 28,28"):
                art.stroke(turn(pairs(p), 90 * k, (40, 40)), thick)
    elif kind == 1:
        for k in range(5):
            art.stroke(np.array([[0, 20 * k], [80, 20 * k]]), thick)
            for j in range(5):
                x = 20 * j + (10 if k % 2 else 0)
                art.stroke(np.array([[x, 20 * k], [x, 20 * k + 20]]), thick) if k < 4 and x <= 80 else None
        art.stroke(pairs("0,0 80,0 80,80 0,80 0,0"), thick)
    else:
        for k in range(-4, 9):
            art.stroke(np.array([[20 * k, 0], [20 * k + 80, 80]]), thick)
            art.stroke(np.array([[20 * k, 0], [20 * k - 80, 80]]), thick)
        return art, (0, 0, 40, 40), "xy"
    return art, None, ""


def endless_knot(rng):
    """Two sets of three slanted cords, looped at the ends; crossings go over and under."""
    art, thick = Art(), rng.uniform(4.2, 6)
    c, a = (-12.0, 0.0, 12.0), 22.0
    for s in (0, 90):
        for k in c:
            art.stroke(turn(np.array([[k, -a], [k, a]]), s + 45), thick, s // 90)
        for k0, k1, end in ((c[0], c[1], -1), (c[1], c[2], 1)):
            bow = arc((k0 + k1) / 2, end * a, (k1 - k0) / 2, 180 if end < 0 else 180, 360 if end < 0 else 0, 12)
            art.stroke(turn(bow, s + 45), thick, s // 90)
    for i, x in enumerate(c):
        for j, y in enumerate(c):
            if (i + j) % 2:
                art.stroke(turn(np.array([[x, y - 4.5], [x, y + 4.5]]), 45), thick)
    if rng.random() < 0.6:
        art.stroke(pairs("0,36 0,52"), 5, 1)
        for k in range(-2, 3):
            art.line(np.array([[k, 44], [k * 1.6, 54]]), 0.8)
    return art, None, ""


def fangsheng(rng):
    art = Art()
    for x, tone in ((-14, 0), (14, 1)):
        for r in (26, 19):
            art.stroke(np.array([[x, -r], [x + r, 0], [x, r], [x - r, 0], [x, -r]]), rng.uniform(2, 3.6), tone)
    return art, None, ""


def roundel(rng):
    """Pearl roundel: a ring of pearls around a flower."""
    art, n = Art(), int(rng.integers(14, 22))
    art.fill(circle(0, 0, 46), 1).fill(circle(0, 0, 30), 0)
    for k in range(n):
        art.fill(circle(*turn(np.array([[0, -38]]), 360 * k / n)[0], 5.6), 3)
    for k in range(8):
        art.fill(turn(petal(24, 16, 0.3), 45 * k), 2)
    return art.fill(circle(0, 0, 6), 3), None, ""


def taiji(rng):
    art, r = Art(), 30
    art.fill(circle(0, 0, r), 3)
    half = np.vstack([arc(0, 0, r, 90, 270, 30), arc(0, -r / 2, r / 2, 270, 450, 20), arc(0, r / 2, r / 2, 270, 90, 20)])
    art.fill(half, 0).fill(circle(0, -r / 2, 4), 0).fill(circle(0, r / 2, 4), 3)
    for k in range(8) if rng.random() < 0.8 else ():
        for row in range(3):
            split = rng.random() < 0.5
            for a, b in ((-11, -2), (2, 11)) if split else ((-11, 11),):
                art.stroke(turn(np.array([[a, -38 - 6 * row], [b, -38 - 6 * row]]), 45 * k), 3.4)
    return art, None, ""


def key_negative(rng):
    """Greek key: a single open meander without spirals' pairs; a look-alike of the fret."""
    art, thick = Art(), rng.uniform(1.8, 2.6)
    art.stroke(pairs("-2,18 2,18 2,3 17,3 17,13 8,13 8,8 12,8"), thick).stroke(pairs("2,18 22,18"), thick)
    for y in (0.6,):
        art.stroke(np.array([[-2, y], [22, y]]), 1.2)
    return art, CELL, "x"


def celtic_negative(rng):
    """Plaited knotwork: waves that cross."""
    art, thick = Art(), rng.uniform(2.4, 4)
    x = np.linspace(-2, 42, 60)
    for phase, tone in ((0, 0), (0.5, 1), (0.25, 2)):
        art.stroke(np.stack([x, 10 + 7 * np.sin(TAU * (x / 20 + phase))], 1), thick, tone)
    return art, (0, 0, 40, 20), "x"


def paisley_negative(rng):
    art = Art()
    body = smooth(pairs("0,30 -20,22 -26,0 -14,-20 6,-26 20,-38 22,-24 16,-8 18,10 12,26"), True)
    art.fill(body, 0)
    for k in (0.72, 0.46):
        art.fill(body * k + (0, 3), 1 if k > 0.6 else 2)
    for k in range(14):
        p = body[int(len(body) * k / 14)]
        art.fill(circle(*(p * 1.14), 2.2), 3)
    return art.fill(circle(-3, 8, 5), 3), None, ""


def stripes_negative(rng):
    art = Art()
    for k in range(int(rng.integers(2, 5))):
        x = rng.uniform(0, 16)
        art.fill(np.array([[x, -1], [x + rng.uniform(1, 4), -1], [x + 2, 21], [x, 21]]), int(rng.integers(4)), outline=False)
    return art, CELL, "xy"


def dots_negative(rng):
    art, r = Art(), rng.uniform(1.5, 3.4)
    for x, y in ((5, 5), (15, 15)):
        art.fill(circle(x, y, r), int(rng.integers(4)))
    return art, CELL, "xy"
