"""Trains the sample shop's rankers on its simulated year, measures them, and writes their folders (contract ranker/1).

  python -m rankers.shop.train --shard SHARD --shop CATALOGUE --out rankers/artifacts [--seeds 3]     (run in models/)

SHARD is the shop's own (`ruyi build`), CATALOGUE holds products.csv and truth.json (`demo/catalogue/generate.mjs`). Writes OUT/NAME/{ranker.json,
items.safetensors, CARD.md} for ease, item-knn, bpr-ridge, fpmc, acf, ripple and walk. Split 80/10/10 by time; every choice is made on the
validation tenth of seed 0; the shipped numbers are those of seed 0, the figures the mean over the seeds' last tenths with the smallest and
largest seed. NumPy alone. Set OMP_NUM_THREADS=1: with one thread the same machine gives the same bytes.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from common.ranker_package import string_table, write_package
from encoders.user.evaluate import KIND_WEIGHT, Split, ease_scores, metrics, popularity_scores, split_at, split_days
from encoders.user.simulate import POSITIVE, Year, simulate

from . import methods
from .shop_data import ShopData, load_shop

DIM, NEIGHBOURS, ACF_EPOCHS = 32, 60, 60
HALF_LIVES = (30.0, 90.0, 365.0)
DATA = "sample shop, simulated year (2,000 shoppers x 40 events, 320 products)"
SPLIT = "80/10/10 by time, last tenth"
Scores = np.ndarray  # (U, N)


@dataclass(frozen=True)
class Fitted:
    rule: dict
    tensors: dict[str, np.ndarray]
    modalities: list[dict]
    scores: Callable[[Split], Scores]
    method: str
    note: str
    extra: dict


def history(split: Split, half_life: float) -> np.ndarray:
    """omega, (U, L)."""
    return KIND_WEIGHT[split.kind] * np.exp2(-split.age / half_life)


def by_item(split: Split, omega: np.ndarray, items: int) -> np.ndarray:
    dense = np.zeros((len(omega), items))
    np.add.at(dense, (np.repeat(np.arange(len(omega)), omega.shape[1]), split.item.reshape(-1)), omega.reshape(-1))
    return dense


def unit(rows: np.ndarray) -> np.ndarray:
    return rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-12)


def ridge_queries(split: Split, omega: np.ndarray, x: np.ndarray, penalty: float) -> np.ndarray:
    queries = np.zeros((len(omega), x.shape[1]))
    for u, weights in enumerate(by_item(split, omega, len(x))):
        own = np.flatnonzero(weights)
        rows = x[own]
        queries[u] = rows.T @ np.linalg.solve(rows @ rows.T + penalty * np.eye(len(own)), weights[own]) if len(own) else 0.0
    return queries


def pairs_before(year: Year, start: float) -> methods.Pairs:
    return [own[(day < start) & np.isin(kind, POSITIVE)] for own, kind, day in zip(year.item, year.kind, year.day, strict=True)]


def quality(scores: Scores, split: Split) -> float:
    return float(metrics(scores, split)["ndcg@10"].mean())


def best(options: list, score: Callable[[object], float]) -> object:
    return max(options, key=score)


class Lab:
    """One seed of the year. `chosen` holds what seed 0's validation picked; later seeds use it as it is."""

    def __init__(self, shop: ShopData, seed: int, chosen: dict):
        self.shop, self.seed, self.chosen = shop, seed, chosen
        self.year = simulate(shop.items, seed)
        start, end = split_days(self.year)
        self.valid = split_at(self.year, start, end)
        self.test = split_at(self.year, end, np.inf)
        self.count = len(shop.ids)

    def rng(self) -> np.random.Generator:
        return np.random.default_rng(1000 + self.seed)

    def choose(self, name: str, options: list, score: Callable[[object], float]) -> object:
        if name not in self.chosen:
            self.chosen[name] = best(options, score)
        return self.chosen[name]

    def pairs(self, split: Split) -> methods.Pairs:
        return pairs_before(self.year, split.start)

    # ---- neighbours ----

    def neighbours(self, name: str, fit: Callable[[methods.Pairs, float], np.ndarray], strengths: tuple[float, ...], method: str) -> Fitted:
        def scores(split: Split, weights: np.ndarray, half_life: float) -> Scores:
            return by_item(split, history(split, half_life), self.count) @ weights

        tables = {s: methods.keep_strongest(fit(self.pairs(self.valid), s), NEIGHBOURS) for s in strengths} if name not in self.chosen else {}
        strength, half_life = self.choose(
            name, [(s, h) for s in strengths for h in HALF_LIVES], lambda o: quality(scores(self.valid, tables[o[0]], o[1]), self.valid)
        )
        weights = methods.keep_strongest(fit(self.pairs(self.test), strength), NEIGHBOURS)
        rows = [np.flatnonzero(row) for row in weights]
        tensors = {
            "neighbour.start": np.concatenate([[0], np.cumsum([len(r) for r in rows])]).astype(np.uint32),
            "neighbour.index": np.concatenate(rows).astype(np.uint32),
            "neighbour.weight": np.concatenate([row[r] for row, r in zip(weights, rows, strict=True)]).astype(np.float32),
        }
        rule = {"kind": "neighbours", "half_life_days": half_life}
        return Fitted(rule, tensors, [], lambda split: scores(split, weights, half_life), method, f"strength {strength}, {NEIGHBOURS} neighbours a row", {})

    def ease(self) -> Fitted:
        return self.neighbours("ease", lambda p, s: methods.fit_ease(p, self.count, s), (50.0, 100.0, 200.0, 400.0), "EASE")

    def item_knn(self) -> Fitted:
        return self.neighbours("item-knn", lambda p, s: methods.fit_item_knn(p, self.count, s), (0.0, 10.0, 50.0), "ItemKNN, cosine of shoppers")

    # ---- vectors ----

    def bpr_ridge(self) -> Fitted:
        def scores(split: Split, x: np.ndarray, penalty: float, half_life: float) -> Scores:
            return ridge_queries(split, history(split, half_life), x, penalty) @ x.T

        x = methods.fit_bpr(self.pairs(self.valid), self.count, DIM, self.rng()) if "bpr-ridge" not in self.chosen else None
        penalty, half_life = self.choose(
            "bpr-ridge", [(p, h) for p in (1.0, 10.0, 100.0) for h in HALF_LIVES], lambda o: quality(scores(self.valid, x, *o), self.valid)
        )
        x = methods.fit_bpr(self.pairs(self.test), self.count, DIM, self.rng())
        rule = {"kind": "ridge", "lambda": penalty, "half_life_days": half_life}
        tensors = {"graph.vectors": x.astype(np.float32)}
        return Fitted(rule, tensors, [{"name": "graph", "dim": DIM}], lambda s: scores(s, x, penalty, half_life), "BPR-MF, ridge fold-in", f"{DIM} dimensions", {})

    def fpmc(self) -> Fitted:
        def scores(split: Split, t: dict[str, np.ndarray], half_life: float, weight: float) -> Scores:
            omega = history(split, half_life)
            folded = unit(by_item(split, omega, self.count) @ t["graph"]) @ t["graph"].T / np.linalg.norm(t["graph"], axis=1).max()
            newest = np.where(omega > 0, np.arange(omega.shape[1]), -1).max(1)
            last = t["last"][split.item[np.arange(len(newest)), np.maximum(newest, 0)]] * (newest >= 0)[:, None]
            return folded + weight * unit(last) @ t["sequence"].T / np.linalg.norm(t["sequence"], axis=1).max()

        t = methods.fit_fpmc(self.pairs(self.valid), self.count, DIM, self.rng()) if "fpmc" not in self.chosen else {}
        half_life, weight = self.choose(
            "fpmc", [(h, w) for h in HALF_LIVES for w in (0.1, 0.3, 1.0)], lambda o: quality(scores(self.valid, t, *o), self.valid)
        )
        t = methods.fit_fpmc(self.pairs(self.test), self.count, DIM, self.rng())
        tensors = {f"{k}.vectors": v.astype(np.float32) for k, v in t.items()}
        modalities = [{"name": "graph", "dim": DIM}, {"name": "sequence", "dim": DIM, "weight": weight}]
        rule = {"kind": "last-item", "half_life_days": half_life}
        return Fitted(rule, tensors, modalities, lambda s: scores(s, t, half_life, weight), "FPMC", f"{DIM} dimensions", {})

    # ---- ACF ----

    def components(self) -> methods.Components:
        """The picture as a whole and up to four claimed symbols of the shard."""
        presence, visual = np.where(self.shop.colour, 0.0, self.shop.presence), self.shop.items.visual
        best_symbols = np.argsort(-presence, axis=1, kind="stable")[:, :4]
        features = np.zeros((self.count, 5, visual.shape[1] + presence.shape[1]))
        real = np.ones((self.count, 5), bool)
        features[:, 0, : visual.shape[1]] = visual - visual.mean(0)
        for k in range(4):
            value = presence[np.arange(self.count), best_symbols[:, k]]
            features[np.arange(self.count), k + 1, visual.shape[1] + best_symbols[:, k]] = value
            real[:, k + 1] = value >= 0.5
        return methods.Components(features, real)

    def acf(self) -> Fitted:
        parts = self.components()

        def scores(split: Split, params: dict[str, np.ndarray], half_life: float) -> Scores:
            p = methods.acf_forward(params, parts, split.item, np.maximum(history(split, half_life), 0.0))["p"]
            return p @ params["v"].T

        if "acf" not in self.chosen:
            seen: list[tuple[float, int, float]] = []

            def watch(params: dict[str, np.ndarray]) -> None:
                epoch = 10 * (1 + len(seen) // len(HALF_LIVES))
                seen.extend((quality(scores(self.valid, params, h), self.valid), epoch, h) for h in HALF_LIVES)

            methods.fit_acf(self.pairs(self.valid), self.count, parts, DIM, self.rng(), ACF_EPOCHS, watch=watch)
            self.chosen["acf"] = max(seen)[1:]
        epochs, half_life = self.chosen["acf"]
        params = methods.fit_acf(self.pairs(self.test), self.count, parts, DIM, self.rng(), epochs)
        own = [parts.features[i][parts.real[i]] @ params["project"] for i in range(self.count)]
        tensors = {f"head.{k}": params[k].astype(np.float32) for k in methods.HEAD} | {
            "graph.vectors": params["v"].astype(np.float32),
            "component.start": np.concatenate([[0], np.cumsum([len(x) for x in own])]).astype(np.uint32),
            "component.vectors": np.concatenate(own).astype(np.float32),
        }
        rule = {"kind": "attention", "temperature": 1.0, "half_life_days": half_life}
        return Fitted(rule, tensors, [{"name": "graph", "dim": DIM}], lambda s: scores(s, params, half_life), "ACF, content attention of the authors' code", f"{DIM} dimensions, {epochs} epochs", {})

    # ---- graph ----

    def steps(self, x: np.ndarray | None, entity: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
        """Shares item -> symbol (N, S) and symbol -> symbol (S, S); rows sum to 1 or are zero."""
        first, onward = self.shop.presence * np.where(self.shop.colour, 0.3, 1.0), self.shop.relation
        if x is not None and entity is not None:
            first, onward = first * np.exp(x @ entity.T), onward * np.exp(entity @ entity.T)
        return tuple(p / np.maximum(p.sum(1, keepdims=True), 1e-300) for p in (first, onward))

    def mass(self, steps: tuple[np.ndarray, np.ndarray], hops: int, decay: float) -> np.ndarray:
        now = total = steps[0]
        for _ in range(hops - 1):
            now = decay * (now @ steps[1])
            total = total + now
        return total

    def graph(self, name: str, fit: Callable[[methods.Pairs], np.ndarray] | None, method: str) -> Fitted:
        def tables(split: Split) -> tuple[np.ndarray | None, np.ndarray | None]:
            if fit is None:
                return None, None
            x = fit(self.pairs(split))
            weight = self.shop.presence / np.maximum(self.shop.presence.sum(0), 1e-12)
            return x, weight.T @ x  # a symbol is the mean of what bears it

        def scores(split: Split, made: tuple, hops: int, decay: float, half_life: float) -> Scores:
            arriving = by_item(split, history(split, half_life), self.count) @ self.mass(self.steps(*made), hops, decay)
            return arriving @ self.shop.presence.T if made[0] is None else arriving @ made[1] @ made[0].T

        made = tables(self.valid) if name not in self.chosen else (None, None)
        options = [(hops, decay, h) for hops in (1, 2, 3) for decay in (0.2, 0.5) for h in HALF_LIVES]
        hops, decay, half_life = self.choose(name, options, lambda o: quality(scores(self.valid, made, *o), self.valid))
        made = tables(self.test)
        rule = {"kind": "graph-spread", "hops": hops, "decay": decay, "half_life_days": half_life}
        tensors = {} if made[0] is None else {"graph.vectors": made[0].astype(np.float32), "entity.vectors": made[1].astype(np.float32), **string_table("entity_id", self.shop.symbols)}
        modalities = [] if made[0] is None else [{"name": "graph", "dim": DIM}]
        return Fitted(rule, tensors, modalities, lambda s: scores(s, made, hops, decay, half_life), method, f"{hops} hops, decay {decay}", {})

    def walk(self) -> Fitted:
        return self.graph("walk", None, "RippleNet's ripple sets as a walk with decay, nothing trained")

    def ripple(self) -> Fitted:
        fit = lambda pairs: methods.fit_bpr(pairs, self.count, DIM, self.rng())  # noqa: E731
        return self.graph("ripple", fit, "RippleNet's ripple sets over entity vectors (BPR items, symbols as means of what bears them)")


NAMES = {"ease": "ease", "item-knn": "item_knn", "bpr-ridge": "bpr_ridge", "fpmc": "fpmc", "acf": "acf", "ripple": "ripple", "walk": "walk"}


def measure(lab: Lab, fitted: Fitted) -> dict[str, float]:
    return {name: float(values.mean()) for name, values in metrics(fitted.scores(lab.test), lab.test).items()}


def card(name: str, fitted: Fitted, rows: dict[str, list[dict[str, float]]]) -> str:
    def line(label: str) -> str:
        cells = [f"{np.mean([r[m] for r in rows[label]]):.4f} [{min(r[m] for r in rows[label]):.4f}, {max(r[m] for r in rows[label]):.4f}]" for m in ("ndcg@10", "recall@20")]
        return f"| {label} | {cells[0]} | {cells[1]} |"

    table = "\n".join(line(label) for label in (name, "ItemPop", "EASE, unpruned, every event the same", "true utility"))
    return f"""# Card: {name} 1

**What.** {fitted.method}; {fitted.note}. Rule `{fitted.rule["kind"]}`, parameters in `ranker.json`, chosen on the validation tenth of seed 0.

**Data.** The {DATA}: shoppers with known tastes (`encoders/user/simulate.py`), vectors and symbols as the shop's own shard stores them. No person's data; Apache-2.0.

**Numbers**, {SPLIT}, all goods outside the history, NDCG with the ideal over min(relevant, 10); mean over {len(rows[name])} seeds of the year [lowest, highest seed]; the rule alone, without the other terms of the score:

| rule | NDCG@10 | Recall@20 |
|---|---|---|
{table}

**Where it fails.** Simulated shoppers are simpler than people: nothing here says how well the method serves a real shop. It knows only the products of this sample shop.

**Not for** inferring anything about a person besides what to show next.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shard", type=Path, required=True)
    parser.add_argument("--shop", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--only", default=",".join(NAMES))
    given = parser.parse_args()
    shop = load_shop(given.shard, given.shop / "products.csv", given.shop / "truth.json")
    chosen: dict = {}
    labs = [Lab(shop, seed, chosen) for seed in range(given.seeds)]
    rows: dict[str, list[dict[str, float]]] = {"ItemPop": [], "EASE, unpruned, every event the same": [], "true utility": []}
    for lab in labs:
        for label, scores in (
            ("ItemPop", popularity_scores(shop.items, lab.year, lab.test.start)),
            ("EASE, unpruned, every event the same", ease_scores(shop.items, lab.year, lab.test.start)),
            ("true utility", lab.year.utility),
        ):
            rows[label].append({m: float(v.mean()) for m, v in metrics(scores, lab.test).items()})
    print(json.dumps({label: values for label, values in rows.items()}), flush=True)
    for name in given.only.split(","):
        started = time.perf_counter()
        fitted = [getattr(lab, NAMES[name])() for lab in labs]
        rows[name] = [measure(lab, one) for lab, one in zip(labs, fitted, strict=True)]
        shown = {m: [r[m] for r in rows[name]] for m in ("ndcg@10", "recall@20")}
        document = {
            "contract": "ranker/1", "name": name, "version": "1", "method": fitted[0].method, "rule": fitted[0].rule,
            "shares": "leave-one-out" if fitted[0].rule["kind"] == "attention" else "exact", "modalities": fitted[0].modalities, "items": len(shop.ids),
            "metrics": [
                {"data": DATA, "split": SPLIT, "metric": m, "mean": round(float(np.mean(v)), 4), "low": round(min(v), 4), "high": round(max(v), 4), "seeds": len(v)}
                for m, v in shown.items()
            ],
        }  # fmt: skip
        write_package(given.out / name, document, {**string_table("item_id", shop.ids), **fitted[0].tensors}, card(name, fitted[0], rows))
        print(name, chosen[name], {m: round(float(np.mean(v)), 4) for m, v in shown.items()}, f"{time.perf_counter() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main()
