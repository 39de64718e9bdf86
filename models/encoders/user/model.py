"""The user encoder: a history of item vectors -> one query per modality and modality weights.

Letters: B shoppers, L events, M modalities (visual, text), D dimensions, F features.

It begins as core's decayed mean and learns a factor for the weight of each event in each modality, from quantities that do not depend
on the directions of the vector space (likenesses among the events, kinds, ages). Each query is therefore a weighted sum of the
shopper's own items, in any shop and for any encoder; disliked and hidden ones have negative weights.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

VISUAL_FLOOR = 0.3
_KIND_WEIGHT = (0.0, 1.0, 0.25, 0.7, 1.0, -0.5, -1.0)  # core's, by EventKind number; 0 pads
_HALF_LIVES_DAYS = (7.0, 30.0, 180.0)
_CORE_VISUAL_SHARE = 1.0 / 1.4  # `for-you` weighs visual 1.0 and text 0.4
_FACTOR_BOUND = 8.0  # of its logarithm: enough to undo the decay of a year
_TINY = 1e-12


def _decay(ages_days: Tensor, half_life_days: float) -> Tensor:
    return torch.exp(ages_days * (-math.log(2) / half_life_days))


class UserEncoder(nn.Module):
    """forward(item_vectors (B,L,M,D), event_kinds (B,L) int, ages_days (B,L), mask (B,L)) -> queries (B,M,D), weights (B,M)."""

    def __init__(self, width: int = 48):
        super().__init__()
        kinds = len(_KIND_WEIGHT)
        per_event = kinds + 1 + len(_HALF_LIVES_DAYS) + 2 * 4 + 4  # see _features
        self.event = nn.Sequential(nn.Linear(per_event, width), nn.GELU(), nn.Linear(width, width), nn.GELU())
        self.context = nn.Linear(width, width)
        self.correction = nn.Sequential(nn.Linear(2 * width, width), nn.GELU(), nn.Linear(width, 2))
        self.modality = nn.Sequential(nn.Linear(2 * width + 4, width), nn.GELU(), nn.Linear(width, 1))
        self.register_buffer("kind_weight", torch.tensor(_KIND_WEIGHT))
        self.register_buffer("kind_numbers", torch.arange(kinds, dtype=torch.int32))
        # The last layers start at zero: before training this is the decayed mean with core's weights.
        for layer in (self.correction[-1], self.modality[-1]):
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)
        share = (_CORE_VISUAL_SHARE - VISUAL_FLOOR) / (1 - VISUAL_FLOOR)
        self.register_buffer("start", torch.logit(torch.tensor(share)))

    def forward(self, item_vectors: Tensor, event_kinds: Tensor, ages_days: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        onehot = (event_kinds.unsqueeze(-1) == self.kind_numbers).to(item_vectors.dtype) * mask.unsqueeze(-1)  # (B, L, K)
        base = (onehot @ self.kind_weight) * _decay(ages_days, 30.0) * mask  # (B, L)
        vectors = item_vectors.transpose(1, 2)  # (B, L, M, D) -> (B, M, L, D)
        features, agreement = self._features(vectors, onehot, base, ages_days, mask)
        hidden = self.event(features)  # (B, L, W)
        count = mask.sum(1, keepdim=True).clamp(min=1.0)
        pooled = torch.tanh(self.context((hidden * mask.unsqueeze(-1)).sum(1) / count))  # (B, W)
        both = torch.cat([hidden, pooled.unsqueeze(1).expand_as(hidden)], dim=-1)
        # A factor, so that a liked item can only draw and a disliked one only repel.
        factor = torch.exp(_FACTOR_BOUND * torch.tanh(self.correction(both) / _FACTOR_BOUND))  # (B, L, M)
        weight = base.unsqueeze(-1) * factor
        total = torch.matmul(weight.permute(0, 2, 1).unsqueeze(2), vectors).squeeze(2)  # (B, M, D)
        queries = total / total.norm(dim=-1, keepdim=True).clamp(min=_TINY)
        summary = torch.cat([pooled, (hidden * mask.unsqueeze(-1)).sum(1) / count, agreement], dim=-1)
        visual = VISUAL_FLOOR + (1 - VISUAL_FLOOR) * torch.sigmoid(self.start + self.modality(summary))  # (B, 1)
        return queries, torch.cat([visual, 1 - visual], dim=-1)

    def _features(self, vectors: Tensor, onehot: Tensor, base: Tensor, ages: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Per event (B, L, F): kind, ages, likeness to the liked and the disliked rest; and (B, 4) agreement of the whole."""
        likeness = torch.matmul(vectors, vectors.transpose(2, 3))  # (B, M, L, L)
        own = (vectors * vectors).sum(-1)  # (B, M, L): each event's likeness to itself, to be left out
        liked, unliked = base.clamp(min=0.0), (-base).clamp(min=0.0)  # (B, L)
        steady = (onehot @ self.kind_weight).clamp(min=0.0) * mask  # the same without age

        def mean_over(weight: Tensor) -> Tensor:
            rest = weight.sum(1, keepdim=True) - weight  # of the other events (B, L)
            sums = torch.matmul(likeness, weight.unsqueeze(1).unsqueeze(-1)).squeeze(-1) - own * weight.unsqueeze(1)  # (B, M, L)
            # The floor keeps the rounding of sums that cancel (a history of one) far below what the rest can say.
            return sums / (rest.unsqueeze(1) + 0.05)

        alike = torch.matmul(torch.relu(likeness - 0.5), steady.unsqueeze(1).unsqueeze(-1)).squeeze(-1)  # (B, M, L)
        near = torch.relu(alike - torch.relu(own - 0.5) * steady.unsqueeze(1))
        parts = [mean_over(liked), mean_over(steady), mean_over(unliked), torch.log1p(near)]
        agreement = torch.cat([self._agreement(parts[0], liked), self._agreement(parts[1], steady)], dim=-1)  # (B, 4)
        decays = torch.stack([_decay(ages, half) for half in _HALF_LIVES_DAYS], dim=-1)  # (B, L, 3)
        columns = [onehot, torch.log1p(ages).unsqueeze(-1) / 6, decays]
        columns += [part.transpose(1, 2) for part in parts] + [agreement.unsqueeze(1).expand(-1, base.shape[1], -1)]
        return torch.cat(columns, dim=-1) * mask.unsqueeze(-1), agreement

    @staticmethod
    def _agreement(likeness: Tensor, weight: Tensor) -> Tensor:
        """Weighted mean likeness within the history, per modality: (B, M, L), (B, L) -> (B, M)."""
        return (likeness * weight.unsqueeze(1)).sum(2) / (weight.sum(1, keepdim=True) + 0.05)
