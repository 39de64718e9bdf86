"""Symbol-name retrieval: a Chinese name must find its English name among all symbols of the knowledge.

  python -m encoders.text.evaluate [TABLE.npz ...] [--wheels DIR --cache DIR] [--json]

Without a table the shipped words files are measured. With `--wheels` the teachers are printed beside them, and always two
baselines that know nothing: character overlap and random vectors.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from .quantise import load_trained
from .reference import Encoder

_KNOWLEDGE = Path(__file__).parents[2] / "knowledge"


def retrieval(queries: np.ndarray, answers: np.ndarray) -> dict[str, float]:
    """Row i of `queries` must find row i of `answers`; ties count against it."""
    scores = queries @ answers.T
    own = scores.diagonal()[:, None]
    ranks = (scores >= own).sum(1)  # the own answer is counted once: 1 is best
    return {"r@1": float((ranks == 1).mean()), "r@5": float((ranks <= 5).mean()), "mrr": float((1 / ranks).mean())}


def both_ways(zh: np.ndarray, en: np.ndarray) -> dict[str, dict[str, float]]:
    return {"zh->en": retrieval(zh, en), "en->zh": retrieval(en, zh)}


def symbol_texts(knowledge: Path = _KNOWLEDGE) -> tuple[list[str], list[str]]:
    symbols = json.loads((knowledge / "symbols.json").read_text(encoding="utf-8"))["symbols"]
    return [s["zh"] for s in symbols], [s["en"] for s in symbols]


def overlap_baseline(zh: list[str], en: list[str]) -> dict[str, dict[str, float]]:
    chars = sorted(set("".join(zh + en).lower()))
    counts = lambda texts: np.array([[t.lower().count(c) for c in chars] for t in texts], float)
    return both_ways(*(x / np.linalg.norm(x, axis=1, keepdims=True) for x in (counts(zh), counts(en))))


def random_baseline(count: int, dim: int = 128, seed: int = 0) -> dict[str, dict[str, float]]:
    rng = np.random.default_rng(seed)
    return both_ways(rng.normal(size=(count, dim)), rng.normal(size=(count, dim)))


def teacher_rows(wheels: Path, cache: Path, zh: list[str], en: list[str]) -> dict[str, dict]:
    from .teacher import Teacher

    use = Teacher("use", wheels, cache, 2)
    vectors = [use.encode(texts) for texts in (zh, en)]
    centred = [v - v.mean(0) for v in vectors]
    return {"USE-m3, names alone, centred": both_ways(*(v / np.linalg.norm(v, axis=1, keepdims=True) for v in centred))}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tables", type=Path, nargs="*")
    parser.add_argument("--wheels", type=Path)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    zh, en = symbol_texts()
    rows = {"random": random_baseline(len(zh)), "character overlap": overlap_baseline(zh, en)}
    if args.wheels and args.cache:
        rows |= teacher_rows(args.wheels, args.cache, zh, en)
    encoders = {str(path.parent.name): load_trained(path) for path in args.tables} or {"shipped": Encoder.load()}
    for name, encoder in encoders.items():
        rows[name] = both_ways(encoder.encode(zh), encoder.encode(en))
    if args.json:
        print(json.dumps(rows, ensure_ascii=False))
        return
    for name, row in rows.items():
        print(f"{name:40s} " + "  ".join(f"{way} " + " ".join(f"{k} {v:.3f}" for k, v in m.items()) for way, m in row.items()))


if __name__ == "__main__":
    main()
