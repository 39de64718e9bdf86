#include "sketch.hpp"

#include <algorithm>
#include <cmath>

#include "dot_i8.hpp"

namespace ruyi {

namespace {

constexpr std::uint32_t kLeastItems = 2048;  // below, a whole scan is a matter of microseconds
constexpr std::uint32_t kSample = 1024;      // rows that the basis is made from
constexpr int kIterations = 6;               // of the basis; what is left over only makes the bound wider
constexpr float kHeadUnit = 31000.0F;        // lengths are 1.02 at most, so a value fits 16 bits and any part of a product of two heads 31

/// What single precision may get wrong in a head of a vector of length 1.01, as a length: each direction adds up dim products.
double head_error(std::uint32_t dim, std::uint32_t directions) {
    return std::sqrt(static_cast<double>(directions)) * dim * 0x1.1p-24 + 1e-6;
}

/// A length from its square, which is off by twice that error at most, rounded up.
float upper_length(double square, double error) { return static_cast<float>(std::sqrt(std::max(0.0, square) + 2.1 * error) * 1.000001); }

/// The mean of x * x^T over a sample of the rows, [dim, dim].
std::vector<double> second_moments(const ModalityView& rows, std::uint32_t items) {
    const std::size_t dim = rows.dim;
    std::vector<double> moments(dim * dim, 0.0);
    std::vector<float> sums(dim * dim, 0.0F), row(dim);
    const std::uint32_t sample = std::min(items, kSample);
    for (std::uint32_t n = 0; n < sample; ++n) {
        const ItemIndex item{static_cast<std::uint32_t>(std::uint64_t{n} * items / sample)};
        const auto q = rows.row(item);
        const float scale = rows.scale(item);
        for (std::size_t d = 0; d < dim; ++d) row[d] = static_cast<float>(q[d]) * scale;
        for (std::size_t a = 0; a < dim; ++a) {
            const float x = row[a];
            float* out = sums.data() + a * dim;
            for (std::size_t b = 0; b < dim; ++b) out[b] += x * row[b];
        }
    }
    for (std::size_t i = 0; i < sums.size(); ++i) moments[i] = static_cast<double>(sums[i]) / sample;
    return moments;
}

double dot(const double* a, const double* b, std::size_t n) {
    double sum = 0.0;
    for (std::size_t i = 0; i < n; ++i) sum += a[i] * b[i];
    return sum;
}

/// Gram-Schmidt over the rows of `basis`, twice for numbers' sake. A row that vanishes becomes an axis, or zero after too many.
void make_orthonormal(std::vector<double>& basis, std::size_t count, std::size_t dim) {
    for (std::size_t k = 0; k < count; ++k) {
        double* row = basis.data() + k * dim;
        for (std::size_t tries = 0; tries < 3; ++tries) {
            const double before = std::sqrt(dot(row, row, dim));
            for (int pass = 0; pass < 2; ++pass) {
                for (std::size_t j = 0; j < k; ++j) {
                    const double* other = basis.data() + j * dim;
                    const double along = dot(row, other, dim);
                    for (std::size_t d = 0; d < dim; ++d) row[d] -= along * other[d];
                }
            }
            const double length = std::sqrt(dot(row, row, dim));
            if (length > 1e-9 * before && length > 0.0) {
                for (std::size_t d = 0; d < dim; ++d) row[d] /= length;
                break;
            }
            std::fill_n(row, dim, 0.0);
            if (tries < 2) row[(k * 7 + tries * 3) % dim] = 1.0;
        }
    }
}

/// The leading directions of `moments` by orthogonal iteration, [count, dim].
std::vector<double> leading_directions(const std::vector<double>& moments, std::size_t count, std::size_t dim) {
    std::vector<double> basis(count * dim), next(count * dim);
    std::uint32_t state = 1;
    for (double& x : basis) {
        state = state * 1664525U + 1013904223U;
        x = static_cast<double>(state >> 8) / 16777216.0 - 0.5;
    }
    make_orthonormal(basis, count, dim);
    for (int i = 0; i < kIterations; ++i) {
        for (std::size_t k = 0; k < count; ++k) {
            for (std::size_t d = 0; d < dim; ++d) next[k * dim + d] = dot(moments.data() + d * dim, basis.data() + k * dim, dim);
        }
        basis.swap(next);
        make_orthonormal(basis, count, dim);
    }
    return basis;
}

double trace(const std::vector<double>& moments, std::size_t dim) {
    double sum = 0.0;
    for (std::size_t d = 0; d < dim; ++d) sum += moments[d * dim + d];
    return sum;
}

/// The share of the energy that the first `count` directions leave over.
double left_over(const std::vector<double>& moments, const std::vector<double>& basis, std::size_t count, std::size_t dim) {
    double held = 0.0;
    for (std::size_t k = 0; k < count; ++k) {
        const double* row = basis.data() + k * dim;
        for (std::size_t d = 0; d < dim; ++d) held += row[d] * dot(moments.data() + d * dim, row, dim);
    }
    const double all = trace(moments, dim);
    return all == 0.0 ? 0.0 : 1.0 - held / all;
}

std::int16_t head_value(float x) { return static_cast<std::int16_t>(x * kHeadUnit + (x < 0.0F ? -0.5F : 0.5F)); }

}  // namespace

std::unique_ptr<const VectorSketch> VectorSketch::create(const ModalityView& rows, std::uint32_t items) {
    if (items < kLeastItems || rows.dim < 2 * kMaxDirections) return nullptr;
    const std::vector<double> moments = second_moments(rows, items);
    const std::vector<double> basis = leading_directions(moments, kMaxDirections, rows.dim);
    if (left_over(moments, basis, 16, rows.dim) <= 0.02) return from_basis(rows, items, 16, basis);
    if (left_over(moments, basis, 32, rows.dim) <= 0.08) return from_basis(rows, items, 32, basis);
    return nullptr;
}

std::unique_ptr<const VectorSketch> VectorSketch::create_with(const ModalityView& rows, std::uint32_t items, std::uint32_t directions) {
    return from_basis(rows, items, directions, leading_directions(second_moments(rows, items), directions, rows.dim));
}

std::unique_ptr<const VectorSketch> VectorSketch::from_basis(const ModalityView& rows, std::uint32_t items, std::uint32_t directions,
                                                             const std::vector<double>& basis) {
    std::unique_ptr<VectorSketch> sketch(new VectorSketch);
    sketch->dim_ = rows.dim;
    sketch->directions_ = directions;
    sketch->basis_.resize(std::size_t{directions} * rows.dim);
    for (std::size_t k = 0; k < directions; ++k) {
        for (std::size_t d = 0; d < rows.dim; ++d) sketch->basis_[d * directions + k] = static_cast<float>(basis[k * rows.dim + d]);
    }
    const std::size_t groups = (std::size_t{items} + 3) / 4;
    sketch->heads_.assign(groups * 4 * directions, 0);
    sketch->rest_.assign(groups * 4, 0.0F);
    sketch->add_rows(rows);
    return sketch;
}

void VectorSketch::add_rows(const ModalityView& rows) {
    const double error = head_error(dim_, directions_);
    std::size_t item = 0;
    for (const VectorsBlock::Part& chunk : rows.chunks) {
        for (std::size_t r = 0; r < chunk.scale.size(); ++r, ++item) {
            const std::int8_t* q = chunk.q.data() + r * dim_;
            float head[kMaxDirections] = {};
            std::int32_t squares = 0;
            for (std::size_t d = 0; d < dim_; ++d) {
                const float x = static_cast<float>(q[d]);
                const float* basis = basis_.data() + d * directions_;
                for (std::size_t k = 0; k < directions_; ++k) head[k] += x * basis[k];
                squares += std::int32_t{q[d]} * q[d];
            }
            double held = 0.0;
            std::int16_t* out = heads_.data() + item / 4 * 4 * directions_ + item % 4 * 2;
            for (std::size_t k = 0; k < directions_; ++k) {
                const float x = head[k] * chunk.scale[r];
                held += static_cast<double>(x) * static_cast<double>(x);
                out[k / 2 * 8 + k % 2] = head_value(x);
            }
            const double scale = static_cast<double>(chunk.scale[r]);
            const double rest = static_cast<double>(squares) * scale * scale - held;
            rest_[item] = upper_length(rest, error);
        }
    }
}

VectorSketch::Query VectorSketch::query_of(const DenseQuery& query) const {
    Query split;
    double held = 0.0, squares = 0.0;
    std::vector<double> head(directions_, 0.0);
    for (std::size_t d = 0; d < dim_; ++d) {
        const double x = static_cast<double>(query.q16[d]) * query.sigma;
        squares += x * x;
        for (std::size_t k = 0; k < directions_; ++k) head[k] += x * static_cast<double>(basis_[d * directions_ + k]);
    }
    for (const double x : head) {
        held += x * x;
        split.head.push_back(head_value(static_cast<float>(x)));
    }
    split.unit = 1.0F / (kHeadUnit * kHeadUnit);
    const double error = head_error(dim_, directions_);
    split.rest = upper_length(squares - held, error);
    // Each head is off by at most half a unit in each direction; both are vectors of length 1.01 at most.
    const double off = 0.51 / static_cast<double>(kHeadUnit) * std::sqrt(static_cast<double>(directions_));
    split.error = static_cast<float>(2.05 * off + 2.1 * error + 1e-5);
    return split;
}

void VectorSketch::bounds(const Query& query, std::uint32_t group, std::uint32_t groups, float* middle, float* reach) const {
    const std::size_t pairs = directions_ / 2;
    DotSums splat[kMaxDirections / 2];
    for (std::size_t p = 0; p < pairs; ++p) splat[p] = dot_splat_pair(query.head.data() + 2 * p);
    const std::int16_t* heads = heads_.data() + std::size_t{group} * 4 * directions_;
    const float* rest = rest_.data() + std::size_t{group} * 4;
    for (std::uint32_t g = 0; g < groups; ++g, heads += 4 * directions_) {
        DotSums sums = dot_zero();
        for (std::size_t p = 0; p < pairs; ++p) sums = dot_add_pairs(sums, splat[p], heads + p * 8);
        std::int32_t lanes[4];
        dot_lanes(sums, lanes);
        for (std::size_t i = 0; i < 4; ++i) middle[4 * g + i] = static_cast<float>(lanes[i]) * query.unit;
    }
    for (std::uint32_t i = 0; i < 4 * groups; ++i) reach[i] = query.rest * rest[i] + query.error;
}

}  // namespace ruyi
