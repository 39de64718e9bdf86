#include "ruyi/score.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "dot_i8.hpp"
#include "ruyi/knowledge.hpp"

namespace ruyi {

namespace {

constexpr double kSwitchStep = 0.6;
constexpr double kColourShare = 0.3;
constexpr double kLeastPopularity = 0.1;

constexpr std::array<double, 256> kPresence = [] {
    std::array<double, 256> table{};
    for (std::size_t q = 0; q < table.size(); ++q) table[q] = static_cast<double>(q) / 255.0;
    return table;
}();

constexpr std::size_t index_of(TermKind term) { return static_cast<std::size_t>(term); }

bool left_out(std::span<const std::uint8_t> without, std::size_t symbol) { return !without.empty() && without[symbol] != 0; }

std::vector<double> history_of(const CatalogueView& view, const PlanInput& input) {
    std::vector<double> history(view.symbols, 0.0);
    double total = 0.0;
    for (const WeightedEvent& event : input.events) {
        const double weight = event.omega * rarity_of(view.hot->popularity_q[event.item.value]);
        total += std::fabs(weight);
        for (std::uint32_t r = view.hot->symbol.begin(event.item.value); r < view.hot->symbol.end(event.item.value); ++r) {
            history[view.hot->symbol_index[r]] += weight * kPresence[view.hot->symbol_presence_q[r]];
        }
    }
    for (const WeightedTap& tap : input.taps) {
        total += std::fabs(tap.omega);
        history[tap.symbol.value] += tap.omega;
    }
    for (std::size_t s = 0; s < history.size(); ++s) {
        if (total == 0.0 || left_out(input.without, s)) {
            history[s] = 0.0;
            continue;
        }
        history[s] /= total;
        if (view.graph->symbol_category[s] == "colour") history[s] *= kColourShare;
    }
    return history;
}

DenseQuery query_of_events(const ModalityView& modality, std::span<const WeightedEvent> events) {
    std::vector<double> v(modality.dim, 0.0);
    for (const WeightedEvent& event : events) {
        const auto row = modality.row(event.item);
        const double scale = static_cast<double>(modality.scale(event.item));
        for (std::size_t d = 0; d < v.size(); ++d) v[d] += event.omega * (static_cast<double>(row[d]) * scale);
    }
    return quantise_query(v);
}

double sparse_terms(const CatalogueView& view, const ScoringPlan& plan, std::uint32_t item, double sum) {
    const HotBlock& hot = *view.hot;
    const std::uint32_t begin = hot.symbol.begin(item), end = hot.symbol.end(item);
    const double symbols = plan.weights[index_of(TermKind::kSymbols)], occasion = plan.weights[index_of(TermKind::kOccasion)];
    if (symbols != 0.0) {
        for (std::uint32_t r = begin; r < end; ++r)
            sum += symbols * (plan.affinity[hot.symbol_index[r]] * kPresence[hot.symbol_presence_q[r]]);
    }
    sum += plan.weights[index_of(TermKind::kPopularity)] * popularity_of(hot.popularity_q[item]);
    if (occasion != 0.0) {
        for (std::uint32_t r = begin; r < end; ++r) {
            sum += occasion * (plan.occasion[hot.symbol_index[r]].nearness * kPresence[hot.symbol_presence_q[r]]);
        }
    }
    sum += plan.weights[index_of(TermKind::kPrice)] * price_fit(hot.price_minor[item], plan.price);
    return plan.category.empty() ? sum : sum + plan.weights[index_of(TermKind::kCategory)] * plan.category[hot.item_category[item]];
}

}  // namespace

Weights default_weights(Placement placement) {
    switch (placement) {
        case Placement::kForYou: return {1.0, 0.4, 0.8, 0.15, 0.2, 0.3, 0.3, 1.0, 1.0};
        case Placement::kSimilar: return {1.0, 0.5, 0.6, 0.02, 0.0, 0.1, 0.1, 1.0, 1.0};
        case Placement::kQuery: return {1.0, 0.7, 0.5, 0.02, 0.0, 0.2, 0.2, 1.0, 1.0};
        case Placement::kLook: return {0.4, 0.2, 1.0, 0.05, 0.0, 0.1, 0.1, 1.0, 1.0};
        case Placement::kTrending: return {0.0, 0.0, 0.0, 1.0, 0.5, 0.0, 0.0};
    }
    return {};
}

void apply_wishes(Weights& weights, const WeightWishes& wishes) {
    for (std::size_t t = 0; t < kTermCount; ++t) {
        if (wishes[t]) weights[t] = std::clamp(*wishes[t], t == index_of(TermKind::kVisual) ? 0.3 : 0.0, 4.0);
    }
}

DenseQuery quantise_query(std::span<const double> v) {
    double largest = 0.0, squares = 0.0;
    for (const double x : v) {
        largest = std::max(largest, std::fabs(x));
        squares += x * x;
    }
    DenseQuery query;
    const double length = std::sqrt(squares);
    if (!std::isfinite(largest) || !std::isfinite(length)) return query;  // max() passes over NaN; the sum of squares does not
    if (largest == 0.0 || length == 0.0) return query;                    // a length of 0: so small that its square vanishes
    query.length = length;
    query.present = true;
    query.sigma = largest / (32767.0 * query.length);
    query.q16.reserve(v.size());
    for (const double x : v) query.q16.push_back(static_cast<std::int16_t>(x / largest * 32767.0 + (x < 0.0 ? -0.5 : 0.5)));
    return query;
}

std::int64_t dot_i16_i8(std::span<const std::int16_t> a, std::span<const std::int8_t> b) {
    assert(a.size() == b.size() && a.size() % 16 == 0);
    return dot_i16_i8(a.data(), b.data(), a.size());
}

std::int64_t dot_i8_i8(std::span<const std::int8_t> a, std::span<const std::int8_t> b) {
    const std::vector<std::int16_t> wide(a.begin(), a.end());
    return dot_i16_i8(wide, b);
}

double dense_product(const DenseQuery& query, std::span<const std::int8_t> row, float scale) {
    return (static_cast<double>(dot_i16_i8(query.q16, row)) * static_cast<double>(scale)) * query.sigma;
}

void replan_symbols(const CatalogueView& view, const PlanInput& input, ScoringPlan& plan) {
    plan.history = history_of(view, input);
    plan.affinity = spread_affinity(*view.graph, plan.history, input.without);
    for (std::size_t t = 0; t < input.offsets.size(); ++t) plan.affinity[t] += input.offsets[t];
    for (const IndexedSwitch& one : input.switches) {
        double& affinity = plan.affinity[one.symbol.value];
        if (one.wish == Wish::kNever) {
            affinity = -1.0;
        } else {
            affinity += one.wish == Wish::kMore ? kSwitchStep : -kSwitchStep;
        }
    }
    for (std::size_t t = 0; t < plan.affinity.size(); ++t) {
        plan.affinity[t] = left_out(input.without, t) ? 0.0 : std::clamp(plan.affinity[t], -1.0, 1.0);
    }
    plan.occasion = occasions_on(*view.graph, view.symbols, input.date, input.without, input.festival);
}

ScoringPlan make_plan(const CatalogueView& view, const PlanInput& input) {
    ScoringPlan plan;
    plan.weights = input.weights;
    plan.price = input.price;
    plan.category.assign(input.category.begin(), input.category.end());
    plan.events.assign(input.events.begin(), input.events.end());
    for (std::size_t m = 0; m < kDenseCount; ++m) {
        plan.from_slot[m] = !input.slots[m].empty();
        if (input.silent[m]) continue;
        if (plan.from_slot[m]) {
            plan.dense[m] = quantise_query(std::vector<double>(input.slots[m].begin(), input.slots[m].end()));
        } else if (view.dense[m].loaded()) {
            plan.dense[m] = query_of_events(view.dense[m], input.events);
        }
    }
    replan_symbols(view, input, plan);
    return plan;
}

PriceWish similar_price(const HotBlock& hot, ItemIndex anchor) {
    PriceWish wish;
    if (hot.price_minor[anchor.value] == kUnknownPrice) return wish;
    const double price = static_cast<double>(hot.price_minor[anchor.value]);
    wish.low = price / 2.0;
    wish.high = price * 2.0;
    return wish;
}

ScoringPlan similar_plan(const CatalogueView& view, ItemIndex anchor) {
    const WeightedEvent event{anchor, 1.0};
    PlanInput input;
    input.events = {&event, 1};
    input.price = similar_price(*view.hot, anchor);
    input.weights = default_weights(Placement::kSimilar);
    return make_plan(view, input);
}

void score_dense(const CatalogueView& view, const ScoringPlan& plan, std::span<double> out) {
    std::fill(out.begin(), out.end(), 0.0);
    for (std::size_t m = 0; m < kDenseCount; ++m) {
        const ModalityView& modality = view.dense[m];
        const DenseQuery& query = plan.dense[m];
        if (!query.present || !modality.loaded() || plan.weights[m] == 0.0) continue;
        std::size_t item = 0;
        for (const VectorsBlock::Part& chunk : modality.chunks) {
            const std::int8_t* row = chunk.q.data();
            for (std::size_t r = 0; r < chunk.scale.size(); ++r, row += modality.dim, ++item) {
                const std::int64_t dot = dot_i16_i8(query.q16.data(), row, modality.dim);
                out[item] += plan.weights[m] * ((static_cast<double>(dot) * static_cast<double>(chunk.scale[r])) * query.sigma);
            }
        }
    }
}

double dense_sum(const ScoringPlan& plan, const std::array<double, kDenseCount>& products) {
    double sum = 0.0;
    for (std::size_t m = 0; m < kDenseCount; ++m) {
        if (plan.weights[m] != 0.0) sum += plan.weights[m] * products[m];
    }
    return sum;
}

void score_sparse(const CatalogueView& view, const ScoringPlan& plan, std::span<const double> dense, std::span<double> out) {
    for (std::uint32_t i = 0; i < view.items; ++i) out[i] = sparse_terms(view, plan, i, dense[i]);
}

double score_sparse_one(const CatalogueView& view, const ScoringPlan& plan, ItemIndex item, double dense) {
    return sparse_terms(view, plan, item.value, dense);
}

double presence_of(std::uint8_t presence_q) { return kPresence[presence_q]; }

double popularity_of(std::uint16_t popularity_q) { return static_cast<double>(popularity_q) / 65535.0; }

double rarity_of(std::uint16_t popularity_q) { return 1.0 / std::sqrt(std::max(popularity_of(popularity_q), kLeastPopularity)); }

double price_fit(std::uint32_t price_minor, const PriceWish& wish) {
    if (price_minor == kUnknownPrice || !wish.given()) return 0.0;
    const double price = static_cast<double>(price_minor);
    if (wish.low && price < *wish.low) return std::max(0.0, 1.0 - (*wish.low - price) / std::max(1.0, *wish.low));
    if (wish.high && price > *wish.high) return std::max(0.0, 1.0 - (price - *wish.high) / std::max(1.0, *wish.high));
    return 1.0;
}

}  // namespace ruyi
