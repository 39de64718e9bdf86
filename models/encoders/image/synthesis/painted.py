"""Painted and printed surfaces: porcelain, pottery, paper, printed goods, enamel on metal."""

from __future__ import annotations

import numpy as np

from .carriers import Body
from .surface import Lamp, Maps, blur, mix, paint, reflections, rgb, rough, shade, soften

PALETTES = (  # main, second, accent, light
    ("#b3362b", "#3f7a4d", "#d9a93f", "#e8c9b8"), ("#c2566a", "#4b8a62", "#e0c04a", "#f0d9d4"), ("#2f5f9c", "#3c7f60", "#c23f33", "#d9e0e4"),
    ("#6b4a8c", "#4d8a6a", "#d98a3a", "#e6d3e0"), ("#a83a2c", "#a83a2c", "#c9922f", "#d98a6a"), ("#d07a2e", "#2f6d58", "#8c2f2b", "#f0e0b0"),
    ("#33507f", "#b0432f", "#d9b04a", "#b9cbd6"), ("#7d2b2b", "#48683a", "#c8a24c", "#d6b79c"),
)  # fmt: skip

GROUNDS = ("#e9e6dc", "#e4e2d8", "#f0e8d8", "#d9b23f", "#8fb8a8", "#b8433a", "#dcd7c8", "#2f3f6f", "#c98f9c")  # of overglaze enamels
GROUND_SHARES = (0.22, 0.18, 0.14, 0.12, 0.08, 0.06, 0.1, 0.05, 0.05)


def _tones(maps: Maps, colours) -> np.ndarray:
    """Paint by tone: (S, S, 4) x (4, 3)."""
    return maps.tones @ np.stack([rgb(c) for c in colours])


def _glaze(body: Body, s, rng, lamp, strength: float = 1.0) -> np.ndarray:
    spot = s.shine ** rng.uniform(80, 260) * rng.uniform(0.3, 1.3)
    panes = reflections(body, rng, int(rng.integers(1, 4))) * rng.uniform(0.1, 0.5)
    rim = 0.22 * (1 - s.facing) ** 3
    return ((spot + panes + rim) * strength * body.mask)[..., None] * lamp.tint


def blue(maps: Maps, body: Body, rng: np.random.Generator) -> np.ndarray:
    """Underglaze cobalt: outlines, washes that pool, heaped spots, all under a bluish white glaze."""
    size = body.mask.shape[0]
    lamp = Lamp.draw(rng)
    cloud, mottle, grain = rough(size, "cloud", rng), rough(size, "mottle", rng), rough(size, "spots", rng)
    s = shade(body, lamp)
    white = rgb(str(rng.choice(["#e6e9e6", "#dfe3e0", "#ece8de", "#d5d8d2", "#e2ddcf", "#c9cbc2"]))) * (1 + 0.02 * cloud)[..., None]
    cobalt = rgb(str(rng.choice(["#1f3a7d", "#27408b", "#1b2f63", "#30508f", "#394a70", "#20306b", "#2b3550"])))
    wash_level = rng.choice([0.0, rng.uniform(0.25, 0.55), rng.uniform(0.5, 0.9)], p=[0.2, 0.45, 0.35])
    wash = (maps.tones @ np.array([1.0, 0.75, 0.6, 0.12], np.float32)) * wash_level * (1 + 0.1 * mottle + 0.08 * grain)
    edge = np.clip(maps.alpha - blur(maps.alpha, 2.5), 0, 1) * 0.8
    line = soften(maps.ink) * rng.uniform(0.75, 1.15) * (1 + 0.12 * mottle)
    deep = np.clip(np.maximum(np.clip(wash + edge * wash_level, 0, 1) * maps.alpha, line), 0, 1)
    deep = np.maximum(deep, 0.35 * blur(deep, rng.uniform(1, 2.6)))
    if rng.random() < 0.22:  # reserved: white design on a blue ground
        near = np.clip(np.minimum(body.v - 0.12, 0.9 - body.v) * 60, 0, 1)
        deep = np.where(maps.alpha > 0.5, line * 0.8, (0.85 + 0.06 * mottle) * near * (1 - 0.9 * maps.alpha))
    if rng.random() < 0.4:  # heaped and piled
        deep = np.clip(deep + 0.3 * np.clip(grain - 1, 0, 1) * (deep > 0.4), 0, 1.2)
    deep = np.clip(deep, 0, 1.15)
    density = -np.log(np.clip(cobalt, 0.012, 1))
    colour = white * np.exp(-density * (deep * rng.uniform(0.75, 1.05))[..., None])
    return paint(colour, s.diffuse, lamp) + _glaze(body, s, rng, lamp)


