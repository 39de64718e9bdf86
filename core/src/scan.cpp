#include "ruyi/scan.hpp"

#include <algorithm>
#include <cmath>

#include "dot_i8.hpp"
#include "sketch.hpp"

namespace ruyi {

namespace {

constexpr std::uint32_t kBlock = 64;       // 8 kB of 128-dimensional rows: they stay in the first-level cache for every plan
constexpr double kScanSlack = 1e-6;        // proven below
constexpr double kFixed = 0x1p40 / 255.0;  // symbol terms as whole numbers of 2^-40 per unit of presence

constexpr std::size_t index_of(TermKind term) { return static_cast<std::size_t>(term); }

/// The sparse terms of a plan, fit for adding up fast.
///
/// Error against the running sum of SCORING.md: an item has at most 4096 symbols, each |w * a * c| <= 4, each rounded here by at most
/// 255 / 2 * 2^-40 < 2e-10, in all below 5e-7; the doubles' own rounding, 8200 additions of a sum below 33000, is below 6e-8.
class SparseFigures {
public:
    SparseFigures(const CatalogueView& view, const ScoringPlan& plan) : hot_(*view.hot) {
        const double symbols = plan.weights[index_of(TermKind::kSymbols)], occasion = plan.weights[index_of(TermKind::kOccasion)];
        popularity_ = plan.weights[index_of(TermKind::kPopularity)] / 65535.0;
        category_ = plan.category;
        category_weight_ = plan.weights[index_of(TermKind::kCategory)];
        if (plan.price.given()) price_ = plan.weights[index_of(TermKind::kPrice)];
        low_ = plan.price.low.value_or(0.0);
        high_ = plan.price.high.value_or(static_cast<double>(kUnknownPrice));
        per_low_ = 1.0 / std::max(1.0, low_);
        per_high_ = 1.0 / std::max(1.0, high_);
        if (symbols == 0.0 && occasion == 0.0) return;
        table_.reserve(view.symbols);
        for (std::size_t s = 0; s < view.symbols; ++s) {
            const double value = (symbols * plan.affinity[s] + occasion * plan.occasion[s].nearness) * kFixed;
            table_.push_back(static_cast<std::int64_t>(value + (value < 0.0 ? -0.5 : 0.5)));
        }
    }

    /// figures[i] = dense[i] and the sparse terms of item first + i, within kScanSlack. `prefix` is room that is used again.
    void add(std::uint32_t first, std::uint32_t count, const double* dense, double* figures, std::vector<std::int64_t>& prefix) const {
        for (std::uint32_t i = 0; i < count; ++i) figures[i] = dense[i] + popularity_ * static_cast<double>(hot_.popularity_q[first + i]);
        if (!table_.empty()) add_symbols(first, count, figures, prefix);
        for (std::uint32_t i = 0; !category_.empty() && i < count; ++i)
            figures[i] += category_weight_ * category_[hot_.item_category[first + i]];
        if (price_ == 0.0) return;
        for (std::uint32_t i = 0; i < count; ++i) figures[i] += price_ * fit(hot_.price_minor[first + i]);
    }

private:
    // One running sum over the symbols of all items in the block: an inner loop for each item would stumble over its own end.
    void add_symbols(std::uint32_t first, std::uint32_t count, double* figures, std::vector<std::int64_t>& prefix) const {
        const std::uint32_t begin = hot_.symbol.begin(first), end = hot_.symbol.begin(first + count);
        if (prefix.size() < end - begin + std::size_t{1}) prefix.resize(end - begin + std::size_t{1});
        std::int64_t sum = 0;
        std::int64_t* out = prefix.data();
        *out++ = 0;
        for (std::uint32_t r = begin; r < end; ++r) {
            sum += table_[hot_.symbol_index[r]] * hot_.symbol_presence_q[r];
            *out++ = sum;
        }
        for (std::uint32_t i = 0; i < count; ++i) {
            const std::int64_t own = prefix[hot_.symbol.end(first + i) - begin] - prefix[hot_.symbol.begin(first + i) - begin];
            figures[i] += static_cast<double>(own) * 0x1p-40;
        }
    }

