"""Trains the heads on cached features of the frozen backbone, judges them out of fold, calibrates them.

  cd models && python -m encoders.image.train --museum DIR --motifs DIR [--more DIR] [--plain DIR] [--drawn DIR] [--cache DIR] [--out FILE.npz]

Writes FILE.npz (heads) and FILE.json (calibration, run), and under encoders/image/artifacts/ out_of_fold.json (what `ruyi see` would
print for each photograph, by heads that have not seen it) and labels.json (ids and boxes it is judged by). Then run export_onnx.py.
Nondeterministic: the order of float sums in threaded products (results differ in the third decimal at most).
"""

from __future__ import annotations

import argparse
import dataclasses
import json
from pathlib import Path

import numpy as np

from common.metrics import average_precision, box_iou, centre_inside
from common.provenance import digest_of_names
from common.seeds import seed_everything

from . import calibrate, data, embed, features
from .config import HeadConfig, TrainConfig
from .features import FeatureSet
from .heads import SLICES, Heads, RidgeData, fit_heads, pooling_of, standardiser
from .see import decode, locate
from .vocabulary import craft_mask, load_symbols

HERE = Path(__file__).resolve().parent
ARTIFACTS = HERE / "artifacts"
QUANTILES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6)


def folds_of(count: int, folds: int, seed: int) -> np.ndarray:
    fold = np.empty(count, int)
    fold[np.random.default_rng(seed).permutation(count)] = np.arange(count) % folds
    return fold


def some_of(learn: np.ndarray, share: float, seed: int) -> np.ndarray:
    """bool (P,): a random share of `learn`, for learning curves; a larger share contains a smaller one of the same seed."""
    chosen = np.random.default_rng([7, seed]).permutation(np.flatnonzero(learn))[: round(share * learn.sum())]
    return np.isin(np.arange(len(learn)), chosen)


class Fitter:
    """Heads from any subset of the photographs; the other data sets are prepared once."""

    def __init__(self, sets: list[FeatureSet], config: HeadConfig) -> None:
        self.museum, self.config = sets[0], config
        self.mean, self.std = standardiser(self.museum)
        self.others = [RidgeData(s, self.mean, self.std, config) for s in sets[1:]]

    def fit(self, photographs: np.ndarray) -> Heads:
        """photographs: bool (P,). Unlicensed ones are left out whatever it says."""
        licensed = np.array([p.train for p in self.museum.pictures])
        keep = (photographs & licensed)[self.museum.owner]
        parts = [RidgeData(self.museum, self.mean, self.std, self.config, keep), *self.others]
        return fit_heads(parts, self.mean, self.std, self.config, craft_mask())

    def out_of_fold_maps(self, folds: int, seed: int) -> np.ndarray:
        """(P, S, h, w) evidence of each photograph from heads that never saw it; the other data sets train every fold."""
        fold = folds_of(len(self.museum.pictures), folds, seed)
        maps: np.ndarray | None = None
        for held in range(folds):
            test = fold == held
            found = self.fit(~test).maps(self.museum.s16[test], self.museum.s32[test], self.config.smooth_cells)
            if maps is None:
                maps = np.zeros((len(fold), *found.shape[1:]), np.float32)
            maps[test] = found
        return maps


def judged_symbols(labels: np.ndarray, symbols: list[str], pictures: list[data.Picture]) -> tuple[list[int], list[int]]:
    """Indices of the motifs (boxed somewhere) and crafts with at least 4 sure photographs."""
    boxed = {m.symbol for p in pictures for m in p.marks if m.box}
    judged = [i for i in range(len(symbols)) if (labels[:, i] == 1).sum() >= 4]
    return [i for i in judged if symbols[i] in boxed], [i for i in judged if symbols[i] not in boxed]


def mean_ap(scores: np.ndarray, labels: np.ndarray, columns: list[int], names: list[str]) -> float:
    return float(np.mean([average_precision(scores[:, c], labels[:, c], names) for c in columns]))


def region_score(maps: np.ndarray, pictures: list[data.Picture], symbols: list[str], quantile: float) -> tuple[float, float, int]:
    """Mean best IoU, share of centres inside, count, over sure boxed symbols."""
    index = {s: i for i, s in enumerate(symbols)}
    overlaps, hits = [], []
    for i, picture in enumerate(pictures):
        by_symbol: dict[str, list] = {}
        for mark in picture.marks:
            if mark.sure and mark.box:
                by_symbol.setdefault(mark.symbol, []).append(mark.box)
        for symbol, boxes in by_symbol.items():
            box = locate(maps[i, index[symbol]], quantile)
            overlaps.append(max(box_iou(box, b) for b in boxes) if box else 0.0)
            hits.append(any(centre_inside(box, b) for b in boxes) if box else False)
    return float(np.mean(overlaps)), float(np.mean(hits)), len(hits)


