"""Chooses the tokens of the table: Chinese characters, words and longer words, English words and word pieces."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from .tokeniser import WORD_START, is_han

_ASCII_WORD = re.compile(r"[a-z]+|[0-9]+")
_MIN_WORD_COUNT = 2


def _han_runs(text: str) -> list[str]:
    runs, current = [], ""
    for char in text + " ":
        if is_han(ord(char)):
            current += char
        elif current:
            runs.append(current)
            current = ""
    return runs


def choose(
    dictionary: Iterable[tuple[str, str]], own: Iterable[tuple[str, str]], rows: int, han_share: float = 0.56
) -> list[bytes]:
    """Tokens from folded (zh, en) texts of the dictionary and of our own words, `rows` in all, sorted bytewise.

    Our own words are all kept; the rest is filled by how often a token would be used in the dictionary.
    """
    dictionary, own = list(dictionary), list(own)
    required = _required(own)
    han = _han_counts(zh for zh, _ in dictionary)
    latin = Counter(WORD_START + word for _, en in dictionary for word in _ASCII_WORD.findall(en))
    pieces = _piece_counts(latin)
    tokens = dict.fromkeys(required)
    _fill(tokens, han, int(rows * han_share))
    piece_budget = min(len(pieces), max(400, rows // 16))
    _fill(tokens, latin, rows - piece_budget)
    _fill(tokens, pieces, rows)
    return sorted({b"", *(token.encode("utf-8") for token in tokens)})


def _required(own: list[tuple[str, str]]) -> list[str]:
    tokens = [mark + char for mark in ("", WORD_START) for char in "abcdefghijklmnopqrstuvwxyz0123456789"]
    for zh, en in own:
        for run in _han_runs(zh):
            tokens += [*run, run] if len(run) <= 4 else list(run)
        tokens += [WORD_START + word for word in _ASCII_WORD.findall(en)]
    return tokens


def _han_counts(texts: Iterable[str]) -> Counter[str]:
    """Uses of each character and, weighed down, of each headword inside other headwords."""
    texts = [run for text in texts for run in _han_runs(text)]
    words = {text for text in texts if 2 <= len(text) <= 4}
    counts: Counter[str] = Counter()
    for text in texts:
        for i in range(len(text)):
            counts[text[i]] += 4  # a character missed is worse than a word missed
            for length in (2, 3, 4):
                if text[i : i + length] in words and i + length <= len(text):
                    counts[text[i : i + length]] += 1
    return counts


def _piece_counts(words: Counter[str]) -> Counter[str]:
    """Endings and beginnings of words too rare to be tokens of their own."""
    counts: Counter[str] = Counter()
    for word, count in words.items():
        letters = word[1:]
        for cut in range(2, len(letters) - 1):
            counts[letters[cut:]] += count
            counts[WORD_START + letters[:cut]] += count
    return Counter({piece: count for piece, count in counts.items() if 2 <= len(piece) <= 8})


def _fill(tokens: dict[str, None], counts: Counter[str], until: int) -> None:
    for token, count in counts.most_common():
        if len(tokens) >= until - 1 or count < _MIN_WORD_COUNT:
            return
        tokens[token] = None
