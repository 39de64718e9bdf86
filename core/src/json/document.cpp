#include "json/document.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <string>

#include "nearest_double.hpp"
#include "utf8.hpp"

namespace ruyi::json {

namespace {

constexpr int kDeepest = 64;

/// Characters of a string that stand for themselves and are one byte.
constexpr std::array<bool, 256> kPlain = [] {
    std::array<bool, 256> plain{};
    for (std::size_t c = 0x20; c < 0x80; ++c) plain[c] = c != '"' && c != '\\';
    return plain;
}();

}  // namespace

double Document::real() const {
    if (kind_ == Kind::kReal) return real_;
    return kind_ == Kind::kInteger ? static_cast<double>(static_cast<std::int64_t>(integer_)) : static_cast<double>(integer_);
}

Document::Iterator Document::find(std::string_view name) const {
    if (!is_object()) return end();
    for (Iterator it = begin(); !(it == end()); ++it) {
        if (it.key() == name) return it;
    }
    return end();
}

/// Fills a Text: the grammar of RFC 8259, read where it stands. nlohmann's parser and lexer are not used: they fetch and keep one character
/// at a time, and make a sentence of every error before anybody asks for it (DECISIONS.md).
class Filler {
public:
    Filler(std::string_view text, Text& out) : at_(text.data()), end_(text.data() + text.size()), out_(out) {
        if (text.starts_with("\xEF\xBB\xBF")) at_ += 3;
        out_.characters_.reset(new char[text.size() + 1]);  // unescaped text is never longer than its source
        free_ = out_.characters_.get();
    }

    bool whole() { return value({}) && next() == '\0' && at_ == end_; }

private:
    using Kind = Document::Kind;

    /// The next character that is no blank, still to be read; NUL at the end, and where the text holds one, which nothing begins with.
    char next() {
        while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
        return at_ == end_ ? '\0' : *at_;
    }

    bool take(char c) {
        if (next() != c) return false;
        ++at_;
        return true;
    }

    bool word(std::string_view expected) {
        if (!std::string_view(at_, static_cast<std::size_t>(end_ - at_)).starts_with(expected)) return false;
        at_ += expected.size();
        return true;
    }

    bool value(std::string_view name) {
        const std::size_t place = out_.values_.size();
        const char first = next();
        Document& value = out_.values_.emplace_back();
        value.key_ = name;
        switch (first) {
            case 'n': return word("null");
            case 't': value.integer_ = 1; [[fallthrough]];
            case 'f': value.kind_ = Kind::kBoolean; return word(first == 't' ? "true" : "false");
            case '"': value.kind_ = Kind::kString; return string(value.text_);
            case '[': value.kind_ = Kind::kArray; return contained(place, ']');
            case '{': value.kind_ = Kind::kObject; return contained(place, '}') && sort_members(place);
            default: return number(value);
        }
    }

    bool contained(std::size_t place, char close) {
        if (++depth_ > kDeepest) return false;
        ++at_;
        std::uint32_t count = 0;
        for (bool more = next() != close; more; ++count) {
            std::string_view name;
            if (close == '}' && (next() != '"' || !string(name) || !take(':'))) return false;
            if (!value(name)) return false;
            more = take(',');
        }
        if (!take(close)) return false;
        --depth_;
        out_.values_[place].count_ = count;
        out_.values_[place].span_ = static_cast<std::uint32_t>(out_.values_.size() - place);
        return true;
    }

    /// From its opening quote to behind the closing one, unescaped.
    bool string(std::string_view& out) {
        const char* const begin = free_;
        for (++at_;;) {
            const char* const run = at_;
            while (at_ != end_ && kPlain[static_cast<std::uint8_t>(*at_)]) ++at_;
            keep({run, static_cast<std::size_t>(at_ - run)});
            if (at_ == end_) return false;
            const auto byte = static_cast<std::uint8_t>(*at_);
            if (byte == '"') break;
            if (byte == '\\') {
                if (!escaped()) return false;
            } else {
                const utf8::Decoded one = utf8::decode({at_, static_cast<std::size_t>(end_ - at_)}, 0);
                if (byte < 0x20 || !one.valid) return false;
                keep({at_, one.bytes});
                at_ += one.bytes;
            }
        }
        ++at_;
        out = {begin, static_cast<std::size_t>(free_ - begin)};
        return true;
    }

    void keep(std::string_view text) {
        std::memcpy(free_, text.data(), text.size());
        free_ += text.size();
    }

