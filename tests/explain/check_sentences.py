"""Reads the narrator's sentences with a grammar of its own and looks every claim up in the explanation they stand in.

    python tests/explain/check_sentences.py < RUNS     # one JSON document a line, from tests/shop/explanations.mjs; the first describes the shop
    python tests/explain/check_sentences.py --lies < RUNS   # also plants lies into accepted sentences: each must be found

Prints failures, the number of claims by kind, the share of meanings with a resolvable citation and of strongest parts that are named.
Written from core/SCORING.md §2, §5 and §8 and the sentences themselves, not from core's narrator. Standard library only.
"""

import json
import re
import sys
from collections import Counter, defaultdict
from functools import cached_property
from datetime import date, timedelta

from affinity import RECIPIENTS, SYMBOLS, category_key, load, omegas, strength, wished_affinity
from grammar import GRAMMAR, WISH_SWAPS

EPSILON = 1e-9
SHOW = "--show" in sys.argv


class Lie(Exception):
    """A claim that the explanation does not hold."""


def demand(holds, what):
    if not holds:
        raise Lie(what)


def short(name):
    """A name without its remark in brackets."""
    bare = re.sub(r"\s*[（(][^（）()]*[)）]", "", name).strip()
    return bare or name


TRADITIONAL = load("traditional.json")["texts"]
LICENCES = load("sources.json")["licences"]
EVIDENCE = load("evidence.json")
FESTIVALS = {f["id"]: f for f in load("festivals.json")["festivals"]}
RELATED = defaultdict(set)
for _relation in load("relations.json")["relations"]:
    if _relation.get("to"):
        RELATED[_relation["from"]].add(_relation["to"])
        RELATED[_relation["to"]].add(_relation["from"])


def in_language(entry, lang):
    if lang == "en":
        return entry["en"]
    return TRADITIONAL.get(entry["zh"], entry["zh"]) if lang == "zh-Hant" else entry["zh"]


