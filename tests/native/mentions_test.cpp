#include "ruyi/mentions.hpp"

#include <fstream>
#include <nlohmann/json.hpp>

#include "catch.hpp"

using namespace ruyi;
using nlohmann::json;

namespace {

json read_json(const std::string& path) {
    std::ifstream file(std::string(RUYI_SOURCE_DIR "/models/knowledge/") + path);
    REQUIRE(file);
    return json::parse(file);
}

/// The finder over the knowledge's own names and stop list; the fold table holds case, full width and a few characters.
struct Fixture {
    json symbols = read_json("symbols.json")["symbols"], words = read_json("mention_stoplist.json");
    std::vector<std::string> texts;
    std::vector<std::uint32_t> fold_from, fold_to;
    std::vector<SymbolAlias> aliases;
    std::vector<std::vector<std::string_view>> lists;

    std::span<const std::string_view> list(std::initializer_list<const char*> keys) {
        std::vector<std::string_view> all;
        for (const char* key : keys)
            for (const json& word : words[key]) all.push_back(word.get_ref<const std::string&>());
        lists.push_back(std::move(all));
        return lists.back();
    }

    MentionFinder create() {
        for (std::uint32_t code = 'A'; code <= 'Z'; ++code) fold_from.push_back(code), fold_to.push_back(code + 32);
        for (const auto& [from, to] : std::vector<std::pair<std::uint32_t, std::uint32_t>>{
                 {0x7121, 0x65E0}, {0x7D0B, 0x7EB9}, {0x7E8F, 0x7F20}, {0x84EE, 0x83B2}, {0x9F8D, 0x9F99}, {0xFF0C, ','}})
            fold_from.push_back(from), fold_to.push_back(to);
        for (std::uint32_t i = 0; i < symbols.size(); ++i) {
            aliases.push_back({i, symbols[i]["zh"].get_ref<const std::string&>()});
            aliases.push_back({i, symbols[i]["en"].get_ref<const std::string&>()});
            for (const char* key : {"aliases_zh", "aliases_en"})
                for (const json& name : symbols[i][key]) aliases.push_back({i, name.get_ref<const std::string&>()});
        }
        lists.reserve(8);
        MentionLexicon lexicon;
        lexicon.stop = list({"stop_zh", "stop_en"});
        lexicon.negators_before = list({"negators_before"});
        lexicon.negators_after = list({"negators_after"});
        lexicon.fillers = list({"fillers"});
        lexicon.connectors = list({"connectors"});
        lexicon.single_left = words["single_left"].get_ref<const std::string&>();
        lexicon.single_right = words["single_right"].get_ref<const std::string&>();
        Result<MentionFinder> finder = MentionFinder::create(aliases, lexicon, TextFolder(fold_from, fold_to));
        REQUIRE(finder.ok());
        return finder.value();
    }

    /// "dragon@[龙纹]" per mention, "!" in front when negated.
    std::vector<std::string> found(const MentionFinder& finder, const std::string& text) const {
        std::vector<std::string> out;
        for (const Mention& m : finder.find(text))
            out.push_back((m.negated ? "!" : "") + symbols[m.symbol]["id"].get<std::string>() + "@[" +
                          text.substr(m.begin, m.end - m.begin) + "]");
        return out;
    }
};

using Found = std::vector<std::string>;

}  // namespace

TEST_CASE("mentions: the longest name wins") {
    Fixture f;
    const MentionFinder finder = f.create();
    CHECK(f.found(finder, "青釉缠枝莲碗") == Found{"scrolling-lotus@[缠枝莲]"});
    CHECK(f.found(finder, "缠枝莲纹与莲花") == Found{"scrolling-lotus@[缠枝莲纹]", "lotus@[莲花]"});
    CHECK(f.found(finder, "鲤鱼跃龙门摆件") == Found{"carp-dragon-gate@[鲤鱼跃龙门]"});
    CHECK(f.found(finder, "dragon and phoenix mug") == Found{"dragon-phoenix@[dragon and phoenix]"});
}

TEST_CASE("mentions: traditional, full width and capitals are the same names") {  // CASES E10
    Fixture f;
    const MentionFinder finder = f.create();
    CHECK(f.found(finder, "纏枝蓮紋") == Found{"scrolling-lotus@[纏枝蓮紋]"});
    CHECK(f.found(finder, "龍紋") == Found{"dragon@[龍紋]"});
    CHECK(f.found(finder, "QILIN cup") == Found{"qilin@[QILIN]"});
}

TEST_CASE("mentions: Latin names stop at word bounds and know plurals") {
    Fixture f;
    const MentionFinder finder = f.create();
    CHECK(f.found(finder, "two butterflies, lions") == Found{"butterfly@[butterflies]", "lion@[lions]"});
    CHECK(f.found(finder, "Blue-and-White bowl") == Found{"blue-and-white@[Blue-and-White]"});
    CHECK(f.found(finder, "batch of dandelion tea for a bather") == Found{});
    CHECK(f.found(finder, "k'o-ssu fan painting") == Found{"kesi@[k'o-ssu]", "folding-fan@[fan painting]"});
}

TEST_CASE("mentions: one name may belong to several symbols") {
    Fixture f;
    const MentionFinder finder = f.create();
    CHECK(f.found(finder, "八宝纹样") == Found{"bajixiang@[八宝]", "babao@[八宝]"});
}

