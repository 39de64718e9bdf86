#include "ruyi/recommender.hpp"

#include <algorithm>
#include <map>

#include "native/catch.hpp"
#include "support/asked.hpp"
#include "support/random_shop.hpp"

using namespace ruyi;
using namespace ruyi::support;

namespace {

constexpr const char* kDate = "2026-11-25";

Json for_you(Json more = Json::object()) {
    Json request = {{"placement", "for-you"}, {"date", kDate}, {"k", 12}, {"explain", "full"}};
    request.update(more);
    return request;
}

Json similar_to(const std::string& item, Json more = Json::object()) {
    Json request = {{"placement", "similar"}, {"item", item}, {"date", kDate}, {"k", 12}, {"explain", "parts"}};
    request.update(more);
    return request;
}

Json liking(const std::vector<std::uint32_t>& items, Json more = Json::object()) {
    Json profile = {{"version", 1}, {"events", Json::array()}};
    int day = 20780;
    for (const std::uint32_t item : items) profile["events"].push_back({{"kind", "like"}, {"item", shop_item_id(item)}, {"day", day -= 3}});
    profile.update(more);
    return profile;
}

std::vector<std::string> ids_of(const Json& answer) {
    std::vector<std::string> ids;
    for (const Json& item : answer["items"]) ids.push_back(item["id"]);
    return ids;
}

/// Ids, ranks and scores alone: cards depend on what is attached.
Json ranking_of(const Json& answer) {
    Json ranking = Json::array();
    for (const Json& item : answer["items"]) ranking.push_back({item["id"], item["rank"], item["score"]});
    return ranking;
}

Json rank_without(Asked& shop, Json request, const char* list, const Json& left_out, const Json& id) {
    request[list].push_back(left_out);
    request["rank_of"] = Json::array({id});
    request["explain"] = "none";
    return shop.ask(request)["ranks"][0]["rank"];
}

}  // namespace

TEST_CASE("recommender: what is trending is the same for every shopper, whatever the profile weighs") {
    Asked shop(create_random_shop({}));
    shop.attach();
    const Json request = for_you({{"placement", "trending"}});
    const Json nobody = {{"version", 1}, {"events", Json::array()}};
    const Json somebody = {{"version", 2},
                           {"events", {{{"kind", "why"}, {"item", shop_item_id(3)}, {"day", 20780}}}},
                           {"price", {{"max_minor", 3000}}},
                           {"styles", {{"plain_ornate", 1}}},
                           {"occasion", "wedding"},
                           {"weights", {{"visual", 2}, {"symbols", 4}, {"price", 4}, {"popularity", 0}}}};
    const Json expected = ranking_of(shop.ask(request, nobody));
    REQUIRE_FALSE(expected.empty());
    CHECK(ranking_of(shop.ask(request, somebody)) == expected);
}

TEST_CASE("recommender: every stated counterfactual rank is the rank without") {
    Asked shop(create_random_shop({}));
    shop.attach();
    const Json profile = liking({3, 17, 40, 3, 21, 8, 55}, {{"switches", {{"m2", "more"}, {"m5", "less"}}}});
    shop.ask(for_you(), profile);
    int symbols = 0, items = 0;
    const Json asked = shop.ask(for_you());
    for (const Json& item : asked["items"]) {
        for (const Json& one : item["counterfactuals"]) {
            const bool symbol = one["kind"] == "symbol";
            (symbol ? symbols : items)++;
            CHECK(one["rank"] == rank_without(shop, for_you(), symbol ? "without" : "without_items", one["without"], item["id"]));
            CHECK(one["exactness"] == "exact");
        }
    }
    CHECK(symbols > 20);
    CHECK(items == 12 * 5);
}

TEST_CASE("recommender: counterfactuals hold on top of what is left out already") {
    Asked shop(create_random_shop({}));
    shop.attach();
    const Json base = for_you({{"without", {"m1"}}, {"without_items", {"P17"}}});
    shop.ask(base, liking({3, 17, 40}));
    const Json asked = shop.ask(base);
    for (const Json& item : asked["items"]) {
        for (const Json& one : item["counterfactuals"]) {
            CHECK(one["without"] != "m1");
            CHECK(one["without"] != "P17");
            CHECK(one["rank"] ==
                  rank_without(shop, base, one["kind"] == "symbol" ? "without" : "without_items", one["without"], item["id"]));
        }
    }
}

