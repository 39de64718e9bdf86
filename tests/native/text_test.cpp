#include "ruyi/text.hpp"

#include <fstream>
#include <nlohmann/json.hpp>

#include "catch.hpp"

using namespace ruyi;
using nlohmann::json;

namespace {

/// A table that owns its arrays; change a member, then take view().
struct OwnedTable {
    std::vector<std::uint32_t> offsets{0};
    std::vector<std::uint8_t> bytes;
    std::vector<std::int8_t> rows;
    std::vector<float> scales;
    std::vector<std::uint32_t> fold_from, fold_to;

    void add(std::string_view token, const std::vector<std::int8_t>& row, float scale) {
        bytes.insert(bytes.end(), token.begin(), token.end());
        offsets.push_back(static_cast<std::uint32_t>(bytes.size()));
        rows.insert(rows.end(), row.begin(), row.end());
        scales.push_back(scale);
    }
    WordTable view() const { return {offsets, bytes, rows, scales, fold_from, fold_to}; }
};

/// "", "_re", "_red", "d", "龙", "龙纹": six tokens of two numbers each; A–Z and 龍 fold, U+0301 is removed.
OwnedTable create_small_table() {
    OwnedTable table;
    table.add("", {0, 0}, 0.0f);
    table.add("_re", {1, 2}, 0.5f);
    table.add("_red", {3, 0}, 1.0f);
    table.add("d", {0, 4}, 1.0f);
    table.add("龙", {10, 0}, 0.25f);
    table.add("龙纹", {0, -8}, 0.25f);
    for (std::uint32_t code = 'A'; code <= 'Z'; ++code) table.fold_from.push_back(code), table.fold_to.push_back(code + 32);
    table.fold_from.push_back(0x301), table.fold_to.push_back(0);
    table.fold_from.push_back(0x9F8D), table.fold_to.push_back(0x9F99);
    return table;
}

TextEncoder create_encoder(const std::vector<WordTable>& tables) {
    Result<TextEncoder> encoder = TextEncoder::create(tables);
    REQUIRE(encoder.ok());
    return encoder.value();
}

std::vector<std::int32_t> ids_of(const TextEncoder& encoder, std::string_view text) {
    std::vector<std::int32_t> ids{99};
    REQUIRE(encoder.tokenise(text, ids).ok());
    return ids;
}

std::string from_hex(const std::string& hex) {
    std::string bytes;
    for (std::size_t i = 0; i < hex.size(); i += 2) bytes.push_back(static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16)));
    return bytes;
}

json read_cases() {
    std::ifstream file(RUYI_SOURCE_DIR "/tests/support/text_cases.json");
    REQUIRE(file);
    return json::parse(file);
}

OwnedTable table_of(const json& document, std::size_t begin, std::size_t end) {
    OwnedTable table;
    for (std::size_t i = begin; i < end; ++i)
        table.add(document["tokens"][i].get<std::string>(), document["rows"][i].get<std::vector<std::int8_t>>(),
                  document["scales"][i].get<float>());
    if (begin == 0) {
        table.fold_from = document["fold_from"].get<std::vector<std::uint32_t>>();
        table.fold_to = document["fold_to"].get<std::vector<std::uint32_t>>();
    }
    return table;
}

void check_invalid(const OwnedTable& table, const std::string& place) {
    const Result<void> checked = validate(table.view());
    REQUIRE_FALSE(checked.ok());
    CHECK(checked.error().code == ErrorCode::kInvalidBlock);
    CHECK(checked.error().message.find(place) != std::string::npos);
}

}  // namespace

TEST_CASE("text: token ids and vectors equal the Python reference, with one block and with three") {
    const json document = read_cases();
    const std::size_t count = document["tokens"].size();
    const OwnedTable whole = table_of(document, 0, count);
    const OwnedTable parts[] = {table_of(document, 0, 5), table_of(document, 5, count - 7), table_of(document, count - 7, count)};
    for (const TextEncoder& encoder :
         {create_encoder({whole.view()}), create_encoder({parts[0].view(), parts[1].view(), parts[2].view()})}) {
        for (const json& item : document["cases"]) {
            const std::string text = from_hex(item["hex"].get<std::string>());
            CAPTURE(text);
            const FoldedText folded = encoder.folder().fold(text);
            CHECK(folded.text == from_hex(item["folded_hex"].get<std::string>()));
            CHECK(folded.invalid_count == item["invalid"].get<std::uint32_t>());
            CHECK(ids_of(encoder, text) == item["ids"].get<std::vector<std::int32_t>>());
            std::vector<float> vector(encoder.dim());
            REQUIRE(encoder.encode(text, vector).ok());
            CHECK(vector == item["vector"].get<std::vector<float>>());
        }
    }
}

TEST_CASE("text: the vector is the scaled sum made unit length, worked out by hand") {
    const OwnedTable table = create_small_table();
    const TextEncoder encoder = create_encoder({table.view()});
    // 龙 and 龙纹: (2.5, 0) + (0, -2); 纹 alone is unknown.
    CHECK(ids_of(encoder, "龙纹") == std::vector<std::int32_t>{4, 5});
    std::vector<float> vector(2);
    REQUIRE(encoder.encode("龙纹", vector).ok());
    const double length = std::sqrt(2.5 * 2.5 + 2.0 * 2.0);
    CHECK(vector[0] == Approx(2.5 / length));
    CHECK(vector[1] == Approx(-2.0 / length));
}