TEST_CASE("mentions: Chinese in brackets is a name of its own and 纹 may be left off") {
    Fixture f;
    const MentionFinder finder = f.create();
    CHECK(f.found(finder, "年年有余盘") == Found{"fish-abundance@[年年有余]"});
    CHECK(f.found(finder, "凤凰刺绣") == Found{"phoenix@[凤凰]", "embroidery@[刺绣]"});
    CHECK(f.found(finder, "Auspicious clouds on a vase") == Found{"auspicious-cloud@[Auspicious clouds]"});
    CHECK(f.found(finder, "coin purse, thunder storm, water bottle") == Found{});
}

TEST_CASE("mentions: false friends are not symbols") {
    Fixture f;
    const MentionFinder finder = f.create();
    for (const char* text : {"西湖龙井茶叶",
                             "恐龙公仔",
                             "不锈钢水龙头",
                             "小龙虾",
                             "福建特产",
                             "三文鱼寿司",
                             "宽松上衣",
                             "薄荷荷兰豆",
                             "杨梅干",
                             "竹纤维毛巾",
                             "孔雀蓝围巾",
                             "蝴蝶结发夹",
                             "灯笼裤",
                             "石榴石项链",
                             "八宝粥",
                             "牡丹江",
                             "long sleeve dress",
                             "dragonfly",
                             "snapdragon",
                             "dragon fruit snack",
                             "batch order",
                             "baseball bat",
                             "Clouds app",
                             "peacock blue scarf",
                             "jade green mug",
                             "bamboo fibre towel",
                             "turtle neck sweater",
                             "tiger lily",
                             "mei lan",
                             "blessing",
                             "马克杯，松软蛋糕"}) {
        CAPTURE(text);
        CHECK(f.found(finder, text) == Found{});
    }
}

TEST_CASE("mentions: one Han character is a name only where it stands free") {
    Fixture f;
    const MentionFinder finder = f.create();
    CHECK(f.found(finder, "素雅一点，不要龙") == Found{"!dragon@[龙]"});
    CHECK(f.found(finder, "绣龙卫衣") == Found{});
    CHECK(f.found(finder, "绣龙 卫衣") == Found{"dragon@[龙]"});
    CHECK(f.found(finder, "兰、竹、菊") == Found{"orchid@[兰]", "bamboo@[竹]", "chrysanthemum@[菊]"});
    CHECK(f.found(finder, "轻松 桂林 梅赛德斯") == Found{});
}

TEST_CASE("mentions: negation in Chinese") {
    Fixture f;
    const MentionFinder finder = f.create();
    CHECK(f.found(finder, "无龙纹") == Found{"!dragon@[龙纹]"});
    CHECK(f.found(finder, "無龍紋") == Found{"!dragon@[龍紋]"});
    CHECK(f.found(finder, "不含任何龙纹，有莲花") == Found{"!dragon@[龙纹]", "lotus@[莲花]"});
    CHECK(f.found(finder, "非龙纹款") == Found{"!dragon@[龙纹]"});
    CHECK(f.found(finder, "没有牡丹和莲花，绣仙鹤纹") == Found{"!peony@[牡丹]", "!lotus@[莲花]", "crane@[仙鹤纹]"});
    CHECK(f.found(finder, "无袖龙纹旗袍") == Found{"dragon@[龙纹]", "qipao@[旗袍]"});
    CHECK(f.found(finder, "非遗刺绣") == Found{"embroidery@[刺绣]"});
    CHECK(f.found(finder, "要莲花不要龙纹") == Found{"lotus@[莲花]", "!dragon@[龙纹]"});
    CHECK(f.found(finder, "龙纹除外") == Found{"!dragon@[龙纹]"});
}

TEST_CASE("mentions: negation in English") {
    Fixture f;
    const MentionFinder finder = f.create();
    CHECK(f.found(finder, "without dragon motif") == Found{"!dragon@[dragon]"});
    CHECK(f.found(finder, "no dragon, no dragons; dragon-free") == Found{"!dragon@[dragon]", "!dragon@[dragons]", "!dragon@[dragon]"});
    CHECK(f.found(finder, "a cup without any Chinese dragons") == Found{"!dragon@[Chinese dragons]"});
    CHECK(f.found(finder, "no phoenix, lotus only") == Found{"!phoenix@[phoenix]", "lotus@[lotus]"});
    CHECK(f.found(finder, "no cranes or bats") == Found{"!crane@[cranes]", "!bat@[bats]"});
    CHECK(f.found(finder, "lotus-free design") == Found{"!lotus@[lotus]"});
    CHECK(f.found(finder, "lotus, free shipping") == Found{"lotus@[lotus]"});
    CHECK(f.found(finder, "Lotus free shipping") == Found{"lotus@[Lotus]"});
    CHECK(f.found(finder, "I don't want a peony but a magpie") == Found{"!peony@[peony]", "magpie@[magpie]"});
}

TEST_CASE("mentions: malformed and empty text find nothing and do not fail") {
    Fixture f;
    const MentionFinder finder = f.create();
    CHECK(f.found(finder, "") == Found{});
    CHECK(f.found(finder, "\xFF\xFE\xE9") == Found{});
    CHECK(f.found(finder, "\xE9\xBE龙纹\xFF") == Found{"dragon@[龙纹]"});
}

TEST_CASE("mentions: a name without letters is refused") {
    const std::vector<SymbolAlias> aliases{{0, "——"}};
    const Result<MentionFinder> finder = MentionFinder::create(aliases, {}, {});
    REQUIRE_FALSE(finder.ok());
    CHECK(finder.error().code == ErrorCode::kInvalidArgument);
}
