// Float vectors -> int8 rows with a scale (FORMAT.md, vectors).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "ruyi/result.hpp"

namespace ruyi::builder {

struct QuantisedMatrix {
    std::vector<std::int8_t> q;  // [rows, dim]
    std::vector<float> scale;    // [rows]
};

/// Rows are made unit length, then scale = max |x| / 127 and q = x / scale to nearest, halves away from zero; a zero row stays zero with
/// scale 0. Fails with kDimensionMismatch when the size is not rows * dim, kInvalidArgument on a value that is not finite.
Result<QuantisedMatrix> quantise_rows(std::span<const float> values, std::size_t rows, std::size_t dim);

}  // namespace ruyi::builder
