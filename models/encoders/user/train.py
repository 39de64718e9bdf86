"""Trains the user encoder on simulated years and measures it on held-out time.

  python -m encoders.user.train --years shop.npz planted.npz … --unseen other.npz --out RUN [--seed 0]

Every year is a file of `encoders.user.simulate`. Training draws history cuts before 80 % of the time (positives of the 30 days
behind a cut are the targets); the epoch is chosen on 80–90 % of the first year; 90–100 % is the test. `--unseen` years take part in
neither. Writes RUN/model.pt and RUN/results.json.
"""

from __future__ import annotations

import argparse
import copy
import json
import time
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from common.seeds import seed_everything

from . import evaluate, simulate
from .config import Config
from .model import UserEncoder

_WINDOW_DAYS = 30.0
_MIN_HISTORY = 2


class YearData:
    def __init__(self, path: Path):
        self.name = path.stem
        self.items, self.year = simulate.load(path)
        self.vectors = torch.from_numpy(self.items.vectors)  # (N, M, D)
        self.popularity = torch.from_numpy(evaluate.popularity_term(self.items).astype(np.float32))
        self.valid_start, self.test_start = evaluate.split_days(self.year)

    def split(self, part: str) -> evaluate.Split:
        bounds = {"valid": (self.valid_start, self.test_start), "test": (self.test_start, np.inf)}
        return evaluate.split_at(self.year, *bounds[part])


def encode_split(model: UserEncoder, data: YearData, split: evaluate.Split) -> tuple[np.ndarray, np.ndarray]:
    """Queries (U, M, D) and weights (U, M) of every shopper's history."""
    model.eval()
    queries, weights = [], []
    with torch.no_grad():
        for start in range(0, len(split.item), 256):
            rows = slice(start, start + 256)
            kinds = torch.from_numpy(split.kind[rows])
            q, w = model(data.vectors[torch.from_numpy(split.item[rows]).long()], kinds, torch.from_numpy(split.age[rows]), (kinds > 0).float())
            queries.append(q.numpy())
            weights.append(w.numpy())
    return np.concatenate(queries), np.concatenate(weights)


def draw_cuts(data: YearData, rng: np.random.Generator, per_shopper: int) -> list[tuple[int, float]]:
    """(shopper, day) pairs with a history before and a positive within the window, all before validation."""
    cuts = []
    for shopper in range(len(data.year.item)):
        for day in rng.uniform(20, data.valid_start, per_shopper):
            days = data.year.day[shopper]
            coming = (days >= day) & (days < min(day + _WINDOW_DAYS, data.valid_start)) & np.isin(data.year.kind[shopper], simulate.POSITIVE)
            if (days < day).sum() >= _MIN_HISTORY and coming.any():
                cuts.append((shopper, float(day)))
    return cuts


def batch_of(data: YearData, cuts: list[tuple[int, float]]) -> tuple[torch.Tensor, ...]:
    """(vectors, kinds, ages, mask, targets (B, N), seen (B, N)) of some cuts."""
    shoppers = np.array([c[0] for c in cuts])
    day = np.array([c[1] for c in cuts], np.float32)[:, None]
    item, kind, when = data.year.item[shoppers], data.year.kind[shoppers], data.year.day[shoppers]
    past = when < day
    coming = ~past & (when < np.minimum(day + _WINDOW_DAYS, data.valid_start)) & np.isin(kind, simulate.POSITIVE)
    count = len(data.items.popularity)
    targets, seen = np.zeros((len(cuts), count), np.float32), np.zeros((len(cuts), count), bool)
    rows = np.arange(len(cuts))[:, None].repeat(item.shape[1], 1)
    targets[rows[coming], item[coming]] = 1
    seen[rows[past], item[past]] = True
    kinds = torch.from_numpy(np.where(past, kind, 0))
    ages = torch.from_numpy(np.where(past, day - when, 0).astype(np.float32))
    vectors = data.vectors[torch.from_numpy(np.where(past, item, 0)).long()]
    return vectors, kinds, ages, (kinds > 0).float(), torch.from_numpy(targets), torch.from_numpy(seen)


