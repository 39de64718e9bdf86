#include "ruyi/profile.hpp"

#include "json/profile_json.hpp"
#include "json/request_json.hpp"
#include "native/catch.hpp"
#include "utf8_check.hpp"

using namespace ruyi;

namespace {

ErrorCode profile_error(std::string_view text) {
    const auto profile = parse_profile(text);
    return profile ? ErrorCode::kOk : profile.error().code;
}

ErrorCode request_error(std::string_view text) {
    const auto request = parse_request(text);
    return request ? ErrorCode::kOk : request.error().code;
}

}  // namespace

TEST_CASE("day: dates and civil days go both ways") {
    CHECK(parse_civil_day("1970-01-01").value() == 0);
    CHECK(parse_civil_day("2026-11-25").value() == 20782);
    CHECK(parse_civil_day("2000-02-29").value() == 11016);
    CHECK(parse_civil_day("1969-12-31").value() == -1);
    for (std::int32_t day = -719162; day < 2932896; day += 997) CHECK(parse_civil_day(civil_day_text(day)).value() == day);
}

TEST_CASE("day: what is not a date of the calendar is refused") {
    for (const char* text : {"", "2026-1-25", "2026-13-01", "2026-02-29", "1900-02-29", "2026-11-31", "2026-00-10", "0000-01-01",
                             "2026-11-25 ", "2026/11/25", "-026-11-25"}) {
        CAPTURE(text);
        REQUIRE_FALSE(parse_civil_day(text).ok());
        CHECK(parse_civil_day(text).error().code == ErrorCode::kInvalidArgument);
    }
}

TEST_CASE("profile: a whole document is read") {
    const auto profile =
        parse_profile(R"({"version":1,"events":[{"kind":"like","item":"a","day":20000},{"kind":"hide","item":"b","day":-5}],
        "switches":{"dragon":"never","lotus":"more"},"price":{"min_minor":null,"max_minor":9900},"weights":{"text":0.5},"personalise":false})");
    REQUIRE(profile.ok());
    CHECK(profile.value().events.size() == 2);
    CHECK(profile.value().events[1].kind == EventKind::kHide);
    CHECK(profile.value().events[1].day == -5);
    CHECK(profile.value().switches[0].symbol == "dragon");
    CHECK(profile.value().switches[0].wish == Wish::kNever);
    CHECK_FALSE(profile.value().price.low.has_value());
    CHECK(profile.value().price.high == 9900.0);
    CHECK(profile.value().weights[1] == 0.5);
    CHECK_FALSE(profile.value().personalise);
}

TEST_CASE("profile: every member of version 2 is read") {
    const auto profile = parse_profile(R"({"version":2,"events":[{"kind":"dwell","item":"a","day":5,"seconds":40.5,"position":3,"count":2},
        {"kind":"tap","symbol":"lotus","day":6},{"kind":"why","item":"b","day":7}],"pairs":[{"better":"a","worse":"b","day":8,"position":4}],
        "categories":{"scarf":"more","mug":"never"},"styles":{"plain_ornate":-0.5,"solemn_playful":1},"occasion":"wedding",
        "recipient":"elder","weights":{"category":2},"wish_days":{"styles.plain_ornate":9},
        "learned":{"day":9,"weights":{"visual":0.75},"symbols":{"lotus":0.25}},"folded":{"view":3}})");
    REQUIRE(profile.ok());
    const Profile& p = profile.value();
    CHECK(p.events[0].kind == EventKind::kDwell);
    CHECK(p.events[0].seconds == 40.5);
    CHECK(p.events[0].position == 3);
    CHECK(p.events[0].count == 2);
    CHECK(p.events[1].symbol == "lotus");
    CHECK(p.events[1].count == 1);
    CHECK(p.events[2].kind == EventKind::kWhy);
    CHECK(p.pairs[0].worse == "b");
    CHECK(p.pairs[0].position == 4);
    CHECK(p.categories[0].category == "mug");
    CHECK(p.categories[1].wish == Wish::kMore);
    CHECK(p.styles == std::array<double, kStyleCount>{-0.5, 0.0, 1.0});
    CHECK(p.occasion == "wedding");
    CHECK(p.recipient == "elder");
    CHECK(p.weights[6] == 2.0);
    CHECK(p.learned.weights[0] == 0.75);
    CHECK(p.learned.symbols[0].value == 0.25);
}

