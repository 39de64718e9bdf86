"""A planted catalogue bundle: vectors, symbols, texts and findings made from a seed, with the truth beside it.

    python tests/support/planted.py --seed 0 --items 300 --out DIR [--symbols 0] [--dim 128]

Writes DIR/bundle.json (js/schemas/bundle.schema.json), DIR/visual.f32, DIR/text.f32 (little-endian float32 rows), DIR/words-000.safetensors
(a tiny word table with a fold for some traditional characters) and DIR/truth.json. `--symbols N` keeps N symbols of the knowledge and one
record for each meaning, for small fixtures; 0 keeps everything.

Every item has a culture (one leading symbol), a shared latent, one private latent per modality and one to three further symbols that the
knowledge relates to the leading one. The picture shows most of them, the words name most of them; some texts deny a symbol, some use
traditional characters, some pictures disagree with the words, and a person answered for a few.
"""

from __future__ import annotations

import argparse
import json
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np

KNOWLEDGE = Path(__file__).resolve().parents[2] / "models" / "knowledge"
CULTURES = ("dragon", "phoenix", "lotus", "peony", "bamboo", "plum", "crane", "auspicious-cloud", "ruyi", "fish-abundance", "butterfly", "double-happiness")
KINDS = (("卫衣", "hoodie", 19900), ("旗袍", "dress", 69900), ("马克杯", "mug", 5900), ("丝巾", "scarf", 12900), ("礼盒", "gift box", 25900), ("手机壳", "phone case", 4900))
STYLES = (("刺绣", "embroidered"), ("印花", "printed"), ("提花", "woven"))
COLOURS = ("zhuhong", "yuebai", "black", "dianlan", "gold", "zhuqing")
TRADITIONAL = {"龙": "龍", "莲": "蓮", "纹": "紋", "凤": "鳳", "鹤": "鶴", "云": "雲", "双": "雙"}
SHARED, PRIVATE = 8, 4


@dataclass(frozen=True)
class Config:
    seed: int
    items: int
    symbols: int
    dim: int


def load(name: str) -> dict:
    return json.loads((KNOWLEDGE / name).read_text(encoding="utf-8"))


def reduced_knowledge(keep: int) -> dict:
    """All of the knowledge, or `keep` symbols (the cultures first) with what they need."""
    knowledge = {name: load(f"{name}.json") for name in ("symbols", "relations", "evidence", "sources", "emotions", "colours", "festivals", "calendar", "recipients")}
    knowledge["stoplist"] = load("mention_stoplist.json")
    knowledge["questions"] = load("question_words.json")
    knowledge["traditional"] = load("traditional.json")
    if keep == 0:
        return knowledge
    symbols = knowledge["symbols"]["symbols"]
    chosen = ([s for s in symbols if s["id"] in CULTURES] + [s for s in symbols if s["id"] not in CULTURES])[:keep]
    ids = {s["id"] for s in chosen}
    used: set[str] = set()
    small = []
    for symbol in chosen:
        meanings = [dict(m, evidence=m["evidence"][:1]) for m in symbol["meanings"][:2]]
        used.update(e for m in meanings for e in m["evidence"])
        members = ("id", "zh", "en", "category", "aliases_zh", "aliases_en", "emotions")
        small.append({**{k: symbol[k] for k in members}, "meanings": meanings})
    emotions = {e["emotion"] for s in small for e in s["emotions"]}
    evidence_members = ("id", "type", "url", "licence", "title", "statement", "symbols", "source_institution", "record_id", "date", "tier", "verification")
    knowledge["symbols"] = {"symbols": small}
    knowledge["relations"] = {"relations": [r for r in knowledge["relations"]["relations"] if r["from"] in ids and r["to"] in ids]}
    knowledge["evidence"] = {k: {m: v[m] for m in evidence_members if m in v} for k, v in knowledge["evidence"].items() if k in used}
    for name, key in (("sources", "source_institution"), ("licences", "licence")):
        named = {r[key] for r in knowledge["evidence"].values()}
        knowledge["sources"][name] = {k: v for k, v in knowledge["sources"][name].items() if k in named}
    del knowledge["sources"]["note"]
    knowledge["emotions"] = {"emotions": [{k: e[k] for k in ("id", "zh", "en", "axes")} for e in knowledge["emotions"]["emotions"] if e["id"] in emotions]}
    recipients = [{**r, "emotions": [e for e in r["emotions"] if e in emotions]} for r in knowledge["recipients"]["recipients"][:3]]
    knowledge["recipients"] = {"recipients": recipients}
    knowledge["colours"] = {"palette_keys": {k: knowledge["colours"]["palette_keys"][k] for k in COLOURS}}
    festivals = [f for f in knowledge["festivals"]["festivals"] if ids & set(f["symbols"])]
    knowledge["festivals"] = {"festivals": [{k: f[k] for k in ("id", "zh", "en", "on", "dates", "symbols") if k in f} for f in festivals]}
    stoplist = knowledge["stoplist"]
    knowledge["stoplist"] = {k: (v[:20] if k in ("stop_zh", "stop_en") else v) for k, v in stoplist.items() if k != "note"}
    questions = knowledge["questions"]
    knowledge["questions"] = {"stop_zh": questions["stop_zh"][:20], "stop_en": questions["stop_en"][:20], "groups": questions["groups"][:20]}
    knowledge["traditional"] = {"texts": {k: v for k, v in knowledge["traditional"]["texts"].items() if k in chinese_texts(knowledge)}}
    return knowledge


