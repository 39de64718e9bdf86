"""Adds the side branch's evidence to that of the frozen layers' heads, calibrates the sum, and writes what export_onnx.py takes.

  cd models && python -m encoders.image.tuning.join --images DIR --drawn DIR --synthesis DIR --work DIR --embedding FILE.npz [--out FILE.npz]

Needs of DIR of --work: frozen-SEED.npz and frozen-final.npz (ridge --frozen), side-folds-SEED.npz and side-final.npz (train --side), for the
seeds of JoinConfig. --embedding: what `train --part embedding` wrote. Writes FILE.npz, FILE.json and, into --artifacts, out_of_fold.json and
labels.json, as train.py does.

Per symbol: joined map = (1 - share) · frozen / f + share · side / s, where f and s are the spreads of each one's pooled evidence over the
photographs, out of fold on the first split; crafts take less of the side branch. Pooling and calibration are those of the joined map.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .. import data
from ..backbone import STAGES
from ..config import HeadConfig, TrainConfig
from ..heads import SLICES, Pooling, pool_maps, pooling_of
from ..train import ARTIFACTS, digest_of, record, score_seed, judged_symbols
from ..vocabulary import craft_mask, load_symbols
from .config import TuningConfig, recipe
from .train import PLAIN_PICTURES


@dataclass
class Scales:
    """What each part of the sum is multiplied with, float32 (S,)."""

    frozen: np.ndarray
    side: np.ndarray


def scales_of(frozen: np.ndarray, side: np.ndarray, head: HeadConfig, tuning: TuningConfig, share: np.ndarray) -> Scales:
    """share: of the side branch, float (S,)."""
    spread = lambda maps, sharpness, mean_share: pool_maps(maps, sharpness, mean_share).std(0) + 1e-6  # noqa: E731
    f = spread(frozen, head.sharpness, head.mean_share)
    s = spread(side, tuning.sharpness, tuning.mean_share)
    return Scales(((1 - share) / f).astype(np.float32), (share / s).astype(np.float32))


def joined(frozen: np.ndarray, side: np.ndarray, scales: Scales) -> np.ndarray:
    """maps (P, S, h, w) of both."""
    wide = lambda scale: scale[None, :, None, None]  # noqa: E731
    return frozen * wide(scales.frozen) + side * wide(scales.side)


def folded_network(state: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The side network with what s16 and s32 are normalised by inside its weights (graph.SideBranch)."""
    late = {k.removeprefix("late."): v.astype(np.float32) for k, v in state.items() if k.startswith("late.")}
    norm = {k.removeprefix("norm."): v for k, v in state.items() if k.startswith("norm.")}
    for stage in STAGES.keys() & {"s16", "s32"}:
        scaled = late[f"{stage}.w"] / norm[f"{stage}.spread"][None, :, None, None]
        late["b"] = late["b"] - scaled[:, :, 0, 0] @ norm[f"{stage}.mean"]
        late[f"{stage}.w"] = scaled.astype(np.float32)
    gain = 1 / norm["trunk.spread"]
    return late | {"b": late["b"].astype(np.float32), "trunk.gain": gain.astype(np.float32), "trunk.shift": (-norm["trunk.mean"] * gain).astype(np.float32)}


def graph_arrays(frozen: dict[str, np.ndarray], state: dict[str, np.ndarray], scales: Scales, gain: np.ndarray, shift: np.ndarray, pool: Pooling) -> dict:
    """Everything symbol-like of graph.EncoderWeights: evidence · gain + shift, per symbol, in logits; the linear parts of both are one."""
    own, other = (scales.frozen * gain).astype(np.float32), (scales.side * gain).astype(np.float32)
    out, bias = {}, frozen["bias"] * own + state["head.bias"] * other + shift
    for stage in ("s16", "s32"):
        linear = (state[f"head.{stage}"] / state[f"norm.{stage}.spread"]).T  # (channels, S)
        bias = bias - (linear.T @ state[f"norm.{stage}.mean"]) * other
        out[f"symbol_{stage}"] = (frozen["weight"][SLICES[stage]] * own + linear * other).astype(np.float32)
    return out | {
        "symbol_bias": bias.astype(np.float32),
        "sharpness": np.where(gain > 0, pool.sharpness / np.maximum(gain, 1e-9), 0.0),
        "mean_share": pool.mean_share,
        "side.symbols": (state["head.side"].T * other).astype(np.float32),
    } | {f"side.{k}": v for k, v in folded_network(state).items()}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("images", "drawn", "synthesis", "work", "embedding"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parents[4] / "build/image-encoder/heads.npz")
    parser.add_argument("--artifacts", type=Path, default=ARTIFACTS)
    parser.add_argument("--smoke", action="store_true", help="tiny numbers: do the stages run?")
    args = parser.parse_args()
    settings, training, symbols = recipe(args.smoke), TrainConfig(), load_symbols()
    config, tuning = settings.join, settings.tuning
    print(config, flush=True)
    museum = data.read_museum(args.images / "museum")
    labels, names = data.whole_labels(museum, symbols), [p.group for p in museum]
    motifs, crafts = judged_symbols(labels, symbols, museum)
    maps_of = lambda name: np.load(args.work / f"{name}.npz")["maps"].astype(np.float32)  # noqa: E731
    craft = craft_mask()
    pool = pooling_of(config, craft)
    scales, first, pooled, results = None, None, [], []
    for seed in config.seeds:
        frozen, side = maps_of(f"frozen-{seed}"), maps_of(f"side-folds-{seed}")
        scales = scales or scales_of(frozen, side, training.head, tuning, np.where(craft, config.craft_share, config.share))
        maps = joined(frozen, side, scales)
        first = maps if first is None else first
        pooled.append(pool(maps))
        results.append(score_seed(seed, pooled[-1][:, motifs + crafts], labels[:, motifs + crafts], len(motifs), names))
    frozen, state = dict(np.load(args.work / "frozen-final.npz")), dict(np.load(args.work / "side-final.npz"))
    calibration, run = record(first, pooled[0], pooled[1:], museum, labels, frozen["trained"], training, config.box_quantile, args.artifacts)
    sources = {
        "museum": museum, "motifs": data.read_motifs(args.images / "motifs"), "more": data.read_more(args.images / "more"),
        "plain": data.read_plain(args.images / "plain", PLAIN_PICTURES, 0), "drawn": data.read_drawn(args.drawn), "synthesis": data.read_synthesis(args.synthesis),
    }  # fmt: skip
    run |= {"results": results, "symbols": symbols, "data": {k: {"pictures": len(v), "digest": digest_of(v)} for k, v in sources.items()}}
    run |= {"config": {k: dataclasses.asdict(v) for k, v in (("join", config), ("train", training), ("tuning", tuning), ("side", settings.side))}}
    arrays = graph_arrays(frozen, state, scales, calibration.gain.astype(np.float32), calibration.shift, pool)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    np.savez(args.out, smooth_cells=np.int64(training.head.smooth_cells), **arrays, **np.load(args.embedding))
    args.out.with_suffix(".json").write_text(json.dumps(run, indent=1) + "\n", "utf-8")
    print(f"wrote {args.out.name} and {args.out.with_suffix('.json').name}")


if __name__ == "__main__":
    main()
