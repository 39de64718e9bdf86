"""Pictures to model input, the way `core/src/pixels.cpp` does it: composite on white, stretch, (value - mean) / std.

Per axis: shrinking averages exactly the covered area; growing, or an equal size, interpolates between the two nearest pixel centres.
Needs numpy and Pillow.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

Rect = tuple[float, float, float, float]  # x0, y0, x1, y1 as fractions of the upright picture


def load_rgb(path: Path, svg_px: int = 448) -> np.ndarray:
    """The upright picture on white, uint8 (H, W, 3). SVG needs resvg-py (training only)."""
    if path.suffix == ".svg":
        import io

        import resvg_py

        picture = Image.open(io.BytesIO(bytes(resvg_py.svg_to_bytes(svg_path=str(path), width=svg_px, background="#ffffff"))))
    else:
        picture = ImageOps.exif_transpose(Image.open(path))
    if picture.mode in ("RGBA", "LA", "P", "PA"):
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, (255, 255, 255, 255))
        white.alpha_composite(picture)
        picture = white
    return np.asarray(picture.convert("RGB"))


def crop(rgb: np.ndarray, rect: Rect) -> np.ndarray:
    """The whole pixels that `rect` touches, at least one each way."""
    height, width = rgb.shape[:2]
    x0, y0 = min(int(rect[0] * width), width - 1), min(int(rect[1] * height), height - 1)
    x1, y1 = max(x0 + 1, int(np.ceil(rect[2] * width))), max(y0 + 1, int(np.ceil(rect[3] * height)))
    return rgb[y0:y1, x0:x1]


def _resize_axis0(values: np.ndarray, size: int) -> np.ndarray:
    """float64 (n, ...) -> (size, ...)."""
    count = len(values)
    if size < count:  # area average through the running integral
        integral = np.concatenate([np.zeros((1, *values.shape[1:])), np.cumsum(values, 0)])
        edges = np.arange(size + 1) * (count / size)
        below = np.minimum(edges.astype(int), count - 1)
        part = (edges - below).reshape(-1, *[1] * (values.ndim - 1))
        at_edges = integral[below] + part * values[below]
        return np.diff(at_edges, axis=0) * (size / count)
    centres = np.clip((np.arange(size) + 0.5) * (count / size) - 0.5, 0, count - 1)
    below = np.minimum(centres.astype(int), max(count - 2, 0))
    above = np.minimum(below + 1, count - 1)
    part = (centres - below).reshape(-1, *[1] * (values.ndim - 1))
    return values[below] * (1 - part) + values[above] * part


def to_input(rgb: np.ndarray, size: int, mean: tuple, std: tuple) -> np.ndarray:
    """uint8 (H, W, 3) -> float32 (3, size, size)."""
    rows = _resize_axis0(rgb.astype(np.float64), size)  # (H, W, 3) -> (size, W, 3)
    square = _resize_axis0(rows.transpose(1, 0, 2), size).transpose(1, 0, 2)  # -> (size, size, 3)
    return ((square - np.array(mean)) / np.array(std)).astype(np.float32).transpose(2, 0, 1)
