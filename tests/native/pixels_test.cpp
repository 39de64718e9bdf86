#include "ruyi/pixels.hpp"

#include <cstring>
#include <limits>

#include "catch.hpp"
#include "support/pictures.hpp"

using namespace ruyi;
using namespace ruyi_test;

namespace {

constexpr std::array<float, 3> kZero{0, 0, 0}, kOne{1, 1, 1};

std::vector<float> input_of(const OwnedPicture& picture, std::uint32_t size_w, std::uint32_t size_h) {
    std::vector<float> out(std::size_t{3} * size_w * size_h, -1.0f);
    REQUIRE(picture_to_input(picture.view(), size_w, size_h, kZero, kOne, out).ok());
    return out;
}

std::uint32_t bits_of(float value) {
    std::uint32_t bits = 0;
    std::memcpy(&bits, &value, 4);
    return bits;
}

std::string fnv1a64(const std::vector<float>& values) {
    std::uint64_t hash = 0xCBF29CE484222325ull;
    for (float value : values) {
        for (int shift = 0; shift < 32; shift += 8) {
            hash = (hash ^ ((bits_of(value) >> shift) & 255u)) * 0x100000001B3ull;
        }
    }
    char text[17];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash));
    return text;
}

ErrorCode failure(const Picture& picture, std::uint32_t size_w, std::uint32_t size_h, const std::array<float, 3>& mean,
                  const std::array<float, 3>& std, std::size_t floats) {
    std::vector<float> out(floats, 7.0f);
    const Result<void> done = picture_to_input(picture, size_w, size_h, mean, std, out);
    REQUIRE_FALSE(done.ok());
    for (float value : out) {
        REQUIRE(value == 7.0f);
    }
    return done.error().code;
}

}  // namespace

TEST_CASE("pixels: shrinking averages exactly the covered area, by hand") {
    // Columns 0, 30, 90 to two: the middle column counts half to each side: (0 + 15) / 1.5 and (15 + 90) / 1.5.
    OwnedPicture picture = create_plain(3, 2, {0, 0, 0, 255});
    for (std::uint32_t y = 0; y < 2; ++y) {
        picture.set(1, y, {30, 0, 60, 255});
        picture.set(2, y, {90, 0, 0, 255});
    }
    CHECK(input_of(picture, 2, 1) == std::vector<float>{10, 70, 0, 0, 20, 20});
}

TEST_CASE("pixels: growing interpolates between pixel centres, by hand") {
    OwnedPicture picture = create_plain(2, 1, {0, 0, 0, 255});
    picture.set(1, 0, {100, 0, 200, 255});
    // Centres of the four outputs lie at -0.25, 0.25, 0.75, 1.25 source pixels; the ends are clamped.
    CHECK(input_of(picture, 4, 1) == std::vector<float>{0, 25, 75, 100, 0, 0, 0, 0, 0, 50, 150, 200});
}

TEST_CASE("pixels: an equal size copies the values into planes") {
    const OwnedPicture picture = create_noise(11, 6, 5, true);
    const std::vector<float> out = input_of(picture, 6, 5);
    for (std::size_t i = 0; i < 30; ++i) {
        for (std::size_t channel = 0; channel < 3; ++channel) {
            REQUIRE(out[30 * channel + i] == static_cast<float>(picture.rgba[4 * i + channel]));
        }
    }
}

TEST_CASE("pixels: transparency is composited on white") {
    OwnedPicture picture = create_plain(3, 1, {200, 100, 0, 0});
    picture.set(1, 0, {200, 100, 0, 51});  // a fifth
    picture.set(2, 0, {200, 100, 0, 255});
    CHECK(input_of(picture, 3, 1) == std::vector<float>{255, 244, 200, 255, 224, 100, 255, 204, 0});
}

TEST_CASE("pixels: mean and std are applied to 0..255 values per channel") {
    const OwnedPicture picture = create_plain(1, 1, {10, 20, 30, 255});
    std::vector<float> out(3);
    REQUIRE(picture_to_input(picture.view(), 1, 1, {8, 20, 60}, {2, 3, 10}, out).ok());
    CHECK(out == std::vector<float>{1, 0, -3});
}

