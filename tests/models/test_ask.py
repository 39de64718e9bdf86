"""The reference of `ask` gives what tests/ask/expected.json holds, and the questions are what they say they are."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "ask"))

import reference  # noqa: E402


def questions() -> list[dict]:
    return json.loads((ROOT / "tests/ask/questions.json").read_text("utf-8"))["questions"]


def test_expected_answers_are_the_references() -> None:
    made, kept = json.loads(reference.rendered())["answers"], json.loads((ROOT / "tests/ask/expected.json").read_text("utf-8"))["answers"]
    assert {q: [r for r, _ in rows] for q, rows in made.items()} == {q: [r for r, _ in rows] for q, rows in kept.items()}
    assert all(abs(a - b) < 1e-6 for q in kept for (_, a), (_, b) in zip(made[q], kept[q], strict=True))  # a BLAS may round otherwise


def test_questions_name_records_of_their_symbol_and_stand_in_the_part_of_their_hash() -> None:
    records = json.loads((ROOT / "models/knowledge/evidence.json").read_text("utf-8"))
    rows = questions()
    assert len(rows) >= 100 and len({q["question"] for q in rows}) == len(rows)
    for q in rows:
        assert q["part"] == ("test" if hashlib.sha256(q["question"].encode()).digest()[0] % 2 else "dev")
        assert all(q["symbol"] in records[r]["symbols"] for r in q["expect"]), q["id"]


def test_the_reference_reaches_the_recall_asked_for_on_the_untouched_part() -> None:
    recall, _, _ = reference.measure(reference.Library(), [q for q in questions() if q["part"] == "test"])
    assert recall >= 0.9
