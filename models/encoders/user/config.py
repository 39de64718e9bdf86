"""Settings of the user encoder; printed and saved with every run."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Config:
    max_events: int = 64
    width: int = 48
    epochs: int = 12
    batch: int = 64
    learning_rate: float = 2e-3
    prefixes: int = 2  # history cuts drawn per shopper and epoch
    popularity_penalty: float = 1.0  # popularity is a term of its own: a learnt multiple of it stands beside the queries in training
    seed: int = 0
