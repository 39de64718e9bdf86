#include "json/document.hpp"

#include <algorithm>

#include "json/number.hpp"
#include "utf8.hpp"

namespace ruyi::json {

namespace {

constexpr int kDeepest = 64;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

double Document::real() const {
    if (kind_ == Kind::kReal) return real_;
    return kind_ == Kind::kNegative ? static_cast<double>(static_cast<std::int64_t>(integer_)) : static_cast<double>(integer_);
}

Document::Iterator Document::find(std::string_view name) const {
    if (!is_object()) return end();
    for (Iterator it = begin(); !(it == end()); ++it) {
        if (it.key() == name) return it;
    }
    return end();
}

/// Recursive descent. Every reader returns false at the first fault and leaves `at_` anywhere.
class Parser {
public:
    Parser(std::string_view text, Text& out) : text_(text), out_(out) {
        out_.characters_.reserve(text.size());  // unescaped text is never longer than its source
    }
    bool whole() {
        if (text_.substr(0, 3) == "\xEF\xBB\xBF") at_ = 3;
        space();
        if (!value({}, 0)) return false;
        space();
        return at_ == text_.size();
    }

private:
    using Kind = Document::Kind;

    char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
    bool take(char c) {
        if (peek() != c) return false;
        ++at_;
        return true;
    }
    void space() {
        while (peek() == ' ' || peek() == '\n' || peek() == '\t' || peek() == '\r') ++at_;
    }
    bool word(std::string_view rest) {
        if (text_.substr(at_, rest.size()) != rest) return false;
        at_ += rest.size();
        return true;
    }

    bool value(std::string_view key, int depth) {
        const std::size_t place = out_.nodes_.size();
        Document node;
        node.key_ = key;
        const char c = peek();
        bool read = false;
        if (c == '{' || c == '[') {
            node.kind_ = c == '{' ? Kind::kObject : Kind::kArray;
            out_.nodes_.push_back(node);
            return depth < kDeepest && container(place, depth);
        }
        if (c == '"') {
            node.kind_ = Kind::kString;
            read = string(node.text_);
        } else if (c == 't' || c == 'f') {
            node.kind_ = Kind::kBoolean;
            node.integer_ = c == 't' ? 1 : 0;
            read = word(c == 't' ? "true" : "false");
        } else if (c == 'n') {
            read = word("null");
        } else {
            read = number(node);
        }
        out_.nodes_.push_back(node);
        return read;
    }

    bool container(std::size_t place, int depth) {
        const bool object = out_.nodes_[place].kind_ == Kind::kObject;
        const char close = object ? '}' : ']';
        std::uint32_t count = 0;
        ++at_;
        space();
        if (!take(close)) {
            do {
                std::string_view key;
                space();
                if (object) {
                    if (peek() != '"' || !string(key)) return false;
                    space();
                    if (!take(':')) return false;
                    space();
                }
                if (!value(key, depth + 1)) return false;
                ++count;
                space();
            } while (take(','));
            if (!take(close)) return false;
        }
        Document& node = out_.nodes_[place];
        node.count_ = count;
        node.span_ = static_cast<std::uint32_t>(out_.nodes_.size() - place);
        return !object || names_differ(node);
    }

    bool names_differ(const Document& object) {
        names_.clear();
        for (auto it = object.begin(); !(it == object.end()); ++it) names_.push_back(it.key());
        std::sort(names_.begin(), names_.end());
        return std::adjacent_find(names_.begin(), names_.end()) == names_.end();
    }

    bool digits() {
        const std::size_t from = at_;
        while (is_digit(peek())) ++at_;
        return at_ > from;
    }

