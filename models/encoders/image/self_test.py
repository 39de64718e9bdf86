"""The known input "weyl" and the embedding it must give: how a browser finds out that a model runs wrongly on its device.

  cd models && python -m encoders.image.self_test [--dir encoders/image/artifacts]

Writes the member `self_test` into DIR/image-encoder.json and into the metadata of DIR/image-encoder.onnx. The same picture is made by
`selfTestPixels` in js/src/worker/encoder.ts; a device whose embedding has a cosine under 0.99 to this one does not run the model.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort

SIZE = 224
TILE = 8
MULTIPLIER = 2654435761


def known_picture(size: int = SIZE) -> np.ndarray:
    """Channel c of the pixel at (x, y) is the top byte of (3p + c + 1) * 2654435761 mod 2^32; p: index of its 8 x 8 tile's first pixel. (H, W, 3) u8."""
    y, x = np.mgrid[0:size, 0:size].astype(np.uint64)
    first = (y // TILE * TILE) * size + (x // TILE * TILE)  # (H, W)
    channel = np.arange(3, dtype=np.uint64)
    product = (3 * first[..., None] + channel + 1) * np.uint64(MULTIPLIER) % np.uint64(2**32)  # (H, W, 3)
    return (product >> np.uint64(24)).astype(np.uint8)


def self_test(model: onnx.ModelProto, mean: list[float], std: list[float]) -> dict:
    """The member of the contract: input, size and the embedding, rounded to 6 decimals."""
    session = ort.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    pixels = (known_picture().astype(np.float32) - np.float32(mean)) / np.float32(std)
    pixels = np.ascontiguousarray(pixels.transpose(2, 0, 1)[None])  # (H, W, 3) -> (1, 3, H, W)
    embedding = session.run(["embedding"], {"pixels": pixels})[0][0]
    return {"input": "weyl", "size": SIZE, "embedding": [round(float(value), 6) for value in embedding]}


def main() -> None:
    import json

    from common.onnx_meta import CONTRACT_KEY, contract_text, write_sidecar

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dir", type=Path, default=Path(__file__).resolve().parent / "artifacts")
    args = parser.parse_args()
    path = args.dir / "image-encoder.onnx"
    model = onnx.load(path)
    contract = json.loads(path.with_suffix(".json").read_text("utf-8"))
    contract["self_test"] = self_test(model, contract["pixels"]["mean"], contract["pixels"]["std"])
    for entry in model.metadata_props:
        if entry.key == CONTRACT_KEY:
            entry.value = contract_text(contract)
    onnx.save(model, path)
    write_sidecar(path.with_suffix(".json"), contract)
    print(f"self_test written for {contract['model']} {contract['version']}")


if __name__ == "__main__":
    main()
