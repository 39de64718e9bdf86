#include "ruyi/rank.hpp"

#include <algorithm>

namespace ruyi {

std::vector<std::uint8_t> eligible_items(const CatalogueView& view, std::span<const ItemIndex> barred,
                                         std::span<const IndexedSwitch> switches) {
    const HotBlock& hot = *view.hot;
    std::vector<std::uint8_t> eligible(hot.available.begin(), hot.available.end());
    for (const ItemIndex item : barred) eligible[item.value] = 0;
    std::vector<std::uint8_t> never(view.symbols, 0);
    bool any_never = false;
    for (const IndexedSwitch& one : switches) {
        if (one.wish != Wish::kNever) continue;
        never[one.symbol.value] = 1;
        any_never = true;
    }
    if (!any_never) return eligible;
    for (std::uint32_t i = 0; i < view.items; ++i) {
        for (std::uint32_t r = hot.symbol.begin(i); r < hot.symbol.end(i); ++r) {
            const bool borne = hot.symbol_presence_q[r] >= 128 && (hot.symbol_evidence[r] & kEvidenceClaimable) != 0;
            if (borne && never[hot.symbol_index[r]] != 0) eligible[i] = 0;
        }
    }
    return eligible;
}

std::uint32_t count_eligible(std::span<const std::uint8_t> eligible) {
    std::uint32_t count = 0;
    for (const std::uint8_t one : eligible) count += one != 0 ? 1 : 0;
    return count;
}

std::vector<ItemIndex> top_k(std::span<const double> scores, std::span<const std::uint8_t> eligible, std::size_t k) {
    const auto before = [&](ItemIndex a, ItemIndex b) { return ranks_before(scores[a.value], a, scores[b.value], b); };
    std::vector<ItemIndex> heap;  // its front is the worst of the best
    if (k == 0) return heap;
    heap.reserve(std::min(k, scores.size()));
    for (std::uint32_t i = 0; i < scores.size(); ++i) {
        if (eligible[i] == 0) continue;
        const ItemIndex item{i};
        if (heap.size() == k) {
            if (!before(item, heap.front())) continue;
            std::pop_heap(heap.begin(), heap.end(), before);
            heap.back() = item;
        } else {
            heap.push_back(item);
        }
        std::push_heap(heap.begin(), heap.end(), before);
    }
    std::sort_heap(heap.begin(), heap.end(), before);
    return heap;
}

std::uint32_t rank_of(std::span<const double> scores, std::span<const std::uint8_t> eligible, ItemIndex item) {
    if (eligible[item.value] == 0) return 0;
    const double own = scores[item.value];
    std::uint32_t rank = 1;
    for (std::uint32_t i = 0; i < scores.size(); ++i) {
        rank += eligible[i] != 0 && ranks_before(scores[i], ItemIndex{i}, own, item) ? 1 : 0;
    }
    return rank;
}

}  // namespace ruyi