class Explanation:
    """One item's explanation, its run, and the shop: everything that a sentence may claim."""

    def __init__(self, shop, run, item):
        self.shop, self.profile, self.request, self.answer, self.item = shop, run["profile"] or {}, run["request"], run["answer"], item
        self.on = self.profile.get("personalise", True)
        self.parts = [c for c in item["contributions"] if c["term"] != "rounding"]
        self.mentioned = set()  # indices into parts
        self.about = None  # of the sentence being read
        self.anchored = run["request"]["placement"] in ("similar", "complete-the-look")
        self.spoke_of_anchor = False  # a claim about the product being viewed was read
        name = run["request"].get("ranker", "core")
        self.ranker = next((r for r in shop["rankers"] if r["name"] == name), None)

    def total(self, **wanted):
        return sum(c["value"] for c in self.parts if all(c.get(k) == v for k, v in wanted.items()))

    def mention(self, test):
        self.mentioned |= {i for i, c in enumerate(self.parts) if test(c)}

    def symbol_named(self, name, lang):
        found = [s for s in self.item["symbols"] if s["claimed"] and short(in_language(s, lang)) == name]
        demand(found, f"“{name}” is no claimed symbol of {self.item['id']}")
        # A colour may share its name with a symbol: the sentence says which one it is about, the lead means the stronger one.
        own = [s for s in found if s["id"] == self.about]
        return own[0] if own else max(found, key=lambda s: self.total(term="symbol", symbol=s["id"]) + self.total(term="occasion", symbol=s["id"]))

    def item_titled(self, title, lang):
        found = [i for i, titles in self.shop["titles"].items() if title in titles.values()]
        history = {e["item"] for e in self.events() if e["kind"] != "tap"}
        known = [i for i in found if i in history]
        demand(known, f"《{title}》 is no item of the history")
        return known

    def events(self):
        return self.profile.get("events", []) if self.on else []

    def taps(self):
        return [e for e in self.events() if e["kind"] == "tap"]

    def own(self, member):
        """A wish of the profile, if the profile is used at all."""
        return self.profile.get(member) if self.on else None

    def silences(self, term):
        return self.ranker is not None and any(m["name"] in (term, "fused") for m in self.ranker["modalities"])

    @cached_property
    def today(self):
        return (date.fromisoformat(self.answer["date"]) - date(1970, 1, 1)).days

    @cached_property
    def omegas(self):
        return omegas(self.events(), self.today)

    def omega(self, ids, ranker=False):
        half_life = (self.ranker["rule"].get("half_life_days", 0) if self.ranker else 0) if ranker else 0
        weights = [strength(e) * 2 ** (-max(0, self.today - e["day"]) / half_life) for e in self.events()] if half_life else self.omegas
        return sum(w for e, w in zip(self.events(), weights, strict=True) if e.get("item") in ids)

    def weighed_items(self):
        """(item, ω r) of the events on items."""
        return [(e["item"], w / max(self.shop["popularity"][e["item"]], 0.1) ** 0.5) for e, w in zip(self.events(), self.omegas, strict=True) if "item" in e]

    def tap_weight(self, sid=None):
        taps = [(e["symbol"], w) for e, w in zip(self.events(), self.omegas, strict=True) if e["kind"] == "tap"]
        return sum(w for s, w in taps if s == sid) if sid else sum(abs(w) for _, w in taps)

    def borne(self, sid, items):
        return sum(w * s["presence"] for i, w in items for s in self.shop["symbols"][i] if s["id"] == sid)

    def history_of(self, sid):
        """A of SCORING.md §2, before the spread."""
        if self.anchored:
            whole = self.borne(sid, [(self.request["item"], 1.0)])
        else:
            items = self.weighed_items()
            total = sum(abs(w) for _, w in items) + self.tap_weight()
            whole = (self.borne(sid, items) + self.tap_weight(sid)) / total if total else 0.0
        return whole * (0.3 if sid.startswith("colour:") or SYMBOLS[sid]["category"] == "colour" else 1)

    def wished(self, sid):
        return wished_affinity(sid, self.own("styles") or {}, RECIPIENTS.get(self.own("recipient")))

    def learned(self, sid):
        return 0.0 if self.anchored else (self.own("learned") or {}).get("symbols", {}).get(sid, 0.0)

    def category_wish(self):
        """1, -1 or 0 for the item's category."""
        wishes = sorted((self.own("categories") or {}).items())
        own = [w for name, w in wishes if category_key(name) == category_key(self.item["card"]["category"])]
        return (1 if own[-1] == "more" else -1) if own else 0

    def nothing_known(self):
        shop_categories = {category_key(c) for c in self.shop["categories"]}
        known = [
            self.events(), self.own("switches"), {k for k, v in (self.own("price") or {}).items() if v is not None}, any((self.own("styles") or {}).values()),
            RECIPIENTS.get(self.own("recipient")), FESTIVALS.get(self.own("occasion")), (self.own("learned") or {}).get("symbols"),
            {category_key(c) for c in (self.own("categories") or {})} & shop_categories,
        ]  # fmt: skip
        return self.request["placement"] == "for-you" and not any(known)


def unquote(text, marks):
    demand(len(text) > 2 and text[0] == marks[0] and text[-1] == marks[1], f"{text} is not in quotation marks")
    return text[1:-1]


def names_in(text, g, lang):
    names = re.split(r"(?<=”)(?:, | and )(?=“)" if lang == "en" else "、", text)
    return [unquote(n, g["quote"]) for n in names] if lang == "en" else names


def check_dense(e, m, g, lang, by):
    terms = {"v": ["visual"], "t": ["text"], "vt": ["visual", "text"]}[g["subjects"][m["what"]]]
    check_speaker(e, terms, by)
    parts = [c for c in e.parts if c["term"] in terms]
    if m["fixed"]:
        kind = g["fixed"][m["fixed"]]
        demand(sum(c["value"] for c in parts) > 0 or any(c["value"] > 0 for c in parts), "nothing dense speaks for it")
        demand(kind != "anchor" or e.anchored, "there is no product being viewed")
        e.spoke_of_anchor |= kind == "anchor"
        if kind == "history":
            demand(any(e.omega({ev["item"]}, by is not None) > 0 for ev in e.events() if "item" in ev), "nothing in the history was wanted")
            demand(any(c["value"] > 0 and not (c.get("item") and unwanted(e, {c["item"]}, by is not None)) for c in parts), "only what was not wanted speaks for it")
        demand(kind not in ("photo", "words", "encoder") or "query" in e.request, f"there is no {kind}")
        e.mention(lambda c: c["term"] in terms and c["value"] > 0)
        return
    for title in re.split(r"(?<=[》”])(?:" + g["list"] + r")(?=[《“])", m["titles"]):
        ids = e.item_titled(unquote(title, g["title"]), lang)
        for term in terms:
            demand(any(c["value"] > 0 for c in e.parts if c.get("item") in ids and c["term"] == term), f"{title} does not speak for it")
        demand(not unwanted(e, ids, by is not None), f"{title} did not catch the eye")
        demand(e.item["id"] not in ids, "it is not close to itself")
        e.mention(lambda c: c.get("item") in ids and c["term"] in terms and c["value"] > 0)
    if m["rest"]:
        demand(any(c["value"] > 0 and "item" not in c for c in parts), "there are no other products")
        e.mention(lambda c: c["term"] in terms and "item" not in c)


