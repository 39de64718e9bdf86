// What the graph says: affinity spread over relations, and which occasion is near.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "ruyi/score.hpp"

namespace ruyi {

inline constexpr double kSpread = 0.3;

/// B_t = A_t + 0.3 * sum over s -> t of weight * A_s, s ascending, then the order of the relation rows. history, result: [symbols].
std::vector<double> spread_affinity(const GraphBlock& graph, std::span<const double> history);

/// n_f of a festival on a day: 1 - d/22 within the 21 days before, 0.25 up to 3 days after, else 0.
double festival_nearness(std::int32_t days_until);
/// Smallest day - date over the festival's days with day >= date - 3; nothing if there is none.
std::optional<std::int32_t> days_until_festival(const GraphBlock& graph, std::uint8_t festival, std::int32_t date);
/// o_s and its festival per symbol; zero for those in `without` ([symbols] or empty).
std::vector<Occasion> occasions_on(const GraphBlock& graph, std::uint32_t symbols, std::int32_t date,
                                   std::span<const std::uint8_t> without);

/// The symbol whose history reaches `symbol` most strongly over one relation; nothing if no relation brings a positive amount.
std::optional<SymbolIndex> strongest_neighbour(const GraphBlock& graph, std::span<const double> history, SymbolIndex symbol);

}  // namespace ruyi
