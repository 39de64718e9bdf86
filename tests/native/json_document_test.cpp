// The core's own JSON reader and number printing, held to nlohmann/json and to the C library.
#include "json/document.hpp"

#include <bit>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <random>
#include <string>

#include "json/number.hpp"
#include "native/catch.hpp"

using namespace ruyi;
using Json = nlohmann::json;

namespace {

std::string printed(double value) {
    std::string text;
    json::append_shortest(text, value);
    return text;
}

std::uint64_t bits(double value) { return std::bit_cast<std::uint64_t>(value); }

/// The same value in the other library's tree, so that two trees compare with ==.
Json copied(const json::Document& from) {
    if (from.is_null()) return nullptr;
    if (from.is_boolean()) return from.get<bool>();
    if (from.is_number_unsigned()) return from.get<std::uint64_t>();
    if (from.is_number_integer()) return from.get<std::int64_t>();
    if (from.is_number()) return from.get<double>();
    if (from.is_string()) return std::string(from.text());
    Json out = from.is_array() ? Json::array() : Json::object();
    std::size_t count = 0;
    for (auto it = from.begin(); !(it == from.end()); ++it, ++count) {
        if (from.is_array())
            out.push_back(copied(*it));
        else
            out[std::string(it.key())] = copied(*it);
    }
    REQUIRE(count == from.size());
    return out;
}

/// Both read the same, or both refuse. Not for texts on which they differ by intent.
void check_same(const std::string& text) {
    CAPTURE(text);
    const Json expected = Json::parse(text, nullptr, false);
    const json::Text found = json::Text::parse(text);
    REQUIRE(found.valid() == !expected.is_discarded());
    if (found.valid()) REQUIRE(copied(found.root()) == expected);
}

}  // namespace

TEST_CASE("json: texts are read or refused as nlohmann/json does") {
    for (const char* text : {"",
                             " ",
                             "null",
                             " true ",
                             "false",
                             "nul",
                             "truee",
                             "\xEF\xBB\xBF{}",
                             "[]",
                             "[ ]",
                             "[1,2,3]",
                             "[1,]",
                             "[,1]",
                             "[1 2]",
                             "{}",
                             "{ }",
                             R"({"a":1})",
                             R"({"a":1,})",
                             R"({"a" : [ {} , {"b":null} ] , "c":"d"})",
                             R"({a:1})",
                             R"({"a"})",
                             R"({"a":})",
                             R"({"a":1 "b":2})",
                             "{\"a\":1}x",
                             "[1]]",
                             "{",
                             "[",
                             "\"",
                             "\"a",
                             "\"\\\"",
                             R"("\"\\\/\b\f\n\r\t")",
                             R"("\x")",
                             R"("\u0041\u00e9\u4e2d\uD83D\uDE00")",
                             R"("\uD83D")",
                             R"("\uD83Dx")",
                             R"("\uDE00")",
                             R"("\uD83D\u0041")",
                             R"("\u12")",
                             R"("\u12G4")",
                             R"("\u0000")",
                             "\"\t\"",
                             "\"\x7f\"",
                             "\"\xc3\x28\"",
                             "\"\xe4\xb8\xad\"",
                             "\"\xed\xa0\x80\"",
                             "\"\xf0\x9f\x98\x80\"",
                             "\"\xf5\x80\x80\x80\"",
                             "\"\xc0\x80\"",
                             "0",
                             "-0",
                             "-",
                             "00",
                             "01",
                             "-01",
                             "1.",
                             ".5",
                             "1.5",
                             "-1.5e10",
                             "1e",
                             "1e+",
                             "1E+2",
                             "1e-2",
                             "1e400",
                             "-1e400",
                             "1e-400",
                             "0e999999999999",
                             "18446744073709551615",
                             "18446744073709551616",
                             "-9223372036854775808",
                             "-9223372036854775809",
                             "9223372036854775808",
                             "+1",
                             "0x10",
                             "NaN",
                             "Infinity",
                             "[1e5,-0.0,123456789012345678901234567890]",
                             "\xff",
                             "{\"\":0}",
                             "[[[[[[[[]]]]]]]]"})
        check_same(text);
}

TEST_CASE("json: what is refused on purpose, other than by nlohmann/json") {
    CHECK_FALSE(json::Text::parse(R"({"a":1,"a":2})").valid());
    CHECK_FALSE(json::Text::parse(R"({"b":{"x":1,"y":2,"\u0078":3}})").valid());
    CHECK_FALSE(json::Text::parse(std::string_view("{}\0", 3)).valid());
    CHECK(json::Text::parse(std::string(64, '[') + std::string(64, ']')).valid());
    CHECK_FALSE(json::Text::parse(std::string(65, '[') + std::string(65, ']')).valid());
    CHECK_FALSE(json::Text::parse(std::string(1000000, '[')).valid());
}

