"""Titles that name what is not drawn: would a low confidence of the picture find them? On the sample shop, whose truth is known.

  cd models && python -m encoders.alignment.conflicts --shop DIR --shard DIR [--limit N]

DIR of --shop: products.csv, images/ and truth.json of demo/catalogue/generate.mjs; DIR of --shard: what `ruyi build` made of it, read for the mentions
that core found. Needs onnxruntime, NumPy and Pillow.

Judged are motifs named in titles. A rule "confidence below t is a conflict" flags some of them; right are those whose motif the drawing does not
have. Printed: flags and right ones for several t, and the confidence of every title that is wrong.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rankers.shop.shop_data import read_block, strings

from ..image.vocabulary import KNOWLEDGE

THRESHOLDS = (0.005, 0.01, 0.02, 0.03, 0.05)
MOTIFS = ("fauna", "flora", "pattern", "phrase", "figure", "character")
SHOP, DENIED, TITLE_Q = 1, 2, 221  # evidence.kind, a bit of evidence.flags, and what a title's trust of .9 is at least, of 255


@dataclass(frozen=True)
class Named:
    item: str
    symbol: str
    confidence: float
    drawn: bool


def titles(shard: Path) -> list[tuple[str, str]]:
    """(item, symbol) of every symbol that core found in a title."""
    blocks = {b["name"]: shard / b["file"] for b in json.loads((shard / "manifest.json").read_text("utf-8"))["blocks"]}
    items, symbols = strings(read_block(blocks["hot"]), "item_id"), strings(read_block(blocks["graph"]), "symbol_id")
    found, first = set(), 0
    for name in sorted(n for n in blocks if n.startswith("cards-")):
        cards = read_block(blocks[name])
        start = cards["evidence.start"]
        for row in range(len(start) - 1):
            for at in range(start[row], start[row + 1]):
                if cards["evidence.kind"][at] == SHOP and not cards["evidence.flags"][at] & DENIED and cards["evidence.confidence_q"][at] >= TITLE_Q:
                    found.add((items[first + row], symbols[cards["evidence.symbol"][at]]))
        first += len(start) - 1
    return sorted(found)


def judged(named: list[tuple[str, str]], confidence: dict[str, dict[str, float]], truth: dict[str, set[str]]) -> list[Named]:
    categories = {s["id"]: s["category"].split("-")[0] for s in json.loads((KNOWLEDGE / "symbols.json").read_text("utf-8"))["symbols"]}
    return [
        Named(item, symbol, confidence[item][symbol], symbol in truth[item])
        for item, symbol in named
        if item in confidence and symbol in confidence[item] and categories.get(symbol) in MOTIFS
    ]


def table(rows: list[Named]) -> str:
    wrong = [row for row in rows if not row.drawn]
    lines = [f"{len(rows)} motifs named in titles, {len(wrong)} of them not drawn.", "", "| confidence below | flagged | of them not drawn |", "|---|---|---|"]
    for threshold in THRESHOLDS:
        flagged = [row for row in rows if row.confidence < threshold]
        lines.append(f"| {threshold} | {len(flagged)} | {sum(not row.drawn for row in flagged)} |")
    return "\n".join([*lines, "", "Not drawn: " + ", ".join(f"{row.item} {row.symbol} {row.confidence:.3f}" for row in wrong) + "."])


def seen(shop: Path, items: list[str]) -> dict[str, dict[str, float]]:
    from common.pixels import load_rgb

    from ..image.see import Encoder

    encoder, found = Encoder(threads=1), {}
    for item in items:
        logits = encoder.run(load_rgb(shop / "images" / f"{item}.png"), 448)["symbol_logits"].astype(np.float64)
        found[item] = dict(zip(encoder.contract["symbols"], 1 / (1 + np.exp(-logits))))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shop", type=Path, required=True)
    parser.add_argument("--shard", type=Path, required=True)
    parser.add_argument("--limit", type=int, help="only the first products")
    args = parser.parse_args()
    named = titles(args.shard)
    truth = {p["id"]: {s["id"] for s in p["symbols"]} for p in json.loads((args.shop / "truth.json").read_text("utf-8"))["products"]}
    items = sorted({item for item, _ in named})[: args.limit]
    print(table(judged(named, seen(args.shop, items), truth)))


if __name__ == "__main__":
    main()
