"""The independent Python reader against core: same tensors, same refusals, and numbers of SCORING.md computed again from the shard alone."""

from __future__ import annotations

import json
import math
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "format"))

import reference_reader as reader  # noqa: E402

GOLDEN = ROOT / "tests" / "golden" / "planted.fv1"
BUNDLE = ROOT / "tests" / "golden" / "planted.bundle"


@pytest.fixture(scope="module")
def golden() -> tuple[reader.Manifest, dict[str, reader.Tensors]]:
    return reader.read_shard(GOLDEN)


@pytest.fixture(scope="module")
def bundle() -> dict:
    return json.loads((BUNDLE / "bundle.json").read_text(encoding="utf-8"))


def test_the_reader_sees_the_tensors_that_core_sees(golden) -> None:
    manifest, blocks = golden
    written = json.loads((ROOT / "tests" / "golden" / "planted.fv1.tensors.json").read_text(encoding="utf-8"))
    assert written["shard_id"] == manifest.raw["shard_id"]
    assert {name: reader.digests(block) for name, block in blocks.items()} == written["blocks"]


def test_hot_and_cards_hold_the_bundle(golden, bundle) -> None:
    _, blocks = golden
    hot, cards = blocks["hot"], blocks["cards-000"]
    items = bundle["items"]
    assert reader.strings(hot, "item_id") == [i["id"] for i in items]
    categories = reader.strings(hot, "category")
    assert [categories[c] for c in hot["item_category"]] == [i["category"] for i in items]
    assert hot["price_minor"].tolist() == [reader.NONE if i["price_minor"] is None else i["price_minor"] for i in items]
    assert hot["available"].tolist() == [int(i["available"]) for i in items]
    largest = max(i["popularity_count"] for i in items)
    assert hot["popularity_q"].tolist() == [math.floor(65535 * (math.log2(1 + i["popularity_count"]) / math.log2(1 + largest)) + 0.5) for i in items]
    for locale, tag in enumerate(("zh-Hans", "en")):
        assert reader.strings(cards, f"title_{locale}") == [i["title"].get(tag, "") for i in items]
    assert reader.strings(cards, "picture") == [i["picture"] for i in items]


def test_vectors_are_the_unit_rows_of_the_bundle_to_half_a_step(golden) -> None:
    _, blocks = golden
    for name in ("visual", "text"):
        rows = np.frombuffer((BUNDLE / f"{name}.f32").read_bytes(), "<f4").reshape(12, 32).astype(np.float64)
        stored = blocks["vectors-000"][f"{name}.q"].astype(np.float64) * blocks["vectors-000"][f"{name}.scale"].astype(np.float64)[:, None]
        assert np.abs(stored - rows).max() <= 0.51 * np.abs(rows).max() / 127


def expected_colours(item: dict, ids: list[str]) -> dict[int, int]:
    return {ids.index(c["id"]): math.floor(255 * min(1.0, 2 * c["share"]) + 0.5) for c in item["colours"] if c["share"] >= 0.08}


def test_presence_of_colours_answers_and_unnamed_symbols_follows_the_rule(golden, bundle) -> None:
    """What needs no understanding of words: the palette, a person's answers, and that nothing stands on a picture that may not be claimed."""
    _, blocks = golden
    hot, ids = blocks["hot"], reader.strings(blocks["graph"], "symbol_id")
    encoder = {s["id"]: s for s in bundle["seeing"]["symbols"]}
    picture_only = 0
    for index, item in enumerate(bundle["items"]):
        a, b = reader.row(hot, "symbol", index)
        rows = {int(s): (int(p), int(e)) for s, p, e in zip(hot["symbol.index"][a:b], hot["symbol.presence_q"][a:b], hot["symbol.evidence"][a:b], strict=True)}
        for symbol, presence in expected_colours(item, ids).items():
            assert rows[symbol] == (presence, 2 | 8)
        seen = {s["id"]: s["confidence"] for s in item["seen"]}
        answers = {p["id"]: p["present"] for p in item.get("person", [])}
        for symbol, (presence, evidence) in rows.items():
            if ids[symbol] in answers:
                assert presence == (255 if answers[ids[symbol]] else 0) and evidence & 4
                assert bool(evidence & 8) == answers[ids[symbol]]
            elif evidence & 32:
                assert presence == 0 and not evidence & 8
            elif not ids[symbol].startswith("colour:") and not evidence & 1:
                picture_only += 1
                card, p = encoder[ids[symbol]], seen[ids[symbol]]
                assert card["claim"] and p >= card["threshold"] and presence == math.floor(255 * p + 0.5) and evidence == 2 | 8
            elif evidence & 1 and not evidence & 16:
                p = seen.get(ids[symbol], 0.0)
                assert presence in {math.floor(255 * (1 - (1 - trust) * (1 - p)) + 0.5) for trust in (0.9, 0.8)}
            elif evidence & 16:
                assert presence in {math.floor(255 * 0.6 * trust + 0.5) for trust in (0.9, 0.8)}
    assert picture_only > 0


