"""Ridge heads on the features of each fold's tuned branch: does the branch alone read motifs and crafts, so that it could replace the frozen layers?

  cd models && python -m encoders.image.tuning.ridge --images DIR --drawn DIR --synthesis DIR --work DIR [--seed 0 1 2] [--frozen]

Needs the stage `folds` of tuning.train with the same seeds. Writes ridge-SEED.npz into DIR of --work: maps float16 (P, S, 28, 28), out of
fold. --frozen: the same rows and heads on the frozen layers, as frozen-SEED.npz, and the heads of all photographs, as frozen-final.npz; these
are what the side branch's evidence is added to (join.py). tuning.judge scores them.
"""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch

from common.seeds import seed_everything

from ..backbone import late_layers, run_torch
from ..config import HeadConfig
from ..data import ABSENT, PRESENT, UNKNOWN, region_labels
from ..features import FeatureSet, pool
from ..heads import Heads, RidgeData, fit_heads, standardiser
from ..train import folds_of, some_of
from ..vocabulary import craft_mask, load_crafts, load_symbols
from .config import TuningConfig, recipe
from .late import TunedNet
from .side import SideViews, all_stages
from .train import read_views
from .views import Views

MOST_VIEWS = {"museum": 8, "drawn": 1, "motifs": 4, "more": 1, "plain": 1, "synthesis": 1}  # of each picture
MOST_PICTURES = {"drawn": 600, "more": 800, "synthesis": 800}
OTHERS = tuple(name for name in MOST_VIEWS if name != "museum")
WINDOWS = 6  # of a photograph's whole map
SYNTHESIS_SHARE = 0.3


Reader = Callable[[Views, np.ndarray], list[np.ndarray]]  # views, which -> s16, s32 (N, C, h, w)


def tuned_reader(late: dict[str, torch.Tensor]) -> Reader:
    def read(views: Views, which: np.ndarray) -> list[np.ndarray]:
        with torch.no_grad():
            found = run_torch(late, torch.from_numpy(views.trunk[which].astype(np.float32)), late_layers())
        return [found["s16"].numpy(), found["s32"].numpy()]

    return read


def frozen_reader(views: SideViews, which: np.ndarray) -> list[np.ndarray]:
    return [views.s16[which].astype(np.float32), views.s32[which].astype(np.float32)]


def _chosen(views: Views) -> np.ndarray:
    """The first views of each picture; of large sets only some pictures, evenly."""
    count, source = len(views.pictures), views.source
    kept = np.zeros(count, bool)
    kept[np.linspace(0, count - 1, min(count, MOST_PICTURES.get(source, count))).astype(int)] = True
    nth = np.zeros(len(views.owner), int)
    for picture in range(count):
        own = np.flatnonzero(views.owner == picture)
        nth[own] = np.arange(len(own))
    return np.flatnonzero(kept[views.owner] & (nth < MOST_VIEWS[source]))


def _box_rows(views: Views, at: int, maps: list[np.ndarray]) -> list[tuple[np.ndarray, np.ndarray]]:
    """(features, labels) of each marked box of a view: its symbol is there, what else the view shows may be."""
    rows = []
    for symbol, sure, *box in views.boxes[at]:
        if (box[2] - box[0]) * (box[3] - box[1]) > 0.7:
            continue
        labels = np.where(views.labels[at] == ABSENT, ABSENT, UNKNOWN).astype(np.int8)
        labels[int(symbol)] = PRESENT if sure else views.labels[at][int(symbol)]
        rows.append((pool(maps, tuple(box)), labels))
    return rows


def rows_of(read: Reader, views: Views, kind: str, chosen: np.ndarray | None = None) -> FeatureSet:
    """Each chosen view's mean features, and those of its boxes."""
    rows, labels, owner, kinds = [], [], [], []
    chosen = _chosen(views) if chosen is None else chosen
    for start in range(0, len(chosen), 16):
        part = chosen[start : start + 16]
        stages = read(views, part)
        for i, at in enumerate(part):
            maps = [stage[i] for stage in stages]
            added = [(kind, np.concatenate([m.mean((1, 2)) for m in maps]), views.labels[at])]
            added += [("box", features, row) for features, row in _box_rows(views, at, maps)]
            for what, features, row in added:
                rows.append(features), labels.append(row), owner.append(views.owner[at]), kinds.append(what)
    return FeatureSet(views.pictures, np.stack(rows).astype(np.float32), np.stack(labels), np.array(owner, np.int32), np.array(kinds, "U8"))


def whole_rows(read: Reader, views: Views) -> FeatureSet:
    """The photographs as they are judged, with boxes and windows of their maps, and the maps."""
    symbols, rng = load_symbols(), np.random.default_rng(5)
    index, crafts = {s: i for i, s in enumerate(symbols)}, load_crafts() & set(symbols)
    rows, labels, owner, kinds, stages = [], [], [], [], []
    for number, picture in enumerate(views.pictures):
        maps = [m[0] for m in read(views, np.array([number]))]
        stages.append([m.astype(np.float16) for m in maps])
        regions = [("whole", (0.0, 0.0, 1.0, 1.0))] + [("box", m.box) for m in picture.marks if m.box]
        for _ in range(WINDOWS):
            side = rng.uniform(0.15, 0.7, 2)
            x, y = rng.uniform(0, 1 - side)
            regions.append(("window", (x, y, x + side[0], y + side[1])))
        for kind, region in regions:
            rows.append(pool(maps, region)), labels.append(region_labels(picture, region, index, crafts)), owner.append(number), kinds.append(kind)
    return FeatureSet(views.pictures, np.stack(rows), np.stack(labels), np.array(owner, np.int32), np.array(kinds, "U8"), *(np.stack(stage) for stage in zip(*stages)))


