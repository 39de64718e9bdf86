#include "ruyi/narrate.hpp"

#include <algorithm>
#include <array>

#include "narrate_script.hpp"
#include "order.hpp"

namespace ruyi {

namespace {

constexpr std::size_t kMostClauses = 3, kMostNames = 2;
constexpr double kWorthSaying = 0.05;  // of the sum of what speaks for the item

bool chinese(Lang lang) { return lang != Lang::kEn; }

/// A part of a sentence: words of our own, which have a traditional form, or a name, a title or a number, which stands as it is.
struct Piece {
    Piece(const char* own_words) : text(own_words), own(true) {}
    Piece(const std::string& name) : text(name) {}
    std::string_view text;
    bool own = false;
};

/// A sentence with its two forms side by side, so that neither is forgotten; the traditional one is the simplified one in other characters.
std::string say(Lang lang, std::initializer_list<Piece> zh, std::initializer_list<Piece> en) {
    std::string text;
    for (const Piece& piece : chinese(lang) ? zh : en) {
        if (piece.own && lang == Lang::kZhHant) {
            append_traditional(piece.text, text);
        } else {
            text += piece.text;
        }
    }
    return text;
}

/// Which of n equal phrasings; every place in a text draws from bits of its own. Variant 0 takes the first of each.
std::uint32_t pick(const Facts& facts, std::uint32_t place, std::uint32_t n) { return (facts.variant >> (place * 4)) % n; }

std::string ordinal(std::uint32_t n) {
    const std::uint32_t tens = n % 100, ones = n % 10;
    const bool teen = tens >= 11 && tens <= 13;
    return std::to_string(n) + (teen || ones == 0 || ones > 3 ? "th" : ones == 1 ? "st" : ones == 2 ? "nd" : "rd");
}

std::string quoted(Lang lang, const Wording& name) { return chinese(lang) ? name.in(lang) : "“" + name.in(lang) + "”"; }

std::string titled(Lang lang, const Wording& title) { return say(lang, {"《", title.in(lang), "》"}, {"“", title.in(lang), "”"}); }

/// A colour and a symbol may share a name: each name once.
std::vector<std::string> names_of(Lang lang, const std::vector<const SymbolFact*>& symbols) {
    std::vector<std::string> names;
    for (const SymbolFact* symbol : symbols) {
        std::string name = quoted(lang, symbol->name);
        if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
    }
    return names;
}

std::string joined(Lang lang, const std::vector<std::string>& names) {
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i > 0) text += say(lang, {"、"}, {i + 1 == names.size() ? " and " : ", "});
        text += names[i];
    }
    return text;
}

struct Clause {
    double value = 0.0;
    std::string text;
    std::vector<const SymbolFact*> symbols = {};  // those it names
    bool top = false;                             // one of the item's three strongest parts is in it
    bool anchored = false;                        // it speaks of the product that is being viewed
};

bool anchored(const Facts& facts) { return facts.placement == Placement::kSimilar || facts.placement == Placement::kLook; }

constexpr std::array<bool, kDenseCount> kLooksOnly = {true, false}, kWordsOnly = {false, true}, kBoth = {true, true};

/// Liked items worth a name: those that one of the strongest three parts comes from, else the one with the largest share.
std::vector<const LikedFact*> named_likes(const Facts& facts, std::size_t m) {
    std::vector<const LikedFact*> likes;
    const LikedFact* largest = nullptr;
    for (const LikedFact& liked : facts.liked) {
        if (!liked.title.known() || liked.unwanted[m] || liked.self || liked.dense[m] <= 0.0) continue;
        if (liked.top[m]) likes.push_back(&liked);
        if (largest == nullptr || liked.dense[m] > largest->dense[m]) largest = &liked;
    }
    if (likes.empty() && largest != nullptr) likes.push_back(largest);
    return likes;
}

std::string titles_of(const std::vector<const LikedFact*>& likes, Lang lang) {
    std::string titles;
    for (std::size_t i = 0; i < likes.size(); ++i) {
        if (i > 0) titles += i + 1 == likes.size() ? say(lang, {"和"}, {" and "}) : say(lang, {"、"}, {", "});
        titles += titled(lang, likes[i]->title);
    }
    return titles;
}

std::string close_to_history(const std::vector<const LikedFact*>& likes, bool others, const std::string& subject, Lang lang) {
    const std::string titles = titles_of(likes, lang);
    if (likes.empty()) return say(lang, {subject, "接近您留意过的商品"}, {subject, " close to products that caught your eye"});
    if (others)
        return say(lang, {subject, "接近您留意过的", titles, "等商品"},
                   {subject, " close to ", titles, " and other products that caught your eye"});
    return say(lang, {subject, "接近您留意过的", titles}, {subject, " close to ", titles, ", which caught your eye"});
}

