"""Textiles: embroidery, tone-on-tone and coloured brocade, batik."""

from __future__ import annotations

import numpy as np

from .carriers import Body
from .painted import PALETTES
from .surface import Lamp, Maps, blur, mix, paint, rgb, rough, shade, soften

SILKS = ("#7a1f24", "#1f2a4f", "#a8842f", "#2b2b33", "#c9b48f", "#3a5a52", "#8c3a2a", "#d9d0bc", "#4a2f4a", "#27405f", "#b03a30", "#8a8f6a", "#151518", "#c27a6a")


def _thread(size: int, angle: np.ndarray, pitch: float, jitter: np.ndarray) -> np.ndarray:
    """Parallel threads that follow an angle (S, S): -1..1 across each."""
    axis = np.arange(size, dtype=np.float32)
    phase = axis[None] * -np.sin(angle) + axis[:, None] * np.cos(angle)
    return np.sin(phase * np.float32(2 * np.pi / pitch) + jitter)


def _weave(size: int, rng, pitch: float) -> np.ndarray:
    axis = np.arange(size, dtype=np.float32) * np.float32(2 * np.pi / pitch)
    kind = rng.integers(3)
    if kind == 0:
        return np.sin(axis)[None] * np.sin(axis)[:, None]
    if kind == 1:
        return np.sin(axis[None] + axis[:, None])
    return np.broadcast_to(np.sin(axis)[:, None], (size, size)) * 0.8


def embroidery(maps: Maps, body: Body, rng: np.random.Generator) -> np.ndarray:
    """Satin stitch along each shape's direction, shaded from edge to middle, outlines in cord or gold, on silk."""
    size = body.mask.shape[0]
    lamp = Lamp.draw(rng, 0.3)
    lamp.ambient += 0.1
    fine, cloud, streak = rough(size, "grain", rng), rough(size, "cloud", rng), rough(size, "streak", rng)
    thread = _thread(size, maps.angle, rng.uniform(2.6, 4.6), 0.8 * fine)
    raised = soften(0.6 * np.clip(maps.height * 1.5, 0, 1) + 0.1 * thread * maps.alpha)
    s = shade(body, lamp, (raised + 0.012 * _weave(size, rng, rng.uniform(2.5, 5))).astype(np.float32), rng.uniform(2.5, 6), 0.7)
    silk = rgb(str(rng.choice(SILKS))) * (1 + 0.05 * cloud + 0.03 * streak)[..., None]
    colours = PALETTES[int(rng.integers(len(PALETTES)))]
    if rng.random() < 0.25:
        colours = ("#b98f45", "#c9a860", "#8f6a2f", "#d9c18a")
    tone = maps.tones @ np.stack([rgb(c) for c in colours])
    fade = np.clip(maps.height * 1.6 - 0.1, 0, 1)
    tone = mix(tone * 0.62, np.minimum(tone * 1.3 + 0.06, 1), fade * rng.uniform(0.4, 1))
    tone = tone * (1 + 0.2 * thread + 0.1 * fine)[..., None]
    colour = mix(silk, tone, np.clip(maps.alpha * 1.1, 0, 1))
    cord = rgb(str(rng.choice(["#c9a04a", "#2a2a33", "#e6dcc8", "#3a2a22"])))
    colour = mix(colour, cord * (1 + 0.4 * np.sin(np.add.outer(np.arange(size), np.arange(size)) * 1.3))[..., None], np.clip(maps.ink * rng.uniform(0.3, 1), 0, 1))
    along = np.sin(maps.angle) * lamp.way[0] - np.cos(maps.angle) * lamp.way[1]
    sheen = (1 - along**2) ** 6 * maps.alpha * rng.uniform(0.05, 0.3)
    faded = rng.uniform(0, 0.5)
    colour = colour + (colour.mean(-1, keepdims=True) * 1.15 - colour) * faded
    return paint(np.clip(colour, 0.005, 1), s.diffuse, lamp) + sheen[..., None] * tone


def brocade(maps: Maps, body: Body, rng: np.random.Generator) -> np.ndarray:
    """Woven design: tone on tone, gold on a colour, or several wefts."""
    size = body.mask.shape[0]
    lamp = Lamp.draw(rng, 0.2)
    lamp.ambient += 0.15
    fine, cloud, streak = rough(size, "grain", rng), rough(size, "cloud", rng), rough(size, "streak", rng)
    weave = _weave(size, rng, rng.uniform(2.6, 5))
    design = np.clip(maps.alpha * (1 - 0.8 * maps.ink), 0, 1)
    s = shade(body, lamp, soften(0.15 * design + 0.03 * weave).astype(np.float32), rng.uniform(1, 3.4), 0.4)
    ground = rgb(str(rng.choice(SILKS)))
    kind = rng.random()
    if kind < 0.4:
        other = ground * rng.uniform(1.35, 2.4) + 0.012 if rng.random() < 0.6 else ground * rng.uniform(0.3, 0.6)
        figure = np.broadcast_to(other, (size, size, 3))
    elif kind < 0.7:
        figure = np.broadcast_to(rgb(str(rng.choice(["#b98f45", "#d0b070", "#8f6f3a", "#c9bfa8"]))), (size, size, 3))
    else:
        figure = maps.tones @ np.stack([rgb(c) for c in PALETTES[int(rng.integers(len(PALETTES)))]])
    colour = mix(ground * (1 + 0.06 * cloud)[..., None], figure, design)
    colour = colour * (1 + 0.1 * weave * (1 - 0.7 * design) + 0.05 * fine + 0.05 * streak)[..., None]
    worn = np.clip(cloud - rng.uniform(0.8, 2.5), 0, 0.7)
    colour = mix(colour, rgb("#a3937a"), worn * np.clip(0.6 + 0.4 * streak, 0, 1))
    faded = rng.uniform(0, 0.4)
    colour = colour + (colour.mean(-1, keepdims=True) - colour) * faded
    return paint(np.clip(colour, 0.005, 1), s.diffuse, lamp) + (0.12 * design * s.shine**6)[..., None] * figure


def batik(maps: Maps, body: Body, rng: np.random.Generator) -> np.ndarray:
    """White resist on indigo, with veins where the wax broke."""
    size = body.mask.shape[0]
    lamp = Lamp.draw(rng)
    lamp.ambient += 0.2
    fine, cloud, mottle = rough(size, "grain", rng), rough(size, "cloud", rng), rough(size, "mottle", rng)
    s = shade(body, lamp, (0.05 * _weave(size, rng, 3.2)).astype(np.float32), 1.5)
    indigo = rgb(str(rng.choice(["#1b2a4f", "#223a6b", "#15203a", "#2f4a7a", "#2a2a30"])))
    white = rgb(str(rng.choice(["#e3e2dc", "#d9d3c2", "#cfd6df"])))
    wax = np.clip(maps.alpha * (1 - 1.1 * maps.ink), 0, 1) if rng.random() < 0.6 else np.clip(maps.ink * 1.2, 0, 1)
    wax = blur(wax, 0.8)
    veins = np.clip(1 - np.abs(mottle + 0.5 * cloud) * 11, 0, 1) * rng.uniform(0, 0.5)
    colour = mix(indigo * (1 + 0.1 * cloud + 0.08 * fine)[..., None], white * (1 + 0.03 * fine)[..., None], np.clip(wax - veins * wax, 0, 1))
    return paint(np.clip(colour, 0.005, 1), s.diffuse, lamp)
