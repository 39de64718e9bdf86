"""Curves as float arrays of points (N, 2); y points down. A motif is drawn in a square of about 100 units."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

TAU = 2 * np.pi


def pairs(text: str) -> np.ndarray:
    """'10,20 30,40' -> [[10, 20], [30, 40]]."""
    return np.array([[float(v) for v in pair.split(",")] for pair in text.split()])


def smooth(points, closed: bool = False, steps: int = 8) -> np.ndarray:
    """Catmull-Rom curve through the points."""
    p = np.asarray(points, float)
    if closed:
        p0, p1, p2, p3 = np.roll(p, 1, 0), p, np.roll(p, -1, 0), np.roll(p, -2, 0)
    else:
        padded = np.vstack([2 * p[0] - p[1], p, 2 * p[-1] - p[-2]])
        p0, p1, p2, p3 = padded[:-3], padded[1:-2], padded[2:-1], padded[3:]
    t = (np.arange(steps) / steps)[None, :, None]
    a, b, c, d = (q[:, None, :] for q in (p0, p1, p2, p3))
    curve = 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
    curve = curve.reshape(-1, 2)  # (segments, steps, 2) -> (N, 2)
    return curve if closed else np.vstack([curve, p[-1]])


def normals(points: np.ndarray) -> np.ndarray:
    """Unit normals, to the left of the way when y points down."""
    tangent = np.gradient(points, axis=0)
    tangent /= np.maximum(1e-9, np.hypot(tangent[:, 0], tangent[:, 1]))[:, None]
    return np.stack([tangent[:, 1], -tangent[:, 0]], 1)


def ribbon(points, half: Callable[[np.ndarray], np.ndarray], steps: int = 8) -> np.ndarray:
    """Outline of a band of varying half width along a smooth curve; `half` takes 0..1 along it."""
    line = smooth(points, steps=steps) if len(points) < 24 else np.asarray(points, float)
    t = np.linspace(0, 1, len(line))
    offset = normals(line) * np.asarray(half(t), float).reshape(-1, 1)
    return np.vstack([line + offset, (line - offset)[::-1]])


def circle(x: float, y: float, rx: float, ry: float | None = None, count: int = 36) -> np.ndarray:
    a = np.arange(count) * TAU / count
    return np.stack([x + rx * np.cos(a), y + (rx if ry is None else ry) * np.sin(a)], 1)


def arc(x: float, y: float, r: float, start: float, end: float, count: int = 16) -> np.ndarray:
    """Angles in degrees; 0 is right, 90 down."""
    a = np.radians(np.linspace(start, end, count))
    return np.stack([x + r * np.cos(a), y + r * np.sin(a)], 1)


def spiral(x: float, y: float, outer: float, inner: float, start: float, turns: float, count: int = 40) -> np.ndarray:
    a = np.radians(start) + np.linspace(0, turns * TAU, count)
    r = np.linspace(outer, inner, count)
    return np.stack([x + r * np.cos(a), y + r * np.sin(a)], 1)


def petal(length: float, width: float, tip: float = 0.5, belly: float = 0.55, steps: int = 6) -> np.ndarray:
    """A petal from the origin upwards (towards -y). tip: 0 round, 1 sharply pointed."""
    half = width / 2
    right = [[0, 0], [half * 0.75, -length * belly * 0.45], [half, -length * belly], [half * (0.75 - 0.4 * tip), -length * (0.86 - 0.04 * tip)]]
    left = [[-x, y] for x, y in right[:0:-1]]
    outline = smooth([*right, [0, -length], *left], closed=True, steps=steps)
    return outline


def turn(points: np.ndarray, degrees: float, at=(0, 0)) -> np.ndarray:
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return (np.asarray(points) - at) @ np.array([[c, s], [-s, c]]) + at


def matrix(x: float = 0, y: float = 0, degrees: float = 0, sx: float = 1, sy: float | None = None) -> np.ndarray:
    """2 x 3: scale, then turn, then move."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    sy = sx if sy is None else sy
    return np.array([[c * sx, -s * sy, x], [s * sx, c * sy, y]])


def apply(m: np.ndarray, points: np.ndarray) -> np.ndarray:
    return points @ m[:, :2].T + m[:, 2]


def flatten_svg(commands, steps: int = 6) -> list[np.ndarray]:
    """Paths of M, L, C and Z commands as the sample shop records them -> polylines."""
    lines, current = [], []
    t = np.linspace(0, 1, steps + 1)[1:, None]
    for op, *v in commands:
        if op == "M":
            if len(current) > 1:
                lines.append(np.array(current))
            current = [v]
        elif op == "L":
            current.append(v)
        elif op == "C":
            a, b, c, d = (np.array(q, float) for q in (current[-1], v[0:2], v[2:4], v[4:6]))
            current.extend(((1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t**2 * c + t**3 * d).tolist())
    if len(current) > 1:
        lines.append(np.array(current))
    return lines
