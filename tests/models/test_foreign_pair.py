"""A foreign pair under its cards: the networks answer as NumPy alone does, keep the contracts, and a card that does not fit is refused."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "models"))

from common.onnx_contract import check_model  # noqa: E402
from common.onnx_meta import CONTRACT_KEY, contract_text  # noqa: E402
from encoders.foreign import tiny  # noqa: E402
from encoders.foreign.reference import image_answer, text_answer  # noqa: E402

COMMITTED = ROOT / "tests/support/tiny_pair"
SIZES = tiny.Sizes()
TOLERANCE = 1e-4


@pytest.fixture(scope="module")
def pair() -> Path:
    return COMMITTED


@pytest.fixture(scope="module")
def weights():
    return tiny.random_weights(SIZES, np.random.default_rng(0))


def create_changed(folder: Path, kind: str, change) -> Path:
    card = json.loads((COMMITTED / f"{kind}.json").read_text("utf-8"))
    model = onnx.load(COMMITTED / f"{kind}.onnx")
    change(card, model)
    for entry in model.metadata_props:
        if entry.key == CONTRACT_KEY:
            entry.value = contract_text(card)
    onnx.save(model, folder / f"{kind}.onnx")
    (folder / f"{kind}.json").write_text(contract_text(card), "utf-8")
    return folder / f"{kind}.onnx"


def run(path: Path, feeds: dict) -> dict[str, np.ndarray]:
    session = ort.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    names = [o.name for o in session.get_outputs()]
    return dict(zip(names, session.run(names, feeds)))


@pytest.mark.parametrize("kind", ["image-encoder", "text-encoder"])
def test_pair_keeps_its_contracts(pair, kind):
    assert check_model(pair / f"{kind}.onnx") == []


@pytest.mark.parametrize(("batch", "size"), [(2, 224), (1, 448), (1, 96)])
def test_vision_transformer_answers_as_numpy_does(pair, weights, batch, size):
    pixels = np.random.default_rng(size).normal(0, 1, (batch, 3, size, size)).astype(np.float32)
    wanted = image_answer(SIZES, weights[0], pixels.astype(np.float64))
    for name, found in run(pair / "image-encoder.onnx", {"pixels": pixels}).items():
        assert found.shape == wanted[name].shape and np.abs(found - wanted[name]).max() < TOLERANCE * 10, name


def test_text_transformer_answers_as_numpy_does_whatever_stands_beside_it(pair, weights):
    ids = np.array([[5, 900, 27_999, 17], [301, 12, 0, 0], [0, 0, 0, 0]], np.int32)
    found = run(pair / "text-encoder.onnx", {"token_ids": ids})["embedding"]
    assert np.abs(found - text_answer(SIZES, weights[1], ids)).max() < TOLERANCE
    assert np.abs(found[1] - text_answer(SIZES, weights[1], ids[1:2, :2])[0]).max() < TOLERANCE  # padding changes nothing
    assert np.abs(found[0] - text_answer(SIZES, weights[1], ids[:1, ::-1])[0]).max() > 100 * TOLERANCE  # order counts, as it cannot in a sum


def test_committed_pair_is_what_the_seed_gives(tmp_path):
    tiny.make(tmp_path, 0)
    for name in ("image-encoder.json", "text-encoder.json", "expected.json"):
        assert_near(json.loads((tmp_path / name).read_text("utf-8")), json.loads((COMMITTED / name).read_text("utf-8")), name)
    for kind in ("image-encoder", "text-encoder"):
        made, kept = (onnx.load(folder / f"{kind}.onnx").graph for folder in (tmp_path, COMMITTED))
        assert [n.op_type for n in made.node] == [n.op_type for n in kept.node]
        assert [i.raw_data for i in made.initializer] == [i.raw_data for i in kept.initializer]


def assert_near(made, kept, place: str):
    if isinstance(kept, dict):
        assert made.keys() == kept.keys(), place
        for key in kept:
            assert_near(made[key], kept[key], f"{place}.{key}")
    elif isinstance(kept, list):
        assert len(made) == len(kept), place
        for at, (a, b) in enumerate(zip(made, kept)):
            assert_near(a, b, f"{place}[{at}]")
    else:
        assert made == pytest.approx(kept, abs=1e-5), place


def shorten(card, _):
    card["symbols"].pop()


def forget_padding(_, model):
    for node in model.graph.node:
        if node.name == "far.rows":
            node.input[1] = "sqrt_half"  # padded places are looked at like any other


@pytest.mark.parametrize(
    ("kind", "change", "words"),
    [
        ("image-encoder", shorten, "symbol_calibration does not hold every symbol once"),
        ("image-encoder", lambda card, _: card.update(dim=64), "embedding"),
        ("text-encoder", lambda card, _: card.update(tokeniser="clip-bpe/1"), "this build feeds ruyi-subword/1"),
        ("text-encoder", lambda card, _: card["inputs"][0].update(dtype="int64"), "input token_ids is"),
        ("text-encoder", forget_padding, "padding change the embedding"),
    ],
)
def test_card_that_does_not_fit_its_network_is_refused(tmp_path, kind, change, words):
    problems = check_model(create_changed(tmp_path, kind, change))
    assert any(words in problem for problem in problems), problems
