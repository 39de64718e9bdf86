"""Words that are no names: the list is what it says, a threshold is chosen as stated, and most words find their symbol."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

MODELS = Path(__file__).resolve().parents[2] / "models"
sys.path.insert(0, str(MODELS))

from encoders.alignment import __main__ as alignment  # noqa: E402
from encoders.alignment import conflicts  # noqa: E402
from encoders.text.reference import Encoder  # noqa: E402

HELD = json.loads(alignment.WORDS.read_text("utf-8"))
SYMBOLS = json.loads((MODELS / "knowledge/symbols.json").read_text("utf-8"))["symbols"]


def create_found(*rows: tuple[float, bool]) -> list[alignment.Found]:
    return [alignment.Found(str(at), ["lotus"], "lotus" if right else "dragon", likeness) for at, (likeness, right) in enumerate(rows)]


def test_no_word_of_the_list_is_a_name_and_each_stands_once():
    names = {name.lower() for s in SYMBOLS for name in (s["zh"], s["en"], *s.get("aliases_zh", []), *s.get("aliases_en", []))}
    words = [word for word, _ in HELD["words"]] + HELD["others"]
    assert len(words) == len(set(words)) and len(HELD["words"]) >= 60
    assert [word for word in words if word.lower() in names] == []
    known = {s["id"] for s in SYMBOLS} | {"elephant", "scrolling-vine", "kui-dragon"}
    assert [word for word, fair in HELD["words"] if not fair or not set(fair) <= known] == []


def test_likeness_is_the_largest_cosine_to_any_of_a_symbols_names():
    anchors = alignment.Anchors(["lotus", "dragon"], np.array([0, 0, 1]), np.float32([[1, 0], [0, 1], [0.6, 0.8]]))
    np.testing.assert_allclose(alignment.likeness(anchors, np.float32([[0, 1], [0.6, 0.8]])), [[1, 0.8], [0.8, 1]], atol=1e-6)


def test_threshold_is_the_lowest_that_keeps_the_precision_over_enough_words():
    found = create_found(*[(0.9, True)] * 9, (0.8, True), (0.7, False), (0.6, False), (0.5, True))
    assert alignment.choose(found, 0.9) == 0.7  # 10 of 11; 10 of 12 and 11 of 13 are too few
    assert alignment.choose(create_found(*[(0.9, False)] * 20), 0.9) is None
    assert alignment.choose(create_found(*[(0.9, True)] * 9), 0.9) is None  # nine words are too few to tell


def test_most_words_find_a_fair_symbol_and_names_find_their_own():
    encoder = Encoder.load()
    anchors = alignment.anchors_of(encoder)
    found = alignment.find(anchors, encoder, [(word, fair) for word, fair in HELD["words"]])
    assert np.mean([one.right for one in found]) > 0.65
    wanted = {"莲": "lotus", "phoenix": "phoenix", "牡丹": "peony"}
    named = alignment.find(anchors, encoder, [(name, [symbol]) for name, symbol in wanted.items()])
    assert all(one.right and one.likeness == pytest.approx(1, abs=1e-5) for one in named), named


def test_titles_of_a_shard_are_read_as_core_found_their_symbols():
    """By hand from the titles of tests/golden/planted.bundle: 如意纹…, 囍字纹…, 鳳凰紋…"""
    symbols = "ruyi double-happiness phoenix ruyi peony crane double-happiness peony ruyi phoenix peony double-happiness".split()
    found = conflicts.titles(MODELS.parent / "tests/golden/planted.fv1")
    assert found == [(f"P{at:05d}", symbol) for at, symbol in enumerate(symbols)]


def test_a_title_is_wrong_where_the_drawing_lacks_its_motif():
    named = [("A", "pine"), ("A", "bamboo"), ("B", "embroidery"), ("C", "pine")]
    confidence = {"A": {"pine": 0.004, "bamboo": 0.4}, "B": {"embroidery": 0.001}}  # C has no picture, embroidery is no motif
    rows = conflicts.judged(named, confidence, {"A": {"bamboo"}, "B": set()})
    assert rows == [conflicts.Named("A", "pine", 0.004, False), conflicts.Named("A", "bamboo", 0.4, True)]
    assert "| 0.005 | 1 | 1 |" in conflicts.table(rows) and "A pine 0.004" in conflicts.table(rows)
