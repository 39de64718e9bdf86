#include "json/profile_edit_json.hpp"

#include <nlohmann/json.hpp>

#include "json/profile_json.hpp"
#include "native/catch.hpp"

using namespace ruyi;
using Json = nlohmann::json;

namespace {

Json edited(const Json& profile, const std::vector<Json>& ops) {
    const auto answer = edit_profile(Json{{"profile", profile}, {"date", "2026-11-25"}, {"ops", Json(ops)}}.dump(), nullptr);
    REQUIRE(answer.ok());
    REQUIRE(parse_profile(answer.value()).ok());
    return Json::parse(answer.value());
}

ErrorCode refused(const Json& request) {
    const auto answer = edit_profile(request.dump(), nullptr);
    return answer ? ErrorCode::kOk : answer.error().code;
}

Json op(const char* name, const char* member, Json value) { return {{"op", name}, {member, std::move(value)}}; }

Json event(const char* kind, const char* item, int day) { return {{"kind", kind}, {"item", item}, {"day", day}}; }

Json nothing_known() {
    Json profile = Json::object();
    profile["version"] = 2;
    return profile;
}

constexpr int kToday = 20782;  // 2026-11-25

/// A phone and a tablet of one shopper.
Json phone() {
    return {{"version", 2},
            {"events", Json::array({event("like", "a", 100), event("view", "b", 101)})},
            {"pairs", Json::array({{{"better", "a"}, {"worse", "b"}, {"day", 100}}})},
            {"switches", {{"lotus", "more"}, {"dragon", "never"}}},
            {"styles", {{"plain_ornate", -0.5}}},
            {"wish_days", {{"switches.lotus", 50}, {"switches.dragon", 60}, {"styles.plain_ornate", 70}}},
            {"folded", {{"view", 4}}},
            {"learned", {{"day", 100}, {"weights", {{"visual", 0.9}}}}}};
}

Json tablet() {
    return {{"version", 2},
            {"events", Json::array({event("view", "b", 101), event("like", "c", 99)})},
            {"switches", {{"lotus", "less"}}},
            {"price", {{"max_minor", 5000}}},
            {"wish_days", {{"switches.lotus", 55}, {"switches.dragon", 65}, {"price", 40}}},
            {"folded", {{"view", 7}}}};
}

}  // namespace

TEST_CASE("edit: a later like stands for the earlier one, a visit of the same day is counted, of another day kept") {
    const Json profile = edited(nullptr, {op("track", "event", event("like", "a", 10)), op("track", "event", event("view", "a", 10)),
                                          op("track", "event", event("view", "a", 10)), op("track", "event", event("view", "a", 11)),
                                          op("track", "event", event("like", "a", 12))});
    CHECK(profile["version"] == 2);
    CHECK(profile["events"] ==
          Json({{{"kind", "view"}, {"item", "a"}, {"day", 10}, {"count", 2}}, event("view", "a", 11), event("like", "a", 12)}));
}

TEST_CASE("edit: a document of version 1 becomes version 2 and keeps what it says") {
    const Json old = {
        {"version", 1}, {"events", Json::array({event("like", "a", 10)})}, {"switches", {{"lotus", "more"}}}, {"weights", {{"text", 0.5}}}};
    Json expected = old;
    expected["version"] = 2;
    CHECK(edited(old, {}) == expected);
}

TEST_CASE("edit: a wish is set with its day, taken back with its day, and forgotten without") {
    const Json fragment = {
        {"version", 2}, {"styles", {{"plain_ornate", -0.5}}}, {"occasion", "wedding"}, {"events", Json::array({event("like", "z", 1)})}};
    const Json set = edited(nullptr, {op("set", "profile", fragment)});
    CHECK(set["styles"]["plain_ornate"] == -0.5);
    CHECK(set["occasion"] == "wedding");
    CHECK(set["wish_days"] == Json({{"styles.plain_ornate", kToday}, {"occasion", kToday}}));
    CHECK_FALSE(set.contains("events"));  // only wishes are set
    const Json back = edited(set, {op("unset", "wish", "occasion")});
    CHECK_FALSE(back.contains("occasion"));
    CHECK(back["wish_days"]["occasion"] == kToday);
    const Json gone = edited(back, {op("forget", "wish", "occasion"), op("forget", "wish", "styles.plain_ornate")});
    CHECK(gone == nothing_known());
}

TEST_CASE("edit: merging is the same both ways, keeps every event once and the newest of each wish") {
    const Json one = edited(phone(), {op("merge", "profile", tablet())}), other = edited(tablet(), {op("merge", "profile", phone())});
    CHECK(one == other);
    CHECK(one["events"] == Json({event("like", "c", 99), event("like", "a", 100), event("view", "b", 101)}));
    CHECK(one["pairs"].size() == 1);
    CHECK(one["switches"].size() == 1);
    CHECK(one["switches"]["lotus"] == "less");  // the dragon was taken back later
    CHECK(one["wish_days"]["switches.dragon"] == 65);
    CHECK(one["price"]["max_minor"] == 5000);
    CHECK(one["styles"]["plain_ornate"] == -0.5);
    CHECK(one["folded"]["view"] == 7);
    CHECK_FALSE(one.contains("learned"));
    CHECK(edited(one, {op("merge", "profile", one)}) == one);
}

TEST_CASE("edit: of two wishes of one day merging takes the same one whichever document comes first") {
    const Json a = {{"version", 2}, {"switches", {{"lotus", "more"}}}, {"wish_days", {{"switches.lotus", 5}}}};
    const Json b = {{"version", 2}, {"switches", {{"lotus", "never"}}}, {"wish_days", {{"switches.lotus", 5}}}};
    CHECK(edited(a, {op("merge", "profile", b)}) == edited(b, {op("merge", "profile", a)}));
}

