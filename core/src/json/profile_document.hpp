// A profile that is parsed JSON already. For core/src/json/*.cpp only.
#pragma once

#include "json/json_check.hpp"
#include "ruyi/profile.hpp"

namespace ruyi {

inline constexpr std::int64_t kFurthestDay = 3000000;  // beyond the year 9999

/// As parse_profile.
Result<Profile> read_profile(const json::Document& document);

}  // namespace ruyi