std::string model_name(const Facts& facts, Lang lang) {
    return say(lang, {"店家的模型“", facts.ranker, "”"}, {"the shop's model “", facts.ranker, "”"});
}

/// "its looks are"; a ranker that brings vectors of its own is said to.
std::string dense_subject(const Facts& facts, const std::array<bool, kDenseCount>& compared, Lang lang) {
    const std::size_t m = compared[kDenseVisual] ? kDenseVisual : kDenseText;
    std::string subject =
        m == kDenseText ? say(lang, {"它的文字介绍"}, {"its description is"}) : say(lang, {"它的样子"}, {"its looks are"});
    if (compared == kBoth) subject = say(lang, {"它的样子和文字介绍都"}, {"its looks and its description are"});
    if (!facts.by_ranker[m]) return subject;
    const std::string model = model_name(facts, lang);
    return say(lang, {model, "认为", subject}, {model, " finds that ", subject});
}

std::string dense_clause(const Facts& facts, const std::array<bool, kDenseCount>& compared, Lang lang) {
    const std::size_t m = compared[kDenseVisual] ? kDenseVisual : kDenseText;
    const std::string subject = dense_subject(facts, compared, lang);
    switch (facts.origin[m]) {
        case QueryOrigin::kAnchor: return say(lang, {subject, "接近您正在看的这件"}, {subject, " close to the product you are viewing"});
        case QueryOrigin::kPhoto: return say(lang, {subject, "接近您给的照片"}, {subject, " close to your photo"});
        case QueryOrigin::kWords: return say(lang, {subject, "接近您写的话"}, {subject, " close to your words"});
        case QueryOrigin::kEncoder: return say(lang, {subject, "接近您一向的口味"}, {subject, " close to your taste as a whole"});
        case QueryOrigin::kHistory: break;
    }
    return close_to_history(named_likes(facts, m), facts.rest_top[m], subject, lang);
}

std::string unlike_text(const Facts& facts, std::size_t slot, const std::string& title, Lang lang) {
    if (slot < kDenseCount) {
        const std::string subject = dense_subject(facts, slot == kDenseVisual ? kLooksOnly : kWordsOnly, lang);
        if (title.empty()) return say(lang, {subject, "不像您不想要的商品"}, {subject, " unlike products that you did not want"});
        return say(lang, {subject, "不像您不想要的", title}, {subject, " unlike ", title, ", which you did not want"});
    }
    const std::string model = model_name(facts, lang);
    if (title.empty()) return say(lang, {model, "看好它"}, {model, " puts it forward"});
    return say(lang, {model, "把它与您不想要的", title, "分开"}, {model, " sets it apart from ", title, ", which you did not want"});
}

/// What gains by being unlike an item that was not wanted.
void add_unlike_clauses(const Facts& facts, Lang lang, std::vector<Clause>& clauses) {
    for (std::size_t slot = 0; slot < kShareSlots; ++slot) {
        double named = 0.0;
        for (const LikedFact& liked : facts.liked) {
            named += liked.dense[slot];
            if (!liked.unwanted[slot] || !liked.top[slot] || !liked.title.known()) continue;
            clauses.push_back({liked.dense[slot], unlike_text(facts, slot, titled(lang, liked.title), lang), {}, true});
        }
        if (facts.rest_unlike[slot]) clauses.push_back({facts.dense[slot] - named, unlike_text(facts, slot, "", lang), {}, true});
    }
}

/// The item itself is in the history, and still on the shelf: its explanation was opened, or the request keeps its group.
void add_self_clause(const Facts& facts, Lang lang, std::vector<Clause>& clauses) {
    for (const LikedFact& liked : facts.liked) {
        if (!liked.self) continue;
        const bool top = std::find(liked.top.begin(), liked.top.end(), true) != liked.top.end();
        clauses.push_back({liked.value, say(lang, {"您先前留意过它"}, {"it caught your eye before"}), {}, top});
    }
}

double without_self(const Facts& facts, std::size_t slot) {
    double value = facts.dense[slot];
    for (const LikedFact& liked : facts.liked) value -= liked.self ? liked.dense[slot] : 0.0;
    return value;
}

