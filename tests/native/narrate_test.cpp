#include "ruyi/narrate.hpp"

#include <algorithm>

#include "native/catch.hpp"

using namespace ruyi;

namespace {

Evidence create_finding(EvidenceKind kind, bool claimed, std::optional<std::array<double, 4>> box = std::nullopt) {
    Evidence evidence;
    evidence.kind = kind;
    evidence.confidence = 0.9;
    evidence.claimed = claimed;
    evidence.box = box;
    return evidence;
}

SymbolFact create_symbol(const std::string& id, const std::string& zh, const std::string& en, double value) {
    SymbolFact symbol;
    symbol.id = id;
    symbol.name = {zh, en};
    symbol.value = value;
    symbol.leaning = Leaning::kLiked;
    return symbol;
}

LikedFact create_liked(const std::string& id, const std::string& zh, const std::string& en, double looks) {
    LikedFact liked;
    liked.id = id;
    liked.title = {zh, en};
    liked.value = liked.dense[kDenseVisual] = looks;
    return liked;
}

Facts create_facts(std::vector<SymbolFact> symbols) {
    Facts facts;
    facts.personal = true;
    facts.rank = 3;
    facts.popularity_value = 0.01;
    facts.symbols = std::move(symbols);
    return facts;
}

std::string all_text(const Facts& facts, Lang lang, bool strict = false) {
    std::string text;
    for (const Sentence& sentence : narrate(facts, lang, strict)) text += sentence.text + "\n";
    return text;
}

bool says(const std::string& text, const std::string& words) { return text.find(words) != std::string::npos; }

Citation create_citation(const std::string& id, const std::string& tier, const std::string& verification) {
    return {id, tier, verification, "https://example.org/" + id, "CC0", {"出处", "Source"}};
}

}  // namespace

TEST_CASE("narrate: the lead names the strongest symbols in both languages") {
    const Facts facts = create_facts({create_symbol("ruyi", "如意纹", "Ruyi motif", 0.4), create_symbol("lotus", "莲花纹", "Lotus", 0.3)});
    CHECK(narrate(facts, Lang::kZhHans, false)[0].text == "推荐它，因为如意纹、莲花纹也出现在您留意过的商品上。");
    CHECK(narrate(facts, Lang::kEn, false)[0].text ==
          "It is recommended because “Ruyi motif” and “Lotus” are also found on products that caught your eye.");
}

TEST_CASE("narrate: reasons stand in the order of their contribution") {
    Facts facts = create_facts({create_symbol("lotus", "莲花纹", "Lotus", 0.2)});
    facts.dense[kDenseVisual] = 0.6;
    facts.liked = {create_liked("P1", "荷花杯", "Lotus cup", 0.6)};
    const std::string lead = narrate(facts, Lang::kZhHans, false)[0].text;
    CHECK(lead == "推荐它，首先因为它的样子接近您留意过的《荷花杯》；其次，莲花纹也出现在您留意过的商品上。");
    facts.dense[kDenseVisual] = 0.1;
    CHECK(narrate(facts, Lang::kZhHans, false)[0].text ==
          "推荐它，首先因为莲花纹也出现在您留意过的商品上；其次，它的样子接近您留意过的《荷花杯》。");
}

TEST_CASE("narrate: the same facts give the same words, another variant other words") {
    Facts facts = create_facts({create_symbol("lotus", "莲花纹", "Lotus", 0.2)});
    facts.dense[kDenseVisual] = 0.6;
    const std::string even = all_text(facts, Lang::kEn);
    CHECK(even == all_text(facts, Lang::kEn));
    facts.variant = 1;
    CHECK(even != all_text(facts, Lang::kEn));
}

TEST_CASE("narrate: nothing cultural is given as the reason when the rank rests on popularity") {
    SymbolFact symbol = create_symbol("dragon", "龙纹", "Chinese dragon", 0.001);
    symbol.evidence = {create_finding(EvidenceKind::kPicture, true, {{0.1, 0.1, 0.3, 0.3}})};
    symbol.meanings = {{{"力量", "power"}, false, {create_citation("r", "A", "source-text-reread")}}};
    symbol.rank_without = 9;
    Facts facts = create_facts({symbol});
    facts.popularity_value = 0.12;
    const std::vector<Sentence> sentences = narrate(facts, Lang::kEn, false);
    CHECK(sentences[0].text == "It is recommended because it is popular in this shop.");
    CHECK(sentences[1].text == "It also has “Chinese dragon”, though that counts for little here.");
    CHECK_FALSE(says(all_text(facts, Lang::kEn), "Without the reason"));
    CHECK(says(all_text(facts, Lang::kZhHans), "推荐它，因为它在店里受欢迎。\n它还有龙纹，不过它在这次排名里分量很小。\n"));
}

