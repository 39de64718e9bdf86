#include "understand_price.hpp"

#include <algorithm>
#include <utility>

namespace ruyi::wish {
namespace {

using Type = Token::Type;

enum class Bound : std::uint8_t { kNone, kMax, kMin, kAbout };

class PriceReader {
public:
    PriceReader(std::vector<Token>& tokens, const std::vector<std::size_t>& clause_end) : tokens_(tokens), clause_end_(clause_end) {}

    std::vector<Price> run() {
        std::size_t begin = 0;
        while (begin < tokens_.size()) {
            const std::size_t end = clause_end_[begin];
            read_clause(begin, end);
            begin = end + 1;
        }
        return std::move(prices_);
    }

private:
    bool has(std::size_t at, Role role, std::size_t end) const {
        return at < end && tokens_[at].type == Type::kWord && tokens_[at].is(role);
    }
    bool number(std::size_t at, std::size_t end) const { return at < end && tokens_[at].type == Type::kNumber; }

    void read_clause(std::size_t begin, std::size_t end) {
        begin_ = begin;
        end_ = end;
        budget_ = named_ = between_ = false;
        for (std::size_t t = begin; t < end; ++t) {
            budget_ = budget_ || has(t, Role::kBudget, end);
            named_ = named_ || has(t, Role::kPriceWord, end);
            between_ = between_ || has(t, Role::kBetween, end);
        }
        for (std::size_t t = begin; t < end; ++t) {
            if (number(t, end)) t = read_price(t) - 1;
        }
    }

    /// One number or two; returns the token after them and their words.
    std::size_t read_price(std::size_t at) {
        const WishNumber low = tokens_[at].number;
        std::size_t last = at + 1;
        bool currency = at > begin_ && has(at - 1, Role::kCurrency, end_);
        std::size_t first = currency ? at - 1 : at;
        currency = skip_currency(last) || currency;
        WishNumber high = low;
        const bool two = read_second(last, high, currency);
        const Bound after = bound_after(last);
        const Bound before = bound_before(first);
        const bool reaches = two || (low.high > low.low && low.unit >= 10);  // 100-200, 三百多, 两三百
        const bool evident = currency || reaches || budget_ || named_ || after != Bound::kNone || before != Bound::kNone;
        if (low.uncertain || high.uncertain || (low.bare_unit && !currency)) return refuse(at, last);
        if (!two && !currency && has(last, Role::kMeasure, end_)) return count(at, last);
        if (!two && !currency && has(last, Role::kUnit, end_)) return refuse(at, last + 1);
        if (!evident) return refuse(at, last);
        add(first, last, two, low, high, after != Bound::kNone ? after : before);
        return last;
    }

    bool skip_currency(std::size_t& last) const {
        bool found = false;
        while (has(last, Role::kCurrency, end_)) {
            ++last;
            found = true;
        }
        return found;
    }

    bool read_second(std::size_t& last, WishNumber& high, bool& currency) const {
        std::size_t next = last;
        const bool joined = has(next, Role::kTo, end_) || (has(next, Role::kAnd, end_) && between_);
        if (!joined) return false;
        ++next;
        if (has(next, Role::kCurrency, end_)) {
            currency = true;
            ++next;
        }
        if (!number(next, end_)) return false;
        high = tokens_[next].number;
        last = next + 1;
        currency = skip_currency(last) || currency;
        return true;
    }

    Bound bound_after(std::size_t& last) const {
        std::size_t next = last;
        while (has(next, Role::kOf, end_)) ++next;
        const Bound bound = has(next, Role::kAtMostAfter, end_)    ? Bound::kMax
                            : has(next, Role::kAtLeastAfter, end_) ? Bound::kMin
                            : has(next, Role::kAboutAfter, end_)   ? Bound::kAbout
                                                                   : Bound::kNone;
        if (bound == Bound::kNone) return bound;
        last = next + 1;
        skip_currency(last);
        return bound;
    }

    Bound bound_before(std::size_t& first) const {
        std::size_t at = first;
        while (at > begin_ && tokens_[at - 1].type == Type::kWord && !tokens_[at - 1].names() &&
               (tokens_[at - 1].is(Role::kOf) || tokens_[at - 1].is(Role::kNeutral) || tokens_[at - 1].is(Role::kFiller) ||
                tokens_[at - 1].is(Role::kBetween) || tokens_[at - 1].is(Role::kBudget))) {
            const Token& token = tokens_[at - 1];
            if (bound_of(token) != Bound::kNone) break;
            --at;
            if (token.is(Role::kBetween) || token.is(Role::kBudget)) first = at;
        }
        if (at == begin_ || tokens_[at - 1].type != Type::kWord) return Bound::kNone;
        const Bound bound = bound_of(tokens_[at - 1]);
        if (bound != Bound::kNone) first = at - 1;
        return bound;
    }

    static Bound bound_of(const Token& token) {
        return token.is(Role::kAtMostBefore)    ? Bound::kMax
               : token.is(Role::kAtLeastBefore) ? Bound::kMin
               : token.is(Role::kAboutBefore)   ? Bound::kAbout
                                                : Bound::kNone;
    }

    std::size_t refuse(std::size_t at, std::size_t end) {
        for (std::size_t t = at; t < end; ++t) {
            tokens_[t].type = Type::kUnknown;
            tokens_[t].roles = 0;
            tokens_[t].kind = 0;
        }
        return end;
    }

    std::size_t count(std::size_t at, std::size_t end) {
        for (std::size_t t = at; t <= end; ++t) {
            tokens_[t].type = Type::kWord;
            tokens_[t].kind = 0;
            tokens_[t].roles = std::uint64_t{1} << static_cast<unsigned>(Role::kNeutral);
        }
        return end + 1;
    }

    void add(std::size_t first, std::size_t last, bool two, WishNumber low, const WishNumber& high, Bound bound) {
        if (two && low.low == low.high && low.low < 10 && low.unit == 1 && high.unit >= 100 && high.low > low.low) {
            low.low *= high.unit;  // 两到三百
            low.high = low.low;
        }
        Price price;
        price.first = first;
        price.last = last;
        const double from = low.low, to = two ? high.high : low.high;
        const bool wide = to > from && !low.about;
        if ((bound == Bound::kMax && !two) || (bound == Bound::kNone && budget_ && !wide && !low.about)) {
            price.target = "max";
            price.value[0] = to;
        } else if (bound == Bound::kMin && !two) {
            price.target = "min";
            price.value[0] = from;
        } else if (wide) {
            price.target = "range";
            price.value = {from, to};
            price.values = 2;
        } else {
            price.target = "around";
            price.value[0] = from;
        }
        prices_.push_back(price);
    }

    std::vector<Token>& tokens_;
    const std::vector<std::size_t>& clause_end_;
    std::vector<Price> prices_;
    std::size_t begin_ = 0, end_ = 0;
    bool budget_ = false, named_ = false, between_ = false;  // words of the clause
};

}  // namespace

std::vector<Price> prices_of(std::vector<Token>& tokens, const std::vector<std::size_t>& clause_end) {
    return PriceReader(tokens, clause_end).run();
}

}  // namespace ruyi::wish