/// What a ranker's own terms link the item to; the way there when it is one item and the ranker walked.
std::string ranker_text(const Facts& facts, std::size_t slot, Lang lang) {
    const std::string model = model_name(facts, lang);
    if (!facts.ranker_splits) return say(lang, {model, "看好它"}, {model, " puts it forward"});
    if (anchored(facts)) return say(lang, {model, "把它连到您正在看的这件"}, {model, " links it to the product you are viewing"});
    const std::vector<const LikedFact*> likes = named_likes(facts, slot);
    if (likes.empty()) return say(lang, {model, "看好它"}, {model, " puts it forward"});
    const std::string titles = titles_of(likes, lang);
    if (facts.rest_top[slot])
        return say(lang, {model, "把它连到您留意过的", titles, "等商品"},
                   {model, " links it to ", titles, " and other products that caught your eye"});
    std::vector<std::string> steps;
    if (likes.size() == 1) {
        for (const Wording& symbol : likes.front()->path) steps.push_back(quoted(lang, symbol));
    }
    const std::string way = joined(lang, steps);
    if (steps.empty()) return say(lang, {model, "把它连到您留意过的", titles}, {model, " links it to ", titles, ", which caught your eye"});
    return say(lang, {model, "经", way, "把它连到您留意过的", titles},
               {model, " links it by way of ", way, " to ", titles, ", which caught your eye"});
}

void add_ranker_clauses(const Facts& facts, Lang lang, std::vector<Clause>& clauses) {
    for (const std::size_t slot : {kShareGraph, kShareSequence}) {
        const bool whole = anchored(facts) || !facts.ranker_splits;
        const double value = without_self(facts, slot);
        if (!whole && !facts.close[slot] && !facts.dense_top[slot]) continue;
        Clause clause{value, ranker_text(facts, slot, lang), {}, facts.dense_top[slot], facts.ranker_splits && anchored(facts)};
        Clause* const last = clauses.empty() ? nullptr : &clauses.back();
        if (last != nullptr && last->text == clause.text) {
            last->value += clause.value;
            last->top = last->top || clause.top;
        } else if (value != 0.0) {
            clauses.push_back(std::move(clause));
        }
    }
}

/// One clause for both modalities when the same thing is behind both, so that a sentence does not say it twice.
void add_dense_clauses(const Facts& facts, Lang lang, std::vector<Clause>& clauses) {
    const double visual = without_self(facts, kDenseVisual), text = without_self(facts, kDenseText);
    const auto speaks = [&](std::size_t m) { return facts.origin[m] != QueryOrigin::kHistory || facts.close[m] || facts.dense_top[m]; };
    const bool viewed = facts.origin[kDenseVisual] == QueryOrigin::kAnchor;
    const bool both_top = facts.dense_top[kDenseVisual] && facts.dense_top[kDenseText];
    if (visual > 0.0 && text > 0.0 && speaks(kDenseVisual) && speaks(kDenseText) &&
        facts.by_ranker[kDenseVisual] == facts.by_ranker[kDenseText] && facts.origin[kDenseVisual] == facts.origin[kDenseText] &&
        facts.rest_top[kDenseVisual] == facts.rest_top[kDenseText] && named_likes(facts, kDenseVisual) == named_likes(facts, kDenseText) &&
        (both_top || std::min(visual, text) >= 0.25 * std::max(visual, text))) {
        clauses.push_back(
            {visual + text, dense_clause(facts, kBoth, lang), {}, facts.dense_top[kDenseVisual] || facts.dense_top[kDenseText], viewed});
    } else {
        if (speaks(kDenseVisual))
            clauses.push_back({visual, dense_clause(facts, kLooksOnly, lang), {}, facts.dense_top[kDenseVisual], viewed});
        if (speaks(kDenseText)) clauses.push_back({text, dense_clause(facts, kWordsOnly, lang), {}, facts.dense_top[kDenseText], viewed});
    }
    add_ranker_clauses(facts, lang, clauses);
    add_unlike_clauses(facts, lang, clauses);
    add_self_clause(facts, lang, clauses);
}

std::string leaning_clause(const Facts& facts, Leaning leaning, const std::vector<const SymbolFact*>& symbols, Lang lang) {
    const std::vector<std::string> said = names_of(lang, symbols);
    const std::string names = joined(lang, said);
    const bool one = said.size() == 1;
    switch (leaning) {
        case Leaning::kAsked: return say(lang, {names, "是您想多看的"}, {"you asked to see more of ", names});
        case Leaning::kWished: return say(lang, {names, "合您的要求"}, {names, (one ? " suits" : " suit"), " what you asked for"});
        case Leaning::kTapped: return say(lang, {"您点看过", names}, {"you looked into ", names, " before"});
        case Leaning::kLearned: return say(lang, {"您作过的比较偏向", names}, {"the choices you made favour ", names});
        case Leaning::kLiked:
            return say(lang, {names, "也出现在您留意过的商品上"},
                       {names, (one ? " is" : " are"), " also found on products that caught your eye"});
        case Leaning::kSame: return say(lang, {"两件都有", names}, {"both have ", names});
        case Leaning::kRelated: break;
        case Leaning::kNone: return say(lang, {"它有", names}, {"it has ", names});
    }
    const std::string neighbour = quoted(lang, symbols.front()->neighbour);
    const bool similar = anchored(facts);
    return say(lang, {names, "与", (similar ? "这件的" : "您留意过的"), neighbour, "相关"},
               {names, " is related to ", neighbour, (similar ? " on that product" : " in what caught your eye")});
}

