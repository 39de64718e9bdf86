#include "utf8_check.hpp"

#include <cstring>

namespace ruyi {
namespace {

bool is_continuation(std::uint8_t byte) { return (byte & 0xC0) == 0x80; }

// Bytes of the character that begins at `at`; 0 if it is malformed.
std::size_t character_bytes(std::span<const std::uint8_t> bytes, std::size_t at) {
    const std::uint8_t lead = bytes[at];
    const std::size_t left = bytes.size() - at;
    if (lead < 0x80) return lead == 0 ? 0 : 1;
    const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || left < size) return 0;
    for (std::size_t i = 1; i < size; ++i) {
        if (!is_continuation(bytes[at + i])) return 0;
    }
    const std::uint8_t second = bytes[at + 1];
    if (lead == 0xE0 && second < 0xA0) return 0;  // overlong
    if (lead == 0xED && second > 0x9F) return 0;  // surrogate
    if (lead == 0xF0 && second < 0x90) return 0;  // overlong
    if (lead == 0xF4 && second > 0x8F) return 0;  // past U+10FFFF
    return size;
}

// Eight ASCII bytes, none of them NUL.
bool plain_eight(const std::uint8_t* bytes) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes, sizeof word);
    constexpr std::uint64_t kHigh = 0x8080808080808080ull, kOnes = 0x0101010101010101ull;
    return ((word | (word - kOnes)) & kHigh) == 0;
}

}  // namespace

bool valid_utf8(std::span<const std::uint8_t> bytes) {
    std::size_t at = 0;
    while (at < bytes.size()) {
        if (bytes.size() - at >= 8 && plain_eight(bytes.data() + at)) {
            at += 8;
            continue;
        }
        const std::size_t size = character_bytes(bytes, at);
        if (size == 0) return false;
        at += size;
    }
    return true;
}

bool valid_string_table(std::span<const std::uint32_t> offsets, std::span<const std::uint8_t> bytes) {
    if (!valid_utf8(bytes)) return false;
    for (const std::uint32_t offset : offsets) {
        if (offset == bytes.size()) continue;
        if (is_continuation(bytes[offset])) return false;
        if (bytes.size() - offset >= 3 && bytes[offset] == 0xEF && bytes[offset + 1] == 0xBB && bytes[offset + 2] == 0xBF) return false;
    }
    return true;
}

}  // namespace ruyi
