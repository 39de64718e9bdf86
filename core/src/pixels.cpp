#include "ruyi/pixels.hpp"

#include <string>

#include "resample.hpp"

namespace ruyi {
namespace {

// Keeps every result inside float's range. A NaN fails: its comparisons are false.
bool usable(float mean, float std) { return mean >= -1e6f && mean <= 1e6f && std >= 1e-6f && std <= 1e6f; }

Result<void> check_target(std::uint32_t size_w, std::uint32_t size_h, const std::array<float, 3>& mean, const std::array<float, 3>& std,
                          std::size_t out_size) {
    if (size_w < 1 || size_w > kMaxPictureSide || size_h < 1 || size_h > kMaxPictureSide) {
        return Error{ErrorCode::kInvalidArgument, "target size " + std::to_string(size_w) + " x " + std::to_string(size_h) +
                                                      " is outside 1 to " + std::to_string(kMaxPictureSide)};
    }
    for (std::size_t channel = 0; channel < 3; ++channel) {
        if (!usable(mean[channel], std[channel])) {
            return Error{ErrorCode::kInvalidArgument,
                         "channel " + std::to_string(channel) + " needs a mean within 1e6 of 0 and a std from 1e-6 to 1e6"};
        }
    }
    const std::uint64_t expected = std::uint64_t{3} * size_w * size_h;
    if (out_size != expected) {
        return Error{ErrorCode::kDimensionMismatch,
                     "output has room for " + std::to_string(out_size) + " floats; " + std::to_string(expected) + " are needed"};
    }
    return {};
}

}  // namespace

Result<void> picture_to_input(const Picture& picture, std::uint32_t size_w, std::uint32_t size_h, const std::array<float, 3>& mean,
                              const std::array<float, 3>& std, std::span<float> out) {
    if (Result<void> checked = check_picture(picture); !checked) {
        return checked;
    }
    if (Result<void> checked = check_target(size_w, size_h, mean, std, out.size()); !checked) {
        return checked;
    }
    Resampler resampler(picture, size_w, size_h);
    const double denominator = resampler.denominator();
    const std::size_t plane = std::size_t{size_w} * size_h;
    for (std::uint32_t y = 0; y < size_h; ++y) {
        const std::vector<std::uint64_t>& row = resampler.row(y);
        for (std::size_t channel = 0; channel < 3; ++channel) {
            float* target = out.data() + plane * channel + std::size_t{size_w} * y;
            const double offset = mean[channel], scale = std[channel];
            for (std::size_t x = 0; x < size_w; ++x) {
                target[x] = static_cast<float>((static_cast<double>(row[4 * x + channel]) / denominator - offset) / scale);
            }
        }
    }
    return {};
}

}  // namespace ruyi
