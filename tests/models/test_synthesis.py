"""The motif studio: seeded, boxes hold what was drawn, every style and judged symbol is reachable without any outside picture."""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

MODELS = Path(__file__).resolve().parents[2] / "models"
sys.path.insert(0, str(MODELS))

from encoders.image.data import read_synthesis  # noqa: E402
from encoders.image.synthesis import compose  # noqa: E402
from encoders.image.synthesis.compose import Plan  # noqa: E402
from encoders.image.synthesis.library import Library  # noqa: E402
from encoders.image.synthesis.make import create_library, draw_set, marks_of, render, write  # noqa: E402
from encoders.image.synthesis.pen import ALPHA  # noqa: E402
from encoders.image.synthesis.plan import JUDGED, plan_all  # noqa: E402
from encoders.image.synthesis.styles import STYLES  # noqa: E402
from encoders.image.synthesis.surface import project  # noqa: E402
from encoders.image.vocabulary import load_crafts, load_symbols  # noqa: E402

SIZE = 128


def create_plan(style: str = "stone", body: str = "slab", main: str = "lotus") -> Plan:
    return Plan(0, style, body, main, "figure", band="fret-huiwen", filler="bat")


def digest(picture: np.ndarray) -> str:
    return hashlib.sha256(picture.tobytes()).hexdigest()


def test_the_same_seed_gives_the_same_pixels_and_another_seed_others():
    first, second, other = (render(create_plan(), Library(seed), seed, SIZE) for seed in (5, 5, 6))
    assert digest(first[0]) == digest(second[0])
    assert first[1] == second[1]
    assert digest(first[0]) != digest(other[0])


@pytest.mark.parametrize("body", ["slab", "vessel", "plate", "cloth", "garment", "openwork"])
def test_every_box_holds_all_visible_pixels_of_its_placement(body):
    plan = create_plan("bronze", body)
    for seed in range(4):
        rng = np.random.default_rng(seed)
        sheet, shape = compose.make(plan, Library(1), rng, SIZE)
        maps = project(sheet, shape)
        truth = marks_of(sheet, maps, shape.mask)
        boxes = Counter()
        for mark in truth["marks"]:
            boxes[mark["id"]] += 1
            x0, y0, x1, y1 = mark["box"]
            assert 0 <= x0 < x1 <= 1 and 0 <= y0 < y1 <= 1
        for number, name in enumerate(sheet.names, 1):
            rows, cols = np.nonzero((maps.owner == number) & (shape.mask > 0.5))
            if not len(rows):
                continue
            spread = [cols.min() / SIZE, rows.min() / SIZE, (cols.max() + 1) / SIZE, (rows.max() + 1) / SIZE]
            assert any(m["id"] == name and np.allclose(m["box"], spread, atol=1e-3) for m in truth["marks"])
            boxes[name] -= 1
        assert not any(boxes.values())


def test_a_placement_owns_exactly_its_silhouette():
    library = Library(2)
    sheet, _ = compose.make(Plan(0, "gilt", "statue", "dragon", "figure"), library, np.random.default_rng(1), SIZE)
    owned = sheet.data[..., 7] == 1
    assert owned.any()
    assert (sheet.data[..., ALPHA][owned] > 100).all()


@pytest.mark.parametrize("style", sorted(STYLES))
def test_every_style_renders_on_each_of_its_bodies(style):
    library = Library(3)
    for body in sorted(set(STYLES[style].bodies)):
        picture, truth = render(create_plan(style, body, "dragon"), library, 3, SIZE)
        assert picture.shape == (SIZE, SIZE, 3) and picture.dtype == np.uint8
        assert picture.std() > 4, body
        assert truth["style"] == style


def test_plans_without_outside_pictures_reach_every_judged_symbol_in_several_styles():
    plans = plan_all(create_library(None, None, 1), 1200, list(STYLES), 1)
    shown = {s: [p for p in plans if s in (p.main, p.filler, p.band, p.tile)] for s in JUDGED}
    assert min(len(found) for found in shown.values()) >= 40
    assert min(len({p.style for p in found}) for found in shown.values()) >= 5
    assert set(JUDGED) <= {p.main for p in plans}
    assert {p.style for p in plans} == set(STYLES)


def test_symbols_and_crafts_belong_to_the_vocabulary():
    library = Library(1)
    drawn = library.symbols("figure") | library.symbols("tile") | library.symbols("band")
    assert drawn <= set(load_symbols())
    assert {c for s in STYLES.values() for c in s.crafts} <= load_crafts()
    assert all(s.startswith("neg-") for s in library.symbols("negative"))


def test_a_written_set_is_read_back_with_boxes_and_crafts(tmp_path):
    _, truth = render(create_plan(), Library(1), 1, SIZE)
    write(tmp_path, [{"file": "images/00000.jpg", **truth}])
    assert not list(tmp_path.glob("*.part"))
    (picture,) = read_synthesis(tmp_path)
    boxed = [m for m in picture.marks if m.box]
    assert {m.symbol for m in boxed} == {m["id"] for m in truth["marks"]}
    assert "stone-carving" in {m.symbol for m in picture.marks if m.box is None}
    assert json.loads((tmp_path / "pictures.jsonl").read_text())["carrier"] == picture.kind


def test_a_stopped_run_goes_on_and_ends_as_if_it_had_not_stopped(tmp_path):
    whole, stopped = tmp_path / "whole", tmp_path / "stopped"
    assert draw_set(whole, 4, 8, SIZE, ["stone", "ink"]) == 4
    lines = (whole / "pictures.jsonl").read_text().splitlines(keepends=True)
    draw_set(stopped, 2, 8, SIZE, ["stone", "ink"])
    (stopped / "pictures.jsonl").unlink()
    (stopped / "progress-0.jsonl").write_text(lines[0] + lines[1] + lines[2][:40])
    assert draw_set(stopped, 4, 8, SIZE, ["stone", "ink"]) == 2
    assert (stopped / "pictures.jsonl").read_text() == (whole / "pictures.jsonl").read_text()
    for name in ("00002.jpg", "00003.jpg"):
        assert (stopped / "images" / name).read_bytes() == (whole / "images" / name).read_bytes()
    assert not list(stopped.glob("progress-*"))
    with pytest.raises(SystemExit):
        draw_set(stopped, 4, 9, SIZE, ["stone", "ink"])
