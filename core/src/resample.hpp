// Exact integer resampling, shared by the model input and the palette.
#pragma once

#include <cstdint>
#include <vector>

#include "ruyi/pixels.hpp"
#include "ruyi/result.hpp"

namespace ruyi {

/// Which source samples make an output sample, with integer weights that sum to total().
class AxisTaps {
public:
    /// in, out: 1..kMaxPictureSide. Shrinking: weights are overlaps in units of 1/out source pixel; otherwise bilinear in units of 1/(2
    /// out).
    AxisTaps(std::uint32_t in, std::uint32_t out);
    std::uint32_t size() const { return static_cast<std::uint32_t>(first_.size()); }
    std::uint32_t total() const { return total_; }
    std::uint32_t first(std::uint32_t i) const { return first_[i]; }
    std::uint32_t count(std::uint32_t i) const { return start_[i + 1] - start_[i]; }
    const std::uint32_t* weights(std::uint32_t i) const { return weight_.data() + start_[i]; }

private:
    void add_area(std::uint32_t in, std::uint32_t out, std::uint32_t i);
    void add_bilinear(std::uint32_t in, std::uint32_t out, std::uint32_t i);

    std::uint32_t total_ = 0;
    std::vector<std::uint32_t> first_, start_, weight_;
};

/// Fails with kInvalidPicture unless the sides are in range and the byte count fits them.
Result<void> check_picture(const Picture& picture);

/// Resamples a checked picture row by row, composited on white.
class Resampler {
public:
    Resampler(const Picture& picture, std::uint32_t width, std::uint32_t height);
    /// Weighted sums of row y: width x {red, green, blue, alpha}, each an exact integer below 2^47. value in 0..255 = sum / denominator().
    const std::vector<std::uint64_t>& row(std::uint32_t y);
    double denominator() const { return 255.0 * static_cast<double>(across_.total()) * static_cast<double>(down_.total()); }

private:
    void add_source_row(std::uint32_t y, std::uint32_t weight);

    Picture picture_;
    AxisTaps across_, down_;
    std::vector<std::uint32_t> column_sums_;  // source width x 4
    std::vector<std::uint64_t> row_;
};

}  // namespace ruyi
