"""Dragon, kui-dragon, taotie, lion, bat and other beasts. Each drawer takes a random generator and gives (Art, frame, wraps)."""

from __future__ import annotations

import numpy as np

from .curves import apply, arc, circle, matrix, normals, pairs, petal, ribbon, smooth, spiral, turn
from .pen import Art

POSES = (
    "6,78 18,92 36,90 44,76 32,64 18,54 18,38 32,28 50,34 58,50 72,60 88,52 90,34 78,22",
    "44,98 58,92 74,86 84,72 76,58 58,58 42,66 26,62 18,46 26,32 44,30 62,36 76,26",
    "4,40 16,56 30,58 40,44 50,34 62,42 70,58 84,62 96,52 100,36",
    "50,96 72,94 90,78 94,54 84,32 62,22 40,26 28,42 32,60 48,68 62,60 62,48",
    "10,20 6,40 14,58 30,60 40,46 54,36 70,42 76,58 70,74 56,82 44,76",
)


def _girth(t):
    return 0.6 + 5.4 * np.minimum(1, t * 2.4) ** 0.8 * (1 - 0.24 * np.maximum(0, t - 0.55) * 2)


def _shaken(rng, text: str, much: float = 1.6) -> np.ndarray:
    """Points from a text, each moved a little, so that no two drawings of a template are alike."""
    points = pairs(text)
    return points + rng.normal(0, much, points.shape)


def _flame(long: float, wide: float, bend: float) -> np.ndarray:
    return ribbon(np.array([[0, 0], [bend * 0.4, -long * 0.4], [-bend * 0.3, -long * 0.7], [bend, -long]]), lambda t: wide * (1 - t) ** 0.8 + 0.15, 4)


def dragon_head(rng) -> Art:
    """Head in profile that looks left, neck joint at the origin."""
    art = Art()
    for a in np.linspace(20, 150, int(rng.integers(5, 8))):
        art.fill(turn(_flame(rng.uniform(17, 25), 2.5, rng.uniform(-5, 5)), a) + (9, -1), 1)
    for dx in (0, 5):
        art.fill(ribbon(np.array([[1 + dx, -9], [7 + dx, -17], [17 + dx, -20], [21 + dx, -26]]), lambda t: 1.6 * (1 - t) + 0.4), 3)
        art.fill(ribbon(np.array([[9 + dx, -17], [9 + dx, -22], [13 + dx, -26]]), lambda t: 1.1 * (1 - t) + 0.3), 3)
    art.fill(smooth(pairs("6,10 -2,13 -12,12.5 -16,9 -14,6.5 -8,7 -1,5 6,2"), True), 0)
    art.fill(smooth(pairs("-13,6.6 -6,7 2,3 -4,2.4 -10,2.8"), True), 2, outline=False)
    art.fill(np.vstack([smooth(pairs("15,9 7,8 2,3 -4,2 -11,2 -17,3.2 -21,1 -21,-4 -17,-7 -13,-5.4 -8,-6.6 -5,-10 2,-11 9,-9 15,-5"))]), 0)
    for k in range(4):
        art.fill(pairs("-17,2.4 -15.4,2.2 -16.2,5.6") + (4.2 * k, 0), 3, outline=False)
    art.fill(circle(0, -6, 3.4, 2.6), 3)
    art.fill(circle(-0.4, -5.8, 1.4), 0)
    art.fill(ribbon(pairs("-6,-8 -1,-11.5 6,-10.5 10,-13"), lambda t: 1.7 * (1 - t) + 0.3), 2)
    art.line(spiral(-17.4, -2.4, 2.2, 0.5, 160, 1.1, 12), 0.9)
    for y, lift in ((-3, -10), (0, 5)):
        art.stroke(smooth(np.array([[-19, y], [-27, y + lift * 0.5], [-31, y + lift], [-38, y + lift * 0.7], [-41, y + lift + 5]])), 1.2, 2)
    for x in (-10, -5, 0, 5):
        art.fill(ribbon(np.array([[x, 12], [x - 1, 17], [x + 3, 21]]), lambda t: 1.4 * (1 - t) + 0.1), 1)
    return art


