// How much each event of a history counts: its kind, where it was shown, its age; long and short interest mixed linearly, so that the
// shares of liked items stay exact.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "ruyi/profile.hpp"

namespace ruyi {

inline constexpr double kLongHalfLifeDays = 90.0, kShortHalfLifeDays = 3.0;
inline constexpr double kShortMost = 0.5;         // the drift guard: taste keeps at least the other half
inline constexpr double kDayMost = 2.0;           // one day counts in the long interest at most as much as two likes
inline constexpr double kLeastExamined = 0.1;     // a place counts as seen by at least one shopper in ten
inline constexpr std::uint32_t kMostFolded = 10;  // a folded event counts at most ten times

struct InterestEvent {
    double strength = 0.0;  // event_strength
    std::uint32_t position = 0;
    std::int32_t day = 0;
};

/// like 1, buy 1, cart 0.7, view 0.25, dislike -0.5, hide -1, why 0.3, tap 0.4, dwell 0.5 * s / (s + 30); times its count, at most 10.
double event_strength(const Event& event);
/// 1 / p_k with p_k = 1 / k, the chance that place k is looked at, not below 0.1. 1 for position 0.
double position_weight(std::uint32_t position);
/// omega of every event: (1 - sigma) * long / L + sigma * short / S (SCORING.md §2). The sizes sum to at most 1.
std::vector<double> interest_weights(std::span<const InterestEvent> events, std::int32_t date);

}  // namespace ruyi
