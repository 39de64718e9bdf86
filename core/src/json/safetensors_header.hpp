// The JSON header of a block: safetensors with the stricter rules of FORMAT.md §2.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ruyi/result.hpp"
#include "shard_layout.hpp"

namespace ruyi {

struct TensorEntry {
    std::string name;
    Dtype dtype = Dtype::kU8;
    std::vector<std::uint32_t> shape;
    std::uint32_t begin = 0, end = 0;  // bytes, from the start of the data
};

struct BlockHeader {
    std::string kind;  // __metadata__ "ruyi.kind"
    std::uint32_t data_offset = 0;
    std::vector<TensorEntry> tensors;  // ascending by begin, then end; padding left out
};

/// Checks the whole container. Every tensor of the result lies inside `bytes`, aligned to kTensorAlignment, with its shape's size.
/// Fails with kInvalidBlock.
Result<BlockHeader> parse_block_header(std::span<const std::uint8_t> bytes);

}  // namespace ruyi
