"""Lotus, peony, scrolling stems and other flowers. Each drawer takes a random generator and gives (Art, frame, wraps)."""

from __future__ import annotations

import numpy as np

from .curves import TAU, arc, circle, matrix, normals, pairs, petal, ribbon, smooth, spiral, turn
from .pen import Art


def lotus_profile(rng) -> Art:
    """A blossom from the side: rows of pointed petals that open from the middle, pod or none."""
    art, tip = Art(), rng.uniform(0.5, 1.0)
    wide, long = rng.uniform(15, 21), rng.uniform(36, 46)
    rows = int(rng.integers(2, 4))
    for row in range(rows):
        count = 2 + row
        spread = np.linspace(78 - 12 * row, 16, count) if count > 1 else np.array([30])
        for k, a in enumerate(spread):
            size = long * (0.82 + 0.08 * row + 0.12 * k / count)
            for side in (-1, 1):
                leaf = petal(size, wide * (1 - 0.08 * k), tip)
                leaf[:, 0] += 0.0028 * leaf[:, 1] ** 2 * (0.8 if a > 40 else 0.2)
                leaf = turn(leaf, a)
                leaf[:, 0] *= side
                art.fill(leaf + (0, 0.5 * row), (0, 3, 1)[(row + k) % 3])
                vein = turn(np.array([[0, -size * 0.25], [0, -size * 0.86]]), a)
                vein[:, 0] *= side
                art.line(vein, 0.6)
    middle = petal(long * rng.uniform(0.9, 1.05), wide * 1.15, tip)
    art.fill(middle, 3)
    for dx in (-0.2, 0, 0.2):
        art.line(np.array([[dx * wide * 0.6, -long * 0.15], [dx * wide, -long * 0.7]]), 0.6)
    if rng.random() < 0.35:
        art.fill(np.vstack([arc(0, -long * 0.42, wide * 0.55, 180, 360), arc(0, -long * 0.42, wide * 0.55, 0, 180) * (0.8, 1)]), 2)
        for dx in (-4, 0, 4):
            art.fill(circle(dx, -long * 0.46, 1.4), 3)
    return art


def lotus_front(rng) -> Art:
    """A blossom from above: rings of pointed petals around a seed pod."""
    art, n, tip = Art(), int(rng.integers(7, 13)), rng.uniform(0.3, 0.9)
    rings = int(rng.integers(1, 4))
    for ring in range(rings):
        r = 44 * (1 - 0.25 * ring)
        for k in range(n):
            a = 360 * (k + 0.5 * (ring % 2)) / n
            leaf = turn(petal(r, 2.0 * r * np.pi / n * rng.uniform(0.52, 0.6), tip, 0.66), a)
            art.fill(leaf, (0, 3, 1)[ring % 3])
            art.line(turn(np.array([[0, -r * 0.4], [0, -r * 0.8]]), a), 0.6)
    art.fill(circle(0, 0, 11), 2)
    art.fill(circle(0, 0, 2), 3)
    for k in range(6):
        art.fill(circle(*turn(np.array([[0, -6.5]]), 60 * k)[0], 1.7), 3)
    return art


def lotus_leaf(rng, r: float = 20) -> Art:
    a = np.linspace(0, TAU, 40, endpoint=False)
    wobble = r * (1 + 0.1 * np.sin(a * 7 + rng.uniform(0, 6)))
    art = Art().fill(np.stack([wobble * np.cos(a), 0.5 * wobble * np.sin(a)], 1), 1)
    for k in range(9):
        x, y = 0.85 * r * np.cos(k * TAU / 9), 0.42 * r * np.sin(k * TAU / 9)
        art.line(smooth(np.array([[0, 0], [x * 0.5, y * 0.5 - 1], [x, y]])), 0.6)
    return art


def lotus(rng):
    """Blossom alone, from above, or with stem, leaves and bud."""
    kind = rng.random()
    if kind < 0.3:
        return lotus_front(rng), None, ""
    art = Art()
    if kind > 0.6:
        for x, y, r in ((-28, 42, 22), (26, 48, 18))[: int(rng.integers(1, 3))]:
            art.stroke(smooth(np.array([[x * 0.2, 80], [x * 0.6, 64], [x, y]])), 1.8, 1)
            art.add(lotus_leaf(rng, r), matrix(x, y))
        art.stroke(smooth(pairs("2,80 -3,50 1,20 0,0")), 2.4, 1)
        if rng.random() < 0.5:
            art.stroke(smooth(pairs("4,80 26,40 34,4")), 1.8, 1)
            art.fill(petal(24, 13, 0.9) + (34, 6), 0)
    return art.add(lotus_profile(rng), matrix()), None, ""