    double fit(std::uint32_t price_minor) const {
        const double price = static_cast<double>(price_minor);
        const double off = price < low_ ? (low_ - price) * per_low_ : price > high_ ? (price - high_) * per_high_ : 0.0;
        return price_minor == kUnknownPrice || off >= 1.0 ? 0.0 : 1.0 - off;
    }

    const HotBlock& hot_;
    std::vector<std::int64_t> table_;   // by symbol; empty: no symbol terms
    std::span<const double> category_;  // the plan's own
    double category_weight_ = 0.0, popularity_ = 0.0, price_ = 0.0, low_ = 0.0, high_ = 0.0, per_low_ = 1.0, per_high_ = 1.0;
};

void dots_of(const std::int16_t* query, const std::int8_t* rows, std::uint32_t dim, std::uint32_t count, double* dots) {
    std::uint32_t r = 0;
    for (; dim <= kDotChunk && r + 4 <= count; r += 4) {
        std::int32_t four[4];
        dot_four_rows(query, rows + std::size_t{r} * dim, dim, four);
        for (std::uint32_t i = 0; i < 4; ++i) dots[r + i] = static_cast<double>(four[i]);
    }
    for (; r < count; ++r) dots[r] = static_cast<double>(dot_i16_i8(query, rows + std::size_t{r} * dim, dim));
}

/// Adds one modality's term of the items from `first` on, exactly. The items lie in one chunk.
void add_dense_term(const CatalogueView& view, const ScoringPlan& plan, std::size_t m, std::uint32_t first, std::uint32_t count,
                    double* out) {
    const ModalityView& modality = view.dense[m];
    const DenseQuery& query = plan.dense[m];
    const VectorsBlock::Part& chunk = modality.chunks[first / modality.rows_per_chunk];
    const std::uint32_t row = first % modality.rows_per_chunk;
    double dots[kBlock];
    dots_of(query.q16.data(), chunk.q.data() + std::size_t{row} * modality.dim, modality.dim, count, dots);
    const float* scale = chunk.scale.data() + row;
    const double weight = plan.weights[m], sigma = query.sigma;
    for (std::uint32_t i = 0; i < count; ++i) out[i] += weight * ((dots[i] * static_cast<double>(scale[i])) * sigma);
}

bool has_dense_term(const CatalogueView& view, const ScoringPlan& plan, std::size_t m) {
    return plan.dense[m].present && view.dense[m].loaded() && plan.weights[m] != 0.0;
}

/// out[i] = the running sum after the dense terms of item first + i, exactly.
void dense_sums(const CatalogueView& view, const ScoringPlan& plan, std::uint32_t first, std::uint32_t count, double* out) {
    std::fill_n(out, count, 0.0);
    for (std::size_t m = 0; m < kDenseCount; ++m) {
        if (has_dense_term(view, plan, m)) add_dense_term(view, plan, m, first, count, out);
    }
}

/// The dense terms of a plan block by block: bounds where a sketch gives them, exact sums where they are asked for.
class DenseFigures {
public:
    DenseFigures(const CatalogueView& view, const ScoringPlan& plan) : view_(view), plan_(plan) {
        for (std::size_t m = 0; m < kDenseCount; ++m) {
            if (!has_dense_term(view, plan, m) || view.dense[m].sketch == nullptr) continue;
            sketched_[m] = true;
            query_[m] = view.dense[m].sketch->query_of(plan.dense[m]);
        }
    }