    bool number(Document& node) {
        const std::size_t from = at_;
        const bool negative = take('-');
        const std::size_t first = at_;
        if (!digits() || (text_[first] == '0' && at_ > first + 1)) return false;
        const std::string_view whole = text_.substr(first, at_ - first);
        bool integer = true;
        if (take('.')) {
            integer = false;
            if (!digits()) return false;
        }
        if (peek() == 'e' || peek() == 'E') {
            integer = false;
            ++at_;
            if (peek() == '+' || peek() == '-') ++at_;
            if (!digits()) return false;
        }
        if (integer && fits(whole, negative, node)) return true;
        node.kind_ = Kind::kReal;
        node.real_ = nearest_double(text_.substr(from, at_ - from));
        return node.real_ - node.real_ == 0;  // not infinite
    }

    /// Whether the integer has 64 bits; then it is stored.
    static bool fits(std::string_view whole, bool negative, Document& node) {
        std::uint64_t value = 0;
        for (const char c : whole) {
            const auto digit = static_cast<std::uint64_t>(c - '0');
            if (value > (UINT64_MAX - digit) / 10) return false;
            value = value * 10 + digit;
        }
        if (negative && value > std::uint64_t{1} << 63) return false;
        node.kind_ = negative ? Kind::kNegative : Kind::kUnsigned;
        node.integer_ = negative ? ~value + 1 : value;
        return true;
    }

    bool string(std::string_view& out) {
        ++at_;
        const std::size_t from = at_;
        bool plain = true;
        for (; peek() != '"'; ++at_) {
            if (static_cast<std::uint8_t>(peek()) < 0x20) return false;  // also the end of the text
            if (peek() == '\\') {
                plain = false;
                if (++at_ == text_.size()) return false;
            }
        }
        const std::string_view raw = text_.substr(from, at_++ - from);
        for (std::size_t i = 0; i < raw.size();) {
            const utf8::Decoded decoded = utf8::decode(raw, i);
            if (!decoded.valid) return false;
            i += decoded.bytes;
        }
        return plain ? keep(raw, out) : unescape(raw, out);
    }

    bool keep(std::string_view text, std::string_view& out) {
        std::vector<char>& all = out_.characters_;
        const std::size_t from = all.size();
        all.insert(all.end(), text.begin(), text.end());
        out = std::string_view(all.data() + from, text.size());
        return true;
    }

    bool unescape(std::string_view raw, std::string_view& out) {
        std::string text;
        for (std::size_t i = 0; i < raw.size(); ++i) {
            if (raw[i] != '\\') {
                text += raw[i];
                continue;
            }
            constexpr std::string_view kNames = "\"\\/bfnrt", kValues = "\"\\/\b\f\n\r\t";
            const char name = raw[++i];
            if (name == 'u') {
                std::uint32_t code = 0;
                if (!code_point(raw, ++i, code)) return false;
                --i;
                utf8::append(text, code);
                continue;
            }
            const std::size_t known = kNames.find(name);
            if (known == std::string_view::npos) return false;
            text += kValues[known];
        }
        return keep(text, out);
    }

    /// Four hex digits, or two surrogates; `at` ends behind them.
    static bool code_point(std::string_view raw, std::size_t& at, std::uint32_t& code) {
        if (!hex(raw, at, code)) return false;
        if (code >= 0xDC00 && code <= 0xDFFF) return false;
        if (code < 0xD800 || code > 0xDBFF) return true;
        std::uint32_t low = 0;
        if (raw.substr(at, 2) != "\\u" || !hex(raw, at += 2, low) || low < 0xDC00 || low > 0xDFFF) return false;
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        return true;
    }

    static bool hex(std::string_view raw, std::size_t& at, std::uint32_t& code) {
        code = 0;
        for (const std::size_t end = at + 4; at < end; ++at) {
            if (at >= raw.size()) return false;
            const char c = raw[at], lower = static_cast<char>(c | 0x20);
            const int digit = is_digit(c) ? c - '0' : lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
            if (digit < 0) return false;
            code = code << 4 | static_cast<std::uint32_t>(digit);
        }
        return true;
    }

    std::string_view text_;
    Text& out_;
    std::size_t at_ = 0;
    std::vector<std::string_view> names_;
};

Text Text::parse(std::string_view text) {
    Text out;
    if (!Parser(text, out).whole()) out.nodes_.clear();
    return out;
}

}  // namespace ruyi::json
