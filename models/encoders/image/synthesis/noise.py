"""Bank of tileable noise, made once from a fixed seed; pictures take random windows of it."""

from __future__ import annotations

from functools import cache

import numpy as np

BANK = 1024


@cache
def bank(kind: str) -> np.ndarray:
    """float32 (1024, 1024), mean 0, deviation 1. rock: many octaves; cloud: the broad ones; grain: the finest; streak: along y."""
    rng = np.random.default_rng(sum(kind.encode()))
    spectrum = np.fft.rfft2(rng.standard_normal((BANK, BANK)))
    fy, fx = np.fft.fftfreq(BANK)[:, None] * BANK, np.fft.rfftfreq(BANK)[None] * BANK
    f = np.maximum(1.0, np.hypot(fx, fy))
    weight = {
        "rock": f**-1.1 * (f > 3), "cloud": f**-2.0 * (f > 1.5), "spots": np.exp(-(((f - 46) / 16) ** 2)), "grain": np.exp(-(((f - 330) / 150) ** 2)),
        "streak": 1 / (1 + (np.abs(fy) / 3) ** 2) * (np.abs(fx) + 4) ** -0.35, "folds": 1 / (1 + (np.abs(fy) / 2.2) ** 4) * np.exp(-(((np.abs(fx) - 9) / 7) ** 2)),
        "mottle": np.exp(-(((f - 14) / 7) ** 2)),
    }[kind]  # fmt: skip
    field = np.fft.irfft2(spectrum * weight, (BANK, BANK))
    return ((field - field.mean()) / field.std()).astype(np.float32)


def window(kind: str, height: int, width: int, rng: np.random.Generator) -> np.ndarray:
    """A window of the bank, mirrored and transposed at random (streaks and folds keep their direction)."""
    y, x = rng.integers(BANK - height), rng.integers(BANK - width)
    part = bank(kind)[y : y + height, x : x + width]
    if rng.random() < 0.5:
        part = part[:, ::-1]
    if kind not in ("streak", "folds") and height == width and rng.random() < 0.5:
        part = part.T
    return part
