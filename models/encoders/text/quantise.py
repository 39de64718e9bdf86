"""float rows -> int8 rows with one scale each, and the trained table as an Encoder."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from .reference import Encoder
from .tokeniser import Tokeniser


def quantise(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(V, D) f32 -> int8 (V, D) and f32 scales (V,); the largest magnitude of a row becomes 127, a zero row has scale 0."""
    peak = np.abs(rows).max(axis=1)
    scales = (peak / 127).astype(np.float32)
    steps = np.divide(rows, scales[:, None], out=np.zeros_like(rows), where=scales[:, None] > 0)
    return np.rint(steps).clip(-127, 127).astype(np.int8), scales


def load_trained(path: Path) -> Encoder:
    """OUT/table.npz of a training run -> quantised encoder."""
    with np.load(path, allow_pickle=False) as table:
        blob, offsets = table["token_bytes"].tobytes(), table["token_offsets"].tolist()
        tokens = [blob[a:b] for a, b in zip(offsets, offsets[1:])]
        fold = dict(zip(table["fold_from"].tolist(), table["fold_to"].tolist(), strict=True))
        return Encoder(Tokeniser(tokens, fold), *quantise(table["rows"]))
