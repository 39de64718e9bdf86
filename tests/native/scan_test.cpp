#include "ruyi/scan.hpp"

#include "native/catch.hpp"
#include "sketch.hpp"
#include "support/small_catalogue.hpp"

using namespace ruyi;
using namespace ruyi::support;

namespace {

struct Visit {
    std::vector<WeightedEvent> events;
    std::vector<IndexedSwitch> switches;
    PlanInput input;
};

void fill_visit(Visit& visit, Random& random, std::uint32_t items, std::uint32_t symbols) {
    for (std::uint32_t h = random.below(6); h > 0; --h)
        visit.events.push_back({ItemIndex{random.below(items)}, random.unit() * (random.below(4) == 0 ? -1.0 : 1.0)});
    for (std::uint16_t s = 0; s < symbols; ++s) {
        if (random.below(8) == 0) visit.switches.push_back({SymbolIndex{s}, static_cast<Wish>(1 + random.below(3))});
    }
    visit.input.weights = default_weights(random.below(2) == 0 ? Placement::kForYou : Placement::kQuery);
    for (double& weight : visit.input.weights) {
        if (random.below(6) == 0) weight = random.below(2) == 0 ? 0.0 : 4.0;
    }
    if (random.below(2) == 0) visit.input.price.low = 100.0 + random.unit() * 50000.0;
    if (random.below(2) == 0) visit.input.price.high = 50000.0 + random.unit() * 50000.0;
    visit.input.date = 100;
    visit.input.events = visit.events;
    visit.input.switches = visit.switches;
}

std::vector<double> score_all(const CatalogueView& view, const ScoringPlan& plan) {
    std::vector<double> scores(view.items);
    score_dense(view, plan, scores);
    score_sparse(view, plan, scores, scores);
    return scores;
}

/// Scores, order and ranks by the scan equal those by whole arrays, for every k.
void check_scan(const CatalogueView& view, const ScoringPlan& plan, std::span<const std::uint8_t> eligible) {
    const std::vector<double> scores = score_all(view, plan);
    for (const std::size_t k : {std::size_t{0}, std::size_t{1}, std::size_t{10}, std::size_t{view.items} + 5}) {
        const std::vector<ItemIndex> expected = top_k(scores, eligible, k);
        const std::vector<ScoredItem> best = best_items(view, plan, eligible, k);
        REQUIRE(best.size() == expected.size());
        for (std::size_t i = 0; i < best.size(); ++i) {
            REQUIRE(best[i].item == expected[i]);
            REQUIRE(best[i].score == scores[expected[i].value]);
        }
    }
    std::vector<RankQuestion> questions;
    for (std::uint32_t i = 0; i < view.items; i += 7) questions.push_back({&plan, ItemIndex{i}, 0, nullptr});
    answer_ranks(view, eligible, questions);
    for (const RankQuestion& one : questions) REQUIRE(one.rank == rank_of(scores, eligible, one.item));
}

std::vector<Relation> create_relations(Random& random, std::uint32_t symbols) {
    std::vector<Relation> relations;
    for (std::uint16_t s = 0; s < symbols; ++s)
        relations.push_back({s, static_cast<std::uint16_t>(random.below(symbols)), static_cast<std::uint8_t>(50 + random.below(200))});
    return relations;
}

}  // namespace

TEST_CASE("scan: best items and ranks are those of whole score arrays, on random shops and shoppers") {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        Random random(seed);
        const std::uint32_t items = 1 + random.below(300), symbols = 4 + random.below(20), dim = 16 * (1 + random.below(10));
        const SmallCatalogue catalogue(create_items(random, items, symbols, dim), symbols, dim, create_relations(random, symbols),
                                       {{{105}, {1, 2}}}, {3});
        Visit visit;
        fill_visit(visit, random, items, symbols);
        const std::vector<std::uint8_t> eligible = eligible_items(catalogue.view(), {}, visit.switches);
        INFO("seed " << seed);
        check_scan(catalogue.view(), make_plan(catalogue.view(), visit.input), eligible);
    }
}

