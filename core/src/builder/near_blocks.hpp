// The exact neighbours of every item under the default `similar` request, by the runtime's own scoring code.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "ruyi/score.hpp"

namespace ruyi::builder {

struct NearColumns {
    std::vector<std::uint32_t> item, neighbour;
    std::vector<double> dense;
    NearBlock view() const { return {item, neighbour, dense}; }
};

/// modalities: kDenseVisual or kDenseText, in the manifest's order. One entry per bucket. O(items^2 * dim).
std::vector<NearColumns> near_columns(const CatalogueView& view, const std::vector<std::size_t>& modalities, std::uint32_t buckets,
                                      std::uint32_t neighbours);

}  // namespace ruyi::builder
