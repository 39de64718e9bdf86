#include "ruyi/score.hpp"

#include <cmath>

#include "dot_i8.hpp"
#include "native/catch.hpp"
#include "ruyi/knowledge.hpp"
#include "support/small_catalogue.hpp"

using namespace ruyi;
using namespace ruyi::support;

namespace {

std::vector<double> score_all(const CatalogueView& view, const ScoringPlan& plan) {
    std::vector<double> dense(view.items), scores(view.items);
    score_dense(view, plan, dense);
    score_sparse(view, plan, dense, scores);
    return scores;
}

std::int64_t slow_dot(std::span<const std::int16_t> a, std::span<const std::int8_t> b) {
    std::int64_t sum = 0;
    for (std::size_t d = 0; d < a.size(); ++d) sum += std::int64_t{a[d]} * b[d];
    return sum;
}

ScoringPlan history_plan(const CatalogueView& view, std::span<const WeightedEvent> events, std::span<const std::uint8_t> without = {},
                         std::span<const IndexedSwitch> switches = {}) {
    PlanInput input;
    input.events = events;
    input.without = without;
    input.switches = switches;
    input.weights = default_weights(Placement::kForYou);
    return make_plan(view, input);
}

SmallItem with_symbols(std::vector<SymbolRow> rows) {
    SmallItem item;
    item.symbols = std::move(rows);
    return item;
}

}  // namespace

TEST_CASE("dot: every width gives the plain sum of products") {
    Random random(7);
    for (const std::size_t dim : {16u, 32u, 128u, 512u, 528u, 1024u}) {
        std::vector<std::int16_t> a;
        std::vector<std::int8_t> b;
        for (std::size_t d = 0; d < dim; ++d) {
            a.push_back(static_cast<std::int16_t>(static_cast<int>(random.below(65535)) - 32767));
            b.push_back(static_cast<std::int8_t>(static_cast<int>(random.below(255)) - 127));
        }
        CHECK(dot_i16_i8(a, b) == slow_dot(a, b));
    }
}

TEST_CASE("dot: the largest products do not overflow") {
    const std::vector<std::int16_t> a(1024, 32767);
    const std::vector<std::int8_t> b(1024, -127);
    CHECK(dot_i16_i8(a, b) == -INT64_C(32767) * 127 * 1024);
}

