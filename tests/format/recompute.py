"""Recommendations once more, from a shard and core/SCORING.md alone: NumPy and the reference reader, none of core's code.

    python tests/format/recompute.py SHARD_DIR REQUEST.json [PROFILE.json]     prints the eligible items, best first, with their scores

`Shop(SHARD_DIR).rank(request, profile)` gives a `Ranking`: item indices in rank order with their scores; `contributions(...)` the parts of one
item's score without the rounding entry. Requests are those of js/schemas/request.schema.json without slots. `exp2` is Python's own: its last bit
may differ from core's.
"""

from __future__ import annotations

import argparse
import calendar
import datetime
import json
import math
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

import recompute_rankers  # noqa: E402
from recompute_rankers import RankerTerm  # noqa: E402
from reference_reader import NONE, read_shard, row, strings  # noqa: E402

TERMS = ("visual", "text", "symbols", "popularity", "occasion", "price", "category", "graph", "sequence")
WEIGHTS = {
    "for-you": (1.0, 0.4, 0.8, 0.15, 0.2, 0.3, 0.3, 1.0, 1.0),
    "similar": (1.0, 0.5, 0.6, 0.02, 0.0, 0.1, 0.1, 1.0, 1.0),
    "query": (1.0, 0.7, 0.5, 0.02, 0.0, 0.2, 0.2, 1.0, 1.0),
    "complete-the-look": (0.4, 0.2, 1.0, 0.05, 0.0, 0.1, 0.1, 1.0, 1.0),
    "trending": (0.0, 0.0, 0.0, 1.0, 0.5, 0.0, 0.0, 0.0, 0.0),
}
ANCHORED = ("similar", "complete-the-look")
POOL, PLACES = 60, 24
KINDS = {"like": 1.0, "buy": 1.0, "cart": 0.7, "view": 0.25, "dislike": -0.5, "hide": -1.0, "dwell": 0.5, "why": 0.3, "tap": 0.4}
GROUPS = {"view": "seen", "dwell": "seen", "like": "liked", "cart": "liked", "buy": "owned"}
CLAIMABLE = 8
STYLES = ("plain_ornate", "ancient_modern", "solemn_playful")
DENSE = ("visual", "text", "graph", "sequence")


@dataclass(frozen=True)
class Item:
    symbols: list[tuple[int, float, int]]  # symbol, presence_q, evidence bits
    popularity: float
    price: int | None
    category: str
    available: bool


@dataclass(frozen=True)
class Query:
    q16: np.ndarray  # [dim] int64
    sigma: float
    length: float


@dataclass
class Plan:
    weights: dict[str, float]
    events: list[tuple[int, float]]
    queries: dict[str, Query | None]
    affinity: np.ndarray  # [S]
    occasion: list[tuple[float, int]]  # [S] nearness, festival
    low: float | None
    high: float | None
    categories: dict[str, float]
    eligible: list[bool]
    ranker: list[RankerTerm]


@dataclass(frozen=True)
class Ranking:
    order: list[int]
    scores: list[float]


def civil_day(text: str) -> int:
    return (datetime.date.fromisoformat(text) - datetime.date(1970, 1, 1)).days


def civil(year: int, month: int, day: int) -> int:
    return (datetime.date(year, month, day) - datetime.date(1970, 1, 1)).days


