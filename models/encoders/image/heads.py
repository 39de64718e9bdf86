"""Symbol heads: linear evidence maps over three stages, trained by weighted ridge on region means, pooled by attention.

Axis letters: N rows, D features, S symbols, P pictures, h w cells of a map.

A head is linear, so the mean of its map over a region equals the head of the region's mean features: training on boxes, windows and
crops trains the map itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .backbone import STAGES
from .config import HeadConfig
from .data import ABSENT, LIKELY, PRESENT
from .features import FeatureSet

_EDGES = np.cumsum([0, *STAGES.values()])
SLICES = {name: slice(_EDGES[i], _EDGES[i + 1]) for i, name in enumerate(STAGES)}


@dataclass
class Heads:
    """evidence(cell) = features(cell) @ weight + bias, per symbol; raw features, standardisation folded in."""

    weight: np.ndarray  # float32 (D, S)
    bias: np.ndarray  # float32 (S,)

    def maps(self, s16: np.ndarray, s32: np.ndarray, smooth_cells: int) -> np.ndarray:
        """(P, C, h, w) per stage -> (P, S, h16, w16): the coarse stage is repeated 2 x 2, then the sum is smoothed."""
        fine = np.einsum("pchw,cs->pshw", s16.astype(np.float32), self.weight[SLICES["s16"]], optimize=True)
        coarse = np.einsum("pchw,cs->pshw", s32.astype(np.float32), self.weight[SLICES["s32"]], optimize=True)
        return smooth(fine + coarse.repeat(2, 2).repeat(2, 3) + self.bias[None, :, None, None], smooth_cells)


def smooth(maps: np.ndarray, cells: int) -> np.ndarray:
    """Mean over a cells x cells neighbourhood, edges counted as they are (AveragePool, count_include_pad = 0). (P, S, h, w)."""
    if cells == 1:
        return maps
    half = cells // 2

    def along(values: np.ndarray, axis: int) -> np.ndarray:
        length = values.shape[axis]
        pad = [(0, 0)] * values.ndim
        pad[axis] = (1, 0)
        integral = np.pad(np.cumsum(values, axis, dtype=np.float64), pad)
        high, low = np.minimum(np.arange(length) + half + 1, length), np.maximum(np.arange(length) - half, 0)
        shape = [1] * values.ndim
        shape[axis] = length
        return (integral.take(high, axis) - integral.take(low, axis)) / (high - low).reshape(shape)

    return along(along(maps, 2), 3).astype(np.float32)


@dataclass(frozen=True)
class Pooling:
    """How a map becomes one number; the mean share for all symbols or of each (S,)."""

    sharpness: float
    mean_share: float | np.ndarray

    def __call__(self, maps: np.ndarray) -> np.ndarray:
        return pool_maps(maps, self.sharpness, self.mean_share)


def pooling_of(config: HeadConfig, crafts: np.ndarray) -> Pooling:
    """crafts: bool (S,), the symbols that take `craft_mean_share`."""
    return Pooling(config.sharpness, np.where(crafts, config.craft_mean_share, config.mean_share).astype(np.float32))


def pool_maps(maps: np.ndarray, sharpness: float | np.ndarray, mean_share: float | np.ndarray) -> np.ndarray:
    """(P, S, h, w) -> (P, S): mean_share x mean + (1 - mean_share) x mean weighted by softmax(sharpness x map); both numbers for all or (S,)."""
    flat = maps.reshape(*maps.shape[:2], -1)
    sharp = np.asarray(sharpness, np.float32).reshape(1, -1, 1)
    power = np.exp(sharp * (flat - flat.max(-1, keepdims=True)))
    return mean_share * flat.mean(-1) + (1 - mean_share) * (power * flat).sum(-1) / power.sum(-1)


def stages_of(config: HeadConfig) -> list[str]:
    return [stage for stage in STAGES if stage in config.stage_share or stage in config.craft_stage_share]


@dataclass
class Moments:
    """Weighted sums over the rows of one class (present or absent) of one symbol in one data set, for one stage."""

    gram: np.ndarray  # Σ w x xᵀ (d, d)
    total: np.ndarray  # Σ w x (d,)
    weight: float  # Σ w


def _moments(x: np.ndarray, weight: np.ndarray) -> Moments:
    scaled = x * weight[:, None]
    return Moments(scaled.T @ x, scaled.sum(0), float(weight.sum()))


def _class_moments(x: np.ndarray, labels: np.ndarray, base: np.ndarray, everything: Moments, likely: float) -> tuple[Moments, Moments]:
    """Present and absent rows of one symbol. Few rows are anything but absent, so those are taken off the sum over all rows."""
    positive = (labels == PRESENT) + likely * (labels == LIKELY)
    shown = positive > 0
    present = _moments(x[shown], base[shown] * positive[shown])
    other = labels != ABSENT
    if other.sum() > len(labels) / 2:
        return present, _moments(x[~other], base[~other])
    off = _moments(x[other], base[other])
    return present, Moments(everything.gram - off.gram, everything.total - off.total, everything.weight - off.weight)


class RidgeData:
    """One data set, standardised, with the moments of every symbol, so that a fold costs a few small products."""

    def __init__(self, data: FeatureSet, mean: np.ndarray, std: np.ndarray, config: HeadConfig, keep: np.ndarray | None = None) -> None:
        keep = np.ones(len(data.owner), bool) if keep is None else keep
        rows = data.rows[keep].astype(np.float32)
        self.source = data.pictures[0].source
        if self.source in config.centre_sources:
            rows += mean - rows.mean(0)
        rows = (rows - mean) / std
        owner, labels = data.owner[keep], data.labels[keep]
        base = np.array([config.row_share[k] for k in data.kind[keep]]) / np.bincount(owner, minlength=len(data.pictures))[owner]
        base = base.astype(np.float32)
        self.moments: dict[str, list[tuple[Moments, Moments]]] = {}
        for stage in stages_of(config):
            x = rows[:, SLICES[stage]] * np.float32(10 / np.sqrt(STAGES[stage]))
            everything = _moments(x, base)
            self.moments[stage] = [_class_moments(x, labels[:, s], base, everything, config.likely_share) for s in range(labels.shape[1])]


def solve_ridge(classes: list[tuple[Moments, float, float]], ridge: float) -> tuple[np.ndarray, float]:
    """min Σ_c a_c Σ_{n in c} w_n (x_n·v + b − y_c)² + ridge·|v|² over classes (moments, a_c, y_c) -> v, b."""
    weight = sum(a * m.weight for m, a, _ in classes)
    centre = sum(a * m.total for m, a, _ in classes) / weight
    level = sum(a * y * m.weight for m, a, y in classes) / weight
    gram = sum(a * m.gram for m, a, _ in classes).astype(np.float64) - weight * np.outer(centre, centre)
    right = sum(a * y * m.total for m, a, y in classes) - weight * level * centre
    v = np.linalg.solve(gram + ridge * np.eye(len(gram)), right)
    return v, float(level - centre @ v)


def _weigh(parts: list[tuple[Moments, Moments]], shares: list[float]) -> list[tuple[Moments, float, float]]:
    """Positives and negatives of a source weigh the same; sources by their share where they have positives of the symbol.

    A source without positives still says where the symbol is not, a little.
    """
    total = sum(share for (present, _), share in zip(parts, shares) if present.weight > 0)
    classes = []
    for (present, absent), share in zip(parts, shares):
        shown = present.weight > 0
        if shown:
            classes.append((present, 0.5 * share / total / present.weight, 1.0))
        if absent.weight > 1e-6:
            classes.append((absent, (0.5 if shown else 0.1) * share / total / absent.weight, -1.0))
    return classes


def standardiser(museum: FeatureSet) -> tuple[np.ndarray, np.ndarray]:
    """Mean and spread of the photographs' features as wholes; uses no label."""
    base = museum.rows[museum.kind == "whole"].astype(np.float32)
    return base.mean(0), base.std(0) + 1e-3


def fit_heads(parts: list[RidgeData], mean: np.ndarray, std: np.ndarray, config: HeadConfig, crafts: np.ndarray | None = None) -> Heads:
    """One ridge per stage and symbol over all data sets, the stages added by their share. A symbol without positives gets a flat head.

    crafts: bool (S,), the symbols that take the stages of `craft_stage_share`.
    """
    count = len(next(iter(parts[0].moments.values())))
    weight, bias = np.zeros((_EDGES[-1], count), np.float32), np.zeros(count, np.float32)
    shares = [config.source_share[p.source] for p in parts]
    crafts = np.zeros(count, bool) if crafts is None else crafts
    for stage in stages_of(config):
        part, scale = SLICES[stage], 10 / np.sqrt(STAGES[stage])
        for s in range(count):
            share = (config.craft_stage_share if crafts[s] else config.stage_share).get(stage, 0.0)
            if share == 0:
                continue
            symbol = [p.moments[stage][s] for p in parts]
            if not any(present.weight > 0 for present, _ in symbol):
                continue
            v, b = solve_ridge(_weigh(symbol, shares), config.ridge)
            w = share * v * scale / std[part]
            weight[part, s] = w
            bias[s] += share * b - mean[part] @ w
    return Heads(weight, bias)
