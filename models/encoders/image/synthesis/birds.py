"""Phoenix, crane and other birds. Each drawer takes a random generator and gives (Art, frame, wraps)."""

from __future__ import annotations

import numpy as np

from .curves import circle, matrix, pairs, petal, ribbon, smooth, spiral, turn
from .pen import Art


def wing(rng, feathers: int, long: float, spread: float, tones=(0, 1)) -> Art:
    """A spread wing from the shoulder at the origin, leading edge towards -y, feathers fanned to +x."""
    art = Art()
    for row, (count, reach, wide) in enumerate(((feathers, long, 7.5), (feathers - 2, long * 0.66, 7), (max(3, feathers - 4), long * 0.38, 6))):
        for k in range(count):
            t = k / max(1, count - 1)
            a = 20 + spread * t
            size = reach * (1 - 0.42 * t)
            f = turn(petal(size, wide, 0.15, 0.72, 4), a)
            art.fill(f, tones[(row + k) % 2] if row < 2 else 3)
            art.line(turn(np.array([[0, -size * 0.3], [0, -size * 0.9]]), a), 0.5)
    lead = turn(np.array([[0, 4.0], [0, -long * 0.5], [2, -long * 0.8]]), 16)
    return art.fill(ribbon(lead, lambda t: 3.6 * (1 - 0.7 * t)), 0)


def phoenix(rng):
    """Crested head, hooked beak, open wings, and long tail feathers, streaming or curled, with or without eyes."""
    art, n = Art(), int(rng.integers(3, 7))
    eyes = rng.random() < 0.6
    sweep = rng.uniform(-20, 30)
    for k in range(n):
        a = np.radians(100 + sweep + (k - (n - 1) / 2) * 22)
        long, bend = rng.uniform(62, 86), rng.uniform(-16, 16)
        c, s = np.cos(a), np.sin(a)
        near = [c * long * 0.35 - s * bend, 14 + s * long * 0.35 + c * bend]
        far = [c * long * 0.7 + s * bend, 14 + s * long * 0.7 - c * bend]
        line = np.array([[0, 14], near, far, [c * long, 14 + s * long]])
        tail = smooth(line, steps=8)
        art.fill(ribbon(tail, lambda t: 1.5 + 2.8 * np.sin(np.pi * t) ** 2 + 1.2 * t), (0, 1, 2)[k % 3])
        art.line(tail, 0.7)
        for j in range(4, len(tail) - 2, 2):
            d = tail[j + 1] - tail[j - 1]
            d = d / np.hypot(*d)
            for side in (-1, 1):
                q = tail[j] + np.array([-d[1], d[0]]) * side * 4.6 + d * 3
                art.line(np.array([tail[j], q]), 0.6)
        if eyes:
            art.fill(circle(*tail[-1], 6.2), 2).fill(circle(*tail[-1], 3.6), 3).fill(circle(*tail[-1], 1.6), 0)
        else:
            art.line(spiral(*tail[-1], 6, 1, rng.uniform(0, 360), 1.3, 20), 1.2)
    spread = rng.uniform(70, 110)
    for s, a in ((1, rng.uniform(0, 30)), (-1, rng.uniform(0, 30))):
        art.add(wing(rng, 8, rng.uniform(44, 56), spread), matrix(s * 5, 0, s * a, s, 1))
    art.fill(smooth(pairs("-6,-8 0,-14 6,-8 8,6 4,18 0,22 -4,18 -8,6"), True), 0)
    for y in range(-4, 18, 5):
        for x in (-3.4, 0, 3.4):
            art.line(np.array([[x - 1.6, y], [x, y + 2], [x + 1.6, y]]), 0.6)
    neck = pairs("0,-6 5,-18 0,-28 -4,-36")
    art.fill(ribbon(neck, lambda t: 4.8 - 2.2 * t), 0)
    for k in range(4):
        art.fill(ribbon(np.array([[-1, -38], [4 + 3 * k, -46 + 3 * k], [12 + 3 * k, -46 + 5 * k]]), lambda t: 1.5 * (1 - t) + 0.3), 2)
    art.fill(circle(-5, -38, 5, 4.4), 0).fill(pairs("-9,-40 -17,-36 -15,-33 -9,-35"), 3).fill(circle(-6, -39, 1.2), 3)
    art.fill(smooth(pairs("-9,-34 -8,-28 -11,-30"), True), 2)
    return (Art().add(art, np.array([[-1.0, 0, 0], [0, 1, 0]])) if rng.random() < 0.5 else art), None, ""


