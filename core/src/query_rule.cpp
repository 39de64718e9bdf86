#include "ruyi/query_rule.hpp"

#include <algorithm>
#include <cmath>

namespace ruyi {

namespace {

void add_row(std::span<double> out, double factor, std::span<const std::int8_t> row, float scale) {
    for (std::size_t d = 0; d < out.size(); ++d) out[d] += factor * (static_cast<double>(row[d]) * static_cast<double>(scale));
}

double gram_of(const RowTable& vectors, ItemIndex a, ItemIndex b) {
    const double dot = static_cast<double>(dot_i8_i8(vectors.row(a.value), vectors.row(b.value)));
    return (dot * static_cast<double>(vectors.scale(a.value))) * static_cast<double>(vectors.scale(b.value));
}

constexpr double kLeastPivot = 1e-10;  // of its diagonal: below, rounding has eaten lambda, and a solution would be noise

/// L D L^T of a symmetric positive matrix [n,n] in place: L below the diagonal, D on it. Nothing is exchanged. False, with `a` half done,
/// if some d is not above kLeastPivot of the diagonal that it came from.
bool factorise(std::span<double> a, std::size_t n) {
    for (std::size_t j = 0; j < n; ++j) {
        const double diagonal = a[j * n + j];
        for (std::size_t k = 0; k < j; ++k) a[j * n + j] -= a[j * n + k] * a[j * n + k] * a[k * n + k];
        if (!(a[j * n + j] > kLeastPivot * diagonal)) return false;
        for (std::size_t i = j + 1; i < n; ++i) {
            double sum = a[i * n + j];
            for (std::size_t k = 0; k < j; ++k) sum -= a[i * n + k] * a[j * n + k] * a[k * n + k];
            a[i * n + j] = sum / a[j * n + j];
        }
    }
    return true;
}

void solve(std::span<const double> a, std::size_t n, std::span<double> x) {
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t k = 0; k < i; ++k) x[i] -= a[i * n + k] * x[k];
    }
    for (std::size_t i = 0; i < n; ++i) x[i] /= a[i * n + i];
    for (std::size_t i = n; i-- > 0;) {
        for (std::size_t k = i + 1; k < n; ++k) x[i] -= a[k * n + i] * x[k];
    }
}

}  // namespace

EventRows decayed_mean_rows(const RowTable& vectors, std::span<const WeightedEvent> events) {
    EventRows rows(events.size() * vectors.dim, 0.0);
    for (std::size_t e = 0; e < events.size(); ++e) {
        const ItemIndex item = events[e].item;
        add_row(std::span(rows).subspan(e * vectors.dim, vectors.dim), events[e].omega, vectors.row(item.value), vectors.scale(item.value));
    }
    return rows;
}

EventRows ridge_rows(const RowTable& vectors, std::span<const WeightedEvent> events, double lambda) {
    const std::size_t n = events.size();
    std::vector<double> gram(n * n);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j <= i; ++j) gram[i * n + j] = gram_of(vectors, events[i].item, events[j].item);
        gram[i * n + i] += lambda;
    }
    EventRows rows(n * vectors.dim, 0.0);
    if (!factorise(gram, n)) return rows;
    std::vector<double> unit(n);
    for (std::size_t e = 0; e < n; ++e) {
        std::fill(unit.begin(), unit.end(), 0.0);
        unit[e] = events[e].omega;
        solve(gram, n, unit);
        const std::span<double> row = std::span(rows).subspan(e * vectors.dim, vectors.dim);
        for (std::size_t h = 0; h < n; ++h) add_row(row, unit[h], vectors.row(events[h].item.value), vectors.scale(events[h].item.value));
    }
    return rows;
}

EventRows last_item_rows(const RowTable& last, std::span<const WeightedEvent> events) {
    EventRows rows(events.size() * last.dim, 0.0);
    for (std::size_t e = events.size(); e-- > 0;) {
        if (events[e].omega <= 0.0) continue;
        const std::uint32_t item = events[e].item.value;
        add_row(std::span(rows).subspan(e * last.dim, last.dim), 1.0, last.row(item), last.scale(item));
        break;
    }
    return rows;
}

double neighbour_weight(const RankerBlock& block, std::size_t row, ItemIndex to) {
    const auto begin = block.neighbour_index.begin() + block.neighbour.begin(row),
               end = block.neighbour_index.begin() + block.neighbour.end(row);
    const auto found = std::lower_bound(begin, end, to.value);
    if (found == end || *found != to.value) return 0.0;
    return static_cast<double>(block.neighbour_weight[static_cast<std::size_t>(found - block.neighbour_index.begin())]);
}

}  // namespace ruyi
