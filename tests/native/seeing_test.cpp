#include "ruyi/seeing.hpp"

#include <functional>
#include <limits>

#include "catch.hpp"
#include "support/pictures.hpp"

using namespace ruyi;
using nlohmann::json;

namespace {

json create_contract_json() {
    return {{"contract", "image-encoder/1"},
            {"model", "test-encoder"},
            {"pixels", {{"layout", "NCHW"}, {"channels", "RGB"}, {"mean", {1.5, 2, 3}}, {"std", {4, 5, 6.25}}, {"resize", "stretch"}}},
            {"symbols", {"lotus", "dragon", "bat"}},
            {"symbol_calibration",
             {{{"id", "dragon"}, {"ap", nullptr}, {"threshold", 0.75}, {"claim", true}, {"box_quantile", 0.25}},
              {{"id", "bat"}, {"threshold", nullptr}}}}};
}

SeeingContract create_contract(std::vector<SymbolRule> symbols) { return {"test-encoder", {0, 0, 0}, {1, 1, 1}, std::move(symbols)}; }

std::vector<SeenSymbol> decode(const SeeingContract& contract, const std::vector<float>& logits, const std::vector<float>& maps,
                               std::uint32_t h, std::uint32_t w) {
    Result<std::vector<SeenSymbol>> seen = decode_seeing(contract, logits, maps, h, w);
    REQUIRE(seen.ok());
    return seen.value();
}

ErrorCode decode_failure(const std::vector<float>& logits, const std::vector<float>& maps, std::uint32_t h, std::uint32_t w) {
    const Result<std::vector<SeenSymbol>> seen = decode_seeing(create_contract({{"a"}, {"b"}}), logits, maps, h, w);
    REQUIRE_FALSE(seen.ok());
    return seen.error().code;
}

/// The refusal of a contract changed by `change`; the message must name the member.
void check_refusal(ErrorCode code, const std::string& member, const std::function<void(json&)>& change) {
    json contract = create_contract_json();
    change(contract);
    const Result<SeeingContract> parsed = parse_seeing_contract(contract.dump());
    INFO(contract.dump());
    REQUIRE_FALSE(parsed.ok());
    CHECK(parsed.error().code == code);
    CHECK(parsed.error().message.find(member) != std::string::npos);
}

}  // namespace

TEST_CASE("seeing: reads the sidecar and fills in what it leaves out") {
    const Result<SeeingContract> parsed = parse_seeing_contract(create_contract_json().dump());
    REQUIRE(parsed.ok());
    const SeeingContract& contract = parsed.value();
    CHECK(contract.model == "test-encoder");
    CHECK(contract.mean == std::array<float, 3>{1.5f, 2, 3});
    CHECK(contract.std == std::array<float, 3>{4, 5, 6.25f});
    REQUIRE(contract.symbols.size() == 3);
    CHECK(contract.symbols[0].id == "lotus");  // no entry: never claimed
    CHECK_FALSE(contract.symbols[0].claim);
    CHECK(contract.symbols[1].threshold == 0.75);
    CHECK(contract.symbols[1].box_quantile == 0.25);
    CHECK(contract.symbols[1].claim);
    CHECK(contract.symbols[2].threshold == 1.0);
    CHECK(contract.symbols[2].box_quantile == 0.5);
    CHECK_FALSE(contract.symbols[2].claim);
}

TEST_CASE("seeing: a contract of another kind or version is unsupported") {
    check_refusal(ErrorCode::kUnsupportedVersion, "contract", [](json& c) { c["contract"] = "image-encoder/2"; });
    check_refusal(ErrorCode::kUnsupportedVersion, "pixels.layout", [](json& c) { c["pixels"]["layout"] = "NHWC"; });
    check_refusal(ErrorCode::kUnsupportedVersion, "pixels.channels", [](json& c) { c["pixels"]["channels"] = "BGR"; });
    check_refusal(ErrorCode::kUnsupportedVersion, "pixels.resize", [](json& c) { c["pixels"]["resize"] = "letterbox"; });
}