TEST_CASE("json: damaged documents are read or refused as nlohmann/json does") {
    const std::string whole =
        R"({"version":1,"events":[{"kind":"like","item":"龙-01","day":20780},{"kind":"view","item":"\u9f99","day":-3}],"price":{"min":1.25e2,"max":null},"on":true})";
    check_same(whole);
    for (std::size_t n = 0; n < whole.size(); ++n) check_same(whole.substr(0, n));
    std::mt19937 random(7);
    const std::string alphabet = "{}[]\",:\\u0123456789eE+-. tfn\xe9\xbe\x99\x80\x01";
    for (int round = 0; round < 20000; ++round) {
        std::string text = whole;
        for (std::uint32_t edits = 1 + random() % 3; edits > 0; --edits) {
            const std::size_t at = random() % text.size();
            const char c = alphabet[random() % alphabet.size()];
            if (random() % 3 == 0)
                text.erase(at, 1);
            else if (random() % 2 == 0)
                text[at] = c;
            else
                text.insert(at, 1, c);
        }
        // A repeated name is the one thing on which the two differ here.
        const auto found = json::Text::parse(text);
        if (!found.valid() && !Json::parse(text, nullptr, false).is_discarded()) {
            bool repeated = false;
            std::vector<std::vector<std::string>> names;
            const Json::parser_callback_t notice = [&](int, Json::parse_event_t event, Json& value) {
                if (event == Json::parse_event_t::object_start) names.emplace_back();
                if (event == Json::parse_event_t::object_end) names.pop_back();
                if (event == Json::parse_event_t::key) {
                    for (const std::string& name : names.back()) repeated = repeated || name == value.get<std::string>();
                    names.back().push_back(value.get<std::string>());
                }
                return true;
            };
            (void)Json::parse(text, notice, false);
            CAPTURE(text);
            REQUIRE(repeated);
            continue;
        }
        check_same(text);
    }
}

TEST_CASE("json: decimal text becomes the nearest double, ties to even") {
    for (const char* text : {"0",
                             "-0",
                             "0.0",
                             "1",
                             "0.1",
                             "123456789012345",
                             "1234567890123456789",
                             "9007199254740993",
                             "9007199254740992.5",
                             "1e22",
                             "1e23",
                             "1e-22",
                             "8.5e-23",
                             "1.7976931348623157e308",
                             "1.7976931348623158e308",
                             "1.7976931348623159e308",
                             "1.797693134862315807e308",
                             "1e309",
                             "2.2250738585072014e-308",
                             "2.2250738585072011e-308",
                             "4.9406564584124654e-324",
                             "2.4703282292062327e-324",
                             "2.4703282292062328e-324",
                             "2e-324",
                             "1e-325",
                             "1e-500",
                             "1e999999999",
                             "1e-999999999",
                             "0e5",
                             "0.000000000000000000000000000000000001",
                             "5e-324",
                             "3.5e15",
                             "0.30000000000000004",
                             "6929495644600919.5",
                             "3.237883913302901e-319"})
        CHECK(bits(json::nearest_double(text)) == bits(std::strtod(text, nullptr)));
    // The exact middle between two doubles, all its digits, and the same with a trace beyond the last digit that is kept.
    const std::string middle = "1." + std::string("00000000000000011102230246251565404236316680908203125");
    CHECK(json::nearest_double(middle) == 1.0);
    CHECK(json::nearest_double(middle + std::string(900, '0') + "1") > 1.0);
    std::mt19937_64 random(11);
    for (int round = 0; round < 200000; ++round) {
        std::string text = std::to_string(random() >> (random() % 60));
        if (random() % 2 == 0) text += "." + std::to_string(random());
        if (random() % 2 == 0) text += "e" + std::to_string(static_cast<int>(random() % 700) - 350);
        CAPTURE(text);
        REQUIRE(bits(json::nearest_double(text)) == bits(std::strtod(text.c_str(), nullptr)));
    }
}

TEST_CASE("json: numbers are printed shortest, and read back to the same bits") {
    for (const auto& [value, text] : std::vector<std::pair<double, std::string>>{{0.0, "0.0"},
                                                                                 {-0.0, "-0.0"},
                                                                                 {1.0, "1.0"},
                                                                                 {0.1, "0.1"},
                                                                                 {1e15, "1e+15"},
                                                                                 {1e14, "100000000000000.0"},
                                                                                 {123456.75, "123456.75"},
                                                                                 {0.0001, "0.0001"},
                                                                                 {0.00001, "1e-05"},
                                                                                 {-1.5e-7, "-1.5e-07"},
                                                                                 {1e100, "1e+100"},
                                                                                 {5e-324, "5e-324"},
                                                                                 {9007199254740993.0, "9.007199254740992e+15"}}) {
        CHECK(printed(value) == text);
        CHECK(printed(value) == Json(value).dump());
    }
    std::mt19937_64 random(13);
    std::uint32_t shorter = 0;
    for (int round = 0; round < 200000; ++round) {
        double value = std::bit_cast<double>(random());
        if (round % 2 == 0) value = static_cast<double>(random() >> 11) / static_cast<double>(std::uint64_t{1} << 53) * 4 - 2;
        if (!std::isfinite(value)) continue;
        const std::string text = printed(value), other = Json(value).dump();
        CAPTURE(text);
        REQUIRE(bits(std::strtod(text.c_str(), nullptr)) == bits(value));
        REQUIRE(bits(json::nearest_double(text)) == bits(value));
        REQUIRE(text.size() <= other.size());  // Grisu2 is now and then longer than the shortest
        if (text != other) ++shorter;
    }
    CHECK(shorter < 1000);
}
