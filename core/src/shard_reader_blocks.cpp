// Every check on a block's untrusted bytes lives here: shapes by `describe`, then values.
#include <algorithm>
#include <cmath>
#include <cstring>

#include "json/safetensors_header.hpp"
#include "shard_blocks.hpp"
#include "shard_layout.hpp"
#include "understand_roles.hpp"
#include "utf8_check.hpp"

namespace ruyi {
namespace {

constexpr std::size_t kMaxEntryBytes = 64;

/// Binds a block's spans to the tensors of the header; the first failure sticks and leaves the rest empty.
class BindingVisitor {
public:
    BindingVisitor(const BlockHeader& header, std::span<const std::uint8_t> data) : header_(header), data_(data) {}

    template <class T, class... Width>
    void tensor(std::string_view name, std::span<const T>& out, std::size_t rows, Width... width) {
        const TensorEntry* entry = find(name, DtypeOf<T>::value, 1 + sizeof...(width));
        if (entry == nullptr) return;
        const std::array<std::size_t, 1 + sizeof...(width)> expected = {rows, static_cast<std::size_t>(width)...};
        for (std::size_t d = 0; d < expected.size(); ++d) {
            if (expected[d] != kAnyCount && entry->shape[d] != expected[d]) return fail(name, "has the wrong shape");
        }
        // The container check made begin a multiple of 64 and the size fit, so this view is aligned and inside.
        out = {reinterpret_cast<const T*>(data_.data() + entry->begin), (entry->end - entry->begin) / sizeof(T)};
    }

    void csr(std::string_view name, CsrRows& out, std::size_t rows) {
        const std::string full = std::string(name) + ".start";
        std::span<const std::uint32_t> start;
        tensor(full, start, rows == kAnyCount ? kAnyCount : rows + 1);
        if (check_offsets(full, start)) out.start = start;
    }

    void strings(std::string_view name, StringTable& out, std::size_t count) {
        const std::string base(name);
        std::span<const std::uint32_t> offsets;
        std::span<const std::uint8_t> bytes;
        tensor(base + ".offsets", offsets, count == kAnyCount ? kAnyCount : count + 1);
        if (!check_offsets(base + ".offsets", offsets)) return;
        tensor(base + ".bytes", bytes, offsets.back());
        if (failed()) return;
        if (!valid_string_table(offsets, bytes)) return fail(name, "holds text that is not UTF-8, or a NUL, or a byte order mark");
        out = StringTable(offsets, bytes);
    }

    void fail(std::string_view name, std::string_view problem) {
        if (message_.empty()) message_ = "`" + std::string(name) + "` " + std::string(problem);
    }
    bool failed() const { return !message_.empty(); }
    const std::string& message() const { return message_; }

private:
    const TensorEntry* find(std::string_view name, Dtype dtype, std::size_t rank) {
        if (failed()) return nullptr;
        for (const TensorEntry& entry : header_.tensors) {
            if (entry.name != name) continue;
            if (entry.dtype != dtype || entry.shape.size() != rank) {
                fail(name, "has the wrong dtype or rank");
                return nullptr;
            }
            return &entry;
        }
        fail(name, "is missing");
        return nullptr;
    }

    bool check_offsets(std::string_view name, std::span<const std::uint32_t> offsets) {
        if (failed()) return false;
        bool ascending = !offsets.empty() && offsets.front() == 0;
        for (std::size_t i = 1; ascending && i < offsets.size(); ++i) ascending = offsets[i - 1] <= offsets[i];
        if (!ascending) fail(name, "must begin at 0 and never decrease");
        return ascending;
    }

