#include "learn.hpp"

#include <algorithm>
#include <cmath>

#include "portable_math.hpp"
#include "recommend.hpp"
#include "ruyi/interest.hpp"
#include "ruyi/preference.hpp"

namespace ruyi {

namespace {

constexpr std::size_t kMostFeedback = 64, kMostPairs = 256;
constexpr double kPairHalfLifeDays = 90.0;
constexpr double kVisualFloor = 0.3;
constexpr double kDecimals = 1000.0;  // what is stored reads 0.123

constexpr std::size_t index_of(TermKind term) { return static_cast<std::size_t>(term); }
constexpr std::array<std::size_t, kModalityCount> kModalityTerms = {index_of(TermKind::kVisual), index_of(TermKind::kText),
                                                                    index_of(TermKind::kSymbols)};
constexpr ModalityWeights kFloors = {kVisualFloor, 0.0, 0.0};

double rounded(double value) { return std::floor(value * kDecimals + 0.5) / kDecimals; }

/// Every term of one item before its weight.
Weights terms_of(const CatalogueView& view, const ScoringPlan& plan, ItemIndex item) {
    Weights terms{};
    const HotBlock& hot = *view.hot;
    for (std::size_t m = 0; m < kDenseCount; ++m) {
        if (plan.dense[m].present && view.dense[m].loaded())
            terms[m] = dense_product(plan.dense[m], view.dense[m].row(item), view.dense[m].scale(item));
    }
    for (std::uint32_t r = hot.symbol.begin(item.value); r < hot.symbol.end(item.value); ++r) {
        const double presence = presence_of(hot.symbol_presence_q[r]);
        terms[index_of(TermKind::kSymbols)] += plan.affinity[hot.symbol_index[r]] * presence;
        terms[index_of(TermKind::kOccasion)] += plan.occasion[hot.symbol_index[r]].nearness * presence;
    }
    terms[index_of(TermKind::kPopularity)] = popularity_of(hot.popularity_q[item.value]);
    terms[index_of(TermKind::kPrice)] = price_fit(hot.price_minor[item.value], plan.price);
    if (!plan.category.empty()) terms[index_of(TermKind::kCategory)] = plan.category[hot.item_category[item.value]];
    return terms;
}

/// What an item of the shop has on average, so that a like says something only where the item differs.
class ShopMean {
public:
    explicit ShopMean(const CatalogueView& view) : presence_(view.symbols, 0.0) {
        const double share = 1.0 / static_cast<double>(view.items);
        for (std::size_t m = 0; m < kDenseCount; ++m) {
            if (view.dense[m].loaded()) rows_[m].assign(view.dense[m].dim, 0.0);
        }
        for (std::uint32_t i = 0; i < view.items; ++i) {
            for (std::size_t m = 0; m < kDenseCount; ++m) {
                if (!view.dense[m].loaded()) continue;
                const auto row = view.dense[m].row(ItemIndex{i});
                const double scale = static_cast<double>(view.dense[m].scale(ItemIndex{i}));
                for (std::size_t d = 0; d < row.size(); ++d) rows_[m][d] += share * (static_cast<double>(row[d]) * scale);
            }
            for (std::uint32_t r = view.hot->symbol.begin(i); r < view.hot->symbol.end(i); ++r)
                presence_[view.hot->symbol_index[r]] += share * presence_of(view.hot->symbol_presence_q[r]);
        }
    }

