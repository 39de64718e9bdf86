"""CutMix on features: a rectangle of one view's features is put into another's, with the labels and boxes it brings."""

from __future__ import annotations

import numpy as np
import torch

from ..data import ABSENT, PRESENT, UNKNOWN

GRID = 32  # pixels: the coarsest stage's cell, so that all stages are cut alike
LEAST_LEFT = 0.5  # of a box that the view still shows after the cut


class Mixer:
    def __init__(self, share: float, rng: np.random.Generator) -> None:
        self.share, self.rng = share, rng

    def __call__(self, inputs: tuple[torch.Tensor, ...], labels: np.ndarray, boxes: list[np.ndarray]) -> tuple[tuple[torch.Tensor, ...], np.ndarray, list[np.ndarray]]:
        """inputs: stages (B, C, h, w) of views of one size, the coarsest last; labels int8 (B, S); boxes as in Views."""
        count, cells = len(labels), inputs[-1].shape[2]
        mixed, labels, out = [x.clone() for x in inputs], labels.copy(), list(boxes)
        for view in range(count):
            if count < 2 or self.rng.random() >= self.share:
                continue
            other = (view + self.rng.integers(1, count)) % count
            side = self.rng.integers(max(1, cells // 4), max(2, round(cells * 0.6)) + 1, 2)
            x, y = (self.rng.integers(0, cells - s + 1) for s in side)
            for target, source in zip(mixed, inputs):
                k = source.shape[2] // cells
                target[view, :, y * k : (y + side[1]) * k, x * k : (x + side[0]) * k] = source[other, :, y * k : (y + side[1]) * k, x * k : (x + side[0]) * k]
            area = np.array([x, y, x + side[0], y + side[1]], np.float32) / cells
            labels[view], out[view] = self._joined(labels[view], boxes[view], labels[other], boxes[other], area)
        return tuple(mixed), labels, out

    def _joined(self, under: np.ndarray, under_boxes: np.ndarray, over: np.ndarray, over_boxes: np.ndarray, area: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """A symbol is there when one of its boxes is seen well enough; what was shown without a box, or is half hidden, may be there."""
        labels = np.where((under == ABSENT) & (over == ABSENT), ABSENT, UNKNOWN).astype(np.int8)
        inside = _covered(over_boxes, area)
        kept = np.concatenate([under_boxes[_covered(under_boxes, area) <= 1 - LEAST_LEFT], _cut(over_boxes[inside >= LEAST_LEFT], area)])
        for symbol, sure, *_ in kept:
            labels[int(symbol)] = PRESENT if sure else labels[int(symbol)]
        return labels, kept


def _covered(boxes: np.ndarray, area: np.ndarray) -> np.ndarray:
    """The share of each box (N, 6) that lies in the area."""
    low, high = np.maximum(boxes[:, 2:4], area[:2]), np.minimum(boxes[:, 4:6], area[2:])
    return np.clip(high - low, 0, None).prod(1) / np.maximum((boxes[:, 4:6] - boxes[:, 2:4]).prod(1), 1e-9)


def _cut(boxes: np.ndarray, area: np.ndarray) -> np.ndarray:
    found = boxes.copy()
    found[:, 2:4], found[:, 4:6] = np.maximum(boxes[:, 2:4], area[:2]), np.minimum(boxes[:, 4:6], area[2:])
    return found
