// Learning as a shopper meets it: through edit_profile, with a shop's own items (METHODS §7.1).
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>

#include "native/catch.hpp"
#include "support/asked.hpp"
#include "support/random_shop.hpp"

using namespace ruyi;
using namespace ruyi::support;

namespace {

constexpr const char* kDate = "2026-11-25";
constexpr int kDay = 20782;
constexpr std::uint32_t kItems = 240, kSymbols = 14;

struct Shown {
    std::string id;
    double score = 0.0;
    std::map<std::string, double> presence;
};

std::vector<Shown> shelf_of(Asked& shop, const Json& profile, bool with_symbols = false) {
    const Json answer =
        shop.ask({{"placement", "for-you"}, {"date", kDate}, {"k", 1000}, {"explain", with_symbols ? "parts" : "none"}}, profile);
    std::vector<Shown> shelf;
    for (const Json& item : answer["items"]) {
        shelf.push_back({item["id"], item["score"], {}});
        for (const Json& symbol : item.value("symbols", Json::array())) shelf.back().presence[symbol["id"]] = symbol["presence"];
    }
    return shelf;
}

Json learning() {
    Json op = Json::object();
    op["op"] = "learn";
    return Json::array({op, op});  // twice is the same as once
}

Json learnt(Asked& shop, const Json& profile) {
    const auto answer = shop.recommender.edit_profile(Json{{"profile", profile}, {"date", kDate}, {"ops", learning()}}.dump());
    REQUIRE(answer.ok());
    return Json::parse(answer.value());
}

Json pair_of(const Shown& better, const Shown& worse) { return {{"better", better.id}, {"worse", worse.id}, {"day", kDay}}; }

double score_in(const std::vector<Shown>& shelf, const std::string& id) {
    for (const Shown& one : shelf) {
        if (one.id == id) return one.score;
    }
    return -1e9;
}

/// Two symbols that are loved, one that is not.
using Presence = std::map<std::string, std::map<std::string, double>>;

struct Shopper {
    std::map<std::string, double> taste;
    const Presence& presence;
    Shopper(const Presence& shop, Random& random) : presence(shop) {
        const std::uint32_t first = random.below(kSymbols);
        taste["m" + std::to_string(first)] = 1.0;
        taste["m" + std::to_string((first + 1 + random.below(5)) % kSymbols)] = 0.7;
        taste["m" + std::to_string((first + 6 + random.below(5)) % kSymbols)] = -1.0;
    }
    double utility(const Shown& item) const {
        double sum = 0.0;
        for (const auto& [symbol, weight] : taste) {
            const auto& row = presence.at(item.id);
            const auto found = row.find(symbol);
            if (found != row.end()) sum += weight * found->second;
        }
        return sum;
    }
};

/// Two likes among the better third, as a history.
Json history_of(const Shopper& shopper, std::vector<Shown> shelf, Random& random) {
    std::sort(shelf.begin(), shelf.end(), [&](const Shown& a, const Shown& b) { return shopper.utility(a) > shopper.utility(b); });
    Json events = Json::array();
    for (int n = 0; n < 2; ++n) events.push_back({{"kind", "like"}, {"item", shelf[random.below(kItems / 4)].id}, {"day", kDay - 20 + n}});
    return {{"version", 2}, {"events", events}};
}

/// A pair that the shopper can tell apart, the better one first.
std::pair<Shown, Shown> choice_of(const Shopper& shopper, const std::vector<Shown>& shelf, Random& random) {
    for (;;) {
        const Shown& a = shelf[random.below(static_cast<std::uint32_t>(shelf.size()))];
        const Shown& b = shelf[random.below(static_cast<std::uint32_t>(shelf.size()))];
        if (shopper.utility(a) > shopper.utility(b) + 0.3) return {a, b};
    }
}

double recall_at_20(const Shopper& shopper, const std::vector<Shown>& shelf) {
    std::vector<double> utilities;
    for (const Shown& one : shelf) utilities.push_back(shopper.utility(one));
    std::vector<double> best(utilities);
    std::sort(best.rbegin(), best.rend());
    double hits = 0.0;
    for (std::size_t i = 0; i < 20; ++i) hits += utilities[i] >= best[19] ? 1.0 : 0.0;
    return hits / 20.0;
}

}  // namespace

TEST_CASE("learn: after at most three consistent corrections the preferred item outranks the other") {
    Asked shop(create_random_shop({kItems, kSymbols, 32, 5}));
    shop.attach();
    Random random(21);
    std::size_t won[4] = {};
    for (int round = 0; round < 60; ++round) {
        Json profile = {{"version", 2},
                        {"events", Json::array({{{"kind", "like"}, {"item", shop_item_id(random.below(kItems))}, {"day", kDay - 3}}})}};
        const auto shelf = shelf_of(shop, profile);
        const std::size_t high = random.below(60), low = high + 1 + random.below(60);
        std::size_t needed = 0;
        profile["pairs"] = Json::array();
        for (std::size_t k = 1; k <= 3 && needed == 0; ++k) {
            profile["pairs"].push_back(pair_of(shelf[low], shelf[high]));
            const auto after = shelf_of(shop, learnt(shop, profile));
            if (score_in(after, shelf[low].id) > score_in(after, shelf[high].id)) needed = k;
        }
        ++won[needed];
    }
    std::printf("outranked after 1, 2, 3 corrections: %zu, %zu, %zu of 60; not after three: %zu\n", won[1], won[2], won[3], won[0]);
    CHECK(won[0] == 0);
}

