"""Masking: a region is painted out and the picture encoded again. Does the symbol's logit fall, and by as much as its map says?

  cd models && python -m encoders.image.mask --images DIR [--model FILE.onnx] [--out FILE.json] [--limit N]

Reads DIR/museum and its labels.json; needs onnxruntime, NumPy and Pillow. Prints the table of CARD.md and writes FILE.json (default
artifacts/masking.json: ids and numbers only), from which card.py prints it again.

Regions, at 448 px, per photograph and symbol: `claimed`, the encoder's box of a symbol that it claims; `own`, its box of every symbol that is
surely labelled with a box; `labelled`, that labelled box. Fills: `blend`, the surroundings continued inwards (each pixel becomes the mean of
its neighbours, coarse to fine); `flat`, the mean colour of everything outside.

Observed: logit of the painted picture minus logit of the whole one. Stated: the pooling rule over the unpainted picture's own map once more, with the
region's cells set to the mean of the others, minus the logit: what the map says the region is worth. Control: a box of the same size that
does not overlap the region, where one fits, blended the same way.

This says whether regions are true to the *encoder*. A counterfactual rank is another thing: it sets a symbol's presence to 0 in the score
and re-ranks the catalogue; no pixel changes (DESIGN §3, §6).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import zlib
from pathlib import Path

import numpy as np

from common.metrics import spearman, wilson
from common.pixels import load_rgb, to_input

from .data import Picture, read_museum
from .see import ARTIFACTS, Encoder, locate

SIZE = 448
FILLS = ("blend", "flat")
CONTROL_FILL = "blend"
KINDS = ("claimed", "own", "labelled")
SMOOTHINGS = 12  # passes of the mean over neighbours, at each scale
TRIES = 200  # places asked for a control
Box = tuple[float, float, float, float]  # x0, y0, x1, y1 in fractions


def covered(box: Box, height: int, width: int) -> np.ndarray:
    """bool (height, width): the pixels that the box touches."""
    mask = np.zeros((height, width), bool)
    x0, y0, x1, y1 = np.array(box) * (width, height, width, height)
    mask[int(y0 + 1e-6) : int(np.ceil(y1 - 1e-6)), int(x0 + 1e-6) : int(np.ceil(x1 - 1e-6))] = True
    return mask


def cells_of(box: Box, height: int, width: int) -> np.ndarray:
    """bool (height, width): the cells whose centre the box holds."""
    x, y = (np.arange(width) + 0.5) / width, (np.arange(height) + 0.5) / height
    return ((y >= box[1]) & (y <= box[3]))[:, None] & ((x >= box[0]) & (x <= box[2]))[None]


def neighbours(values: np.ndarray) -> np.ndarray:
    """(3, H, W): the mean of the four neighbours; the picture's border repeats itself."""
    wide = np.pad(values, ((0, 0), (1, 1), (1, 1)), mode="edge")
    return (wide[:, :-2, 1:-1] + wide[:, 2:, 1:-1] + wide[:, 1:-1, :-2] + wide[:, 1:-1, 2:]) / 4


def around(hole: np.ndarray) -> tuple[slice, slice, slice]:
    """The hole with one pixel more on each side, of all channels."""
    rows, columns = (np.flatnonzero(hole.any(axis)) for axis in (1, 0))
    return (slice(None), slice(max(rows[0] - 1, 0), rows[-1] + 2), slice(max(columns[0] - 1, 0), columns[-1] + 2))


