"""Motifs from outside: cut-outs of the motif pictures, glyphs and vectors of the further pictures, shapes of the sample shop. All optional.

Licences: `read_more` refuses share-alike sources and caltech101, so what it yields is what the shipped encoder's card already names.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import defaultdict
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter, ImageOps

from ..data import read_more, read_motifs
from .curves import flatten_svg
from .library import Library
from .pen import ALPHA, ANGLE, HEIGHT, INK, LIGHT, SECOND, Art, Motif, Shape, rasterise, relief
from .scenes import pseudo_character

PLACES = {"standalone": "figure", "filler": "figure", "border": "band", "tile": "tile"}
WEARABLE = ("clothing/t-shirt", "clothing/longsleeve", "clothing/shirt", "clothing/dress", "clothing/skirt", "clothing/outwear")
GLYPHS = ("shou-character", "fu-character", "double-happiness", "wan-swastika", "bagua-taiji")
VECTORS = ("butterfly", "fish-abundance", "deer", "elephant-peace", "grape", "peach", "lotus", "tortoise", "rooster", "lantern", "folding-fan")
GENERIC = {"neg-other-flower": "other-flower", "neg-other-bird": "other-bird"}
LOOKALIKES = ("neg-western-dragon", "neg-western-ornament", "neg-knot", "neg-cloud", "neg-labyrinth", "neg-geometric-pattern", "neg-coin", "neg-other-character")
SIZE = 224
UNEVEN = 16.0  # grey levels: a picture whose rim varies more has no plain ground to be cut from
SHOP_TONES = (0, 1, 2, 0, 3)  # main, second, accent, dark, light of the shop's pen


def add_sources(library: Library, images: Path | None, shop_motifs: Path | None) -> None:
    """Adds what is there; nothing is opened before it is picked."""
    if images and (images / "motifs").is_dir():
        _add_pictures(library, images / "motifs")
    if images and (images / "plain").is_dir():
        library.photographs = sorted(p for kind in WEARABLE for p in (images / "plain").glob(f"{kind}/*.jp*g"))
    if images and (images / "more" / "index.csv").is_file():
        _add_more(library, images / "more")
    if shop_motifs:
        _add_shop(library, shop_motifs)


def _add_pictures(library: Library, root: Path) -> None:
    for picture in read_motifs(root):
        place = picture.path.parent.name
        if place in PLACES:
            library.add(picture.marks[0].symbol, PLACES[place], partial(cut_out, picture.path, PLACES[place]))


def cut_out(path: Path, use: str) -> Motif:
    """Separates a drawing from its plain ground by how far its colour is from the rim's."""
    picture = Image.open(path).convert("RGB")
    picture.thumbnail((SIZE * 2, SIZE * 2))
    pixels = np.asarray(picture, np.float32)
    rim = np.concatenate([pixels[:6].reshape(-1, 3), pixels[-6:].reshape(-1, 3), pixels[:, :6].reshape(-1, 3), pixels[:, -6:].reshape(-1, 3)])
    plain = rim.std(0).mean() < UNEVEN
    ground = np.median(rim, 0) if plain else np.percentile(pixels.reshape(-1, 3), 88, axis=0)
    away = np.abs(pixels - ground).max(-1)
    density = np.clip(away / max(30.0, np.percentile(away, 98)), 0, 1)
    density = np.clip((density - 0.16) / 0.7, 0, 1)
    if use == "band":
        density = _strip(density)
    elif plain and use != "tile":
        density = _cropped(density)
    return from_density(density, {"tile": "xy", "band": "x"}.get(use, ""))


def _cropped(density: np.ndarray) -> np.ndarray:
    rows = np.flatnonzero((density > 0.3).mean(1) > 0.004)
    cols = np.flatnonzero((density > 0.3).mean(0) > 0.004)
    if len(rows) < 20 or len(cols) < 20:
        return density
    return density[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1]


def _strip(density: np.ndarray) -> np.ndarray:
    """The densest run of rows (or of columns, then turned): a border without the paper around it."""
    across, down = density.mean(1), density.mean(0)
    if down.std() > across.std():
        density, across = np.ascontiguousarray(np.rot90(density)), down[::-1]
    busy = across > 0.3 * np.percentile(across, 97)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], busy.astype(np.int8), [0]])))
    runs = edges.reshape(-1, 2)  # (starts and ends) -> (runs, 2)
    start, end = runs[np.argmax(runs[:, 1] - runs[:, 0])] if len(runs) else (0, len(across))
    return density[start:end] if end - start > 16 else density


