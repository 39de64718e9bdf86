#include "ruyi/knowledge.hpp"

#include "native/catch.hpp"
#include "support/small_catalogue.hpp"

using namespace ruyi;
using namespace ruyi::support;

namespace {

SmallItem with_symbols(std::vector<SymbolRow> rows, std::uint16_t popularity_q = 0) {
    SmallItem item;
    item.symbols = std::move(rows);
    item.popularity_q = popularity_q;
    return item;
}

ScoringPlan plan_of(const CatalogueView& view, std::span<const WeightedEvent> events, std::span<const WeightedTap> taps = {}) {
    PlanInput input;
    input.events = events;
    input.taps = taps;
    input.weights = default_weights(Placement::kForYou);
    return make_plan(view, input);
}

}  // namespace

TEST_CASE("spread: two hops over relations, each with three tenths") {
    // s0 -> s1 (204/255 = .8) -> s2 (102/255 = .4) -> s3
    SmallCatalogue catalogue({}, 4, 16, {{0, 1, 204}, {1, 2, 102}, {2, 3, 255}});
    const auto spread = spread_affinity(*catalogue.view().graph, std::vector<double>{1.0, 0.0, 0.0, 0.0}, {});
    CHECK(spread[0] == 1.0);
    CHECK(spread[1] == Approx(0.3 * 0.8).epsilon(1e-14));
    CHECK(spread[2] == Approx(0.3 * 0.4 * 0.3 * 0.8).epsilon(1e-14));
    CHECK(spread[3] == 0.0);  // three hops away
}

TEST_CASE("spread: symbols that share an emotion share affinity; one's own comes not back over the emotion") {
    // s0 has e0 and e1, s1 has e1 alone, s2 has e2: s0 gives each emotion a half, s1 takes all of e1.
    SmallCatalogue catalogue({}, 3, 16, {}, {}, {}, {{{0, 1}, {1}, {2}}, {{}, {}, {}}, {}});
    const auto spread = spread_affinity(*catalogue.view().graph, std::vector<double>{1.0, 0.0, 0.0}, {});
    CHECK(spread[1] == Approx(0.3 * 0.5).epsilon(1e-14));
    CHECK(spread[2] == 0.0);
    CHECK(spread[0] ==
          Approx(1.0 + 0.3 * 0.15 / 2.0).epsilon(1e-14));  // the second hop: s1 gives e1 .15, half of e1's average counts for s0
}

TEST_CASE("spread: a symbol left out passes nothing on") {
    SmallCatalogue catalogue({}, 3, 16, {{0, 1, 255}, {1, 2, 255}});
    const std::vector<std::uint8_t> without = {0, 1, 0};
    const auto spread = spread_affinity(*catalogue.view().graph, std::vector<double>{1.0, 0.0, 0.0}, without);
    CHECK(spread[2] == 0.0);
}

TEST_CASE("affinity: what everybody likes says less, and clipping bounds how much less") {
    // Equal likes on s0 (popularity 1) and s1 (popularity .25): inverse propensities 1 and 2.
    const auto affinity = [](std::uint16_t first, std::uint16_t second) {
        SmallCatalogue catalogue({with_symbols({{0, 255}}, first), with_symbols({{1, 255}}, second)}, 2, 16);
        const std::vector<WeightedEvent> events = {{ItemIndex{0}, 0.5}, {ItemIndex{1}, 0.5}};
        return plan_of(catalogue.view(), events).affinity;
    };
    CHECK(affinity(65535, 16384)[0] == Approx(1.0 / 3.0).epsilon(1e-4));
    CHECK(affinity(65535, 16384)[1] == Approx(2.0 / 3.0).epsilon(1e-4));
    CHECK(affinity(65535, 0) == affinity(65535, 6553));  // both below a tenth
}

TEST_CASE("affinity: a tapped symbol counts as an item that bears it alone") {
    SmallCatalogue catalogue({with_symbols({{0, 255}}, 65535)}, 2, 16);
    const std::vector<WeightedEvent> events = {{ItemIndex{0}, 0.6}};
    const std::vector<WeightedTap> taps = {{SymbolIndex{1}, 0.4}};
    CHECK(plan_of(catalogue.view(), events, taps).affinity == std::vector<double>{0.6 / 1.0, 0.4 / 1.0});
    CHECK(plan_of(catalogue.view(), {}, taps).affinity == std::vector<double>{0.0, 1.0});
}

TEST_CASE("wishes: styles move symbols by their emotions' ratings around the shop's mean") {
    // plain–ornate: s0 -80, s1 +40, s2 has no emotions; the mean of s0 and s1 is -20.
    SmallCatalogue catalogue({}, 3, 16, {}, {}, {}, {{{0}, {1}, {}}, {{-80, 0, 0}, {40, 0, 0}}, {}});
    const auto plain = wished_affinity(*catalogue.view().graph, {-1.0, 0.0, 0.0}, std::nullopt);
    CHECK(plain[0] == Approx(0.3));
    CHECK(plain[1] == Approx(-0.3));
    CHECK(plain[2] == 0.0);
    const auto ornate = wished_affinity(*catalogue.view().graph, {0.5, 0.0, 0.0}, std::nullopt);
    CHECK(ornate[0] == Approx(-0.15));
    CHECK(ornate[1] == Approx(0.15));
}

TEST_CASE("wishes: a recipient raises symbols by the share of their emotions that one wishes such a person") {
    SmallCatalogue catalogue({}, 3, 16, {}, {}, {}, {{{0, 1}, {1, 2}, {2}}, {{}, {}, {}}, {{0, 1}, {2}}});
    CHECK(wished_affinity(*catalogue.view().graph, {}, std::uint8_t{0}) == std::vector<double>{0.4, 0.2, 0.0});
    CHECK(wished_affinity(*catalogue.view().graph, {}, std::uint8_t{1}) == std::vector<double>{0.0, 0.2, 0.4});
    CHECK(wished_affinity(*catalogue.view().graph, {}, std::nullopt) == std::vector<double>{0.0, 0.0, 0.0});
}

TEST_CASE("wishes: a named festival is as near as can be, also one without days") {
    SmallCatalogue catalogue({}, 2, 16, {}, {{{110}, {0}}, {{}, {1}}});
    const GraphBlock& graph = *catalogue.view().graph;
    CHECK(occasions_on(graph, 2, 100, {}, std::nullopt)[1].nearness == 0.0);
    const auto wished = occasions_on(graph, 2, 100, {}, std::uint8_t{1});
    CHECK(wished[1].nearness == 1.0);
    CHECK(wished[1].wished);
    CHECK_FALSE(wished[0].wished);
    CHECK(occasions_on(graph, 2, 100, std::vector<std::uint8_t>{0, 1}, std::uint8_t{1})[1].nearness == 0.0);
}
