// The profile as a document: what scoring reads, and what only merging and forgetting need. For core/src/json/*.cpp only.
#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>

#include "json/json_check.hpp"
#include "json/json_write.hpp"
#include "ruyi/profile.hpp"

namespace ruyi {

inline constexpr std::array<std::string_view, 9> kEventNames = {"like", "view", "cart", "buy", "dislike", "hide", "dwell", "why", "tap"};
inline constexpr std::array<std::string_view, 3> kWishNames = {"more", "less", "never"};
inline constexpr std::int64_t kFurthestDay = 3000000;  // beyond the year 9999
inline constexpr std::int64_t kMostCount = 10000;
inline constexpr std::int64_t kMostFoldedSum = INT64_C(1) << 40;
inline constexpr double kMostSeconds = 86400.0;

struct ProfileDocument {
    Profile profile;
    std::map<std::string, std::int64_t> wish_days;  // by path ("price", "switches.lotus"): when the wish was last set or taken back
    std::map<std::string, std::int64_t> folded;     // by kind of event: how many left the list uncounted elsewhere
    std::int32_t learned_day = 0;
};

/// As parse_profile.
Result<ProfileDocument> read_profile(const json::Document& document);
Result<void> read_event(const json::Document& value, Event& event);
Result<void> read_pair(const json::Document& value, Pair& pair);

void write_event(json::Writer& out, const Event& event);
void write_pair(json::Writer& out, const Pair& pair);
/// Version 2, members by name, and none that says nothing.
std::string profile_text(const ProfileDocument& document);

}  // namespace ruyi
