"""Does a word that is no name of a symbol find its symbol, and through it its region? The text encoder's space, anchored on the symbols' names.

  cd models && python -m encoders.alignment [--images DIR] [--list]

Reads synonyms.json beside this file, the knowledge and the shipped encoders; with --images, DIR/museum and its labels.json. Prints the tables
of RESULTS.md. Needs NumPy; with --images also onnxruntime and Pillow.

An anchor of a symbol is the text vector of one of its names. A word's likeness to a symbol is its largest cosine to the symbol's anchors; the word is
taken for the likest symbol if that cosine reaches a threshold. The threshold is chosen on the even rows of synonyms.json and judged on the odd ones.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from common.metrics import centre_inside, wilson

from ..image.vocabulary import KNOWLEDGE
from ..text.reference import Encoder as TextEncoder

WORDS = Path(__file__).resolve().parent / "synonyms.json"
FLOOR = 0.9  # precision that a threshold must show before the builder may rely on it
LEAST_TAKEN = 10  # words, so that a threshold's precision means something


@dataclass
class Anchors:
    """A names, each of one symbol."""

    symbols: list[str]
    owner: np.ndarray  # int (A,): index of the symbol
    vectors: np.ndarray  # float32 (A, D), unit rows


@dataclass
class Found:
    word: str
    fair: list[str]  # symbols that it may be taken for; none for a word that names no symbol
    symbol: str  # the likest
    likeness: float

    @property
    def right(self) -> bool:
        return self.symbol in self.fair


def names_of(symbol: dict) -> list[str]:
    """Without remarks in brackets; 纹 is left off too, as core's mention finder does."""
    names = [symbol["zh"], symbol["en"], *symbol.get("aliases_zh", []), *symbol.get("aliases_en", [])]
    bare = [name.split("（")[0].split("(")[0].strip() for name in names]
    return list(dict.fromkeys(bare + [name[:-1] for name in bare if name.endswith("纹") and len(name) > 2]))


def anchors_of(encoder: TextEncoder) -> Anchors:
    symbols = [s for s in json.loads((KNOWLEDGE / "symbols.json").read_text("utf-8"))["symbols"] if s["category"] != "colour"]
    owner, vectors = [], []
    for index, symbol in enumerate(symbols):
        for vector in encode(encoder, names_of(symbol)):
            if vector.any():
                owner.append(index), vectors.append(vector)
    return Anchors([s["id"] for s in symbols], np.array(owner), np.array(vectors))


def encode(encoder: TextEncoder, texts: list[str]) -> np.ndarray:
    return np.array([encoder.encode_ids(encoder.tokeniser.tokenise(text)) for text in texts])


def likeness(anchors: Anchors, vectors: np.ndarray) -> np.ndarray:
    """(W, D) -> (W, S)"""
    result = np.full((len(vectors), len(anchors.symbols)), -1.0)
    for row, cosines in enumerate(vectors @ anchors.vectors.T):
        np.maximum.at(result[row], anchors.owner, cosines)
    return result


def find(anchors: Anchors, encoder: TextEncoder, rows: list[tuple[str, list[str]]]) -> list[Found]:
    likest = likeness(anchors, encode(encoder, [word for word, _ in rows]))
    return [Found(word, fair, anchors.symbols[int(like.argmax())], float(like.max())) for (word, fair), like in zip(rows, likest)]


def taken(found: list[Found], threshold: float) -> list[Found]:
    return [one for one in found if one.likeness >= threshold]


def choose(found: list[Found], floor: float = FLOOR) -> float | None:
    """The lowest threshold from which on the precision is at least `floor` over at least LEAST_TAKEN words; None if there is none."""
    for threshold in sorted({one.likeness for one in found}):
        passed = taken(found, threshold)
        if len(passed) < LEAST_TAKEN:
            return None
        if np.mean([one.right for one in passed]) >= floor:
            return threshold
    return None


