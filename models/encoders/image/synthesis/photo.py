"""From an object to a photograph: ground behind it, shadow, glass, camera. Linear light in, uint8 sRGB out."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageFilter

from . import noise
from .carriers import Body
from .surface import blur, rgb

CURVE = 4096
# A camera's own sharpening, weak and strong.
SHARPEN = tuple(ImageFilter.Kernel((3, 3), (-k, -2 * k, -k, -2 * k, 12 * k + 16, -2 * k, -k, -2 * k, -k), 16) for k in (0.7, 1.4, 2.4))
WALLS = ("#d9cbb0", "#c9b38c", "#e0d6c4", "#b3a283", "#8d8577", "#9a9a98", "#c9c9c6", "#e6e3dc", "#d9a860", "#6d6a66", "#4a5568", "#7a2a24", "#a8a08c", "#c78f4a")
DARKS = ("#050505", "#0a0808", "#100c08", "#08080c", "#1a1510", "#1f1f22")


def backdrop(body: Body, rng: np.random.Generator) -> np.ndarray:
    """Show-case or wall with a table edge, lit from above, cream to dark as in museums."""
    size = body.mask.shape[0]
    axis = (np.arange(size, dtype=np.float32) + 0.5) / size
    y, x = axis[:, None], axis[None]
    dark = rng.random() < 0.3
    wall = rgb(str(rng.choice(DARKS if dark else WALLS)))
    cx, cy, spread = rng.uniform(0.2, 0.8), rng.uniform(-0.2, 0.6), rng.uniform(0.4, 1.1)
    pool = np.exp(-(((x - cx) / spread) ** 2 + ((y - cy) / spread) ** 2))
    level = rng.uniform(0.4, 0.9) + rng.uniform(0.2, 0.7) * pool
    picture = wall * level[..., None]
    if body.stands:
        edge = rng.uniform(0.6, 0.92)
        table = wall * rng.uniform(0.5, 1.7) if rng.random() < 0.7 else rgb(str(rng.choice(WALLS)))
        soft = np.clip((y - edge) / rng.uniform(0.004, 0.09) + 0.5, 0, 1)
        floor = table * (0.75 + 0.5 * np.exp(-((x - cx) ** 2) / 0.3) * (0.7 + 0.6 * (y - edge)))[..., None]
        picture = picture + (floor - picture) * np.broadcast_to(soft, (size, size))[..., None]
    texture = noise.window(str(rng.choice(["cloud", "rock", "grain", "streak"])), size, size, rng)
    picture = picture * (1 + rng.uniform(0, 0.05) * texture)[..., None]
    for _ in range(int(rng.integers(0, 4))) if rng.random() < 0.4 else ():  # other things in the case, out of focus
        w, h, px = rng.uniform(0.08, 0.3), rng.uniform(0.2, 0.8), rng.uniform(0, 1)
        shape = ((np.abs(x - px) < w) & (y > 1 - h)).astype(np.float32)
        shape = blur(np.broadcast_to(shape, (size, size)), rng.uniform(5, 16))
        picture = picture + (rgb(str(rng.choice(WALLS + DARKS))) * 0.6 - picture) * (shape * rng.uniform(0.3, 0.9))[..., None]
    return picture


def _shadow(body: Body, cover: np.ndarray, picture: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    size = cover.shape[0]
    small = Image.fromarray((cover * 255).astype(np.uint8)).resize((size // 4, size // 4), Image.BOX)
    dx, dy = rng.uniform(-6, 6), rng.uniform(0, 6)
    if body.stands:
        flat = small.transform(small.size, Image.AFFINE, (1, rng.uniform(-0.6, 0.6), -dx, 0, rng.uniform(2.2, 4), -small.height * 0.0), Image.BILINEAR)
        rows = np.flatnonzero(np.asarray(small).max(1) > 100)
        foot = rows[-1] if len(rows) else small.height - 1
        flat_rows = np.flatnonzero(np.asarray(flat).max(1) > 50)
        shift = foot - (flat_rows[-1] if len(flat_rows) else foot)
        small = flat.transform(flat.size, Image.AFFINE, (1, 0, 0, 0, 1, -shift - 2), Image.BILINEAR)
    else:
        small = small.transform(small.size, Image.AFFINE, (1, 0, -dx, 0, 1, -dy), Image.BILINEAR)
    soft = small.filter(ImageFilter.GaussianBlur(rng.uniform(1.5, 7))).resize((size, size), Image.BILINEAR)
    return picture * (1 - rng.uniform(0.3, 0.75) * np.asarray(soft, np.float32) / 255)[..., None]


def into_photograph(body: Body, alpha: np.ndarray, surface: np.ndarray) -> np.ndarray:
    """Puts the design into a real picture, under that picture's folds and shades."""
    grey = body.photograph.mean(-1)
    local = blur(grey, 1.2)
    usual = max(0.02, float(np.average(local, weights=alpha + 1e-6)))
    light = np.clip(local / usual, 0.35, 1.8)[..., None]
    return body.photograph + (surface * light * 0.9 - body.photograph) * (0.94 * alpha)[..., None]