TEST_CASE("recommender: contributions sum to the score in the printed order") {
    Asked shop(create_random_shop({}));
    shop.attach();
    for (const Json& request : {for_you({{"k", 60}}), similar_to("P9", {{"k", 60}})}) {
        const Json asked = shop.ask(request, liking({1, 2, 30, 31, 32, 33, 34}));
        for (const Json& item : asked["items"]) {
            double sum = 0.0;
            for (const Json& part : item["contributions"]) sum += part["value"].get<double>();
            CHECK(sum == item["score"].get<double>());
            CHECK(item["contributions"].back()["term"] == "rounding");
        }
    }
}

TEST_CASE("recommender: permuting the items permutes the answer") {
    const RandomShop shop;
    std::vector<std::uint32_t> order(shop.items);
    for (std::uint32_t i = 0; i < shop.items; ++i) order[i] = (i * 7 + 3) % shop.items;
    Asked plain(create_random_shop(shop)), permuted(create_random_shop(shop, order));
    plain.attach();
    permuted.attach();
    for (const Json& request : {for_you({{"k", 60}}), similar_to("P9", {{"k", 60}})}) {
        const Json a = plain.ask(request, liking({3, 17, 40})), b = permuted.ask(request, liking({3, 17, 40}));
        REQUIRE(a["items"].size() == b["items"].size());
        std::map<std::string, double> scores;
        for (const Json& item : a["items"]) scores[item["id"]] = item["score"];
        for (const Json& item : b["items"]) CHECK(scores.at(item["id"]) == item["score"].get<double>());
        if (ids_of(a) == ids_of(b)) continue;
        for (std::size_t i = 0; i < a["items"].size(); ++i)
            CHECK(a["items"][i]["score"] == b["items"][i]["score"]);  // only ties may differ
    }
}

TEST_CASE("recommender: forgetting restores the first list exactly") {
    Asked shop(create_random_shop({}));
    shop.attach();
    const Json first = shop.ask(for_you());
    const Json liked = shop.ask(for_you(), liking({3, 17, 40}));
    CHECK(ids_of(liked) != ids_of(first));
    REQUIRE(shop.recommender.set_profile("").ok());
    CHECK(shop.ask(for_you()) == first);
}

TEST_CASE("recommender: the switch that turns personalising off gives the first list") {
    Asked shop(create_random_shop({}));
    shop.attach();
    const Json first = shop.ask(for_you());
    const Json off =
        shop.ask(for_you(), liking({3, 17}, {{"personalise", false}, {"switches", {{"m1", "never"}}}, {"price", {{"max_minor", 1000}}}}));
    CHECK(off == first);
}

TEST_CASE("recommender: similar from the near block has the bits of similar from the vectors") {
    const auto stored = create_random_shop({200, 14, 32, 4});
    Asked near(stored), full(stored);
    near.attach({BlockKind::kHot, BlockKind::kGraph, BlockKind::kNear});
    full.attach();
    for (std::uint32_t i = 0; i < 200; ++i) {
        const Json a = near.ask(similar_to(shop_item_id(i), {{"explain", "none"}}));
        const Json b = full.ask(similar_to(shop_item_id(i), {{"explain", "none"}}));
        CHECK(a["loaded"] == "near");
        CHECK(a["exact"] == true);
        CHECK(b["loaded"] == "vectors");
        CHECK(ranking_of(a) == ranking_of(b));
        CHECK(a["eligible"] == b["eligible"]);
    }
}

TEST_CASE("recommender: parts from the near block sum to the same score") {
    Asked near(create_random_shop({}));
    near.attach({BlockKind::kHot, BlockKind::kGraph, BlockKind::kNear});
    const Json answer = near.ask(similar_to("P4", {{"explain", "full"}}));
    for (const Json& item : answer["items"]) {
        double sum = 0.0;
        for (const Json& part : item["contributions"]) sum += part["value"].get<double>();
        CHECK(sum == item["score"].get<double>());
        CHECK(item["counterfactuals"].empty());  // they would need the whole catalogue
        CHECK(item["contributions"][0].count("value") == 1);
    }
}

