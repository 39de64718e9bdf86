// profile-edit.schema.json -> profile.schema.json: every change of the profile document in one place.
#pragma once

#include <string>
#include <string_view>

#include "ruyi/result.hpp"
#include "ruyi/shard.hpp"

namespace ruyi {

inline constexpr std::size_t kKeptEvents = 500, kKeptPairs = 200;

/// The document after the changes. shard may be null; only `learn` needs it. Fails with kInvalidJson, kUnsupportedVersion, and for `learn`
/// with kInvalidState or kMissingBlock. Safe on any bytes.
Result<std::string> edit_profile(std::string_view request_json, const Shard* shard);

}  // namespace ruyi
