"""The tiny pair in NumPy alone, from the same weights: what every runtime's answer is compared with. Axes: B batch, N places, W width."""

from __future__ import annotations

from math import erf

import numpy as np

Weights = dict[str, np.ndarray]
_erf = np.vectorize(erf, otypes=[np.float64])


def pixels_of(rgb: np.ndarray, mean: list[float], std: list[float]) -> np.ndarray:
    """uint8 (H, W, 3) of the model's own size -> float64 (1, 3, H, W)."""
    return ((rgb.astype(np.float64) - mean) / std).transpose(2, 0, 1)[None]


def norm(x: np.ndarray, held: np.ndarray) -> np.ndarray:
    centred = x - x.mean(-1, keepdims=True)
    return centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-5) * held[0] + held[1]


def softmax(x: np.ndarray) -> np.ndarray:
    power = np.exp(x - x.max(-1, keepdims=True))
    return power / power.sum(-1, keepdims=True)


def blocks(sizes, w: Weights, x: np.ndarray, hidden: np.ndarray | None = None) -> np.ndarray:
    """hidden: bool (B, N), places that nobody looks at."""
    each = sizes.width // sizes.heads
    for n in range(sizes.blocks):
        qkv = norm(x, w[f"{n}.norm1"]) @ w[f"{n}.qkv"].T + w[f"{n}.qkv.b"]
        heads = []
        for h in range(sizes.heads):
            q, k, v = (qkv[..., part * sizes.width + h * each : part * sizes.width + (h + 1) * each] for part in range(3))
            scores = q @ k.transpose(0, 2, 1) / np.sqrt(each)
            heads.append(softmax(scores if hidden is None else np.where(hidden[:, None], -1e4, scores)) @ v)
        x = x + np.concatenate(heads, -1) @ w[f"{n}.out"].T + w[f"{n}.out.b"]
        up = norm(x, w[f"{n}.norm2"]) @ w[f"{n}.up"].T + w[f"{n}.up.b"]
        x = x + (up * 0.5 * (1 + _erf(up / np.sqrt(2)))) @ w[f"{n}.down"].T + w[f"{n}.down.b"]
    return x


def interpolated(table: np.ndarray, height: int, width: int) -> np.ndarray:
    """(W, g, g) -> (W, height, width), linear between cell centres, edges held."""
    for axis, size in ((1, height), (2, width)):
        count = table.shape[axis]
        at = np.clip((np.arange(size) + 0.5) * count / size - 0.5, 0, count - 1)
        low = np.minimum(at.astype(int), max(count - 2, 0))
        part = (at - low).reshape([-1 if a == axis else 1 for a in range(3)])
        table = table.take(low, axis) * (1 - part) + table.take(np.minimum(low + 1, count - 1), axis) * part
    return table


def unit(x: np.ndarray) -> np.ndarray:
    return x / np.maximum(np.linalg.norm(x, axis=-1, keepdims=True), 1e-6)


def image_answer(sizes, w: Weights, pixels: np.ndarray) -> dict[str, np.ndarray]:
    """pixels (B, 3, H, W) -> the three outputs of image-encoder/1."""
    p, batch = sizes.patch_px, len(pixels)
    high, wide = pixels.shape[2] // p, pixels.shape[3] // p
    cut = pixels.reshape(batch, 3, high, p, wide, p).transpose(0, 2, 4, 1, 3, 5).reshape(batch, high * wide, -1)  # (B, N, 3·p·p)
    places = cut @ w["patch"].reshape(sizes.width, -1).T + interpolated(w["position"].astype(np.float64), high, wide).reshape(sizes.width, -1).T
    x = np.concatenate([np.broadcast_to(w["class"], (batch, 1, sizes.width)), places], 1)
    x = norm(blocks(sizes, w, norm(x, w["first"])), w["norm"])
    maps = (x[:, 1:] @ w["symbols"].T).transpose(0, 2, 1).reshape(batch, -1, high, wide)
    return {"embedding": unit(x[:, 0] @ w["project"].T), "symbol_logits": maps.mean((2, 3)), "symbol_maps": maps}


def text_answer(sizes, w: Weights, ids: np.ndarray) -> np.ndarray:
    """ids (B, T), 0 where padded -> (B, D)."""
    x = w["token"][ids % sizes.buckets] + w["position"][np.minimum(np.arange(ids.shape[1]), sizes.positions - 1)]
    pad = ids == 0
    x = blocks(sizes, w, x.astype(np.float64), pad)
    kept = (~pad)[..., None]
    mean = (x * kept).sum(1) / np.maximum(kept.sum(1), 1)
    return unit(norm(mean, w["norm"]) @ w["project"].T)
