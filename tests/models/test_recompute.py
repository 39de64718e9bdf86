"""Core's answers against an independent re-computation from the shard alone (tests/format/recompute.py), on 1,000 random profiles with every term on."""

from __future__ import annotations

import itertools
import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILT = [path.parent for path in sorted(ROOT.glob("build/native-*/core/recommend_shard")) if path.is_file()]
TOOLS = Path(os.environ.get("RUYI_TOOLS", BUILT[-1] if BUILT else ROOT / "build" / "native-release" / "core"))
sys.path.insert(0, str(ROOT / "tests" / "format"))

from recompute import STYLES, Shop, civil_day  # noqa: E402

pytestmark = pytest.mark.skipif(not (TOOLS / "recommend_shard").exists(), reason="recommend_shard is not built: cmake --build --preset native-release")

PROFILES = 1000
KINDS = ("like", "view", "cart", "buy", "dislike", "hide", "dwell", "why", "tap")
WEIGHTS = ("visual", "text", "symbols", "popularity", "occasion", "price", "category")


@pytest.fixture(scope="module")
def shard(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("planted")
    planted = [sys.executable, str(ROOT / "tests" / "support" / "planted.py"), "--seed", "7", "--items", "240", "--out", str(folder / "bundle")]
    subprocess.run(planted, check=True, capture_output=True)
    subprocess.run([str(TOOLS / "build_shard"), str(folder / "bundle"), str(folder / "shard")], check=True, capture_output=True)
    return folder / "shard"


@pytest.fixture(scope="module")
def shop(shard) -> Shop:
    return Shop(shard)


def create_event(shop: Shop, draw: random.Random, date: int) -> dict:
    kind = draw.choice(KINDS)
    event: dict = {"kind": kind, "day": date - draw.choice((0, 1, 2, 40, draw.randint(-2, 200)))}
    event.update({"symbol": draw.choice((*shop.symbols, "gone"))} if kind == "tap" else {"item": draw.choice((*shop.ids, "gone"))})
    if kind == "dwell" and draw.random() < 0.9:
        event["seconds"] = draw.randint(0, 300)
    if draw.random() < 0.4:
        event["position"] = draw.randint(1, 24)
    if draw.random() < 0.2:
        event["count"] = draw.randint(1, 20)
    return event


def create_profile(shop: Shop, draw: random.Random, date: int) -> dict:
    profile: dict = {"version": 1, "events": []}
    for _ in range(draw.choice((0, 1, 3, 12, 30))):
        profile["events"].append(create_event(shop, draw, date))
    if draw.random() < 0.5:
        profile["switches"] = {draw.choice([*shop.symbols, "no-such-symbol"]): draw.choice(("more", "less", "never")) for _ in range(3)}
    if draw.random() < 0.4:
        profile["price"] = draw.choice(({"min_minor": 9000}, {"min_minor": None, "max_minor": 20000}, {"min_minor": 5000, "max_minor": 30000}))
    if draw.random() < 0.4:
        profile["weights"] = {term: round(draw.uniform(-0.5, 4.5), 3) for term in draw.sample(WEIGHTS, 3)}
    if draw.random() < 0.4:
        profile["styles"] = {axis: draw.randint(-10, 10) / 10 for axis in draw.sample(STYLES, 2)}
    if draw.random() < 0.3:
        profile["occasion"] = draw.choice((*shop.festival_ids, "no-such-feast"))
    if draw.random() < 0.3:
        profile["recipient"] = draw.choice((*shop.recipients, "nobody"))
    if draw.random() < 0.3:
        names = sorted({item.category for item in shop.items})
        profile["categories"] = {draw.choice((name, name.upper().replace(" ", "_"), "no-such-kind")): draw.choice(("more", "less", "never")) for name in draw.sample(names, 2)}
    if draw.random() < 0.3:
        profile["learned"] = {"day": date, "weights": {"visual": 0.8, "text": 0.55, "occasion": draw.choice((0.1, 0.9))}, "symbols": {s: draw.randint(-9, 9) / 10 for s in (*draw.sample(shop.symbols, 3), "gone")}}
    if draw.random() < 0.1:
        profile["personalise"] = False
    return profile


def create_request(shop: Shop, draw: random.Random) -> dict:
    date = f"20{draw.randint(25, 29)}-{draw.randint(1, 12):02d}-{draw.randint(1, 28):02d}"
    request: dict = {
        "placement": draw.choice(("for-you", "for-you", "similar", "complete-the-look", "trending")),
        "date": date,
        "k": draw.choice((20, 20, 20, 20, 20, 20, 20, 20, 20, len(shop.ids))),
        "explain": "parts",
    }
    if request["placement"] in ("similar", "complete-the-look"):
        request["item"] = draw.choice(shop.ids)
    if draw.random() < 0.3:
        request["without"] = draw.sample(shop.symbols, 2)
    if draw.random() < 0.3:
        request["without_items"] = draw.sample(shop.ids, 2)
    if draw.random() < 0.3:
        request["keep"] = draw.sample(("seen", "liked", "owned"), draw.randint(1, 3))
    if draw.random() < 0.3:
        request["exclude"] = draw.sample(shop.ids, 5)
    if draw.random() < 0.4:
        request["diversity"] = draw.choice(({"method": "mmr"}, {"method": "mmr", "strength": 0.4}, {"method": "dpp"}, {"method": "dpp", "strength": 2}, {"method": "none"}))
    if draw.random() < 0.4:
        request["rules"] = [create_rule(shop, draw, n) for n in range(draw.randint(1, 3))]
    return request


def create_rule(shop: Shop, draw: random.Random, number: int) -> dict:
    where = draw.choice(
        (
            {"ids": draw.sample(shop.ids, 6)},
            {"category": [draw.choice(shop.categories), "no such category"]},
            {"symbol": [draw.choice(shop.symbols)]},
            {"price": {"min_minor": 6000, "max_minor": 30000}},
            {"price": {"max_minor": 9000}, "category": shop.categories[:2]},
        )
    )
    rule = {"id": f"rule-{number}", "kind": draw.choice(("filter", "pin", "bury", "boost")), "where": {**where, **draw.choice(({}, {"not": True}))}}
    extra = {"pin": {"position": draw.randint(1, 12)}, "boost": {"places": draw.randint(1, 9)}}
    return {**rule, **extra.get(rule["kind"], {})}


def ask(shard: Path, cases: list[tuple[dict, dict]]) -> list[dict]:
    lines = "".join(f"{json.dumps(request)}\t{json.dumps(profile)}\n" for request, profile in cases)
    done = subprocess.run([str(TOOLS / "recommend_shard"), str(shard)], input=lines, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def answers(shop, shard) -> list[tuple[dict, dict, dict]]:
    draw = random.Random(20261125)
    cases = []
    for _ in range(PROFILES):
        request = create_request(shop, draw)
        cases.append((request, create_profile(shop, draw, civil_day(request["date"]))))
    return [(request, profile, answer) for (request, profile), answer in zip(cases, ask(shard, cases), strict=True)]


def test_order_and_scores_are_computed_again(shop, answers) -> None:
    for request, profile, answer in answers:
        ranking = shop.rank(request, profile)
        steps = shop.arrange(request, ranking)
        assert [item["index"] for item in answer["items"]] == steps[-1][1][: request["k"]], request
        assert [item["position"] for item in answer["items"]] == list(range(1, len(answer["items"]) + 1))
        for item in answer["items"]:
            places = [(by, order.index(item["index"]) + 1) for by, order in steps]
            assert item["rank"] == places[0][1]
            moves = [{"by": by, "from": before, "to": now} for (_, before), (by, now) in itertools.pairwise(places) if before != now]
            assert item["moved"] == moves, request
        assert answer["eligible"] == len(ranking.order)
        assert answer["exact"] is True
        for item in answer["items"]:
            assert item["score"] == pytest.approx(ranking.scores[item["rank"] - 1], abs=1e-9)


def test_contributions_are_computed_again(shop, answers) -> None:
    for request, profile, answer in answers[:200]:
        plan = shop.plan(request, profile)
        for item in answer["items"][:20]:
            parts = {(p["term"], p.get("symbol", p.get("item", ""))): p["value"] for p in item["contributions"] if p["term"] != "rounding"}
            assert parts == pytest.approx(shop.contributions(plan, item["index"]), abs=1e-9)
            assert abs(item["contributions"][-1]["value"]) <= 1e-12
            assert sum(p["value"] for p in item["contributions"]) == pytest.approx(item["score"], abs=1e-15)


def test_three_liked_lotus_items_raise_the_lotus_and_forgetting_restores_the_list(shop, shard) -> None:
    lotus = shop.symbol_index["lotus"]
    bearing = [shop.ids[i] for i, item in enumerate(shop.items) if any(s == lotus and q > 200 for s, q, _ in item.symbols)][:3]
    profile = {"version": 1, "events": [{"kind": "like", "item": item, "day": 20780} for item in bearing]}
    request = {"placement": "for-you", "date": "2026-11-25", "k": 10, "explain": "parts"}
    before, liked, after = ask(shard, [(request, {"version": 1}), (request, profile), (request, {"version": 1})])

    def presence(answer: dict) -> float:
        return sum(s["presence"] for item in answer["items"] for s in item["symbols"] if s["id"] == "lotus") / 10

    assert presence(liked) > presence(before)
    assert after == before


def test_a_score_is_the_same_however_it_is_asked_for(shop, shard) -> None:
    """CASES C01, C02: one scoring path, and never more than there is."""
    base = {"placement": "for-you", "date": "2026-11-25", "rank_of": shop.ids[:40]}
    profile = {"version": 1, "events": [{"kind": "like", "item": shop.ids[5], "day": 20780}]}
    few = {**base, "rules": [{"id": "few", "kind": "filter", "where": {"ids": shop.ids[:4]}}]}
    asked = [{**base, "k": 1000, "explain": "none"}, {**base, "k": 1000, "explain": "full"}, {**base, "k": 7, "explain": "parts"}, {**few, "k": 10}]
    plain, full, short, allowed = ask(shard, [(request, profile) for request in asked])
    scores = {item["id"]: (item["rank"], item["score"]) for item in plain["items"]}
    for answer in (full, short):
        assert all(scores[item["id"]] == (item["rank"], item["score"]) for item in answer["items"])
        assert all(one["rank"] == scores.get(one["id"], (None,))[0] == one["position"] for one in answer["ranks"])
    assert {item["id"] for item in allowed["items"]} <= set(shop.ids[:4])
    assert len(allowed["items"]) == allowed["eligible"] <= 4


def test_a_counterfactual_position_is_the_place_after_asking_again(shop, shard) -> None:
    rules = [{"id": "up", "kind": "boost", "places": 3, "where": {"price": {"max_minor": 20000}}}]
    base = {"placement": "for-you", "date": "2026-11-25", "k": 8, "explain": "full", "diversity": {"method": "mmr"}, "rules": rules}
    profile = {"version": 1, "events": [{"kind": "like", "item": item, "day": 20780} for item in shop.ids[3:7]]}
    (found,) = ask(shard, [(base, profile)])
    checked = 0
    for item in found["items"][:3]:
        for one in item["counterfactuals"]:
            left_out = {"without": [one["without"]]} if one["kind"] == "symbol" else {"without_items": [one["without"]]}
            (again,) = ask(shard, [({**base, **left_out, "rank_of": [item["id"]], "explain": "none"}, profile)])
            assert again["ranks"] == [{"id": item["id"], "rank": one["rank"], "position": one["position"]}], one
            checked += 1
    assert checked > 5
