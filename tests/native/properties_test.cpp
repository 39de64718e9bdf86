// What must hold for any catalogue: the order of its items, a symbol that nothing bears and the size of the events' weights change nothing.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "catch.hpp"
#include "ruyi/rank.hpp"
#include "ruyi/score.hpp"
#include "support/small_catalogue.hpp"

using namespace ruyi;
using namespace ruyi::support;

namespace {

constexpr std::uint32_t kItems = 60, kSymbols = 8, kDim = 32;

std::vector<double> scores_of(const SmallCatalogue& catalogue, std::vector<WeightedEvent> events) {
    PlanInput input;
    input.events = events;
    input.weights = default_weights(Placement::kForYou);
    input.price = {1000.0, 50000.0};
    const ScoringPlan plan = make_plan(catalogue.view(), input);
    std::vector<double> dense(kItems), scores(kItems);
    score_dense(catalogue.view(), plan, dense);
    score_sparse(catalogue.view(), plan, dense, scores);
    return scores;
}

std::vector<SmallItem> items_of_seed(std::uint64_t seed) {
    Random random(seed);
    return create_items(random, kItems, kSymbols, kDim);
}

}  // namespace

TEST_CASE("property: permuting the items permutes the list and leaves every score as it is") {  // CASES C06
    const std::vector<SmallItem> items = items_of_seed(1);
    SmallCatalogue first(items, kSymbols, kDim);
    const std::vector<double> before = scores_of(first, {{ItemIndex{3}, 1.0}, {ItemIndex{7}, -0.5}});
    const std::vector<std::uint8_t> all(kItems, 1);
    const std::vector<ItemIndex> list = top_k(before, all, kItems);
    Random random(2);
    for (int shuffle = 0; shuffle < 20; ++shuffle) {
        std::vector<std::uint32_t> from(kItems), to(kItems);
        std::iota(from.begin(), from.end(), 0u);
        for (std::uint32_t i = kItems - 1; i > 0; --i) std::swap(from[i], from[random.below(i + 1)]);
        std::vector<SmallItem> moved;
        for (std::uint32_t i = 0; i < kItems; ++i) {
            moved.push_back(items[from[i]]);
            to[from[i]] = i;
        }
        SmallCatalogue other(moved, kSymbols, kDim);
        const std::vector<double> after = scores_of(other, {{ItemIndex{to[3]}, 1.0}, {ItemIndex{to[7]}, -0.5}});
        for (std::uint32_t i = 0; i < kItems; ++i) CHECK(after[to[i]] == before[i]);
        const std::vector<ItemIndex> shuffled = top_k(after, all, kItems);
        for (std::uint32_t p = 0; p < kItems; ++p) CHECK(from[shuffled[p].value] == list[p].value);
    }
}

TEST_CASE("property: a symbol with presence zero changes no score") {
    std::vector<SmallItem> items = items_of_seed(4);
    SmallCatalogue without(items, kSymbols + 1, kDim);
    for (SmallItem& item : items) item.symbols.push_back({kSymbols, 0});
    SmallCatalogue with(items, kSymbols + 1, kDim);
    CHECK(scores_of(without, {{ItemIndex{3}, 1.0}}) == scores_of(with, {{ItemIndex{3}, 1.0}}));
}

TEST_CASE("property: events weighed twice as much give the same scores") {
    SmallCatalogue catalogue(items_of_seed(5), kSymbols, kDim);
    const std::vector<WeightedEvent> events = {{ItemIndex{3}, 1.0}, {ItemIndex{9}, 0.25}, {ItemIndex{20}, -0.5}};
    std::vector<WeightedEvent> doubled = events;
    for (WeightedEvent& event : doubled) event.omega *= 2.0;  // a power of two: not a bit is lost
    CHECK(scores_of(catalogue, events) == scores_of(catalogue, doubled));
}

TEST_CASE("property: identical scores above similar, similar above different") {  // CASES C16
    Random random(6);
    std::vector<SmallItem> items = items_of_seed(6);
    for (SmallItem& item : items) item.symbols.clear(), item.popularity_q = 0, item.price_minor = kUnknownPrice;
    for (std::size_t d = 0; d < kDim; ++d) {
        items[1].visual[d] = items[0].visual[d];
        items[2].visual[d] = static_cast<std::int8_t>(d % 4 == 0 ? -items[0].visual[d] : items[0].visual[d]);
        items[3].visual[d] = static_cast<std::int8_t>(-items[0].visual[d]);
        for (std::size_t i = 1; i < 4; ++i) items[i].text[d] = items[0].text[d];
    }
    for (std::size_t i = 1; i < 4; ++i) items[i].visual_scale = items[0].visual_scale, items[i].text_scale = items[0].text_scale;
    SmallCatalogue catalogue(items, kSymbols, kDim);
    const std::vector<double> scores = scores_of(catalogue, {{ItemIndex{0}, 1.0}});
    CHECK(scores[1] == scores[0]);
    CHECK(scores[1] > scores[2]);
    CHECK(scores[2] > scores[3]);
}
