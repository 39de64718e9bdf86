#include "builder/near_blocks.hpp"

#include "checksum.hpp"
#include "ruyi/rank.hpp"

namespace ruyi::builder {

std::vector<NearColumns> near_columns(const CatalogueView& view, const std::vector<std::size_t>& modalities, std::uint32_t buckets,
                                      std::uint32_t neighbours) {
    std::vector<NearColumns> blocks(buckets);
    std::vector<double> scores(view.items);
    for (std::uint32_t i = 0; i < view.items; ++i) {
        const ItemIndex anchor{i};
        const ScoringPlan plan = similar_plan(view, anchor);
        score_dense(view, plan, scores);
        score_sparse(view, plan, scores, scores);
        const std::vector<ItemIndex> best = top_k(scores, eligible_items(view, std::span(&anchor, 1), {}), neighbours);
        NearColumns& block = blocks[fnv1a32(view.hot->item_id[i]) % buckets];
        block.item.push_back(i);
        for (std::uint32_t k = 0; k < neighbours; ++k) {
            block.neighbour.push_back(k < best.size() ? best[k].value : kNoNeighbour);
            for (const std::size_t m : modalities) {
                const bool compared = k < best.size() && plan.dense[m].present;
                block.dense.push_back(compared ? dense_product(plan.dense[m], view.dense[m].row(best[k]), view.dense[m].scale(best[k]))
                                               : 0.0);
            }
        }
    }
    return blocks;
}

}  // namespace ruyi::builder
