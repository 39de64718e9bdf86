#include <algorithm>
#include <cmath>

#include "catch.hpp"
#include "lab.hpp"
#include "palette.hpp"
#include "product_mask.hpp"
#include "ruyi/pixels.hpp"
#include "support/pictures.hpp"

using namespace ruyi;
using namespace ruyi_test;

namespace {

using Pixel = std::array<std::uint8_t, 4>;

constexpr Pixel kWhite{250, 250, 248, 255}, kRed{157, 41, 51, 255}, kGold{234, 205, 118, 255}, kIndigo{6, 82, 121, 255},
    kSkin{224, 172, 140, 255};

std::vector<NamedColour> create_names() {
    return {{"colour:zhuhong", {255, 76, 0}},  {"colour:yanzhi", {157, 41, 51}},  {"colour:gold", {234, 205, 118}},
            {"colour:black", {0, 0, 0}},       {"colour:white", {255, 255, 255}}, {"colour:zi", {141, 75, 187}},
            {"colour:dianlan", {6, 82, 121}},  {"colour:zhe", {156, 83, 51}},     {"colour:qing", {0, 224, 158}},
            {"colour:zhuqing", {120, 146, 98}}};
}

/// A wall lit from the left, lighter above.
OwnedPicture create_lit_wall(std::uint32_t width, std::uint32_t height) {
    OwnedPicture out = create_plain(width, height, kWhite);
    for (std::uint32_t y = 0; y < height; ++y) {
        for (std::uint32_t x = 0; x < width; ++x) {
            const auto value = static_cast<std::uint8_t>(250 - 30 * x / width - 25 * y / height);
            out.set(x, y, {value, value, static_cast<std::uint8_t>(value - 4), 255});
        }
    }
    return out;
}

std::vector<FoundColour> colours_of(const OwnedPicture& picture) {
    const std::vector<NamedColour> names = create_names();
    Result<std::vector<FoundColour>> found = find_colours(picture.view(), names);
    REQUIRE(found.ok());
    return found.value();
}

std::vector<std::string> ids_of(const std::vector<FoundColour>& found) {
    std::vector<std::string> out;
    for (const FoundColour& colour : found) {
        out.push_back(colour.id);
    }
    return out;
}

void check_box(const std::array<float, 4>& box, const std::array<double, 4>& expected, double tolerance) {
    for (std::size_t i = 0; i < 4; ++i) {
        CHECK(std::abs(box[i] - expected[i]) <= tolerance);
    }
}

}  // namespace

TEST_CASE("lab: sRGB primaries have their published CIELAB values") {
    const LabConverter to_lab;
    const std::vector<std::pair<std::array<double, 3>, Lab>> published{{{255, 0, 0}, {53.2408, 80.0925, 67.2032}},
                                                                       {{0, 255, 0}, {87.7347, -86.1827, 83.1793}},
                                                                       {{0, 0, 255}, {32.2970, 79.1875, -107.8602}},
                                                                       {{255, 255, 255}, {100, 0, 0}},
                                                                       {{0, 0, 0}, {0, 0, 0}}};
    for (const auto& [rgb, expected] : published) {
        CHECK(std::sqrt(distance_squared(to_lab(rgb), expected)) < 0.02);
    }
}

TEST_CASE("lab: CIEDE2000 equals the published test pairs of Sharma, Wu and Dalal") {
    struct Pair {
        Lab x, y;
        double difference;
    };
    const std::vector<Pair> pairs{{{50, 2.6772, -79.7751}, {50, 0, -82.7485}, 2.0425},
                                  {{50, -1.3802, -84.2814}, {50, 0, -82.7485}, 1.0000},
                                  {{50, 0, 0}, {50, -1, 2}, 2.3669},
                                  {{50, 2.49, -0.001}, {50, -2.49, 0.0009}, 7.1792},
                                  {{50, 2.49, -0.001}, {50, -2.49, 0.0011}, 7.2195},
                                  {{50, -0.001, 2.49}, {50, 0.0009, -2.49}, 4.8045},
                                  {{50, 2.5, 0}, {73, 25, -18}, 27.1492},
                                  {{50, 2.5, 0}, {58, 24, 15}, 19.4535},
                                  {{60.2574, -34.0099, 36.2677}, {60.4626, -34.1751, 39.4387}, 1.2644},
                                  {{22.7233, 20.0904, -46.6940}, {23.0331, 14.9730, -42.5619}, 2.0373},
                                  {{90.8027, -2.0831, 1.4410}, {91.1528, -1.6435, 0.0447}, 1.4441},
                                  {{2.0776, 0.0795, -1.1350}, {0.9033, -0.0636, -0.5514}, 0.9082}};
    for (const Pair& pair : pairs) {
        CHECK(std::abs(difference(pair.x, pair.y) - pair.difference) < 5e-5);
        CHECK(std::abs(difference(pair.y, pair.x) - pair.difference) < 5e-5);
    }
}

