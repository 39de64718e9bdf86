#include "builder/vectors.hpp"

#include <algorithm>
#include <cmath>

namespace ruyi::builder {
namespace {

constexpr double kLargest = 127.0, kMaxLengthError = 0.009;

// A vector of one large and many tiny components may leave int8 rounding longer or shorter than the format allows.
float checked_scale(std::span<const std::int8_t> q, float scale) {
    std::int32_t squares = 0;
    for (const std::int8_t value : q) squares += std::int32_t{value} * value;
    const double length = std::sqrt(static_cast<double>(squares));
    return std::fabs(length * static_cast<double>(scale) - 1.0) <= kMaxLengthError ? scale : static_cast<float>(1.0 / length);
}

float quantise_row(std::span<const float> row, std::span<std::int8_t> q) {
    double squares = 0.0, largest = 0.0;
    for (const float x : row) {
        squares += static_cast<double>(x) * static_cast<double>(x);
        largest = std::max(largest, std::fabs(static_cast<double>(x)));
    }
    if (largest == 0.0) return 0.0f;
    const float scale = static_cast<float>(largest / std::sqrt(squares) / kLargest);
    for (std::size_t d = 0; d < row.size(); ++d) {
        const double x = static_cast<double>(row[d]) / largest * kLargest;
        q[d] = static_cast<std::int8_t>(x + (x < 0.0 ? -0.5 : 0.5));
    }
    return checked_scale(q, scale);
}

}  // namespace

Result<QuantisedMatrix> quantise_rows(std::span<const float> values, std::size_t rows, std::size_t dim) {
    if (values.size() != rows * dim)
        return Error{ErrorCode::kDimensionMismatch, "vectors: " + std::to_string(values.size()) + " values are not " +
                                                        std::to_string(rows) + " rows of " + std::to_string(dim)};
    QuantisedMatrix matrix;
    matrix.q.resize(values.size());
    matrix.scale.resize(rows);
    for (std::size_t r = 0; r < rows; ++r) {
        const auto row = values.subspan(r * dim, dim);
        if (!std::all_of(row.begin(), row.end(), [](float x) { return std::isfinite(x); }))
            return Error{ErrorCode::kInvalidArgument, "vectors: row " + std::to_string(r) + " holds a value that is not finite"};
        matrix.scale[r] = quantise_row(row, std::span(matrix.q).subspan(r * dim, dim));
    }
    return matrix;
}

}  // namespace ruyi::builder
