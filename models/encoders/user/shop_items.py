"""The sample shop as item vectors: the committed encoders over its pictures and words.

  python -m encoders.user.shop_items --shop DIR --out items.npz

`visual` and `text` come from the image and text encoders' artifacts (pictures at the embedding size, words as `ruyi build` joins
them), `symbols` from the drawing's truth (the simulated shoppers look at what is really there), `popularity` from the feed.
"""

from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path

import numpy as np
import onnxruntime

from common.pixels import load_rgb, to_input
from encoders.text.reference import Encoder

_IMAGE_ARTIFACTS = Path(__file__).parents[1] / "image" / "artifacts"
_TEXT_COLUMNS = ("title_zh", "title_en", "category", "description_zh", "description_en", "tags")


def picture_vectors(paths: list[Path]) -> np.ndarray:
    """(n, D) unit rows, one picture at a time."""
    contract = json.loads((_IMAGE_ARTIFACTS / "image-encoder.json").read_text(encoding="utf-8"))["pixels"]
    size = contract["sizes"][0]
    session = onnxruntime.InferenceSession(str(_IMAGE_ARTIFACTS / "image-encoder.onnx"), providers=["CPUExecutionProvider"])
    rows = []
    for path in paths:
        pixels = to_input(load_rgb(path), size, tuple(contract["mean"]), tuple(contract["std"]))  # (3, H, W)
        rows.append(session.run(["embedding"], {"pixels": pixels[None].astype(np.float32)})[0][0])
    return np.stack(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shop", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    with (args.shop / "products.csv").open(encoding="utf-8-sig", newline="") as feed:
        rows = list(csv.DictReader(feed))
    truth = {p["id"]: {s["id"] for s in p["symbols"]} for p in json.loads((args.shop / "truth.json").read_text(encoding="utf-8"))["products"]}
    names = sorted(set().union(*truth.values()))
    np.savez(
        args.out,
        visual=picture_vectors([args.shop / "images" / row["image"] for row in rows]),
        text=Encoder.load().encode(["\n".join(row[c] for c in _TEXT_COLUMNS if row[c]) for row in rows]),
        symbols=np.array([[float(name in truth[row["id"]]) for name in names] for row in rows], np.float32),
        popularity=np.array([float(row["popularity"]) for row in rows], np.float32),
        symbol_names=names,
    )


if __name__ == "__main__":
    main()
