"""The space the table is trained towards: both teachers combined, reduced to 128 dimensions, centred."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .corpus import Pair
from .teacher import Teacher

DIM = 128
_BGE_WEIGHT = 1.0
_RIDGE = 30.0


def unit(rows: np.ndarray) -> np.ndarray:
    return rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9)


class TargetSpace:
    """Maps a (zh, en) pair, or English alone, to a unit vector of 128 numbers.

    With both sides: [USE(zh) + USE(en); bge(en)], each centred over the dictionary, then PCA without whitening.
    English alone goes through a ridge map from bge, Chinese alone through one from USE.
    """

    def __init__(self, use: Teacher, bge: Teacher, dictionary: Sequence[Pair]):
        self._use, self._bge = use, bge
        zh, en = [p.zh for p in dictionary], [p.en for p in dictionary]
        use_zh, use_en, bge_en = use.encode(zh), use.encode(en), bge.encode(en, 64)
        self._means = (use_zh.mean(0), use_en.mean(0), bge_en.mean(0))
        joint = self._join(use_zh, use_en, bge_en)
        self._mean = joint.mean(0)
        _values, vectors = np.linalg.eigh(np.cov(joint - self._mean, rowvar=False))
        self._basis = vectors[:, ::-1][:, :DIM]  # (896, 128), strongest direction first
        targets = self._project(joint)
        self._from_en = _ridge(unit(bge_en - self._means[2]), targets)
        self._from_zh = _ridge(unit(use_zh - self._means[0]), targets)

    def _join(self, use_zh: np.ndarray, use_en: np.ndarray, bge_en: np.ndarray) -> np.ndarray:
        both = unit(unit(use_zh - self._means[0]) + unit(use_en - self._means[1]))
        return np.concatenate([both, _BGE_WEIGHT * unit(bge_en - self._means[2])], axis=1)  # (n, 512 + 384)

    def _project(self, joint: np.ndarray) -> np.ndarray:
        return unit((joint - self._mean) @ self._basis)

    def of_pairs(self, pairs: Sequence[Pair]) -> np.ndarray:
        zh, en = [p.zh for p in pairs], [p.en for p in pairs]
        return self._project(self._join(self._use.encode(zh), self._use.encode(en), self._bge.encode(en, 64)))

    def of_english(self, texts: Sequence[str]) -> np.ndarray:
        return unit(unit(self._bge.encode(texts, 64) - self._means[2]) @ self._from_en)

    def of_chinese(self, texts: Sequence[str]) -> np.ndarray:
        return unit(unit(self._use.encode(texts) - self._means[0]) @ self._from_zh)


def _ridge(inputs: np.ndarray, targets: np.ndarray) -> np.ndarray:
    gram = inputs.T @ inputs + _RIDGE * np.eye(inputs.shape[1])
    return np.linalg.solve(gram, inputs.T @ targets)
