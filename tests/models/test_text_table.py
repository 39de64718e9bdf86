"""The shipped text table: files keep the block rules, table and ONNX agree, names and wishes are found."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "models"))

from encoders.text import check_wishes, evaluate, make_cases  # noqa: E402
from encoders.text.corpus import NameFilter, Pair, symbol_names  # noqa: E402
from encoders.text.quantise import quantise  # noqa: E402
from encoders.text.reference import ARTIFACTS, Encoder, read_safetensors  # noqa: E402
from encoders.text.tokeniser import Tokeniser, fold_table  # noqa: E402

WORDS = sorted(ARTIFACTS.glob("words-*.safetensors"))


def create_encoder() -> Encoder:
    return Encoder.load()


def create_symbols() -> list[dict]:
    return json.loads((ROOT / "models" / "knowledge" / "symbols.json").read_text(encoding="utf-8"))["symbols"]


def cosine(encoder: Encoder, a: str, b: str) -> float:
    x, y = encoder.encode([a, b])
    return float(x @ y)


@pytest.mark.parametrize("path", WORDS, ids=lambda p: p.name)
def test_a_words_file_keeps_the_block_container_rules(path: Path) -> None:
    raw = path.read_bytes()
    header_bytes = int.from_bytes(raw[:8], "little")
    header = json.loads(raw[8 : 8 + header_bytes])
    assert len(raw) <= 1 << 20
    assert (8 + header_bytes) % 64 == 0
    assert header.pop("__metadata__") == {"ruyi.kind": "words", "ruyi.version": "1"}
    end = 0
    for name, entry in header.items():
        begin = entry["data_offsets"][0]
        assert begin == end, f"{name} leaves a gap"
        assert begin % 64 == 0 or name.startswith("_pad"), name
        end = entry["data_offsets"][1]
    assert 8 + header_bytes + end == len(raw)


def test_tokens_ascend_over_all_files_and_only_the_first_folds() -> None:
    tokens: list[bytes] = []
    for i, path in enumerate(WORDS):
        part = read_safetensors(path)
        offsets = part["token.offsets"].tolist()
        tokens += [part["token.bytes"].tobytes()[a:b] for a, b in zip(offsets, offsets[1:])]
        assert ("fold.from" in part) == (i == 0)
        assert part["row.q"].shape == (len(offsets) - 1, 128)
    assert tokens == sorted(set(tokens))
    assert tokens[0] == b""
    assert not read_safetensors(WORDS[0])["row.q"][0].any()


def test_the_contract_names_the_files_as_they_are() -> None:
    contract = json.loads((ARTIFACTS / "text-encoder.json").read_text(encoding="utf-8"))
    assert contract["contract"] == "text-encoder/1"
    assert [entry["file"] for entry in contract["words"]] == [path.name for path in WORDS]
    for entry, path in zip(contract["words"], WORDS, strict=True):
        assert entry["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert sum(entry["tokens"] for entry in contract["words"]) == contract["tokens"]


def test_onnx_and_table_give_the_same_vectors() -> None:
    pytest.importorskip("onnxruntime")
    from encoders.text.check_onnx import TOLERANCE, largest_difference

    assert largest_difference(ARTIFACTS) <= TOLERANCE


def test_onnx_carries_the_contract() -> None:
    onnx = pytest.importorskip("onnx")
    model = onnx.load(str(ARTIFACTS / "text-encoder.onnx"))
    props = {p.key: p.value for p in model.metadata_props}
    assert json.loads(props["ruyi.contract"]) == json.loads((ARTIFACTS / "text-encoder.json").read_text(encoding="utf-8"))


def test_vectors_are_unit_or_zero() -> None:
    vectors = create_encoder().encode(["龙纹旗袍", "a silk scarf", "", "???"])
    assert np.allclose(np.linalg.norm(vectors, axis=1), [1, 1, 0, 0], atol=1e-6)


@pytest.mark.parametrize("zh, near, far", [
    ("龙纹旗袍", "dragon qipao", "bamboo mug"),
    ("红色真丝围巾", "red silk scarf", "blue silk scarf"),
    ("青花瓷碗", "blue and white porcelain bowl", "gold lipstick"),
    ("招财", "bring wealth", "long life"),
])  # fmt: skip
def test_a_chinese_phrase_is_nearer_to_its_english_than_to_another(zh: str, near: str, far: str) -> None:
    encoder = create_encoder()
    assert cosine(encoder, zh, near) > cosine(encoder, zh, far) + 0.05


@pytest.mark.parametrize("query, wanted, others", [
    ("小化妆", ("小化妆包", "化妆镜"), ("本地咖啡", "丝巾")),
    ("包", ("手提包", "小化妆包"), ("丝巾", "本地咖啡")),
    ("本田", ("本田汽车",), ("本地", "本地咖啡")),
])  # fmt: skip
def test_a_part_of_a_word_finds_the_word_and_half_a_word_no_other(query: str, wanted: tuple[str, ...], others: tuple[str, ...]) -> None:
    """CASES E06."""
    encoder = create_encoder()
    assert min(cosine(encoder, query, w) for w in wanted) > max(cosine(encoder, query, o) for o in others) + 0.1


def test_a_blank_between_chinese_words_changes_nothing() -> None:
    """CASES E07."""
    encoder = create_encoder()
    assert cosine(encoder, "招商 公司", "招商公司") == pytest.approx(1, abs=1e-6)
    assert cosine(encoder, "招商 公司", "招商银行股份有限公司") > cosine(encoder, "招商 公司", "本田汽车") + 0.3


def test_every_title_and_every_name_is_found_by_itself() -> None:
    """CASES E09: titles and wishes are cut into words in the same way."""
    encoder = create_encoder()
    texts = sorted({s["zh"] for s in create_symbols()} | {"每個月都", "招商银行股份有限公司", "小化妆包"})
    rows = encoder.encode(texts)
    alike = rows @ rows.T
    assert (alike.diagonal() > alike.max(axis=1) - 1e-6).all()
    assert cosine(encoder, "每個月都", "每个月都") == pytest.approx(1, abs=1e-6)


def test_traditional_text_encodes_as_simplified() -> None:
    """CASES E10."""
    encoder = create_encoder()
    assert cosine(encoder, "纏枝蓮", "缠枝莲") == pytest.approx(1, abs=1e-6)
    assert cosine(encoder, "龍鳳呈祥刺繡", "龙凤呈祥刺绣") == pytest.approx(1, abs=1e-6)


def test_shipped_table_finds_english_symbol_names_from_chinese() -> None:
    zh, en = evaluate.symbol_texts()
    encoder = create_encoder()
    assert len(zh) == 131
    assert evaluate.both_ways(encoder.encode(zh), encoder.encode(en))["zh->en"]["r@1"] >= 0.40


def test_retrieval_gives_a_constant_scorer_nothing() -> None:
    assert evaluate.retrieval(np.ones((50, 4)), np.ones((50, 4)))["r@1"] == 0


def test_recall_is_capped_by_what_exists() -> None:
    assert check_wishes.recall_at_k(np.arange(100), {0, 5, 50, 99}) == 0.5
    assert check_wishes.recall_at_k(np.arange(100), set(range(40))) == 1.0


def test_core_cases_are_up_to_date() -> None:
    assert make_cases.DEFAULT_OUT.read_text(encoding="utf-8") == make_cases.document_text()


def test_folding_twice_changes_nothing() -> None:
    fold = create_encoder().tokeniser.fold_codes
    assert not set(fold) & set(fold.values())


def test_tokeniser_refuses_unsorted_tokens() -> None:
    with pytest.raises(ValueError, match="sorted"):
        Tokeniser([b"", b"b", b"a"], fold_table({}))


def test_quantising_is_within_half_a_step() -> None:
    rows = np.random.default_rng(3).normal(size=(20, 128)).astype(np.float32)
    quantised, scales = quantise(rows)
    assert np.abs(quantised * scales[:, None] - rows).max() <= scales.max() * 0.5001


@pytest.mark.parametrize("pair", [
    Pair("牡丹", "tree peony", "dictionary"),
    Pair("菡萏", "a water plant", "dictionary", ("lotus",)),
    Pair("凤穿牡丹", "phoenix among peonies", "words"),
])  # fmt: skip
def test_held_out_training_never_sees_a_symbol_name(pair: Pair) -> None:
    assert not NameFilter(create_symbols(), "names").keeps(pair)
    assert NameFilter(create_symbols(), "none").keeps(pair)


def test_held_out_training_keeps_other_words() -> None:
    assert NameFilter(create_symbols(), "names").keeps(Pair("香皂", "perfumed soap", "dictionary"))
    assert "如意" in symbol_names(create_symbols())[0]
