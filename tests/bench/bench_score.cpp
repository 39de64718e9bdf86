// bench_score [ITEMS] [DIM]: seeded; prints medians and spread of the full score and its parts, and the checks seen in the same run.
//
// Two modalities, 64 symbols with relations, five liked items. `scan` is one modality's dense pass; `counterfactuals` are the ranks of one
// item without each of its symbols and without each liked item.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>

#include "ruyi/explain.hpp"
#include "ruyi/rank.hpp"
#include "support/small_catalogue.hpp"

namespace {

using namespace ruyi;
using namespace ruyi::support;

constexpr int kRuns = 21, kWarmUps = 4;
constexpr std::uint32_t kSymbols = 64;

void report(const char* name, const std::function<void()>& work) {
    std::vector<double> ms;
    for (int run = 0; run < kRuns + kWarmUps; ++run) {
        const auto start = std::chrono::steady_clock::now();
        work();
        const std::chrono::duration<double, std::milli> spent = std::chrono::steady_clock::now() - start;
        if (run >= kWarmUps) ms.push_back(spent.count());
    }
    std::sort(ms.begin(), ms.end());
    std::printf("%-28s %8.3f ms  (%.3f to %.3f)\n", name, ms[ms.size() / 2], ms.front(), ms.back());
}

struct Visit {
    std::vector<WeightedEvent> events;
    PlanInput input;
};

Visit create_visit(Random& random, std::uint32_t items) {
    Visit visit;
    for (int h = 0; h < 5; ++h) visit.events.push_back({ItemIndex{random.below(items)}, 1.0});
    visit.input.weights = default_weights(Placement::kForYou);
    visit.input.price = {5000.0, 50000.0};
    return visit;
}

}  // namespace

int main(int argc, char** argv) {
    const std::uint32_t items = argc > 1 ? static_cast<std::uint32_t>(std::atoi(argv[1])) : 100000;
    const std::uint32_t dim = argc > 2 ? static_cast<std::uint32_t>(std::atoi(argv[2])) : 128;
    Random random(1);
    std::vector<Relation> relations;
    for (std::uint16_t s = 0; s < kSymbols; ++s) relations.push_back({s, static_cast<std::uint16_t>(random.below(kSymbols)), 153});
    SmallCatalogue catalogue(create_items(random, items, kSymbols, dim), kSymbols, dim, relations);
    const CatalogueView& view = catalogue.view();
    Visit visit = create_visit(random, items);
    visit.input.events = visit.events;
    const std::vector<std::uint8_t> eligible = eligible_items(view, {}, {});
    std::vector<double> dense(items), scores(items), others(items);
    std::vector<ItemIndex> best;
    std::printf("%u items, %u dimensions, 2 modalities, %u symbols, seed 1, median of %d\n", items, dim, kSymbols, kRuns);
    CatalogueView one = view;
    one.dense[kDenseText] = {};
    const ScoringPlan scan = make_plan(one, visit.input);
    report("scan, one modality", [&] { score_dense(one, scan, dense); });
    ScoringPlan plan = make_plan(view, visit.input);
    report("dense, two modalities", [&] { score_dense(view, plan, dense); });
    report("sparse terms", [&] { score_sparse(view, plan, dense, scores); });
    report("top 100", [&] { best = top_k(scores, eligible, 100); });
    report("plan, score and top 100", [&] {
        plan = make_plan(view, visit.input);
        score_dense(view, plan, dense);
        score_sparse(view, plan, dense, scores);
        best = top_k(scores, eligible, 100);
    });
    const ItemIndex item = best[2];
    std::uint32_t ranks = 0;
    report("counterfactuals of one item", [&] {
        std::vector<std::uint8_t> without(kSymbols, 0);
        PlanInput input = visit.input;
        input.without = without;
        ScoringPlan other = plan;
        ranks = 0;
        for (std::uint32_t r = view.hot->symbol.begin(item.value); r < view.hot->symbol.end(item.value); ++r) {
            without[view.hot->symbol_index[r]] = 1;
            replan_symbols(view, input, other);
            score_sparse(view, other, dense, others);
            ranks += rank_of(others, eligible, item) > 0 ? 1 : 0;
            without[view.hot->symbol_index[r]] = 0;
        }
        for (std::size_t h = 0; h < visit.events.size(); ++h) {
            std::vector<WeightedEvent> kept = visit.events;
            kept.erase(kept.begin() + static_cast<std::ptrdiff_t>(h));
            input.events = kept;
            const ScoringPlan left = make_plan(view, input);
            score_dense(view, left, others);
            score_sparse(view, left, others, others);
            ranks += rank_of(others, eligible, item) > 0 ? 1 : 0;
        }
    });
    std::printf("check: %u counterfactual ranks; the third of the top 100 has rank %u\n", ranks, rank_of(scores, eligible, item));
    return rank_of(scores, eligible, item) == 3 ? 0 : 1;
}
