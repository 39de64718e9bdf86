#include "ruyi/arrange.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "order.hpp"
#include "portable_math.hpp"

namespace ruyi {

namespace {

constexpr std::size_t kPool = 60;    // the best items that diversity may re-order
constexpr std::size_t kPlaces = 24;  // how many places it fills

bool contains(const std::vector<std::string>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool bears_any(const HotBlock& hot, const std::vector<std::uint8_t>& wanted, std::size_t item) {
    for (std::uint32_t r = hot.symbol.begin(item); r < hot.symbol.end(item); ++r) {
        const bool borne = hot.symbol_presence_q[r] >= 128 && (hot.symbol_evidence[r] & kEvidenceClaimable) != 0;
        if (borne && wanted[hot.symbol_index[r]] != 0) return true;
    }
    return false;
}

bool price_within(std::uint32_t price, const PriceWish& range) {
    if (!range.given()) return true;
    const double value = static_cast<double>(price);
    return price != kUnknownPrice && (!range.low || value >= *range.low) && (!range.high || value <= *range.high);
}

std::vector<std::uint8_t> matches_of(const Shard& shard, const RuleWhere& where) {
    const HotBlock& hot = *shard.hot();
    std::vector<std::uint8_t> matches(hot.available.size(), where.ids.empty() ? 1 : 0);
    for (const std::string& id : where.ids) {
        if (const auto item = shard.item_by_id(id)) matches[item.value().value] = 1;
    }
    std::vector<std::uint8_t> symbols(shard.manifest().symbols, 0);
    for (const std::string& id : where.symbols) {
        if (const auto symbol = shard.symbol_by_id(id)) symbols[symbol.value().value] = 1;
    }
    for (std::size_t i = 0; i < matches.size(); ++i) {
        bool fits = matches[i] != 0;
        fits = fits && (where.categories.empty() || contains(where.categories, hot.category[hot.item_category[i]]));
        fits = fits && (where.symbols.empty() || bears_any(hot, symbols, i));
        fits = fits && (!where.available || *where.available == (hot.available[i] != 0)) && price_within(hot.price_minor[i], where.price);
        matches[i] = fits != where.negate ? 1 : 0;
    }
    return matches;
}

/// Likeness of two items from `hot` alone, so that a shelf is the same before and after the vectors arrive:
/// half the cosine of their presences, half for the same category that is not "".
class Likeness {
public:
    Likeness(const HotBlock& hot, std::span<const ItemIndex> pool) : hot_(hot), pool_(pool) {
        for (const ItemIndex item : pool) squares_.push_back(static_cast<double>(product(item.value, item.value)));
    }
    double operator()(std::size_t a, std::size_t b) const {
        if (a == b) return 1.0;
        const std::uint32_t i = pool_[a].value, j = pool_[b].value;
        const double squares = squares_[a] * squares_[b];
        const double cosine = squares == 0.0 ? 0.0 : static_cast<double>(product(i, j)) / std::sqrt(squares);
        const std::uint16_t category = hot_.item_category[i];
        return 0.5 * cosine + (category == hot_.item_category[j] && !hot_.category[category].empty() ? 0.5 : 0.0);
    }

private:
    std::uint64_t product(std::uint32_t i, std::uint32_t j) const {
        std::uint64_t sum = 0;
        std::uint32_t a = hot_.symbol.begin(i), b = hot_.symbol.begin(j);
        while (a < hot_.symbol.end(i) && b < hot_.symbol.end(j)) {
            const std::uint16_t s = hot_.symbol_index[a], t = hot_.symbol_index[b];
            if (s == t) sum += std::uint64_t{hot_.symbol_presence_q[a]} * hot_.symbol_presence_q[b];
            a += s <= t ? 1 : 0;
            b += t <= s ? 1 : 0;
        }
        return sum;
    }
    const HotBlock& hot_;
    std::span<const ItemIndex> pool_;
    std::vector<double> squares_;
};

/// The first of the largest values among places that are not taken.
std::size_t best_free(std::span<const double> values, std::span<const std::uint8_t> taken) {
    std::size_t best = values.size();
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (taken[i] == 0 && (best == values.size() || values[i] > values[best])) best = i;
    }
    return best;
}

/// Relevance in 0..1 over the pool.
std::vector<double> relevance_of(std::span<const ScoredItem> pool) {
    const double high = pool.front().score, low = pool.back().score;
    std::vector<double> relevance;
    for (const ScoredItem& one : pool) relevance.push_back(high > low ? (one.score - low) / (high - low) : 0.0);
    return relevance;
}

/// Greedy maximal marginal relevance: strength * relevance - (1 - strength) * the largest likeness to what is chosen.
std::vector<std::size_t> choose_mmr(std::span<const double> relevance, const Likeness& like, double strength, std::size_t places) {
    std::vector<double> nearest(relevance.size(), 0.0), value(relevance.size());
    std::vector<std::uint8_t> taken(relevance.size(), 0);
    std::vector<std::size_t> chosen;
    while (chosen.size() < places) {
        for (std::size_t i = 0; i < value.size(); ++i) value[i] = strength * relevance[i] - (1.0 - strength) * nearest[i];
        const std::size_t best = best_free(value, taken);
        taken[best] = 1;
        chosen.push_back(best);
        for (std::size_t i = 0; i < value.size(); ++i) nearest[i] = std::max(nearest[i], like(best, i));
    }
    return chosen;
}

/// Fast greedy MAP of a determinantal point process (Chen, Zhang, Zhou 2018): L = q_i * likeness * q_j, q = 2^(strength * relevance), one
/// incremental Cholesky row per choice. Stops when nothing new is left.
std::vector<std::size_t> choose_dpp(std::span<const double> relevance, const Likeness& like, double strength, std::size_t places) {
    const std::size_t n = relevance.size();
    std::vector<double> quality(n), rest(n), row(n);
    std::vector<std::vector<double>> rows;
    std::vector<std::uint8_t> taken(n, 0);
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < n; ++i) {
        quality[i] = portable_exp2(strength * relevance[i]);
        rest[i] = quality[i] * quality[i];
    }
    while (chosen.size() < places) {
        const std::size_t best = best_free(rest, taken);
        if (rest[best] < 1e-9) break;
        taken[best] = 1;
        chosen.push_back(best);
        const double root = std::sqrt(rest[best]);
        for (std::size_t i = 0; i < n; ++i) {
            double sum = quality[best] * quality[i] * like(best, i);
            for (const std::vector<double>& earlier : rows) sum -= earlier[best] * earlier[i];
            row[i] = sum / root;
            rest[i] -= row[i] * row[i];
        }
        rows.push_back(row);
    }
    return chosen;
}

std::vector<ItemIndex> diversified(const CatalogueView& view, std::span<const ItemIndex> order, std::span<const ScoredItem> best,
                                   Diversity diversity) {
    const std::span<const ItemIndex> pool = order.first(std::min(order.size(), kPool));
    std::vector<ItemIndex> result;
    if (pool.empty()) return result;
    const std::vector<double> relevance = relevance_of(best.first(pool.size()));
    const Likeness like(*view.hot, pool);
    const std::size_t places = std::min(pool.size(), kPlaces);
    const std::vector<std::size_t> chosen = diversity.method == DiversityMethod::kMmr
                                                ? choose_mmr(relevance, like, diversity.strength, places)
                                                : choose_dpp(relevance, like, diversity.strength, places);
    std::vector<std::uint8_t> taken(pool.size(), 0);
    for (const std::size_t place : chosen) {
        taken[place] = 1;
        result.push_back(pool[place]);
    }
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (i >= taken.size() || taken[i] == 0) result.push_back(order[i]);
    }
    return result;
}

