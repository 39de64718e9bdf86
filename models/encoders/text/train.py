"""Distils the teachers into the static table.

  python -m encoders.text.train --cedict FILE.txt.gz --wheels DIR --cache DIR --out DIR [--held-out none|names|strict]
                                [--seed 0] [--rows 28000] [--epochs 12]

Writes OUT/table.npz (tokens, rows f32, fold table, settings). Deterministic for one seed, one thread count and one torch build.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from . import cedict, corpus, vocabulary
from .config import Config
from .targets import DIM, TargetSpace, unit
from .teacher import Teacher
from .tokeniser import WORD_START, Tokeniser, fold_table


class Bags:
    """Token lists in one flat array, so that a batch is cut out without a Python loop."""

    def __init__(self, token_lists: list[list[int]]):
        self._length = np.array([len(ids) for ids in token_lists], np.int64)
        self._start = np.concatenate([[0], np.cumsum(self._length)[:-1]])
        self._flat = np.fromiter((i for ids in token_lists for i in ids), np.int64)

    def batch(self, picked: np.ndarray) -> tuple[torch.Tensor, torch.Tensor]:
        """(flat ids, offsets) of the picked lists, as EmbeddingBag wants them."""
        length = self._length[picked]
        offsets = np.cumsum(length) - length
        at = np.repeat(self._start[picked] - offsets, length) + np.arange(length.sum())
        return torch.from_numpy(self._flat[at]), torch.from_numpy(offsets)


def initial_rows(tokeniser: Tokeniser, space: TargetSpace, names: tuple[set[str], set[str]], config: Config) -> np.ndarray:
    """Each token starts at its own teacher vector; a held-out run starts symbol names at zero."""
    rows = np.zeros((len(tokeniser.tokens), DIM), np.float32)
    texts = [token.decode("utf-8") for token in tokeniser.tokens]
    hidden = names if config.held_out != "none" else (set(), set())
    han = [i for i, t in enumerate(texts) if t and ord(t[0]) > 0x2E7F and t not in hidden[0]]
    words = [i for i, t in enumerate(texts) if len(t) > 2 and t[0] == WORD_START and t[1:] not in hidden[1]]
    rows[han] = space.of_chinese([texts[i] for i in han])
    rows[words] = space.of_english([texts[i][1:] for i in words])
    return rows * config.init_scale


class Examples:
    """Texts of both languages with one target each; row i of `zh` and of `en` mean the same."""

    def __init__(self, tokeniser: Tokeniser, zh: list[str], en: list[str], zh_target: np.ndarray, en_target: np.ndarray):
        zh_ids, en_ids = [tokeniser.tokenise(t) for t in zh], [tokeniser.tokenise(t) for t in en]
        keep = [i for i in range(len(zh)) if zh_ids[i] and en_ids[i]]
        self.zh, self.en = Bags([zh_ids[i] for i in keep]), Bags([en_ids[i] for i in keep])
        self._count = len(keep)
        self.zh_target = torch.from_numpy(zh_target[keep].astype(np.float32))
        self.en_target = torch.from_numpy(en_target[keep].astype(np.float32))

    def __len__(self) -> int:
        return self._count


def build_examples(data: corpus.Corpus, space: TargetSpace, tokeniser: Tokeniser, config: Config) -> Examples:
    own = [p for p in data.pairs if p.source != "dictionary"]
    dictionary = [p for p in data.pairs if p.source == "dictionary"]
    own_targets = space.of_pairs(own)
    dictionary_targets = space.of_pairs(dictionary)
    zh, en = [], []
    zh_targets, en_targets = [], []

    def add(pairs: list[corpus.Pair], targets: np.ndarray, times: int) -> None:
        readings = [(k, text) for k, pair in enumerate(pairs) for text in pair.senses if text != pair.en]
        narrow = space.of_english([text for _, text in readings]) if readings else np.zeros((0, DIM))
        rows = [k for k, _ in readings]
        for _ in range(times):
            zh.extend(p.zh for p in pairs)
            en.extend(p.en for p in pairs)
            zh_targets.append(targets)
            en_targets.append(targets)
            zh.extend(pairs[k].zh for k in rows)
            en.extend(text for _, text in readings)
            zh_targets.append(targets[rows])
            # A further reading of our own words means the whole; a sense of the dictionary means itself.
            shared = 0.5 if pairs[0].source == "dictionary" else 0.8
            en_targets.append(unit(shared * targets[rows] + (1 - shared) * narrow))

    add(dictionary, dictionary_targets, 1)
    add(own, own_targets, config.own_repeat)
    phrases = data.phrases(config.phrases, config.seed)
    slot_targets = {(p.zh, p.en): own_targets[k] for k, p in enumerate(own)}
    sums = unit(np.stack([sum(slot_targets[s.zh, s.en] for s in phrase.slots) for phrase in phrases]))
    zh.extend(p.zh for p in phrases)
    en.extend(p.en for p in phrases)
    zh_targets.append(sums)
    en_targets.append(sums)
    return Examples(tokeniser, zh, en, np.concatenate(zh_targets), np.concatenate(en_targets))


def train(examples: Examples, rows: np.ndarray, config: Config) -> np.ndarray:
    """Regression to the targets plus in-batch contrast between the languages; the pad row stays zero."""
    torch.manual_seed(config.seed)
    order_rng = np.random.default_rng(config.seed)
    table = torch.nn.EmbeddingBag.from_pretrained(torch.from_numpy(rows), freeze=False, mode="sum")
    steps = config.epochs * (len(examples) // config.batch)
    optimiser = torch.optim.Adam(table.parameters(), lr=config.learning_rate, fused=True)
    schedule = torch.optim.lr_scheduler.LinearLR(optimiser, 1.0, 0.05, steps)
    for epoch in range(config.epochs):
        order = order_rng.permutation(len(examples))
        total = 0.0
        for start in range(0, len(order) - config.batch + 1, config.batch):
            picked = order[start : start + config.batch]
            zh = F.normalize(table(*examples.zh.batch(picked)), dim=1)  # (B, D)
            en = F.normalize(table(*examples.en.batch(picked)), dim=1)
            fit = 2 - (zh * examples.zh_target[picked]).sum(1).mean() - (en * examples.en_target[picked]).sum(1).mean()
            logits = zh @ en.T / config.contrast_temperature  # (B, B)
            same = examples.zh_target[picked] @ examples.zh_target[picked].T > 0.98
            logits = logits.masked_fill(same & ~torch.eye(len(picked), dtype=torch.bool), -1e4)
            aim = torch.arange(len(picked))
            contrast = (F.cross_entropy(logits, aim) + F.cross_entropy(logits.T, aim)) / 2
            loss = fit + config.contrast_weight * contrast
            optimiser.zero_grad()
            loss.backward()
            table.weight.grad[0] = 0
            optimiser.step()
            schedule.step()
            total += loss.item()
        print(f"epoch {epoch + 1}/{config.epochs} loss {total / max(1, len(order) // config.batch):.4f}", flush=True)
    return table.weight.detach().numpy()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cedict", type=Path, required=True)
    parser.add_argument("--wheels", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--knowledge", type=Path, default=Path(__file__).parents[2] / "knowledge")
    parser.add_argument("--held-out", choices=corpus.HELD_OUT_MODES, default="none")
    for name in ("seed", "rows", "epochs"):
        parser.add_argument(f"--{name}", type=int, default=getattr(Config, name))
    args = parser.parse_args()
    config = replace(Config(), held_out=args.held_out, seed=args.seed, rows=args.rows, epochs=args.epochs)
    print(json.dumps(asdict(config)), flush=True)
    started = time.monotonic()

    data = corpus.build(args.knowledge, args.cedict, config.held_out)
    fold = fold_table(cedict.traditional_to_simplified(args.cedict))
    folder = Tokeniser([b""], fold).fold
    dictionary = [p for p in data.pairs if p.source == "dictionary"]
    own = [p for p in data.pairs if p.source != "dictionary"]
    tokens = vocabulary.choose(
        [(folder(p.zh), folder(" ".join(p.senses))) for p in dictionary],
        [(folder(p.zh), folder(" ".join((p.en, *p.senses)))) for p in own],
        config.rows,
        config.han_share,
    )
    tokeniser = Tokeniser(tokens, fold)
    space = TargetSpace(Teacher("use", args.wheels, args.cache, 2), Teacher("bge", args.wheels, args.cache, 2), dictionary)
    symbols = json.loads((args.knowledge / "symbols.json").read_text(encoding="utf-8"))["symbols"]
    rows = initial_rows(tokeniser, space, corpus.symbol_names(symbols), config)
    examples = build_examples(data, space, tokeniser, config)
    print(f"{len(tokens)} tokens, {len(examples)} pairs, prepared in {time.monotonic() - started:.0f} s", flush=True)
    rows = train(examples, rows, config)

    args.out.mkdir(parents=True, exist_ok=True)
    blob = b"".join(tokens)
    offsets = np.cumsum([0, *map(len, tokens)]).astype(np.uint32)
    np.savez(
        args.out / "table.npz",
        rows=rows.astype(np.float32),
        token_bytes=np.frombuffer(blob, np.uint8),
        token_offsets=offsets,
        fold_from=np.array(sorted(fold), np.uint32),
        fold_to=np.array([fold[k] for k in sorted(fold)], np.uint32),
        config=json.dumps(asdict(config)),
    )
    print(f"wrote table.npz after {time.monotonic() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main()
