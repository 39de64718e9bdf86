"""Compares text-encoder.onnx with the words files: several batch sizes, lengths and paddings; prints the largest difference.

  python -m encoders.text.check_onnx [--dir DIR]     exit status 1 above the tolerance of 1e-6
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
import onnxruntime

from .reference import ARTIFACTS, Encoder

TOLERANCE = 1e-6


def largest_difference(folder: Path, seed: int = 0) -> float:
    """max |ONNX - reference| over random token lists of mixed length, an all-padding row among them."""
    encoder = Encoder.load(folder)
    session = onnxruntime.InferenceSession(str(folder / "text-encoder.onnx"), providers=["CPUExecutionProvider"])
    rng = np.random.default_rng(seed)
    worst = 0.0
    for batch, length in ((1, 1), (1, 40), (5, 7), (32, 24), (64, 3)):
        lengths = rng.integers(0, length + 1, batch)
        ids = np.zeros((batch, length), np.int32)
        for row, used in enumerate(lengths):
            ids[row, :used] = rng.integers(1, len(encoder.tokeniser.tokens), used)
        (found,) = session.run(["embedding"], {"token_ids": ids})
        wanted = np.stack([encoder.encode_ids(row[:used]) for row, used in zip(ids, lengths)])
        worst = max(worst, float(np.abs(found - wanted).max()))
    return worst


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dir", type=Path, default=ARTIFACTS)
    worst = largest_difference(parser.parse_args().dir)
    print(f"largest difference {worst:.2e}, tolerance {TOLERANCE:.0e}")
    sys.exit(worst > TOLERANCE)


if __name__ == "__main__":
    main()
