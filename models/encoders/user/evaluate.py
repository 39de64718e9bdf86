"""Held-out measurement of history rules: queries from the events before a day, positives after it.

NDCG@10 (ideal over min(relevant, 10)) and Recall@20 over all goods that are not in the history; ties count against.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .simulate import POSITIVE, Items, Year

VALID_SHARE, TEST_SHARE = 0.8, 0.9  # of all events by time
KIND_WEIGHT = np.array([0, 1, 0.25, 0.7, 1, -0.5, -1], np.float64)  # core's weights by EventKind number
HALF_LIFE_DAYS = 30.0
CORE_WEIGHTS = np.array([1.0, 0.4])  # visual, text in `for-you`
CORE_POPULARITY = 0.15


@dataclass(frozen=True)
class Split:
    """Histories end before `start`; `relevant[u]` are the positives of [start, end)."""

    start: float
    end: float
    item: np.ndarray  # (U, L), padded on the right
    kind: np.ndarray  # (U, L), 0 pads
    age: np.ndarray  # (U, L) days before `start`
    relevant: list[np.ndarray]


def split_days(year: Year) -> tuple[float, float]:
    return tuple(float(np.quantile(year.day, share)) for share in (VALID_SHARE, TEST_SHARE))


def split_at(year: Year, start: float, end: float) -> Split:
    past = year.day < start
    coming = (year.day >= start) & (year.day < end) & np.isin(year.kind, POSITIVE)
    keep = lambda values: np.where(past, values, 0)
    return Split(start, end, keep(year.item), keep(year.kind), np.where(past, start - year.day, 0).astype(np.float32),
                 [year.item[u][coming[u]] for u in range(len(year.item))])  # fmt: skip


def metrics(scores: np.ndarray, split: Split) -> dict[str, np.ndarray]:
    """scores (U, N) -> per-shopper values of those with anything relevant."""
    rows = {"ndcg@10": [], "recall@20": []}
    discount = 1 / np.log2(np.arange(2, 12))
    for u, relevant in enumerate(split.relevant):
        if len(relevant) == 0:
            continue
        mine = scores[u].astype(np.float64).copy()
        mine[split.item[u][split.kind[u] > 0]] = -np.inf
        hits = np.isin(np.arange(len(mine)), relevant)
        order = np.lexsort((hits, -mine))  # among equals the relevant ones last
        found = hits[order]
        rows["ndcg@10"].append((found[:10] * discount[: len(found)]).sum() / discount[: min(10, len(relevant))].sum())
        rows["recall@20"].append(found[:20].sum() / len(relevant))
    return {name: np.array(values) for name, values in rows.items()}


def interval(values: np.ndarray, seed: int = 0) -> tuple[float, float, float]:
    """Mean and its 95 % bootstrap interval over shoppers."""
    draws = np.random.default_rng(seed).integers(0, len(values), (1000, len(values)))
    low, high = np.percentile(values[draws].mean(1), [2.5, 97.5])
    return float(values.mean()), float(low), float(high)


def popularity_scores(items: Items, year: Year, start: float) -> np.ndarray:
    """ItemPop: positive events before `start`, the same for everybody."""
    counted = (year.day < start) & np.isin(year.kind, POSITIVE)
    counts = np.bincount(year.item[counted], minlength=len(items.popularity)).astype(np.float64)
    return np.broadcast_to(counts, (len(year.item), len(counts)))


def ease_scores(items: Items, year: Year, start: float, ridge: float = 200.0) -> np.ndarray:
    """EASE, which knows the other shoppers; the device does not."""
    counted = (year.day < start) & np.isin(year.kind, POSITIVE)
    matrix = np.zeros((len(year.item), len(items.popularity)))
    matrix[np.nonzero(counted)[0], year.item[counted]] = 1
    inverse = np.linalg.inv(matrix.T @ matrix + ridge * np.eye(matrix.shape[1]))
    weights = inverse / -np.diag(inverse)
    np.fill_diagonal(weights, 0)
    return matrix @ weights


def decayed_mean_queries(items: Items, split: Split, half_life_days: float = HALF_LIFE_DAYS) -> np.ndarray:
    """Core's rule (core/SCORING.md §2): (U, M, D), unit or zero."""
    weight = KIND_WEIGHT[split.kind] * np.exp2(-split.age / half_life_days)  # (U, L)
    queries = np.einsum("ul,ulmd->umd", weight, items.vectors[split.item].astype(np.float64))
    return queries / np.maximum(np.linalg.norm(queries, axis=2, keepdims=True), 1e-12)


def dense_scores(items: Items, queries: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """queries (U, M, D), weights (M,) or (U, M) -> (U, N)."""
    weighted = queries * np.broadcast_to(weights, queries.shape[:2])[:, :, None]
    return np.einsum("umd,nmd->un", weighted, items.vectors.astype(np.float64), optimize=True)


def popularity_term(items: Items) -> np.ndarray:
    """Core's popularity in 0..1."""
    return np.log2(1 + items.popularity) / np.log2(1 + items.popularity.max())