def enamel(maps: Maps, body: Body, rng: np.random.Generator) -> np.ndarray:
    """Overglaze colours, slightly raised, dark or iron-red outlines, on white or a coloured ground; or one iron red."""
    size = body.mask.shape[0]
    lamp = Lamp.draw(rng)
    cloud, mottle = rough(size, "cloud", rng), rough(size, "mottle", rng)
    s = shade(body, lamp, soften(maps.alpha * 0.5 - 0.2 * maps.ink), rng.uniform(0.3, 1.6))
    ground = str(rng.choice(GROUNDS, p=GROUND_SHARES))
    colours = PALETTES[int(rng.integers(len(PALETTES)))]
    if rng.random() < 0.2:
        colours = ("#a5402a", "#a5402a", "#b5532f", ground)
    layer = _tones(maps, colours) * (1 + 0.1 * mottle - 0.18 * np.clip(blur(maps.ink, 2), 0, 1))[..., None]
    colour = mix(rgb(ground) * (1 + 0.025 * cloud)[..., None], layer, maps.alpha * rng.uniform(0.82, 1))
    line = rgb(str(rng.choice(["#3a1f1a", "#7a2a1c", "#20222a", "#c9a04a", "#27305a"])))
    colour = mix(colour, line, np.clip(maps.ink * rng.uniform(0.5, 1), 0, 1))
    return paint(np.clip(colour, 0.005, 1), s.diffuse, lamp) + _glaze(body, s, rng, lamp, 0.8)


def cloisonne(maps: Maps, body: Body, rng: np.random.Generator) -> np.ndarray:
    """Gilt wires around flat enamel on turquoise."""
    size = body.mask.shape[0]
    lamp = Lamp.draw(rng)
    fine, mottle = rough(size, "grain", rng), rough(size, "mottle", rng)
    s = shade(body, lamp, soften(maps.ink), 0.8)
    ground = rgb(str(rng.choice(["#2a7f8c", "#2f8f92", "#27508f", "#1f5f7d", "#357a6d"])))
    colours = (str(rng.choice(["#b03a30", "#d9c9a0", "#2b4a8c"])), "#3a7a4a", "#d9a83a", "#ece4d0")
    colour = mix(ground * (1 + 0.06 * mottle + 0.07 * fine)[..., None], _tones(maps, colours) * (1 + 0.08 * fine)[..., None], maps.alpha)
    wire = np.clip(maps.ink * 1.3, 0, 1)
    plain = np.clip(1 - (body.v >= 0).astype(np.float32), 0, 1)
    colour = mix(colour, rgb("#c9a050") * (0.6 + 0.6 * s.shine[..., None] ** 8), np.maximum(wire, plain))
    return paint(np.clip(colour, 0.005, 1), s.diffuse, lamp) + _glaze(body, s, rng, lamp, 0.5)


def pottery(maps: Maps, body: Body, rng: np.random.Generator) -> np.ndarray:
    """Earthenware and stoneware painted in black, brown, red or white slip, matt, worn."""
    size = body.mask.shape[0]
    lamp = Lamp.draw(rng, 0.2)
    cloud, grain, mottle = rough(size, "cloud", rng), rough(size, "rock", rng), rough(size, "mottle", rng)
    scale = maps.alpha * 0.3
    s = shade(body, lamp, (soften(scale) + 0.01 * grain).astype(np.float32), rng.uniform(1, 6))
    clay = rgb(str(rng.choice(["#b5764a", "#a8683f", "#c29468", "#9c8a70", "#d6c6a4", "#8c6a4c", "#e0d6bd", "#7d7466"])))
    slip = rgb(str(rng.choice(["#2a211c", "#4a2c1f", "#7a2f20", "#ddd2bb", "#3a3027"])))
    solid = rng.random() < 0.6
    share = np.clip((maps.tones @ np.array([1, 0.8, 0.6, 0.1], np.float32)) * maps.alpha, 0, 1) if solid else maps.ink
    if solid:
        share = share * (1 - 0.85 * maps.ink)
    share = share * np.clip(1.0 + 0.25 * mottle - rng.uniform(0, 0.6) * np.clip(cloud, 0, 2), 0.1, 1)
    colour = mix(clay * (1 + 0.1 * cloud + 0.07 * grain)[..., None], slip * (1 + 0.1 * grain)[..., None], share)
    out = paint(np.clip(colour, 0.01, 1), s.diffuse, lamp)
    return out + (_glaze(body, s, rng, lamp, 0.5) if rng.random() < 0.35 else 0)


