// Which pixels of a small working copy are the product itself.
#pragma once

#include <cstdint>
#include <vector>

#include "lab.hpp"
#include "ruyi/pixels.hpp"

namespace ruyi {

inline constexpr std::uint32_t kPaletteSide = 128;

/// A picture shrunk to at most kPaletteSide, composited on white, row-major.
struct WorkingCopy {
    std::uint32_t width = 0, height = 0;
    std::vector<Lab> lab;
    std::vector<std::uint8_t> clear;  // 1 where the picture is mostly transparent
    std::size_t size() const { return lab.size(); }
};

/// picture: checked (resample.hpp).
WorkingCopy working_copy_of(const Picture& picture);

/// 1 for the product's pixels, 0 for background and skin. Never empty: where nothing stands out, everything is the product.
std::vector<std::uint8_t> product_mask(const WorkingCopy& copy);

/// 1 for what looks like a person's skin beside a product; all 0 unless that is plausible. For product_mask and its tests.
std::vector<std::uint8_t> skin_mask(const WorkingCopy& copy, const std::vector<std::uint8_t>& product);

}  // namespace ruyi