/// 1-based; 0 = not there.
std::uint32_t place_in(std::span<const ItemIndex> order, ItemIndex item) {
    const auto found = std::find(order.begin(), order.end(), item);
    return found == order.end() ? 0 : static_cast<std::uint32_t>(found - order.begin()) + 1;
}

/// Stable: what the rule does to an order.
std::vector<ItemIndex> moved_by(const ItemRule& rule, std::span<const ItemIndex> order) {
    std::vector<double> keys;
    double pinned = 0.0, others = 1.0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const bool matches = rule.matches[order[i].value] != 0;
        double key = -static_cast<double>(i);
        if (rule.kind == ShelfRuleKind::kBury) key = matches ? -1.0 : 0.0;
        if (rule.kind == ShelfRuleKind::kBoost && matches) key += static_cast<double>(rule.place) + 0.5;
        if (rule.kind == ShelfRuleKind::kPin) key = matches ? -(static_cast<double>(rule.place) - 0.5 + 1e-7 * pinned++) : -others++;
        keys.push_back(key);
    }
    std::vector<ItemIndex> result;
    for (const std::uint32_t place : descending_order(keys)) result.push_back(order[place]);
    return result;
}

}  // namespace

Diversity default_diversity(Placement placement) {
    return placement == Placement::kLook ? Diversity{DiversityMethod::kMmr, 0.7} : Diversity{};
}

