"""Checks a model file against its contract (DESIGN §5): image-encoder/1, text-encoder/1 or user-encoder/1.

  cd models && python -m common.onnx_contract MODEL.onnx [MODEL.onnx ...]

The sidecar MODEL.json must stand beside the model. Prints one line per problem and exits 1, or one line per sound model and exits 0.
Needs onnx, onnxruntime and NumPy. Writes nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np

from .onnx_meta import CONTRACT_KEY, metadata_of

MAX_BYTES = {"image-encoder/1": 10_000_000, "text-encoder/1": 10_000_000, "user-encoder/1": 500_000}
MAX_OPSET = 18
_DTYPES = {"float32": "tensor(float)", "int32": "tensor(int32)", "int64": "tensor(int64)", "float16": "tensor(float16)"}
_UNIT_TOLERANCE = 1e-3
_TOKENISER = "ruyi-subword/1"
_Problems = list[str]


def _is_int(value: object, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _check_ports(declared: list[dict], actual: list, side: str) -> _Problems:
    """Names, element types and shapes; a letter in the contract is an axis that the model leaves open."""
    problems = []
    if [p.get("name") for p in declared] != [p.name for p in actual]:
        return [f"{side}s are {[p.name for p in actual]}, the contract says {[p.get('name') for p in declared]}"]
    for port, real in zip(declared, actual):
        wanted = _DTYPES.get(port.get("dtype", port.get("type", "")))
        if wanted != real.type:
            problems.append(f"{side} {real.name} is {real.type}, the contract says {port.get('dtype', port.get('type'))}")
        shape = port.get("shape", [])
        if len(shape) != len(real.shape):
            problems.append(f"{side} {real.name} has {len(real.shape)} axes, the contract says {len(shape)}")
            continue
        for said, is_ in zip(shape, real.shape):
            if isinstance(said, int) and said != is_:
                problems.append(f"{side} {real.name} has shape {real.shape}, the contract says {shape}")
            elif isinstance(said, str) and isinstance(is_, int):
                problems.append(f"{side} {real.name}: axis {said} must be open but is {is_}")
    return problems


def _check_symbols(contract: dict) -> _Problems:
    """The vocabulary and its calibration rows."""
    problems: _Problems = []
    symbols = contract.get("symbols", [])
    if not symbols or len(set(symbols)) != len(symbols):
        problems.append("symbols are missing or repeated")
    rows = contract.get("symbol_calibration", [])
    if sorted(r.get("id", "") for r in rows) != sorted(symbols):
        problems.append("symbol_calibration does not hold every symbol once")
    for row in rows:
        name = row.get("id")
        threshold, precision = row.get("threshold"), row.get("precision_at_threshold")
        if not isinstance(row.get("claim"), bool):
            problems.append(f"symbol {name}: claim must be true or false")
        elif row["claim"] and (threshold is None or precision is None or not row.get("positives")):
            problems.append(f"symbol {name} is claimed without a threshold, a precision and positives")
        for key, value in (("threshold", threshold), ("precision_at_threshold", precision), ("box_quantile", row.get("box_quantile"))):
            if value is not None and not 0 <= value <= 1:
                problems.append(f"symbol {name}: {key} {value} is not within 0..1")
    return problems


def _check_pixels(contract: dict) -> _Problems:
    pixels = contract.get("pixels", {})
    problems = []
    if pixels.get("layout") != "NCHW" or pixels.get("channels") != "RGB" or pixels.get("resize") not in ("stretch", "letterbox"):
        problems.append(f"pixels are not NCHW, RGB, stretch or letterbox: {pixels}")
    for key in ("mean", "std"):
        if len(pixels.get(key, [])) != 3:
            problems.append(f"pixels.{key} needs three numbers")
    sizes = pixels.get("sizes", [])
    if not sizes or any(not _is_int(s, 32, 4096) or s % 32 for s in sizes):
        problems.append(f"pixels.sizes {sizes} are not multiples of 32")
    return problems


def _unit_rows(name: str, rows: np.ndarray) -> _Problems:
    gap = float(np.abs(np.linalg.norm(rows, axis=-1) - 1).max())
    return [] if gap <= _UNIT_TOLERANCE else [f"{name} is not of unit length: off by {gap:.4g}"]


def _run(session, feeds: dict[str, np.ndarray]) -> tuple[dict[str, np.ndarray], _Problems]:
    names = [o.name for o in session.get_outputs()]
    out = dict(zip(names, session.run(names, feeds)))
    return out, [f"{n} holds NaN or infinity" for n, v in out.items() if not np.isfinite(v).all()]


def _probe_image(session, contract: dict) -> _Problems:
    rng, problems = np.random.default_rng(0), _check_pixels(contract) + _check_symbols(contract)
    if problems:
        return problems
    count, dim = len(contract["symbols"]), contract.get("dim")
    for size in contract["pixels"]["sizes"]:
        for batch in (1, 2):
            out, found = _run(session, {"pixels": rng.normal(0, 0.5, (batch, 3, size, size)).astype(np.float32)})
            problems += found + _unit_rows("embedding", out["embedding"])
            if out["embedding"].shape != (batch, dim) or out["symbol_logits"].shape != (batch, count):
                problems.append(f"at {size} px: embedding {out['embedding'].shape}, symbol_logits {out['symbol_logits'].shape}")
            if out["symbol_maps"].shape[:2] != (batch, count) or size % out["symbol_maps"].shape[2]:
                problems.append(f"at {size} px: symbol_maps {out['symbol_maps'].shape}")
    return problems


def _probe_text(session, contract: dict) -> _Problems:
    top = contract.get("tokens", 2)
    tokens = np.random.default_rng(0).integers(1, max(2, top), (3, 7)).astype(np.int32)
    out, problems = _run(session, {"token_ids": tokens})
    if out["embedding"].shape != (3, contract.get("dim")):
        problems.append(f"embedding has shape {out['embedding'].shape}")
    if contract.get("tokeniser") != _TOKENISER or contract.get("pad_id") != 0:
        problems.append(f"tokeniser is {contract.get('tokeniser')} with pad_id {contract.get('pad_id')}; this build feeds {_TOKENISER} and pads with 0")
    padded, found = _run(session, {"token_ids": np.pad(tokens, ((0, 0), (0, 2)))})
    problems += [f"with two tokens of padding {problem}" for problem in found]
    gap = float(np.abs(padded["embedding"] - out["embedding"]).max())
    if gap > _UNIT_TOLERANCE:
        problems.append(f"two tokens of padding change the embedding by {gap:.4g}")
    return problems + _unit_rows("embedding", out["embedding"])


def _probe_user(session, contract: dict) -> _Problems:
    """Every open axis gets one size; what the outputs mean is for the model's own check."""
    rng, feeds, sizes = np.random.default_rng(0), {}, {}
    for port in contract["inputs"]:
        shape = [d if isinstance(d, int) else sizes.setdefault(d, 2 + len(sizes)) for d in port["shape"]]
        dtype = port.get("dtype", port.get("type"))
        feeds[port["name"]] = np.ones(shape, dtype) if dtype.startswith("int") else rng.random(shape).astype(dtype)
    return _run(session, feeds)[1]


