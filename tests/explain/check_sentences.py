"""Reads the narrator's sentences with a grammar of its own and looks every claim up in the explanation they stand in.

    python tests/explain/check_sentences.py < RUNS     # one JSON document a line, from tests/shop/explanations.mjs; the first describes the shop
    python tests/explain/check_sentences.py --lies < RUNS   # also plants lies into accepted sentences: each must be found

Prints failures, the number of claims by kind, the share of meanings with a resolvable citation and of strongest parts that are named.
Written from core/SCORING.md §5 and the sentences themselves, not from core's narrator. Standard library only.
"""

import json
import re
import sys
from collections import Counter, defaultdict
from datetime import date, timedelta
from pathlib import Path

KNOWLEDGE = Path(__file__).resolve().parents[2] / "models" / "knowledge"
EPSILON = 1e-9
SHOW = "--show" in sys.argv


class Lie(Exception):
    """A claim that the explanation does not hold."""


def demand(holds, what):
    if not holds:
        raise Lie(what)


def load(name):
    return json.loads((KNOWLEDGE / name).read_text("utf-8"))


def short(name):
    """A name without its remark in brackets."""
    bare = re.sub(r"\s*[（(][^（）()]*[)）]", "", name).strip()
    return bare or name


TRADITIONAL = load("traditional.json")["texts"]
SYMBOLS = {s["id"]: s for s in load("symbols.json")["symbols"]}
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


ENGLISH = {
    "unknown": "Your taste is not known yet: ",
    "nothing": "Nothing in particular speaks for it.",
    "leads": [
        r"it is recommended above all because (?P<a>.+); also, (?P<b>.+)\.",
        r"the main reason is that (?P<a>.+); besides, (?P<b>.+)\.",
        r"what counts most is that (?P<a>.+); in addition, (?P<b>.+)\.",
        r"it is recommended because (?P<a>.+)\.",
        r"it stands here because (?P<a>.+)\.",
    ],
    "between": r"; ",
    "quote": "“”",
    "title": "“”",
    "list": r", | and ",
    "dense": r"(?P<what>its looks and its description are|its looks are|its description is) close to (?:(?P<fixed>the product you are viewing|your photo|your words|your taste as a whole|products that caught your eye)|(?P<titles>.+?)(?:, which caught your eye|(?P<rest> and other products that caught your eye)))",
    "subjects": {"its looks and its description are": "vt", "its looks are": "v", "its description is": "t"},
    "fixed": {"the product you are viewing": "anchor", "your photo": "photo", "your words": "words", "your taste as a whole": "encoder", "products that caught your eye": "history"},
    "leanings": [
        ("asked", r"you asked to see more of (?P<names>.+)"),
        ("liked", r"(?P<names>.+) (?:is|are) also found on products that caught your eye"),
        ("same", r"both have (?P<names>.+)"),
        ("related", r"(?P<names>.+) is related to (?P<other>.+) (?:on that product|in what caught your eye)"),
        ("has", r"it has (?P<names>.+)"),
    ],
    "popular": "it is popular in this shop",
    "price": {"its price is not far from that of the product you are viewing": "similar", "its price is within your range": "within", "its price is close to your range": "near"},
    "occasion": r"(?:(?P<past>.+) has just passed|today is (?P<today>.+?)|(?P<tomorrow>.+) is tomorrow|(?P<name>.+) is (?P<days>\d+) days away) and (?P<names>.+) belongs? to it",
    "where": [
        ("colour", r"(?P<name>“.+”) is (?P<place>.+), measured from its pixels\."),
        ("seen", r"(?P<name>“.+”) is (?P<place>.+); the picture itself shows it(?P<also>, and the shop's words say so too)?\."),
        ("person", r"A person has confirmed (?P<name>“.+”)\."),
        ("disagree", r"The shop's words name (?P<name>“.+”), but the picture does not bear it out, so it counts for less\."),
        ("located", r"The shop's words name (?P<name>“.+”); it was located (?P<place>.+) because they name it, not because the picture alone would prove it\."),
        ("words", r"The shop's words name (?P<name>“.+”)\."),
    ],
    "places": [["in the upper left of the picture", "at the top of the picture", "in the upper right of the picture"], ["on the left of the picture", "in the centre of the picture", "on the right of the picture"], ["in the lower left of the picture", "at the bottom of the picture", "in the lower right of the picture"]],
    "everywhere": "across most of the picture",
    "meaning": [r"What (?P<name>“.+?”) means: (?P<text>.+)\.", r"The meaning of (?P<name>“.+?”): (?P<text>.+)\."],
    "unsourced": " (no source was found for this)",
    "weak": " (from excerpts or lower-tier sources only)",
    "what_if": [
        r"Without (?P<what>.+) it would rank (?P<to>\d+)(?:st|nd|rd|th) instead of (?P<from>\d+)(?:st|nd|rd|th)\.",
        r"Take away (?P<what>.+), and its rank goes from (?P<from>\d+)(?:st|nd|rd|th) to (?P<to>\d+)(?:st|nd|rd|th)\.",
        r"Even without (?P<what>.+) it would still rank (?P<from>\d+)(?:st|nd|rd|th)\.",
        r"It would rank (?P<from>\d+)(?:st|nd|rd|th) without (?P<what>.+) as well\.",
    ],
    "reason": r"the reason (?P<name>“.+”)",
    "history": r"(?P<title>“.+”) in your history",
    "aside": [("idle", r"It also has (?P<name>“.+”), though that has no part in its rank here\."), ("little", r"It also has (?P<name>“.+”), though that counts for little here\.")],
    "drawback": r"However, (?P<what>.+) lowers its score\.",
    "drawback_dense": {"how it looks": "visual", "its description": "text"},
    "drawback_title": r"(?P<title>“.+”) in your history",
    "drawback_part": r"the (?P<how>look|description) of (?P<title>“.+”)",
    "unlike": r"(?P<what>its looks are|its description is) unlike (?P<title>“.+”), which you did not want",
    "looks": "look",
}

