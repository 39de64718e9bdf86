// ShardView: validated, read-only, zero-copy view over shard bytes (FORMAT.md).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ruyi/calendar.hpp"
#include "ruyi/ids.hpp"
#include "ruyi/result.hpp"

namespace ruyi {

/// A Chinese text in traditional characters: `hant` where it differs from `zh`.
inline std::string_view traditional(std::string_view hant, std::string_view zh) { return hant.empty() ? zh : hant; }

/// A validated string table: size() strings, valid as long as the block that holds them.
class StringTable {
public:
    StringTable() = default;
    StringTable(std::span<const std::uint32_t> offsets, std::span<const std::uint8_t> bytes) : offsets_(offsets), bytes_(bytes) {}
    std::size_t size() const { return offsets_.empty() ? 0 : offsets_.size() - 1; }
    std::string_view operator[](std::size_t i) const {
        return {reinterpret_cast<const char*>(bytes_.data()) + offsets_[i], offsets_[i + 1] - offsets_[i]};
    }
    /// size() + 1 byte offsets, and the bytes they point into.
    std::span<const std::uint32_t> offsets() const { return offsets_; }
    std::span<const std::uint8_t> bytes() const { return bytes_; }

private:
    std::span<const std::uint32_t> offsets_;
    std::span<const std::uint8_t> bytes_;
};

/// Row bounds of a validated CSR list: row i is [start[i], start[i+1]).
struct CsrRows {
    std::span<const std::uint32_t> start;
    std::uint32_t begin(std::size_t row) const { return start[row]; }
    std::uint32_t end(std::size_t row) const { return start[row + 1]; }
    std::uint32_t columns() const { return start.empty() ? 0 : start.back(); }
};

/// The address as it may be used: `address` itself if it has no scheme, http or https; "" for anything else (FORMAT.md, cards).
std::string_view safe_address(std::string_view address);

enum class BlockKind : std::uint8_t {
    kHot = 1,
    kGraph = 2,
    kNear = 3,
    kVectors = 4,
    kCards = 5,
    kWords = 6,
    kKnowledge = 7,
    kEvidence = 8,
    kLexicon = 9,
    kRanker = 10
};

/// Bits of HotBlock::symbol_evidence.
inline constexpr std::uint8_t kEvidenceShop = 1;
inline constexpr std::uint8_t kEvidencePicture = 2;
inline constexpr std::uint8_t kEvidencePerson = 4;
inline constexpr std::uint8_t kEvidenceClaimable = 8;
inline constexpr std::uint8_t kEvidenceDisagree = 16;
inline constexpr std::uint8_t kEvidenceDenied = 32;

inline constexpr std::uint32_t kUnknownPrice = 0xFFFFFFFFu;
inline constexpr std::size_t kEmotionAxes = 5;
inline constexpr std::uint32_t kNoNeighbour = 0xFFFFFFFFu;

struct BlockEntry {
    std::string name;
    BlockKind kind = BlockKind::kHot;
    std::string file;
    std::uint32_t bytes = 0;
    std::string sha256;  // 64 lower-case hex digits
};

struct Modality {
    std::string name;  // "visual" or "text"
    std::uint32_t dim = 0;
    std::string model;
};

/// How a ranker turns a history into a query (FORMAT.md, `rankers`; models/rankers/README.md).
enum class RankerRule : std::uint8_t {
    kDecayedMean = 1,
    kRidge = 2,
    kNeighbours = 3,
    kGraphSpread = 4,
    kLastItem = 5,
    kAttention = 6,
    kSequenceHead = 7,
    kPolicyHead = 8
};

/// One table of item vectors. `fused` speaks as graph and silences visual and text; `visual` and `text` silence the shard's own.
struct RankerModality {
    std::string name;  // "visual", "text", "graph", "sequence" or "fused"
    std::uint32_t dim = 0;
    double gain = 1.0;    // makes the longest row 1
    double weight = 1.0;  // beside the weights of SCORING.md §3
};

struct RankerSpec {
    std::string name, version, method;
    RankerRule rule = RankerRule::kDecayedMean;
    double half_life_days = 30.0, lambda = 1.0, decay = 0.5, temperature = 1.0;
    std::uint32_t hops = 1;
    std::vector<RankerModality> modalities;
    double weight = 1.0;                             // of rules without vectors: the weight of their `graph` term
    std::uint32_t items_per_block = 1;               // group size of its blocks
    std::uint32_t first_block = 0, block_count = 0;  // numbers of its blocks; none for a walk without vectors

