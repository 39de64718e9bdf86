"""Checks a ranker folder against contract ranker/1 (models/rankers/README.md).

  cd models && python -m common.ranker_contract DIR

Prints one line per problem and exits 1, or prints what was found and exits 0. Needs numpy alone. Writes nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import struct
import sys
from pathlib import Path

import numpy as np

# rule -> (shares of liked items, required parameters, needs head.onnx)
RULES: dict[str, tuple[str, tuple[str, ...], bool]] = {
    "decayed-mean": ("exact", ("half_life_days",), False),
    "ridge": ("exact", ("lambda",), False),
    "neighbours": ("exact", (), False),
    "graph-spread": ("exact", ("hops", "decay"), False),
    "last-item": ("exact", (), False),
    "attention": ("leave-one-out", ("temperature",), False),
    "modality-weights": ("leave-one-out", (), True),
    "sequence-head": ("leave-one-out", ("max_length",), True),
    "policy-head": ("leave-one-out", ("max_length",), True),
    "reorder": ("leave-one-out", ("base", "depth"), True),
}
RANGES = {
    "half_life_days": (1e-9, 1e6), "lambda": (1e-12, 1e12), "hops": (1, 4), "decay": (0, 1), "temperature": (1e-9, 1e6),
    "max_length": (1, 200), "depth": (1, 200),
}
MEMBERS = ("contract", "name", "version", "method", "rule", "shares", "modalities", "items", "metrics")
METRIC = re.compile(r"^(precision|recall|hr|ndcg|mrr|coverage)@[1-9][0-9]*$")
MAX_HEAD_BYTES = 500_000
MAX_HEAD_DIM = 288  # three matrices [dim, dim] of F32 in a block of 1 MiB, with room for an item's rows
DTYPES = {"F32": np.float32, "U32": np.uint32, "U8": np.uint8}


def read_safetensors(path: Path) -> dict[str, np.ndarray]:
    """All tensors of a safetensors file. Raises ValueError naming the tensor that does not fit."""
    raw = path.read_bytes()
    if len(raw) < 8:
        raise ValueError(f"{path.name}: {len(raw)} bytes are no safetensors file")
    (length,) = struct.unpack_from("<Q", raw)
    if length > len(raw) - 8:
        raise ValueError(f"{path.name}: header of {length} bytes ends past the file")
    header = json.loads(raw[8 : 8 + length])
    data = memoryview(raw)[8 + length :]
    out = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        if entry["dtype"] not in DTYPES:
            raise ValueError(f"{path.name}: tensor {name} has dtype {entry['dtype']}; allowed: {', '.join(DTYPES)}")
        begin, end = entry["data_offsets"]
        count = int(np.prod(entry["shape"], dtype=np.int64))
        dtype = np.dtype(DTYPES[entry["dtype"]])
        if end - begin != count * dtype.itemsize or begin < 0 or end > len(data):
            raise ValueError(f"{path.name}: tensor {name} does not fit its shape {entry['shape']} or the file")
        out[name] = np.frombuffer(data[begin:end], dtype).reshape(entry["shape"])
    return out


def check_document(document: dict) -> list[str]:
    """Problems of ranker.json itself."""
    problems = [f"ranker.json: member {m} is missing" for m in MEMBERS if m not in document]
    if problems:
        return problems
    if document["contract"] != "ranker/1":
        problems.append(f"ranker.json: contract {document['contract']!r}; this checker knows ranker/1")
    rule = document["rule"]
    kind = rule.get("kind") if isinstance(rule, dict) else None
    if kind not in RULES:
        return problems + [f"ranker.json: rule.kind {kind!r}; allowed: {', '.join(RULES)}"]
    shares, needed, head = RULES[kind]
    if document["shares"] != shares:
        problems.append(f"ranker.json: shares {document['shares']!r}, but rule {kind} gives {shares}")
    for name in needed:
        if name not in rule:
            problems.append(f"ranker.json: rule {kind} needs the parameter {name}")
        elif name in RANGES and not (RANGES[name][0] <= rule[name] <= RANGES[name][1]):
            problems.append(f"ranker.json: rule.{name} = {rule[name]}; allowed {RANGES[name][0]} to {RANGES[name][1]}")
    if kind == "reorder" and rule.get("base") in (None, "reorder"):
        problems.append("ranker.json: rule.base must name another rule than reorder")
    if head != ("head" in document):
        problems.append(f"ranker.json: rule {kind} {'needs' if head else 'takes no'} head")
    if not document["metrics"]:
        problems.append("ranker.json: metrics is empty; a ranker states at least one measured number")
    for i, row in enumerate(document["metrics"]):
        missing = [m for m in ("data", "split", "metric", "mean", "low", "high", "seeds") if m not in row]
        if missing:
            problems.append(f"ranker.json: metrics[{i}] lacks {', '.join(missing)}")
        elif not METRIC.match(row["metric"]):
            problems.append(f"ranker.json: metrics[{i}].metric {row['metric']!r}; write it as ndcg@10")
        elif not row["low"] <= row["mean"] <= row["high"]:
            problems.append(f"ranker.json: metrics[{i}] mean {row['mean']} lies outside {row['low']} to {row['high']}")
    return problems


def check_vectors(document: dict, tensors: dict[str, np.ndarray]) -> list[str]:
    """Problems of items.safetensors against the document."""
    problems: list[str] = []
    count = document["items"]
    offsets, raw = tensors.get("item_id.offsets"), tensors.get("item_id.bytes")
    if offsets is None or raw is None:
        problems.append("items.safetensors: item_id.offsets and item_id.bytes are missing")
    elif offsets.shape != (count + 1,) or offsets[0] != 0 or offsets[-1] != raw.size or (np.diff(offsets.astype(np.int64)) <= 0).any():
        problems.append(f"items.safetensors: item_id is no table of {count} non-empty ids")
    else:
        ids = [raw[a:b].tobytes() for a, b in zip(offsets, offsets[1:])]
        if len(set(ids)) != count:
            problems.append("items.safetensors: item ids are not distinct")
    kind = document["rule"]["kind"]
    if kind == "neighbours":
        return problems + check_neighbours(count, tensors)
    if not document["modalities"] and kind != "graph-spread":
        problems.append("ranker.json: modalities is empty")
    for modality in document["modalities"]:
        name = f"{modality['name']}.vectors"
        x = tensors.get(name)
        if x is None:
            problems.append(f"items.safetensors: tensor {name} is missing")
        elif x.dtype != np.float32 or x.shape != (count, modality["dim"]):
            problems.append(f"items.safetensors: {name} is {x.dtype} {x.shape}; expected float32 {(count, modality['dim'])}")
        elif not np.isfinite(x).all():
            problems.append(f"items.safetensors: {name} row {int(np.argmin(np.isfinite(x).all(axis=1)))} is not finite")
        elif not x.any():
            problems.append(f"items.safetensors: {name} is all zero")
    if not problems and document["modalities"]:
        problems += check_rule_tensors(document, tensors, count)
    return problems


def check_rule_tensors(document: dict, tensors: dict[str, np.ndarray], count: int) -> list[str]:
    """Problems of what one rule needs beside the item vectors."""
    kind, dims = document["rule"]["kind"], {m["dim"] for m in document["modalities"]}
    names = [m["name"] for m in document["modalities"]]
    if len(dims) > 1:
        return ["ranker.json: modalities must all have the same dim"]
    if kind in ("attention", "graph-spread") and len(names) > 1:
        return [f"ranker.json: rule {kind} takes one modality"]
    if kind == "last-item" and "sequence" not in names:
        return ["ranker.json: rule last-item needs the modality sequence"]
    dim = dims.pop()
    if kind == "attention" and dim > MAX_HEAD_DIM:
        return [f"ranker.json: modalities.dim {dim}; attention's head must fit one block of a shard: at most {MAX_HEAD_DIM}"]
    wanted: dict[str, tuple[int | None, ...]] = {}
    if kind == "last-item":
        wanted = {"last.vectors": (count, dim)}
    if kind == "graph-spread":
        wanted = {"entity.vectors": (None, dim)}
    if kind == "attention":
        wanted = {"component.vectors": (None, dim)}
        wanted |= {f"head.{name}": (dim, dim) for name in ("component_user", "item_user", "item_content")}
        wanted |= {f"head.{name}": (dim,) for name in ("component_bias", "component_out", "item_bias", "item_out")}
    problems = []
    for name, shape in wanted.items():
        x = tensors.get(name)
        if x is None:
            problems.append(f"items.safetensors: tensor {name} is missing")
        elif x.dtype != np.float32 or x.ndim != len(shape) or any(want not in (None, have) for have, want in zip(x.shape, shape, strict=True)):
            problems.append(f"items.safetensors: {name} is {x.dtype} {x.shape}; expected float32 {shape}")
        elif not np.isfinite(x).all():
            problems.append(f"items.safetensors: {name} is not finite")
    if not problems and kind == "attention":
        start = tensors.get("component.start")
        rows = tensors["component.vectors"].shape[0]
        if start is None or start.shape != (count + 1,) or start[0] != 0 or start[-1] != rows or (np.diff(start.astype(np.int64)) < 0).any():
            problems.append(f"items.safetensors: component.start is no row table of {count} items and {rows} components")
    if not problems and kind == "graph-spread":
        offsets = tensors.get("entity_id.offsets")
        if offsets is None or offsets.shape != (tensors["entity.vectors"].shape[0] + 1,):
            problems.append("items.safetensors: entity_id is no table of as many symbol ids as entity.vectors has rows")
    return problems


def check_neighbours(count: int, tensors: dict[str, np.ndarray]) -> list[str]:
    """Problems of the sparse item-item table."""
    start, index, weight = (tensors.get(f"neighbour.{k}") for k in ("start", "index", "weight"))
    if start is None or index is None or weight is None:
        return ["items.safetensors: neighbour.start, neighbour.index and neighbour.weight are missing"]
    if start.shape != (count + 1,) or start[0] != 0 or start[-1] != index.size or (np.diff(start.astype(np.int64)) < 0).any():
        return [f"items.safetensors: neighbour.start is no row table of {count} items"]
    if index.shape != weight.shape or (index.size and index.max() >= count) or not np.isfinite(weight).all():
        return ["items.safetensors: neighbour.index or neighbour.weight is out of range"]
    return []


def check_head(document: dict, folder: Path) -> list[str]:
    """Problems of head.onnx: presence, size, hash."""
    path = folder / "head.onnx"
    if not path.exists():
        return ["head.onnx is missing"]
    raw = path.read_bytes()
    problems = []
    if len(raw) > MAX_HEAD_BYTES:
        problems.append(f"head.onnx has {len(raw)} bytes; at most {MAX_HEAD_BYTES}")
    if hashlib.sha256(raw).hexdigest() != document["head"].get("sha256"):
        problems.append("head.onnx: SHA-256 differs from ranker.json")
    return problems


def check(folder: Path) -> list[str]:
    """All problems of a ranker folder; empty when it keeps the contract."""
    for name in ("ranker.json", "items.safetensors", "CARD.md"):
        if not (folder / name).exists():
            return [f"{name} is missing"]
    try:
        document = json.loads((folder / "ranker.json").read_text(encoding="utf-8"))
        problems = check_document(document)
        if problems:
            return problems
        problems = check_vectors(document, read_safetensors(folder / "items.safetensors"))
    except (ValueError, KeyError, TypeError) as error:
        return [str(error)]
    return problems + (check_head(document, folder) if "head" in document else [])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    problems = check(folder)
    for problem in problems:
        print(problem, file=sys.stderr)
    if not problems:
        document = json.loads((folder / "ranker.json").read_text(encoding="utf-8"))
        print(f"{document['name']}: {document['rule']['kind']}, {document['items']} items, shares {document['shares']}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
