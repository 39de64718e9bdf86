// Numbers of wishes: 300, 1.5k, 三百, 一百五, 两三百, 二十几, 三百多.
#pragma once

#include <cstddef>
#include <string_view>

namespace ruyi {

struct WishNumber {
    std::size_t end = 0;       // bytes of the text; equal to the start when there is none
    double low = 0, high = 0;  // equal but for 两三百, 三百多
    double unit = 1;           // of the last digit: 100 in 三百, 1 in 300
    bool bare_unit = false;    // 百, 千 without a digit: a number only before a currency
    bool about = false;        // 三百来
    bool uncertain = false;    // 几百
};

/// The longest number that begins at `at`.
WishNumber read_wish_number(std::string_view text, std::size_t at);

}  // namespace ruyi
