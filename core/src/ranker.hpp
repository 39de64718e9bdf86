// One ranker of a shard at work for one request: its terms of the score and their shares (SCORING.md §8).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "ruyi/explain.hpp"
#include "ruyi/query_rule.hpp"
#include "ruyi/score.hpp"
#include "ruyi/shard.hpp"

namespace ruyi {

struct Slots;

class AppliedRanker {
public:
    /// Borrows shard, view and slots. Fails with kInvalidArgument (no such ranker; the message lists those that the shard has),
    /// kMissingBlock, or kInvalidState and kDimensionMismatch for the slot of a head.
    static Result<AppliedRanker> create(const Shard& shard, const CatalogueView& view, std::string_view name, const Slots& slots);

    const RankerSpec& spec() const { return *spec_; }
    /// The shard's own vectors of this modality stay silent: the ranker speaks for it.
    bool silences(std::size_t modality) const;
    /// An ONNX head speaks: its query is not split, and leaving an item out means running it again.
    bool has_head() const { return spec_->rule == RankerRule::kSequenceHead || spec_->rule == RankerRule::kPolicyHead; }
    /// What the label of a rank without this liked item says: its share is what its omega brings. Else the rank is leave-one-out.
    bool exact_without(ItemIndex item) const;
    /// Its terms depend on which symbols are left out.
    bool walks() const { return spec_->rule == RankerRule::kGraphSpread; }

    /// events: in the profile's order. without: [symbols] or empty. Makes the queries; call before anything below. The newest
    /// kMostRuleItems distinct items take part.
    void set_history(std::span<const WeightedEvent> events, std::span<const std::uint8_t> without);
    /// The same ranker for another history. Shares the tables; copies nothing of what this one planned.
    AppliedRanker with_history(std::span<const WeightedEvent> events, std::span<const std::uint8_t> without) const;

    /// scores[i] += the ranker's weighted terms, in its modalities' order. scores: items values.
    void add_terms(const Weights& weights, std::span<double> scores) const;
    /// The weighted term in one slot of ItemShare::value; 0 if the ranker has none there.
    double term(const Weights& weights, std::size_t slot, ItemIndex item) const;
    /// Adds what each item of the history brings. Items that `shares` lacks are appended.
    void add_shares(const Weights& weights, ItemIndex item, std::vector<ItemShare>& shares) const;
    /// The symbols on the strongest way from a liked item to this one; empty without a walk.
    std::vector<SymbolIndex> path(ItemIndex from, ItemIndex to) const;

private:
    struct Term {
        std::size_t slot = 0, part = 0;  // of ItemShare::value; of the modalities
        double weight = 1.0;             // the ranker's own, times the gain
        EventRows rows;                  // [events, row size]
        DenseQuery query;                // of vectors
        std::vector<double> values;      // [items], of rules without vectors
        double norm = 1.0;               // largest |value| of those
    };

    /// Of the shard, whatever the history. GraphWalk borrows them.
    struct Tables {
        std::vector<const RankerBlock*> blocks;
        std::vector<RowTable> parts;  // of the modalities
        RowTable last, entity, none;
        RowTable of(const RankerSpec& spec, Int8Rows RankerBlock::*member) const;
    };

    AppliedRanker(const Shard& shard, const CatalogueView& view, const RankerSpec& spec);
    AppliedRanker(const CatalogueView& view, const RankerSpec& spec, std::shared_ptr<const Tables> tables)
        : view_(&view), spec_(&spec), tables_(std::move(tables)) {}
    Result<void> take_slots(const Slots& slots);
    EventRows rows_of(const Term& term) const;
    void plan_vectors(Term& term);
    void plan_neighbours(Term& term);
    void plan_walk(Term& term);
    double value(const Term& term, ItemIndex item) const;
    double share(const Term& term, std::size_t event, ItemIndex item) const;

    const CatalogueView* view_;
    const RankerSpec* spec_;
    std::shared_ptr<const Tables> tables_;
    std::shared_ptr<const GraphWalk> walk_;  // of the history's plan; none unless the rule walks
    std::vector<WeightedEvent> events_;      // distinct items, ascending by their last event
    std::vector<Term> terms_;
};

}  // namespace ruyi
