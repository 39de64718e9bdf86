#include "ruyi/interest.hpp"

#include <algorithm>
#include <cmath>

#include "portable_math.hpp"

namespace ruyi {

namespace {

double kind_weight(EventKind kind) {
    switch (kind) {
        case EventKind::kLike: return 1.0;
        case EventKind::kBuy: return 1.0;
        case EventKind::kCart: return 0.7;
        case EventKind::kView: return 0.25;
        case EventKind::kDislike: return -0.5;
        case EventKind::kHide: return -1.0;
        case EventKind::kDwell: return 0.5;
        case EventKind::kWhy: return 0.3;
        case EventKind::kTap: return 0.4;
    }
    return 0.0;
}

/// Strengths after the places: weights of those with a place average 1.
std::vector<double> examined(std::span<const InterestEvent> events) {
    double sum = 0.0, places = 0.0;
    for (const InterestEvent& event : events) {
        if (event.position == 0) continue;
        sum += position_weight(event.position);
        places += 1.0;
    }
    std::vector<double> strengths;
    strengths.reserve(events.size());
    for (const InterestEvent& event : events)
        strengths.push_back(event.position == 0 ? event.strength : event.strength * (places * position_weight(event.position) / sum));
    return strengths;
}

double decay(std::int32_t day, std::int32_t date, double half_life) {
    const std::int64_t age = std::int64_t{date} - day;
    return portable_exp2(age > 0 ? -static_cast<double>(age) / half_life : 0.0);
}

/// The share of one day that counts in the long interest.
double day_share(std::span<const InterestEvent> events, std::span<const double> strengths, std::int32_t day) {
    double total = 0.0;
    for (std::size_t h = 0; h < events.size(); ++h) {
        if (events[h].day == day) total += std::fabs(strengths[h]);
    }
    return total > kDayMost ? kDayMost / total : 1.0;
}

}  // namespace

double event_strength(const Event& event) {
    const double stay = event.kind == EventKind::kDwell ? event.seconds / (event.seconds + 30.0) : 1.0;
    return kind_weight(event.kind) * stay * static_cast<double>(std::min(event.count, kMostFolded));
}

double position_weight(std::uint32_t position) {
    return position == 0 ? 1.0 : 1.0 / std::max(1.0 / static_cast<double>(position), kLeastExamined);
}

std::vector<double> interest_weights(std::span<const InterestEvent> events, std::int32_t date) {
    const std::vector<double> strengths = examined(events);
    std::vector<double> longs(events.size()), shorts(events.size()), omegas(events.size(), 0.0);
    double long_total = 0.0, short_total = 0.0;
    for (std::size_t h = 0; h < events.size(); ++h) {
        longs[h] = strengths[h] * day_share(events, strengths, events[h].day) * decay(events[h].day, date, kLongHalfLifeDays);
        shorts[h] = strengths[h] * decay(events[h].day, date, kShortHalfLifeDays);
        long_total += std::fabs(longs[h]);
        short_total += std::fabs(shorts[h]);
    }
    if (long_total == 0.0) return omegas;
    const double sigma = kShortMost * (short_total / (short_total + 1.0));
    for (std::size_t h = 0; h < events.size(); ++h) {
        omegas[h] = (1.0 - sigma) * (longs[h] / long_total);
        if (short_total > 0.0) omegas[h] += sigma * (shorts[h] / short_total);
    }
    return omegas;
}

}  // namespace ruyi
