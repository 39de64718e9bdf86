"""Compares user-encoder.onnx with its source model on histories of several batch sizes and lengths.

  python -m encoders.user.check_onnx RUN/model.pt [--dir DIR]     exit status 1 above the tolerance of 1e-5
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from .export_onnx import ARTIFACTS, INPUTS, OUTPUTS, example_inputs, load_model

TOLERANCE = 1e-5


def largest_difference(weights: Path, folder: Path) -> float:
    session = onnxruntime.InferenceSession(str(folder / "user-encoder.onnx"), providers=["CPUExecutionProvider"])
    model = load_model(weights)
    worst = 0.0
    for seed, (batch, length) in enumerate(((1, 1), (1, 64), (2, 3), (5, 40), (32, 17))):
        inputs = example_inputs(batch, length, seed)
        with torch.no_grad():
            wanted = model(*inputs)
        found = session.run(list(OUTPUTS), {name: x.numpy() for name, x in zip(INPUTS, inputs, strict=True)})
        worst = max(worst, *(float(np.abs(a - b.numpy()).max()) for a, b in zip(found, wanted, strict=True)))
    return worst


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--dir", type=Path, default=ARTIFACTS)
    args = parser.parse_args()
    worst = largest_difference(args.weights, args.dir)
    print(f"largest difference {worst:.2e}, tolerance {TOLERANCE:.0e}")
    sys.exit(worst > TOLERANCE)


if __name__ == "__main__":
    main()
