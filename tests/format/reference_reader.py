"""An independent reader of shards, written from core/FORMAT.md alone. NumPy only; slow and plain on purpose.

    python tests/format/reference_reader.py DIR           checks a shard and prints its blocks
    python tests/format/reference_reader.py DIR --json    prints the SHA-256 of every tensor, as `inspect_shard DIR --json` does

Exit status 0 accepted, 1 refused, 2 usage. `read_shard(DIR)` returns the manifest and, per block name, the tensors by name; `strings(block,
"item_id")` gives a string table, `row(block, "symbol", i)` the bounds of a CSR row.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import json
import math
import re
import struct
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

DTYPES = {"U8": "<u1", "I8": "<i1", "U16": "<u2", "I16": "<i2", "U32": "<u4", "I32": "<i4", "F32": "<f4", "F64": "<f8"}
KINDS = ("hot", "graph", "near", "vectors", "cards", "words", "lexicon", "knowledge", "evidence", "ranker")
NONE = 4294967295
MIB = 1 << 20
ANY = None  # a count that the block itself fixes

Tensors = dict[str, np.ndarray]


class FormatError(Exception):
    """code is the name of an ErrorCode; the message names the place."""

    def __init__(self, code: str, message: str):
        super().__init__(f"{code}: {message}")
        self.code = code


def demand(holds: bool, message: str, code: str = "invalid-block") -> None:
    if not holds:
        raise FormatError(code, message)


# ---- §1 manifest ----


def member(node: object, name: str, kind: type) -> object:
    demand(isinstance(node, dict) and name in node, f"manifest member {name} is missing", "invalid-manifest")
    value = node[name]
    right = isinstance(value, kind) and not (kind is int and isinstance(value, bool))
    demand(right, f"manifest member {name} has the wrong type", "invalid-manifest")
    return value


def integer(node: object, name: str, low: int, high: int) -> int:
    value = member(node, name, int)
    demand(low <= value <= high, f"manifest member {name} is outside {low}..{high}", "invalid-manifest")
    return value


def text(node: object, name: str, pattern: str = r"[^\0]*") -> str:
    value = member(node, name, str)
    demand(re.fullmatch(pattern, value, re.DOTALL) is not None, f"manifest member {name} is not well formed", "invalid-manifest")
    return value


@dataclass(frozen=True)
class Manifest:
    raw: dict
    items: int
    symbols: int
    records: int
    locales: list[str]
    modalities: list[tuple[str, int]]
    buckets: int
    neighbours: int
    groups: dict[str, int]
    rankers: list[dict]

    @property
    def blocks(self) -> list[dict]:
        return self.raw["blocks"]


FILE = r"(?!/)(?!.*\.\.)[A-Za-z0-9._/-]+"


def ceil_div(count: int, size: int) -> int:
    return -(-count // size)


def ranker_blocks(m: Manifest) -> list[tuple[dict, int]]:
    """For every ranker block, in order: its ranker and which group of items it holds."""
    return [(r, g) for r in m.rankers if r["modalities"] or r["rule"]["kind"] != "graph-spread" for g in range(ceil_div(m.items, r["group"]))]


def expected_names(m: Manifest) -> set[str]:
    counts = {
        "ranker": len(ranker_blocks(m)),
        "near": m.buckets,
        "vectors": ceil_div(m.items, m.groups["vectors"]) if m.modalities else 0,
        "cards": ceil_div(m.items, m.groups["cards"]),
        "knowledge": ceil_div(m.symbols, 64),
        "evidence": ceil_div(m.records, m.groups["evidence"]),
    }
    return {"hot", "graph"} | {f"{kind}-{n:03d}" for kind, count in counts.items() for n in range(count)}


def check_blocks(m: Manifest) -> None:
    names = []
    for block in member(m.raw, "blocks", list):
        kind = text(block, "kind", "|".join(KINDS))
        names.append(text(block, "name", kind if kind in ("hot", "graph") else kind + r"-\d{3,}"))
        text(block, "file", FILE)
        integer(block, "bytes", 16, 64 * MIB if kind == "hot" else MIB)
        text(block, "sha256", "[0-9a-f]{64}")
    demand(len(set(names)) == len(names), "a block is listed twice", "invalid-manifest")
    words = sorted(n for n in names if n.startswith("words-"))
    demand(not words or any(name == "text" for name, _ in m.modalities), "words without a modality text", "invalid-manifest")
    lexicon = {n for n in names if n == "lexicon-000"}
    demand(not lexicon or bool(words), "a lexicon without words", "invalid-manifest")
    wanted = expected_names(m) | {f"words-{n:03d}" for n in range(len(words))} | lexicon
    demand(set(names) == wanted, f"blocks differ from those that the counts ask for: {sorted(set(names) ^ wanted)}", "invalid-manifest")
    demand(sum(b["bytes"] for b in m.blocks) == integer(m.raw, "memory_bytes", 0, 1 << 53), "memory_bytes is not the sum of bytes", "invalid-manifest")
    digest = hashlib.sha256("".join(b["sha256"] for b in m.blocks).encode()).hexdigest()
    demand(text(m.raw, "shard_id", "[0-9a-f]{16}") == digest[:16], "shard_id does not match the blocks", "invalid-manifest")


def check_models(raw: dict) -> None:
    for model in member(raw, "models", list):
        text(model, "name")
        text(model, "kind", "image-encoder|text-encoder|user-encoder")
        for prefix in ("", "contract_"):
            text(model, prefix + "file", FILE)
            integer(model, prefix + "bytes", 1, NONE)
            text(model, prefix + "sha256", "[0-9a-f]{64}")


RULE_NUMBERS = {
    "decayed-mean": {"half_life_days": (1e-9, 1e6)},
    "ridge": {"lambda": (1e-12, 1e12)},
    "neighbours": {},
    "graph-spread": {"hops": (1, 4), "decay": (0, 1)},
    "last-item": {},
    "attention": {"temperature": (1e-9, 1e6)},
    "sequence-head": {},
    "policy-head": {},
}


def number(node: dict, name: str, low: float, high: float, absent: float | None = None) -> float:
    value = node.get(name, absent)
    right = isinstance(value, (int, float)) and not isinstance(value, bool) and low <= value <= high
    demand(right, f"manifest member {name} is outside {low}..{high}", "invalid-manifest")
    return value


def right_modalities(kind: str, names: list[str]) -> bool:
    if kind == "neighbours":
        return not names
    if kind in ("graph-spread", "attention"):
        return len(names) == 1 or (kind == "graph-spread" and not names)
    return "sequence" in names if kind == "last-item" else bool(names)


def read_rankers(raw: dict) -> list[dict]:
    rankers = raw.get("rankers", [])
    demand(isinstance(rankers, list) and len(rankers) <= 64, "rankers", "invalid-manifest")
    for ranker in rankers:
        demand(text(ranker, "name", "[a-z0-9][a-z0-9-]{0,63}") != "core", "a ranker is called core", "invalid-manifest")
        for name in ("version", "method"):
            text(ranker, name)
        rule = member(ranker, "rule", dict)
        kind = text(rule, "kind", "|".join(RULE_NUMBERS))
        for name, (low, high) in RULE_NUMBERS[kind].items():
            number(rule, name, low, high)
        number(rule, "half_life_days", 1e-9, 1e6, 30.0)
        demand("hops" not in rule or kind != "graph-spread" or isinstance(rule["hops"], int), "rankers.rule.hops", "invalid-manifest")
        number(ranker, "weight", 0, 4, 1.0)
        integer(ranker, "group", 1, 1_000_000)
        names = []
        for modality in member(ranker, "modalities", list):
            names.append(text(modality, "name", "visual|text|graph|sequence|fused"))
            integer(modality, "dim", 16, 1024)
            number(modality, "gain", 0, 1e30)
            number(modality, "weight", 0, 4, 1.0)
        dims = {modality["dim"] for modality in ranker["modalities"]}
        demand(len(set(names)) == len(names) and len(dims) <= 1 and all(dim % 16 == 0 for dim in dims), "rankers.modalities", "invalid-manifest")
        demand(right_modalities(kind, names), f"rankers.modalities do not fit {kind}", "invalid-manifest")
    demand(len({ranker["name"] for ranker in rankers}) == len(rankers), "a ranker is listed twice", "invalid-manifest")
    return rankers


def read_manifest(data: bytes) -> Manifest:
    try:
        raw = json.loads(data.decode("utf-8"))
    except ValueError as error:
        raise FormatError("invalid-manifest", str(error)) from error
    demand(text(raw, "format") == "ruyi-shard", "not a shard", "invalid-manifest")
    demand(member(raw, "version", int) == 1, "version is not 1", "unsupported-version")
    text(raw, "generator")
    catalogue, near, groups = (member(raw, name, dict) for name in ("catalogue", "near", "groups"))
    text(catalogue, "name")
    text(catalogue, "currency", "(?:[A-Z]{3})?")
    demand(integer(catalogue, "price_scale", 1, 1000) in (1, 10, 100, 1000), "price_scale", "invalid-manifest")
    locales = member(catalogue, "locales", list)
    well_formed = all(isinstance(tag, str) and re.fullmatch(r"[A-Za-z0-9-]{1,35}", tag) for tag in locales)
    demand(1 <= len(locales) <= 8 and well_formed and len(set(locales)) == len(locales), "locales", "invalid-manifest")
    modalities = [(text(m, "name", "visual|text"), integer(m, "dim", 16, 1024)) for m in member(raw, "modalities", list) if text(m, "model") is not None]
    demand(len(dict(modalities)) == len(modalities) and all(dim % 16 == 0 for _, dim in modalities), "modalities", "invalid-manifest")
    buckets, neighbours = integer(near, "buckets", 0, 65536), integer(near, "neighbours", 0, 64)
    demand((buckets == 0) == (neighbours == 0), "near needs both or neither", "invalid-manifest")
    manifest = Manifest(
        raw,
        integer(catalogue, "items", 1, 1_000_000),
        integer(catalogue, "symbols", 1, 4096),
        integer(catalogue, "records", 0, 1_000_000),
        locales,
        modalities,
        buckets,
        neighbours,
        {name: integer(groups, name, 1, 1_000_000) for name in ("cards", "vectors", "evidence")},
        read_rankers(raw),
    )
    check_blocks(manifest)
    check_models(raw)
    return manifest


# ---- §2 container ----


def is_entry(info: object) -> bool:
    if not isinstance(info, dict) or info.get("dtype") not in DTYPES:
        return False
    lists = info.get("shape"), info.get("data_offsets")
    whole = all(isinstance(part, list) and all(type(n) is int and 0 <= n <= NONE for n in part) for part in lists)
    return whole and len(lists[0]) <= 8 and len(lists[1]) == 2


def in_data_order(header: dict) -> list[tuple[str, dict]]:
    for name, info in header.items():
        demand(is_entry(info), f"{name} is not a tensor of version 1")
    return sorted(header.items(), key=lambda entry: entry[1]["data_offsets"])


def read_container(data: bytes, kind: str) -> Tensors:
    demand(len(data) >= 16, "too short")
    (length,) = struct.unpack_from("<Q", data)
    demand(length <= 65536 and 8 + length <= len(data) and (8 + length) % 64 == 0, "header length")
    try:
        header = json.loads(data[8 : 8 + length].decode("utf-8"))
    except ValueError as error:
        raise FormatError("invalid-block", f"header: {error}") from error
    demand(isinstance(header, dict), "header is not an object")
    metadata = header.pop("__metadata__", None)
    demand(isinstance(metadata, dict) and metadata.get("ruyi.kind") == kind and metadata.get("ruyi.version") == "1", "kind or version")
    tensors, at, body = {}, 0, memoryview(data)[8 + length :]
    for name, info in in_data_order(header):
        begin, end = info["data_offsets"]
        demand(begin <= end <= len(body) and (end - begin) % np.dtype(DTYPES[info["dtype"]]).itemsize == 0, f"{name} has bad offsets")
        tensor = np.frombuffer(body[begin:end], DTYPES[info["dtype"]])
        demand(begin == at, f"{name} leaves a gap or overlaps")
        demand(tensor.size == math.prod(info["shape"]), f"{name} does not fit its shape")
        at = end
        if name.startswith("_pad"):
            demand(info["dtype"] == "U8" and 1 <= end - begin <= 63 and not tensor.any(), f"{name} is not padding")
            continue
        demand(begin % 64 == 0, f"{name} is not aligned")
        tensors[name] = tensor.reshape(info["shape"])
    demand(at == len(body), "bytes after the last tensor")
    return tensors


# ---- §3 blocks ----


class Checker:
    """Takes the tensors of one block as §3 lists them; every demand names the tensor. `taken` keeps the order."""

    def __init__(self, tensors: Tensors):
        self.tensors = tensors
        self.taken: Tensors = {}

    def tensor(self, name: str, dtype: str, *shape: int | None) -> np.ndarray:
        demand(name in self.tensors, f"{name} is missing")
        tensor = self.tensors[name]
        demand(tensor.dtype == np.dtype(DTYPES[dtype]), f"{name} has the wrong dtype")
        demand(tensor.ndim == len(shape), f"{name} has the wrong rank")
        demand(all(want is ANY or have == want for have, want in zip(tensor.shape, shape, strict=True)), f"{name} has the wrong shape")
        self.taken[name] = tensor
        return tensor

    def offsets(self, name: str, count: int | None) -> np.ndarray:
        offsets = self.tensor(name, "U32", ANY if count is ANY else count + 1)
        demand(offsets.size > 0 and offsets[0] == 0 and bool(np.all(np.diff(offsets.astype(np.int64)) >= 0)), f"{name} must begin at 0 and not decrease")
        return offsets

    def csr(self, name: str, rows: int) -> int:
        return int(self.offsets(f"{name}.start", rows)[-1])

    def strings(self, name: str, count: int | None) -> list[str]:
        offsets = self.offsets(f"{name}.offsets", count)
        raw = self.tensor(f"{name}.bytes", "U8", int(offsets[-1])).tobytes()
        try:
            texts = [raw[a:b].decode("utf-8") for a, b in zip(offsets[:-1], offsets[1:], strict=True)]
        except UnicodeDecodeError as error:
            raise FormatError("invalid-block", f"{name} is not UTF-8") from error
        demand(not any("\0" in t or t.startswith("\ufeff") for t in texts), f"{name} holds NUL or a byte order mark")
        return texts

    def below(self, name: str, limit: int) -> None:
        demand(self.taken[name].size == 0 or int(self.taken[name].max()) < limit, f"{name} points too far")

    def ascending_rows(self, csr: str, column: str) -> None:
        start, values = self.taken[f"{csr}.start"], self.taken[column].astype(np.int64)
        for a, b in zip(start[:-1], start[1:], strict=True):
            demand(bool(np.all(np.diff(values[a:b]) > 0)), f"{column} must ascend in a row")


def distinct(texts: list[str], name: str) -> None:
    demand(len(set(texts)) == len(texts), f"{name} must be distinct")


def read_hot(c: Checker, m: Manifest, _: int) -> None:
    ids = c.strings("item_id", m.items)
    distinct(ids, "item_id")
    demand(all(1 <= len(i.encode()) <= 256 for i in ids), "item_id is 1 to 256 bytes")
    categories = c.strings("category", ANY)
    distinct(categories, "category")
    demand(1 <= len(categories) <= 65535, "category count")
    c.tensor("item_category", "U16", m.items)
    c.below("item_category", len(categories))
    c.tensor("popularity_q", "U16", m.items)
    c.tensor("price_minor", "U32", m.items)
    c.tensor("available", "U8", m.items)
    c.below("available", 2)
    rows = c.csr("symbol", m.items)
    c.tensor("symbol.index", "U16", rows)
    c.below("symbol.index", m.symbols)
    c.ascending_rows("symbol", "symbol.index")
    c.tensor("symbol.presence_q", "U8", rows)
    c.tensor("symbol.evidence", "U8", rows)
    c.below("symbol.evidence", 64)


def rule_fits(kind: int, a: int, b: int, c: int, _shift: int) -> bool:
    month = 1 <= a <= 12
    return {
        1: month and 1 <= b <= 30 and c == 0,
        2: 1 <= a <= 24 and b == 0 and c == 0,
        3: month and 1 <= b <= 31 and c == 0,
        4: month and (b == -1 or 1 <= b <= 5) and 0 <= c <= 6,
    }.get(kind, False)


def read_graph(c: Checker, m: Manifest, _: int) -> None:
    for name in ("symbol_id", "symbol_zh", "symbol_hant", "symbol_en", "symbol_category"):
        texts = c.strings(name, m.symbols)
        if name == "symbol_id":
            distinct(texts, name)
    types = c.strings("relation_type", ANY)
    demand(len(types) <= 255, "relation_type count")
    relations = c.csr("relation", m.symbols)
    c.tensor("relation.to", "U16", relations)
    c.below("relation.to", m.symbols)
    c.tensor("relation.type", "U8", relations)
    c.below("relation.type", len(types))
    c.tensor("relation.weight_q", "U8", relations)
    emotions = c.strings("emotion_id", ANY)
    demand(len(emotions) <= 255, "emotion count")
    c.strings("emotion_zh", len(emotions))
    c.strings("emotion_en", len(emotions))
    c.tensor("symbol_emotion.emotion", "U8", c.csr("symbol_emotion", m.symbols))
    c.below("symbol_emotion.emotion", len(emotions))
    axes = c.tensor("emotion_axis", "I8", len(emotions), 5)
    demand(bool(np.all(np.abs(axes.astype(np.int64)) <= 100)), "emotion_axis")
    recipients = c.strings("recipient_id", ANY)
    demand(len(recipients) <= 255, "recipient count")
    c.strings("recipient_zh", len(recipients))
    c.strings("recipient_hant", len(recipients))
    c.strings("recipient_en", len(recipients))
    c.tensor("recipient_emotion.emotion", "U8", c.csr("recipient_emotion", len(recipients)))
    c.below("recipient_emotion.emotion", len(emotions))
    festivals = c.strings("festival_id", ANY)
    demand(len(festivals) <= 255, "festival count")
    c.strings("festival_zh", len(festivals))
    c.strings("festival_hant", len(festivals))
    c.strings("festival_en", len(festivals))
    c.tensor("festival_day.day", "I32", c.csr("festival_day", len(festivals)))
    c.ascending_rows("festival_day", "festival_day.day")
    rules = c.tensor("festival_rule.day", "I8", c.csr("festival_rule", len(festivals)), 5)
    demand(all(rule_fits(*(int(value) for value in rule)) for rule in rules), "festival_rule.day")
    c.tensor("festival_symbol.index", "U16", c.csr("festival_symbol", len(festivals)))
    c.below("festival_symbol.index", m.symbols)
    c.tensor("colour_rgb", "U8", m.symbols, 3)
    first = c.tensor("calendar.first", "U16", ANY)
    years = c.tensor("calendar.year", "U32", ANY)
    terms = c.tensor("calendar.term", "U8", years.size, 24)
    demand(first.size == (1 if years.size else 0) and years.size <= 512 and all(1 <= y <= 9000 for y in first), "calendar.first")
    expected = None
    for row, packed in enumerate(int(year) for year in years):
        demand(packed < 1 << 23, "calendar.year")
        number, leap, lengths = int(first[0]) + row, packed >> 13 & 15, packed & 8191
        months = 13 if leap else 12
        start = datetime.date(number, 1, 1).toordinal() + (packed >> 17)
        demand(leap <= 12 and lengths >> months == 0 and expected in (None, start), "calendar.year")
        expected = start + 29 * months + lengths.bit_count()
    halves = terms.reshape(-1, 2)
    demand(bool(np.all((halves[:, 0] >= 1) & (halves[:, 0] < halves[:, 1]) & (halves[:, 1] <= 28))), "calendar.term")


def read_near(c: Checker, m: Manifest, _: int) -> None:
    item = c.tensor("item", "U32", ANY)
    c.below("item", m.items)
    demand(bool(np.all(np.diff(item.astype(np.int64)) > 0)), "item must ascend")
    neighbour = c.tensor("neighbour", "U32", item.size, m.neighbours)
    dense = c.tensor("dense", "F64", item.size, m.neighbours, len(m.modalities))
    demand(bool(np.all(np.isfinite(dense))), "dense must be finite")
    for self_index, row in zip(item, neighbour, strict=True):
        real = row[row != NONE]
        demand(bool(np.all(row[real.size :] == NONE)), "neighbour: none only at the end of a row")
        demand(bool(np.all(real < m.items)) and int(self_index) not in real and len(set(real.tolist())) == real.size, "neighbour")


def rows_in(count: int, group: int, number: int) -> int:
    return max(0, min(count, (number + 1) * group) - number * group)


def read_vectors(c: Checker, m: Manifest, number: int) -> None:
    rows = rows_in(m.items, m.groups["vectors"], number)
    for name, dim in m.modalities:
        q = c.tensor(f"{name}.q", "I8", rows, dim).astype(np.float64)
        scale = c.tensor(f"{name}.scale", "F32", rows).astype(np.float64)
        demand(q.size == 0 or q.min() >= -127, f"{name}.q is below -127")
        demand(bool(np.all(np.isfinite(scale))) and bool(np.all(scale >= 0)), f"{name}.scale")
        length = np.sqrt((q * q).sum(axis=1)) * scale
        zero = (q == 0).all(axis=1)
        demand(bool(np.all(scale[zero] == 0)) and bool(np.all(np.abs(length[~zero] - 1) <= 0.01)), f"{name} is neither of unit length nor zero")


def read_cards(c: Checker, m: Manifest, number: int) -> None:
    rows = rows_in(m.items, m.groups["cards"], number)
    for locale in range(len(m.locales)):
        c.strings(f"title_{locale}", rows)
    for name in ("url", "picture", "thumb"):
        c.strings(name, rows)
    c.tensor("picture_size", "U16", rows, 2)
    found = c.csr("evidence", rows)
    c.tensor("evidence.symbol", "U16", found)
    c.below("evidence.symbol", m.symbols)
    kind = c.tensor("evidence.kind", "U8", found)
    demand(bool(np.all((kind >= 1) & (kind <= 3))), "evidence.kind")
    c.tensor("evidence.confidence_q", "U8", found)
    c.tensor("evidence.flags", "U8", found)
    c.below("evidence.flags", 8)
    field = c.tensor("evidence.field", "U8", found)
    span = c.tensor("evidence.span", "U32", found, 2).astype(np.int64)
    box = c.tensor("evidence.box", "U16", found, 4)
    demand(bool(np.all(box[:, 0] <= box[:, 2])) and bool(np.all(box[:, 1] <= box[:, 3])), "evidence.box")
    fields = c.strings("evidence_field", ANY)
    demand(len(fields) <= 254 and bool(np.all((field < len(fields)) | (field == 255))), "evidence.field")
    quotes = c.csr("evidence_text", rows)
    text_field = c.tensor("evidence_text.field", "U8", quotes)
    c.below("evidence_text.field", len(fields))
    begin = c.tensor("evidence_text.begin", "U32", quotes).astype(np.int64)
    sizes = [len(q.encode()) for q in c.strings("evidence_quote", quotes)]
    demand(all(size <= 256 for size in sizes), "evidence_quote is longer than 256 bytes")
    for i in range(rows):
        texts = range(*row(c.taken, "evidence_text", i))
        for e in range(*row(c.taken, "evidence", i)):
            a, b = span[e]
            inside = any(text_field[t] == field[e] and begin[t] <= a < b <= begin[t] + sizes[t] for t in texts)
            demand((a == 0 and b == 0) or inside, "evidence.span is in no quote")


def read_words(c: Checker, m: Manifest, number: int) -> None:
    tokens = c.strings("token", ANY)
    raw = [t.encode() for t in tokens]
    demand(all(a < b for a, b in zip(raw, raw[1:], strict=False)), "token must ascend")
    q = c.tensor("row.q", "I8", len(tokens), dict(m.modalities)["text"])
    demand(q.size == 0 or q.min() >= -127, "row.q is below -127")
    scale = c.tensor("row.scale", "F32", len(tokens))
    demand(bool(np.all(np.isfinite(scale))) and bool(np.all(scale >= 0)), "row.scale")
    if number == 0:
        fold = c.tensor("fold.from", "U32", ANY)
        demand(bool(np.all(np.diff(fold.astype(np.int64)) > 0)), "fold.from must ascend")
        c.tensor("fold.to", "U32", fold.size)


def read_lexicon(c: Checker, m: Manifest, number: int) -> None:
    entries = [e.encode() for e in c.strings("entry", ANY)]
    demand(all(1 <= len(e) <= 64 for e in entries), "entry is empty or longer than 64 bytes")
    demand(all(a <= b for a, b in zip(entries, entries[1:], strict=False)), "entry descends")
    role = c.tensor("entry.role", "U8", len(entries))
    name = (role >= 1) & (role <= 11)
    demand(bool(np.all(name | ((role >= 16) & (role <= 56)))), "entry.role is not known")
    target = c.tensor("entry.target", "U16", len(entries))
    sign = c.tensor("entry.sign", "I8", len(entries))
    demand(bool(np.all(np.abs(sign.astype(int)) == 1)), "entry.sign is not -1 or 1")
    c.tensor("entry.flags", "U8", len(entries))
    c.below("entry.flags", 8)
    targets = c.strings("target", ANY)
    demand(bool(np.all(target[name] < len(targets))), "entry.target points past the targets")


def read_knowledge(c: Checker, m: Manifest, number: int) -> None:
    meanings = c.csr("meaning", rows_in(m.symbols, 64, number))
    c.strings("meaning_zh", meanings)
    c.strings("meaning_hant", meanings)
    c.strings("meaning_en", meanings)
    c.tensor("meaning.flags", "U8", meanings)
    c.below("meaning.flags", 2)
    c.tensor("meaning_evidence.record", "U32", c.csr("meaning_evidence", meanings))
    c.below("meaning_evidence.record", m.records)


def read_evidence(c: Checker, m: Manifest, number: int) -> None:
    rows = rows_in(m.records, m.groups["evidence"], number)
    for name in ("id", "cite_zh", "cite_hant", "cite_en", "statement_zh", "statement_hant", "statement_en", "terms", "url", "licence", "type"):
        texts = c.strings(f"record_{name}", rows)
        if name == "id":
            raw = [t.encode() for t in texts]
            demand(all(a < b for a, b in zip(raw, raw[1:], strict=False)), "record_id must ascend")
    c.tensor("record_symbol.index", "U16", c.csr("record_symbol", rows))
    c.below("record_symbol.index", m.symbols)
    c.tensor("record_tier", "U8", rows)
    c.below("record_tier", 4)
    verification = c.tensor("record_verification", "U8", rows)
    demand(bool(np.all((verification == 1) | (verification == 2))), "record_verification")
    c.tensor("record_flags", "U8", rows)
    c.below("record_flags", 2)
    if number == 0:
        c.strings("question_stop", ANY)


HEAD = (("component_user", 2), ("component_bias", 1), ("component_out", 1), ("item_user", 2), ("item_content", 2), ("item_bias", 1), ("item_out", 1))


def read_rows(c: Checker, name: str, rows: int, dim: int) -> None:
    q = c.tensor(f"{name}.q", "I8", rows, dim)
    demand(q.size == 0 or q.min() >= -127, f"{name}.q is below -127")
    scale = c.tensor(f"{name}.scale", "F32", rows)
    demand(bool(np.all(np.isfinite(scale))) and bool(np.all(scale >= 0)), f"{name}.scale")


def read_ranker(c: Checker, m: Manifest, number: int) -> None:
    ranker, group = ranker_blocks(m)[number]
    rows, kind = rows_in(m.items, ranker["group"], group), ranker["rule"]["kind"]
    dim = ranker["modalities"][0]["dim"] if ranker["modalities"] else 0
    for modality in ranker["modalities"]:
        read_rows(c, modality["name"], rows, dim)
    if kind == "neighbours":
        count = c.csr("neighbour", rows)
        c.tensor("neighbour.index", "U32", count)
        c.below("neighbour.index", m.items)
        c.ascending_rows("neighbour", "neighbour.index")
        demand(bool(np.all(np.isfinite(c.tensor("neighbour.weight", "F32", count)))), "neighbour.weight")
    if kind == "last-item":
        read_rows(c, "last", rows, dim)
    if kind == "graph-spread" and group == 0:
        read_rows(c, "entity", m.symbols, dim)
    if kind != "attention":
        return
    read_rows(c, "component", c.csr("component", rows), dim)
    if group == 0:
        for name, rank in HEAD:
            demand(bool(np.all(np.isfinite(c.tensor(f"head.{name}", "F32", *[dim] * rank)))), f"head.{name}")


READERS = {
    "hot": read_hot,
    "graph": read_graph,
    "near": read_near,
    "ranker": read_ranker,
    "vectors": read_vectors,
    "cards": read_cards,
    "words": read_words,
    "lexicon": read_lexicon,
    "knowledge": read_knowledge,
    "evidence": read_evidence,
}


def read_block(data: bytes, kind: str, number: int, manifest: Manifest) -> Tensors:
    """The tensors that §3 lists, in its order, checked. The hash is the caller's."""
    checker = Checker(read_container(data, kind))
    READERS[kind](checker, manifest, number)
    return checker.taken


