"""Draws training pictures with known boxes.

    python -m encoders.image.synthesis.make --images DIR --out DIR --count N --seed S [--size 448] [--styles stone,jade] [--shop-motifs FILE]

Writes DIR/images/NNNNN.jpg and, last, DIR/pictures.jsonl: one line per picture (README.md). A run that was stopped goes on where it was when the
same command is given again. The same seed, styles and sources give the same pictures, whatever --count and --jobs are. --images may be left out or hold nothing: then only drawn motifs are used.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from pathlib import Path

import numpy as np
from PIL import Image

from . import compose, photo
from .library import ALSO, Library
from .plan import Plan, plan_all
from .sources import add_sources
from .styles import STYLES
from .surface import Maps, blur, project

SHOWN = 0.35  # a placement is marked when at least this share of it is in the picture
LEAST_PX = 12  # and its box is at least this wide or high
CLEAR = 2.2  # grey levels by which it varies from its surroundings


def create_library(images: Path | None, shop_motifs: Path | None, seed: int) -> Library:
    library = Library(seed)
    add_sources(library, images, shop_motifs)
    return library


def render(plan: Plan, library: Library, seed: int, size: int) -> tuple[np.ndarray, dict]:
    """uint8 (size, size, 3) and the line of pictures.jsonl without its file."""
    rng = np.random.default_rng([seed, 2, plan.index])
    sheet, body = compose.make(plan, library, rng, size)
    maps = project(sheet, body)
    cover = body.mask * np.clip(maps.alpha * 1.4 - 0.2, 0, 1) if body.openwork else body.mask
    surface = STYLES[plan.style].surface(maps, body, rng).astype(np.float32)
    if rng.random() < 0.18:
        surface = photo.wear(maps.alpha, surface, cover, rng)
    if body.photograph is not None:
        scene, sheet.pure = photo.into_photograph(body, maps.alpha, surface), False
    else:
        scene = photo.setting(body, cover, surface, rng)
    if rng.random() < 0.12:
        scene = photo.furniture(scene, rng)
    if rng.random() < 0.2:
        scene = photo.glass(scene, rng)
    picture = photo.camera(scene, rng)
    found = marks_of(sheet, maps, cover, clarity(picture))
    crafts = list(STYLES[plan.style].crafts)
    truth = {"carrier": body.kind, "style": plan.style, "crafts": crafts, "exhaustive": sheet.pure, **found}
    return picture, truth


def clarity(picture: np.ndarray) -> np.ndarray:
    """How much the picture varies around each pixel, in grey levels, between the scales of noise and of shading."""
    grey = picture.mean(-1, dtype=np.float32) / np.float32(255)
    return np.abs(blur(grey, 1.2) - blur(grey, 9)) * 255


def marks_of(sheet, maps: Maps, cover: np.ndarray, clear: np.ndarray | None = None) -> dict:
    """Boxes of what is seen of every placement. Unsure: what is too small, mostly cut off, or hardly stands out."""
    seen = np.where(cover > 0.5, maps.owner, 0)
    whole = np.bincount(sheet.data[..., 7].ravel(), minlength=256)
    here = np.bincount(seen.ravel(), minlength=256)
    density = here.sum() / max(1, whole[1:].sum())
    marks, negatives = [], []
    size = seen.shape[0]
    for number, name in enumerate(sheet.names, 1):
        if not here[number]:
            continue
        inside = seen == number
        rows, cols = np.flatnonzero(inside.any(1)), np.flatnonzero(inside.any(0))
        box = [cols[0] / size, rows[0] / size, (cols[-1] + 1) / size, (rows[-1] + 1) / size]
        box = [round(float(v), 4) for v in box]
        if name == "neg-other-character":
            marks.append({"id": "calligraphy", "box": box, "sure": False})
        if name.startswith("neg-"):
            negatives.append({"id": name, "box": box})
            continue
        share = here[number] / max(1, whole[number]) / max(1e-6, _usual(here, whole, density))
        sure = bool(share >= SHOWN and max(box[2] - box[0], box[3] - box[1]) * size >= LEAST_PX)
        if clear is not None:
            sure = sure and float(clear[inside].mean()) >= CLEAR
        for symbol in (name, *ALSO.get(name, ())):
            marks.append({"id": symbol, "box": box, "sure": sure})
    return {"marks": marks, "negatives": negatives}


def _usual(here: np.ndarray, whole: np.ndarray, density: float) -> float:
    """Picture pixels per sheet pixel of the best placement: what a wholly visible one has."""
    ratio = here[1:] / np.maximum(1, whole[1:])
    return float(ratio.max()) if ratio.any() else density


def _part(task) -> None:
    """Draws a share of the plans; each line goes to the share's own progress file as soon as its picture is written."""
    plans, job, images, shop_motifs, seed, size, out = task
    library = create_library(images, shop_motifs, seed)
    with (out / f"progress-{job}.jsonl").open("a", encoding="utf-8") as progress:
        progress.write("\n")  # ends a line that was cut off
        for done, plan in enumerate(plans, 1):
            picture, truth = render(plan, library, seed, size)
            name = f"images/{plan.index:05d}.jpg"
            quality = int(np.random.default_rng([seed, 3, plan.index]).integers(68, 95))
            Image.fromarray(picture).save(out / name, quality=quality)
            progress.write(json.dumps({"file": name, **truth, "plan": {k: v for k, v in asdict(plan).items() if v}}) + "\n")
            progress.flush()
            if done % 250 == 0:
                print(f"{done} of {len(plans)}", flush=True)


