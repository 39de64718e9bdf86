// From ranks to places: what diversity and the shop's rules move, and each move by its name (SCORING.md §7).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "ruyi/ids.hpp"
#include "ruyi/profile.hpp"
#include "ruyi/scan.hpp"
#include "ruyi/score.hpp"
#include "ruyi/shard.hpp"

namespace ruyi {

/// The default of a placement.
Diversity default_diversity(Placement placement);

/// A rule with its `where` resolved against the catalogue.
struct ItemRule {
    std::string_view id;
    ShelfRuleKind kind = ShelfRuleKind::kFilter;
    std::uint32_t place = 1;            // pin: the first place; boost: places up
    std::vector<std::uint8_t> matches;  // [items]
};

/// Names that the shard does not know match nothing. The rules must outlive the result.
std::vector<ItemRule> resolve_rules(const Shard& shard, std::span<const ShelfRule> rules);
/// Takes away what a filter does not match.
void apply_filters(std::span<const ItemRule> rules, std::span<std::uint8_t> eligible);

/// One step from rank to place: what moved this item, and between which places.
struct Move {
    std::string_view by;
    std::uint32_t from = 0, to = 0;
};

/// Orders of the best items, one per step; the last one is what is shown.
class Shelf {
public:
    Shelf(const CatalogueView& view, std::span<const ItemRule> rules, Diversity diversity);

    /// True when nothing but the score orders items: places are ranks.
    bool plain() const { return plain_; }
    /// How many of the best items arrange() needs so that k places are known: all if a rule moves.
    std::size_t depth(std::size_t k) const;
    /// best: the eligible items in rank order, depth(k) of them or all.
    void arrange(std::span<const ScoredItem> best);
    std::span<const ItemIndex> order() const { return steps_.back().order; }
    /// 1-based rank by score of an item of order().
    std::uint32_t rank_of(ItemIndex item) const;
    /// 1-based; `rank` is the item's, and its place where the arrangement does not reach.
    std::uint32_t place_of(ItemIndex item, std::uint32_t rank) const;
    std::vector<Move> moves_of(ItemIndex item) const;

private:
    struct Step {
        std::string_view by;
        std::vector<ItemIndex> order;
    };
    const CatalogueView* view_;
    std::span<const ItemRule> rules_;
    Diversity diversity_;
    bool plain_ = true, rules_move_ = false;
    std::vector<Step> steps_;
};

}  // namespace ruyi
