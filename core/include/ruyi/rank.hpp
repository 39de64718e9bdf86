// From scores to ranks: eligibility, exact top-k, exact rank of one item.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "ruyi/ids.hpp"
#include "ruyi/score.hpp"

namespace ruyi {

/// Higher score first; ties to the lower index.
inline bool ranks_before(double score_a, ItemIndex a, double score_b, ItemIndex b) {
    return score_a > score_b || (score_a == score_b && a < b);
}

/// 1 = may be recommended: available, not in `barred`, and free of every `never` symbol that it is known to bear.
std::vector<std::uint8_t> eligible_items(const CatalogueView& view, std::span<const ItemIndex> barred,
                                         std::span<const IndexedSwitch> switches);
std::uint32_t count_eligible(std::span<const std::uint8_t> eligible);

/// The k best eligible items in rank order (fewer if there are fewer). O(items log k), no full sort.
std::vector<ItemIndex> top_k(std::span<const double> scores, std::span<const std::uint8_t> eligible, std::size_t k);

/// 1-based rank of an eligible item among the eligible ones; 0 if it is not eligible. O(items).
std::uint32_t rank_of(std::span<const double> scores, std::span<const std::uint8_t> eligible, ItemIndex item);

}  // namespace ruyi
