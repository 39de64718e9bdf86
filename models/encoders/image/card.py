"""Writes the tables of CARD.md from the shipped contract and the committed out-of-fold predictions, so that they cannot drift apart.

  cd models && python -m encoders.image.card [--check]

Needs NumPy and Pillow: ids and numbers, no picture. The masking table is of what mask.py found. AP is strict (`likely` labels are left out) over symbols with at least 4 sure photographs;
intervals are 95 % over resampled photographs; pointing counts (photograph, symbol) pairs with a sure box.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from common.metrics import average_precision, centre_inside

from . import mask
from .calibrate import expected_error
from .see import ARTIFACTS

CARD = Path(__file__).resolve().parent / "CARD.md"
LEAST_POSITIVES = 4
RESAMPLES = 1000


@dataclass
class Predictions:
    """P photographs, S symbols, as `ruyi see` would print them by models that had not seen the photograph."""

    names: list[str]
    symbols: list[str]
    confidence: np.ndarray  # float64 (P, S)
    labels: np.ndarray  # int8 (P, S): 1 sure, -1 likely, 0 not there
    hits: dict[str, list[bool]]  # symbol -> for each photograph with a sure box of it: does the centre of the found box lie in one
    boxed: set[str]  # symbols with any box: motifs; the others are crafts


def read_predictions(folder: Path) -> Predictions:
    found = json.loads((folder / "out_of_fold.json").read_text("utf-8"))["pictures"]
    known = {row["file"]: row["symbols"] for row in json.loads((folder / "labels.json").read_text("utf-8"))}
    symbols = sorted(row["id"] for row in found[0]["symbols"])
    index, names = {s: i for i, s in enumerate(symbols)}, [p["file"] for p in found]
    result = Predictions(names, symbols, np.zeros((len(names), len(symbols))), np.zeros((len(names), len(symbols)), np.int8), {}, set())
    for at, picture in enumerate(found):
        boxes, truth = {}, {}
        for row in picture["symbols"]:
            result.confidence[at, index[row["id"]]], boxes[row["id"]] = row["confidence"], row.get("box")
        for mark in known[picture["file"]]:
            if mark["id"] not in index:
                continue
            cell = (at, index[mark["id"]])
            result.labels[cell] = 1 if mark["confidence"] == "sure" else max(result.labels[cell], 0) or -1
            if "box" in mark:
                result.boxed.add(mark["id"])
                if mark["confidence"] == "sure":
                    truth.setdefault(mark["id"], []).append(mark["box"])
        for symbol, wanted in truth.items():
            box = boxes[symbol]
            result.hits.setdefault(symbol, []).append(bool(box) and any(centre_inside(box, one) for one in wanted))
    return result


def judged(predictions: Predictions) -> list[int]:
    return [i for i in range(len(predictions.symbols)) if (predictions.labels[:, i] == 1).sum() >= LEAST_POSITIVES]


def resampled(predictions: Predictions, columns: list[int]) -> np.ndarray:
    """AP (RESAMPLES, columns) of photographs drawn with replacement; NaN where no positive was drawn."""
    rng, count = np.random.default_rng(0), len(predictions.names)
    result = np.full((RESAMPLES, len(columns)), np.nan)
    for draw in range(RESAMPLES):
        rows = rng.integers(0, count, count)
        names = [predictions.names[i] for i in rows]
        for at, column in enumerate(columns):
            labels = predictions.labels[rows, column]
            if (labels == 1).any():
                result[draw, at] = average_precision(predictions.confidence[rows, column], labels, names)
    return result


def _interval(values: np.ndarray) -> str:
    low, high = np.nanpercentile(values, [2.5, 97.5])
    return f"{low:.2f}–{high:.2f}"


def summary(predictions: Predictions, columns: list[int], draws: np.ndarray) -> str:
    lines = ["| | symbols | mAP | 95 % | chance |", "|---|---|---|---|---|"]
    for name, motif in (("motifs", True), ("crafts", False)):
        part = [at for at, c in enumerate(columns) if (predictions.symbols[c] in predictions.boxed) == motif]
        values = [average_precision(predictions.confidence[:, columns[at]], predictions.labels[:, columns[at]], predictions.names) for at in part]
        chance = np.mean([prevalence(predictions, columns[at]) for at in part])
        lines.append(f"| {name} | {len(part)} | {np.mean(values):.3f} | {_interval(np.nanmean(draws[:, part], 1))} | {chance:.3f} |")
    hits = [hit for found in predictions.hits.values() for hit in found]
    error = expected_error(predictions.confidence[:, columns], predictions.labels[:, columns])
    return "\n".join([*lines, "", f"Pointing {sum(hits)} of {len(hits)} ({np.mean(hits):.3f}). Expected calibration error over the {len(columns)} symbols {error:.3f}."])


def prevalence(predictions: Predictions, column: int) -> float:
    labels = predictions.labels[:, column]
    return float((labels == 1).sum() / (labels != -1).sum())


def table(predictions: Predictions, columns: list[int], draws: np.ndarray, contract: dict) -> str:
    show = lambda value: "–" if value is None else f"{value:.2f}"  # noqa: E731
    lines = [
        "| symbol | sure photographs | AP | 95 % | prevalence | pointing | threshold | precision there | may be claimed |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    place = {predictions.symbols[c]: at for at, c in enumerate(columns)}
    for row in sorted(contract["symbol_calibration"], key=lambda r: (-(r["ap"] or -1), -r["positives"], r["id"])):
        hits, at = predictions.hits.get(row["id"]), place.get(row["id"])
        interval, rate = ("–", "–") if at is None else (_interval(draws[:, at]), f"{prevalence(predictions, columns[at]):.2f}")
        lines.append(
            f"| {row['id']} | {row['positives']} | {show(row['ap'])} | {interval} | {rate} | {f'{sum(hits)} of {len(hits)}' if hits else '–'} | "
            f"{show(row['threshold'])} | {show(row['precision_at_threshold'])} | {'yes' if row['claim'] else 'no'} |"
        )
    return "\n".join(lines)


def learning_curve(predictions: Predictions, folder: Path) -> str:
    """Linear heads on shares of the photographs (tuning/learning_curve.py): strict mAP of each split, and the mean."""
    found = json.loads((folder / "learning_curve.json").read_text("utf-8"))
    rows, index = {name: at for at, name in enumerate(predictions.names)}, {s: i for i, s in enumerate(predictions.symbols)}
    labels = predictions.labels[[rows[name] for name in found["files"]]][:, [index[s] for s in found["symbols"]]]
    lines = ["| photographs | motif mAP, splits 0 / 1 / 2 | mean | craft mAP | mean |", "|---|---|---|---|---|"]
    for share in sorted({run["share"] for run in found["runs"]}):
        cells = [f"{share:.0%}"]
        for motif in (True, False):
            columns = [at for at, s in enumerate(found["symbols"]) if (s in predictions.boxed) == motif]
            evidence = [np.array(run["evidence"]) for run in found["runs"] if run["share"] == share]
            scores = [np.mean([average_precision(e[:, c], labels[:, c], found["files"]) for c in columns]) for e in evidence]
            cells += [" / ".join(f"{score:.3f}" for score in scores), f"{np.mean(scores):.3f}"]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def replaced(text: str, name: str, content: str) -> str:
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before, rest = text.split(begin)
    return f"{before}{begin}\n{content}\n{end}{rest.split(end)[1]}"


def masking_table(folder: Path) -> str:
    """What mask.py found, and of which file: of an earlier one it must be run again."""
    found = json.loads((folder / "masking.json").read_text("utf-8"))
    measured, shipped = found["model"], hashlib.sha256((folder / "image-encoder.onnx").read_bytes()).hexdigest()
    of = "this file" if measured["sha256"] == shipped else f"an **earlier file** (of {measured['model']} {measured['version']}), not this one: run it again"
    return f"{mask.table(found['regions'])}\n\nMeasured of {of}."


def written(text: str) -> str:
    """The card with its tables made new."""
    predictions, contract = read_predictions(ARTIFACTS), json.loads((ARTIFACTS / "image-encoder.json").read_text("utf-8"))
    columns = judged(predictions)
    draws = resampled(predictions, columns)
    tables = {
        "summary": summary(predictions, columns, draws), "curve": learning_curve(predictions, ARTIFACTS),
        "masking": masking_table(ARTIFACTS), "table": table(predictions, columns, draws, contract),
    }  # fmt: skip
    for name, content in tables.items():
        text = replaced(text, name, content)
    return text


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing, exit 1 if a table is out of date")
    args = parser.parse_args()
    text = CARD.read_text("utf-8")
    wanted = written(text)
    if args.check:
        return 0 if wanted == text else 1
    CARD.write_text(wanted, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
