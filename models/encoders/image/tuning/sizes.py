"""What the size of the picture and the store of the weights do to quality: the graph of each fold, as it would be exported, on the photographs it has not seen.

  cd models && python -m encoders.image.tuning.sizes --images DIR --drawn DIR --synthesis DIR --work DIR --heads FILE.npz --out FILE.json [--seed 0]

Needs what the stage `side` of run.sh leaves in DIR of --work. Heads are fitted at 448 px, as shipped, and are not fitted again for another size.
FILE.json: rows {model, store, size, seed, motif_map, craft_map, pointing}, and the bytes of each store of the graph in --heads.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import torch

from common.pixels import load_rgb, to_input

from .. import data
from ..backbone import PIXEL_MEAN, PIXEL_STD, STAGES, layers, load_weights
from ..config import HeadConfig, TrainConfig
from ..export_onnx import read_heads
from ..graph import STORES, EncoderWeights, SideBranch, encoder, f32
from ..heads import Heads, Pooling, pooling_of
from ..train import folds_of, mean_ap, region_score
from ..vocabulary import craft_mask
from .config import JoinConfig, TuningConfig
from .join import Scales, graph_arrays, scales_of
from .judge import Judge
from .ridge import Prepared, frozen_reader, head_config
from .side import all_stages
from .train import read_views

SIZES = (224, 320, 448, 576)
# (store, size): every size as shipped, int8 at the size that symbols are read at
CASES = [("float16", size) for size in SIZES] + [("int8", 448)]


def side_graph(heads: Heads, state: dict[str, np.ndarray], scales: Scales, config: HeadConfig, pool: Pooling) -> EncoderWeights:
    """Uncalibrated: gain 1 and shift 0; calibration orders nothing anew within a symbol."""
    same = np.ones(heads.weight.shape[1], np.float32)
    arrays = graph_arrays({"weight": heads.weight, "bias": heads.bias}, state, scales, same, 0 * same, pool)
    side = {k.removeprefix("side."): v for k, v in arrays.items() if k.startswith("side.")}
    branch = SideBranch({k: v for k, v in side.items() if k != "symbols"}, side["symbols"])
    plain = (arrays[name] for name in ("symbol_s16", "symbol_s32", "symbol_bias", "sharpness"))
    return EncoderWeights(*plain, pool.mean_share, config.smooth_cells, *no_embedding(), side=branch)


def no_embedding() -> tuple[np.ndarray, np.ndarray]:
    return np.full((sum(STAGES.values()), 1), 1e-3, np.float32), np.zeros(1, np.float32)


def session_of(model: onnx.ModelProto) -> ort.InferenceSession:
    """With the frozen stages as further outputs: the heads on them alone are the other model."""
    names = {layer.stage: f"{layer.name}.skip" if layer.skip else f"{layer.name}.conv" for layer in layers() if layer.stage in ("s16", "s32")}
    model.graph.output.extend(f32(name, ["B", STAGES[stage], "h", "w"] if stage == "s16" else ["B", STAGES[stage], "h2", "w2"]) for stage, name in names.items())
    options = ort.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    return ort.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


def read_split(prepared: Prepared, work: Path, scales: Scales, pictures: list[data.Picture], fold: np.ndarray, seed: int) -> dict:
    """(model, store, size) -> pooled (P, S) and maps (P, S, h, w) out of fold."""
    pooled, maps, backbone, config = defaultdict(dict), defaultdict(dict), load_weights(), head_config()
    pool = pooling_of(config, craft_mask())
    for held in range(fold.max() + 1):
        heads, state = prepared.fit(fold != held), dict(np.load(work / f"side-fold-{seed}-{held}.npz"))
        graph = side_graph(heads, state, scales, config, pooling_of(JoinConfig(), craft_mask()))
        sessions = {store: session_of(encoder(backbone, graph, store, {})) for store in {store for store, _ in CASES}}
        for at in np.flatnonzero(fold == held):
            rgb = load_rgb(pictures[at].path)
            for store, size in CASES:
                _, logits, found, s16, s32 = sessions[store].run(None, {"pixels": to_input(rgb, size, PIXEL_MEAN, PIXEL_STD)[None]})
                pooled["side", store, size][at], maps["side", store, size][at] = logits[0], found[0]
                frozen = heads.maps(s16, s32, config.smooth_cells)
                pooled["frozen", store, size][at], maps["frozen", store, size][at] = pool(frozen)[0], frozen[0]
        print(f"seed {seed}, fold {held}: read", flush=True)
    whole = lambda by_picture: np.stack([by_picture[at] for at in range(len(fold))])  # noqa: E731
    return {case: (whole(pooled[case]), whole(maps[case])) for case in pooled}


def bytes_of(heads: EncoderWeights) -> dict[str, int]:
    return {store: len(encoder(load_weights(), heads, store, {}).SerializeToString()) for store in STORES}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("images", "drawn", "synthesis", "work", "heads", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--seed", type=int, nargs="+", default=[0], help="of the split into folds")
    args = parser.parse_args()
    judge, training, tuning = Judge(args.images / "museum"), TrainConfig(), TuningConfig()
    views = all_stages(read_views(args, tuning), args.work / "views")
    prepared = Prepared(frozen_reader, views, head_config())
    maps_of = lambda name: np.load(args.work / f"{name}-0.npz")["maps"].astype(np.float32)  # noqa: E731
    share = np.where(craft_mask(), JoinConfig().craft_share, JoinConfig().share)
    scales = scales_of(maps_of("frozen"), maps_of("side-folds"), training.head, tuning, share)
    heads, _ = read_heads(args.heads)
    without = EncoderWeights(**{k: v for k, v in vars(heads).items() if k != "side"})
    sizes, rows = {"frozen": bytes_of(without), "side": bytes_of(heads)}, []
    print(sizes, flush=True)
    for seed in args.seed:
        fold = folds_of(len(judge.pictures), tuning.folds, seed)
        for (model, store, size), (pooled, maps) in read_split(prepared, args.work, scales, judge.pictures, fold, seed).items():
            motif, craft = (mean_ap(pooled, judge.labels, columns, judge.names) for columns in (judge.motifs, judge.crafts))
            pointing = region_score(maps, judge.pictures, judge.symbols, JoinConfig().box_quantile)[1]
            rows.append({"model": model, "store": store, "size": size, "seed": seed, "motif_map": motif, "craft_map": craft, "pointing": pointing})
            print(f"{model} {store} {size} px, seed {seed}: motif / craft mAP {motif:.3f} / {craft:.3f}, pointing {pointing:.3f}", flush=True)
        args.out.write_text(json.dumps({"rows": rows, "bytes": sizes}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
