"""A year of shoppers whose tastes are known, over the item vectors of any shop (DESIGN §12, METHODS §9).

  python -m encoders.user.simulate --items items.npz --out year.npz [--seed 0]
  python -m encoders.user.simulate --planted 1500 --out year.npz [--seed 0]

items.npz holds `visual` f32 [N, D], `text` f32 [N, D] (unit rows), `symbols` f32 [N, S] (presence 0..1), `popularity` f32 [N]
(counts). `--planted N` makes such items from a seed: a shared and two private latents, a culture, noise.

Each shopper has θ ~ Dirichlet(1) over five forces: likeness to two favourite items in both modalities, to two others in the
picture alone, to two others in the words alone, fondness of symbols, conformity. One in three changes a favourite during
the year. An event: a slate of 60 goods (popular ones more often), looked through from the top with probability 1/k^0.2, one
picked by softmax of the utility, 5 % at random; goods of the one disliked symbol are sometimes hidden. Nothing is picked twice.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np

KINDS = ("pad", "like", "view", "cart", "buy", "dislike", "hide")  # core's EventKind numbers; 0 pads
POSITIVE = (1, 2, 3, 4)
DAYS = 365
_SHOPPERS, _EVENTS, _SLATE = 2000, 40, 60
_NOISE_SHARE, _POSITION_BIAS, _SHARPNESS = 0.05, 0.2, 8.0
_HIDE_SHARE, _DRIFT_SHARE = 0.08, 1 / 3


@dataclass(frozen=True)
class Items:
    visual: np.ndarray  # (N, D)
    text: np.ndarray  # (N, D)
    symbols: np.ndarray  # (N, S)
    popularity: np.ndarray  # (N,)

    @classmethod
    def load(cls, path: Path) -> Items:
        with np.load(path, allow_pickle=False) as data:
            return cls(*(data[name].astype(np.float32) for name in ("visual", "text", "symbols", "popularity")))

    @property
    def vectors(self) -> np.ndarray:
        return np.stack([self.visual, self.text], axis=1)  # (N, M, D)


@dataclass(frozen=True)
class Year:
    """Events in order of time within each shopper; `utility` is the true one at the end of the year, `theta` its forces."""

    item: np.ndarray  # (U, E) int32
    kind: np.ndarray  # (U, E) int32
    day: np.ndarray  # (U, E) float32, ascending
    utility: np.ndarray  # (U, N) float32
    theta: np.ndarray  # (U, 5) float32


def unit(rows: np.ndarray) -> np.ndarray:
    return rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9)


def planted_items(count: int, dim: int, rng: np.random.Generator, cultures: int = 12) -> Items:
    """Shared latent of 8, private latents of 4, one culture; the words carry four times the picture's signal."""
    shared, own_visual, own_text = (rng.normal(size=(count, k)) for k in (8, 4, 4))
    culture = np.eye(cultures)[rng.integers(0, cultures, count)]
    def features(own: np.ndarray, noise: float) -> np.ndarray:
        latent = np.concatenate([shared, own, 1.5 * culture], axis=1)
        common = rng.normal(size=dim)  # real encoders have a mean that all items share
        return unit(latent @ rng.normal(size=(latent.shape[1], dim)) + 2 * common + noise * rng.normal(size=(count, dim)))
    popularity = 1000 / (1 + rng.permutation(count))
    vectors = features(own_visual, 4.0), features(own_text, 1.0)
    return Items(*(x.astype(np.float32) for x in (*vectors, culture, popularity)))


def _standard(values: np.ndarray) -> np.ndarray:
    return (values - values.mean()) / (values.std() + 1e-9)


class _World:
    """What is the same for every shopper: centred similarities, symbols that enough goods show."""

    def __init__(self, items: Items):
        self.items = items
        centred = [unit(x - x.mean(0)) for x in (items.visual, items.text)]
        self.similar = [x @ x.T for x in centred]  # 2 x (N, N)
        self.common_symbols = np.flatnonzero((items.symbols > 0.5).sum(0) >= 3)
        self.log_popularity = np.log1p(items.popularity)
        # Square root: shown more often, but not to everybody all the time.
        exposure = np.sqrt(1 + items.popularity)
        self.log_exposure = np.log(0.5 / len(exposure) + 0.5 * exposure / exposure.sum())

    def liking(self, matrices: list[np.ndarray], favourites: np.ndarray) -> np.ndarray:
        return _standard(np.mean([m[favourites].max(0) for m in matrices], axis=0))