    ModalityWeights terms(const ScoringPlan& plan) const {
        ModalityWeights terms{};
        for (std::size_t m = 0; m < kDenseCount; ++m) {
            for (std::size_t d = 0; plan.dense[m].present && d < rows_[m].size(); ++d)
                terms[m] += static_cast<double>(plan.dense[m].q16[d]) * rows_[m][d];
            terms[m] *= plan.dense[m].sigma;
        }
        for (std::size_t s = 0; s < presence_.size(); ++s) terms[kDenseCount] += plan.affinity[s] * presence_[s];
        return terms;
    }

private:
    std::array<std::vector<double>, kDenseCount> rows_;
    std::vector<double> presence_;
};

bool is_feedback(EventKind kind) {
    return kind == EventKind::kLike || kind == EventKind::kBuy || kind == EventKind::kCart || kind == EventKind::kDislike ||
           kind == EventKind::kHide;
}

/// The events before number `at`, without those on its own item: it must not be found through itself.
Profile history_before(const Profile& profile, std::size_t at) {
    Profile history;
    for (std::size_t h = 0; h < at; ++h) {
        if (profile.events[h].kind == EventKind::kTap || profile.events[h].item != profile.events[at].item)
            history.events.push_back(profile.events[h]);
    }
    return history;
}

Result<void> learn_modalities(const Shard& shard, const CatalogueView& view, const Profile& profile, Weights& weights) {
    std::vector<std::size_t> feedback;
    for (std::size_t h = 0; h < profile.events.size(); ++h) {
        if (is_feedback(profile.events[h].kind) && shard.item_by_id(profile.events[h].item)) feedback.push_back(h);
    }
    if (feedback.empty()) return {};
    const ShopMean mean(view);
    const std::size_t skipped = feedback.size() > kMostFeedback ? feedback.size() - kMostFeedback : 0;
    for (std::size_t f = skipped; f < feedback.size(); ++f) {
        const Event& event = profile.events[feedback[f]];
        const auto plan = plan_for_you(shard, history_before(profile, feedback[f]), event.day);
        if (!plan) return plan.error();
        if (plan.value().events.empty()) continue;  // nothing was known yet
        const Weights terms = terms_of(view, plan.value(), shard.item_by_id(event.item).value());
        const ModalityWeights average = mean.terms(plan.value());
        ModalityWeights above{}, moved{};
        for (std::size_t m = 0; m < kModalityCount; ++m) {
            above[m] = terms[kModalityTerms[m]] - average[m];
            moved[m] = weights[kModalityTerms[m]];
        }
        const bool liked = event.kind != EventKind::kDislike && event.kind != EventKind::kHide;
        moved = learn_feedback(moved, above, liked, kFloors);
        for (std::size_t m = 0; m < kModalityCount; ++m) weights[kModalityTerms[m]] = moved[m];
    }
    return {};
}

/// The terms' differences, then each symbol's: what one more unit of its affinity would change.
std::vector<double> difference_of(const CatalogueView& view, const ScoringPlan& plan, ItemIndex better, ItemIndex worse) {
    const Weights plus = terms_of(view, plan, better), minus = terms_of(view, plan, worse);
    std::vector<double> difference(kTermCount + view.symbols, 0.0);
    for (std::size_t t = 0; t < kTermCount; ++t) difference[t] = plus[t] - minus[t];
    const double weight = plan.weights[index_of(TermKind::kSymbols)];
    for (const auto& [item, sign] : {std::pair{better, 1.0}, std::pair{worse, -1.0}}) {
        for (std::uint32_t r = view.hot->symbol.begin(item.value); r < view.hot->symbol.end(item.value); ++r)
            difference[kTermCount + view.hot->symbol_index[r]] += sign * weight * presence_of(view.hot->symbol_presence_q[r]);
    }
    double squares = 0.0;
    for (const double d : difference) squares += d * d;
    const double length = std::sqrt(squares);
    for (double& d : difference) d = length > 0.0 ? d / length : 0.0;
    return difference;
}

std::vector<Correction> corrections_of(const Shard& shard, const CatalogueView& view, const Profile& profile, const ScoringPlan& plan,
                                       std::int32_t date) {
    std::vector<Correction> corrections;
    double places = 0.0, sum = 0.0;
    const std::size_t skipped = profile.pairs.size() > kMostPairs ? profile.pairs.size() - kMostPairs : 0;
    std::vector<double> place_weights;
    for (std::size_t p = skipped; p < profile.pairs.size(); ++p) {
        const Pair& pair = profile.pairs[p];
        const auto better = shard.item_by_id(pair.better), worse = shard.item_by_id(pair.worse);
        if (!better || !worse || better.value() == worse.value()) continue;
        const std::int64_t age = std::max<std::int64_t>(0, std::int64_t{date} - pair.day);
        corrections.push_back(
            {difference_of(view, plan, better.value(), worse.value()), portable_exp2(-static_cast<double>(age) / kPairHalfLifeDays)});
        place_weights.push_back(pair.position == 0 ? 0.0 : position_weight(pair.position));
        sum += place_weights.back();
        places += pair.position == 0 ? 0.0 : 1.0;
    }
    for (std::size_t c = 0; c < corrections.size(); ++c) {
        if (place_weights[c] > 0.0) corrections[c].weight *= places * place_weights[c] / sum;
    }
    return corrections;
}

/// Adds the corrections to the weights and states them for the symbols.
void apply_corrections(const std::vector<double>& delta, const GraphBlock& graph, Weights& weights, Learned& learned) {
    if (delta.empty()) return;
    for (std::size_t t = 0; t < kTermCount; ++t) weights[t] += delta[t];
    for (std::size_t s = 0; s < graph.symbol_id.size(); ++s) {
        const double offset = rounded(delta[kTermCount + s]);
        if (offset != 0.0) learned.symbols.push_back({std::string(graph.symbol_id[s]), offset});
    }
    std::sort(learned.symbols.begin(), learned.symbols.end(),
              [](const Learned::Offset& a, const Learned::Offset& b) { return a.symbol < b.symbol; });
}

}  // namespace

Result<Learned> learn(const Shard& shard, const Profile& profile, std::int32_t date) {
    if (!profile.personalise) return Learned{};
    Profile plain = profile;
    plain.learned = {};
    auto plan = plan_for_you(shard, plain, date);
    if (!plan) return plan.error();
    const CatalogueView view = view_of(shard);
    if (!view.dense_loaded() && !shard.manifest().modalities.empty())
        return Error{ErrorCode::kMissingBlock, "learning needs every vectors block: attach them first"};
    const Weights reference = default_weights(Placement::kForYou);
    Weights weights = reference;
    if (auto done = learn_modalities(shard, view, profile, weights); !done) return done.error();
    for (const std::size_t t : kModalityTerms) plan.value().weights[t] = weights[t];
    Learned learned;
    const std::vector<Correction> corrections = corrections_of(shard, view, profile, plan.value(), date);
    apply_corrections(learn_corrections(corrections), *view.graph, weights, learned);
    for (std::size_t t = 0; t < kTermCount; ++t) {
        const double floor = t == index_of(TermKind::kVisual) ? kVisualFloor : 0.0;
        const double weight = rounded(std::clamp(weights[t], floor, 4.0));
        if (weight != reference[t]) learned.weights[t] = weight;
    }
    return learned;
}

}  // namespace ruyi
