"""Weights of a history and what wishes add to a symbol: core/SCORING.md §2 in plain Python, for check_sentences.py."""

import json
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

KNOWLEDGE = Path(__file__).resolve().parents[2] / "models" / "knowledge"


def load(name):
    return json.loads((KNOWLEDGE / name).read_text("utf-8"))


SYMBOLS = {s["id"]: s for s in load("symbols.json")["symbols"]}
EMOTIONS = {e["id"]: e for e in load("emotions.json")["emotions"]}
RECIPIENTS = {r["id"]: r for r in load("recipients.json")["recipients"]}


KIND_WEIGHTS = {"like": 1, "buy": 1, "cart": 0.7, "view": 0.25, "dwell": 0.5, "why": 0.3, "tap": 0.4, "dislike": -0.5, "hide": -1}


def strength(event):
    stay = event.get("seconds", 0) / (event.get("seconds", 0) + 30) if event["kind"] == "dwell" else 1
    return KIND_WEIGHTS[event["kind"]] * stay * min(event.get("count", 1), 10)


@cache
def emotions_of(sid):
    return [x["emotion"] for x in SYMBOLS[sid]["emotions"] if x["emotion"] in EMOTIONS] if sid in SYMBOLS else []


@cache
def axis_of(sid, axis):
    return sum(EMOTIONS[x]["axes"][axis] for x in emotions_of(sid)) / len(emotions_of(sid))


@cache
def mean_axis(axis):
    known = [s for s in SYMBOLS if emotions_of(s)]
    return sum(axis_of(s, axis) for s in known) / len(known)


def category_key(name):
    return re.sub(r"[ _]", "-", "".join(c.lower() if c.isascii() else c for c in name))


def omegas(events, today):
    """Weights of the events, in their order."""
    strengths = [strength(e) for e in events]
    looked = [1 / max(1 / e["position"], 0.1) if "position" in e else None for e in events]
    placed = [w for w in looked if w is not None]
    strengths = [s if w is None else s * (len(placed) * w / sum(placed)) for s, w in zip(strengths, looked, strict=True)]
    ages = [max(0, today - e["day"]) for e in events]
    days = defaultdict(float)
    for e, s in zip(events, strengths, strict=True):
        days[e["day"]] += abs(s)
    shares = [min(1, 2 / days[e["day"]]) if days[e["day"]] else 1 for e in events]
    longs = [s * f * 2 ** (-a / 90) for s, f, a in zip(strengths, shares, ages, strict=True)]
    shorts = [s * 2 ** (-a / 3) for s, a in zip(strengths, ages, strict=True)]
    long_sum, short_sum = sum(map(abs, longs)), sum(map(abs, shorts))
    if long_sum == 0:
        return [0.0] * len(events)
    mix = 0.5 * (short_sum / (short_sum + 1))
    return [(1 - mix) * x / long_sum + (mix * y / short_sum if short_sum else 0) for x, y in zip(longs, shorts, strict=True)]


def wished_affinity(sid, styles, recipient):
    """What styles and the recipient add."""
    emotions = emotions_of(sid)
    if not emotions:
        return 0.0
    added = sum(0.5 * wish * (axis_of(sid, axis) - mean_axis(axis)) for axis, wish in styles.items())
    return added + (0.4 * sum(x in recipient["emotions"] for x in emotions) / len(emotions) if recipient else 0)
