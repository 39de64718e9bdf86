// ACF's two-level attention without a user table, and the softmax that the walk shares with it.
#include <algorithm>

#include "portable_math.hpp"
#include "query_rule_softmax.hpp"
#include "ruyi/query_rule.hpp"

namespace ruyi {

namespace {

double value_of(std::span<const std::int8_t> q, float scale, std::size_t d) {
    return static_cast<double>(q[d]) * static_cast<double>(scale);
}

/// out = bias + M x; out and x: dim values.
void affine(std::span<const float> matrix, std::span<const float> bias, std::span<const double> x, std::span<double> out) {
    for (std::size_t r = 0; r < out.size(); ++r) {
        double sum = bias.empty() ? 0.0 : static_cast<double>(bias[r]);
        for (std::size_t c = 0; c < x.size(); ++c) sum += static_cast<double>(matrix[r * x.size() + c]) * x[c];
        out[r] = sum;
    }
}

/// <weight, relu(a + b)>
double readout(std::span<const float> weight, std::span<const double> a, std::span<const double> b) {
    double sum = 0.0;
    for (std::size_t d = 0; d < a.size(); ++d) sum += static_cast<double>(weight[d]) * std::max(0.0, a[d] + b[d]);
    return sum;
}

/// The components of one item, made one by attention (the user's side of the head is ready in `user`). False if it has none.
bool content_of(const ComponentTable& table, std::uint32_t item, const RankerBlock::Head& head, double temperature,
                std::span<const double> user, std::span<double> out) {
    const RankerBlock& block = *table.chunks[item / table.items_per_chunk];
    const std::size_t row = item % table.items_per_chunk, begin = block.component_rows.begin(row),
                      count = block.component_rows.end(row) - begin;
    std::fill(out.begin(), out.end(), 0.0);
    if (count == 0) return false;
    std::vector<double> components(count * table.dim), logits(count), ones(count, 1.0);
    for (std::size_t k = 0; k < count; ++k) {
        const std::span<double> one = std::span(components).subspan(k * table.dim, table.dim);
        const auto q = block.component.q.subspan((begin + k) * table.dim, table.dim);
        for (std::size_t d = 0; d < table.dim; ++d) one[d] = value_of(q, block.component.scale[begin + k], d);
        logits[k] = readout(head.component_out, user, one) / temperature;
    }
    softmax(logits, ones);
    for (std::size_t k = 0; k < count; ++k) {
        for (std::size_t d = 0; d < table.dim; ++d) out[d] += logits[k] * components[k * table.dim + d];
    }
    return true;
}

}  // namespace

void softmax(std::span<double> logits, std::span<const double> prior) {
    double largest = 0.0, sum = 0.0;
    bool any = false;
    for (std::size_t i = 0; i < logits.size(); ++i) {
        if (prior[i] > 0.0 && (!any || logits[i] > largest)) largest = logits[i];
        any = any || prior[i] > 0.0;
    }
    for (std::size_t i = 0; i < logits.size(); ++i) {
        logits[i] = prior[i] > 0.0 ? prior[i] * portable_exp2((logits[i] - largest) * kLog2E) : 0.0;
        sum += logits[i];
    }
    for (double& x : logits) x = sum > 0.0 ? x / sum : 0.0;
}

EventRows attention_rows(const RowTable& vectors, const ComponentTable& components, const RankerBlock::Head& head, double temperature,
                         std::span<const WeightedEvent> events) {
    const std::size_t dim = vectors.dim;
    EventRows rows(events.size() * dim, 0.0);
    std::vector<double> omega(events.size()), logits(events.size(), 0.0), user(dim, 0.0), side(dim), content(events.size() * dim, 0.0),
        bias(dim);
    double total = 0.0;
    for (std::size_t e = 0; e < events.size(); ++e) {
        omega[e] = std::max(0.0, events[e].omega);
        total += omega[e];
    }
    if (total == 0.0) return rows;
    for (std::size_t e = 0; e < events.size(); ++e) {
        const std::uint32_t item = events[e].item.value;
        for (std::size_t d = 0; d < dim; ++d) {
            rows[e * dim + d] = omega[e] / total * value_of(vectors.row(item), vectors.scale(item), d);
            user[d] += rows[e * dim + d];
        }
    }
    affine(head.component_user, head.component_bias, user, side);
    affine(head.item_user, head.item_bias, user, bias);
    std::vector<double> mixed(dim);
    for (std::size_t e = 0; e < events.size(); ++e) {
        const std::span<double> own = std::span(content).subspan(e * dim, dim);
        if (omega[e] > 0.0 && !content_of(components, events[e].item.value, head, temperature, side, own)) omega[e] = 0.0;
        affine(head.item_content, {}, own, mixed);
        logits[e] = readout(head.item_out, bias, mixed) / temperature;
    }
    softmax(logits, omega);
    for (std::size_t e = 0; e < events.size(); ++e) {
        for (std::size_t d = 0; d < dim; ++d) rows[e * dim + d] += logits[e] * content[e * dim + d];
    }
    return rows;
}

}  // namespace ruyi