TEST_CASE("seeing: a member of the wrong type, range or reference is refused by name") {
    check_refusal(ErrorCode::kInvalidJson, "contract", [](json& c) { c.erase("contract"); });
    check_refusal(ErrorCode::kInvalidJson, "contract", [](json& c) { c["contract"] = 1; });
    check_refusal(ErrorCode::kInvalidJson, "model", [](json& c) { c["model"] = ""; });
    check_refusal(ErrorCode::kInvalidJson, "pixels", [](json& c) { c["pixels"] = 3; });
    check_refusal(ErrorCode::kInvalidJson, "pixels.mean", [](json& c) { c["pixels"]["mean"] = {1, 2}; });
    check_refusal(ErrorCode::kInvalidJson, "pixels.mean", [](json& c) { c["pixels"]["mean"][1] = "2"; });
    check_refusal(ErrorCode::kInvalidJson, "pixels.std", [](json& c) { c["pixels"]["std"][2] = 0; });
    check_refusal(ErrorCode::kInvalidJson, "pixels.std", [](json& c) { c["pixels"]["std"][2] = -1; });
    check_refusal(ErrorCode::kInvalidJson, "symbols", [](json& c) { c["symbols"] = json::array(); });
    check_refusal(ErrorCode::kInvalidJson, "symbols[1]", [](json& c) { c["symbols"][1] = 5; });
    check_refusal(ErrorCode::kInvalidJson, "symbols[2]", [](json& c) { c["symbols"][2] = "lotus"; });
    check_refusal(ErrorCode::kInvalidJson, "symbol_calibration", [](json& c) { c.erase("symbol_calibration"); });
    check_refusal(ErrorCode::kInvalidJson, "symbol_calibration[0]", [](json& c) { c["symbol_calibration"][0] = "dragon"; });
    check_refusal(ErrorCode::kInvalidJson, "symbol_calibration[0].id", [](json& c) { c["symbol_calibration"][0]["id"] = "phoenix"; });
    check_refusal(ErrorCode::kInvalidJson, "symbol_calibration[1].id", [](json& c) { c["symbol_calibration"][1]["id"] = "dragon"; });
    check_refusal(ErrorCode::kInvalidJson, "symbol_calibration[0].threshold",
                  [](json& c) { c["symbol_calibration"][0]["threshold"] = 1.5; });
    check_refusal(ErrorCode::kInvalidJson, "symbol_calibration[0].box_quantile",
                  [](json& c) { c["symbol_calibration"][0]["box_quantile"] = "half"; });
    check_refusal(ErrorCode::kInvalidJson, "symbol_calibration[0].claim", [](json& c) { c["symbol_calibration"][0]["claim"] = 1; });
    check_refusal(ErrorCode::kInvalidJson, "symbol_calibration[1].claim", [](json& c) { c["symbol_calibration"][1]["claim"] = true; });
}

TEST_CASE("seeing: every prefix of a contract is refused, none crashes") {
    const std::string whole = create_contract_json().dump();
    for (std::size_t n = 0; n < whole.size(); ++n) {
        const std::vector<char> cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(n));
        REQUIRE_FALSE(parse_seeing_contract({cut.data(), cut.size()}).ok());
    }
}

TEST_CASE("seeing: symbols come best first, ties in vocabulary order, with the logistic confidence") {
    const std::vector<SeenSymbol> seen =
        decode(create_contract({{"a"}, {"b"}, {"c"}, {"d"}}), {0, 2, 2, -1000}, std::vector<float>(4, 0), 1, 1);
    REQUIRE(seen.size() == 4);
    CHECK(seen[0].id == "b");
    CHECK(seen[1].id == "c");
    CHECK(seen[2].id == "a");
    CHECK(seen[0].confidence == Approx(0.8807970779778823).epsilon(1e-13));
    CHECK(seen[2].confidence == 0.5);
    CHECK(seen[3].confidence >= 0.0);
    CHECK(seen[3].confidence < 1e-200);
}

TEST_CASE("seeing: a claim needs both permission and the operating point") {
    const std::vector<SeenSymbol> seen = decode(
        create_contract({{"at", 0.5, 0.5, true}, {"above", 0.51, 0.5, true}, {"barred", 0.1, 0.5, false}}), {0, 0, 0}, {0, 0, 0}, 1, 1);
    CHECK(seen[0].claimed);  // exactly at the threshold
    CHECK_FALSE(seen[1].claimed);
    CHECK_FALSE(seen[2].claimed);
}

