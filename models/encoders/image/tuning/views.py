"""Views of pictures, run once through the frozen trunk and kept: what the late layers are trained on.

A view is a region of a picture, flipped and with other light or not, at one size. Kept per set under the cache folder: NAME.npy, float16
(N, 40, size/8, size/8), and NAME.npz with labels int8 (N, S), owner int32 (N,), and for each view its boxes.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageEnhance

from common.pixels import load_rgb

from ..backbone import PIXEL_MEAN, PIXEL_STD, load_weights
from ..data import Picture, region_labels
from ..features import WHOLE
from ..graph import trunk_extractor
from ..vocabulary import load_crafts, load_symbols
from .config import ViewConfig

RECIPE = "1"  # raise when the views below change
LONGEST = 1100  # pixels: larger photographs are shrunk before they are cut
WRITING = ("calligraphy", "shou-character", "fu-character", "wan-swastika")  # not the same in a mirror
LEAST_SIDE, LEAST_PART = 0.02, 0.3  # of a box that a view still shows


@dataclass
class Views:
    """N views of P pictures; S symbols."""

    pictures: list[Picture]
    trunk: np.ndarray  # float16 (N, 40, h, w), a memory map
    labels: np.ndarray  # int8 (N, S)
    owner: np.ndarray  # int32 (N,): index of the picture
    boxes: list[np.ndarray]  # N arrays (boxes, 6): symbol, sure, x0, y0, x1, y1 as fractions of the view

    @property
    def source(self) -> str:
        return self.pictures[0].source

    def of(self, pictures: np.ndarray) -> np.ndarray:
        """Indices of the views of the pictures marked in bool (P,)."""
        return np.flatnonzero(pictures[self.owner])


def _relight(rgb: np.ndarray, rng: np.random.Generator, config: ViewConfig) -> np.ndarray:
    picture = Image.fromarray(rgb)
    for change in (ImageEnhance.Brightness, ImageEnhance.Contrast, ImageEnhance.Color):
        picture = change(picture).enhance(float(np.exp(rng.normal(0, config.jitter))))
    tinted = np.asarray(picture, np.float32) * np.exp(rng.normal(0, config.tint, 3)).astype(np.float32)
    return np.clip(tinted, 0, 255).astype(np.uint8)


def _shrink(rgb: np.ndarray) -> np.ndarray:
    height, width = rgb.shape[:2]
    if max(height, width) <= LONGEST:
        return rgb
    scale = LONGEST / max(height, width)
    return np.asarray(Image.fromarray(rgb).resize((round(width * scale), round(height * scale)), Image.Resampling.LANCZOS))


def _middle(rgb: np.ndarray) -> np.ndarray:
    """The middle square of a border strip; other pictures as they are."""
    side = min(rgb.shape[:2])
    if max(rgb.shape[:2]) <= 2.2 * side:
        return rgb
    y, x = (rgb.shape[0] - side) // 2, (rgb.shape[1] - side) // 2
    return rgb[y : y + side, x : x + side]


def _any_region(rng: np.random.Generator, least_area: float) -> tuple:
    area, aspect = rng.uniform(least_area, 1.0), np.exp(rng.normal(0, 0.2))
    width, height = min(1.0, np.sqrt(area * aspect)), min(1.0, np.sqrt(area / aspect))
    x, y = rng.uniform(0, 1 - width + 1e-9), rng.uniform(0, 1 - height + 1e-9)
    return (x, y, x + width, y + height)


def _near_box(box: tuple, rng: np.random.Generator) -> tuple:
    """The box with another margin on each side."""
    width, height, margin = box[2] - box[0], box[3] - box[1], rng.uniform(0.05, 0.6)
    out = [margin * rng.uniform(0.3, 1) for _ in range(4)]
    return (
        max(0.0, box[0] - out[0] * width), max(0.0, box[1] - out[1] * height),
        min(1.0, box[2] + out[2] * width), min(1.0, box[3] + out[3] * height),
    )  # fmt: skip


def _choose(picture: Picture, rng: np.random.Generator) -> tuple:
    museum = picture.source == "museum"
    region = WHOLE if rng.random() < (0.15 if museum else 0.4) else _any_region(rng, 0.2 if museum else 0.5)
    boxes = [m.box for m in picture.marks if m.box]
    if museum and boxes and rng.random() < 0.35:
        near = _near_box(boxes[rng.integers(len(boxes))], rng)
        if near[2] - near[0] >= 0.08 and near[3] - near[1] >= 0.08:
            return near
    return region


def boxes_in(picture: Picture, region: tuple, flip: bool, index: dict[str, int]) -> np.ndarray:
    """(boxes, 6): the marks that the region still shows, in fractions of the region."""
    width, height, rows = region[2] - region[0], region[3] - region[1], []
    for mark in picture.marks:
        if mark.box is None:
            continue
        x0, y0, x1, y1 = ((mark.box[i] - region[i % 2]) / (width, height)[i % 2] for i in range(4))
        cut = [max(0.0, x0), max(0.0, y0), min(1.0, x1), min(1.0, y1)]
        side_x, side_y = cut[2] - cut[0], cut[3] - cut[1]
        if side_x < LEAST_SIDE or side_y < LEAST_SIDE or side_x * side_y < LEAST_PART * (x1 - x0) * (y1 - y0):
            continue
        if flip:
            cut[0], cut[2] = 1 - cut[2], 1 - cut[0]
        rows.append([index[mark.symbol], float(mark.sure), *cut])
    return np.array(rows, np.float32).reshape(-1, 6)


def _pixels(rgb: np.ndarray, region: tuple, size: int, flip: bool) -> np.ndarray:
    height, width = rgb.shape[:2]
    x0, y0 = int(region[0] * width), int(region[1] * height)
    x1, y1 = max(x0 + 8, int(np.ceil(region[2] * width))), max(y0 + 8, int(np.ceil(region[3] * height)))
    part = np.ascontiguousarray(rgb[y0:y1, x0:x1, :][:, :: -1 if flip else 1])
    method = Image.Resampling.BOX if min(part.shape[:2]) >= size else Image.Resampling.BILINEAR
    values = np.asarray(Image.fromarray(part).resize((size, size), method), np.float32)
    return np.ascontiguousarray(((values - np.float32(PIXEL_MEAN)) / np.float32(PIXEL_STD)).transpose(2, 0, 1))


class Trunk:
    """pixels (B, 3, H, W) -> float32 (B, 40, H/8, W/8)."""

    def __init__(self, threads: int = 2) -> None:
        import onnxruntime as ort

        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        self.session = ort.InferenceSession(trunk_extractor(load_weights()).SerializeToString(), options, providers=["CPUExecutionProvider"])

    def __call__(self, pixels: np.ndarray) -> np.ndarray:
        return self.session.run(None, {"pixels": pixels})[0]


def _key(pictures: list[Picture], size: int, count: int, whole: bool, config: ViewConfig) -> str:
    digest = hashlib.sha256(f"{RECIPE} {size} {count} {whole} {config} {load_symbols()}".encode())
    for p in pictures:
        digest.update(f"{p.source}/{p.path.name} {p.path.stat().st_size} {p.marks} {p.exhaustive}".encode())
    return digest.hexdigest()[:16]


def extract(name: str, pictures: list[Picture], size: int, count: int, cache: Path, config: ViewConfig, whole: bool = False, seed: int = 7) -> Views:
    """`count` views of each picture at `size` px (`whole`: the picture as it is), from the cache or made now (40 ms each on two idle cores)."""
    path = cache / f"{name}-{_key(pictures, size, count, whole, config)}"
    data, rest = path.with_suffix(".npy"), path.with_suffix(".npz")
    if not rest.exists():
        _write(name, pictures, size, count, data, rest, config, whole, seed)
    stored = np.load(rest)
    boxes = np.split(stored["boxes"], np.cumsum(stored["box_count"])[:-1])
    return Views(pictures, np.load(data, mmap_mode="r"), stored["labels"], stored["owner"], boxes)


def _write(name: str, pictures: list[Picture], size: int, count: int, data: Path, rest: Path, config: ViewConfig, whole: bool, seed: int) -> None:
    symbols = load_symbols()
    index, crafts = {s: i for i, s in enumerate(symbols)}, load_crafts() & set(symbols)
    rng, trunk, total = np.random.default_rng(seed), Trunk(), len(pictures) * count
    data.parent.mkdir(parents=True, exist_ok=True)
    out = np.lib.format.open_memmap(data, "w+", np.float16, (total, 40, size // 8, size // 8))
    labels, owner, boxes, waiting, started = np.zeros((total, len(symbols)), np.int8), np.zeros(total, np.int32), [], [], time.time()
    for number, picture in enumerate(pictures):
        rgb = _shrink(load_rgb(picture.path))
        if picture.source in ("motifs", "more", "plain"):
            rgb = _middle(rgb)
        mirror = not any(m.symbol in WRITING for m in picture.marks)
        for _ in range(count):
            region, flip = (WHOLE, False) if whole else (_choose(picture, rng), mirror and bool(rng.integers(2)))
            at = len(boxes)
            labels[at], owner[at] = region_labels(picture, region, index, crafts), number
            boxes.append(boxes_in(picture, region, flip, index))
            waiting.append(_pixels(rgb if whole else _relight(rgb, rng, config), region, size, flip))
            if len(waiting) == 8 or at == total - 1:
                out[at + 1 - len(waiting) : at + 1] = trunk(np.stack(waiting))
                waiting = []
        if number % 300 == 299:
            print(f"{name}: {number + 1} of {len(pictures)} pictures, {time.time() - started:.0f} s", flush=True)
    out.flush()
    np.savez(rest, labels=labels, owner=owner, boxes=np.concatenate(boxes), box_count=[len(b) for b in boxes])