# ---- near blocks, by SCORING.md ----


class Scorer:
    """The `similar` score of an empty profile, in the order that SCORING.md writes down."""

    def __init__(self, manifest: reader.Manifest, blocks: dict[str, reader.Tensors]):
        self.hot, self.graph = blocks["hot"], blocks["graph"]
        self.symbols = manifest.symbols
        self.category = reader.strings(self.graph, "symbol_category")
        self.modalities = [name for name, _ in manifest.modalities]
        groups = sorted(name for name in blocks if name.startswith("vectors-"))
        self.q = {m: np.concatenate([blocks[g][f"{m}.q"] for g in groups]).astype(np.int64) for m in self.modalities}
        self.scale = {m: np.concatenate([blocks[g][f"{m}.scale"] for g in groups]) for m in self.modalities}
        self.items = manifest.items

    def presence(self, item: int) -> list[tuple[int, float]]:
        a, b = reader.row(self.hot, "symbol", item)
        return [(int(s), int(p) / 255) for s, p in zip(self.hot["symbol.index"][a:b], self.hot["symbol.presence_q"][a:b], strict=True)]

    def hop(self, amounts: list[float]) -> list[float]:
        """One hop over relations and shared emotions."""
        arriving, gathered = [0.0] * self.symbols, {}
        emotions = [self.graph["symbol_emotion.emotion"][slice(*reader.row(self.graph, "symbol_emotion", s))].tolist() for s in range(self.symbols)]
        for symbol in range(self.symbols):
            for r in range(*reader.row(self.graph, "relation", symbol)):
                arriving[int(self.graph["relation.to"][r])] += (int(self.graph["relation.weight_q"][r]) / 255) * amounts[symbol]
            for e in emotions[symbol]:
                gathered[e] = gathered.get(e, 0.0) + amounts[symbol] / len(emotions[symbol])
        for t, own in enumerate(emotions):
            shared = 0.0
            for e in own:
                shared += gathered[e] - amounts[t] / len(own)
            arriving[t] = (arriving[t] + shared / len(own) if own else arriving[t]) * 0.3
        return arriving

    def affinity(self, anchor: int) -> list[float]:
        history = [0.0] * self.symbols
        weight = 1 / math.sqrt(max(int(self.hot["popularity_q"][anchor]) / 65535, 0.1))
        for symbol, presence in self.presence(anchor):
            own = weight * presence / weight
            history[symbol] = own * 0.3 if self.category[symbol] == "colour" else own
        near = self.hop(history)
        far = self.hop(near)
        return [min(1.0, max(-1.0, (own + one) + two)) for own, one, two in zip(history, near, far, strict=True)]

    def query(self, modality: str, anchor: int) -> tuple[np.ndarray, float] | None:
        v = self.q[modality][anchor].astype(np.float64) * float(self.scale[modality][anchor])
        largest = float(np.abs(v).max())
        if largest == 0.0:
            return None
        total = 0.0
        for x in v.tolist():
            total += x * x
        q16 = np.array([int(x / largest * 32767 + (0.5 if x >= 0 else -0.5)) for x in v.tolist()], np.int64)
        return q16, largest / (32767 * math.sqrt(total))

    def price_fit(self, anchor: int, item: int) -> float:
        base, price = int(self.hot["price_minor"][anchor]), int(self.hot["price_minor"][item])
        if reader.NONE in (base, price):
            return 0.0
        low, high = base / 2, base * 2
        if price < low:
            return max(0.0, 1 - (low - price) / max(1.0, low))
        return max(0.0, 1 - (price - high) / max(1.0, high)) if price > high else 1.0

    def row(self, anchor: int) -> list[tuple[float, int, list[float]]]:
        affinity = self.affinity(anchor)
        queries = {m: self.query(m, anchor) for m in self.modalities}
        found = []
        for item in range(self.items):
            if item == anchor or not self.hot["available"][item]:
                continue
            score, dense = 0.0, []
            for modality, weight in (("visual", 1.0), ("text", 0.5)):
                query = queries.get(modality)
                product = 0.0
                if query is not None:
                    product = (float(int(query[0] @ self.q[modality][item])) * float(self.scale[modality][item])) * query[1]
                    score += weight * product
                dense.append(product)
            for symbol, presence in self.presence(item):
                score += 0.6 * (affinity[symbol] * presence)
            score += 0.02 * (int(self.hot["popularity_q"][item]) / 65535)
            score += 0.1 * self.price_fit(anchor, item)
            found.append((score, item, dense))
        return sorted(found, key=lambda entry: (-entry[0], entry[1]))


def check_near(manifest: reader.Manifest, blocks: dict[str, reader.Tensors]) -> None:
    scorer = Scorer(manifest, blocks)
    ids = reader.strings(blocks["hot"], "item_id")
    rows = 0
    for bucket in range(manifest.buckets):
        near = blocks[f"near-{bucket:03d}"]
        for r, item in enumerate(near["item"].tolist()):
            assert reader.fnv1a32(ids[item].encode()) % manifest.buckets == bucket
            best = scorer.row(item)[: manifest.neighbours]
            padding = manifest.neighbours - len(best)
            assert near["neighbour"][r].tolist() == [entry[1] for entry in best] + [reader.NONE] * padding
            assert near["dense"][r].tolist() == [entry[2] for entry in best] + [[0.0, 0.0]] * padding
            rows += 1
    assert rows == manifest.items


