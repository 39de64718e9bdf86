"""Wish -> product: do written wishes find the products that meet them, by text vectors alone?

  python -m encoders.text.check_wishes --shop DIR [--table TABLE.npz] [--json]

DIR is the sample shop (`products.csv`, `truth.json`). `wishes.json` holds wishes written by hand with the attributes they
name: kind, colour, symbol, craft, material; a product meets a wish when it has one of the values of every attribute named.
Symbols are judged twice: *told* (the picture shows it and the shop's words name it) and *shown* (the picture shows it, told
or not: words alone cannot find the untold ones).

R@10 of a wish = relevant products among the first ten / min(10, relevant products); the figure is the mean over the wishes
that have a relevant product. Products are encoded as `ruyi build` does: titles, category, descriptions, tags.
"""

from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path

import numpy as np

from .quantise import load_trained
from .reference import Encoder

_HERE = Path(__file__).parent
_TEXT_COLUMNS = ("title_zh", "title_en", "category", "description_zh", "description_en", "tags")
_TITLE_COLUMNS = ("title_zh", "title_en", "description_zh", "description_en")
K = 10


def read_shop(folder: Path) -> list[dict]:
    """Feed rows with what the truth knows: kind, symbols shown, symbols told, colour keys."""
    truth = {p["id"]: p for p in json.loads((folder / "truth.json").read_text(encoding="utf-8"))["products"]}
    symbols = json.loads((_HERE.parents[1] / "knowledge" / "symbols.json").read_text(encoding="utf-8"))["symbols"]
    names = {s["id"]: [n.lower().removesuffix("纹") for n in (s["zh"], *s["aliases_zh"], *s["aliases_en"])] for s in symbols}
    with (folder / "products.csv").open(encoding="utf-8-sig", newline="") as feed:
        rows = list(csv.DictReader(feed))
    products = []
    for row in rows:
        known = truth[row["id"]]
        shown = {s["id"] for s in known["symbols"]}
        words = " ".join(row[c] for c in _TITLE_COLUMNS).lower()
        told = {s for s in shown if any(name in words for name in names.get(s, ()))}
        products.append({
            "text": "\n".join(row[c] for c in _TEXT_COLUMNS if row[c]),
            "words": words,
            "kind": known["kind"],
            "colour": known["colours"][0],
            "material": row["material"],
            "shown": shown,
            "told": told,
        })  # fmt: skip
    return products


def meets(product: dict, want: dict[str, list[str]], symbols_by: str) -> bool:
    def has(attribute: str, values: list[str]) -> bool:
        if attribute == "symbol":
            return bool(product[symbols_by] & set(values))
        if attribute == "craft":
            return any(value in product["words"] for value in values)
        return product[attribute] in values

    return all(has(attribute, values) for attribute, values in want.items())


def recall_at_k(order: np.ndarray, relevant: set[int]) -> float:
    return len(relevant & set(order[:K].tolist())) / min(K, len(relevant))


def measure(encoder: Encoder, products: list[dict], wishes: list[dict], symbols_by: str) -> dict:
    """Mean R@10, its share over wishes by language, the expectation of a random order, and each wish's own figure."""
    items = encoder.encode([p["text"] for p in products])
    rows = []
    for wish in wishes:
        relevant = {i for i, p in enumerate(products) if meets(p, wish["want"], symbols_by)}
        if relevant:
            order = np.argsort(-(items @ encoder.encode([wish["text"]])[0]), kind="stable")
            chance = len(relevant) * K / len(products) / min(K, len(relevant))
            rows.append({**wish, "relevant": len(relevant), "r@10": recall_at_k(order, relevant), "chance": chance})
    mean = lambda key, lang=None: float(np.mean([r[key] for r in rows if lang in (None, r["lang"])]))
    draws = np.random.default_rng(0).choice([r["r@10"] for r in rows], (2000, len(rows))).mean(1)
    return {
        "symbols_by": symbols_by,
        "wishes": len(rows),
        "without_product": len(wishes) - len(rows),
        "r@10": mean("r@10"),
        "interval_95": np.percentile(draws, [2.5, 97.5]).round(3).tolist(),
        "zh": mean("r@10", "zh"),
        "en": mean("r@10", "en"),
        "random": mean("chance"),
        "rows": rows,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shop", type=Path, required=True)
    parser.add_argument("--table", type=Path)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    encoder = load_trained(args.table) if args.table else Encoder.load()
    wishes = json.loads((_HERE / "wishes.json").read_text(encoding="utf-8"))
    products = read_shop(args.shop)
    results = [measure(encoder, products, wishes, by) for by in ("told", "shown")]
    if args.json:
        print(json.dumps(results, ensure_ascii=False))
        return
    for row in results[0]["rows"]:
        print(f"{row['r@10']:.2f} of {row['relevant']:3d}  {row['text']}")
    for result in results:
        print({key: value for key, value in result.items() if key != "rows"})


if __name__ == "__main__":
    main()
