"""Decodes the encoder's outputs by rule seeing/1 and runs the shipped ONNX file on pictures. NumPy, Pillow, onnxruntime alone.

  cd models && python -m encoders.image.see PICTURE... [--model FILE] [--size 448]

Prints the JSON of `ruyi see`: {model, pictures[{file, symbols[{id, confidence, claimed, box}]}]}.

Rule seeing/1: in a symbol's map, the region is the 4-connected component that holds the peak (ties: the first in row-major order) of
cells m >= mean + box_quantile · (peak - mean); the box is its bounding cells over the map's sides. A flat map has no box.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from common.pixels import load_rgb, to_input

ARTIFACTS = Path(__file__).resolve().parent / "artifacts"


def locate(evidence: np.ndarray, box_quantile: float) -> tuple[float, float, float, float] | None:
    """(h, w) -> box as fractions x0, y0, x1, y1."""
    height, width = evidence.shape
    values = evidence.astype(np.float64)
    peak = int(np.argmax(values))
    highest, mean = values.flat[peak], values.mean()
    if highest == values.min():
        return None
    inside = values >= mean + box_quantile * (highest - mean)
    start = (peak // width, peak % width)
    seen, stack = {start}, [start]
    while stack:
        y, x = stack.pop()
        for near in ((y - 1, x), (y + 1, x), (y, x - 1), (y, x + 1)):
            if 0 <= near[0] < height and 0 <= near[1] < width and inside[near] and near not in seen:
                seen.add(near)
                stack.append(near)
    ys, xs = [c[0] for c in seen], [c[1] for c in seen]
    return (min(xs) / width, min(ys) / height, (max(xs) + 1) / width, (max(ys) + 1) / height)


def decode(logits: np.ndarray, maps: np.ndarray, contract: dict) -> list[dict]:
    """(S,), (S, h, w) -> every symbol, best first."""
    rules = {row["id"]: row for row in contract["symbol_calibration"]}
    out = []
    for s in np.argsort(-logits, kind="stable"):
        symbol = contract["symbols"][s]
        rule = rules.get(symbol, {})
        confidence = float(1 / (1 + np.exp(-float(logits[s]))))
        box = locate(maps[s], rule.get("box_quantile") or 0.5)
        claimed = bool(rule.get("claim")) and confidence >= rule["threshold"]
        out.append({"id": symbol, "confidence": round(confidence, 6), "claimed": claimed, "box": box and [round(v, 4) for v in box]})
    return out


class Encoder:
    """The shipped file and its contract."""

    def __init__(self, model: Path = ARTIFACTS / "image-encoder.onnx", threads: int = 2) -> None:
        import onnxruntime as ort

        self.contract = json.loads(model.with_suffix(".json").read_text("utf-8"))
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        self.session = ort.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])

    def run(self, rgb: np.ndarray, size: int) -> dict[str, np.ndarray]:
        pixels = self.contract["pixels"]
        x = to_input(rgb, size, pixels["mean"], pixels["std"])
        names = [o.name for o in self.session.get_outputs()]
        return {n: v[0] for n, v in zip(names, self.session.run(names, {"pixels": x[None]}))}

    def see(self, rgb: np.ndarray, size: int = 448) -> list[dict]:
        out = self.run(rgb, size)
        return decode(out["symbol_logits"], out["symbol_maps"], self.contract)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pictures", nargs="+", type=Path)
    parser.add_argument("--model", type=Path, default=ARTIFACTS / "image-encoder.onnx")
    parser.add_argument("--size", type=int, default=448)
    args = parser.parse_args()
    encoder = Encoder(args.model)
    pictures = [{"file": p.name, "symbols": encoder.see(load_rgb(p), args.size)} for p in args.pictures]
    print(json.dumps({"model": f"{encoder.contract['model']} {encoder.contract['version']}", "pictures": pictures}))


if __name__ == "__main__":
    main()