TEST_CASE("profile: wrong documents are refused by kind") {
    CHECK(profile_error(R"({"version":1})") == ErrorCode::kOk);
    CHECK(profile_error(R"({"version":2})") == ErrorCode::kOk);
    CHECK(profile_error(R"({"version":3})") == ErrorCode::kUnsupportedVersion);
    CHECK(profile_error(R"({"version":1.0})") == ErrorCode::kInvalidJson);
    for (const char* text : {"",
                             "[]",
                             "null",
                             "{",
                             "{}",
                             R"({"version":"1"})",
                             R"({"version":1,"events":{}})",
                             R"({"version":1,"event":[]})",
                             R"({"version":1,"events":[{"kind":"love","item":"a","day":1}]})",
                             R"({"version":1,"events":[{"kind":"like","item":"a"}]})",
                             R"({"version":1,"events":[{"kind":"like","item":1,"day":1}]})",
                             R"({"version":1,"events":[{"kind":"like","item":"a","day":1e99}]})",
                             R"({"version":1,"events":[{"kind":"like","item":"a","day":99999999999999999999}]})",
                             R"({"version":1,"switches":{"a":"maybe"}})",
                             R"({"version":1,"price":{"min_minor":-1}})",
                             R"({"version":1,"weights":{"smell":1}})",
                             R"({"version":1,"weights":{"text":"1"}})",
                             R"({"version":2,"events":[{"kind":"tap","item":"a","day":1}]})",
                             R"({"version":2,"events":[{"kind":"like","symbol":"a","day":1}]})",
                             R"({"version":2,"events":[{"kind":"like","item":"a","symbol":"b","day":1}]})",
                             R"({"version":2,"events":[{"kind":"like","item":"a","day":1,"position":0}]})",
                             R"({"version":2,"events":[{"kind":"dwell","item":"a","day":1,"seconds":-1}]})",
                             R"({"version":2,"pairs":[{"better":"a","day":1}]})",
                             R"({"version":2,"styles":{"plain_ornate":1.5}})",
                             R"({"version":2,"styles":{"plain":0.5}})",
                             R"({"version":2,"occasion":1})",
                             R"({"version":2,"categories":["a"]})",
                             R"({"version":2,"wish_days":{"price":"today"}})",
                             R"({"version":2,"learned":{}})",
                             R"({"version":2,"learned":{"day":1,"symbols":{"a":9}}})",
                             R"({"version":2,"folded":{"view":-1}})",
                             R"({"version":1,"personalise":1})",
                             "{\"version\":1,\"events\":[{\"kind\":\"like\",\"item\":\"\xff\",\"day\":1}]}"}) {
        CAPTURE(text);
        CHECK(profile_error(text) == ErrorCode::kInvalidJson);
    }
}

TEST_CASE("profile: a long name is cut in the message between characters, wherever the cut falls") {
    std::string dragons;
    for (int i = 0; i < 40; ++i) dragons += "龙";
    for (const std::string lead : {"", "a", "ab"}) {
        const std::string name = lead + dragons, text = "{\"version\":2,";
        for (const std::string& whole : {text + "\"" + name + "\":1}", text + "\"weights\":{\"" + name + "\":1}}",
                                         text + "\"switches\":{\"" + name + "\":\"maybe\"}}", text + "\"folded\":{\"" + name + "\":-1}}"}) {
            const auto refused = parse_profile(whole);
            REQUIRE_FALSE(refused);
            CAPTURE(refused.error().message);
            CHECK(valid_utf8(refused.error().message));
            CHECK(refused.error().message.find(lead + "龙") != std::string::npos);
            CHECK(refused.error().message.find(name) == std::string::npos);
        }
    }
}

TEST_CASE("request: a whole document is read") {
    const auto request =
        parse_request(R"({"placement":"query","k":3,"date":"2026-11-25","lang":["en","en"],"without":["dragon"],"without_items":["a"],
        "rank_of":["b"],"exclude":["c"],"explain":"full","explain_ids":[],"strict":true,"query":{"visual":"photo.visual","weights":{"text":2}}})");
    REQUIRE(request.ok());
    CHECK(request.value().placement == Placement::kQuery);
    CHECK(request.value().date == 20782);
    CHECK(request.value().lang == std::vector<Lang>{Lang::kEn});
    CHECK(request.value().explain == Depth::kFull);
    CHECK(request.value().explain_ids->empty());
    CHECK(request.value().slots[0] == "photo.visual");
    CHECK(request.value().weights[1] == 2.0);
    CHECK(request.value().strict);
}

TEST_CASE("request: wrong documents are refused by kind") {
    CHECK(request_error(R"({"placement":"for-you","date":"2026-11-25"})") == ErrorCode::kOk);
    CHECK(request_error(R"({"placement":"for-you","date":"2026-02-30"})") == ErrorCode::kInvalidArgument);
    for (const char* text :
         {R"({"date":"2026-11-25"})", R"({"placement":"for-you"})", R"({"placement":"home","date":"2026-11-25"})",
          R"({"placement":"similar","date":"2026-11-25"})", R"({"placement":"query","date":"2026-11-25"})",
          R"({"placement":"for-you","date":"2026-11-25","k":0})", R"({"placement":"for-you","date":"2026-11-25","k":1001})",
          R"({"placement":"for-you","date":"2026-11-25","k":2.5})", R"({"placement":"for-you","date":"2026-11-25","item":"a"})",
          R"({"placement":"for-you","date":"2026-11-25","lang":["fr"]})",
          R"({"placement":"for-you","date":"2026-11-25","without":"dragon"})", R"({"placement":"for-you","date":"2026-11-25","kk":1})",
          R"({"placement":"for-you","date":20782})"}) {
        CAPTURE(text);
        CHECK(request_error(text) == ErrorCode::kInvalidJson);
    }
}