    bool escaped() {
        constexpr std::string_view kLetters = "\"\\/bfnrt", kMeant = "\"\\/\b\f\n\r\t";
        if (end_ - at_ < 2) return false;
        const char letter = at_[1];
        at_ += 2;
        if (letter == 'u') return escaped_code();
        const std::size_t which = kLetters.find(letter);
        if (which == std::string_view::npos) return false;
        *free_++ = kMeant[which];
        return true;
    }

    /// Behind "\u": one code unit, or two that are one code point.
    bool escaped_code() {
        std::uint32_t code = hex4();
        if (code >= 0xD800 && code <= 0xDBFF) {
            const std::uint32_t low = word("\\u") ? hex4() : kNoCode;
            if (low < 0xDC00 || low > 0xDFFF) return false;
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        } else if (code > 0xFFFF || (code >= 0xDC00 && code <= 0xDFFF)) {
            return false;
        }
        std::string text;
        utf8::append(text, code);
        keep(text);
        return true;
    }

    std::uint32_t hex4() {
        if (end_ - at_ < 4) return kNoCode;
        std::uint32_t code = 0;
        for (const char* const stop = at_ + 4; at_ != stop; ++at_) {
            const char c = *at_, lower = static_cast<char>(c | 0x20);
            if (!is_digit(c) && (lower < 'a' || lower > 'f')) return kNoCode;
            code = code * 16 + static_cast<std::uint32_t>(is_digit(c) ? c - '0' : lower - 'a' + 10);
        }
        return code;
    }

    static bool is_digit(char c) { return c >= '0' && c <= '9'; }

    /// Digits from here on, at least one.
    bool digits() {
        const char* const begin = at_;
        while (at_ != end_ && is_digit(*at_)) ++at_;
        return at_ != begin;
    }

    bool number(Document& value) {
        const char* const begin = at_;
        const bool negative = word("-");
        const char* const from = at_;
        if (!digits() || (*from == '0' && at_ - from > 1)) return false;
        const char* const whole_end = at_;
        if (word(".") && !digits()) return false;
        if (word("e") || word("E")) {
            if (!word("+")) word("-");
            if (!digits()) return false;
        }
        if (at_ == whole_end && whole_number(from, negative, value)) return true;
        value.kind_ = Kind::kReal;
        value.real_ = nearest_double({begin, static_cast<std::size_t>(at_ - begin)});
        return std::isfinite(value.real_);
    }

    /// False if the digits from `from` to here are beyond 64 bits.
    bool whole_number(const char* from, bool negative, Document& value) {
        if (at_ - from > 20) return false;
        std::uint64_t sum = 0;
        for (; from != at_; ++from) {
            const auto digit = static_cast<std::uint64_t>(*from - '0');
            if (sum > (UINT64_MAX - digit) / 10) return false;
            sum = sum * 10 + digit;
        }
        if (negative && sum > std::uint64_t{1} << 63) return false;
        value.kind_ = negative ? Kind::kInteger : Kind::kUnsigned;
        value.integer_ = negative ? 0 - sum : sum;
        return true;
    }

    /// False if a name is there twice. Our own documents are written in order, so that there is nothing to do.
    bool sort_members(std::size_t place) {
        const Document& object = out_.values_[place];
        const Document* last = nullptr;
        bool sorted = true;
        for (auto it = object.begin(); !(it == object.end()); last = &*it, ++it)
            sorted = sorted && (last == nullptr || last->key_ < it.key());
        if (sorted) return true;
        members_.clear();
        ordered_.clear();
        for (auto it = object.begin(); !(it == object.end()); ++it) members_.push_back(&*it);
        std::sort(members_.begin(), members_.end(), [](const Document* a, const Document* b) { return a->key_ < b->key_; });
        for (std::size_t i = 0; i < members_.size(); ++i) {
            if (i > 0 && members_[i]->key_ == members_[i - 1]->key_) return false;
            ordered_.insert(ordered_.end(), members_[i], members_[i] + members_[i]->span_);
        }
        std::copy(ordered_.begin(), ordered_.end(), out_.values_.begin() + static_cast<std::ptrdiff_t>(place) + 1);
        return true;
    }

    static constexpr std::uint32_t kNoCode = 0xFFFFFFFF;

    const char *at_, *end_;
    char* free_;
    Text& out_;
    int depth_ = 0;
    std::vector<const Document*> members_;  // of sort_members, kept for their room
    std::vector<Document> ordered_;
};

Text Text::parse(std::string_view text) {
    Text out;
    if (!Filler(text, out).whole()) out.values_.clear();
    return out;
}

}  // namespace ruyi::json
