"""Independent reference for rule "seeing/1" (core/include/ruyi/seeing.hpp), written from the header's words alone.

    python3 tests/format/seeing_reference.py            compares with the committed tests/support/seeing_cases.json
    python3 tests/format/seeing_reference.py --write    writes that file
Needs numpy. Map and logit values are multiples of 1/64, so they survive JSON and every sum below is exact.
"""

import argparse
import json
import math
import pathlib

import numpy as np

FILE = pathlib.Path(__file__).parent.parent / "support" / "seeing_cases.json"


def component_around(mask: np.ndarray, row: int, column: int) -> np.ndarray:
    """The 4-connected part of mask that holds (row, column), by repeated growth until nothing changes."""
    part = np.zeros_like(mask)
    part[row, column] = True
    while True:
        padded = np.pad(part, 1)
        grown = (padded[1:-1, 1:-1] | padded[:-2, 1:-1] | padded[2:, 1:-1] | padded[1:-1, :-2] | padded[1:-1, 2:]) & mask
        if (grown == part).all():
            return part
        part = grown


def box_of(values: np.ndarray, quantile: float) -> list[float] | None:
    """values: (h, w). Fractions [x0, y0, x1, y1] rounded to float32, or None for a flat map."""
    peak, mean = values.max(), values.astype(np.float64).mean()
    if values.min() == peak:
        return None
    row, column = np.argwhere(values == peak)[0]
    part = component_around(values >= mean + quantile * (peak - mean), row, column)
    rows, columns = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
    height, width = values.shape
    box = [columns[0] / width, rows[0] / height, (columns[-1] + 1) / width, (rows[-1] + 1) / height]
    return [float(np.float32(edge)) for edge in box]


def create_maps(rng: np.random.Generator, symbols: int, height: int, width: int) -> np.ndarray:
    """Random bumps plus noise, in 1/64; one map is flat, one has its peak twice."""
    y, x = np.mgrid[0:height, 0:width]
    maps = []
    for _ in range(symbols):
        value = rng.normal(0, 0.4, (height, width))
        for _ in range(int(rng.integers(1, 4))):
            cy, cx, spread = rng.uniform(0, height), rng.uniform(0, width), rng.uniform(1, 4)
            value += rng.uniform(1, 5) * np.exp(-((y - cy) ** 2 + (x - cx) ** 2) / (2 * spread**2))
        maps.append(np.round(value * 64) / 64)
    maps[1][:] = -1.5
    maps[2][0, 0] = maps[2][height - 1, width - 1] = maps[2].max() + 1
    return np.stack(maps).astype(np.float32)


def create_case(seed: int, symbols: int, height: int, width: int) -> dict:
    rng = np.random.default_rng(seed)
    maps = create_maps(rng, symbols, height, width)
    logits = np.round(rng.normal(-1, 2, symbols) * 64) / 64
    logits[4] = logits[5]  # a tie keeps the vocabulary's order
    rules = [{"id": f"symbol-{i}", "threshold": float(np.round(rng.uniform(0.1, 0.9), 3)), "claim": bool(rng.random() < 0.6),
              "box_quantile": float(rng.choice([0.0, 0.25, 0.5, 0.75, 1.0]))} for i in range(symbols)]
    expected = []
    for i in sorted(range(symbols), key=lambda s: (-logits[s], s)):
        confidence = 1 / (1 + math.exp(-logits[i]))
        expected.append({"id": rules[i]["id"], "confidence": confidence, "claimed": rules[i]["claim"] and confidence >= rules[i]["threshold"],
                         "box": box_of(maps[i], rules[i]["box_quantile"])})
    contract = {"contract": "image-encoder/1", "model": f"reference-{seed}", "dim": 128, "symbols": [r["id"] for r in rules],
                "pixels": {"layout": "NCHW", "channels": "RGB", "mean": [127.5, 127.5, 127.5], "std": [127.5, 127.5, 127.5], "resize": "stretch"},
                "symbol_calibration": list(reversed(rules))}
    return {"contract": contract, "logits": logits.tolist(), "map_h": height, "map_w": width, "maps_64ths": (maps * 64).astype(int).reshape(-1).tolist(),
            "expected": expected}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    cases = [create_case(1, 12, 7, 7), create_case(2, 9, 14, 14), create_case(3, 8, 5, 9), create_case(4, 6, 1, 16)]
    made = json.dumps({"cases": cases}) + "\n"
    if parser.parse_args().write:
        FILE.write_text(made)
    elif FILE.read_text() != made:
        raise SystemExit(f"{FILE.name} differs from the reference")
    print(f"seeing: {len(cases)} cases")


if __name__ == "__main__":
    main()
