"""Ranker folders with random numbers for a planted bundle: one for every rule that core runs (models/rankers/README.md).

    python tests/support/planted_rankers.py --bundle DIR [--seed 0] [--dim 24]

Writes DIR/ranker-0 and following, which `build_shard DIR OUT` takes in. Their metrics are made up and say so: nothing here is trained.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "models"))

from common.ranker_package import string_table, write_package  # noqa: E402

METRIC = {"data": "none: planted at random", "split": "none", "metric": "ndcg@10", "mean": 0.0, "low": 0.0, "high": 0.0, "seeds": 1}


def document(name: str, rule: dict, modalities: list[dict], items: int, **changes: object) -> dict:
    shares = "leave-one-out" if rule["kind"] in ("attention", "sequence-head", "policy-head") else "exact"
    return {
        "contract": "ranker/1", "name": name, "version": "1", "method": "planted", "rule": rule, "shares": shares, "modalities": modalities,
        "items": items, "metrics": [METRIC], **changes,
    }


def neighbours(rng: np.random.Generator, items: int) -> dict[str, np.ndarray]:
    rows = [np.sort(rng.choice(items, rng.integers(0, min(9, items)), replace=False)) for _ in range(items)]
    index = np.concatenate(rows).astype(np.uint32)
    start = np.concatenate([[0], np.cumsum([len(r) for r in rows])]).astype(np.uint32)
    return {"neighbour.start": start, "neighbour.index": index, "neighbour.weight": rng.normal(0.3, 0.2, index.size).astype(np.float32)}


def attention(rng: np.random.Generator, items: int, dim: int) -> dict[str, np.ndarray]:
    counts = rng.integers(0, 5, items)
    start = np.concatenate([[0], np.cumsum(counts)]).astype(np.uint32)
    head = {f"head.{name}": rng.normal(0, 0.4, (dim, dim)).astype(np.float32) for name in ("component_user", "item_user", "item_content")}
    head |= {f"head.{name}": rng.normal(0, 1, dim).astype(np.float32) for name in ("component_bias", "component_out", "item_bias", "item_out")}
    return head | {"component.start": start, "component.vectors": rng.normal(size=(int(start[-1]), dim)).astype(np.float32)}


def write_rankers(bundle: Path, seed: int, dim: int) -> int:
    document_of_bundle = json.loads((bundle / "bundle.json").read_text(encoding="utf-8"))
    ids = [item["id"] for item in document_of_bundle["items"]]
    symbols = [symbol["id"] for symbol in document_of_bundle["knowledge"]["symbols"]["symbols"]]
    rng = np.random.default_rng(seed)
    known = [*ids[: -max(1, len(ids) // 10)], "not-in-this-shop"]  # some items have no vector, one is unknown
    order = rng.permutation(len(known))
    known = [known[k] for k in order]
    n = len(known)
    vectors = lambda name: {f"{name}.vectors": rng.normal(size=(n, dim)).astype(np.float32)}  # noqa: E731
    one = lambda name, **more: [{"name": name, "dim": dim, **more}]  # noqa: E731
    rankers = [
        (document("mean-visual", {"kind": "decayed-mean", "half_life_days": 90}, one("visual"), n), vectors("visual")),
        (document("ridge-graph", {"kind": "ridge", "lambda": 0.5}, one("graph", weight=0.8), n), vectors("graph")),
        (document("fused", {"kind": "ridge", "lambda": 30}, one("fused"), n), vectors("fused")),
        (document("near", {"kind": "neighbours", "half_life_days": 365}, [], n, weight=1.5), neighbours(rng, n)),
        (document("next", {"kind": "last-item", "half_life_days": 10}, one("graph") + one("sequence"), n), vectors("graph") | vectors("sequence") | vectors("last")),
        (document("walk", {"kind": "graph-spread", "hops": 2, "decay": 0.5}, [], n), {}),
        (
            document("ripple", {"kind": "graph-spread", "hops": 3, "decay": 0.7}, one("graph"), n),
            vectors("graph") | {"entity.vectors": rng.normal(0, 0.4, (len(symbols), dim)).astype(np.float32)} | string_table("entity_id", symbols),
        ),
        (document("attention", {"kind": "attention", "temperature": 2.0}, one("graph"), n), vectors("graph") | attention(rng, n, dim)),
        (document("head", {"kind": "policy-head", "max_length": 50}, one("graph"), n), vectors("graph")),
    ]
    for number, (one_document, tensors) in enumerate(rankers):
        write_package(bundle / f"ranker-{number}", one_document, {**string_table("item_id", known), **tensors}, "Planted at random; not trained.\n")
    return len(rankers)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bundle", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--dim", type=int, default=24)
    given = parser.parse_args()
    print(write_rankers(given.bundle, given.seed, given.dim), "rankers")


if __name__ == "__main__":
    main()
