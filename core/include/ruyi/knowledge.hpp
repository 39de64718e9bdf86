// What the graph says: affinity spread over relations, and which occasion is near.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "ruyi/score.hpp"

namespace ruyi {

inline constexpr double kSpread = 0.3;

/// B = A + H(A) + H(H(A)): two hops over relations and shared emotions, each with 0.3 (SCORING.md §2). history, result: [symbols].
/// without: [symbols] or empty; a left-out symbol passes nothing on.
std::vector<double> spread_affinity(const GraphBlock& graph, std::span<const double> history, std::span<const std::uint8_t> without);

/// What the wished styles and recipient add to each symbol's affinity. [symbols]
std::vector<double> wished_affinity(const GraphBlock& graph, const std::array<double, kStyleCount>& styles,
                                    std::optional<std::uint8_t> recipient);

/// n_f of a festival on a day: 1 - d/22 within the 21 days before, 0.25 up to 3 days after, else 0.
double festival_nearness(std::int32_t days_until);
/// Smallest day - date over the festival's days with day >= date - 3; nothing if there is none.
std::optional<std::int32_t> days_until_festival(const GraphBlock& graph, std::uint8_t festival, std::int32_t date);
/// o_s and its festival per symbol; zero for those in `without` ([symbols] or empty). A wished festival is as near as can be.
std::vector<Occasion> occasions_on(const GraphBlock& graph, std::uint32_t symbols, std::int32_t date, std::span<const std::uint8_t> without,
                                   std::optional<std::uint8_t> wished);

/// The symbol whose history reaches `symbol` most strongly over one relation; nothing if no relation brings a positive amount.
std::optional<SymbolIndex> strongest_neighbour(const GraphBlock& graph, std::span<const double> history, SymbolIndex symbol);

}  // namespace ruyi