def blend(pixels: np.ndarray, hole: np.ndarray) -> np.ndarray:
    """(3, H, W) with the hole filled from around it."""
    if not hole.any():
        return pixels
    if hole.all():
        return np.broadcast_to(pixels.mean((1, 2), keepdims=True), pixels.shape).copy()
    height, width = hole.shape
    if height % 2 or width % 2:
        start = np.broadcast_to(pixels[:, ~hole].mean(1)[:, None, None], pixels.shape)
    else:
        quarters = lambda v: v.reshape(*v.shape[:-2], height // 2, 2, width // 2, 2)  # noqa: E731
        known = quarters(~hole).sum((1, 3))
        coarse = quarters(np.where(hole, 0, pixels)).sum((2, 4)) / np.maximum(known, 1)
        start = blend(coarse, known == 0).repeat(2, 1).repeat(2, 2)
    filled, near = np.where(hole, start, pixels), around(hole)
    part, inside = filled[near], hole[near[1:]]
    for _ in range(SMOOTHINGS):
        part[:, inside] = neighbours(part)[:, inside]
    return filled


def painted(pixels: np.ndarray, box: Box, fill: str) -> np.ndarray:
    """float32 (3, H, W), the encoder's input, with the box painted over."""
    hole = covered(box, *pixels.shape[1:])
    if fill == "blend":
        return blend(pixels.astype(np.float64), hole).astype(np.float32)
    outside = pixels[:, ~hole] if not hole.all() else pixels.reshape(3, -1)
    return np.where(hole, outside.mean(1, dtype=np.float64)[:, None, None], pixels).astype(np.float32)


def pooled(cells: np.ndarray, sharpness: float, mean_share: float) -> float:
    """The encoder's rule over any number of cells: a share of the mean, the rest weighted by the softmax of the cells themselves."""
    power = np.exp(sharpness * (cells - cells.max()))
    return float(mean_share * cells.mean() + (1 - mean_share) * (power * cells).sum() / power.sum())


def stated_change(evidence: np.ndarray, box: Box, sharpness: float, mean_share: float) -> float | None:
    """(h, w) -> what the pooled logit loses when the box's cells say what the others say on average; None if there are no others."""
    inside = cells_of(box, *evidence.shape)
    if inside.all():
        return None
    values = evidence.astype(np.float64)
    replaced = np.where(inside, values[~inside].mean(), values)
    return pooled(replaced.ravel(), sharpness, mean_share) - pooled(values.ravel(), sharpness, mean_share)


def elsewhere(box: Box, rng: np.random.Generator) -> Box | None:
    """A box of the same size that does not overlap; None where none was found."""
    width, height = box[2] - box[0], box[3] - box[1]
    for x, y in rng.uniform(0, 1, (TRIES, 2)) * (1 - width, 1 - height):
        if x + width <= box[0] or x >= box[2] or y + height <= box[1] or y >= box[3]:
            return (x, y, x + width, y + height)
    return None


def pooling_of(model: Path) -> tuple[np.ndarray, np.ndarray]:
    """Sharpness and mean share, each (S,), as the graph holds them (one mean share for all, or one of each symbol)."""
    import onnx
    from onnx import numpy_helper

    held = {i.name: i for i in onnx.load(model).graph.initializer}
    sharpness, share = (numpy_helper.to_array(held[f"pool.{name}"]).ravel().astype(np.float64) for name in ("sharpness", "mean_share"))
    return sharpness, np.broadcast_to(share, sharpness.shape)


class Masking:
    """One encoder, its pooling, and the regions it is asked about."""

    def __init__(self, model: Path) -> None:
        self.encoder = Encoder(model, threads=1)
        self.sharpness, self.mean_share = pooling_of(model)
        self.index = {s: i for i, s in enumerate(self.encoder.contract["symbols"])}
        self.rules = {r["id"]: r for r in self.encoder.contract["symbol_calibration"]}

    def run(self, pixels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Logits (S,) and maps (S, h, w)."""
        logits, maps = self.encoder.session.run(["symbol_logits", "symbol_maps"], {"pixels": pixels[None]})
        return logits[0].astype(np.float64), maps[0]

    def regions(self, picture: Picture, logits: np.ndarray, maps: np.ndarray) -> list[tuple[str, str, Box]]:
        """(kind, symbol, box)"""
        own = lambda symbol: locate(maps[self.index[symbol]], self.rules[symbol]["box_quantile"])  # noqa: E731
        claimed = [s for s, r in self.rules.items() if r["claim"] and 1 / (1 + np.exp(-logits[self.index[s]])) >= r["threshold"]]
        labelled = {m.symbol: m.box for m in picture.marks if m.sure and m.box and m.symbol in self.index}
        found = [("claimed", s, own(s)) for s in claimed] + [("own", s, own(s)) for s in labelled]
        return [row for row in found if row[2]] + [("labelled", s, box) for s, box in labelled.items()]

    def rows(self, picture: Picture, rgb: np.ndarray, rng: np.random.Generator) -> list[dict]:
        """One per region: logit, stated change and, for each fill, the observed change; `control`: that of the control."""
        form = self.encoder.contract["pixels"]
        pixels = to_input(rgb, SIZE, form["mean"], form["std"])
        logits, maps = self.run(pixels)
        rows = []
        for kind, symbol, box in self.regions(picture, logits, maps):
            at, control = self.index[symbol], elsewhere(box, rng)
            change = lambda region, fill: round(float(self.run(painted(pixels, region, fill))[0][at] - logits[at]), 4)  # noqa: E731
            stated = stated_change(maps[at], box, self.sharpness[at], self.mean_share[at])
            row = {"file": picture.group, "kind": kind, "symbol": symbol, "area": round((box[2] - box[0]) * (box[3] - box[1]), 4)}
            row |= {"logit": round(float(logits[at]), 4), "stated": stated if stated is None else round(stated, 4)}
            row |= {fill: change(box, fill) for fill in FILLS}
            rows.append(row | ({"control": change(control, CONTROL_FILL)} if control else {}))
        return rows


def table(rows: list[dict]) -> str:
    """Share of regions whose logit falls (95 % by Wilson's interval), medians, and Spearman of stated and observed (95 % over resampled photographs)."""
    lines = ["| regions | fill | logit falls | 95 % | median change (stated) | Spearman | 95 % | control falls | control's median |", "|---|---|---|---|---|---|---|---|---|"]
    for kind in KINDS:
        for fill in FILLS:
            own = [r for r in rows if r["kind"] == kind]
            changes, controls = np.array([r[fill] for r in own]), np.array([r["control"] for r in own if fill == CONTROL_FILL and "control" in r])
            if not own:
                continue
            low, high = wilson(int((changes < 0).sum()), len(own))
            known = [r for r in own if r["stated"] is not None]
            rho, between = resampled_spearman(known, fill)
            median = f"{np.median(changes):+.2f} ({np.median([r['stated'] for r in known]):+.2f})"
            control = f"{int((controls < 0).sum())} of {len(controls)} | {np.median(controls):+.2f}" if len(controls) else "– | –"
            lines.append(f"| {kind} | {fill} | {int((changes < 0).sum())} of {len(own)} ({(changes < 0).mean():.3f}) | {low:.2f}–{high:.2f} | {median} | {rho:.2f} | {between} | {control} |")
    return "\n".join(lines)


def resampled_spearman(rows: list[dict], fill: str, draws: int = 1000) -> tuple[float, str]:
    """Regions of one photograph are drawn together."""
    stated, observed = (np.array([r[key] for r in rows]) for key in ("stated", fill))
    members: dict[str, list[int]] = {}
    for at, row in enumerate(rows):
        members.setdefault(row["file"], []).append(at)
    groups, rng, found = list(members.values()), np.random.default_rng(0), []
    for _ in range(draws):
        chosen = np.concatenate([groups[i] for i in rng.integers(0, len(groups), len(groups))])
        found.append(spearman(stated[chosen], observed[chosen]))
    low, high = np.nanpercentile(found, [2.5, 97.5])
    return spearman(stated, observed), f"{low:.2f}–{high:.2f}"


def write(out: Path, model: Path, contract: dict, rows: list[dict]) -> None:
    head = {"model": contract["model"], "version": contract["version"], "sha256": hashlib.sha256(model.read_bytes()).hexdigest()}
    body = ",\n".join(json.dumps(row) for row in rows)
    out.write_text(f'{{"model": {json.dumps(head)}, "regions": [\n{body}\n]}}\n', "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=ARTIFACTS / "image-encoder.onnx")
    parser.add_argument("--out", type=Path, default=ARTIFACTS / "masking.json")
    parser.add_argument("--limit", type=int, help="only the first photographs")
    args = parser.parse_args()
    masking, rows = Masking(args.model), []
    for picture in read_museum(args.images / "museum")[: args.limit]:
        rng = np.random.default_rng(zlib.crc32(picture.group.encode()))  # a control does not depend on the photographs before it
        rows += masking.rows(picture, load_rgb(picture.path), rng)
    write(args.out, args.model, masking.encoder.contract, rows)
    print(table(rows))


if __name__ == "__main__":
    main()
