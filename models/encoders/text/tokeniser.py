"""Reference tokeniser: text -> folded text -> token ids. README.md is the normative text; `core/src/text.cpp` is the other copy.

Pure Python, no dependency. `fold_table()` builds the table that ships in `words-000.safetensors`.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Sequence

PAD_ID = 0  # The empty token: it sorts first, its row is zero, so padding adds nothing.
WORD_START = "_"
MAX_HAN_WORD_CHARS = 8
MAX_PIECE_BYTES = 24
REMOVED = 0  # fold.to value that deletes the code point

_HAN_RANGES = ((0x3007, 0x3007), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
# Latin letters whose decomposition is not "letter + mark".
_LATIN_SPECIAL = {"ß": "s", "æ": "a", "œ": "o", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ĳ": "i", "ĸ": "k",
                  "ŀ": "l", "ł": "l", "ŉ": "n", "ŋ": "n", "þ": "t", "ŧ": "t", "ſ": "s"}  # fmt: skip


def is_han(code: int) -> bool:
    return any(low <= code <= high for low, high in _HAN_RANGES)


def is_letter(code: int) -> bool:
    return 0x61 <= code <= 0x7A


def is_digit(code: int) -> bool:
    return 0x30 <= code <= 0x39


def fold_table(traditional_to_simplified: dict[int, int]) -> dict[int, int]:
    """Code point -> code point (0 deletes): case, accents, full width, combining marks, traditional characters."""
    table = {code: code + 32 for code in range(0x41, 0x5B)}
    for code in range(0xC0, 0x250):
        letter = chr(code).lower()
        base = _LATIN_SPECIAL.get(letter) or unicodedata.normalize("NFKD", letter)[0]
        if "a" <= base <= "z":
            table[code] = ord(base)
    for code in range(0x300, 0x370):
        table[code] = REMOVED
    for code in range(0xFF01, 0xFF5F):
        half = code - 0xFF01 + 0x21
        table[code] = table.get(half, half)
    table[0x3000] = 0x20
    table.update(traditional_to_simplified)
    return table


class Tokeniser:
    """Holds the sorted vocabulary and the fold table; see README.md for the rules."""

    def __init__(self, tokens: Sequence[bytes], fold: dict[int, int]):
        if list(tokens) != sorted(set(tokens)) or not tokens or tokens[PAD_ID] != b"":
            raise ValueError("tokens must be unique, sorted bytewise and start with the empty token")
        self.tokens = list(tokens)
        self.fold_codes = fold
        self._translation = {source: None if target == REMOVED else target for source, target in fold.items()}
        self._ids = {token.decode("utf-8"): i for i, token in enumerate(tokens)}
        self._han_words = {t for t in self._ids if len(t) >= 3 and is_han(ord(t[0]))}

    def fold(self, text: str | bytes) -> str:
        raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
        return raw.decode("utf-8", "replace").translate(self._translation)

    def tokenise(self, text: str | bytes) -> list[int]:
        folded = self.fold(text)
        ids: list[int] = []
        start = 0
        while start < len(folded):
            kind = _class_of(ord(folded[start]))
            end = start + 1
            while end < len(folded) and _class_of(ord(folded[end])) == kind:
                end += 1
            if kind == "han":
                self._han_run(folded[start:end], ids)
            elif kind in ("letter", "digit"):
                self._piece_run(folded[start:end], ids)
            start = end
        return ids

    def _han_run(self, run: str, ids: list[int]) -> None:
        for i in range(len(run)):
            for length in (1, 2):
                if i + length <= len(run) and (found := self._ids.get(run[i : i + length])) is not None:
                    ids.append(found)
        i = 0
        while i < len(run):
            for length in range(min(MAX_HAN_WORD_CHARS, len(run) - i), 2, -1):
                if run[i : i + length] in self._han_words:
                    ids.append(self._ids[run[i : i + length]])
                    i += length
                    break
            else:
                i += 1

    def _piece_run(self, run: str, ids: list[int]) -> None:
        i = 0
        while i < len(run):
            mark = WORD_START if i == 0 else ""
            for length in range(min(MAX_PIECE_BYTES - len(mark), len(run) - i), 0, -1):
                if (found := self._ids.get(mark + run[i : i + length])) is not None:
                    ids.append(found)
                    i += length
                    break
            else:
                i += 1


def _class_of(code: int) -> str:
    if is_han(code):
        return "han"
    if is_letter(code):
        return "letter"
    return "digit" if is_digit(code) else "other"


def token_id(tokens: Sequence[bytes], token: bytes) -> int | None:
    """Binary search, as core does it; None when the token is not in the vocabulary."""
    at = bisect_left(tokens, token)
    return at if at < len(tokens) and tokens[at] == token else None