def chinese_texts(knowledge: dict) -> set[str]:
    named = [*knowledge["symbols"]["symbols"], *knowledge["recipients"]["recipients"], *knowledge["festivals"]["festivals"], *knowledge["colours"]["palette_keys"].values()]
    meanings = [m for s in knowledge["symbols"]["symbols"] for m in s["meanings"]]
    return {n["zh"] for n in [*named, *meanings]} | {t for r in knowledge["evidence"].values() for t in (r["statement"]["zh"], r["title"])} | {
        s["zh"] for s in knowledge["sources"]["sources"].values()
    }


def related_symbols(knowledge: dict) -> dict[str, list[str]]:
    ids = [s["id"] for s in knowledge["symbols"]["symbols"]]
    related: dict[str, list[str]] = {i: [] for i in ids}
    for relation in knowledge["relations"]["relations"]:
        if relation["to"] in related and relation["from"] in related and relation["to"] != relation["from"]:
            related[relation["from"]].append(relation["to"])
            related[relation["to"]].append(relation["from"])
    return {i: sorted(set(others)) for i, others in related.items()}


def unit_rows(matrix: np.ndarray) -> np.ndarray:
    norms = np.linalg.norm(matrix, axis=1, keepdims=True)
    return np.divide(matrix, norms, out=np.zeros_like(matrix), where=norms > 0)


def make_vectors(rng: np.random.Generator, config: Config, culture: np.ndarray, cultures: int) -> dict[str, np.ndarray]:
    shared = rng.normal(size=(config.items, SHARED))
    one_hot = np.eye(cultures)[culture] * 2.0  # (items, cultures)
    vectors = {}
    for name, noise in (("visual", 0.5), ("text", 0.125)):
        private = rng.normal(size=(config.items, PRIVATE))
        latent = np.concatenate([shared, private, one_hot], axis=1)
        mixing = rng.normal(size=(latent.shape[1], config.dim)) / np.sqrt(latent.shape[1])
        vectors[name] = unit_rows(latent @ mixing + noise * rng.normal(size=(config.items, config.dim))).astype("<f4")
    vectors["visual"][rng.integers(config.items)] = 0.0  # one item without a picture's vector
    return vectors


def box_for(rng: np.random.Generator) -> list[float]:
    x, y = rng.uniform(0.05, 0.45, size=2)
    w, h = rng.uniform(0.2, 0.5, size=2)
    return [round(float(v), 4) for v in (x, y, x + w, y + h)]