/// Symbols for the same reason share a clause: the strongest parts first, then others while there is room.
void add_leaning_clauses(const Facts& facts, Lang lang, std::vector<Clause>& clauses) {
    for (const Leaning leaning : {Leaning::kAsked, Leaning::kWished, Leaning::kLearned, Leaning::kLiked, Leaning::kTapped, Leaning::kSame,
                                  Leaning::kRelated, Leaning::kNone}) {
        const std::size_t room = leaning == Leaning::kRelated ? 1 : kMostNames;  // each has a neighbour of its own
        Clause clause;
        const auto close = [&] {
            if (clause.symbols.empty()) return;
            clause.text = leaning_clause(facts, leaning, clause.symbols, lang);
            clause.anchored = anchored(facts) && (leaning == Leaning::kSame || leaning == Leaning::kRelated);
            clauses.push_back(std::move(clause));
            clause = Clause{};
        };
        for (const bool top : {true, false}) {
            for (const SymbolFact& symbol : facts.symbols) {
                if (symbol.leaning != leaning || symbol.value <= 0.0 || symbol.top != top) continue;
                if (!top && (clause.symbols.size() >= room || (room == 1 && !clauses.empty() && clauses.back().top))) continue;
                clause.symbols.push_back(&symbol);
                clause.value += symbol.value;
                clause.top = clause.top || top;
                if (room == 1) close();
            }
        }
        close();
    }
}

std::string festival_phrase(const SymbolFact& symbol, Lang lang) {
    const std::string name = symbol.festival.in(lang), days = std::to_string(symbol.days_until);
    if (symbol.occasion_wished) return say(lang, {"您为", name, "而选"}, {"you are choosing for ", name});
    if (symbol.days_until < 0) return say(lang, {name, "刚过"}, {name, " has just passed"});
    if (symbol.days_until == 0) return say(lang, {"今天是", name}, {"today is ", name});
    if (symbol.days_until == 1) return say(lang, {"明天是", name}, {name, " is tomorrow"});
    return say(lang, {name, "将至（还有", days, "天）"}, {name, " is ", days, " days away"});
}

/// The clause of one festival: the symbol that leads to it and others that belong to it.
Clause occasion_clause(const Facts& facts, const SymbolFact& lead, Lang lang) {
    Clause clause{0.0, "", {}, false};
    for (const bool top : {true, false}) {
        for (const SymbolFact& symbol : facts.symbols) {
            if (symbol.occasion_value <= 0.0 || symbol.festival_id != lead.festival_id || symbol.occasion_top != top) continue;
            if (!top && clause.symbols.size() >= kMostNames) break;
            clause.symbols.push_back(&symbol);
            clause.value += symbol.occasion_value;
            clause.top = clause.top || top;
        }
    }
    const std::vector<std::string> said = names_of(lang, clause.symbols);
    const std::string names = joined(lang, said);
    clause.text = festival_phrase(lead, lang);
    clause.text += say(lang, {"，", names, "正应景"}, {" and ", names, (said.size() == 1 ? " belongs to it" : " belong to it")});
    return clause;
}

/// A clause for every festival of a strong part, else for the nearest one.
void add_occasion_clauses(const Facts& facts, Lang lang, std::vector<Clause>& clauses) {
    const SymbolFact* best = nullptr;
    std::vector<const SymbolFact*> leads;
    for (const SymbolFact& symbol : facts.symbols) {
        if (symbol.occasion_value > (best == nullptr ? 0.0 : best->occasion_value)) best = &symbol;
        const auto same = [&](const SymbolFact* lead) { return lead->festival_id == symbol.festival_id; };
        if (symbol.occasion_top && std::none_of(leads.begin(), leads.end(), same)) leads.push_back(&symbol);
    }
    if (leads.empty() && best != nullptr) leads.push_back(best);
    for (const SymbolFact* lead : leads) clauses.push_back(occasion_clause(facts, *lead, lang));
}

