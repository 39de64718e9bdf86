"""Reads CC-CEDICT into entries with cleaned English senses, and derives the traditional-to-simplified table.

The dictionary file is an argument (`--cedict FILE.txt.gz`); nothing of it is stored here but what training derives from it.
"""

from __future__ import annotations

import gzip
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

# A traditional character folds when one simplified form covers at least this share of its aligned occurrences.
FOLD_MIN_SHARE = 0.8

_LINE = re.compile(r"^(\S+) (\S+) \[[^\]]*\] /(.*)/\s*$")
_BRACKETS = re.compile(r"\[[^\]]*\]|\([^)]*\)")
_HAN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+\|?")
# Senses that say nothing about meaning: cross-references, measure words, names of people.
_SKIP = re.compile(
    r"^(see |see also|variant of|old variant|erhua|archaic variant|Japanese variant|ancient variant|CL:|also written"
    r"|also pr|Taiwan pr|used in |abbr\. for|surname |unofficial variant|same as |classifier|pr\. )",
    re.IGNORECASE,
)
_PLACE = re.compile(r"\b([Cc]ounty|[Pp]refecture|[Tt]ownship|[Dd]istrict|[Pp]rovince|[Mm]unicipality|Taiwan|place name)\b")


@dataclass(frozen=True)
class Entry:
    """One headword (simplified form) with its usable senses, most common first as the dictionary orders them."""

    zh: str
    senses: tuple[str, ...]


def read_lines(path: Path) -> list[tuple[str, str, list[str]]]:
    """Every entry as (traditional, simplified, raw senses)."""
    rows = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            match = _LINE.match(line)
            if match:
                rows.append((match[1], match[2], match[3].split("/")))
    return rows


def clean_sense(raw: str) -> str:
    """The English meaning without pinyin, Han characters and remarks in brackets; empty when nothing is left."""
    if _SKIP.match(raw):
        return ""
    text = _HAN.sub(" ", _BRACKETS.sub(" ", raw))
    text = re.sub(r"\b(lit|fig|idiom|loanword)\.?\s", " ", text)
    text = re.sub(r"\s+", " ", text).strip(" ,;.:|")
    return text if re.search(r"[A-Za-z]{2}", text) else ""


def entries(path: Path, max_senses: int = 4) -> list[Entry]:
    """Headwords merged over homographs, senses deduplicated; headwords without Han characters are left out."""
    merged: dict[str, list[str]] = defaultdict(list)
    for _traditional, simplified, raw_senses in read_lines(path):
        if not _HAN.match(simplified) or len(simplified) > 8:
            continue
        for raw in raw_senses:
            sense = clean_sense(raw)
            if sense and sense not in merged[simplified]:
                merged[simplified].append(sense)
    return [Entry(zh, tuple(_places_last(senses)[:max_senses])) for zh, senses in merged.items() if senses]


def _places_last(senses: list[str]) -> list[str]:
    """A word's place names are dropped when it means something else as well (牡丹 is a peony before it is a district)."""
    others = [sense for sense in senses if not _PLACE.search(sense)]
    return others or senses


def traditional_to_simplified(path: Path) -> dict[int, int]:
    """Code point -> code point for single characters whose simplified form is (nearly) always the same."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for traditional, simplified, _senses in read_lines(path):
        if len(traditional) == len(simplified):
            for source, target in zip(traditional, simplified):
                seen[source][target] += 1
    as_simplified = Counter(target for targets in seen.values() for target in targets.elements())
    table = {}
    for source, targets in seen.items():
        target, count = targets.most_common(1)[0]
        # A character that is mostly met in simplified text already (么, say) stays what it is.
        mostly_traditional = count > as_simplified[source]
        if target != source and mostly_traditional and count >= FOLD_MIN_SHARE * targets.total() and ord(source) > 0x2E7F:
            table[ord(source)] = ord(target)
    # A chain (a -> b -> c) is followed to its end, so that folding twice changes nothing.
    return {source: _follow(table, target) for source, target in table.items() if _follow(table, target) != source}


def _follow(table: dict[int, int], code: int) -> int:
    for _ in range(4):
        if code not in table:
            return code
        code = table[code]
    return code
