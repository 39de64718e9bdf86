#include "ruyi/sense.hpp"

#include <algorithm>
#include <optional>

#include "json/ask_json.hpp"
#include "json/recommendation_json.hpp"
#include "json/understand_json.hpp"
#include "ruyi/ask.hpp"
#include "ruyi/pixels.hpp"
#include "ruyi/seeing.hpp"
#include "ruyi/shard.hpp"
#include "ruyi/text.hpp"
#include "ruyi/understand.hpp"
#include "wished_blocks.hpp"

namespace ruyi {

namespace {

WordTable word_table(const WordsBlock& block) {
    return {block.token_offsets, block.token_bytes, block.rows, block.scales, block.fold_from, block.fold_to};
}

}  // namespace

struct Sense::State {
    std::uint64_t budget_bytes = 0;
    std::optional<Shard> shard;
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

Sense::Sense(std::uint64_t budget_bytes) : state_(std::make_unique<State>()) { state_->budget_bytes = budget_bytes; }
Sense::~Sense() = default;

Result<std::string> Sense::open(std::string_view manifest_json) {
    if (state_->shard) return Error{ErrorCode::kInvalidState, "a shard is open already: destroy this handle and create another"};
    auto shard = Shard::open(manifest_json, state_->budget_bytes);
    if (!shard) return shard.error();
    state_->shard.emplace(std::move(shard.value()));
    return opened_json(state_->shard->manifest());
}

Result<std::string> Sense::blocks_for(std::string_view wish_json) const {
    auto shard = state_->opened();
    return shard ? wished_blocks(*shard.value(), wish_json) : Result<std::string>(shard.error());
}

Result<void> Sense::attach(std::string_view name, const std::uint8_t* data, std::uint32_t bytes, void (*free)(const std::uint8_t*)) {
    auto shard = state_->opened();
    if (!shard) return shard.error();
    return shard.value()->attach(name, BlockBytes{data, bytes, free});
}

Result<std::vector<float>> Sense::encode_text(std::string_view utf8) const {
    auto shard = state_->opened();
    if (!shard) return shard.error();
    const auto encoder = state_->encoder();
    if (!encoder) return encoder.error();
    std::vector<float> vector(encoder.value()->dim());
    if (auto encoded = encoder.value()->encode(utf8, vector); !encoded) return encoded.error();
    return vector;
}

Result<std::vector<std::int32_t>> Sense::token_ids(std::string_view utf8) const {
    auto shard = state_->opened();
    if (!shard) return shard.error();
    const auto encoder = state_->encoder();
    if (!encoder) return encoder.error();
    std::vector<std::int32_t> ids;
    if (auto done = encoder.value()->tokenise(utf8, ids); !done) return done.error();
    return ids;
}

Result<std::string> Sense::understand(std::string_view utf8) const {
    auto shard = state_->opened();
    if (!shard) return shard.error();
    const LexiconBlock* lexicon = shard.value()->lexicon();
    const WordsBlock* words = shard.value()->first_words();
    if (lexicon == nullptr || words == nullptr)
        return Error{ErrorCode::kMissingBlock, "the blocks lexicon-000 and words-000 must be attached before a sentence is understood"};
    const auto understood = Understander(*lexicon, TextFolder(words->fold_from, words->fold_to)).understand(utf8);
    if (!understood) return understood.error();
    return understanding_json(understood.value(), shard.value()->manifest().price_scale, shard.value()->graph());
}

Result<std::vector<float>> Sense::pixels(const Rgba& picture, std::uint32_t size_w, std::uint32_t size_h,
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

Result<std::string> Sense::palette(const Rgba& picture) const {
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

Result<std::string> Sense::see(std::string_view contract_json, std::span<const float> logits, std::span<const float> maps,
                               std::uint32_t map_h, std::uint32_t map_w) const {
    auto contract = parse_seeing_contract(contract_json);
    if (!contract) return contract.error();
    auto seen = decode_seeing(contract.value(), logits, maps, map_h, map_w);
    if (!seen) return seen.error();
    return seen_json(seen.value());
}

Result<std::string> Sense::ask(std::string_view question_json) const {
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

}  // namespace ruyi
