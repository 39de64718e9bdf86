// What the runtime reads of a JSON text, held to nlohmann's own tree.
#include "json/document.hpp"

#include <nlohmann/json.hpp>
#include <random>
#include <string>

#include "native/catch.hpp"

using namespace ruyi;
using Json = nlohmann::json;

namespace {

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
    std::string last;
    for (auto it = from.begin(); !(it == from.end()); ++it, ++count) {
        if (from.is_array()) {
            out.push_back(copied(*it));
            continue;
        }
        REQUIRE((count == 0 || last < it.key()));
        last = it.key();
        REQUIRE(from.find(last) == it);
        out[last] = copied(*it);
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
    check_same(std::string("[\0]", 3));
    check_same(std::string("\"\0\"", 3));
}

TEST_CASE("json: what is refused on purpose, other than by nlohmann/json") {
    CHECK_FALSE(json::Text::parse(R"({"a":1,"a":2})").valid());
    CHECK_FALSE(json::Text::parse(R"({"b":{"x":1,"y":2,"\u0078":3}})").valid());
    CHECK_FALSE(json::Text::parse(std::string("{}\0", 3)).valid());  // nlohmann's lexer ends at a NUL, whatever follows
    CHECK_FALSE(json::Text::parse(std::string("{}\0x", 4)).valid());
    CHECK(json::Text::parse(std::string(64, '[') + std::string(64, ']')).valid());
    CHECK_FALSE(json::Text::parse(std::string(65, '[') + std::string(65, ']')).valid());
    CHECK_FALSE(json::Text::parse(std::string(1000000, '[')).valid());
}

TEST_CASE("json: members are walked in the order of their names, with all that they hold") {
    const json::Text text = json::Text::parse(R"({"龙":[1,{"z":2,"a":[]}],"b":{"y":{"n":1,"m":2},"x":3},"":null,"aa":"s","a":-1})");
    REQUIRE(text.valid());
    std::string names;
    for (auto it = text.root().begin(); !(it == text.root().end()); ++it) names.append(it.key()).append("|");
    CHECK(names == "|a|aa|b|龙|");
    CHECK(copied(text.root()).dump() == R"({"":null,"a":-1,"aa":"s","b":{"x":3,"y":{"m":2,"n":1}},"龙":[1,{"a":[],"z":2}]})");
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