namespace {

/// Shares over 64 planted shoppers with ten pairs each.
struct Learnt {
    double right_before = 0.0, right_after = 0.0, recall_before = 0.0, recall_without = 0.0, recall_after = 0.0;
};

Learnt teach_shoppers(std::uint64_t seed) {
    constexpr int kShoppers = 64, kHeldOut = 10;
    Asked shop(create_random_shop({kItems, kSymbols, 32, seed}));
    shop.attach();
    Random random(seed + 16);
    Json nobody = Json::object();
    nobody["version"] = 2;
    const auto catalogue = shelf_of(shop, nobody, true);
    Presence presence;
    for (const Shown& one : catalogue) presence[one.id] = one.presence;
    Learnt found;
    for (int n = 0; n < kShoppers; ++n) {
        const Shopper shopper(presence, random);
        Json profile = history_of(shopper, catalogue, random);
        const auto before = shelf_of(shop, profile);
        found.recall_before += recall_at_20(shopper, before) / kShoppers;
        found.recall_without += recall_at_20(shopper, shelf_of(shop, learnt(shop, profile))) / kShoppers;
        profile["pairs"] = Json::array();
        for (int p = 0; p < 10; ++p) {
            const auto [better, worse] = choice_of(shopper, before, random);
            profile["pairs"].push_back(random.below(20) == 0 ? pair_of(worse, better) : pair_of(better, worse));  // one in twenty is a slip
        }
        const auto after = shelf_of(shop, learnt(shop, profile));
        found.recall_after += recall_at_20(shopper, after) / kShoppers;
        for (int held = 0; held < kHeldOut; ++held) {
            const auto [better, worse] = choice_of(shopper, before, random);
            found.right_before += better.score > worse.score ? 1.0 / (kShoppers * kHeldOut) : 0.0;
            found.right_after += score_in(after, better.id) > score_in(after, worse.id) ? 1.0 / (kShoppers * kHeldOut) : 0.0;
        }
    }
    return found;
}

}  // namespace

TEST_CASE("learn: planted shoppers, ten pairs each: held-out pairs are ordered right, and who corrects nothing loses nothing") {
    constexpr std::uint64_t kSeeds[] = {6, 7, 8};  // 64 shoppers each; 640 held-out pairs have a spread of about .016
    double right = 0.0, recall_before = 0.0, recall_without = 0.0;
    for (const std::uint64_t seed : kSeeds) {
        const Learnt found = teach_shoppers(seed);
        std::printf("held-out pairs in order: %.3f before, %.3f after ten pairs; R@20 %.3f, %.3f learnt without pairs, %.3f with\n",
                    found.right_before, found.right_after, found.recall_before, found.recall_without, found.recall_after);
        CHECK(found.right_after > found.right_before + 0.1);
        CHECK(found.recall_after > found.recall_before);
        right += found.right_after / 3.0;
        recall_before += found.recall_before;
        recall_without += found.recall_without;
    }
    CHECK(right >= 0.8);
    CHECK(recall_without >= 0.98 * recall_before);
}

TEST_CASE("learn: pairs that contradict each other leave the weights where they were") {
    Asked shop(create_random_shop({60, kSymbols, 32, 7}));
    shop.attach();
    Json profile = Json::object();
    profile["version"] = 2;
    profile["pairs"] = {{{"better", "P1"}, {"worse", "P2"}, {"day", kDay}}, {{"better", "P2"}, {"worse", "P1"}, {"day", kDay}}};
    CHECK_FALSE(learnt(shop, profile).contains("learned"));
}

TEST_CASE("learn: explanations still sum to the score, and forgetting a pair forgets what it taught") {
    Asked shop(create_random_shop({60, kSymbols, 32, 8}));
    shop.attach();
    const Json plain = {
        {"version", 2},
        {"events", {{{"kind", "like"}, {"item", "P3"}, {"day", kDay - 1}}, {{"kind", "dislike"}, {"item", "P4"}, {"day", kDay}}}}};
    Json profile = plain;
    profile["pairs"] = Json::array({{{"better", "P1"}, {"worse", "P2"}, {"day", kDay}, {"position", 3}}});
    const Json taught = learnt(shop, profile);
    REQUIRE(taught["learned"].contains("symbols"));
    const Json answer = shop.ask({{"placement", "for-you"}, {"date", kDate}, {"k", 60}, {"explain", "full"}}, taught);
    for (const Json& item : answer["items"]) {
        double sum = 0.0;
        for (const Json& part : item["contributions"]) sum += part["value"].get<double>();
        CHECK(sum == item["score"].get<double>());
    }
    const auto forgotten = shop.recommender.edit_profile(Json{
        {"profile", taught},
        {"date", kDate},
        {"ops", Json::array({Json{{"op", "forget"}, {"pair", {{"better", "P1"}, {"worse", "P2"}}}},
                             learning()[0]})}}.dump());
    REQUIRE(forgotten.ok());
    CHECK(Json::parse(forgotten.value()) == learnt(shop, plain));
}

TEST_CASE("learn: needs the vectors, and gives the same numbers every time") {
    const auto stored = create_random_shop({60, kSymbols, 32, 9});
    const Json profile = {{"version", 2}, {"pairs", Json::array({{{"better", "P1"}, {"worse", "P2"}, {"day", kDay}}})}};
    const std::string edit = Json{{"profile", profile}, {"date", kDate}, {"ops", learning()}}.dump();
    Asked shop(stored), again(stored);
    CHECK(shop.recommender.edit_profile(edit).error().code == ErrorCode::kMissingBlock);
    shop.attach({BlockKind::kHot, BlockKind::kGraph});
    CHECK(shop.recommender.edit_profile(edit).error().code == ErrorCode::kMissingBlock);
    shop.attach({BlockKind::kVectors});
    again.attach();
    CHECK(shop.recommender.edit_profile(edit).value() == again.recommender.edit_profile(edit).value());
}
