// A sentence as tokens: known words by longest match, numbers, and what is left.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "ruyi/shard.hpp"
#include "understand_number.hpp"
#include "understand_roles.hpp"
#include "understand_text.hpp"

namespace ruyi::wish {

struct Token {
    enum class Type : std::uint8_t { kWord, kNumber, kUnknown, kCommaMark, kStopMark, kListMark };
    Type type = Type::kUnknown;
    std::size_t begin = 0, end = 0;     // bytes of the wish text
    std::uint64_t roles = 0;            // bits by role
    std::uint32_t first = 0, last = 0;  // rows [first, last) of the lexicon
    std::uint8_t kind = 0;              // of the names among the rows; 0 = none
    bool latin = false;
    WishNumber number;

    bool is(Role role) const { return (roles >> static_cast<unsigned>(role) & 1) != 0; }
    bool names() const { return kind != 0; }
    bool ends_clause() const { return type == Type::kCommaMark || type == Type::kStopMark; }
};

/// O(bytes · longest entry · log entries). Blanks are dropped.
std::vector<Token> tokens_of(const WishText& text, const LexiconBlock& lexicon);

}  // namespace ruyi::wish
