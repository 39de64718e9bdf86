"""Which style of the composites helps: motif heads on the frozen features, trained with and without each style, read on the photographs.

  cd models && python -m encoders.image.tuning.style_ablation --images DIR --drawn DIR --synthesis DIR --work DIR [--seed 0 1 2]

Needs the views and frozen stages that `tuning.train views --side` keeps. Alone: heads of composites only, on all photographs; no photograph's label is
used, only the mean and spread of their features. Together: heads of composites and of the photographs of each fold's training part, out of fold.
Every set of one block has the same number of pictures, drawn evenly from its styles by a seed; the row it is compared with has all styles.
Difference: to that row, with the middle 95 % of a paired bootstrap over photographs, all splits and draws of the row averaged.
"""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path

import numpy as np

from ..data import Picture
from ..features import FeatureSet
from ..heads import RidgeData, fit_heads, pool_maps, standardiser
from ..train import folds_of
from .config import TuningConfig
from .judge import Judge
from .ridge import frozen_reader, head_config, joined, rows_of, whole_rows
from .side import with_stages
from .train import read_views, whole_set

BASE_DRAWS = 3  # random choices of pictures for a block's first row
BOOTSTRAP = 1000


def average_precisions(scores: np.ndarray, labels: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """scores, labels (P, S), counts (R, P): how often a resample holds a photograph -> mean over symbols of AP, (R,)."""
    found = np.full((labels.shape[1], len(counts)), np.nan)
    for s in range(labels.shape[1]):
        order = np.argsort(-scores[:, s], kind="stable")
        order = order[labels[order, s] != -1]
        count, hit = counts[:, order].astype(float), labels[order, s] == 1
        precision = np.cumsum(count * hit, 1) / np.maximum(np.cumsum(count, 1), 1)
        positives = (count * hit).sum(1)
        found[s] = np.where(positives > 0, (count * hit * precision).sum(1) / np.maximum(positives, 1), np.nan)
    return np.nanmean(found, 0)


class Bench:
    """Scores heads of any choice of composites."""

    def __init__(self, judge: Judge, museum: FeatureSet, synthesis: FeatureSet, seeds: list[int], folds: int) -> None:
        self.motifs, self.config = judge.motifs, head_config()
        self.labels = judge.labels[:, self.motifs]
        narrow = lambda rows: dataclasses.replace(rows, labels=np.ascontiguousarray(rows.labels[:, self.motifs]))  # noqa: E731
        self.museum, self.synthesis = narrow(museum), narrow(synthesis)
        self.mean, self.std = standardiser(self.museum)
        licensed = np.array([p.train for p in museum.pictures])
        self.splits = []  # per split: (held out, photographs' rows of the training part)
        for seed in seeds:
            fold = folds_of(len(museum.pictures), folds, seed)
            self.splits.append([(fold == held, self._rows(self.museum, (fold != held) & licensed)) for held in range(folds)])
        rng, count = np.random.default_rng(0), len(museum.pictures)
        once = np.ones((1, count), int)
        self.counts = np.concatenate([once, rng.multinomial(count, np.full(count, 1 / count), BOOTSTRAP)])  # the first row: as they are

    def _rows(self, rows: FeatureSet, pictures: np.ndarray) -> RidgeData:
        return RidgeData(rows, self.mean, self.std, self.config, pictures[rows.owner])

    def _pooled(self, parts: list[RidgeData], show: np.ndarray) -> np.ndarray:
        heads = fit_heads(parts, self.mean, self.std, self.config)
        return pool_maps(heads.maps(self.museum.s16[show], self.museum.s32[show], self.config.smooth_cells), self.config.sharpness, self.config.mean_share)

    def score(self, composites: np.ndarray | None) -> tuple[np.ndarray | None, np.ndarray]:
        """composites: bool over pictures -> mAP alone (1 + BOOTSTRAP,) and together (splits, 1 + BOOTSTRAP)."""
        own = [] if composites is None else [self._rows(self.synthesis, composites)]
        everyone = np.ones(len(self.labels), bool)
        alone = average_precisions(self._pooled(own, everyone), self.labels, self.counts) if own else None
        together = []
        for split in self.splits:
            pooled = np.zeros(self.labels.shape, np.float32)
            for held, photographs in split:
                pooled[held] = self._pooled([photographs, *own], held)
            together.append(average_precisions(pooled, self.labels, self.counts))
        return alone, np.array(together)


def choose(pictures: list[Picture], styles: set[str], count: int, seed: int) -> np.ndarray:
    """bool (pictures,): `count` of these styles, as evenly as there are pictures."""
    rng, chosen = np.random.default_rng([11, seed]), np.zeros(len(pictures), bool)
    order = rng.permutation([i for i, p in enumerate(pictures) if p.style in styles])
    turn = {style: 0 for style in styles}
    keyed = []
    for i in order:
        keyed.append((turn[pictures[i].style], len(keyed), i))
        turn[pictures[i].style] += 1
    chosen[[i for _, _, i in sorted(keyed)[:count]]] = True
    return chosen


def line(name: str, scores: list[tuple[np.ndarray, np.ndarray]], base: list[tuple[np.ndarray, np.ndarray]] | None) -> str:
    """One row of the table; all draws averaged before the interval is taken."""
    cells = [name]
    for part in (0, 1):
        mean = lambda found: np.mean([np.atleast_2d(s[part]).mean(0) for s in found], 0)  # noqa: E731, B023
        every = [v for s in scores for v in np.atleast_2d(s[part])[:, 0]]
        cells.append(f"{mean(scores)[0]:.3f} ({min(every):.3f}–{max(every):.3f})")
        if base is None:
            cells.append("–")
            continue
        gap = mean(scores) - mean(base)
        low, high = np.percentile(gap[1:], (2.5, 97.5))
        cells.append(f"{gap[0]:+.3f} ({low:+.3f} to {high:+.3f})")
    return "| " + " | ".join(cells) + " |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("images", "drawn", "synthesis", "work"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--seed", type=int, nargs="+", default=[0, 1, 2], help="of the split into folds")
    parser.add_argument("--draws", type=int, default=3, help="random choices of pictures for each other row")
    args = parser.parse_args()
    tuning, judge = TuningConfig(), Judge(args.images / "museum")
    views = {name: with_stages(found, name, args.work / "views") for name, found in read_views(args, tuning).items() if name in ("museum", "whole", "synthesis")}
    museum = joined(whole_rows(frozen_reader, views["whole"]), rows_of(frozen_reader, views["museum"], "crop"))
    synthesis = rows_of(frozen_reader, views["synthesis"], "whole", whole_set(views["synthesis"]).index)
    bench, pictures = Bench(judge, museum, synthesis, args.seed, tuning.folds), synthesis.pictures
    styles = sorted({p.style for p in pictures})
    size = {style: sum(p.style == style for p in pictures) for style in styles}
    print(f"{len(pictures)} composites, {len(styles)} styles of {min(size.values())} to {max(size.values())} pictures, {len(judge.motifs)} motifs", flush=True)
    print("| composites | alone: motif mAP (draws) | difference | together: motif mAP (draws, splits) | difference |\n|---|---|---|---|---|", flush=True)
    photographs = bench.score(None)[1]
    print(f"| none | – | – | {photographs[:, 0].mean():.3f} ({photographs[:, 0].min():.3f}–{photographs[:, 0].max():.3f}) | – |", flush=True)
    everything = set(styles)
    blocks = (("all styles", "without ", len(pictures) - max(size.values()), lambda s: everything - {s}), ("all styles", "only ", min(size.values()), lambda s: {s}))
    for name, word, count, kept in blocks:
        scored = lambda chosen, draws: [bench.score(choose(pictures, chosen, count, draw)) for draw in range(draws)]  # noqa: E731, B023
        base = scored(everything, BASE_DRAWS)
        print(line(f"{name}, {count} pictures", base, None), flush=True)
        for style in styles:
            print(line(f"{word}{style}", scored(kept(style), args.draws), base), flush=True)


if __name__ == "__main__":
    main()
