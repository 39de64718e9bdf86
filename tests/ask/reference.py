"""Retrieval of `ask`, written apart from core from core/README.md's rules: reads models/knowledge and the shipped text encoder.

    python tests/ask/reference.py [--part dev|test] [--failures] [--grid]
    python tests/ask/reference.py --write      # tests/ask/expected.json, which tests/node/ask.test.mjs compares core with
"""

import argparse
import json
import math
import re
import sys
from collections import Counter
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "models"))
from encoders.text import reference as table  # noqa: E402

K1, B, MMR, K = 1.2, 0.75, 0.7, 3
NAME_WEIGHT = 0.2
LAMBDA, NEED = 0.3, 0.2  # chosen on the development part: --grid
HAN = r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+"


def lower(text: str) -> str:
    return text.translate({c: c + 32 for c in range(65, 91)})


def stem(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        word = word[:-3] + "y"
    elif len(word) > 4 and re.search(r"(s|x|z|ch|sh)es$", word):
        word = word[:-2]
    elif len(word) > 3 and word.endswith("s") and word[-2] not in "su":
        word = word[:-1]
    for ending, shortest in (("ing", 6), ("ed", 5)):
        if len(word) >= shortest and word.endswith(ending):
            word = word[: -len(ending)]
            if word[-1] == word[-2] and word[-1] not in "lsz":
                word = word[:-1]
            break
    return word[:-1] if len(word) > 4 and word.endswith("e") else word


def terms(folded: str, stop_en=frozenset(), breaks=()) -> list[str]:
    """breaks: Han phrases, longest first, that are cut out before the n-grams are formed."""
    found = []
    for run in re.findall(HAN + r"|[a-z]+|[0-9]+", folded):
        if run[0].isascii():
            if run not in stop_en:
                found.append(stem(run))
            continue
        at, pieces = 0, [""]
        while at < len(run):
            cut = next((b for b in breaks if run.startswith(b, at)), None)
            if cut:
                pieces.append("")
                at += len(cut)
            else:
                pieces[-1] += run[at]
                at += 1
        for piece in pieces:
            found += [piece[i : i + n] for n in (1, 2) for i in range(len(piece) - n + 1)]
    return found


class Library:
    def __init__(self, lam=LAMBDA, need=NEED, drop=None):
        knowledge = ROOT / "models/knowledge"
        self.lam, self.need = lam, need
        self.encoder = table.default_encoder()
        self.fold = self.encoder.tokeniser.fold
        words = json.loads((knowledge / "question_words.json").read_text("utf-8"))
        self.stop_en = frozenset(self.fold(w) for w in words["stop_en"])
        self.stop_zh = sorted((self.fold(w) for w in words["stop_zh"]), key=lambda w: (-len(w), w))
        symbols = json.loads((knowledge / "symbols.json").read_text("utf-8"))["symbols"]
        self.names = {s["id"]: frozenset(terms(self.fold(s["zh"] + " " + s["en"]))) for s in symbols}
        records = json.loads((knowledge / "evidence.json").read_text("utf-8"))
        self.records = {k: records[k] for k in sorted(records, key=str.encode) if k != drop}
        meanings = {}
        for s in symbols:
            for m in s["meanings"]:
                for r in m["evidence"]:
                    meanings.setdefault(r, []).append(m["zh"] + " " + m["en"])
        self.meant = {s["id"]: {r for m in s["meanings"] for r in m["evidence"]} for s in symbols}
        self.docs, self.vectors, self.terms_of = {}, {}, {}
        for k, r in self.records.items():
            own = [*meanings.get(k, []), r.get("title") or ""]
            text = lower(" ".join([r["statement"]["zh"], r["statement"]["en"], *own]))
            for group in words["groups"]:
                if any(self.has(text, w) for w in group):
                    own += [w for w in group if not self.has(text, w)]
            self.terms_of[k] = " ".join(own)
            self.docs[k] = Counter(terms(self.fold(" ".join([r["statement"]["zh"], r["statement"]["en"], self.terms_of[k]]))))
        for k, v in zip(self.records, self.encoder.encode([r["statement"]["zh"] + " " + r["statement"]["en"] for r in self.records.values()])):
            self.vectors[k] = v.astype(float)
        self.df = Counter(t for d in self.docs.values() for t in d)
        self.mean = sum(sum(d.values()) for d in self.docs.values()) / len(self.docs)

    @staticmethod
    def has(text, word):
        if word[0].isascii():
            return re.search(r"(?<![a-z])" + re.escape(word) + r"(?![a-z])", text) is not None
        return word in text

    def idf(self, t):
        n, d = len(self.docs), self.df[t]
        return math.log2(1 + (n - d + 0.5) / (d + 0.5))

    def scores(self, symbol, question):
        q = sorted(set(terms(self.fold(question), self.stop_en, self.stop_zh)))
        only = None
        if not set(q) - self.names[symbol]:  # about nothing in particular: what it means
            q, only = sorted(self.names[symbol]), self.meant[symbol] & self.records.keys()
        weight = {t: self.idf(t) * (NAME_WEIGHT if t in self.names[symbol] else 1.0) for t in q}
        full = sum(weight.values()) * (K1 + 1)
        v = self.encoder.encode([question])[0].astype(float)
        out = []
        for k, r in self.records.items():
            if symbol not in r["symbols"] or (only and k not in only):
                continue
            d = self.docs[k]
            size = K1 * (1 - B + B * sum(d.values()) / self.mean)
            bm = sum(w * d[t] * (K1 + 1) / (d[t] + size) for t, w in weight.items())
            cos = max(0.0, float(v @ self.vectors[k]))
            out.append((k, bm / full if full else 0.0, cos))
        return out

    def ask(self, symbol, question, k=K):
        found = [(r, bm + self.lam * cos) for r, bm, cos in self.scores(symbol, question)]
        left = sorted([f for f in found if f[1] >= self.need], key=lambda f: -f[1])
        picked = []
        while left and len(picked) < k:
            def value(f):
                near = max((float(self.vectors[f[0]] @ self.vectors[p[0]]) for p in picked), default=0)
                return MMR * f[1] - (1 - MMR) * near
            nxt = max(left, key=value)
            left.remove(nxt)
            picked.append(nxt)
        return picked


def rendered() -> str:
    library = Library()
    questions = json.loads((ROOT / "tests/ask/questions.json").read_text("utf-8"))["questions"]
    rows = [f'  "{q["id"]}": ' + json.dumps([[r, round(s, 9)] for r, s in library.ask(q["symbol"], q["question"])], ensure_ascii=False) for q in questions]
    return '{"note": "Made by tests/ask/reference.py --write.",\n "answers": {\n' + ",\n".join(rows) + "\n}}\n"


def measure(library, questions):
    hit = n = quiet = m = 0
    misses = []
    for q in questions:
        got = [r for r, _ in library.ask(q["symbol"], q["question"])]
        if q["expect"]:
            n += 1
            ok = bool(set(got) & set(q["expect"]))
            hit += ok
        else:
            m += 1
            ok = not got
            quiet += ok
        if not ok:
            misses.append((q, got))
    return hit / n, quiet / m, misses


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--part", default="dev")
    parser.add_argument("--failures", action="store_true")
    parser.add_argument("--grid", action="store_true")
    parser.add_argument("--lam", type=float, default=LAMBDA)
    parser.add_argument("--need", type=float, default=NEED)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    if args.write:
        (ROOT / "tests/ask/expected.json").write_text(rendered(), "utf-8")
        return
    questions = [q for q in json.loads((ROOT / "tests/ask/questions.json").read_text("utf-8"))["questions"] if q["part"] == args.part]
    library = Library(args.lam, args.need)
    if args.grid:
        for library.lam in (0, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1.0):
            for library.need in (0.0, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5):
                r, u, _ = measure(library, questions)
                print(f"lambda {library.lam} need {library.need}: recall@3 {r:.3f}, quiet {u:.3f}")
        return
    r, u, misses = measure(library, questions)
    print(f"{args.part}: recall@3 {r:.3f}, quiet when unanswerable {u:.3f}")
    if args.failures:
        for q, got in misses:
            print(q["symbol"], q["question"], q["expect"], got)
            for k, bm, cos in sorted(library.scores(q["symbol"], q["question"]), key=lambda x: -x[1] - args.lam * x[2])[:4]:
                print(f"     {k} {bm:.3f} {cos:.3f}")


if __name__ == "__main__":
    main()