TEST_CASE("recommender: near answers are not called exact where they cannot be") {
    Asked near(create_random_shop({200, 14, 32, 4}));
    near.attach({BlockKind::kHot, BlockKind::kGraph, BlockKind::kNear});
    CHECK(near.ask(similar_to("P4", {{"without", {"m1"}}}))["exact"] == false);
    CHECK(near.ask(similar_to("P4", {{"k", 190}}))["exact"] == false);
    CHECK(near.ask(similar_to("P4", {{"query", {{"weights", {{"text", 2}}}}}}))["exact"] == false);
    CHECK(near.ask(similar_to("P4"), liking({}, {{"switches", {{"m1", "more"}}}}))["exact"] == false);
    CHECK(near.ask(similar_to("P4"), liking({}, {{"price", {{"max_minor", 3000}}}}))["exact"] == false);
    CHECK(near.ask(similar_to("P4"), liking({9, 12, 30}))["exact"] == true);
}

TEST_CASE("recommender: a first visit is exact without vectors, a history is not") {
    const auto stored = create_random_shop({});
    Asked hot(stored), full(stored);
    hot.attach({BlockKind::kHot, BlockKind::kGraph});
    full.attach();
    const Json a = hot.ask(for_you({{"explain", "none"}})), b = full.ask(for_you({{"explain", "none"}}));
    CHECK(a["exact"] == true);
    CHECK(a["loaded"] == "hot");
    CHECK(ranking_of(a) == ranking_of(b));
    CHECK(hot.ask(for_you(), liking({3}))["exact"] == false);
}

TEST_CASE("recommender: events, the anchor, exclusions and never keep items off the shelf, and their rank is null") {
    Asked shop(create_random_shop({}));
    shop.attach();
    const Json profile = liking({3, 17}, {{"switches", {{"m4", "never"}}}});
    const Json answer =
        shop.ask(similar_to("P9", {{"k", 60}, {"exclude", {"P20", "gone"}}, {"rank_of", {"P9", "P3", "P20", "P21"}}}), profile);
    const auto ids = ids_of(answer);
    for (const char* id : {"P9", "P3", "P17", "P20"}) CHECK(std::count(ids.begin(), ids.end(), id) == 0);
    for (const Json& item : answer["items"]) {
        for (const Json& symbol : item["symbols"])
            CHECK_FALSE((symbol["id"] == "m4" && symbol["claimed"] == true && symbol["presence"].get<double>() >= 0.5));
    }
    for (int i = 0; i < 3; ++i) CHECK(answer["ranks"][static_cast<std::size_t>(i)]["rank"].is_null());
    CHECK(answer["eligible"] == answer["items"].size());
}

TEST_CASE("recommender: ranks are given outside the shelf too") {
    Asked shop(create_random_shop({}));
    shop.attach();
    const Json all = shop.ask(for_you({{"k", 60}, {"explain", "none"}}), liking({3}));
    Json request = for_you({{"k", 1}, {"explain", "none"}});
    for (const auto& id : ids_of(all)) request["rank_of"].push_back(id);
    const Json answer = shop.ask(request);
    CHECK(answer["items"].size() == 1);
    for (std::size_t i = 0; i < answer["ranks"].size(); ++i) CHECK(answer["ranks"][i]["rank"] == i + 1);
}

TEST_CASE("recommender: explain_ids narrows full explanations") {
    Asked shop(create_random_shop({}));
    shop.attach();
    const Json all = shop.ask(for_you());
    const std::string chosen = ids_of(all)[2];
    const Json some = shop.ask(for_you({{"explain_ids", {chosen}}}));
    for (const Json& item : some["items"]) {
        CHECK(item["sentences"].empty() == (item["id"] != chosen));
        CHECK_FALSE(item["contributions"].empty());
    }
    CHECK(some["items"][2] == all["items"][2]);
    CHECK(shop.ask(for_you({{"explain", "none"}}))["items"][0]["contributions"].empty());
}

