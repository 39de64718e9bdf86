// Pictures for tests, made from numbers alone.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "ruyi/pixels.hpp"

namespace ruyi_test {

struct OwnedPicture {
    std::vector<std::uint8_t> rgba;
    std::uint32_t width = 0, height = 0;
    ruyi::Picture view() const { return {rgba, width, height}; }
    void set(std::uint32_t x, std::uint32_t y, const std::array<std::uint8_t, 4>& pixel) {
        std::copy(pixel.begin(), pixel.end(), rgba.begin() + 4 * (static_cast<std::ptrdiff_t>(y) * width + x));
    }
};

/// The same bytes as create_picture in tests/format/pixels_reference.py.
inline OwnedPicture create_noise(std::uint32_t seed, std::uint32_t width, std::uint32_t height, bool opaque) {
    OwnedPicture out{std::vector<std::uint8_t>(std::size_t{4} * width * height), width, height};
    std::uint32_t state = seed;
    for (std::size_t i = 0; i < out.rgba.size(); ++i) {
        state = 1664525u * state + 1013904223u;
        out.rgba[i] = opaque && i % 4 == 3 ? 255 : static_cast<std::uint8_t>(state >> 24);
    }
    return out;
}

inline OwnedPicture create_plain(std::uint32_t width, std::uint32_t height, const std::array<std::uint8_t, 4>& pixel) {
    OwnedPicture out{std::vector<std::uint8_t>(std::size_t{4} * width * height), width, height};
    for (std::uint32_t y = 0; y < height; ++y) {
        for (std::uint32_t x = 0; x < width; ++x) {
            out.set(x, y, pixel);
        }
    }
    return out;
}

inline void fill_box(OwnedPicture& picture, std::uint32_t x0, std::uint32_t y0, std::uint32_t x1, std::uint32_t y1,
                     const std::array<std::uint8_t, 4>& pixel) {
    for (std::uint32_t y = y0; y < y1; ++y) {
        for (std::uint32_t x = x0; x < x1; ++x) {
            picture.set(x, y, pixel);
        }
    }
}

/// A picture described by numbers, as in palette_cases.json; tests/support/pictures.mjs makes the same bytes. `shade`: how much darker at
/// the right and at the bottom; `grain`: noise of at most this much.
inline OwnedPicture create_described(const nlohmann::json& spec) {
    OwnedPicture out = create_plain(spec["width"], spec["height"], spec["ground"].get<std::array<std::uint8_t, 4>>());
    for (const auto& box : spec["boxes"]) {
        fill_box(out, box["at"][0], box["at"][1], box["at"][2], box["at"][3], box["rgba"].get<std::array<std::uint8_t, 4>>());
    }
    const std::int64_t grain = spec["grain"], right = spec["shade"][0], bottom = spec["shade"][1];
    std::uint32_t state = 1;
    for (std::uint32_t y = 0; y < out.height; ++y) {
        for (std::uint32_t x = 0; x < out.width; ++x) {
            const std::int64_t shade = right * x / out.width + bottom * y / out.height;
            state = 1664525u * state + 1013904223u;
            const std::int64_t noise = static_cast<std::int64_t>(state >> 24) % (2 * grain + 1) - grain;
            for (std::size_t channel = 0; channel < 3; ++channel) {
                std::uint8_t& value = out.rgba[4 * (std::size_t{y} * out.width + x) + channel];
                value = static_cast<std::uint8_t>(std::clamp<std::int64_t>(value - shade + noise, 0, 255));
            }
        }
    }
    return out;
}

/// A file under tests/support.
inline std::string read_support_text(const std::string& name) {
    std::ifstream file(std::string(RUYI_SOURCE_DIR) + "/tests/support/" + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline nlohmann::json read_support_json(const std::string& name) { return nlohmann::json::parse(read_support_text(name)); }

}  // namespace ruyi_test