TEST_CASE("narrate: a place is claimed from the picture only when the picture vouches") {
    SymbolFact symbol = create_symbol("lotus", "莲花纹", "Lotus", 0.5);
    symbol.evidence = {create_finding(EvidenceKind::kPicture, true, {{0.0, 0.0, 0.3, 0.3}})};
    CHECK(says(all_text(create_facts({symbol}), Lang::kEn), "“Lotus” is in the upper left of the picture; the picture itself shows it."));
    symbol.evidence = {create_finding(EvidenceKind::kShop, true), create_finding(EvidenceKind::kPicture, false, {{0.4, 0.7, 0.6, 0.9}})};
    const std::string located = all_text(create_facts({symbol}), Lang::kEn);
    CHECK(says(located, "located at the bottom of the picture because they name it"));
    CHECK_FALSE(says(located, "itself shows it"));
    symbol.evidence = {create_finding(EvidenceKind::kShop, true)};
    CHECK(says(all_text(create_facts({symbol}), Lang::kZhHans), "店家的文字写有莲花纹。"));
    symbol.evidence.clear();
    CHECK(narrate(create_facts({symbol}), Lang::kEn, false).size() == 1);
}

TEST_CASE("narrate: words and picture that disagree are said to") {
    SymbolFact symbol = create_symbol("dragon", "龙纹", "Chinese dragon", 0.5);
    symbol.evidence = {create_finding(EvidenceKind::kShop, true)};
    symbol.evidence[0].disagrees = true;
    CHECK(says(all_text(create_facts({symbol}), Lang::kEn), "the picture does not bear it out"));
}

TEST_CASE("narrate: a counterfactual speaks of the reason, never of the motif itself") {
    SymbolFact symbol = create_symbol("dragon", "龙纹", "Chinese dragon", 0.5);
    symbol.rank_without = 14;
    CHECK(says(all_text(create_facts({symbol}), Lang::kZhHans), "若不算“龙纹”这条理由，它会排第14位，而不是第3位。"));
    CHECK(says(all_text(create_facts({symbol}), Lang::kEn), "Without the reason “Chinese dragon” it would rank 14th instead of 3rd."));
    symbol.rank_without = 3;
    CHECK(says(all_text(create_facts({symbol}), Lang::kEn), "Even without the reason “Chinese dragon” it would still rank 3rd."));
}

TEST_CASE("narrate: English ranks have their endings") {
    SymbolFact symbol = create_symbol("dragon", "龙纹", "Chinese dragon", 0.5);
    const std::vector<std::pair<std::uint32_t, std::string>> endings = {
        {1, "1st"}, {2, "2nd"}, {11, "11th"}, {12, "12th"}, {13, "13th"}, {21, "21st"}, {102, "102nd"}, {111, "111th"}, {120, "120th"}};
    for (const auto& [rank, word] : endings) {
        symbol.rank_without = rank;
        CHECK(says(all_text(create_facts({symbol}), Lang::kEn), "rank " + word + " instead"));
    }
}

TEST_CASE("narrate: a sound source is preferred, a weak one is said to be weak, none is said to be none") {
    SymbolFact symbol = create_symbol("lotus", "莲花纹", "Lotus", 0.5);
    const MeaningFact none{{"连生", "succession"}, true, {}};
    const MeaningFact weak{{"好合", "harmony"}, false, {create_citation("w", "C", "source-text-reread")}};
    const MeaningFact sound{
        {"清净", "purity"}, false, {create_citation("x", "A", "excerpt-transcribed"), create_citation("s", "A", "source-text-reread")}};
    symbol.meanings = {none, weak, sound};
    const auto sentences = narrate(create_facts({symbol}), Lang::kEn, false);
    CHECK(sentences[1].text == "What “Lotus” means: purity.");
    CHECK(sentences[1].citations.size() == 2);
    CHECK(sentences[1].about == "lotus");
    symbol.meanings = {none, weak};
    CHECK(says(all_text(create_facts({symbol}), Lang::kEn), "harmony (from excerpts or lower-tier sources only)."));
    symbol.meanings = {none};
    CHECK(says(all_text(create_facts({symbol}), Lang::kZhHans), "连生（这一说法没有找到出处）。"));
}

