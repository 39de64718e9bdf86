// Ranking without a score array: one pass over the catalogue in blocks that stay in the cache. Scores, ranks and ties are those of
// score_dense, score_sparse, top_k and rank_of, to the bit; the tests compare the two on random and on adversarial catalogues.
//
// Per block, a cheap figure within kScanSlack of the score (integer symbol sums, no division) decides whether an item can matter; only
// those that can are scored in the order of SCORING.md.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "ruyi/rank.hpp"
#include "ruyi/score.hpp"

namespace ruyi {

struct ScoredItem {
    ItemIndex item;
    double score = 0.0;
};

/// The exact score of one item; the vectors of its modalities must be loaded if the plan has queries.
double score_one(const CatalogueView& view, const ScoringPlan& plan, ItemIndex item);

/// The k best eligible items in rank order (fewer if there are fewer). O(items * dim), nothing of the size of the catalogue is allocated.
std::vector<ScoredItem> best_items(const CatalogueView& view, const ScoringPlan& plan, std::span<const std::uint8_t> eligible,
                                   std::size_t k);

/// "Which rank has `item` when items are scored by `plan`?"
struct RankQuestion {
    const ScoringPlan* plan = nullptr;
    ItemIndex item;
    std::uint32_t rank = 0;  // the answer: 1-based among the eligible items, 0 if it is not eligible
    /// A plan with the same queries and dense weights, so that questions which differ in symbols only share the dense work; null: `plan`.
    const ScoringPlan* dense = nullptr;
};

/// Answers all of them in one pass. Questions with the same `dense` (or `plan`) should follow one another: neighbours share the work.
void answer_ranks(const CatalogueView& view, std::span<const std::uint8_t> eligible, std::span<RankQuestion> questions);

}  // namespace ruyi