def front_head(rng) -> Art:
    """Head from the front, for roundels: both eyes, nose, horns, mane."""
    art = Art()
    for s in (-1, 1):
        for a in np.linspace(50, 165, 6):
            f = turn(_flame(rng.uniform(17, 23), 2.6, 3), a)
            art.fill(f * (s, 1) + (s * 6, 0), 1)
        art.fill(ribbon(pairs("5,-10 10,-20 20,-24 22,-30"), lambda t: 1.9 * (1 - t) + 0.4) * (s, 1), 3)
    art.fill(smooth(pairs("0,-15 10,-13 14,-4 11,4 9,12 0,15 -9,12 -11,4 -14,-4 -10,-13"), True), 0)
    for s in (-1, 1):
        art.fill(circle(s * 5.6, -4.4, 3.8, 3.2), 3).fill(circle(s * 5.2, -4, 1.6), 0)
        art.fill(ribbon(pairs("1,-8 6,-10.5 12,-8"), lambda t: 1.3 * (1 - t) + 0.3) * (s, 1), 2)
        art.stroke(smooth(pairs("4,9 14,12 20,8 26,12")) * (s, 1), 1.2, 2)
        art.line(spiral(s * 3, 4.4, 2.2, 0.6, 0, s * 1.2, 12), 0.9)
    art.fill(smooth(pairs("-7,10 0,8 7,10 0,13"), True), 2)
    return art


def _leg(rng) -> Art:
    art = Art()
    for k in range(3):
        art.fill(turn(_flame(12, 1.5, 2), 70 + 14 * k) + (2, 3 + 3 * k), 1)
    art.fill(ribbon(pairs("0,-3 5,6 1,13 -2,19"), lambda t: 3.4 * (1 - t * 0.55)), 0)
    for k in range(3):
        art.line(np.array([[-1 + k * 0.6, 2 + 4 * k], [2.4, 4 + 4 * k], [4.6 - k, 3 + 4 * k]]), 0.6)
    for a in (-64, -24, 16, 58):
        claw = np.vstack([ribbon(pairs("0,0 0.6,5 -0.6,7 2.6,11"), lambda t: 1.6 * (1 - t) + 0.15)])
        art.fill(turn(claw, a) + (-2.2, 18.4), 3)
    return art


