// profile.schema.json -> Profile.
#pragma once

#include <string_view>

#include "ruyi/parts.hpp"
#include "ruyi/profile.hpp"

namespace ruyi {

inline constexpr std::size_t kProfileLimitBytes = std::size_t{4} << 20;
inline constexpr std::size_t kMostEvents = 2000, kMostWishes = 1000;

/// Fails with kInvalidJson (the message names the member), kUnsupportedVersion, or kMissingPart for what pairs taught. Safe on any bytes.
Result<Profile> parse_profile(std::string_view text, Parts parts = Parts::kAll);

}  // namespace ruyi