def seen_symbols(rng: np.random.Generator, true: list[str], encoder: list[dict]) -> list[dict]:
    seen = []
    for symbol in encoder:
        shown = symbol["id"] in true and rng.random() < 0.9
        confidence = rng.beta(8, 2) if shown else rng.beta(1, 30)
        if confidence < 0.02 and not shown:
            continue
        claimed = symbol["claim"] and confidence >= symbol["threshold"]
        seen.append({"id": symbol["id"], "confidence": round(float(confidence), 4), "claimed": bool(claimed), "box": box_for(rng) if shown else None})
    return sorted(seen, key=lambda s: -s["confidence"])


def short_en(text: str) -> str:
    return text.split("(")[0].strip()


def make_texts(rng: np.random.Generator, true: list[str], absent: str, names: dict[str, tuple[str, str]]) -> tuple[dict, list[dict]]:
    kind_zh, kind_en, _ = KINDS[rng.integers(len(KINDS))]
    style_zh, style_en = STYLES[rng.integers(len(STYLES))]
    lead_zh, lead_en = names[true[0]]
    title = {"zh-Hans": f"{lead_zh}{style_zh}{kind_zh}", "en": f"{short_en(lead_en)} {style_en} {kind_en}"}
    if rng.random() < 0.2:
        title["zh-Hans"] = "".join(TRADITIONAL.get(c, c) for c in title["zh-Hans"])
    named = true[1:] if rng.random() < 0.8 else []
    zh, en = "、".join(names[s][0] for s in named), ", ".join(short_en(names[s][1]) for s in named)
    texts = []
    if named:
        texts.append({"field": "description", "lang": "zh-Hans", "text": f"以{zh}点缀，{style_zh}工艺，日常百搭。"})
        texts.append({"field": "description", "lang": "en", "text": f"Finished with {en}. An easy piece for every day."})
    if rng.random() < 0.15:
        texts.append({"field": "description", "lang": "zh-Hans", "text": f"素雅款，不含{names[absent][0]}。"})
    return title, texts


def make_item(rng: np.random.Generator, index: int, lead: str, knowledge: dict, related: dict, names: dict, encoder: list[dict]) -> tuple[dict, list[str]]:
    ids = [s["id"] for s in knowledge["symbols"]["symbols"]]
    true = [lead]
    for other in rng.permutation(related[lead] or ids)[: rng.integers(0, 4)]:
        if str(other) not in true:
            true.append(str(other))
    absent = str(rng.choice([i for i in ids if i not in true]))
    title, texts = make_texts(rng, true, absent, names)
    base = KINDS[index % len(KINDS)][2]
    item = {
        "id": f"P{index:05d}",
        "category": KINDS[index % len(KINDS)][1],
        "price_minor": None if rng.random() < 0.05 else int(base * rng.uniform(0.6, 1.8)),
        "available": bool(rng.random() < 0.95),
        "popularity_count": int(2000 / (1 + rng.integers(0, 400))),
        "title": title,
        "texts": texts,
        "url": f"/products/P{index:05d}.html",
        "picture": f"pictures/P{index:05d}.webp",
        "thumb": f"pictures/P{index:05d}-thumb.webp",
        "picture_size": [960, 1200],
        "seen": seen_symbols(rng, true, encoder),
        "colours": [{"id": f"colour:{key}", "share": round(float(share), 4), "box": box_for(rng)}
                    for key, share in zip(rng.permutation(COLOURS)[:3], rng.dirichlet([4, 2, 1]), strict=True)],
    }
    if rng.random() < 0.1:
        item["person"] = [{"id": true[0], "present": True, "box": box_for(rng)}, {"id": absent, "present": False}]
    return item, true


