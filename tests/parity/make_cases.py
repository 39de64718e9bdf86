"""Writes tests/parity/cases.json: requests on the golden shard, with the ids, ranks and score bits that every target must give.

    python tests/parity/make_cases.py --tool build/native-release/core/recommend_shard

The answers are the native tool's; before anything is written, those without slots are computed again by tests/format/recompute.py. Run it only
when the scoring rules change, and say so in the change.
"""

from __future__ import annotations

import argparse
import json
import random
import struct
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden" / "planted.fv1"
sys.path.insert(0, str(ROOT / "tests" / "format"))

from recompute import Shop  # noqa: E402

DATES = ("2026-11-25", "2026-02-10", "2027-09-10", "2026-06-18")
ALL = ["hot", "graph", "near", "vectors", "cards", "words", "knowledge", "evidence"]
Case = dict


def bits(value: float) -> str:
    return struct.pack(">d", value).hex()


def random_profile(shop: Shop, draw: random.Random) -> dict:
    profile: dict = {"version": 2, "events": []}
    for _ in range(draw.randint(1, 6)):
        kind = draw.choice(("like", "view", "cart", "buy", "dislike", "hide", "dwell", "why", "tap"))
        event = {"kind": kind, "day": 20782 - draw.randint(0, 90)}
        event.update({"symbol": draw.choice(shop.symbols)} if kind == "tap" else {"item": draw.choice(shop.ids)})
        event.update({"seconds": 45.5} if kind == "dwell" else {"position": draw.randint(1, 12)} if kind != "buy" else {"count": 2})
        profile["events"].append(event)
    if draw.random() < 0.6:
        profile["switches"] = {draw.choice(shop.symbols): draw.choice(("more", "less", "never")) for _ in range(2)}
    if draw.random() < 0.4:
        profile["price"] = {"min_minor": None, "max_minor": draw.randint(50, 400) * 100}
    if draw.random() < 0.4:
        profile["styles"] = {"plain_ornate": draw.randint(-10, 10) / 10, "solemn_playful": 0.3}
    if draw.random() < 0.3:
        profile["occasion"] = draw.choice(shop.festival_ids)
    if draw.random() < 0.3:
        profile["recipient"] = draw.choice(sorted(shop.recipients))
    if draw.random() < 0.3:
        profile["categories"] = {"scarf": "more", "Phone case": "less", "mug": "never"}
    if draw.random() < 0.3:
        profile["learned"] = {"day": 20782, "weights": {"visual": 0.9, "text": 0.5}, "symbols": {draw.choice(shop.symbols): 0.35}}
    if draw.random() < 0.4:
        profile["weights"] = {"text": 1.5, "popularity": 0.0}
    return profile


def similar_cases(shop: Shop) -> list[Case]:
    cases = []
    for item in shop.ids:
        request = {"placement": "similar", "item": item, "date": DATES[0], "k": 12, "explain": "full", "lang": ["en"]}
        cases.append({"name": f"similar to {item}", "attach": ALL, "request": request})
    near = {"placement": "similar", "item": shop.ids[3], "date": DATES[0], "k": 6, "explain": "parts"}
    cases.append({"name": "similar from the near block", "attach": ["hot", "graph", "near"], "request": near})
    cases.append({"name": "similar without a symbol", "attach": ALL, "request": {**near, "without": [shop.symbols[2]]}})
    return cases


def for_you_cases(shop: Shop, draw: random.Random) -> list[Case]:
    cases = []
    for n, date in enumerate(DATES):
        request = {"placement": "for-you", "date": date, "k": 12, "explain": "full", "lang": ["zh-Hans"]}
        cases.append({"name": f"first visit on {date}", "attach": ALL if n % 2 == 0 else ["hot", "graph"], "request": request})
    for n in range(16):
        request = {"placement": "for-you", "date": draw.choice(DATES), "k": 12, "explain": "full", "lang": ["en"], "rank_of": draw.sample(shop.ids, 2)}
        if n % 4 == 1:
            request["without"] = draw.sample(shop.symbols, 2)
        if n % 4 == 2:
            request["exclude"] = draw.sample(shop.ids, 2)
        cases.append({"name": f"history {n}", "attach": ALL, "request": request, "profile": random_profile(shop, draw)})
    first = cases[4]
    left_out = {**first["request"], "without_items": [next(e["item"] for e in first["profile"]["events"] if "item" in e)]}
    cases.append({"name": "history 0 without its first item", "attach": ALL, "request": left_out, "profile": first["profile"]})
    switched_off = {**first["profile"], "personalise": False}
    cases.append({"name": "history 0 with personalising off", "attach": ALL, "request": first["request"], "profile": switched_off})
    return cases


