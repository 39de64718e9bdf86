"""The ranker checker accepts a folder that keeps ranker/1 and names each breach."""

from __future__ import annotations

import json
import struct
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "models"))

from common import ranker_contract  # noqa: E402


def write_safetensors(path: Path, tensors: dict[str, np.ndarray]) -> None:
    names = {np.dtype(np.float32): "F32", np.dtype(np.uint32): "U32", np.dtype(np.uint8): "U8"}
    header, data = {}, b""
    for name, x in tensors.items():
        header[name] = {"dtype": names[x.dtype], "shape": list(x.shape), "data_offsets": [len(data), len(data) + x.nbytes]}
        data += x.tobytes()
    raw = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(raw)) + raw + data)


def create_document(**changes) -> dict:
    metric = {"data": "planted", "split": "80/10/10 by time", "metric": "ndcg@10", "mean": 0.2, "low": 0.18, "high": 0.22, "seeds": 3}
    return {
        "contract": "ranker/1", "name": "mean", "version": "1", "method": "decayed mean", "rule": {"kind": "decayed-mean", "half_life_days": 30},
        "shares": "exact", "modalities": [{"name": "visual", "dim": 4}], "items": 3, "metrics": [metric], **changes,
    }


def create_tensors() -> dict[str, np.ndarray]:
    return {
        "item_id.offsets": np.array([0, 1, 2, 3], np.uint32), "item_id.bytes": np.frombuffer(b"abc", np.uint8),
        "visual.vectors": np.eye(3, 4, dtype=np.float32),
    }


def create_ranker(folder: Path, document: dict | None = None, tensors: dict | None = None) -> Path:
    (folder / "ranker.json").write_text(json.dumps(document or create_document()), encoding="utf-8")
    write_safetensors(folder / "items.safetensors", tensors or create_tensors())
    (folder / "CARD.md").write_text("card", encoding="utf-8")
    return folder


def test_a_folder_that_keeps_the_contract_has_no_problem(tmp_path):
    assert ranker_contract.check(create_ranker(tmp_path)) == []


@pytest.mark.parametrize(
    "changes, word",
    [
        ({"contract": "ranker/2"}, "ranker/1"),
        ({"shares": "leave-one-out"}, "gives exact"),
        ({"rule": {"kind": "magic"}}, "rule.kind 'magic'"),
        ({"rule": {"kind": "decayed-mean"}}, "half_life_days"),
        ({"rule": {"kind": "decayed-mean", "half_life_days": 0}}, "half_life_days = 0"),
        ({"rule": {"kind": "sequence-head", "max_length": 50}, "shares": "leave-one-out"}, "needs head"),
        ({"metrics": []}, "metrics is empty"),
        ({"metrics": [{"metric": "ndcg@10", "mean": 0.2}]}, "lacks data"),
        ({"items": 4}, "no table of 4"),
        ({"modalities": [{"name": "visual", "dim": 5}]}, "expected float32 (3, 5)"),
        ({"modalities": [{"name": "text", "dim": 4}]}, "text.vectors is missing"),
    ],
)
def test_each_breach_of_the_document_is_named(tmp_path, changes, word):
    problems = ranker_contract.check(create_ranker(tmp_path, create_document(**changes)))
    assert any(word in p for p in problems), problems


def test_a_vector_that_is_not_finite_is_named_by_row(tmp_path):
    tensors = create_tensors()
    tensors["visual.vectors"] = tensors["visual.vectors"].copy()
    tensors["visual.vectors"][1, 2] = np.nan
    assert "row 1 is not finite" in ranker_contract.check(create_ranker(tmp_path, tensors=tensors))[0]


def test_neighbours_out_of_range_are_refused(tmp_path):
    tensors = create_tensors() | {
        "neighbour.start": np.array([0, 1, 1, 1], np.uint32), "neighbour.index": np.array([3], np.uint32), "neighbour.weight": np.ones(1, np.float32),
    }
    document = create_document(rule={"kind": "neighbours"}, modalities=[])
    assert "out of range" in ranker_contract.check(create_ranker(tmp_path, document, tensors))[0]


def test_an_attention_head_wider_than_a_block_is_refused(tmp_path):
    def problems(dim: int) -> list[str]:
        document = create_document(rule={"kind": "attention", "temperature": 1.0}, shares="leave-one-out", modalities=[{"name": "visual", "dim": dim}])
        return ranker_contract.check(create_ranker(tmp_path, document, create_tensors() | {"visual.vectors": np.eye(3, dim, dtype=np.float32)}))

    assert problems(289) == ["ranker.json: modalities.dim 289; attention's head must fit one block of a shard: at most 288"]
    assert "component.vectors is missing" in problems(288)[0]


def test_a_cut_file_is_refused_at_every_length(tmp_path):
    create_ranker(tmp_path)
    raw = (tmp_path / "items.safetensors").read_bytes()
    for length in range(len(raw)):
        (tmp_path / "items.safetensors").write_bytes(raw[:length])
        assert ranker_contract.check(tmp_path), length
