#include "ruyi/knowledge.hpp"

#include <algorithm>
#include <array>

namespace ruyi {

namespace {

constexpr double kStyleStep = 0.5, kRecipientStep = 0.4;
constexpr std::size_t kFirstStyleAxis = 2;  // after valence and arousal

bool left_out(std::span<const std::uint8_t> without, std::size_t symbol) { return !without.empty() && without[symbol] != 0; }

double emotion_count(const GraphBlock& graph, std::size_t symbol) {
    return static_cast<double>(graph.symbol_emotion.end(symbol) - graph.symbol_emotion.begin(symbol));
}

/// What each emotion gathers: a symbol's amount is split evenly over its emotions.
std::vector<double> emotions_of(const GraphBlock& graph, std::span<const double> amounts) {
    std::vector<double> gathered(graph.emotion_id.size(), 0.0);
    for (std::size_t s = 0; s < amounts.size(); ++s) {
        if (amounts[s] == 0.0) continue;
        for (std::uint32_t r = graph.symbol_emotion.begin(s); r < graph.symbol_emotion.end(s); ++r)
            gathered[graph.symbol_emotion_index[r]] += amounts[s] / emotion_count(graph, s);
    }
    return gathered;
}

/// H: over the relations, and back from the emotions to every other symbol that has them.
std::vector<double> hop(const GraphBlock& graph, std::span<const double> amounts) {
    std::vector<double> arriving(amounts.size(), 0.0);
    for (std::size_t s = 0; s < amounts.size(); ++s) {
        if (amounts[s] == 0.0) continue;
        for (std::uint32_t r = graph.relation.begin(s); r < graph.relation.end(s); ++r)
            arriving[graph.relation_to[r]] += static_cast<double>(graph.relation_weight_q[r]) / 255.0 * amounts[s];
    }
    const std::vector<double> gathered = emotions_of(graph, amounts);
    for (std::size_t t = 0; t < arriving.size(); ++t) {
        const double count = emotion_count(graph, t);
        double shared = 0.0;
        for (std::uint32_t r = graph.symbol_emotion.begin(t); r < graph.symbol_emotion.end(t); ++r)
            shared += gathered[graph.symbol_emotion_index[r]] - amounts[t] / count;
        if (count > 0.0) arriving[t] += shared / count;
        arriving[t] *= kSpread;
    }
    return arriving;
}

/// Mean of an axis over the symbol's emotions; 0 without emotions.
double axis_of(const GraphBlock& graph, std::size_t symbol, std::size_t axis) {
    const double count = emotion_count(graph, symbol);
    double sum = 0.0;
    for (std::uint32_t r = graph.symbol_emotion.begin(symbol); r < graph.symbol_emotion.end(symbol); ++r)
        sum += static_cast<double>(graph.emotion_axis[graph.symbol_emotion_index[r] * kEmotionAxes + axis]) / 100.0;
    return count > 0.0 ? sum / count : 0.0;
}

void add_style(const GraphBlock& graph, std::size_t style, double wish, std::vector<double>& added) {
    double sum = 0.0, known = 0.0;
    for (std::size_t s = 0; s < added.size(); ++s) {
        if (emotion_count(graph, s) == 0.0) continue;
        sum += axis_of(graph, s, kFirstStyleAxis + style);
        known += 1.0;
    }
    for (std::size_t s = 0; s < added.size(); ++s) {
        if (emotion_count(graph, s) > 0.0) added[s] += kStyleStep * (wish * (axis_of(graph, s, kFirstStyleAxis + style) - sum / known));
    }
}

}  // namespace

std::vector<double> spread_affinity(const GraphBlock& graph, std::span<const double> history, std::span<const std::uint8_t> without) {
    std::vector<double> near = hop(graph, history);
    for (std::size_t t = 0; t < near.size(); ++t) {
        if (left_out(without, t)) near[t] = 0.0;
    }
    const std::vector<double> far = hop(graph, near);
    std::vector<double> spread(history.size());
    for (std::size_t t = 0; t < history.size(); ++t) spread[t] = (history[t] + near[t]) + far[t];
    return spread;
}

std::vector<double> wished_affinity(const GraphBlock& graph, const std::array<double, kStyleCount>& styles,
                                    std::optional<std::uint8_t> recipient) {
    std::vector<double> added(graph.symbol_id.size(), 0.0);
    for (std::size_t a = 0; a < kStyleCount; ++a) {
        if (styles[a] != 0.0) add_style(graph, a, styles[a], added);
    }
    if (!recipient) return added;
    std::array<bool, 256> wished{};
    for (std::uint32_t w = graph.recipient_emotion.begin(*recipient); w < graph.recipient_emotion.end(*recipient); ++w)
        wished[graph.recipient_emotion_index[w]] = true;
    for (std::size_t s = 0; s < added.size(); ++s) {
        double shared = 0.0;
        for (std::uint32_t r = graph.symbol_emotion.begin(s); r < graph.symbol_emotion.end(s); ++r)
            shared += wished[graph.symbol_emotion_index[r]] ? 1.0 : 0.0;
        if (shared > 0.0) added[s] += kRecipientStep * (shared / emotion_count(graph, s));
    }
    return added;
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

std::vector<Occasion> occasions_on(const GraphBlock& graph, std::uint32_t symbols, std::int32_t date, std::span<const std::uint8_t> without,
                                   std::optional<std::uint8_t> wished) {
    std::vector<Occasion> occasions(symbols);
    for (std::size_t f = 0; f < graph.festival_id.size(); ++f) {
        const auto days = days_until_festival(graph, static_cast<std::uint8_t>(f), date);
        const bool asked = wished == f;
        const double nearness = asked ? 1.0 : days ? festival_nearness(*days) : 0.0;
        for (std::uint32_t r = graph.festival_symbol.begin(f); r < graph.festival_symbol.end(f); ++r) {
            const std::uint16_t s = graph.festival_symbol_index[r];
            if (nearness <= occasions[s].nearness || left_out(without, s)) continue;
            occasions[s] = {nearness, static_cast<std::uint8_t>(f), asked};
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
