"""Trains the tuned branch: first on composites, then inside each fold on the photographs' own boxes, then on all of them.

  cd models && python -m encoders.image.tuning.train STAGE [STAGE ...] --images DIR --drawn DIR --synthesis DIR --work DIR [--seed 0 1 2]

STAGE is views (cache what the trunk sees), composites, folds or final; each writes its result into DIR of --work and is skipped when that
is there. Nondeterministic: the order of float sums in threaded products.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch

from common.seeds import seed_everything

from .. import data
from ..train import folds_of
from ..vocabulary import load_confusables, load_symbols
from .config import SideConfig, StageConfig, TuningConfig, recipe
from .late import Branch, TunedNet, contrast_loss, feature_norm, place_losses, presence_loss
from .side import SideNet, all_stages, stage_norm
from .views import Views, extract

PLAIN_PICTURES = 400
PAIRS = load_confusables()


@dataclass
class Part:
    """Some views of one set."""

    views: Views
    index: np.ndarray  # which views
    weight: float = 1.0


def read_views(args: argparse.Namespace, config: TuningConfig) -> dict[str, Views]:
    """Every set's views; `whole` are the photographs as they are judged."""
    images, v = args.images, config.views
    museum = data.read_museum(images / "museum")
    make = lambda name, pictures, size, count, **more: extract(name, pictures, size, count, args.work / "views", v, **more)  # noqa: E731
    return {
        "museum": make("museum", museum, v.size_px, v.museum_views),
        "whole": make("whole", museum, v.whole_px, 1, whole=True),
        "motifs": make("motifs", data.read_motifs(images / "motifs"), v.size_px, 4),
        "more": make("more", data.read_more(images / "more"), v.small_px, 1),
        "plain": make("plain", data.read_plain(images / "plain", PLAIN_PICTURES, 0), v.small_px, 1),
        "drawn": make("drawn", data.read_drawn(args.drawn), v.size_px, 2),
        "synthesis": make("synthesis", data.read_synthesis(args.synthesis), v.size_px, 1),
    }


def _endless(part: Part, rng: np.random.Generator):
    while True:
        yield from part.index[rng.permutation(len(part.index))]


def _batches(parts: dict[str, Part], batch: dict[str, int], rng: np.random.Generator):
    """Yields lists of (set, view)."""
    orders = {name: _endless(parts[name], rng) for name in batch}
    while True:
        yield [(name, next(orders[name])) for name, count in batch.items() for _ in range(count)]


def positive_weights(parts: list[Part], most: float) -> torch.Tensor:
    shown = sum(np.isin(p.views.labels[p.index], (data.PRESENT, data.LIKELY)).sum(0) for p in parts)
    total = sum(len(p.index) for p in parts)
    return torch.from_numpy(np.clip(np.sqrt(total / np.maximum(shown, 1)), 1, most).astype(np.float32))


def _step_loss(net: Branch, parts: dict[str, Part], pick: list[tuple[str, int]], positive: torch.Tensor, dropout: float) -> np.ndarray:
    """Adds the gradients of one batch, one size of view at a time; -> its four losses."""
    sizes: dict[int, list[tuple[str, int]]] = {}
    for name, at in pick:
        sizes.setdefault(parts[name].views.trunk.shape[2], []).append((name, at))
    seen = np.zeros(4)
    for group in sizes.values():
        of = lambda field: [getattr(parts[n].views, field)[i] for n, i in group]  # noqa: E731
        inputs, labels, boxes = net.read([(parts[n].views, i) for n, i in group]), np.stack(of("labels")), of("boxes")
        maps = net.maps(inputs, dropout)
        weight = torch.tensor([parts[n].weight for n, _ in group])
        presence = presence_loss(net, maps, labels, positive, weight)
        inside, cells = place_losses(maps, boxes, [parts[n].views.pictures[parts[n].views.owner[i]].exhaustive for n, i in group])
        forgotten = net.forgotten()
        if net.config.contrast_weight:
            presence = presence + net.config.contrast_weight * contrast_loss(net, maps, labels, PAIRS)
        loss = presence + net.config.box_weight * inside + net.config.cell_weight * cells + net.config.keep_weight * forgotten
        share = len(group) / len(pick)
        (loss * share).backward()
        seen += share * np.array([presence.item(), inside.item(), cells.item(), forgotten.item()])
    return seen


def tune(net: Branch, parts: dict[str, Part], stage: StageConfig, seed: int, say: str) -> None:
    rng, everything = np.random.default_rng(seed), [*net.late.values(), *net.heads.values()]
    torch.manual_seed(seed)
    groups = [{"params": list(net.late.values()), "lr": stage.learning_rate}, {"params": list(net.heads.values()), "lr": stage.learning_rate * stage.head_factor}]
    optimiser = torch.optim.AdamW(groups, betas=(0.9, 0.99), weight_decay=stage.weight_decay)
    rates, positive = [g["lr"] for g in groups], positive_weights(list(parts.values()), net.config.most_weight)
    started, seen, batches = time.time(), [], _batches(parts, stage.batch, rng)
    for step in range(stage.steps):
        share = min(1.0, (step + 1) / stage.warm_up) * 0.5 * (1 + np.cos(np.pi * step / stage.steps)) + 0.01
        for group, rate in zip(optimiser.param_groups, rates):
            group["lr"] = rate * share
        optimiser.zero_grad()
        seen.append(_step_loss(net, parts, next(batches), positive, stage.dropout))
        torch.nn.utils.clip_grad_norm_(everything, 5.0)
        optimiser.step()
        if step % 25 == 24 or step == stage.steps - 1:
            presence, inside, cells, forgotten = np.mean(seen, 0)
            losses = f"presence {presence:.4f}, inside {inside:.4f}, cells {cells:.4f}, forgotten {forgotten:.4f}"
            print(f"{say}: step {step + 1} of {stage.steps}, {losses}, {time.time() - started:.0f} s", flush=True)
            seen = []


