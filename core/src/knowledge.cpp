#include "ruyi/knowledge.hpp"

#include <algorithm>

namespace ruyi {

std::vector<double> spread_affinity(const GraphBlock& graph, std::span<const double> history) {
    std::vector<double> arriving(history.size(), 0.0);
    for (std::size_t s = 0; s < history.size(); ++s) {
        if (history[s] == 0.0) continue;
        for (std::uint32_t r = graph.relation.begin(s); r < graph.relation.end(s); ++r) {
            const double weight = static_cast<double>(graph.relation_weight_q[r]) / 255.0;
            arriving[graph.relation_to[r]] += weight * history[s];
        }
    }
    std::vector<double> spread(history.size());
    for (std::size_t t = 0; t < history.size(); ++t) spread[t] = history[t] + kSpread * arriving[t];
    return spread;
}

double festival_nearness(std::int32_t days_until) {
    if (days_until >= 0 && days_until <= 21) return 1.0 - static_cast<double>(days_until) / 22.0;
    return days_until >= -3 && days_until < 0 ? 0.25 : 0.0;
}

std::optional<std::int32_t> days_until_festival(const GraphBlock& graph, std::uint8_t festival, std::int32_t date) {
    std::optional<std::int32_t> soonest;
    const auto consider = [&](std::int64_t day) {
        const std::int64_t days = day - date;
        if (days >= -3 && days <= 1000000 && (!soonest || days < *soonest)) soonest = static_cast<std::int32_t>(days);
    };
    for (std::uint32_t r = graph.festival_day.begin(festival); r < graph.festival_day.end(festival); ++r)
        consider(graph.festival_day_value[r]);
    const CalendarTable calendar = graph.calendar();
    const std::int32_t year = civil_date(date).year;
    for (std::uint32_t r = graph.festival_rule.begin(festival); r < graph.festival_rule.end(festival); ++r) {
        const FestivalRule rule = graph.festival_rule_day.subspan(r * kRuleColumns).first<kRuleColumns>();
        for (std::int32_t y = std::max(year - 1, 1); y <= year + 1; ++y) {  // a lunar year ends in the Gregorian year after it
            if (const auto day = rule_day(calendar, rule, y)) consider(*day);
        }
    }
    return soonest;
}

std::vector<Occasion> occasions_on(const GraphBlock& graph, std::uint32_t symbols, std::int32_t date,
                                   std::span<const std::uint8_t> without) {
    std::vector<Occasion> occasions(symbols);
    for (std::size_t f = 0; f < graph.festival_id.size(); ++f) {
        const auto days = days_until_festival(graph, static_cast<std::uint8_t>(f), date);
        const double nearness = days ? festival_nearness(*days) : 0.0;
        for (std::uint32_t r = graph.festival_symbol.begin(f); r < graph.festival_symbol.end(f); ++r) {
            const std::uint16_t s = graph.festival_symbol_index[r];
            if (nearness <= occasions[s].nearness || (!without.empty() && without[s] != 0)) continue;
            occasions[s] = {nearness, static_cast<std::uint8_t>(f)};
        }
    }
    return occasions;
}

std::optional<SymbolIndex> strongest_neighbour(const GraphBlock& graph, std::span<const double> history, SymbolIndex symbol) {
    std::optional<SymbolIndex> best;
    double best_amount = 0.0;
    for (std::size_t s = 0; s < history.size(); ++s) {
        for (std::uint32_t r = graph.relation.begin(s); r < graph.relation.end(s); ++r) {
            const double amount = static_cast<double>(graph.relation_weight_q[r]) * history[s];
            if (graph.relation_to[r] != symbol.value || amount <= best_amount) continue;
            best = SymbolIndex{static_cast<std::uint16_t>(s)};
            best_amount = amount;
        }
    }
    return best;
}

}  // namespace ruyi
