"""The tuned branch's training: what a view shows of a picture's boxes, and losses that fall where they should. The losses need PyTorch."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

MODELS = Path(__file__).resolve().parents[2] / "models"
sys.path.insert(0, str(MODELS))

from encoders.image.data import Mark, Picture  # noqa: E402
from encoders.image.tuning.views import boxes_in  # noqa: E402

INDEX = {"dragon": 0, "lotus": 1}


def create_picture(*boxes: tuple) -> Picture:
    return Picture(Path("a.jpg"), "museum", "a", tuple(Mark("lotus", True, box) for box in boxes))


def test_a_view_moves_cuts_and_mirrors_the_boxes_it_still_shows():
    picture = create_picture((0.5, 0.5, 0.7, 0.9), (0.0, 0.0, 0.1, 0.1))
    (shown,) = boxes_in(picture, (0.4, 0.4, 0.8, 0.8), False, INDEX)
    np.testing.assert_allclose(shown, [1, 1, 0.25, 0.25, 0.75, 1.0], atol=1e-6)  # 3/4 of the box is left, cut at the lower edge
    (mirrored,) = boxes_in(picture, (0.4, 0.4, 0.8, 0.8), True, INDEX)
    np.testing.assert_allclose(mirrored, [1, 1, 0.25, 0.25, 0.75, 1.0], atol=1e-6)
    (left,) = boxes_in(create_picture((0.4, 0.4, 0.5, 0.6)), (0.4, 0.4, 0.8, 0.8), True, INDEX)
    np.testing.assert_allclose(left, [1, 1, 0.75, 0.0, 1.0, 0.5], atol=1e-6)


def test_a_box_of_which_little_is_left_is_not_shown():
    assert boxes_in(create_picture((0.0, 0.0, 0.5, 0.5)), (0.4, 0.4, 1.0, 1.0), False, INDEX).shape == (0, 6)


def create_net(monkeypatch, symbols: int = 2):
    pytest.importorskip("torch", reason="PyTorch is not installed: the tuned branch cannot be trained")
    from encoders.image.tuning import late
    from encoders.image.tuning.config import TuningConfig

    monkeypatch.setattr(late, "start_weights", dict)  # the pretrained weights are not needed here
    norm = {f"{s}.{part}": np.full(n, part == "spread", np.float32) for s, n in (("s16", 112), ("s32", 320)) for part in ("mean", "spread")}
    return late.TunedNet(symbols, norm, TuningConfig()), late


def test_place_loss_falls_when_the_evidence_moves_into_the_box(monkeypatch):
    net, late = create_net(monkeypatch)
    import torch

    boxes = [np.array([[1, 1, 0.0, 0.0, 0.5, 0.5]], np.float32)]
    inside, outside = torch.zeros(1, 2, 8, 8), torch.zeros(1, 2, 8, 8)
    inside[0, 1, 1, 1], outside[0, 1, 6, 6] = 6.0, 6.0
    good, bad, flat = (late.place_losses(maps, boxes, [False])[0].item() for maps in (inside, outside, torch.zeros(1, 2, 8, 8)))
    assert good < flat < bad
    assert flat == pytest.approx(1.0)  # chance: the box covers a quarter, and so much of the softmax lies in it
    assert late.place_losses(inside, boxes, [False])[1].item() == 0.0  # cells are judged only where every place is marked
    assert late.place_losses(inside, boxes, [True])[1].item() > 0.0


def test_contrast_asks_for_the_shown_symbol_above_its_look_alike(monkeypatch):
    net, late = create_net(monkeypatch)
    import torch

    maps = torch.zeros(1, 2, 4, 4)
    maps[0, 0] += 3.0
    loss = lambda labels: late.contrast_loss(net, maps, np.array([labels], np.int8), [(0, 1), (1, 0)]).item()  # noqa: E731
    assert loss([1, 0]) == pytest.approx(np.log1p(np.exp(-3.0)), abs=1e-5)
    assert loss([0, 1]) == pytest.approx(np.log1p(np.exp(3.0)), abs=1e-5)
    assert loss([1, 1]) == loss([1, -1]) == 0.0  # both shown, or the other unknown: nothing to tell apart


def test_unknown_labels_teach_nothing_and_pooling_is_the_graphs(monkeypatch):
    net, late = create_net(monkeypatch)
    import torch

    from encoders.image.heads import pool_maps

    maps = torch.randn(3, 2, 6, 6, generator=torch.Generator().manual_seed(1))
    np.testing.assert_allclose(net.pool(maps).numpy(), pool_maps(maps.numpy(), net.config.sharpness, net.config.mean_share), atol=1e-5)
    one, same = np.array([[1, -1]] * 3, np.int8), torch.ones(3)
    changed = maps.clone()
    changed[:, 1] += 5
    losses = [late.presence_loss(net, m, one, torch.ones(2), same).item() for m in (maps, changed)]
    assert losses[0] == pytest.approx(losses[1])


def create_views(pictures: int, each: int, boxes: np.ndarray):
    from encoders.image.tuning.views import Views

    count = pictures * each
    labels = np.tile(np.array([1, 0, 2], np.int8), (count, 1))
    shown = [create_picture((0.0, 0.0, 0.5, 0.5)) for _ in range(pictures)]
    return Views(shown, np.zeros((count, 40, 4, 4), np.float16), labels, np.repeat(np.arange(pictures), each).astype(np.int32), [boxes] * count)


def test_ridge_rows_of_a_box_name_its_symbol_and_leave_open_what_else_the_view_shows():
    pytest.importorskip("torch", reason="PyTorch is not installed: the tuned branch cannot be trained")
    from encoders.image.tuning import ridge

    boxes = np.array([[0, 1, 0.0, 0.0, 0.5, 0.5], [2, 0, 0.5, 0.5, 1.0, 1.0], [0, 1, 0.0, 0.0, 1.0, 0.9]], np.float32)
    maps = [np.zeros((1, 4, 4), np.float32), np.zeros((1, 2, 2), np.float32)]
    maps[0][0, :2, :2], maps[1][0, 0, 0] = 3.0, 5.0
    rows = ridge._box_rows(create_views(1, 1, boxes), 0, maps)
    assert [list(labels) for _, labels in rows] == [[1, 0, -1], [-1, 0, 2]]  # the third box fills the view and says nothing about where
    assert [list(features) for features, _ in rows] == [[3.0, 5.0], [0.0, 0.0]]


def test_ridge_takes_the_first_views_of_evenly_chosen_pictures(monkeypatch):
    pytest.importorskip("torch", reason="PyTorch is not installed: the tuned branch cannot be trained")
    from encoders.image.tuning import ridge

    monkeypatch.setitem(ridge.MOST_VIEWS, "museum", 2)
    views = create_views(3, 4, np.zeros((0, 6), np.float32))
    assert list(ridge._chosen(views)) == [0, 1, 4, 5, 8, 9]
    monkeypatch.setitem(ridge.MOST_PICTURES, "museum", 2)
    assert list(ridge._chosen(views)) == [0, 1, 8, 9]


def test_standardised_maps_have_one_scale_per_symbol():
    from encoders.image.tuning.judge import standard

    values = np.random.default_rng(1).normal(3, 7, (5, 2, 4, 4))
    values[:, 1] *= 100
    result = standard(values)
    np.testing.assert_allclose(result.mean((0, 2, 3)), 0, atol=1e-9)
    np.testing.assert_allclose(result.std((0, 2, 3)), 1, atol=1e-6)


def test_resampled_average_precision_is_the_plain_one_where_every_photograph_stands_once():
    pytest.importorskip("torch", reason="PyTorch is not installed: the tuned branch cannot be trained")
    from common.metrics import average_precision
    from encoders.image.tuning.style_ablation import average_precisions

    rng = np.random.default_rng(3)
    scores, labels = rng.normal(size=(30, 4)), rng.integers(-1, 2, (30, 4))
    names = [f"{i:02d}" for i in range(30)]
    plain = np.mean([average_precision(scores[:, s], labels[:, s], names) for s in range(4)])
    doubled = np.concatenate([np.ones((1, 30), int), np.eye(30, dtype=int)[:1] + 1])
    once, other = average_precisions(scores, labels, doubled)
    assert once == pytest.approx(plain)
    assert other != pytest.approx(plain)


def test_pictures_of_an_ablation_are_as_many_as_asked_and_even_over_their_styles():
    pytest.importorskip("torch", reason="PyTorch is not installed: the tuned branch cannot be trained")
    from dataclasses import replace

    from encoders.image.tuning.style_ablation import choose

    pictures = [replace(create_picture(), style=style) for style in "aaaaabbbbcccc"]
    chosen = choose(pictures, {"a", "c"}, 6, 0)
    assert sorted(pictures[i].style for i in np.flatnonzero(chosen)) == list("aaaccc")
    assert not (chosen == choose(pictures, {"a", "c"}, 6, 1)).all()
