#include "ruyi/arrange.hpp"

#include <algorithm>

#include "catch.hpp"
#include "ruyi/rank.hpp"
#include "support/small_catalogue.hpp"

using namespace ruyi;
using namespace ruyi::support;

namespace {

struct Shop {
    explicit Shop(std::vector<SmallItem> items, std::uint32_t symbols = 8) : catalogue(std::move(items), symbols, 16) {
        for (std::uint32_t i = 0; i < view().items; ++i) scores.push_back(1.0 - 0.01 * i);
        eligible.assign(view().items, 1);
    }
    const CatalogueView& view() const { return catalogue.view(); }
    Shelf shelf(std::span<const ItemRule> rules, Diversity diversity = {}, std::size_t k = 5) const {
        Shelf made(view(), rules, diversity);
        std::vector<ScoredItem> best;
        for (const ItemIndex item : top_k(scores, eligible, made.depth(k))) best.push_back({item, scores[item.value]});
        made.arrange(best);
        return made;
    }
    SmallCatalogue catalogue;
    std::vector<double> scores;
    std::vector<std::uint8_t> eligible;
};

ItemRule rule(std::string_view id, ShelfRuleKind kind, std::uint32_t place, std::vector<std::uint32_t> items, std::uint32_t count) {
    ItemRule made{id, kind, place, std::vector<std::uint8_t>(count, 0)};
    for (const std::uint32_t item : items) made.matches[item] = 1;
    return made;
}

std::vector<std::uint32_t> first(const Shelf& shelf, std::size_t k) {
    std::vector<std::uint32_t> items;
    for (const ItemIndex item : shelf.order().first(k)) items.push_back(item.value);
    return items;
}

using Items = std::vector<std::uint32_t>;

}  // namespace

TEST_CASE("arrange: without rules and diversity places are ranks and nothing has moved") {
    const Shop shop{std::vector<SmallItem>(12)};
    const Shelf shelf = shop.shelf({});
    CHECK(shelf.plain());
    CHECK(first(shelf, 5) == Items{0, 1, 2, 3, 4});
    CHECK(shelf.moves_of(ItemIndex{3}).empty());
    CHECK(shelf.place_of(ItemIndex{9}, 10) == 10);
}

TEST_CASE("arrange: pin, bury and boost move items, and every change of place is named") {
    const Shop shop{std::vector<SmallItem>(12)};
    const std::vector<ItemRule> pin = {rule("p", ShelfRuleKind::kPin, 2, {7, 9}, 12)};
    CHECK(first(shop.shelf(pin), 6) == Items{0, 7, 9, 1, 2, 3});
    const std::vector<ItemRule> bury = {rule("b", ShelfRuleKind::kBury, 1, {0, 2}, 12)};
    CHECK(first(shop.shelf(bury), 12) == Items{1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0, 2});
    const std::vector<ItemRule> boost = {rule("u", ShelfRuleKind::kBoost, 3, {5}, 12)};
    CHECK(first(shop.shelf(boost), 6) == Items{0, 1, 5, 2, 3, 4});
    const std::vector<ItemRule> all = {boost[0], bury[0], pin[0]};
    const Shelf shelf = shop.shelf(all);
    CHECK(first(shelf, 5) == Items{1, 7, 9, 5, 3});
    for (std::uint32_t i = 0; i < 12; ++i) {
        std::uint32_t at = shelf.rank_of(ItemIndex{i});
        CHECK(at == i + 1);
        for (const Move& move : shelf.moves_of(ItemIndex{i})) {
            CHECK(move.from == at);
            CHECK(move.to != move.from);
            at = move.to;
        }
        CHECK(at == shelf.place_of(ItemIndex{i}, i + 1));
    }
    const std::vector<Move> moves = shelf.moves_of(ItemIndex{5});
    REQUIRE(moves.size() == 3);
    CHECK(moves[0].by == "u");
    CHECK(moves[0].to == 3);
    CHECK(moves[1].by == "b");
    CHECK(moves[2].by == "p");
}

TEST_CASE("arrange: a pin past the end comes last, and an item that is not eligible is not pinned") {
    Shop shop{std::vector<SmallItem>(4)};
    shop.eligible[3] = 0;
    const std::vector<ItemRule> pin = {rule("p", ShelfRuleKind::kPin, 900, {0}, 4), rule("q", ShelfRuleKind::kPin, 1, {3}, 4)};
    CHECK(first(shop.shelf(pin, {}, 10), 3) == Items{1, 2, 0});
    CHECK(shop.shelf(pin, {}, 10).order().size() == 3);
}

TEST_CASE("arrange: more asked than allowed gives exactly the allowed ones") {  // CASES C01
    Shop shop{std::vector<SmallItem>(12)};
    for (std::size_t i = 4; i < 12; ++i) shop.eligible[i] = 0;
    for (const DiversityMethod method : {DiversityMethod::kNone, DiversityMethod::kMmr, DiversityMethod::kDpp})
        CHECK(shop.shelf({}, {method, 0.7}, 10).order().size() == 4);
}

