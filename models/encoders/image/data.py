"""Reads the data sets that the heads are trained on into one record type. No picture is opened here.

Data sets, each by a path argument: museum photographs with labels.json, motif pictures, further pictures with index.csv, plain
garments and packages, and product renderings with truth.json. What each is and its licence: README.md beside this file.
"""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .vocabulary import COMPANIONS, MOTIF_CLASSES, load_crafts, load_symbols

UNKNOWN, ABSENT, PRESENT, LIKELY = -1, 0, 1, 2
# Photographs without a line of their own in the collection's licence list.
UNLICENSED = ("boyoufuling", "tiananmen", "firedesign_black")
# Licence of the picture not verifiable, or share-alike terms whose effect on trained weights is not settled.
REFUSED_SOURCES = ("caltech101",)
REFUSED_LICENCES = ("SA", "Arphic")
COVER = 0.8  # a region holds a symbol when it covers this share of its box


@dataclass(frozen=True)
class Mark:
    """One labelled symbol of a picture."""

    symbol: str
    sure: bool
    box: tuple[float, float, float, float] | None = None  # fractions of the upright picture


@dataclass(frozen=True)
class Picture:
    path: Path
    source: str  # museum, motifs, more, plain, drawn, synthesis
    group: str  # pictures of one group never stand on both sides of a split
    marks: tuple[Mark, ...] = ()
    exhaustive: bool = False  # every symbol's every place is marked: elsewhere is truly absent
    style: str = ""
    kind: str = ""  # of product
    train: bool = True


def read_museum(root: Path) -> list[Picture]:
    pictures = []
    for row in json.loads((root / "labels.json").read_text("utf-8")):
        marks = tuple(
            Mark(s["id"], s["confidence"] == "sure", tuple(s["box"]) if "box" in s else None)
            for s in row["symbols"]
            if s["id"] != "none"
        )
        name = row["file"]
        pictures.append(
            Picture(root / name, "museum", name, marks, train=not name.startswith(UNLICENSED))
        )
    return pictures


def read_motifs(root: Path) -> list[Picture]:
    pictures = []
    for path in sorted(root.glob("*/*")):
        match = re.match(r"(.+?)-(?:filler|tile|corner|border|hero|standalone)-\d", path.name)
        if match and match.group(1) in MOTIF_CLASSES:
            mark = Mark(MOTIF_CLASSES[match.group(1)], True)
            pictures.append(Picture(path, "motifs", path.name, (mark,)))
    return pictures


def read_more(root: Path) -> list[Picture]:
    """Rows of index.csv under a licence without share-alike terms; `neg-` rows are look-alikes: nothing is present."""
    known = set(load_symbols())
    rows = defaultdict(list)
    with (root / "index.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            rows[row["path"]].append(row)
    pictures = []
    for path, marks in sorted(rows.items()):
        source, licence = marks[0]["source"], marks[0]["licence"]
        if source in REFUSED_SOURCES or any(part in licence for part in REFUSED_LICENCES):
            continue
        found = tuple(Mark(m["symbol_id"], m["confidence"] == "sure") for m in marks if m["symbol_id"] in known)
        likely_negative = any(m["symbol_id"].startswith("neg-") and m["confidence"] != "sure" for m in marks)
        if found or not likely_negative:
            pictures.append(Picture(root / path, "more", path, found))
    return pictures


def read_plain(root: Path, limit: int, seed: int) -> list[Picture]:
    """Garments and packages without any motif: negatives."""
    paths = sorted(p for p in root.glob("**/*") if p.suffix.lower() in (".jpg", ".jpeg", ".png"))
    chosen = np.random.default_rng(seed).permutation(len(paths))[:limit]
    return [Picture(paths[i], "plain", paths[i].name) for i in sorted(chosen)]


def read_drawn(root: Path) -> list[Picture]:
    """Product renderings of `demo/catalogue/generate.mjs`, with the box of every symbol's every place."""
    known = set(load_symbols())
    pictures = []
    for product in json.loads((root / "truth.json").read_text("utf-8"))["products"]:
        marks = tuple(Mark(s["id"], True, tuple(box)) for s in product["symbols"] if s["id"] in known for box in s["boxes"])
        path = root / "images" / f"{product['id']}.png"
        pictures.append(Picture(path, "drawn", product["id"], marks, exhaustive=True, style=product["style"], kind=product["kind"]))
    return pictures


def read_synthesis(root: Path) -> list[Picture]:
    """Pictures of `synthesis.make`, with the box of every placement and the crafts that the style implies; look-alikes are not marked."""
    known = set(load_symbols())
    pictures = []
    for line in (root / "pictures.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        marks = tuple(Mark(m["id"], m["sure"], tuple(m["box"])) for m in row["marks"] if m["id"] in known)
        crafts = tuple(Mark(craft, True) for craft in row["crafts"] if craft in known)
        path = root / row["file"]
        pictures.append(Picture(path, "synthesis", path.name, marks + crafts, row.get("exhaustive", False), row["style"], row["carrier"]))
    return pictures


def _covered(box: tuple, region: tuple) -> tuple[float, float]:
    """Shares of the box inside the region, and of the region inside the box."""
    width = max(0.0, min(box[2], region[2]) - max(box[0], region[0]))
    height = max(0.0, min(box[3], region[3]) - max(box[1], region[1]))
    inside = width * height
    area = lambda r: max(1e-9, (r[2] - r[0]) * (r[3] - r[1]))  # noqa: E731
    return inside / area(box), inside / area(region)


_STRENGTH = (ABSENT, UNKNOWN, LIKELY, PRESENT)  # what wins when several marks speak of one symbol


def region_labels(picture: Picture, region: tuple, symbols: dict[str, int], crafts: set[str]) -> np.ndarray:
    """int8 (S,) of PRESENT, LIKELY, ABSENT, UNKNOWN: what can be said about a region of the picture."""
    labels = np.full(len(symbols), ABSENT, np.int8)
    for mark in picture.marks:
        for companion in COMPANIONS.get(mark.symbol, ()) if not picture.exhaustive and picture.source != "museum" else ():
            labels[symbols[companion]] = UNKNOWN
    whole = region == (0.0, 0.0, 1.0, 1.0)
    for mark in picture.marks:
        index = symbols[mark.symbol]
        if mark.box is None or whole:
            state = PRESENT
        else:
            of_box, of_region = _covered(mark.box, region)
            partly = of_box > 0.3 and of_region > 0.6
            elsewhere = ABSENT if picture.exhaustive and of_box < 0.1 else UNKNOWN
            state = PRESENT if of_box >= COVER or partly else elsewhere
        if state == PRESENT and not mark.sure:
            state = LIKELY
        labels[index] = max(labels[index], state, key=_STRENGTH.index)
    if picture.source in ("motifs", "more"):
        for craft in crafts:
            labels[symbols[craft]] = UNKNOWN
    return labels


def whole_labels(pictures: list[Picture], symbols: list[str]) -> np.ndarray:
    """int8 (N, S) for the pictures as wholes, as strict scoring reads them: `likely` is a don't-care."""
    index = {s: i for i, s in enumerate(symbols)}
    crafts = load_crafts() & set(symbols)
    labels = np.stack([region_labels(p, (0.0, 0.0, 1.0, 1.0), index, crafts) for p in pictures])
    return np.where(labels == LIKELY, UNKNOWN, labels)
