#include "ruyi/profile.hpp"

#include "json/profile_json.hpp"
#include "json/request_json.hpp"
#include "native/catch.hpp"

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

TEST_CASE("event: weight halves in thirty days and a day to come counts as today") {
    CHECK(event_weight(EventKind::kLike, 100, 100) == 1.0);
    CHECK(event_weight(EventKind::kLike, 100, 130) == 0.5);
    CHECK(event_weight(EventKind::kHide, 70, 100) == -0.5);
    CHECK(event_weight(EventKind::kView, 500, 100) == 0.25);
    CHECK(event_weight(EventKind::kCart, 100, 100) == 0.7);
    CHECK(event_weight(EventKind::kDislike, 100, 100) == -0.5);
    CHECK(event_weight(EventKind::kBuy, 100, 160) == 0.25);
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

TEST_CASE("profile: wrong documents are refused by kind") {
    CHECK(profile_error(R"({"version":1})") == ErrorCode::kOk);
    CHECK(profile_error(R"({"version":2})") == ErrorCode::kUnsupportedVersion);
    CHECK(profile_error(R"({"version":1.0})") == ErrorCode::kInvalidJson);
    for (const char* text :
         {"", "[]", "null", "{", "{}", R"({"version":"1"})", R"({"version":1,"events":{}})", R"({"version":1,"event":[]})",
          R"({"version":1,"events":[{"kind":"love","item":"a","day":1}]})", R"({"version":1,"events":[{"kind":"like","item":"a"}]})",
          R"({"version":1,"events":[{"kind":"like","item":1,"day":1}]})",
          R"({"version":1,"events":[{"kind":"like","item":"a","day":1e99}]})",
          R"({"version":1,"events":[{"kind":"like","item":"a","day":99999999999999999999}]})", R"({"version":1,"switches":{"a":"maybe"}})",
          R"({"version":1,"price":{"min_minor":-1}})", R"({"version":1,"weights":{"graph":1}})", R"({"version":1,"weights":{"text":"1"}})",
          R"({"version":1,"personalise":1})", "{\"version\":1,\"events\":[{\"kind\":\"like\",\"item\":\"\xff\",\"day\":1}]}"}) {
        CAPTURE(text);
        CHECK(profile_error(text) == ErrorCode::kInvalidJson);
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
