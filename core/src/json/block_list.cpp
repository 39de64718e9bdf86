#include "json/block_list.hpp"

namespace ruyi {
namespace {

constexpr std::string_view kOpening = "\"blocks\":[";

/// Moves over the text; the first step that does not fit makes it fail for good.
class Cursor {
public:
    Cursor(std::string_view text, std::size_t at) : text_(text), at_(at) {}
    bool failed() const { return failed_; }
    std::size_t at() const { return at_; }
    bool next_is(char c) const { return at_ < text_.size() && text_[at_] == c; }
    void take(char c) {
        if (next_is(c)) {
            ++at_;
        } else {
            failed_ = true;
        }
    }
    /// Printable ASCII between quotes, without escapes.
    std::string_view text() {
        take('"');
        const std::size_t begin = at_;
        while (at_ < text_.size() && text_[at_] != '"' && text_[at_] != '\\' && text_[at_] >= 0x20 && text_[at_] < 0x7F) ++at_;
        const std::string_view found = text_.substr(begin, at_ - begin);
        take('"');
        return found;
    }
    /// Up to 15 digits, without a leading zero.
    std::uint64_t number() {
        const std::size_t begin = at_;
        std::uint64_t value = 0;
        while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9' && at_ - begin < 15)
            value = value * 10 + static_cast<std::uint64_t>(text_[at_++] - '0');
        if (at_ == begin || (text_[begin] == '0' && at_ - begin > 1)) failed_ = true;
        return value;
    }
    void fail() { failed_ = true; }

private:
    std::string_view text_;
    std::size_t at_;
    bool failed_ = false;
};

BlockText read_entry(Cursor& cursor) {
    BlockText block;
    unsigned seen = 0;
    cursor.take('{');
    for (int member = 0; member < 5 && !cursor.failed(); ++member) {
        if (member > 0) cursor.take(',');
        const std::string_view name = cursor.text();
        cursor.take(':');
        const unsigned bit = name == "name" ? 1 : name == "kind" ? 2 : name == "file" ? 4 : name == "sha256" ? 8 : name == "bytes" ? 16 : 0;
        if (bit == 0 || (seen & bit) != 0) cursor.fail();
        seen |= bit;
        if (bit == 16) {
            block.bytes = cursor.number();
        } else {
            (bit == 1 ? block.name : bit == 2 ? block.kind : bit == 4 ? block.file : block.sha256) = cursor.text();
        }
    }
    cursor.take('}');
    return block;
}

}  // namespace

std::optional<BlockList> read_block_list(std::string_view text) {
    const std::size_t found = text.find(kOpening);
    if (found == std::string_view::npos) return std::nullopt;
    Cursor cursor(text, found + kOpening.size());
    BlockList list;
    while (!cursor.failed() && !cursor.next_is(']')) {
        if (!list.blocks.empty()) cursor.take(',');
        list.blocks.push_back(read_entry(cursor));
    }
    if (cursor.failed() || list.blocks.empty()) return std::nullopt;
    list.rest.append(text.substr(0, found + kOpening.size())).append(text.substr(cursor.at()));
    // A second member of that name, anywhere, would make it a guess which one the tree keeps.
    if (list.rest.find("\"blocks\"", found + 1) != std::string::npos || list.rest.find("\\u") != std::string::npos) return std::nullopt;
    return list;
}

}  // namespace ruyi