TEST_CASE("palette: a wall with a gradient is set aside, and the product's colour is named with its box") {
    OwnedPicture picture = create_lit_wall(400, 300);
    fill_box(picture, 100, 60, 300, 240, kRed);
    const std::vector<FoundColour> found = colours_of(picture);
    REQUIRE(ids_of(found) == std::vector<std::string>{"colour:yanzhi"});
    CHECK(found[0].share > 0.99);
    check_box(found[0].box, {0.25, 0.2, 0.75, 0.8}, 0.02);
}

TEST_CASE("palette: a soft shadow on the backdrop is not the product") {
    OwnedPicture picture = create_plain(256, 256, {245, 245, 245, 255});
    for (std::uint32_t y = 180; y < 230; ++y) {
        for (std::uint32_t x = 40; x < 216; ++x) {
            const double edge = std::min(std::min(y - 180, 229 - y), std::min(x - 40, 215 - x)) / 24.0;
            const auto value = static_cast<std::uint8_t>(245 - 55 * std::min(1.0, edge));
            picture.set(x, y, {value, value, value, 255});
        }
    }
    fill_box(picture, 80, 40, 176, 200, kIndigo);
    const std::vector<FoundColour> found = colours_of(picture);
    REQUIRE(ids_of(found) == std::vector<std::string>{"colour:dianlan"});
    check_box(found[0].box, {80 / 256.0, 40 / 256.0, 176 / 256.0, 200 / 256.0}, 0.02);
}

TEST_CASE("palette: a pale garment on a pale backdrop is not lost where its light side meets the wall") {
    OwnedPicture picture = create_plain(256, 256, {226, 226, 224, 255});
    for (std::uint32_t x = 64; x < 192; ++x) {
        const auto value = static_cast<std::uint8_t>(x < 96 ? 230 + (x - 64) * 18 / 32 : 248);  // shaded at the left, almost like the wall
        fill_box(picture, x, 48, x + 1, 208, {value, value, value, 255});
    }
    fill_box(picture, 104, 96, 152, 160, kRed);
    const WorkingCopy copy = working_copy_of(picture.view());
    const std::vector<std::uint8_t> product = product_mask(copy);
    CHECK(static_cast<double>(std::count(product.begin(), product.end(), 1)) > 0.65 * 64 * 80);
}

TEST_CASE("palette: shares are of the product's pixels and the box holds the largest part") {
    OwnedPicture picture = create_plain(128, 128, kWhite);
    fill_box(picture, 24, 24, 104, 104, kRed);
    fill_box(picture, 34, 34, 74, 54, kGold);  // 800 pixels
    fill_box(picture, 84, 84, 94, 94, kGold);  // 100 pixels, far from the others
    const std::vector<FoundColour> found = colours_of(picture);
    REQUIRE(ids_of(found) == std::vector<std::string>{"colour:yanzhi", "colour:gold"});
    const double product = 78 * 78;  // the outermost ring is a mixture with the background
    CHECK(found[1].share == Approx(900 / product));
    CHECK(found[0].share == Approx(1 - 900 / product));
    CHECK(found[1].box == std::array<float, 4>{34 / 128.0f, 34 / 128.0f, 74 / 128.0f, 54 / 128.0f});
}

TEST_CASE("palette: the ground of a cloth that fills the picture is the product") {
    OwnedPicture picture = create_plain(240, 240, kRed);
    for (std::uint32_t y = 10; y < 240; y += 60) {
        for (std::uint32_t x = 10; x < 240; x += 60) {
            fill_box(picture, x, y, x + 25, y + 25, kGold);
        }
    }
    const std::vector<FoundColour> found = colours_of(picture);
    REQUIRE(found.size() == 2);
    CHECK(found[0].id == "colour:yanzhi");
    CHECK(found[0].share == Approx(1 - 16 * 625 / 57600.0).margin(0.03));
}

