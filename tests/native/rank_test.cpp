#include "ruyi/rank.hpp"

#include <algorithm>
#include <numeric>

#include "native/catch.hpp"
#include "support/small_catalogue.hpp"

using namespace ruyi;
using namespace ruyi::support;

namespace {

/// The rule itself, by sorting everything.
std::vector<ItemIndex> sorted_all(const std::vector<double>& scores, const std::vector<std::uint8_t>& eligible) {
    std::vector<ItemIndex> order;
    for (std::uint32_t i = 0; i < scores.size(); ++i) {
        if (eligible[i] != 0) order.push_back(ItemIndex{i});
    }
    std::stable_sort(order.begin(), order.end(), [&](ItemIndex a, ItemIndex b) { return scores[a.value] > scores[b.value]; });
    return order;
}

}  // namespace

TEST_CASE("rank: the best k are those of a full sort, ties to the lower index") {
    Random random(1);
    for (int round = 0; round < 200; ++round) {
        const std::uint32_t n = 1 + random.below(60);
        std::vector<double> scores;
        std::vector<std::uint8_t> eligible;
        for (std::uint32_t i = 0; i < n; ++i) {
            scores.push_back(static_cast<double>(random.below(8)));  // many ties
            eligible.push_back(random.below(4) == 0 ? 0 : 1);
        }
        std::vector<ItemIndex> expected = sorted_all(scores, eligible);
        for (std::size_t r = 0; r < expected.size(); ++r) CHECK(rank_of(scores, eligible, expected[r]) == r + 1);
        const std::size_t k = random.below(n + 5);
        if (expected.size() > k) expected.resize(k);
        CHECK(top_k(scores, eligible, k) == expected);
    }
}

TEST_CASE("rank: an item that is not eligible has none") {
    const std::vector<double> scores = {3.0, 2.0};
    const std::vector<std::uint8_t> eligible = {0, 1};
    CHECK(rank_of(scores, eligible, ItemIndex{0}) == 0);
    CHECK(rank_of(scores, eligible, ItemIndex{1}) == 1);
}

TEST_CASE("rank: sold-out and barred items are not eligible") {
    std::vector<SmallItem> items(3);
    items[1].available = 0;
    SmallCatalogue catalogue(items, 1, 16);
    const ItemIndex barred{2};
    CHECK(eligible_items(catalogue.view(), {&barred, 1}, {}) == std::vector<std::uint8_t>{1, 0, 0});
}

TEST_CASE("rank: never bars items that are known to bear the symbol, and only those") {
    std::vector<SmallItem> items(4);
    items[0].symbols = {{0, 128}};
    items[1].symbols = {{0, 127}};                 // too faint
    items[2].symbols = {{0, 255, kEvidenceShop}};  // not claimable
    const IndexedSwitch never{SymbolIndex{0}, Wish::kNever};
    SmallCatalogue catalogue(items, 1, 16);
    CHECK(eligible_items(catalogue.view(), {}, {&never, 1}) == std::vector<std::uint8_t>{0, 1, 1, 1});
}
