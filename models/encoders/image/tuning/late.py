"""The tuned branch in PyTorch: late layers of the backbone behind the frozen trunk, linear heads on two stages, and what they are trained for.

Axis letters: B views, S symbols, h w cells of the s16 map.
"""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F

from ..backbone import STAGES, late_layers, load_weights, run_torch
from ..data import ABSENT, LIKELY, PRESENT, UNKNOWN
from .config import TuningConfig
from .views import Views

_FULL_BOX = 0.85  # a box that fills the view says nothing about where


def start_weights() -> dict[str, torch.nn.Parameter]:
    weights = load_weights()
    return {f"{layer.name}.{k}": torch.nn.Parameter(torch.from_numpy(weights[f"{layer.name}.{k}"])) for layer in late_layers() for k in "wb"}


class Branch:
    """Weights (`late`, and `heads` on top of them), what its inputs are normalised by, and how its maps are pooled."""

    late: dict[str, torch.nn.Parameter]
    heads: dict[str, torch.nn.Parameter]

    def __init__(self, norm: dict[str, np.ndarray], config: TuningConfig) -> None:
        self.config, self.norm = config, {k: torch.from_numpy(np.asarray(v, np.float32)) for k, v in norm.items()}

    def read(self, views: list[tuple[Views, int]]) -> tuple[torch.Tensor, ...]:
        """The inputs of these views, all of one size."""
        raise NotImplementedError

    def maps(self, inputs: tuple[torch.Tensor, ...], dropout: float = 0.0) -> torch.Tensor:
        """-> evidence maps (B, S, h, w), in logits."""
        raise NotImplementedError

    def forgotten(self) -> torch.Tensor:
        """How far the features of the last `maps` are from the frozen ones."""
        return torch.zeros(())

    def pool(self, maps: torch.Tensor) -> torch.Tensor:
        """(B, S, h, w) -> (B, S), as graph.py pools."""
        flat = maps.flatten(2)
        attention = torch.softmax(self.config.sharpness * flat, 2)
        return self.config.mean_share * flat.mean(2) + (1 - self.config.mean_share) * (attention * flat).sum(2)

    def state(self) -> dict[str, np.ndarray]:
        everything = {f"late.{k}": v for k, v in self.late.items()} | {f"head.{k}": v for k, v in self.heads.items()}
        return {k: v.detach().numpy().copy() for k, v in everything.items()} | {f"norm.{k}": v.numpy() for k, v in self.norm.items()}

    def load(self, state: dict[str, np.ndarray]) -> Branch:
        with torch.no_grad():
            for prefix, weights in (("late", self.late), ("head", self.heads)):
                for k, v in weights.items():
                    v.copy_(torch.from_numpy(state[f"{prefix}.{k}"]))
        self.norm = {k.removeprefix("norm."): torch.from_numpy(v) for k, v in state.items() if k.startswith("norm.")}
        return self


