#include "resample.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace ruyi {
namespace {

// 255 (alpha scale) * 255 (value) * total weight of one axis must fit 32 bits: 65025 * 2 * 16384 < 2^31.
static_assert(65025ull * 2 * kMaxPictureSide < (1ull << 31));

bool row_is_opaque(const std::uint8_t* pixels, std::uint32_t count) {
    constexpr std::array<std::uint8_t, 4> kAlpha{0, 0, 0, 255};
    std::uint32_t mask = 0, all = ~0u;
    std::memcpy(&mask, kAlpha.data(), 4);
    for (std::uint32_t x = 0; x < count; ++x) {
        std::uint32_t pixel = 0;
        std::memcpy(&pixel, pixels + 4 * std::size_t{x}, 4);
        all &= pixel;
    }
    return (all & mask) == mask;
}

}  // namespace

AxisTaps::AxisTaps(std::uint32_t in, std::uint32_t out) {
    first_.reserve(out);
    start_.reserve(std::size_t{out} + 1);
    start_.push_back(0);
    const bool shrink = out < in;
    total_ = shrink ? in : 2 * out;
    for (std::uint32_t i = 0; i < out; ++i) {
        if (shrink) {
            add_area(in, out, i);
        } else {
            add_bilinear(in, out, i);
        }
        start_.push_back(static_cast<std::uint32_t>(weight_.size()));
    }
}

// On a line of in * out units, source pixel s covers [s*out, (s+1)*out) and output i covers [i*in, (i+1)*in).
void AxisTaps::add_area(std::uint32_t in, std::uint32_t out, std::uint32_t i) {
    const std::uint32_t begin = i * in, end = begin + in;
    const std::uint32_t first = begin / out;
    first_.push_back(first);
    for (std::uint32_t s = first; s * out < end; ++s) {
        weight_.push_back(std::min(end, (s + 1) * out) - std::max(begin, s * out));
    }
}

// The centre of output i lies at (i + 1/2) * in / out - 1/2 source pixels = ((2i + 1) * in - out) / (2 out).
void AxisTaps::add_bilinear(std::uint32_t in, std::uint32_t out, std::uint32_t i) {
    const std::uint32_t unit = 2 * out;
    const std::int64_t at = (2 * std::int64_t{i} + 1) * in - out;
    if (at <= 0 || at >= std::int64_t{in - 1} * unit) {
        first_.push_back(at <= 0 ? 0 : in - 1);
        weight_.push_back(unit);
        return;
    }
    const std::uint32_t fraction = static_cast<std::uint32_t>(at % unit);
    first_.push_back(static_cast<std::uint32_t>(at / unit));
    weight_.push_back(unit - fraction);
    if (fraction > 0) {
        weight_.push_back(fraction);
    }
}

Result<void> check_picture(const Picture& picture) {
    const auto side_ok = [](std::uint32_t side) { return side >= 1 && side <= kMaxPictureSide; };
    if (!side_ok(picture.width) || !side_ok(picture.height)) {
        return Error{ErrorCode::kInvalidPicture, "picture is " + std::to_string(picture.width) + " x " + std::to_string(picture.height) +
                                                     " pixels; each side must be 1 to " + std::to_string(kMaxPictureSide)};
    }
    const std::uint64_t expected = std::uint64_t{4} * picture.width * picture.height;
    if (picture.rgba.size() != expected) {
        return Error{ErrorCode::kInvalidPicture, "picture has " + std::to_string(picture.rgba.size()) + " bytes; " +
                                                     std::to_string(picture.width) + " x " + std::to_string(picture.height) +
                                                     " RGBA pixels are " + std::to_string(expected)};
    }
    return {};
}

Resampler::Resampler(const Picture& picture, std::uint32_t width, std::uint32_t height)
    : picture_(picture),
      across_(picture.width, width),
      down_(picture.height, height),
      column_sums_(std::size_t{4} * picture.width),
      row_(std::size_t{4} * width) {}

void Resampler::add_source_row(std::uint32_t y, std::uint32_t weight) {
    const std::size_t samples = std::size_t{4} * picture_.width;
    const std::uint8_t* pixels = picture_.rgba.data() + samples * y;
    std::uint32_t* sums = column_sums_.data();
    if (row_is_opaque(pixels, picture_.width)) {
        const std::uint32_t scaled = 255 * weight;
        for (std::size_t i = 0; i < samples; ++i) {
            sums[i] += scaled * pixels[i];
        }
        return;
    }
    for (std::size_t i = 0; i < samples; i += 4) {
        const std::uint32_t alpha = pixels[i + 3];
        const std::uint32_t white = 255 * (255 - alpha);
        for (std::size_t channel = 0; channel < 3; ++channel) {
            sums[i + channel] += weight * (alpha * pixels[i + channel] + white);
        }
        sums[i + 3] += weight * 255 * alpha;
    }
}

const std::vector<std::uint64_t>& Resampler::row(std::uint32_t y) {
    std::fill(column_sums_.begin(), column_sums_.end(), 0u);
    for (std::uint32_t k = 0; k < down_.count(y); ++k) {
        add_source_row(down_.first(y) + k, down_.weights(y)[k]);
    }
    for (std::uint32_t x = 0; x < across_.size(); ++x) {
        const std::uint32_t* source = column_sums_.data() + std::size_t{4} * across_.first(x);
        const std::uint32_t* weights = across_.weights(x);
        std::array<std::uint64_t, 4> sum{};
        for (std::uint32_t k = 0; k < across_.count(x); ++k) {
            for (std::size_t channel = 0; channel < 4; ++channel) {
                sum[channel] += std::uint64_t{weights[k]} * source[4 * std::size_t{k} + channel];
            }
        }
        std::copy(sum.begin(), sum.end(), row_.data() + std::size_t{4} * x);
    }
    return row_;
}

}  // namespace ruyi