TEST_CASE("scan: equal scores go by index") {
    Random random(4);
    std::vector<SmallItem> items = create_items(random, 200, 8, 32);
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (i % 3 != 0) items[i] = items[i % 5 * 3];
    }
    const SmallCatalogue catalogue(items, 8, 32);
    Visit visit;
    visit.events = {{ItemIndex{0}, 1.0}, {ItemIndex{9}, 0.5}};
    visit.input.events = visit.events;
    visit.input.weights = default_weights(Placement::kForYou);
    const std::vector<std::uint8_t> eligible = eligible_items(catalogue.view(), {}, {});
    check_scan(catalogue.view(), make_plan(catalogue.view(), visit.input), eligible);
    visit.input.events = {};
    check_scan(catalogue.view(), make_plan(catalogue.view(), visit.input), eligible);
}

TEST_CASE("scan: scores that differ in the last bits keep their order") {
    Random random(5);
    std::vector<SmallItem> items = create_items(random, 1, 4, 512);
    items.resize(260, items[0]);
    for (std::size_t i = 1; i < items.size(); ++i) items[i].visual[i % 512] = static_cast<std::int8_t>(items[0].visual[i % 512] ^ 1);
    const SmallCatalogue catalogue(items, 4, 512);
    const WeightedEvent event{ItemIndex{7}, 1.0};
    PlanInput input;
    input.events = {&event, 1};
    input.weights = default_weights(Placement::kForYou);
    check_scan(catalogue.view(), make_plan(catalogue.view(), input), eligible_items(catalogue.view(), {}, {}));
}

TEST_CASE("scan: more than 512 dimensions and items with hundreds of symbols") {
    Random random(6);
    std::vector<SmallItem> items = create_items(random, 70, 300, 528);
    for (std::size_t i = 0; i < items.size(); i += 3) {
        items[i].symbols.clear();
        for (std::uint16_t s = 0; s < 300; ++s)
            items[i].symbols.push_back({s, static_cast<std::uint8_t>(random.below(256)), kEvidenceShop | kEvidenceClaimable});
    }
    const SmallCatalogue catalogue(items, 300, 528, create_relations(random, 300));
    Visit visit;
    fill_visit(visit, random, 70, 300);
    check_scan(catalogue.view(), make_plan(catalogue.view(), visit.input), eligible_items(catalogue.view(), {}, {}));
}

TEST_CASE("scan: questions about several plans are answered together as they are alone") {
    Random random(8);
    const SmallCatalogue catalogue(create_items(random, 300, 12, 48), 12, 48, create_relations(random, 12));
    const CatalogueView& view = catalogue.view();
    Visit visit;
    visit.events = {{ItemIndex{3}, 1.0}, {ItemIndex{50}, 0.7}, {ItemIndex{90}, 0.4}};
    visit.input.events = visit.events;
    visit.input.weights = default_weights(Placement::kForYou);
    const ScoringPlan plan = make_plan(view, visit.input);
    std::vector<ScoringPlan> plans(15, plan);
    std::vector<std::uint8_t> without(12, 0);
    visit.input.without = without;
    for (std::size_t s = 0; s < 12; ++s) {
        without[s] = 1;
        replan_symbols(view, visit.input, plans[s]);
        without[s] = 0;
    }
    for (std::size_t h = 0; h < 3; ++h) {
        std::vector<WeightedEvent> kept = visit.events;
        kept.erase(kept.begin() + static_cast<std::ptrdiff_t>(h));
        visit.input.events = kept;
        plans[12 + h] = make_plan(view, visit.input);
    }
    const std::vector<std::uint8_t> eligible = eligible_items(view, {}, {});
    std::vector<RankQuestion> questions;
    for (std::size_t p = 0; p < plans.size(); ++p) {
        for (const std::uint32_t item : {5u, 60u, 299u}) questions.push_back({&plans[p], ItemIndex{item}, 0, p < 12 ? &plan : nullptr});
    }
    answer_ranks(view, eligible, questions);
    for (const RankQuestion& one : questions) {
        INFO("item " << one.item.value);
        CHECK(one.rank == rank_of(score_all(view, *one.plan), eligible, one.item));
    }
}