TEST_CASE("edit: forgetting one signal takes everything of it, and what was learnt") {
    Json profile = phone();
    profile["events"].push_back({{"kind", "tap"}, {"symbol", "lotus"}, {"day", 102}});
    const Json without_a = edited(profile, {op("forget", "item", "a")});
    CHECK(without_a.dump().find("\"a\"") == std::string::npos);
    CHECK_FALSE(without_a.contains("pairs"));
    CHECK_FALSE(without_a.contains("learned"));
    const Json without_lotus = edited(profile, {op("forget", "symbol", "lotus")});
    CHECK(without_lotus.dump().find("lotus") == std::string::npos);
    CHECK(edited(profile, {op("forget", "pair", {{"better", "a"}, {"worse", "b"}})}).dump().find("pairs") == std::string::npos);
    CHECK(edited(profile, {op("forget", "pair", {{"better", "b"}, {"worse", "a"}})})["pairs"].size() == 1);
    CHECK(edited(profile, {op("forget", "all", true)}) == nothing_known());
}

TEST_CASE("edit: a full list folds the oldest weak events into later ones or into a count, and never a like") {
    Json events = Json::array();
    for (int n = 0; n < 300; ++n) events.push_back(event("like", ("l" + std::to_string(n)).c_str(), 1));
    for (int n = 0; n < 250; ++n) events.push_back(event("view", ("v" + std::to_string(n % 220)).c_str(), 2 + n));
    const Json profile = edited({{"version", 2}, {"events", events}}, {});
    CHECK(profile["events"].size() == kKeptEvents);
    std::size_t likes = 0, views = 0;
    for (const Json& one : profile["events"]) {
        likes += one["kind"] == "like" ? 1 : 0;
        views += one["kind"] == "view" ? one.value("count", 1u) : 0;
    }
    CHECK(likes == 300);
    CHECK(views + profile["folded"]["view"].get<std::size_t>() == 250);
    CHECK(profile["folded"]["view"] == 20);  // v0 to v29 were seen again later, v30 to v49 were not
    CHECK(edited(profile, {}) == profile);
}

TEST_CASE("edit: a wish without a day outlives merging with a document that has none") {
    const Json old = {{"version", 1}, {"switches", {{"lotus", "more"}}}, {"weights", {{"text", 0.5}}}, {"price", {{"max_minor", 900}}}};
    const Json both = edited(old, {op("merge", "profile", nothing_known())});
    CHECK(both["switches"] == old["switches"]);
    CHECK(both["weights"] == old["weights"]);
    CHECK(both["price"] == old["price"]);
    CHECK(edited(nullptr, {op("merge", "profile", old)}) == both);
}

TEST_CASE("edit: stays of one day add up to one longer stay") {
    Json stay = event("dwell", "a", 10);
    stay["seconds"] = 3;
    const Json profile = edited(nullptr, std::vector<Json>(10, op("track", "event", stay)));
    REQUIRE(profile["events"].size() == 1);
    CHECK(profile["events"][0]["seconds"] == 30);
    CHECK_FALSE(profile["events"][0].contains("count"));
}

TEST_CASE("edit: what keeps an item away is folded last") {
    Json events = Json::array();
    for (int n = 0; n < 100; ++n) events.push_back(event("hide", ("h" + std::to_string(n)).c_str(), 1));
    for (int n = 0; n < 600; ++n) events.push_back(event("like", ("l" + std::to_string(n)).c_str(), 2 + n));
    const Json profile = edited({{"version", 2}, {"events", events}}, {});
    REQUIRE(profile["events"].size() == kKeptEvents);
    CHECK(profile["events"][99]["kind"] == "hide");
    CHECK(profile["events"][100]["item"] == "l200");  // the oldest likes went
    CHECK(profile["folded"] == Json({{"like", 200}}));
}

TEST_CASE("edit: wrong requests are refused by kind") {
    const auto with = [](const Json& ops) { return Json{{"date", "2026-11-25"}, {"ops", Json::array({ops})}}; };
    CHECK(refused({{"date", "2026-11-25"}, {"ops", Json::array()}}) == ErrorCode::kOk);
    CHECK(refused({{"date", "yesterday"}, {"ops", Json::array()}}) == ErrorCode::kInvalidArgument);
    CHECK(refused({{"date", "2026-11-25"}, {"ops", Json::array()}, {"profile", {{"version", 3}}}}) == ErrorCode::kUnsupportedVersion);
    CHECK(refused(with(Json{{"op", "learn"}})) == ErrorCode::kInvalidState);
    const Json nothing = Json::object();
    const std::vector<Json> wrong = {op("love", "item", "a"),
                                     1,
                                     {{"op", "track"}, {"x", 1}},
                                     Json{{"op", "track"}},
                                     op("track", "event", {{"kind", "tap"}, {"day", 1}}),
                                     op("pair", "pair", {{"better", "a"}, {"day", 1}}),
                                     op("merge", "profile", 1),
                                     op("unset", "wish", "events"),
                                     op("forget", "wish", "switches"),
                                     op("forget", "everything", true),
                                     op("forget", "all", false),
                                     op("forget", "pair", 1),
                                     {{"op", "forget"}, {"item", "a"}, {"wish", "price"}},
                                     {{"op", "unset"}, {"wish", "price"}, {"day", 1}},
                                     op("set", "profile", {{"version", 2}, {"style", nothing}})};
    for (const Json& ops : wrong) {
        CAPTURE(ops.dump());
        CHECK(refused(with(ops)) == ErrorCode::kInvalidJson);
    }
    CHECK(refused({{"date", "2026-11-25"}}) == ErrorCode::kInvalidJson);
    CHECK_FALSE(edit_profile("", nullptr).ok());
}
