// The text in which wishes are read: folded, with only what carries meaning left. Used for sentences and, by the builder, for the
// lexicon's own entries, so that both meet.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ruyi/text.hpp"

namespace ruyi {

/// Han characters, a-z, 0-9 and other letters stay, apostrophes go, hyphens become blanks, blanks beside Han go. ',' and '\n' end a
/// clause and a sentence, '&' joins a list, '~' joins or precedes numbers, '.' and '+' stay beside digits, currency signs and pictures
/// stay as they are.
struct WishText {
    std::string text;
    std::vector<std::uint32_t> begin, end;  // per byte: the code points of the original that its character came from
    std::vector<std::uint8_t> capital;      // per byte: 1 where the original is an upper-case Latin letter

    WishText(std::string_view utf8, const TextFolder& folder);
};

namespace wish {

inline constexpr char kSpace = ' ', kComma = ',', kStop = '\n', kList = '&', kTo = '~';

inline bool is_letter(char c) { return c >= 'a' && c <= 'z'; }
inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
/// Letters of scripts that are neither Han nor a-z, as opposed to marks and pictures.
bool is_other_letter(std::uint32_t code);

}  // namespace wish
}  // namespace ruyi
