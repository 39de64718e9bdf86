"""Writes a ranker folder: ranker.json, items.safetensors, CARD.md (contract ranker/1, models/rankers/README.md). NumPy alone."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np

_DTYPES = {np.dtype(np.float32): "F32", np.dtype(np.uint32): "U32", np.dtype(np.uint8): "U8"}


def string_table(name: str, texts: list[str]) -> dict[str, np.ndarray]:
    raw = [text.encode() for text in texts]
    offsets = np.concatenate([[0], np.cumsum([len(r) for r in raw])]).astype(np.uint32)
    return {f"{name}.offsets": offsets, f"{name}.bytes": np.frombuffer(b"".join(raw), np.uint8)}


def write_package(folder: Path, document: dict, tensors: dict[str, np.ndarray], card: str) -> None:
    header, data = {}, b""
    for name, x in tensors.items():
        header[name] = {"dtype": _DTYPES[x.dtype], "shape": list(x.shape), "data_offsets": [len(data), len(data) + x.nbytes]}
        data += np.ascontiguousarray(x).tobytes()
    raw = json.dumps(header, separators=(",", ":")).encode()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "items.safetensors").write_bytes(struct.pack("<Q", len(raw)) + raw + data)
    (folder / "ranker.json").write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    (folder / "CARD.md").write_text(card, encoding="utf-8")