std::vector<ItemRule> resolve_rules(const Shard& shard, std::span<const ShelfRule> rules) {
    std::vector<ItemRule> resolved;
    for (const ShelfRule& rule : rules) resolved.push_back({rule.id, rule.kind, rule.place, matches_of(shard, rule.where)});
    return resolved;
}

void apply_filters(std::span<const ItemRule> rules, std::span<std::uint8_t> eligible) {
    for (const ItemRule& rule : rules) {
        for (std::size_t i = 0; rule.kind == ShelfRuleKind::kFilter && i < eligible.size(); ++i) {
            if (rule.matches[i] == 0) eligible[i] = 0;
        }
    }
}

Shelf::Shelf(const CatalogueView& view, std::span<const ItemRule> rules, Diversity diversity)
    : view_(&view), rules_(rules), diversity_(diversity) {
    rules_move_ = std::any_of(rules.begin(), rules.end(), [](const ItemRule& rule) { return rule.kind != ShelfRuleKind::kFilter; });
    plain_ = !rules_move_ && diversity.method == DiversityMethod::kNone;
}

std::size_t Shelf::depth(std::size_t k) const { return rules_move_ ? view_->items : plain_ ? k : std::max(k, kPool); }

void Shelf::arrange(std::span<const ScoredItem> best) {
    steps_.clear();
    std::vector<ItemIndex> ranked;
    for (const ScoredItem& one : best) ranked.push_back(one.item);
    steps_.push_back({"score", std::move(ranked)});
    if (diversity_.method != DiversityMethod::kNone) steps_.push_back({"diversity", diversified(*view_, order(), best, diversity_)});
    for (const ItemRule& rule : rules_) {
        if (rule.kind != ShelfRuleKind::kFilter) steps_.push_back({rule.id, moved_by(rule, order())});
    }
}

std::uint32_t Shelf::rank_of(ItemIndex item) const { return place_in(steps_.front().order, item); }

std::uint32_t Shelf::place_of(ItemIndex item, std::uint32_t rank) const {
    const std::uint32_t place = place_in(order(), item);
    return place == 0 ? rank : place;
}

std::vector<Move> Shelf::moves_of(ItemIndex item) const {
    std::vector<Move> moves;
    std::uint32_t before = 0;
    for (const Step& step : steps_) {
        const std::uint32_t now = place_in(step.order, item);
        if (before != 0 && now != before) moves.push_back({step.by, before, now});
        before = now;
    }
    return moves;
}

}  // namespace ruyi
