"""Scores out-of-fold maps on the photographs, alone and added together.

  cd models && python -m encoders.image.tuning.judge --images DIR FILE.npz [FILE.npz ...]

Each FILE holds `maps` (P, S, h, w). Prints motif mAP, craft mAP and pointing of each; of two, also of their sum: pooled evidence and maps
are standardised per symbol over the photographs, then weighed.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from .. import data
from ..heads import pool_maps
from ..train import judged_symbols, mean_ap, region_score
from ..vocabulary import load_symbols

POOLINGS = ((1.0, 0.3), (3.0, 0.5))  # sharpness, mean share: of the branch's own heads, of ridge heads
WEIGHTS = (0.3, 0.5, 0.7)  # of the second file
QUANTILES = (0.3, 0.4, 0.5)


class Judge:
    def __init__(self, museum: Path) -> None:
        self.symbols, self.pictures = load_symbols(), data.read_museum(museum)
        self.labels, self.names = data.whole_labels(self.pictures, self.symbols), [p.group for p in self.pictures]
        self.motifs, self.crafts = judged_symbols(self.labels, self.symbols, self.pictures)

    def ap(self, pooled: np.ndarray) -> str:
        return " / ".join(f"{mean_ap(pooled, self.labels, columns, self.names):.3f}" for columns in (self.motifs, self.crafts))

    def best_pooling(self, maps: np.ndarray) -> np.ndarray:
        """Pooled by the first of POOLINGS or the other, whichever reads the two groups better on average; printed."""
        found = []
        for sharpness, share in POOLINGS:
            pooled = pool_maps(maps, sharpness, share)
            print(f"  sharpness {sharpness}, mean share {share}: motif / craft mAP {self.ap(pooled)}")
            found.append((mean_ap(pooled, self.labels, self.motifs + self.crafts, self.names), pooled))
        return max(found, key=lambda pair: pair[0])[1]

    def pointing(self, maps: np.ndarray) -> None:
        for quantile in QUANTILES:
            iou, inside, count = region_score(maps, self.pictures, self.symbols, quantile)
            print(f"  box quantile {quantile}: mean IoU {iou:.3f}, pointing {inside:.3f} over {count}")


def standard(values: np.ndarray) -> np.ndarray:
    """Per symbol over the photographs (and cells)."""
    axes = (0, *range(2, values.ndim))
    return (values - values.mean(axes, keepdims=True)) / (values.std(axes, keepdims=True) + 1e-9)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", type=Path, required=True)
    parser.add_argument("files", type=Path, nargs="+")
    args = parser.parse_args()
    judge, all_maps, all_pooled = Judge(args.images / "museum"), [], []
    for file in args.files:
        print(file.name)
        all_maps.append(np.load(file)["maps"].astype(np.float32))
        all_pooled.append(judge.best_pooling(all_maps[-1]))
        judge.pointing(all_maps[-1])
    if len(args.files) == 2:
        for weight in WEIGHTS:
            mix = lambda pair: (1 - weight) * standard(pair[0]) + weight * standard(pair[1])  # noqa: E731
            print(f"{1 - weight:.1f} of the first, {weight:.1f} of the second: motif / craft mAP {judge.ap(mix(all_pooled))}")
            judge.pointing(mix(all_maps))


if __name__ == "__main__":
    main()
