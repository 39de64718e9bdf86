// Integers that cannot be mixed up.
#pragma once

#include <compare>
#include <cstdint>

namespace ruyi {

/// Position of an item in the shard, 0-based; ties in rank go to the lower one.
struct ItemIndex {
    std::uint32_t value = 0;
    auto operator<=>(const ItemIndex&) const = default;
};

/// Position of a symbol in the shard's graph block, 0-based.
struct SymbolIndex {
    std::uint16_t value = 0;
    auto operator<=>(const SymbolIndex&) const = default;
};

}  // namespace ruyi
