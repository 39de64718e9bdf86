// Which blocks a purpose still needs (wasm/ABI.md, `ruyi_block_for`): the same answer for every handle that attaches blocks.
#pragma once

#include <string>
#include <string_view>

#include "ruyi/parts.hpp"
#include "ruyi/shard.hpp"

namespace ruyi {

/// {"blocks": [names that the purpose needs and `shard` has not attached]}.
Result<std::string> wished_blocks(const Shard& shard, std::string_view wish_json, Parts parts = Parts::kAll);

}  // namespace ruyi
