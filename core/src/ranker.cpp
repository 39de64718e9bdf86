#include "ranker.hpp"

#include <algorithm>
#include <cmath>

#include "order.hpp"
#include "recommend.hpp"
#include "shard_layout.hpp"

namespace ruyi {

namespace {

constexpr TermKind kWeightOfSlot[kShareSlots] = {TermKind::kVisual, TermKind::kText, TermKind::kGraph, TermKind::kSequence};

std::size_t slot_of(std::string_view modality) {
    if (modality == "visual") return kDenseVisual;
    if (modality == "text") return kDenseText;
    return modality == "sequence" ? kShareSequence : kShareGraph;
}

double weight_of(const Weights& weights, std::size_t slot) { return weights[static_cast<std::size_t>(kWeightOfSlot[slot])]; }

/// One entry for each of the newest kMostRuleItems items, its omegas added up from the newest event backwards; ascending by the item's last
/// event.
std::vector<WeightedEvent> merged(std::span<const WeightedEvent> events) {
    std::vector<WeightedEvent> merged;
    for (std::size_t e = events.size(); e-- > 0;) {
        const auto same = [&](const WeightedEvent& one) { return one.item == events[e].item; };
        const auto known = std::find_if(merged.begin(), merged.end(), same);
        if (known != merged.end()) {
            known->omega += events[e].omega;
        } else if (merged.size() < kMostRuleItems) {
            merged.push_back(events[e]);
        }
    }
    std::reverse(merged.begin(), merged.end());
    return merged;
}

double row_product(std::span<const double> row, std::span<const std::int8_t> q, float scale) {
    double sum = 0.0;
    for (std::size_t d = 0; d < row.size(); ++d) sum += row[d] * static_cast<double>(q[d]);
    return sum * static_cast<double>(scale);
}

}  // namespace

AppliedRanker::AppliedRanker(const Shard& shard, const CatalogueView& view, const RankerSpec& spec) : view_(&view), spec_(&spec) {
    const auto tables = std::make_shared<Tables>();
    for (std::uint32_t g = 0; g < spec.block_count; ++g) tables->blocks.push_back(shard.ranker_block(spec, g));
    for (std::size_t m = 0; m < spec.modalities.size(); ++m) {
        RowTable& part = tables->parts.emplace_back(RowTable{spec.dim(), spec.items_per_block, {}});
        for (const RankerBlock* block : tables->blocks) part.chunks.push_back(block->parts[m]);
        terms_.push_back({slot_of(spec.modalities[m].name), m, spec.modalities[m].weight * spec.modalities[m].gain, {}, {}, {}, 1.0});
    }
    if (spec.modalities.empty()) terms_.push_back({kShareGraph, 0, spec.weight, {}, {}, {}, 1.0});
    if (spec.rule == RankerRule::kLastItem) tables->last = tables->of(spec, &RankerBlock::last);
    if (walks() && !tables->parts.empty()) tables->entity = {spec.dim(), view.symbols, {tables->blocks.front()->entity}};
    tables_ = tables;
}

RowTable AppliedRanker::Tables::of(const RankerSpec& spec, Int8Rows RankerBlock::*member) const {
    RowTable rows{spec.dim(), spec.items_per_block, {}};
    for (const RankerBlock* block : blocks) rows.chunks.push_back(block->*member);
    return rows;
}

Result<AppliedRanker> AppliedRanker::create(const Shard& shard, const CatalogueView& view, std::string_view name, const Slots& slots) {
    const auto found = find_ranker(shard.manifest(), name);
    if (!found) return found.error();
    if (!shard.ranker_loaded(*found.value()))
        return Error{ErrorCode::kMissingBlock, concat({"every block of the ranker \"", name, "\" must be attached before it speaks"})};
    AppliedRanker ranker(shard, view, *found.value());
    if (ranker.has_head()) {
        if (auto taken = ranker.take_slots(slots); !taken) return taken.error();
    }
    return ranker;
}

Result<void> AppliedRanker::take_slots(const Slots& slots) {
    for (Term& term : terms_) {
        const auto slot = Slots::find(term.slot == kShareSequence ? "ranker.sequence" : "ranker.graph");
        const std::vector<float>& vector = slots.vectors[*slot];
        const std::string_view name = Slots::kNames[*slot];
        if (vector.empty())
            return Error{ErrorCode::kInvalidState,
                         concat({"the slot \"", name, "\" holds no vector: run the ranker's head and set it first"})};
        if (vector.size() > spec_->dim() || vector.size() + 16 <= spec_->dim())
            return Error{ErrorCode::kDimensionMismatch, concat({"the slot \"", name, "\" holds ", std::to_string(vector.size()),
                                                                " values; the ranker's vectors have ", std::to_string(spec_->dim())})};
        std::vector<double> padded(vector.begin(), vector.end());
        padded.resize(spec_->dim(), 0.0);
        term.query = quantise_query(padded);
    }
    return {};
}

bool AppliedRanker::silences(std::size_t modality) const {
    return std::any_of(spec_->modalities.begin(), spec_->modalities.end(), [&](const RankerModality& one) {
        return one.name == "fused" || (one.name == "visual" && modality == kDenseVisual) || (one.name == "text" && modality == kDenseText);
    });
}

void AppliedRanker::set_history(std::span<const WeightedEvent> events, std::span<const std::uint8_t> without) {
    events_ = merged(events);
    const bool with_vectors = !tables_->parts.empty();
    if (walks()) {
        walk_ = std::make_shared<GraphWalk>(*view_, with_vectors ? tables_->parts.front() : tables_->none, tables_->entity, spec_->hops,
                                            spec_->decay, without);
    }
    for (Term& term : terms_) {
        if (with_vectors) {
            if (!has_head()) plan_vectors(term);
        } else if (spec_->rule == RankerRule::kNeighbours) {
            plan_neighbours(term);
        } else {
            plan_walk(term);
        }
    }
}

AppliedRanker AppliedRanker::with_history(std::span<const WeightedEvent> events, std::span<const std::uint8_t> without) const {
    AppliedRanker other(*view_, *spec_, tables_);
    for (const Term& term : terms_)
        other.terms_.push_back({term.slot, term.part, term.weight, {}, has_head() ? term.query : DenseQuery{}, {}, 1.0});
    other.set_history(events, without);
    return other;
}

// Without the item that is last another one speaks in its place, so what it brought is not what its absence takes away.
bool AppliedRanker::exact_without(ItemIndex item) const {
    if (!shares_are_exact(spec_->rule)) return false;
    if (spec_->rule != RankerRule::kLastItem) return true;
    const auto last = std::find_if(events_.rbegin(), events_.rend(), [](const WeightedEvent& one) { return one.omega > 0.0; });
    return last == events_.rend() || last->item != item;
}

EventRows AppliedRanker::rows_of(const Term& term) const {
    const RowTable& vectors = tables_->parts[term.part];
    switch (spec_->rule) {
        case RankerRule::kRidge: return ridge_rows(vectors, events_, spec_->lambda);
        case RankerRule::kLastItem:
            return term.slot == kShareSequence ? last_item_rows(tables_->last, events_) : decayed_mean_rows(vectors, events_);
        case RankerRule::kAttention:
            return attention_rows(vectors, {spec_->dim(), spec_->items_per_block, tables_->blocks}, tables_->blocks.front()->head,
                                  spec_->temperature, events_);
        case RankerRule::kGraphSpread: return walk_->rows(events_);
        default: return decayed_mean_rows(vectors, events_);
    }
}

void AppliedRanker::plan_vectors(Term& term) {
    term.rows = rows_of(term);
    std::vector<double> sum(spec_->dim(), 0.0);
    for (std::size_t e = 0; e < events_.size(); ++e) {
        for (std::size_t d = 0; d < sum.size(); ++d) sum[d] += term.rows[e * sum.size() + d];
    }
    term.query = quantise_query(sum);
}

void AppliedRanker::plan_neighbours(Term& term) {
    term.values.assign(view_->items, 0.0);
    for (const WeightedEvent& event : events_) {
        const RankerBlock& block = *tables_->blocks[event.item.value / spec_->items_per_block];
        const std::size_t row = event.item.value % spec_->items_per_block;
        for (std::uint32_t n = block.neighbour.begin(row); n < block.neighbour.end(row); ++n)
            term.values[block.neighbour_index[n]] += event.omega * static_cast<double>(block.neighbour_weight[n]);
    }
    term.norm = 0.0;
    for (const double x : term.values) term.norm = std::max(term.norm, std::fabs(x));
}

void AppliedRanker::plan_walk(Term& term) {
    term.rows = walk_->rows(events_);
    std::vector<double> sum(walk_->row_size(), 0.0);
    for (std::size_t e = 0; e < events_.size(); ++e) {
        for (std::size_t s = 0; s < sum.size(); ++s) sum[s] += term.rows[e * sum.size() + s];
    }
    term.values.assign(view_->items, 0.0);
    term.norm = 0.0;
    for (std::uint32_t i = 0; i < view_->items; ++i) {
        term.values[i] = walk_->presence_product(sum, ItemIndex{i});
        term.norm = std::max(term.norm, std::fabs(term.values[i]));
    }
}

double AppliedRanker::value(const Term& term, ItemIndex item) const {
    if (!term.values.empty()) return term.norm == 0.0 ? 0.0 : term.weight * (term.values[item.value] / term.norm);
    if (!term.query.present) return 0.0;
    const RowTable& vectors = tables_->parts[term.part];
    return term.weight * dense_product(term.query, vectors.row(item.value), vectors.scale(item.value));
}

double AppliedRanker::share(const Term& term, std::size_t event, ItemIndex item) const {
    if (!tables_->parts.empty()) {
        if (!term.query.present || term.rows.empty()) return 0.0;
        const RowTable& vectors = tables_->parts[term.part];
        const std::span<const double> row = std::span(term.rows).subspan(event * vectors.dim, vectors.dim);
        return term.weight * (row_product(row, vectors.row(item.value), vectors.scale(item.value)) / term.query.length);
    }
    if (term.norm == 0.0) return 0.0;
    if (spec_->rule == RankerRule::kNeighbours) {
        const std::uint32_t from = events_[event].item.value;
        const double weight = neighbour_weight(*tables_->blocks[from / spec_->items_per_block], from % spec_->items_per_block, item);
        return term.weight * (events_[event].omega * weight / term.norm);
    }
    const std::span<const double> row = std::span(term.rows).subspan(event * walk_->row_size(), walk_->row_size());
    return term.weight * (walk_->presence_product(row, item) / term.norm);
}

void AppliedRanker::add_terms(const Weights& weights, std::span<double> scores) const {
    for (const Term& term : terms_) {
        const double weight = weight_of(weights, term.slot);
        if (weight == 0.0 || (term.values.empty() && !term.query.present)) continue;
        for (std::uint32_t i = 0; i < scores.size(); ++i) scores[i] += weight * value(term, ItemIndex{i});
    }
}

double AppliedRanker::term(const Weights& weights, std::size_t slot, ItemIndex item) const {
    double sum = 0.0;
    for (const Term& term : terms_) {
        if (term.slot == slot && weight_of(weights, slot) != 0.0) sum += weight_of(weights, slot) * value(term, item);
    }
    return sum;
}

void AppliedRanker::add_shares(const Weights& weights, ItemIndex item, std::vector<ItemShare>& shares) const {
    if (has_head()) return;
    for (std::size_t e = 0; e < events_.size(); ++e) {
        const auto same = [&](const ItemShare& one) { return one.item == events_[e].item; };
        auto known = std::find_if(shares.begin(), shares.end(), same);
        if (known == shares.end()) known = shares.insert(shares.end(), ItemShare{events_[e].item, {}});
        for (const Term& term : terms_) known->value[term.slot] += weight_of(weights, term.slot) * share(term, e, item);
    }
}

std::vector<SymbolIndex> AppliedRanker::path(ItemIndex from, ItemIndex to) const {
    return walk_ ? walk_->path(from, to) : std::vector<SymbolIndex>();
}

}  // namespace ruyi