SIMPLIFIED = {
    "unknown": "还不了解您的喜好：",
    "nothing": "没有特别的理由把它排在前面。",
    "leads": [r"推荐它，首先因为(?P<a>.+)；其次，(?P<b>.+)。", r"(?P<a>.+)，这是推荐它的主要理由；另外，(?P<b>.+)。", r"最主要的一点：(?P<a>.+)；此外，(?P<b>.+)。", r"推荐它，因为(?P<a>.+)。", r"它排在这里，是因为(?P<a>.+)。"],
    "between": r"，(?![^，]+正应景)",
    "quote": "“”",
    "title": "《》",
    "list": r"、|和(?=《)",
    "dense": r"(?P<what>它的样子和文字介绍都|它的样子|它的文字介绍)接近(?:(?P<fixed>您正在看的这件|您给的照片|您写的话|您一向的口味|您留意过的商品)|您留意过的(?P<titles>《.+》)(?P<rest>等商品)?)",
    "subjects": {"它的样子和文字介绍都": "vt", "它的样子": "v", "它的文字介绍": "t"},
    "fixed": {"您正在看的这件": "anchor", "您给的照片": "photo", "您写的话": "words", "您一向的口味": "encoder", "您留意过的商品": "history"},
    "leanings": [("asked", r"(?P<names>.+)是您想多看的"), ("liked", r"(?P<names>.+)也出现在您留意过的商品上"), ("same", r"两件都有(?P<names>.+)"), ("related", r"(?P<names>.+)与(?:这件的|您留意过的)(?P<other>.+)相关"), ("has", r"它有(?P<names>.+)")],
    "popular": "它在店里受欢迎",
    "price": {"价格与您正在看的这件相差不大": "similar", "价格在您说的范围内": "within", "价格接近您说的范围": "near"},
    "occasion": r"(?:(?P<past>.+)刚过|今天是(?P<today>.+?)|明天是(?P<tomorrow>.+?)|(?P<name>.+)将至（还有(?P<days>\d+)天）)，(?P<names>.+)正应景",
    "where": [("colour", r"(?P<name>.+?)(?P<place>在图的.+|几乎占满整张图)，是从像素量出来的。"), ("seen", r"(?P<name>.+?)(?P<place>在图的.+?|几乎占满整张图)，从图片本身就能认出(?P<also>，店家的文字也这样写)?。"), ("person", r"(?P<name>.+)经人核对确认。"), ("disagree", r"店家的文字写有(?P<name>.+)，但图片没有印证，因此它的分量已调低。"), ("located", r"店家的文字写有(?P<name>.+)，据此在图上找到它的位置（(?P<place>.+)）；单凭图片还不足以断定。"), ("words", r"店家的文字写有(?P<name>.+)。")],
    "places": [["在图的左上方", "在图的上方", "在图的右上方"], ["在图的左侧", "在图的中央", "在图的右侧"], ["在图的左下方", "在图的下方", "在图的右下方"]],
    "everywhere": "几乎占满整张图",
    "meaning": [r"关于(?P<name>.+?)的含义：(?P<text>.+)。", r"(?P<name>.+?)的寓意是：(?P<text>.+)。"],
    "unsourced": "（这一说法没有找到出处）",
    "weak": "（出处仅据摘录或等级较低）",
    "what_if": [r"若不算(?P<what>.+)，它会排第(?P<to>\d+)位，而不是第(?P<from>\d+)位。", r"去掉(?P<what>.+)，它的名次会从第(?P<from>\d+)位变为第(?P<to>\d+)位。", r"即使不算(?P<what>.+)，它仍排第(?P<from>\d+)位。", r"不算(?P<what>.+)，它也还是第(?P<from>\d+)位。"],
    "reason": r"(?P<name>“.+”)这条理由",
    "history": r"您对(?P<title>《.+》)的留意",
    "aside": [("idle", r"它还有(?P<name>.+)，不过这次的排名与此无关。"), ("little", r"它还有(?P<name>.+)，不过它在这次排名里分量很小。")],
    "drawback": r"不过，(?P<what>.+)拉低了它的分数。",
    "drawback_dense": {"它的样子": "visual", "它的文字介绍": "text"},
    "drawback_title": r"您记录里的(?P<title>《.+》)",
    "drawback_part": r"(?P<title>《.+》)的(?P<how>样子|文字介绍)",
    "unlike": r"(?P<what>它的样子|它的文字介绍)不像您不想要的(?P<title>《.+》)",
    "looks": "样子",
}

