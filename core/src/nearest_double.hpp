// Decimal text to a double, exactly: the runtime's JSON reader has no other. In the builder's module it also stands for the C library's
// strtod, which nlohmann/json calls and which brings arithmetic on 128-bit long doubles: 5 kB of brotli (DECISIONS.md).
#pragma once

#include <string_view>

namespace ruyi {

/// The double nearest to a number in JSON's grammar, ties to even; infinity if it is too large. Nothing else may be given.
double nearest_double(std::string_view number);

}  // namespace ruyi
