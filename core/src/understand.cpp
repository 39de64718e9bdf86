#include "ruyi/understand.hpp"

#include <algorithm>

#include "understand_price.hpp"
#include "understand_text.hpp"
#include "understand_tokens.hpp"

namespace ruyi {

std::string_view wish_kind_name(WishKind kind) {
    constexpr std::string_view kNames[] = {"",          "symbol",   "colour", "category", "style", "price",
                                           "recipient", "occasion", "period", "material", "craft", "feeling"};
    return kNames[static_cast<std::size_t>(kind)];
}

namespace {

using wish::Price;
using wish::Role;
using wish::Token;
using Type = wish::Token::Type;

constexpr std::size_t kNone = ~std::size_t{0};
constexpr std::size_t kFarthestLook = 64;  // tokens that a construction may reach ahead
constexpr std::uint8_t kSlight = 1, kPlain = 2, kStrong = 3;

/// One name or price of the sentence, before it becomes controls.
struct Item {
    WishKind kind = WishKind::kSymbol;
    std::size_t first = 0, last = 0;  // tokens [first, last), with what belongs to the name
    std::uint32_t row = 0, row_end = 0;
    const Price* price = nullptr;
    std::uint8_t degree = kPlain;
    bool negative = false, dropped = false, excepted = false;
};

class Sentence {
public:
    Sentence(const WishText& text, const LexiconBlock& lexicon) : text_(text), lexicon_(lexicon), tokens_(wish::tokens_of(text, lexicon)) {
        find_clauses();
        prices_ = wish::prices_of(tokens_, clause_end_);
        find_items();
    }

    Understanding read() {
        for (at_ = 0; at_ < tokens_.size(); ++at_) step();
        Understanding answer;
        collect_controls(answer);
        collect_unknown(answer);
        return answer;
    }

private:
    struct Negation {
        bool on = false, used = false, latin = false, except = false;
        std::uint8_t degree = kStrong;
        WishKind kind = WishKind::kSymbol;  // of the name refused last
        std::size_t end = 0;                // token after it
    };

    // --- what stands where -------------------------------------------------------------------------------------------------------

    void find_clauses() {
        clause_begin_.resize(tokens_.size());
        clause_end_.resize(tokens_.size());
        std::size_t end = tokens_.size();
        for (std::size_t t = tokens_.size(); t-- > 0;) {
            if (tokens_[t].ends_clause()) end = t;
            clause_end_[t] = end;
        }
        std::size_t begin = 0;
        for (std::size_t t = 0; t < tokens_.size(); ++t) {
            clause_begin_[t] = begin;
            if (tokens_[t].ends_clause()) begin = t + 1;
        }
    }

    void find_items() {
        item_at_.assign(tokens_.size(), kNone);
        std::size_t price = 0;
        for (std::size_t t = 0; t < tokens_.size();) {
            Item item;
            item.first = t;
            if (price < prices_.size() && prices_[price].first == t) {
                item.kind = WishKind::kPrice;
                item.price = &prices_[price++];
                item.last = item.price->last;
            } else if (tokens_[t].type == Type::kWord && tokens_[t].names()) {
                item.kind = static_cast<WishKind>(tokens_[t].kind);
                item.row = tokens_[t].first;
                item.row_end = tokens_[t].last;
                item.last = t + 1;
                if (shade_of_colour(t)) item.dropped = true;
            } else {
                ++t;
                continue;
            }
            while (item.last < tokens_.size() && is_suffix(item.last)) ++item.last;
            for (std::size_t i = item.first; i < item.last; ++i) item_at_[i] = items_.size();
            t = item.last;
            if (!item.dropped) items_.push_back(item);
            if (item.dropped)
                std::fill(item_at_.begin() + static_cast<std::ptrdiff_t>(item.first),
                          item_at_.begin() + static_cast<std::ptrdiff_t>(item.last), kNone);
        }
        unknown_follows_.assign(tokens_.size() + 1, false);
        for (std::size_t t = tokens_.size(); t-- > 0;)
            unknown_follows_[t] = !tokens_[t].ends_clause() && (tokens_[t].type == Type::kUnknown || unknown_follows_[t + 1]);
        next_item_.assign(tokens_.size() + 1, kNone);
        for (std::size_t t = tokens_.size(); t-- > 0;) {
            next_item_[t] = tokens_[t].ends_clause() ? kNone : next_item_[t + 1];
            if (item_at_[t] != kNone && items_[item_at_[t]].first == t) next_item_[t] = item_at_[t];
        }
    }

