#include "portable_math.hpp"

#include <cmath>
#include <cstring>
#include <limits>
#include <random>

#include "catch.hpp"

namespace {
std::uint64_t bits_of(double x) {
    std::uint64_t bits = 0;
    std::memcpy(&bits, &x, sizeof bits);
    return bits;
}
}  // namespace

TEST_CASE("portable math: exp2 is within 1e-15 of libm and exact at whole numbers") {
    std::mt19937_64 random(1);
    double worst = 0.0;
    for (int i = 0; i < 200000; ++i) {
        const double x = (static_cast<double>(random() >> 11) / 9007199254740992.0 - 0.5) * (i % 2 == 0 ? 2000.0 : 4.0);
        worst = std::max(worst, std::fabs(ruyi::portable_exp2(x) / static_cast<double>(exp2l(x)) - 1.0));
    }
    CHECK(worst < 1e-15);
    for (int n = -1000; n <= 1000; ++n) REQUIRE(ruyi::portable_exp2(n) == std::ldexp(1.0, n));
    CHECK(ruyi::portable_exp2(5000.0) == std::ldexp(1.0, 1000));
    CHECK(ruyi::portable_exp2(-5000.0) == std::ldexp(1.0, -1000));
}

TEST_CASE("portable math: log2 is within its bound of libm and exact at powers of two") {
    std::mt19937_64 random(2);
    double worst = 0.0;
    for (int i = 0; i < 200000; ++i) {
        const double u = static_cast<double>(random() >> 11) / 9007199254740992.0;
        const double x = i % 2 == 0 ? std::ldexp(1.0 + u, static_cast<int>(random() % 2000) - 1000) : 0.5 + u * 2.0;
        const double truth = static_cast<double>(log2l(x));
        worst = std::max(worst, std::fabs(ruyi::portable_log2(x) - truth) / (1e-14 + 2.3e-16 * std::fabs(truth)));
    }
    CHECK(worst < 1.0);
    for (int n = -1074; n <= 1023; ++n) REQUIRE(ruyi::portable_log2(std::ldexp(1.0, n)) == n);
    CHECK(ruyi::portable_log2(0.0) == -1074.0);
    CHECK(ruyi::portable_log2(-1.0) == -1074.0);
}

TEST_CASE("portable math: cbrt is within 1e-14 of libm over the range that colours need") {
    std::mt19937_64 random(3);
    double worst = 0.0;
    for (int i = 0; i < 200000; ++i) {
        const double u = static_cast<double>((random() >> 11) + 1) / 9007199254740992.0;
        const double x = i % 3 == 0 ? u : (i % 3 == 1 ? u * 1e6 : u * 1e-9);
        worst = std::max(worst, std::fabs(ruyi::portable_cbrt(x) / static_cast<double>(cbrtl(x)) - 1.0));
    }
    CHECK(worst < 1e-14);
    CHECK(ruyi::portable_cbrt(0.0) == 0.0);
    CHECK(ruyi::portable_cbrt(1.0) == 1.0);
}

TEST_CASE("portable math: results have the bits written down here, so that every target can be held to them") {
    CHECK(bits_of(ruyi::portable_exp2(-1.0 / 3.0)) == 0x3fe965fea53d6e3dull);
    CHECK(bits_of(ruyi::portable_log2(10.0)) == 0x400a934f0979a371ull);
    CHECK(bits_of(ruyi::portable_cbrt(0.18)) == 0x3fe211615aa1502dull);
}