def unwanted(e, ids, ranker=False):
    """Whether dislikes and hides outweigh the rest: weights of SCORING.md §2, or of the ranker's own half-life."""
    return e.omega(ids, ranker) < 0


def check_speaker(e, terms, by):
    """Vectors of a ranker are said to be its own."""
    demand(by is None or (e.ranker and e.ranker["name"] == by), f"no model {by} speaks")
    demand(all(e.silences(t) == (by is not None) for t in terms), "another model speaks")


def check_model(e, m, g, lang):
    """A ranker's graph and sequence parts: SCORING.md §8."""
    demand(e.ranker and e.ranker["name"] == m["model"], f"no model {m['model']} speaks")
    own = [c for c in e.parts if c["term"] in ("graph", "sequence") and c["value"] > 0]
    if m["forward"] or m["viewed"]:
        demand(own, "the model does not speak for it")
        demand(not m["viewed"] or (e.anchored and any(c.get("item") == e.request["item"] for c in own)), "there is no product being viewed")
        e.spoke_of_anchor |= m["viewed"] is not None
        e.mention(lambda c: c in own and ("item" not in c or m["viewed"]))
        return
    titles = [m["apart"]] if m["apart"] else re.split(r"(?<=[》”])(?:" + g["list"] + r")(?=[《“])", m["titles"])
    for title in titles:
        ids = e.item_titled(unquote(title, g["title"]), lang)
        parts = [c for c in own if c.get("item") in ids]
        demand(parts, f"{title} does not speak for it")
        demand(unwanted(e, ids, True) == (m["apart"] is not None), f"{title} was wanted, or was not")
        demand(e.item["id"] not in ids, "it is not linked to itself")
        if m["way"]:
            said = names_in(m["way"], g, lang)
            ways = [[short(in_language(SYMBOLS[s], lang)) if s in SYMBOLS else None for s in c.get("path", [])] for c in parts]
            demand(any(len(w) == len(said) and all(a in (b, None) for a, b in zip(w, said, strict=True)) for w in ways), f"the way is {ways}, not {said}")
        e.mention(lambda c, parts=parts: c in parts)
    if m["rest"]:
        demand(any("item" not in c for c in own), "there are no other products")
        e.mention(lambda c: c in own and "item" not in c)


def check_unlike(e, m, g, lang, by):
    term = {"v": "visual", "t": "text"}[g["subjects"][m["what"]]]
    check_speaker(e, [term], by)
    if not m["title"]:
        demand(any(e.omega({ev["item"]}, by is not None) < 0 for ev in e.events() if "item" in ev), "nothing was unwanted")
        demand(any(c["term"] == term and "item" not in c and c["value"] > 0 for c in e.parts), "no other products speak for it")
        e.mention(lambda c: c["term"] == term and "item" not in c and c["value"] > 0)
        return
    ids = e.item_titled(unquote(m["title"], g["title"]), lang)
    demand(unwanted(e, ids, by is not None), f"{m['title']} was wanted")
    demand(any(c["value"] > 0 for c in e.parts if c.get("item") in ids and c["term"] == term), f"{m['title']} does not speak for it")
    e.mention(lambda c: c.get("item") in ids and c["term"] == term and c["value"] > 0)


def bears(e, item, symbol):
    return any(s["id"] == symbol and s["presence"] > 0 for s in e.shop["symbols"].get(item, []))


def one_of(same, check):
    """A colour may share its name with a symbol: one of them must bear the claim, and it is about all that do."""
    lies = []
    for sid in same:
        try:
            check(sid)
        except Lie as lie:
            lies.append(lie)
    if len(lies) == len(same):
        raise lies[-1]


