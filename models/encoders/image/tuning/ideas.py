"""Ideas for heads on the frozen features, each scored out of fold on three splits: one line of RESULTS.md per idea, failures too.

  cd models && python -m encoders.image.tuning.ideas --images DIR --drawn DIR --synthesis DIR --work DIR

Needs the stage `views` of tuning.train, and, for the lines "with the side branch", side-folds-SEED.npz of each split (train --side).
Prints motif mAP and craft mAP of the splits, and the mean; the pooling is that of HeadConfig for all symbols, where a line does not say otherwise,
and that of JoinConfig with the side branch.
"""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch

from common.seeds import seed_everything

from ..config import HeadConfig, TrainConfig
from ..data import ABSENT, PRESENT
from ..features import FeatureSet
from ..heads import SLICES, Pooling, RidgeData, fit_heads, pooling_of, stages_of, standardiser
from ..train import folds_of, mean_ap
from ..vocabulary import craft_mask, load_confusables
from .config import JoinConfig, TuningConfig
from .join import joined, scales_of
from .judge import Judge
from .ridge import OTHERS, frozen_reader, head_config, rows_of, whole_rows
from .ridge import joined as rows_joined
from .side import all_stages
from .train import read_views

SPLITS = (0, 1, 2)
HARD = 3.0  # how much more a picture weighs as a negative where it shows a look-alike
SHRINK = 0.3  # of the spread within pictures towards its mean


class Rows:
    """Every set's rows, once."""

    def __init__(self, views: dict) -> None:
        self.museum = rows_joined(whole_rows(frozen_reader, views["whole"]), rows_of(frozen_reader, views["museum"], "crop"))
        self.others = {name: rows_of(frozen_reader, views[name], "whole") for name in OTHERS}


def fitted(rows: Rows, config: HeadConfig, change: Callable[[FeatureSet], FeatureSet] = lambda s: s) -> Callable:
    """-> maps(learn, show), as ridge.Prepared gives them; sets that the configuration gives no share are left out."""
    museum = change(rows.museum)
    mean, std = standardiser(museum)
    others = [RidgeData(change(s), mean, std, config) for name, s in rows.others.items() if config.source_share.get(name, 0) > 0]
    licensed = np.array([p.train for p in museum.pictures])

    def maps(learn: np.ndarray, show: np.ndarray) -> np.ndarray:
        parts = [RidgeData(museum, mean, std, config, (learn & licensed)[museum.owner]), *others]
        return fit_heads(parts, mean, std, config, craft_mask()).maps(museum.s16[show], museum.s32[show], config.smooth_cells)

    return maps


def out_of_fold(maps_of: Callable, seed: int, count: int) -> np.ndarray:
    fold, maps = folds_of(count, TuningConfig().folds, seed), None
    for held in range(fold.max() + 1):
        found = maps_of(fold != held, fold == held)
        maps = np.zeros((count, *found.shape[1:]), np.float32) if maps is None else maps
        maps[fold == held] = found
    return maps


def less_within(rows: Rows) -> Callable[[FeatureSet], FeatureSet]:
    """Self-supervision in closed form: directions in which views of one picture differ count less (no label is used)."""
    sets, change = [rows.museum, rows.others["motifs"], rows.others["drawn"], rows.others["synthesis"]], {}
    for stage in stages_of(HeadConfig()):
        part = SLICES[stage]
        within = []
        for one in sets:
            x = one.rows[:, part].astype(np.float64)
            own = np.zeros((len(one.pictures), x.shape[1]))
            np.add.at(own, one.owner, x)
            own /= np.maximum(np.bincount(one.owner, minlength=len(one.pictures)), 1)[:, None]
            within.append(x - own[one.owner])
        scatter = np.cov(np.concatenate(within).T)
        values, vectors = np.linalg.eigh((1 - SHRINK) * scatter + SHRINK * np.trace(scatter) / len(scatter) * np.eye(len(scatter)))
        change[stage] = (vectors / np.sqrt(values)) @ vectors.T

    def apply(one: FeatureSet) -> FeatureSet:
        out = one.rows.astype(np.float32).copy()
        for stage, matrix in change.items():
            out[:, SLICES[stage]] = out[:, SLICES[stage]] @ matrix.astype(np.float32)
        maps = {k: None if getattr(one, k) is None else np.einsum("pchw,cd->pdhw", getattr(one, k).astype(np.float32), change[k].astype(np.float32), optimize=True) for k in change}
        return dataclasses.replace(one, rows=out, **maps)

    return apply


def hard_negatives(rows: Rows) -> Callable[[FeatureSet], FeatureSet]:
    """A picture that shows a look-alike is repeated as a negative: rows of it, unknown for all but the symbols it is taken for."""
    pairs = load_confusables()

    def apply(one: FeatureSet) -> FeatureSet:
        hard = np.zeros_like(one.labels, bool)
        for a, b in pairs:
            hard[:, b] |= (one.labels[:, a] == PRESENT) & (one.labels[:, b] == ABSENT)
        which = np.flatnonzero(hard.any(1))
        again = np.where(hard[which], ABSENT, -1).astype(np.int8)
        repeat = int(HARD) - 1
        join = lambda field, more: np.concatenate([getattr(one, field)] + [more] * repeat)  # noqa: E731
        return dataclasses.replace(one, rows=join("rows", one.rows[which]), labels=join("labels", again), owner=join("owner", one.owner[which]), kind=join("kind", one.kind[which]))

    return apply


