"""Reference encoder, NumPy only: reads the shipped words files and embeds texts.

    from encoders.text.reference import encode
    vectors = encode(["龙纹旗袍", "a red silk scarf with a phoenix"])   # float32 [n, 128], unit rows (or zero, see README)
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np

from .tokeniser import Tokeniser

ARTIFACTS = Path(__file__).parent / "artifacts"
_DTYPES = {"U8": np.uint8, "I8": np.int8, "U32": np.uint32, "F32": np.float32}


def read_safetensors(path: Path) -> dict[str, np.ndarray]:
    raw = path.read_bytes()
    header_bytes = int.from_bytes(raw[:8], "little")
    header = json.loads(raw[8 : 8 + header_bytes])
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__":
            begin, end = (8 + header_bytes + at for at in entry["data_offsets"])
            tensors[name] = np.frombuffer(raw[begin:end], _DTYPES[entry["dtype"]]).reshape(entry["shape"])
    return tensors


class Encoder:
    """A quantised table with its tokeniser. Sums in float32, token by token, as core does: the same bits."""

    def __init__(self, tokeniser: Tokeniser, rows_q: np.ndarray, scales: np.ndarray):
        self.tokeniser, self.rows_q, self.scales = tokeniser, rows_q, scales
        self.dim = rows_q.shape[1]

    @classmethod
    def load(cls, folder: Path = ARTIFACTS) -> Encoder:
        """All `words-NNN.safetensors` of a folder, in order of name."""
        parts = [read_safetensors(path) for path in sorted(folder.glob("words-*.safetensors"))]
        if not parts:
            raise FileNotFoundError(f"no words-*.safetensors in {folder}")
        tokens = []
        for part in parts:
            blob, offsets = part["token.bytes"].tobytes(), part["token.offsets"].tolist()
            tokens += [blob[a:b] for a, b in zip(offsets, offsets[1:])]
        fold = dict(zip(parts[0]["fold.from"].tolist(), parts[0]["fold.to"].tolist(), strict=True))
        rows, scales = (np.concatenate([part[name] for part in parts]) for name in ("row.q", "row.scale"))
        return cls(Tokeniser(tokens, fold), rows, scales)

    def encode_ids(self, ids: Sequence[int]) -> np.ndarray:
        total = np.zeros(self.dim, np.float32)
        for i in ids:
            total += self.rows_q[i].astype(np.float32) * self.scales[i]
        squares = 0.0
        for value in total.tolist():
            squares += value * value
        if squares == 0.0:
            return total
        return (total.astype(np.float64) / np.sqrt(squares)).astype(np.float32)

    def encode(self, texts: Sequence[str | bytes]) -> np.ndarray:
        """float32 [n, dim]; a text without any known token gives a zero row."""
        rows = [self.encode_ids(self.tokeniser.tokenise(text)) for text in texts]
        return np.stack(rows) if rows else np.zeros((0, self.dim), np.float32)


@cache
def default_encoder() -> Encoder:
    return Encoder.load()


def encode(texts: Sequence[str | bytes]) -> np.ndarray:
    return default_encoder().encode(texts)
