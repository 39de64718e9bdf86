// RGBA bytes -> model input, and RGBA bytes -> palette of traditional colours. Bit-equal on every target.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "ruyi/result.hpp"

namespace ruyi {

/// Row-major straight-alpha RGBA8. bytes.size() must be width * height * 4; each side 1..16384.
struct Picture {
    std::span<const std::uint8_t> rgba;
    std::uint32_t width = 0, height = 0;
};

/// Composites on white, stretches to size_w x size_h (area average when shrinking, bilinear when growing) and writes
/// (value - mean) / std per channel as NCHW. out: 3 * size_h * size_w floats. Fails with kInvalidPicture or kDimensionMismatch.
Result<void> picture_to_input(const Picture& picture, std::uint32_t size_w, std::uint32_t size_h, const std::array<float, 3>& mean,
                              const std::array<float, 3>& std, std::span<float> out);

struct NamedColour {
    std::string id;  // "colour:zhuhong"
    std::array<std::uint8_t, 3> rgb{};
};

struct FoundColour {
    std::string id;
    double share = 0.0;          // of the product's own pixels, 0..1
    std::array<float, 4> box{};  // around this colour's pixels, fractions of the picture
};

/// The product's palette: background (what is connected to the border and close to its colour) and skin set aside, the rest clustered and
/// named after the nearest traditional colour (CIELAB). At most 5, by share. Deterministic; no libm outside portable_math.
Result<std::vector<FoundColour>> find_colours(const Picture& picture, std::span<const NamedColour> names);

}  // namespace ruyi