def test_near_blocks_hold_the_exact_neighbours_and_products_to_the_last_bit(golden) -> None:
    check_near(*golden)


def test_near_blocks_of_a_larger_planted_shop_are_exact(tmp_path) -> None:
    tools = [path for path in sorted(ROOT.glob("build/*/core/build_shard")) if path.is_file()]
    if not tools:
        pytest.skip("needs the native tool build_shard")
    planted = ROOT / "tests" / "support" / "planted.py"
    subprocess.run([sys.executable, str(planted), "--seed", "3", "--items", "80", "--out", str(tmp_path / "in")], check=True)
    newest = max(tools, key=lambda path: path.stat().st_mtime)
    subprocess.run([str(newest), str(tmp_path / "in"), str(tmp_path / "out")], check=True, stdout=subprocess.DEVNULL)
    manifest, blocks = reader.read_shard(tmp_path / "out")
    assert manifest.buckets == 3 and manifest.symbols == 131 + 12 + 22 and manifest.records == 930
    check_near(manifest, blocks)


# ---- what must be refused ----


def test_every_record_says_its_tier_and_share_alike_licences_are_marked(golden, bundle) -> None:
    _, blocks = golden
    records = bundle["knowledge"]["evidence"]
    ids = reader.strings(blocks["evidence-000"], "record_id")
    assert ids == sorted(records, key=lambda key: key.encode())
    assert blocks["evidence-000"]["record_tier"].tolist() == [" ABC".index(records[i].get("tier", " ")) for i in ids]
    assert blocks["evidence-000"]["record_flags"].tolist() == [int("BY-SA" in records[i]["licence"]) for i in ids]


def test_a_cut_or_changed_block_is_refused_by_its_hash(tmp_path) -> None:
    shutil.copytree(GOLDEN, tmp_path / "shard")
    for path in sorted((tmp_path / "shard" / "blocks").iterdir()):
        data = path.read_bytes()
        changed = bytearray(data)
        changed[len(data) // 2] ^= 1
        for broken in (data[:-1], data + b"\0", bytes(changed)):
            path.write_bytes(broken)
            with pytest.raises(reader.FormatError) as caught:
                reader.read_shard(tmp_path / "shard")
            assert caught.value.code == "block-integrity"
        path.write_bytes(data)


def test_a_block_cut_at_any_length_is_refused_past_the_hash(golden) -> None:
    manifest, _ = golden
    for entry in manifest.blocks:
        data = (GOLDEN / entry["file"]).read_bytes()
        for size in [*range(0, 64), *range(64, len(data), 97)]:
            with pytest.raises(reader.FormatError) as caught:
                reader.read_block(data[:size], entry["kind"], 0, manifest)
            assert caught.value.code == "invalid-block"


def test_a_swapped_block_a_wrong_version_and_an_index_out_of_range_are_refused(golden) -> None:
    manifest, _ = golden
    files = {entry["kind"]: (GOLDEN / entry["file"]).read_bytes() for entry in manifest.blocks}
    for kind, data in files.items():
        for other in files:
            if other != kind:
                with pytest.raises(reader.FormatError):
                    reader.read_block(data, other, 0, manifest)
    with pytest.raises(reader.FormatError):
        reader.read_block(files["hot"].replace(b'"ruyi.version":"1"', b'"ruyi.version":"2"'), "hot", 0, manifest)
    header = json.loads(files["hot"][8 : 8 + struct.unpack_from("<Q", files["hot"])[0]])
    at = len(files["hot"]) - 1
    broken = bytearray(files["hot"])
    begin = header["symbol.index"]["data_offsets"][0] + 8 + struct.unpack_from("<Q", files["hot"])[0]
    broken[begin : begin + 2] = struct.pack("<H", manifest.symbols)
    assert at > begin
    with pytest.raises(reader.FormatError, match="symbol.index"):
        reader.read_block(bytes(broken), "hot", 0, manifest)


def test_a_manifest_of_another_version_or_with_a_missing_member_is_refused() -> None:
    raw = json.loads((GOLDEN / "manifest.json").read_text(encoding="utf-8"))
    for member in ("format", "generator", "shard_id", "catalogue", "modalities", "near", "groups", "memory_bytes", "blocks", "models"):
        with pytest.raises(reader.FormatError) as caught:
            reader.read_manifest(json.dumps({k: v for k, v in raw.items() if k != member}).encode())
        assert caught.value.code == "invalid-manifest"
    with pytest.raises(reader.FormatError) as caught:
        reader.read_manifest(json.dumps({**raw, "version": 2}).encode())
    assert caught.value.code == "unsupported-version"
    assert reader.read_manifest(json.dumps({**raw, "later": 1}).encode()).items == 12
