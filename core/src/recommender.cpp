#include "ruyi/recommender.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "json/profile_edit_json.hpp"
#include "json/profile_json.hpp"
#include "json/recommendation_json.hpp"
#include "json/request_json.hpp"
#include "json/stock_json.hpp"
#include "order.hpp"
#include "recommend.hpp"
#include "wished_blocks.hpp"

namespace ruyi {

namespace {

Result<void> fits_modality(const Shard& shard, std::string_view modality, std::size_t size) {
    const auto& known = shard.manifest().modalities;
    const auto match = std::find_if(known.begin(), known.end(), [&](const Modality& one) { return one.name == modality; });
    if (match == known.end()) return Error{ErrorCode::kDimensionMismatch, concat({"the shard has no modality ", modality})};
    if (match->dim == size) return {};
    return Error{ErrorCode::kDimensionMismatch, concat({"the shard's modality ", modality, " has ", std::to_string(match->dim),
                                                        " dimensions, the vector ", std::to_string(size)})};
}

/// Whether a block is of a kind that no plain shelf reads.
bool needs_rest(const Manifest& manifest, std::string_view name) {
    for (const BlockEntry& block : manifest.blocks) {
        if (block.name == name) return block.kind > BlockKind::kCards;
    }
    return false;
}

}  // namespace

struct Recommender::State {
    std::uint64_t budget_bytes = 0;
    Parts parts = Parts::kAll;
    std::optional<Shard> shard;
    Sketches sketches;  // once all vectors are attached
    Profile profile;
    Slots slots;

    Result<Shard*> opened() {
        if (!shard) return Error{ErrorCode::kInvalidState, "no shard is open: call open first"};
        return &*shard;
    }
    Result<void> set_vector(std::string_view slot, std::span<const float> vector);
    bool shelf_only() const { return parts == Parts::kShelf; }
    /// They only make ranking faster, so a shelf that comes before the rest does without.
    void sketch() {
        if (!shelf_only() && shard && shard->all_vectors()) sketches = sketches_of(*shard);
    }
};

Recommender::Recommender(std::uint64_t budget_bytes, Parts parts) : state_(std::make_unique<State>()) {
    state_->budget_bytes = budget_bytes;
    state_->parts = parts;
}
Recommender::~Recommender() = default;

void Recommender::complete() {
    if (!state_->shelf_only()) return;
    state_->parts = Parts::kAll;
    state_->sketch();
}

Result<std::string> Recommender::open(std::string_view manifest_json) {
    if (state_->shard) return Error{ErrorCode::kInvalidState, "a shard is open already: destroy this handle and create another"};
    auto shard = Shard::open(manifest_json, state_->budget_bytes);
    if (!shard) return shard.error();
    state_->shard.emplace(std::move(shard.value()));
    return opened_json(state_->shard->manifest());
}

Result<std::string> Recommender::blocks_for(std::string_view wish_json) const {
    auto shard = state_->opened();
    return shard ? wished_blocks(*shard.value(), wish_json, state_->parts) : Result<std::string>(shard.error());
}

Result<void> Recommender::attach(std::string_view name, const std::uint8_t* data, std::uint32_t bytes, void (*free)(const std::uint8_t*)) {
    auto shard = state_->opened();
    if (!shard) return shard.error();
    if (state_->shelf_only() && needs_rest(shard.value()->manifest(), name)) return rest_missing();
    const bool complete = shard.value()->all_vectors();
    if (auto attached = shard.value()->attach(name, BlockBytes{data, bytes, free}); !attached) return attached;
    if (!complete) state_->sketch();
    return {};
}

Result<void> Recommender::set_profile(std::string_view profile_json) {
    if (profile_json.empty()) {
        state_->profile = Profile{};
        return {};
    }
    auto profile = parse_profile(profile_json, state_->parts);
    if (!profile) return profile.error();
    state_->profile = std::move(profile.value());
    return {};
}

Result<std::string> Recommender::edit_profile(std::string_view edit_json) const {
    if (state_->shelf_only()) return rest_missing();
    return ruyi::edit_profile(edit_json, state_->shard ? &*state_->shard : nullptr);
}

Result<std::string> Recommender::set_stock(std::string_view stock_json) {
    if (state_->shelf_only()) return rest_missing();
    auto shard = state_->opened();
    if (!shard) return shard.error();
    std::vector<StockChange> changes;
    if (!stock_json.empty()) {
        auto parsed = parse_stock(stock_json);
        if (!parsed) return parsed.error();
        changes = std::move(parsed.value());
    }
    auto unknown = shard.value()->set_stock(changes);
    if (!unknown) return unknown.error();
    return stock_answer(changes.size() - unknown.value().size(), unknown.value());
}

RUYI_REST Result<void> Recommender::State::set_vector(std::string_view slot, std::span<const float> vector) {
    const auto open = opened();
    if (!open) return open.error();
    const auto index = Slots::find(slot);
    if (!index) return Error{ErrorCode::kInvalidArgument, concat({"there is no slot \"", excerpt(slot), "\""})};
    std::vector<float>& stored = slots.vectors[*index];
    if (vector.empty()) {
        stored.clear();
        return {};
    }
    if (Slots::kModality[*index] != Slots::kOfRankers) {  // a ranker's width is compared when a request names it
        if (auto fits = fits_modality(*open.value(), Slots::kModality[*index] == kDenseVisual ? "visual" : "text", vector.size()); !fits)
            return fits;
    }
    bool all_zero = true;
    for (const float x : vector) {
        if (!std::isfinite(x)) return Error{ErrorCode::kInvalidArgument, "the vector holds a value that is not finite"};
        all_zero = all_zero && x == 0.0F;
    }
    if (all_zero) return Error{ErrorCode::kInvalidArgument, "the vector is zero: it has no direction"};
    stored.assign(vector.begin(), vector.end());
    return {};
}

Result<void> Recommender::set_vector(std::string_view slot, std::span<const float> vector) {
    if (state_->shelf_only()) return rest_missing();
    return state_->set_vector(slot, vector);
}

Result<std::string> Recommender::recommend(std::string_view request_json) const {
    auto shard = state_->opened();
    if (!shard) return shard.error();
    auto request = parse_request(request_json, state_->parts);
    if (!request) return request.error();
    auto answer = ruyi::recommend(*shard.value(), state_->profile, state_->slots, request.value(), &state_->sketches);
    if (!answer) return answer.error();
    return recommendation_json(answer.value(), *shard.value());
}

}  // namespace ruyi