    /// 深 in 深绿, dark in dark blue.
    bool shade_of_colour(std::size_t t) const {
        if (tokens_[t].kind != static_cast<std::uint8_t>(WishKind::kColour) || !is_tone(t) || t + 1 >= tokens_.size()) return false;
        return tokens_[t + 1].type == Type::kWord && tokens_[t + 1].kind == static_cast<std::uint8_t>(WishKind::kColour) && !is_tone(t + 1);
    }
    bool is_tone(std::size_t t) const { return lexicon_.target_id[lexicon_.target[tokens_[t].last - 1]].substr(0, 5) == "tone:"; }

    bool is(std::size_t t, Role role) const { return t < tokens_.size() && tokens_[t].type == Type::kWord && tokens_[t].is(role); }
    bool grammar(std::size_t t, Role role) const { return is(t, role) && item_at_[t] == kNone; }
    bool is_suffix(std::size_t t) const { return is(t, Role::kSuffix) && !tokens_[t].names(); }

    /// The item that ends before token t in its clause.
    std::size_t item_before(std::size_t t) const {
        for (std::size_t i = t, steps = 0; i > clause_begin_[t < tokens_.size() ? t : tokens_.size() - 1] && steps < kFarthestLook;
             --i, ++steps) {
            if (item_at_[i - 1] != kNone) return item_at_[i - 1];
        }
        return kNone;
    }

    // --- one token after the other ------------------------------------------------------------------------------------------------

    void step() {
        const Token& token = tokens_[at_];
        if (token.type == Type::kStopMark) return reset();
        if (token.type == Type::kCommaMark) {
            if (!(negation_.on && negation_.used && negation_.latin && list_goes_on())) reset();
            return;
        }
        if (item_at_[at_] != kNone) {
            if (items_[item_at_[at_]].first == at_) meet(items_[item_at_[at_]]);
            return;
        }
        if (token.type == Type::kWord) act();
    }

    void reset() {
        negation_ = {};
        degree_ = kPlain;
    }

    void act() {
        const std::size_t t = at_;
        if (is(t, Role::kNeedEnd) && affirm_refused()) return;
        if (is(t, Role::kNot)) return negate(kStrong);
        if (is(t, Role::kDislike)) return negate(kPlain);
        if (is(t, Role::kLess)) return negate(kSlight);
        if (is(t, Role::kRefuse)) return refuse_before(kStrong);
        if (is(t, Role::kToo)) return too();
        if (is(t, Role::kFree)) return free();
        if (is(t, Role::kShort) || is(t, Role::kNeed)) {
            negation_ = {};
            degree_ = is(t, Role::kNeed) ? kStrong : kPlain;
        } else if (is(t, Role::kEnough)) {
            if (t > 0 && item_at_[t - 1] != kNone) items_[item_at_[t - 1]].negative = false;
        } else if (is(t, Role::kExcept)) {
            if (!also_follows()) negation_ = {true, false, tokens_[t].latin, true, kStrong, WishKind::kSymbol, 0};
        } else if (is(t, Role::kExceptEnd)) {
            if (negation_.except) negation_ = {};
        } else if (is(t, Role::kDontCare)) {
            drop();
        } else if (is(t, Role::kAnything) || is(t, Role::kOkay)) {
            if (negation_.except && negation_.used)
                negation_ = {};
            else
                soften_before();
        } else if (is(t, Role::kSwap)) {
            refuse_before(kStrong);
            negation_ = {};
        } else if (is(t, Role::kBut) || (negation_.used && (is(t, Role::kWant) || ends_by_also(t)))) {
            negation_ = {};
        }
        if (is(t, Role::kSlight)) slight();
        if (is(t, Role::kStrong)) degree_ = kStrong;
    }