std::string price_clause(const Facts& facts, Lang lang) {
    if (anchored(facts) && !facts.price_wished)
        return say(lang, {"价格与您正在看的这件相差不大"}, {"its price is not far from that of the product you are viewing"});
    return facts.price_within ? say(lang, {"价格在您说的范围内"}, {"its price is within your range"})
                              : say(lang, {"价格接近您说的范围"}, {"its price is close to your range"});
}

/// Everything that speaks for the item, strongest first, without what is too little to mention.
std::vector<Clause> reasons(const Facts& facts, Lang lang) {
    std::vector<Clause> clauses;
    add_dense_clauses(facts, lang, clauses);
    add_leaning_clauses(facts, lang, clauses);
    clauses.push_back({facts.popularity_value, say(lang, {"它在店里受欢迎"}, {"it is popular in this shop"}), {}, facts.popularity_top});
    add_occasion_clauses(facts, lang, clauses);
    clauses.push_back({facts.price_value, price_clause(facts, lang), {}, facts.price_top});
    if (facts.category_value > 0.0)
        clauses.push_back(
            {facts.category_value, say(lang, {"您想多看这类商品"}, {"you asked to see more of its kind"}), {}, facts.category_top});
    double total = 0.0;
    for (const Clause& clause : clauses) total += std::max(0.0, clause.value);
    const auto too_little = [&](const Clause& clause) {
        return !clause.top && (clause.value <= 0.0 || clause.value < kWorthSaying * total);
    };
    clauses.erase(std::remove_if(clauses.begin(), clauses.end(), too_little), clauses.end());
    sort_descending(clauses, [](const Clause& clause) { return clause.value; });
    sort_descending(clauses,
                    [](const Clause& clause) { return clause.top ? 1.0 : 0.0; });  // stable: the strongest of each kind stay in front
    if (clauses.size() > kMostClauses) clauses.resize(kMostClauses);
    sort_descending(clauses, [](const Clause& clause) { return clause.value; });
    return clauses;
}

std::string capitalised(std::string text) {
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text;
}

/// What stands before the lead: a shelf of trending goods asks for nobody's taste; a look goes with what is viewed.
std::string opening(const Facts& facts, const std::vector<Clause>& clauses, Lang lang) {
    if (!facts.personal && facts.placement != Placement::kTrending)
        return say(lang, {"还不了解您的喜好："}, {"Your taste is not known yet: "});
    const bool goes = std::any_of(clauses.begin(), clauses.end(), [](const Clause& clause) { return clause.anchored; });
    if (facts.placement == Placement::kLook && goes)
        return say(lang, {"它可与您正在看的这件搭配："}, {"It goes with the product you are viewing: "});
    return "";
}

std::string lead_text(const Facts& facts, const std::vector<Clause>& clauses, Lang lang) {
    if (clauses.empty()) return say(lang, {"没有特别的理由把它排在前面。"}, {"Nothing in particular speaks for it."});
    std::string text = opening(facts, clauses, lang);
    const bool opened = !text.empty();
    const std::string& first = clauses[0].text;
    if (clauses.size() == 1 && (facts.moved || pick(facts, 0, 2) == 0)) {
        text += say(lang, {"推荐它，因为", first, "。"}, {"it is recommended because ", first, "."});
    } else if (clauses.size() == 1) {
        text += say(lang, {"它排在这里，是因为", first, "。"}, {"it stands here because ", first, "."});
    }
    std::string others;
    for (std::size_t c = 1; c < clauses.size(); ++c) {
        if (c > 1) others += say(lang, {"，"}, {"; "});
        others += clauses[c].text;
    }
    const std::uint32_t form = clauses.size() == 1 ? 3 : pick(facts, 0, 3);
    if (form == 0) {
        text += say(lang, {"推荐它，首先因为", first, "；其次，", others, "。"},
                    {"it is recommended above all because ", first, "; also, ", others, "."});
    } else if (form == 1) {
        text += say(lang, {first, "，这是推荐它的主要理由；另外，", others, "。"},
                    {"the main reason is that ", first, "; besides, ", others, "."});
    } else if (form == 2) {
        text += say(lang, {"最主要的一点：", first, "；此外，", others, "。"},
                    {"what counts most is that ", first, "; in addition, ", others, "."});
    }
    return chinese(lang) || opened ? text : capitalised(text);
}

