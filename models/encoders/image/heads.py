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
from .data import ABSENT, PRESENT
from .features import FeatureSet

_EDGES = np.cumsum([0, *STAGES.values()])
SLICES = {name: slice(_EDGES[i], _EDGES[i + 1]) for i, name in enumerate(STAGES)}


@dataclass
class Heads:
    """evidence(cell) = features(cell) @ weight + bias, per symbol; raw features, standardisation folded in."""

    weight: np.ndarray  # float32 (D, S)
    bias: np.ndarray  # float32 (S,)

    def maps(self, s16: np.ndarray, s32: np.ndarray, head: np.ndarray) -> np.ndarray:
        """(P, C, h, w) per stage -> (P, S, h16, w16): the coarse stages are repeated 2 x 2."""
        fine = np.einsum("pchw,cs->pshw", s16.astype(np.float32), self.weight[SLICES["s16"]], optimize=True)
        coarse = np.einsum("pchw,cs->pshw", s32.astype(np.float32), self.weight[SLICES["s32"]], optimize=True)
        coarse += np.einsum("pchw,cs->pshw", head.astype(np.float32), self.weight[SLICES["head"]], optimize=True)
        return fine + coarse.repeat(2, 2).repeat(2, 3) + self.bias[None, :, None, None]


def pool_maps(maps: np.ndarray, sharpness: float, mean_share: float) -> np.ndarray:
    """(P, S, h, w) -> (P, S): mean_share x mean + (1 - mean_share) x mean weighted by softmax(sharpness x map)."""
    flat = maps.reshape(*maps.shape[:2], -1)
    if mean_share == 1:
        return flat.mean(-1)
    power = np.exp(sharpness * (flat - flat.max(-1, keepdims=True)))
    return mean_share * flat.mean(-1) + (1 - mean_share) * (power * flat).sum(-1) / power.sum(-1)


def _row_weights(sets: list[FeatureSet], keep: list[np.ndarray], config: HeadConfig) -> np.ndarray:
    """(N, S): per source, positives and negatives of a symbol weigh the same; sources by their share where they have positives."""
    blocks, has = [], []
    for data, kept in zip(sets, keep):
        owner, labels, kind = data.owner[kept], data.labels[kept], data.kind[kept]
        per_row = np.array([config.row_share[k] for k in kind]) / np.bincount(owner, minlength=len(data.pictures))[owner]
        share = config.source_share[data.pictures[0].source]
        positive, negative = (labels == PRESENT) * per_row[:, None], (labels == ABSENT) * per_row[:, None]
        total_pos, total_neg = positive.sum(0), negative.sum(0)
        seen = total_pos > 0
        # A source without positives of a symbol still says where it is not, a little.
        neg_share = np.where(seen, 0.5, 0.1) * share / np.maximum(total_neg, 1e-9)
        blocks.append(positive * (0.5 * share / np.maximum(total_pos, 1e-9)) + negative * neg_share)
        has.append(seen * share)
    weights = np.concatenate(blocks)
    return weights / np.maximum(sum(has), 1e-9)


def _solve(x: np.ndarray, target: np.ndarray, weight: np.ndarray, ridge: float, iterations: int) -> tuple[np.ndarray, np.ndarray]:
    """min Σ_n W_ns (x_n·w_s + b_s − y_ns)² + ridge·|w_s|², all symbols at once, by conjugate gradients."""
    import torch

    x, y, w = (torch.from_numpy(np.ascontiguousarray(a, np.float32)) for a in (x, target, weight))
    total = w.sum(0).clamp_min(1e-9)

    def apply(coefficient: "torch.Tensor") -> "torch.Tensor":
        fitted = x @ coefficient  # (N, S)
        fitted -= (w * fitted).sum(0) / total  # the best bias is profiled out
        return x.T @ (w * fitted) + ridge * coefficient

    centred = y - (w * y).sum(0) / total
    right = x.T @ (w * centred)
    scale = 1.0 / ((x * x).T @ w + ridge)  # Jacobi preconditioner
    solution = torch.zeros_like(right)
    residual = right.clone()
    direction = scale * residual
    energy = (residual * direction).sum(0)
    for _ in range(iterations):
        pushed = apply(direction)
        step = energy / (direction * pushed).sum(0).clamp_min(1e-12)
        solution += step * direction
        residual -= step * pushed
        scaled = scale * residual
        new_energy = (residual * scaled).sum(0)
        if float((new_energy / energy.clamp_min(1e-20)).max()) < 1e-10:
            break
        direction = scaled + (new_energy / energy.clamp_min(1e-20)) * direction
        energy = new_energy
    bias = ((w * (y - x @ solution)).sum(0) / total).numpy()
    return solution.numpy(), bias


def fit_heads(sets: list[FeatureSet], keep: list[np.ndarray], config: HeadConfig) -> Heads:
    """One ridge per stage, summed. `keep` masks the rows of each set; the first set gives the standardisation."""
    base = sets[0].rows[keep[0]][sets[0].kind[keep[0]] == "whole"].astype(np.float32)
    mean, std = base.mean(0), base.std(0) + 1e-3
    rows = []
    for data, kept in zip(sets, keep):
        part = data.rows[kept].astype(np.float32)
        if data.pictures[0].source in config.centre_sources:
            part += mean - part.mean(0)
        rows.append((part - mean) / std)
    x = np.concatenate(rows)
    labels = np.concatenate([d.labels[k] for d, k in zip(sets, keep)])
    target = np.where(labels == PRESENT, 1.0, -1.0)
    weight_rows = _row_weights(sets, keep, config)
    weight, bias = np.zeros((x.shape[1], labels.shape[1]), np.float32), np.zeros(labels.shape[1], np.float32)
    for stage in config.stages:
        part = SLICES[stage]
        scale = 10 / np.sqrt(STAGES[stage])
        w, b = _solve(x[:, part] * scale, target, weight_rows, config.ridge, config.iterations)
        w = w * scale / std[part, None]
        weight[part] = w
        bias += b - mean[part] @ w
    return Heads(weight / len(config.stages), bias / len(config.stages))