class TunedNet(Branch):
    """trunk (B, 40, H/8, W/8) -> evidence maps (B, S, H/16, W/16), in logits."""

    def __init__(self, symbols: int, norm: dict[str, np.ndarray], config: TuningConfig) -> None:
        super().__init__(norm, config)
        self.late, self.frozen = start_weights(), start_weights()
        zeros = lambda *shape: torch.nn.Parameter(torch.zeros(*shape))  # noqa: E731
        self.heads = {"s16": zeros(symbols, STAGES["s16"]), "s32": zeros(symbols, STAGES["s32"]), "bias": torch.nn.Parameter(torch.full((symbols,), -3.0))}

    def read(self, views: list[tuple[Views, int]]) -> tuple[torch.Tensor, ...]:
        return (torch.from_numpy(np.stack([v.trunk[i] for v, i in views]).astype(np.float32)),)

    def forgotten(self) -> torch.Tensor:
        if not self.config.keep_weight:
            return torch.zeros(())
        with torch.no_grad():
            frozen = run_torch(self.frozen, self.last_trunk, late_layers())
        away = [((self.stages[s] - frozen[s]) / frozen[s].std((0, 2, 3), keepdim=True).clamp(min=1e-2)) ** 2 for s in ("s16", "s32")]
        return (away[0].mean() + away[1].mean()) / 2

    def maps(self, inputs: tuple[torch.Tensor, ...], dropout: float = 0.0) -> torch.Tensor:
        (self.last_trunk,) = inputs
        self.stages, parts = run_torch(self.late, self.last_trunk, late_layers()), {}
        for stage in ("s16", "s32"):
            z = (self.stages[stage] - self.norm[f"{stage}.mean"][:, None, None]) / self.norm[f"{stage}.spread"][:, None, None]
            parts[stage] = F.conv2d(F.dropout2d(z, dropout, training=dropout > 0), self.heads[stage][:, :, None, None])
        joined = parts["s16"] + F.interpolate(parts["s32"], scale_factor=2, mode="nearest") + self.heads["bias"][None, :, None, None]
        side = self.config.smooth_cells
        return F.avg_pool2d(joined, side, 1, side // 2, count_include_pad=False)


def feature_norm(trunk: np.ndarray, count: int = 600) -> dict[str, np.ndarray]:
    """Mean and twice the spread of the frozen stages' means over evenly chosen views; uses no label."""
    weights, found = start_weights(), {"s16": [], "s32": []}
    chosen = np.linspace(0, len(trunk) - 1, min(count, len(trunk))).astype(int)
    with torch.no_grad():
        for at in range(0, len(chosen), 16):
            stages = run_torch(weights, torch.from_numpy(trunk[chosen[at : at + 16]].astype(np.float32)), late_layers())
            for stage, rows in found.items():
                rows.append(stages[stage].mean((2, 3)).numpy())
    joined = {stage: np.concatenate(rows) for stage, rows in found.items()}
    return {f"{s}.mean": rows.mean(0) for s, rows in joined.items()} | {f"{s}.spread": rows.std(0) * 2 + 1e-2 for s, rows in joined.items()}


def presence_loss(net: Branch, maps: torch.Tensor, labels: np.ndarray, positive_weight: torch.Tensor, view_weight: torch.Tensor) -> torch.Tensor:
    """Cross-entropy of the pooled maps; unknown labels are left out, rare symbols' positives weigh more."""
    y = torch.from_numpy(labels)
    positive = ((y == PRESENT) | (y == LIKELY)).float()
    soft = torch.where(y == LIKELY, net.config.likely_share, 1.0)
    weight = (y != UNKNOWN).float() * torch.where(positive > 0, positive_weight * soft, 1.0) * view_weight[:, None]
    loss = F.binary_cross_entropy_with_logits(net.pool(maps), positive * 0.95 + 0.01, reduction="none")
    return (loss * weight).sum() / weight.sum()


def contrast_loss(net: Branch, maps: torch.Tensor, labels: np.ndarray, pairs: list[tuple[int, int]]) -> torch.Tensor:
    """Where a symbol is shown and its look-alike is not, its logit shall be the larger one (survey §3.1; logistic, mean over such pairs)."""
    pooled, (one, other) = net.pool(maps), np.array(pairs).T
    here = torch.from_numpy((labels[:, one] == PRESENT) & (labels[:, other] == ABSENT))
    if not here.any():
        return torch.zeros(())
    return F.softplus(pooled[:, other] - pooled[:, one])[here].mean()


def _box_cells(boxes: np.ndarray, height: int, width: int) -> dict[int, torch.Tensor]:
    """symbol -> 1 where any of its boxes touches a cell (h, w)."""
    cells: dict[int, np.ndarray] = {}
    for symbol, _, x0, y0, x1, y1 in boxes:
        mask = cells.setdefault(int(symbol), np.zeros((height, width), np.float32))
        left, top, right, bottom = int(x0 * width), int(y0 * height), int(np.ceil(x1 * width)), int(np.ceil(y1 * height))
        mask[top : max(top + 1, bottom), left : max(left + 1, right)] = 1
    return {s: torch.from_numpy(m) for s, m in cells.items() if m.mean() <= _FULL_BOX}


def place_losses(maps: torch.Tensor, boxes: list[np.ndarray], exhaustive: list[bool]) -> tuple[torch.Tensor, torch.Tensor]:
    """How little of a map's softmax lies in its boxes, against chance; and, where every place is marked, cross-entropy of its cells."""
    inside, cells = [torch.zeros(())], [torch.zeros(())]
    for view, rows in enumerate(boxes):
        for symbol, mask in _box_cells(rows, *maps.shape[2:]).items():
            evidence = maps[view, symbol]
            share = torch.logsumexp(torch.log_softmax(evidence.flatten(), 0)[mask.flatten() > 0], 0)
            inside.append(-share / max(0.5, -float(torch.log(mask.mean()))))
            if exhaustive[view]:
                cells.append(F.binary_cross_entropy_with_logits(evidence, mask * 0.9 + 0.02))
    mean = lambda terms: torch.stack(terms).sum() / max(1, len(terms) - 1)  # noqa: E731
    return mean(inside), mean(cells)
