// Controls -> what they set in the profile (js/schemas/profile.schema.json).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "ruyi/understand.hpp"

namespace ruyi {

/// One control's part of a profile; at most one member is set. Kinds that the profile has no place for set none.
struct WishPatch {
    std::vector<std::string_view> switches;       // symbol ids, all with the same wish
    std::string_view wish;                        // more, less, never
    std::optional<double> price_low, price_high;  // minor units
    bool empty() const { return switches.empty() && !price_low && !price_high; }
};

/// price_scale: minor units per unit. A price "around" N is 0.75 N to 1.25 N; a family of colours is its traditional colours.
WishPatch wish_patch(const WishControl& control, std::uint32_t price_scale);

}  // namespace ruyi
