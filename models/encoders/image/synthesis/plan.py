"""Decides what every picture shows, so that symbols and styles come out even. Drawn from the seed before anything is rendered."""

from __future__ import annotations

from collections import Counter

import numpy as np

from .compose import PLAIN, Plan
from .library import SOLIDS, TILES, Library
from .styles import STYLES

JUDGED = (
    "dragon", "lotus", "scrolling-vine", "auspicious-cloud", "fret-huiwen", "peony", "ruyi", "bat", "shou-character", "lion", "sea-wave-cliff",
    "calligraphy", "other-flower", "other-bird", "human-figure", "buddha-figure", "shanshui", "taotie", "kui-dragon", "thunder-leiwen",
    "phoenix", "crane",
)  # fmt: skip
FILLERS = {
    "dragon": ("auspicious-cloud", "auspicious-cloud", "other-flower"), "phoenix": ("auspicious-cloud", "peony", "other-flower"),
    "crane": ("auspicious-cloud", "auspicious-cloud", "peony"), "bat": ("auspicious-cloud", "shou-character", "ruyi"),
    "shou-character": ("bat", "bat", "ruyi", "auspicious-cloud"), "lotus": ("other-bird", "other-flower", "crane"), "lion": ("auspicious-cloud", "ruyi"),
    "peony": ("other-bird", "phoenix", "bat"), "other-flower": ("other-bird", "bat"), "other-bird": ("other-flower", "peony"),
    "human-figure": ("auspicious-cloud", "crane"), "ruyi": ("bat", "auspicious-cloud"), "sea-wave-cliff": ("auspicious-cloud", "bat", "crane"),
    "buddha-figure": ("auspicious-cloud", "lotus"), "shanshui": ("auspicious-cloud", "other-bird"), "auspicious-cloud": ("bat", "crane"),
}  # fmt: skip
BAND_CHOICE = ("fret-huiwen", "fret-huiwen", "scrolling-vine", "thunder-leiwen", "lotus", "ruyi", "other-flower", "scrolling-lotus", "water-wave", "peony", "")
ARCHAIC = ("taotie", "kui-dragon", "thunder-leiwen")
NEGATIVE_SHARE = 0.1
OTHERS_SHARE = 0.13


def _least(counts: Counter, options, rng: np.random.Generator):
    """The option counted least; chance decides between equals."""
    options = list(options)
    return min(options, key=lambda o: counts[o] + 0.9 * rng.random())


class Planner:
    """Hands out plans one by one and keeps count."""

    def __init__(self, library: Library, styles, seed: int):
        self.library, self.styles, self.rng = library, tuple(styles), np.random.default_rng([seed, 1])
        self.seen, self.pairs, self.by_style = Counter(), Counter(), Counter()
        self.uses = {use: library.symbols(use) for use in ("figure", "tile", "band", "negative")}
        self.others = sorted((self.uses["figure"] | self.uses["tile"]) - set(JUDGED))

    def next(self, index: int) -> Plan:
        rng = self.rng
        if rng.random() < NEGATIVE_SHARE:
            return self._negative(index)
        main = str(rng.choice(self.others)) if rng.random() < OTHERS_SHARE else _least(self.seen, JUDGED, rng)
        fitting = [s for s in self.styles if main not in STYLES[s].avoids] or list(self.styles)
        if main in SOLIDS and rng.random() < 0.5:  # figures are met as statues first of all
            fitting = [s for s in fitting if "statue" in STYLES[s].bodies] or fitting
        style = min(fitting, key=lambda s: 2 * self.pairs[main, s] + self.by_style[s] / 40 + rng.random())
        uses = [u for u in ("figure", "tile", "band") if main in self.uses[u]]
        use = str(rng.choice(uses))
        body = self._body(style, use, main)
        filler = str(rng.choice(FILLERS[main])) if main in FILLERS and use == "figure" and rng.random() < 0.85 else ""
        if use == "band" and rng.random() < 0.5:
            filler = _least(self.seen, [s for s in JUDGED if s in self.uses["figure"]], rng)
        band = str(rng.choice(BAND_CHOICE)) if rng.random() < 0.85 else ""
        second = str(rng.choice(BAND_CHOICE)) if band and rng.random() < 0.5 else ""
        if main in ARCHAIC and use == "figure":
            band = str(rng.choice(["thunder-leiwen", "fret-huiwen", ""]))
        plan = Plan(index, style, body, main, use, band, second, filler, self._tile(main, use, style))
        self._count(plan)
        return plan

    def _body(self, style: str, use: str, main: str) -> str:
        bodies = [b for b in STYLES[style].bodies if not (b == "statue" and (use != "figure" or main in ("calligraphy", "shanshui")))]
        bodies = [b for b in bodies if not (b == "openwork" and use == "band")] or list(STYLES[style].bodies)
        if main in SOLIDS and "statue" in bodies and self.rng.random() < 0.75:
            return "statue"
        return str(self.rng.choice(bodies))

    def _tile(self, main: str, use: str, style: str) -> str:
        if use == "tile" or style in ("ink", "papercut"):
            return ""
        chance = {"taotie": 0.7, "kui-dragon": 0.5}.get(main, 0.55)
        if self.rng.random() >= chance:
            return ""
        return "thunder-leiwen" if main in ARCHAIC else str(self.rng.choice([*(t or PLAIN for t in sorted(TILES)), PLAIN, "scrolling-vine"]))

    def _negative(self, index: int) -> Plan:
        """Look-alikes or nothing, and at times a true motif beside them."""
        rng = self.rng
        style = _least(self.by_style, self.styles, rng)
        bodies = [b for b in STYLES[style].bodies if b not in ("statue", "openwork")]
        negative = str(rng.choice(sorted(self.uses["negative"]))) if rng.random() < 0.85 else ""
        plan = Plan(index, style, str(rng.choice(bodies)), "", "figure", negative=negative)
        self._count(plan)
        return plan

    def _count(self, plan: Plan) -> None:
        self.by_style[plan.style] += 1
        if plan.main:
            self.seen[plan.main] += 1
            self.pairs[plan.main, plan.style] += 1
        for extra, weight in ((plan.filler, 0.3), (plan.band, 0.16), (plan.second, 0.12), (plan.tile, 0.2)):
            if extra:
                self.seen[extra] += weight


def plan_all(library: Library, count: int, styles, seed: int) -> list[Plan]:
    planner = Planner(library, styles, seed)
    return [planner.next(index) for index in range(count)]
