// Strict UTF-8, shared by the files that read shoppers' and shops' words.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ruyi::utf8 {

inline constexpr std::uint32_t kReplacement = 0xFFFD;

struct Decoded {
    std::uint32_t code_point = kReplacement;
    std::uint32_t bytes = 1;  // consumed; at least 1
    bool valid = false;
};

/// The code point at `at` (< text.size()). Malformed input consumes its longest valid beginning, as browsers and Python do.
inline Decoded decode(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    const std::uint32_t lead = byte(at);
    if (lead < 0x80) return {lead, 1, true};
    std::uint32_t more = 0, code = 0, low = 0x80, high = 0xBF;  // bounds of the next byte only
    if (lead >= 0xC2 && lead <= 0xDF) {
        more = 1, code = lead & 0x1F;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
        more = 2, code = lead & 0x0F;
        if (lead == 0xE0) low = 0xA0;
        if (lead == 0xED) high = 0x9F;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
        more = 3, code = lead & 0x07;
        if (lead == 0xF0) low = 0x90;
        if (lead == 0xF4) high = 0x8F;
    } else {
        return {};
    }
    for (std::uint32_t i = 1; i <= more; ++i) {
        if (at + i >= text.size() || byte(at + i) < low || byte(at + i) > high) return {kReplacement, i, false};
        code = code << 6 | (byte(at + i) & 0x3F);
        low = 0x80, high = 0xBF;
    }
    return {code, more + 1, true};
}

/// Appends a scalar value (not a surrogate, at most 0x10FFFF).
inline void append(std::string& out, std::uint32_t code) {
    const auto put = [&](std::uint32_t byte) { out.push_back(static_cast<char>(static_cast<std::uint8_t>(byte))); };
    if (code < 0x80) return put(code);
    if (code < 0x800) {
        put(0xC0 | code >> 6);
    } else {
        if (code < 0x10000) {
            put(0xE0 | code >> 12);
        } else {
            put(0xF0 | code >> 18);
            put(0x80 | (code >> 12 & 0x3F));
        }
        put(0x80 | (code >> 6 & 0x3F));
    }
    put(0x80 | (code & 0x3F));
}

}  // namespace ruyi::utf8