TEST_CASE("narrate: strict leaves out weak citations and what rests on them alone") {
    SymbolFact symbol = create_symbol("lotus", "莲花纹", "Lotus", 0.5);
    symbol.meanings = {
        {{"清净", "purity"}, false, {create_citation("x", "A", "excerpt-transcribed"), create_citation("s", "", "source-text-reread")}}};
    const auto kept = narrate(create_facts({symbol}), Lang::kEn, true);
    REQUIRE(kept.size() == 2);
    REQUIRE(kept[1].citations.size() == 1);
    CHECK(kept[1].citations[0].id == "s");
    symbol.meanings = {{{"好合", "harmony"}, false, {create_citation("w", "C", "source-text-reread")}}, {{"连生", "succession"}, true, {}}};
    CHECK(narrate(create_facts({symbol}), Lang::kEn, true).size() == 1);
}

TEST_CASE("narrate: an occasion names the festival and how far it is") {
    SymbolFact symbol = create_symbol("jade-rabbit", "玉兔", "Jade Rabbit", 0.0);
    symbol.leaning = Leaning::kNone;
    symbol.occasion_value = 0.1;
    symbol.festival = {"中秋节", "Mid-Autumn Festival"};
    Facts facts = create_facts({symbol});
    facts.personal = false;
    facts.popularity_value = 0.0;
    for (const auto& [days, zh, en] :
         std::vector<std::tuple<int, std::string, std::string>>{{5, "中秋节将至（还有5天）", "Mid-Autumn Festival is 5 days away"},
                                                                {1, "明天是中秋节", "Mid-Autumn Festival is tomorrow"},
                                                                {0, "今天是中秋节", "today is Mid-Autumn Festival"},
                                                                {-2, "中秋节刚过", "Mid-Autumn Festival has just passed"}}) {
        facts.symbols[0].days_until = days;
        CHECK(says(all_text(facts, Lang::kZhHans), zh + "，玉兔正应景"));
        CHECK(says(all_text(facts, Lang::kEn), en + " and “Jade Rabbit” belongs to it"));
    }
}

TEST_CASE("narrate: a first visit says that the taste is not known") {
    Facts facts = create_facts({});
    facts.personal = false;
    facts.popularity_value = 0.1;
    CHECK(all_text(facts, Lang::kZhHans) == "还不了解您的喜好：推荐它，因为它在店里受欢迎。\n");
}

TEST_CASE("narrate: a photo and the anchor are called what they are") {
    Facts facts = create_facts({});
    facts.dense[kDenseVisual] = 0.8;
    facts.origin = {QueryOrigin::kPhoto, QueryOrigin::kPhoto};
    CHECK(says(all_text(facts, Lang::kEn), "its looks are close to your photo"));
    facts.origin = {QueryOrigin::kAnchor, QueryOrigin::kAnchor};
    facts.dense[kDenseText] = 0.5;
    CHECK(says(all_text(facts, Lang::kZhHans), "它的样子和文字介绍都接近您正在看的这件"));
}

TEST_CASE("narrate: what lowers the score is said") {
    SymbolFact good = create_symbol("lotus", "莲花纹", "Lotus", 0.5), bad = create_symbol("dragon", "龙纹", "Chinese dragon", -0.3);
    bad.leaning = Leaning::kNone;
    CHECK(says(all_text(create_facts({good, bad}), Lang::kEn), "However, “Chinese dragon” lowers its score."));
}

TEST_CASE("narrate: without a cultural reason the product's own symbol is told of, and that it is no reason") {
    Facts facts = create_facts({create_symbol("colour:gold", "金色", "Gold", 0.4), create_symbol("orchid", "兰花纹", "Orchid", 0.0)});
    facts.symbols[1].meanings = {{{"君子之风", "a noble mind"}, false, {create_citation("yx-lanju", "", "source-text-reread")}}};
    const std::vector<Sentence> sentences = narrate(facts, Lang::kEn, false);
    CHECK(says(all_text(facts, Lang::kEn), "It also has “Orchid”, though that has no part in its rank here."));
    CHECK(std::count_if(sentences.begin(), sentences.end(), [](const Sentence& s) { return !s.citations.empty(); }) == 1);
    facts.symbols[0].meanings = facts.symbols[1].meanings;
    CHECK_FALSE(says(all_text(facts, Lang::kEn), "It also has"));
}

