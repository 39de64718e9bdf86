// Decimal text to the nearest double and back, exactly: nothing of the C library's, whose conversions drag long-double arithmetic along.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ruyi::json {

/// The double nearest to a number in JSON's grammar (ties to even); infinity if it is too large.
double nearest_double(std::string_view number);

/// Appends the shortest decimal that reads back to the same finite double, the nearest one of that length, laid out as nlohmann/json does:
/// 1.0, 0.001, 1e-05.
void append_shortest(std::string& out, double value);

}  // namespace ruyi::json