def crane(rng):
    """Long neck, bill and legs; flying with spread wings, or standing on one or two legs."""
    art = Art()
    if rng.random() < 0.6:
        for dy in (0, 4):
            art.stroke(np.array([[24, 4 + dy], [66, 12 + dy * 1.6]]), 1.6, 1)
        art.add(wing(rng, 9, rng.uniform(48, 58), 90, (3, 0)), matrix(2, -2, rng.uniform(-30, 10)))
        art.fill(smooth(pairs("-22,2 -4,-7 16,-5 30,4 14,10 -8,9"), True), 3)
        art.fill(smooth(pairs("20,0 38,0 34,8 20,8"), True), 0)
        art.add(wing(rng, 9, rng.uniform(42, 52), 90, (3, 0)), matrix(-4, 4, rng.uniform(90, 130), 1, -1) if rng.random() < 0.5 else matrix(-6, 0, rng.uniform(-70, -40)))
        art.fill(ribbon(pairs("-16,2 -32,-4 -46,2 -58,-4"), lambda t: 4.2 * (1 - 0.6 * t)), 3)
        art.fill(circle(-59, -4.5, 3.8, 3), 2).fill(pairs("-62,-6 -80,-3 -62,-2.4"), 1)
    else:
        art.stroke(smooth(pairs("2,24 0,44 4,62")), 1.7, 1).stroke(pairs("4,62 -6,64"), 1.4, 1)
        art.stroke(smooth(pairs("8,24 14,40 4,46") if rng.random() < 0.5 else pairs("8,24 12,44 14,62")), 1.7, 1)
        art.fill(smooth(pairs("-14,4 -2,-8 16,0 34,22 26,28 6,26 -10,18"), True), 3)
        for k in range(4):
            art.fill(turn(petal(20, 7, 0.3), 118 + 9 * k) + (18, 14 + 2 * k), 0)
        for k in range(5):
            art.line(smooth(np.array([[-4 + 6 * k, 2 + 3 * k], [2 + 6 * k, 12 + 3 * k], [10 + 5 * k, 16 + 2 * k]])), 0.7)
        art.fill(ribbon(pairs("-10,8 -20,-8 -8,-24 -14,-40"), lambda t: 4.4 * (1 - 0.55 * t)), 3)
        art.fill(circle(-15, -42, 3.8, 3.2), 2).fill(pairs("-18,-44 -36,-38 -18,-40"), 1)
    return (Art().add(art, np.array([[-1.0, 0, 0], [0, 1, 0]])) if rng.random() < 0.5 else art), None, ""


def other_bird(rng):
    """A perching or flying bird with short neck and legs: magpie, swallow, quail."""
    art = Art()
    long = rng.uniform(14, 40)
    for a in rng.uniform(96, 132, 3):
        art.fill(turn(petal(long + 16, 7, 0.2), a) + (14, 6), 1)
    art.fill(smooth(pairs("-26,-8 -12,-14 8,-10 24,4 10,16 -10,16 -22,6"), True), 0)
    art.fill(smooth(pairs("-16,6 0,16 10,12 -4,2"), True), 3, outline=False)
    if rng.random() < 0.5:
        art.add(wing(rng, 6, rng.uniform(28, 40), 80), matrix(0, -2, rng.uniform(-20, 40)))
        art.add(wing(rng, 6, rng.uniform(24, 34), 70), matrix(-4, -4, rng.uniform(-70, -20)))
    else:
        for k in range(5):
            art.fill(turn(petal(30 - 3 * k, 8, 0.2), 106 + 7 * k) + (-10, -4 + 2 * k), (0, 1)[k % 2])
        for x in (-4, 2):
            art.stroke(np.array([[x, 14], [x - 1, 26]]), 1.2, 2)
    art.fill(circle(-24, -10, 9, 8), 0).fill(pairs("-32,-12 -42,-8 -32,-6"), 2).fill(circle(-26, -12, 1.9), 3)
    if rng.random() < 0.5:
        art.stroke(smooth(pairs("-50,30 -10,26 20,32 44,22")), 3, 1)
        for x, a in ((-36, -30), (24, 40), (38, 80)):
            art.fill(turn(petal(18, 8, 0.8), a) + (x, 28), 1)
    return (Art().add(art, np.array([[-1.0, 0, 0], [0, 1, 0]])) if rng.random() < 0.5 else art), None, ""


def butterfly(rng):
    half = Art()
    half.fill(smooth(pairs("2,-4 14,-30 34,-36 44,-22 34,-6 14,2"), True), 0).fill(smooth(pairs("3,2 22,2 34,14 26,30 12,26"), True), 1)
    half.fill(circle(30, -20, 6), 3).fill(circle(20, 14, 4.4), 2)
    half.line(smooth(pairs("1,-12 8,-28 18,-34")), 0.8)
    for p in ("4,-4 40,-26", "4,-2 30,-6"):
        half.line(pairs(p), 0.7)
    art = Art().add(half, matrix()).add(half, np.array([[-1.0, 0, 0], [0, 1, 0]]))
    return art.fill(smooth(pairs("0,-14 3,-6 2.4,14 0,24 -2.4,14 -3,-6"), True), 2), None, ""


def fish(rng):
    art = Art()
    art.fill(smooth(pairs("28,0 46,-16 52,-8 46,0 54,10 44,14"), True), 1).fill(smooth(pairs("-8,-14 6,-24 18,-12"), True), 1)
    art.fill(smooth(pairs("-38,2 -22,-14 0,-16 32,-2 0,14 -24,14"), True), 0)
    for x in range(-14, 26, 6):
        for y in range(-9, 11, 5):
            if abs(y) < 13 - 0.3 * abs(x + 8):
                art.line(np.array([[x, y - 2.4], [x + 2.6, y], [x, y + 2.4]]), 0.7)
    art.line(smooth(pairs("-20,-12 -15,0 -20,12")), 1)
    return art.fill(circle(-27, -3, 3.2), 3).fill(circle(-27, -3, 1.4), 0), None, ""
