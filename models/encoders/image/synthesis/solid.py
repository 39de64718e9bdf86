"""Carved and cast materials: the design as relief."""

from __future__ import annotations

import numpy as np

from .carriers import Body
from .surface import Lamp, Maps, blur, mix, paint, reflections, rgb, rough, shade, soften

STONES = ("#8f8f8a", "#7c7d7a", "#a39c8c", "#6f716f", "#b3a68c", "#9a8f80", "#85888c", "#c2b59a", "#58595a")
JADES = ("#dfe0cf", "#cfd6bd", "#9db58a", "#6f9468", "#e9e4d3", "#b9c7a0", "#d9cfae", "#557a56", "#ece7da", "#c98a45")
BRONZES = ("#4b4532", "#5a4c34", "#3f4238", "#6a5a3c", "#544a3a", "#39392f")
PATINAS = ("#5f8468", "#4f7f70", "#7d8f70", "#3f6f66", "#8b8f74", "#6c7a62")
WOODS = ("#6b4426", "#4d2f1b", "#8a5c33", "#3a2417", "#a5743f", "#5a3320")


def _relief(maps: Maps, body: Body, rng, sunk: float = 0.2, line: float = 0.35) -> np.ndarray:
    """Height 0..1: raised design with carved lines, or the design sunk into the ground."""
    h = maps.height - line * maps.ink * maps.height
    if rng.random() < sunk and not body.openwork:
        h = 0.6 - 0.5 * np.maximum(maps.ink, 0.35 * maps.alpha * (maps.ink < 0.1))
    return soften(soften(h)) if rng.random() < 0.6 else soften(h)


def stone(maps: Maps, body: Body, rng: np.random.Generator) -> np.ndarray:
    size = body.mask.shape[0]
    lamp = Lamp.draw(rng, 0.7)
    grain, cloud, fine = rough(size, "rock", rng), rough(size, "cloud", rng), rough(size, "grain", rng)
    height = _relief(maps, body, rng)
    worn = rng.uniform(0, 0.8)
    if worn > 0.4:
        height = height * (1 - (worn - 0.4) * np.clip(cloud + 0.4, 0, 1)) + 0.0
    pits = np.clip(rough(size, "spots", rng) - rng.uniform(1.3, 2.4), 0, 1)
    surface = height + 0.012 * grain * rng.uniform(0.3, 1.6) + 0.01 * fine * rng.uniform(0.2, 1.2) - 0.1 * pits
    s = shade(body, lamp, surface.astype(np.float32), rng.uniform(9, 24), rng.uniform(0.6, 1.2))
    base = rgb(str(rng.choice(STONES)))
    colour = base * (1 + 0.13 * cloud + 0.07 * grain + 0.03 * fine)[..., None]
    stain = np.clip(0.4 * rough(size, "mottle", rng) + 0.7 * cloud - rng.uniform(0, 1.4), 0, 1) * rng.uniform(0, 0.55)
    colour = mix(colour, rgb(str(rng.choice(["#3c3a34", "#6d5b41", "#4c5340", "#c9c0aa"]))), stain)
    dust = np.clip(blur(maps.alpha, 4) - maps.height, 0, 1) * rng.uniform(-0.2, 0.6)
    colour = mix(colour, colour * 0.45, np.clip(dust, 0, 1))
    if rng.random() < 0.2:  # traces of paint
        colour = mix(colour, rgb(str(rng.choice(["#a33b2a", "#3f6d79", "#b98d3b"]))), np.clip(cloud * 0.5 + maps.tones[..., 2] - 0.3, 0, 0.6) * maps.alpha)
    return paint(np.clip(colour, 0.01, 1), s.diffuse, lamp)