def check_leaning(e, kind, m, g, lang):
    for name in names_in(m["names"], g, lang):
        e.symbol_named(name, lang)
        same = [s["id"] for s in e.item["symbols"] if s["claimed"] and short(in_language(s, lang)) == name]
        one_of(same, lambda sid: check_symbol(e, kind, sid, m, g, lang))


def check_symbol(e, kind, sid, m, g, lang):
    demand(e.total(term="symbol", symbol=sid) > 0, f"{sid} does not speak for it")
    e.mention(lambda c: c["term"] == "symbol" and c["symbol"] == sid)
    asked = (e.own("switches") or {}).get(sid) == "more"
    demand(asked == (kind == "asked"), f"somebody asked for {sid}, or nobody did")
    # The reason is the largest of what the affinity is made of; the numbers here have no rounding in common with core's.
    amounts = {"wished": e.wished(sid), "learned": e.learned(sid), "history": e.history_of(sid)}
    largest = max(0.0, *amounts.values())
    said = {"wished": "wished", "learned": "learned", "liked": "history", "tapped": "history", "same": "history"}.get(kind)
    demand(said is None or (amounts[said] > 0 and amounts[said] >= largest - EPSILON), f"{kind} {sid}: {amounts}")
    e.spoke_of_anchor |= kind in ("same", "related") and e.anchored
    others = [] if e.anchored else [(i, w) for i, w in e.weighed_items() if i != e.item["id"]]
    if kind == "liked":
        demand(any(w > 0 and bears(e, i, sid) for i, w in others), f"no wanted item of the history bears {sid}")
        demand(e.borne(sid, others) >= e.tap_weight(sid) - EPSILON, f"taps say more about {sid}")
    elif kind == "tapped":
        demand(any(ev["symbol"] == sid for ev in e.taps()), f"nobody tapped {sid}")
        demand(e.tap_weight(sid) >= e.borne(sid, others) - EPSILON, f"products say more about {sid}")
    elif kind == "same":
        demand(e.anchored and bears(e, e.request["item"], sid), f"the anchor does not bear {sid}")
    elif kind == "has" or kind == "related":
        # Unless it is known from itself alone, none of the three may be left unsaid.
        alone = not e.anchored and e.borne(sid, others) <= EPSILON and e.tap_weight(sid) <= EPSILON and largest == amounts["history"]
        demand(largest <= EPSILON or alone, f"{sid} has a reason: {amounts}")
    if kind == "related":
        others = [s for s in SYMBOLS if short(in_language(SYMBOLS[s], lang)) == (unquote(m["other"], g["quote"]) if lang == "en" else m["other"])]
        known = [o for o in others if o in RELATED[sid]]
        demand(known, f"{m['other']} is not related to {sid}")
        seen = [e.request["item"]] if e.anchored else [ev["item"] for ev in e.events() if "item" in ev]
        tapped = [] if e.anchored else [ev["symbol"] for ev in e.taps()]
        demand(any(bears(e, i, o) for i in seen for o in known) or any(o in tapped for o in known), f"{m['other']} is on nothing that was seen")


def days_until(festival, on):
    days = sorted(date.fromisoformat(d) for d in FESTIVALS[festival]["dates"].values())
    return next((d - on).days for d in days if d >= on - timedelta(days=3))


def check_occasion(e, m, g, lang):
    name = m["past"] or m["today"] or m["tomorrow"] or m["name"] or m["wished"]

    def check(sid):
        parts = [c for c in e.parts if c["term"] == "occasion" and c["symbol"] == sid and c["value"] > 0]
        demand(len(parts) == 1, f"no occasion for {sid}")
        festival = parts[0]["festival"]
        demand(short(in_language(FESTIVALS[festival], lang)) == name, f"{name} is not {festival}")
        wished = e.request["placement"] != "trending" and e.own("occasion") == festival
        demand(wished == (m["wished"] is not None), f"{festival} was chosen, or was not")
        e.mention(lambda c: c["term"] == "occasion" and c["symbol"] == sid)
        if wished:
            return
        days = days_until(festival, date.fromisoformat(e.answer["date"]))
        said = {"past": days < 0, "today": days == 0, "tomorrow": days == 1, "name": m["days"] is not None and days == int(m["days"])}
        demand(next(said[k] for k in said if m[k]), f"{festival} is {days} days away")

    for said_name in names_in(m["names"], g, lang):
        e.symbol_named(said_name, lang)
        one_of([s["id"] for s in e.item["symbols"] if s["claimed"] and short(in_language(s, lang)) == said_name], check)


