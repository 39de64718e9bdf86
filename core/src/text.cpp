#include "ruyi/text.hpp"

#include <algorithm>
#include <cmath>

#include "utf8.hpp"

namespace ruyi {
namespace {

constexpr std::size_t kMaxHanWordChars = 8;
constexpr std::size_t kMaxPieceBytes = 24;
constexpr std::size_t kMaxTokenBytes = 64;
constexpr std::uint32_t kMaxDim = 4096;
constexpr float kMaxScale = 1e6f;
constexpr std::uint32_t kRemoved = 0;
constexpr char kWordStart = '_';

enum class CharClass : std::uint8_t { kOther, kHan, kLetter, kDigit };

CharClass class_of(std::uint32_t code) {
    if (code >= 'a' && code <= 'z') return CharClass::kLetter;
    if (code >= '0' && code <= '9') return CharClass::kDigit;
    return is_han(code) ? CharClass::kHan : CharClass::kOther;
}

Error invalid(std::string message) { return Error{ErrorCode::kInvalidBlock, "words block: " + std::move(message)}; }

std::string_view token_at(const WordTable& table, std::size_t i) {
    const char* bytes = reinterpret_cast<const char*>(table.token_bytes.data());
    return {bytes + table.token_offsets[i], table.token_offsets[i + 1] - table.token_offsets[i]};
}

Result<void> validate_tokens(const WordTable& table) {
    const auto& offsets = table.token_offsets;
    if (offsets.empty() || offsets[0] != 0) return invalid("token.offsets must start with 0");
    if (offsets.back() != table.token_bytes.size()) return invalid("token.offsets must end at the length of token.bytes");
    for (std::size_t i = 0; i + 1 < offsets.size(); ++i) {
        if (offsets[i + 1] < offsets[i] || offsets[i + 1] > table.token_bytes.size()) return invalid("token.offsets must ascend");
        if (offsets[i + 1] - offsets[i] > kMaxTokenBytes) return invalid("a token is longer than 64 bytes");
        if (i > 0 && token_at(table, i - 1) >= token_at(table, i)) return invalid("tokens must ascend bytewise");
    }
    return {};
}

Result<void> validate_rows(const WordTable& table) {
    const std::size_t count = table.token_offsets.size() - 1;
    if (count == 0) return invalid("there must be at least one token");
    if (table.scales.size() != count) return invalid("row.scale must have one value per token");
    if (table.rows.empty() || table.rows.size() % count != 0) return invalid("row.q must have the same number of values per token");
    if (table.rows.size() / count > kMaxDim) return invalid("rows are longer than 4096");
    for (const float scale : table.scales)
        if (!(scale >= 0 && scale <= kMaxScale)) return invalid("a scale is not in [0, 1e6]");
    return {};
}

Result<void> validate_fold(const WordTable& table) {
    const auto& from = table.fold_from;
    const auto& to = table.fold_to;
    if (from.size() != to.size()) return invalid("fold.from and fold.to differ in length");
    for (std::size_t i = 0; i < from.size(); ++i) {
        if (i > 0 && from[i - 1] >= from[i]) return invalid("fold.from must ascend");
        if (to[i] > 0x10FFFF || (to[i] >= 0xD800 && to[i] <= 0xDFFF)) return invalid("fold.to holds no character");
        if (std::binary_search(from.begin(), from.end(), to[i])) return invalid("folding twice would change the text");
    }
    return {};
}

}  // namespace

Result<void> validate(const WordTable& table) {
    if (auto tokens = validate_tokens(table); !tokens) return tokens;
    if (auto rows = validate_rows(table); !rows) return rows;
    return validate_fold(table);
}

bool is_han(std::uint32_t code) {
    return (code >= 0x4E00 && code <= 0x9FFF) || (code >= 0x3400 && code <= 0x4DBF) || code == 0x3007 ||
           (code >= 0xF900 && code <= 0xFAFF) || (code >= 0x20000 && code <= 0x3FFFF);
}

FoldedText TextFolder::fold(std::string_view utf8) const {
    FoldedText folded;
    folded.text.reserve(utf8.size());
    folded.origin.reserve(utf8.size() + 1);
    for (std::size_t at = 0; at < utf8.size();) {
        const utf8::Decoded decoded = utf8::decode(utf8, at);
        if (!decoded.valid) ++folded.invalid_count;
        std::uint32_t code = decoded.code_point;
        const auto found = std::lower_bound(from_.begin(), from_.end(), code);
        const bool folds = found != from_.end() && *found == code;
        if (folds) code = to_[static_cast<std::size_t>(found - from_.begin())];
        if (!folds || code != kRemoved) utf8::append(folded.text, code);
        folded.origin.resize(folded.text.size(), static_cast<std::uint32_t>(at));
        at += decoded.bytes;
    }
    folded.origin.push_back(static_cast<std::uint32_t>(utf8.size()));
    return folded;
}

Result<TextEncoder> TextEncoder::create(std::span<const WordTable> tables) {
    if (tables.empty()) return invalid("there must be at least one");
    TextEncoder encoder;
    encoder.first_id_.push_back(0);
    for (const WordTable& table : tables) {
        if (auto checked = validate(table); !checked) return checked.error();
        const std::size_t count = table.scales.size();
        const auto dim = static_cast<std::uint32_t>(table.rows.size() / count);
        if (!encoder.tables_.empty()) {
            const WordTable& before = encoder.tables_.back();
            if (dim != encoder.dim_) return invalid("blocks differ in dim");
            if (token_at(before, before.scales.size() - 1) >= token_at(table, 0)) return invalid("tokens must ascend from block to block");
            if (!table.fold_from.empty()) return invalid("only the first block may hold a fold table");
        }
        if (count > 0x7FFFFFFF - encoder.first_id_.back()) return invalid("too many tokens");
        encoder.dim_ = dim;
        encoder.tables_.push_back(table);
        encoder.first_id_.push_back(encoder.first_id_.back() + static_cast<std::uint32_t>(count));
    }
    encoder.folder_ = TextFolder(tables[0].fold_from, tables[0].fold_to);
    return encoder;
}

std::int32_t TextEncoder::find(std::string_view token) const {
    std::size_t block = 0;
    while (block + 1 < tables_.size() && token_at(tables_[block + 1], 0) <= token) ++block;
    const WordTable& table = tables_[block];
    std::size_t low = 0, high = table.scales.size();
    while (low < high) {
        const std::size_t middle = low + (high - low) / 2;
        if (token_at(table, middle) < token) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == table.scales.size() || token_at(table, low) != token) return -1;
    return static_cast<std::int32_t>(first_id_[block] + low);
}

void TextEncoder::han_run(std::string_view run, std::vector<std::int32_t>& ids) const {
    std::vector<std::size_t> starts;  // of each character, and the end
    for (std::size_t at = 0; at < run.size(); at += utf8::decode(run, at).bytes) starts.push_back(at);
    starts.push_back(run.size());
    const std::size_t chars = starts.size() - 1;
    const auto part = [&](std::size_t i, std::size_t length) { return run.substr(starts[i], starts[i + length] - starts[i]); };
    for (std::size_t i = 0; i < chars; ++i)
        for (std::size_t length = 1; length <= 2 && i + length <= chars; ++length)
            if (const std::int32_t id = find(part(i, length)); id >= 0) ids.push_back(id);
    for (std::size_t i = 0; i < chars;) {
        std::size_t length = std::min(kMaxHanWordChars, chars - i);
        std::int32_t id = -1;
        while (length >= 3 && (id = find(part(i, length))) < 0) --length;
        if (id >= 0) ids.push_back(id);
        i += id >= 0 ? length : 1;
    }
}

void TextEncoder::piece_run(std::string_view run, std::vector<std::int32_t>& ids) const {
    std::string piece;
    for (std::size_t i = 0; i < run.size();) {
        piece.assign(i == 0 ? 1 : 0, kWordStart);
        const std::size_t mark = piece.size();
        piece.append(run.substr(i, kMaxPieceBytes - mark));
        std::int32_t id = -1;
        while (piece.size() > mark && (id = find(piece)) < 0) piece.pop_back();
        if (id >= 0) ids.push_back(id);
        i += id >= 0 ? piece.size() - mark : 1;
    }
}

Result<void> TextEncoder::tokenise(std::string_view utf8, std::vector<std::int32_t>& ids) const {
    ids.clear();
    const FoldedText folded = folder_.fold(utf8);
    const std::string_view text = folded.text;
    for (std::size_t start = 0; start < text.size();) {
        const utf8::Decoded first = utf8::decode(text, start);
        const CharClass kind = class_of(first.code_point);
        std::size_t end = start + first.bytes;
        while (end < text.size()) {
            const utf8::Decoded next = utf8::decode(text, end);
            if (class_of(next.code_point) != kind) break;
            end += next.bytes;
        }
        if (kind == CharClass::kHan) han_run(text.substr(start, end - start), ids);
        if (kind == CharClass::kLetter || kind == CharClass::kDigit) piece_run(text.substr(start, end - start), ids);
        start = end;
    }
    return {};
}

Result<void> TextEncoder::encode_ids(std::span<const std::int32_t> ids, std::span<float> out) const {
    if (out.size() != dim_) return Error{ErrorCode::kDimensionMismatch, "the vector asked for is not as long as the table's rows"};
    std::fill(out.begin(), out.end(), 0.0f);
    for (const std::int32_t id : ids) {
        if (id < 0 || static_cast<std::uint32_t>(id) >= token_count()) return Error{ErrorCode::kInvalidArgument, "no such token id"};
        const auto block = std::upper_bound(first_id_.begin(), first_id_.end(), static_cast<std::uint32_t>(id)) - first_id_.begin() - 1;
        const WordTable& table = tables_[static_cast<std::size_t>(block)];
        const std::size_t row = static_cast<std::size_t>(id) - first_id_[static_cast<std::size_t>(block)];
        const float scale = table.scales[row];
        const std::int8_t* values = table.rows.data() + row * dim_;
        for (std::uint32_t d = 0; d < dim_; ++d) out[d] += static_cast<float>(values[d]) * scale;
    }
    double squares = 0;
    for (const float value : out) squares += static_cast<double>(value) * static_cast<double>(value);
    if (squares == 0) return {};
    const double length = std::sqrt(squares);
    for (float& value : out) value = static_cast<float>(static_cast<double>(value) / length);
    return {};
}

Result<void> TextEncoder::encode(std::string_view utf8, std::span<float> out) const {
    std::vector<std::int32_t> ids;
    if (auto tokenised = tokenise(utf8, ids); !tokenised) return tokenised;
    return encode_ids(ids, out);
}

}  // namespace ruyi