def jade(maps: Maps, body: Body, rng: np.random.Generator) -> np.ndarray:
    size = body.mask.shape[0]
    lamp = Lamp.draw(rng, 0.5)
    cloud, mottle = rough(size, "cloud", rng), rough(size, "mottle", rng)
    height = soften(_relief(maps, body, rng, 0.15, 0.5))
    depth = rng.uniform(9, 20)
    s = shade(body, lamp, height, depth, 0.8)
    soft = blur(np.clip(s.diffuse * 0.5, 0, 1), 3.5) * 2
    light = 0.5 * s.diffuse + 0.5 * soft + 0.08
    colour = rgb(str(rng.choice(JADES))) * (1 + 0.1 * cloud + 0.06 * mottle)[..., None]
    if rng.random() < 0.5:  # russet skin
        colour = mix(colour, rgb(str(rng.choice(["#8a5a2a", "#5d3d22", "#b98b4a", "#efeadb"]))), np.clip(0.8 * cloud + 0.5 * mottle - rng.uniform(0.4, 1.4), 0, 0.85))
    colour = mix(colour, colour * 0.55, np.clip(maps.ink * 0.5 + np.clip(blur(maps.alpha, 3) - maps.height - 0.2, 0, 1), 0, 1) * rng.uniform(0.3, 1))
    out = paint(np.clip(colour, 0.01, 1), light, lamp)
    return out + ((s.shine ** rng.uniform(30, 90)) * rng.uniform(0.15, 0.6))[..., None] * lamp.tint


def bronze(maps: Maps, body: Body, rng: np.random.Generator) -> np.ndarray:
    size = body.mask.shape[0]
    lamp = Lamp.draw(rng, 0.45)
    cloud, grain, mottle = rough(size, "cloud", rng), rough(size, "rock", rng), rough(size, "mottle", rng)
    height = soften(maps.height * (1 - 0.55 * maps.ink))
    crust = np.clip(0.9 * cloud + 0.5 * mottle + 0.25 * grain + rng.uniform(-1.6, 0.9), 0, 1)
    surface = (height + 0.012 * grain + 0.03 * crust * grain).astype(np.float32)
    s = shade(body, lamp, surface, rng.uniform(8, 20), 1.0)
    colour = rgb(str(rng.choice(BRONZES))) * rng.uniform(0.8, 1.9) * (1 + 0.16 * cloud + 0.1 * grain)[..., None]
    colour = mix(colour, rgb(str(rng.choice(PATINAS))) * (1 + 0.2 * grain)[..., None], crust * rng.uniform(0.3, 0.95))
    if rng.random() < 0.35:
        colour = mix(colour, rgb("#7a4528") * 0.8, np.clip(mottle - 0.8, 0, 0.8) * (1 - crust))
    low = np.clip(blur(np.maximum(maps.alpha, 0.2), 3) - maps.height, 0, 1) * np.clip(blur(maps.alpha, 6) * 1.5, 0, 1)
    filled = rgb(str(rng.choice(["#1d1c17", "#22251f", "#6f8a72", "#8f8a70"])))
    colour = mix(colour, filled, np.clip(low * rng.uniform(0.6, 1.5), 0, 0.9))
    out = paint(np.clip(colour, 0.004, 1), s.diffuse * 1.15, lamp)
    gloss = (s.shine ** rng.uniform(14, 40)) * rng.uniform(0.08, 0.5) * (1 - 0.8 * crust)
    return out + gloss[..., None] * lamp.tint * np.array([1, 0.92, 0.75], np.float32) * 0.6


def gilt(maps: Maps, body: Body, rng: np.random.Generator) -> np.ndarray:
    """Gold over bronze: bright where it turns to the lamp, brown in the hollows, worn to the metal on ridges."""
    size = body.mask.shape[0]
    lamp = Lamp.draw(rng, 0.4)
    cloud, grain = rough(size, "cloud", rng), rough(size, "rock", rng)
    height = soften(soften(maps.height * (1 - 0.45 * maps.ink)))
    s = shade(body, lamp, (height + 0.006 * grain).astype(np.float32), rng.uniform(12, 26), 1.1)
    gold = rgb(str(rng.choice(["#d9a441", "#c98f35", "#e0b45a", "#b87d2b", "#d8b76a"])))
    curve = s.shine ** rng.uniform(5, 14)
    light = 0.25 * s.diffuse + 0.85 * curve + 0.35 * s.diffuse**2
    colour = gold * (1 + 0.06 * cloud)[..., None]
    colour = mix(colour, rgb("#3a2413"), np.clip(0.7 * maps.ink + 1.4 * np.clip(blur(maps.height, 4) - maps.height, 0, 1), 0, 0.85))
    worn = np.clip(0.7 * cloud + 0.5 * grain - rng.uniform(0.5, 2.2), 0, 0.9)
    colour = mix(colour, rgb(str(rng.choice(["#4a3a26", "#2c2a22", "#5d6b56"]))), worn)
    return paint(np.clip(colour, 0.004, 1), light, lamp) + ((s.shine**60) * rng.uniform(0.1, 0.5) * (1 - worn))[..., None] * gold