    bool ends_by_also(std::size_t t) const { return is(t, Role::kAlso) && tokens_[t].end - tokens_[t].begin > 3; }

    void negate(std::uint8_t degree) {
        const bool bare = tokens_[at_].end - tokens_[at_].begin == 3 && !is(at_, Role::kLess);
        const std::size_t next = next_item_[at_];
        const bool cut = is(at_ + 1, Role::kBut) || (is(at_ + 1, Role::kWant) && !is(at_ + 1, Role::kFiller) && item_before(at_) != kNone);
        if (next != kNone && !(cut && !negation_.on)) {
            if (negation_.on && !negation_.used && degree < kStrong) degree = kSlight;
            negation_ = {true, false, tokens_[at_].latin, false, degree, WishKind::kSymbol, 0};
            return;
        }
        // 不 alone says nothing about what stands before it; 不要 does, where nothing else follows.
        const bool latin = tokens_[at_].latin && is(at_, Role::kNot);
        if ((!bare && !latin) || is(at_, Role::kRefuse)) refuse_before(degree);
    }

    /// `too formal`, 太素了: a complaint.
    void too() {
        if (negation_.on && !negation_.used) {
            negation_.degree = kSlight;
            return;
        }
        std::size_t next = at_ + 1;
        while (is(next, Role::kFiller) || is(next, Role::kSlight)) ++next;
        if (next < tokens_.size() && item_at_[next] != kNone)
            negation_ = {true, false, tokens_[at_].latin, false, kSlight, WishKind::kSymbol, 0};
    }

    void free() {
        if (at_ > 0 && item_at_[at_ - 1] != kNone) {
            items_[item_at_[at_ - 1]].negative = true;
            items_[item_at_[at_ - 1]].degree = kStrong;
        }
    }

    void slight() {
        const bool after = at_ > 0 && item_at_[at_ - 1] != kNone && !tokens_[at_].latin;
        if (after) {
            items_[item_at_[at_ - 1]].degree = kSlight;
        } else if (!negation_.on) {
            degree_ = kSlight;
        }
    }

    void meet(Item& item) {
        if (negation_.on && negation_.used && !continues(item)) negation_ = {};
        if (negation_.on) {
            item.negative = true;
            item.excepted = negation_.except;
            item.degree = negation_.degree;
            negation_.used = true;
            negation_.kind = item.kind;
            negation_.end = item.last;
        } else {
            item.degree = degree_;
            const std::uint8_t flags = item.price == nullptr ? lexicon_.flags[item.row] : std::uint8_t{0};
            if (degree_ == kPlain && (flags & kEntryMore) != 0) item.degree = kSlight;
            if (degree_ == kPlain && (flags & kEntryMost) != 0) item.degree = kStrong;
        }
        degree_ = kPlain;
    }

    /// Whether a negation that has its name reaches this one too: over list words only, and never onto the head noun.
    bool continues(const Item& item) const {
        bool list = false;
        for (std::size_t t = negation_.end; t < item.first; ++t) {
            const Token& token = tokens_[t];
            if (token.type == Type::kListMark || token.type == Type::kCommaMark || is(t, Role::kAnd)) {
                list = true;
            } else if (is(t, Role::kOf) || !(is(t, Role::kFiller) || is_suffix(t))) {
                return false;
            }
        }
        if (list) return true;
        const bool manner = negation_.kind == WishKind::kStyle || negation_.kind == WishKind::kPrice;
        if (manner && negation_.degree == kSlight) return false;  // not too fancy silk
        return item.kind != WishKind::kCategory || negation_.kind == WishKind::kCategory;
    }