TEST_CASE("text: traditional, upper case and stray accents fold to the same tokens") {
    const OwnedTable table = create_small_table();
    const TextEncoder encoder = create_encoder({table.view()});
    CHECK(ids_of(encoder, "龍 RED") == ids_of(encoder, "龙 red"));
    CHECK(ids_of(encoder, "re\u0301d") == std::vector<std::int32_t>{2});
}

TEST_CASE("text: the longest piece wins and what no piece covers is skipped") {
    const OwnedTable table = create_small_table();
    const TextEncoder encoder = create_encoder({table.view()});
    CHECK(ids_of(encoder, "red") == std::vector<std::int32_t>{2});
    CHECK(ids_of(encoder, "redd rexd") == std::vector<std::int32_t>{2, 3, 1, 3});
    CHECK(ids_of(encoder, "xred").back() == 3);
}

TEST_CASE("text: a text without known tokens encodes to zeros") {  // CASES E08
    const OwnedTable table = create_small_table();
    const TextEncoder encoder = create_encoder({table.view()});
    std::vector<float> vector{7, 7};
    REQUIRE(encoder.encode("??? 火", vector).ok());
    CHECK(vector == std::vector<float>{0, 0});
}

TEST_CASE("text: folding keeps the way back to the original bytes") {
    const OwnedTable table = create_small_table();
    const TextEncoder encoder = create_encoder({table.view()});
    const FoldedText folded = encoder.folder().fold("A\u0301龍\xFFz");
    CHECK(folded.text == "a龙\uFFFDz");
    CHECK(folded.origin == std::vector<std::uint32_t>{0, 3, 3, 3, 6, 6, 6, 7, 8});
    CHECK(folded.invalid_count == 1);
}

TEST_CASE("text: an output of another length and an id outside the table are refused") {
    const OwnedTable table = create_small_table();
    const TextEncoder encoder = create_encoder({table.view()});
    std::vector<float> wrong(3), right(2);
    CHECK(encoder.encode("龙", wrong).error().code == ErrorCode::kDimensionMismatch);
    const std::vector<std::int32_t> below{-1}, above{6};
    CHECK(encoder.encode_ids(below, right).error().code == ErrorCode::kInvalidArgument);
    CHECK(encoder.encode_ids(above, right).error().code == ErrorCode::kInvalidArgument);
}

TEST_CASE("text: the padding token adds nothing") {
    const OwnedTable table = create_small_table();
    const TextEncoder encoder = create_encoder({table.view()});
    const std::vector<std::int32_t> plain{2, 3}, padded{2, 3, 0, 0};
    std::vector<float> a(2), b(2);
    REQUIRE(encoder.encode_ids(plain, a).ok());
    REQUIRE(encoder.encode_ids(padded, b).ok());
    CHECK(a == b);
}

TEST_CASE("words block: every broken invariant is named") {
    REQUIRE(validate(create_small_table().view()).ok());
    OwnedTable table = create_small_table();
    SECTION("offsets that start elsewhere") { table.offsets[0] = 1, check_invalid(table, "start with 0"); }
    SECTION("no offsets at all") { table.offsets.clear(), check_invalid(table, "start with 0"); }
    SECTION("offsets past the bytes") { table.offsets.back() += 1, check_invalid(table, "end at the length"); }
    SECTION("offsets that fall") { table.offsets[2] = 0, check_invalid(table, "ascend"); }
    SECTION("an offset far outside") { table.offsets[3] = 0xFFFFFFFF, check_invalid(table, "ascend"); }
    SECTION("tokens out of order") { table.bytes[1] = 'z', check_invalid(table, "bytewise"); }
    SECTION("a row too few") { table.rows.resize(11), check_invalid(table, "row.q"); }
    SECTION("no rows") { table.rows.clear(), check_invalid(table, "row.q"); }
    SECTION("a scale too few") { table.scales.pop_back(), check_invalid(table, "row.scale"); }
    SECTION("a scale that is no number") { table.scales[1] = std::nanf(""), check_invalid(table, "scale"); }
    SECTION("a negative scale") { table.scales[1] = -1, check_invalid(table, "scale"); }
    SECTION("fold lists of two lengths") { table.fold_to.pop_back(), check_invalid(table, "length"); }
    SECTION("fold codes out of order") { std::swap(table.fold_from[0], table.fold_from[1]), check_invalid(table, "ascend"); }
    SECTION("a fold to a surrogate") { table.fold_to[0] = 0xD800, check_invalid(table, "no character"); }
    SECTION("a fold that folds again") { table.fold_to[0] = 'B', check_invalid(table, "twice"); }
}

TEST_CASE("words blocks: order, length and fold table are checked across blocks") {
    OwnedTable first = create_small_table(), second;
    second.add("龙袍", {1, 1}, 1.0f);
    CHECK(TextEncoder::create(std::vector<WordTable>{first.view(), second.view()}).ok());
    CHECK_FALSE(TextEncoder::create(std::vector<WordTable>{second.view(), first.view()}).ok());
    second.fold_from = {'Z' + 100}, second.fold_to = {'a'};
    CHECK_FALSE(TextEncoder::create(std::vector<WordTable>{first.view(), second.view()}).ok());
    OwnedTable longer;
    longer.add("龙袍", {1, 1, 1}, 1.0f);
    CHECK_FALSE(TextEncoder::create(std::vector<WordTable>{first.view(), longer.view()}).ok());
    CHECK_FALSE(TextEncoder::create({}).ok());
}
