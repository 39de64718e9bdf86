"""Styles by name: how a surface is made, what crafts that proves, on what bodies it is found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from . import painted, solid, woven


@dataclass(frozen=True)
class Style:
    surface: Callable
    crafts: tuple[str, ...]
    bodies: tuple[str, ...]  # with repeats: how often
    avoids: tuple[str, ...] = ()  # symbols which this style is not given


_POTS = ("vessel", "vessel", "vessel", "plate", "plate", "tile")
_CLOTH = ("cloth", "cloth", "cloth", "garment")
_CARVED = ("slab", "slab", "openwork", "statue", "statue", "plate")
_FLAT_ONLY = ("calligraphy", "shanshui")

STYLES: dict[str, Style] = {
    "underglaze-blue": Style(painted.blue, ("blue-and-white",), _POTS, ("taotie", "buddha-figure")),
    "enamel": Style(painted.enamel, ("famille-rose-or-wucai",), _POTS, ("taotie",)),
    "cloisonne": Style(painted.cloisonne, ("cloisonne",), ("vessel", "vessel", "plate"), ("shanshui", "calligraphy", "human-figure", "buddha-figure")),
    "pottery": Style(painted.pottery, (), _POTS),
    "celadon": Style(solid.celadon, ("celadon",), ("vessel", "vessel", "plate", "plate")),
    "stone": Style(solid.stone, ("stone-carving",), ("slab", "slab", "slab", "openwork", "statue", "statue", "mirror")),
    "jade": Style(solid.jade, ("jade-carving",), ("openwork", "openwork", "mirror", "statue", "vessel", "slab")),
    "bronze": Style(solid.bronze, ("bronze",), ("vessel", "vessel", "vessel", "mirror", "slab", "statue", "openwork")),
    "gilt": Style(solid.gilt, ("bronze", "gold-silver"), ("statue", "statue", "mirror", "vessel", "openwork", "slab"), ("calligraphy",)),
    "lacquer": Style(solid.lacquer, ("carved-lacquer",), ("slab", "plate", "plate", "vessel")),
    "wood": Style(solid.wood, ("wood-carving",), ("slab", "slab", "openwork", "openwork", "statue")),
    "embroidery": Style(woven.embroidery, ("embroidery",), ("cloth", "cloth", "cloth", "garment", "garment", "plain"), ("calligraphy",)),
    "brocade": Style(woven.brocade, ("brocade",), _CLOTH),
    "batik": Style(woven.batik, ("batik",), ("cloth", "cloth", "garment")),
    "ink": Style(painted.ink, ("ink-wash",), ("scroll", "scroll", "slab")),
    "print": Style(painted.printed, (), ("slab", "vessel", "cloth", "plain", "plain", "plain")),
    "papercut": Style(painted.papercut, ("papercut",), ("paper",)),
}
