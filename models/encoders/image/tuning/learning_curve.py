"""How quality grows with the photographs that may be learnt from: the linear heads as shipped, on shares of each fold's own photographs.

  cd models && python -m encoders.image.tuning.learning_curve --images DIR --drawn DIR --synthesis DIR --work DIR [--out FILE.json]

Needs the stage `views` of tuning.train. Writes FILE.json (default artifacts/learning_curve.json): out-of-fold evidence of the judged symbols,
numbers and ids alone, from which card.py prints the table.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from common.seeds import seed_everything

from ..heads import pooling_of
from ..train import ARTIFACTS, folds_of
from ..vocabulary import craft_mask
from .config import JoinConfig, TuningConfig
from .judge import Judge
from .ridge import Prepared, frozen_reader, head_config, out_of_fold
from .side import all_stages
from .train import read_views

SHARES = (0.25, 0.5, 0.75, 1.0)
DIGITS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("images", "drawn", "synthesis", "work"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=ARTIFACTS / "learning_curve.json")
    args = parser.parse_args()
    seed_everything(0, threads=torch.get_num_threads())
    judge, tuning = Judge(args.images / "museum"), TuningConfig()
    prepared = Prepared(frozen_reader, all_stages(read_views(args, tuning), args.work / "views"), head_config())
    pool, columns, rows = pooling_of(head_config(), craft_mask()), judge.motifs + judge.crafts, []
    for share in SHARES:
        for seed in JoinConfig().seeds:
            fold = folds_of(len(judge.pictures), tuning.folds, seed)
            pooled = pool(out_of_fold(lambda _: prepared, fold, f"share {share:g}, seed {seed}", share, seed).astype(np.float32))[:, columns]
            rows.append({"share": share, "seed": seed, "evidence": np.round(pooled.astype(np.float64), DIGITS).tolist()})
    document = {"files": [p.path.name for p in judge.pictures], "symbols": [judge.symbols[c] for c in columns], "runs": rows}
    args.out.write_text(json.dumps(document, separators=(",", ":")) + "\n", "utf-8")
    print(f"wrote {args.out.name}")


if __name__ == "__main__":
    main()