    /// After it, the exact sum of item first + i is within reach[i] of middle[i].
    void bound(std::uint32_t first, std::uint32_t count) {
        first_ = first;
        std::fill_n(middle, count, 0.0);
        std::fill_n(reach, count, 0.0);
        known_ = sketched_[kDenseVisual] || sketched_[kDenseText] ? 0 : ~std::uint64_t{0};
        for (std::size_t m = 0; m < kDenseCount; ++m) {
            if (sketched_[m]) {
                add_bounds(m, count);
            } else if (has_dense_term(view_, plan_, m)) {
                add_dense_term(view_, plan_, m, first, count, middle);
            }
        }
    }
    /// The exact sum of an item of the block.
    double exact(std::uint32_t i) {
        if ((known_ >> i & 1) != 0) return middle[i];
        dense_sums(view_, plan_, first_ + i, 1, &middle[i]);
        reach[i] = 0.0;
        known_ |= std::uint64_t{1} << i;
        return middle[i];
    }

    double middle[kBlock], reach[kBlock];

private:
    void add_bounds(std::size_t m, std::uint32_t count) {
        const std::uint32_t lead = first_ % 4;
        float some[kBlock + 4], far[kBlock + 4];
        view_.dense[m].sketch->bounds(query_[m], first_ / 4, (lead + count + 3) / 4, some, far);
        const double weight = plan_.weights[m];
        for (std::uint32_t i = 0; i < count; ++i) {
            middle[i] += weight * static_cast<double>(some[lead + i]);
            reach[i] += weight * static_cast<double>(far[lead + i]);
        }
    }

