// What every block of a shard holds: tensor names, element types and shapes, once, for the reader and for the writer (FORMAT.md §3).
// A visitor has three calls; the reader's binds the spans of a block's struct to bytes, the writer's appends what the spans hold:
//     strings(name, StringTable&, count or kAnyCount)    csr(name, CsrRows&, rows)    tensor(name, std::span<const T>&, rows[, width])
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ruyi/shard.hpp"

namespace ruyi {

inline constexpr std::uint32_t kFormatVersion = 1;
inline constexpr std::uint32_t kTensorAlignment = 64;
inline constexpr std::uint32_t kMaxHeaderBytes = 65536;
inline constexpr std::uint32_t kMinBlockBytes = 16;
inline constexpr std::uint32_t kMaxBlockBytes = 1u << 20;
inline constexpr std::uint32_t kMaxHotBytes = 1u << 26;  // `hot` cannot be split before cells exist
inline constexpr std::uint32_t kMaxItems = 1000000;
inline constexpr std::uint32_t kMaxSymbols = 4096;
inline constexpr std::uint32_t kMaxRecords = 1000000;
inline constexpr std::uint32_t kMaxNearBuckets = 65536;
inline constexpr std::uint32_t kMaxNeighbours = 64;
inline constexpr std::uint32_t kMaxLocales = 8;
inline constexpr std::uint32_t kMaxCalendarYears = 512;
inline constexpr std::uint32_t kMaxItemIdBytes = 256;
inline constexpr std::uint32_t kMaxQuoteBytes = 256;
inline constexpr std::uint32_t kSymbolsPerKnowledgeBlock = 64;
inline constexpr std::uint8_t kNoField = 255;
inline constexpr std::size_t kBlockKinds = 10;
inline constexpr std::size_t kAnyCount = ~std::size_t{0};

enum class Dtype : std::uint8_t { kU8, kI8, kU16, kI16, kU32, kI32, kF32, kF64 };

inline std::uint32_t dtype_bytes(Dtype dtype) {
    constexpr std::uint8_t kBytes[] = {1, 1, 2, 2, 4, 4, 4, 8};
    return kBytes[static_cast<std::size_t>(dtype)];
}
inline std::string_view dtype_name(Dtype dtype) {
    constexpr std::string_view kNames[] = {"U8", "I8", "U16", "I16", "U32", "I32", "F32", "F64"};
    return kNames[static_cast<std::size_t>(dtype)];
}
template <class T>
struct DtypeOf;
template <>
struct DtypeOf<std::uint8_t> {
    static constexpr Dtype value = Dtype::kU8;
};
template <>
struct DtypeOf<std::int8_t> {
    static constexpr Dtype value = Dtype::kI8;
};
template <>
struct DtypeOf<std::uint16_t> {
    static constexpr Dtype value = Dtype::kU16;
};
template <>
struct DtypeOf<std::uint32_t> {
    static constexpr Dtype value = Dtype::kU32;
};
template <>
struct DtypeOf<std::int32_t> {
    static constexpr Dtype value = Dtype::kI32;
};
template <>
struct DtypeOf<float> {
    static constexpr Dtype value = Dtype::kF32;
};
template <>
struct DtypeOf<double> {
    static constexpr Dtype value = Dtype::kF64;
};

/// "hot", "graph", ...
std::string_view kind_name(BlockKind kind);
/// "hot", "near-007", "cards-1234".
std::string block_name(BlockKind kind, std::uint32_t number);
/// The number in `name`, or nothing if it is not exactly the name that a block of the kind has.
std::optional<std::uint32_t> block_number(BlockKind kind, std::string_view name);
/// How many blocks of a kind the manifest's counts ask for; `words` and `lexicon` are optional and give 0.
std::uint32_t expected_blocks(const Manifest& manifest, BlockKind kind);

/// The counts that fix the shapes of one block.
struct BlockShape {
    std::uint32_t items = 0, symbols = 0, records = 0;  // of the whole shard
    std::uint32_t rows = 0;                             // items, symbols or records in this block's range
    std::uint32_t neighbours = 0, locales = 0, modalities = 0, text_dim = 0, number = 0;
    const Modality* modality = nullptr;
    const RankerSpec* ranker = nullptr;  // of a ranker block
};
BlockShape block_shape(const Manifest& manifest, BlockKind kind, std::uint32_t number);
/// A ranker of the shard by name; kInvalidArgument lists those that there are.
Result<const RankerSpec*> find_ranker(const Manifest& manifest, std::string_view name);
/// Gives every ranker its block numbers: one after another, in the manifest's order.
void number_ranker_blocks(Manifest& manifest);

template <class V>
void describe(V& v, HotBlock& b, const BlockShape& s) {
    v.strings("item_id", b.item_id, s.items);
    v.strings("category", b.category, kAnyCount);
    v.tensor("item_category", b.item_category, s.items);
    v.tensor("popularity_q", b.popularity_q, s.items);
    v.tensor("price_minor", b.price_minor, s.items);
    v.tensor("available", b.available, s.items);
    v.csr("symbol", b.symbol, s.items);
    v.tensor("symbol.index", b.symbol_index, b.symbol.columns());
    v.tensor("symbol.presence_q", b.symbol_presence_q, b.symbol.columns());
    v.tensor("symbol.evidence", b.symbol_evidence, b.symbol.columns());
}

template <class V>
void describe(V& v, GraphBlock& b, const BlockShape& s) {
    v.strings("symbol_id", b.symbol_id, s.symbols);
    v.strings("symbol_zh", b.symbol_zh, s.symbols);
    v.strings("symbol_hant", b.symbol_hant, s.symbols);
    v.strings("symbol_en", b.symbol_en, s.symbols);
    v.strings("symbol_category", b.symbol_category, s.symbols);
    v.strings("relation_type", b.relation_type, kAnyCount);
    v.csr("relation", b.relation, s.symbols);
    v.tensor("relation.to", b.relation_to, b.relation.columns());
    v.tensor("relation.type", b.relation_type_index, b.relation.columns());
    v.tensor("relation.weight_q", b.relation_weight_q, b.relation.columns());
    v.strings("emotion_id", b.emotion_id, kAnyCount);
    v.strings("emotion_zh", b.emotion_zh, b.emotion_id.size());
    v.strings("emotion_en", b.emotion_en, b.emotion_id.size());
    v.csr("symbol_emotion", b.symbol_emotion, s.symbols);
    v.tensor("symbol_emotion.emotion", b.symbol_emotion_index, b.symbol_emotion.columns());
    v.tensor("emotion_axis", b.emotion_axis, b.emotion_id.size(), kEmotionAxes);
    v.strings("recipient_id", b.recipient_id, kAnyCount);
    v.strings("recipient_zh", b.recipient_zh, b.recipient_id.size());
    v.strings("recipient_hant", b.recipient_hant, b.recipient_id.size());
    v.strings("recipient_en", b.recipient_en, b.recipient_id.size());
    v.csr("recipient_emotion", b.recipient_emotion, b.recipient_id.size());
    v.tensor("recipient_emotion.emotion", b.recipient_emotion_index, b.recipient_emotion.columns());
    v.strings("festival_id", b.festival_id, kAnyCount);
    v.strings("festival_zh", b.festival_zh, b.festival_id.size());
    v.strings("festival_hant", b.festival_hant, b.festival_id.size());
    v.strings("festival_en", b.festival_en, b.festival_id.size());
    v.csr("festival_day", b.festival_day, b.festival_id.size());
    v.tensor("festival_day.day", b.festival_day_value, b.festival_day.columns());
    v.csr("festival_rule", b.festival_rule, b.festival_id.size());
    v.tensor("festival_rule.day", b.festival_rule_day, b.festival_rule.columns(), kRuleColumns);
    v.csr("festival_symbol", b.festival_symbol, b.festival_id.size());
    v.tensor("festival_symbol.index", b.festival_symbol_index, b.festival_symbol.columns());
    v.tensor("colour_rgb", b.colour_rgb, s.symbols, 3);
    v.tensor("calendar.first", b.calendar_first, kAnyCount);
    v.tensor("calendar.year", b.calendar_year, kAnyCount);
    v.tensor("calendar.term", b.calendar_term, b.calendar_year.size(), kTermsPerYear);
}

template <class V>
void describe(V& v, NearBlock& b, const BlockShape& s) {
    v.tensor("item", b.item, kAnyCount);
    v.tensor("neighbour", b.neighbour, b.item.size(), s.neighbours);
    v.tensor("dense", b.dense, b.item.size(), s.neighbours, s.modalities);
}

template <class V>
void describe(V& v, VectorsBlock& b, const BlockShape& s) {
    b.parts.resize(s.modalities);
    for (std::size_t m = 0; m < b.parts.size(); ++m) {
        v.tensor(s.modality[m].name + ".q", b.parts[m].q, s.rows, s.modality[m].dim);
        v.tensor(s.modality[m].name + ".scale", b.parts[m].scale, s.rows);
    }
}

template <class V>
void describe(V& v, CardsBlock& b, const BlockShape& s) {
    b.title.resize(s.locales);
    for (std::size_t l = 0; l < b.title.size(); ++l) v.strings("title_" + std::to_string(l), b.title[l], s.rows);
    v.strings("url", b.url, s.rows);
    v.strings("picture", b.picture, s.rows);
    v.strings("thumb", b.thumb, s.rows);
    v.tensor("picture_size", b.picture_size, s.rows, 2);
    v.csr("evidence", b.evidence, s.rows);
    v.tensor("evidence.symbol", b.evidence_symbol, b.evidence.columns());
    v.tensor("evidence.kind", b.evidence_kind, b.evidence.columns());
    v.tensor("evidence.confidence_q", b.evidence_confidence_q, b.evidence.columns());
    v.tensor("evidence.flags", b.evidence_flags, b.evidence.columns());
    v.tensor("evidence.field", b.evidence_field_index, b.evidence.columns());
    v.tensor("evidence.span", b.evidence_span, b.evidence.columns(), 2);
    v.tensor("evidence.box", b.evidence_box, b.evidence.columns(), 4);
    v.strings("evidence_field", b.evidence_field, kAnyCount);
    v.csr("evidence_text", b.evidence_text, s.rows);
    v.tensor("evidence_text.field", b.evidence_text_field, b.evidence_text.columns());
    v.tensor("evidence_text.begin", b.evidence_text_begin, b.evidence_text.columns());
    v.strings("evidence_quote", b.evidence_quote, b.evidence_text.columns());
}

template <class V>
void describe(V& v, WordsBlock& b, const BlockShape& s) {
    v.strings("token", b.token, kAnyCount);
    v.tensor("row.q", b.rows, b.token.size(), s.text_dim);
    v.tensor("row.scale", b.scales, b.token.size());
    if (s.number == 0) {
        v.tensor("fold.from", b.fold_from, kAnyCount);
        v.tensor("fold.to", b.fold_to, b.fold_from.size());
    }
}

template <class V>
void describe(V& v, LexiconBlock& b, const BlockShape&) {
    v.strings("entry", b.entry, kAnyCount);
    v.tensor("entry.role", b.role, b.entry.size());
    v.tensor("entry.target", b.target, b.entry.size());
    v.tensor("entry.sign", b.sign, b.entry.size());
    v.tensor("entry.flags", b.flags, b.entry.size());
    v.strings("target", b.target_id, kAnyCount);
}

template <class V>
void describe(V& v, KnowledgeBlock& b, const BlockShape& s) {
    v.csr("meaning", b.meaning, s.rows);
    v.strings("meaning_zh", b.meaning_zh, b.meaning.columns());
    v.strings("meaning_hant", b.meaning_hant, b.meaning.columns());
    v.strings("meaning_en", b.meaning_en, b.meaning.columns());
    v.tensor("meaning.flags", b.meaning_flags, b.meaning.columns());
    v.csr("meaning_evidence", b.meaning_evidence, b.meaning.columns());
    v.tensor("meaning_evidence.record", b.meaning_evidence_record, b.meaning_evidence.columns());
}

template <class V>
void describe(V& v, EvidenceBlock& b, const BlockShape& s) {
    v.strings("record_id", b.record_id, s.rows);
    v.strings("record_cite_zh", b.cite_zh, s.rows);
    v.strings("record_cite_hant", b.cite_hant, s.rows);
    v.strings("record_cite_en", b.cite_en, s.rows);
    v.strings("record_statement_zh", b.statement_zh, s.rows);
    v.strings("record_statement_hant", b.statement_hant, s.rows);
    v.strings("record_statement_en", b.statement_en, s.rows);
    v.strings("record_terms", b.terms, s.rows);
    v.strings("record_url", b.url, s.rows);
    v.strings("record_licence", b.licence, s.rows);
    v.strings("record_type", b.type, s.rows);
    v.csr("record_symbol", b.symbol, s.rows);
    v.tensor("record_symbol.index", b.symbol_index, b.symbol.columns());
    v.tensor("record_tier", b.tier, s.rows);
    v.tensor("record_verification", b.verification, s.rows);
    v.tensor("record_flags", b.flags, s.rows);
    if (s.number == 0) v.strings("question_stop", b.question_stop, kAnyCount);
}

template <class V>
void describe_rows(V& v, std::string_view name, Int8Rows& rows, std::size_t count, std::uint32_t dim) {
    v.tensor(std::string(name) + ".q", rows.q, count, dim);
    v.tensor(std::string(name) + ".scale", rows.scale, count);
}

template <class V>
void describe_head(V& v, RankerBlock::Head& head, std::uint32_t dim) {
    v.tensor("head.component_user", head.component_user, dim, dim);
    v.tensor("head.component_bias", head.component_bias, dim);
    v.tensor("head.component_out", head.component_out, dim);
    v.tensor("head.item_user", head.item_user, dim, dim);
    v.tensor("head.item_content", head.item_content, dim, dim);
    v.tensor("head.item_bias", head.item_bias, dim);
    v.tensor("head.item_out", head.item_out, dim);
}

template <class V>
void describe(V& v, RankerBlock& b, const BlockShape& s) {
    const RankerSpec& ranker = *s.ranker;
    const bool first = s.number == ranker.first_block;
    b.parts.resize(ranker.modalities.size());
    for (std::size_t m = 0; m < b.parts.size(); ++m) describe_rows(v, ranker.modalities[m].name, b.parts[m], s.rows, ranker.dim());
    if (ranker.rule == RankerRule::kNeighbours) {
        v.csr("neighbour", b.neighbour, s.rows);
        v.tensor("neighbour.index", b.neighbour_index, b.neighbour.columns());
        v.tensor("neighbour.weight", b.neighbour_weight, b.neighbour.columns());
    }
    if (ranker.rule == RankerRule::kLastItem) describe_rows(v, "last", b.last, s.rows, ranker.dim());
    if (ranker.rule == RankerRule::kGraphSpread && first) describe_rows(v, "entity", b.entity, s.symbols, ranker.dim());
    if (ranker.rule != RankerRule::kAttention) return;
    v.csr("component", b.component_rows, s.rows);
    describe_rows(v, "component", b.component, b.component_rows.columns(), ranker.dim());
    if (first) describe_head(v, b.head, ranker.dim());
}

}  // namespace ruyi
