// From liked items over their symbols to related symbols: RippleNet's ripple sets as a walk (METHODS §3.1; the variant is in SCORING.md).
#include <algorithm>
#include <cmath>

#include "query_rule_softmax.hpp"
#include "ruyi/query_rule.hpp"

namespace ruyi {

namespace {

constexpr double kColourShare = 0.3;  // as in the affinity: every product has colours

}  // namespace

GraphWalk::GraphWalk(const CatalogueView& view, const RowTable& vectors, const RowTable& entities, std::uint32_t hops, double decay,
                     std::span<const std::uint8_t> without)
    : view_(view),
      vectors_(vectors),
      entities_(entities),
      hops_(hops),
      decay_(decay),
      without_(without.begin(), without.end()),
      with_vectors_(!vectors.chunks.empty()) {
    for (std::size_t s = 0; hops > 1 && s < view.symbols; ++s) symbol_edges_.push_back(edges_of_symbol(s));
}

// Shares of one head sum to 1, whatever the other heads are: that keeps the rows linear.
void GraphWalk::normalise(std::vector<Edge>& edges, std::span<const std::int8_t> head, float scale) const {
    std::vector<double> prior, logits(edges.size(), 0.0);
    for (std::size_t e = 0; e < edges.size(); ++e) {
        prior.push_back(edges[e].share);
        if (!with_vectors_) continue;
        const double dot = static_cast<double>(dot_i8_i8(head, entities_.row(edges[e].to)));
        logits[e] = (dot * static_cast<double>(scale)) * static_cast<double>(entities_.scale(edges[e].to));
    }
    softmax(logits, prior);
    for (std::size_t e = 0; e < edges.size(); ++e) edges[e].share = logits[e];
}

std::vector<GraphWalk::Edge> GraphWalk::edges_of_item(ItemIndex item) const {
    std::vector<Edge> edges;
    const HotBlock& hot = *view_.hot;
    for (std::uint32_t r = hot.symbol.begin(item.value); r < hot.symbol.end(item.value); ++r) {
        const std::uint16_t symbol = hot.symbol_index[r];
        if (left_out(symbol)) continue;
        edges.push_back(
            {symbol, presence_of(hot.symbol_presence_q[r]) * (view_.graph->symbol_category[symbol] == "colour" ? kColourShare : 1.0)});
    }
    if (with_vectors_) {
        normalise(edges, vectors_.row(item.value), vectors_.scale(item.value));
    } else {
        normalise(edges, {}, 0.0f);
    }
    return edges;
}

std::vector<GraphWalk::Edge> GraphWalk::edges_of_symbol(std::size_t symbol) const {
    std::vector<Edge> edges;
    const GraphBlock& graph = *view_.graph;
    for (std::uint32_t r = graph.relation.begin(symbol); r < graph.relation.end(symbol); ++r) {
        if (!left_out(graph.relation_to[r]))
            edges.push_back({graph.relation_to[r], static_cast<double>(graph.relation_weight_q[r]) / 255.0});
    }
    if (with_vectors_) {
        normalise(edges, entities_.row(symbol), entities_.scale(symbol));
    } else {
        normalise(edges, {}, 0.0f);
    }
    return edges;
}

EventRows GraphWalk::rows(std::span<const WeightedEvent> events) const {
    const std::size_t size = row_size();
    EventRows rows(events.size() * size, 0.0);
    std::vector<double> mass(view_.symbols), next(view_.symbols), total(view_.symbols);
    for (std::size_t e = 0; e < events.size(); ++e) {
        std::fill(mass.begin(), mass.end(), 0.0);
        for (const Edge& edge : edges_of_item(events[e].item)) mass[edge.to] += events[e].omega * edge.share;
        total = mass;
        for (std::uint32_t hop = 1; hop < hops_; ++hop) {
            std::fill(next.begin(), next.end(), 0.0);
            for (std::size_t s = 0; s < mass.size(); ++s) {
                if (mass[s] == 0.0) continue;
                for (const Edge& edge : symbol_edges_[s]) next[edge.to] += decay_ * mass[s] * edge.share;
            }
            mass.swap(next);
            for (std::size_t s = 0; s < mass.size(); ++s) total[s] += mass[s];
        }
        const std::span<double> row = std::span(rows).subspan(e * size, size);
        if (!with_vectors_) {
            std::copy(total.begin(), total.end(), row.begin());
            continue;
        }
        for (std::size_t s = 0; s < total.size(); ++s) {
            if (total[s] == 0.0) continue;
            const auto q = entities_.row(s);
            const double scaled = total[s] * static_cast<double>(entities_.scale(s));
            for (std::size_t d = 0; d < size; ++d) row[d] += scaled * static_cast<double>(q[d]);
        }
    }
    return rows;
}

double GraphWalk::presence_product(std::span<const double> row, ItemIndex item) const {
    const HotBlock& hot = *view_.hot;
    double sum = 0.0;
    for (std::uint32_t r = hot.symbol.begin(item.value); r < hot.symbol.end(item.value); ++r) {
        if (!left_out(hot.symbol_index[r])) sum += row[hot.symbol_index[r]] * presence_of(hot.symbol_presence_q[r]);
    }
    return sum;
}

std::vector<SymbolIndex> GraphWalk::path(ItemIndex from, ItemIndex to) const {
    // best[hop][symbol]: the largest product of shares along one way, and the symbol before it.
    struct Way {
        double share = 0.0;
        std::uint16_t before = 0;
    };
    std::vector<std::vector<Way>> best(hops_, std::vector<Way>(view_.symbols));
    for (const Edge& edge : edges_of_item(from)) best[0][edge.to].share = std::max(best[0][edge.to].share, edge.share);
    for (std::uint32_t hop = 1; hop < hops_; ++hop) {
        for (std::size_t s = 0; s < view_.symbols; ++s) {
            if (best[hop - 1][s].share == 0.0) continue;
            for (const Edge& edge : symbol_edges_[s]) {
                const double share = decay_ * best[hop - 1][s].share * edge.share;
                if (share > best[hop][edge.to].share) best[hop][edge.to] = {share, static_cast<std::uint16_t>(s)};
            }
        }
    }
    std::vector<double> liking(view_.symbols, 0.0);
    const HotBlock& hot = *view_.hot;
    for (std::uint32_t r = hot.symbol.begin(to.value); !with_vectors_ && r < hot.symbol.end(to.value); ++r)
        liking[hot.symbol_index[r]] = presence_of(hot.symbol_presence_q[r]);
    for (std::size_t s = 0; with_vectors_ && s < view_.symbols; ++s) {
        const double dot = static_cast<double>(dot_i8_i8(vectors_.row(to.value), entities_.row(s)));
        liking[s] = (dot * static_cast<double>(vectors_.scale(to.value))) * static_cast<double>(entities_.scale(s));
    }
    double strongest = 0.0;
    std::uint32_t end_hop = 0;
    std::size_t end = 0;
    for (std::uint32_t hop = 0; hop < hops_; ++hop) {
        for (std::size_t s = 0; s < view_.symbols; ++s) {
            if (best[hop][s].share * liking[s] <= strongest) continue;
            strongest = best[hop][s].share * liking[s];
            end_hop = hop;
            end = s;
        }
    }
    std::vector<SymbolIndex> way;
    if (strongest == 0.0) return way;
    for (std::uint32_t hop = end_hop + 1; hop-- > 0; end = best[hop][end].before)
        way.insert(way.begin(), SymbolIndex{static_cast<std::uint16_t>(end)});
    return way;
}

}  // namespace ruyi
