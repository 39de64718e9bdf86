// Finds a string's position in a table; made while a block is checked, because ids must be distinct.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "ruyi/shard.hpp"

namespace ruyi {

class IdIndex {
public:
    /// False if two strings are equal. O(n) on ordinary ids, O(n log n) on ids made to collide.
    bool build(const StringTable& table);
    std::optional<std::uint32_t> find(std::string_view id) const;

private:
    bool build_sorted();
    StringTable table_;
    std::uint32_t mask_ = 0;
    std::vector<std::uint32_t> slots_;   // open addressing, position + 1; empty when `sorted_` is used
    std::vector<std::uint32_t> sorted_;  // positions by ascending id
};

}  // namespace ruyi