def wished_price(e):
    return any(v is not None for v in (e.own("price") or {}).values())


def price_range(e):
    if e.anchored and not wished_price(e):
        price = e.shop["prices"][e.request["item"]]
        return price / 2, price * 2
    wish = (e.profile.get("price") or {}) if e.on else {}
    return wish.get("min_minor") if wish.get("min_minor") is not None else 0, wish.get("max_minor") if wish.get("max_minor") is not None else float("inf")


def check_clause(e, text, g, lang):
    if text == g["category"]:
        demand(e.total(term="category") > 0 and e.category_wish() == 1, "nobody asked for the category")
        e.mention(lambda c: c["term"] == "category")
        return "category"
    if text == g["self"]:
        demand(any(ev.get("item") == e.item["id"] for ev in e.events()), "it is not in the history")
        demand(any(c.get("item") == e.item["id"] and c["value"] > 0 for c in e.parts), "that does not speak for it")
        e.mention(lambda c: c.get("item") == e.item["id"] and c["value"] > 0)
        return "self"
    by = None
    if m := re.fullmatch(g["finds"], text):
        by, text = m["model"], m["rest"]
        demand(re.fullmatch(g["dense"], text) or re.fullmatch(g["unlike"], text), f"nobody can read “{text}”")
    elif m := re.fullmatch(g["model"], text):
        check_model(e, m, g, lang)
        return "model"
    if text == g["popular"]:
        demand(e.total(term="popularity") > 0, "popularity does not speak for it")
        e.mention(lambda c: c["term"] == "popularity")
        return "popularity"
    if text in g["price"]:
        demand(e.total(term="price") > 0, "the price does not speak for it")
        low, high = price_range(e)
        inside = low <= e.shop["prices"][e.item["id"]] <= high
        kind = g["price"][text]
        demand(kind != "within" or inside, "the price is outside the range")
        demand(kind != "near" or not inside, "the price is inside the range")
        demand((kind == "similar") == (e.anchored and not wished_price(e)), "the range is another one")
        e.mention(lambda c: c["term"] == "price")
        return "price"
    if m := re.fullmatch(g["dense"], text):
        check_dense(e, m, g, lang, by)
        return "dense"
    if m := re.fullmatch(g["unlike"], text):
        check_unlike(e, m, g, lang, by)
        return "unlike"
    if m := re.fullmatch(g["occasion"], text):
        check_occasion(e, m, g, lang)
        return "occasion"
    for kind, pattern in g["leanings"]:
        if m := re.fullmatch(pattern, text):
            check_leaning(e, kind, m, g, lang)
            return f"symbol {kind}"
    raise Lie(f"nobody can read “{text}”")


def decapital(text):
    return text[:1].lower() + text[1:]


def check_lead(e, text, g, lang):
    kinds = []
    if text == g["nothing"]:
        demand(all(c["value"] <= EPSILON for c in e.parts), "something speaks for it")
        return ["nothing"]
    demand(text.startswith(g["unknown"]) == e.nothing_known(), "something is known, or nothing is")
    opening = next((k for k in ("unknown", "look") if text.startswith(g[k])), None)
    if opening:
        text = text[len(g[opening]) :]
        kinds.append(opening)
    moved = e.item["rank"] != e.item["position"]
    demand(not moved or g["stands"] not in text[: len(g["stands"]) + 4], "it stands where something else put it")
    candidates = [text] if lang != "en" else [decapital(text), text]
    m = next((m for c in candidates for p in g["leads"] if (m := re.fullmatch(p, c))), None)
    demand(m, f"nobody can read “{text}”")
    clauses = [m["a"]]
    if "b" in m.re.groupindex:
        clauses += re.split(g["between"], m["b"])
    kinds += [check_clause(e, clause, g, lang) for clause in clauses]
    demand((opening == "look") == (e.request["placement"] == "complete-the-look" and e.spoke_of_anchor), "nothing says that it goes with it, or all does")
    impersonal = e.request["placement"] == "trending" and not e.request.get("query")
    demand(not impersonal or {k for k in kinds} <= {"popularity", "occasion"}, "what is trending is the same for everybody")
    return kinds


def place_of(box, g):
    if box[2] - box[0] >= 0.7 and box[3] - box[1] >= 0.7:
        return g["everywhere"]
    x, y = ((0 if mid < 0.36 else 1 if mid < 0.64 else 2) for mid in ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2))
    return g["places"][y][x]


