"""Symbol -> motifs: what can be drawn of each symbol, from where, and a cache of rasters."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

import numpy as np

from . import beasts, birds, figures, lattices, plants, scenes
from .pen import Motif, rasterise

Drawer = Callable[[np.random.Generator], tuple]
# tile: fills a ground; band: runs along an edge; figure: stands alone
FIGURES: dict[str, Drawer] = {
    "dragon": beasts.dragon, "phoenix": birds.phoenix, "crane": birds.crane, "lotus": plants.lotus, "peony": plants.peony,
    "scrolling-vine": plants.vine_panel, "scrolling-lotus": plants.scrolling_lotus, "auspicious-cloud": scenes.cloud, "ruyi": scenes.ruyi,
    "bat": beasts.bat, "shou-character": scenes.shou, "lion": beasts.lion, "sea-wave-cliff": scenes.sea_cliff, "calligraphy": scenes.calligraphy,
    "other-flower": plants.other_flower, "other-bird": birds.other_bird, "shanshui": scenes.shanshui, "taotie": beasts.taotie,
    "kui-dragon": beasts.kui, "baoxianghua": plants.baoxiang, "endless-knot": lattices.endless_knot, "fangsheng": lattices.fangsheng,
    "pearl-roundel": lattices.roundel, "bagua-taiji": lattices.taiji, "coin-motif": lattices.coin, "wan-swastika": lattices.wan_single,
    "bamboo": plants.bamboo, "pine": plants.pine, "plum": plants.plum, "butterfly": birds.butterfly, "fish-abundance": birds.fish,
    "window-lattice": lattices.window,
}  # fmt: skip
TILES: dict[str, Drawer] = {
    "fret-huiwen": lattices.fret_panel, "thunder-leiwen": lattices.leiwen, "wan-swastika": lattices.wan, "coin-motif": lattices.coins,
    "cracked-ice": lattices.cracked_ice, "water-wave": scenes.waves, "scrolling-vine": plants.arabesque, "": lattices.diaper,
}  # fmt: skip
BANDS: dict[str, Drawer] = {
    "fret-huiwen": lattices.fret, "thunder-leiwen": lattices.leiwen, "scrolling-vine": plants.scroll_band,
    "scrolling-lotus": lambda rng: plants.scroll_band(rng, plants.lotus_profile), "lotus": plants.lotus_band, "ruyi": scenes.ruyi_band,
    "water-wave": scenes.waves, "peony": lambda rng: plants.scroll_band(rng, plants.peony_head),
    "other-flower": lambda rng: plants.scroll_band(rng, plants.simple_flower), "": plants.lappets,
}  # fmt: skip
NEGATIVES: dict[str, Drawer] = {
    "neg-greek-key": lattices.key_negative, "neg-celtic-knot": lattices.celtic_negative, "neg-paisley": lattices.paisley_negative,
    "neg-stripes": lattices.stripes_negative, "neg-dots": lattices.dots_negative, "neg-western-dragon": beasts.western_dragon_negative,
}  # fmt: skip
SOLIDS = {"buddha-figure": figures.seated_buddha, "human-figure": figures.standing_figure, "lion": figures.guardian_lion}
USES = {"figure": FIGURES, "tile": TILES, "band": BANDS, "negative": NEGATIVES}
# What else a drawn motif shows beside its own symbol.
ALSO = {"scrolling-lotus": ("lotus", "scrolling-vine")}
VARIANTS = 14
KEPT = 900


class Library:
    """Motifs by symbol and use. Outside sources are added with `add`; drawn ones are made when asked for, from the seed alone."""

    def __init__(self, seed: int):
        self.seed = seed
        self.outside: dict[tuple[str, str], list[Callable[[], Motif]]] = {}
        self.photographs: list[Path] = []  # of plain garments: carriers
        self.cache: OrderedDict[tuple, Motif] = OrderedDict()

    def add(self, symbol: str, use: str, load: Callable[[], Motif]) -> None:
        self.outside.setdefault((symbol, use), []).append(load)

    def symbols(self, use: str) -> set[str]:
        drawn = set(USES[use]) | (set(SOLIDS) if use == "figure" else set())
        return (drawn | {s for s, u in self.outside if u == use}) - {""}

    def pick(self, symbol: str, use: str, rng: np.random.Generator, outside_share: float = 0.55, solid: bool = False) -> Motif:
        """A motif of the symbol. solid: a statue's height field where there is one."""
        if solid and symbol in SOLIDS:
            return self._cached((symbol, "solid", int(rng.integers(VARIANTS))), lambda key: self._solid(symbol, key))
        drawn = USES[use].get(symbol)
        loads = self.outside.get((symbol, use), [])
        if loads and (drawn is None or rng.random() < outside_share):
            index = int(rng.integers(len(loads)))
            return self._cached((symbol, use, "outside", index), lambda key: loads[index]())
        if drawn is None:
            if symbol in SOLIDS:
                return self.pick(symbol, use, rng, outside_share, True)
            raise KeyError(f"nothing draws {symbol} as {use}")
        return self._cached((symbol, use, int(rng.integers(VARIANTS))), lambda key: self._draw(drawn, use, key))

    def _rng(self, key: tuple) -> np.random.Generator:
        return np.random.default_rng([self.seed, *"/".join(map(str, key)).encode()])

    def _draw(self, drawer: Drawer, use: str, key: tuple) -> Motif:
        rng = self._rng(key)
        art, frame, wraps = drawer(rng)
        size = 224 if use in ("figure", "negative") and not wraps else 128
        return rasterise(art, size, rng.uniform(0.7, 1.5), wraps, frame)

    def _solid(self, symbol: str, key: tuple) -> Motif:
        rng = self._rng(key)
        if symbol == "lion":
            return figures.guardian_lion(rng)[0]
        if symbol == "buddha-figure":
            return (figures.seated_buddha(rng) if rng.random() < 0.65 else figures.standing_figure(rng, True))[0]
        return (figures.standing_figure(rng, False) if rng.random() < 0.5 else figures.group_scene(rng))[0]

    def _cached(self, key: tuple, make: Callable[[tuple], Motif]) -> Motif:
        found = self.cache.get(key)
        if found is None:
            found = self.cache[key] = make(key)
            if len(self.cache) > KEPT:
                self.cache.popitem(last=False)
        else:
            self.cache.move_to_end(key)
        return found
