#include "ruyi/recommender.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "json/ask_json.hpp"
#include "json/profile_json.hpp"
#include "json/recommendation_json.hpp"
#include "json/request_json.hpp"
#include "order.hpp"
#include "recommend.hpp"
#include "ruyi/ask.hpp"
#include "ruyi/pixels.hpp"
#include "ruyi/seeing.hpp"
#include "ruyi/text.hpp"
#include "shard_layout.hpp"

namespace ruyi {

namespace {

/// Collects block names: each once, attached ones left out.
class NameList {
public:
    explicit NameList(const Shard& shard) : shard_(shard) {}
    bool lists(const std::string& name) const {
        const auto& blocks = shard_.manifest().blocks;
        return std::any_of(blocks.begin(), blocks.end(), [&](const BlockEntry& block) { return block.name == name; });
    }
    void add(const std::string& name) {
        if (lists(name) && !shard_.attached(name) && std::find(names_.begin(), names_.end(), name) == names_.end()) names_.push_back(name);
    }
    void add_kind(BlockKind kind) {
        for (const BlockEntry& block : shard_.manifest().blocks) {
            if (block.kind == kind) add(block.name);
        }
    }
    const std::vector<std::string>& names() const { return names_; }

private:
    const Shard& shard_;
    std::vector<std::string> names_;
};

void add_meaning_blocks(const Shard& shard, SymbolIndex symbol, NameList& list) {
    list.add(shard.knowledge_block_name(symbol));
    const KnowledgeBlock* block = shard.knowledge_of(symbol);
    if (block == nullptr) return;
    const std::size_t row = symbol.value % kSymbolsPerKnowledgeBlock;
    for (std::uint32_t m = block->meaning.begin(row); m < block->meaning.end(row); ++m) {
        for (std::uint32_t e = block->meaning_evidence.begin(m); e < block->meaning_evidence.end(m); ++e) {
            list.add(shard.evidence_block_name(block->meaning_evidence_record[e]));
        }
    }
}

/// All that a full explanation reads: exact ranks need every vector; words need the card, the meanings and their records.
Result<void> add_explanation_blocks(const Shard& shard, const std::string& id, NameList& list) {
    const auto item = shard.item_by_id(id);
    if (!item) return item.error();
    list.add(shard.cards_block_name(item.value()));
    list.add_kind(BlockKind::kVectors);
    const HotBlock& hot = *shard.hot();
    for (std::uint32_t r = hot.symbol.begin(item.value().value); shard.graph() != nullptr && r < hot.symbol.end(item.value().value); ++r) {
        if ((hot.symbol_evidence[r] & kEvidenceClaimable) != 0) add_meaning_blocks(shard, SymbolIndex{hot.symbol_index[r]}, list);
    }
    return {};
}

Result<void> add_numbered_blocks(const Shard& shard, const BlockWish& wish, NameList& list) {
    for (const std::uint32_t item : wish.cards) {
        if (item >= shard.manifest().items)
            return Error{ErrorCode::kUnknownItem, concat({"cards names the item index ", std::to_string(item), "; the catalogue has ",
                                                          std::to_string(shard.manifest().items), " items"})};
        list.add(shard.cards_block_name(ItemIndex{item}));
    }
    for (const std::uint32_t record : wish.records) {
        const std::string name = shard.evidence_block_name(record);
        if (!list.lists(name))
            return Error{ErrorCode::kInvalidArgument,
                         concat({"records names the record ", std::to_string(record), ", which no evidence block holds"})};
        list.add(name);
    }
    return {};
}

Result<void> add_named_blocks(const Shard& shard, const BlockWish& wish, NameList& list) {
    for (const std::string& id : wish.cards_of) {
        const auto item = shard.item_by_id(id);
        if (!item) return item.error();
        list.add(shard.cards_block_name(item.value()));
    }
    for (const std::string& id : wish.explain) {
        if (auto added = add_explanation_blocks(shard, id, list); !added) return added;
    }
    if (wish.knowledge_symbol) {
        const auto symbol = shard.symbol_by_id(*wish.knowledge_symbol);
        if (!symbol) return symbol.error();
        add_meaning_blocks(shard, symbol.value(), list);
    }
    if (!wish.ask_symbol) return {};
    const auto symbol = shard.symbol_by_id(*wish.ask_symbol);
    if (!symbol) return symbol.error();
    list.add(shard.knowledge_block_name(symbol.value()));
    list.add_kind(BlockKind::kEvidence);
    list.add_kind(BlockKind::kWords);
    return {};
}

WordTable word_table(const WordsBlock& block) {
    return {block.token_offsets, block.token_bytes, block.rows, block.scales, block.fold_from, block.fold_to};
}

}  // namespace

struct Recommender::State {
    std::uint64_t budget_bytes = 0;
    std::optional<Shard> shard;
    Sketches sketches;  // once all vectors are attached
    Profile profile;
    Slots slots;
    std::optional<TextEncoder> text_encoder;  // made when first used; borrows the words blocks
    std::optional<Library> library;           // made when first asked