def check_where(e, kind, m, g, lang):
    symbol = e.symbol_named(unquote(m["name"], g["quote"]) if lang == "en" else m["name"], lang)
    evidence = symbol["evidence"]
    shop = [x for x in evidence if x["kind"] == "shop" and not x.get("denied")]
    picture = [x for x in evidence if x["kind"] == "picture"]
    if kind == "person":
        demand(any(x["kind"] == "person" and not x.get("denied") for x in evidence), "no person confirmed it")
    if kind in ("colour", "seen", "located"):
        demand(any("box" in x and place_of(x["box"], g) == m["place"] and (kind == "located" or x["claimed"]) for x in picture), f"{symbol['id']} is not {m['place']}")
    if kind == "colour":
        demand(symbol["id"].startswith("colour:"), "no colour")
    if kind in ("words", "located", "disagree") or (kind == "seen" and m["also"]):
        demand(shop, f"the shop does not name {symbol['id']}")
    if kind == "disagree":
        demand(any(x.get("disagrees") for x in evidence), "nothing disagrees")


def check_citations(sentence, records):
    for c in sentence["citations"]:
        record = EVIDENCE.get(c["id"])
        demand(record, f"there is no record {c['id']}")
        demand(c["id"] in records, f"{c['id']} does not support this")
        licence = LICENCES.get(record["licence"], record["licence"])
        same = (record.get("tier") or "", record["verification"], licence) == (c["tier"], c["verification"], c["licence"])
        demand(same and c["url"] in (record["url"], ""), f"{c['id']} is cited wrongly")


def check_meaning(e, sentence, m, g, lang):
    symbol = e.symbol_named(unquote(m["name"], g["quote"]) if lang == "en" else m["name"], lang)
    text = m["text"]
    note = next((n for n in (g["unsourced"], g["weak"]) if text.endswith(n)), "")
    text = text[: len(text) - len(note)] if note else text
    found = [x for x in SYMBOLS[symbol["id"]]["meanings"] if in_language(x, lang) == text]
    demand(found, f"{symbol['id']} does not mean “{text}”")
    check_citations(sentence, {r for x in found for r in x["evidence"]})
    weak = [c["tier"] == "C" or c["verification"] == "excerpt-transcribed" for c in sentence["citations"]]
    demand((note == g["unsourced"]) == (not weak), "sources and their absence do not agree")
    demand((note == g["weak"]) == (bool(weak) and all(weak)), "weak sources are not called weak, or sound ones are")


def check_what_if(e, m, g, lang):
    if r := re.fullmatch(g["reason"], m["what"]):
        ids, kind = [e.symbol_named(unquote(r["name"], g["quote"]), lang)["id"]], "symbol"
    else:
        r = re.fullmatch(g["history"], m["what"])
        demand(r, f"nobody can read “{m['what']}”")
        ids, kind = e.item_titled(unquote(r["title"], g["title"]), lang), "item"
    demand((m["by"] is not None) == (e.item["rank"] != e.item["position"]), "rank and place differ, or do not")
    rank = int(m["from"])
    demand(rank == e.item["rank"], f"its rank is {e.item['rank']}, not {rank}")
    to = int(m["to"]) if "to" in m.re.groupindex else rank
    stated = [c["rank"] for c in e.item["counterfactuals"] if c["kind"] == kind and c["without"] in ids]
    demand(to in stated, f"without {ids} the rank is {stated}, not {to}")