def setting(body: Body, cover: np.ndarray, surface: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The object over its backdrop."""
    if cover.min() > 0.99:
        return surface
    behind = _shadow(body, cover, backdrop(body, rng), rng)
    return behind + (surface - behind) * cover[..., None]


def glass(picture: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Reflections in the pane of a show-case: lamps, a bright edge, veil."""
    size = picture.shape[0]
    axis = (np.arange(size, dtype=np.float32) + 0.5) / size
    y, x = axis[:, None], axis[None]
    veil = np.zeros((size, size), np.float32)
    for _ in range(int(rng.integers(1, 4))):
        cx, cy, w, h = rng.uniform(0, 1), rng.uniform(0, 1), rng.uniform(0.004, 0.05), rng.uniform(0.01, 0.2)
        veil += rng.uniform(0.1, 0.8) * np.exp(-(((x - cx) / w) ** 2) - ((y - cy) / h) ** 2)
    lean = rng.uniform(-0.4, 0.4)
    veil += rng.uniform(0, 0.07) * np.clip((x + lean * y - rng.uniform(0.2, 0.8)) / 0.05, 0, 1)
    veil += rng.uniform(0, 0.05)
    tint = 1 + rng.uniform(-0.12, 0.12, 3).astype(np.float32)
    return picture + veil[..., None] * tint


def wear(maps_alpha: np.ndarray, picture: np.ndarray, cover: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Cracks and lost spots."""
    size = picture.shape[0]
    if rng.random() < 0.5:
        field = noise.window("mottle", size, size, rng) + 1.5 * noise.window("cloud", size, size, rng)
        crack = np.clip(1 - np.abs(field - rng.uniform(-1.5, 1.5)) * rng.uniform(16, 40), 0, 1)
        return picture * (1 - rng.uniform(0.2, 0.7) * crack * cover)[..., None]
    lost = np.clip((noise.window("spots", size, size, rng) + noise.window("cloud", size, size, rng) - rng.uniform(2.2, 3.4)) * 4, 0, 1)
    plain = picture.mean((0, 1)) * rng.uniform(0.5, 1.5)
    return picture + (plain - picture) * (lost * cover * 0.8)[..., None]


def camera(picture: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Exposure, white balance, vignette, lens blur, tone curve, sensor noise -> uint8 (S, S, 3)."""
    size = picture.shape[0]
    mean = float(picture.mean()) + 1e-4
    target = np.exp(rng.normal(np.log(0.2), 0.34))
    gain = float(np.clip(target / mean, 0.35, 2.6)) ** 0.75
    balance = np.exp(rng.normal(0, 1, 3) * (0.07, 0.02, 0.11)).astype(np.float32)
    if rng.random() < 0.35:
        balance = balance * np.array([1.16, 1.0, 0.76], np.float32)  # lamps that the camera left yellow
    picture = picture * (gain * balance).astype(np.float32)
    if rng.random() < 0.6:
        axis = np.linspace(-1, 1, size, dtype=np.float32)
        picture = picture * (1 - rng.uniform(0.05, 0.4) * (axis[:, None] ** 2 + axis[None] ** 2) / 2)[..., None]
    steps = np.linspace(0, 1.6, CURVE, dtype=np.float32)
    curve = np.clip(1.12 * steps / (1 + 0.25 * steps), 0, 1) ** (1 / rng.uniform(1.95, 2.35))
    punch = rng.uniform(0.45, 1.0)  # cameras deepen the shades and lift the lights
    curve = ((1 - punch) * curve + punch * (curve * curve * (3 - 2 * curve))) * 255
    codes = np.clip(picture * np.float32((CURVE - 1) / 1.6), 0, CURVE - 1).astype(np.uint16)
    eight = Image.fromarray(curve.astype(np.uint8)[codes])
    soft = abs(rng.normal(0.3, 0.45))
    if soft > 0.3:
        eight = eight.filter(ImageFilter.GaussianBlur(soft))
    elif rng.random() < 0.7:
        eight = eight.filter(SHARPEN[int(rng.integers(len(SHARPEN)))])
    level = abs(rng.normal(0, 4.5))
    grain = noise.window("grain", size, size, rng) * np.float32(level)
    out = np.asarray(eight).astype(np.int16)
    out += grain.astype(np.int16)[..., None]
    if level > 4:
        hue = (noise.window("spots", size, size, rng) * np.float32(level * 0.4)).astype(np.int16)
        out[..., 0] += hue
        out[..., 2] -= hue
    return np.clip(out, 0, 255).astype(np.uint8)


def furniture(picture: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """What stands in the way in museums: a label with lines of text, or wires and pegs that hold the object."""
    size = picture.shape[0]
    picture = picture.copy()
    if rng.random() < 0.6:
        w, h = int(size * rng.uniform(0.1, 0.24)), int(size * rng.uniform(0.06, 0.13))
        x, y = int(rng.choice([rng.integers(0, size // 5), rng.integers(size * 3 // 4, size)])), int(rng.integers(size * 4 // 5, size - h // 2))
        card = picture[y : y + h, x : x + w]
        card[:] = rgb(str(rng.choice(["#efefea", "#ddd6c4", "#2b2b2b", "#c9c9c9"]))) * rng.uniform(0.5, 1.0)
        for row in range(3, card.shape[0] - 3, 5):
            card[row : row + 2, 4 : 4 + int(w * rng.uniform(0.3, 0.9))] *= 0.45
        return picture
    for x in rng.integers(size // 5, size * 4 // 5, int(rng.integers(1, 4))):
        y = int(rng.integers(size * 3 // 5, size * 9 // 10))
        wide = int(rng.integers(2, 6))
        peg = picture[y : y + int(rng.integers(20, 90)), x : x + wide]
        peg[:] = rgb(str(rng.choice(["#151515", "#8d8d88", "#c9b37a"]))) * np.linspace(0.4, 1.3, peg.shape[1], dtype=np.float32)[None, :, None]
    return picture