std::string place_of(const std::array<double, 4>& box, Lang lang) {
    const double width = box[2] - box[0], height = box[3] - box[1];
    if (width >= 0.7 && height >= 0.7) return say(lang, {"几乎占满整张图"}, {"across most of the picture"});
    const auto third = [](double low, double high) -> std::size_t {
        const double middle = (low + high) / 2.0;
        return middle < 0.36 ? 0 : middle < 0.64 ? 1 : 2;
    };
    constexpr std::array<std::array<const char*, 3>, 3> kZh = {
        {{"左上方", "上方", "右上方"}, {"左侧", "中央", "右侧"}, {"左下方", "下方", "右下方"}}};
    constexpr std::array<std::array<const char*, 3>, 3> kEn = {{{"in the upper left", "at the top", "in the upper right"},
                                                                {"on the left", "in the centre", "on the right"},
                                                                {"in the lower left", "at the bottom", "in the lower right"}}};
    const std::size_t x = third(box[0], box[2]), y = third(box[1], box[3]);
    return say(lang, {"在图的", kZh[y][x]}, {kEn[y][x], " of the picture"});
}

/// How one symbol is known, in one sentence; "" when no finding is at hand.
std::string where_text(const SymbolFact& symbol, Lang lang) {
    const Evidence *shop = nullptr, *picture = nullptr, *person = nullptr;
    for (const Evidence& one : symbol.evidence) {
        if (one.kind == EvidenceKind::kShop && !one.denied) shop = &one;
        if (one.kind == EvidenceKind::kPicture) picture = &one;
        if (one.kind == EvidenceKind::kPerson && !one.denied) person = &one;
    }
    const std::string name = quoted(lang, symbol.name);
    const bool colour = symbol.id.rfind("colour:", 0) == 0;
    if (picture != nullptr && picture->box && picture->claimed) {
        const std::string place = place_of(*picture->box, lang);
        if (colour) return say(lang, {name, place, "，是从像素量出来的。"}, {name, " is ", place, ", measured from its pixels."});
        const std::string also =
            shop == nullptr ? std::string() : say(lang, {"，店家的文字也这样写"}, {", and the shop's words say so too"});
        return say(lang, {name, place, "，从图片本身就能认出", also, "。"},
                   {name, " is ", place, "; the picture itself shows it", also, "."});
    }
    if (person != nullptr) return say(lang, {name, "经人核对确认。"}, {"A person has confirmed ", name, "."});
    if (shop == nullptr) return "";
    if (shop->disagrees || (picture != nullptr && picture->disagrees)) {
        return say(lang, {"店家的文字写有", name, "，但图片没有印证，因此它的分量已调低。"},
                   {"The shop's words name ", name, ", but the picture does not bear it out, so it counts for less."});
    }
    if (picture != nullptr && picture->box) {
        const std::string place = place_of(*picture->box, lang);
        return say(lang, {"店家的文字写有", name, "，据此在图上找到它的位置（", place, "）；单凭图片还不足以断定。"},
                   {"The shop's words name ", name, "; it was located ", place,
                    " because they name it, not because the picture alone would prove it."});
    }
    return say(lang, {"店家的文字写有", name, "。"}, {"The shop's words name ", name, "."});
}

std::vector<Citation> kept_citations(const MeaningFact& meaning, bool strict) {
    std::vector<Citation> kept;
    for (const Citation& citation : meaning.citations) {
        if (!strict || !citation.weak()) kept.push_back(citation);
    }
    return kept;
}

/// The best supported meaning: a sound source before a weak one before none.
std::optional<Sentence> meaning_sentence(const Facts& facts, const SymbolFact& symbol, Lang lang, bool strict) {
    const auto soundness = [](const MeaningFact& meaning) {
        if (meaning.citations.empty()) return 0;
        return std::all_of(meaning.citations.begin(), meaning.citations.end(), [](const Citation& c) { return c.weak(); }) ? 1 : 2;
    };
    const MeaningFact* best = nullptr;
    for (const MeaningFact& meaning : symbol.meanings) {
        if (meaning.text.known() && (best == nullptr || soundness(meaning) > soundness(*best))) best = &meaning;
    }
    if (best == nullptr || (strict && soundness(*best) < 2)) return std::nullopt;
    const bool unsourced = soundness(*best) == 0;
    std::string note;
    if (unsourced) note = say(lang, {"（这一说法没有找到出处）"}, {" (no source was found for this)"});
    if (soundness(*best) == 1)
        note = say(lang, {"（出处仅据摘录，或可信程度较低）"}, {" (its sources are excerpts, or not scholarly ones)"});
    const std::string text = best->text.in(lang);
    const std::string name = quoted(lang, symbol.name);
    Sentence sentence{lang, "", symbol.id, {}};
    sentence.text = pick(facts, 1, 2) == 0
                        ? say(lang, {"关于", name, "的含义：", text, note, "。"}, {"What ", name, " means: ", text, note, "."})
                        : say(lang, {name, "的寓意是：", text, note, "。"}, {"The meaning of ", name, ": ", text, note, "."});
    sentence.citations = kept_citations(*best, strict);
    return sentence;
}