TEST_CASE("palette: a white product on a transparent ground keeps its white") {
    OwnedPicture picture = create_plain(100, 100, {0, 0, 0, 0});
    fill_box(picture, 20, 20, 80, 80, {255, 255, 255, 255});
    fill_box(picture, 40, 40, 60, 60, kIndigo);
    const std::vector<FoundColour> found = colours_of(picture);
    REQUIRE(ids_of(found) == std::vector<std::string>{"colour:white", "colour:dianlan"});
    CHECK(found[1].share == Approx(400.0 / (58 * 58)));
}

TEST_CASE("palette: a picture without any contrast is all product") {
    CHECK(ids_of(colours_of(create_plain(64, 48, kGold))) == std::vector<std::string>{"colour:gold"});
    CHECK(ids_of(colours_of(create_plain(1, 1, {0, 0, 0, 255}))) == std::vector<std::string>{"colour:black"});
}

TEST_CASE("palette: face and hands beside a garment are set aside") {
    OwnedPicture picture = create_plain(120, 200, kWhite);
    fill_box(picture, 30, 60, 90, 180, kIndigo);
    fill_box(picture, 48, 20, 72, 60, kSkin);
    fill_box(picture, 20, 80, 30, 140, kSkin);
    fill_box(picture, 90, 80, 100, 140, kSkin);
    const WorkingCopy copy = working_copy_of(picture.view());
    const std::vector<std::uint8_t> skin = skin_mask(copy, std::vector<std::uint8_t>(copy.size(), 1));
    CHECK(std::count(skin.begin(), skin.end(), 1) > 0);
    CHECK(ids_of(colours_of(picture)) == std::vector<std::string>{"colour:dianlan"});
}

TEST_CASE("palette: a product of skin's own colour is not set aside") {
    OwnedPicture picture = create_plain(120, 120, kWhite);
    fill_box(picture, 30, 30, 90, 90, kSkin);
    const WorkingCopy copy = working_copy_of(picture.view());
    const std::vector<std::uint8_t> product = product_mask(copy);
    CHECK(std::count(product.begin(), product.end(), 1) == 58 * 58);
}

TEST_CASE("palette: a pale part of a brown vessel is not skin") {
    OwnedPicture picture = create_plain(120, 120, kWhite);
    fill_box(picture, 30, 30, 90, 100, {156, 83, 51, 255});
    fill_box(picture, 45, 45, 75, 60, kSkin);
    const WorkingCopy copy = working_copy_of(picture.view());
    const std::vector<std::uint8_t> product = product_mask(copy);
    CHECK(std::count(product.begin(), product.end(), 1) == 58 * 68);
}

TEST_CASE("palette: folds and shade are the same material") {
    OwnedPicture picture = create_plain(128, 128, kWhite);
    for (std::uint32_t x = 20; x < 108; ++x) {
        const double light = 0.8 + 0.2 * std::cos(x * 0.35);
        fill_box(
            picture, x, 20, x + 1, 108,
            {static_cast<std::uint8_t>(200 * light), static_cast<std::uint8_t>(52 * light), static_cast<std::uint8_t>(65 * light), 255});
    }
    const WorkingCopy copy = working_copy_of(picture.view());
    const std::vector<ColourGroup> groups = colour_groups(copy, product_mask(copy));
    REQUIRE_FALSE(groups.empty());
    CHECK(static_cast<double>(groups[0].pixels) > 0.9 * 86 * 86);
}

TEST_CASE("palette: a colour that resembles no name stays unnamed") {
    OwnedPicture picture = create_plain(128, 128, kWhite);
    fill_box(picture, 24, 24, 104, 64, {255, 105, 180, 255});  // pink
    fill_box(picture, 24, 64, 104, 84, {120, 122, 130, 255});  // a cool grey is not a faint purple
    fill_box(picture, 24, 84, 104, 104, kIndigo);
    const std::vector<FoundColour> found = colours_of(picture);
    REQUIRE(ids_of(found) == std::vector<std::string>{"colour:dianlan"});
    CHECK(found[0].share == Approx(0.25).margin(0.02));
}