def train(years: list[YearData], config: Config) -> tuple[UserEncoder, list[float]]:
    """Full softmax over the goods not seen yet; keeps the epoch with the best validation NDCG@10, the start included."""
    rng = seed_everything(config.seed, threads=1)  # such small products gain nothing from threads
    model = UserEncoder(config.width)
    sharpness = torch.nn.Parameter(torch.tensor(2.5))  # log of the logits' scale
    popular = torch.nn.Parameter(torch.tensor(1.0))
    optimiser = torch.optim.AdamW([*model.parameters(), sharpness, popular], lr=config.learning_rate, weight_decay=1e-3)
    history, best = [validate(model, years[0])], copy.deepcopy(model.state_dict())
    for epoch in range(config.epochs):
        model.train()
        batches = []
        for data in years:
            cuts = draw_cuts(data, rng, config.prefixes)
            order = rng.permutation(len(cuts))
            batches += [(data, [cuts[i] for i in order[s : s + config.batch]]) for s in range(0, len(cuts), config.batch)]
        total = 0.0
        for at in rng.permutation(len(batches)):
            data, cuts = batches[at]
            *inputs, targets, seen = batch_of(data, cuts)
            queries, weights = model(*inputs)
            dense = torch.einsum("bmd,nmd->bn", queries * weights.unsqueeze(-1), data.vectors)
            logits = (sharpness.exp() * dense + config.popularity_penalty * popular * data.popularity).masked_fill(seen, -1e4)
            loss = -(F.log_softmax(logits, dim=1) * targets).sum() / targets.sum()
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            total += loss.item()
        history.append(validate(model, years[0]))
        if history[-1] == max(history):
            best = copy.deepcopy(model.state_dict())
        print(f"epoch {epoch + 1} loss {total / len(batches):.4f} valid ndcg@10 {history[-1]:.4f} (start {history[0]:.4f})", flush=True)
    model.load_state_dict(best)
    return model, history


def validate(model: UserEncoder, data: YearData) -> float:
    split = data.split("valid")
    scores = evaluate.dense_scores(data.items, *encode_split(model, data, split))
    return float(evaluate.metrics(scores, split)["ndcg@10"].mean())


def tuned_mean_scores(data: YearData, split: evaluate.Split) -> np.ndarray:
    """A stronger baseline: the same rule with the half-life that does best on the validation part."""
    def scores(part: evaluate.Split, days: float) -> np.ndarray:
        return evaluate.dense_scores(data.items, evaluate.decayed_mean_queries(data.items, part, days), evaluate.CORE_WEIGHTS)

    valid = data.split("valid")
    quality = {days: evaluate.metrics(scores(valid, days), valid)["ndcg@10"].mean() for days in (15.0, 30.0, 60.0, 120.0, 365.0)}
    return scores(split, max(quality, key=quality.get))


def measure(model: UserEncoder, data: YearData) -> dict[str, dict]:
    """Every rule on the test part: mean, low, high of each metric."""
    split = data.split("test")
    mean = evaluate.decayed_mean_queries(data.items, split)
    queries, weights = encode_split(model, data, split)
    popular = evaluate.CORE_POPULARITY * evaluate.popularity_term(data.items)
    total = evaluate.CORE_WEIGHTS.sum()  # the encoder's weights sum to one, core's to this
    core = evaluate.dense_scores(data.items, mean, evaluate.CORE_WEIGHTS)
    encoder = evaluate.dense_scores(data.items, queries, total * weights)
    rules = {
        "ItemPop": evaluate.popularity_scores(data.items, data.year, data.test_start),
        "EASE (knows other shoppers)": evaluate.ease_scores(data.items, data.year, data.test_start),
        "oracle (true utility)": data.year.utility,
        "decayed mean": core,
        "decayed mean, half-life chosen on validation": tuned_mean_scores(data, split),
        "user encoder": encoder,
        "decayed mean + popularity": core + popular,
        "user encoder + popularity": encoder + popular,
        "queries of the mean, weights of the encoder": evaluate.dense_scores(data.items, mean, total * weights),
    }
    measured = {name: evaluate.metrics(scores, split) for name, scores in rules.items()}
    rows = {name: {k: evaluate.interval(v) for k, v in values.items()} for name, values in measured.items()}
    for suffix in ("", " + popularity"):
        gain = {k: v - measured["decayed mean" + suffix][k] for k, v in measured["user encoder" + suffix].items()}
        rows["gain over decayed mean" + suffix] = {k: evaluate.interval(v) for k, v in gain.items()}
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--years", type=Path, nargs="+", required=True)
    parser.add_argument("--unseen", type=Path, nargs="*", default=[])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--epochs", type=int, default=Config.epochs)
    args = parser.parse_args()
    config = replace(Config(), seed=args.seed, epochs=args.epochs)
    print(json.dumps(asdict(config)), flush=True)
    started = time.monotonic()
    years = [YearData(path) for path in args.years]
    model, history = train(years, config)
    results = {data.name: measure(model, data) for data in [*years, *map(YearData, args.unseen)]}
    args.out.mkdir(parents=True, exist_ok=True)
    torch.save(model.state_dict(), args.out / "model.pt")
    report = {"config": asdict(config), "seconds": round(time.monotonic() - started), "validation": history, "test": results}
    (args.out / "results.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    for name, rows in results.items():
        for rule, values in rows.items():
            print(name, f"{rule:45s}", " ".join(f"{k} {m:.4f} [{lo:.4f}, {hi:.4f}]" for k, (m, lo, hi) in values.items()))


if __name__ == "__main__":
    main()