def lotus_band(rng):
    """Lotus petals in a row, as on a base or a bowl's foot."""
    art, layers, down = Art(), int(rng.integers(1, 3)), rng.random() < 0.5
    for layer in range(layers):
        for k in range(-1, 4):
            x = k * 14 + 7 * (layer % 2)
            outline = petal(24, 15.5, rng.uniform(0.25, 0.4), 0.6) + (x, 25)
            art.fill(outline, layer)
            art.fill((outline - (x, 25)) * 0.66 + (x, 25), 3 if layer else 1)
            if layer == layers - 1:
                art.line(spiral(x, 16, 3, 0.5, 90, 1.5), 0.7)
    if down:
        art = Art().add(art, np.array([[1.0, 0, 0], [0, -1, 26]]))
    return art, (0, 0, 42, 26), "x"


def lappets(rng):
    """Stiff upright leaves in a row: plantain leaves of vases and cicada blades of bronzes; marks nothing."""
    art = Art()
    for k in range(-1, 4):
        art.fill(np.array([[k * 12, 40], [k * 12 + 6, 2], [k * 12 + 12, 40]]), k % 2)
        art.line(np.array([[k * 12 + 6, 40], [k * 12 + 6, 8]]), 0.9)
        art.line(np.array([[k * 12 + 3, 40], [k * 12 + 6, 14], [k * 12 + 9, 40]]), 0.7)
    return art, (0, 0, 36, 40), "x"


def _frilled(r: float, lobes: int, depth: float, rng, flat: float = 1) -> np.ndarray:
    a = np.linspace(0, TAU, lobes * 8, endpoint=False)
    rr = r * (1 - depth * np.abs(np.sin(a * lobes / 2 + rng.uniform(0, 6))) ** 3 + 0.04 * np.sin(3 * a))
    return np.stack([rr * np.cos(a), flat * rr * np.sin(a)], 1)


def peony_head(rng, flat: float = 1.0) -> Art:
    """Full double flower: frilled petals that crowd towards the middle."""
    art = Art()
    for ring, (r, count, size) in enumerate(((27, 8, 17), (18, 7, 14), (10, 5, 11))):
        start = rng.uniform(0, 360)
        for k in range(count):
            x, y = turn(np.array([[0, -r]]), start + 360 * k / count)[0]
            art.fill(_frilled(size, 5, 0.28, rng) + (x, y * flat), (0, 3, 1)[(ring + k) % 3 if ring else k % 2])
            art.line(np.array([[x * 0.5, y * 0.5 * flat], [x * 1.2, y * 1.2 * flat]]), 0.6)
    art.fill(_frilled(9, 7, 0.3, rng), 2)
    for _ in range(8):
        art.fill(circle(*rng.uniform(-5, 5, 2), 1.1), 3)
    return art


def leaf(long: float, wide: float, lobed: bool = False) -> Art:
    if lobed:
        right = pairs("0,0 3,-5 7,-6 5,-10 9,-15 5,-16 6,-22 0,-28") * (wide / 10, long / 28)
    else:
        right = pairs("0,0 4,-6 5,-14 2.4,-22 0,-28") * (wide / 10, long / 28)
    outline = np.vstack([right, (right * (-1, 1))[::-1][1:-1]])
    art = Art().fill(outline if lobed else smooth(outline, True, 5), 1)
    art.line(np.array([[0, 0], [0, -long * 0.9]]), 0.7)
    for y in (0.3, 0.5, 0.7):
        for s in (-1, 1):
            art.line(np.array([[0, -long * y], [s * wide * 0.28, -long * (y + 0.12)]]), 0.5)
    return art


def peony(rng):
    art = Art()
    if rng.random() < 0.75:
        for a in rng.uniform(0, 360, int(rng.integers(3, 8))):
            art.add(leaf(rng.uniform(26, 38), 20, True), matrix(*(turn(np.array([[0, -28]]), a)[0]), a))
    if rng.random() < 0.4:
        art.stroke(smooth(pairs("0,0 -4,40 6,74")), 2.6, 1)
        art.add(leaf(30, 18, True), matrix(-2, 56, -60)).add(leaf(26, 16, True), matrix(3, 62, 60))
    return art.add(peony_head(rng, rng.uniform(0.75, 1)), matrix()), None, ""