def ink(maps: Maps, body: Body, rng: np.random.Generator) -> np.ndarray:
    """Ink and light colour on paper or silk, aged; rubbings in white on black."""
    size = body.mask.shape[0]
    lamp = Lamp.draw(rng)
    lamp.ambient += 0.3
    cloud, grain, mottle, streak = (rough(size, k, rng) for k in ("cloud", "grain", "mottle", "streak"))
    s = shade(body, lamp)
    paper = rgb(str(rng.choice(["#e4d9bf", "#d6c6a0", "#c2ab80", "#ece5d3", "#b3966a", "#a98c5f", "#efe9dd"])))
    colour = paper * (1 + 0.07 * cloud + 0.025 * grain + 0.02 * streak)[..., None]
    wash = (maps.tones @ np.array([0.6, 0.42, 0.3, 0.08], np.float32)) * maps.alpha * (1 + 0.14 * mottle + 0.08 * grain)
    level = rng.uniform(0.2, 1.0)
    dense = np.clip(np.maximum(maps.ink * rng.uniform(0.7, 1.0) * (1 + 0.15 * mottle), wash * level), 0, 1)
    if rng.random() < 0.4:  # light colours
        colour = mix(colour, _tones(maps, PALETTES[int(rng.integers(len(PALETTES)))]) * 0.9, maps.alpha * rng.uniform(0.25, 0.75))
        dense = np.maximum(maps.ink * 0.8, wash * 0.25)
    if rng.random() < 0.12:
        dense = 1 - np.maximum(dense, 0.9 * maps.alpha * (1 - maps.ink)) * np.clip(0.9 + 0.2 * grain, 0, 1)
    colour = mix(colour, rgb("#1d1a18"), np.clip(dense, 0, 0.97))
    return paint(np.clip(colour, 0.01, 1), s.diffuse * 0.8 + 0.2, lamp)


def printed(maps: Maps, body: Body, rng: np.random.Generator) -> np.ndarray:
    """A flat modern print, in colours or one colour, on card, tin, plastic or cotton."""
    size = body.mask.shape[0]
    lamp = Lamp.draw(rng)
    lamp.ambient += 0.15
    fine, cloud = rough(size, "grain", rng), rough(size, "cloud", rng)
    s = shade(body, lamp)
    ground = rgb(str(rng.choice(["#f2efe8", "#b3202a", "#1f2f52", "#e8d7b5", "#2f5f55", "#202020", "#e3b7b0", "#d9dde0", "#8c1f28", "#c9b98f"])))
    dark = ground.mean() < 0.2
    if rng.random() < 0.5:
        one = rgb(str(rng.choice(["#d9b05a", "#efe3c4", "#c8a45a"] if dark else ["#b3202a", "#8a6a2f", "#243a66", "#3a3a3a"])))
        share = maps.alpha * (1 - 0.9 * maps.ink) if rng.random() < 0.6 else maps.ink
        colour = mix(ground * (1 + 0.02 * cloud)[..., None], one, share)
    else:
        colour = mix(ground * (1 + 0.02 * cloud)[..., None], _tones(maps, PALETTES[int(rng.integers(len(PALETTES)))]), maps.alpha)
        colour = mix(colour, rgb("#231a18") if not dark else rgb("#d9b878"), maps.ink * 0.9)
    out = paint(np.clip(colour * (1 + 0.03 * fine)[..., None], 0.005, 1), s.diffuse, lamp)
    return out + (s.shine ** rng.uniform(20, 80) * rng.uniform(0, 0.25))[..., None]


def papercut(maps: Maps, body: Body, rng: np.random.Generator) -> np.ndarray:
    """Red (or other) paper with the lines cut out, on a pale ground, a small shadow under it."""
    size = body.mask.shape[0]
    lamp = Lamp.draw(rng)
    lamp.ambient += 0.3
    cloud, grain = rough(size, "cloud", rng), rough(size, "grain", rng)
    paper = np.clip(maps.alpha * (1 - 1.25 * soften(maps.ink)), 0, 1)
    dx, dy = (int(v) for v in rng.integers(-3, 4, 2))
    shadow = np.roll(blur(paper, 2), (dy, dx), (0, 1))
    ground = rgb(str(rng.choice(["#efe9dc", "#e6dcc5", "#f4f2ec", "#d9c79c", "#dfe3e0"]))) * (1 + 0.03 * cloud + 0.012 * grain)[..., None]
    colour = mix(ground, ground * 0.55, shadow * 0.7)
    red = rgb(str(rng.choice(["#b8231f", "#a51c22", "#c8352a", "#8f1a1a", "#1f2f5f", "#222222"], p=[0.3, 0.25, 0.2, 0.1, 0.08, 0.07])))
    colour = mix(colour, red * (1 + 0.06 * cloud + 0.03 * grain)[..., None], paper)
    return paint(np.clip(colour, 0.01, 1), shade(body, lamp).diffuse * 0.8 + 0.2, lamp)
