#include "ruyi/explain.hpp"

#include <cmath>

#include "native/catch.hpp"
#include "ruyi/rank.hpp"
#include "support/small_catalogue.hpp"

using namespace ruyi;
using namespace ruyi::support;

namespace {

std::array<double, kDenseCount> products_of(const CatalogueView& view, const ScoringPlan& plan, ItemIndex item) {
    std::array<double, kDenseCount> products{};
    for (std::size_t m = 0; m < kDenseCount; ++m) {
        if (plan.dense[m].present) products[m] = dense_product(plan.dense[m], view.dense[m].row(item), view.dense[m].scale(item));
    }
    return products;
}

ScoringPlan random_plan(const CatalogueView& view, Random& random, std::vector<WeightedEvent>& events) {
    events.clear();
    for (std::uint32_t n = random.below(12); n > 0; --n) events.push_back({ItemIndex{random.below(view.items)}, random.unit() * 2.0 - 0.6});
    PlanInput input;
    input.events = events;
    input.date = 5;
    input.price = {1000.0, 40000.0};
    input.weights = default_weights(Placement::kForYou);
    return make_plan(view, input);
}

double sum_of(const std::vector<Contribution>& parts) {
    double sum = 0.0;
    for (const Contribution& part : parts) sum += part.value;
    return sum;
}

}  // namespace

TEST_CASE("explain: parts added up in their order give the score, and rounding is only that of doubles") {
    Random random(21);
    SmallCatalogue catalogue(create_items(random, 80, 20, 128), 20, 128, {{0, 3, 200}, {3, 7, 120}}, {{{9}, {1, 2, 5}}});
    const CatalogueView& view = catalogue.view();
    std::vector<WeightedEvent> events;
    std::vector<double> scores(view.items);
    for (int round = 0; round < 40; ++round) {
        const ScoringPlan plan = random_plan(view, random, events);
        score_dense(view, plan, scores);
        score_sparse(view, plan, scores, scores);
        for (std::uint32_t i = 0; i < view.items; ++i) {
            const auto parts = contributions_of(view, plan, ItemIndex{i}, scores[i], products_of(view, plan, ItemIndex{i}));
            REQUIRE(parts.back().term == ContributionTerm::kRounding);
            CHECK(std::fabs(parts.back().value) <= 1e-12);
            CHECK(sum_of(parts) == scores[i]);
            for (std::size_t p = 1; p + 1 < parts.size(); ++p) CHECK(std::fabs(parts[p - 1].value) >= std::fabs(parts[p].value));
        }
    }
}

TEST_CASE("explain: at most five items are named, each once per modality") {
    Random random(22);
    SmallCatalogue catalogue(create_items(random, 40, 6, 64), 6, 64);
    const CatalogueView& view = catalogue.view();
    std::vector<WeightedEvent> events;
    for (std::uint32_t i = 0; i < 9; ++i) events.push_back({ItemIndex{i % 7}, 1.0});  // items 0 and 1 twice
    PlanInput input;
    input.events = events;
    input.weights = default_weights(Placement::kForYou);
    const ScoringPlan plan = make_plan(view, input);
    const auto shares = item_shares(view, plan, ItemIndex{20});
    REQUIRE(shares.size() == 7);
    for (std::size_t h = 1; h < shares.size(); ++h) CHECK(std::fabs(shares[h - 1].total()) >= std::fabs(shares[h].total()));
    const auto parts = contributions_of(view, plan, ItemIndex{20}, 0.0, products_of(view, plan, ItemIndex{20}));
    int named = 0, rest = 0;
    for (const Contribution& part : parts) {
        if (part.term != ContributionTerm::kVisual) continue;
        named += part.item.has_value() ? 1 : 0;
        rest += part.item.has_value() ? 0 : 1;
    }
    CHECK(named == 5);
    CHECK(rest == 1);
}

TEST_CASE("explain: a share is the product of two stored vectors, up to the query's 16 bits") {
    Random random(23);
    SmallCatalogue catalogue(create_items(random, 5, 3, 16), 3, 16);
    const CatalogueView& view = catalogue.view();
    const ScoringPlan plan = similar_plan(view, ItemIndex{0});
    double expected = 0.0;
    const ModalityView& visual = view.dense[kDenseVisual];
    for (std::size_t d = 0; d < 16; ++d)
        expected += double{visual.scale(ItemIndex{0})} * visual.row(ItemIndex{0})[d] * double{visual.scale(ItemIndex{3})} *
                    visual.row(ItemIndex{3})[d];
    CHECK(item_shares(view, plan, ItemIndex{3})[0].value[kDenseVisual] == Approx(expected / plan.dense[kDenseVisual].length).margin(2e-5));
}

TEST_CASE("explain: a query from a slot is one part that names no item") {
    Random random(24);
    SmallCatalogue catalogue(create_items(random, 10, 3, 16), 3, 16);
    const CatalogueView& view = catalogue.view();
    const std::vector<float> slot(16, 0.5F);
    const WeightedEvent event{ItemIndex{2}, 1.0};
    PlanInput input;
    input.events = {&event, 1};
    input.slots[kDenseVisual] = slot;
    input.weights = default_weights(Placement::kQuery);
    const ScoringPlan plan = make_plan(view, input);
    const auto products = products_of(view, plan, ItemIndex{4});
    for (const Contribution& part : contributions_of(view, plan, ItemIndex{4}, 0.0, products)) {
        if (part.term == ContributionTerm::kVisual) CHECK((part.value == products[kDenseVisual] && !part.item));
        if (part.term == ContributionTerm::kText) CHECK(part.item == ItemIndex{2});
    }
}

TEST_CASE("explain: claimed symbols come first, then the stronger ones") {
    SmallItem item;
    item.symbols = {{0, 255, kEvidenceShop}, {1, 20}, {2, 200}};
    SmallCatalogue catalogue({item}, 3, 16);
    const auto findings = findings_of(*catalogue.view().hot, nullptr, 0, ItemIndex{0});
    REQUIRE(findings.size() == 3);
    CHECK(findings[0].symbol.value == 2);
    CHECK(findings[1].symbol.value == 1);
    CHECK(findings[2].symbol.value == 0);
    CHECK_FALSE(findings[2].claimed);
    CHECK(findings[0].evidence.empty());
}
