#include "json/document.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

namespace ruyi::json {

namespace {

constexpr int kDeepest = 64;

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

/// Fills a Text from nlohmann's tokens. The library's own parser is not used: it makes a sentence of every error before anybody asks for
/// it, and that brings exceptions and printf into the module (DECISIONS.md).
class Filler {
public:
    Filler(std::string_view text, Text& out) : lexer_(nlohmann::detail::input_adapter(text.data(), text.data() + text.size())), out_(out) {
        out_.characters_.reserve(text.size());  // unescaped text is never longer than its source
    }

    bool whole() { return value(lexer_.scan(), {}) && lexer_.scan() == Token::end_of_input; }

private:
    using Kind = Document::Kind;
    using Adapter = decltype(nlohmann::detail::input_adapter(std::declval<const char*>(), std::declval<const char*>()));
    using Lexer = nlohmann::detail::lexer<nlohmann::json, Adapter>;
    using Token = Lexer::token_type;

    bool value(Token token, std::string_view name) {
        const std::size_t place = out_.values_.size();
        Document& value = out_.values_.emplace_back();
        value.key_ = name;
        switch (token) {
            case Token::literal_null: return true;
            case Token::literal_true: value.integer_ = 1; [[fallthrough]];
            case Token::literal_false: value.kind_ = Kind::kBoolean; return true;
            case Token::value_unsigned:
                value.kind_ = Kind::kUnsigned;
                value.integer_ = lexer_.get_number_unsigned();
                return true;
            case Token::value_integer:
                value.kind_ = Kind::kInteger;
                value.integer_ = static_cast<std::uint64_t>(lexer_.get_number_integer());
                return true;
            case Token::value_float:
                value.kind_ = Kind::kReal;
                value.real_ = lexer_.get_number_float();
                return std::isfinite(value.real_);
            case Token::value_string:
                value.kind_ = Kind::kString;
                value.text_ = keep();
                return true;
            case Token::begin_array: value.kind_ = Kind::kArray; return contained(place, Token::end_array);
            case Token::begin_object: value.kind_ = Kind::kObject; return contained(place, Token::end_object) && sort_members(place);
            default: return false;
        }
    }

    bool contained(std::size_t place, Token close) {
        if (++depth_ > kDeepest) return false;
        std::uint32_t count = 0;
        Token token = lexer_.scan();
        while (token != close) {
            std::string_view name;
            if (close == Token::end_object) {
                if (token != Token::value_string) return false;
                name = keep();
                if (lexer_.scan() != Token::name_separator) return false;
                token = lexer_.scan();
            }
            if (!value(token, name)) return false;
            ++count;
            token = lexer_.scan();
            if (token == close) break;
            if (token != Token::value_separator) return false;
            token = lexer_.scan();
            if (token == close) return false;
        }
        --depth_;
        out_.values_[place].count_ = count;
        out_.values_[place].span_ = static_cast<std::uint32_t>(out_.values_.size() - place);
        return true;
    }

    /// The string that the lexer has just read.
    std::string_view keep() {
        const std::string& text = lexer_.get_string();
        std::vector<char>& all = out_.characters_;
        all.insert(all.end(), text.begin(), text.end());
        return {all.data() + all.size() - text.size(), text.size()};
    }

    /// False if a name is there twice. Our own documents are written in order, so that there is nothing to do.
    bool sort_members(std::size_t place) {
        const Document& object = out_.values_[place];
        const Document* last = nullptr;
        bool sorted = true;
        for (auto it = object.begin(); !(it == object.end()); last = &*it, ++it)
            sorted = sorted && (last == nullptr || last->key_ < it.key());
        if (sorted) return true;
        std::vector<const Document*> members;
        for (auto it = object.begin(); !(it == object.end()); ++it) members.push_back(&*it);
        std::sort(members.begin(), members.end(), [](const Document* a, const Document* b) { return a->key_ < b->key_; });
        std::vector<Document> ordered;
        for (std::size_t i = 0; i < members.size(); ++i) {
            if (i > 0 && members[i]->key_ == members[i - 1]->key_) return false;
            ordered.insert(ordered.end(), members[i], members[i] + members[i]->span_);
        }
        std::copy(ordered.begin(), ordered.end(), out_.values_.begin() + static_cast<std::ptrdiff_t>(place) + 1);
        return true;
    }

    Lexer lexer_;
    Text& out_;
    int depth_ = 0;
};

Text Text::parse(std::string_view text) {
    Text out;
    if (!Filler(text, out).whole()) out.values_.clear();
    return out;
}

}  // namespace ruyi::json
