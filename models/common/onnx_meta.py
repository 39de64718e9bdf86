"""Reads and writes the contract that every model carries: a sidecar JSON and the same text in the ONNX metadata."""

from __future__ import annotations

import json
from pathlib import Path

CONTRACT_KEY = "ruyi.contract"


def contract_text(contract: dict) -> str:
    """The one spelling of a contract; the metadata and the sidecar hold exactly these characters."""
    return json.dumps(contract, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def write_sidecar(path: Path, contract: dict) -> None:
    path.write_text(contract_text(contract), "utf-8")


def metadata_of(model_path: Path) -> dict[str, str]:
    import onnx

    return {p.key: p.value for p in onnx.load(model_path, load_external_data=False).metadata_props}