TEST_CASE("seeing: the box is the 4-connected component around the peak, by hand") {
    // Sum 18, mean 1.5, peak 5; half way is 3.25. The 4 touches the peak by an edge, the 4 at the lower right only by a corner of the 4s.
    const std::vector<float> map{0, 0, 0, 0,  //
                                 0, 5, 4, 0,  //
                                 0, 0, 0, 4,  //
                                 0, 1, 0, 4};
    const std::vector<SeenSymbol> seen = decode(create_contract({{"a", 1, 0.5, false}}), {0}, map, 4, 4);
    REQUIRE(seen[0].has_box);
    CHECK(seen[0].box == std::array<float, 4>{0.25f, 0.25f, 0.75f, 0.5f});
}

TEST_CASE("seeing: of two equal peaks the first in row-major order is taken") {
    const std::vector<SeenSymbol> seen = decode(create_contract({{"a", 1, 1.0, false}}), {0}, {0, 0, 9, 9, 0, 0}, 2, 3);
    CHECK(seen[0].box == std::array<float, 4>{2.0f / 3, 0, 1, 0.5f});
}

TEST_CASE("seeing: a flat map has no box") {
    CHECK_FALSE(decode(create_contract({{"a"}}), {3}, std::vector<float>(12, 0.1f), 3, 4)[0].has_box);
}

TEST_CASE("seeing: sizes that do not fit the contract are refused") {
    CHECK(decode_failure({0}, {0, 0}, 1, 1) == ErrorCode::kDimensionMismatch);
    CHECK(decode_failure({0, 0}, {0, 0, 0}, 1, 1) == ErrorCode::kDimensionMismatch);
    CHECK(decode_failure({0, 0}, {}, 0, 0) == ErrorCode::kDimensionMismatch);
    CHECK(decode_failure({0, 0}, {}, 1u << 31, 1u << 31) == ErrorCode::kDimensionMismatch);  // 2^63 cells
}

TEST_CASE("seeing: NaN and infinity are refused wherever they are") {
    constexpr float kNaN = std::numeric_limits<float>::quiet_NaN(), kInfinity = std::numeric_limits<float>::infinity();
    CHECK(decode_failure({0, kNaN}, {0, 0}, 1, 1) == ErrorCode::kInvalidPicture);
    CHECK(decode_failure({-kInfinity, 0}, {0, 0}, 1, 1) == ErrorCode::kInvalidPicture);
    CHECK(decode_failure({0, 0}, {0, kNaN}, 1, 1) == ErrorCode::kInvalidPicture);
    CHECK(decode_failure({0, 0}, {kInfinity, 0}, 1, 1) == ErrorCode::kInvalidPicture);
}

TEST_CASE("seeing: results equal the independent Python reference") {
    const json cases = ruyi_test::read_support_json("seeing_cases.json")["cases"];
    REQUIRE(cases.size() == 4);
    for (const json& c : cases) {
        const Result<SeeingContract> contract = parse_seeing_contract(c["contract"].dump());
        REQUIRE(contract.ok());
        std::vector<float> maps;
        for (const json& value : c["maps_64ths"]) {
            maps.push_back(value.get<float>() / 64);
        }
        const std::vector<SeenSymbol> seen = decode(contract.value(), c["logits"].get<std::vector<float>>(), maps, c["map_h"], c["map_w"]);
        REQUIRE(seen.size() == c["expected"].size());
        for (std::size_t i = 0; i < seen.size(); ++i) {
            const json& expected = c["expected"][i];
            INFO(contract.value().model << " " << seen[i].id);
            CHECK(seen[i].id == expected["id"].get<std::string>());
            CHECK(seen[i].confidence == Approx(expected["confidence"].get<double>()).epsilon(1e-13));
            CHECK(seen[i].claimed == expected["claimed"].get<bool>());
            CHECK(seen[i].has_box == !expected["box"].is_null());
            if (seen[i].has_box) {
                CHECK(seen[i].box == expected["box"].get<std::array<float, 4>>());
            }
        }
    }
}