def from_density(density: np.ndarray, wraps: str = "") -> Motif:
    """A line-and-wash drawing (0 ground, 1 darkest) -> Motif; what lies between close lines belongs to the body."""
    picture = Image.fromarray((density * 255).astype(np.uint8))
    longest = SIZE if not wraps else 160
    scale = longest / max(picture.size)
    picture = picture.resize((max(8, round(picture.width * scale)), max(8, round(picture.height * scale))), Image.BOX)
    d = np.asarray(picture, np.float32) / 255
    strong = picture.point(lambda v: 255 if v > 70 else 0)
    alpha = strong.filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.MinFilter(5)).filter(ImageFilter.GaussianBlur(0.7))
    broad = np.asarray(picture.filter(ImageFilter.GaussianBlur(2.2)), np.float32) / 255
    ink = np.clip(1.7 * d - 0.75 * broad, 0, 1)
    data = np.zeros((*d.shape, 8), np.uint8)
    data[..., ALPHA] = alpha
    data[..., INK] = ink * 255
    data[..., LIGHT] = np.clip(1.15 - 2.2 * broad, 0, 1) * 255
    data[..., ANGLE] = _direction(picture)
    body = np.asarray(picture.filter(ImageFilter.GaussianBlur(3)), np.float32) / 255
    data[..., HEIGHT] = np.clip(0.12 + 1.25 * body - 0.3 * ink, 0, 1) * data[..., ALPHA]
    return Motif(data, wraps, False)


def _direction(picture: Image.Image) -> np.ndarray:
    """Along the lines, by the structure tensor, as angle bytes."""
    f = np.asarray(picture.filter(ImageFilter.GaussianBlur(1.2)), np.float32)
    gy, gx = np.gradient(f)

    def smooth(field):
        top = np.abs(field).max() + 1e-6
        soft = Image.fromarray(((field / top + 1) * 127.5).astype(np.uint8)).filter(ImageFilter.GaussianBlur(4))
        return np.asarray(soft, np.float32) - 127.5

    twice = np.arctan2(smooth(2 * gx * gy), smooth(gx * gx - gy * gy))
    return ((np.degrees(twice / 2) + 90) % 180 / 180 * 255).astype(np.uint8)