TEST_CASE("recommender: a photo's vector ranks, a cleared slot refuses") {
    Asked shop(create_random_shop({}));
    shop.attach();
    const std::vector<float> vector(32, 0.25F);
    const Json query = {{"placement", "query"}, {"date", kDate}, {"query", {{"visual", "photo.visual"}}}, {"explain", "full"}};
    CHECK(shop.ask(query)["code"] == "invalid-state");
    REQUIRE(shop.recommender.set_vector("photo.visual", vector).ok());
    const Json answer = shop.ask(query);
    CHECK(answer["ranker"] == "query/1");
    CHECK(answer["items"].size() == 10);
    CHECK(answer["items"][0]["sentences"][0]["text"].get<std::string>().find("照片") != std::string::npos);
    std::vector<float> larger(32, 4.0F);
    REQUIRE(shop.recommender.set_vector("photo.visual", larger).ok());
    CHECK(shop.ask(query) == answer);  // only the direction counts
    REQUIRE(shop.recommender.set_vector("photo.visual", {}).ok());
    CHECK(shop.ask(query)["code"] == "invalid-state");
}

TEST_CASE("recommender: vectors that cannot be used are refused") {
    Asked shop(create_random_shop({}));
    std::vector<float> vector(32, 0.25F);
    CHECK(shop.recommender.set_vector("photo.text", vector).error().code == ErrorCode::kInvalidArgument);
    CHECK(shop.recommender.set_vector("photo.visual", std::span(vector).first(16)).error().code == ErrorCode::kDimensionMismatch);
    CHECK(shop.recommender.set_vector("photo.visual", std::vector<float>(32, 0.0F)).error().code == ErrorCode::kInvalidArgument);
    vector[3] = std::numeric_limits<float>::quiet_NaN();
    CHECK(shop.recommender.set_vector("photo.visual", vector).error().code == ErrorCode::kInvalidArgument);
}

TEST_CASE("recommender: the user encoder's vectors replace the decayed mean") {
    Asked shop(create_random_shop({}));
    shop.attach();
    const std::vector<float> vector(32, 0.25F);
    REQUIRE(shop.recommender.set_vector("user.visual", vector).ok());
    REQUIRE(shop.recommender.set_vector("user.text", vector).ok());
    const Json upgraded =
        shop.ask(for_you({{"query", {{"visual", "user.visual"}, {"text", "user.text"}, {"weights", {{"visual", 0.8}}}}}}), liking({3, 17}));
    CHECK(upgraded["ranker"] == "user-encoder/1");
    for (const Json& item : upgraded["items"]) {
        for (const Json& one : item["counterfactuals"]) CHECK(one["kind"] == "symbol");
        for (const Json& part : item["contributions"]) CHECK_FALSE((part["term"] == "visual" && part.contains("item")));
    }
    CHECK(shop.ask(for_you())["ranker"] == "decayed-mean/1");
}

TEST_CASE("recommender: requests before their blocks are typed errors") {
    const auto stored = create_random_shop({});
    Recommender fresh(1 << 20);
    CHECK(fresh.recommend("{}").error().code == ErrorCode::kInvalidState);
    CHECK(fresh.set_vector("photo.visual", {}).error().code == ErrorCode::kInvalidState);
    Asked shop(stored);
    CHECK(shop.ask(for_you())["code"] == "missing-block");
    CHECK(shop.recommender.open(stored.manifest_json).error().code == ErrorCode::kInvalidState);
    shop.attach({BlockKind::kHot, BlockKind::kGraph});
    CHECK(shop.ask(similar_to("nobody"))["code"] == "unknown-item");
    CHECK(shop.ask(for_you({{"without", {"nothing"}}}))["code"] == "unknown-symbol");
    CHECK(shop.ask(for_you({{"rank_of", {"nobody"}}}))["code"] == "unknown-item");
    REQUIRE(shop.recommender.set_vector("photo.visual", std::vector<float>(32, 1.0F)).ok());
    CHECK(shop.ask({{"placement", "query"}, {"date", kDate}, {"query", {{"visual", "photo.visual"}}}})["code"] == "missing-block");
    Recommender poor(100);
    CHECK(poor.open(stored.manifest_json).error().code == ErrorCode::kMemoryBudget);
}