    const BlockHeader& header_;
    std::span<const std::uint8_t> data_;
    std::string message_;
};

using V = BindingVisitor;

template <class T>
bool all_below(std::span<const T> values, std::uint64_t limit) {
    return std::all_of(values.begin(), values.end(), [limit](T value) { return std::uint64_t{value} < limit; });
}

template <class T>
bool strictly_ascending(std::span<const T> values) {
    return std::adjacent_find(values.begin(), values.end(), [](T a, T b) { return a >= b; }) == values.end();
}

template <class T>
bool rows_strictly_ascending(const CsrRows& rows, std::span<const T> values) {
    for (std::size_t r = 0; r + 1 < rows.start.size(); ++r) {
        if (!strictly_ascending(values.subspan(rows.begin(r), rows.end(r) - rows.begin(r)))) return false;
    }
    return true;
}

void check(V& v, bool holds, std::string_view name, std::string_view problem) {
    if (!holds) v.fail(name, problem);
}

void check_values(V& v, const HotBlock& b, const BlockShape& s, IdIndex& ids) {
    bool id_sizes = true;
    for (std::size_t i = 0; i < b.item_id.size(); ++i)
        id_sizes = id_sizes && !b.item_id[i].empty() && b.item_id[i].size() <= kMaxItemIdBytes;
    check(v, id_sizes, "item_id", "must be 1 to 256 bytes each");
    check(v, ids.build(b.item_id), "item_id", "must be distinct");
    IdIndex categories;
    check(v, b.category.size() >= 1 && b.category.size() <= 65535 && categories.build(b.category), "category",
          "must be 1 to 65535 distinct names");
    check(v, all_below(b.item_category, b.category.size()), "item_category", "points past the categories");
    check(v, all_below(b.available, 2), "available", "must be 0 or 1");
    check(v, all_below(b.symbol_index, s.symbols), "symbol.index", "points past the symbols");
    check(v, rows_strictly_ascending(b.symbol, b.symbol_index), "symbol.index", "must ascend within an item");
    check(v, all_below(b.symbol_evidence, 64), "symbol.evidence", "has unknown bits");
}

bool rules_fit(std::span<const std::int8_t> rules) {
    for (; !rules.empty(); rules = rules.subspan(kRuleColumns)) {
        if (!valid_rule(rules.first<kRuleColumns>())) return false;
    }
    return true;
}

bool years_fit(const CalendarTable& table) {
    for (std::size_t y = 0; y < table.years.size(); ++y) {
        const std::int32_t number = table.first + static_cast<std::int32_t>(y);
        const LunarYear year = lunar_year(table, number);
        if (table.years[y] >> 23 != 0 || year.leap > 12 || year.lengths >> year.months() != 0) return false;
        if (y + 1 < table.years.size() && lunar_year(table, number + 1).start != year.start + year.days()) return false;
    }
    return true;
}

bool terms_fit(std::span<const std::uint8_t> days) {
    for (std::size_t t = 0; t + 1 < days.size(); t += 2) {
        if (days[t] < 1 || days[t] >= days[t + 1] || days[t + 1] > 28) return false;
    }
    return true;
}

void check_values(V& v, const GraphBlock& b, const BlockShape& s, IdIndex& ids) {
    check(v, ids.build(b.symbol_id), "symbol_id", "must be distinct");
    check(v, b.relation_type.size() <= 255, "relation_type", "must be at most 255 names");
    check(v, b.emotion_id.size() <= 255, "emotion_id", "must be at most 255 names");
    check(v, b.festival_id.size() <= 255, "festival_id", "must be at most 255 names");
    check(v, all_below(b.relation_to, s.symbols), "relation.to", "points past the symbols");
    check(v, all_below(b.relation_type_index, b.relation_type.size()), "relation.type", "points past the types");
    check(v, all_below(b.symbol_emotion_index, b.emotion_id.size()), "symbol_emotion.emotion", "points past the emotions");
    check(v, std::all_of(b.emotion_axis.begin(), b.emotion_axis.end(), [](std::int8_t a) { return a >= -100 && a <= 100; }), "emotion_axis",
          "must be -100 to 100");
    check(v, b.recipient_id.size() <= 255, "recipient_id", "must be at most 255 names");
    check(v, all_below(b.recipient_emotion_index, b.emotion_id.size()), "recipient_emotion.emotion", "points past the emotions");
    check(v, all_below(b.festival_symbol_index, s.symbols), "festival_symbol.index", "points past the symbols");
    check(v, rows_strictly_ascending(b.festival_day, b.festival_day_value), "festival_day.day", "must ascend within a festival");
    check(v, rules_fit(b.festival_rule_day), "festival_rule.day", "holds a rule that there is not");
    check(v,
          b.calendar_first.size() == (b.calendar_year.empty() ? 0u : 1u) && b.calendar_year.size() <= kMaxCalendarYears &&
              (b.calendar_first.empty() || (b.calendar_first[0] >= 1 && b.calendar_first[0] <= 9000)),
          "calendar.first", "must be one year, 1 to 9000, where there are years, at most 512");
    if (v.failed()) return;
    check(v, years_fit(b.calendar()), "calendar.year", "must be years that follow each other without a gap");
    check(v, terms_fit(b.calendar_term), "calendar.term", "must be days of the month, two a month");
}

bool neighbours_fit(std::span<const std::uint32_t> row, std::uint32_t self, std::uint32_t items) {
    for (std::size_t k = 0; k < row.size(); ++k) {
        if (row[k] == kNoNeighbour)
            return std::all_of(row.begin() + static_cast<std::ptrdiff_t>(k), row.end(), [](std::uint32_t n) { return n == kNoNeighbour; });
        if (row[k] >= items || row[k] == self) return false;
        if (std::find(row.begin(), row.begin() + static_cast<std::ptrdiff_t>(k), row[k]) != row.begin() + static_cast<std::ptrdiff_t>(k))
            return false;
    }
    return true;
}

void check_values(V& v, const NearBlock& b, const BlockShape& s, IdIndex&) {
    check(v, all_below(b.item, s.items) && strictly_ascending(b.item), "item", "must ascend and stay below the number of items");
    bool fit = true;
    for (std::size_t r = 0; fit && r < b.item.size(); ++r) {
        fit = neighbours_fit(b.neighbour.subspan(r * s.neighbours, s.neighbours), b.item[r], s.items);
    }
    check(v, fit, "neighbour", "must hold distinct other items, then none");
    check(v, std::all_of(b.dense.begin(), b.dense.end(), [](double x) { return std::isfinite(x); }), "dense", "must be finite");
}

bool unit_or_zero(std::span<const std::int8_t> q, float scale) {
    std::int32_t squares = 0;  // at most 1024 * 127^2
    for (const std::int8_t value : q) squares += std::int32_t{value} * value;
    if (squares == 0) return scale == 0.0f;
    const double length = std::sqrt(static_cast<double>(squares)) * static_cast<double>(scale);
    return length >= 0.99 && length <= 1.01;
}

bool no_minus_128(std::span<const std::int8_t> q) { return std::find(q.begin(), q.end(), std::int8_t{-128}) == q.end(); }

void check_values(V& v, const VectorsBlock& b, const BlockShape& s, IdIndex&) {
    for (std::size_t m = 0; m < b.parts.size(); ++m) {
        const std::size_t dim = s.modality[m].dim;
        check(v, no_minus_128(b.parts[m].q), s.modality[m].name + ".q", "must be -127 to 127");
        bool unit = true;
        for (std::size_t i = 0; unit && i < b.parts[m].scale.size(); ++i)
            unit = unit_or_zero(b.parts[m].q.subspan(i * dim, dim), b.parts[m].scale[i]);
        check(v, unit, s.modality[m].name + ".scale", "must give vectors of unit length or zero");
    }
}

bool boxes_fit(std::span<const std::uint16_t> boxes) {
    for (std::size_t i = 0; i + 4 <= boxes.size(); i += 4) {
        if (boxes[i] > boxes[i + 2] || boxes[i + 1] > boxes[i + 3]) return false;
    }
    return true;
}

// A span must lie inside one of the item's quotes of the same field, so that a card can always show it.
bool spans_fit(const CardsBlock& b) {
    for (std::size_t item = 0; item + 1 < b.evidence.start.size(); ++item) {
        for (std::uint32_t e = b.evidence.begin(item); e < b.evidence.end(item); ++e) {
            const std::uint32_t from = b.evidence_span[2 * e], to = b.evidence_span[2 * e + 1];
            if (from == 0 && to == 0) continue;
            bool covered = false;
            for (std::uint32_t t = b.evidence_text.begin(item); !covered && t < b.evidence_text.end(item); ++t) {
                covered = b.evidence_text_field[t] == b.evidence_field_index[e] && b.evidence_text_begin[t] <= from && from < to &&
                          to - b.evidence_text_begin[t] <= b.evidence_quote[t].size();
            }
            if (!covered) return false;
        }
    }
    return true;
}

void check_values(V& v, const CardsBlock& b, const BlockShape& s, IdIndex&) {
    const auto& kinds = b.evidence_kind;
    check(v, all_below(b.evidence_symbol, s.symbols), "evidence.symbol", "points past the symbols");
    check(v, std::all_of(kinds.begin(), kinds.end(), [](std::uint8_t k) { return k >= 1 && k <= 3; }), "evidence.kind",
          "must be 1, 2 or 3");
    check(v, all_below(b.evidence_flags, 8), "evidence.flags", "has unknown bits");
    const std::size_t fields = b.evidence_field.size();
    check(v, fields <= 254, "evidence_field", "must be at most 254 names");
    const auto& field = b.evidence_field_index;
    check(v, std::all_of(field.begin(), field.end(), [fields](std::uint8_t f) { return f == kNoField || f < fields; }), "evidence.field",
          "points past the fields");
    check(v, all_below(b.evidence_text_field, fields), "evidence_text.field", "points past the fields");
    check(v, boxes_fit(b.evidence_box), "evidence.box", "must have x0 <= x1 and y0 <= y1");
    bool sizes = true;
    for (std::size_t t = 0; t < b.evidence_quote.size(); ++t) sizes = sizes && b.evidence_quote[t].size() <= kMaxQuoteBytes;
    check(v, sizes, "evidence_quote", "must be at most 256 bytes each");
    if (!v.failed()) check(v, spans_fit(b), "evidence.span", "must lie inside a quote of its field");
}

bool strings_ascend(const StringTable& table) {
    for (std::size_t i = 1; i < table.size(); ++i) {
        if (!(table[i - 1] < table[i])) return false;
    }
    return true;
}

void check_values(V& v, const WordsBlock& b, const BlockShape&, IdIndex&) {
    check(v, strings_ascend(b.token), "token", "must ascend");
    check(v, no_minus_128(b.rows), "row.q", "must be -127 to 127");
    check(v, std::all_of(b.scales.begin(), b.scales.end(), [](float x) { return x >= 0.0f && std::isfinite(x); }), "row.scale",
          "must be finite and not negative");
    check(v, strictly_ascending(b.fold_from), "fold.from", "must ascend");
}

void check_values(V& v, const KnowledgeBlock& b, const BlockShape& s, IdIndex&) {
    check(v, all_below(b.meaning_flags, 2), "meaning.flags", "has unknown bits");
    check(v, all_below(b.meaning_evidence_record, s.records), "meaning_evidence.record", "points past the records");
}

void check_values(V& v, const EvidenceBlock& b, const BlockShape& s, IdIndex&) {
    check(v, strings_ascend(b.record_id), "record_id", "must ascend");
    check(v, all_below(b.symbol_index, s.symbols), "record_symbol.index", "points past the symbols");
    check(v, all_below(b.tier, 4), "record_tier", "must be 0 to 3");
    check(v, std::all_of(b.verification.begin(), b.verification.end(), [](std::uint8_t x) { return x == 1 || x == 2; }),
          "record_verification", "must be 1 or 2");
    check(v, all_below(b.flags, 2), "record_flags", "has unknown bits");
}

void check_values(V& v, const LexiconBlock& b, const BlockShape&, IdIndex&) {
    bool sorted = true, sized = true;
    for (std::size_t i = 0; i < b.entry.size(); ++i) {
        sorted = sorted && (i == 0 || b.entry[i - 1] <= b.entry[i]);
        sized = sized && !b.entry[i].empty() && b.entry[i].size() <= kMaxEntryBytes;
    }
    check(v, sorted, "entry", "must not descend");
    check(v, sized, "entry", "must be 1 to 64 bytes each");
    bool roles = true, targets = true;
    for (std::size_t i = 0; i < b.role.size(); ++i) {
        const bool name = b.role[i] >= 1 && b.role[i] <= wish::kLastKind;
        roles = roles && (name || (b.role[i] >= wish::kFirstGrammarRole && b.role[i] < wish::kFirstGrammarRole + wish::kGrammarRoles));
        targets = targets && (!name || b.target[i] < b.target_id.size());
    }
    check(v, roles, "entry.role", "is not a role of version 1");
    check(v, targets, "entry.target", "points past the targets");
    check(v, std::all_of(b.sign.begin(), b.sign.end(), [](std::int8_t s) { return s == 1 || s == -1; }), "entry.sign", "must be -1 or 1");
    check(v, all_below(b.flags, 8), "entry.flags", "has unknown bits");
}

bool finite(std::span<const float> values) {
    return std::all_of(values.begin(), values.end(), [](float x) { return std::isfinite(x); });
}

void check_rows(V& v, const Int8Rows& rows, const std::string& name) {
    check(v, no_minus_128(rows.q), name + ".q", "must be -127 to 127");
    check(v, finite(rows.scale) && std::all_of(rows.scale.begin(), rows.scale.end(), [](float x) { return x >= 0.0f; }), name + ".scale",
          "must be finite and not negative");
}

void check_values(V& v, const RankerBlock& b, const BlockShape& s, IdIndex&) {
    for (std::size_t m = 0; m < b.parts.size(); ++m) check_rows(v, b.parts[m], s.ranker->modalities[m].name);
    check_rows(v, b.last, "last");
    check_rows(v, b.entity, "entity");
    check_rows(v, b.component, "component");
    check(v, all_below(b.neighbour_index, s.items), "neighbour.index", "points past the items");
    check(v, rows_strictly_ascending(b.neighbour, b.neighbour_index), "neighbour.index", "must ascend within a row");
    check(v, finite(b.neighbour_weight), "neighbour.weight", "must be finite");
    for (const auto& part : {b.head.component_user, b.head.component_bias, b.head.component_out, b.head.item_user, b.head.item_content,
                             b.head.item_bias, b.head.item_out})
        check(v, finite(part), "head", "must be finite");
}

template <class Block>
Result<ParsedBlock> parse_as(const BlockShape& shape, const BlockHeader& header, std::span<const std::uint8_t> data,
                             const std::string& name) {
    BindingVisitor visitor(header, data);
    ParsedBlock parsed;
    Block block;
    describe(visitor, block, shape);
    if (!visitor.failed()) check_values(visitor, block, shape, parsed.ids);
    if (visitor.failed()) return Error{ErrorCode::kInvalidBlock, "block " + name + ": " + visitor.message()};
    if constexpr (std::is_same_v<Block, WordsBlock>) {
        block.token_offsets = block.token.offsets();
        block.token_bytes = block.token.bytes();
    }
    parsed.view = std::move(block);
    return parsed;
}

}  // namespace

Result<ParsedBlock> parse_block(const Manifest& manifest, BlockKind kind, std::uint32_t number, std::span<const std::uint8_t> bytes) {
    const std::string name = block_name(kind, number);
    const auto header = parse_block_header(bytes);
    if (!header) return Error{header.error().code, "block " + name + ": " + header.error().message};
    if (header.value().kind != kind_name(kind)) return Error{ErrorCode::kInvalidBlock, "block " + name + ": is of another kind"};
    const BlockShape shape = block_shape(manifest, kind, number);
    const auto data = bytes.subspan(header.value().data_offset);
    switch (kind) {
        case BlockKind::kHot: return parse_as<HotBlock>(shape, header.value(), data, name);
        case BlockKind::kGraph: return parse_as<GraphBlock>(shape, header.value(), data, name);
        case BlockKind::kNear: return parse_as<NearBlock>(shape, header.value(), data, name);
        case BlockKind::kVectors: return parse_as<VectorsBlock>(shape, header.value(), data, name);
        case BlockKind::kCards: return parse_as<CardsBlock>(shape, header.value(), data, name);
        case BlockKind::kWords: return parse_as<WordsBlock>(shape, header.value(), data, name);
        case BlockKind::kKnowledge: return parse_as<KnowledgeBlock>(shape, header.value(), data, name);
        case BlockKind::kEvidence: return parse_as<EvidenceBlock>(shape, header.value(), data, name);
        case BlockKind::kLexicon: return parse_as<LexiconBlock>(shape, header.value(), data, name);
        case BlockKind::kRanker:
            if (shape.ranker != nullptr) return parse_as<RankerBlock>(shape, header.value(), data, name);
            break;
    }
    return Error{ErrorCode::kInternal, "block " + name + ": unknown kind"};
}

}  // namespace ruyi