TEST_CASE("query: a vector is quantised to its largest component and keeps its direction") {
    const std::vector<double> v = {3.0, -4.0, 0.0, 1e-9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    const DenseQuery query = quantise_query(v);
    REQUIRE(query.present);
    CHECK(query.q16[0] == 24575);  // 3/4 * 32767 = 24575.25
    CHECK(query.q16[1] == -32767);
    CHECK(query.q16[3] == 0);
    CHECK(query.length == 5.0);
    CHECK(query.sigma == 4.0 / (32767.0 * 5.0));
    CHECK_FALSE(quantise_query(std::vector<double>(16, 0.0)).present);
}

TEST_CASE("score: the product of an item with itself is one within the quantisation") {
    Random random(3);
    SmallCatalogue catalogue(create_items(random, 20, 8, 128), 8, 128);
    for (std::uint32_t i = 0; i < 20; ++i) {
        const ModalityView& visual = catalogue.view().dense[kDenseVisual];
        const ScoringPlan plan = similar_plan(catalogue.view(), ItemIndex{i});
        CHECK(dense_product(plan.dense[kDenseVisual], visual.row(ItemIndex{i}), visual.scale(ItemIndex{i})) == Approx(1.0).margin(0.01));
    }
}

TEST_CASE("score: a hand-made item gets the sum worked out by hand") {
    // Item 0 is liked and bears s0 fully; s0 -> s1 with weight 0.8; item 1 bears s1 at 51/255 and s2 at 255/255.
    SmallItem liked = with_symbols({{0, 255}});
    SmallItem other = with_symbols({{1, 51}, {2, 255}});
    other.popularity_q = 13107;  // 0.2
    other.price_minor = 1500;
    SmallCatalogue catalogue({liked, other}, 3, 16, {{0, 1, 204}}, {{{110}, {2}}});
    const WeightedEvent event{ItemIndex{0}, 1.0};
    PlanInput input;
    input.events = {&event, 1};
    input.weights = default_weights(Placement::kForYou);
    input.date = 99;  // eleven days before the festival: 1 - 11/22
    input.price = {std::nullopt, 1000.0};
    const std::vector<double> scores = score_all(catalogue.view(), make_plan(catalogue.view(), input));
    const double affinity = 0.3 * 0.8;
    CHECK(scores[1] == Approx(0.8 * affinity * 0.2 + 0.15 * 0.2 + 0.2 * 0.5 * 1.0 + 0.3 * 0.5).epsilon(1e-14));
}

TEST_CASE("score: switches step the affinity and never replaces it") {
    SmallCatalogue catalogue({with_symbols({{0, 255}})}, 3, 16);
    const WeightedEvent event{ItemIndex{0}, 1.0};
    const std::vector<IndexedSwitch> switches = {
        {SymbolIndex{0}, Wish::kNever}, {SymbolIndex{1}, Wish::kMore}, {SymbolIndex{2}, Wish::kLess}};
    const ScoringPlan plan = history_plan(catalogue.view(), {&event, 1}, {}, switches);
    CHECK(plan.affinity == std::vector<double>{-1.0, 0.6, -0.6});
}

TEST_CASE("score: affinity is clamped to one") {
    SmallCatalogue catalogue({with_symbols({{0, 255}})}, 1, 16);
    const WeightedEvent event{ItemIndex{0}, 1.0};
    const IndexedSwitch more{SymbolIndex{0}, Wish::kMore};
    CHECK(history_plan(catalogue.view(), {&event, 1}, {}, {&more, 1}).affinity[0] == 1.0);
}

TEST_CASE("score: a symbol left out has no affinity, spreads nothing and has no occasion") {
    SmallCatalogue catalogue({with_symbols({{0, 255}}), with_symbols({{0, 255}, {1, 255}})}, 2, 16, {{0, 1, 255}}, {{{5}, {0}}});
    const WeightedEvent event{ItemIndex{0}, 1.0};
    const std::vector<std::uint8_t> without = {1, 0};
    const ScoringPlan plan = history_plan(catalogue.view(), {&event, 1}, without);
    CHECK(plan.affinity == std::vector<double>{0.0, 0.0});
    CHECK(plan.occasion[0].nearness == 0.0);
    CHECK(history_plan(catalogue.view(), {&event, 1}).affinity[1] == Approx(0.3));
}

TEST_CASE("score: a colour in the history counts three tenths of a motif; a switch on it counts in full") {
    SmallCatalogue catalogue({with_symbols({{0, 255}, {1, 255}})}, 2, 16, {}, {}, {1});
    const WeightedEvent event{ItemIndex{0}, 1.0};
    CHECK(history_plan(catalogue.view(), {&event, 1}).affinity == std::vector<double>{1.0, 0.3});
    const IndexedSwitch more{SymbolIndex{1}, Wish::kMore};
    CHECK(history_plan(catalogue.view(), {}, {}, {&more, 1}).affinity == std::vector<double>{0.0, 0.6});
}

TEST_CASE("score: a symbol whose presence is zero changes no bit") {
    Random random(11);
    std::vector<SmallItem> items = create_items(random, 60, 12, 32);
    std::vector<SmallItem> more = items;
    for (SmallItem& item : more) item.symbols.push_back({12, 0});
    SmallCatalogue plain(items, 13, 32), padded(more, 13, 32);
    const std::vector<WeightedEvent> events = {{ItemIndex{3}, 1.0}, {ItemIndex{8}, -0.5}};
    CHECK(score_all(plain.view(), history_plan(plain.view(), events)) == score_all(padded.view(), history_plan(padded.view(), events)));
}

TEST_CASE("score: permuting the items permutes the scores") {
    Random random(5);
    std::vector<SmallItem> items = create_items(random, 50, 10, 32);
    std::vector<SmallItem> reversed(items.rbegin(), items.rend());
    SmallCatalogue forth(items, 10, 32), back(reversed, 10, 32);
    const WeightedEvent a{ItemIndex{7}, 1.0}, b{ItemIndex{49 - 7}, 1.0};
    std::vector<double> scores = score_all(forth.view(), history_plan(forth.view(), {&a, 1}));
    std::vector<double> others = score_all(back.view(), history_plan(back.view(), {&b, 1}));
    CHECK(std::vector<double>(others.rbegin(), others.rend()) == scores);
}

TEST_CASE("score: one item scored from its products has the bits of the full pass") {
    Random random(13);
    SmallCatalogue catalogue(create_items(random, 40, 10, 64), 10, 64);
    const CatalogueView& view = catalogue.view();
    const ScoringPlan plan = similar_plan(view, ItemIndex{4});
    const std::vector<double> scores = score_all(view, plan);
    for (std::uint32_t i = 0; i < view.items; ++i) {
        std::array<double, kDenseCount> products{};
        for (std::size_t m = 0; m < kDenseCount; ++m)
            products[m] = dense_product(plan.dense[m], view.dense[m].row(ItemIndex{i}), view.dense[m].scale(ItemIndex{i}));
        CHECK(score_sparse_one(view, plan, ItemIndex{i}, dense_sum(plan, products)) == scores[i]);
    }
}

TEST_CASE("score: vectors cut into blocks give the bits of one piece") {
    Random random(17);
    SmallCatalogue catalogue(create_items(random, 45, 6, 32), 6, 32);
    CatalogueView cut = catalogue.view();
    for (ModalityView& modality : cut.dense) {
        const VectorsBlock::Part whole = modality.chunks[0];
        modality.chunks.clear();
        modality.rows_per_chunk = 16;
        for (std::size_t first = 0; first < 45; first += 16) {
            const std::size_t rows = std::min<std::size_t>(16, 45 - first);
            modality.chunks.push_back({whole.q.subspan(first * 32, rows * 32), whole.scale.subspan(first, rows)});
        }
    }
    const ItemIndex anchor{40};
    CHECK(score_all(cut, similar_plan(cut, anchor)) == score_all(catalogue.view(), similar_plan(catalogue.view(), anchor)));
}

TEST_CASE("score: the floor keeps the picture in and weights stay within 0 to 4") {
    Weights weights = default_weights(Placement::kForYou);
    WeightWishes wishes;
    wishes[0] = 0.0;
    wishes[1] = 9.0;
    wishes[2] = -1.0;
    apply_wishes(weights, wishes);
    CHECK(weights == Weights{0.3, 4.0, 0.0, 0.15, 0.2, 0.3, 0.3, 1.0, 1.0});
}

TEST_CASE("score: price fit falls off outside the range and is nothing without a price") {
    const PriceWish range{1000.0, 2000.0};
    CHECK(price_fit(1500, range) == 1.0);
    CHECK(price_fit(750, range) == 0.75);
    CHECK(price_fit(3000, range) == 0.5);
    CHECK(price_fit(9000, range) == 0.0);
    CHECK(price_fit(kUnknownPrice, range) == 0.0);
    CHECK(price_fit(1500, {}) == 0.0);
    CHECK(price_fit(1, {std::nullopt, 10.0}) == 1.0);
}

TEST_CASE("occasion: a festival counts from three weeks before to three days after") {
    CHECK(festival_nearness(0) == 1.0);
    CHECK(festival_nearness(11) == 0.5);
    CHECK(festival_nearness(22) == 0.0);
    CHECK(festival_nearness(-3) == 0.25);
    CHECK(festival_nearness(-4) == 0.0);
}

TEST_CASE("occasion: the day that has just passed counts before the next year's") {
    SmallCatalogue catalogue({with_symbols({{0, 255}})}, 1, 16, {}, {{{100, 465}, {0}}});
    CHECK(days_until_festival(*catalogue.view().graph, 0, 102) == -2);
    CHECK(days_until_festival(*catalogue.view().graph, 0, 104) == 361);
    CHECK_FALSE(days_until_festival(*catalogue.view().graph, 0, 500).has_value());
}

TEST_CASE("occasion: the nearest of two festivals names the symbol, the first one on a tie") {
    SmallCatalogue catalogue({with_symbols({{0, 255}})}, 1, 16, {}, {{{20}, {0}}, {{10}, {0}}, {{10}, {0}}});
    const auto occasions = occasions_on(*catalogue.view().graph, 1, 8, {}, std::nullopt);
    CHECK(occasions[0].festival == 1);
    CHECK(occasions[0].nearness == 1.0 - 2.0 / 22.0);
}