TEST_CASE("recommender: blocks_for leads to a full explanation and then falls silent") {
    Asked shop(fixture::create_shard());
    shop.attach({BlockKind::kHot, BlockKind::kGraph});
    int rounds = 0;
    for (Json names = shop.blocks_for({{"explain", {"A"}}})["blocks"]; !names.empty();
         names = shop.blocks_for({{"explain", {"A"}}})["blocks"]) {
        for (const Json& name : names) shop.attach_named(name);
        REQUIRE(++rounds < 5);
    }
    CHECK(rounds == 2);  // the records are known only from the knowledge
    Json profile = {{"version", 1}, {"switches", {{"dragon", "more"}}}};
    const Json answer = shop.ask(for_you({{"lang", {"en"}}}), profile);
    const Json& first = answer["items"][0];
    CHECK(first["id"] == "A");
    CHECK(first["card"]["price_text"] == "¥10");
    CHECK(first["card"]["title"]["en"] == "Dragon mug");
    bool cited = false, located = false;
    for (const Json& sentence : first["sentences"]) {
        cited = cited || !sentence["citations"].empty();
        located = located || sentence["text"].get<std::string>().find("of the picture") != std::string::npos;
    }
    CHECK(cited);
    CHECK(located);
}

TEST_CASE("recommender: blocks_for names what each purpose needs") {
    Asked shop(fixture::create_shard());
    CHECK(shop.blocks_for({{"cards_of", {"A"}}})["code"] == "missing-block");
    shop.attach({BlockKind::kHot, BlockKind::kGraph});
    CHECK(shop.blocks_for({{"cards_of", {"A"}}})["blocks"] == Json({"cards-000"}));
    CHECK(shop.blocks_for({{"cards", {0, 1}}})["blocks"] == Json({"cards-000"}));
    CHECK(shop.blocks_for({{"words", true}})["blocks"] == Json({"words-000", "words-001"}));
    CHECK(shop.blocks_for({{"knowledge", "dragon"}})["blocks"] == Json({"knowledge-000"}));
    CHECK(shop.blocks_for({{"cards", {5}}})["code"] == "unknown-item");
    CHECK(shop.blocks_for({{"knowledge", "nobody"}})["code"] == "unknown-symbol");
    CHECK(shop.blocks_for({{"carts", true}})["code"] == "invalid-json");
    const Json near = shop.blocks_for({{"near", "A"}})["blocks"];
    REQUIRE(near.size() == 1);
    shop.attach_named(near[0]);
    CHECK(shop.blocks_for({{"near", "A"}})["blocks"].empty());
}

TEST_CASE("recommender: strict leaves out weak sources") {
    Asked shop(fixture::create_shard());
    shop.attach();
    const Json profile = {{"version", 1}, {"switches", {{"dragon", "more"}}}};
    const auto citations = [&](bool strict) {
        std::vector<std::string> ids;
        const Json asked = shop.ask(for_you({{"strict", strict}, {"lang", {"en"}}}), profile);
        for (const Json& sentence : asked["items"][0]["sentences"]) {
            for (const Json& citation : sentence["citations"]) ids.push_back(citation["id"]);
        }
        std::sort(ids.begin(), ids.end());
        return ids;
    };
    CHECK(citations(false) == std::vector<std::string>{"r-a", "r-b"});
    CHECK(citations(true) == std::vector<std::string>{"r-b"});
}

TEST_CASE("recommender: every quoted finding shows the words that its span points at") {
    Asked shop(fixture::create_shard());
    shop.attach();
    const Json answer = shop.ask(for_you({{"explain", "parts"}}));
    int quoted = 0;
    for (const Json& item : answer["items"]) {
        for (const Json& symbol : item["symbols"]) {
            for (const Json& evidence : symbol["evidence"]) {
                if (!evidence.contains("span")) continue;
                ++quoted;
                const std::size_t size = evidence["span"][1].get<std::size_t>() - evidence["span"][0].get<std::size_t>();
                REQUIRE(evidence.contains("quote"));
                CHECK(evidence["quote"].get<std::string>().size() >= size);
                if (symbol["id"] == "lotus" && evidence["field"] == "description:en")
                    CHECK(evidence["quote"].get<std::string>().find("lotus") != std::string::npos);
            }
        }
    }
    CHECK(quoted >= 3);
}

