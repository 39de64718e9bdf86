// Shard: an accepted manifest and the blocks attached to it.
#include <algorithm>
#include <array>
#include <string>

#include "checksum.hpp"
#include "json/manifest_json.hpp"
#include "ruyi/shard.hpp"
#include "shard_blocks.hpp"
#include "shard_layout.hpp"

namespace ruyi {
namespace {

struct AttachedBlock {
    BlockBytes bytes;
    ParsedBlock parsed;
};

std::size_t slot_of(BlockKind kind) { return static_cast<std::size_t>(kind); }

}  // namespace

/// The columns of `hot` that change between builds, as they are now.
struct Stock {
    HotBlock hot;
    std::vector<std::uint32_t> price_minor;
    std::vector<std::uint8_t> available;
    bool reorders = false;
};

struct Shard::State {
    Manifest manifest;
    std::unique_ptr<Stock> stock;  // none: as it was built
    // Per kind and number, because every look-up is by these: which entry of the manifest, and the block, null until attached.
    std::array<std::vector<std::uint32_t>, kBlockKinds + 1> entries;
    std::array<std::vector<std::unique_ptr<AttachedBlock>>, kBlockKinds + 1> blocks;
    std::array<std::size_t, kBlockKinds + 1> attached_count{};
    std::vector<const WordsBlock*> words;

    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() {
        for (auto& kind : blocks) {
            for (auto& block : kind) {
                if (block && block->bytes.free != nullptr) block->bytes.free(block->bytes.data);
            }
        }
    }

