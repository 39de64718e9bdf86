"""Every number that decides the heads; printed and saved with the run."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class HeadConfig:
    """Heads on the frozen backbone's maps."""

    ridge: float = 1.0  # against features of squared length 100 per stage
    stage_share: dict = field(default_factory=lambda: {"s16": 0.4, "s32": 0.6})
    craft_stage_share: dict = field(default_factory=lambda: {"s32": 1.0})  # of crafts and materials (vocabulary.craft_mask)
    source_share: dict = field(
        default_factory=lambda: {"museum": 0.7, "motifs": 0.3, "more": 0.15, "drawn": 0.3, "plain": 0.1}
    )
    row_share: dict = field(default_factory=lambda: {"whole": 1.0, "crop": 1.0, "box": 1.5, "window": 0.75})
    likely_share: float = 0.7  # weight of a `likely` label in training; in scoring it is a don't-care
    centre_sources: tuple[str, ...] = ("motifs", "more")  # their own mean is moved onto the photographs' mean
    smooth_cells: int = 3  # side of the neighbourhood that a map is averaged over
    sharpness: float = 3.0  # of the softmax that weighs a map's cells when it is pooled
    mean_share: float = 0.5  # of the plain mean beside the softmax-weighted mean
    craft_mean_share: float = 1.0  # a thing is made of something everywhere
    box_quantile: float = 0.4  # rule seeing/1


@dataclass(frozen=True)
class TrainConfig:
    head: HeadConfig = HeadConfig()
    folds: int = 5
    seeds: tuple[int, ...] = (0, 1, 2)
    plain_pictures: int = 400
    drawn_pictures: int = 800
    floor: float = 0.7  # precision that an operating point must show before the symbol is claimed
    min_positives: int = 8  # and on how many sure photographs that must have been seen
    # Symbols that reach the floor on the museum's photographs and miss it elsewhere (CARD.md): not claimed anywhere.
    withdrawn: tuple[str, ...] = ("blue-and-white", "auspicious-cloud", "dragon")
