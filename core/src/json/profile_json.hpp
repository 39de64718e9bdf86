// profile.schema.json -> Profile.
#pragma once

#include <string_view>

#include "ruyi/profile.hpp"

namespace ruyi {

inline constexpr std::size_t kProfileLimitBytes = std::size_t{4} << 20;
inline constexpr std::size_t kMostEvents = 2000, kMostWishes = 1000;

/// Fails with kInvalidJson (the message names the member) or kUnsupportedVersion. Safe on any bytes.
Result<Profile> parse_profile(std::string_view text);

}  // namespace ruyi
