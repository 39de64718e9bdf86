// SCORING.md §1: presence, claims and findings from named evidence.
#include "builder/presence.hpp"

#include "builder/mention_set.hpp"
#include "builder/vocabulary.hpp"
#include "catch.hpp"
#include "support/shard_fixture.hpp"

using namespace ruyi;
using namespace ruyi::builder;

namespace {

SymbolCase named_in_title() {
    SymbolCase c;
    c.title = true;
    return c;
}

SymbolCase looked_at(SymbolCase c, double p, bool may_claim = true, double threshold = 0.6) {
    c.looked = true;
    c.p = p;
    c.may_claim = may_claim;
    c.threshold = threshold;
    return c;
}

bool claimable(const Verdict& v) { return (v.evidence & kEvidenceClaimable) != 0; }

}  // namespace

TEST_CASE("presence: nothing said and nothing vouched is nothing stored") {
    CHECK_FALSE(judge({}).stored);
    CHECK_FALSE(judge(looked_at({}, 0.59)).stored);
    CHECK_FALSE(judge(looked_at({}, 0.99, false)).stored);
}

TEST_CASE("presence: the shop alone gives 0.9 for a title and 0.8 for other texts, claimed") {
    SymbolCase c = named_in_title();
    CHECK(judge(c).presence == 0.9);
    CHECK(judge(c).evidence == (kEvidenceShop | kEvidenceClaimable));
    c.title = false;
    c.other = true;
    CHECK(judge(c).presence == 0.8);
    CHECK(claimable(judge(c)));
}

TEST_CASE("presence: the picture alone counts only when it vouches, and then as much as its confidence") {
    const Verdict v = judge(looked_at({}, 0.6));
    CHECK(v.presence == 0.6);
    CHECK(v.evidence == (kEvidencePicture | kEvidenceClaimable));
}

TEST_CASE("presence: words and picture strengthen each other") {
    const Verdict v = judge(looked_at(named_in_title(), 0.5));
    CHECK(v.presence == Approx(1.0 - 0.1 * 0.5));
    CHECK(v.evidence == (kEvidenceShop | kEvidenceClaimable));
    CHECK(judge(looked_at(named_in_title(), 0.7)).evidence == (kEvidenceShop | kEvidencePicture | kEvidenceClaimable));
}

TEST_CASE("presence: words and a picture far under its threshold disagree and lower the words") {
    const Verdict v = judge(looked_at(named_in_title(), 0.149));
    CHECK(v.presence == Approx(0.54));
    CHECK(v.disagrees);
    CHECK(v.evidence == (kEvidenceShop | kEvidenceDisagree | kEvidenceClaimable));
    CHECK_FALSE(judge(looked_at(named_in_title(), 0.15)).disagrees);
    CHECK_FALSE(judge(looked_at(named_in_title(), 0.0, false)).disagrees);
}

TEST_CASE("presence: words that deny end it, unless a title affirms") {
    SymbolCase c = looked_at({}, 0.9);
    c.negated = true;
    c.other = true;
    CHECK(judge(c).presence == 0.0);
    CHECK(judge(c).evidence == (kEvidencePicture | kEvidenceDenied));
    c.title = true;
    CHECK(judge(c).presence == Approx(0.99));
    CHECK_FALSE(judge(c).denied);
}

TEST_CASE("presence: a person's answer stands over words and picture") {
    SymbolCase c = looked_at(named_in_title(), 0.9);
    c.refuted = true;
    CHECK(judge(c).presence == 0.0);
    CHECK_FALSE(claimable(judge(c)));
    SymbolCase confirmed;
    confirmed.negated = confirmed.confirmed = true;
    CHECK(judge(confirmed).presence == 1.0);
    CHECK(judge(confirmed).evidence == (kEvidencePerson | kEvidenceDenied | kEvidenceClaimable));
}

namespace {

struct Shop {
    Bundle bundle = std::move(parse_bundle(fixture::create_bundle_json()).value());
    MentionFinder mentions = std::move(make_mention_finder(bundle, {}, {}).value());
    ItemPresence judged(std::size_t item) const { return PresenceRule(bundle, mentions).judge_item(bundle.items[item]); }
};

const SymbolRow* row_of(const ItemPresence& presence, std::uint16_t symbol) {
    for (const SymbolRow& row : presence.rows) {
        if (row.symbol == symbol) return &row;
    }
    return nullptr;
}

constexpr std::uint16_t kDragon = 0, kPhoenix = 1, kLotus = 2;

}  // namespace

