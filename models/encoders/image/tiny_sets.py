"""Tiny picture sets in the formats that `data` reads, cut from drawings: for running every stage of the recipe where no data set is at hand.

  cd models && python -m encoders.image.tiny_sets --drawn DIR --out DIR

Writes museum/, motifs/, more/ and plain/ into --out. Such a model has learnt nothing worth reading.
"""

from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path

from PIL import Image

from .data import Picture, read_drawn
from .vocabulary import MOTIF_CLASSES

CRAFTS = {"embroidery": "embroidery", "paper-cut": "papercut", "ink": "ink-wash"}  # style of a drawing -> symbol without a box
CROP = (0.05, 0.05, 0.95, 0.95)  # a second photograph of each drawing: four positives of a symbol need two drawings


def _part(picture: Picture, region: tuple) -> Image.Image:
    image = Image.open(picture.path).convert("RGB")
    return image.crop(tuple(round(v * image.size[i % 2]) for i, v in enumerate(region)))


def _inside(box: tuple, region: tuple) -> list[float]:
    side = [region[2] - region[0], region[3] - region[1]]
    return [round(min(1.0, max(0.0, (v - region[i % 2]) / side[i % 2])), 4) for i, v in enumerate(box)]


def write_museum(drawn: list[Picture], out: Path) -> None:
    rows = []
    for picture in drawn:
        craft = CRAFTS.get(picture.style)
        for name, region in (("whole", (0.0, 0.0, 1.0, 1.0)), ("near", CROP)):
            symbols = [{"id": m.symbol, "confidence": "sure", "box": _inside(m.box, region)} for m in picture.marks if m.symbol not in CRAFTS.values()]
            symbols += [{"id": craft, "confidence": "sure"}] if craft else []
            rows.append({"file": f"{picture.group}-{name}.jpg", "symbols": symbols or [{"id": "none", "confidence": "sure"}]})
            _part(picture, region).save(out / rows[-1]["file"], quality=85)
    (out / "labels.json").write_text(json.dumps(rows), "utf-8")


def write_motifs(drawn: list[Picture], out: Path) -> None:
    classes = {symbol: name for name, symbol in MOTIF_CLASSES.items()}
    (out / "standalone").mkdir()
    for picture in drawn:
        for number, mark in enumerate(m for m in picture.marks if m.symbol in classes):
            _part(picture, mark.box).save(out / "standalone" / f"{classes[mark.symbol]}-standalone-{number}-{picture.group}.png")


def write_more(drawn: list[Picture], out: Path) -> None:
    with (out / "index.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["path", "symbol_id", "kind", "source", "licence", "confidence"])
        for picture in drawn:
            mark = picture.marks[0]
            _part(picture, mark.box).save(out / f"{picture.group}.png")
            rows.writerow([f"{picture.group}.png", mark.symbol, "illustration", "drawn", "Apache-2.0", "sure"])


def write_plain(drawn: list[Picture], out: Path) -> None:
    (out / "clothing/shirt").mkdir(parents=True)
    for picture in drawn[:4]:
        _part(picture, (0.0, 0.0, 0.08, 0.08)).resize((160, 200)).save(out / "clothing/shirt" / f"{picture.group}.jpg")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--drawn", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    drawn = read_drawn(args.drawn)
    for name, write in (("museum", write_museum), ("motifs", write_motifs), ("more", write_more), ("plain", write_plain)):
        (args.out / name).mkdir(parents=True)
        write(drawn, args.out / name)
    print(f"sets cut from {len(drawn)} drawings")


if __name__ == "__main__":
    main()
