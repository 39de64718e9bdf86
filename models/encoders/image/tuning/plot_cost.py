"""Draws quality against cost as one SVG, and prints the table beside it.

  cd models && python -m encoders.image.tuning.plot_cost --times TIMES.json --quality QUALITY.json --out cost.svg

TIMES: of tests/bench/encoder_cost.mjs for 0.1.0 and 0.2.0; QUALITY: of tuning.sizes. Splits are averaged. Milliseconds are the processor's.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np

MODELS = {"frozen": ("0.1.0", "linear heads", "#8a6d3b"), "side": ("0.2.0", "with the side branch", "#a61b29")}
WIDTH, HEIGHT, LEFT, TOP, GAP = 300, 210, 56, 42, 66  # of a panel, and around it
SYMBOL_SIZE = 448

Point = tuple[float, float, str, str]  # x, y, label, colour


def _panel(at: int, title: str, unit: str, lines: list[list[Point]], x_max: float, ticks: Iterable[float]) -> list[str]:
    ys = [y for line in lines for _, y, _, _ in line]
    low, high = np.floor(min(ys) * 50 - 0.5) / 50, np.ceil(max(ys) * 50 + 0.5) / 50
    left = LEFT + at * (WIDTH + GAP)
    place = lambda x, y: (left + x / x_max * WIDTH, TOP + (high - y) / (high - low) * HEIGHT)  # noqa: E731
    out = [f'<text x="{left}" y="{TOP - 16}" font-weight="600">{title}</text>']
    for y in np.arange(low, high + 1e-9, 0.02 if high - low < 0.13 else 0.04):
        _, py = place(0, y)
        out.append(f'<path d="M{left} {py:.1f}h{WIDTH}" stroke="#ddd"/><text x="{left - 6}" y="{py + 4:.1f}" text-anchor="end">{y:.2f}</text>')
    for x in ticks:
        px, _ = place(x, low)
        out.append(f'<text x="{px:.1f}" y="{TOP + HEIGHT + 16}" text-anchor="middle">{x:g}</text>')
    out.append(f'<text x="{left + WIDTH / 2}" y="{TOP + HEIGHT + 34}" text-anchor="middle">{unit}</text>')
    for line in lines:
        places = [place(x, y) for x, y, _, _ in line]
        colour, shift = line[0][3], -8 if line is lines[-1] else 17  # the last line's labels stand above it
        out.append(f'<polyline points="{" ".join(f"{px:.1f},{py:.1f}" for px, py in places)}" fill="none" stroke="{colour}" stroke-width="1.5"/>')
        for (px, py), (_, _, label, _) in zip(places, line):
            out.append(f'<circle cx="{px:.1f}" cy="{py:.1f}" r="3.5" fill="{colour}"/><text x="{px:.1f}" y="{py + shift:.1f}" text-anchor="middle" fill="{colour}">{label}</text>')
    return out


def _mean(rows: list[dict], model: str, store: str, size: int, score: str) -> float:
    return float(np.mean([r[score] for r in rows if (r["model"], r["store"], r["size"]) == (model, store, size)]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("times", "quality", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    args = parser.parse_args()
    quality = json.loads(args.quality.read_text("utf-8"))
    times = {(r["model"], r["size"]): r["processor_ms"] for r in json.loads(args.times.read_text("utf-8"))["rows"]}
    rows, sizes = quality["rows"], sorted({size for _, size in times})
    splits = sorted({r["seed"] for r in rows})
    print("| px | ms 0.1.0 | ms 0.2.0 | ratio | motif mAP linear / with side | craft mAP | pointing .4 |\n|---|---|---|---|---|---|---|")
    for size in sizes:
        pair = lambda score: " / ".join(f"{_mean(rows, m, 'float16', size, score):.3f}" for m in MODELS)  # noqa: E731, B023
        old, new = (times[MODELS[m][0], size] for m in MODELS)
        print(f"| {size} | {old:.0f} | {new:.0f} | {new / old:.2f} | {pair('motif_map')} | {pair('craft_map')} | {pair('pointing')} |")
    print("| weights stored as | bytes linear / with side | motif mAP | craft mAP |\n|---|---|---|---|")
    for store in ("float32", "float16", "int8"):
        count = " / ".join(f"{quality['bytes'][m][store]:,}" for m in MODELS)
        seen = lambda score: " / ".join(f"{_mean(rows, m, store, SYMBOL_SIZE, score):.3f}" for m in MODELS) if store != "float32" else "–"  # noqa: E731, B023
        print(f"| {store} | {count} | {seen('motif_map')} | {seen('craft_map')} |")
    out, top = [], max(times.values()) * 1.12
    step = 100 if top < 900 else 200
    for at, (score, title) in enumerate((("motif_map", "Motif mAP"), ("craft_map", "Craft mAP"))):
        lines = [[(times[name, size], _mean(rows, m, "float16", size, score), f"{size}", colour) for size in sizes] for m, (name, _, colour) in MODELS.items()]
        out += _panel(at, f"{title} by picture size", "ms of processor, WASM, one thread", lines, top, np.arange(0, top, step))
    lines = [[(quality["bytes"][m][s] / 1e6, _mean(rows, m, s, SYMBOL_SIZE, "motif_map"), s, c) for s in ("int8", "float16")] for m, (_, _, c) in MODELS.items()]
    out += _panel(2, f"Motif mAP at {SYMBOL_SIZE} px by store", "megabytes", lines, 10, range(0, 11, 2))
    for n, (name, words, colour) in enumerate(MODELS.values()):
        out.append(f'<circle cx="{LEFT + 4 + n * 260}" cy="{TOP + HEIGHT + 56}" r="3.5" fill="{colour}"/>')
        out.append(f'<text x="{LEFT + 14 + n * 260}" y="{TOP + HEIGHT + 60}">{name}: {words}</text>')
    out.append(f'<text x="{LEFT + 540}" y="{TOP + HEIGHT + 60}">143 photographs, out of fold, split {", ".join(map(str, splits))}</text>')
    wide, high = LEFT + 3 * WIDTH + 2 * GAP + 24, TOP + HEIGHT + 76
    style = 'font-family="system-ui, sans-serif" font-size="11" fill="#333"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" {style} role="img" aria-label="Quality against cost of the image encoder">'
    args.out.write_text("\n".join([head, f'<rect width="{wide}" height="{high}" fill="#fff"/>', *out, "</svg>"]) + "\n", "utf-8")


if __name__ == "__main__":
    main()