def maps_of(net: Branch, views: Views, which: np.ndarray) -> np.ndarray:
    """float16 (V, S, h, w)."""
    with torch.no_grad():
        found = [net.maps(net.read([(views, i) for i in which[at : at + 4]])).numpy() for at in range(0, len(which), 4)]
    return np.concatenate(found).astype(np.float16)


def whole_set(views: Views) -> Part:
    return Part(views, np.arange(len(views.owner)))


@dataclass(frozen=True)
class Kind:
    """One kind of branch: how it is made, its two stages, and what its files are called."""

    start: str  # of the composites' file
    prefix: str  # of what follows
    make: Callable[[dict[str, np.ndarray]], Branch]  # of the norm
    norm: Callable[[Views], dict[str, np.ndarray]]
    composites: StageConfig
    photographs: StageConfig


def late_kind(config: TuningConfig) -> Kind:
    prefix = f"keep{config.keep_weight:g}-" if config.keep_weight else ""
    make = lambda norm: TunedNet(len(load_symbols()), norm, config)  # noqa: E731
    return Kind(prefix, prefix, make, lambda museum: feature_norm(museum.trunk), config.composites, config.photographs)


def side_kind(config: TuningConfig, side: SideConfig, start_seed: int = 0) -> Kind:
    start = f"side{start_seed or ''}-"
    prefix = start + (f"contrast{config.contrast_weight:g}-" if config.contrast_weight else "")
    return Kind(start, prefix, lambda norm: SideNet(len(load_symbols()), norm, config, side), stage_norm, side.composites, side.photographs)


def train_composites(views: dict[str, Views], kind: Kind, work: Path, seed: int) -> dict[str, np.ndarray]:
    path = work / f"{kind.start}composites.npz"
    if not path.exists():
        net = kind.make(kind.norm(views["museum"]))
        tune(net, {name: whole_set(views[name]) for name in kind.composites.batch}, kind.composites, seed, f"{kind.start}composites")
        np.savez(path, **net.state())
    return dict(np.load(path))


def on_photographs(start: dict[str, np.ndarray], views: dict[str, Views], photographs: np.ndarray, kind: Kind, seed: int, say: str) -> Branch:
    """photographs: bool (P,), those it may learn from; unlicensed ones are left out whatever it says."""
    net, museum = kind.make({}).load(start), views["museum"]
    allowed = photographs & np.array([p.train for p in museum.pictures])
    parts = {name: whole_set(views[name]) for name in kind.photographs.batch if name != "museum"}
    tune(net, {"museum": Part(museum, museum.of(allowed), kind.photographs.museum_weight)} | parts, kind.photographs, seed, say)
    return net


def train_folds(start: dict[str, np.ndarray], views: dict[str, Views], kind: Kind, folds: int, work: Path, seed: int) -> None:
    """Writes folds-SEED.npz: maps float16 (P, S, 28, 28) of each photograph by a branch that has not seen it; and every fold's own branch."""
    fold, maps = folds_of(len(views["whole"].pictures), folds, seed), {}
    for held in range(folds):
        path = work / f"{kind.prefix}fold-{seed}-{held}.npz"
        if not path.exists():
            net = on_photographs(start, views, fold != held, kind, held + 10 * seed, f"{kind.prefix}seed {seed}, fold {held}")
            np.savez(path, maps=maps_of(net, views["whole"], np.flatnonzero(fold == held)), **net.state())
        maps[held] = np.load(path)["maps"]
    joined = np.zeros((len(fold), *maps[0].shape[1:]), np.float16)
    for held, found in maps.items():
        joined[fold == held] = found
    np.savez(work / f"{kind.prefix}folds-{seed}.npz", maps=joined, fold=fold)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stage", nargs="+", choices=("views", "composites", "folds", "final"))
    for name in ("images", "drawn", "synthesis", "work"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--seed", type=int, nargs="+", default=[0], help="of the split into folds")
    parser.add_argument("--start-seed", type=int, default=0, help="of the composites stage")
    parser.add_argument("--side", action="store_true", help="the side branch instead of tuned late layers")
    parser.add_argument("--smoke", action="store_true", help="tiny numbers: do the stages run?")
    parser.add_argument("--keep", type=float, default=0.0, help="weight of staying near the frozen features")
    parser.add_argument("--contrast", type=float, default=0.0, help="weight of telling confusable symbols apart")
    args = parser.parse_args()
    if args.start_seed and not args.side:
        parser.error("--start-seed names files of the side branch: give --side")
    settings = recipe(args.smoke)
    config = replace(settings.tuning, keep_weight=args.keep, contrast_weight=args.contrast)
    kind = side_kind(config, settings.side, args.start_seed) if args.side else late_kind(config)
    seed_everything(args.start_seed, threads=torch.get_num_threads())
    print(config, kind, flush=True)
    views = read_views(args, config)
    if args.side:
        views = all_stages(views, args.work / "views")
    if args.stage == ["views"]:
        return
    start = train_composites(views, kind, args.work, args.start_seed)
    for seed in args.seed if "folds" in args.stage else ():
        train_folds(start, views, kind, config.folds, args.work, seed)
    if "final" in args.stage:
        everyone = np.ones(len(views["whole"].pictures), bool)
        np.savez(args.work / f"{kind.prefix}final.npz", **on_photographs(start, views, everyone, kind, 0, "all photographs").state())


if __name__ == "__main__":
    main()
