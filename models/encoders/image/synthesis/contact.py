"""Contact sheets to look at: one PNG per style from a written set, or of a folder of photographs.

    python -m encoders.image.synthesis.contact --set DIR --out DIR [--cell 168] [--boxes]
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path

from PIL import Image, ImageDraw, ImageOps


def thumbnail(path: Path, cell: int, marks=()) -> Image.Image:
    picture = ImageOps.contain(Image.open(path).convert("RGB"), (cell, cell), Image.BILINEAR)
    pen = ImageDraw.Draw(picture)
    for mark in marks:
        x0, y0, x1, y1 = mark["box"]
        left, top = x0 * picture.width, y0 * picture.height
        pen.rectangle((left, top, max(left, x1 * picture.width - 1), max(top, y1 * picture.height - 1)), outline=(255, 60, 60))
        pen.text((x0 * picture.width + 2, y0 * picture.height + 1), mark["id"], fill=(255, 255, 0))
    return picture


def sheet(pictures: list[Image.Image], cell: int, columns: int) -> Image.Image:
    out = Image.new("RGB", (columns * cell, -(-len(pictures) // columns) * cell))
    for index, picture in enumerate(pictures):
        out.paste(picture, (index % columns * cell, index // columns * cell))
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--cell", type=int, default=168)
    parser.add_argument("--columns", type=int, default=8)
    parser.add_argument("--rows", type=int, default=4)
    parser.add_argument("--boxes", action="store_true")
    args = parser.parse_args()
    styles = defaultdict(list)
    for line in (args.set / "pictures.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        styles[row["style"]].append(row)
    args.out.mkdir(parents=True, exist_ok=True)
    for style, rows in styles.items():
        chosen = rows[: args.columns * args.rows]
        cells = [thumbnail(args.set / r["file"], args.cell, r["marks"] + r["negatives"] if args.boxes else ()) for r in chosen]
        sheet(cells, args.cell, args.columns).save(args.out / f"{style}.png")


if __name__ == "__main__":
    main()