TEST_CASE("recommender: items of the history come back only when the request keeps their group") {
    Asked shop(create_random_shop({}));
    shop.attach();
    Json events = Json::array();
    const auto note = [&](const char* kind, std::uint32_t item) {
        events.push_back({{"kind", kind}, {"item", shop_item_id(item)}, {"day", 20770}});
    };
    note("view", 1);
    note("dwell", 2);
    note("like", 3);
    note("cart", 4);
    note("buy", 5);
    note("dislike", 6);
    note("hide", 7);
    note("why", 8);
    note("buy", 9);
    note("view", 9);  // both groups must be kept
    const Json profile = {{"version", 2}, {"events", events}};
    const auto shown = [&](const Json& keep) {
        const std::vector<std::string> ids = ids_of(shop.ask(for_you({{"k", 60}, {"explain", "none"}, {"keep", keep}}), profile));
        std::vector<std::uint32_t> found;
        for (std::uint32_t item = 1; item <= 9; ++item) {
            if (std::find(ids.begin(), ids.end(), shop_item_id(item)) != ids.end()) found.push_back(item);
        }
        return found;
    };
    const std::vector<std::uint32_t> all = shown({"seen", "liked", "owned"});
    const auto among_all = [&](std::vector<std::uint32_t> items) {  // what is sold out stays away
        std::erase_if(items, [&](std::uint32_t item) { return std::find(all.begin(), all.end(), item) == all.end(); });
        return items;
    };
    CHECK(all == among_all({1, 2, 3, 4, 5, 8, 9}));
    CHECK(all.size() >= 5);
    CHECK(shown(Json::array()) == among_all({8}));
    CHECK(shown({"seen"}) == among_all({1, 2, 8}));
    CHECK(shown({"liked"}) == among_all({3, 4, 8}));
    CHECK(shown({"owned"}) == among_all({5, 8}));
    CHECK(shop.ask(for_you({{"keep", {"bought"}}}))["code"] == "invalid-json");
}

TEST_CASE("recommender: an overlay of prices and stock counts everywhere and can be taken back") {
    Asked shop(create_random_shop({}));
    CHECK(shop.recommender.set_stock(R"({"version":1,"items":{}})").error().code == ErrorCode::kMissingBlock);
    shop.attach();
    const Json profile = {{"version", 1}, {"price", {{"max_minor", 100}}}};
    const Json request = for_you({{"k", 60}, {"explain", "parts"}});
    const Json built = shop.ask(request, profile);
    const std::string first = built["items"][0]["id"], last = built["items"].back()["id"];
    const Json stock = {
        {"version", 1},
        {"items", {{first, {{"available", false}}}, {last, {{"price_minor", 99}}}, {"nobody", {{"price_minor", nullptr}}}}}};
    const auto set = shop.recommender.set_stock(stock.dump());
    REQUIRE(set.ok());
    CHECK(Json::parse(set.value()) == Json({{"changed", 2}, {"unknown", 1}, {"unknown_ids", {"nobody"}}}));
    const Json now = shop.ask(request, profile);
    CHECK(now["eligible"] == built["eligible"].get<int>() - 1);
    const std::vector<std::string> ids = ids_of(now);
    CHECK(std::find(ids.begin(), ids.end(), first) == ids.end());
    const auto cheap = std::find_if(now["items"].begin(), now["items"].end(), [&](const Json& item) { return item["id"] == last; });
    REQUIRE(cheap != now["items"].end());
    const auto fits = [](const Json& part) { return part["term"] == "price" && part["value"].get<double>() > 0.29; };
    CHECK(std::any_of((*cheap)["contributions"].begin(), (*cheap)["contributions"].end(), fits));
    CHECK((*cheap)["card"]["price_minor"] == 99);
    REQUIRE(shop.recommender.set_stock("").ok());
    CHECK(shop.ask(request, profile) == built);
    for (const char* text : {"[]", "{}", R"({"version":2,"items":{}})", R"({"version":1})", R"({"version":1,"items":[]})",
                             R"({"version":1,"items":{"A":1}})", R"({"version":1,"items":{"A":{"stock":1}}})",
                             R"({"version":1,"items":{"A":{"price_minor":-1}}})", R"({"version":1,"items":{"A":{"available":"no"}}})"}) {
        CAPTURE(text);
        CHECK_FALSE(shop.recommender.set_stock(text).ok());
    }
    CHECK(shop.ask(request, profile) == built);
}

