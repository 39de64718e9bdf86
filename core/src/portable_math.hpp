// Maths whose bits are the same on every target: no libm. sqrt is IEEE-exact everywhere and may be used from <cmath>.
#pragma once

#include <cstdint>
#include <cstring>

namespace ruyi {

/// 2^x for x in [-1000, 1000]; relative error under 1e-15; clamped outside.
double portable_exp2(double x);

/// log2(x) for x > 0; absolute error under 1e-14; -1074 for x <= 0.
double portable_log2(double x);

/// x^(1/3) for x in [0, 1e6]; relative error under 1e-14 (colour conversion).
double portable_cbrt(double x);

}  // namespace ruyi
