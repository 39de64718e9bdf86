"""Judges the shipped encoder on the sample shop, which it was not trained on: regions against the drawing's truth, and crop retrieval.

  cd models && python -m encoders.image.check_shop --shop DIR [--model FILE.onnx] [--left-out relief,gilt] [--limit N] [--json]

DIR is what `demo/catalogue/generate.mjs --out DIR` wrote. Needs onnxruntime, NumPy and Pillow alone.

Regions: for each symbol that the truth places on a product, the box of rule seeing/1 against the nearest true box (mean IoU, pointing),
beside the middle of the picture. Presence: AP of each symbol's confidence over the shop. Retrieval: a random crop of 80 % of each side, JPEG quality 70, must find
its own product.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path

import numpy as np

from common.metrics import average_precision, box_iou, centre_inside
from common.pixels import crop, load_rgb

from .embed import random_crop, recompress
from .see import ARTIFACTS, Encoder, locate

MIDDLE = (0.25, 0.25, 0.75, 0.75)


def region_rows(product: dict, maps: np.ndarray, contract: dict) -> list[dict]:
    """One row per symbol with a box."""
    index = {s: i for i, s in enumerate(contract["symbols"])}
    quantile = {r["id"]: r["box_quantile"] for r in contract["symbol_calibration"]}
    rows = []
    for symbol in product["symbols"]:
        if symbol["id"] not in index or not symbol["boxes"]:
            continue
        box = locate(maps[index[symbol["id"]]], quantile[symbol["id"]])
        truth = symbol["boxes"]
        rows.append(
            {
                "symbol": symbol["id"], "style": product["style"], "role": symbol["role"],
                "iou": max(box_iou(box, t) for t in truth) if box else 0.0,
                "hit": any(centre_inside(box, t) for t in truth) if box else False,
                "middle_iou": max(box_iou(MIDDLE, t) for t in truth),
                "middle_hit": any(centre_inside(MIDDLE, t) for t in truth),
            }
        )  # fmt: skip
    return rows


def summary(rows: list[dict]) -> dict:
    if not rows:
        return {"regions": 0}
    mean = lambda key: round(float(np.mean([r[key] for r in rows])), 4)  # noqa: E731
    return {
        "regions": len(rows), "symbols": len({r["symbol"] for r in rows}), "mean_iou": mean("iou"), "pointing": mean("hit"),
        "middle_mean_iou": mean("middle_iou"), "middle_pointing": mean("middle_hit"),
    }  # fmt: skip


def retrieval(vectors: np.ndarray, queries: np.ndarray) -> dict:
    """Unit rows; query i belongs to vector i."""
    likeness = queries @ vectors.T
    own = likeness[np.arange(len(queries)), np.arange(len(queries))]
    rank = 1 + (likeness > own[:, None]).sum(1)
    return {"products": len(vectors), "top1": round(float((rank <= 1).mean()), 4), "top3": round(float((rank <= 3).mean()), 4), "worst_rank": int(rank.max())}


def claims_of(logits: np.ndarray, products: list[dict], contract: dict) -> dict:
    """Of each symbol that the card lets the picture claim: on how many products it does, and which of them the truth does not bear out.

    The truth names motifs, not materials: a claim of bronze on an incense burner is listed as wrong, and is for the reader to judge.
    """
    found = {}
    for at, row in enumerate(contract["symbol_calibration"]):
        if not row["claim"]:
            continue
        over = np.flatnonzero(1 / (1 + np.exp(-logits[:, at])) >= row["threshold"])
        wrong = [products[i]["id"] for i in over if all(s["id"] != row["id"] for s in products[i]["symbols"])]
        found[row["id"]] = {"products": len(over), "wrong": wrong}
    return found


def check(shop: Path, model: Path, left_out: set[str], limit: int | None) -> dict:
    encoder = Encoder(model)
    products = json.loads((shop / "truth.json").read_text("utf-8"))["products"][:limit]
    rng, rows, vectors, queries, logits = np.random.default_rng(70), [], [], [], []
    for product in products:
        rgb = load_rgb(shop / "images" / f"{product['id']}.png")
        seen = encoder.run(rgb, 448)
        rows += region_rows(product, seen["symbol_maps"], encoder.contract)
        logits.append(seen["symbol_logits"])
        vectors.append(encoder.run(rgb, 224)["embedding"])
        part = recompress(np.ascontiguousarray(crop(rgb, random_crop(rng, 0.8, 0.8))), 70)
        queries.append(encoder.run(part, 224)["embedding"])
    by_symbol = defaultdict(list)
    for row in rows:
        by_symbol[row["symbol"]].append(row)
    scores, names = np.array(logits), [p["id"] for p in products]
    presence = {}
    for index, symbol in enumerate(encoder.contract["symbols"]):
        truth = np.array([any(s["id"] == symbol for s in p["symbols"]) for p in products]).astype(int)
        if truth.sum() >= 3:
            presence[symbol] = {"ap": round(average_precision(scores[:, index], truth, names), 4), "chance": round(float(truth.mean()), 4), "products": int(truth.sum())}
    claims = claims_of(scores, products, encoder.contract)
    motif = [r for r in rows if r["role"] in ("primary", "secondary")]
    return {
        "all": summary(rows),
        "motifs_in_style": summary([r for r in motif if r["style"] not in left_out]),
        "motifs_left_out_styles": summary([r for r in motif if r["style"] in left_out]),
        "by_style": {s: summary([r for r in motif if r["style"] == s]) for s in sorted({r["style"] for r in motif})},
        "by_symbol": {s: summary(r) for s, r in sorted(by_symbol.items())},
        "presence_map": round(float(np.mean([p["ap"] for p in presence.values()])), 4),
        "presence_chance": round(float(np.mean([p["chance"] for p in presence.values()])), 4),
        "presence": presence,
        "claims": claims,
        "retrieval": retrieval(np.array(vectors), np.array(queries)),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shop", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=ARTIFACTS / "image-encoder.onnx")
    parser.add_argument("--left-out", default="relief,gilt", help="styles that no training rendering had")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    result = check(args.shop, args.model, set(args.left_out.split(",")), args.limit)
    if args.json:
        print(json.dumps(result, indent=1))
        return
    for key in ("all", "motifs_in_style", "motifs_left_out_styles", "retrieval"):
        print(key, result[key])
    for symbol, row in result["claims"].items():
        print("claimed from the picture:", symbol, row)
    for style, row in result["by_style"].items():
        print("style", style, row)
    for symbol, row in result["by_symbol"].items():
        print("symbol", symbol, row, "presence", result["presence"].get(symbol))
    print(f"presence mAP {result['presence_map']} (chance {result['presence_chance']})")


if __name__ == "__main__":
    main()