TEST_CASE("recommender: a shelf from near is not called exact once prices have changed") {
    Asked shop(create_random_shop({}));
    shop.attach({BlockKind::kHot, BlockKind::kGraph, BlockKind::kNear});
    const Json request = similar_to("P9", {{"k", 4}, {"explain", "none"}});
    const Json built = shop.ask(request);
    REQUIRE(built["exact"] == true);
    const std::string first = built["items"][0]["id"];
    REQUIRE(shop.recommender.set_stock(Json({{"version", 1}, {"items", {{first, {{"available", false}}}}}}).dump()).ok());
    const Json sold = shop.ask(request);
    CHECK(sold["exact"] == true);  // who is left keeps their order
    CHECK(sold["items"][0]["id"] == built["items"][1]["id"]);
    REQUIRE(shop.recommender.set_stock(Json({{"version", 1}, {"items", {{first, {{"price_minor", 1}}}}}}).dump()).ok());
    CHECK(shop.ask(request)["exact"] == false);
}

TEST_CASE("recommender: a rule without a condition, or with an empty one, is refused") {
    Asked shop(create_random_shop({}));
    shop.attach();
    const auto code = [&](const Json& where) {
        const Json rule = {{"id", "r"}, {"kind", "bury"}, {"where", where}};
        return shop.ask(for_you({{"explain", "none"}, {"rules", Json::array({rule})}})).value("code", "");
    };
    CHECK(code({{"ids", {"P1"}}}) == "");
    CHECK(code({{"available", true}, {"not", true}}) == "");
    const Json none = Json::array();
    for (const Json& where : std::vector<Json>{Json::object(),
                                               {{"not", true}},
                                               {{"ids", none}},
                                               {{"category", none}},
                                               {{"symbol", none}},
                                               {{"price", Json::object()}},
                                               {{"ids", none}, {"available", true}}}) {
        CAPTURE(where.dump());
        CHECK(code(where) == "invalid-json");
    }
}

TEST_CASE("recommender: nobody looks for what keeps an item out of a top k in which it does not rank") {
    Asked shop(create_random_shop({}));
    shop.attach();
    int behind = 0;
    const Json asked =
        shop.ask(for_you({{"k", 4}, {"joint", true}, {"diversity", {{"method", "mmr"}, {"strength", 0.1}}}}), liking({3, 17}));
    for (const Json& item : asked["items"]) {
        const Json& joint = item["joint"];
        CHECK(joint["exactness"] == "exact");
        if (item["rank"] <= 4) continue;
        ++behind;
        CHECK(joint["out_of_top"]["without"].is_null());
    }
    CHECK(behind > 0);
}

TEST_CASE("recommender: a wished occasion counts at least half whatever was learnt") {
    Asked shop(create_random_shop({}));
    shop.attach();
    const auto sum_of_occasions = [&](const Json& more) {
        Json profile = liking({3});
        profile["version"] = 2;
        profile.update(more);
        double sum = 0.0;
        const Json asked = shop.ask(for_you({{"k", 60}, {"explain", "parts"}}), profile);
        for (const Json& item : asked["items"]) {
            for (const Json& part : item["contributions"]) sum += part["term"] == "occasion" ? part["value"].get<double>() : 0.0;
        }
        return sum;
    };
    const Json wish = {{"occasion", "f"}};
    Json low = wish, high = wish;
    low["learned"] = {{"day", 20780}, {"weights", {{"occasion", 0.1}}}};
    high["learned"] = {{"day", 20780}, {"weights", {{"occasion", 1.0}}}};
    CHECK(sum_of_occasions(low) == Approx(sum_of_occasions(wish)));
    CHECK(sum_of_occasions(high) == Approx(2.0 * sum_of_occasions(wish)));
}