def drawn_already(out: Path) -> dict[str, dict]:
    """Lines of an earlier run that was stopped, by file; a line that was cut off in writing is drawn again."""
    lines = {}
    for path in sorted(out.glob("progress-*.jsonl")):
        for text in path.read_text("utf-8").splitlines():
            try:
                line = json.loads(text)
            except json.JSONDecodeError:
                continue
            lines[line["file"]] = line
    return lines


def write(out: Path, lines: list[dict]) -> None:
    """The list comes last and at once: where it stands, the set is whole."""
    part = out / "pictures.jsonl.part"
    part.write_text("".join(json.dumps(line) + "\n" for line in sorted(lines, key=lambda r: r["file"])), "utf-8")
    os.replace(part, out / "pictures.jsonl")
    for path in out.glob("progress-*.jsonl"):
        path.unlink()


def settle(out: Path, settings: dict) -> None:
    """Remembers what the set is drawn with; a stopped run is taken up only with the same settings."""
    path = out / "settings.json"
    if path.exists() and json.loads(path.read_text("utf-8")) != settings:
        raise SystemExit(f"{path} names other settings; choose another --out or the same settings")
    path.write_text(json.dumps(settings), "utf-8")


def draw_set(out: Path, count: int, seed: int, size: int, styles: list[str], images: Path | None = None, shop_motifs: Path | None = None, jobs: int = 1) -> int:
    """Draws what is missing and writes the list; how many pictures were drawn now."""
    (out / "images").mkdir(parents=True, exist_ok=True)
    settle(out, {"seed": seed, "size": size, "styles": styles, "images": images is not None, "shop_motifs": shop_motifs is not None})
    known = drawn_already(out)
    plans = plan_all(create_library(images, shop_motifs, seed), count, styles, seed)
    missing = [p for p in plans if f"images/{p.index:05d}.jpg" not in known]
    tasks = [(missing[job::jobs], job, images, shop_motifs, seed, size, out) for job in range(jobs)]
    if jobs == 1:
        _part(tasks[0])
    else:
        with ProcessPoolExecutor(jobs) as pool:
            list(pool.map(_part, tasks))
    wanted = {f"images/{p.index:05d}.jpg" for p in plans}
    write(out, [line for file, line in drawn_already(out).items() if file in wanted])
    return len(missing)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", type=Path)
    parser.add_argument("--shop-motifs", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--size", type=int, default=448)
    parser.add_argument("--styles", default=",".join(STYLES))
    parser.add_argument("--jobs", type=int, default=1)
    args = parser.parse_args()
    styles = args.styles.split(",")
    unknown = [s for s in styles if s not in STYLES]
    if unknown:
        parser.error(f"unknown style {unknown[0]!r}; known: {', '.join(STYLES)}")
    start = time.monotonic()
    drawn = draw_set(args.out, args.count, args.seed, args.size, styles, args.images, args.shop_motifs, args.jobs)
    print(f"{drawn} pictures, {drawn / (time.monotonic() - start):.1f} per second")


if __name__ == "__main__":
    main()