def with_neighbours(pooled: np.ndarray, labels: np.ndarray, seed: int, columns: list[int], strength: float) -> np.ndarray:
    """What else a photograph shows speaks for a symbol: a second ridge on all judged scores, learnt on the other folds' photographs."""
    fold, out = folds_of(len(pooled), TuningConfig().folds, seed), pooled.copy()
    z = (pooled[:, columns] - pooled[:, columns].mean(0)) / pooled[:, columns].std(0)
    for held in range(fold.max() + 1):
        learn, show = fold != held, fold == held
        for at, c in enumerate(columns):
            known = learn & (labels[:, c] >= 0)
            y = np.where(labels[known, c] == 1, 1.0, -1.0)
            weight = np.where(y > 0, 0.5 / max((y > 0).sum(), 1), 0.5 / max((y < 0).sum(), 1))
            x = z[known]
            centre = weight @ x
            gram = (x - centre).T @ ((x - centre) * weight[:, None])
            v = np.linalg.solve(gram + strength * np.eye(len(columns)), (x - centre).T @ (weight * (y - weight @ y)))
            out[show, c] = z[show, at] + (z[show] - centre) @ v
    return out


class Report:
    def __init__(self, args: argparse.Namespace, count: int) -> None:
        self.judge, self.count, self.work, self.config = Judge(args.images / "museum"), count, args.work, TrainConfig().head
        self.pool, self.joined_pool = Pooling(self.config.sharpness, self.config.mean_share), pooling_of(JoinConfig(), craft_mask())

    def pooled_line(self, name: str, pooled: list[np.ndarray]) -> None:
        scores = [[mean_ap(p, self.judge.labels, columns, self.judge.names) for columns in (self.judge.motifs, self.judge.crafts)] for p in pooled]
        motif, craft = np.array(scores).T
        show = lambda v: " / ".join(f"{x:.3f}" for x in v)  # noqa: E731
        print(f"| {name} | {show(motif)} | {motif.mean():.3f} | {show(craft)} | {craft.mean():.3f} |", flush=True)

    def line(self, name: str, maps_of: Callable, pool: Pooling | None = None) -> list[np.ndarray]:
        maps = [out_of_fold(maps_of, seed, self.count) for seed in SPLITS]
        self.pooled_line(name, [(pool or self.pool)(m) for m in maps])
        return maps

    def with_side(self, name: str, frozen: list[np.ndarray]) -> list[np.ndarray] | None:
        paths = [self.work / f"side-folds-{seed}.npz" for seed in SPLITS]
        if not all(p.exists() for p in paths):
            return None
        share, scales, pooled = np.where(craft_mask(), JoinConfig().craft_share, JoinConfig().share), None, []
        for maps, path in zip(frozen, paths):
            own = np.load(path)["maps"].astype(np.float32)
            scales = scales or scales_of(maps, own, self.config, TuningConfig(), share)
            pooled.append(self.joined_pool(joined(maps, own, scales)))
        self.pooled_line(name, pooled)
        return pooled


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("images", "drawn", "synthesis", "work"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    args = parser.parse_args()
    seed_everything(0, threads=torch.get_num_threads())
    views = all_stages(read_views(args, TuningConfig()), args.work / "views")
    rows, base = Rows(views), head_config()
    report = Report(args, len(views["whole"].pictures))
    print("| idea | motif mAP, splits 0 / 1 / 2 | mean | craft mAP | mean |\n|---|---|---|---|---|")
    # Crafts like motifs, as in 0.2.0, so that an idea is seen alone.
    alike = dataclasses.replace(base, craft_stage_share=base.stage_share)
    shares = lambda **change: dataclasses.replace(alike, source_share=base.source_share | change)  # noqa: E731
    start = report.line("linear heads, both stages, all sets", fitted(rows, alike))
    report.line("the last stage alone", fitted(rows, dataclasses.replace(base, stage_share={"s32": 1.0})))
    report.line("the middle stage alone", fitted(rows, dataclasses.replace(base, stage_share={"s16": 1.0}, craft_stage_share={"s16": 1.0})))
    crafts_apart = report.line("crafts on the last stage, pooled by the mean", fitted(rows, base), pool=pooling_of(base, craft_mask()))
    report.line("photographs alone", fitted(rows, shares(**dict.fromkeys(OTHERS, 0.0))))
    report.line("without drawings and composites", fitted(rows, shares(drawn=0.0, synthesis=0.0)))
    report.line("without composites", fitted(rows, shares(synthesis=0.0)))
    for ridge in (0.3, 3.0, 10.0):
        report.line(f"ridge {ridge:g} instead of {base.ridge:g}", fitted(rows, dataclasses.replace(alike, ridge=ridge)))
    hard = report.line("look-alikes as hard negatives", fitted(rows, alike, hard_negatives(rows)))
    within = report.line("self-supervision: what differs within a picture counts less", fitted(rows, alike, less_within(rows)))
    judged = report.judge.motifs + report.judge.crafts
    pooled = [report.pool(m) for m in start]
    for strength in (0.3, 1.0, 3.0):
        found = [with_neighbours(p, report.judge.labels, seed, judged, strength) for p, seed in zip(pooled, SPLITS)]
        report.pooled_line(f"what else is there speaks for a symbol, ridge {strength:g}", found)
    together = report.with_side("with the side branch (shipped)", crafts_apart)
    report.with_side("with the side branch, look-alikes as hard negatives", hard)
    report.with_side("with the side branch, self-supervision", within)
    if together is not None:
        for strength in (0.3, 1.0, 3.0):
            found = [with_neighbours(p, report.judge.labels, seed, judged, strength) for p, seed in zip(together, SPLITS)]
            report.pooled_line(f"with the side branch, what else is there, ridge {strength:g}", found)


if __name__ == "__main__":
    main()