def slot_cases(shop: Shop, draw: random.Random, dim: int) -> list[Case]:
    vector = lambda: [draw.randint(-64, 64) / 64 for _ in range(dim)]  # exact in 32 bits  # noqa: E731
    query = {"placement": "query", "date": DATES[0], "k": 12, "explain": "full", "lang": ["en"]}
    user = {"visual": "user.visual", "text": "user.text", "weights": {"visual": 0.8, "text": 0.6}}
    for_you = {"placement": "for-you", "date": DATES[0], "k": 12, "explain": "full", "lang": ["en"], "query": user}
    return [
        {"name": "photo", "attach": ALL, "request": {**query, "query": {"visual": "photo.visual"}}, "vectors": {"photo.visual": vector()}},
        {
            "name": "words",
            "attach": ALL,
            "request": {**query, "query": {"visual": "text.visual", "text": "text.text"}},
            "vectors": {"text.visual": vector(), "text.text": vector()},
        },
        {
            "name": "user encoder",
            "attach": ALL,
            "request": for_you,
            "profile": random_profile(shop, draw),
            "vectors": {"user.visual": vector(), "user.text": vector()},
        },
    ]


def error_cases(shop: Shop) -> list[Case]:
    base = {"placement": "for-you", "date": DATES[0]}
    return [
        {"name": "unknown item", "attach": ALL, "request": {"placement": "similar", "item": "nobody", "date": DATES[0]}},
        {"name": "unknown symbol", "attach": ALL, "request": {**base, "without": ["nothing"]}},
        {"name": "no date", "attach": ALL, "request": {"placement": "for-you"}},
        {"name": "no graph", "attach": ["hot"], "request": base},
    ]


def ask(tool: Path, case: Case) -> dict:
    parts = [json.dumps(case["request"]), json.dumps(case["profile"]) if "profile" in case else ""]
    parts += [f"{slot}={','.join(map(repr, values))}" for slot, values in case.get("vectors", {}).items()]
    run = [str(tool), str(GOLDEN), "--only", ",".join(case["attach"])]
    return json.loads(subprocess.run(run, input="\t".join(parts) + "\n", capture_output=True, text=True, check=True).stdout)


def expected(answer: dict) -> dict:
    if "items" not in answer:
        return {"error": answer["code"]}
    items = [{"id": i["id"], "rank": i["rank"], "score": bits(i["score"])} for i in answer["items"]]
    first = answer["items"][0] if answer["items"] else {"contributions": [], "counterfactuals": [], "sentences": []}
    return {
        "ranker": answer["ranker"],
        "eligible": answer["eligible"],
        "loaded": answer["loaded"],
        "exact": answer["exact"],
        "items": items,
        "ranks": [r["rank"] for r in answer.get("ranks", [])],
        "first": {
            "contributions": [bits(c["value"]) for c in first["contributions"]],
            "counterfactuals": [[c["without"], c["rank"]] for c in first["counterfactuals"]],
            "sentences": [s["text"] for s in first["sentences"]],
        },
    }


def check(shop: Shop, case: Case, answer: dict) -> None:
    if "items" not in answer or "vectors" in case or not answer["exact"]:
        return
    ranking = shop.rank(case["request"], case.get("profile"))
    found = [(item["index"], item["score"]) for item in answer["items"]]
    same = [i for i, _ in found] == ranking.order[: len(found)] and all(abs(a - b) < 1e-9 for (_, a), b in zip(found, ranking.scores, strict=False))
    if not same:
        raise SystemExit(f"{case['name']}: the tool and the re-computation differ")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tool", type=Path, required=True)
    tool = parser.parse_args().tool
    shop = Shop(GOLDEN)
    draw = random.Random(40)
    cases = [*similar_cases(shop), *for_you_cases(shop, draw), *slot_cases(shop, draw, shop.q["visual"].shape[1]), *error_cases(shop)]
    for case in cases:
        answer = ask(tool, case)
        check(shop, case, answer)
        case["expected"] = expected(answer)
    lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases)
    (Path(__file__).parent / "cases.json").write_text(f'{{"shard": "../golden/planted.fv1", "cases": [\n{lines}\n]}}\n', encoding="utf-8")
    print(f"{len(cases)} cases")


if __name__ == "__main__":
    main()