TEST_CASE("palette: at most five colours, by share, ties in the order of the names") {
    OwnedPicture picture = create_plain(128, 128, {0, 0, 0, 0});
    const std::vector<NamedColour> names = create_names();
    // Eight stripes: the last two twice as wide as the first six.
    const std::array<std::size_t, 8> stripe{9, 8, 6, 5, 3, 2, 1, 0};
    std::uint32_t x = 4;
    for (std::size_t i = 0; i < stripe.size(); ++i) {
        const std::uint32_t wide = i < 6 ? 12 : 24;
        const auto& rgb = names[stripe[i]].rgb;
        fill_box(picture, x, 0, x + wide, 128, {rgb[0], rgb[1], rgb[2], 255});
        x += wide;
    }
    const std::vector<FoundColour> found = colours_of(picture);
    REQUIRE(found.size() == 5);
    for (std::size_t i = 1; i < 5; ++i) {
        CHECK(found[i - 1].share >= found[i].share);
    }
    CHECK(found[0].id == "colour:yanzhi");
    CHECK(found[1].id == "colour:zhuhong");
    CHECK(ids_of(found)[2] == "colour:gold");
    CHECK(ids_of(found)[3] == "colour:black");
    CHECK(ids_of(found)[4] == "colour:zi");
}

TEST_CASE("palette: the size of the photograph hardly matters") {
    OwnedPicture large = create_lit_wall(1600, 1200), small = create_lit_wall(200, 150);
    fill_box(large, 400, 240, 1200, 960, kRed);
    fill_box(large, 600, 480, 1000, 720, kGold);
    fill_box(small, 50, 30, 150, 120, kRed);
    fill_box(small, 75, 60, 125, 90, kGold);
    const std::vector<FoundColour> a = colours_of(large), b = colours_of(small);
    REQUIRE(ids_of(a) == ids_of(b));
    for (std::size_t i = 0; i < a.size(); ++i) {
        CHECK(a[i].share == Approx(b[i].share).margin(0.03));
    }
}

namespace {

nlohmann::json recorded_colours(const nlohmann::json& c, const nlohmann::json& listed) {
    std::vector<NamedColour> names;
    for (const auto& name : listed) {
        names.push_back({name["id"], name["rgb"].get<std::array<std::uint8_t, 3>>()});
    }
    Result<std::vector<FoundColour>> found = find_colours(create_described(c).view(), names);
    REQUIRE(found.ok());
    nlohmann::json out = nlohmann::json::array();
    for (const FoundColour& colour : found.value()) {
        out.push_back({{"id", colour.id}, {"share", colour.share}, {"box", colour.box}});
    }
    return out;
}

}  // namespace

TEST_CASE("palette: described pictures give the recorded colours, to the bit") {
    const nlohmann::json file = read_support_json("palette_cases.json");
    REQUIRE(file["cases"].size() >= 6);
    for (const auto& c : file["cases"]) {
        INFO(c["name"].get<std::string>());
        const nlohmann::json found = recorded_colours(c, file["names"]);
        REQUIRE(found.size() == c["expected"].size());
        for (std::size_t i = 0; i < found.size(); ++i) {
            CHECK(found[i]["id"] == c["expected"][i]["id"]);
            CHECK(found[i]["share"].get<double>() == c["expected"][i]["share"].get<double>());
            CHECK(found[i]["box"].get<std::array<float, 4>>() == c["expected"][i]["box"].get<std::array<float, 4>>());
        }
    }
}

// palette_test "[record]" rewrites the recorded colours after a deliberate change of the rule; look at them before committing.
TEST_CASE("palette: record", "[.][record]") {
    nlohmann::ordered_json file = nlohmann::ordered_json::parse(read_support_text("palette_cases.json"));
    for (auto& c : file["cases"]) {
        c["expected"] = recorded_colours(nlohmann::json(c), nlohmann::json(file["names"]));
    }
    std::ofstream(std::string(RUYI_SOURCE_DIR) + "/tests/support/palette_cases.json", std::ios::binary) << file.dump(1) << "\n";
}

TEST_CASE("palette: no names, no colours; an impossible picture is refused") {
    const OwnedPicture picture = create_plain(8, 8, kRed);
    const Result<std::vector<FoundColour>> none = find_colours(picture.view(), {});
    REQUIRE(none.ok());
    CHECK(none.value().empty());
    const std::vector<std::uint8_t> bytes(16);
    const Result<std::vector<FoundColour>> refused = find_colours({bytes, 2, 3}, create_names());
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().code == ErrorCode::kInvalidPicture);
}