class Calendar:
    """FORMAT.md, `calendar.*` and `festival_rule.day`."""

    def __init__(self, graph: dict):
        self.first = int(graph["calendar.first"][0]) if graph["calendar.first"].size else 0
        self.years = [int(packed) for packed in graph["calendar.year"]]
        self.terms = graph["calendar.term"].reshape(-1, 24)

    def rule_day(self, rule: list[int], year: int) -> int | None:
        kind, a, b, c, shift = rule
        row_of_year = year - self.first
        if kind <= 2 and not 0 <= row_of_year < len(self.years):
            return None
        if kind == 1:
            packed = self.years[row_of_year]
            leap, before = packed >> 13 & 15, a - 1
            place = before + (1 if leap and a > leap else 0)
            lengths = [29 + (packed >> month & 1) for month in range(13)]
            day = civil(year, 1, 1) + (packed >> 17) + sum(lengths[:place]) + min(b, lengths[place]) - 1
        elif kind == 2:
            day = civil(year, (a + 1) // 2, int(self.terms[row_of_year][a - 1]))
        elif kind == 3:
            day = civil(year, a, min(b, calendar.monthrange(year, a)[1]))
        else:
            fits = [d for d in range(1, calendar.monthrange(year, a)[1] + 1) if datetime.date(year, a, d).isoweekday() % 7 == c]
            if b > len(fits):
                return None
            day = civil(year, a, fits[-1] if b == -1 else fits[b - 1])
        return day + shift


def category_key(name: str) -> str:
    return "".join(c.lower() if c.isascii() else c for c in name).replace(" ", "-").replace("_", "-")


def strength(event: dict) -> float:
    stay = event.get("seconds", 0.0) / (event.get("seconds", 0.0) + 30.0) if event["kind"] == "dwell" else 1.0
    return KINDS[event["kind"]] * stay * min(event.get("count", 1), 10)


def interest(events: list[dict], date: int) -> list[float]:
    """omega of every event."""
    strengths = [strength(event) for event in events]
    inverse = [1.0 / max(1.0 / e["position"], 0.1) if "position" in e else None for e in events]
    shown = [x for x in inverse if x is not None]
    strengths = [e if x is None else e * (len(shown) * x / sum(shown)) for e, x in zip(strengths, inverse, strict=True)]
    longs, shorts = [], []
    for event, amount in zip(events, strengths, strict=True):
        age = max(0, date - event["day"])
        day = sum(abs(e) for other, e in zip(events, strengths, strict=True) if other["day"] == event["day"])
        longs.append(amount * min(1.0, 2.0 / day if day > 0.0 else 1.0) * math.pow(2.0, -age / 90.0))
        shorts.append(amount * math.pow(2.0, -age / 3.0))
    total_long, total_short = sum(map(abs, longs)), sum(map(abs, shorts))
    if total_long == 0.0:
        return [0.0] * len(events)
    sigma = 0.5 * (total_short / (total_short + 1.0))
    return [(1.0 - sigma) * (a / total_long) + (sigma * (b / total_short) if total_short > 0.0 else 0.0) for a, b in zip(longs, shorts, strict=True)]


class Shop:
    def __init__(self, folder: Path):
        manifest, blocks = read_shard(folder)
        self.rankers = recompute_rankers.load(manifest, blocks)
        hot, graph = blocks["hot"], blocks["graph"]
        self.ids = strings(hot, "item_id")
        self.index = {item: i for i, item in enumerate(self.ids)}
        self.symbols = strings(graph, "symbol_id")
        self.symbol_index = {symbol: s for s, symbol in enumerate(self.symbols)}
        self.colours = [category == "colour" for category in strings(graph, "symbol_category")]
        self.categories = strings(hot, "category")
        self.items = [self._item(hot, self.categories, i) for i in range(manifest.items)]
        self.relations = [self._relations(graph, s) for s in range(manifest.symbols)]
        self.calendar = Calendar(graph)
        self.emotions = [self._numbers(graph, "symbol_emotion", "emotion", s) for s in range(manifest.symbols)]
        self.axes = graph["emotion_axis"].tolist()
        self.recipients = {r: set(self._numbers(graph, "recipient_emotion", "emotion", n)) for n, r in enumerate(strings(graph, "recipient_id"))}
        self.festival_ids = strings(graph, "festival_id")
        self.festivals = [self._festival(graph, f) for f in range(len(graph["festival_day.start"]) - 1)]
        vectors = [blocks[name] for name in sorted(b for b in blocks if b.startswith("vectors-"))]
        self.q, self.scale = {}, {}
        for name, _ in manifest.modalities:
            self.q[name] = np.concatenate([block[f"{name}.q"] for block in vectors]).astype(np.int64)  # [N, dim]
            self.scale[name] = np.concatenate([block[f"{name}.scale"] for block in vectors]).astype(np.float64)

    @staticmethod
    def _item(hot: dict, categories: list[str], i: int) -> Item:
        begin, end = row(hot, "symbol", i)
        columns = (hot["symbol.index"], hot["symbol.presence_q"], hot["symbol.evidence"])
        symbols = [(int(columns[0][r]), int(columns[1][r]), int(columns[2][r])) for r in range(begin, end)]
        price = int(hot["price_minor"][i])
        return Item(symbols, int(hot["popularity_q"][i]) / 65535.0, None if price == NONE else price, categories[int(hot["item_category"][i])], bool(hot["available"][i]))

    @staticmethod
    def _numbers(block: dict, table: str, column: str, n: int) -> list[int]:
        begin, end = row(block, table, n)
        return [int(x) for x in block[f"{table}.{column}"][begin:end]]

    @staticmethod
    def _relations(graph: dict, s: int) -> list[tuple[int, float]]:
        begin, end = row(graph, "relation", s)
        return [(int(graph["relation.to"][r]), int(graph["relation.weight_q"][r]) / 255.0) for r in range(begin, end)]

    @staticmethod
    def _festival(graph: dict, f: int) -> tuple[list[int], list[list[int]], list[int]]:
        days, rules, symbols = (row(graph, name, f) for name in ("festival_day", "festival_rule", "festival_symbol"))
        listed = [int(d) for d in graph["festival_day.day"][slice(*days)]]
        by_rule = [[int(value) for value in rule] for rule in graph["festival_rule.day"][slice(*rules)]]
        return listed, by_rule, [int(s) for s in graph["festival_symbol.index"][slice(*symbols)]]

    # ---- §2 ----

    def _events(self, request: dict, profile: dict, date: int) -> tuple[list[tuple[int, float]], list[tuple[int, float]]]:
        """(item, omega) and (symbol, omega)."""
        if request["placement"] in ANCHORED:
            return [(self.index[request["item"]], 1.0)], []
        if request["placement"] == "trending":
            return [], []
        left_out = set(request.get("without_items", []))
        kept = []
        for event in profile.get("events", []):
            if event["kind"] == "tap":
                known = event["symbol"] in self.symbol_index
            else:
                known = event["item"] in self.index and event["item"] not in left_out
            if known:
                kept.append(event)
        omegas = interest(kept, date)
        items = [(self.index[e["item"]], omega) for e, omega in zip(kept, omegas, strict=True) if e["kind"] != "tap"]
        taps = [(self.symbol_index[e["symbol"]], omega) for e, omega in zip(kept, omegas, strict=True) if e["kind"] == "tap"]
        return items, taps

    def _ranker_events(self, rule: dict, request: dict, profile: dict, date: int, events: list[tuple[int, float]]) -> list[tuple[int, float]]:
        if "half_life_days" not in rule or request["placement"] in (*ANCHORED, "trending"):
            return events
        half_life, left_out = rule["half_life_days"], set(request.get("without_items", []))
        kept = [e for e in profile.get("events", []) if e["kind"] != "tap" and e["item"] in self.index and e["item"] not in left_out]
        return [(self.index[e["item"]], strength(e) * math.pow(2.0, -max(0, date - e["day"]) / half_life)) for e in kept]

    def _query(self, modality: str, events: list[tuple[int, float]]) -> Query | None:
        if modality not in self.q:
            return None
        v = np.zeros(self.q[modality].shape[1])
        for item, omega in events:
            v = v + omega * (self.q[modality][item].astype(np.float64) * self.scale[modality][item])
        largest = float(np.max(np.abs(v)))
        if largest == 0.0:
            return None
        length = math.sqrt(sum(float(x) * float(x) for x in v))
        q16 = np.array([math.trunc(float(x) / largest * 32767.0 + (-0.5 if x < 0 else 0.5)) for x in v], dtype=np.int64)
        return Query(q16, largest / (32767.0 * length), length)

    def _hop(self, amounts: list[float]) -> list[float]:
        arriving = [0.0] * len(amounts)
        for s, amount in enumerate(amounts):
            for to, weight in self.relations[s]:
                arriving[to] += weight * amount
        gathered: dict[int, float] = {}
        for s, amount in enumerate(amounts):
            for e in self.emotions[s]:
                gathered[e] = gathered.get(e, 0.0) + amount / len(self.emotions[s])
        for t, emotions in enumerate(self.emotions):
            if emotions:
                arriving[t] += sum(gathered[e] - amounts[t] / len(emotions) for e in emotions) / len(emotions)
        return [0.3 * amount for amount in arriving]

    def _wishes(self, profile: dict) -> list[float]:
        added = [0.0] * len(self.symbols)
        rated = [t for t, emotions in enumerate(self.emotions) if emotions]
        for axis, wish in profile.get("styles", {}).items():
            y = {t: sum(self.axes[e][2 + STYLES.index(axis)] / 100.0 for e in self.emotions[t]) / len(self.emotions[t]) for t in rated}
            mean = sum(y.values()) / len(y) if y else 0.0
            for t in rated:
                added[t] += 0.5 * (wish * (y[t] - mean))
        wished = self.recipients.get(profile.get("recipient", ""), set())
        for t in rated:
            added[t] += 0.4 * (sum(e in wished for e in self.emotions[t]) / len(self.emotions[t]))
        return added

    def _affinity(self, events: list, taps: list, request: dict, profile: dict, without: set[int]) -> np.ndarray:
        history, total = [0.0] * len(self.symbols), 0.0
        for item, omega in events:
            weight = omega / math.sqrt(max(self.items[item].popularity, 0.1))
            total += abs(weight)
            for symbol, presence_q, _ in self.items[item].symbols:
                history[symbol] += weight * (presence_q / 255.0)
        for symbol, omega in taps:
            total += abs(omega)
            history[symbol] += omega
        for s in range(len(history)):
            history[s] = 0.0 if total == 0.0 or s in without else history[s] / total
            if self.colours[s]:
                history[s] *= 0.3
        near = [0.0 if t in without else amount for t, amount in enumerate(self._hop(history))]
        far, wishes = self._hop(near), self._wishes(profile)
        affinity = [history[t] + near[t] + far[t] + wishes[t] for t in range(len(history))]
        if request["placement"] not in ANCHORED:
            for symbol, offset in profile.get("learned", {}).get("symbols", {}).items():
                if symbol in self.symbol_index:
                    affinity[self.symbol_index[symbol]] += offset
        for symbol, wish in profile.get("switches", {}).items():
            if symbol not in self.symbol_index:
                continue
            t = self.symbol_index[symbol]
            affinity[t] = -1.0 if wish == "never" else affinity[t] + (0.6 if wish == "more" else -0.6)
        return np.array([0.0 if t in without else min(1.0, max(-1.0, a)) for t, a in enumerate(affinity)])

    def _occasion(self, date: int, wished: str, without: set[int]) -> list[tuple[float, int]]:
        best = [(0.0, 0)] * len(self.symbols)
        year = datetime.date.fromordinal(date + datetime.date(1970, 1, 1).toordinal()).year
        for f, (listed, rules, symbols) in enumerate(self.festivals):
            by_rule = [self.calendar.rule_day(rule, y) for rule in rules for y in (year - 1, year, year + 1)]
            ahead = [day - date for day in [*listed, *by_rule] if day is not None and day >= date - 3]
            d = min(ahead) if ahead else None
            nearness = 1.0 if self.festival_ids[f] == wished else 0.0 if d is None or d > 21 else 0.25 if d < 0 else 1.0 - d / 22.0
            for s in symbols:
                if s not in without and nearness > best[s][0]:
                    best[s] = (nearness, f)
        return best

    def _eligible(self, request: dict, profile: dict) -> list[bool]:
        kept_groups = {"why", "tap", *request.get("keep", [])}
        barred = {event.get("item") for event in profile.get("events", []) if GROUPS.get(event["kind"], event["kind"]) not in kept_groups} | set(request.get("exclude", [])) | {request.get("item")}
        never = {self.symbol_index[s] for s, wish in profile.get("switches", {}).items() if wish == "never" and s in self.symbol_index}

        def bears(item: Item) -> bool:
            return any(s in never and presence_q / 255.0 >= 0.5 and bits & CLAIMABLE for s, presence_q, bits in item.symbols)

        unwanted = {category_key(name) for name, wish in profile.get("categories", {}).items() if wish == "never"}
        kept = [rule for rule in request.get("rules", []) if rule["kind"] == "filter"]
        other = self.items[self.index[request["item"]]].category if request["placement"] == "complete-the-look" else None

        def allowed(i: int, item: Item) -> bool:
            return item.category != other and category_key(item.category) not in unwanted and all(self._matches(rule["where"], i) for rule in kept)

        return [item.available and self.ids[i] not in barred and not bears(item) and allowed(i, item) for i, item in enumerate(self.items)]

    # ---- §7 ----

    def _matches(self, where: dict, i: int) -> bool:
        item, holds = self.items[i], True
        if "ids" in where:
            holds = holds and self.ids[i] in where["ids"]
        if "category" in where:
            holds = holds and item.category in where["category"]
        if "symbol" in where:
            wanted = {self.symbol_index.get(name) for name in where["symbol"]}
            holds = holds and any(s in wanted and presence_q >= 128 and bits & CLAIMABLE for s, presence_q, bits in item.symbols)
        if "price" in where:
            low, high = where["price"].get("min_minor"), where["price"].get("max_minor")
            holds = holds and item.price is not None and (low is None or item.price >= low) and (high is None or item.price <= high)
        if "available" in where:
            holds = holds and item.available == where["available"]
        return holds != where.get("not", False)

    def _likeness(self, i: int, j: int) -> float:
        if i == j:
            return 1.0
        a, b = ({s: presence_q for s, presence_q, _ in self.items[n].symbols} for n in (i, j))
        squares = float(sum(p * p for p in a.values())) * float(sum(p * p for p in b.values()))
        cosine = sum(p * b.get(s, 0) for s, p in a.items()) / math.sqrt(squares) if squares else 0.0
        same = self.items[i].category == self.items[j].category != ""
        return 0.5 * cosine + (0.5 if same else 0.0)

    def _diversified(self, order: list[int], scores: list[float], method: str, strength: float) -> list[int]:
        pool = order[:POOL]
        if not pool:
            return order
        high, low = scores[0], scores[len(pool) - 1]
        relevance = [(score - low) / (high - low) if high > low else 0.0 for score in scores[: len(pool)]]
        like = [[self._likeness(i, j) for j in pool] for i in pool]
        chosen: list[int] = []
        quality = [math.pow(2.0, strength * r) for r in relevance]
        rest, rows = [q * q for q in quality], []
        while len(chosen) < min(PLACES, len(pool)):
            if method == "mmr":
                value = [strength * r - (1 - strength) * max((like[c][i] for c in chosen), default=0.0) for i, r in enumerate(relevance)]
            else:
                value = rest
            best = max((i for i in range(len(pool)) if i not in chosen), key=lambda i: (value[i], -i))
            if method == "dpp":
                if rest[best] < 1e-9:
                    break
                cross = [quality[best] * quality[i] * like[best][i] - sum(row[best] * row[i] for row in rows) for i in range(len(pool))]
                rows.append([c / math.sqrt(rest[best]) for c in cross])
                rest = [d - e * e for d, e in zip(rest, rows[-1], strict=True)]
            chosen.append(best)
        return [pool[i] for i in chosen] + [item for i, item in enumerate(pool) if i not in chosen] + order[len(pool) :]

    def arrange(self, request: dict, ranking: Ranking) -> list[tuple[str, list[int]]]:
        """(what moved, the order after it), the first by score."""
        steps = [("score", ranking.order)]
        default = {"method": "mmr"} if request["placement"] == "complete-the-look" else {"method": "none"}
        diversity = request.get("diversity", default)
        if diversity["method"] != "none":
            strength = diversity.get("strength", 0.7 if diversity["method"] == "mmr" else 4.0)
            steps.append(("diversity", self._diversified(ranking.order, ranking.scores, diversity["method"], strength)))
        for rule in request.get("rules", []):
            before = steps[-1][1]
            found = [i for i in before if self._matches(rule["where"], i)]
            others = [i for i in before if i not in found]
            if rule["kind"] == "pin":
                place = rule["position"] - 1
                steps.append((rule["id"], others[:place] + found + others[place:]))
            elif rule["kind"] == "bury":
                steps.append((rule["id"], others + found))
            elif rule["kind"] == "boost":
                place = {i: before.index(i) - (rule["places"] + 0.5 if i in found else 0) for i in before}
                steps.append((rule["id"], sorted(before, key=lambda i: place[i])))
        return steps

    # ---- §3 ----

    def _weights(self, request: dict, profile: dict) -> dict[str, float]:
        weights = dict(zip(TERMS, WEIGHTS[request["placement"]], strict=True))

        def take(wishes: dict) -> None:
            for term, value in wishes.items():
                weights[term] = min(4.0, max(0.3 if term == "visual" else 0.0, float(value)))

        take(profile.get("learned", {}).get("weights", {}) if request["placement"] == "for-you" else {})
        if request["placement"] != "trending" and profile.get("occasion", "") in self.festival_ids:
            weights["occasion"] = max(weights["occasion"], 0.5)
        take(profile.get("weights", {}) if request["placement"] in ("for-you", "query") else {})
        take(request.get("query", {}).get("weights", {}))
        return weights

    def plan(self, request: dict, profile: dict | None = None) -> Plan:
        profile = profile or {}
        if not profile.get("personalise", True):
            profile = {}
        date = civil_day(request["date"])
        name = request.get("ranker", "core")
        ranker = None if name == "core" else self.rankers[name]
        silent = ranker.silences() if ranker else set()
        without = {self.symbol_index[s] for s in request.get("without", [])}
        events, taps = self._events(request, profile, date)
        price = profile.get("price", {})
        low, high = price.get("min_minor"), price.get("max_minor")
        if request["placement"] in ANCHORED and low is None and high is None:
            anchor = self.items[self.index[request["item"]]].price
            low, high = (None, None) if anchor is None else (anchor / 2.0, 2.0 * anchor)
        return Plan(
            weights=self._weights(request, profile),
            events=events,
            queries={m: None if m in silent else self._query(m, events) for m in ("visual", "text")},
            affinity=self._affinity(events, taps, request, profile, without),
            occasion=self._occasion(date, "" if request["placement"] == "trending" else profile.get("occasion", ""), without),
            low=low,
            high=high,
            categories={category_key(name): 1.0 if profile["categories"][name] == "more" else -1.0 for name in sorted(profile.get("categories", {}))},
            eligible=self._eligible(request, profile),
            ranker=ranker.terms(self, self._ranker_events(ranker.spec["rule"], request, profile, date, events), without) if ranker else [],
        )

    # ---- §4 ----

    @staticmethod
    def _fit(plan: Plan, price: int | None) -> float:
        if price is None or (plan.low is None and plan.high is None):
            return 0.0
        if plan.low is not None and price < plan.low:
            return max(0.0, 1.0 - (plan.low - price) / max(1.0, plan.low))
        if plan.high is not None and price > plan.high:
            return max(0.0, 1.0 - (price - plan.high) / max(1.0, plan.high))
        return 1.0

    def _product(self, modality: str, query: Query, i: int) -> float:
        dot = int(query.q16 @ self.q[modality][i])
        return (float(dot) * float(self.scale[modality][i])) * query.sigma

    def score(self, plan: Plan, i: int) -> float:
        item, w, total = self.items[i], plan.weights, 0.0
        for modality, query in plan.queries.items():
            if query is not None and w[modality] != 0.0:
                total += w[modality] * self._product(modality, query, i)
        for term in plan.ranker:
            total += w[term.name] * term.value(i)
        for s, presence_q, _ in item.symbols:
            total += w["symbols"] * (float(plan.affinity[s]) * (presence_q / 255.0))
        total += w["popularity"] * item.popularity
        for s, presence_q, _ in item.symbols:
            total += w["occasion"] * (plan.occasion[s][0] * (presence_q / 255.0))
        total += w["price"] * self._fit(plan, item.price)
        return total + w["category"] * plan.categories.get(category_key(item.category), 0.0)

    def rank(self, request: dict, profile: dict | None = None) -> Ranking:
        plan = self.plan(request, profile)
        scores = [self.score(plan, i) for i in range(len(self.items))]
        order = sorted((i for i in range(len(self.items)) if plan.eligible[i]), key=lambda i: (-scores[i], i))
        return Ranking(order, [scores[i] for i in order])

    # ---- §5 ----

    def contributions(self, plan: Plan, i: int) -> dict[tuple[str, str], float]:
        """(term, symbol or item id or "") -> value; the dense parts of all but five items are under ""."""
        item, w, parts = self.items[i], plan.weights, {}
        shares: dict[int, dict[str, float]] = {}
        for h, omega in plan.events:
            share = shares.setdefault(h, dict.fromkeys(DENSE, 0.0))
            for m, query in plan.queries.items():
                if query is None or w[m] == 0.0:
                    continue
                dot8 = float(int(self.q[m][h] @ self.q[m][i]))
                share[m] += w[m] * (omega * ((dot8 * float(self.scale[m][h])) * float(self.scale[m][i]))) / query.length
        for m, query in plan.queries.items():
            size = sum(abs(share[m]) for share in shares.values())
            if size > 0.0:
                left = w[m] * self._product(m, query, i) - sum(share[m] for share in shares.values())
                for share in shares.values():
                    share[m] += left * (abs(share[m]) / size)
        for term in plan.ranker:
            own = {h: w[term.name] * term.share(h, i) for h in term.items}
            size, left = sum(map(abs, own.values())), w[term.name] * term.value(i) - sum(own.values())
            for h, value in own.items():
                shares.setdefault(h, dict.fromkeys(DENSE, 0.0))[term.name] += value + (left * abs(value) / size if size > 0.0 else 0.0)
        largest = sorted(shares, key=lambda h: -abs(sum(shares[h].values())))
        for place, h in enumerate(largest):
            for m, value in shares[h].items():
                key = (m, self.ids[h] if place < 5 else "")
                parts[key] = parts.get(key, 0.0) + value
        for s, presence_q, _ in item.symbols:
            parts["symbol", self.symbols[s]] = w["symbols"] * (float(plan.affinity[s]) * (presence_q / 255.0))
            parts["occasion", self.symbols[s]] = w["occasion"] * (plan.occasion[s][0] * (presence_q / 255.0))
        parts["popularity", ""] = w["popularity"] * item.popularity
        parts["price", ""] = w["price"] * self._fit(plan, item.price)
        parts["category", ""] = w["category"] * plan.categories.get(category_key(item.category), 0.0)
        return {key: value for key, value in parts.items() if value != 0.0}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("shard", type=Path)
    parser.add_argument("request", type=Path)
    parser.add_argument("profile", type=Path, nargs="?")
    given = parser.parse_args()
    shop = Shop(given.shard)
    ranking = shop.rank(json.loads(given.request.read_text()), json.loads(given.profile.read_text()) if given.profile else None)
    for rank, (i, score) in enumerate(zip(ranking.order, ranking.scores, strict=True), start=1):
        print(rank, shop.ids[i], repr(score))
    return 0


if __name__ == "__main__":
    sys.exit(main())