# ---- §4 ----


def block_number(name: str) -> int:
    return int(name.rsplit("-", 1)[1]) if "-" in name else 0


def read_shard(folder: Path) -> tuple[Manifest, dict[str, Tensors]]:
    manifest = read_manifest((folder / "manifest.json").read_bytes())
    blocks = {}
    for entry in manifest.blocks:
        data = (folder / entry["file"]).read_bytes()
        intact = len(data) == entry["bytes"] and hashlib.sha256(data).hexdigest() == entry["sha256"]
        demand(intact, f"{entry['name']}: length or SHA-256 differs", "block-integrity")
        blocks[entry["name"]] = read_block(data, entry["kind"], block_number(entry["name"]), manifest)
    words = [t.encode() for name in sorted(b for b in blocks if b.startswith("words-")) for t in strings(blocks[name], "token")]
    demand(all(a < b for a, b in zip(words, words[1:], strict=False)), "token must ascend from block to block")
    return manifest, blocks


def strings(block: Tensors, name: str) -> list[str]:
    offsets, raw = block[f"{name}.offsets"], block[f"{name}.bytes"].tobytes()
    return [raw[a:b].decode("utf-8") for a, b in zip(offsets[:-1], offsets[1:], strict=True)]


def row(block: Tensors, csr: str, index: int) -> tuple[int, int]:
    start = block[f"{csr}.start"]
    return int(start[index]), int(start[index + 1])


def fnv1a32(data: bytes) -> int:
    value = 2166136261
    for byte in data:
        value = (value ^ byte) * 16777619 % (1 << 32)
    return value


def digests(block: Tensors) -> list[dict]:
    names = {np.dtype(code): name for name, code in DTYPES.items()}
    return [{"name": name, "dtype": names[t.dtype], "shape": list(t.shape), "sha256": hashlib.sha256(t.tobytes()).hexdigest()} for name, t in block.items()]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dir", type=Path)
    parser.add_argument("--json", action="store_true", help="print the SHA-256 of every tensor")
    args = parser.parse_args()
    try:
        manifest, blocks = read_shard(args.dir)
    except FormatError as error:
        print(error, file=sys.stderr)
        return 1
    if args.json:
        print(json.dumps({"shard_id": manifest.raw["shard_id"], "blocks": {name: digests(block) for name, block in blocks.items()}}))
    else:
        print(f"shard {manifest.raw['shard_id']}, {manifest.items} items, {manifest.symbols} symbols, {manifest.records} records")
        for entry in manifest.blocks:
            print(f"{entry['name']:16} {entry['bytes']:8}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
