"""Training pairs (Chinese, English) from CC-CEDICT, the project's knowledge and its product words.

`held_out` says which pairs are left out so that symbol-name retrieval can be measured honestly:
  none    nothing is left out: the shipped table
  names   no pair has a symbol's name or alias as one of its sides; pairs of our own (knowledge, product words) are left
          out even when they only contain one
  strict  pairs of the dictionary that contain a symbol's name of two or more characters are left out as well
"""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass
from pathlib import Path

from . import cedict

HELD_OUT_MODES = ("none", "names", "strict")
_SLOT = re.compile(r"\{(\w+)\}")
_MAX_DICTIONARY_CHARS = 6


@dataclass(frozen=True)
class Pair:
    """One meaning in both languages; `senses` are further English readings, each narrower than `en`."""

    zh: str
    en: str
    source: str  # "dictionary", "knowledge", "words" or "symbol"
    senses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Phrase:
    """A product title or a wish made from slots; its meaning is the sum of its slots' meanings."""

    zh: str
    en: str
    slots: tuple[Pair, ...]


@dataclass(frozen=True)
class Corpus:
    pairs: list[Pair]
    slots: dict[str, list[Pair]]
    templates: list[tuple[str, str]]

    def phrases(self, count: int, seed: int) -> list[Phrase]:
        """Random filled templates; slots without a value left (held out) are never named."""
        rng = random.Random(seed)
        usable = [t for t in self.templates if all(self.slots[name] for name in _SLOT.findall(t[0]))]
        return [self._fill(rng, *rng.choice(usable)) for _ in range(count)]

    def _fill(self, rng: random.Random, zh: str, en: str) -> Phrase:
        chosen = {name: rng.choice(self.slots[name]) for name in _SLOT.findall(zh)}
        for name, pair in chosen.items():
            zh = zh.replace("{" + name + "}", pair.zh)
            en = en.replace("{" + name + "}", rng.choice((pair.en, *pair.senses)))
        return Phrase(zh, en, tuple(chosen.values()))


def symbol_names(symbols: list[dict]) -> tuple[set[str], set[str]]:
    """Every Chinese and every English name a symbol goes by, with and without brackets and the suffix 纹 / motif."""
    zh: set[str] = set()
    en: set[str] = set()
    for symbol in symbols:
        for name in (symbol["zh"], *symbol["aliases_zh"]):
            outer, inner = re.sub(r"（.*?）", "", name), re.findall(r"（(.*?)）", name)
            for part in (name, outer, *inner):
                zh |= {part, re.sub(r"(纹样|图案|纹|图)$", "", part)}
        for name in (symbol["en"], *symbol["aliases_en"]):
            outer = re.sub(r"\(.*?\)", "", name)
            inner = re.findall(r"\((.*?)\)", name)
            for part in (name, outer, *inner):
                text = part.strip(' "').lower()
                en |= {text, re.sub(r"^(chinese|tree) | (motif|pattern|design)$", "", text)}
    return zh - {""}, en - {""}


class NameFilter:
    """Decides which pairs a held-out run may see."""

    def __init__(self, symbols: list[dict], mode: str):
        self._mode = mode
        self._zh, self._en = symbol_names(symbols)
        self._zh_long = re.compile("|".join(map(re.escape, sorted((n for n in self._zh if len(n) >= 2), key=len))))
        self._en_word = re.compile(r"\b(" + "|".join(map(re.escape, sorted(self._en, key=len, reverse=True))) + r")(e?s)?\b")

    def _is_name(self, zh: str, english: list[str]) -> bool:
        return zh in self._zh or any(text.lower() in self._en for text in english)

    def _contains(self, zh: str, english: list[str]) -> bool:
        return bool(self._zh_long.search(zh)) or any(self._en_word.search(text.lower()) for text in english)

    def keeps(self, pair: Pair) -> bool:
        if self._mode == "none":
            return True
        english = [pair.en, *pair.senses]
        if pair.source == "symbol" or self._is_name(pair.zh, english):
            return False
        if pair.source != "dictionary":
            return not self._contains(pair.zh, english)
        return self._mode != "strict" or not self._zh_long.search(pair.zh)


def build(knowledge: Path, cedict_path: Path, held_out: str) -> Corpus:
    """Everything the table is trained on, filtered by `held_out`."""
    symbols = json.loads((knowledge / "symbols.json").read_text(encoding="utf-8"))["symbols"]
    keep = NameFilter(symbols, held_out).keeps
    domain = json.loads((Path(__file__).parent / "domain.json").read_text(encoding="utf-8"))
    slots = {
        name: [pair for zh, en in rows if keep(pair := Pair(zh, *_readings(en)))]
        for name, rows in domain.items()
        if isinstance(rows, list) and not isinstance(rows[0], str)
    }
    pairs = [pair for rows in slots.values() for pair in rows]
    pairs += [p for p in _dictionary(cedict_path) + _symbol_pairs(symbols) + _knowledge_pairs(knowledge, symbols) if keep(p)]
    templates = list(zip(domain["title_zh"] + domain["wish_zh"], domain["title_en"] + domain["wish_en"], strict=True))
    return Corpus(pairs, slots, templates)


def _readings(english: str) -> tuple[str, str, tuple[str, ...]]:
    first, *others = english.split("|")
    return first, "words", tuple(others)


def _dictionary(path: Path) -> list[Pair]:
    return [
        Pair(entry.zh, ", ".join(entry.senses[:2]), "dictionary", entry.senses[:3])
        for entry in cedict.entries(path)
        if len(entry.zh) <= _MAX_DICTIONARY_CHARS and not all(sense[0].isupper() for sense in entry.senses)
    ]


def _symbol_pairs(symbols: list[dict]) -> list[Pair]:
    return [
        Pair(zh, symbol["en"], "symbol", tuple(symbol["aliases_en"]))
        for symbol in symbols
        for zh in (symbol["zh"], *symbol["aliases_zh"])
    ]


def _knowledge_pairs(knowledge: Path, symbols: list[dict]) -> list[Pair]:
    def rows(name: str, key: str) -> list[dict]:
        return json.loads((knowledge / name).read_text(encoding="utf-8"))[key]

    pairs = [Pair(m["zh"], m["en"], "knowledge") for s in symbols for m in s["meanings"] if m.get("en")]
    for emotion in rows("emotions.json", "emotions"):
        pairs += [Pair(zh, emotion["en"], "knowledge") for zh in (emotion["zh"], *emotion["synonyms_zh"])]
    pairs += [Pair(f["zh"], f["en"], "knowledge") for f in rows("festivals.json", "festivals")]
    return pairs + [Pair(t["zh"], t["en"], "knowledge") for t in rows("festivals.json", "solar_terms")]