    const CatalogueView& view_;
    const ScoringPlan& plan_;
    std::array<bool, kDenseCount> sketched_{};
    std::array<VectorSketch::Query, kDenseCount> query_;
    std::uint32_t first_ = 0;
    std::uint64_t known_ = 0;  // of the block's items: which sums in `middle` are exact
};
static_assert(kBlock == 64, "one bit an item");

/// Calls visit(first, count) for blocks that end where a chunk of vectors ends.
template <class Visit>
void for_each_block(const CatalogueView& view, Visit visit) {
    std::uint32_t chunk = view.items;
    for (const ModalityView& modality : view.dense) {
        if (modality.loaded()) chunk = std::min(chunk, modality.rows_per_chunk);
    }
    for (std::uint32_t begin = 0; begin < view.items; begin += chunk) {
        const std::uint32_t end = view.items - begin < chunk ? view.items : begin + chunk;
        for (std::uint32_t first = begin; first < end; first += kBlock) visit(first, std::min(kBlock, end - first));
    }
}

/// The best k so far; its front is the worst of them.
class BestList {
public:
    explicit BestList(std::size_t k) : k_(k) { heap_.reserve(k); }
    /// No score below it can enter.
    double bar() const { return bar_; }
    void offer(ScoredItem one) {
        if (heap_.size() == k_) {
            if (!before(one, heap_.front())) return;
            std::pop_heap(heap_.begin(), heap_.end(), before);
            heap_.back() = one;
        } else {
            heap_.push_back(one);
        }
        std::push_heap(heap_.begin(), heap_.end(), before);
        if (heap_.size() == k_) bar_ = heap_.front().score;
    }
    std::vector<ScoredItem> take() {
        std::sort_heap(heap_.begin(), heap_.end(), before);
        return std::move(heap_);
    }

private:
    static bool before(const ScoredItem& a, const ScoredItem& b) { return ranks_before(a.score, a.item, b.score, b.item); }
    std::size_t k_;
    double bar_ = -HUGE_VAL;
    std::vector<ScoredItem> heap_;
};

/// Questions with the same dense terms: [begin, end) of the list.
struct Group {
    const ScoringPlan* plan;
    std::size_t begin, end;
    DenseFigures dense;
};

const ScoringPlan* dense_of(const RankQuestion& question) { return question.dense != nullptr ? question.dense : question.plan; }

std::vector<Group> groups_of(const CatalogueView& view, std::span<const RankQuestion> questions) {
    std::vector<Group> groups;
    for (std::size_t q = 0; q < questions.size(); ++q) {
        const ScoringPlan* plan = dense_of(questions[q]);
        if (groups.empty() || groups.back().plan != plan) groups.push_back({plan, q, q, DenseFigures(view, *plan)});
        groups.back().end = q + 1;
    }
    return groups;
}

/// What a pass knows of one question: its plan's figures (shared with the questions before it where the plan is the same) and the bar.
struct Asked {
    std::size_t figures = 0;
    double own = 0.0;
};

}  // namespace

double score_one(const CatalogueView& view, const ScoringPlan& plan, ItemIndex item) {
    double dense = 0.0;
    dense_sums(view, plan, item.value, 1, &dense);
    return score_sparse_one(view, plan, item, dense);
}

std::vector<ScoredItem> best_items(const CatalogueView& view, const ScoringPlan& plan, std::span<const std::uint8_t> eligible,
                                   std::size_t k) {
    if (k == 0) return {};
    const SparseFigures sparse(view, plan);
    DenseFigures dense(view, plan);
    BestList best(std::min<std::size_t>(k, view.items));
    std::vector<std::int64_t> prefix;
    for_each_block(view, [&](std::uint32_t first, std::uint32_t count) {
        double figures[kBlock];
        dense.bound(first, count);
        sparse.add(first, count, dense.middle, figures, prefix);
        for (std::uint32_t i = 0; i < count; ++i) {
            if (figures[i] + dense.reach[i] + kScanSlack < best.bar() || eligible[first + i] == 0) continue;
            const double rough = dense.middle[i], sum = dense.exact(i);
            if (figures[i] + (sum - rough) + kScanSlack < best.bar()) continue;
            const ItemIndex item{first + i};
            best.offer({item, score_sparse_one(view, plan, item, sum)});
        }
    });
    return best.take();
}

namespace {

/// How many eligible items of the block rank before the question's. What it learns stays in `dense` and `figures`.
std::uint32_t count_before(const CatalogueView& view, const RankQuestion& question, double own, std::uint32_t first, std::uint32_t count,
                           std::span<const std::uint8_t> eligible, DenseFigures& dense, double* figures) {
    std::uint32_t before = 0;
    for (std::uint32_t i = 0; i < count; ++i) {
        if (figures[i] + dense.reach[i] + kScanSlack < own || eligible[first + i] == 0) continue;
        if (figures[i] - dense.reach[i] - kScanSlack > own) {
            ++before;
            continue;
        }
        const double rough = dense.middle[i], sum = dense.exact(i);
        figures[i] += sum - rough;
        if (figures[i] + kScanSlack < own) continue;
        const ItemIndex item{first + i};
        before += figures[i] - kScanSlack > own || ranks_before(score_sparse_one(view, *question.plan, item, sum), item, own, question.item)
                      ? 1
                      : 0;
    }
    return before;
}

}  // namespace

void answer_ranks(const CatalogueView& view, std::span<const std::uint8_t> eligible, std::span<RankQuestion> questions) {
    std::vector<SparseFigures> sparse;
    std::vector<Asked> asked(questions.size());
    for (std::size_t q = 0; q < questions.size(); ++q) {
        if (q == 0 || questions[q].plan != questions[q - 1].plan) sparse.emplace_back(view, *questions[q].plan);
        asked[q] = {sparse.size() - 1, score_one(view, *questions[q].plan, questions[q].item)};
        questions[q].rank = eligible[questions[q].item.value] != 0 ? 1 : 0;
    }
    std::vector<Group> groups = groups_of(view, questions);
    std::vector<std::int64_t> prefix;
    for_each_block(view, [&](std::uint32_t first, std::uint32_t count) {
        double figures[kBlock];
        for (Group& group : groups) {
            group.dense.bound(first, count);
            std::size_t ready = sparse.size();  // whose figures `figures` holds
            for (std::size_t q = group.begin; q < group.end; ++q) {
                if (questions[q].rank == 0) continue;
                if (ready != asked[q].figures) sparse[asked[q].figures].add(first, count, group.dense.middle, figures, prefix);
                ready = asked[q].figures;
                questions[q].rank += count_before(view, questions[q], asked[q].own, first, count, eligible, group.dense, figures);
            }
        }
    });
}

}  // namespace ruyi
