// Maths whose bits are the same on every target: no libm. sqrt is IEEE-exact everywhere and may be used from <cmath>.
#pragma once

namespace ruyi {

inline constexpr double kLn2 = 0.693147180559945309417;
constexpr double kLog2E = 1.4426950408889634;  // exp(x) = exp2(x · kLog2E)

/// 2^x for x in [-1000, 1000]; relative error under 1e-15; exact for whole x; clamped outside. NaN gives 1.
double portable_exp2(double x);

/// log2(x) for finite x > 0; error under 1e-14 + 2.3e-16 * |result|; exact for powers of two; -1074 for x <= 0 or NaN.
double portable_log2(double x);

/// x^(1/3) for x in [0, 1e6]; relative error under 1e-14 (colour conversion); 0 for x <= 0 or NaN.
double portable_cbrt(double x);

}  // namespace ruyi
