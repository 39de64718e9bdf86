"""Settings of the text table; printed and saved with every run."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Config:
    rows: int = 28_000  # vocabulary size, the empty token included
    epochs: int = 12
    batch: int = 1024
    learning_rate: float = 3e-3
    phrases: int = 40_000  # filled templates of our own, in each language
    own_repeat: int = 20  # how often a pair of our own is seen in an epoch, a dictionary pair once
    contrast_weight: float = 0.3
    contrast_temperature: float = 0.05
    han_share: float = 0.56  # of the rows, how many begin with a Han character at most
    init_scale: float = 0.3  # length of a row before training
    seed: int = 0
    held_out: str = "none"
