"""The one place where randomness starts."""

from __future__ import annotations

import random

import numpy as np


def seed_everything(seed: int, threads: int = 2) -> np.random.Generator:
    """Seeds Python, NumPy and, where installed, PyTorch. What stays nondeterministic: the order of float sums in threaded products."""
    random.seed(seed)
    try:
        import torch

        torch.manual_seed(seed)
        torch.set_num_threads(threads)
    except ImportError:
        pass
    return np.random.default_rng(seed)