namespace {

/// Rows near a few directions with a long tail of small components, as image encoders make them; some are copies, some are axes.
std::vector<SmallItem> create_narrow_items(Random& random, std::uint32_t count, std::uint32_t symbols, std::uint32_t dim) {
    std::vector<SmallItem> items = create_items(random, count, symbols, dim);
    std::vector<double> centre(dim);
    for (double& x : centre) x = random.unit();
    for (std::size_t i = 0; i < items.size(); ++i) {
        std::vector<double> v(dim);
        const double spread = i % 5 == 0 ? 0.3 : 0.05;
        for (std::size_t d = 0; d < dim; ++d) v[d] = centre[d] + spread * (random.unit() - 0.5);
        for (std::size_t d = 0; i % 17 == 0 && d < dim; ++d) v[d] = d == i % dim ? 1.0 : 0.0;
        double squares = 0.0, largest = 0.0;
        for (const double x : v) {
            squares += x * x;
            largest = std::max(largest, std::fabs(x));
        }
        items[i].visual_scale = static_cast<float>(largest / 127.0 / std::sqrt(squares));
        for (std::size_t d = 0; d < dim; ++d) items[i].visual[d] = static_cast<std::int8_t>(std::lround(v[d] / largest * 127.0));
        if (i % 11 == 10) items[i] = items[i - 3];
    }
    items[count / 2].visual.assign(dim, 0);
    items[count / 2].visual_scale = 0.0F;
    return items;
}

}  // namespace

TEST_CASE("sketch: its bounds hold for every row and any query") {
    for (const std::uint32_t dim : {64u, 128u, 1024u}) {
        Random random(dim);
        const SmallCatalogue catalogue(create_narrow_items(random, 403, 8, dim), 8, dim);
        const ModalityView& rows = catalogue.view().dense[kDenseVisual];
        for (const std::uint32_t directions : {2u, 16u, 32u}) {
            const auto sketch = VectorSketch::create_with(rows, 403, directions);
            for (int n = 0; n < 20; ++n) {
                std::vector<double> v(dim);
                for (double& x : v) x = n % 2 == 0 ? random.unit() - 0.5 : random.unit() < 0.02 ? 1.0 : 1e-4;
                const DenseQuery query = quantise_query(v);
                std::vector<float> middle(404), reach(404);
                sketch->bounds(sketch->query_of(query), 0, 101, middle.data(), reach.data());
                for (std::uint32_t i = 0; i < 403; ++i) {
                    const double product = dense_product(query, rows.row(ItemIndex{i}), rows.scale(ItemIndex{i}));
                    REQUIRE(std::fabs(product - static_cast<double>(middle[i])) <= static_cast<double>(reach[i]));
                }
            }
        }
    }
}

TEST_CASE("sketch: it is made where it pays, and there it leaves most rows unread") {
    Random random(2);
    const SmallCatalogue narrow(create_narrow_items(random, 4000, 8, 64), 8, 64);
    Random other(3);
    const SmallCatalogue wide(create_items(other, 4000, 8, 64), 8, 64);
    const SmallCatalogue few(create_narrow_items(random, 2000, 8, 64), 8, 64);
    CHECK(VectorSketch::create(wide.view().dense[kDenseVisual], 4000) == nullptr);
    CHECK(VectorSketch::create(few.view().dense[kDenseVisual], 2000) == nullptr);
    CHECK(VectorSketch::create(narrow.view().dense[kDenseVisual], 4000) != nullptr);
}

TEST_CASE("sketch: with it, best items and ranks are the same to the bit") {
    for (std::uint64_t seed = 1; seed <= 25; ++seed) {
        Random random(seed);
        const std::uint32_t items = 40 + random.below(400), symbols = 4 + random.below(20), dim = 64 + 16 * random.below(5);
        const SmallCatalogue catalogue(create_narrow_items(random, items, symbols, dim), symbols, dim, create_relations(random, symbols),
                                       {{{105}, {1, 2}}}, {3});
        CatalogueView view = catalogue.view();
        const auto visual = VectorSketch::create_with(view.dense[kDenseVisual], items, 2 * (1 + random.below(16)));
        const auto text = VectorSketch::create_with(view.dense[kDenseText], items, 16);
        if (seed % 4 != 0) view.dense[kDenseVisual].sketch = visual.get();
        if (seed % 3 != 0) view.dense[kDenseText].sketch = text.get();
        Visit visit;
        fill_visit(visit, random, items, symbols);
        INFO("seed " << seed);
        check_scan(view, make_plan(view, visit.input), eligible_items(view, {}, visit.switches));
    }
}