    /// The width of its vectors; every modality has the same. 0 without vectors.
    std::uint32_t dim() const { return modalities.empty() ? 0 : modalities.front().dim; }
};

struct Manifest {
    std::string shard_id, catalogue_name, currency, generator;
    std::uint32_t items = 0, symbols = 0, records = 0, price_scale = 100;
    std::vector<std::string> locales;
    std::vector<Modality> modalities;
    std::vector<RankerSpec> rankers;
    std::uint32_t near_buckets = 0, near_neighbours = 0;
    std::uint32_t cards_per_block = 32, vectors_per_block = 0, records_per_block = 0;
    std::uint64_t memory_bytes = 0;
    std::vector<BlockEntry> blocks;
};

/// What changed since the build. price_minor: kUnknownPrice = not known any more.
struct StockChange {
    std::string item;
    std::optional<bool> available;
    std::optional<std::uint32_t> price_minor;
};

struct HotBlock {
    StringTable item_id, category;
    std::span<const std::uint16_t> item_category, popularity_q;
    std::span<const std::uint32_t> price_minor;
    std::span<const std::uint8_t> available;
    CsrRows symbol;
    std::span<const std::uint16_t> symbol_index;
    std::span<const std::uint8_t> symbol_presence_q, symbol_evidence;
};

struct GraphBlock {
    StringTable symbol_id, symbol_zh, symbol_hant, symbol_en, symbol_category, relation_type;
    CsrRows relation;
    std::span<const std::uint16_t> relation_to;
    std::span<const std::uint8_t> relation_type_index, relation_weight_q;
    StringTable emotion_id, emotion_zh, emotion_en;
    CsrRows symbol_emotion;
    std::span<const std::uint8_t> symbol_emotion_index;
    std::span<const std::int8_t> emotion_axis;  // [M,5] hundredths: valence, arousal, plain-ornate, ancient-modern, solemn-playful
    StringTable recipient_id, recipient_zh, recipient_hant, recipient_en;
    CsrRows recipient_emotion;
    std::span<const std::uint8_t> recipient_emotion_index;
    StringTable festival_id, festival_zh, festival_hant, festival_en;
    CsrRows festival_day;
    std::span<const std::int32_t> festival_day_value;
    CsrRows festival_rule;
    std::span<const std::int8_t> festival_rule_day;  // [·,5]: kRuleColumns
    CsrRows festival_symbol;
    std::span<const std::uint16_t> festival_symbol_index;
    std::span<const std::uint16_t> calendar_first;  // [1], or [0] without a calendar
    std::span<const std::uint32_t> calendar_year;
    std::span<const std::uint8_t> calendar_term;
    std::span<const std::uint8_t> colour_rgb;  // [S,3]

