"""How much variety a diversity rule buys, and what it costs, over simulated shoppers of a built shop.

    python tests/bench/diversity.py SHARD_DIR [--shoppers 150] [--seeds 3]

Shoppers are those of models/encoders/user/simulate.py over the shard's own vectors, symbols and popularity. The first 32 events make the profile,
the 8 after them are held out. Scores are those of tests/format/recompute.py; the 60 best are re-ordered. Printed at k = 10, mean over seeds with the
half-width of a 95 % interval over shoppers: ndcg (held-out events), utility (mean true utility of the shelf, standard deviations), ild (mean 1 - cosine
of centred fused vectors, which no rule's hot kernel sees), categories and symbols (distinct ones on the shelf).
"""

from __future__ import annotations

import argparse
import math
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "format"))
sys.path.insert(0, str(ROOT / "models"))

from encoders.user.simulate import KINDS, Items, simulate, unit  # noqa: E402
from recompute import Shop  # noqa: E402
from reference_reader import read_shard, strings  # noqa: E402

POOL, K, SPLIT, TODAY = 60, 10, 32, 20782 + 365


def kernels(shop: Shop, category: np.ndarray, symbols: np.ndarray) -> dict[str, np.ndarray]:
    norm = np.linalg.norm(symbols, axis=1, keepdims=True)
    cosine = np.where(norm > 0, symbols / np.maximum(norm, 1e-12), 0)
    hot = 0.5 * (cosine @ cosine.T) + 0.5 * (category[:, None] == category[None, :])
    np.fill_diagonal(hot, 1.0)
    fused = np.concatenate([unit(shop.q[m] * shop.scale[m][:, None]) for m in ("visual", "text")], axis=1)
    fused = unit(fused - fused.mean(0))
    return {"hot": hot, "vectors": np.clip(fused @ fused.T, 0, 1)}


def mmr(relevance: np.ndarray, similar: np.ndarray, share: float) -> list[int]:
    chosen: list[int] = []
    nearest = np.zeros(len(relevance))
    for _ in range(K):
        value = share * relevance - (1 - share) * nearest
        value[chosen] = -np.inf
        best = int(np.argmax(value))
        chosen.append(best)
        nearest = np.maximum(nearest, similar[best])
    return chosen


def dpp(relevance: np.ndarray, similar: np.ndarray, strength: float) -> list[int]:
    """Fast greedy MAP (Chen et al. 2018) of L = diag(q) S diag(q), q = 2^(strength * relevance)."""
    quality = np.exp2(strength * relevance)
    rest = quality * quality * (1 + 1e-6)
    rows = np.zeros((K, len(relevance)))
    chosen: list[int] = []
    for step in range(K):
        masked = rest.copy()
        masked[chosen] = -np.inf
        best = int(np.argmax(masked))
        chosen.append(best)
        kernel = quality[best] * quality * similar[best]
        row = (kernel - rows[:step, best] @ rows[:step]) / math.sqrt(max(rest[best], 1e-12))
        rows[step] = row
        rest = rest - row * row
    return chosen


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("shard", type=Path)
    parser.add_argument("--shoppers", type=int, default=150)
    parser.add_argument("--seeds", type=int, default=3)
    args = parser.parse_args()
    shop = Shop(args.shard)
    _, blocks = read_shard(args.shard)
    names = strings(blocks["hot"], "category")
    category = blocks["hot"]["item_category"].astype(int)
    symbols = np.zeros((len(shop.ids), len(shop.symbols)))
    for i, item in enumerate(shop.items):
        for s, presence_q, _ in item.symbols:
            symbols[i, s] = presence_q / 255
    visual, text = (unit(shop.q[m] * shop.scale[m][:, None]).astype(np.float32) for m in ("visual", "text"))
    popularity = np.array([2 ** (10 * item.popularity) - 1 for item in shop.items], np.float32)
    items = Items(visual, text, symbols.astype(np.float32), popularity)
    kernel = kernels(shop, category, symbols)
    fused = unit(np.concatenate([visual, text], axis=1) - np.concatenate([visual, text], axis=1).mean(0))

    rules = {"none": lambda r, s: list(range(K))}
    for where in kernel:
        for share in (0.9, 0.8, 0.7, 0.6, 0.5):
            rules[f"mmr {share} {where}"] = lambda r, s, share=share, where=where: mmr(r, s[where], share)
        for strength in (8.0, 6.0, 4.0, 3.0, 2.0, 1.0):
            rules[f"dpp {strength:g} {where}"] = lambda r, s, strength=strength, where=where: dpp(r, s[where], strength)
    found: dict[str, list[list[float]]] = {name: [] for name in rules}
    for seed in range(args.seeds):
        year = simulate(items, seed, shoppers=args.shoppers)
        standard = (year.utility - year.utility.mean(1, keepdims=True)) / year.utility.std(1, keepdims=True)
        for u in range(args.shoppers):
            events = [
                {"kind": KINDS[year.kind[u, e]], "item": shop.ids[year.item[u, e]], "day": int(TODAY - 365 + year.day[u, e])} for e in range(SPLIT)
            ]
            held = {int(year.item[u, e]) for e in range(SPLIT, year.item.shape[1]) if year.kind[u, e] in (1, 2, 3, 4)}
            ranking = shop.rank({"placement": "for-you", "date": "2027-11-25"}, {"version": 1, "events": events})
            pool, scores = np.array(ranking.order[:POOL]), np.array(ranking.scores[:POOL])
            relevance = (scores - scores.min()) / max(scores.max() - scores.min(), 1e-12)
            similar = {name: matrix[np.ix_(pool, pool)] for name, matrix in kernel.items()}
            ideal = sum(1 / math.log2(place + 2) for place in range(min(K, len(held)))) or 1.0
            for name, rule in rules.items():
                shelf = pool[rule(relevance, similar)]
                gain = sum(1 / math.log2(place + 2) for place, item in enumerate(shelf) if int(item) in held)
                cosine = fused[shelf] @ fused[shelf].T
                ild = 1 - (cosine.sum() - np.trace(cosine)) / (K * (K - 1))
                bears = int((symbols[shelf].max(0) >= 0.5).sum())
                found[name].append([gain / ideal, float(standard[u, shelf].mean()), ild, len(set(category[shelf].tolist())), bears])
    print(f"{len(shop.ids)} items, {len(names)} categories, {args.seeds} seeds x {args.shoppers} shoppers, pool {POOL}, k {K}")
    print("| rule | ndcg | utility | ild | categories | symbols |\n|---|---|---|---|---|---|")
    for name, values in found.items():
        rows = np.array(values)
        mean, half = rows.mean(0), 1.96 * rows.std(0) / math.sqrt(len(rows))
        print(f"| {name} | " + " | ".join(f"{m:.3f} ± {h:.3f}" for m, h in zip(mean, half, strict=True)) + " |")


if __name__ == "__main__":
    main()