def make_bundle(config: Config) -> tuple[dict, dict[str, np.ndarray], dict]:
    rng = np.random.default_rng(config.seed)
    knowledge = reduced_knowledge(config.symbols)
    symbols = knowledge["symbols"]["symbols"]
    names = {s["id"]: (s["zh"], s["en"]) for s in symbols}
    cultures = [c for c in CULTURES if c in names]
    encoder = [{"id": s["id"], "claim": bool(rng.random() < 0.6), "threshold": round(float(rng.uniform(0.4, 0.7)), 3), "precision": None}
               for s in symbols if s["category"] != "colour"]
    culture = rng.integers(0, len(cultures), size=config.items)
    related = related_symbols(knowledge)
    vectors = make_vectors(rng, config, culture, len(cultures))
    made = [make_item(rng, i, cultures[culture[i]], knowledge, related, names, encoder) for i in range(config.items)]
    bundle = {
        "bundle": 1,
        "catalogue": {"name": "Planted shop", "currency": "CNY", "price_scale": 100, "locales": ["zh-Hans", "en"]},
        "knowledge": knowledge,
        "modalities": [{"name": n, "dim": config.dim, "model": "planted"} for n in ("visual", "text")],
        "seeing": {"model": "planted", "symbols": encoder},
        "items": [item for item, _ in made],
    }
    truth = {"culture": {item["id"]: cultures[culture[i]] for i, (item, _) in enumerate(made)}, "symbols": {item["id"]: true for item, true in made}}
    return bundle, vectors, truth


def words_block(dim: int) -> bytes:
    """A tiny `words` block (core/FORMAT.md §2 and §3); the fold lowers ASCII letters and simplifies a few characters."""
    tokens = sorted(t.encode() for t in ("", "_cloud", "_dragon", "_lotus", "云", "凤", "莲", "龙", "龙纹"))
    offsets = np.concatenate([[0], np.cumsum([len(t) for t in tokens])]).astype("<u4")
    fold = sorted([(c, c + 32) for c in range(65, 91)] + [(ord(t), ord(s)) for s, t in TRADITIONAL.items()])
    rows = (np.arange(len(tokens) * dim, dtype=np.int64) * 37 % 255 - 127).astype(np.int8).reshape(len(tokens), dim)
    rows[0] = 0
    tensors = {
        "token.offsets": offsets,
        "token.bytes": np.frombuffer(b"".join(tokens), np.uint8),
        "row.q": rows,
        "row.scale": np.where(np.arange(len(tokens)) > 0, np.float32(1 / 127), np.float32(0)).astype("<f4"),
        "fold.from": np.array([f for f, _ in fold], "<u4"),
        "fold.to": np.array([t for _, t in fold], "<u4"),
    }
    names = {"uint32": "U32", "uint8": "U8", "int8": "I8", "float32": "F32"}
    header: dict = {"__metadata__": {"ruyi.kind": "words", "ruyi.version": "1"}}
    data = b""
    for pad, (name, tensor) in enumerate(tensors.items()):
        if gap := -len(data) % 64:
            header[f"_pad{pad}"] = {"dtype": "U8", "shape": [gap], "data_offsets": [len(data), len(data) + gap]}
            data += bytes(gap)
        header[name] = {"dtype": names[tensor.dtype.name], "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + tensor.nbytes]}
        data += tensor.tobytes()
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-(8 + len(text)) % 64)
    return struct.pack("<Q", len(text)) + text + data


def write_bundle(config: Config, out: Path) -> None:
    bundle, vectors, truth = make_bundle(config)
    out.mkdir(parents=True, exist_ok=True)
    (out / "bundle.json").write_text(json.dumps(bundle, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    (out / "truth.json").write_text(json.dumps(truth, separators=(",", ":")), encoding="utf-8")
    (out / "words-000.safetensors").write_bytes(words_block(config.dim))
    for name, matrix in vectors.items():
        (out / f"{name}.f32").write_bytes(matrix.tobytes())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--items", type=int, default=300)
    parser.add_argument("--symbols", type=int, default=0, help="symbols of the knowledge to keep; 0 = all")
    parser.add_argument("--dim", type=int, default=128)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    write_bundle(Config(args.seed, args.items, args.symbols, args.dim), args.out)


if __name__ == "__main__":
    main()
