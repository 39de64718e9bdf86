// Content hashes: SHA-256 over blocks, FNV-1a over item ids.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace ruyi {

/// FIPS 180-4 SHA-256, fed in pieces.
class Sha256 {
public:
    void update(std::span<const std::uint8_t> bytes);
    void update(std::string_view text) { update({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}); }
    /// The digest of everything fed; the object must not be used afterwards.
    std::array<std::uint8_t, 32> finish();

private:
    void compress(const std::uint8_t* chunk);
    std::array<std::uint32_t, 8> state_ = {0x6a09e667u, 0xbb67ae85u, 0x3c6ef372u, 0xa54ff53au,
                                           0x510e527fu, 0x9b05688cu, 0x1f83d9abu, 0x5be0cd19u};
    std::array<std::uint8_t, 64> pending_{};
    std::uint64_t total_bytes_ = 0;
};

/// 64 lower-case hex digits.
std::string sha256_hex(std::span<const std::uint8_t> bytes);
std::string to_hex(std::span<const std::uint8_t> bytes);

/// 32-bit FNV-1a of the bytes.
std::uint32_t fnv1a32(std::string_view text);

}  // namespace ruyi
