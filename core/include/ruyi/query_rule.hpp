// The query rules of rankers (SCORING.md §8): what each event of a history brings to a query, as one row of numbers. The query is the sum
// of the rows, so an event's share in any product is the product with its own row. Plain doubles in a fixed order: the same bits on every
// target.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "ruyi/ids.hpp"
#include "ruyi/score.hpp"
#include "ruyi/shard.hpp"

namespace ruyi {

/// A table of 8-bit rows in chunks: item i is row i % rows_per_chunk of chunk i / rows_per_chunk.
struct RowTable {
    std::uint32_t dim = 0, rows_per_chunk = 1;
    std::vector<Int8Rows> chunks;

    std::span<const std::int8_t> row(std::size_t i) const { return chunks[i / rows_per_chunk].q.subspan(i % rows_per_chunk * dim, dim); }
    float scale(std::size_t i) const { return chunks[i / rows_per_chunk].scale[i % rows_per_chunk]; }
};

/// At most this many of the newest distinct items take part: a history of any length costs bounded time and memory.
inline constexpr std::size_t kMostRuleItems = 200;

/// Whether a liked item's share is what its own omega brings, the other items of the history held. Else the contract calls shares
/// leave-one-out: only ranking again without the item says what it did.
constexpr bool shares_are_exact(RankerRule rule) {
    return rule != RankerRule::kAttention && rule != RankerRule::kSequenceHead && rule != RankerRule::kPolicyHead;
}

/// [events, dim], row-major.
using EventRows = std::vector<double>;

/// Row e = omega_e * x_e.
EventRows decayed_mean_rows(const RowTable& vectors, std::span<const WeightedEvent> events);

/// q = X^T (X X^T + lambda I)^-1 omega. q is linear in omega, so row e = omega_e * X^T (X X^T + lambda I)^-1 u_e, u_e the unit vector of
/// event e: exactly what the event's own right-hand side brings. lambda > 0; where rounding leaves nothing of it (a pivot of 1e-10 of its
/// diagonal or less) all rows are zero. O(n^3 + n^2 dim).
EventRows ridge_rows(const RowTable& vectors, std::span<const WeightedEvent> events, double lambda);

/// Row of the last event with omega > 0 = its row of `last`, whatever its omega; the other rows are zero.
EventRows last_item_rows(const RowTable& last, std::span<const WeightedEvent> events);

/// Components of item i: rows [begin(i), end(i)) of `rows`.
struct ComponentTable {
    std::uint32_t dim = 0, items_per_chunk = 1;
    std::vector<const RankerBlock*> chunks;
};

/// ACF without a user table (METHODS §2.4; SCORING.md says how): row l = omega_l / sum(omega) * v_l + alpha_l * mean of l's components by
/// attention. Events with omega <= 0 have zero rows; an item without components brings v_l alone. temperature > 0.
EventRows attention_rows(const RowTable& vectors, const ComponentTable& components, const RankerBlock::Head& head, double temperature,
                         std::span<const WeightedEvent> events);

/// The walk of a ranker from items to symbols and on to related symbols. Without vectors (dim 0) a row is the mass that arrives at each
/// symbol; with them it is the sum of the symbols' vectors by that mass. Rows are linear in omega.
class GraphWalk {
public:
    /// vectors, entities: of the same dim, or both without chunks. without: [symbols], 1 = left out; empty = none. Borrows all but
    /// `without`.
    GraphWalk(const CatalogueView& view, const RowTable& vectors, const RowTable& entities, std::uint32_t hops, double decay,
              std::span<const std::uint8_t> without);

    EventRows rows(std::span<const WeightedEvent> events) const;
    std::size_t row_size() const { return with_vectors_ ? entities_.dim : view_.symbols; }

    /// The strongest way from `from` to `to`: the symbols on it, in order; empty if there is none. The last one is borne by `to`, or, with
    /// vectors, the one that its vector likes best.
    std::vector<SymbolIndex> path(ItemIndex from, ItemIndex to) const;

    /// <mass, presence> of an item: the product of a row without vectors. Left-out symbols count nothing.
    double presence_product(std::span<const double> row, ItemIndex item) const;

private:
    struct Edge {
        std::uint16_t to = 0;
        double share = 0.0;  // of the mass that leaves
    };
    std::vector<Edge> edges_of_item(ItemIndex item) const;
    std::vector<Edge> edges_of_symbol(std::size_t symbol) const;
    void normalise(std::vector<Edge>& edges, std::span<const std::int8_t> head, float scale) const;
    bool left_out(std::size_t symbol) const { return !without_.empty() && without_[symbol] != 0; }

    const CatalogueView& view_;
    const RowTable &vectors_, &entities_;
    std::uint32_t hops_;
    double decay_;
    std::vector<std::uint8_t> without_;
    bool with_vectors_;
    std::vector<std::vector<Edge>> symbol_edges_;  // [symbols] when there is a second hop
};

/// Weight of item `to` in the row of item `from`; 0 if it is not there. O(log row).
double neighbour_weight(const RankerBlock& block, std::size_t row, ItemIndex to);

}  // namespace ruyi
