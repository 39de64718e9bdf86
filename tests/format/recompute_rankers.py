"""Rankers once more, from core/SCORING.md §8 alone: NumPy's solver, NumPy's exponential, none of core's code. Used by recompute.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from reference_reader import ranker_blocks, row

MOST_ITEMS = 200
LEAST_PIVOT = 1e-10
History = list[tuple[int, float]]


@dataclass(frozen=True)
class RankerTerm:
    name: str  # visual, text, graph or sequence
    items: list[int]  # of the history, each once
    value: Callable[[int], float]  # item -> the unweighted term
    share: Callable[[int, int], float]  # liked item, item -> its part, before settling


def merged(events: History) -> History:
    """One entry per item, ascending by its last event."""
    total: dict[int, float] = {}
    for item, omega in reversed(events):
        total[item] = total.get(item, 0.0) + omega
    return list(reversed(total.items()))


def softmax(logits: np.ndarray, prior: np.ndarray) -> np.ndarray:
    if not (prior > 0).any():
        return np.zeros(len(prior))
    raised = np.where(prior > 0, prior * np.exp(logits - logits[prior > 0].max()), 0.0)
    return raised / raised.sum()


def solvable(matrix: np.ndarray) -> bool:
    """Whether elimination leaves more than LEAST_PIVOT of every diagonal element."""
    left = matrix.copy()
    for j in range(len(left)):
        if not left[j, j] > LEAST_PIVOT * matrix[j, j]:
            return False
        left[j + 1 :, j + 1 :] -= np.outer(left[j + 1 :, j], left[j, j + 1 :]) / left[j, j]
    return True


def quantised(q: np.ndarray) -> tuple[np.ndarray, float, float] | None:
    largest = float(np.abs(q).max(initial=0.0))
    if largest == 0.0:
        return None
    length = float(np.sqrt(sum(float(x) * float(x) for x in q)))
    q16 = np.trunc(q / largest * 32767.0 + np.where(q < 0, -0.5, 0.5)).astype(np.int64)
    return q16, largest / (32767.0 * length), length


class Ranker:
    def __init__(self, spec: dict, blocks: list[dict]):
        self.spec = spec
        self.blocks = blocks
        self.kind = spec["rule"]["kind"]

    def silences(self) -> set[str]:
        names = {m["name"] for m in self.spec["modalities"]}
        return {"visual", "text"} if "fused" in names else names & {"visual", "text"}

    def _rows(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        kept = [b for b in self.blocks if f"{name}.q" in b]
        q = np.concatenate([b[f"{name}.q"] for b in kept]).astype(np.int64)
        return q, np.concatenate([b[f"{name}.scale"] for b in kept]).astype(np.float64)

    def _matrix(self, name: str) -> np.ndarray:
        q, scale = self._rows(name)
        return q * scale[:, None]

    def terms(self, shop, events: History, without: set[int]) -> list[RankerTerm]:
        history = merged(events)[-MOST_ITEMS:]
        if self.kind == "neighbours":
            return [self._neighbours(len(shop.ids), history)]
        if not self.spec["modalities"]:
            return [self._bare_walk(shop, history, without)]
        return [self._vectors(shop, m, history, without) for m in self.spec["modalities"]]

    def _vectors(self, shop, modality: dict, history: History, without: set[int]) -> RankerTerm:
        q8, scale = self._rows(modality["name"])
        x = q8 * scale[:, None]
        y = self._event_rows(shop, modality["name"], x, history, without)  # (n, D)
        factor = modality.get("weight", 1.0) * modality["gain"]
        made = quantised(y.sum(axis=0)) if history else None
        items = [h for h, _ in history]

        def value(i: int) -> float:
            return 0.0 if made is None else factor * ((float(int(made[0] @ q8[i])) * scale[i]) * made[1])

        def share(h: int, i: int) -> float:
            return 0.0 if made is None else factor * float(y[items.index(h)] @ x[i]) / made[2]

        name = {"visual": "visual", "text": "text", "sequence": "sequence"}.get(modality["name"], "graph")
        return RankerTerm(name, items, value, share)

    def _event_rows(self, shop, name: str, x: np.ndarray, history: History, without: set[int]) -> np.ndarray:
        if not history:
            return np.zeros((0, x.shape[1]))
        own = x[[h for h, _ in history]]
        omega = np.array([w for _, w in history])
        if self.kind == "ridge":
            gram = own @ own.T + self.spec["rule"]["lambda"] * np.eye(len(own))
            if not solvable(gram):
                return np.zeros_like(own)
            inverse = np.linalg.inv(gram)
            return omega[:, None] * (inverse @ own)  # symmetric: column e of the inverse times X is what u_e brings
        if self.kind == "last-item" and name == "sequence":
            rows = np.zeros_like(own)
            for e in reversed(range(len(history))):
                if omega[e] > 0:
                    rows[e] = self._matrix("last")[history[e][0]]
                    break
            return rows
        if self.kind == "attention":
            return self._attention(own, history, np.maximum(omega, 0.0))
        if self.kind == "graph-spread":
            entity = self._matrix("entity")
            return np.stack([w * (self._walk(shop, h, without, x[h], entity) @ entity) for h, w in history])
        return omega[:, None] * own

    def _attention(self, own: np.ndarray, history: History, omega: np.ndarray) -> np.ndarray:
        if omega.sum() == 0.0:
            return np.zeros_like(own)
        head = {name[5:]: tensor.astype(np.float64) for name, tensor in self.blocks[0].items() if name.startswith("head.")}
        t = self.spec["rule"]["temperature"]
        mean = omega / omega.sum()
        u = mean @ own
        z, a, prior = np.zeros_like(own), np.zeros(len(own)), omega.copy()
        for e, (h, _) in enumerate(history):
            block = self.blocks[h // self.spec["group"]]
            begin, end = row(block, "component", h % self.spec["group"])
            parts = block["component.q"][begin:end].astype(np.float64) * block["component.scale"][begin:end, None].astype(np.float64)
            if len(parts) == 0:
                prior[e] = 0.0
            else:
                logits = np.maximum(0.0, head["component_user"] @ u + head["component_bias"] + parts) @ head["component_out"]
                z[e] = softmax(logits / t, np.ones(len(parts))) @ parts
            a[e] = np.maximum(0.0, head["item_user"] @ u + head["item_bias"] + head["item_content"] @ z[e]) @ head["item_out"]
        z[omega == 0.0] = 0.0
        return mean[:, None] * own + softmax(a / t, prior)[:, None] * z

    def _walk(self, shop, h: int, without: set[int], x: np.ndarray | None = None, entity: np.ndarray | None = None) -> np.ndarray:
        """Mass at every symbol from one liked item of omega 1."""
        def shares(targets: list[int], prior: list[float], head: np.ndarray | None) -> np.ndarray:
            logits = np.array([0.0 if entity is None else float(head @ entity[t]) for t in targets])
            return softmax(logits, np.array(prior))

        symbols = [(s, q / 255.0 * (0.3 if shop.colours[s] else 1.0)) for s, q, _ in shop.items[h].symbols if s not in without]
        mass = np.zeros(len(shop.symbols))
        for (s, _), p in zip(symbols, shares([s for s, _ in symbols], [c for _, c in symbols], x), strict=True):
            mass[s] += p
        total = mass.copy()
        for _ in range(self.spec["rule"]["hops"] - 1):
            arriving = np.zeros(len(mass))
            for s in np.flatnonzero(mass):
                onward = [(t, w) for t, w in shop.relations[s] if t not in without]
                head = None if entity is None else entity[s]
                for (t, _), p in zip(onward, shares([t for t, _ in onward], [w for _, w in onward], head), strict=True):
                    arriving[t] += self.spec["rule"]["decay"] * mass[s] * p
            mass = arriving
            total += mass
        return total

    def _bare_walk(self, shop, history: History, without: set[int]) -> RankerTerm:
        rows = {h: omega * self._walk(shop, h, without) for h, omega in history}
        total = sum(rows.values(), np.zeros(len(shop.symbols)))

        def product(mass: np.ndarray, i: int) -> float:
            return sum(mass[s] * (q / 255.0) for s, q, _ in shop.items[i].symbols if s not in without)

        return self._normalised(np.array([product(total, i) for i in range(len(shop.ids))]), list(rows), lambda h, i: product(rows[h], i))

    def _neighbours(self, count: int, history: History) -> RankerTerm:
        weights: dict[int, dict[int, float]] = {}
        values = np.zeros(count)
        for h, omega in history:
            block = self.blocks[h // self.spec["group"]]
            begin, end = row(block, "neighbour", h % self.spec["group"])
            weights[h] = {int(i): omega * float(w) for i, w in zip(block["neighbour.index"][begin:end], block["neighbour.weight"][begin:end], strict=True)}
            for i, weight in weights[h].items():
                values[i] += weight
        return self._normalised(values, list(weights), lambda h, i: weights[h].get(i, 0.0))

    def _normalised(self, values: np.ndarray, items: list[int], part: Callable[[int, int], float]) -> RankerTerm:
        norm, weight = float(np.abs(values).max(initial=0.0)), self.spec.get("weight", 1.0)
        scaled = (lambda v: weight * (v / norm)) if norm > 0.0 else (lambda v: 0.0)
        return RankerTerm("graph", items, lambda i: scaled(float(values[i])), lambda h, i: scaled(part(h, i)))


def load(manifest, blocks: dict[str, dict]) -> dict[str, Ranker]:
    own: dict[str, list[dict]] = {spec["name"]: [] for spec in manifest.rankers}
    for number, (spec, _) in enumerate(ranker_blocks(manifest)):
        own[spec["name"]].append(blocks[f"ranker-{number:03d}"])
    return {spec["name"]: Ranker(spec, own[spec["name"]]) for spec in manifest.rankers}
