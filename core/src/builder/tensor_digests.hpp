// The SHA-256 of every tensor as the reader sees it, so that another reader can be held against this one.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "ruyi/result.hpp"
#include "ruyi/shard.hpp"

namespace ruyi::builder {

/// A JSON array of {"name", "dtype", "shape", "sha256"}, in the layout's order, from the views that the reader made of a block's bytes.
Result<std::string> tensor_digests(const Manifest& manifest, BlockKind kind, std::uint32_t number, std::span<const std::uint8_t> bytes);

/// `{"shard_id", "blocks": {name: digests}}`, one line per tensor; digests: of the manifest's blocks, in order.
std::string digest_document(const Manifest& manifest, std::span<const std::string> digests);

}  // namespace ruyi::builder