def joined(a: FeatureSet, b: FeatureSet) -> FeatureSet:
    """Rows of two sets over the same pictures; the maps are the first one's."""
    both = lambda field: np.concatenate([getattr(a, field), getattr(b, field)])  # noqa: E731
    return FeatureSet(a.pictures, both("rows"), both("labels"), both("owner"), both("kind"), a.s16, a.s32)


class Prepared:
    """Every set's rows by one branch."""

    def __init__(self, read: Reader, views: dict[str, Views], config: HeadConfig) -> None:
        self.config = config
        self.museum = joined(whole_rows(read, views["whole"]), rows_of(read, views["museum"], "crop"))
        self.mean, self.std = standardiser(self.museum)
        others = [rows_of(read, views[name], "whole") for name in OTHERS if config.source_share[name] > 0]
        self.trained = np.any([(views[name].labels == PRESENT).any(0) for name in MOST_VIEWS], 0)  # bool (S,), by this or by the side branch
        self.others = [RidgeData(rows, self.mean, self.std, config) for rows in others]

    def fit(self, learn: np.ndarray) -> Heads:
        """learn: bool (P,), of which the licensed ones are taken."""
        keep = (learn & np.array([p.train for p in self.museum.pictures]))[self.museum.owner]
        parts = [RidgeData(self.museum, self.mean, self.std, self.config, keep), *self.others]
        return fit_heads(parts, self.mean, self.std, self.config, craft_mask())

    def maps(self, learn: np.ndarray, show: np.ndarray) -> np.ndarray:
        """Both bool (P,): evidence of `show` by heads trained on `learn`."""
        return self.fit(learn).maps(self.museum.s16[show], self.museum.s32[show], self.config.smooth_cells).astype(np.float16)


def head_config() -> HeadConfig:
    base = HeadConfig()
    return dataclasses.replace(base, source_share=base.source_share | {"synthesis": SYNTHESIS_SHARE})


def out_of_fold(prepared: Callable[[int], Prepared], fold: np.ndarray, say: str, share: float = 1.0, seed: int = 0) -> np.ndarray:
    """maps float16 (P, S, 28, 28); prepared(held): the rows by that fold's branch; share, seed: learning curve, of the photographs that a fold may learn from."""
    maps = None
    for held in range(fold.max() + 1):
        found = prepared(held).maps(some_of(fold != held, share, held + 10 * seed), fold == held)
        maps = np.zeros((len(fold), *found.shape[1:]), np.float16) if maps is None else maps
        maps[fold == held] = found
        print(f"{say}, fold {held}: read", flush=True)
    return maps


def tuned_maps(views: dict[str, Views], work: Path, seed: int, tuning: TuningConfig) -> tuple[np.ndarray, np.ndarray]:
    fold, symbols = folds_of(len(views["whole"].pictures), tuning.folds, seed), load_symbols()
    branch = lambda held: TunedNet(len(symbols), {}, tuning).load(dict(np.load(work / f"fold-{seed}-{held}.npz"))).late  # noqa: E731
    return out_of_fold(lambda held: Prepared(tuned_reader(branch(held)), views, head_config()), fold, f"seed {seed}, tuned"), fold


def frozen_maps(views: dict[str, Views], work: Path, seeds: list[int], tuning: TuningConfig) -> None:
    """Writes frozen-SEED.npz of each split, and frozen-final.npz: the heads of all photographs (weight, bias), and which symbols had a positive."""
    prepared, count = Prepared(frozen_reader, views, head_config()), len(views["whole"].pictures)
    for seed in seeds:
        fold = folds_of(count, tuning.folds, seed)
        np.savez(work / f"frozen-{seed}.npz", maps=out_of_fold(lambda _: prepared, fold, f"seed {seed}, frozen"), fold=fold)
    heads = prepared.fit(np.ones(count, bool))
    np.savez(work / "frozen-final.npz", weight=heads.weight, bias=heads.bias, trained=prepared.trained)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("images", "drawn", "synthesis", "work"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--seed", type=int, nargs="+", default=[0], help="of the split into folds")
    parser.add_argument("--frozen", action="store_true")
    parser.add_argument("--smoke", action="store_true", help="tiny numbers: do the stages run?")
    args = parser.parse_args()
    config = recipe(args.smoke).tuning
    seed_everything(0, threads=torch.get_num_threads())
    views = read_views(args, config)
    if args.frozen:
        frozen_maps(all_stages(views, args.work / "views"), args.work, args.seed, config)
        return
    for seed in args.seed:
        maps, fold = tuned_maps(views, args.work, seed, config)
        np.savez(args.work / f"ridge-{seed}.npz", maps=maps, fold=fold)


if __name__ == "__main__":
    main()
