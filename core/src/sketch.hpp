// A few numbers per row that bound its product with any query, so that ranking reads few rows and is exact all the same.
//
// Rows and queries are split by an orthonormal basis B of the directions in which the catalogue has most of its energy:
//     <q,x> = <Bq,Bx> + <q',x'>,   |<q',x'>| <= |q'| * |x'|      (q', x': what B leaves over; Cauchy-Schwarz)
// Bx is kept in 16 bits per direction and |x'| as a float. Nothing of it is in the shard: it is made from the rows when they are all there,
// and it decides only what is looked at, never what a score is.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "ruyi/score.hpp"

namespace ruyi {

class VectorSketch {
public:
    /// Null where it would not pay: few rows, or rows whose energy lies in more directions than the sketch may have.
    static std::unique_ptr<const VectorSketch> create(const ModalityView& rows, std::uint32_t items);
    /// The same without asking whether it pays. directions: a multiple of 2, at most kMaxDirections and at most dim.
    static std::unique_ptr<const VectorSketch> create_with(const ModalityView& rows, std::uint32_t items, std::uint32_t directions);

    static constexpr std::uint32_t kMaxDirections = 32;

    struct Query {
        std::vector<std::int16_t> head;  // Bq
        float unit = 0.0F;               // of the integer product of two heads
        float rest = 0.0F;               // |q'|
        float error = 0.0F;              // what rounding may hide, on top of the rest
    };
    Query query_of(const DenseQuery& query) const;

    /// For the `groups` groups of four items from `group` on: middle - reach <= <q,x> <= middle + reach, both of 4 * groups values.
    void bounds(const Query& query, std::uint32_t group, std::uint32_t groups, float* middle, float* reach) const;

    std::uint32_t directions() const { return directions_; }
    std::size_t bytes() const { return basis_.size() * 4 + heads_.size() * 2 + rest_.size() * 4; }

private:
    VectorSketch() = default;
    /// basis: at least `directions` orthonormal rows of dim; the first ones count.
    static std::unique_ptr<const VectorSketch> from_basis(const ModalityView& rows, std::uint32_t items, std::uint32_t directions,
                                                          const std::vector<double>& basis);
    void add_rows(const ModalityView& rows);
    std::uint32_t dim_ = 0, directions_ = 0;
    std::vector<float> basis_;         // [dim, directions]
    std::vector<std::int16_t> heads_;  // [groups, directions / 2, 4 items, 2]
    std::vector<float> rest_;          // [4 * groups]
};

}  // namespace ruyi
