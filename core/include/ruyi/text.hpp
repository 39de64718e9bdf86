// Tokeniser, script folding and the static subword embedding. Rules: models/encoders/text/README.md.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ruyi/result.hpp"

namespace ruyi {

/// One words block, borrowed: the spans must outlive everything built from them.
struct WordTable {
    std::span<const std::uint32_t> token_offsets;  // V + 1
    std::span<const std::uint8_t> token_bytes;     // UTF-8, tokens ascending bytewise
    std::span<const std::int8_t> rows;             // V x dim, row-major
    std::span<const float> scales;                 // V
    std::span<const std::uint32_t> fold_from;      // code points, ascending; empty but in the first block
    std::span<const std::uint32_t> fold_to;        // code points; 0 deletes
};

/// Checks everything that use relies on: offsets, order, sizes, finite scales, the fold table. O(bytes). The shape is
/// kInvalidBlock with the place in its message.
Result<void> validate(const WordTable& table);

/// Folded text with the way back: byte i of `text` came from the code point at byte origin[i] of the original;
/// origin[text.size()] is the original's length, so a folded range [a, b) came from [origin[a], origin[b]).
struct FoldedText {
    std::string text;
    std::vector<std::uint32_t> origin;
    std::uint32_t invalid_count = 0;  // malformed sequences, each replaced by U+FFFD
};

/// Case, accents, full width and traditional characters folded by a table. Cheap to copy; borrows the table.
class TextFolder {
public:
    TextFolder() = default;
    /// from: ascending code points; to: as many; both must outlive the folder. See validate().
    TextFolder(std::span<const std::uint32_t> from, std::span<const std::uint32_t> to) : from_(from), to_(to) {}

    /// Never fails: malformed UTF-8 becomes U+FFFD and is counted. utf8 is at most 4 GiB long.
    FoldedText fold(std::string_view utf8) const;

private:
    std::span<const std::uint32_t> from_, to_;
};

/// True for the characters that tokenise as Chinese: U+3007, the CJK ideograph blocks and planes 2 and 3.
bool is_han(std::uint32_t code_point);

/// The shipped text encoder: the sum of int8 rows times their scales, made unit length. Same bits on every target.
class TextEncoder {
public:
    /// tables: the words blocks in order; their tokens must ascend from one to the next, their dims agree; the first one
    /// carries the fold table. Fails with kInvalidBlock. The encoder borrows the spans, not the span of tables.
    static Result<TextEncoder> create(std::span<const WordTable> tables);

    std::uint32_t dim() const { return dim_; }
    std::uint32_t token_count() const { return first_id_.back(); }
    const TextFolder& folder() const { return folder_; }

    /// Replaces ids by the text's token ids, in order; unknown pieces are skipped. Never fails on any bytes.
    Result<void> tokenise(std::string_view utf8, std::vector<std::int32_t>& ids) const;

    /// out: dim() floats, unit length, or all zero when no token is known. Fails with kDimensionMismatch on another size.
    Result<void> encode(std::string_view utf8, std::span<float> out) const;

    /// The same from token ids; fails with kInvalidArgument on an id outside [0, token_count()).
    Result<void> encode_ids(std::span<const std::int32_t> ids, std::span<float> out) const;

    /// The id of a token, -1 if there is none. O(log V).
    std::int32_t find(std::string_view token) const;

private:
    TextEncoder() = default;

    void han_run(std::string_view run, std::vector<std::int32_t>& ids) const;
    void piece_run(std::string_view run, std::vector<std::int32_t>& ids) const;

    std::vector<WordTable> tables_;
    std::vector<std::uint32_t> first_id_;  // of each table; one more at the end holds the total
    TextFolder folder_;
    std::uint32_t dim_ = 0;
};

}  // namespace ruyi
