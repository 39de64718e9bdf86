"""The shipped image encoder keeps its contract, and the checker notices a model that does not."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

MODELS = Path(__file__).resolve().parents[2] / "models"
sys.path.insert(0, str(MODELS))

from common.onnx_contract import check_model  # noqa: E402
from common.onnx_meta import CONTRACT_KEY, contract_text  # noqa: E402

ARTIFACTS = MODELS / "encoders/image/artifacts"
MODEL = ARTIFACTS / "image-encoder.onnx"


def create_copy(folder: Path, change) -> Path:
    """A copy whose sidecar and metadata were both changed by `change(contract)`, so that only the content can be at fault."""
    import onnx

    contract = json.loads(MODEL.with_suffix(".json").read_text("utf-8"))
    change(contract)
    model = onnx.load(MODEL)
    for entry in model.metadata_props:
        if entry.key == CONTRACT_KEY:
            entry.value = contract_text(contract)
    path = folder / "image-encoder.onnx"
    onnx.save(model, path)
    path.with_suffix(".json").write_text(contract_text(contract), "utf-8")
    return path


def test_shipped_image_encoder_keeps_its_contract():
    assert check_model(MODEL) == []


def test_sidecar_that_differs_from_the_metadata_is_refused(tmp_path):
    path = tmp_path / "image-encoder.onnx"
    shutil.copy(MODEL, path)
    contract = json.loads(MODEL.with_suffix(".json").read_text("utf-8"))
    contract["version"] = "9.9.9"
    path.with_suffix(".json").write_text(contract_text(contract), "utf-8")
    assert "ONNX metadata and sidecar differ" in check_model(path)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda c: c.update(dim=64), "embedding"),
        (lambda c: c["symbols"].pop(), "symbol_calibration does not hold every symbol once"),
        (lambda c: c["pixels"].update(sizes=[200]), "not multiples of 32"),
        (lambda c: c["inputs"][0].update(name="image"), "inputs are"),
        (lambda c: c["outputs"][0].update(dtype="int32"), "output embedding is"),
        (lambda c: c["symbol_calibration"][0].update(claim=True, threshold=None), "claimed without a threshold"),
        (lambda c: c.update(contract="image-encoder/2"), "unknown contract"),
    ],
)
def test_contract_that_does_not_fit_the_model_is_refused(tmp_path, change, words):
    problems = check_model(create_copy(tmp_path, change))
    assert any(words in problem for problem in problems), problems


def test_missing_sidecar_is_refused(tmp_path):
    path = tmp_path / "image-encoder.onnx"
    shutil.copy(MODEL, path)
    assert check_model(path) == ["image-encoder.onnx or image-encoder.json is missing"]
