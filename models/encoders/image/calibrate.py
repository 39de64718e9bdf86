"""Out-of-fold evidence -> probability, and the operating point of each symbol.

Per symbol s: logit = slope_s · z + offset_s with z the evidence standardised over the out-of-fold photographs. Slopes are shrunk
towards the slope that all symbols share, so that four positives do not decide a steep curve; symbols without a photograph keep the
shared slope, damped, and a low prior.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from common.metrics import average_precision

PRIOR_UNSEEN = 0.005  # confidence of a symbol that no photograph shows, at mean evidence
_SLOPE_SPREAD = 0.5  # standard deviation allowed around the shared slope


@dataclass
class Calibration:
    """logit = gain · evidence + shift, per symbol."""

    gain: np.ndarray  # float64 (S,)
    shift: np.ndarray  # float64 (S,)


def _platt(z: np.ndarray, y: np.ndarray, slope_prior: float, spread: float) -> tuple[float, float]:
    """Newton steps on the penalised log loss; the offset starts at, and leans on, the base rate."""
    base = np.log((y.sum() + 0.5) / (len(y) - y.sum() + 0.5))
    slope, offset = slope_prior, base
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(slope * z + offset, -30, 30)))
        weight = p * (1 - p) + 1e-9
        gradient = np.array([((p - y) * z).sum() + (slope - slope_prior) / spread**2, (p - y).sum() + (offset - base) * 0.05])
        cross = (weight * z).sum()
        hessian = np.array([[(weight * z * z).sum() + 1 / spread**2, cross], [cross, weight.sum() + 0.05]])
        step = np.linalg.solve(hessian, gradient)
        slope, offset = slope - np.clip(step[0], -1, 1), offset - np.clip(step[1], -2, 2)
        if np.abs(step).max() < 1e-8:
            break
    return max(slope, 0.05), offset


def fit(evidence: np.ndarray, labels: np.ndarray, trained: np.ndarray) -> Calibration:
    """evidence (P, S) out of fold; labels (P, S) in 1, 0, -1; trained (S,): the symbol had any positive example at all."""
    mean, spread = evidence.mean(0), evidence.std(0) + 1e-9
    z = (evidence - mean) / spread
    count = (labels == 1).sum(0)
    judged = np.flatnonzero(count >= 4)
    shared = float(np.mean([_platt(z[labels[:, s] != -1, s], labels[labels[:, s] != -1, s], 1.0, 2.0)[0] for s in judged]))
    slope, offset = np.full(len(count), 0.5 * shared), np.full(len(count), np.log(PRIOR_UNSEEN / (1 - PRIOR_UNSEEN)))
    for s in np.flatnonzero(count > 0):
        known = labels[:, s] != -1
        slope[s], offset[s] = _platt(z[known, s], labels[known, s].astype(float), shared, _SLOPE_SPREAD)
    slope[~trained] = 0.0
    gain = slope / spread
    return Calibration(gain, offset - gain * mean)


def operating_point(scores: np.ndarray, labels: np.ndarray, floor: float, least: int) -> tuple[float | None, float | None, int]:
    """The lowest threshold whose precision is at least `floor` there and at every stricter count from `least` hits on.

    -> (threshold, precision, photographs above it); None where no threshold reaches it with `least` photographs above.
    """
    known = np.flatnonzero(labels != -1)
    order = known[np.argsort(-scores[known], kind="stable")]
    hits = np.cumsum(labels[order] == 1)
    best = None
    for n in range(least, len(order) + 1):
        last = n == len(order) or scores[order[n - 1]] > scores[order[n]]
        if last and hits[n - 1] / n >= floor:
            best = n
    if best is None:
        return None, None, 0
    return float(scores[order[best - 1]]), float(hits[best - 1] / best), best


def expected_error(probability: np.ndarray, labels: np.ndarray, bins: int = 10) -> float:
    """Mean gap between stated and observed frequency over equal-width bins, weighted by their size (ECE)."""
    known = labels != -1
    p, y = probability[known], labels[known] == 1
    which = np.minimum((p * bins).astype(int), bins - 1)
    return float(sum(abs(p[which == b].mean() - y[which == b].mean()) * (which == b).mean() for b in range(bins) if (which == b).any()))


def judge(
    probability: np.ndarray, labels: np.ndarray, symbols: list[str], names: list[str], floor: float, least: int, others: list[np.ndarray] | None = None
) -> list[dict]:
    """One row per symbol for the card and the sidecar.

    probability (P, S) out of fold; `others`: the same by further splits into folds. An operating point holds over all splits together: on one
    alone, the lowest threshold that reaches the floor reaches it by luck.
    """
    rows, splits = [], [probability, *(others or [])]
    for s, symbol in enumerate(symbols):
        known = labels[:, s] != -1
        positives = int((labels[:, s] == 1).sum())
        row = {"id": symbol, "positives": positives, "ap": None, "chance": None, "threshold": None, "precision_at_threshold": None, "claim": False}
        if positives >= 4:
            row["ap"] = round(average_precision(probability[:, s], labels[:, s], names), 4)
            row["chance"] = round(positives / int(known.sum()), 4)
            scores = np.concatenate([split[:, s] for split in splits])
            threshold, precision, _ = operating_point(scores, np.tile(labels[:, s], len(splits)), floor, least=4 * len(splits))
            if threshold is not None:
                row["threshold"], row["precision_at_threshold"] = round(threshold - 5e-5, 4), round(precision, 4)
                row["claim"] = positives >= least
        rows.append(row)
    return rows


def withdraw(rows: list[dict], withdrawn: tuple[str, ...]) -> None:
    """Takes the claim back from rows of symbols whose precision did not hold on other pictures; everything measured stays."""
    for symbol in withdrawn:
        next(row for row in rows if row["id"] == symbol)["claim"] = False