def share(hits: int, count: int) -> str:
    low, high = wilson(hits, count) if count else (0.0, 1.0)
    return f"{hits} of {count} ({hits / max(count, 1):.2f}, {low:.2f}–{high:.2f})"


def words_table(found: list[Found], others: list[Found]) -> str:
    even, odd = (found[start::2] + others[start::2] for start in (0, 1))
    lines = ["| | |", "|---|---|"]
    for name, rows in (("all words", found), ("Chinese", [f for f in found if not f.word.isascii()]), ("English", [f for f in found if f.word.isascii()])):
        lines.append(f"| likest symbol is a fair one, {name} | {share(sum(f.right for f in rows), len(rows))} |")
    for floor in (0.9, 0.8, 0.7):
        threshold = choose(even, floor)
        if threshold is None:
            lines.append(f"| precision {floor} on the even rows | no threshold |")
            continue
        passed = taken(odd, threshold)
        right = sum(one.right for one in passed)
        lines.append(
            f"| threshold {threshold:.3f} (precision {floor} on the even rows), odd rows: precision | {share(right, len(passed))} |\n"
            f"| the same: words found | {share(right, len(found[1::2]))} |\n"
            f"| the same: words that name no symbol, taken for one | {share(len(taken(others[1::2], threshold)), len(others[1::2]))} |"
        )
    return "\n".join(lines)


def regions_table(found: list[Found], museum: Path) -> str:
    """On photographs with a sure box of the word's first fair symbol: does the found symbol's region point into it, beside that of the symbol's own id?"""
    from common.pixels import load_rgb

    from ..image.data import read_museum
    from ..image.see import Encoder, locate

    encoder = Encoder(threads=1)
    index = {s: i for i, s in enumerate(encoder.contract["symbols"])}
    quantile = {r["id"]: r["box_quantile"] for r in encoder.contract["symbol_calibration"]}
    by_symbol: dict[str, list[Found]] = {}
    for one in found:
        by_symbol.setdefault(one.fair[0], []).append(one)
    by_word, by_id, same = [], [], []
    for picture in read_museum(museum):
        wanted = {m.symbol: m.box for m in picture.marks if m.sure and m.box and m.symbol in by_symbol}
        if not wanted:
            continue
        maps = encoder.run(load_rgb(picture.path), 448)["symbol_maps"]
        hit = lambda symbol, truth: symbol in index and bool(box := locate(maps[index[symbol]], quantile[symbol])) and centre_inside(box, truth)  # noqa: E731, B023
        for symbol, truth in wanted.items():
            for one in by_symbol[symbol]:
                by_word.append(hit(one.symbol, truth)), by_id.append(hit(symbol, truth)), same.append(one.symbol == symbol)
    agreed = [a for a, b in zip(by_word, same) if b]
    return "\n".join(
        [
            "| region of | points into the labelled box |",
            "|---|---|",
            f"| the symbol that the word finds | {share(sum(by_word), len(by_word))} |",
            f"| the symbol's own id | {share(sum(by_id), len(by_id))} |",
            f"| the symbol that the word finds, where it is the right one | {share(sum(agreed), len(agreed))} |",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", type=Path)
    parser.add_argument("--list", action="store_true", help="print every word with what it finds")
    args = parser.parse_args()
    held = json.loads(WORDS.read_text("utf-8"))
    encoder = TextEncoder.load()
    anchors = anchors_of(encoder)
    found = find(anchors, encoder, [(word, fair) for word, fair in held["words"]])
    others = find(anchors, encoder, [(word, []) for word in held["others"]])
    if args.list:
        for one in sorted(found + others, key=lambda f: -f.likeness):
            print(f"{one.likeness:.3f} {'right' if one.right else 'WRONG'} {one.word} -> {one.symbol} {'' if one.right else one.fair[:1]}")
    print(words_table(found, others))
    if args.images:
        print("\n" + regions_table(found, args.images / "museum"))


if __name__ == "__main__":
    main()
