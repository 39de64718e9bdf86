"""The side branch in PyTorch: the frozen layers stay as they are, and a small network beside them reads their three stages (ladder
side-tuning, arXiv 2206.06522). Crafts, embedding and text keep the features they were fitted to.

Axis letters: B views, S symbols, h w cells of the s16 map.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from ..backbone import STAGES, late_layers, run_torch
from .config import SideConfig, TuningConfig
from .late import Branch, start_weights
from .views import Views

TRUNK_CHANNELS = 40


@dataclass
class SideViews(Views):
    """Views with what the frozen layers make of them."""

    s16: np.ndarray  # float16 (N, 112, h/2, w/2), a memory map
    s32: np.ndarray  # float16 (N, 320, h/4, w/4)


def with_stages(views: Views, name: str, cache: Path) -> SideViews:
    """The frozen stages of every view, from the cache or made now. The trunk's cache names the recipe; a trunk that changes is another folder."""
    count, _, height, width = views.trunk.shape
    shapes = {"s16": (count, STAGES["s16"], height // 2, width // 2), "s32": (count, STAGES["s32"], height // 4, width // 4)}
    paths = {stage: cache / f"{name}-{stage}.npy" for stage in shapes}
    if not all(p.exists() for p in paths.values()):
        weights, started = start_weights(), time.time()
        made = {s: np.lib.format.open_memmap(paths[s].with_suffix(".part"), "w+", np.float16, shape) for s, shape in shapes.items()}
        with torch.no_grad():
            for at in range(0, count, 16):
                found = run_torch(weights, torch.from_numpy(views.trunk[at : at + 16].astype(np.float32)), late_layers())
                for stage, out in made.items():
                    out[at : at + 16] = found[stage].numpy()
        for stage, out in made.items():
            out.flush()
            paths[stage].with_suffix(".part").rename(paths[stage])
        print(f"{name}: frozen stages of {count} views, {time.time() - started:.0f} s", flush=True)
    stages = {stage: np.load(path, mmap_mode="r") for stage, path in paths.items()}
    return SideViews(views.pictures, views.trunk, views.labels, views.owner, views.boxes, **stages)


def all_stages(views: dict[str, Views], cache: Path) -> dict[str, SideViews]:
    return {name: with_stages(found, name, cache) for name, found in views.items()}


def stage_norm(views: SideViews, count: int = 600) -> dict[str, np.ndarray]:
    """Mean and spread of each channel over the cells of evenly chosen views; uses no label."""
    chosen, norm = np.linspace(0, len(views.owner) - 1, min(count, len(views.owner))).astype(int), {}
    for name in ("trunk", "s16", "s32"):
        cells = getattr(views, name)[chosen].astype(np.float32)
        norm[f"{name}.mean"], norm[f"{name}.spread"] = cells.mean((0, 2, 3)), cells.std((0, 2, 3)) + 1e-2
    return norm


def _normal(*shape: int) -> torch.nn.Parameter:
    """He's initialisation by fan-in."""
    return torch.nn.Parameter(torch.randn(*shape) * float(np.sqrt(2 / np.prod(shape[1:]))))


def _zeros(*shape: int) -> torch.nn.Parameter:
    return torch.nn.Parameter(torch.zeros(*shape))


class SideNet(Branch):
    """trunk (B, 40, 2h, 2w), s16 (B, 112, h, w), s32 (B, 320, h/2, w/2) -> evidence maps (B, S, h, w), in logits."""

    def __init__(self, symbols: int, norm: dict[str, np.ndarray], config: TuningConfig, side: SideConfig, seed: int = 0) -> None:
        super().__init__(norm, config)
        torch.manual_seed(seed)
        self.side, width, inner = side, side.width, side.width * side.expand
        self.late = {"down.w": _normal(TRUNK_CHANNELS, 1, 5, 5), "down.b": _zeros(TRUNK_CHANNELS), "b": _zeros(width)}
        for name, channels in (("trunk", TRUNK_CHANNELS), ("s16", STAGES["s16"]), ("s32", STAGES["s32"])):
            self.late[f"{name}.w"] = torch.nn.Parameter(_normal(width, channels, 1, 1).detach() / 3**0.5)
        for n in range(side.blocks):
            self.late |= {
                f"{n}.expand.w": _normal(inner, width, 1, 1), f"{n}.expand.b": _zeros(inner),
                f"{n}.depth.w": _normal(inner, 1, side.kernel, side.kernel), f"{n}.depth.b": _zeros(inner),
                f"{n}.project.w": torch.nn.Parameter(_normal(width, inner, 1, 1).detach() * 0.2), f"{n}.project.b": _zeros(width),
            }  # fmt: skip
        self.heads = {
            "s16": _zeros(symbols, STAGES["s16"]), "s32": _zeros(symbols, STAGES["s32"]), "side": _zeros(symbols, width),
            "bias": torch.nn.Parameter(torch.full((symbols,), -3.0)),
        }  # fmt: skip

    def read(self, views: list[tuple[SideViews, int]]) -> tuple[torch.Tensor, ...]:
        return tuple(torch.from_numpy(np.stack([getattr(v, name)[i] for v, i in views]).astype(np.float32)) for name in ("trunk", "s16", "s32"))

    def maps(self, inputs: tuple[torch.Tensor, ...], dropout: float = 0.0) -> torch.Tensor:
        z = {}
        for name, values in zip(("trunk", "s16", "s32"), inputs):
            z[name] = (values - self.norm[f"{name}.mean"][:, None, None]) / self.norm[f"{name}.spread"][:, None, None]
            z[name] = F.dropout2d(z[name], dropout, training=dropout > 0)
        w, conv = self.late, F.conv2d
        up = lambda x: F.interpolate(x, scale_factor=2, mode="nearest")  # noqa: E731
        down = conv(z["trunk"], w["down.w"], w["down.b"], 2, 2, 1, TRUNK_CHANNELS)
        x = conv(down, w["trunk.w"]) + conv(z["s16"], w["s16.w"]) + up(conv(z["s32"], w["s32.w"])) + w["b"][:, None, None]
        for n in range(self.side.blocks):
            y = conv(x, w[f"{n}.expand.w"], w[f"{n}.expand.b"]).clamp(0, 6)
            y = conv(y, w[f"{n}.depth.w"], w[f"{n}.depth.b"], 1, self.side.kernel // 2, 1, len(y[0])).clamp(0, 6)
            x = x + conv(y, w[f"{n}.project.w"], w[f"{n}.project.b"])
        head = lambda name, values: conv(values, self.heads[name][:, :, None, None])  # noqa: E731
        joined = head("s16", z["s16"]) + up(head("s32", z["s32"])) + head("side", F.dropout2d(x, dropout, training=dropout > 0))
        joined = joined + self.heads["bias"][:, None, None]
        cells = self.config.smooth_cells
        return F.avg_pool2d(joined, cells, 1, cells // 2, count_include_pad=False)
