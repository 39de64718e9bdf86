"""The embedding: one linear layer on the pooled features at 224 px, trained for two things at once.

(a) *Instance*: a cropped, recompressed copy of a picture finds that picture among pictures that look much the same.
(b) *Shared space*: a picture lies near the text vector of its caption (symbols, kind of product, in both languages), so that words and
    pictures can be compared.

Axis letters: P pictures, V views of a picture, D features, E dimensions of the embedding.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from common.pixels import crop, load_rgb

from .backbone import STAGES
from .data import Picture
from .features import WHOLE, Extractor, pool
from .vocabulary import KNOWLEDGE

_VIEW_RECIPE = "1"


@dataclass(frozen=True)
class EmbedConfig:
    dim: int = 128
    size_px: int = 224
    crop_share: tuple[float, float] = (0.7, 0.95)  # side of a training crop
    jpeg_quality: tuple[int, int] = (50, 90)
    steps: int = 400
    batch: int = 192
    learning_rate: float = 5e-2
    temperature: float = 0.07
    text_temperature: float = 0.1
    text_share: float = 0.5  # weight of (b) beside (a)
    weight_decay: float = 1e-3


def embed_config(smoke: bool) -> EmbedConfig:
    return EmbedConfig(size_px=64, steps=3, batch=16) if smoke else EmbedConfig()


def recompress(rgb: np.ndarray, quality: int) -> np.ndarray:
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, "JPEG", quality=quality)
    return np.asarray(Image.open(io.BytesIO(buffer.getvalue())).convert("RGB"))


def random_crop(rng: np.random.Generator, low: float, high: float) -> tuple[float, float, float, float]:
    side = rng.uniform(low, high)
    x, y = rng.uniform(0, 1 - side, 2)
    return (x, y, x + side, y + side)


def extract_views(pictures: list[Picture], cache: Path, name: str, crops: int, config: EmbedConfig, seed: int) -> np.ndarray:
    """float16 (P, 1 + crops, D): the picture itself, then crops of it, recompressed."""
    import hashlib

    text = f"{_VIEW_RECIPE} {crops} {config.crop_share} {config.jpeg_quality} {config.size_px} {[p.path.name for p in pictures]} {seed}"
    path = cache / f"views-{name}-{hashlib.sha256(text.encode()).hexdigest()[:16]}.npy"
    if path.exists():
        return np.load(path)
    extract, rng, out = Extractor(), np.random.default_rng(seed), []
    for picture in pictures:
        rgb = load_rgb(picture.path)
        views = [rgb]
        for _ in range(crops):
            part = np.ascontiguousarray(crop(rgb, random_crop(rng, *config.crop_share)))
            views.append(recompress(part, int(rng.integers(*config.jpeg_quality))))
        out.append([pool(extract.maps(v, config.size_px), WHOLE) for v in views])
    views = np.array(out, np.float16)
    cache.mkdir(parents=True, exist_ok=True)
    np.save(path, views)
    return views


def captions(pictures: list[Picture]) -> list[list[str]]:
    """For each picture a few phrases in both languages, from the knowledge's names; [] where nothing is known."""
    symbols = {s["id"]: s for s in json.loads((KNOWLEDGE / "symbols.json").read_text("utf-8"))["symbols"]}
    out = []
    for picture in pictures:
        found = [symbols[m.symbol] for m in picture.marks if m.sure and m.symbol in symbols]
        names = list({s["id"]: (s["zh"], s["en"]) for s in found}.values())[:4]
        kind = picture.kind.replace("-", " ")
        phrases = [f"{zh}" for zh, _ in names] + [f"{en} {kind}".strip() for _, en in names]
        out.append(phrases or ([kind] if kind else []))
    return out


def caption_vectors(pictures: list[Picture], dim: int) -> tuple[np.ndarray, np.ndarray]:
    """Unit mean text vectors (P, E) and which pictures have one (P,)."""
    from encoders.text.reference import encode

    vectors, known = np.zeros((len(pictures), dim), np.float32), np.zeros(len(pictures), bool)
    for i, phrases in enumerate(captions(pictures)):
        if phrases:
            mean = encode(phrases).mean(0)
            vectors[i], known[i] = mean / np.linalg.norm(mean), True
    return vectors, known


def train_embedding(views: np.ndarray, text: np.ndarray, has_text: np.ndarray, config: EmbedConfig, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """-> weight (D, E) and bias (E,) on raw pooled features."""
    import torch
    import torch.nn.functional as F

    torch.manual_seed(seed)
    flat = views.reshape(-1, views.shape[-1]).astype(np.float32)
    mean, std = flat.mean(0), flat.std(0) + 1e-3
    balance = np.concatenate([np.full(n, 10 / np.sqrt(n), np.float32) for n in STAGES.values()]) / np.sqrt(len(STAGES))
    scale = balance / std
    z = (flat - mean) * scale
    # Start from the principal axes, half whitened: already a fair instance embedding.
    values, axes = np.linalg.eigh((z.T @ z / len(z)).astype(np.float64))
    order = np.argsort(-values)[: config.dim]
    start = axes[:, order] / values[order] ** 0.25
    weight = torch.nn.Parameter(torch.from_numpy((start / np.linalg.norm(z @ start, axis=1).mean()).astype(np.float32)))
    x = torch.from_numpy(z.reshape(*views.shape[:2], -1).astype(np.float32))
    target, known = torch.from_numpy(text), torch.from_numpy(has_text)
    optimiser = torch.optim.AdamW([weight], lr=config.learning_rate * float(weight.detach().std()), weight_decay=config.weight_decay)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, config.steps)
    generator = torch.Generator().manual_seed(seed)
    for step in range(config.steps):
        pick = torch.randperm(len(x), generator=generator)[: config.batch]
        one = torch.randint(x.shape[1], (len(pick),), generator=generator)
        other = (one + 1 + torch.randint(x.shape[1] - 1, (len(pick),), generator=generator)) % x.shape[1]
        a, b = F.normalize(x[pick, one] @ weight, dim=1), F.normalize(x[pick, other] @ weight, dim=1)
        same = torch.arange(len(pick))
        likeness = a @ b.T / config.temperature
        loss = (F.cross_entropy(likeness, same) + F.cross_entropy(likeness.T, same)) / 2
        worded = known[pick]
        if config.text_share and worded.any():
            t = target[pick][worded]
            # Pictures with nearly the same caption share the target.
            soft = torch.softmax(t @ t.T / 0.05, 1)
            agree = a[worded] @ t.T / config.text_temperature
            loss = loss + config.text_share * (
                -(soft * F.log_softmax(agree, 1)).sum(1).mean() - (soft * F.log_softmax(agree.T, 1)).sum(1).mean()
            ) / 2 + config.text_share * (1 - (a[worded] * t).sum(1)).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        if step % 100 == 99:
            print(f"embedding step {step + 1}: loss {float(loss.detach()):.3f}", flush=True)
    final = weight.detach().numpy() * scale[:, None]
    return final.astype(np.float32), (-mean @ final).astype(np.float32)