std::string rank_change(const Facts& facts, std::uint32_t to, const std::string& without, Lang lang) {
    const std::string from_rank = chinese(lang) ? std::to_string(facts.rank) : ordinal(facts.rank);
    const std::string to_rank = chinese(lang) ? std::to_string(to) : ordinal(to);
    const bool first = pick(facts, 2, 2) == 0;
    const std::string by = facts.moved ? say(lang, {"按分数"}, {" by score"}) : "";  // it stands elsewhere
    if (facts.rank == to && first)
        return say(lang, {"即使不算", without, "，它", by, "仍排第", from_rank, "位。"},
                   {"Even without ", without, " it would still rank ", from_rank, by, "."});
    if (facts.rank == to)
        return say(lang, {"不算", without, "，它", by, "也还是第", from_rank, "位。"},
                   {"It would rank ", from_rank, by, " without ", without, " as well."});
    if (first)
        return say(lang, {"若不算", without, "，它", by, "会排第", to_rank, "位，而不是第", from_rank, "位。"},
                   {"Without ", without, " it would rank ", to_rank, by, " instead of ", from_rank, "."});
    return say(lang, {"去掉", without, "，它", by, "的名次会从第", from_rank, "位变为第", to_rank, "位。"},
               {"Take away ", without, ", and its rank", by, " goes from ", from_rank, " to ", to_rank, "."});
}

std::uint32_t distance(std::uint32_t a, std::uint32_t b) { return a > b ? a - b : b - a; }

void add_what_if(const Facts& facts, const std::vector<const SymbolFact*>& named, Lang lang, std::vector<Sentence>& sentences) {
    const SymbolFact* symbol = nullptr;
    for (const SymbolFact* one : named) {
        if (!one->rank_without) continue;
        if (symbol == nullptr || distance(*one->rank_without, facts.rank) > distance(*symbol->rank_without, facts.rank)) symbol = one;
    }
    if (symbol != nullptr) {
        const std::string name = symbol->name.in(lang);
        const std::string reason = say(lang, {"“", name, "”这条理由"}, {"the reason “", name, "”"});
        sentences.push_back({lang, rank_change(facts, *symbol->rank_without, reason, lang), symbol->id, {}});
    }
    const LikedFact* liked = nullptr;
    for (const LikedFact& one : facts.liked) {
        if (!one.rank_without || !one.title.known() || *one.rank_without == facts.rank) continue;
        if (liked == nullptr || distance(*one.rank_without, facts.rank) > distance(*liked->rank_without, facts.rank)) liked = &one;
    }
    if (liked == nullptr) return;
    const std::string title = titled(lang, liked->title);
    const std::string history = say(lang, {"您对", title, "的留意"}, {title, " in your history"});
    sentences.push_back({lang, rank_change(facts, *liked->rank_without, history, lang), liked->id, {}});
}

void add_drawback(const std::string& what, const std::string& about, Lang lang, std::vector<Sentence>& sentences) {
    sentences.push_back({lang, say(lang, {"不过，", what, "拉低了它的分数。"}, {"However, ", what, " lowers its score."}), about, {}});
}

/// What speaks against it: strong parts, and the worst symbol where that is worth saying.
void add_drawbacks(const Facts& facts, Lang lang, std::vector<Sentence>& sentences) {
    double praise = 0.0;
    for (const SymbolFact& symbol : facts.symbols) praise += std::max(0.0, symbol.value);
    for (const double value : facts.dense) praise += std::max(0.0, value);
    praise += facts.popularity_value + std::max(0.0, facts.category_value);
    for (const SymbolFact& symbol : facts.symbols) {
        const bool worst = &symbol == &facts.symbols.back() && symbol.value < -kWorthSaying * praise;
        if (symbol.value < 0.0 && (symbol.top || worst)) add_drawback(quoted(lang, symbol.name), symbol.id, lang, sentences);
    }
    for (const LikedFact& liked : facts.liked) {
        const std::string title = titled(lang, liked.title);
        if (!liked.title.known() || std::find(liked.against.begin(), liked.against.end(), true) == liked.against.end()) continue;
        if (liked.value < 0.0) {
            add_drawback(say(lang, {"您记录里的", title}, {title, " in your history"}), liked.id, lang, sentences);
            continue;
        }
        if (liked.against[kDenseVisual]) add_drawback(say(lang, {title, "的样子"}, {"the look of ", title}), liked.id, lang, sentences);
        if (liked.against[kDenseText])
            add_drawback(say(lang, {title, "的文字介绍"}, {"the description of ", title}), liked.id, lang, sentences);
        if (liked.against[kShareGraph] || liked.against[kShareSequence]) {
            const std::string model = model_name(facts, lang);
            add_drawback(say(lang, {model, "由", title, "得出的看法"}, {"what ", model, " makes of ", title}), liked.id, lang, sentences);
        }
    }
    bool rest = false;  // it lowers a term that as a whole does not
    const auto whole = [&](std::size_t slot) {
        rest = rest || (facts.dense_against[slot] && facts.dense[slot] >= 0.0);
        return facts.dense_against[slot] && facts.dense[slot] < 0.0;
    };
    if (whole(kDenseVisual)) add_drawback(say(lang, {"它的样子"}, {"how it looks"}), "", lang, sentences);
    if (whole(kDenseText)) add_drawback(say(lang, {"它的文字介绍"}, {"its description"}), "", lang, sentences);
    const bool graph = whole(kShareGraph), sequence = whole(kShareSequence);
    if (graph || sequence) add_drawback(model_name(facts, lang), "", lang, sentences);
    if (rest) add_drawback(say(lang, {"您记录里的其他商品"}, {"the rest of your history"}), "", lang, sentences);
    if (facts.category_value < 0.0 && (facts.category_top || facts.category_value < -kWorthSaying * praise))
        add_drawback(say(lang, {"您少看这类商品的要求"}, {"your wish to see less of its kind"}), "", lang, sentences);
}