    /// The encoder of the shard's words.
    Result<const TextEncoder*> encoder() {
        if (text_encoder) return &*text_encoder;
        const auto* blocks = shard->words();
        if (blocks == nullptr || blocks->empty())
            return Error{ErrorCode::kMissingBlock, "every words block must be attached before text is encoded"};
        std::vector<WordTable> tables;
        for (const WordsBlock* block : *blocks) tables.push_back(word_table(*block));
        auto made = TextEncoder::create(tables);
        if (!made) return made.error();
        text_encoder.emplace(std::move(made.value()));
        return &*text_encoder;
    }

    Result<Shard*> opened() {
        if (!shard) return Error{ErrorCode::kInvalidState, "no shard is open: call open first"};
        return &*shard;
    }
};

Recommender::Recommender(std::uint64_t budget_bytes) : state_(std::make_unique<State>()) { state_->budget_bytes = budget_bytes; }
Recommender::~Recommender() = default;

Result<std::string> Recommender::open(std::string_view manifest_json) {
    if (state_->shard) return Error{ErrorCode::kInvalidState, "a shard is open already: destroy this handle and create another"};
    auto shard = Shard::open(manifest_json, state_->budget_bytes);
    if (!shard) return shard.error();
    state_->shard.emplace(std::move(shard.value()));
    return opened_json(state_->shard->manifest());
}

Result<std::string> Recommender::blocks_for(std::string_view wish_json) const {
    auto shard = state_->opened();
    if (!shard) return shard.error();
    auto wish = parse_block_wish(wish_json);
    if (!wish) return wish.error();
    NameList list(*shard.value());
    if (wish.value().near_item) list.add(shard.value()->near_block_name(*wish.value().near_item));
    if (auto added = add_numbered_blocks(*shard.value(), wish.value(), list); !added) return added.error();
    if (auto added = add_named_blocks(*shard.value(), wish.value(), list); !added) return added.error();
    if (wish.value().vectors) list.add_kind(BlockKind::kVectors);
    if (wish.value().words) list.add_kind(BlockKind::kWords);
    return block_names_json(list.names());
}

Result<void> Recommender::attach(std::string_view name, const std::uint8_t* data, std::uint32_t bytes, void (*free)(const std::uint8_t*)) {
    auto shard = state_->opened();
    if (!shard) return shard.error();
    const bool complete = shard.value()->all_vectors();
    if (auto attached = shard.value()->attach(name, BlockBytes{data, bytes, free}); !attached) return attached;
    if (!complete && shard.value()->all_vectors()) state_->sketches = sketches_of(*shard.value());
    return {};
}

Result<void> Recommender::set_profile(std::string_view profile_json) {
    if (profile_json.empty()) {
        state_->profile = Profile{};
        return {};
    }
    auto profile = parse_profile(profile_json);
    if (!profile) return profile.error();
    state_->profile = std::move(profile.value());
    return {};
}

Result<void> Recommender::set_vector(std::string_view slot, std::span<const float> vector) {
    auto shard = state_->opened();
    if (!shard) return shard.error();
    const auto index = Slots::find(slot);
    if (!index) return Error{ErrorCode::kInvalidArgument, concat({"there is no slot \"", slot.substr(0, 64), "\""})};
    std::vector<float>& stored = state_->slots.vectors[*index];
    if (vector.empty()) {
        stored.clear();
        return {};
    }
    const std::string_view modality = Slots::kModality[*index] == kDenseVisual ? "visual" : "text";
    const auto& known = shard.value()->manifest().modalities;
    const auto match = std::find_if(known.begin(), known.end(), [&](const Modality& one) { return one.name == modality; });
    if (match == known.end()) return Error{ErrorCode::kDimensionMismatch, concat({"the shard has no modality ", modality})};
    if (match->dim != vector.size()) {
        return Error{ErrorCode::kDimensionMismatch, concat({"the shard's modality ", modality, " has ", std::to_string(match->dim),
                                                            " dimensions, the vector ", std::to_string(vector.size())})};
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

Result<std::string> Recommender::recommend(std::string_view request_json) const {
    auto shard = state_->opened();
    if (!shard) return shard.error();
    auto request = parse_request(request_json);
    if (!request) return request.error();
    auto answer = ruyi::recommend(*shard.value(), state_->profile, state_->slots, request.value(), &state_->sketches);
    if (!answer) return answer.error();
    return recommendation_json(answer.value(), *shard.value());
}

Result<std::string> Recommender::ask(std::string_view question_json) const {
    auto shard = state_->opened();
    if (!shard) return shard.error();
    auto question = parse_question(question_json);
    if (!question) return question.error();
    const auto& blocks = shard.value()->manifest().blocks;
    const TextEncoder* encoder = nullptr;
    if (std::any_of(blocks.begin(), blocks.end(), [](const BlockEntry& block) { return block.kind == BlockKind::kWords; })) {
        const auto made = state_->encoder();
        if (!made) return made.error();
        encoder = made.value();
    }
    if (!state_->library) {
        auto library = Library::create(*shard.value(), encoder);
        if (!library) return library.error();
        state_->library.emplace(std::move(library.value()));
    }
    auto answer = state_->library->ask(*shard.value(), encoder, question.value());
    if (!answer) return answer.error();
    return answer_json(question.value(), answer.value());
}

Result<std::vector<float>> Recommender::encode_text(std::string_view utf8) const {
    auto shard = state_->opened();
    if (!shard) return shard.error();
    const auto encoder = state_->encoder();
    if (!encoder) return encoder.error();
    std::vector<float> vector(encoder.value()->dim());
    if (auto encoded = encoder.value()->encode(utf8, vector); !encoded) return encoded.error();
    return vector;
}

Result<std::vector<float>> Recommender::pixels(const Rgba& picture, std::uint32_t size_w, std::uint32_t size_h,
                                               std::span<const float, 6> mean_std) const {
    if (size_w == 0 || size_h == 0 || size_w % 32 != 0 || size_h % 32 != 0 || size_w > 2048 || size_h > 2048) {
        return Error{ErrorCode::kInvalidArgument, "the input size must be multiples of 32, 32 to 2048 on each side"};
    }
    std::vector<float> input(std::size_t{3} * size_w * size_h);
    auto done = picture_to_input({picture.bytes, picture.width, picture.height}, size_w, size_h, {mean_std[0], mean_std[1], mean_std[2]},
                                 {mean_std[3], mean_std[4], mean_std[5]}, input);
    if (!done) return done.error();
    return input;
}

Result<std::string> Recommender::palette(const Rgba& picture) const {
    auto shard = state_->opened();
    if (!shard) return shard.error();
    const GraphBlock* graph = shard.value()->graph();
    if (graph == nullptr) return Error{ErrorCode::kMissingBlock, "the block graph must be attached before colours are named"};
    std::vector<NamedColour> names;
    for (std::size_t s = 0; s < graph->symbol_id.size(); ++s) {
        if (graph->symbol_id[s].rfind("colour:", 0) != 0) continue;
        const auto rgb = graph->colour_rgb.subspan(s * 3, 3);
        names.push_back({std::string(graph->symbol_id[s]), {rgb[0], rgb[1], rgb[2]}});
    }
    auto found = find_colours({picture.bytes, picture.width, picture.height}, names);
    if (!found) return found.error();
    return colours_json(found.value());
}

Result<std::string> Recommender::see(std::string_view contract_json, std::span<const float> logits, std::span<const float> maps,
                                     std::uint32_t map_h, std::uint32_t map_w) const {
    auto contract = parse_seeing_contract(contract_json);
    if (!contract) return contract.error();
    auto seen = decode_seeing(contract.value(), logits, maps, map_h, map_w);
    if (!seen) return seen.error();
    return seen_json(seen.value());
}

}  // namespace ruyi
