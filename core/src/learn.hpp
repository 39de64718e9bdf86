// What a shop can learn from a profile: personal modality weights and corrections, as numbers for the profile document.
#pragma once

#include "ruyi/profile.hpp"
#include "ruyi/shard.hpp"

namespace ruyi {

/// SCORING.md §6, as of `date`. Nothing is stated that equals the defaults. Fails with kMissingBlock until hot, graph and every vectors
/// block are attached. O(feedback * events * dim + items * dim).
Result<Learned> learn(const Shard& shard, const Profile& profile, std::int32_t date);

}  // namespace ruyi