    CalendarTable calendar() const { return {calendar_first.empty() ? 0 : calendar_first[0], calendar_year, calendar_term}; }
};

struct NearBlock {
    std::span<const std::uint32_t> item, neighbour;  // [r], [r,K]
    std::span<const double> dense;                   // [r,K,modalities]
};

struct VectorsBlock {
    struct Part {
        std::span<const std::int8_t> q;  // [n,dim], 64-byte aligned
        std::span<const float> scale;    // [n]
    };
    std::vector<Part> parts;  // in manifest order of modalities
};

struct CardsBlock {
    std::vector<StringTable> title;  // per locale
    StringTable url, picture, thumb;
    std::span<const std::uint16_t> picture_size;
    CsrRows evidence;
    std::span<const std::uint16_t> evidence_symbol, evidence_box;
    std::span<const std::uint8_t> evidence_kind, evidence_confidence_q, evidence_flags, evidence_field_index;
    std::span<const std::uint32_t> evidence_span;
    StringTable evidence_field;
    CsrRows evidence_text;
    std::span<const std::uint8_t> evidence_text_field;
    std::span<const std::uint32_t> evidence_text_begin;  // where the quote begins in its text, bytes
    StringTable evidence_quote;
};

struct WordsBlock {
    StringTable token;
    std::span<const std::uint32_t> token_offsets, fold_from, fold_to;
    std::span<const std::uint8_t> token_bytes;
    std::span<const std::int8_t> rows;
    std::span<const float> scales;
};

struct KnowledgeBlock {
    CsrRows meaning;
    StringTable meaning_zh, meaning_hant, meaning_en;
    std::span<const std::uint8_t> meaning_flags;
    CsrRows meaning_evidence;
    std::span<const std::uint32_t> meaning_evidence_record;
};

struct EvidenceBlock {
    StringTable record_id, cite_zh, cite_hant, cite_en, statement_zh, statement_hant, statement_en, terms, url, licence, type;
    CsrRows symbol;
    std::span<const std::uint16_t> symbol_index;
    StringTable question_stop;  // in evidence-000 only
    std::span<const std::uint8_t> tier, verification, flags;
};

/// Bits of LexiconBlock::flags.
inline constexpr std::uint8_t kEntryCapital = 1;  // counts only with a capital
inline constexpr std::uint8_t kEntryMore = 2;     // a comparative
inline constexpr std::uint8_t kEntryMost = 4;     // a superlative

/// Words of wishes (core/UNDERSTANDING.md), as understand_tokens.cpp reads them; rows ascend by entry, equal entries stand together.
struct LexiconBlock {
    StringTable entry;                      // folded
    std::span<const std::uint8_t> role;     // 1 to 11 a WishKind, from 16 on what a word does
    std::span<const std::uint16_t> target;  // of names: into target_id
    std::span<const std::int8_t> sign;      // -1 or 1
    std::span<const std::uint8_t> flags;    // kEntryCapital, kEntryMore, kEntryMost
    StringTable target_id;
};

/// Rows of 8-bit values, each with a scale: row r = q[r] * scale[r].
struct Int8Rows {
    std::span<const std::int8_t> q;
    std::span<const float> scale;
};

/// A range of items of one ranker. What its rule does not need stays empty; `entity` and `head` stand in its first block.
struct RankerBlock {
    std::vector<Int8Rows> parts;  // in the order of RankerSpec::modalities
    Int8Rows last, component, entity;
    CsrRows component_rows, neighbour;
    std::span<const std::uint32_t> neighbour_index;
    std::span<const float> neighbour_weight;
    struct Head {  // attention: matrices [dim,dim], row-major; vectors [dim]
        std::span<const float> component_user, component_bias, component_out, item_user, item_content, item_bias, item_out;
    } head;
};

/// Owns one block's bytes; `free` is called once with `data` (may be null for borrowed bytes). data must be 64-byte aligned.
struct BlockBytes {
    const std::uint8_t* data = nullptr;
    std::uint32_t bytes = 0;
    void (*free)(const std::uint8_t*) = nullptr;
};

/// A shard whose manifest is accepted and whose blocks are attached one by one, in any order. Everything reachable is validated.
/// Not thread-safe. Views stay valid until the Shard is destroyed, that of `hot` until the next set_stock. Movable, not copyable.
class Shard {
public:
    /// Reads and checks the manifest. Fails with kInvalidManifest, kUnsupportedVersion, kMemoryBudget (memory_bytes > budget_bytes).
    static Result<Shard> open(std::string_view manifest_json, std::uint64_t budget_bytes);
    Shard(Shard&&) noexcept;
    Shard& operator=(Shard&&) noexcept;
    ~Shard();

    /// Checks and takes a block: length and SHA-256, container, every tensor, offset and index; `hot` and `graph` need no other block.
    /// On failure nothing changes and the caller still owns the bytes. Attaching an attached block again is kInvalidState.
    Result<void> attach(std::string_view name, BlockBytes bytes);

    /// Prices and stock since the build, in place of an earlier overlay; nothing = the build's own again. Ids that the shard does not know
    /// are left out and returned. Fails with kMissingBlock before `hot`.
    Result<std::vector<std::string>> set_stock(std::span<const StockChange> changes);
    /// The overlay may have changed which items are nearest to an anchor: lists from `near` are not exact.
    bool stock_reorders() const;

    const Manifest& manifest() const;
    bool attached(std::string_view name) const;
    const HotBlock* hot() const;      // null until attached; with the overlay
    const GraphBlock* graph() const;  // null until attached
    const NearBlock* near_of(std::string_view item_id) const;
    const VectorsBlock* vectors_of(ItemIndex item) const;
    bool all_vectors() const;  // true when the shard has vectors and every block of them is attached
    const CardsBlock* cards_of(ItemIndex item) const;
    const KnowledgeBlock* knowledge_of(SymbolIndex symbol) const;
    const EvidenceBlock* evidence_of(std::uint32_t record) const;
    const WordsBlock* first_words() const;                                                 // holds the fold table; null until attached
    const LexiconBlock* lexicon() const;                                                   // null until attached
    const RankerBlock* ranker_block(const RankerSpec& ranker, std::uint32_t group) const;  // null until attached
    bool ranker_loaded(const RankerSpec& ranker) const;                                    // every block of it is attached
    const std::vector<const WordsBlock*>* words() const;                                   // null until all are attached; in order
    /// Block names, whether attached or not: the manifest's own order.
    std::string near_block_name(std::string_view item_id) const;
    std::string cards_block_name(ItemIndex item) const;
    std::string knowledge_block_name(SymbolIndex symbol) const;
    std::string evidence_block_name(std::uint32_t record) const;

    /// Item or symbol by its catalogue id. kMissingBlock before hot/graph; kUnknownItem / kUnknownSymbol name the id.
    Result<ItemIndex> item_by_id(std::string_view id) const;
    Result<SymbolIndex> symbol_by_id(std::string_view id) const;

private:
    struct State;
    explicit Shard(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace ruyi
