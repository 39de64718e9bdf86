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

/// One entry per item with its omegas added up from the newest event backwards; ascending by the item's last event.
std::vector<WeightedEvent> merged(std::span<const WeightedEvent> events) {
    std::vector<WeightedEvent> merged;
    for (std::size_t e = events.size(); e-- > 0;) {
        const auto same = [&](const WeightedEvent& one) { return one.item == events[e].item; };
        const auto known = std::find_if(merged.begin(), merged.end(), same);
        if (known == merged.end()) {
            merged.push_back(events[e]);
        } else {
            known->omega += events[e].omega;
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
    for (std::uint32_t g = 0; g < spec.block_count; ++g) blocks_.push_back(shard.ranker_block(spec, g));
    for (std::size_t m = 0; m < spec.modalities.size(); ++m) {
        RowTable& part = parts_.emplace_back(RowTable{spec.dim(), spec.items_per_block, {}});
        for (const RankerBlock* block : blocks_) part.chunks.push_back(block->parts[m]);
        terms_.push_back({slot_of(spec.modalities[m].name), m, spec.modalities[m].weight * spec.modalities[m].gain, {}, {}, {}, 1.0});
    }
    if (spec.modalities.empty()) terms_.push_back({kShareGraph, 0, spec.weight, {}, {}, {}, 1.0});
    if (spec.rule == RankerRule::kLastItem) last_ = table(&RankerBlock::last);
    if (spec.rule == RankerRule::kGraphSpread && !parts_.empty()) entity_ = {spec.dim(), view.symbols, {blocks_.front()->entity}};
}

RowTable AppliedRanker::table(Int8Rows RankerBlock::*member) const {
    RowTable rows{spec_->dim(), spec_->items_per_block, {}};
    for (const RankerBlock* block : blocks_) rows.chunks.push_back(block->*member);
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
    without_.assign(without.begin(), without.end());
    const bool bounded = spec_->rule == RankerRule::kRidge || spec_->rule == RankerRule::kAttention;
    if (bounded && events_.size() > kMostRuleItems)
        events_.erase(events_.begin(), events_.end() - static_cast<std::ptrdiff_t>(kMostRuleItems));
    for (Term& term : terms_) {
        if (!parts_.empty()) {
            if (!has_head()) plan_vectors(term);
        } else if (spec_->rule == RankerRule::kNeighbours) {
            plan_neighbours(term);
        } else {
            plan_walk(term);
        }
    }
}

EventRows AppliedRanker::rows_of(const Term& term) const {
    const RowTable& vectors = parts_[term.part];
    switch (spec_->rule) {
        case RankerRule::kRidge: return ridge_rows(vectors, events_, spec_->lambda);
        case RankerRule::kLastItem:
            return term.slot == kShareSequence ? last_item_rows(last_, events_) : decayed_mean_rows(vectors, events_);
        case RankerRule::kAttention:
            return attention_rows(vectors, {spec_->dim(), spec_->items_per_block, blocks_}, blocks_.front()->head, spec_->temperature,
                                  events_);
        case RankerRule::kGraphSpread: return GraphWalk(*view_, vectors, entity_, spec_->hops, spec_->decay, without_).rows(events_);
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
        const RankerBlock& block = *blocks_[event.item.value / spec_->items_per_block];
        const std::size_t row = event.item.value % spec_->items_per_block;
        for (std::uint32_t n = block.neighbour.begin(row); n < block.neighbour.end(row); ++n)
            term.values[block.neighbour_index[n]] += event.omega * static_cast<double>(block.neighbour_weight[n]);
    }
    term.norm = 0.0;
    for (const double x : term.values) term.norm = std::max(term.norm, std::fabs(x));
}

void AppliedRanker::plan_walk(Term& term) {
    const GraphWalk walk(*view_, none_, none_, spec_->hops, spec_->decay, without_);
    term.rows = walk.rows(events_);
    std::vector<double> sum(walk.row_size(), 0.0);
    for (std::size_t e = 0; e < events_.size(); ++e) {
        for (std::size_t s = 0; s < sum.size(); ++s) sum[s] += term.rows[e * sum.size() + s];
    }
    term.values.assign(view_->items, 0.0);
    term.norm = 0.0;
    for (std::uint32_t i = 0; i < view_->items; ++i) {
        term.values[i] = walk.presence_product(sum, ItemIndex{i});
        term.norm = std::max(term.norm, std::fabs(term.values[i]));
    }
}

double AppliedRanker::value(const Term& term, ItemIndex item) const {
    if (!term.values.empty()) return term.norm == 0.0 ? 0.0 : term.weight * (term.values[item.value] / term.norm);
    if (!term.query.present) return 0.0;
    const RowTable& vectors = parts_[term.part];
    return term.weight * dense_product(term.query, vectors.row(item.value), vectors.scale(item.value));
}

double AppliedRanker::share(const Term& term, std::size_t event, ItemIndex item) const {
    if (!parts_.empty()) {
        if (!term.query.present || term.rows.empty()) return 0.0;
        const RowTable& vectors = parts_[term.part];
        const std::span<const double> row = std::span(term.rows).subspan(event * vectors.dim, vectors.dim);
        return term.weight * (row_product(row, vectors.row(item.value), vectors.scale(item.value)) / term.query.length);
    }
    if (term.norm == 0.0) return 0.0;
    if (spec_->rule == RankerRule::kNeighbours) {
        const std::uint32_t from = events_[event].item.value;
        const double weight = neighbour_weight(*blocks_[from / spec_->items_per_block], from % spec_->items_per_block, item);
        return term.weight * (events_[event].omega * weight / term.norm);
    }
    const GraphWalk walk(*view_, none_, none_, 1, 0.0, without_);
    return term.weight * (walk.presence_product(std::span(term.rows).subspan(event * walk.row_size(), walk.row_size()), item) / term.norm);
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
    if (!walks()) return {};
    return GraphWalk(*view_, parts_.empty() ? none_ : parts_.front(), entity_, spec_->hops, spec_->decay, without_).path(from, to);
}

}  // namespace ruyi
