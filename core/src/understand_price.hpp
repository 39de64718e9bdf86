// Prices of a sentence: numbers with their currency and bound words.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "understand_tokens.hpp"

namespace ruyi::wish {

struct Price {
    std::string_view target;  // max, min, range, around
    std::array<double, 2> value{};
    std::uint8_t values = 1;
    std::size_t first = 0, last = 0;  // tokens [first, last)
};

/// In order of place. Numbers that are no price become unknown, plain counts neutral; clause_end: per token, the index of its clause's end.
std::vector<Price> prices_of(std::vector<Token>& tokens, const std::vector<std::size_t>& clause_end);

}  // namespace ruyi::wish
