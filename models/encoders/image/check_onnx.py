"""Compares the exported ONNX file with the PyTorch source model: same weights, another implementation, several batches and sizes.

  cd models && python -m encoders.image.check_onnx --heads FILE.npz [--model FILE.onnx] [--sizes 224 448]

Prints the largest differences and exits 1 if one passes its tolerance. Against a source whose weights are
rounded as the file stores them the difference must be float noise; against unrounded weights it is reported.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np

from common.pixels import load_rgb, to_input

from .backbone import PIXEL_MEAN, PIXEL_STD, load_weights, run_torch, trunk_layers
from .export_onnx import read_heads
from .graph import EncoderWeights, quantise, side_blocks

HERE = Path(__file__).resolve().parent
BATCHES, SIZES = (1, 2, 5), (224, 448)
TOLERANCE = {"embedding": 2e-4, "symbol_logits": 2e-3, "symbol_maps": 1e-2}


def stored(value: np.ndarray, store: str) -> np.ndarray:
    """float (O, ...): what is left of a weight after the file's store."""
    value = np.asarray(value, np.float32)
    if value.size < 64 or store == "float32":
        return value
    if store == "float16":
        return value.astype(np.float16).astype(np.float32)
    small, scale = quantise(value)
    return small.astype(np.float32) * scale


def side_torch(w: dict, trunk, s16, s32):
    """The side branch: three tensors -> (B, W, H/16, W/16)."""
    import torch.nn.functional as F

    z = trunk * w["trunk.gain"][:, None, None] + w["trunk.shift"][:, None, None]
    down = F.conv2d(z, w["down.w"], w["down.b"], 2, 2, 1, len(w["down.b"]))
    coarse = F.interpolate(F.conv2d(s32, w["s32.w"]), scale_factor=2, mode="nearest")
    x = F.conv2d(s16, w["s16.w"], w["b"]) + F.conv2d(down, w["trunk.w"]) + coarse
    for n in range(side_blocks(w)):
        y = F.conv2d(x, w[f"{n}.expand.w"], w[f"{n}.expand.b"]).clamp(0, 6)
        depth = w[f"{n}.depth.w"]
        y = F.conv2d(y, depth, w[f"{n}.depth.b"], 1, depth.shape[2] // 2, 1, len(depth)).clamp(0, 6)
        x = x + F.conv2d(y, w[f"{n}.project.w"], w[f"{n}.project.b"])
    return x


def source_model(backbone: dict[str, np.ndarray], heads: EncoderWeights, pixels: np.ndarray, store: str) -> dict[str, np.ndarray]:
    """The whole encoder in PyTorch, with weights as the file's `store` leaves them."""
    import torch
    import torch.nn.functional as F

    with torch.no_grad():
        as_stored = lambda layers: {k: torch.from_numpy(stored(v, store if k.endswith(".w") else "float32")) for k, v in layers.items()}  # noqa: E731
        weights = as_stored(backbone)
        stages = run_torch(weights, torch.from_numpy(pixels))
        part = lambda w: torch.from_numpy(stored(w.T, store).copy())[:, :, None, None]  # noqa: E731
        fine = F.conv2d(stages["s16"], part(heads.symbol_s16), torch.from_numpy(heads.symbol_bias.astype(np.float32)))
        coarse = F.conv2d(stages["s32"], part(heads.symbol_s32))
        if heads.side is not None:
            trunk = run_torch(weights, torch.from_numpy(pixels), trunk_layers())["last"]
            seen = side_torch(as_stored(heads.side.weights), trunk, stages["s16"], stages["s32"])
            fine = fine + F.conv2d(seen, part(heads.side.symbols))
        side = heads.smooth_cells
        maps = F.avg_pool2d(fine + F.interpolate(coarse, scale_factor=2, mode="nearest"), side, 1, side // 2, count_include_pad=False)
        flat = maps.flatten(2)
        attention = torch.softmax(flat * torch.from_numpy(heads.sharpness.astype(np.float32))[None, :, None], 2)
        share = torch.from_numpy(heads.mean_share)
        logits = share * flat.mean(2) + (1 - share) * (attention * flat).sum(2)
        pooled = torch.cat([stages[s].mean((2, 3)) for s in ("s16", "s32", "head")], 1)
        raw = pooled @ torch.from_numpy(stored(heads.embed_weight, store)) + torch.from_numpy(heads.embed_bias.astype(np.float32))
        return {"embedding": F.normalize(raw, dim=1).numpy(), "symbol_logits": logits.numpy(), "symbol_maps": maps.numpy()}


def test_pixels(batch: int, size: int, pictures: list[Path]) -> np.ndarray:
    """Photographs where given, smooth random fields otherwise: white noise would be far from anything the network has seen."""
    if pictures:
        return np.stack([to_input(load_rgb(pictures[i % len(pictures)]), size, PIXEL_MEAN, PIXEL_STD) for i in range(batch)])
    coarse = np.random.default_rng(batch * 1000 + size).integers(0, 256, (batch, 7, 7, 3)).astype(np.uint8)
    return np.stack([to_input(c, size, PIXEL_MEAN, PIXEL_STD) for c in coarse])


def main() -> int:
    import onnxruntime as ort

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--heads", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=HERE / "artifacts/image-encoder.onnx")
    parser.add_argument("--pictures", type=Path, nargs="*", default=[])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="pixels")
    args = parser.parse_args()
    heads, _ = read_heads(args.heads)
    contract = json.loads(args.model.with_suffix(".json").read_text("utf-8"))
    backbone = load_weights()
    session = ort.InferenceSession(str(args.model), providers=["CPUExecutionProvider"])
    names, failed = [o.name for o in session.get_outputs()], False
    for batch, size in ((batch, size) for batch in BATCHES for size in args.sizes):
        pixels = test_pixels(batch, size, args.pictures)
        got = dict(zip(names, session.run(names, {"pixels": pixels})))
        same, exact = (source_model(backbone, heads, pixels, store) for store in (contract["weights_stored_as"], "float32"))
        cosine = float((got["embedding"] * exact["embedding"]).sum(1).min())
        line = [f"batch {batch} at {size} px:"]
        for name in names:
            gap = float(np.abs(got[name] - same[name]).max())
            failed = failed or gap > TOLERANCE[name]
            line.append(f"{name} {gap:.2e} (unrounded {np.abs(got[name] - exact[name]).max():.2e})")
        print(*line, f"least cosine to unrounded {cosine:.6f}", flush=True)
    print("differs beyond tolerance" if failed else "equal within tolerance", TOLERANCE)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