TEST_CASE("arrange: diversity keeps the best item first and puts the likes of it later") {
    std::vector<SmallItem> items(40);
    for (std::uint32_t i = 0; i < 40; ++i) items[i].symbols = {{static_cast<std::uint16_t>(i < 10 ? 0 : 1 + i % 7), 200}};
    const Shop shop{items};
    for (const Diversity diversity : {Diversity{DiversityMethod::kMmr, 0.5}, Diversity{DiversityMethod::kDpp, 1.0}}) {
        const Shelf shelf = shop.shelf({}, diversity);
        const Items shown = first(shelf, 8);
        CHECK(shown[0] == 0);
        CHECK(std::count_if(shown.begin(), shown.end(), [](std::uint32_t i) { return i < 10; }) < 4);
        Items everything = first(shelf, 40);
        std::sort(everything.begin(), everything.end());
        for (std::uint32_t i = 0; i < 40; ++i) CHECK(everything[i] == i);
        CHECK(first(shop.shelf({}, diversity, 30), 8) == shown);  // k only cuts
    }
}

TEST_CASE("arrange: the greedy DPP takes the set that the determinants say") {
    Random random(5);
    std::vector<SmallItem> items(8);
    for (SmallItem& item : items) {
        for (std::uint16_t s = 0; s < 6; ++s) {
            if (random.below(2) == 0) item.symbols.push_back({s, static_cast<std::uint8_t>(1 + random.below(255))});
        }
        if (item.symbols.empty()) item.symbols.push_back({6, 255});
    }
    const Shop shop{items};
    const std::vector<std::size_t> order = [&] {
        const Shelf shelf = shop.shelf({}, {DiversityMethod::kDpp, 2.0}, 8);
        std::vector<std::size_t> chosen;
        for (const ItemIndex item : shelf.order()) chosen.push_back(item.value);
        return chosen;
    }();
    const auto kernel = [&](std::size_t a, std::size_t b) {
        double dot = 0, aa = 0, bb = 0;
        for (const SymbolRow& x : items[a].symbols) {
            aa += double{1} * x.presence_q * x.presence_q;
            for (const SymbolRow& y : items[b].symbols) dot += x.symbol == y.symbol ? double{1} * x.presence_q * y.presence_q : 0.0;
        }
        for (const SymbolRow& y : items[b].symbols) bb += double{1} * y.presence_q * y.presence_q;
        const double like = a == b ? 1.0 : 0.5 * dot / std::sqrt(aa * bb);
        const auto quality = [&](std::size_t i) {
            return std::exp2(2.0 * (shop.scores[i] - shop.scores[7]) / (shop.scores[0] - shop.scores[7]));
        };
        return quality(a) * like * quality(b);
    };
    const auto determinant = [&](std::vector<std::size_t> set) {
        std::vector<std::vector<double>> m(set.size(), std::vector<double>(set.size()));
        for (std::size_t i = 0; i < set.size(); ++i) {
            for (std::size_t j = 0; j < set.size(); ++j) m[i][j] = kernel(set[i], set[j]);
        }
        double product = 1.0;
        for (std::size_t p = 0; p < set.size(); ++p) {
            product *= m[p][p];
            for (std::size_t i = p + 1; i < set.size(); ++i) {
                const double factor = m[i][p] / m[p][p];
                for (std::size_t j = p; j < set.size(); ++j) m[i][j] -= factor * m[p][j];
            }
        }
        return product;
    };
    std::vector<std::size_t> set;
    for (std::size_t step = 0; step < 6; ++step) {
        double best = 0.0;
        std::size_t expected = 99;
        for (std::size_t i = 0; i < 8; ++i) {
            if (std::find(set.begin(), set.end(), i) != set.end()) continue;
            std::vector<std::size_t> grown = set;
            grown.push_back(i);
            if (const double value = determinant(grown); value > best) best = value, expected = i;
        }
        CHECK(order[step] == expected);
        set.push_back(order[step]);
    }
}

TEST_CASE("arrange: exact duplicates stand apart, each once") {  // CASES C18
    std::vector<SmallItem> items(12);
    for (std::uint32_t i = 0; i < 12; ++i) items[i].symbols = {{static_cast<std::uint16_t>(i < 3 ? 0 : 1 + i % 6), 255}};
    const Shop shop{items};
    for (const Diversity diversity : {Diversity{DiversityMethod::kMmr, 0.7}, Diversity{DiversityMethod::kDpp, 1.0}}) {
        const Items shown = first(shop.shelf({}, diversity, 12), 12);
        for (std::uint32_t i = 0; i < 12; ++i) CHECK(std::count(shown.begin(), shown.end(), i) == 1);
        CHECK(shown[0] == 0);
        CHECK(shown[1] != 1);
    }
}
