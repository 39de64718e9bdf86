"""Writes tests/support/text_cases.json: a small made-up table and what the reference makes of difficult texts.

  python -m encoders.text.make_cases [--out FILE]

`tests/native/text_test.cpp` holds core to the same token ids and vectors; `tests/models/test_text_table.py` holds the file
to this script.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from .quantise import quantise
from .reference import Encoder
from .tokeniser import Tokeniser, fold_table

DEFAULT_OUT = Path(__file__).parents[3] / "tests" / "support" / "text_cases.json"
_DIM = 16
_TRADITIONAL = {"龍": "龙", "鳳": "凤", "繡": "绣", "蓮": "莲", "紋": "纹", "纏": "缠", "壽": "寿", "裡": "里", "裏": "里"}
_HAN = "龙 凤 莲 花 缠 枝 纹 绣 红 色 旗 袍 寿 𠮷 〇 龙纹 旗袍 莲花 红色 缠枝 缠枝莲 缠枝莲纹 五福捧寿 刺绣"
_LATIN = "_dragon _drag _lotus _cafe _silk _k _o _ssu _s s es _qi pao pa on _red _2 0 2 6 _phoenix p ao ness _long est"
_TEXTS = [
    "",
    "   \t\n",
    "龙纹旗袍",
    "龍紋旗袍",
    "缠枝莲纹刺绣红色旗袍",
    "纏枝蓮紋刺繡",
    "缠枝莲花与莲",
    "五福捧壽 五福",
    "Red DRAGON qipao, dragons' silk",
    "Ｒｅｄ　ｄｒａｇｏｎ２０２６",
    "café CAFE\u0301 Café",
    "k'o-ssu k\u2019o\u2011ssu",
    "2026年 3C 26",
    "happiness longest unknownzzz zzdragon",
    "龙dragon凤phoenix",
    "龙 纹",
    "龙\0纹 red\0dragon",
    "𠮷〇龙\U0001f409 🐉",
    "ドラゴン дракон",
    "a" * 70,
]
_RAW = ["ff", "e9be", "e9be99e7bab9ff64", "f09f90", "eda080e9be99", "c0afe9be99", "e080af", "f4908080", "64726167ffffffff6f6e"]


def create_encoder() -> Encoder:
    """The made-up table: rows from a seed, one of them zero besides the padding row."""
    tokens = sorted({b"", *(t.encode("utf-8") for t in (_HAN + " " + _LATIN).split())})
    fold = fold_table({ord(a): ord(b) for a, b in _TRADITIONAL.items()})
    rows = np.random.default_rng(7).normal(size=(len(tokens), _DIM)).astype(np.float32)
    rows[0] = 0
    rows[tokens.index(b"_red")] = 0
    return Encoder(Tokeniser(tokens, fold), *quantise(rows))


def cases_document() -> dict:
    encoder = create_encoder()
    inputs = [text.encode("utf-8") for text in _TEXTS] + [bytes.fromhex(raw) for raw in _RAW]
    cases = []
    for raw in inputs:
        ids = encoder.tokeniser.tokenise(raw)
        vector = [float(value) for value in encoder.encode_ids(ids)]
        folded = encoder.tokeniser.fold(raw).encode("utf-8")
        invalid = raw.decode("utf-8", "replace").count("\ufffd")
        cases.append({"hex": raw.hex(), "folded_hex": folded.hex(), "invalid": invalid, "ids": ids, "vector": vector})
    codes = sorted(encoder.tokeniser.fold_codes)
    return {
        "note": "written by encoders.text.make_cases",
        "tokens": [token.decode("utf-8") for token in encoder.tokeniser.tokens],
        "dim": _DIM,
        "rows": encoder.rows_q.tolist(),
        "scales": [float(scale) for scale in encoder.scales],
        "fold_from": codes,
        "fold_to": [encoder.tokeniser.fold_codes[code] for code in codes],
        "cases": cases,
    }


def document_text() -> str:
    """One line per row and case, so that changes are readable."""
    lines = []
    for key, value in cases_document().items():
        if key in ("rows", "cases"):
            body = "[\n" + ",\n".join("    " + json.dumps(v, separators=(",", ":")) for v in value) + "\n  ]"
        else:
            body = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        lines.append(f"  {json.dumps(key)}: {body}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=DEFAULT_OUT)
    parser.parse_args().out.write_text(document_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
