"""Runs the frozen backbone once over every picture and keeps what the heads are trained on.

Kept per picture: *rows*, the mean of each stage's map over a region with the labels of that region (the whole picture, crops encoded
on their own, boxes and windows of the whole picture's map), and for photographs and held-out renderings the maps themselves.
Written to one .npz per data set under the cache folder; a changed picture list, recipe or backbone gives another file name.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from common.pixels import crop, load_rgb, to_input

from .backbone import PIXEL_MEAN, PIXEL_STD, STAGES, load_weights
from .data import Picture, region_labels
from .graph import feature_extractor
from .vocabulary import load_crafts

RECIPE = "5"  # raise when the views below change
WHOLE = (0.0, 0.0, 1.0, 1.0)
DIM = sum(STAGES.values())  # 1712


@dataclass
class FeatureSet:
    """Rows of one data set. P pictures, N rows, S symbols, D = 1712 features (s16, s32, head)."""

    pictures: list[Picture]
    rows: np.ndarray  # float16 (N, D)
    labels: np.ndarray  # int8 (N, S)
    owner: np.ndarray  # int32 (N,): index of the picture
    kind: np.ndarray  # U8 (N,): whole, crop, box, window
    s16: np.ndarray | None = None  # float16 (P, 112, 28, 28) at 448 px
    s32: np.ndarray | None = None  # float16 (P, 320, 14, 14)
    head: np.ndarray | None = None  # float16 (P, 1280, 14, 14)


class Extractor:
    def __init__(self, threads: int = 2) -> None:
        import onnxruntime as ort

        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        model = feature_extractor(load_weights()).SerializeToString()
        self.session = ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def maps(self, rgb: np.ndarray, size: int, flip: bool = False) -> list[np.ndarray]:
        """[s16 (112, size/16, size/16), s32, head] of one picture."""
        pixels = to_input(rgb, size, PIXEL_MEAN, PIXEL_STD)
        if flip:
            pixels = np.ascontiguousarray(pixels[:, :, ::-1])
        return [m[0] for m in self.session.run(None, {"pixels": pixels[None]})]


def pool(maps: list[np.ndarray], region: tuple) -> np.ndarray:
    """Mean of each stage over the cells that the region touches -> (D,)."""
    parts = []
    for m in maps:
        height, width = m.shape[1:]
        x0, y0 = min(int(region[0] * width), width - 1), min(int(region[1] * height), height - 1)
        x1, y1 = max(x0 + 1, int(np.ceil(region[2] * width - 1e-6))), max(y0 + 1, int(np.ceil(region[3] * height - 1e-6)))
        parts.append(m[:, y0:y1, x0:x1].mean((1, 2)))
    return np.concatenate(parts)


def _random_region(rng: np.random.Generator, low: float, high: float) -> tuple:
    side_x, side_y = np.clip(rng.uniform(low, high) * np.exp(rng.normal(0, 0.15, 2)), 0.05, 0.98)
    x, y = rng.uniform(0, 1 - side_x), rng.uniform(0, 1 - side_y)
    return (x, y, x + side_x, y + side_y)


def _around(box: tuple, rng: np.random.Generator) -> tuple:
    """The box with a random margin, shifted a little, inside the picture."""
    width, height = box[2] - box[0], box[3] - box[1]
    margin = rng.uniform(-0.05, 0.35)
    dx, dy = rng.uniform(-0.1, 0.1, 2)
    region = (
        max(0.0, box[0] + (dx - margin) * width), max(0.0, box[1] + (dy - margin) * height),
        min(1.0, box[2] + (dx + margin) * width), min(1.0, box[3] + (dy + margin) * height),
    )  # fmt: skip
    return region if region[2] - region[0] > 0.03 and region[3] - region[1] > 0.03 else box


def _views(picture: Picture, rgb: np.ndarray, extract: Extractor, rng: np.random.Generator):
    """Yields (kind, region, features) and, first, the maps of the whole picture at 448 px."""
    if picture.source in ("motifs", "more", "plain"):
        size = min(rgb.shape[:2])
        if max(rgb.shape[:2]) > 2.2 * size:  # a border strip: its middle square
            y, x = (rgb.shape[0] - size) // 2, (rgb.shape[1] - size) // 2
            rgb = rgb[y : y + size, x : x + size]
        for px in (224,) if picture.source == "plain" else (224, 448):
            yield "whole", WHOLE, pool(extract.maps(rgb, px, bool(rng.integers(2))), WHOLE)
        return
    maps = extract.maps(rgb, 448)
    yield "maps", WHOLE, maps
    yield "whole", WHOLE, pool(maps, WHOLE)
    boxes = [m.box for m in picture.marks if m.box is not None]
    museum = picture.source == "museum"
    for box in boxes:
        yield "box", box, pool(maps, box)
        for _ in range(1 if museum else 0):
            yield "box", (region := _around(box, rng)), pool(maps, region)
    for _ in range(6 if museum else 10):
        yield "window", (region := _random_region(rng, 0.15, 0.7)), pool(maps, region)
    if not museum:
        return
    yield "whole", WHOLE, pool(extract.maps(rgb, 448, True), WHOLE)
    for region in [_around(b, rng) for b in boxes for _ in range(3)] + [_random_region(rng, 0.3, 0.9) for _ in range(14)]:
        view = extract.maps(crop(rgb, region), 224, bool(rng.integers(2)))
        yield "crop", region, pool(view, WHOLE)


def _cache_key(pictures: list[Picture], symbols: list[str], keep_maps: bool) -> str:
    digest = hashlib.sha256(f"{RECIPE} {symbols} {keep_maps}".encode())
    for p in pictures:
        digest.update(f"{p.source}/{p.path.name} {p.path.stat().st_size} {p.marks} {p.exhaustive}".encode())
    return digest.hexdigest()[:16]


def extract_set(name: str, pictures: list[Picture], symbols: list[str], cache: Path, keep_maps: bool, seed: int) -> FeatureSet:
    """The rows of a data set, from the cache or computed now (about 20 ms per view on two idle cores)."""
    path = cache / f"{name}-{_cache_key(pictures, symbols, keep_maps)}.npz"
    if path.exists():
        stored = np.load(path)
        return FeatureSet(pictures, *(stored[k] if k in stored else None for k in ("rows", "labels", "owner", "kind", "s16", "s32")))
    extract, rng = Extractor(), np.random.default_rng(seed)
    index = {s: i for i, s in enumerate(symbols)}
    crafts = load_crafts() & set(symbols)
    rows, labels, owner, kinds, s16, s32 = [], [], [], [], [], []
    for number, picture in enumerate(pictures):
        for kind, region, features in _views(picture, load_rgb(picture.path), extract, rng):
            if kind == "maps":
                if keep_maps:
                    s16.append(features[0].astype(np.float16))
                    s32.append(features[1].astype(np.float16))
                continue
            rows.append(features.astype(np.float16))
            labels.append(region_labels(picture, region, index, crafts))
            owner.append(number)
            kinds.append(kind)
        if number % 200 == 199:
            print(f"{name}: {number + 1} of {len(pictures)} pictures", flush=True)
    arrays = {"rows": np.stack(rows), "labels": np.stack(labels), "owner": np.array(owner, np.int32), "kind": np.array(kinds, "U8")}
    if s16:
        arrays |= {"s16": np.stack(s16), "s32": np.stack(s32)}
    cache.mkdir(parents=True, exist_ok=True)
    np.savez(path, **arrays)
    print(f"{name}: {len(rows)} rows of {len(pictures)} pictures -> {path.name}", flush=True)
    return FeatureSet(pictures, *(arrays.get(k) for k in ("rows", "labels", "owner", "kind", "s16", "s32")))


def head_map(s32: np.ndarray, weights: dict[str, np.ndarray]) -> np.ndarray:
    """The 1280-channel map from the s32 map: the backbone's last 1x1 convolution. (P, 320, h, w) -> (P, 1280, h, w)."""
    kernel, bias = weights["top.w"][:, :, 0, 0], weights["top.b"]
    out = np.einsum("oc,pchw->pohw", kernel, s32.astype(np.float32), optimize=True) + bias[None, :, None, None]
    return np.clip(out, 0, 6)
