// RGBA bytes -> model input, and RGBA bytes -> palette of traditional colours. Bit-equal on every target.
//
// Decoding is not done here: whoever decodes the file (browser or CLI) hands over upright pixels, EXIF orientation already applied,
// converted to sRGB. So every box below is in fractions of the upright picture.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "ruyi/result.hpp"

namespace ruyi {

inline constexpr std::uint32_t kMaxPictureSide = 16384;

/// Row-major straight-alpha RGBA8, sRGB, upright. rgba.size() must be width * height * 4; each side 1..kMaxPictureSide.
struct Picture {
    std::span<const std::uint8_t> rgba;
    std::uint32_t width = 0, height = 0;
};

/// Composites on white, stretches to size_w x size_h and writes (value - mean) / std per channel as NCHW, value in 0..255.
/// Per axis: shrinking averages exactly the covered area (a box filter with fractional ends, as PIL's BOX; no aliasing); growing, or an
/// equal size, interpolates between the two nearest pixel centres (bilinear, edges clamped). Weights are integers and the weighted sums are
/// exact, so the order of summation cannot matter: one division, one subtraction and one division by std in double, then one rounding to
/// float. size_w, size_h: 1..kMaxPictureSide. |mean| <= 1e6, std 1e-6..1e6. out: 3 * size_h * size_w floats. Fails with kInvalidPicture
/// (sides or byte count), kInvalidArgument (target size, mean, std) or kDimensionMismatch (out); out is then untouched. Time is linear in
/// source plus target pixels; working memory is a few rows.
Result<void> picture_to_input(const Picture& picture, std::uint32_t size_w, std::uint32_t size_h, const std::array<float, 3>& mean,
                              const std::array<float, 3>& std, std::span<float> out);

struct NamedColour {
    std::string id;  // "colour:zhuhong"
    std::array<std::uint8_t, 3> rgb{};
};

struct FoundColour {
    std::string id;
    double share = 0.0;          // of the product's own pixels, 0..1
    std::array<float, 4> box{};  // x0,y0,x1,y1 around this colour's largest connected part, fractions of the picture
};

/// The product's palette: background (transparent, or connected to the border and close to its colour) and skin set aside, the rest
/// clustered and named after the nearest traditional colour (CIELAB). Found on a working copy whose longer side is at most 128 pixels. At
/// most 5, by share, ties in the order of `names`. A product colour that resembles none of `names` has no entry, so shares may sum to less
/// than 1. Empty names give an empty list. Deterministic; no libm outside portable_math. Fails with kInvalidPicture (sides or byte count).
Result<std::vector<FoundColour>> find_colours(const Picture& picture, std::span<const NamedColour> names);

}  // namespace ruyi
