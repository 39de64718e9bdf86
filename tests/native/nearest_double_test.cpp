// The conversion that the runtime modules have in the place of the C library's, held to the C library's.
#include "nearest_double.hpp"

#include <bit>
#include <cstdlib>
#include <random>
#include <string>

#include "native/catch.hpp"

using namespace ruyi;

namespace {

std::uint64_t bits(double value) { return std::bit_cast<std::uint64_t>(value); }

}  // namespace

TEST_CASE("nearest double: decimal text becomes the nearest double, ties to even") {
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
        CHECK(bits(nearest_double(text)) == bits(std::strtod(text, nullptr)));
    // The exact middle between two doubles, all its digits, and the same with a trace beyond the last digit that is kept.
    const std::string middle = "1." + std::string("00000000000000011102230246251565404236316680908203125");
    CHECK(nearest_double(middle) == 1.0);
    CHECK(nearest_double(middle + std::string(900, '0') + "1") > 1.0);
    std::mt19937_64 random(11);
    for (int round = 0; round < 200000; ++round) {
        std::string text = std::to_string(random() >> (random() % 60));
        if (random() % 2 == 0) text += "." + std::to_string(random());
        if (random() % 2 == 0) text += "e" + std::to_string(static_cast<int>(random() % 700) - 350);
        CAPTURE(text);
        REQUIRE(bits(nearest_double(text)) == bits(std::strtod(text.c_str(), nullptr)));
    }
}
