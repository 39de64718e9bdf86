"""The small methods behind the shop's rankers, in NumPy: EASE, ItemKNN, BPR-MF, FPMC, ACF. Nothing here knows the shopper on the device.

Every `fit_*` takes the year's positive events before a day as (shopper, item) pairs in order of time and returns item-side arrays alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

Pairs = list[np.ndarray]  # per shopper, items in order of time


def matrix_of(pairs: Pairs, items: int) -> np.ndarray:
    matrix = np.zeros((len(pairs), items))
    for u, own in enumerate(pairs):
        matrix[u, own] = 1.0
    return matrix


def keep_strongest(weights: np.ndarray, count: int) -> np.ndarray:
    """All but the `count` largest |weight| of each row become 0."""
    kept = np.zeros_like(weights)
    for row, out in zip(weights, kept, strict=True):
        best = np.argsort(-np.abs(row), kind="stable")[:count]
        out[best] = row[best]
    return kept


def fit_ease(pairs: Pairs, items: int, ridge: float) -> np.ndarray:
    matrix = matrix_of(pairs, items)
    inverse = np.linalg.inv(matrix.T @ matrix + ridge * np.eye(items))
    weights = inverse / -np.diag(inverse)
    np.fill_diagonal(weights, 0.0)
    return weights


def fit_item_knn(pairs: Pairs, items: int, shrink: float) -> np.ndarray:
    matrix = matrix_of(pairs, items)
    together, count = matrix.T @ matrix, matrix.sum(0)
    weights = together / (np.sqrt(np.outer(count, count)) + shrink)
    np.fill_diagonal(weights, 0.0)
    return weights


class Adam:
    """Dense Adam over named arrays; deterministic."""

    def __init__(self, params: dict[str, np.ndarray], rate: float):
        self.params, self.rate, self.step = params, rate, 0
        self.first = {k: np.zeros_like(v) for k, v in params.items()}
        self.second = {k: np.zeros_like(v) for k, v in params.items()}

    def update(self, grads: dict[str, np.ndarray]) -> None:
        self.step += 1
        for name, grad in grads.items():
            self.first[name] = 0.9 * self.first[name] + 0.1 * grad
            self.second[name] = 0.999 * self.second[name] + 0.001 * grad * grad
            fixed = self.first[name] / (1 - 0.9**self.step), self.second[name] / (1 - 0.999**self.step)
            self.params[name] -= self.rate * fixed[0] / (np.sqrt(fixed[1]) + 1e-8)


def _slope(score: np.ndarray) -> np.ndarray:
    """d(-log sigmoid(score)) / d score."""
    return -1.0 / (1.0 + np.exp(np.clip(score, -30, 30)))


def _added(rows: np.ndarray, values: np.ndarray, like: np.ndarray) -> np.ndarray:
    out = np.zeros_like(like)
    np.add.at(out, rows, values)
    return out


def fit_bpr(pairs: Pairs, items: int, dim: int, rng: np.random.Generator, epochs: int = 40, l2: float = 2e-3) -> np.ndarray:
    """BPR-MF; returns (N, dim)."""
    user = np.concatenate([np.full(len(p), u) for u, p in enumerate(pairs)])
    item = np.concatenate(pairs)
    own = matrix_of(pairs, items) > 0
    params = {"u": rng.normal(0, 0.1, (len(pairs), dim)), "v": rng.normal(0, 0.1, (items, dim))}
    adam = Adam(params, 0.02)
    for _ in range(epochs):
        order = rng.permutation(len(user))
        for batch in np.array_split(order, max(1, len(order) // 4096)):
            u, i, j = user[batch], item[batch], rng.integers(0, items, len(batch))
            valid = ~own[u, j]
            u, i, j = u[valid], i[valid], j[valid]
            p, a, b = params["u"][u], params["v"][i], params["v"][j]
            g = _slope((p * (a - b)).sum(1))[:, None]
            rows, values = np.concatenate([i, j]), np.concatenate([g * p + l2 * a, -g * p + l2 * b])
            adam.update({"u": _added(u, g * (a - b) + l2 * p, params["u"]), "v": _added(rows, values, params["v"])})
    return params["v"]


def fit_fpmc(pairs: Pairs, items: int, dim: int, rng: np.random.Generator, epochs: int = 40, l2: float = 5e-3) -> dict[str, np.ndarray]:
    """FPMC with a basket of one; returns `graph` = IU, `sequence` = IL, `last` = LI."""
    steps = [(u, p[k - 1], p[k]) for u, p in enumerate(pairs) for k in range(1, len(p))]
    user, last, item = (np.array(column) for column in zip(*steps, strict=True))
    params = {"u": rng.normal(0, 0.1, (len(pairs), dim))} | {k: rng.normal(0, 0.1, (items, dim)) for k in ("graph", "sequence", "last")}
    adam = Adam(params, 0.02)
    for _ in range(epochs):
        order = rng.permutation(len(user))
        for batch in np.array_split(order, max(1, len(order) // 4096)):
            u, l, i, j = user[batch], last[batch], item[batch], rng.integers(0, items, len(batch))
            p, s, x, y = params["u"][u], params["last"][l], params["graph"], params["sequence"]
            g = _slope((p * (x[i] - x[j])).sum(1) + (s * (y[i] - y[j])).sum(1))[:, None]
            both = np.concatenate([i, j])
            grads = {
                "u": _added(u, g * (x[i] - x[j]) + l2 * p, params["u"]),
                "last": _added(l, g * (y[i] - y[j]) + l2 * s, params["last"]),
                "graph": _added(both, np.concatenate([g * p + l2 * x[i], -g * p + l2 * x[j]]), x),
                "sequence": _added(both, np.concatenate([g * s + l2 * y[i], -g * s + l2 * y[j]]), y),
            }
            adam.update(grads)
    return {k: params[k] for k in ("graph", "sequence", "last")}


HEAD = ("component_user", "component_bias", "component_out", "item_user", "item_content", "item_bias", "item_out")


@dataclass(frozen=True)
class Components:
    """Regions of every item, padded: features (N, K, F) and which are real (N, K)."""

    features: np.ndarray
    real: np.ndarray


def _softmax(logits: np.ndarray, prior: np.ndarray) -> np.ndarray:
    raised = prior * np.exp(logits - np.where(prior > 0, logits, -1e9).max(-1, keepdims=True))
    return raised / np.maximum(raised.sum(-1, keepdims=True), 1e-12)


def acf_forward(params: dict[str, np.ndarray], parts: Components, history: np.ndarray, omega: np.ndarray) -> dict[str, np.ndarray]:
    """history (B, L), omega (B, L) >= 0 with 0 as padding -> the query p (B, d) and what the gradient needs (core/SCORING.md §8)."""
    mean = omega / np.maximum(omega.sum(1, keepdims=True), 1e-12)
    u = np.einsum("bl,bld->bd", mean, params["v"][history])
    e = parts.features[history] @ params["project"]  # (B, L, K, d)
    real = parts.real[history].astype(float)
    pre1 = (u @ params["component_user"].T + params["component_bias"])[:, None, None] + e
    beta = _softmax(np.maximum(pre1, 0) @ params["component_out"], real)
    z = np.einsum("blk,blkd->bld", beta, e)
    pre2 = (u @ params["item_user"].T + params["item_bias"])[:, None] + z @ params["item_content"].T
    alpha = _softmax(np.maximum(pre2, 0) @ params["item_out"], omega * (real.sum(2) > 0))
    p = u + np.einsum("bl,bld->bd", alpha, z)
    return {"mean": mean, "u": u, "e": e, "pre1": pre1, "beta": beta, "z": z, "pre2": pre2, "alpha": alpha, "p": p}


def acf_gradients(params: dict[str, np.ndarray], parts: Components, history: np.ndarray, f: dict[str, np.ndarray], dp: np.ndarray) -> dict[str, np.ndarray]:
    du, dz = dp.copy(), f["alpha"][:, :, None] * dp[:, None]
    da = np.einsum("bd,bld->bl", dp, f["z"])
    da = f["alpha"] * (da - (f["alpha"] * da).sum(1, keepdims=True))
    d2 = da[:, :, None] * params["item_out"] * (f["pre2"] > 0)
    grads = {"item_out": np.einsum("bl,bld->d", da, np.maximum(f["pre2"], 0)), "item_bias": d2.sum((0, 1)), "item_user": d2.sum(1).T @ f["u"]}
    grads["item_content"] = np.einsum("bld,ble->de", d2, f["z"])
    du += d2.sum(1) @ params["item_user"]
    dz += d2 @ params["item_content"]
    db = np.einsum("bld,blkd->blk", dz, f["e"])
    db = f["beta"] * (db - (f["beta"] * db).sum(2, keepdims=True))
    d1 = db[..., None] * params["component_out"] * (f["pre1"] > 0)
    grads |= {"component_out": np.einsum("blk,blkd->d", db, np.maximum(f["pre1"], 0)), "component_bias": d1.sum((0, 1, 2)), "component_user": d1.sum((1, 2)).T @ f["u"]}
    du += d1.sum((1, 2)) @ params["component_user"]
    de = f["beta"][..., None] * dz[:, :, None] + d1
    grads["project"] = np.einsum("blkf,blkd->fd", parts.features[history], de)
    grads["v"] = _added(history.reshape(-1), (f["mean"][:, :, None] * du[:, None]).reshape(-1, du.shape[1]), params["v"])
    return grads


def fit_acf(
    pairs: Pairs, items: int, parts: Components, dim: int, rng: np.random.Generator, epochs: int, l2: float = 1e-3, watch: Callable[[dict], None] | None = None
) -> dict[str, np.ndarray]:
    """ACF: the positive is taken out of the history, the negative is drawn from the rest. Returns `v`, `project` and the heads."""
    params = {"v": rng.normal(0, 0.1, (items, dim)), "project": rng.normal(0, 0.1, (parts.features.shape[2], dim))}
    params |= {k: rng.normal(0, 0.2, (dim, dim)) for k in ("component_user", "item_user", "item_content")}
    params |= {k: rng.normal(0, 0.2, dim) for k in ("component_bias", "component_out", "item_bias", "item_out")}
    adam, longest = Adam(params, 0.01), max(len(p) for p in pairs)
    padded = np.zeros((len(pairs), longest), np.int64)
    for u, p in enumerate(pairs):
        padded[u, : len(p)] = p
    there = np.arange(longest) < np.array([len(p) for p in pairs])[:, None]
    own = matrix_of(pairs, items) > 0
    usable = np.flatnonzero(there.sum(1) > 1)
    for epoch in range(epochs):
        for batch in np.array_split(rng.permutation(usable), max(1, len(usable) // 128)):
            target = (rng.random(len(batch)) * there[batch].sum(1)).astype(int)
            omega = there[batch].astype(float)
            omega[np.arange(len(batch)), target] = 0.0
            f = acf_forward(params, parts, padded[batch], omega)
            i = padded[batch, target]
            j = np.where(own[batch] , -1.0, rng.random((len(batch), items))).argmax(1)
            a, b = params["v"][i], params["v"][j]
            g = _slope((f["p"] * (a - b)).sum(1))[:, None]
            grads = acf_gradients(params, parts, padded[batch], f, g * (a - b))
            grads["v"] += _added(np.concatenate([i, j]), np.concatenate([g * f["p"], -g * f["p"]]), params["v"])
            adam.update({k: v / len(batch) + l2 * params[k] for k, v in grads.items()})
        if watch is not None and epoch % 10 == 9:
            watch(params)
    return params
