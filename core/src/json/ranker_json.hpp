// `rankers` of the manifest <-> RankerSpec (FORMAT.md §1), and the rule of a ranker package, which has the same members.
#pragma once

#include <string_view>

#include "json/json_read.hpp"
#include "ruyi/shard.hpp"
#include "shard_layout.hpp"

namespace ruyi {

/// Largest gain of a modality: one over its longest row.
inline constexpr double kMostGain = 1e30;
/// Most bytes of what is not split by items, in a ranker's first block: 8 KiB are left for the header and one item's rows.
inline constexpr std::uint32_t kMaxWholeRankerBytes = kMaxBlockBytes - 8192;

/// "decayed-mean", "ridge", …; the names of models/rankers/README.md that a shard may hold.
std::string_view rule_name(RankerRule rule);

/// Reads `rule` of a ranker. What its kind needs must be there; other parameters are ignored.
void read_rule(const ObjectReader& ranker, RankerSpec& spec, ReadError& error);

/// Whether the modalities are those that the rule takes; "" or what is wrong.
std::string modality_problem(const RankerSpec& spec);

/// Reads the manifest's `rankers`, which may be absent.
void read_rankers(const ObjectReader& root, Manifest& manifest, ReadError& error);

}  // namespace ruyi