    /// At a comma: whether `A, B or C` goes on, nothing but names up to a last or.
    bool list_goes_on() const {
        for (std::size_t t = at_ + 1, steps = 0; t < tokens_.size() && steps < kFarthestLook; ++steps) {
            if (tokens_[t].type == Type::kCommaMark || is(t, Role::kFiller)) {
                ++t;
            } else if (item_at_[t] != kNone && items_[item_at_[t]].kind != WishKind::kPrice) {
                t = items_[item_at_[t]].last;
            } else if (is(t, Role::kAnd) || (is(t, Role::kNot) && tokens_[t].latin)) {
                std::size_t next = t + 1;
                while (is(next, Role::kFiller)) ++next;
                return next < tokens_.size() && item_at_[next] != kNone;
            } else {
                return false;
            }
        }
        return false;
    }

    /// 除了…还要…: an addition, not an exception.
    bool also_follows() const {
        int commas = 0;
        for (std::size_t t = at_ + 1, steps = 0; t < tokens_.size() && steps < kFarthestLook; ++t, ++steps) {
            if (tokens_[t].type == Type::kStopMark || (tokens_[t].type == Type::kCommaMark && ++commas > 1)) return false;
            if (is(t, Role::kAnything) || is(t, Role::kOkay) || is(t, Role::kRefuse) || is(t, Role::kNot)) return false;
            if (is(t, Role::kAlso) && !tokens_[at_].latin) return true;
        }
        return false;
    }

    // --- words that look back -------------------------------------------------------------------------------------------------------

    /// The list of names that ends before this token, in its clause: indices [first, last) of items_.
    std::pair<std::size_t, std::size_t> list_before() const {
        const std::size_t last = item_before(at_);
        if (last == kNone) return {0, 0};
        std::size_t first = last;
        while (first > 0 && items_[first - 1].first >= clause_begin_[at_] && listed(items_[first - 1].last, items_[first].first)) --first;
        return {first, last + 1};
    }
    bool listed(std::size_t from, std::size_t to) const {
        for (std::size_t t = from; t < to; ++t) {
            if (tokens_[t].type != Type::kListMark && !is(t, Role::kAnd) && !is(t, Role::kOf) && !is(t, Role::kFiller) && !is_suffix(t))
                return false;
        }
        return true;
    }

    void refuse_before(std::uint8_t degree) {
        auto [first, last] = list_before();
        if (first == last || unknown_follows_[at_]) return;
        // The head noun stays wanted: 红色的杯子不要.
        const Item& head = items_[last - 1];
        if (last - first > 1 && head.kind == WishKind::kCategory && items_[last - 2].kind != WishKind::kCategory &&
            !divided(items_[last - 2].last, head.first))
            --last;
        for (std::size_t i = first; i < last; ++i) {
            items_[i].negative = true;
            items_[i].degree = degree;
        }
    }
    bool divided(std::size_t from, std::size_t to) const {
        for (std::size_t t = from; t < to; ++t) {
            if (tokens_[t].type == Type::kListMark || is(t, Role::kAnd)) return true;
        }
        return false;
    }

    /// 没有龙不行, 非龙不可, 除了龙都不要: two refusals are a demand. False if nothing before is refused.
    bool affirm_refused() {
        const auto [first, last] = list_before();
        bool any = false;
        for (std::size_t i = first; i < last; ++i) {
            if (!items_[i].negative) continue;
            items_[i].negative = false;
            items_[i].degree = kStrong;
            any = true;
        }
        if (any) negation_ = {};
        return any;
    }

    void soften_before() {
        const auto [first, last] = list_before();
        for (std::size_t i = first; i < last; ++i) {
            if (!items_[i].negative) items_[i].degree = kSlight;
        }
    }

    /// 颜色无所谓, 不怕贵: the name is no wish.
    void drop() {
        auto [first, last] = list_before();
        if (first == last && next_item_[at_] != kNone) {
            first = next_item_[at_];
            last = first + 1;
            while (last < items_.size() && items_[last].first < clause_end_[at_] && listed(items_[last - 1].last, items_[last].first))
                ++last;
        }
        for (std::size_t i = first; i < last; ++i) items_[i].dropped = true;
    }

    // --- the answer -----------------------------------------------------------------------------------------------------------------

    WishSpan span_of(std::size_t first, std::size_t last) const {
        return {text_.begin[tokens_[first].begin], text_.end[tokens_[last - 1].end - 1]};
    }

