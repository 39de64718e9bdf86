// One shopper against every item: the sum of SCORING.md, in its order, to the last bit.
//
// Everything works on a CatalogueView, a bundle of borrowed spans. A runtime makes one from a Shard (recommender.hpp); the builder and
// the tests make one from arrays of their own:
//
//     CatalogueView view;                       // hot and graph point at filled HotBlock / GraphBlock structs
//     view.items = N; view.symbols = S; view.hot = &hot; view.graph = &graph;
//     view.dense[kDenseVisual] = {128, N, {{q, scale}}};   // one chunk of N rows; view.dense[kDenseText] likewise, or left empty
//     ScoringPlan plan = similar_plan(view, ItemIndex{a});      // the default `similar` request, no profile
//     std::vector<double> dense(N), scores(N);
//     score_dense(view, plan, dense); score_sparse(view, plan, dense, scores);
//     near[.., m] = dense_product(plan.dense[m], row, scale);   // what FORMAT.md stores in `dense`
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "ruyi/ids.hpp"
#include "ruyi/profile.hpp"
#include "ruyi/shard.hpp"

namespace ruyi {

class VectorSketch;

inline constexpr std::size_t kDenseVisual = 0, kDenseText = 1, kDenseCount = 2;

/// One modality's stored vectors: chunk g holds rows g * rows_per_chunk and following. No chunks: absent or not loaded. Loaded modalities
/// of one catalogue have the same rows_per_chunk.
struct ModalityView {
    std::uint32_t dim = 0, rows_per_chunk = 1;
    std::vector<VectorsBlock::Part> chunks;
    const VectorSketch* sketch = nullptr;  // of these rows; null: every row is read. Scores are the same with it and without

    bool loaded() const { return !chunks.empty(); }
    std::span<const std::int8_t> row(ItemIndex item) const {
        return chunks[item.value / rows_per_chunk].q.subspan(std::size_t{item.value % rows_per_chunk} * dim, dim);
    }
    float scale(ItemIndex item) const { return chunks[item.value / rows_per_chunk].scale[item.value % rows_per_chunk]; }
};

struct CatalogueView {
    std::uint32_t items = 0, symbols = 0;
    const HotBlock* hot = nullptr;
    const GraphBlock* graph = nullptr;
    std::array<ModalityView, kDenseCount> dense;  // by kDenseVisual, kDenseText

    bool dense_loaded() const { return dense[kDenseVisual].loaded() || dense[kDenseText].loaded(); }
};

using Weights = std::array<double, kTermCount>;  // indexed by TermKind

/// The table of SCORING.md.
Weights default_weights(Placement placement);
/// `wishes` replace `weights`, clamped to 0..4; visual at least 0.3.
void apply_wishes(Weights& weights, const WeightWishes& wishes);

/// An int16 query: <q,x> = ((dot * scale) * sigma). present is false when there is nothing to compare with: all zero, or not finite.
struct DenseQuery {
    bool present = false;
    std::vector<std::int16_t> q16;
    double sigma = 0.0, length = 0.0;  // length: Euclidean, of the query before it was quantised
};

DenseQuery quantise_query(std::span<const double> v);
/// The unweighted product of a query and a stored row. query.present must hold; sizes equal.
double dense_product(const DenseQuery& query, std::span<const std::int8_t> row, float scale);

struct WeightedEvent {
    ItemIndex item;
    double omega = 0.0;
};

/// A symbol that was touched: an event of one symbol, without an item.
struct WeightedTap {
    SymbolIndex symbol;
    double omega = 0.0;
};

struct IndexedSwitch {
    SymbolIndex symbol;
    Wish wish = Wish::kMore;
};

struct Occasion {
    double nearness = 0.0;  // o_s
    std::uint8_t festival = 0;
    bool wished = false;  // the shopper named it, whatever the date
};

/// What a plan is made from. Spans are borrowed for the call only.
struct PlanInput {
    std::span<const WeightedEvent> events;  // for `similar`: the anchor with omega 1
    std::span<const WeightedTap> taps;
    std::span<const IndexedSwitch> switches;
    std::span<const double> offsets;        // [symbols]: what wishes and corrections add to affinities; empty = nothing
    std::optional<std::uint8_t> festival;   // the wished one
    std::span<const std::uint8_t> without;  // [symbols], 1 = left out; empty = none
    std::int32_t date = 0;
    PriceWish price;                   // as it applies: the anchor's default range is already in it
    std::span<const double> category;  // [categories]: 1 more of it, -1 less; empty = no wish
    Weights weights{};
    std::array<std::span<const float>, kDenseCount> slots;  // non-empty: the query of that modality instead of the events'
    std::array<bool, kDenseCount> silent{};                 // a ranker speaks for the modality: no query
};

/// A request made ready to score items with. Independent of the view's lifetime.
struct ScoringPlan {
    Weights weights{};
    std::array<DenseQuery, kDenseCount> dense;
    std::array<bool, kDenseCount> from_slot{};
    std::vector<WeightedEvent> events;
    std::vector<double> history;   // A_s, before the spread
    std::vector<double> affinity;  // a_s
    std::vector<Occasion> occasion;
    PriceWish price;
    std::vector<double> category;  // [categories] or empty
};

ScoringPlan make_plan(const CatalogueView& view, const PlanInput& input);
/// Recomputes only what depends on the left-out symbols; the plan's other parts stay.
void replan_symbols(const CatalogueView& view, const PlanInput& input, ScoringPlan& plan);
/// The default `similar` request: no profile, nothing left out. Near blocks are made with it.
ScoringPlan similar_plan(const CatalogueView& view, ItemIndex anchor);
/// [price / 2, price * 2], or nothing when the price is not known.
PriceWish similar_price(const HotBlock& hot, ItemIndex anchor);

/// out[i] = the running sum after the dense terms; zeros where a query or vectors are missing. out: items values. O(items * dim).
void score_dense(const CatalogueView& view, const ScoringPlan& plan, std::span<double> out);
/// The running sum after the dense terms from ready products (near blocks); a modality without a query adds nothing.
double dense_sum(const ScoringPlan& plan, const std::array<double, kDenseCount>& products);
/// out[i] = dense[i] and the remaining terms. O(items + symbol rows). `out` may be `dense`.
void score_sparse(const CatalogueView& view, const ScoringPlan& plan, std::span<const double> dense, std::span<double> out);
/// The same for one item.
double score_sparse_one(const CatalogueView& view, const ScoringPlan& plan, ItemIndex item, double dense);

double presence_of(std::uint8_t presence_q);
/// 0..1; 0 when either is not known.
double price_fit(std::uint32_t price_minor, const PriceWish& wish);
double popularity_of(std::uint16_t popularity_q);
/// Inverse propensity r of an item: what everybody likes says less about one shopper.
double rarity_of(std::uint16_t popularity_q);

/// Integer dot products, the same on every target. Sizes equal, at most 1024.
std::int64_t dot_i16_i8(std::span<const std::int16_t> a, std::span<const std::int8_t> b);
std::int64_t dot_i8_i8(std::span<const std::int8_t> a, std::span<const std::int8_t> b);

}  // namespace ruyi
