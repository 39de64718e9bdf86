// Controls -> what they set in the profile (js/schemas/profile.schema.json).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "ruyi/shard.hpp"
#include "ruyi/understand.hpp"

namespace ruyi {

/// One control's part of a profile; at most one member is set. Kinds that the profile has no place for set none, and categories neither: a
/// profile names them as the shop does, a sentence does not.
struct WishPatch {
    std::vector<std::string_view> switches;       // symbol ids, all with the same wish
    std::string_view wish;                        // more, less, never
    std::optional<double> price_low, price_high;  // minor units
    std::string_view style;                       // an axis of kStyleNames
    double lean = 0.0;                            // on it, -1 to 1
    std::string_view occasion, recipient;         // ids of the graph
    bool empty() const { return switches.empty() && !price_low && !price_high && style.empty() && occasion.empty() && recipient.empty(); }
};

/// price_scale: minor units per unit. A price "around" N is 0.75 N to 1.25 N; a family of colours is its traditional colours; a style leans
/// by 0.35, 0.7 or 1 for the degrees 1 to 3. graph may be null: then nothing is said about occasions and recipients, whose ids it holds.
WishPatch wish_patch(const WishControl& control, std::uint32_t price_scale, const GraphBlock* graph);

}  // namespace ruyi