def simple_flower(rng) -> Art:
    """Flowers that are no lotus or peony: five to twelve plain petals."""
    art, n = Art(), int(rng.integers(5, 13))
    wide = rng.uniform(0.8, 1.15) * TAU * 24 / n * 0.62 + 3
    for k in range(n):
        art.fill(turn(petal(30, wide, rng.uniform(0, 0.25), 0.72), 360 * k / n), 0 if n > 8 else k % 2 * 3)
        art.line(turn(np.array([[0, -10], [0, -20]]), 360 * k / n), 0.5)
    return art.fill(circle(0, 0, rng.uniform(5, 10)), 2)


def other_flower(rng):
    """One flower, or a spray with leaves."""
    if rng.random() < 0.35:
        return simple_flower(rng), None, ""
    art, stem = Art(), smooth(pairs("-10,70 0,40 -6,10 8,-20 30,-34") + rng.uniform(-6, 6, (5, 2)))
    art.stroke(stem, 2.2, 1)
    for k in rng.choice(len(stem), 5, replace=False):
        art.add(leaf(24, 13), matrix(*stem[k], rng.uniform(-100, 100)))
    for k, size in ((len(stem) - 1, 0.75), (len(stem) // 2, 0.6), (len(stem) // 4, 0.5))[: int(rng.integers(1, 4))]:
        art.add(simple_flower(rng), matrix(*stem[k], rng.uniform(0, 360), size))
    return art, None, ""


def _tendrils(art: Art, stem: np.ndarray, sides, rng, size: float, leaves: bool) -> None:
    normal = normals(stem)
    for k, side in sides:
        x, y = stem[k] + normal[k] * side * size * 0.75
        heading = np.degrees(np.arctan2(*(-(normal[k] * side))[::-1]))
        art.stroke(spiral(x, y, size * 0.8, size * 0.15, heading, side * 1.35, 26), 1.5, 1)
        if leaves:
            for bend in (-40, 35):
                art.add(leaf(size * 1.2, size * 0.7), matrix(x, y, heading + 90 + bend + rng.uniform(-15, 15)))


def _wave(period: float, swing: float, shift: float = 0) -> np.ndarray:
    x = np.linspace(-4, period + 4, 60)
    return np.stack([x, 20 + swing * np.sin(TAU * x / period + shift)], 1)


def scroll_band(rng, head=None):
    """An undulating stem that throws off spirals and leaves, with or without flower heads; repeats in x."""
    period, swing = 80.0, rng.uniform(7, 11)
    stem = _wave(period, swing)
    art = Art().stroke(stem, 1.9, 1)
    size = rng.uniform(8, 11)
    sides = [(9, 1), (20, -1), (24, 1), (38, -1), (50, 1), (54, -1)]
    _tendrils(art, stem, sides, rng, size, rng.random() < 0.8)
    if head is not None:
        for x, y, flip in ((20, 13, 1), (60, 27, -1)):
            art.add(head(rng), matrix(x, y + 6 * flip, 0 if flip > 0 else 180, 0.36))
    return art, (0, 0, period, 40), "x"


def arabesque(rng):
    """A ground of scrolling stems: spirals that turn both ways, with leaves; repeats in both directions."""
    art, r, cell = Art(), rng.uniform(8.5, 10.5), 40.0
    leaves = rng.uniform(0, 360, 6)
    for ox in (-cell, 0, cell):
        for oy in (-cell, 0, cell):
            for x, y, s in ((10, 10, 1), (30, 10, -1), (10, 30, -1), (30, 30, 1)):
                art.stroke(spiral(x + ox, y + oy, r, 1.2, 90 * s, s * 1.75, 40), 1.3, 1)
                for k, a in enumerate(leaves):
                    rr = r * (0.95 if k % 2 else 0.55)
                    c, d = np.cos(np.radians(a * s)), np.sin(np.radians(a * s))
                    art.add(leaf(7.5, 4.4), matrix(x + ox + rr * c, y + oy + rr * d, a * s + 60 * s))
            art.stroke(smooth(np.array([[0, 10], [20, 14], [40, 10]]) + (ox, oy)), 1.3, 1).stroke(smooth(np.array([[0, 30], [20, 26], [40, 30]]) + (ox, oy)), 1.3, 1)
    return art, (0, 0, cell, cell), "xy"


def vine(rng):
    """Scrolling vine without flowers as a band or a rounded panel."""
    return scroll_band(rng) if rng.random() < 0.6 else vine_panel(rng)


def vine_panel(rng, head=None):
    """Mirror-symmetric scrolls that grow from the foot."""
    half, side_art = Art(), Art()
    for x, y, r, turns, start in ((16, 60, 13, 1.6, 90), (30, 34, 14, 1.7, 120), (14, 12, 11, 1.6, 160), (42, 66, 9, 1.5, 60)):
        side_art.stroke(spiral(x, y, r, 1.6, start + rng.uniform(-20, 20), -turns, 40), rng.uniform(1.8, 2.8), 1)
        for a in rng.uniform(0, 360, 3):
            side_art.add(leaf(13, 8), matrix(x + r * np.cos(np.radians(a)), y + r * np.sin(np.radians(a)), a + 90 + 40))
    side_art.stroke(smooth(pairs("0,82 6,66 24,46 18,24 2,4")), 2.6, 1)
    half.add(side_art, matrix()).add(side_art, np.array([[-1.0, 0, 0], [0, 1, 0]]))
    if head is not None:
        half.add(head(rng), matrix(0, 34, 0, 0.62))
    return half, None, ""


def scrolling_lotus(rng):
    head = lotus_profile if rng.random() < 0.6 else lotus_front
    return scroll_band(rng, head) if rng.random() < 0.6 else vine_panel(rng, head)


def baoxiang(rng):
    """Ideal flower: concentric rings of cloud-headed petals."""
    art, n = Art(), int(rng.choice([6, 8]))
    for ring, (r, wide) in enumerate(((46, 30), (33, 22), (20, 15))):
        for k in range(n):
            a = 360 * (k + 0.5 * (ring % 2)) / n
            p = _frilled(wide * 0.62, 5, 0.2, rng)
            art.fill(turn(p + (0, -r + wide * 0.5), a), ring % 3)
            art.fill(turn(p * 0.62 + (0, -r + wide * 0.55), a), (ring + 3) % 4)
            for s in (-1, 1):
                art.line(turn(spiral(s * wide * 0.2, -r + wide * 0.5, wide * 0.18, 0.6, 90, s * 1.3, 16), a), 0.8)
    return art.fill(circle(0, 0, 9), 2).fill(circle(0, 0, 5), 3), None, ""


def bamboo(rng):
    art = Art()
    for x in rng.uniform(-24, 24, int(rng.integers(1, 4))):
        y, lean = 60.0, rng.uniform(-4, 4)
        while y > -40:
            step = rng.uniform(16, 22)
            art.fill(ribbon(np.array([[x, y], [x + lean * 0.5, y - step / 2], [x + lean, y - step + 1.4]]), lambda t: 2.6 + 0 * t), 0)
            for _ in range(3):
                art.add(leaf(rng.uniform(16, 26), 6), matrix(x, y - step, rng.choice([-1, 1]) * rng.uniform(50, 150)))
            x, y = x + lean, y - step
    return art, None, ""


def pine(rng):
    art = Art().stroke(smooth(pairs("-20,60 -8,34 8,14 0,-10 20,-30") + rng.uniform(-5, 5, (5, 2))), 6, 1)
    for x, y in pairs("-24,10 22,8 -10,-14 24,-30 4,-36 -30,30") + rng.uniform(-4, 4, (6, 2)):
        for a in np.arange(180, 361, 10):
            tip = (x + 15 * np.cos(np.radians(a)), y + 13 * np.sin(np.radians(a)))
            art.stroke(np.array([[x, y], tip]), 1.1)
    return art, None, ""


def plum(rng):
    stem = smooth(pairs("-36,50 -16,34 -10,10 10,-4 16,-26 36,-40") + rng.uniform(-6, 6, (6, 2)), steps=10)
    art = Art().fill(ribbon(stem, lambda t: 3.4 * (1 - t) + 0.8), 1)
    for k in rng.choice(len(stem), 8):
        x, y = stem[k] + rng.uniform(-9, 9, 2)
        for j in range(5):
            art.fill(circle(x + 4.4 * np.cos(TAU * j / 5), y + 4.4 * np.sin(TAU * j / 5), 3.7, count=14), 0)
        art.fill(circle(x, y, 1.7, count=10), 2)
    return art, None, ""