def check_drawback(e, m, g, lang):
    what = m["what"]
    model, judged = re.fullmatch(g["drawback_model"], what), re.fullmatch(g["drawback_judged"], what)
    title, part = re.fullmatch(g["drawback_title"], what), re.fullmatch(g["drawback_part"], what)
    if what in g["drawback_dense"]:
        test = lambda c: c["term"] == g["drawback_dense"][what]  # noqa: E731
        demand(e.total(term=g["drawback_dense"][what]) < 0, f"{what} does not lower it as a whole")
    elif what == g["drawback_rest"]:
        demand(any("item" in ev for ev in e.events()) and not e.anchored, "there is no history")
        test = lambda c: c["term"] in ("visual", "text", "graph", "sequence") and "item" not in c  # noqa: E731
    elif what == g["drawback_category"]:
        demand(e.category_wish() == -1, "nobody asked for less of the category")
        test = lambda c: c["term"] == "category"  # noqa: E731
    elif model:
        demand(e.ranker and e.ranker["name"] == model["model"], f"no model {model['model']} speaks")
        demand(e.total(term="graph") < 0 or e.total(term="sequence") < 0, f"{what} does not lower it as a whole")
        test = lambda c: c["term"] in ("graph", "sequence") and c.get("item", e.request.get("item")) == e.request.get("item")  # noqa: E731
    elif judged:
        demand(e.ranker and e.ranker["name"] == judged["model"], f"no model {judged['model']} speaks")
        ids = e.item_titled(unquote(judged["title"], g["title"]), lang)
        test = lambda c: c.get("item") in ids and c["term"] in ("graph", "sequence")  # noqa: E731
    elif title:
        ids = e.item_titled(unquote(title["title"], g["title"]), lang)
        test = lambda c: c.get("item") in ids  # noqa: E731
        demand(sum(c["value"] for c in e.parts if test(c)) < 0, f"{what} does not lower it as a whole")
    elif part:
        ids, term = e.item_titled(unquote(part["title"], g["title"]), lang), "visual" if part["how"] == g["looks"] else "text"
        test = lambda c: c.get("item") in ids and c["term"] == term  # noqa: E731
    else:
        sid = e.symbol_named(unquote(what, g["quote"]) if lang == "en" else what, lang)["id"]
        test = lambda c: c["term"] == "symbol" and c["symbol"] == sid  # noqa: E731
    demand(any(c["value"] < 0 for c in e.parts if test(c)), f"{what} does not lower it")
    e.mention(lambda c: test(c) and c["value"] < 0)


def check_sentence(e, at, sentence):
    """The kinds of the claims; raises Lie."""
    lang, text = sentence["lang"], sentence["text"]
    g = GRAMMAR[lang]
    e.about = sentence.get("about")
    if at == 0:
        demand(not sentence["citations"], "a lead cites nothing")
        return check_lead(e, text, g, lang)
    for pattern in g["meaning"]:
        if m := re.fullmatch(pattern, text):
            check_meaning(e, sentence, m, g, lang)
            return ["meaning"]
    demand(not sentence["citations"], "only a meaning cites")
    for pattern in g["what_if"]:
        if m := re.fullmatch(pattern, text):
            check_what_if(e, m, g, lang)
            return ["what-if"]
    for kind, pattern in g["aside"]:
        if m := re.fullmatch(pattern, text):
            sid = e.symbol_named(unquote(m["name"], g["quote"]) if lang == "en" else m["name"], lang)["id"]
            value = e.total(term="symbol", symbol=sid) + e.total(term="occasion", symbol=sid)
            demand((kind == "idle") == (value == 0), f"{sid} gives {value}")
            return ["aside"]
    if m := re.fullmatch(g["drawback"], text):
        check_drawback(e, m, g, lang)
        return ["drawback"]
    for kind, pattern in g["where"]:
        if m := re.fullmatch(pattern, text):
            check_where(e, kind, m, g, lang)
            return ["where"]
    raise Lie(f"nobody can read “{text}”")


def lies_about(e, sentence):
    """Sentences that differ from a true one in one fact."""
    text, lang = sentence["text"], sentence["lang"]
    if re.search(r"\d", text) and not re.search(r"[《“「][^》”」]*\d", text):
        yield "number", {**sentence, "text": re.sub(r"\d+", lambda m: str(int(m[0]) + 10), text, count=1)}
    own = {short(in_language(s, lang)) for s in e.item["symbols"]}
    strangers = [n for s in SYMBOLS.values() if (n := short(in_language(s, lang))) not in own and "“" not in n]
    for name in sorted(own, key=len, reverse=True):
        quoted = f"“{name}”" if lang == "en" else name
        if quoted in text:
            yield "symbol", {**sentence, "text": text.replace(name, strangers[len(text) % len(strangers)])}
            break
    if sentence["citations"]:
        first, *others = sentence["citations"]
        yield "record", {**sentence, "citations": [{**first, "id": first["id"] + "-gone"}, *others]}
        other = next(r for r in EVIDENCE if r not in {x for m in SYMBOLS[sentence["about"]]["meanings"] for x in m["evidence"]})
        yield "other record", {**sentence, "citations": [{**first, "id": other}, *others]}
        yield "no record", {**sentence, "citations": []}
    g = GRAMMAR[lang]
    for place in sorted((p for row in g["places"] for p in row), key=len, reverse=True):
        if place in text:
            other = g["places"][2][2] if place != g["places"][2][2] else g["places"][0][0]
            yield "place", {**sentence, "text": text.replace(place, other)}
            break
    yield from lies_about_wishes(e, sentence, g)
    for said, kind in g["price"].items():
        if said in text and kind != "similar":
            yield "price", {**sentence, "text": text.replace(said, next(s for s, k in g["price"].items() if k == ("near" if kind == "within" else "within")))}