# The reviewer's own reading of the traditional sentences: each character here was looked up by hand, not taken from core.
TO_TRADITIONAL = dict(zip("推荐与两为义于仅从价会侧关内写几凭刚别单占变围图处对将应张录据数断无条来样欢没满点现确级绍经给范认记证话说调较过还这里“”", "推薦與兩為義於僅從價會側關內寫幾憑剛別單佔變圍圖處對將應張錄據數斷無條來樣歡沒滿點現確級紹經給範認記證話說調較過還這裡「」"))


def traditional(value):
    if isinstance(value, str):
        return "".join(TO_TRADITIONAL.get(c, c) for c in value)
    if isinstance(value, dict):
        return {traditional(k) if k not in SIMPLIFIED else k: traditional(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(traditional(v) for v in value)
    return value


GRAMMAR = {"en": ENGLISH, "zh-Hans": SIMPLIFIED, "zh-Hant": traditional(SIMPLIFIED)}


class Explanation:
    """One item's explanation, its run, and the shop: everything that a sentence may claim."""

    def __init__(self, shop, run, item):
        self.shop, self.profile, self.request, self.answer, self.item = shop, run["profile"] or {}, run["request"], run["answer"], item
        self.on = self.profile.get("personalise", True)
        self.parts = [c for c in item["contributions"] if c["term"] != "rounding"]
        self.mentioned = set()  # indices into parts
        self.about = None  # of the sentence being read

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
        history = {e["item"] for e in self.profile.get("events", [])} if self.on else set()
        known = [i for i in found if i in history]
        demand(known, f"《{title}》 is no item of the history")
        return known

    def events(self):
        return self.profile.get("events", []) if self.on else []


def unquote(text, marks):
    demand(len(text) > 2 and text[0] == marks[0] and text[-1] == marks[1], f"{text} is not in quotation marks")
    return text[1:-1]


def names_in(text, g, lang):
    names = re.split(r"(?<=”)(?:, | and )(?=“)" if lang == "en" else "、", text)
    return [unquote(n, g["quote"]) for n in names] if lang == "en" else names


def check_dense(e, m, g, lang):
    terms = {"v": ["visual"], "t": ["text"], "vt": ["visual", "text"]}[g["subjects"][m["what"]]]
    parts = [c for c in e.parts if c["term"] in terms]
    if m["fixed"]:
        kind = g["fixed"][m["fixed"]]
        demand(sum(c["value"] for c in parts) > 0 or any(c["value"] > 0 for c in parts), "nothing dense speaks for it")
        demand(kind != "anchor" or e.request["placement"] == "similar", "there is no product being viewed")
        demand(kind != "history" or e.events(), "there is no history")
        demand(kind not in ("photo", "words", "encoder") or "query" in e.request, f"there is no {kind}")
        e.mention(lambda c: c["term"] in terms and c["value"] > 0)
        return
    for title in re.split(r"(?<=[》”])(?:" + g["list"] + r")(?=[《“])", m["titles"]):
        ids = e.item_titled(unquote(title, g["title"]), lang)
        for term in terms:
            demand(any(c["value"] > 0 for c in e.parts if c.get("item") in ids and c["term"] == term), f"{title} does not speak for it")
        demand(not unwanted(e, ids), f"{title} did not catch the eye")
        e.mention(lambda c: c.get("item") in ids and c["term"] in terms and c["value"] > 0)
    if m["rest"]:
        demand(any(c["value"] > 0 and "item" not in c for c in parts), "there are no other products")
        e.mention(lambda c: c["term"] in terms and "item" not in c)


def unwanted(e, ids):
    """Whether dislikes and hides outweigh the rest: kinds and ages as SCORING.md §2 has them."""
    weights = {"like": 1, "buy": 1, "cart": 0.7, "view": 0.25, "dislike": -0.5, "hide": -1}
    today = (date.fromisoformat(e.answer["date"]) - date(1970, 1, 1)).days
    return sum(weights[ev["kind"]] * 2 ** (-max(0, today - ev["day"]) / 30) for ev in e.events() if ev["item"] in ids) < 0


def check_unlike(e, m, g, lang):
    term = {"v": "visual", "t": "text"}[g["subjects"][m["what"]]]
    ids = e.item_titled(unquote(m["title"], g["title"]), lang)
    demand(unwanted(e, ids), f"{m['title']} was wanted")
    demand(any(c["value"] > 0 for c in e.parts if c.get("item") in ids and c["term"] == term), f"{m['title']} does not speak for it")
    e.mention(lambda c: c.get("item") in ids and c["term"] == term and c["value"] > 0)


def bears(e, item, symbol):
    return any(s["id"] == symbol and s["presence"] > 0 for s in e.shop["symbols"].get(item, []))


def check_leaning(e, kind, m, g, lang):
    for name in names_in(m["names"], g, lang):
        e.symbol_named(name, lang)
        same = [s["id"] for s in e.item["symbols"] if s["claimed"] and short(in_language(s, lang)) == name]
        for at, sid in enumerate(same):  # a colour may share its name with a symbol: one of them must bear the claim
            try:
                check_symbol(e, kind, sid, m, g, lang)
                break
            except Lie:
                if at == len(same) - 1:
                    raise


def check_symbol(e, kind, sid, m, g, lang):
    demand(e.total(term="symbol", symbol=sid) > 0, f"{sid} does not speak for it")
    e.mention(lambda c: c["term"] == "symbol" and c["symbol"] == sid)
    if kind == "asked":
        demand(e.on and e.profile.get("switches", {}).get(sid) == "more", f"nobody asked for {sid}")
    elif kind == "liked":
        demand(any(bears(e, ev["item"], sid) for ev in e.events()), f"no item of the history bears {sid}")
    elif kind == "same":
        demand(bears(e, e.request["item"], sid), f"the anchor does not bear {sid}")
    elif kind == "related":
        others = [s for s in SYMBOLS if short(in_language(SYMBOLS[s], lang)) == (unquote(m["other"], g["quote"]) if lang == "en" else m["other"])]
        known = [o for o in others if o in RELATED[sid]]
        demand(known, f"{m['other']} is not related to {sid}")
        seen = [e.request["item"]] if e.request["placement"] == "similar" else [ev["item"] for ev in e.events()]
        demand(any(bears(e, i, o) for i in seen for o in known), f"{m['other']} is on nothing that was seen")


def days_until(festival, on):
    days = sorted(date.fromisoformat(d) for d in FESTIVALS[festival]["dates"].values())
    return next((d - on).days for d in days if d >= on - timedelta(days=3))


def check_occasion(e, m, g, lang):
    name = m["past"] or m["today"] or m["tomorrow"] or m["name"]
    symbols = [e.symbol_named(n, lang)["id"] for n in names_in(m["names"], g, lang)]
    for sid in symbols:
        parts = [c for c in e.parts if c["term"] == "occasion" and c["symbol"] == sid and c["value"] > 0]
        demand(len(parts) == 1, f"no occasion for {sid}")
        festival = parts[0]["festival"]
        demand(short(in_language(FESTIVALS[festival], lang)) == name, f"{name} is not {festival}")
        days = days_until(festival, date.fromisoformat(e.answer["date"]))
        said = {"past": days < 0, "today": days == 0, "tomorrow": days == 1, "name": m["days"] is not None and days == int(m["days"])}
        demand(next(said[k] for k in said if m[k]), f"{festival} is {days} days away")
        e.mention(lambda c: c["term"] == "occasion" and c["symbol"] == sid)


def price_range(e):
    if e.request["placement"] == "similar" and not (e.on and e.profile.get("price")):
        price = e.shop["prices"][e.request["item"]]
        return price / 2, price * 2
    wish = (e.profile.get("price") or {}) if e.on else {}
    return wish.get("min_minor") if wish.get("min_minor") is not None else 0, wish.get("max_minor") if wish.get("max_minor") is not None else float("inf")


def check_clause(e, text, g, lang):
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
        demand((kind == "similar") == (e.request["placement"] == "similar"), "the range is another one")
        e.mention(lambda c: c["term"] == "price")
        return "price"
    if m := re.fullmatch(g["dense"], text):
        check_dense(e, m, g, lang)
        return "dense"
    if m := re.fullmatch(g["unlike"], text):
        check_unlike(e, m, g, lang)
        return "unlike"
    if m := re.fullmatch(g["occasion"], text):
        check_occasion(e, m, g, lang)
        return "occasion"
    for kind, pattern in g["leanings"]:
        if m := re.fullmatch(pattern, text):
            check_leaning(e, kind, m, g, lang)
            return "symbol"
    raise Lie(f"nobody can read “{text}”")


def decapital(text):
    return text[:1].lower() + text[1:]


def check_lead(e, text, g, lang):
    kinds = []
    if text == g["nothing"]:
        demand(all(c["value"] <= EPSILON for c in e.parts), "something speaks for it")
        return ["nothing"]
    if text.startswith(g["unknown"]):
        demand(e.request["placement"] == "for-you" and not e.events() and not (e.on and (e.profile.get("switches") or e.profile.get("price"))), "something is known")
        text = text[len(g["unknown"]) :]
        kinds.append("unknown")
    candidates = [text] if lang != "en" else [decapital(text), text]
    m = next((m for c in candidates for p in g["leads"] if (m := re.fullmatch(p, c))), None)
    demand(m, f"nobody can read “{text}”")
    clauses = [m["a"]]
    if "b" in m.re.groupindex:
        clauses += re.split(g["between"], m["b"])
    return kinds + [check_clause(e, clause, g, lang) for clause in clauses]


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
        same = (record.get("tier") or "", record["verification"], record["licence"]) == (c["tier"], c["verification"], c["licence"])
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
    rank = int(m["from"])
    demand(rank == e.item["rank"], f"its rank is {e.item['rank']}, not {rank}")
    to = int(m["to"]) if "to" in m.re.groupindex else rank
    stated = [c["rank"] for c in e.item["counterfactuals"] if c["kind"] == kind and c["without"] in ids]
    demand(to in stated, f"without {ids} the rank is {stated}, not {to}")


def check_drawback(e, m, g, lang):
    what = m["what"]
    title, part = re.fullmatch(g["drawback_title"], what), re.fullmatch(g["drawback_part"], what)
    if what in g["drawback_dense"]:
        test = lambda c: c["term"] == g["drawback_dense"][what]  # noqa: E731
    elif title:
        ids = e.item_titled(unquote(title["title"], g["title"]), lang)
        test = lambda c: c.get("item") in ids and c["term"] in ("visual", "text")  # noqa: E731
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
    for said, kind in g["price"].items():
        if said in text and kind != "similar":
            yield "price", {**sentence, "text": text.replace(said, next(s for s, k in g["price"].items() if k == ("near" if kind == "within" else "within")))}


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
