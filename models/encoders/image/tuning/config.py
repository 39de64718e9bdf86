"""Every number of the tuned branch's training; printed and saved with the run. `recipe(smoke=True)`: the same stages, so small that they say nothing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ViewConfig:
    """How pictures are cut before the trunk."""

    size_px: int = 320  # views of composites and photographs
    small_px: int = 224  # vectors, glyphs, plain goods
    whole_px: int = 448  # what the heads are judged at
    museum_views: int = 20
    jitter: float = 0.18  # spread of the logarithm of brightness, contrast and saturation
    tint: float = 0.05  # and of each channel's gain


@dataclass(frozen=True)
class StageConfig:
    """One run of the optimiser; `batch` counts views of each set."""

    steps: int
    learning_rate: float  # of the late layers; heads learn `head_factor` times as fast
    head_factor: float
    batch: dict[str, int]
    museum_weight: float = 1.5
    weight_decay: float = 0.05
    dropout: float = 0.1
    warm_up: int = 60


@dataclass(frozen=True)
class SideConfig:
    """The side branch; at 224 px it costs about width * width * expand * 2 * 196 * blocks multiplications (43 million)."""

    width: int = 96
    blocks: int = 4
    expand: int = 3
    kernel: int = 5
    composites: StageConfig = StageConfig(1500, 1e-3, 3, {"synthesis": 10, "drawn": 2, "motifs": 2, "more": 3}, dropout=0.15)
    photographs: StageConfig = StageConfig(300, 5e-4, 2, {"museum": 9, "synthesis": 3, "drawn": 1, "motifs": 1, "more": 2}, dropout=0.15, warm_up=30)


@dataclass(frozen=True)
class TuningConfig:
    views: ViewConfig = ViewConfig()
    composites: StageConfig = StageConfig(400, 3e-4, 10, {"synthesis": 10, "drawn": 2, "motifs": 2, "more": 3})
    photographs: StageConfig = StageConfig(
        120, 1.5e-4, 8, {"museum": 9, "synthesis": 3, "drawn": 1, "motifs": 1, "more": 2}, warm_up=30
    )
    box_weight: float = 0.5  # of "the map's mass lies in the box"
    cell_weight: float = 0.3  # of "outside the box nothing", where every place is marked
    sharpness: float = 1.0  # of the softmax that pools a map, in logits
    mean_share: float = 0.3
    keep_weight: float = 0.0  # of how far the features are from the frozen ones
    contrast_weight: float = 0.0  # of confusable symbols told apart
    smooth_cells: int = 3
    likely_share: float = 0.7
    most_weight: float = 12.0  # of a rare symbol's positives
    folds: int = 5


@dataclass(frozen=True)
class JoinConfig:
    """How the evidence of the frozen layers and of the side branch becomes one."""

    seeds: tuple[int, ...] = (0, 1, 2)  # splits that are scored; the first is calibrated on
    share: float = 0.6  # of the side branch, in spreads of its pooled evidence
    craft_share: float = 0.3  # a craft's name is read better without it, its place is not
    sharpness: float = 2.0  # of the softmax that pools the joined map
    mean_share: float = 0.3
    craft_mean_share: float = 1.0
    box_quantile: float = 0.4


@dataclass(frozen=True)
class Recipe:
    tuning: TuningConfig = TuningConfig()
    side: SideConfig = SideConfig()
    join: JoinConfig = JoinConfig()


def recipe(smoke: bool) -> Recipe:
    if not smoke:
        return Recipe()
    batch = {"synthesis": 2, "drawn": 1, "motifs": 1, "more": 1}
    composites, photographs = StageConfig(3, 1e-3, 3, batch, warm_up=1), StageConfig(2, 5e-4, 2, {"museum": 2} | batch, warm_up=1)
    views = ViewConfig(size_px=96, small_px=64, whole_px=160, museum_views=2)
    return Recipe(TuningConfig(views=views, folds=2), SideConfig(width=16, blocks=1, composites=composites, photographs=photographs), JoinConfig(seeds=(0, 1)))
