"""Ranking metrics used by more than one model. Plain NumPy; ties go to the earlier name so that results do not depend on input order."""

from __future__ import annotations

import numpy as np


def average_precision(scores: np.ndarray, labels: np.ndarray, names: list[str]) -> float:
    """Mean precision at each positive. labels: 1 positive, 0 negative, -1 left out. 0 without positives."""
    order = sorted(np.flatnonzero(labels != -1), key=lambda i: (-scores[i], names[i]))
    hits = labels[order] == 1
    if not hits.any():
        return 0.0
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    return float(precision[hits].mean())


def box_iou(a: tuple | list, b: tuple | list) -> float:
    """Intersection over union of two x0, y0, x1, y1 boxes."""
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    inside = width * height
    return inside / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - inside)


def centre_inside(box: tuple | list, truth: tuple | list, margin: float = 0.02) -> bool:
    """The pointing game: the centre of `box` lies in `truth`, with a margin."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return truth[0] - margin <= x <= truth[2] + margin and truth[1] - margin <= y <= truth[3] + margin


def ranks(values: np.ndarray) -> np.ndarray:
    """1-based; equal values share the mean of their places."""
    _, group, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return (ends - (counts - 1) / 2)[group]


def spearman(a: np.ndarray, b: np.ndarray) -> float:
    """Rank correlation; NaN where one side is constant."""
    x, y = ranks(np.asarray(a)), ranks(np.asarray(b))
    x, y = x - x.mean(), y - y.mean()
    size = float(np.sqrt((x @ x) * (y @ y)))
    return float(x @ y) / size if size > 0 else float("nan")


def wilson(hits: int, count: int, z: float = 1.96) -> tuple[float, float]:
    """95 % interval of a share, by Wilson's score; its ends lie within 0..1 even at 0 or `count` hits."""
    share, extra = hits / count, z * z / count
    middle, half = share + extra / 2, z * np.sqrt(share * (1 - share) / count + extra / count / 4)
    return float((middle - half) / (1 + extra)), float((middle + half) / (1 + extra))