def _add_more(library: Library, root: Path) -> None:
    kept = {p.path: p for p in read_more(root)}
    characters = []
    by_symbol = defaultdict(list)
    with (root / "index.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if root / row["path"] in kept:
                by_symbol[row["symbol_id"], row["kind"]].append(root / row["path"])
    for (symbol, kind), paths in by_symbol.items():
        for path in paths:
            if path.suffix == ".svg" and kind == "glyph" and symbol in ("neg-other-character", "fu-character"):
                characters.append(path)
            target, use = _target(symbol, kind)
            if target and (path.suffix == ".svg" or symbol == "neg-geometric-pattern"):
                library.add(target, use, partial(vector, path))
    if len(characters) > 20:
        for seed in range(40):
            library.add("calligraphy", "figure", partial(writing, tuple(characters), seed))


def _target(symbol: str, kind: str) -> tuple[str, str]:
    if symbol in GLYPHS and kind == "glyph" or symbol in VECTORS and kind == "vector":
        return symbol, "figure"
    if symbol in GENERIC and kind == "vector":
        return GENERIC[symbol], "figure"
    return (symbol, "negative") if symbol in LOOKALIKES else ("", "")


def _rendered(path: Path, size: int) -> np.ndarray:
    """RGBA float (H, W, 4), 0..1, of an SVG or a picture."""
    if path.suffix == ".svg":
        import resvg_py

        picture = Image.open(io.BytesIO(bytes(resvg_py.svg_to_bytes(svg_path=str(path), width=size)))).convert("RGBA")
    else:
        picture = ImageOps.contain(Image.open(path).convert("RGBA"), (size, size))
    return np.asarray(picture, np.float32) / 255


def vector(path: Path) -> Motif:
    """An outline, glyph or flat illustration -> Motif: hues become tones, edges between them ink."""
    rgba = _rendered(path, SIZE)
    alpha = rgba[..., 3] if rgba[..., 3].min() < 0.5 else np.clip(np.abs(rgba[..., :3] - rgba[2, 2, :3]).max(-1) * 4, 0, 1)
    rows, cols = np.flatnonzero((alpha > 0.4).any(1)), np.flatnonzero((alpha > 0.4).any(0))
    if not len(rows):
        return Motif(np.zeros((16, 16, 8), np.uint8))
    rgba, alpha = rgba[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1], alpha[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1]
    grey = rgba[..., :3].mean(-1) * alpha
    gy, gx = np.gradient(grey)
    edge = np.clip(np.hypot(gx, gy) * 4 - 0.1, 0, 1)
    dark = np.clip(1 - grey * 4, 0, 1) if grey[alpha > 0.5].max() > 0.3 else np.zeros_like(grey)
    ink = np.maximum(edge, dark) * alpha
    data = np.zeros((*alpha.shape, 8), np.uint8)
    data[..., ALPHA], data[..., INK] = alpha * 255, ink * 255
    data[..., LIGHT] = (grey > 0.75) * 255
    data[..., SECOND] = ((grey > 0.45) & (grey <= 0.75)) * 255
    picture = Image.fromarray((alpha * 255).astype(np.uint8))
    data[..., ANGLE] = _direction(Image.fromarray((grey * 255).astype(np.uint8)))
    data[..., HEIGHT] = relief(picture, Image.fromarray((ink * 160).astype(np.uint8)), np.full(alpha.shape, 0.8, np.float32))
    return Motif(data)


def writing(paths: tuple[Path, ...], seed: int) -> Motif:
    """Columns of writing: some characters of real fonts, of which there are few, among invented ones."""
    rng = np.random.default_rng([seed, 77])
    first = paths[int(rng.integers(len(paths)))]
    family = [p for p in paths if p.parts[-3] == first.parts[-3]] if rng.random() < 0.5 else list(paths)
    columns, rows = int(rng.integers(1, 6)), int(rng.integers(2, 8))
    cell = max(24, 224 // max(rows, columns))
    density = np.zeros((rows * cell, columns * cell), np.float32)
    for c in range(columns):
        for r in range(rows if c else int(rng.integers(max(1, rows // 2), rows + 1))):
            if rng.random() < 0.3:
                glyph = (_rendered(family[int(rng.integers(len(family)))], cell)[..., 3] * 255).astype(np.uint8)
            else:
                glyph = rasterise(pseudo_character(rng), cell).data[..., ALPHA]
            picture = ImageOps.pad(Image.fromarray(glyph), (cell - 2, cell - 2))
            x = (columns - 1 - c) * cell
            density[r * cell + 1 : r * cell + cell - 1, x + 1 : x + cell - 1] = np.asarray(picture, np.float32) / 255
    data = np.zeros((*density.shape, 8), np.uint8)
    data[..., ALPHA] = density * 255
    picture = Image.fromarray(data[..., ALPHA])
    data[..., ANGLE] = _direction(picture)
    data[..., HEIGHT] = relief(picture, Image.new("L", picture.size), np.full(density.shape, 0.8, np.float32), 5)
    return Motif(data)


def _add_shop(library: Library, path: Path) -> None:
    """Lines written by demo/catalogue/shapes.mjs."""
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        use = {"medallion": "figure", "figure": "figure", "tile": "tile", "band": "band" if row["band"] else "figure"}[row["use"]]
        if not re.fullmatch(r"[a-z-]+", row["symbol"]):
            raise ValueError(f"unknown symbol {row['symbol']!r}")
        library.add(row["symbol"], use, partial(shop_motif, row["shapes"], use))


def shop_motif(shapes: list[dict], use: str) -> Motif:
    art = Art()
    for s in shapes:
        lines = flatten_svg(s["path"])
        if s["role"] == "fill" and lines:
            art.shapes.append(Shape("fill", tuple(lines[:1]), SHOP_TONES[s["tone"]], 0.0, s["angle"], s["outline"], s["knock"]))
        else:
            for points in lines:
                art.shapes.append(Shape(s["role"], (points,), SHOP_TONES[s["tone"]], s["width"], s["angle"]))
    return replace(rasterise(art, SIZE if use == "figure" else 150, 1.0, {"tile": "xy", "band": "x"}.get(use, "")), pure=False)