    void collect_controls(Understanding& answer) const {
        for (const Item& item : items_) {
            if (item.dropped) continue;
            WishControl control;
            control.kind = item.kind;
            control.degree = item.degree;
            control.sign = item.negative ? -1 : 1;
            control.span = span_of(item.first, item.last);
            if (item.price != nullptr) {
                add_price(*item.price, control, answer);
                continue;
            }
            for (std::uint32_t row = item.row; row < item.row_end; ++row) {
                if (lexicon_.role[row] != static_cast<std::uint8_t>(item.kind)) continue;
                WishControl one = control;
                one.target = lexicon_.target_id[lexicon_.target[row]];
                if (item.kind == WishKind::kStyle) one.sign = static_cast<std::int8_t>(one.sign * lexicon_.sign[row]);
                if (item.kind == WishKind::kPrice) {
                    one.target = one.sign * lexicon_.sign[row] < 0 ? "cheaper" : "dearer";
                    one.sign = 1;
                }
                add(one, answer);
            }
        }
        std::sort(answer.controls.begin(), answer.controls.end(), [](const WishControl& a, const WishControl& b) {
            if (a.span.begin != b.span.begin) return a.span.begin < b.span.begin;
            if (a.span.end != b.span.end) return a.span.end < b.span.end;
            return a.kind != b.kind ? a.kind < b.kind : a.target < b.target;
        });
    }

    /// 不要三百以上 asks for less than 300.
    static void add_price(const Price& price, WishControl control, Understanding& answer) {
        control.target = price.target;
        if (control.sign < 0 && price.target == "min") control.target = "max";
        if (control.sign < 0 && price.target == "max") control.target = "min";
        control.sign = 1;
        if (control.degree < kPlain) control.degree = kPlain;
        control.value = price.value;
        control.values = price.values;
        add(control, answer);
    }

    /// The later of two wishes for the same thing holds.
    static void add(const WishControl& control, Understanding& answer) {
        const auto level = [](std::string_view target) { return target == "cheaper" || target == "dearer"; };
        std::erase_if(answer.controls, [&](const WishControl& other) {
            if (other.kind != control.kind) return false;
            return other.target == control.target || (other.kind == WishKind::kPrice && level(other.target) && level(control.target));
        });
        answer.controls.push_back(control);
    }

    void collect_unknown(Understanding& answer) const {
        for (std::size_t t = 0; t < tokens_.size(); ++t) {
            if (tokens_[t].type != Type::kUnknown) continue;
            std::size_t last = t + 1;
            for (std::size_t next = last; next < tokens_.size(); ++next) {
                if (tokens_[next].type == Type::kUnknown) {
                    last = next + 1;
                } else if (item_at_[next] != kNone || !(is(next, Role::kNeutral) || is(next, Role::kOf) || is_suffix(next))) {
                    break;
                }
            }
            answer.unknown.push_back(span_of(t, last));
            t = last - 1;
        }
    }

    const WishText& text_;
    const LexiconBlock& lexicon_;
    std::vector<Token> tokens_;
    std::vector<std::size_t> clause_begin_, clause_end_;
    std::vector<Price> prices_;
    std::vector<Item> items_;
    std::vector<std::size_t> item_at_;    // per token: the item that it is part of
    std::vector<bool> unknown_follows_;   // per token: something unknown from it on, in its clause
    std::vector<std::size_t> next_item_;  // per token: the first item from it on, in its clause
    std::size_t at_ = 0;
    Negation negation_;
    std::uint8_t degree_ = kPlain;  // for the next name
};

}  // namespace

Result<Understanding> Understander::understand(std::string_view utf8) const {
    if (utf8.size() > kMaxWishBytes)
        return Error{ErrorCode::kInvalidText,
                     "the sentence has " + std::to_string(utf8.size()) + " bytes; at most " + std::to_string(kMaxWishBytes) + " are read"};
    const WishText text(utf8, folder_);
    return Sentence(text, lexicon_).read();
}

}  // namespace ruyi
