// From a shard and an explained item to what may be said about it.
#pragma once

#include <array>
#include <optional>
#include <span>

#include "ranker.hpp"
#include "recommend.hpp"

namespace ruyi {

struct FactSource {
    const Shard& shard;
    const CatalogueView& view;
    const ScoringPlan& plan;
    std::span<const IndexedSwitch> switches;
    std::span<const WeightedTap> taps;
    std::span<const double> wished, learned;  // [symbols] or empty: what styles and recipient add; what pairs taught
    std::array<QueryOrigin, kDenseCount> origin;
    std::optional<ItemIndex> anchor;
    Placement placement;
    std::int32_t date;
    bool told;                                     // taps, wishes or corrections play a role
    bool price_wished;                             // the plan's price range is the shopper's own
    const AppliedRanker* ranker;                   // null: core alone
    std::span<const WeightedEvent> ranker_events;  // the history as it weighs it
};

/// Meanings and citations only from attached blocks; a meaning some of whose records are missing is left out rather than stripped of them.
Facts gather_facts(const FactSource& source, const RecommendedItem& explained);

}  // namespace ruyi