TEST_CASE("narrate: traditional Chinese writes its own words in traditional characters and leaves titles as the shop wrote them") {
    SymbolFact symbol = create_symbol("dragon", "龙纹", "Chinese dragon", 0.5);
    symbol.name.hant = "龍紋";
    symbol.rank_without = 14;
    symbol.evidence = {create_finding(EvidenceKind::kPicture, true, {{0.0, 0.0, 0.3, 0.3}})};
    Facts facts = create_facts({symbol});
    facts.dense[kDenseVisual] = 0.4;
    facts.liked = {create_liked("P1", "龙纹丝巾，过年", "Dragon scarf", 0.4)};
    const auto sentences = narrate(facts, Lang::kZhHant, false);
    CHECK(sentences[0].lang == Lang::kZhHant);
    CHECK(all_text(facts, Lang::kZhHant) ==
          "推薦它，首先因為龍紋也出現在您留意過的商品上；其次，它的樣子接近您留意過的《龙纹丝巾，过年》。\n"
          "龍紋在圖的左上方，從圖片本身就能認出。\n若不算「龍紋」這條理由，它會排第14位，而不是第3位。\n");
}

TEST_CASE("narrate: the three strongest parts are named even when they are small or speak against the item") {
    SymbolFact lotus = create_symbol("lotus", "莲花纹", "Lotus", 0.2);
    Facts facts = create_facts({lotus});
    facts.popularity_value = 0.001;
    facts.popularity_top = true;
    facts.liked = {create_liked("P1", "甲", "First", 0.1), create_liked("P2", "乙", "Second", -0.3)};
    facts.liked[1].against[kDenseVisual] = true;
    const std::string text = all_text(facts, Lang::kEn);
    CHECK(says(text, "it is popular in this shop"));
    CHECK(says(text, "However, “Second” in your history lowers its score."));
    facts.liked[1].value = 0.1;  // another part of it outweighs its looks
    CHECK(says(all_text(facts, Lang::kEn), "However, the look of “Second” lowers its score."));
}

TEST_CASE("narrate: several liked items are named together, each once") {
    Facts facts = create_facts({});
    facts.dense[kDenseVisual] = 0.5;
    facts.dense_top[kDenseVisual] = true;
    facts.liked = {create_liked("P1", "甲", "First", 0.3), create_liked("P2", "乙", "Second", 0.2), create_liked("P3", "丙", "Third", 0.1)};
    CHECK(says(all_text(facts, Lang::kEn), "close to “First”, which caught your eye"));
    facts.liked[0].top[kDenseVisual] = facts.liked[1].top[kDenseVisual] = true;
    CHECK(says(all_text(facts, Lang::kZhHans), "它的样子接近您留意过的《甲》和《乙》"));
    facts.rest_top[kDenseVisual] = true;
    CHECK(says(all_text(facts, Lang::kEn), "close to “First” and “Second” and other products that caught your eye"));
}

TEST_CASE("narrate: what gains by being unlike an unwanted item is not called close to it") {
    Facts facts = create_facts({});
    facts.dense[kDenseVisual] = 0.5;
    facts.liked = {create_liked("P1", "甲", "First", 0.5)};
    facts.liked[0].unwanted = facts.liked[0].top[kDenseVisual] = true;
    const std::string text = all_text(facts, Lang::kEn);
    CHECK(says(text, "its looks are unlike “First”, which you did not want"));
    CHECK_FALSE(says(text, "close to “First”"));
}

TEST_CASE("narrate: names lose their parentheses") {
    CHECK(short_name("Fenghuang (Chinese phoenix)") == "Fenghuang");
    CHECK(short_name("Ruyi (wish-fulfilling sceptre) motif") == "Ruyi motif");
    CHECK(short_name("鱼纹（年年有余）") == "鱼纹");
    CHECK(short_name("(all)") == "(all)");
    CHECK(short_name("纹样)3") == "纹样)3");
    CHECK(short_name("") == "");
}
