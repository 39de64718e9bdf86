// manifest.json <-> Manifest (FORMAT.md §1).
#pragma once

#include <string_view>

#include "ruyi/result.hpp"
#include "ruyi/shard.hpp"

namespace ruyi {

/// Reads and checks every member of FORMAT.md §1. Fails with kInvalidManifest or kUnsupportedVersion.
Result<Manifest> parse_manifest(std::string_view json);

/// 16 hex digits over the blocks' digests, in order.
std::string shard_id_of(const std::vector<BlockEntry>& blocks);

}  // namespace ruyi
