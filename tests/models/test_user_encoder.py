"""The user encoder keeps its contract, starts as core's decayed mean, and its measurement is right."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "models"))

from encoders.user import evaluate, simulate  # noqa: E402

ARTIFACTS = ROOT / "models" / "encoders" / "user" / "artifacts"
DIM = 128


def create_items(count: int = 60) -> simulate.Items:
    return simulate.planted_items(count, DIM, np.random.default_rng(3))


def create_year(items: simulate.Items, shoppers: int = 30) -> simulate.Year:
    return simulate.simulate(items, seed=4, shoppers=shoppers, events=20)


def create_session():
    onnxruntime = pytest.importorskip("onnxruntime")
    return onnxruntime.InferenceSession(str(ARTIFACTS / "user-encoder.onnx"), providers=["CPUExecutionProvider"])


def create_history(batch: int, length: int, seed: int = 0) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    return {
        "item_vectors": simulate.unit(rng.normal(size=(batch, length, 2, DIM))).astype(np.float32),
        "event_kinds": rng.integers(1, 7, (batch, length)).astype(np.int32),
        "ages_days": rng.uniform(0, 300, (batch, length)).astype(np.float32),
        "mask": np.ones((batch, length), np.float32),
    }


def padded(history: dict[str, np.ndarray], length: int) -> dict[str, np.ndarray]:
    def grow(values: np.ndarray) -> np.ndarray:
        return np.pad(values, [(0, 0), (0, length - values.shape[1])] + [(0, 0)] * (values.ndim - 2))

    return {name: grow(values) for name, values in history.items()}


@pytest.mark.parametrize("batch, length", [(1, 1), (3, 7), (8, 64)])
def test_queries_are_unit_and_weights_keep_the_floor(batch: int, length: int) -> None:
    queries, weights = create_session().run(["queries", "modality_weights"], create_history(batch, length))
    assert queries.shape == (batch, 2, DIM)
    assert np.allclose(np.linalg.norm(queries, axis=2), 1, atol=1e-5)
    assert np.allclose(weights.sum(1), 1, atol=1e-6)
    assert (weights[:, 0] >= 0.3 - 1e-6).all()
    assert (weights[:, 1] >= 0).all()


def test_padding_changes_nothing() -> None:
    session, history = create_session(), create_history(2, 5)
    plain, grown = session.run(None, history), session.run(None, padded(history, 64))
    for a, b in zip(plain, grown, strict=True):
        assert np.abs(a - b).max() < 1e-4


def test_an_empty_history_gives_zero_queries_and_finite_weights() -> None:
    history = {name: np.zeros_like(values) for name, values in create_history(1, 64).items()}
    queries, weights = create_session().run(["queries", "modality_weights"], history)
    assert not queries.any()
    assert np.isfinite(weights).all()


def test_turning_the_vector_space_turns_the_queries_with_it() -> None:
    session, history = create_session(), create_history(2, 12)
    turn, _ = np.linalg.qr(np.random.default_rng(1).normal(size=(DIM, DIM)))
    turned = {**history, "item_vectors": (history["item_vectors"] @ turn).astype(np.float32)}
    (q, w), (q_turned, w_turned) = session.run(None, history), session.run(None, turned)
    assert np.abs(q @ turn - q_turned).max() < 1e-3
    assert np.abs(w - w_turned).max() < 1e-3


def test_a_liked_item_draws_the_query_and_a_hidden_one_repels_it() -> None:
    history = create_history(1, 2, seed=5)
    history["event_kinds"][:] = [[1, 6]]
    history["ages_days"][:] = 1
    (queries, _) = create_session().run(None, history)
    likeness = np.einsum("bmd,blmd->blm", queries, history["item_vectors"])[0]
    assert (likeness[0] > 0.5).all()
    assert (likeness[1] < 0).all()


def test_file_is_small_and_carries_its_contract() -> None:
    onnx = pytest.importorskip("onnx")
    path = ARTIFACTS / "user-encoder.onnx"
    assert path.stat().st_size <= 500_000
    contract = json.loads((ARTIFACTS / "user-encoder.json").read_text(encoding="utf-8"))
    model = onnx.load(str(path))
    assert json.loads({p.key: p.value for p in model.metadata_props}["ruyi.contract"]) == contract
    assert contract["contract"] == "user-encoder/1"
    assert contract["kinds"] == list(simulate.KINDS)
    assert [i.name for i in model.graph.input] == [entry["name"] for entry in contract["inputs"]]
    assert [o.name for o in model.graph.output] == [entry["name"] for entry in contract["outputs"]]


def test_an_untrained_encoder_is_the_decayed_mean() -> None:
    torch = pytest.importorskip("torch")
    from encoders.user.model import UserEncoder

    items = create_items()
    year = create_year(items)
    split = evaluate.split_at(year, evaluate.split_days(year)[1], np.inf)
    kinds = torch.from_numpy(split.kind)
    with torch.no_grad():
        vectors = torch.from_numpy(items.vectors[split.item])
        queries, weights = UserEncoder()(vectors, kinds, torch.from_numpy(split.age), (kinds > 0).float())
    assert np.abs(queries.numpy() - evaluate.decayed_mean_queries(items, split)).max() < 1e-4
    assert np.allclose(weights.numpy() * 1.4, evaluate.CORE_WEIGHTS, atol=1e-5)


def test_a_history_never_holds_an_event_of_its_future() -> None:
    """CASES C12."""
    year = create_year(create_items())
    split = evaluate.split_at(year, 200.0, 300.0)
    assert (split.kind > 0).sum() == (year.day < 200).sum()
    assert (split.age[split.kind > 0] > 0).all()
    for u, relevant in enumerate(split.relevant):
        assert not set(relevant) & set(split.item[u][split.kind[u] > 0])


def test_metrics_by_hand() -> None:
    """CASES C04, C09: relevance is there or not, and what is in the history is no candidate, as on the shelf."""
    split = evaluate.Split(0, 1, np.array([[0, 0]]), np.array([[1, 0]]), np.zeros((1, 2)), [np.array([2, 4])])
    # Item 0 is in the history; order of the rest: 1, 2, 3, 4.
    found = evaluate.metrics(np.array([[9.0, 4, 3, 2, 1]]), split)
    ideal = 1 + 1 / np.log2(3)
    assert found["ndcg@10"][0] == pytest.approx((1 / np.log2(3) + 1 / np.log2(5)) / ideal)
    assert found["recall@20"][0] == 1


def test_the_ideal_list_is_cut_at_ten() -> None:
    """CASES C13."""
    relevant = np.arange(20)
    split = evaluate.Split(0, 1, np.zeros((1, 1), int), np.zeros((1, 1), int), np.zeros((1, 1)), [relevant])
    found = evaluate.metrics(-np.arange(60.0)[None], split)
    assert found["ndcg@10"][0] == pytest.approx(1)
    # Among equals the relevant ones come last, so grades that are none cannot be won by order.
    assert evaluate.metrics(np.zeros((1, 60)), split)["ndcg@10"][0] == 0


def test_a_constant_scorer_puts_the_relevant_last() -> None:
    split = evaluate.Split(0, 1, np.zeros((1, 1), int), np.zeros((1, 1), int), np.zeros((1, 1)), [np.array([7])])
    assert evaluate.metrics(np.zeros((1, 200)), split)["recall@20"][0] == 0


def test_the_same_seed_gives_the_same_year() -> None:
    """CASES C12."""
    items = create_items()
    a, b = create_year(items, 5), create_year(items, 5)
    assert (a.item == b.item).all() and (a.kind == b.kind).all()


def test_a_shopper_never_picks_an_item_twice() -> None:
    """CASES C10: no pair stands in both parts of a split."""
    year = create_year(create_items())
    assert all(len(set(row)) == len(row) for row in year.item.tolist())
