// One request at work: recommend_resolve.cpp finds what it names, recommend.cpp ranks, recommend_what_if.cpp asks what would be otherwise.
#pragma once

#include <algorithm>
#include <memory>

#include "counterfactual.hpp"
#include "ranker.hpp"
#include "recommend.hpp"
#include "ruyi/interest.hpp"
#include "ruyi/scan.hpp"

namespace ruyi {

/// An event on an item or, for a tap, on a symbol that the shop knows.
struct IndexedEvent {
    std::optional<ItemIndex> item;
    SymbolIndex symbol;
    EventKind kind = EventKind::kView;
    InterestEvent interest;
};

/// The history as it is weighed on the day of the request.
struct History {
    std::vector<WeightedEvent> events;
    std::vector<WeightedTap> taps;
};

/// One rank that an explanation needs: of which row, without what, and the plan that leaves it out.
struct WhatIf {
    std::size_t row = 0;
    Counterfactual answer;
    const ScoringPlan* plan = nullptr;   // one of `WhatIfs::plans`
    const ScoringPlan* dense = nullptr;  // see RankQuestion
};

struct WhatIfs {
    std::vector<WhatIf> asked;
    std::vector<std::unique_ptr<ScoringPlan>> plans;
};
inline bool contains(std::span<const ItemIndex> items, ItemIndex item) {
    return std::find(items.begin(), items.end(), item) != items.end();
}
/// The request with every name resolved and every score known; explanations are read off it.
class RequestRun {
public:
    RequestRun(const Shard& shard, const Profile& profile, const Slots& slots, const Request& request, const Sketches* sketches)
        : shard_(shard), profile_(profile), slots_(slots), request_(request), sketches_(sketches) {}

    Result<void> prepare();
    Result<Recommendation> answer();
    Result<ScoringPlan> plan();

private:
    Result<void> resolve();
    Result<void> resolve_names();
    Result<void> resolve_slots();
    Result<void> resolve_ranker();
    void resolve_profile();
    void resolve_history();
    void resolve_categories();
    void resolve_wishes();
    void bar_items();
    Result<void> choose_blocks();
    void choose_near(const NearBlock& near);
    PlanInput plan_input(const History& history, std::span<const std::uint8_t> without) const;
    History weighed_history(std::span<const ItemIndex> left_out) const;
    std::vector<WeightedEvent> ranker_events(std::span<const ItemIndex> left_out) const;
    void score();
    std::array<double, kDenseCount> products_of(ItemIndex item) const;
    bool wants_full(ItemIndex item) const;
    std::vector<ItemIndex> counterfactual_items(ItemIndex item) const;
    void ask_without_symbols(const std::vector<RecommendedItem>& items, WhatIfs& what_ifs) const;
    void ask_without_items(const std::vector<RecommendedItem>& items, WhatIfs& what_ifs) const;
    void answer_with_ranker(const std::vector<WhatIf>& asked, std::vector<RecommendedItem>& items) const;
    void add_counterfactuals(std::vector<RecommendedItem>& items) const;
    std::vector<double> scores_with(const ScoringPlan& plan, const AppliedRanker& ranker) const;
    std::vector<ScoredItem> best() const;
    std::vector<ScoredItem> best_of(std::span<const double> scores) const;
    std::vector<RankAnswer> ranks_of(std::span<const ItemIndex> items) const;
    std::vector<Signal> signals_of(const RecommendedItem& one) const;
    std::uint32_t rank_without(ItemIndex item, std::span<const double> dense, std::span<const Signal> absent) const;
    void add_joint_counterfactuals(std::vector<RecommendedItem>& items) const;
    void explain(std::vector<RecommendedItem>& items);
    void narrate_items(std::vector<RecommendedItem>& items) const;
    std::string ranker() const;

    const Shard& shard_;
    const Profile& profile_;
    const Slots& slots_;
    const Request& request_;
    const Sketches* sketches_;
    CatalogueView view_;
    std::optional<ItemIndex> anchor_;
    std::vector<ItemIndex> without_items_, rank_of_, explain_ids_;
    std::vector<IndexedEvent> events_;  // of the profile, all of them
    std::vector<IndexedSwitch> switches_;
    std::vector<std::uint8_t> without_, eligible_, ranked_;  // ranked_: eligible and scored
    std::array<std::span<const float>, kDenseCount> slot_vectors_;
    std::array<QueryOrigin, kDenseCount> origin_{};
    Weights weights_{};
    PriceWish price_;
    std::vector<double> category_;                    // [categories], or empty without a wish
    std::vector<double> wished_, learned_, offsets_;  // [symbols], or empty: by styles and recipient; what pairs taught; both
    std::optional<std::uint8_t> festival_;
    std::vector<std::uint16_t> never_categories_;
    std::optional<AppliedRanker> ranker_;  // the one that the request names; none: core alone
    Loaded loaded_ = Loaded::kHot;
    bool exact_ = false;
    std::vector<std::pair<ItemIndex, std::array<double, kDenseCount>>> near_;  // candidates and their products, with Loaded::kNear
    History history_;
    ScoringPlan plan_;
    std::vector<double> scores_;           // [items], with a ranker
    std::vector<ScoredItem> near_scores_;  // the eligible candidates in rank order, with Loaded::kNear
    std::vector<ItemRule> rules_;
    std::optional<Shelf> shelf_;
};
}  // namespace ruyi
