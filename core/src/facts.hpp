// From a shard and an explained item to what may be said about it.
#pragma once

#include <array>
#include <optional>
#include <span>

#include "recommend.hpp"

namespace ruyi {

struct FactSource {
    const Shard& shard;
    const CatalogueView& view;
    const ScoringPlan& plan;
    std::span<const IndexedSwitch> switches;
    std::span<const double> wished;  // [symbols] or empty: what styles and recipient add
    std::array<QueryOrigin, kDenseCount> origin;
    std::optional<ItemIndex> anchor;
    Placement placement;
    std::int32_t date;
    bool told;  // taps, wishes or corrections play a role
};

/// Meanings and citations only from attached blocks; a meaning some of whose records are missing is left out rather than stripped of them.
Facts gather_facts(const FactSource& source, const RecommendedItem& explained);

}  // namespace ruyi