/// Where a symbol is and what it means; false if there was no meaning to tell.
bool tell_of(const Facts& facts, const SymbolFact& symbol, Lang lang, bool strict, std::vector<Sentence>& sentences) {
    if (std::string where = where_text(symbol, lang); !where.empty()) sentences.push_back({lang, std::move(where), symbol.id, {}});
    auto meaning = meaning_sentence(facts, symbol, lang, strict);
    if (!meaning) return false;
    sentences.push_back(std::move(*meaning));
    return true;
}

/// When no reason has a meaning of its own, the product's first symbol that has one is told of, and that it is no reason.
void add_aside(const Facts& facts, const std::vector<const SymbolFact*>& named, Lang lang, bool strict, std::vector<Sentence>& sentences) {
    for (const SymbolFact& symbol : facts.symbols) {
        if (symbol.meanings.empty() || std::find(named.begin(), named.end(), &symbol) != named.end()) continue;
        const std::string name = quoted(lang, symbol.name);
        const bool idle = symbol.value == 0.0 && symbol.occasion_value == 0.0;
        sentences.push_back(
            {lang,
             say(lang, {"它还有", name, (idle ? "，不过这次的排名与此无关。" : "，不过它在这次排名里分量很小。")},
                 {"It also has ", name, (idle ? ", though that has no part in its rank here." : ", though that counts for little here.")}),
             symbol.id,
             {}});
        tell_of(facts, symbol, lang, strict, sentences);
        return;
    }
}

}  // namespace

std::string short_name(std::string_view name) {
    constexpr std::string_view kWideOpen = "（", kWideClose = "）";
    std::string text;
    std::size_t depth = 0;
    for (std::size_t i = 0; i < name.size();) {
        const bool wide_open = name.substr(i, kWideOpen.size()) == kWideOpen, wide_close = name.substr(i, kWideClose.size()) == kWideClose;
        if (wide_open || name[i] == '(') {
            ++depth;
        } else if ((wide_close || name[i] == ')') && depth > 0) {
            --depth;
        } else if (depth == 0 && !(name[i] == ' ' && (text.empty() || text.back() == ' '))) {
            text += name[i];
        }
        i += wide_open || wide_close ? kWideOpen.size() : 1;
    }
    while (!text.empty() && text.back() == ' ') text.pop_back();
    return text.empty() ? std::string(name) : text;
}

std::vector<Sentence> narrate(const Facts& facts, Lang lang, bool strict) {
    std::vector<Sentence> sentences;
    const std::vector<Clause> clauses = reasons(facts, lang);
    sentences.push_back({lang, lead_text(facts, clauses, lang), "", {}});
    std::vector<const SymbolFact*> named;
    for (const Clause& clause : clauses) {
        for (const SymbolFact* symbol : clause.symbols) {
            if (std::find(named.begin(), named.end(), symbol) == named.end()) named.push_back(symbol);
        }
    }
    bool meant = false;
    for (const SymbolFact* symbol : named) {
        if (tell_of(facts, *symbol, lang, strict, sentences)) meant = true;
    }
    if (!meant) add_aside(facts, named, lang, strict, sentences);
    add_what_if(facts, named, lang, sentences);
    add_drawbacks(facts, lang, sentences);
    return sentences;
}

}  // namespace ruyi