def _scales(art: Art, points, normal, low: int, high: int) -> None:
    n = len(points) - 1
    for i in range(low, high, 2):
        w = float(_girth(np.array(i / n)))
        tangent = np.array([-normal[i, 1], normal[i, 0]])
        for k in (0.62, 0.06, -0.45) if (i // 2) % 2 else (0.34, -0.2):
            c = points[i] + normal[i] * w * k
            s = w * 0.3
            art.line(smooth(np.array([c + normal[i] * s, c + tangent * s * 1.3, c - normal[i] * s]), steps=3), 0.6)


def dragon(rng):
    """A scaled, maned body that winds, four clawed legs, pearl and flames."""
    spine = pairs(POSES[int(rng.integers(len(POSES)))]) + rng.uniform(-2.5, 2.5, (1, 2))
    spine = spine + rng.uniform(-1.6, 1.6, spine.shape)
    points = smooth(spine, steps=9)
    normal, n, art = normals(points), 0, Art()
    n = len(points) - 1
    at = lambda t: int(round(t * n))  # noqa: E731
    for t, a, size in ((0.3, 40, 0.8), (0.76, -30, 0.9)):
        art.add(_leg(rng), matrix(*points[at(t)], a + rng.uniform(-30, 30), size))
    side = rng.choice([-1, 1])
    fin = []
    for i in range(at(0.05), at(0.98), 2):
        w = float(_girth(np.array(i / n)))
        fin += [points[i] + normal[i] * w * 0.8 * side, points[min(n, i + 1)] + normal[i] * (w * 1.36 + 1.6) * side]
    art.fill(np.vstack([np.array(fin), points[at(0.05) : at(0.98)][::-1]]), 2)
    heading = np.degrees(np.arctan2(*(points[3] - points[0])[::-1]))
    for a in (-40, -8, 26):
        art.fill(turn(_flame(15, 2.4, 3), heading - 90 + a) + points[0], 1)
    art.fill(ribbon(points, _girth), 0)
    belly = points - normal * (_girth(np.linspace(0, 1, n + 1)) * 0.66 * side)[:, None]
    art.fill(ribbon(belly[at(0.06) :], lambda t: _girth(0.06 + t * 0.94) * 0.32), 3)
    for i in range(at(0.1), n, 2):
        w = float(_girth(np.array(i / n)))
        art.line(np.array([points[i] - normal[i] * w * k * side for k in (0.36, 0.97)]), 0.5)
    _scales(art, points, normal * side, at(0.08), n - 1)
    for t, a, size in ((0.45, -25, 0.85), (0.88, 40, 0.92)):
        art.add(_leg(rng), matrix(*points[at(t)], a + rng.uniform(-30, 30), size))
    _place_head(art, points, rng)
    return art, None, ""


def _place_head(art: Art, points, rng) -> None:
    x, y = points[-1]
    if rng.random() < 0.3:
        art.add(front_head(rng), matrix(x, y, rng.uniform(-15, 15), 1.0))
        return
    dx, dy = points[-1] - points[-5]
    left = dx < 0
    tilt = np.degrees(np.arctan2(dy, abs(dx))) * 0.5
    m = matrix(x, y, -tilt if left else tilt, 1.04 if left else -1.04, 1.04)
    art.add(dragon_head(rng), m)
    px, py = apply(m, np.array([[-44.0, -6.0]]))[0]
    if rng.random() < 0.6:
        for a in (-70, -34, 4, 44):
            art.fill(turn(_flame(13, 3, 3), a) + (px, py - 3), 2)
        art.fill(circle(px, py, 5), 3).line(spiral(px, py, 3.2, 0.6, 0, 1.3, 14), 0.9)


def kui(rng):
    """Kui-dragon of bronzes and jades: profile with one leg, square or curled body, eye and crest."""
    art, w = Art(), rng.uniform(4.4, 6)
    if rng.random() < 0.5:
        body = pairs("8,12 8,40 40,40 40,18 62,18 62,40 84,40 84,16 72,16")
        art.stroke(body, w * 1.7).stroke(pairs("24,40 24,56 36,56"), w).stroke(pairs("8,12 24,12 24,24"), w * 1.2)
        art.stroke(pairs("40,18 40,6 52,6"), w * 0.8)
        for p in ("14,36 34,36", "46,22 58,22", "68,36 78,36", "44,34 44,24"):
            art.line(pairs(p), 1.2)
        art.fill(circle(15, 22, 4.6), 3).fill(circle(15, 22, 1.8), 0)
    else:
        body = smooth(pairs("10,20 12,38 30,44 46,32 60,22 78,28 82,44 70,50 64,40"))
        art.fill(ribbon(body, lambda t: w * (1.15 - 0.7 * t)), 0)
        art.fill(ribbon(pairs("16,40 10,52 20,62 30,58"), lambda t: w * 0.7 * (1 - 0.8 * t)), 1)
        art.fill(ribbon(pairs("36,34 42,18 54,12 52,4"), lambda t: w * 0.7 * (1 - 0.85 * t)), 1)
        art.fill(smooth(pairs("0,10 12,4 24,8 22,22 10,28 8,20 -4,22 -6,14"), True), 0)
        art.fill(circle(12, 13, 3.8), 3).fill(circle(12, 13, 1.5), 0)
        art.fill(ribbon(pairs("16,6 26,-6 38,-4 36,4"), lambda t: w * 0.6 * (1 - 0.8 * t)), 2)
        inner = body[6:-4]
        art.line(inner, 1.0)
        for k in range(8, len(body) - 10, 6):
            art.line(spiral(*body[k], 2.6, 0.6, 40 * k, 1.2, 12), 0.8)
    if rng.random() < 0.3:  # the jade dragon: an S with a snout and spirals along the body
        body = smooth(_shaken(rng, "6,20 16,8 34,10 44,26 40,44 52,58 72,56 82,40 74,28", 2.5), steps=9)
        art = Art().fill(ribbon(body, lambda t: w * 1.5 * (1 - 0.62 * t)), 0)
        art.fill(smooth(pairs("14,6 4,4 -8,12 -16,12 -14,18 -6,20 -12,24 -6,28 4,26 14,24 20,16"), True), 0)
        art.fill(circle(3, 13, 3), 3).fill(ribbon(pairs("10,8 20,-2 32,0"), lambda t: 3.2 * (1 - 0.8 * t)), 1)
        art.fill(ribbon(pairs("44,40 56,34 60,24"), lambda t: 3.4 * (1 - 0.8 * t)), 1)
        for k in range(10, len(body) - 8, 7):
            art.line(spiral(*body[k], w * 0.62, 0.6, 60 * k, 1.4, 16), 1.0)
    if rng.random() < 0.35:
        other = Art().add(art, matrix())
        art = Art().add(other, matrix(-2, 0)).add(other, np.array([[-1.0, 0, -14], [0, 1, 0]]))
    return art, None, ""


def taotie(rng):
    """Symmetric monster mask: nose ridge, staring eyes, brows, horns, jaws, body scrolls, on spirals or not."""
    half, curl, rng_horn = Art(), rng.random() < 0.5, rng.uniform(3.8, 7)
    horn = "12,-12 14,-30 34,-36 44,-24 34,-16 28,-22" if curl else "8,-14 10,-28 40,-28 40,-18 24,-18 24,-22"
    half.fill(ribbon(_shaken(rng, horn, 2.4), lambda t: rng_horn * (1 - 0.55 * t)), 1)
    half.fill(ribbon(_shaken(rng, "44,-10 60,-14 72,-4 68,12 56,10 58,2", 2.4), lambda t: 4.4 * (1 - 0.6 * t)), 1)
    half.fill(ribbon(_shaken(rng, "46,14 58,22 56,34 46,34"), lambda t: 3.2 * (1 - 0.6 * t)), 1)
    half.fill(smooth(pairs("3,-12 16,-13 34,-10 44,0 40,10 28,14 14,16 5,14"), True), 0)
    half.fill(ribbon(pairs("6,-6 18,-12 34,-10 42,-3"), lambda t: 2.2 * (1 - 0.5 * t)), 2)
    half.fill(smooth(pairs("12,2 20,-5 31,-4 35,2 27,7 18,8"), True), 3)
    eye = rng.uniform(4.2, 7)
    half.fill(circle(24, 1.4, eye), 0).fill(circle(24, 1.4, eye * 0.4), 3)
    half.fill(ribbon(_shaken(rng, "6,20 16,26 30,24 36,16 30,13"), lambda t: 3.4 * (1 - 0.5 * t)), 0)
    for x in (9, 15, 21):
        half.fill(pairs("0,0 4,0 2,7") + (x, 22), 3)
    half.line(spiral(52, -2, 4.5, 0.8, 200, 1.6, 20), 1.1).line(spiral(36, -27, 4, 0.8, 0, 1.5, 18), 1.1)
    half.line(spiral(9, 7, 3, 0.6, 0, 1.4, 16), 1.0).line(spiral(61, 8, 3.4, 0.6, 90, 1.4, 16), 1.0)
    art = Art().add(half, matrix()).add(half, np.array([[-1.0, 0, 0], [0, 1, 0]]))
    art.fill(smooth(pairs("0,-22 4,-12 3,4 7,14 0,18 -7,14 -3,4 -4,-12"), True), 0)
    art.line(pairs("0,-18 0,10"), 1.0)
    tall = rng.uniform(0.8, 1.25)
    return Art().add(art, matrix(0, 0, 0, 1, tall)), None, ""


def bat(rng):
    """The bat of porcelain and embroidery: scalloped wings that curl, small body, often upside down."""
    half, fat = Art(), rng.uniform(0.85, 1.2)
    wing = _shaken(rng, "3,-6 9,-18 18,-27 30,-28 40,-20 44,-6 42,8 36,20 33,10 29,22 25,11 20,24 17,12 11,20 5,12", 1.3) * (1, fat)
    half.fill(smooth(wing, True, 5), 0)
    for p in ("12,-16 26,-10 34,10", "10,-14 18,-4 25,11", "7,-10 12,0 17,12"):
        half.line(smooth(pairs(p) * (1, fat)), 0.8)
    if rng.random() < 0.7:
        half.line(spiral(31, -17 * fat, 7, 0.8, 180, 1.6, 22), 1.4)
    art = Art().add(half, matrix()).add(half, np.array([[-1.0, 0, 0], [0, 1, 0]]))
    art.fill(smooth(pairs("0,-11 5,-8 6,2 3,14 0,20 -3,14 -6,2 -5,-8"), True), 1)
    art.fill(circle(0, -12, 5.6, 5), 1)
    for s in (-1, 1):
        art.fill(turn(petal(7, 4, 0.8), 25 * s) + (s * 3, -15), 1).fill(circle(s * 2, -12.6, 1.1), 3)
        art.line(smooth(pairs("0.5,-17 3,-21 6,-22") * (s, 1)), 0.8)
    if rng.random() < 0.4:
        art = Art().add(art, matrix(0, 0, 180))
    return art, None, ""


def lion(rng):
    """Guardian lion: curls around a broad face, body in profile, tail of flames, ball under a paw."""
    art = Art()
    for a in (-30, 5, 40):
        art.fill(turn(_flame(26, 4.4, 5), 40 + a) + (36, 12), 1)
    art.fill(smooth(pairs("-20,2 0,-8 26,-8 42,8 46,34 36,46 -8,48 -24,30"), True), 0)
    for x, bend in ((-14, -2), (4, 2), (22, 2), (34, 4)):
        art.fill(ribbon(np.array([[x, 26], [x + bend, 44], [x - 1, 56]]), lambda t: 8.6 - 3 * np.sin(np.pi * t)), 0)
        art.line(spiral(x + 1, 30, 5, 0.8, 200, 1.2, 14), 0.8)
        art.fill(circle(x - 2, 58, 9, 5), 3)
        for k in (-2.4, 0, 2.4):
            art.line(np.array([[x - 2 + k, 60], [x - 3 + k, 64]]), 0.7)
    if rng.random() < 0.6:
        art.fill(circle(-26, 56, 9), 2)
        for k in range(3):
            art.line(arc(-26 + 4 * k - 4, 56, 8, 120, 240, 8), 0.7)
    for ring, r in ((0, 25), (1, 17)):
        for k in range(13 - 3 * ring):
            x, y = turn(np.array([[0.0, -r]]), 360 * k / (13 - 3 * ring))[0]
            art.fill(circle(x - 18, y - 8, 7.2), 1).line(spiral(x - 18, y - 8, 5, 0.8, 30 * k, 1.5, 14), 0.9)
    art.fill(smooth(pairs("-18,-24 -6,-20 -2,-8 -6,6 -18,10 -30,6 -34,-8 -30,-20"), True), 0)
    for s in (-1, 1):
        art.fill(circle(-18 + s * 7, -11, 4.4, 3.6), 3).fill(circle(-18 + s * 6.6, -10.6, 1.8), 0)
        art.fill(ribbon(pairs("1,-16 7,-18 14,-15"), lambda t: 1.6 * (1 - t) + 0.4) * (s, 1) + (-18, 0), 2)
    art.fill(smooth(pairs("-24,-4 -18,-7 -12,-4 -14,0 -22,0"), True), 1)
    art.fill(smooth(pairs("-28,2 -18,1 -8,2 -12,8 -24,8"), True), 2)
    return art, None, ""


def western_dragon_negative(rng):
    """Heraldic dragon: bat wings, barrel body, arrow tail; a look-alike."""
    art = Art()
    art.fill(smooth(pairs("10,4 30,-40 44,-38 70,-30 60,-14 50,-20 42,-4 34,-12 26,4"), True, 4), 1)
    for p in ("12,2 44,-36", "20,2 60,-16", "26,2 42,-6"):
        art.line(pairs(p), 1)
    art.fill(ribbon(pairs("-20,-34 -10,-22 -4,-4 8,10 26,18 36,34 54,36 70,26"), lambda t: 2 + 9 * np.sin(np.pi * (0.12 + 0.88 * t)) * (1 - 0.55 * t)), 0)
    art.fill(pairs("66,22 84,14 78,34"), 2)
    art.fill(smooth(pairs("-14,-40 -30,-36 -40,-28 -30,-26 -18,-28"), True), 0).fill(pairs("-14,-40 -4,-50 -8,-36"), 3)
    for x in (4, 24):
        art.fill(ribbon(np.array([[x, 16], [x - 4, 32], [x - 10, 42]]), lambda t: 4.4 * (1 - 0.6 * t)), 0)
    return art, None, ""