    struct Place {
        BlockKind kind;
        std::uint32_t number;
    };
    /// Of a block that the manifest lists.
    std::optional<Place> place_of(std::string_view name) const {
        for (std::uint8_t k = 1; k <= kBlockKinds; ++k) {
            const auto number = block_number(static_cast<BlockKind>(k), name);
            if (number && *number < entries[k].size()) return Place{static_cast<BlockKind>(k), *number};
        }
        return std::nullopt;
    }
    const AttachedBlock* block(BlockKind kind, std::size_t number) const {
        const auto& list = blocks[slot_of(kind)];
        return number < list.size() ? list[number].get() : nullptr;
    }
    template <class Block>
    const Block* view(BlockKind kind, std::size_t number) const {
        const AttachedBlock* found = block(kind, number);
        return found == nullptr ? nullptr : std::get_if<Block>(&found->parsed.view);
    }
    bool complete(BlockKind kind) const {
        return !blocks[slot_of(kind)].empty() && attached_count[slot_of(kind)] == blocks[slot_of(kind)].size();
    }
    bool words_ascend(std::uint32_t number, const WordsBlock& added) const;
};

// Tokens ascend from one block to the next, so a new block is compared with the attached neighbours that hold any.
bool Shard::State::words_ascend(std::uint32_t number, const WordsBlock& added) const {
    if (added.token.size() == 0) return true;
    const std::size_t count = blocks[slot_of(BlockKind::kWords)].size();
    for (std::uint32_t n = 0; n < count; ++n) {
        const WordsBlock* other = view<WordsBlock>(BlockKind::kWords, n);
        if (other == nullptr || other->token.size() == 0) continue;
        if (n < number && !(other->token[other->token.size() - 1] < added.token[0])) return false;
        if (n > number && !(added.token[added.token.size() - 1] < other->token[0])) return false;
    }
    return true;
}

Shard::Shard(std::unique_ptr<State> state) : state_(std::move(state)) {}
Shard::Shard(Shard&&) noexcept = default;
Shard& Shard::operator=(Shard&&) noexcept = default;
Shard::~Shard() = default;

Result<Shard> Shard::open(std::string_view manifest_json, std::uint64_t budget_bytes) {
    auto manifest = parse_manifest(manifest_json);
    if (!manifest) return manifest.error();
    if (manifest.value().memory_bytes > budget_bytes) {
        return Error{ErrorCode::kMemoryBudget, "shard needs " + std::to_string(manifest.value().memory_bytes) +
                                                   " bytes, more than the budget of " + std::to_string(budget_bytes)};
    }
    auto state = std::make_unique<State>();
    state->manifest = std::move(manifest.value());
    const std::vector<BlockEntry>& blocks = state->manifest.blocks;
    std::array<std::size_t, kBlockKinds + 1> counts{};
    for (const BlockEntry& block : blocks) ++counts[slot_of(block.kind)];
    for (std::size_t k = 0; k < counts.size(); ++k) {
        state->entries[k].resize(counts[k]);
        state->blocks[k].resize(counts[k]);
    }
    for (std::uint32_t i = 0; i < blocks.size(); ++i)  // the manifest's check: every number of a kind is there once
        state->entries[slot_of(blocks[i].kind)][*block_number(blocks[i].kind, blocks[i].name)] = i;
    return Shard(std::move(state));
}

Result<void> Shard::attach(std::string_view name, BlockBytes bytes) {
    const auto place = state_->place_of(name);
    if (!place) return Error{ErrorCode::kUnknownBlock, "the manifest lists no block \"" + std::string(name) + "\""};
    const std::uint32_t number = place->number;
    const BlockEntry& entry = state_->manifest.blocks[state_->entries[slot_of(place->kind)][number]];
    auto& slot = state_->blocks[slot_of(entry.kind)][number];
    if (slot) return Error{ErrorCode::kInvalidState, "block " + entry.name + " is attached already"};
    if (bytes.data == nullptr || reinterpret_cast<std::uintptr_t>(bytes.data) % kTensorAlignment != 0) {
        return Error{ErrorCode::kInvalidArgument, "block " + entry.name + ": bytes must be given at a 64-byte aligned address"};
    }
    const std::span<const std::uint8_t> view(bytes.data, bytes.bytes);
    if (bytes.bytes != entry.bytes) {
        return Error{ErrorCode::kBlockIntegrity, "block " + entry.name + ": has " + std::to_string(bytes.bytes) +
                                                     " bytes, not the manifest's " + std::to_string(entry.bytes)};
    }
    if (sha256_hex(view) != entry.sha256)
        return Error{ErrorCode::kBlockIntegrity, "block " + entry.name + ": SHA-256 differs from the manifest's"};
    auto parsed = parse_block(state_->manifest, entry.kind, number, view);
    if (!parsed) return parsed.error();
    if (const auto* words = std::get_if<WordsBlock>(&parsed.value().view); words != nullptr && !state_->words_ascend(number, *words)) {
        return Error{ErrorCode::kInvalidBlock, "block " + entry.name + ": `token` must ascend from block to block"};
    }
    slot = std::make_unique<AttachedBlock>(AttachedBlock{bytes, std::move(parsed.value())});
    ++state_->attached_count[slot_of(entry.kind)];
    if (entry.kind == BlockKind::kWords && state_->complete(BlockKind::kWords)) {
        for (std::size_t n = 0; n < state_->blocks[slot_of(BlockKind::kWords)].size(); ++n)
            state_->words.push_back(state_->view<WordsBlock>(BlockKind::kWords, n));
    }
    return {};
}

const Manifest& Shard::manifest() const { return state_->manifest; }

bool Shard::attached(std::string_view name) const {
    const auto place = state_->place_of(name);
    return place && state_->block(place->kind, place->number) != nullptr;
}

const HotBlock* Shard::hot() const {
    if (state_->stock) return &state_->stock->hot;
    return state_->view<HotBlock>(BlockKind::kHot, 0);
}

Result<std::vector<std::string>> Shard::set_stock(std::span<const StockChange> changes) {
    const HotBlock* built = state_->view<HotBlock>(BlockKind::kHot, 0);
    if (built == nullptr) return Error{ErrorCode::kMissingBlock, "the block hot must be attached before prices and stock"};
    auto stock = std::make_unique<Stock>();
    stock->price_minor.assign(built->price_minor.begin(), built->price_minor.end());
    stock->available.assign(built->available.begin(), built->available.end());
    std::vector<std::string> unknown;
    for (const StockChange& change : changes) {
        const auto item = item_by_id(change.item);
        if (!item) {
            unknown.push_back(change.item);
            continue;
        }
        const std::size_t i = item.value().value;
        if (change.price_minor) {
            stock->reorders = stock->reorders || *change.price_minor != stock->price_minor[i];
            stock->price_minor[i] = *change.price_minor;
        }
        if (change.available) {
            stock->reorders = stock->reorders || (*change.available && stock->available[i] == 0);
            stock->available[i] = *change.available ? 1 : 0;
        }
    }
    stock->hot = *built;
    stock->hot.price_minor = stock->price_minor;
    stock->hot.available = stock->available;
    if (changes.empty()) stock.reset();
    state_->stock = std::move(stock);
    return unknown;
}

bool Shard::stock_reorders() const { return state_->stock && state_->stock->reorders; }

const GraphBlock* Shard::graph() const { return state_->view<GraphBlock>(BlockKind::kGraph, 0); }

const NearBlock* Shard::near_of(std::string_view item_id) const {
    const std::uint32_t buckets = state_->manifest.near_buckets;
    return buckets == 0 ? nullptr : state_->view<NearBlock>(BlockKind::kNear, fnv1a32(item_id) % buckets);
}
const VectorsBlock* Shard::vectors_of(ItemIndex item) const {
    return state_->view<VectorsBlock>(BlockKind::kVectors, item.value / state_->manifest.vectors_per_block);
}
bool Shard::all_vectors() const { return state_->complete(BlockKind::kVectors); }
const CardsBlock* Shard::cards_of(ItemIndex item) const {
    return state_->view<CardsBlock>(BlockKind::kCards, item.value / state_->manifest.cards_per_block);
}
const KnowledgeBlock* Shard::knowledge_of(SymbolIndex symbol) const {
    return state_->view<KnowledgeBlock>(BlockKind::kKnowledge, symbol.value / kSymbolsPerKnowledgeBlock);
}
const EvidenceBlock* Shard::evidence_of(std::uint32_t record) const {
    return state_->view<EvidenceBlock>(BlockKind::kEvidence, record / state_->manifest.records_per_block);
}
const WordsBlock* Shard::first_words() const { return state_->view<WordsBlock>(BlockKind::kWords, 0); }
const LexiconBlock* Shard::lexicon() const { return state_->view<LexiconBlock>(BlockKind::kLexicon, 0); }
const RankerBlock* Shard::ranker_block(const RankerSpec& ranker, std::uint32_t group) const {
    return state_->view<RankerBlock>(BlockKind::kRanker, std::size_t{ranker.first_block} + group);
}
bool Shard::ranker_loaded(const RankerSpec& ranker) const {
    bool loaded = true;
    for (std::uint32_t g = 0; g < ranker.block_count; ++g) loaded = loaded && ranker_block(ranker, g) != nullptr;
    return loaded;
}
const std::vector<const WordsBlock*>* Shard::words() const { return state_->words.empty() ? nullptr : &state_->words; }

std::string Shard::near_block_name(std::string_view item_id) const {
    const std::uint32_t buckets = state_->manifest.near_buckets;
    return buckets == 0 ? "" : block_name(BlockKind::kNear, fnv1a32(item_id) % buckets);
}
std::string Shard::cards_block_name(ItemIndex item) const {
    return block_name(BlockKind::kCards, item.value / state_->manifest.cards_per_block);
}
std::string Shard::knowledge_block_name(SymbolIndex symbol) const {
    return block_name(BlockKind::kKnowledge, symbol.value / kSymbolsPerKnowledgeBlock);
}
std::string Shard::evidence_block_name(std::uint32_t record) const {
    return block_name(BlockKind::kEvidence, record / state_->manifest.records_per_block);
}

Result<ItemIndex> Shard::item_by_id(std::string_view id) const {
    const AttachedBlock* block = state_->block(BlockKind::kHot, 0);
    if (block == nullptr) return Error{ErrorCode::kMissingBlock, "block hot is not attached yet"};
    const auto found = block->parsed.ids.find(id);
    if (!found) return Error{ErrorCode::kUnknownItem, "the shard holds no item \"" + std::string(id) + "\""};
    return ItemIndex{*found};
}

Result<SymbolIndex> Shard::symbol_by_id(std::string_view id) const {
    const AttachedBlock* block = state_->block(BlockKind::kGraph, 0);
    if (block == nullptr) return Error{ErrorCode::kMissingBlock, "block graph is not attached yet"};
    const auto found = block->parsed.ids.find(id);
    if (!found) return Error{ErrorCode::kUnknownSymbol, "the shard holds no symbol \"" + std::string(id) + "\""};
    return SymbolIndex{static_cast<std::uint16_t>(*found)};
}

}  // namespace ruyi
