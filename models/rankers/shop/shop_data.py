"""The sample shop as a ranker sees it: what its own shard stores, and a simulated year of shoppers (encoders/user/simulate.py).

Vectors, presence and relations come from the shard, so a ranker learns from what the device will have; the drawing's truth only makes the
shoppers, who look at what is really there.
"""

from __future__ import annotations

import csv
import json
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from encoders.user.simulate import Items

_DTYPES = {"U8": "<u1", "I8": "<i1", "U16": "<u2", "U32": "<u4", "I32": "<i4", "F32": "<f4", "F64": "<f8"}


@dataclass(frozen=True)
class ShopData:
    ids: list[str]
    symbols: list[str]
    presence: np.ndarray  # (N, S) 0..1, as the shard claims it
    colour: np.ndarray  # (S,) bool
    relation: np.ndarray  # (S, S) weights 0..1
    items: Items  # vectors of the shard, symbols of the truth, popularity counts


def read_block(path: Path) -> dict[str, np.ndarray]:
    raw = path.read_bytes()
    (length,) = struct.unpack_from("<Q", raw)
    header, data = json.loads(raw[8 : 8 + length]), memoryview(raw)[8 + length :]
    entries = ((name, e) for name, e in header.items() if name != "__metadata__" and not name.startswith("_pad"))
    return {name: np.frombuffer(data[slice(*e["data_offsets"])], _DTYPES[e["dtype"]]).reshape(e["shape"]) for name, e in entries}


def strings(block: dict[str, np.ndarray], name: str) -> list[str]:
    offsets, raw = block[f"{name}.offsets"], block[f"{name}.bytes"].tobytes()
    return [raw[a:b].decode() for a, b in zip(offsets, offsets[1:])]


def _dense_rows(start: np.ndarray, column: np.ndarray, value: np.ndarray, width: int) -> np.ndarray:
    rows = np.zeros((len(start) - 1, width), np.float64)
    np.add.at(rows, (np.repeat(np.arange(len(start) - 1), np.diff(start.astype(np.int64))), column), value / 255.0)
    return rows


def load_shop(shard: Path, feed: Path, truth: Path) -> ShopData:
    manifest = json.loads((shard / "manifest.json").read_text(encoding="utf-8"))
    blocks = {b["name"]: read_block(shard / b["file"]) for b in manifest["blocks"] if b["kind"] in ("hot", "graph", "vectors")}
    hot, graph = blocks["hot"], blocks["graph"]
    ids, symbols = strings(hot, "item_id"), strings(graph, "symbol_id")
    vectors = [blocks[name] for name in sorted(blocks) if name.startswith("vectors-")]
    visual, text = (
        np.concatenate([b[f"{m}.q"] for b in vectors]) * np.concatenate([b[f"{m}.scale"] for b in vectors])[:, None] for m in ("visual", "text")
    )
    with feed.open(encoding="utf-8-sig", newline="") as file:
        sold = {row["id"]: float(row["popularity"]) for row in csv.DictReader(file)}
    drawn = {p["id"]: {s["id"] for s in p["symbols"]} for p in json.loads(truth.read_text(encoding="utf-8"))["products"]}
    names = sorted(set().union(*drawn.values()))
    shown = np.array([[float(name in drawn[i]) for name in names] for i in ids], np.float32)
    items = Items(visual.astype(np.float32), text.astype(np.float32), shown, np.array([sold[i] for i in ids], np.float32))
    return ShopData(
        ids,
        symbols,
        _dense_rows(hot["symbol.start"], hot["symbol.index"], hot["symbol.presence_q"], len(symbols)),
        np.array([c == "colour" for c in strings(graph, "symbol_category")]),
        _dense_rows(graph["relation.start"], graph["relation.to"], graph["relation.weight_q"], len(symbols)),
        items,
    )
