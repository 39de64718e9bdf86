"""Lays out the motifs of a plan on the sheet of a body: bands, rings, frames, a main motif, its companions, a ground."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image

from . import sheet as sheets
from .carriers import Body, cloth, plate, slab, statue, vessel, worn
from .library import SOLIDS, Library
from .pen import Motif
from .sheet import Sheet

PLAIN = "plain"  # a ground without a symbol
LONG = 480  # pixels of a sheet's longer side


@dataclass(frozen=True)
class Plan:
    index: int
    style: str
    body: str
    main: str
    use: str  # figure, tile or band: how the main symbol appears
    band: str = ""
    second: str = ""  # another border
    filler: str = ""
    tile: str = ""
    negative: str = ""


def make(plan: Plan, library: Library, rng: np.random.Generator, size: int) -> tuple[Sheet, Body]:
    """The body and its design."""
    relief = plan.style in ("stone", "jade", "bronze", "gilt", "wood", "lacquer", "celadon")
    if plan.body == "statue":
        motif = _main(plan, library, rng, plan.main in SOLIDS)
        return _alone(plan, motif), statue(rng, size, motif.aspect)
    if plan.body == "plain" and plan.main and plan.use == "figure" and library.photographs:
        motif = _main(plan, library, rng)
        photograph = Image.open(library.photographs[int(rng.integers(len(library.photographs)))])
        return _alone(plan, motif), worn(rng, size, photograph, motif.aspect)
    body = _body(plan, rng, size)
    width, height = (LONG, max(64, round(LONG / body.aspect))) if body.aspect > 1 else (max(64, round(LONG * body.aspect)), LONG)
    sheet = Sheet.create(width, height)
    solid = relief and rng.random() < 0.6
    {"vessel": _vessel, "plate": _disc, "mirror": _disc, "openwork": _openwork}.get(plan.body, _panel)(plan, sheet, body, library, rng, solid)
    return sheet, body


def _body(plan: Plan, rng, size: int) -> Body:
    match plan.body:
        case "vessel":
            kinds = ["censer", "gu", "lei", "jar"] if plan.style == "bronze" else None
            return vessel(rng, size, str(rng.choice(kinds)) if kinds and rng.random() < 0.85 else None)
        case "plate" | "mirror":
            return plate(rng, size, plan.body == "mirror")
        case "cloth" | "garment":
            return cloth(rng, size, plan.body == "garment")
        case "openwork":
            return slab(rng, size, float(np.exp(rng.uniform(-0.3, 0.3))), 0.15, True)
        case "scroll":
            tall = plan.main in ("calligraphy", "shanshui") or rng.random() < 0.5
            return slab(rng, size, rng.uniform(0.4, 0.8) if tall else rng.uniform(0.9, 1.8), 0.5)
        case "tile" | "paper":
            return slab(rng, size, rng.uniform(0.8, 1.25), 0.6)
        case _:
            return slab(rng, size, None, 0.72)


def _main(plan: Plan, library: Library, rng, solid: bool = False) -> Motif:
    return library.pick(plan.main, plan.use, rng, solid=solid)


def _alone(plan: Plan, motif: Motif) -> Sheet:
    height, width = motif.data.shape[:2]
    k = LONG / max(height, width)
    sheet = Sheet.create(round(width * k) + 4, round(height * k) + 4)
    sheets.place(sheet, motif, plan.main, (sheet.data.shape[1] / 2, sheet.data.shape[0] / 2), width * k, moat=False)
    return sheet


def _fit(motif: Motif, width: float, height: float) -> float:
    """Width at which the motif fits a box."""
    return min(width, height * motif.aspect)


def _scatter(plan: Plan, sheet: Sheet, library: Library, rng, box, count: int, share: float) -> None:
    """Companions around the main motif, put down before it."""
    if not plan.filler:
        return
    x0, y0, x1, y1 = box
    motif = library.pick(plan.filler, "figure", rng)
    spots = [(rng.uniform(0.08, 0.92), rng.uniform(0.08, 0.92)) for _ in range(count * 6)]
    taken: list[tuple[float, float]] = []
    for sx, sy in spots:
        if len(taken) == count:
            break
        if max(abs(sx - 0.5), abs(sy - 0.5)) > 0.3 and all((sx - a) ** 2 + (sy - b) ** 2 > 0.045 for a, b in taken):
            taken.append((sx, sy))
            width = min(x1 - x0, (y1 - y0) * 1.4) * share * rng.uniform(0.8, 1.2)
            motif = library.pick(plan.filler, "figure", rng) if rng.random() < 0.3 else motif
            spot = (x0 + sx * (x1 - x0), y0 + sy * (y1 - y0))
            sheets.place(sheet, motif, plan.filler, spot, _fit(motif, width, width), rng.uniform(-25, 25), rng.random() < 0.5, False)


def _field(plan: Plan, sheet: Sheet, library: Library, rng, box, solid: bool) -> None:
    """What stands in the open part of a body."""
    x0, y0, x1, y1 = box
    width, height = x1 - x0, y1 - y0
    if plan.tile:
        symbol = "" if plan.tile == PLAIN else plan.tile
        cell = rng.uniform(60, 130) if symbol == "scrolling-vine" else rng.uniform(20, 44)
        sheets.ground(sheet, library.pick(symbol, "tile", rng), symbol, box, cell)
    if plan.negative:
        _negative(plan, sheet, library, rng, box)
    if not plan.main:
        return
    if plan.use == "tile":
        motif = _main(plan, library, rng)
        low, high = (24, 110) if motif.pure else (120, 300)  # a pattern of figures needs room to be read
        sheets.ground(sheet, motif, plan.main, box, rng.uniform(low, max(low + 1, min(high, height))))
    elif plan.use == "band":
        _bands_field(plan, sheet, library, rng, box)
    else:
        _figures(plan, sheet, library, rng, box, solid)


def _negative(plan: Plan, sheet: Sheet, library: Library, rng, box) -> None:
    x0, y0, x1, y1 = box
    motif = library.pick(plan.negative, "negative", rng)
    if motif.wraps == "x":
        high = min(rng.uniform(24, 70), y1 - y0)
        sheets.band(sheet, motif, plan.negative, y0, y0 + high)
    elif motif.wraps == "xy" or rng.random() < 0.4:
        sheets.ground(sheet, motif, plan.negative, box, rng.uniform(30, 110))
    else:
        w = _fit(motif, (x1 - x0) * rng.uniform(0.4, 0.8), (y1 - y0) * 0.85)
        sheets.place(sheet, motif, plan.negative, ((x0 + x1) / 2, (y0 + y1) / 2), w, rng.uniform(-20, 20))


def _bands_field(plan: Plan, sheet: Sheet, library: Library, rng, box) -> None:
    x0, y0, x1, y1 = box
    rows = int(rng.integers(1, 4))
    pitch = (y1 - y0) / rows
    for row in range(rows):
        high = min(pitch * rng.uniform(0.5, 0.86), 150)
        y = y0 + pitch * (row + 0.5) - high / 2
        sheets.band(sheet, _main(plan, library, rng), plan.main, y, y + high, 2.0)


def _figures(plan: Plan, sheet: Sheet, library: Library, rng, box, solid: bool) -> None:
    """One large motif, a facing pair, or a scatter of it over the field."""
    x0, y0, x1, y1 = box
    width, height = x1 - x0, y1 - y0
    motif = _main(plan, library, rng, solid)
    middle = ((x0 + x1) / 2 + rng.uniform(-0.05, 0.05) * width, (y0 + y1) / 2 + rng.uniform(-0.04, 0.04) * height)
    upright = plan.main in ("shanshui", "calligraphy", "buddha-figure", "human-figure", "sea-wave-cliff", "taotie", "shou-character", "lion")
    degrees = rng.normal(0, 4) if upright or rng.random() < 0.7 else rng.uniform(-40, 40)
    kind = rng.random()
    if kind < 0.6 or (upright and kind < 0.8):
        share = rng.uniform(0.68, 1.0)
        _scatter(plan, sheet, library, rng, box, int(rng.integers(4, 11)), rng.uniform(0.13, 0.27))
        sheets.place(sheet, motif, plan.main, middle, _fit(motif, width * share, height * share), degrees, rng.random() < 0.5)
        return
    if kind < 0.78 and width > 0.9 * height:
        w = _fit(motif, width * 0.46, height * 0.9)
        _scatter(plan, sheet, library, rng, box, 3, 0.14)
        for side in (-1, 1):
            sheets.place(sheet, motif, plan.main, ((x0 + x1) / 2 + side * width * 0.25, middle[1]), w, side * degrees, side > 0)
        return
    pitch = float(np.clip(rng.uniform(0.24, 0.5) * max(width, height), 60, 220))
    row, y = 0, y0 + pitch * rng.uniform(0.2, 0.6)
    while y < y1:
        x = x0 + pitch * (0.25 + 0.5 * (row % 2)) * 1.1
        while x < x1:
            use_filler = plan.filler and row % 2
            m = library.pick(plan.filler, "figure", rng) if use_filler else motif
            sheets.place(sheet, m, plan.filler if use_filler else plan.main, (x, y), _fit(m, pitch * 0.92, pitch * 0.8), degrees * 0.5, bool(row % 2), False)
            x += pitch * 1.1
        y, row = y + pitch * 0.85, row + 1


def _vessel(plan: Plan, sheet: Sheet, body: Body, library: Library, rng, solid: bool) -> None:
    """Borders at neck, shoulder and foot; the belly carries the field, seen on the front half."""
    height, width = sheet.data.shape[:2]
    shoulder, foot = height * rng.uniform(0.14, 0.3), height * rng.uniform(0.76, 0.92)
    y = shoulder
    for symbol in (plan.band, plan.second) if plan.band else ():
        high = height * rng.uniform(0.06, 0.13)
        if symbol and y - high > 0:
            sheets.band(sheet, library.pick(symbol, "band", rng), symbol, y - high, y, 2.0)
            y -= high + 4
    low = plan.second or plan.band
    if rng.random() < 0.45:
        sheets.band(sheet, library.pick("", "band", rng), "", foot, min(height, foot + height * rng.uniform(0.08, 0.14)), 2.0)
    elif low:
        sheets.band(sheet, library.pick(low, "band", rng), low, foot, foot + height * rng.uniform(0.06, 0.12), 2.0)
    pad = 6
    box = (0, shoulder + pad, width, foot - pad) if plan.tile or plan.use != "figure" else (width * 0.1, shoulder + pad, width * 0.9, foot - pad)
    _field(plan, sheet, library, rng, box, solid)


def _disc(plan: Plan, sheet: Sheet, body: Body, library: Library, rng, solid: bool) -> None:
    """A medallion within one or two rings."""
    half = sheet.data.shape[0] / 2
    inner = 0.96
    ring = plan.band or (plan.main if plan.use == "band" else "")
    rings = []
    if ring and rng.random() < 0.9:
        for _ in range(int(rng.integers(1, 3)) if plan.use != "band" else 2):
            thick = rng.uniform(0.1, 0.24)
            rings.append((inner - thick, inner))
            inner -= thick + rng.uniform(0.03, 0.12)
    room = inner * half * 0.8
    if not (plan.use == "band" and rng.random() < 0.5):
        own = plan if plan.use != "band" else Plan(plan.index, plan.style, plan.body, plan.filler, "figure")
        room = inner * half if own.tile or own.use == "tile" or own.negative else room
        _field(own, sheet, library, rng, (half - room, half - room, half + room, half + room), solid)
        sheets.trim(sheet, inner * half)
    for k, (low, high) in enumerate(rings):
        symbol = plan.second if k % 2 and plan.second and plan.use != "band" else ring
        sheets.ring(sheet, library.pick(symbol, "band", rng), symbol, low * half, high * half)


def _panel(plan: Plan, sheet: Sheet, body: Body, library: Library, rng, solid: bool) -> None:
    """A framed or open field."""
    height, width = sheet.data.shape[:2]
    inset = 0.0
    if plan.band and plan.use != "band" and rng.random() < 0.75:
        thick = min(width, height) * rng.uniform(0.08, 0.15)
        inset = thick + 14
    edge = 0.02 * min(width, height)
    low = inset + edge
    box = (low, low, width - low, height - low)
    if body.kind in ("robe", "vest", "skirt", "shoe", "collar"):
        mid = rng.uniform(0.22, 0.3)
        box = (width * mid, height * 0.2, width * (1 - mid), height * 0.92) if plan.use == "figure" and rng.random() < 0.6 else (0, 0, width, height)
        inset = 0.0
    if plan.use != "figure" or plan.tile:
        box = (inset, inset, width - inset, height - inset)
    _field(plan, sheet, library, rng, box, solid)
    if inset:
        sheets.frame(sheet, library.pick(plan.band, "band", rng), plan.band, 5, inset - 14)


def _openwork(plan: Plan, sheet: Sheet, body: Body, library: Library, rng, solid: bool) -> None:
    """A pierced plaque: ring or frame that holds the motif."""
    height, width = sheet.data.shape[:2]
    thick = rng.uniform(8, 20)
    _field(plan, sheet, library, rng, (thick, thick, width - thick, height - thick), solid)
    if rng.random() < 0.6:
        for box in ((0, 0, width, thick), (0, height - thick, width, height), (0, 0, thick, height), (width - thick, 0, width, height)):
            sheets.rail(sheet, box)
