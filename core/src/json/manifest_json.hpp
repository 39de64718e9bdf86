// manifest.json <-> Manifest (FORMAT.md §1).
#pragma once

#include <string_view>

#include "ruyi/result.hpp"
#include "ruyi/shard.hpp"

namespace ruyi {

/// Reads and checks every member of FORMAT.md §1. Fails with kInvalidManifest or kUnsupportedVersion.
Result<Manifest> parse_manifest(std::string_view json);

/// Three capital letters, or empty.
bool is_currency(std::string_view text);
/// 1 to 8 distinct BCP 47 tags.
bool are_locales(const std::vector<std::string>& tags);
/// Distinct names that version 1 knows, dims that are multiples of 16 from 16 to 1024.
bool are_modalities(const std::vector<Modality>& modalities);

/// 16 hex digits over the blocks' digests, in order.
std::string shard_id_of(const std::vector<BlockEntry>& blocks);

}  // namespace ruyi
