#include "ruyi/narrate.hpp"

#include <algorithm>

#include "order.hpp"

namespace ruyi {

namespace {

constexpr std::size_t kMostClauses = 3, kMostNames = 2;
constexpr double kWorthSaying = 0.05;  // of the sum of what speaks for the item

bool chinese(Lang lang) { return lang != Lang::kEn; }

/// A sentence with its two forms side by side, so that neither is forgotten.
std::string say(Lang lang, std::initializer_list<std::string_view> zh, std::initializer_list<std::string_view> en) {
    return concat(chinese(lang) ? zh : en);
}

std::string ordinal(std::uint32_t n) {
    const std::uint32_t tens = n % 100, ones = n % 10;
    const bool teen = tens >= 11 && tens <= 13;
    return std::to_string(n) + (teen || ones == 0 || ones > 3 ? "th" : ones == 1 ? "st" : ones == 2 ? "nd" : "rd");
}

std::string quoted(Lang lang, const Wording& name) { return chinese(lang) ? name.in(lang) : "“" + name.in(lang) + "”"; }

std::string titled(Lang lang, const Wording& title) { return say(lang, {"《", title.in(lang), "》"}, {"“", title.in(lang), "”"}); }

std::string joined(Lang lang, const std::vector<const SymbolFact*>& symbols) {
    std::string text;
    for (std::size_t i = 0; i < symbols.size(); ++i) {
        if (i > 0) text += say(lang, {"、"}, {i + 1 == symbols.size() ? " and " : ", "});
        text += quoted(lang, symbols[i]->name);
    }
    return text;
}

struct Clause {
    double value = 0.0;
    std::string text;
    std::vector<const SymbolFact*> symbols;  // those it names
};

/// What the dense terms compare, as the subject of a clause.
struct Subject {
    std::string zh, en;
};

constexpr std::array<bool, kDenseCount> kLooksOnly = {true, false}, kWordsOnly = {false, true}, kBoth = {true, true};

Subject subject_of(const std::array<bool, kDenseCount>& compared) {
    if (compared[kDenseVisual] && compared[kDenseText]) return {"它的样子和文字介绍都", "its looks and its description are"};
    if (compared[kDenseVisual]) return {"它的样子", "its looks are"};
    return {"它的文字介绍", "its description is"};
}

std::string dense_clause(const Facts& facts, const std::array<bool, kDenseCount>& compared, Lang lang) {
    const Subject subject = subject_of(compared);
    const auto close_to = [&](const std::string& zh, const std::string& en) {
        return say(lang, {subject.zh, "接近", zh}, {subject.en, " close to ", en});
    };
    switch (facts.origin[compared[kDenseVisual] ? kDenseVisual : kDenseText]) {
        case QueryOrigin::kAnchor: return close_to("您正在看的这件", "the product you are viewing");
        case QueryOrigin::kPhoto: return close_to("您给的照片", "your photo");
        case QueryOrigin::kWords: return close_to("您写的话", "your words");
        case QueryOrigin::kEncoder: return close_to("您一向的口味", "your taste as a whole");
        case QueryOrigin::kHistory: break;
    }
    if (!facts.liked.empty() && facts.liked.front().value > 0.0 && facts.liked.front().title.known()) {
        const std::string title = titled(lang, facts.liked.front().title);
        return close_to("您留意过的" + title, title + ", which caught your eye");
    }
    return close_to("您留意过的商品", "products that caught your eye");
}

/// One clause for both modalities when the same thing is behind both, so that a sentence does not say it twice.
void add_dense_clauses(const Facts& facts, Lang lang, std::vector<Clause>& clauses) {
    const double visual = facts.dense[kDenseVisual], text = facts.dense[kDenseText];
    if (visual > 0.0 && text > 0.0 && facts.origin[kDenseVisual] == facts.origin[kDenseText] &&
        std::min(visual, text) >= 0.25 * std::max(visual, text)) {
        clauses.push_back({visual + text, dense_clause(facts, kBoth, lang), {}});
        return;
    }
    clauses.push_back({visual, dense_clause(facts, kLooksOnly, lang), {}});
    clauses.push_back({text, dense_clause(facts, kWordsOnly, lang), {}});
}

std::string leaning_clause(const Facts& facts, Leaning leaning, const std::vector<const SymbolFact*>& symbols, Lang lang) {
    const std::string names = joined(lang, symbols);
    const bool one = symbols.size() == 1;
    switch (leaning) {
        case Leaning::kAsked: return say(lang, {names, "是您想多看的"}, {"you asked to see more of ", names});
        case Leaning::kLiked:
            return say(lang, {names, "也出现在您留意过的商品上"},
                       {names, (one ? " is" : " are"), " also found on products that caught your eye"});
        case Leaning::kSame: return say(lang, {"两件都有", names}, {"both have ", names});
        case Leaning::kRelated: break;
        case Leaning::kNone: return say(lang, {"它有", names}, {"it has ", names});
    }
    const std::string neighbour = quoted(lang, symbols.front()->neighbour);
    const bool similar = facts.placement == Placement::kSimilar;
    return say(lang, {names, "与", (similar ? "这件的" : "您留意过的"), neighbour, "相关"},
               {names, " is related to ", neighbour, (similar ? " on that product" : " in what caught your eye")});
}

void add_leaning_clauses(const Facts& facts, Lang lang, std::vector<Clause>& clauses) {
    for (const Leaning leaning : {Leaning::kAsked, Leaning::kLiked, Leaning::kSame, Leaning::kRelated, Leaning::kNone}) {
        Clause clause;
        for (const SymbolFact& symbol : facts.symbols) {
            if (symbol.leaning != leaning || symbol.value <= 0.0) continue;
            const std::size_t room = leaning == Leaning::kRelated ? 1 : kMostNames;  // each has a neighbour of its own
            if (clause.symbols.size() < room) {
                clause.symbols.push_back(&symbol);
                clause.value += symbol.value;
            }
        }
        if (clause.symbols.empty()) continue;
        clause.text = leaning_clause(facts, leaning, clause.symbols, lang);
        clauses.push_back(std::move(clause));
    }
}

std::string festival_phrase(const SymbolFact& symbol, Lang lang) {
    const std::string zh = symbol.festival.in(lang), en = symbol.festival.in(lang);
    const std::int32_t days = symbol.days_until;
    if (days < 0) return say(lang, {zh, "刚过"}, {en, " has just passed"});
    if (days == 0) return say(lang, {"今天是", zh}, {"today is ", en});
    if (days == 1) return say(lang, {"明天是", zh}, {en, " is tomorrow"});
    return say(lang, {zh, "将至（还有", std::to_string(days), "天）"}, {en, " is ", std::to_string(days), " days away"});
}

void add_occasion_clause(const Facts& facts, Lang lang, std::vector<Clause>& clauses) {
    const SymbolFact* best = nullptr;
    for (const SymbolFact& symbol : facts.symbols) {
        if (symbol.occasion_value > (best == nullptr ? 0.0 : best->occasion_value)) best = &symbol;
    }
    if (best == nullptr) return;
    Clause clause{0.0, "", {}};
    for (const SymbolFact& symbol : facts.symbols) {
        if (symbol.occasion_value <= 0.0 || symbol.festival.zh != best->festival.zh || symbol.festival.en != best->festival.en) continue;
        if (clause.symbols.size() == kMostNames) break;
        clause.symbols.push_back(&symbol);
        clause.value += symbol.occasion_value;
    }
    const std::string names = joined(lang, clause.symbols);
    clause.text = festival_phrase(*best, lang) +
                  say(lang, {"，", names, "正应景"}, {" and ", names, (clause.symbols.size() == 1 ? " belongs to it" : " belong to it")});
    clauses.push_back(std::move(clause));
}

std::string price_clause(const Facts& facts, Lang lang) {
    if (facts.placement == Placement::kSimilar)
        return say(lang, {"价格与您正在看的这件相差不大"}, {"its price is not far from that of the product you are viewing"});
    return facts.price_within ? say(lang, {"价格在您说的范围内"}, {"its price is within your range"})
                              : say(lang, {"价格接近您说的范围"}, {"its price is close to your range"});
}

/// Everything that speaks for the item, strongest first, without what is too little to mention.
std::vector<Clause> reasons(const Facts& facts, Lang lang) {
    std::vector<Clause> clauses;
    add_dense_clauses(facts, lang, clauses);
    add_leaning_clauses(facts, lang, clauses);
    clauses.push_back({facts.popularity_value, say(lang, {"它在店里受欢迎"}, {"it is popular in this shop"}), {}});
    add_occasion_clause(facts, lang, clauses);
    clauses.push_back({facts.price_value, price_clause(facts, lang), {}});
    double total = 0.0;
    for (const Clause& clause : clauses) total += std::max(0.0, clause.value);
    const auto too_little = [&](const Clause& clause) { return clause.value <= 0.0 || clause.value < kWorthSaying * total; };
    clauses.erase(std::remove_if(clauses.begin(), clauses.end(), too_little), clauses.end());
    sort_descending(clauses, [](const Clause& clause) { return clause.value; });
    if (clauses.size() > kMostClauses) clauses.resize(kMostClauses);
    return clauses;
}

std::string capitalised(std::string text) {
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text;
}

std::string lead_text(const Facts& facts, const std::vector<Clause>& clauses, Lang lang) {
    if (clauses.empty()) return say(lang, {"没有特别的理由把它排在前面。"}, {"Nothing in particular speaks for it."});
    std::string text = facts.personal ? "" : say(lang, {"还不了解您的喜好："}, {"Your taste is not known yet: "});
    const std::string& first = clauses[0].text;
    if (clauses.size() == 1)
        return text + say(lang, {"推荐它，因为", first, "。"}, {capitalised("it is recommended because " + first + ".")});
    std::string others;
    for (std::size_t c = 1; c < clauses.size(); ++c) {
        if (c > 1) others += say(lang, {"，"}, {"; "});
        others += clauses[c].text;
    }
    if (facts.variant % 2 == 0) {
        text += say(lang, {"推荐它，首先因为", first, "；其次，", others, "。"},
                    {"it is recommended above all because ", first, "; also, ", others, "."});
    } else {
        text += say(lang, {first, "，这是推荐它的主要理由；另外，", others, "。"},
                    {"the main reason is that ", first, "; besides, ", others, "."});
    }
    return chinese(lang) ? text : capitalised(text);
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
        const std::string also = shop == nullptr ? "" : say(lang, {"，店家的文字也这样写"}, {", and the shop's words say so too"});
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
std::optional<Sentence> meaning_sentence(const SymbolFact& symbol, Lang lang, bool strict) {
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
    if (soundness(*best) == 1) note = say(lang, {"（出处仅据摘录或等级较低）"}, {" (from excerpts or lower-tier sources only)"});
    const std::string text = best->text.in(lang);
    Sentence sentence{lang,
                      say(lang, {"关于", symbol.name.in(lang), "的含义：", text, note, "。"},
                          {"What ", quoted(lang, symbol.name), " means: ", text, note, "."}),
                      symbol.id,
                      {}};
    sentence.citations = kept_citations(*best, strict);
    return sentence;
}

std::string rank_change(std::uint32_t from, std::uint32_t to, const std::string& zh, const std::string& en, Lang lang) {
    if (from == to)
        return say(lang, {"即使不算", zh, "，它仍排第", std::to_string(from), "位。"},
                   {"Even without ", en, " it would still rank ", ordinal(from), "."});
    return say(lang, {"若不算", zh, "，它会排第", std::to_string(to), "位，而不是第", std::to_string(from), "位。"},
               {"Without ", en, " it would rank ", ordinal(to), " instead of ", ordinal(from), "."});
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
        sentences.push_back({lang,
                             rank_change(facts.rank, *symbol->rank_without, "“" + name + "”这条理由", "the reason “" + name + "”", lang),
                             symbol->id,
                             {}});
    }
    const LikedFact* liked = nullptr;
    for (const LikedFact& one : facts.liked) {
        if (!one.rank_without || !one.title.known() || *one.rank_without == facts.rank) continue;
        if (liked == nullptr || distance(*one.rank_without, facts.rank) > distance(*liked->rank_without, facts.rank)) liked = &one;
    }
    if (liked == nullptr) return;
    const std::string title = titled(lang, liked->title);
    sentences.push_back(
        {lang, rank_change(facts.rank, *liked->rank_without, "您对" + title + "的留意", title + " in your history", lang), liked->id, {}});
}

void add_drawback(const Facts& facts, Lang lang, std::vector<Sentence>& sentences) {
    double praise = 0.0;
    for (const SymbolFact& symbol : facts.symbols) praise += std::max(0.0, symbol.value);
    praise += std::max(0.0, facts.dense[kDenseVisual]) + std::max(0.0, facts.dense[kDenseText]) + facts.popularity_value;
    if (facts.symbols.empty() || facts.symbols.back().value >= -kWorthSaying * praise || facts.symbols.back().value == 0.0) return;
    const SymbolFact& worst = facts.symbols.back();
    sentences.push_back(
        {lang,
         say(lang, {"不过，", quoted(lang, worst.name), "拉低了它的分数。"}, {"However, ", quoted(lang, worst.name), " lowers its score."}),
         worst.id,
         {}});
}

/// Where a symbol is and what it means; false if there was no meaning to tell.
bool tell_of(const SymbolFact& symbol, Lang lang, bool strict, std::vector<Sentence>& sentences) {
    if (std::string where = where_text(symbol, lang); !where.empty()) sentences.push_back({lang, std::move(where), symbol.id, {}});
    auto meaning = meaning_sentence(symbol, lang, strict);
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
        tell_of(symbol, lang, strict, sentences);
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
    if (lang == Lang::kZhHant) lang = Lang::kZhHans;
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
        if (tell_of(*symbol, lang, strict, sentences)) meant = true;
    }
    if (!meant) add_aside(facts, named, lang, strict, sentences);
    add_what_if(facts, named, lang, sentences);
    add_drawback(facts, lang, sentences);
    return sentences;
}

}  // namespace ruyi