TEST_CASE("pixels: bits equal the independent Python reference") {
    const nlohmann::json cases = read_support_json("pixels_cases.json")["cases"];
    REQUIRE(cases.size() == 8);
    for (const auto& c : cases) {
        INFO("seed " << c["seed"]);
        const OwnedPicture picture = create_noise(c["seed"], c["width"], c["height"], c["opaque"]);
        std::vector<float> out(std::size_t{3} * c["size_w"].get<std::size_t>() * c["size_h"].get<std::size_t>());
        REQUIRE(picture_to_input(picture.view(), c["size_w"], c["size_h"], c["mean"].get<std::array<float, 3>>(),
                                 c["std"].get<std::array<float, 3>>(), out)
                    .ok());
        for (std::size_t i = 0; i < 6; ++i) {
            CHECK(bits_of(out[i]) == c["first_bits"][i].get<std::uint32_t>());
        }
        for (std::size_t i = 0; i < 3; ++i) {
            CHECK(bits_of(out[out.size() - 3 + i]) == c["last_bits"][i].get<std::uint32_t>());
        }
        CHECK(fnv1a64(out) == c["fnv1a64"].get<std::string>());
    }
}

TEST_CASE("pixels: the mean of the picture survives shrinking by an odd factor") {
    const OwnedPicture picture = create_noise(5, 997, 641, true);
    double sum = 0, shrunk = 0;
    for (std::size_t i = 0; i < picture.rgba.size(); i += 4) {
        sum += picture.rgba[i];
    }
    const std::vector<float> out = input_of(picture, 96, 64);
    for (std::size_t i = 0; i < 96 * 64; ++i) {
        shrunk += out[i];
    }
    CHECK(shrunk / (96 * 64) == Approx(sum / (997.0 * 641.0)).epsilon(1e-6));
}

TEST_CASE("pixels: the longest allowed side neither overflows nor fails") {
    const OwnedPicture picture = create_plain(kMaxPictureSide, 2, {255, 255, 255, 255});
    for (const auto& [w, h] : {std::pair{32u, 32u}, std::pair{kMaxPictureSide, 1u}, std::pair{1u, kMaxPictureSide}}) {
        for (float value : input_of(picture, w, h)) {
            REQUIRE(value == 255.0f);
        }
    }
}

TEST_CASE("pixels: impossible pictures are refused and the output stays untouched") {
    const std::vector<std::uint8_t> bytes(64);
    CHECK(failure({bytes, 4, 3}, 2, 2, kZero, kOne, 12) == ErrorCode::kInvalidPicture);
    CHECK(failure({bytes, 0, 4}, 2, 2, kZero, kOne, 12) == ErrorCode::kInvalidPicture);
    CHECK(failure({bytes, 16385, 1}, 2, 2, kZero, kOne, 12) == ErrorCode::kInvalidPicture);
    CHECK(failure({{}, 65536, 65536}, 2, 2, kZero, kOne, 12) == ErrorCode::kInvalidPicture);  // 2^34 bytes: must not wrap to 0
}

TEST_CASE("pixels: impossible targets are refused") {
    const std::vector<std::uint8_t> bytes(64);
    const Picture picture{bytes, 4, 4};
    CHECK(failure(picture, 2, 2, kZero, kOne, 11) == ErrorCode::kDimensionMismatch);
    CHECK(failure(picture, 0, 2, kZero, kOne, 0) == ErrorCode::kInvalidArgument);
    CHECK(failure(picture, 2, 16385, kZero, kOne, 12) == ErrorCode::kInvalidArgument);
    CHECK(failure(picture, 2, 2, kZero, {1, 0, 1}, 12) == ErrorCode::kInvalidArgument);
    CHECK(failure(picture, 2, 2, {0, 0, std::numeric_limits<float>::quiet_NaN()}, kOne, 12) == ErrorCode::kInvalidArgument);
}
