"""What the shipped image encoder computes: vocabulary, pooling, calibration record, region rule, out-of-fold figures."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

MODELS = Path(__file__).resolve().parents[2] / "models"
sys.path.insert(0, str(MODELS))

from common.metrics import average_precision, box_iou, centre_inside  # noqa: E402
from common.pixels import to_input  # noqa: E402
from encoders.image.see import Encoder, decode, locate  # noqa: E402
from encoders.image.vocabulary import EXTRA_IDS, load_symbols  # noqa: E402

ARTIFACTS = MODELS / "encoders/image/artifacts"


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder(ARTIFACTS / "image-encoder.onnx")


def create_picture(seed: int, height: int = 90, width: int = 120) -> np.ndarray:
    coarse = np.random.default_rng(seed).integers(0, 256, (6, 8, 3)).astype(np.uint8)
    return coarse.repeat(height // 6, 0).repeat(width // 8, 1)


def test_vocabulary_is_every_symbol_but_colours_then_the_extra_labels(encoder):
    symbols = json.loads((MODELS / "knowledge/symbols.json").read_text("utf-8"))["symbols"]
    expected = [s["id"] for s in symbols if s["category"] != "colour"] + list(EXTRA_IDS)
    assert len(expected) == 137
    assert encoder.contract["symbols"] == expected == load_symbols()


@pytest.mark.parametrize("size", [224, 448])
def test_batch_gives_what_single_pictures_give(encoder, size):
    pixels = encoder.contract["pixels"]
    batch = np.stack([to_input(create_picture(i), size, pixels["mean"], pixels["std"]) for i in range(3)])
    together = encoder.session.run(None, {"pixels": batch})
    for i in range(3):
        for whole, alone in zip(together, encoder.session.run(None, {"pixels": batch[i : i + 1]})):
            np.testing.assert_allclose(whole[i], alone[0], atol=2e-3, rtol=1e-4)


def test_embedding_has_unit_length_and_tells_pictures_apart(encoder):
    plain = np.full((90, 120, 3), 235, np.uint8)
    plain[30:60, 45:75] = (160, 40, 30)  # a red square on pale ground, against a mosaic of random colours
    a, b = (encoder.run(picture, 224)["embedding"] for picture in (create_picture(1), plain))
    assert np.linalg.norm(a) == pytest.approx(1, abs=1e-5)
    assert float(a @ b) < 0.95


def test_logit_is_pooled_from_its_own_map(encoder):
    """Pooling lies between a map's mean and its peak, and a symbol's logit depends on no other symbol's map."""
    out = encoder.run(create_picture(3), 448)
    maps, logits = out["symbol_maps"].reshape(137, -1), out["symbol_logits"]
    assert (logits >= maps.mean(1) - 1e-3).all()
    assert (logits <= maps.max(1) + 1e-3).all()


def test_map_cells_lie_on_a_grid_of_stride_16(encoder):
    assert encoder.run(create_picture(4), 448)["symbol_maps"].shape == (137, 28, 28)
    assert encoder.run(create_picture(4), 224)["symbol_maps"].shape == (137, 14, 14)


def test_region_is_the_component_that_holds_the_peak():
    evidence = np.zeros((4, 5), np.float32)
    evidence[0, 0] = 10.0
    evidence[0, 1] = 8.0
    evidence[1, 1] = 8.0
    evidence[3, 4] = 9.0  # as strong, but not connected
    assert locate(evidence, 0.5) == (0.0, 0.0, 2 / 5, 2 / 4)


def test_region_ignores_diagonal_neighbours():
    evidence = np.zeros((3, 3), np.float32)
    evidence[0, 0] = evidence[1, 1] = 5.0
    assert locate(evidence, 0.5) == (0.0, 0.0, 1 / 3, 1 / 3)


def test_tied_peaks_go_to_the_first_cell():
    evidence = np.zeros((3, 3), np.float32)
    evidence[2, 2] = evidence[0, 1] = 5.0
    assert locate(evidence, 0.5) == (1 / 3, 0.0, 2 / 3, 1 / 3)


def test_flat_map_has_no_region():
    assert locate(np.full((3, 3), 2.0, np.float32), 0.3) is None


def test_claim_needs_the_operating_point():
    contract = {
        "symbols": ["a", "b", "c"],
        "symbol_calibration": [
            {"id": "a", "claim": True, "threshold": 0.6, "box_quantile": 0.5},
            {"id": "b", "claim": True, "threshold": 0.6, "box_quantile": 0.5},
            {"id": "c", "claim": False, "threshold": None, "box_quantile": 0.5},
        ],
    }
    seen = decode(np.array([0.0, 1.0, 5.0]), np.zeros((3, 2, 2)), contract)
    assert [(s["id"], s["claimed"]) for s in seen] == [("c", False), ("b", True), ("a", False)]


