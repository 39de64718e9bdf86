"""Parts that need PyTorch; skipped by name where it is not installed."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

MODELS = Path(__file__).resolve().parents[2] / "models"
sys.path.insert(0, str(MODELS))

torch = pytest.importorskip("torch", reason="PyTorch is not installed: the source model cannot be compared")

from encoders.image.backbone import late_layers, layers, run_torch, trunk_layers  # noqa: E402
from encoders.image.graph import EncoderWeights, SideBranch, encoder, quantise  # noqa: E402
from encoders.image.heads import Heads, _moments, pooling_of, solve_ridge  # noqa: E402
from encoders.image.tuning import join  # noqa: E402
from encoders.image.tuning.config import JoinConfig, SideConfig, TuningConfig  # noqa: E402
from encoders.image.tuning.join import folded_network  # noqa: E402
from encoders.image.tuning.side import SideNet  # noqa: E402


def create_weights(seed: int) -> dict[str, np.ndarray]:
    """Random weights of the right shapes, scaled so that activations stay alive."""
    rng, channels, block_in, out = np.random.default_rng(seed), 3, 3, {}
    widths = {"stem": 32, "top": 1280}
    projections = iter([16, 24, 24, 40, 40, 80, 80, 80, 112, 112, 112, 192, 192, 192, 192, 320])
    for layer in layers():
        if layer.groups > 1:
            shape = (channels, 1, layer.kernel, layer.kernel)
        else:
            wide = widths.get(layer.name) or (channels * 6 if layer.name.endswith("expand") else next(projections))
            shape = (wide, channels, layer.kernel, layer.kernel)
        out[f"{layer.name}.w"] = rng.normal(0, np.sqrt(2 / np.prod(shape[1:])), shape).astype(np.float32)
        out[f"{layer.name}.b"] = rng.normal(0, 0.1, shape[0]).astype(np.float32)
        channels = shape[0]
    return out


def create_side(symbols: int):
    """An untrained side branch with a norm that is not trivial."""
    rng, norm = np.random.default_rng(4), {}
    for name, channels in (("trunk", 40), ("s16", 112), ("s32", 320)):
        norm |= {f"{name}.mean": rng.normal(0, 1, channels), f"{name}.spread": rng.uniform(0.5, 3, channels)}
    net = SideNet(symbols, norm, TuningConfig(), SideConfig(), seed=3)
    with torch.no_grad():
        for head in net.heads.values():
            head.copy_(torch.from_numpy(rng.normal(0, 0.1, head.shape)))
    return net


@pytest.mark.parametrize("store", ["float16", "int8"])
@pytest.mark.parametrize("sided", [False, True])
@pytest.mark.parametrize(("batch", "size"), [(1, 64), (2, 96), (5, 64)])
def test_onnx_graph_computes_what_the_torch_source_computes(batch, size, sided, store):
    import onnxruntime as ort

    from encoders.image.check_onnx import source_model

    rng, weights = np.random.default_rng(size), create_weights(1)
    branch = SideBranch(folded_network(create_side(7).state()), rng.normal(0, 0.1, (96, 7))) if sided else None
    heads = EncoderWeights(
        rng.normal(0, 0.1, (112, 7)), rng.normal(0, 0.1, (320, 7)), rng.normal(0, 1, 7), np.full(7, 0.5), rng.uniform(0, 1, 7).astype(np.float32), 5,
        rng.normal(0, 0.05, (1712, 128)).astype(np.float32), rng.normal(0, 0.1, 128), branch,
    )  # fmt: skip
    session = ort.InferenceSession(encoder(weights, heads, store, {}).SerializeToString(), providers=["CPUExecutionProvider"])
    pixels = rng.normal(0, 1, (batch, 3, size, size)).astype(np.float32)
    names = [o.name for o in session.get_outputs()]
    source = source_model(weights, heads, pixels, store)
    for name, got in zip(names, session.run(names, {"pixels": pixels})):
        np.testing.assert_allclose(got, source[name], atol=2e-3, rtol=2e-3, err_msg=name)


def test_the_joined_graph_gives_the_sum_of_the_frozen_heads_and_the_trained_side_branch():
    import onnxruntime as ort

    rng, weights, net, symbols = np.random.default_rng(8), create_weights(1), create_side(5), 5
    frozen = Heads(rng.normal(0, 0.1, (432, symbols)).astype(np.float32), rng.normal(0, 1, symbols).astype(np.float32))
    scales = join.Scales(*(rng.uniform(0.5, 2, (2, symbols)).astype(np.float32)))
    pool = pooling_of(JoinConfig(), np.arange(symbols) < 2)  # two of them crafts
    gain, shift = rng.uniform(0.5, 2, symbols).astype(np.float32), rng.normal(0, 1, symbols)
    state = net.state()
    arrays = join.graph_arrays({"weight": frozen.weight, "bias": frozen.bias}, state, scales, gain, shift, pool)
    side = SideBranch({k.removeprefix("side."): v for k, v in arrays.items() if k.startswith("side.") and k != "side.symbols"}, arrays["side.symbols"])
    plain = {k: v for k, v in arrays.items() if not k.startswith("side.")}
    embed = {"embed_weight": rng.normal(0, 0.05, (1712, 128)).astype(np.float32), "embed_bias": np.zeros(128)}
    heads = EncoderWeights(**plain, **embed, smooth_cells=net.config.smooth_cells, side=side)
    session = ort.InferenceSession(encoder(weights, heads, "float32", {}).SerializeToString(), providers=["CPUExecutionProvider"])
    pixels = rng.normal(0, 1, (2, 3, 96, 96)).astype(np.float32)
    got = dict(zip(["logits", "maps"], session.run(["symbol_logits", "symbol_maps"], {"pixels": pixels})))

    with torch.no_grad():
        known = {k: torch.from_numpy(v) for k, v in weights.items()}
        trunk, stages = run_torch(known, torch.from_numpy(pixels), trunk_layers())["last"], run_torch(known, torch.from_numpy(pixels))
        own = net.maps((trunk, stages["s16"], stages["s32"])).numpy()
    maps = join.joined(frozen.maps(stages["s16"].numpy(), stages["s32"].numpy(), 3), own, scales)
    np.testing.assert_allclose(got["maps"], maps * gain[None, :, None, None] + shift[None, :, None, None], atol=2e-3, rtol=2e-3)
    np.testing.assert_allclose(got["logits"], pool(maps) * gain + shift, atol=2e-3, rtol=2e-3)


def test_backbone_halves_even_sides_exactly():
    stages = run_torch({k: torch.from_numpy(v) for k, v in create_weights(0).items()}, torch.zeros(1, 3, 96, 64))
    assert stages["s16"].shape == (1, 112, 6, 4) and stages["s32"].shape == (1, 320, 3, 2)


def test_trunk_and_late_layers_are_the_backbone_without_its_last_convolution():
    assert [layer.name for layer in trunk_layers() + late_layers()] == [layer.name for layer in layers()[:-1]]
    weights, pixels = {k: torch.from_numpy(v) for k, v in create_weights(0).items()}, torch.rand(1, 3, 64, 64)
    behind = run_torch(weights, run_torch(weights, pixels, trunk_layers())["last"], late_layers())
    assert torch.equal(behind["s32"], run_torch(weights, pixels)["s32"])


def test_int8_keeps_zero_and_every_channel_within_half_a_step():
    value = np.random.default_rng(0).normal(size=(6, 4, 3, 3)) * np.array([1e-3, 1, 50, 0, 2, 3])[:, None, None, None]
    small, scale = quantise(value)
    assert small.dtype == np.int8 and (small[3] == 0).all()
    assert (np.abs(value - small * scale) <= 0.5001 * scale).all()


def test_weighted_ridge_equals_the_closed_form():
    rng = np.random.default_rng(0)
    x, present, w = rng.normal(size=(60, 5)), rng.random(60) > 0.6, rng.random(60)
    classes = [(_moments(x[present], w[present]), 2.0, 1.0), (_moments(x[~present], w[~present]), 0.5, -1.0)]
    solution, bias = solve_ridge(classes, ridge=0.3)
    ones, weight, y = np.c_[x, np.ones(60)], w * np.where(present, 2.0, 0.5), np.where(present, 1.0, -1.0)
    gram = (ones * weight[:, None]).T @ ones + np.diag([0.3] * 5 + [0])
    expected = np.linalg.solve(gram, (ones * weight[:, None]).T @ y)
    np.testing.assert_allclose(np.r_[solution, bias], expected, atol=1e-8)
