"""Writes the table of CARD.md from the shipped contract, so that the two cannot drift apart.

  cd models && python -m encoders.image.card [--check]
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from .see import ARTIFACTS

CARD = Path(__file__).resolve().parent / "CARD.md"
BEGIN, END = "<!-- table: begin -->", "<!-- table: end -->"


def table(contract: dict) -> str:
    show = lambda value: "–" if value is None else f"{value:.2f}"  # noqa: E731
    lines = ["| symbol | sure photographs | AP | chance | threshold | precision there | may be claimed |", "|---|---|---|---|---|---|---|"]
    for row in sorted(contract["symbol_calibration"], key=lambda r: (-(r["ap"] or -1), -r["positives"], r["id"])):
        lines.append(
            f"| {row['id']} | {row['positives']} | {show(row['ap'])} | {show(row['chance'])} | {show(row['threshold'])} | "
            f"{show(row['precision_at_threshold'])} | {'yes' if row['claim'] else 'no'} |"
        )
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing, exit 1 if the table is out of date")
    args = parser.parse_args()
    text = CARD.read_text("utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    contract = json.loads((ARTIFACTS / "image-encoder.json").read_text("utf-8"))
    wanted = f"{before}{BEGIN}\n{table(contract)}\n{END}{after}"
    if args.check:
        return 0 if wanted == text else 1
    CARD.write_text(wanted, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