def _shopper(world: _World, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray, int, float]:
    """(utility before, utility after the change, theta, disliked symbol or -1, day of the change)."""
    count = len(world.items.popularity)
    theta = rng.dirichlet(np.ones(5))
    fond = rng.choice(world.common_symbols, 2, replace=False) if len(world.common_symbols) > 2 else world.common_symbols
    others = np.setdiff1d(world.common_symbols, fond)
    disliked = int(rng.choice(others)) if len(others) else -1
    favourites = rng.integers(0, count, (3, 2))
    changes = rng.random() < _DRIFT_SHARE
    later = favourites.copy()
    if changes:
        later[:, 0] = rng.integers(0, count, 3)

    def utility(chosen: np.ndarray) -> np.ndarray:
        forces = (
            world.liking(world.similar, chosen[0]),
            world.liking(world.similar[:1], chosen[1]),
            world.liking(world.similar[1:], chosen[2]),
            _standard(world.items.symbols[:, fond].sum(1)),
            _standard(world.log_popularity),
        )
        total = sum(weight * force for weight, force in zip(theta, forces, strict=True))
        if disliked >= 0:
            total = total - 0.8 * (world.items.symbols[:, disliked] > 0.5)
        return total.astype(np.float32)

    return utility(favourites), utility(later), theta, disliked, float(rng.uniform(0.3, 0.7) * DAYS)


def _pick(utility: np.ndarray, slate: np.ndarray, rng: np.random.Generator) -> int:
    seen = rng.random(len(slate)) < 1 / np.arange(1, len(slate) + 1) ** _POSITION_BIAS
    seen[0] = True
    slate = slate[seen]
    if rng.random() < _NOISE_SHARE:
        return int(rng.choice(slate))
    weights = np.exp(_SHARPNESS * (utility[slate] - utility[slate].max()))
    return int(rng.choice(slate, p=weights / weights.sum()))


def simulate(items: Items, seed: int, shoppers: int = _SHOPPERS, events: int = _EVENTS) -> Year:
    rng = np.random.default_rng(seed)
    world = _World(items)
    item, kind = np.zeros((shoppers, events), np.int32), np.zeros((shoppers, events), np.int32)
    day = np.sort(rng.uniform(0, DAYS, (shoppers, events)), axis=1).astype(np.float32)
    utilities, thetas = [], []
    for u in range(shoppers):
        before, after, theta, disliked, change_day = _shopper(world, rng)
        free = np.ones(len(items.popularity), bool)
        for e in range(events):
            utility = after if day[u, e] > change_day else before
            # Gumbel top-k: a draw without replacement in proportion to exposure.
            noise = rng.gumbel(size=len(free)) + np.where(free, world.log_exposure, -np.inf)
            slate = np.argsort(-noise)[: min(_SLATE, int(free.sum()))]
            unwanted = slate[items.symbols[slate, disliked] > 0.5] if disliked >= 0 else slate[:0]
            if len(unwanted) and rng.random() < _HIDE_SHARE:
                picked, kind[u, e] = int(unwanted[0]), rng.choice([5, 6])
            else:
                picked = _pick(utility, slate, rng)
                kind[u, e] = rng.choice([1, 2, 3, 4], p=[0.22, 0.53, 0.13, 0.12])
            item[u, e] = picked
            free[picked] = False
        utilities.append(after)
        thetas.append(theta)
    return Year(item, kind, day, np.stack(utilities), np.stack(thetas).astype(np.float32))


def save(path: Path, items: Items, year: Year) -> None:
    np.savez(path, visual=items.visual, text=items.text, symbols=items.symbols, popularity=items.popularity, item=year.item,
             kind=year.kind, day=year.day, utility=year.utility, theta=year.theta)  # fmt: skip


def load(path: Path) -> tuple[Items, Year]:
    with np.load(path, allow_pickle=False) as data:
        return Items.load(path), Year(*(data[name] for name in ("item", "kind", "day", "utility", "theta")))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--items", type=Path)
    source.add_argument("--planted", type=int)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    items = Items.load(args.items) if args.items else planted_items(args.planted, 128, np.random.default_rng(1000 + args.seed))
    save(args.out, items, simulate(items, args.seed))


if __name__ == "__main__":
    main()
