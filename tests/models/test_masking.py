"""Masking: what is painted, what a map says a region is worth, and that a drawn motif's logit falls when it is painted out."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

MODELS = Path(__file__).resolve().parents[2] / "models"
sys.path.insert(0, str(MODELS))

from common.metrics import spearman, wilson  # noqa: E402
from encoders.image import mask  # noqa: E402
from encoders.image.data import Mark, Picture  # noqa: E402
from encoders.image.see import ARTIFACTS  # noqa: E402

MODEL = ARTIFACTS / "image-encoder.onnx"
PAPER = (238, 230, 214)
PLACE = (0.125, 0.3125, 0.5, 0.6875)  # of the drawn motif


@pytest.fixture(scope="module")
def masking() -> mask.Masking:
    return mask.Masking(MODEL)


def create_taiji(side: int = 448) -> np.ndarray:
    """A taiji of black and white on plain paper, in PLACE."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (side, side), PAPER)
    draw, radius = ImageDraw.Draw(picture), side * 0.16
    x, y = (PLACE[0] + PLACE[2]) / 2 * side, (PLACE[1] + PLACE[3]) / 2 * side
    disc = lambda y, r, fill: draw.ellipse((x - r, y - r, x + r, y + r), fill=fill)  # noqa: E731
    disc(y, radius + 4, (20, 20, 20))
    draw.pieslice((x - radius, y - radius, x + radius, y + radius), 90, 270, fill=(250, 250, 250))
    for sign, whole, eye in ((-1, (250, 250, 250), (20, 20, 20)), (1, (20, 20, 20), (250, 250, 250))):
        disc(y + sign * radius / 2, radius / 2, whole)
        disc(y + sign * radius / 2, radius / 8, eye)
    return np.asarray(picture)


def test_a_motif_on_plain_ground_is_painted_out_without_a_trace_by_both_fills():
    pixels = create_taiji().astype(np.float32).transpose(2, 0, 1)
    for fill in mask.FILLS:
        assert np.abs(mask.painted(pixels, PLACE, fill) - np.float32(PAPER)[:, None, None]).max() < 1e-3, fill


def test_blending_continues_a_slope_and_a_flat_fill_does_not():
    slope = np.broadcast_to(np.linspace(0, 255, 64, dtype=np.float32), (3, 64, 64))
    hole = (0.25, 0.25, 0.75, 0.75)
    errors = {fill: float(np.abs(mask.painted(slope, hole, fill) - slope).max()) for fill in mask.FILLS}
    assert errors["blend"] < 12 < 50 < errors["flat"], errors


def test_nothing_outside_the_box_is_painted():
    pixels = np.random.default_rng(0).random((3, 64, 64)).astype(np.float32)
    box = (0.1, 0.2, 0.4, 0.9)
    inside = mask.covered(box, 64, 64)
    for fill in mask.FILLS:
        changed = mask.painted(pixels, box, fill) != pixels
        assert changed[:, inside].mean() > 0.99 and not changed[:, ~inside].any(), fill


def test_a_regions_stated_worth_is_what_the_pooling_loses_without_it():
    """By hand: 16 cells, one of 8, the others 0; half mean, half softmax at sharpness 1. Without the one cell everything is 0."""
    evidence = np.zeros((4, 4), np.float32)
    evidence[1, 2] = 8
    whole = 0.5 * 8 / 16 + 0.5 * 8 * np.exp(8) / (np.exp(8) + 15)
    assert mask.stated_change(evidence, (0.5, 0.25, 0.75, 0.5), 1.0, 0.5) == pytest.approx(-whole)
    assert mask.stated_change(evidence, (0.0, 0.0, 1.0, 1.0), 1.0, 0.5) is None
    # A region of nothing is worth less than nothing: its cells now say what the others say on average.
    assert mask.stated_change(evidence, (0.0, 0.75, 1.0, 1.0), 1.0, 0.5) > 0


def test_the_pooling_read_from_the_graph_is_the_encoders(masking):
    pixels = create_taiji().astype(np.float32).transpose(2, 0, 1) / 128 - 1
    logits, maps = masking.run(pixels)
    again = [mask.pooled(maps[s].astype(np.float64).ravel(), masking.sharpness[s], masking.mean_share[s]) for s in range(len(logits))]
    np.testing.assert_allclose(again, logits, atol=2e-4)


def test_a_control_has_the_regions_size_and_does_not_overlap_it():
    rng, box = np.random.default_rng(1), (0.2, 0.3, 0.5, 0.7)
    for _ in range(50):
        x0, y0, x1, y1 = mask.elsewhere(box, rng)
        assert (x1 - x0, y1 - y0) == pytest.approx((0.3, 0.4)) and 0 <= x0 and x1 <= 1 and 0 <= y0 and y1 <= 1
        assert x1 <= box[0] or x0 >= box[2] or y1 <= box[1] or y0 >= box[3]
    assert mask.elsewhere((0.1, 0.1, 0.9, 0.9), rng) is None


def test_a_drawn_motifs_logit_falls_when_it_is_painted_out_and_more_than_elsewhere(masking):
    picture = Picture(Path("taiji"), "museum", "taiji", (Mark("bagua-taiji", True, PLACE),))
    rows = {row["kind"]: row for row in masking.rows(picture, create_taiji(), np.random.default_rng(0))}
    labelled = rows["labelled"]
    for fill in mask.FILLS:
        assert labelled[fill] < -0.3 and labelled[fill] < labelled["control"] - 0.3, labelled
        assert rows["own"][fill] < 0, rows["own"]
    assert labelled["stated"] < 0


def test_rank_correlation_and_interval_of_a_share():
    assert spearman([1, 2, 3, 4], [10, 20, 30, 400]) == pytest.approx(1)
    assert spearman([1, 2, 2, 3], [4, 3, 3, 1]) == pytest.approx(-1)
    assert spearman([1, 2, 3, 4, 5], [2, 1, 4, 3, 5]) == pytest.approx(0.8)  # 1 - 6·4 / (5·24)
    assert np.isnan(spearman([1, 1, 1], [1, 2, 3]))
    assert wilson(90, 100) == pytest.approx((0.8256, 0.9448), abs=1e-4)
    assert wilson(5, 5)[1] == pytest.approx(1)
