#include "portable_math.hpp"

#include <cstdint>
#include <cstring>

namespace ruyi {
namespace {

constexpr double kTwoOverLn2 = 2.88539008177792681472;

// 2^n for n in [-1022, 1023].
double power_of_two(int n) {
    const std::uint64_t bits = static_cast<std::uint64_t>(n + 1023) << 52;
    double value = 0.0;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

// x > 0 -> mantissa in [1, 2) and exponent with x = mantissa * 2^exponent.
double split(double x, int& exponent) {
    int shift = 0;
    if (x < 2.2250738585072014e-308) {  // subnormal
        x *= 18014398509481984.0;       // 2^54
        shift = -54;
    }
    std::uint64_t bits = 0;
    std::memcpy(&bits, &x, sizeof bits);
    exponent = static_cast<int>((bits >> 52) & 0x7FF) - 1023 + shift;
    bits = (bits & 0x000FFFFFFFFFFFFFull) | 0x3FF0000000000000ull;
    std::memcpy(&x, &bits, sizeof x);
    return x;
}

}  // namespace

double portable_exp2(double x) {
    if (!(x == x)) return 1.0;
    if (x > 1000.0) x = 1000.0;
    if (x < -1000.0) x = -1000.0;
    const int n = static_cast<int>(x + (x >= 0.0 ? 0.5 : -0.5));
    const double t = (x - static_cast<double>(n)) * kLn2;  // |t| <= 0.347
    double sum = 1.0;
    for (int k = 14; k >= 1; --k) sum = 1.0 + sum * t / static_cast<double>(k);  // Taylor; the tail is under 1e-19
    return sum * power_of_two(n);
}

double portable_log2(double x) {
    if (!(x > 0.0)) return -1074.0;
    int exponent = 0;
    double m = split(x, exponent);
    if (m > 1.41421356237309504880) {
        m *= 0.5;
        ++exponent;
    }
    const double s = (m - 1.0) / (m + 1.0);  // |s| <= 0.1716, log(m) = 2 atanh(s)
    const double s2 = s * s;
    double sum = 0.0;
    for (int k = 25; k >= 1; k -= 2) sum = sum * s2 + 1.0 / static_cast<double>(k);
    return static_cast<double>(exponent) + kTwoOverLn2 * (s * sum);
}

double portable_cbrt(double x) {
    if (!(x > 0.0)) return 0.0;
    int exponent = 0;
    double m = split(x, exponent);
    int third = exponent / 3;
    int rest = exponent - 3 * third;
    if (rest < 0) {
        rest += 3;
        --third;
    }
    for (int i = 0; i < rest; ++i) m *= 2.0;                                                   // m in [1, 8), root in [1, 2)
    double root = 0.75 + m * (0.25 - m * 0.0117);                                              // within 20 %
    for (int i = 0; i < 6; ++i) root = root - (root * root * root - m) / (3.0 * root * root);  // Newton, quadratic
    return root * power_of_two(third);
}

}  // namespace ruyi