def lies_about_wishes(e, sentence, g):
    """Wrong models, wishes that nobody had, taste where none is asked for, places that are said to be ranks."""
    text = sentence["text"]
    if e.ranker and (own := f"{g['quote'][0]}{e.ranker['name']}{g['quote'][1]}") in text:
        yield "model", {**sentence, "text": text.replace(own, f"{g['quote'][0]}{e.ranker['name']}-x{g['quote'][1]}")}
    for wish, other in WISH_SWAPS[sentence["lang"]]:
        if wish in text:
            yield "wish", {**sentence, "text": text.replace(wish, other)}
    if e.request["placement"] in ("trending", "complete-the-look") and text.startswith(g["look"]):
        yield "opening", {**sentence, "text": text.removeprefix(g["look"])}
    if e.request["placement"] == "trending" and (g["popular"] in text or g["popular"].capitalize() in text):
        yield "taste", {**sentence, "text": g["unknown"] + decapital(text)}
    if g["by score"] in text:
        yield "by score", {**sentence, "text": text.replace(g["by score"], "")}


def main():
    with_lies = "--lies" in sys.argv
    shop = json.loads(sys.stdin.readline())
    kinds, caught, missed, failures = Counter(), Counter(), [], []
    sentences = meanings = cited = strongest = named = runs = explained = 0
    spoken, unnamed = defaultdict(set), Counter()
    for line in sys.stdin:
        run = json.loads(line)
        runs += 1
        for item in run["answer"]["items"]:
            explained += 1
            for lang in GRAMMAR:
                own = [s for s in item["sentences"] if s["lang"] == lang]
                e = Explanation(shop, run, item)
                for at, sentence in enumerate(own):
                    sentences += 1
                    try:
                        found = check_sentence(e, at, sentence)
                        kinds.update(found)
                        if "meaning" in found:
                            meanings += 1
                            cited += bool(sentence["citations"])
                        spoken[lang].add(re.sub(r"[《“「].*?[》”」]", "_", sentence["text"]))
                    except Lie as lie:
                        failures.append(f"{run['name']} {item['id']} {lang}: {sentence['text']} — {lie}")
                        continue
                    for kind, false in lies_about(e, sentence) if with_lies else ():
                        try:
                            check_sentence(Explanation(shop, run, item), at, false)
                            missed.append(f"{kind}: {false['text']} {[c['id'] for c in false['citations']]}")
                        except Lie:
                            caught[kind] += 1
                if not own:
                    failures.append(f"{run['name']} {item['id']} {lang}: says nothing")
                top = [i for i, _ in enumerate(e.parts[:3])]
                strongest += len(top)
                named += len([i for i in top if i in e.mentioned])
                unnamed.update(f"{e.parts[i]['term']}{'+' if e.parts[i]['value'] > 0 else '-'}{' item' if 'item' in e.parts[i] else ''}" for i in top if i not in e.mentioned)
                if SHOW and any(i not in e.mentioned for i in top):
                    print("UNNAMED", run["name"], item["id"], e.parts[:4], [s["text"] for s in own][:1] + [s["text"] for s in own][-3:])
    for failure in failures[:40]:
        print("FAILED", failure)
    for lie in missed[:20]:
        print("BELIEVED", lie)
    print(f"{runs} profiles, {explained} explanations, {sentences} sentences; {len(failures)} failed")
    print("claims:", ", ".join(f"{k} {n}" for k, n in kinds.most_common()))
    print(f"meanings with a resolvable citation: {cited} of {meanings} ({cited / max(1, meanings):.4f})")
    print(f"strongest three parts named: {named} of {strongest} ({named / max(1, strongest):.4f}); not named: {dict(unnamed)}")
    print("different sentences, names aside:", {k: len(v) for k, v in spoken.items()})
    if with_lies:
        print("lies found:", dict(caught), "believed:", len(missed))
    ok = not failures and not missed and explained > 0 and named / max(1, strongest) >= 0.95
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
