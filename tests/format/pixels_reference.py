"""Independent reference for `picture_to_input` (core/include/ruyi/pixels.hpp), written from the header's words alone.

Every weighted mean is a Python fraction, so it is exact; only the last division, subtraction and division round.
    python3 tests/format/pixels_reference.py            compares with the committed tests/support/pixels_cases.json
    python3 tests/format/pixels_reference.py --write    writes that file
Needs numpy. The pictures are made by `create_picture` from a seed; the C++ and JavaScript tests make the same ones.
"""

import argparse
import hashlib
import json
import pathlib
from fractions import Fraction

import numpy as np

FILE = pathlib.Path(__file__).parent.parent / "support" / "pixels_cases.json"
MEAN, STD = [123.675, 116.28, 103.53], [58.395, 57.12, 57.375]
PLAIN_MEAN, PLAIN_STD = [0.0, 0.0, 0.0], [1.0, 1.0, 1.0]


def create_picture(seed: int, width: int, height: int, opaque: bool) -> np.ndarray:
    """uint8 (H, W, 4) from the generator x -> (1664525 x + 1013904223) mod 2^32, taking bits 24..31 of each state."""
    state, out = seed, bytearray()
    for i in range(width * height * 4):
        state = (1664525 * state + 1013904223) % 2**32
        out.append(255 if opaque and i % 4 == 3 else state >> 24)
    return np.frombuffer(bytes(out), np.uint8).reshape(height, width, 4)


def axis_matrix(size_in: int, size_out: int) -> list[list[tuple[int, Fraction]]]:
    """For each output index, (source index, weight) with weights that sum to 1."""
    rows = []
    for i in range(size_out):
        if size_out < size_in:
            low, high = Fraction(i * size_in, size_out), Fraction((i + 1) * size_in, size_out)
            taps = [(s, min(high, s + 1) - max(low, s)) for s in range(int(low), size_in) if s < high]
            rows.append([(s, w / (high - low)) for s, w in taps])
        else:
            centre = Fraction((2 * i + 1) * size_in, 2 * size_out) - Fraction(1, 2)
            centre = min(max(centre, Fraction(0)), Fraction(size_in - 1))
            left = int(centre)
            taps = [(left, 1 - (centre - left)), (left + 1, centre - left)]
            rows.append([(s, w) for s, w in taps if w > 0])
    return rows


def picture_to_input(picture: np.ndarray, size_w: int, size_h: int, mean: list[float], std: list[float]) -> np.ndarray:
    """float32 (3, size_h, size_w)."""
    height, width, _ = picture.shape
    across, down = axis_matrix(width, size_w), axis_matrix(height, size_h)
    wide = picture.astype(object)
    white = [[[Fraction(int(p[c]) * int(p[3]) + 255 * (255 - int(p[3])), 255) for c in range(3)] for p in row] for row in wide]
    out = np.zeros((3, size_h, size_w), np.float32)
    mean64, std64 = np.array(mean, np.float32).astype(np.float64), np.array(std, np.float32).astype(np.float64)
    for c in range(3):
        lines = [[sum((white[y][s][c] * w for s, w in taps), Fraction(0)) for taps in across] for y in range(height)]
        for y in range(size_h):
            for x in range(size_w):
                value = sum((lines[s][x] * w for s, w in down[y]), Fraction(0))
                out[c, y, x] = np.float32((np.float64(float(value)) - mean64[c]) / std64[c])
    return out


def cases() -> list[dict]:
    shapes = [
        # seed, width, height, opaque, size_w, size_h, normalised
        (1, 1, 1, True, 4, 3, False),
        (2, 5, 7, True, 5, 7, False),
        (3, 4, 4, False, 2, 2, False),
        (4, 7, 5, False, 3, 2, True),
        (5, 3, 2, False, 8, 9, True),
        (6, 40, 9, True, 32, 32, True),
        (7, 61, 83, False, 32, 64, True),
        (8, 97, 31, True, 64, 32, True),
    ]
    out = []
    for seed, width, height, opaque, size_w, size_h, normalised in shapes:
        mean, std = (MEAN, STD) if normalised else (PLAIN_MEAN, PLAIN_STD)
        values = picture_to_input(create_picture(seed, width, height, opaque), size_w, size_h, mean, std)
        flat = values.reshape(-1)
        out.append({
            "seed": seed, "width": width, "height": height, "opaque": opaque, "size_w": size_w, "size_h": size_h, "mean": mean, "std": std,
            "sha256": hashlib.sha256(flat.astype("<f4").tobytes()).hexdigest(),
            "first_bits": [int(b) for b in flat[:6].view(np.uint32)],
            "last_bits": [int(b) for b in flat[-3:].view(np.uint32)],
            "fnv1a64": fnv1a64(flat.astype("<f4").tobytes()),
        })
    return out


def fnv1a64(data: bytes) -> str:
    value = 0xCBF29CE484222325
    for byte in data:
        value = (value ^ byte) * 0x100000001B3 % 2**64
    return f"{value:016x}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    made = json.dumps({"cases": cases()}, indent=1) + "\n"
    if parser.parse_args().write:
        FILE.write_text(made)
    elif FILE.read_text() != made:
        raise SystemExit(f"{FILE.name} differs from the reference")
    print(f"pixels: {len(json.loads(made)['cases'])} cases")


if __name__ == "__main__":
    main()