def read_sets(args: argparse.Namespace, symbols: list[str], config: TrainConfig) -> list[FeatureSet]:
    readers = [("museum", args.museum, data.read_museum), ("motifs", args.motifs, data.read_motifs), ("more", args.more, data.read_more)]
    readers += [("plain", args.plain, lambda d: data.read_plain(d, config.plain_pictures, 0)), ("drawn", args.drawn, lambda d: data.read_drawn(d)[: config.drawn_pictures])]
    return [
        features.extract_set(name, read(folder), symbols, args.cache, keep_maps=name == "museum", seed=0)
        for name, folder, read in readers
        if folder is not None
    ]


def see_document(logits: np.ndarray, maps: np.ndarray, museum: list[data.Picture], contract: dict, model: str) -> dict:
    pictures = [{"file": p.path.name, "symbols": decode(logits[i], maps[i], contract)} for i, p in enumerate(museum)]
    return {"model": model, "pictures": pictures}


def write_artifacts(document: dict, museum: list[data.Picture], folder: Path) -> None:
    """Numbers and ids alone, no picture and no caption."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "out_of_fold.json").write_text(json.dumps(document, separators=(",", ":")) + "\n", "utf-8")
    labels = [
        {
            "file": p.path.name,
            "symbols": [
                {"id": m.symbol, "confidence": "sure" if m.sure else "likely"} | ({"box": list(m.box)} if m.box else {}) for m in p.marks
            ]
            or [{"id": "none", "confidence": "sure"}],
        }
        for p in museum
    ]
    (folder / "labels.json").write_text(json.dumps(labels, separators=(",", ":")) + "\n", "utf-8")


def score_seed(seed: int, pooled: np.ndarray, labels: np.ndarray, motif_count: int, names: list[str]) -> dict:
    columns = list(range(pooled.shape[1]))
    row = {"seed": seed, "motif_map": mean_ap(pooled, labels, columns[:motif_count], names), "craft_map": mean_ap(pooled, labels, columns[motif_count:], names)}
    print(row, flush=True)
    return row


def train_symbols(sets: list[FeatureSet], symbols: list[str], config: TrainConfig) -> tuple[dict, dict]:
    """-> arrays for the graph, and the record of the run (also writes the out-of-fold artefacts)."""
    museum, head = sets[0], config.head
    labels = data.whole_labels(museum.pictures, symbols)
    names = [p.group for p in museum.pictures]
    motifs, crafts = judged_symbols(labels, symbols, museum.pictures)
    fitter = Fitter(sets, head)
    maps = fitter.out_of_fold_maps(config.folds, config.seeds[0])
    pool = pooling_of(head, craft_mask())
    pooled = pool(maps)
    judged = motifs + crafts
    results = [score_seed(config.seeds[0], pooled[:, judged], labels[:, judged], len(motifs), names)]
    others = []
    for seed in config.seeds[1:]:  # further splits say how much the figure varies
        others.append(pool(fitter.out_of_fold_maps(config.folds, seed)))
        results.append(score_seed(seed, others[-1][:, judged], labels[:, judged], len(motifs), names))
    trained = np.any([(s.labels == data.PRESENT).any(0) for s in sets], 0)
    calibration, run = record(maps, pooled, others, museum.pictures, labels, trained, config, head.box_quantile)
    final = fitter.fit(np.ones(len(museum.pictures), bool))
    return fold_calibration(final, calibration, head), run | {"results": results}


def record(
    maps: np.ndarray,
    pooled: np.ndarray,
    others: list[np.ndarray],
    museum: list[data.Picture],
    labels: np.ndarray,
    trained: np.ndarray,
    config: TrainConfig,
    box_quantile: float,
    artifacts: Path = ARTIFACTS,
) -> tuple[calibrate.Calibration, dict]:
    """Calibrates out-of-fold evidence (maps (P, S, h, w), pooled (P, S)) and says how good it is; writes the out-of-fold artefacts.

    others: pooled evidence by further splits, for operating points.
    """
    symbols, names = load_symbols(), [p.group for p in museum]
    judged = sum(judged_symbols(labels, symbols, museum), [])
    calibration = calibrate.fit(pooled, labels, trained)
    logits = pooled * calibration.gain + calibration.shift
    sure = lambda evidence: 1 / (1 + np.exp(-(evidence * calibration.gain + calibration.shift)))  # noqa: E731
    probability = sure(pooled)
    rows = calibrate.judge(probability, labels, symbols, names, config.floor, config.min_positives, [sure(other) for other in others])
    calibrate.withdraw(rows, config.withdrawn)
    regions = {q: region_score(maps, museum, symbols, q) for q in QUANTILES}
    for q, (iou, pointing, count) in regions.items():
        print(f"box_quantile {q}: museum mean IoU {iou:.3f}, pointing {pointing:.3f} over {count}", flush=True)
    for row in rows:
        row["box_quantile"] = box_quantile
    ece = calibrate.expected_error(probability[:, judged], labels[:, judged])
    print(f"expected calibration error over {len(judged)} judged symbols: {ece:.3f}", flush=True)
    scaled = maps * calibration.gain[None, :, None, None] + calibration.shift[None, :, None, None]
    contract = {"symbols": symbols, "symbol_calibration": rows}
    write_artifacts(see_document(logits, scaled, museum, contract, "ruyi-image-lite0, out of fold, 448 px"), museum, artifacts)
    return calibration, {"ece": ece, "regions": {str(q): v for q, v in regions.items()}, "symbol_calibration": rows}


def fold_calibration(heads: Heads, calibration: calibrate.Calibration, config: HeadConfig) -> dict:
    """Maps in logits scale: pooling is shift-invariant and scales with its sharpness, so gain and shift move into the maps."""
    gain = calibration.gain.astype(np.float32)
    return {
        "symbol_s16": heads.weight[SLICES["s16"]] * gain,
        "symbol_s32": heads.weight[SLICES["s32"]] * gain,
        "symbol_bias": heads.bias * gain + calibration.shift,
        "sharpness": np.where(gain > 0, config.sharpness / np.maximum(gain, 1e-9), 0.0),
        "mean_share": pooling_of(config, craft_mask()).mean_share,
        "smooth_cells": np.int64(config.smooth_cells),
    }


def digest_of(pictures: list[data.Picture]) -> str:
    return digest_of_names([(p.path.name, p.path.stat().st_size) for p in pictures])


def train_embed(args: argparse.Namespace, config: embed.EmbedConfig, drawn_limit: int) -> dict:
    parts = [("museum", [p for p in data.read_museum(args.museum) if p.train]), ("motifs", data.read_motifs(args.motifs))]
    if args.drawn is not None:
        parts.append(("drawn", data.read_drawn(args.drawn)[:drawn_limit]))
    views = np.concatenate([embed.extract_views(part, args.cache, name, 2, config, 0) for name, part in parts])
    text, known = embed.caption_vectors([p for _, part in parts for p in part], config.dim)
    weight, bias = embed.train_embedding(views, text, known, config, 0)
    return {"embed_weight": weight, "embed_bias": bias}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, needed in (("museum", True), ("motifs", True), ("more", False), ("plain", False), ("drawn", False)):
        parser.add_argument(f"--{name}", type=Path, required=needed)
    parser.add_argument("--cache", type=Path, default=HERE.parents[2] / "build/image-features")
    parser.add_argument("--out", type=Path, default=HERE.parents[2] / "build/image-encoder/heads.npz")
    parser.add_argument("--part", choices=("symbols", "embedding", "all"), default="all", help="the two parts are independent; the second to end writes --out")
    parser.add_argument("--smoke", action="store_true", help="a tiny embedding: does the stage run?")
    args = parser.parse_args()
    config, embed_config, symbols = TrainConfig(), embed.embed_config(args.smoke), load_symbols()
    seed_everything(0, threads=1)
    print(config, embed_config, flush=True)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    parts = {name: args.out.with_name(f"{args.out.stem}-{name}.npz") for name in ("symbols", "embedding")}
    if args.part != "embedding":
        sets = read_sets(args, symbols, config)
        arrays, run = train_symbols(sets, symbols, config)
        sources = {s.pictures[0].source: {"pictures": len(s.pictures), "digest": digest_of(s.pictures)} for s in sets}
        run |= {"symbols": symbols, "data": sources, "config": dataclasses.asdict(config), "embed": dataclasses.asdict(embed_config)}
        np.savez(parts["symbols"], **arrays)
        args.out.with_suffix(".json").write_text(json.dumps(run, indent=1) + "\n", "utf-8")
    if args.part != "symbols":
        np.savez(parts["embedding"], **train_embed(args, embed_config, config.drawn_pictures))
    if all(path.exists() for path in parts.values()):
        np.savez(args.out, **{k: v for path in parts.values() for k, v in np.load(path).items()})
        print(f"wrote {args.out.name} and {args.out.with_suffix('.json').name}")


if __name__ == "__main__":
    main()
