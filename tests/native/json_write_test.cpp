#include "json/json_write.hpp"

#include <limits>
#include <nlohmann/json.hpp>

#include "native/catch.hpp"

using ruyi::json::Writer;

namespace {

std::string written(std::string_view text) {
    Writer out;
    out.value(text);
    return out.take();
}

}  // namespace

TEST_CASE("json: members, arrays and values are separated as they should be") {
    Writer out;
    out.begin_object()
        .member("a", 1.5)
        .key("b")
        .begin_array()
        .value(true)
        .null()
        .begin_object()
        .end_object()
        .end_array()
        .member("c", std::uint32_t{7})
        .end_object();
    CHECK(out.take() == R"({"a":1.5,"b":[true,null,{}],"c":7})");
}

TEST_CASE("json: every byte below a space, quotes and backslashes are escaped") {
    for (int byte = 0; byte < 128; ++byte) {
        const std::string text = std::string("<") + static_cast<char>(byte) + ">";
        CHECK(nlohmann::json::parse(written(text)) == text);
    }
    CHECK(written("\x1f\"\\") == R"("\u001f\"\\")");
    CHECK(written("如意") == "\"如意\"");
}

TEST_CASE("json: bytes that are not UTF-8 become the replacement character") {
    CHECK(written("a\xff\xe5\xa6z") == "\"a\xEF\xBF\xBD\xEF\xBF\xBDz\"");
    CHECK_FALSE(nlohmann::json::parse(written("\xed\xa0\x80"), nullptr, false).is_discarded());
}

TEST_CASE("json: doubles read back to the same bits") {
    for (const double number : {0.0, -0.0, 0.1, 1.0 / 3.0, 1e-300, 5e-324, 1.7976931348623157e308, -2.2250738585072014e-308,
                                123456789.123456789, 1e21, 65535.0 / 65535.0}) {
        Writer out;
        out.value(number);
        const double back = nlohmann::json::parse(out.take()).get<double>();
        CHECK(back == number);
    }
    Writer out;
    out.value(std::numeric_limits<double>::infinity());
    CHECK(out.take() == "null");
}
