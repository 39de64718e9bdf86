"""The flat design of an object: motifs placed on a sheet of the eight channels of a Motif, whose last one holds the placement's number."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from PIL import Image

from .pen import ALPHA, ANGLE, HEIGHT, INK, SPARE, Motif

SOLID = 100  # coverage from which a pixel belongs to the motif that was put down last


@dataclass
class Sheet:
    data: np.ndarray  # uint8 (H, W, 8)
    names: list[str] = field(default_factory=list)  # symbol (or neg-...) of placement 1, 2, ...
    pure: bool = True  # nothing unmarked came along with a motif

    @staticmethod
    def create(width: int, height: int) -> Sheet:
        return Sheet(np.zeros((height, width, 8), np.uint8))

    def number(self, symbol: str) -> int:
        """A number for the next placement; 0, which nobody owns, once they run out or when nothing is to be marked."""
        if not symbol or len(self.names) >= 250:
            return 0
        self.names.append(symbol)
        return len(self.names)

    def blend(self, patch: np.ndarray, x: int, y: int, number: int) -> None:
        """Puts a patch with its upper left corner at (x, y); what hangs over is cut."""
        height, width = self.data.shape[:2]
        x0, y0, x1, y1 = max(0, x), max(0, y), min(width, x + patch.shape[1]), min(height, y + patch.shape[0])
        if x1 <= x0 or y1 <= y0:
            return
        part = patch[y0 - y : y1 - y, x0 - x : x1 - x]
        target = self.data[y0:y1, x0:x1]
        alpha = np.maximum(target[..., ALPHA], part[..., ALPHA])
        ours = part[..., ALPHA] > SOLID
        np.copyto(target, part, where=ours[..., None])
        target[..., SPARE][ours] = number
        target[..., ALPHA] = alpha

    def clear(self, patch_alpha: np.ndarray, x: int, y: int) -> None:
        """Empties a moat around a motif to come, so that it stands off its ground."""
        height, width = self.data.shape[:2]
        x0, y0, x1, y1 = max(0, x), max(0, y), min(width, x + patch_alpha.shape[1]), min(height, y + patch_alpha.shape[0])
        if x1 > x0 and y1 > y0:
            self.data[y0:y1, x0:x1][patch_alpha[y0 - y : y1 - y, x0 - x : x1 - x] > 60] = 0


def scaled(motif: Motif, width: int, height: int, degrees: float = 0.0, mirror: bool = False) -> np.ndarray:
    """The motif at a size in pixels, turned; (h, w, 8)."""
    data = motif.data[:, ::-1] if mirror else motif.data
    out = []
    for part in (data[..., :4], data[..., 4:]):
        # CMYK: four bands that are resampled as they are; RGBA would multiply the others by the fourth
        picture = Image.frombytes("CMYK", (part.shape[1], part.shape[0]), part.tobytes()).resize((max(2, width), max(2, height)), Image.BILINEAR, reducing_gap=2.0)
        if degrees:
            picture = picture.rotate(-degrees, Image.BILINEAR, expand=True)
        out.append(np.asarray(picture))
    patch = np.concatenate(out, -1)
    if degrees or mirror:
        angle = patch[..., ANGLE].astype(np.int32)
        patch[..., ANGLE] = ((-angle if mirror else angle) + int(degrees / 180 * 255)) % 255
    return patch


def place(sheet: Sheet, motif: Motif, symbol: str, centre, width: float, degrees=0.0, mirror=False, moat=True) -> int:
    """One motif around a centre in pixels; width before turning."""
    sheet.pure &= motif.pure
    patch = scaled(motif, round(width), round(width / motif.aspect), degrees, mirror)
    x, y = round(centre[0] - patch.shape[1] / 2), round(centre[1] - patch.shape[0] / 2)
    if moat and sheet.data[..., ALPHA].any():
        grown = Image.fromarray(patch[..., ALPHA]).resize((int(patch.shape[1] * 1.06) + 6, int(patch.shape[0] * 1.06) + 6), Image.BILINEAR)
        sheet.clear(np.asarray(grown), round(centre[0] - grown.width / 2), round(centre[1] - grown.height / 2))
    number = sheet.number(symbol)
    sheet.blend(patch, x, y, number)
    return number


def _repeated(motif: Motif, width: int, height: int, cell: float) -> np.ndarray:
    """A tile (or any motif, with air around it) repeated over an area; cell: height of a repeat in pixels."""
    unit = scaled(motif, round(cell * motif.aspect), round(cell))
    if not motif.wraps:
        air = np.zeros((int(unit.shape[0] * 1.25), int(unit.shape[1] * 1.15), 8), np.uint8)
        air[: unit.shape[0], : unit.shape[1]] = unit
        unit = np.concatenate([np.hstack([air, air]), np.hstack([np.roll(air, air.shape[1] // 2, 1)] * 2)])
    return np.tile(unit, (-(-height // unit.shape[0]), -(-width // unit.shape[1]), 1))[:height, :width]


def ground(sheet: Sheet, motif: Motif, symbol: str, box, cell: float) -> None:
    """Fills a box of the sheet with repeats."""
    sheet.pure &= motif.pure
    x0, y0, x1, y1 = (round(v) for v in box)
    if x1 - x0 > 4 and y1 - y0 > 4:
        sheet.blend(_repeated(motif, x1 - x0, y1 - y0, cell), x0, y0, sheet.number(symbol))


def band(sheet: Sheet, motif: Motif, symbol: str, y0: float, y1: float, rails: float = 0.0) -> None:
    """A border across the whole sheet, between two plain rails if wanted."""
    high = round(y1 - y0)
    if high < 5:
        return
    sheet.data[max(0, round(y0)) : round(y1)] = 0
    ground(sheet, motif, symbol, (0, y0, sheet.data.shape[1], y1), high if motif.wraps != "xy" else high / max(1, round(high / 26)))
    if rails:
        for y in (y0 - rails, y1):
            rail(sheet, (0, y, sheet.data.shape[1], y + rails))


def rail(sheet: Sheet, box) -> None:
    """A plain raised line, owned by nobody."""
    x0, y0, x1, y1 = (round(v) for v in box)
    part = sheet.data[max(0, y0) : max(0, y0) + max(1, y1 - y0), max(0, x0) : max(0, x0) + max(1, x1 - x0)]
    part[:] = 0
    part[..., ALPHA], part[..., HEIGHT], part[..., INK] = 255, 190, 60


def frame(sheet: Sheet, motif: Motif, symbol: str, inset: float, thick: float) -> None:
    """A border along all four sides."""
    height, width = sheet.data.shape[:2]
    number, sheet.pure = sheet.number(symbol), sheet.pure and motif.pure
    across = _repeated(motif, int(width - 2 * inset), int(thick), thick)
    down = np.rot90(_repeated(motif, int(height - 2 * inset), int(thick), thick), -1)
    inset = int(inset)
    right, low = width - inset - int(thick), height - inset - int(thick)
    for patch, x, y in ((down, inset, inset), (down[:, ::-1], right, inset), (across, inset, inset), (across[::-1], inset, low)):
        sheet.data[y : y + patch.shape[0], x : x + patch.shape[1]] = 0
        sheet.blend(np.ascontiguousarray(patch), x, y, number)
    for k in (inset - 3, inset + int(thick)):
        for box in ((k, k, width - k, k + 2), (k, height - k - 2, width - k, height - k), (k, k, k + 2, height - k), (width - k - 2, k, width - k, height - k)):
            rail(sheet, box)


def trim(sheet: Sheet, radius: float) -> None:
    """Empties a square sheet outside a circle around its middle."""
    axis = np.arange(sheet.data.shape[0]) + 0.5 - sheet.data.shape[0] / 2
    sheet.data[axis[:, None] ** 2 + axis[None] ** 2 > radius**2] = 0


def ring(sheet: Sheet, motif: Motif, symbol: str, inner: float, outer: float) -> None:
    """A border bent around the middle of a square sheet; radii in pixels."""
    size, sheet.pure = sheet.data.shape[0], sheet.pure and motif.pure
    yy, xx = np.mgrid[:size, :size].astype(np.float32) - size / 2 + 0.5
    radius = np.hypot(xx, yy)
    inside = (radius >= inner) & (radius < outer)
    thick = outer - inner
    middle = (inner + outer) / 2
    rows = 1 if motif.wraps != "xy" else max(1, round(thick / 24))
    count = max(4, round(2 * np.pi * middle / (thick / rows * motif.aspect)))
    strip = scaled(motif, max(6, int(2 * np.pi * middle / count)), max(6, int(thick / rows)))
    u = (np.arctan2(yy[inside], xx[inside]) / (2 * np.pi) % 1) * count % 1
    v = ((outer - radius[inside]) / thick * rows) % 1
    picked = strip[(v * strip.shape[0]).astype(int), (u * strip.shape[1]).astype(int)]
    picked[..., SPARE] = np.where(picked[..., ALPHA] > SOLID, sheet.number(symbol), 0)
    sheet.data[inside] = picked
    for edge in (inner, outer):
        line = np.abs(radius - edge) < 1.2
        sheet.data[line] = 0
        sheet.data[line, ALPHA], sheet.data[line, HEIGHT], sheet.data[line, INK] = 255, 190, 60
