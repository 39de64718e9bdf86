#include "understand_tokens.hpp"

#include <algorithm>

#include "utf8.hpp"

namespace ruyi::wish {
namespace {

// The cheapest reading wins: unknown characters cost most, single characters more than longer words.
constexpr std::uint32_t kUnknownCost = 10, kSingleCost = 7, kWordCost = 4;

bool is_single_han(std::string_view word) {
    const utf8::Decoded first = utf8::decode(word, 0);
    return first.bytes == word.size() && is_han(first.code_point);
}

class Segmenter {
public:
    Segmenter(const WishText& text, const LexiconBlock& lexicon) : source_(text), text_(text.text), lexicon_(lexicon) {}

    std::vector<Token> run() {
        steps_.resize(text_.size() + 1);
        for (std::size_t at = text_.size(); at-- > 0;) {
            if ((static_cast<std::uint8_t>(text_[at]) & 0xC0) != 0x80) choose(at);
        }
        std::vector<Token> tokens;
        for (std::size_t at = 0; at < text_.size(); at = steps_[at].end) {
            if (text_[at] != kSpace) tokens.push_back(token_at(at));
        }
        absorb(tokens);
        return tokens;
    }

private:
    struct Step {
        std::uint32_t cost = 0;
        std::uint32_t first = 0, last = 0;
        std::size_t end = 0;
        bool number = false;
    };

    void offer(std::size_t at, std::size_t end, std::uint32_t cost, std::uint32_t first, std::uint32_t last, bool number) {
        const std::uint32_t total = cost + steps_[end].cost;
        Step& step = steps_[at];
        if (step.end != 0 && (total > step.cost || (total == step.cost && end < step.end))) return;
        if (step.end == end && total == step.cost && number) return;  // a word beats a number that reads the same
        step = {total, first, last, end, number};
    }

    void choose(std::size_t at) {
        const char c = text_[at];
        if (c == kSpace || c == kComma || c == kStop || c == kList || c == kTo) return offer(at, at + 1, 0, 0, 0, false);
        if (joined(at)) return offer(at, at + 1, kUnknownCost, 0, 0, false);  // never reached
        offer(at, unknown_end(at), kUnknownCost, 0, 0, false);
        offer_words(at);
        const WishNumber number = read_wish_number(text_, at);
        if (number.end > at) {
            const bool single = is_single_han(text_.substr(at, number.end - at));
            offer(at, number.end, single ? kSingleCost : kWordCost, 0, 0, true);
        }
    }

    /// Latin words and numbers are not cut; a digit and a letter may part.
    bool joined(std::size_t at) const {
        if (at == 0 || at >= text_.size()) return false;
        const char a = text_[at - 1], b = text_[at];
        return (is_letter(a) && is_letter(b)) || (is_digit(b) && (is_digit(a) || a == '.'));
    }

    /// One character, or a whole run of letters or of digits.
    std::size_t unknown_end(std::size_t at) const {
        std::size_t end = at + utf8::decode(text_, at).bytes;
        if (is_letter(text_[at])) {
            while (end < text_.size() && is_letter(text_[end])) ++end;
        } else if (is_digit(text_[at])) {
            while (end < text_.size() && is_digit(text_[end])) ++end;
        }
        return end;
    }

    void offer_words(std::size_t at) {
        std::size_t low = 0, high = lexicon_.entry.size();
        for (std::size_t length = 1; at + length <= text_.size(); ++length) {
            const std::string_view prefix = text_.substr(at, length);
            low = bound(low, high, prefix, false);
            high = bound(low, high, prefix, true);
            if (low == high) return;
            std::size_t last = low;
            while (last < high && lexicon_.entry[last].size() == length) ++last;
            if (last == low || joined(at + length)) continue;
            if ((lexicon_.flags[low] & kEntryCapital) != 0 && source_.capital[at] == 0) continue;
            const bool single = is_single_han(prefix);
            offer(at, at + length, single ? kSingleCost : kWordCost, static_cast<std::uint32_t>(low), static_cast<std::uint32_t>(last),
                  false);
        }
    }