namespace {

/// Tight clusters far apart, row after row of one cluster before the next begins, as a feed sorted by category gives them.
std::vector<SmallItem> create_sorted_clusters(Random& random, std::uint32_t clusters, std::uint32_t each, std::uint32_t dim) {
    std::vector<SmallItem> items = create_items(random, clusters * each, 8, dim);
    for (std::uint32_t c = 0; c < clusters; ++c) {
        std::vector<double> centre(dim);
        for (double& x : centre) x = random.unit() - 0.5;
        for (std::uint32_t i = 0; i < each; ++i) {
            SmallItem& item = items[c * each + i];
            double squares = 0.0, largest = 0.0;
            std::vector<double> v = centre;
            for (double& x : v) {
                x += 0.04 * (random.unit() - 0.5);
                squares += x * x;
                largest = std::max(largest, std::fabs(x));
            }
            item.visual_scale = static_cast<float>(largest / 127.0 / std::sqrt(squares));
            for (std::size_t d = 0; d < dim; ++d) item.visual[d] = static_cast<std::int8_t>(std::lround(v[d] / largest * 127.0));
            item.available = 1;
        }
    }
    return items;
}

/// The ten nearest rows by comparing with every one, in plain doubles, ties to the lower index.
std::vector<std::uint32_t> nearest_by_hand(const std::vector<SmallItem>& items, const DenseQuery& query) {
    std::vector<std::pair<double, std::uint32_t>> all;
    for (std::uint32_t i = 0; i < items.size(); ++i) {
        double sum = 0.0;
        for (std::size_t d = 0; d < items[i].visual.size(); ++d) sum += static_cast<double>(query.q16[d]) * items[i].visual[d];
        all.push_back({-sum * static_cast<double>(items[i].visual_scale), i});
    }
    std::sort(all.begin(), all.end());
    std::vector<std::uint32_t> nearest;
    for (std::size_t i = 0; i < 10; ++i) nearest.push_back(all[i].second);
    return nearest;
}

}  // namespace

TEST_CASE("scan: clustered vectors in the order of their clusters lose no neighbour") {  // CASES C17
    constexpr std::uint32_t kClusters = 40, kEach = 110, kDim = 64;
    Random random(17);
    const std::vector<SmallItem> items = create_sorted_clusters(random, kClusters, kEach, kDim);
    const SmallCatalogue catalogue(items, 8, kDim);
    CatalogueView view = catalogue.view();
    const auto sketch = VectorSketch::create_with(view.dense[kDenseVisual], view.items, 32);
    view.dense[kDenseVisual].sketch = sketch.get();
    std::vector<std::uint8_t> eligible(view.items, 1);
    std::size_t found = 0, wanted = 0;
    for (std::uint32_t c = 0; c < kClusters; ++c) {
        const WeightedEvent event{ItemIndex{c * kEach + c}, 1.0};
        PlanInput input;
        input.events = {&event, 1};
        input.weights = {};
        input.weights[0] = 1.0;
        const ScoringPlan plan = make_plan(view, input);
        const std::vector<std::uint32_t> nearest = nearest_by_hand(items, plan.dense[kDenseVisual]);
        const std::vector<ScoredItem> best = best_items(view, plan, eligible, 10);
        REQUIRE(best.size() == 10);
        wanted += nearest.size();
        for (const ScoredItem& one : best) {
            CHECK(one.item.value / kEach == c);
            found += static_cast<std::size_t>(std::count(nearest.begin(), nearest.end(), one.item.value));
        }
    }
    CHECK(found == wanted);  // recall@10 is 1, not .9: the scan is exact
}