def test_no_symbol_is_claimed_below_the_floor(encoder):
    for row in encoder.contract["symbol_calibration"]:
        if row["claim"]:
            assert row["precision_at_threshold"] >= 0.7 and row["positives"] >= 8, row


def test_a_withdrawn_symbol_keeps_what_was_measured_and_is_claimed_nowhere(encoder):
    from encoders.image.calibrate import withdraw
    from encoders.image.config import TrainConfig

    rows = [{"id": "a", "claim": True, "threshold": 0.3}, {"id": "b", "claim": True, "threshold": 0.4}]
    withdraw(rows, ("a",))
    assert [(r["claim"], r["threshold"]) for r in rows] == [(False, 0.3), (True, 0.4)]
    claims = {row["id"]: row["claim"] for row in encoder.contract["symbol_calibration"]}
    assert not any(claims[symbol] for symbol in TrainConfig().withdrawn)
    seen = json.loads((ARTIFACTS / "out_of_fold.json").read_text("utf-8"))["pictures"]
    assert not [s for p in seen for s in p["symbols"] if s["id"] in TrainConfig().withdrawn and s["claimed"]]


def test_out_of_fold_predictions_reach_the_stated_quality():
    """Recomputed here from the committed predictions and labels, by another route than the training script's arrays."""
    labels = {r["file"]: r["symbols"] for r in json.loads((ARTIFACTS / "labels.json").read_text("utf-8"))}
    seen = {p["file"]: {s["id"]: s for s in p["symbols"]} for p in json.loads((ARTIFACTS / "out_of_fold.json").read_text("utf-8"))["pictures"]}
    files = sorted(labels)
    assert len(files) == 143 and set(files) == set(seen)
    boxed = {s["id"] for row in labels.values() for s in row if "box" in s}
    motif, craft = [], []
    for symbol in sorted({s["id"] for row in labels.values() for s in row} - {"none"}):
        marks = [[s["confidence"] for s in labels[f] if s["id"] == symbol] for f in files]
        truth = np.array([1 if "sure" in m else -1 if m else 0 for m in marks])
        if (truth == 1).sum() >= 4:
            score = np.array([seen[f][symbol]["confidence"] for f in files])
            (motif if symbol in boxed else craft).append(average_precision(score, truth, files))
    assert len(motif) == 20 and len(craft) == 9
    assert np.mean(motif) >= 0.27
    assert np.mean(craft) >= 0.60


def test_average_precision_by_hand():
    scores, labels = np.array([0.9, 0.8, 0.7, 0.6, 0.5]), np.array([1, 0, -1, 1, 0])
    assert average_precision(scores, labels, list("abcde")) == pytest.approx((1 / 1 + 2 / 3) / 2)


def test_box_measures_by_hand():
    assert box_iou((0, 0, 2, 2), (1, 1, 3, 3)) == pytest.approx(1 / 7)
    assert box_iou((0, 0, 1, 1), (2, 2, 3, 3)) == 0.0
    assert centre_inside((0.4, 0.4, 0.6, 0.6), (0.0, 0.0, 0.49, 1.0))  # 2 % margin
    assert not centre_inside((0.4, 0.4, 0.6, 0.6), (0.0, 0.0, 0.47, 1.0))


def test_shrinking_averages_exactly_the_covered_area():
    row = np.array([[0, 90, 180]], np.uint8)[..., None].repeat(3, 2)  # (1, 3, 3)
    got = to_input(row, 2, (0, 0, 0), (1, 1, 1))[0]
    np.testing.assert_allclose(got[0], [(0 + 45) / 1.5, (45 + 180) / 1.5], atol=1e-4)


def test_growing_interpolates_between_pixel_centres():
    row = np.array([[0, 100]], np.uint8)[..., None].repeat(3, 2)
    got = to_input(row, 4, (0, 0, 0), (1, 1, 1))[0]
    np.testing.assert_allclose(got[0], [0, 25, 75, 100], atol=1e-4)


def test_an_operating_point_holds_over_all_splits_together():
    from encoders.image.calibrate import judge

    labels = np.array([1] * 8 + [0] * 12, np.int8)[:, None]
    lucky = np.r_[np.linspace(0.9, 0.6, 8), np.linspace(0.5, 0.1, 12)][:, None]  # splits them without a mistake
    unlucky = lucky[::-1].copy()  # and this one the other way round
    names = [f"p{i:02d}" for i in range(20)]
    (alone,) = judge(lucky, labels, ["lotus"], names, 0.7, 8)
    (both,) = judge(lucky, labels, ["lotus"], names, 0.7, 8, [unlucky])
    assert alone["claim"] and alone["precision_at_threshold"] == pytest.approx(8 / 11, abs=1e-4)
    assert not both["claim"] and both["threshold"] is None
    assert both["ap"] == alone["ap"] == 1.0


def test_the_tables_of_the_card_are_those_of_the_committed_predictions():
    from encoders.image.card import CARD, written

    text = CARD.read_text("utf-8")
    assert written(text) == text, "run: cd models && python -m encoders.image.card"
