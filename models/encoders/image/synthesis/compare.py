"""Statistics of a written set beside those of real photographs: are they alike in light, colour, detail and box size?

    python -m encoders.image.synthesis.compare --set DIR --museum DIR [--limit 300]
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from PIL import Image

from ..data import Picture, read_museum, read_synthesis

SIDE = 224
ROWS = ("lightness", "its spread", "saturation", "warmth (R-B)", "edges", "fine detail", "dark share", "box width", "box height", "marks")


def measures(picture: Picture) -> np.ndarray:
    """One number per entry of ROWS; nan where a picture has no box."""
    rgb = np.asarray(Image.open(picture.path).convert("RGB").resize((SIDE, SIDE), Image.BOX), np.float32) / 255
    grey = rgb.mean(-1)
    gy, gx = np.gradient(grey)
    slope = np.hypot(gx, gy)
    fine = np.abs(grey[1:-1, 1:-1] * 4 - grey[:-2, 1:-1] - grey[2:, 1:-1] - grey[1:-1, :-2] - grey[1:-1, 2:])
    boxes = [m.box for m in picture.marks if m.box]
    width = np.median([b[2] - b[0] for b in boxes]) if boxes else np.nan
    height = np.median([b[3] - b[1] for b in boxes]) if boxes else np.nan
    saturation = (rgb.max(-1) - rgb.min(-1)).mean()
    warmth = (rgb[..., 0] - rgb[..., 2]).mean()
    return np.array([grey.mean(), grey.std(), saturation, warmth, (slope > 0.05).mean(), fine.mean(), (grey < 0.1).mean(), width, height, len(boxes)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", type=Path, required=True)
    parser.add_argument("--museum", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=300)
    args = parser.parse_args()
    sets = {"drawn": read_synthesis(args.set)[: args.limit], "museum": read_museum(args.museum)}
    tables = {name: np.array([measures(p) for p in pictures]) for name, pictures in sets.items()}
    print("| | " + " | ".join(f"{name} 10 / 50 / 90 %" for name in tables) + " |\n|---|---|---|")
    for k, row in enumerate(ROWS):
        print(f"| {row} | " + " | ".join(" / ".join(f"{v:.3f}" for v in np.nanpercentile(t[:, k], [10, 50, 90])) for t in tables.values()) + " |")


if __name__ == "__main__":
    main()