_PROBES = {"image-encoder/1": _probe_image, "text-encoder/1": _probe_text, "user-encoder/1": _probe_user}


def check_model(path: Path) -> _Problems:
    """Every problem found, in words; an empty list means that the model keeps its contract."""
    import onnx
    import onnxruntime as ort

    sidecar = path.with_suffix(".json")
    if not path.exists() or not sidecar.exists():
        return [f"{path.name} or {sidecar.name} is missing"]
    text = sidecar.read_text("utf-8")
    contract = json.loads(text)
    kind = contract.get("contract")
    if kind not in _PROBES:
        return [f"unknown contract {kind!r}"]
    problems = [f"{key} is missing" for key in ("model", "version", "inputs", "outputs") if not contract.get(key)]
    stored = metadata_of(path).get(CONTRACT_KEY)
    if stored is None:
        problems.append(f"ONNX metadata has no {CONTRACT_KEY}")
    elif json.loads(stored) != contract:
        problems.append("ONNX metadata and sidecar differ")
    if path.stat().st_size > MAX_BYTES[kind]:
        problems.append(f"{path.stat().st_size} bytes, at most {MAX_BYTES[kind]} allowed")
    opset = max(i.version for i in onnx.load(path).opset_import if i.domain in ("", "ai.onnx"))
    if opset > MAX_OPSET:
        problems.append(f"opset {opset}, at most {MAX_OPSET} allowed")
    session = ort.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    problems += _check_ports(contract.get("inputs", []), session.get_inputs(), "input")
    problems += _check_ports(contract.get("outputs", []), session.get_outputs(), "output")
    return problems or _PROBES[kind](session, contract)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="+", type=Path)
    failed = False
    for path in parser.parse_args().models:
        problems = check_model(path)
        failed = failed or bool(problems)
        for problem in problems:
            print(f"{path.name}: {problem}")
        if not problems:
            print(f"{path.name}: keeps its contract")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
