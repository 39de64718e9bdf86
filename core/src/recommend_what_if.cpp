// What an item's rank would be without a symbol, a liked item, or several signals at once: really ranked again.
#include "order.hpp"
#include "recommend_run.hpp"

namespace ruyi {

bool RequestRun::wants_full(ItemIndex item) const {
    return request_.explain == Depth::kFull && (!request_.explain_ids || contains(explain_ids_, item));
}

/// The liked items whose absence is worth a rank: those with the largest exact shares.
std::vector<ItemIndex> RequestRun::counterfactual_items(ItemIndex item) const {
    std::vector<ItemIndex> items;
    if (anchor_ || (ranker_ ? ranker_->has_head() : loaded_ != Loaded::kVectors) || origin_[0] != QueryOrigin::kHistory ||
        origin_[1] != QueryOrigin::kHistory)
        return items;
    const std::vector<ItemShare> shares = item_shares(view_, plan_, item, ranker_ ? &*ranker_ : nullptr);
    for (std::size_t h = 0; h < std::min(kNamedShares, shares.size()); ++h) items.push_back(shares[h].item);
    return items;
}

/// Left-out symbols leave the dense terms alone, so these questions share the dense work of the plain plan.
void RequestRun::ask_without_symbols(const std::vector<RecommendedItem>& items, WhatIfs& what_ifs) const {
    std::vector<std::uint8_t> without = without_;
    const PlanInput input = plan_input(history_, without);
    for (std::size_t s = 0; s < view_.symbols; ++s) {
        if (without_[s] != 0) continue;
        const auto bears = [&](const SymbolFinding& f) { return f.claimed && f.symbol.value == s; };
        ScoringPlan* plan = nullptr;
        for (std::size_t row = 0; row < items.size(); ++row) {
            const RecommendedItem& one = items[row];
            if (!wants_full(one.item) || std::none_of(one.findings.begin(), one.findings.end(), bears)) continue;
            if (plan == nullptr) {
                without[s] = 1;
                plan = what_ifs.plans.emplace_back(std::make_unique<ScoringPlan>(plan_)).get();
                replan_symbols(view_, input, *plan);
                without[s] = 0;
            }
            what_ifs.asked.push_back({row, {SymbolIndex{static_cast<std::uint16_t>(s)}, std::nullopt, 0, 0, true}, plan, &plan_});
        }
    }
}

void RequestRun::ask_without_items(const std::vector<RecommendedItem>& items, WhatIfs& what_ifs) const {
    std::vector<std::pair<ItemIndex, std::vector<std::size_t>>> wanted;  // a liked item, the rows it explains
    for (std::size_t row = 0; row < items.size(); ++row) {
        if (!wants_full(items[row].item)) continue;
        for (const ItemIndex liked : counterfactual_items(items[row].item)) {
            auto known = std::find_if(wanted.begin(), wanted.end(), [&](const auto& one) { return one.first == liked; });
            if (known == wanted.end()) known = wanted.insert(wanted.end(), {liked, {}});
            known->second.push_back(row);
        }
    }
    for (const auto& [liked, rows] : wanted) {
        const History history = weighed_history({&liked, 1});
        what_ifs.plans.push_back(std::make_unique<ScoringPlan>(make_plan(view_, plan_input(history, without_))));
        for (const std::size_t row : rows)
            what_ifs.asked.push_back({row, {std::nullopt, liked, 0, 0, true}, what_ifs.plans.back().get(), nullptr});
    }
}

/// What-ifs of one plan follow each other and share its scores; a walk, and every history without an item, is planned again.
void RequestRun::answer_with_ranker(const std::vector<WhatIf>& asked, std::vector<RecommendedItem>& items) const {
    std::vector<double> scores;
    const ScoringPlan* scored = nullptr;
    Shelf shelf = *shelf_;
    for (const WhatIf& one : asked) {
        if (one.plan != scored) {
            scored = one.plan;
            std::optional<AppliedRanker> planned;
            std::vector<std::uint8_t> without = without_;
            if (one.answer.symbol) without[one.answer.symbol->value] = 1;
            std::vector<ItemIndex> left_out;
            if (one.answer.item) left_out.push_back(*one.answer.item);
            if (one.answer.item || ranker_->walks()) planned.emplace(ranker_->with_history(ranker_events(left_out), without));
            scores = scores_with(*one.plan, planned ? *planned : *ranker_);
            if (!shelf.plain()) shelf.arrange(best_of(scores));
        }
        const ItemIndex item = items[one.row].item;
        Counterfactual answer = one.answer;
        answer.rank = rank_of(scores, ranked_, item);
        answer.position = shelf.plain() ? answer.rank : shelf.place_of(item, answer.rank);
        answer.exact = !answer.item || ranker_->exact_without(*answer.item);
        items[one.row].counterfactuals.push_back(answer);
    }
}

/// All what-ifs of all rows in one pass over the catalogue.
void RequestRun::add_counterfactuals(std::vector<RecommendedItem>& items) const {
    WhatIfs what_ifs;
    ask_without_symbols(items, what_ifs);
    ask_without_items(items, what_ifs);
    const std::vector<WhatIf>& asked = what_ifs.asked;
    if (ranker_) return answer_with_ranker(asked, items);
    std::vector<RankQuestion> questions;
    for (const WhatIf& one : asked) questions.push_back({one.plan, items[one.row].item, 0, one.dense});
    answer_ranks(view_, ranked_, questions);
    Shelf shelf = *shelf_;  // as it would be, one plan after the other
    const ScoringPlan* shelved = nullptr;
    for (std::size_t q = 0; q < asked.size(); ++q) {
        Counterfactual answer = asked[q].answer;
        answer.rank = answer.position = questions[q].rank;
        if (!shelf_->plain()) {
            if (shelved != asked[q].plan) {
                shelved = asked[q].plan;
                shelf.arrange(best_items(view_, *shelved, ranked_, shelf.depth(request_.k)));
            }
            answer.position = shelf.place_of(questions[q].item, answer.rank);
        }
        items[asked[q].row].counterfactuals.push_back(answer);
    }
}

/// What may be taken away of an item's reasons: its claimed symbols, the liked items of the largest shares, switches, the price wish, the
/// occasion. A `never` is no signal: it decides who is eligible.
std::vector<Signal> RequestRun::signals_of(const RecommendedItem& one) const {
    std::vector<Signal> signals;
    for (const SymbolFinding& finding : one.findings) {
        if (finding.claimed && without_[finding.symbol.value] == 0) signals.push_back({Signal::Kind::kSymbol, finding.symbol.value});
    }
    for (const ItemIndex liked : counterfactual_items(one.item)) signals.push_back({Signal::Kind::kItem, liked.value});
    for (const IndexedSwitch& wish : switches_) {
        if (wish.wish != Wish::kNever) signals.push_back({Signal::Kind::kSwitch, wish.symbol.value});
    }
    if (profile_.personalise && profile_.price.given()) signals.push_back({Signal::Kind::kPrice, 0});
    const auto on_occasion = [](const Contribution& part) { return part.term == ContributionTerm::kOccasion; };
    if (std::any_of(one.contributions.begin(), one.contributions.end(), on_occasion)) signals.push_back({Signal::Kind::kOccasion, 0});
    return signals;
}

/// dense: of every item, by the plan as it is.
std::uint32_t RequestRun::rank_without(ItemIndex item, std::span<const double> dense, std::span<const Signal> absent) const {
    std::vector<std::uint8_t> without = without_;
    std::vector<ItemIndex> left_out;
    std::vector<IndexedSwitch> switches = switches_;
    PlanInput input = plan_input(history_, without);
    for (const Signal& signal : absent) {
        if (signal.kind == Signal::Kind::kSymbol) without[signal.index] = 1;
        if (signal.kind == Signal::Kind::kSwitch)
            std::erase_if(switches, [&](const IndexedSwitch& one) { return one.symbol.value == signal.index; });
        if (signal.kind == Signal::Kind::kPrice) input.price = anchor_ ? similar_price(*view_.hot, *anchor_) : PriceWish{};
        if (signal.kind == Signal::Kind::kOccasion) input.weights[static_cast<std::size_t>(TermKind::kOccasion)] = 0.0;
        if (signal.kind == Signal::Kind::kItem) left_out.push_back(ItemIndex{signal.index});
    }
    const History history = left_out.empty() ? History{} : weighed_history(left_out);  // the weights of those that stay depend on who goes
    if (!left_out.empty()) {
        input.events = history.events;
        input.taps = history.taps;
    }
    input.switches = switches;
    const ScoringPlan plan = make_plan(view_, input);
    std::vector<double> scores(dense.begin(), dense.end());
    if (!left_out.empty()) score_dense(view_, plan, scores);
    if (ranker_ && (!left_out.empty() || ranker_->walks())) {
        if (left_out.empty()) score_dense(view_, plan, scores);
        ranker_->with_history(ranker_events(left_out), without).add_terms(plan.weights, scores);
    }
    score_sparse(view_, plan, scores, scores);
    return rank_of(scores, ranked_, item);
}

void RequestRun::add_joint_counterfactuals(std::vector<RecommendedItem>& items) const {
    struct Asked {
        const RequestRun* run;
        ItemIndex item;
        std::span<const double> dense;
    };
    std::vector<double> dense(view_.items);
    score_dense(view_, plan_, dense);
    if (ranker_) ranker_->add_terms(plan_.weights, dense);
    for (RecommendedItem& one : items) {
        if (!wants_full(one.item)) continue;
        const Asked asked{this, one.item, dense};
        const auto rank = [](const void* context, std::span<const Signal> absent) {
            const Asked& what = *static_cast<const Asked*>(context);
            return what.run->rank_without(what.item, what.dense, absent);
        };
        one.joint = find_joint(signals_of(one), one.rank, request_.k, one.rank <= request_.k && count_eligible(ranked_) > request_.k,
                               {&asked, rank});
        const std::vector<ItemIndex> liked = counterfactual_items(one.item);
        const auto exact = [this](ItemIndex item) { return !ranker_ || ranker_->exact_without(item); };
        one.joint->exact = std::all_of(liked.begin(), liked.end(), exact);
    }
}
}  // namespace ruyi
