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

/// A walk that came from one liked item over two symbols.
Facts create_ranked_facts() {
    Facts facts = create_facts({});
    facts.ranker = "walk";
    facts.by_ranker = {false, false, true, true};
    facts.ranker_splits = true;
    facts.dense[kShareGraph] = 0.4;
    facts.dense_top[kShareGraph] = true;
    facts.liked = {create_liked("P1", "甲", "First", 0.0)};
    facts.liked[0].value = facts.liked[0].dense[kShareGraph] = 0.4;
    facts.liked[0].top[kShareGraph] = true;
    facts.liked[0].path = {{"莲花纹", "Lotus"}, {"鱼纹", "Fish"}};
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

TEST_CASE("narrate: a colour and a symbol of one name are named once") {
    const Facts facts =
        create_facts({create_symbol("colour:gold", "金色", "Gold", 0.4), create_symbol("gold", "金色", "Gold ground", 0.3)});
    CHECK(narrate(facts, Lang::kZhHans, false)[0].text == "推荐它，因为金色也出现在您留意过的商品上。");
    CHECK(says(narrate(facts, Lang::kEn, false)[0].text, "“Gold” and “Gold ground” are also found"));
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
    CHECK(says(all_text(create_facts({symbol}), Lang::kEn), "harmony (its sources are excerpts, or not scholarly ones)."));
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
    facts.liked[0].unwanted[kDenseVisual] = facts.liked[0].top[kDenseVisual] = true;
    facts.close[kDenseVisual] = false;
    const std::string text = all_text(facts, Lang::kEn);
    CHECK(says(text, "its looks are unlike “First”, which you did not want"));
    CHECK_FALSE(says(text, "close to “First”"));
}

TEST_CASE("narrate: what only unwanted things are unlike is not called close to products that caught the eye") {
    Facts facts = create_facts({});
    facts.dense[kDenseVisual] = 0.5;
    facts.close[kDenseVisual] = false;
    CHECK_FALSE(says(all_text(facts, Lang::kEn), "caught your eye"));
    facts.rest_unlike[kDenseVisual] = true;
    CHECK(says(all_text(facts, Lang::kEn), "its looks are unlike products that you did not want"));
}

TEST_CASE("narrate: a category that was asked for is a reason, one asked for less of a drawback") {
    Facts facts = create_facts({});
    facts.category_value = 0.3;
    facts.category_top = true;
    CHECK(says(all_text(facts, Lang::kZhHans), "您想多看这类商品"));
    CHECK(says(all_text(facts, Lang::kZhHant), "您想多看這類商品"));
    CHECK(says(all_text(facts, Lang::kEn), "you asked to see more of its kind"));
    facts.category_value = -0.3;
    CHECK_FALSE(says(all_text(facts, Lang::kEn), "more of its kind"));
    CHECK(says(all_text(facts, Lang::kEn), "However, your wish to see less of its kind lowers its score."));
    CHECK(says(all_text(facts, Lang::kZhHans), "不过，您少看这类商品的要求拉低了它的分数。"));
}

TEST_CASE("narrate: a ranker is named with what it links the item to, and the way there") {
    Facts facts = create_ranked_facts();
    CHECK(says(all_text(facts, Lang::kEn),
               "the shop's model “walk” links it by way of “Lotus” and “Fish” to “First”, which caught your eye"));
    CHECK(says(all_text(facts, Lang::kZhHans), "店家的模型“walk”经莲花纹、鱼纹把它连到您留意过的《甲》"));
    CHECK(says(all_text(facts, Lang::kZhHant), "店家的模型「walk」經莲花纹、鱼纹把它連到您留意過的《甲》"));
    facts.rest_top[kShareGraph] = true;
    CHECK(says(all_text(facts, Lang::kEn), "links it to “First” and other products that caught your eye"));
    facts.ranker_splits = false;
    CHECK(says(all_text(facts, Lang::kEn), "the shop's model “walk” puts it forward"));
    CHECK(says(all_text(facts, Lang::kZhHans), "店家的模型“walk”看好它"));
}

TEST_CASE("narrate: graph and sequence parts of one ranker for one reason are one clause") {
    Facts facts = create_ranked_facts();
    facts.dense[kShareSequence] = facts.liked[0].dense[kShareSequence] = 0.2;
    const std::string lead = narrate(facts, Lang::kEn, false)[0].text;
    CHECK(lead.find("“walk”") == lead.rfind("“walk”"));
}

TEST_CASE("narrate: a ranker on a shelf for one product links to that product") {
    Facts facts = create_ranked_facts();
    facts.placement = Placement::kSimilar;
    facts.liked.clear();
    CHECK(says(all_text(facts, Lang::kEn), "the shop's model “walk” links it to the product you are viewing"));
}

TEST_CASE("narrate: a ranker gains by what sets the item apart from something unwanted") {
    Facts facts = create_ranked_facts();
    facts.liked[0].unwanted[kShareGraph] = true;
    facts.dense_top[kShareGraph] = facts.close[kShareGraph] = false;
    const std::string text = all_text(facts, Lang::kEn);
    CHECK(says(text, "the shop's model “walk” sets it apart from “First”, which you did not want"));
    CHECK_FALSE(says(text, "links it"));
}

TEST_CASE("narrate: a ranker that lowers the score is a drawback") {
    Facts facts = create_ranked_facts();
    facts.dense[kShareGraph] = -0.4;
    facts.dense_top[kShareGraph] = facts.close[kShareGraph] = false;
    facts.dense_against[kShareGraph] = true;
    facts.liked.clear();
    CHECK(says(all_text(facts, Lang::kEn), "However, the shop's model “walk” lowers its score."));
    facts.dense_against[kShareGraph] = false;
    facts.liked = {create_liked("P1", "甲", "First", 0.5)};
    facts.liked[0].against[kShareGraph] = true;
    CHECK(says(all_text(facts, Lang::kEn), "However, what the shop's model “walk” makes of “First” lowers its score."));
    CHECK(says(all_text(facts, Lang::kZhHans), "不过，店家的模型“walk”由《甲》得出的看法拉低了它的分数。"));
}

TEST_CASE("narrate: what is left of the history may lower a score that its term raises") {
    Facts facts = create_facts({});
    facts.dense[kDenseVisual] = 0.3;
    facts.dense_against[kDenseVisual] = true;
    CHECK(says(all_text(facts, Lang::kEn), "However, the rest of your history lowers its score."));
    CHECK(says(all_text(facts, Lang::kZhHans), "不过，您记录里的其他商品拉低了它的分数。"));
    facts.dense[kDenseVisual] = -0.3;
    CHECK(says(all_text(facts, Lang::kEn), "However, how it looks lowers its score."));
}

TEST_CASE("narrate: looks that a ranker measures are said to be its own") {
    Facts facts = create_facts({});
    facts.dense[kDenseVisual] = 0.5;
    facts.ranker = "walk";
    facts.by_ranker[kDenseVisual] = true;
    facts.liked = {create_liked("P1", "甲", "First", 0.5)};
    CHECK(says(all_text(facts, Lang::kEn), "the shop's model “walk” finds that its looks are close to “First”"));
    CHECK(says(all_text(facts, Lang::kZhHans), "店家的模型“walk”认为它的样子接近您留意过的《甲》"));
}

TEST_CASE("narrate: wishes, taps and corrections read well in every form of the lead") {
    const std::vector<std::pair<Leaning, std::string>> said = {{Leaning::kWished, "“Lotus” suits what you asked for"},
                                                               {Leaning::kTapped, "you looked into “Lotus” before"},
                                                               {Leaning::kLearned, "the choices you made favour “Lotus”"}};
    for (const auto& [leaning, words] : said) {
        Facts facts = create_facts({create_symbol("lotus", "莲花纹", "Lotus", 0.4)});
        facts.symbols[0].leaning = leaning;
        CHECK(narrate(facts, Lang::kEn, false)[0].text == "It is recommended because " + words + ".");
        facts.popularity_value = 0.3;
        facts.variant = 1;
        CHECK(narrate(facts, Lang::kEn, false)[0].text == "The main reason is that " + words + "; besides, it is popular in this shop.");
        facts.variant = 2;
        CHECK(narrate(facts, Lang::kEn, false)[0].text ==
              "What counts most is that " + words + "; in addition, it is popular in this shop.");
    }
    Facts facts = create_facts({create_symbol("lotus", "莲花纹", "Lotus", 0.4)});
    for (const auto& [leaning, words] : std::vector<std::pair<Leaning, std::string>>{
             {Leaning::kWished, "莲花纹合您的要求"}, {Leaning::kTapped, "您点看过莲花纹"}, {Leaning::kLearned, "您作过的比较偏向莲花纹"}}) {
        facts.symbols[0].leaning = leaning;
        CHECK(narrate(facts, Lang::kZhHans, false)[0].text == "推荐它，因为" + words + "。");
    }
}

TEST_CASE("narrate: an occasion that the shopper named is said to be chosen, whatever the date") {
    SymbolFact symbol = create_symbol("jade-rabbit", "玉兔", "Jade Rabbit", 0.0);
    symbol.occasion_value = 0.1;
    symbol.festival = {"中秋节", "Mid-Autumn Festival"};
    symbol.occasion_wished = true;
    symbol.days_until = 200;
    Facts facts = create_facts({symbol});
    facts.popularity_value = 0.0;
    CHECK(all_text(facts, Lang::kZhHans) == "推荐它，因为您为中秋节而选，玉兔正应景。\n");
    CHECK(says(all_text(facts, Lang::kZhHant), "您為中秋节而選，玉兔正應景"));
    CHECK(says(all_text(facts, Lang::kEn), "you are choosing for Mid-Autumn Festival and “Jade Rabbit” belongs to it"));
}

TEST_CASE("narrate: complete-the-look goes with the product only when a reason speaks of it") {
    Facts facts = create_facts({});
    facts.placement = Placement::kLook;
    facts.popularity_value = 0.3;
    CHECK(all_text(facts, Lang::kEn) == "It is recommended because it is popular in this shop.\n");
    facts.dense[kDenseVisual] = 0.4;
    facts.origin.fill(QueryOrigin::kAnchor);
    CHECK(says(all_text(facts, Lang::kEn),
               "It goes with the product you are viewing: it is recommended above all because its looks are close to the product"));
    CHECK(says(all_text(facts, Lang::kZhHans), "它可与您正在看的这件搭配：推荐它，首先因为它的样子接近您正在看的这件"));
    facts.placement = Placement::kSimilar;
    CHECK_FALSE(says(all_text(facts, Lang::kEn), "It goes with"));
}

TEST_CASE("narrate: a price range of the shopper's own is not called that of the product being viewed") {
    Facts facts = create_facts({});
    facts.placement = Placement::kSimilar;
    facts.price_value = 0.1;
    facts.price_top = true;
    CHECK(says(all_text(facts, Lang::kEn), "not far from that of the product you are viewing"));
    facts.price_wished = facts.price_within = true;
    CHECK(says(all_text(facts, Lang::kEn), "its price is within your range"));
}

TEST_CASE("narrate: what is trending says nothing of anybody's taste") {
    Facts facts = create_facts({});
    facts.personal = false;
    facts.placement = Placement::kTrending;
    CHECK(all_text(facts, Lang::kZhHans) == "推荐它，因为它在店里受欢迎。\n");
}

TEST_CASE("narrate: an item whose explanation was opened is not called close to itself") {
    Facts facts = create_facts({});
    facts.dense[kDenseVisual] = 0.6;
    facts.liked = {create_liked("P1", "甲", "First", 0.6)};
    facts.liked[0].self = facts.liked[0].top[kDenseVisual] = true;
    facts.close[kDenseVisual] = false;
    CHECK(says(all_text(facts, Lang::kEn), "it caught your eye before"));
    CHECK(says(all_text(facts, Lang::kZhHans), "您先前留意过它"));
    CHECK_FALSE(says(all_text(facts, Lang::kEn), "close to"));
}

TEST_CASE("narrate: where the place is not the rank, ranks are said to be by score") {
    SymbolFact symbol = create_symbol("dragon", "龙纹", "Chinese dragon", 0.5);
    symbol.rank_without = 14;
    Facts facts = create_facts({symbol});
    facts.moved = true;
    for (std::uint32_t variant = 0; variant < 2; ++variant) {
        facts.variant = variant << 8 | variant;
        const std::string text = all_text(facts, Lang::kEn);
        CHECK(says(text, " by score"));
        CHECK_FALSE(says(text, "stands here"));
        CHECK(says(all_text(facts, Lang::kZhHans), "它按分数"));
    }
}

TEST_CASE("narrate: names lose their parentheses") {
    CHECK(short_name("Fenghuang (Chinese phoenix)") == "Fenghuang");
    CHECK(short_name("Ruyi (wish-fulfilling sceptre) motif") == "Ruyi motif");
    CHECK(short_name("鱼纹（年年有余）") == "鱼纹");
    CHECK(short_name("(all)") == "(all)");
    CHECK(short_name("纹样)3") == "纹样)3");
    CHECK(short_name("") == "");
}