TEST_CASE("presence: an item's words and picture become rows and evidence with spans and boxes") {
    const Shop shop;
    const ItemPresence mug = shop.judged(0);
    REQUIRE(row_of(mug, kDragon) != nullptr);
    CHECK(row_of(mug, kDragon)->presence_q == 250);  // 1 - 0.1 * 0.2 = 0.98
    CHECK(row_of(mug, kDragon)->evidence == (kEvidenceShop | kEvidencePicture | kEvidenceClaimable));
    CHECK(row_of(mug, kLotus)->presence_q == 219);  // 1 - 0.2 * 0.7 = 0.86
    CHECK(row_of(mug, kPhoenix) == nullptr);
    std::vector<int> kinds;
    for (const EvidenceRow& row : mug.evidence) kinds.push_back(row.kind);
    CHECK(kinds == std::vector<int>{kKindShop, kKindShop, kKindPicture, kKindShop,
                                    kKindPicture});  // dragon in two titles and the picture, lotus in a text and located
    CHECK(mug.evidence[2].box == std::array<std::uint16_t, 4>{6554, 13107, 32768, 39321});
    CHECK(mug.evidence[2].flags == kFlagClaimed);
    CHECK(mug.evidence[4].flags == 0);
    const EvidenceRow& lotus = mug.evidence[3];
    CHECK(shop.bundle.items[0].texts[lotus.text].text.substr(lotus.begin, lotus.end - lotus.begin) == "lotus");
    CHECK(lotus.confidence_q == 204);
    CHECK(mug.findings.empty());
}

TEST_CASE("presence: a place that the picture is hardly sure of is not kept") {
    Shop shop;
    for (SeenSymbol& seen : shop.bundle.items[0].seen) {
        if (seen.id == "lotus") seen.confidence = 0.0199;
    }
    const ItemPresence mug = shop.judged(0);
    REQUIRE(row_of(mug, kLotus) != nullptr);
    CHECK(std::none_of(mug.evidence.begin(), mug.evidence.end(),
                       [](const EvidenceRow& row) { return row.symbol == kLotus && row.kind == kKindPicture; }));
}

TEST_CASE("presence: what words and picture contradict is reported") {
    const Shop shop;
    const ItemPresence scarf = shop.judged(1);
    CHECK(row_of(scarf, kDragon)->presence_q == 0);
    CHECK(row_of(scarf, kDragon)->evidence == (kEvidencePicture | kEvidenceDenied));
    CHECK(row_of(scarf, kPhoenix)->presence_q == 138);  // 0.6 * 0.9
    REQUIRE(scarf.findings.size() == 2);
    CHECK(scarf.findings[0].symbol == "dragon");
    CHECK(scarf.findings[0].problem == "the words deny it, the picture shows it");
    CHECK(scarf.findings[1].symbol == "phoenix");
    CHECK(scarf.findings[1].problem == "the words name it, the picture does not show it");
    CHECK(scarf.evidence[0].kind == kKindShop);
    CHECK(scarf.evidence[0].flags == kFlagDenied);
}

TEST_CASE("presence: a person's box is kept, and a false friend names nothing") {
    const Shop shop;
    const ItemPresence confirmed = shop.judged(2);
    REQUIRE(confirmed.rows.size() == 1);
    CHECK(confirmed.rows[0].presence_q == 255);
    CHECK(confirmed.evidence[0].kind == kKindPerson);
    CHECK(confirmed.evidence[0].box[0] == 13107);
    CHECK(shop.judged(3).rows.empty());  // 龙井 is a tea
}

TEST_CASE("presence: colours come from the palette alone") {
    Shop shop;
    Item& item = shop.bundle.items[3];
    complete_vocabulary(shop.bundle);
    const auto colour = static_cast<std::uint16_t>(shop.bundle.symbols.size() - 1);
    REQUIRE(shop.bundle.symbols[colour].id == "colour:zhuhong");
    for (const auto& [share, expected] :
         std::vector<std::pair<double, int>>{{0.0799, -1}, {0.08, 41}, {0.25, 128}, {0.5, 255}, {1.0, 255}}) {
        item.colours.resize(1);
        item.colours[0].id = "colour:zhuhong";
        item.colours[0].share = share;
        const ItemPresence judged = PresenceRule(shop.bundle, shop.mentions).judge_item(item);
        const SymbolRow* row = row_of(judged, colour);
        CHECK((row == nullptr ? -1 : static_cast<int>(row->presence_q)) == expected);
        if (row != nullptr) CHECK(row->evidence == (kEvidencePicture | kEvidenceClaimable));
    }
}
