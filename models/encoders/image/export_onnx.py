"""Trained heads + pretrained backbone -> one ONNX file and its sidecar contract.

  cd models && python -m encoders.image.export_onnx --heads FILE.npz [--out DIR] [--store float16]

Reads what train.py or tuning/join.py wrote (FILE.npz and FILE.json beside it); writes DIR/image-encoder.onnx and DIR/image-encoder.json.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import onnx

from common.onnx_meta import CONTRACT_KEY, contract_text, write_sidecar
from common.provenance import commit

from .backbone import PIXEL_MEAN, PIXEL_STD, load_weights
from .graph import OPSET, EncoderWeights, SideBranch, encoder
from .self_test import self_test

NAME, VERSION = "ruyi-image-lite0", "0.3.0"
HERE = Path(__file__).resolve().parent
ARRAYS = ("symbol_s16", "symbol_s32", "symbol_bias", "sharpness", "mean_share", "embed_weight", "embed_bias")


def read_heads(path: Path) -> tuple[EncoderWeights, dict]:
    stored = np.load(path)
    side = {name.removeprefix("side."): stored[name] for name in stored.files if name.startswith("side.")}
    heads = EncoderWeights(
        **{name: stored[name] for name in ARRAYS}, smooth_cells=int(stored["smooth_cells"]),
        side=SideBranch({k: v for k, v in side.items() if k != "symbols"}, side["symbols"]) if side else None,
    )  # fmt: skip
    return heads, json.loads(path.with_suffix(".json").read_text("utf-8"))


def contract_of(heads: EncoderWeights, run: dict, store: str) -> dict:
    count, dim = len(heads.symbol_bias), len(heads.embed_bias)
    return {
        "contract": "image-encoder/1",
        "model": NAME,
        "version": VERSION,
        "commit": commit(),
        "opset": OPSET,
        "weights_stored_as": store,
        "data": run["data"],
        "inputs": [{"name": "pixels", "dtype": "float32", "shape": ["B", 3, "H", "W"]}],
        "outputs": [
            {"name": "embedding", "dtype": "float32", "shape": ["B", dim]},
            {"name": "symbol_logits", "dtype": "float32", "shape": ["B", count]},
            {"name": "symbol_maps", "dtype": "float32", "shape": ["B", count, "h", "w"]},
        ],
        "pixels": {
            "layout": "NCHW", "channels": "RGB", "mean": list(PIXEL_MEAN), "std": list(PIXEL_STD), "resize": "stretch",
            "sizes": [224, 448], "multiple_of": 32, "embedding_size": 224, "symbol_size": 448, "map_stride": 16,
        },
        "dim": dim,
        "symbols": run["symbols"],
        "box_rule": "seeing/1",
        "symbol_calibration": run["symbol_calibration"],
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--heads", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=HERE / "artifacts")
    parser.add_argument("--store", choices=("float16", "float32"), default="float16")
    args = parser.parse_args()
    heads, run = read_heads(args.heads)
    contract = contract_of(heads, run, args.store)
    contract["self_test"] = self_test(encoder(load_weights(), heads, args.store, {}), list(PIXEL_MEAN), list(PIXEL_STD))
    model = encoder(load_weights(), heads, args.store, {CONTRACT_KEY: contract_text(contract)})
    args.out.mkdir(parents=True, exist_ok=True)
    target = args.out / "image-encoder.onnx"
    onnx.save(model, target)
    write_sidecar(target.with_suffix(".json"), contract)
    print(f"{target.name}: {target.stat().st_size} bytes, {len(contract['symbols'])} symbols")


if __name__ == "__main__":
    main()