    /// The first row of [low, high) whose beginning is not below (with `past`: is above) the prefix.
    std::size_t bound(std::size_t low, std::size_t high, std::string_view prefix, bool past) const {
        while (low < high) {
            const std::size_t middle = low + (high - low) / 2;
            const std::string_view head = lexicon_.entry[middle].substr(0, prefix.size());
            if (past ? head <= prefix : head < prefix) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    Token token_at(std::size_t at) const {
        const Step& step = steps_[at];
        Token token;
        token.begin = at;
        token.end = step.end;
        token.first = step.first;
        token.last = step.last;
        const char c = text_[at];
        token.latin = is_letter(c);
        if (step.number) {
            token.type = Token::Type::kNumber;
            token.number = read_wish_number(text_, at);
        } else if (step.first < step.last) {
            token.type = Token::Type::kWord;
            for (std::uint32_t row = step.first; row < step.last; ++row) {
                token.roles |= std::uint64_t{1} << lexicon_.role[row];
                if (lexicon_.role[row] <= kLastKind) token.kind = lexicon_.role[row];
            }
            if (token.is(Role::kStopWord) && !token.names()) token.type = Token::Type::kUnknown;
        } else if (c == kTo) {
            token.type = Token::Type::kWord;
            token.roles = std::uint64_t{1} << static_cast<unsigned>(Role::kTo) | std::uint64_t{1}
                                                                                     << static_cast<unsigned>(Role::kAboutBefore);
        } else if (c == kComma || c == kStop || c == kList) {
            token.type = c == kComma ? Token::Type::kCommaMark : c == kStop ? Token::Type::kStopMark : Token::Type::kListMark;
        } else {
            const std::uint32_t code = utf8::decode(text_, at).code_point;
            if (!is_han(code) && !is_other_letter(code) && !is_letter(c) && !is_digit(c))
                token.type = Token::Type::kCommaMark;  // a picture that names nothing
        }
        return token;
    }

    /// 尼龙: a name or a bare negator of one character beside an unknown one is a part of that word.
    void absorb(std::vector<Token>& tokens) const {
        const auto loose = [&](const Token& token) {
            return token.type == Token::Type::kUnknown && is_han(utf8::decode(text_, token.begin).code_point) && token.first == token.last;
        };
        std::vector<bool> unknown(tokens.size(), false);
        for (std::size_t t = 0; t < tokens.size(); ++t) unknown[t] = loose(tokens[t]);
        for (std::size_t t = 0; t < tokens.size(); ++t) {
            Token& token = tokens[t];
            if (token.type != Token::Type::kWord || !is_single_han(text_.substr(token.begin, token.end - token.begin))) continue;
            // Units and bounds speak of numbers alone.
            const bool of_numbers = token.roles >> static_cast<unsigned>(Role::kCurrency) != 0 &&
                                    token.roles << (64 - static_cast<unsigned>(Role::kCurrency)) == 0;
            if (!token.names() && !token.is(Role::kNot) && !of_numbers) continue;
            const bool left = t > 0 && unknown[t - 1] && tokens[t - 1].end == token.begin;
            const bool right = t + 1 < tokens.size() && unknown[t + 1] && tokens[t + 1].begin == token.end;
            if (!(token.is(Role::kNot) ? right : left || right)) continue;
            token.type = Token::Type::kUnknown;
            token.roles = 0;
            token.kind = 0;
        }
    }

    const WishText& source_;
    std::string_view text_;
    const LexiconBlock& lexicon_;
    std::vector<Step> steps_;
};

}  // namespace

std::vector<Token> tokens_of(const WishText& text, const LexiconBlock& lexicon) { return Segmenter(text, lexicon).run(); }

}  // namespace ruyi::wish
