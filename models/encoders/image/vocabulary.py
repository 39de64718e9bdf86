"""The symbols that the image encoder scores, in the order of its logits, and what other data sets call them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
EXTRA_IDS = (
    "scrolling-vine", "window-lattice", "other-flower", "other-bird", "buddha-figure", "human-figure", "bronze",
    "stone-carving", "wood-carving", "gold-silver", "famille-rose-or-wucai", "elephant",
)  # fmt: skip
EXTRA_CRAFTS = {"bronze", "stone-carving", "wood-carving", "gold-silver", "famille-rose-or-wucai"}
# Class of a motif picture -> symbol. `geometric-border` mixes several frets and is not used.
MOTIF_CLASSES = {
    "baoxianghua": "baoxianghua", "dragon": "dragon", "eight-treasures": "babao", "huiwen": "fret-huiwen",
    "interlocking-lotus": "scrolling-lotus", "juancao": "scrolling-vine", "lianhua": "lotus", "mudan": "peony",
    "phoenix": "phoenix", "ruyi-cloud": "ruyi-cloud", "seawater-cliff": "sea-wave-cliff", "shanshui": "shanshui",
    "tuanlong": "dragon", "yun": "auspicious-cloud",
}  # fmt: skip
# What may well stand in a picture of the key without being listed: neither a positive nor a negative there.
COMPANIONS = {
    "scrolling-lotus": ("lotus", "scrolling-vine", "other-flower"),
    "baoxianghua": ("lotus", "peony", "other-flower", "scrolling-vine"),
    "lotus": ("scrolling-vine", "scrolling-lotus", "egret-lotus", "water-wave", "other-flower"),
    "peony": ("scrolling-vine", "other-flower", "butterfly"),
    "scrolling-vine": ("lotus", "peony", "other-flower", "scrolling-lotus"),
    "ruyi-cloud": ("auspicious-cloud", "ruyi"),
    "ruyi": ("ruyi-cloud",),
    "dragon": ("auspicious-cloud", "sea-wave-cliff", "water-wave", "kui-dragon", "dragon-robe", "dragon-phoenix", "zodiac"),
    "phoenix": ("auspicious-cloud", "peony", "other-bird", "dragon-phoenix"),
    "sea-wave-cliff": ("auspicious-cloud", "water-wave"),
    "water-wave": ("sea-wave-cliff", "fish-abundance"),
    "shanshui": ("auspicious-cloud", "ink-wash", "pine", "scholar-rock", "blue-green-landscape", "calligraphy"),
    "babao": ("scrolling-vine", "endless-knot", "bajixiang", "coin-motif"),
    "bajixiang": ("endless-knot", "lotus", "babao"),
    "fu-character": ("calligraphy", "spring-couplet", "papercut"),
    "shou-character": ("calligraphy", "papercut"),
    "double-happiness": ("calligraphy", "papercut"),
    "crane": ("other-bird", "auspicious-cloud", "pine"),
    "rooster": ("other-bird", "zodiac"),
    "peacock": ("other-bird",),
    "magpie": ("other-bird", "plum"),
    "mandarin-duck": ("other-bird", "lotus"),
    "tiger": ("zodiac",),
    "jade-rabbit": ("zodiac",),
    "chrysanthemum": ("other-flower", "four-gentlemen"),
    "plum": ("other-flower", "four-gentlemen", "three-friends"),
    "orchid": ("other-flower", "four-gentlemen"),
    "bamboo": ("four-gentlemen", "three-friends"),
    "pine": ("three-friends",),
    "narcissus": ("other-flower",),
    "magnolia": ("other-flower",),
    "elephant": ("elephant-peace",),
    "elephant-peace": ("elephant",),
    "bat": ("five-bats",),
    "fish-abundance": ("double-fish", "carp-dragon-gate"),
    "double-fish": ("fish-abundance",),
    "calligraphy": ("fu-character", "shou-character", "spring-couplet"),
    "thunder-leiwen": ("fret-huiwen",),
    "fret-huiwen": ("thunder-leiwen",),
    "taotie": ("thunder-leiwen", "kui-dragon"),
}  # fmt: skip
LOOK_ALIKE = ("confusable-with", "resembles", "contrasts-with", "variant-of")  # types of relations


def load_symbols() -> list[str]:
    """The 137 ids in the order of the logits."""
    symbols = json.loads((KNOWLEDGE / "symbols.json").read_text("utf-8"))["symbols"]
    return [s["id"] for s in symbols if s["category"] != "colour"] + list(EXTRA_IDS)


def load_crafts() -> set[str]:
    """Ids that name how or of what a thing is made; a drawing or glyph says nothing about them."""
    symbols = json.loads((KNOWLEDGE / "symbols.json").read_text("utf-8"))["symbols"]
    crafts = {s["id"] for s in symbols if s["category"].startswith("craft-") or s["category"] == "painting"}
    return (crafts | EXTRA_CRAFTS) - {"shanshui", "scholar-rock", "calligraphy"}


def craft_mask() -> np.ndarray:
    """bool (S,): the symbols that say how or of what a thing is made; they are read from the whole picture."""
    crafts = load_crafts()
    return np.array([s in crafts for s in load_symbols()])


def load_confusables() -> list[tuple[int, int]]:
    """Ordered pairs of indices of symbols that are taken for each other: those of one category, and those that `relations.json` says look alike;
    companions are left out, since both may be there."""
    index, pairs = {s: i for i, s in enumerate(load_symbols())}, set()
    families = {s["id"]: s["category"] for s in json.loads((KNOWLEDGE / "symbols.json").read_text("utf-8"))["symbols"]}
    families |= {"other-flower": "flora", "other-bird": "fauna", "elephant": "fauna"}
    pairs |= {(a, b) for a in index for b in index if a != b and a in families and families[a] == families.get(b)}
    for relation in json.loads((KNOWLEDGE / "relations.json").read_text("utf-8"))["relations"]:
        if relation["type"] in LOOK_ALIKE:
            one, other = relation["from"], relation["to"] or relation.get("external")
            pairs |= {(one, other), (other, one)}
    return sorted((index[a], index[b]) for a, b in pairs if a in index and b in index and b not in COMPANIONS.get(a, ()))
