// UTF-8 checks for string tables and for texts from outside.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace ruyi {

/// Well-formed UTF-8 (no overlong forms, no surrogates, at most U+10FFFF) without NUL.
bool valid_utf8(std::span<const std::uint8_t> bytes);
inline bool valid_utf8(std::string_view text) {
    return valid_utf8(std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

/// Every string of a table whose offsets are already checked is valid UTF-8, without NUL and without a byte order mark at its start.
bool valid_string_table(std::span<const std::uint32_t> offsets, std::span<const std::uint8_t> bytes);

}  // namespace ruyi
