"""Every query rule of core against an independent re-computation (tests/format/recompute_rankers.py) on planted rankers and random profiles."""

from __future__ import annotations

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
for folder in (ROOT / "tests" / "format", ROOT / "tests" / "models", ROOT / "models"):
    sys.path.insert(0, str(folder))

from common import ranker_contract  # noqa: E402
from recompute import Shop, civil_day  # noqa: E402
from test_recompute import ask, create_profile, create_request  # noqa: E402

pytestmark = pytest.mark.skipif(not (TOOLS / "recommend_shard").exists(), reason="recommend_shard is not built: cmake --build --preset native-release")

EXACT = ("mean-visual", "ridge-graph", "fused", "near", "next", "walk", "ripple")
RULES = (*EXACT, "attention")
CASES = 25  # random profiles for each ranker


def plant(folder: Path, seed: int, items: int) -> Path:
    """A bundle with a ranker of every rule beside it."""
    support = ROOT / "tests" / "support"
    subprocess.run([sys.executable, str(support / "planted.py"), "--seed", str(seed), "--items", str(items), "--out", str(folder)], check=True, capture_output=True)
    subprocess.run([sys.executable, str(support / "planted_rankers.py"), "--bundle", str(folder)], check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def bundle(tmp_path_factory) -> Path:
    return plant(tmp_path_factory.mktemp("ranked") / "bundle", seed=11, items=120)


@pytest.fixture(scope="module")
def shard(bundle) -> Path:
    subprocess.run([str(TOOLS / "build_shard"), str(bundle), str(bundle.parent / "shard")], check=True, capture_output=True)
    return bundle.parent / "shard"


@pytest.fixture(scope="module")
def shop(shard) -> Shop:
    return Shop(shard)  # the reference reader takes the ranker blocks: FORMAT.md says enough


def create_case(shop: Shop, draw: random.Random, ranker: str) -> tuple[dict, dict]:
    request = {**create_request(shop, draw), "ranker": ranker}
    return request, create_profile(shop, draw, civil_day(request["date"]))


@pytest.fixture(scope="module", params=RULES)
def answers(request, shop, shard) -> tuple[str, list[tuple[dict, dict, dict]]]:
    draw = random.Random(RULES.index(request.param))
    cases = [create_case(shop, draw, request.param) for _ in range(CASES)]
    return request.param, [(*case, answer) for case, answer in zip(cases, ask(shard, cases), strict=True)]


def test_planted_rankers_keep_the_contract(bundle) -> None:
    folders = sorted(bundle.glob("ranker-*"))
    assert len(folders) == 9
    without_head = [p for folder in folders for p in ranker_contract.check(folder) if "head.onnx" not in p and "needs head" not in p]
    assert without_head == []


def test_order_and_scores_are_computed_again(shop, answers) -> None:
    name, asked = answers
    for request, profile, answer in asked:
        assert answer.get("ranker") == f"{name}/1", answer
        ranking = shop.rank(request, profile)
        assert [item["index"] for item in answer["items"]] == shop.arrange(request, ranking)[-1][1][: request["k"]], request
        for item in answer["items"]:
            assert ranking.order[item["rank"] - 1] == item["index"]
            assert item["score"] == pytest.approx(ranking.scores[item["rank"] - 1], abs=1e-9)


def test_parts_of_liked_items_are_computed_again_and_sum_to_the_score(shop, answers) -> None:
    _, asked = answers
    spoke = 0
    for request, profile, answer in asked:
        plan = shop.plan(request, profile)
        for item in answer["items"][:12]:
            parts = {(p["term"], p.get("symbol", p.get("item", ""))): p["value"] for p in item["contributions"] if p["term"] != "rounding"}
            assert parts == pytest.approx(shop.contributions(plan, item["index"]), abs=1e-9)
            assert abs(item["contributions"][-1]["value"]) <= 1e-12
            assert sum(p["value"] for p in item["contributions"]) == pytest.approx(item["score"], abs=1e-12)
            spoke += sum(p["term"] in ("graph", "sequence") or (p["term"] == "visual" and "item" in p) for p in item["contributions"])
    assert spoke > 100


def test_ranks_without_a_liked_item_are_those_of_a_request_without_it(shop, shard) -> None:
    draw, checked = random.Random(5), 0
    for name in RULES:
        profile = {"version": 1, "events": [{"kind": "like", "item": item, "day": 20777 + n} for n, item in enumerate(draw.sample(shop.ids, 4))]}
        request = {"placement": "for-you", "date": "2026-11-25", "k": 3, "explain": "full", "lang": ["en"], "ranker": name}
        (answer,) = ask(shard, [(request, profile)])
        for item in answer["items"]:
            for one in item["counterfactuals"]:
                left_out = {"without_items": [one["without"]]} if one["kind"] == "item" else {"without": [one["without"]]}
                (again,) = ask(shard, [({**request, **left_out, "rank_of": [item["id"]], "explain": "none"}, profile)])
                assert again["ranks"][0]["rank"] == one["rank"], (name, one)
                speaks_alone = name == "next" and one["without"] == profile["events"][-1]["item"]  # another is last without it
                wanted = "exact" if one["kind"] == "symbol" or (name in EXACT and not speaks_alone) else "leave-one-out"
                assert one["exactness"] == wanted, (name, one)
                checked += one["kind"] == "item"
    assert checked >= 4 * len(RULES)


@pytest.fixture(scope="module")
def large(tmp_path_factory) -> Path:
    """A shop of more items than a rule takes; its ridge has a lambda that rounding swallows."""
    folder = plant(tmp_path_factory.mktemp("large") / "bundle", seed=3, items=240)
    for document in folder.glob("ranker-*/ranker.json"):
        ranker = json.loads(document.read_text(encoding="utf-8"))
        if ranker["name"] == "ridge-graph":
            document.write_text(json.dumps({**ranker, "rule": {"kind": "ridge", "lambda": 1e-12}}), encoding="utf-8")
    subprocess.run([str(TOOLS / "build_shard"), str(folder), str(folder.parent / "shard")], check=True, capture_output=True)
    return folder.parent / "shard"


@pytest.mark.parametrize("name", RULES)
def test_the_newest_two_hundred_items_of_a_long_history_speak(large, name) -> None:
    shop = Shop(large)
    order = random.Random(9).sample(shop.ids, len(shop.ids))
    events = [{"kind": "like", "item": item, "day": 20000 + n} for n, item in enumerate([*order, order[0]])]  # the oldest once more, at the end
    request = {"placement": "for-you", "date": "2026-11-25", "k": 40, "explain": "none", "keep": ["liked"], "ranker": name, "diversity": {"method": "none"}}
    (answer,) = ask(large, [(request, {"version": 1, "events": events})])
    ranking = shop.rank(request, {"version": 1, "events": events})
    assert [item["index"] for item in answer["items"]] == ranking.order[:40]
    assert [item["score"] for item in answer["items"]] == pytest.approx(ranking.scores[:40], abs=1e-9)


def test_the_order_of_a_history_of_one_day_changes_nothing_but_the_last_item(shop, shard) -> None:
    events = [{"kind": "like", "item": item, "day": 20780} for item in shop.ids[:6]]
    for name in RULES:
        if name == "next":
            continue
        request = {"placement": "for-you", "date": "2026-11-25", "k": 20, "explain": "parts", "ranker": name}
        one, other = ask(shard, [(request, {"version": 1, "events": events}), (request, {"version": 1, "events": events[::-1]})])
        assert [i["id"] for i in one["items"]] == [i["id"] for i in other["items"]]
        assert [i["score"] for i in one["items"]] == pytest.approx([i["score"] for i in other["items"]], abs=1e-9)


def test_a_walk_names_the_way_to_the_item(shop, shard) -> None:
    profile = {"version": 1, "events": [{"kind": "like", "item": shop.ids[0], "day": 20780}]}
    related = {(shop.symbols[s], shop.symbols[t]) for s, row in enumerate(shop.relations) for t, _ in row}
    for name in ("walk", "ripple"):
        request = {"placement": "for-you", "date": "2026-11-25", "k": 30, "explain": "parts", "ranker": name}
        (answer,) = ask(shard, [(request, profile)])
        paths = [(item, part["path"]) for item in answer["items"] for part in item["contributions"] if part.get("path")]
        assert len(paths) >= 10
        borne = {shop.symbols[s] for s, _, _ in shop.items[0].symbols}
        for item, path in paths:
            assert path[0] in borne and all(step in related for step in zip(path, path[1:], strict=False))
            if name == "walk":
                assert path[-1] in {shop.symbols[s] for s, _, _ in shop.items[item["index"]].symbols}


def test_an_unknown_ranker_is_refused_with_the_names_that_there_are(shard) -> None:
    (answer,) = ask(shard, [({"placement": "for-you", "date": "2026-11-25", "ranker": "sasrec"}, {"version": 1})])
    assert answer["code"] == "invalid-argument"
    assert all(name in answer["message"] for name in ("sasrec", "core", *RULES))


def test_the_vector_of_a_head_speaks_and_is_not_split(shop, shard) -> None:
    vector = ",".join(str((d % 7 - 3) / 4) for d in range(24))
    request = {"placement": "for-you", "date": "2026-11-25", "k": 5, "explain": "parts", "ranker": "head", "query": {"weights": {"popularity": 0}}}
    line = "\t".join((json.dumps(request), "", f"ranker.graph={vector}"))
    done = subprocess.run([str(TOOLS / "recommend_shard"), str(shard)], input=line + "\n", capture_output=True, text=True, check=True)
    answer = json.loads(done.stdout)
    assert answer["ranker"] == "head/1"
    assert all([p["term"] for p in item["contributions"] if p["term"] == "graph"] == ["graph"] for item in answer["items"])
    (unset,) = ask(shard, [(request, {"version": 1})])
    assert unset["code"] == "invalid-state" and "ranker.graph" in unset["message"]