def lacquer(maps: Maps, body: Body, rng: np.random.Generator) -> np.ndarray:
    """Carved lacquer: smooth cinnabar red ridges, a finely cut ground."""
    size = body.mask.shape[0]
    lamp = Lamp.draw(rng, 0.6)
    cloud, grain = rough(size, "cloud", rng), rough(size, "grain", rng)
    height = soften(maps.height * (1 - 0.6 * maps.ink))
    s = shade(body, lamp, (height + 0.004 * grain).astype(np.float32), rng.uniform(12, 24), 1.2)
    base = rgb(str(rng.choice(["#a92a1e", "#8f1f18", "#b83a26", "#7a1815", "#9c2f1a", "#3a1712"])))
    colour = base * (1 + 0.1 * cloud)[..., None]
    colour = mix(colour, base * rng.uniform(0.25, 0.6), 1 - np.clip(maps.height * 1.6, 0, 1))
    colour = mix(colour, base * 0.3, maps.ink * 0.6)
    out = paint(np.clip(colour, 0.004, 1), s.diffuse, lamp)
    return out + (s.shine ** rng.uniform(25, 60) * rng.uniform(0.1, 0.45))[..., None] * lamp.tint


def wood(maps: Maps, body: Body, rng: np.random.Generator) -> np.ndarray:
    size = body.mask.shape[0]
    lamp = Lamp.draw(rng, 0.6)
    streak, cloud = rough(size, "streak", rng), rough(size, "cloud", rng)
    if rng.random() < 0.5:
        streak = streak.T
    height = _relief(maps, body, rng, 0.1)
    s = shade(body, lamp, (height + 0.006 * streak).astype(np.float32), rng.uniform(10, 24), 1.1)
    colour = rgb(str(rng.choice(WOODS))) * (1 + 0.16 * streak + 0.1 * cloud)[..., None]
    if rng.random() < 0.3:  # gilding on the raised parts
        colour = mix(colour, rgb("#c99a42"), np.clip(maps.height * 1.8 - 0.5 + 0.3 * cloud, 0, 1) * maps.alpha)
    out = paint(np.clip(colour, 0.004, 1), s.diffuse, lamp)
    return out + (s.shine ** rng.uniform(12, 40) * rng.uniform(0.03, 0.3))[..., None] * lamp.tint


def celadon(maps: Maps, body: Body, rng: np.random.Generator) -> np.ndarray:
    """Carved or moulded under a green glaze, which pools darker in the lines."""
    size = body.mask.shape[0]
    lamp = Lamp.draw(rng, 0.3)
    cloud, mottle = rough(size, "cloud", rng), rough(size, "mottle", rng)
    height = soften(soften(maps.height * (1 - 0.5 * maps.ink)))
    s = shade(body, lamp, height, rng.uniform(4, 11), 0.5)
    base = rgb(str(rng.choice(["#9fae8c", "#86936a", "#a9b79d", "#7f8f78", "#93a58f", "#8d8455", "#b5bba0", "#d9d5c4", "#6f7a58"])))
    colour = base * (1 + 0.06 * cloud + 0.03 * mottle)[..., None]
    pool = np.clip(blur(maps.ink, 1.5) * 0.8 + 1.2 * np.clip(blur(maps.height, 4) - maps.height, 0, 1), 0, 1)
    colour = mix(colour, base * np.array([0.5, 0.62, 0.5], np.float32), pool * rng.uniform(0.5, 1))
    if rng.random() < 0.3:
        crackle = np.clip(1 - np.abs(mottle + 0.4 * cloud) * 14, 0, 1)
        colour = mix(colour, rgb("#4f4a33"), crackle * 0.45)
    out = paint(np.clip(colour, 0.01, 1), s.diffuse, lamp)
    glaze = s.shine ** rng.uniform(60, 160) * rng.uniform(0.3, 1) + 0.3 * reflections(body, rng, int(rng.integers(0, 3)))
    return out + (glaze * body.mask)[..., None] * lamp.tint
