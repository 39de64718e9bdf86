#include "sense_abi.h"

#include <cstring>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "native/catch.hpp"
#include "support/shard_fixture.hpp"

using namespace ruyi;
using Json = nlohmann::json;

namespace {

struct Destroy {
    void operator()(ruyi_sense* sense) const { ruyi_sense_destroy(sense); }
};
using Handle = std::unique_ptr<ruyi_sense, Destroy>;

/// An exact copy of the bytes, so that the sanitizer sees a read past their end; freed when the call is over.
class Argument {
public:
    explicit Argument(const std::string& text) : bytes_(static_cast<std::uint32_t>(text.size())), data_(new char[text.size()]) {
        std::memcpy(data_.get(), text.data(), text.size());
    }
    const char* data() const { return data_.get(); }
    std::uint32_t bytes() const { return bytes_; }

private:
    std::uint32_t bytes_;
    std::unique_ptr<char[]> data_;
};

std::string text_of(const ruyi_result* result) { return {reinterpret_cast<const char*>(result->data), result->data_bytes}; }

constexpr std::uint32_t code(ErrorCode error) { return static_cast<std::uint32_t>(error); }

std::uint32_t open(const Handle& handle, const std::string& manifest) {
    const Argument argument(manifest);
    return ruyi_sense_open(handle.get(), argument.data(), argument.bytes())->code;
}

std::uint32_t attach(const Handle& handle, const std::string& name, const std::vector<std::uint8_t>& bytes) {
    const Argument argument(name);
    auto* data = static_cast<std::uint8_t*>(ruyi_alloc(static_cast<std::uint32_t>(bytes.size())));
    std::memcpy(data, bytes.data(), bytes.size());
    const std::uint32_t answer =
        ruyi_sense_attach(handle.get(), argument.data(), argument.bytes(), data, static_cast<std::uint32_t>(bytes.size()))->code;
    if (answer != 0) ruyi_free(data);  // it is still ours
    return answer;
}

std::vector<std::string> blocks_for(const Handle& handle, const std::string& wish) {
    const Argument argument(wish);
    return Json::parse(text_of(ruyi_sense_block_for(handle.get(), argument.data(), argument.bytes())))["blocks"];
}

/// With the blocks that `wish` names, and no others.
Handle create_attached(const fixture::StoredShard& shard, const std::string& wish) {
    Handle handle(ruyi_sense_create(1u << 24));
    REQUIRE(open(handle, shard.manifest_json) == 0);
    for (const std::string& name : blocks_for(handle, wish)) REQUIRE(attach(handle, name, shard.block(name).bytes) == 0);
    REQUIRE(blocks_for(handle, wish).empty());
    return handle;
}

}  // namespace

TEST_CASE("sense: a null handle is refused by every call") {
    const float values[6] = {};
    const std::uint8_t bytes[4] = {};
    for (const auto call : {ruyi_sense_open, ruyi_sense_block_for, ruyi_sense_encode_text, ruyi_sense_ask})
        CHECK(call(nullptr, "{}", 2)->code == code(ErrorCode::kInvalidArgument));
    CHECK(ruyi_sense_attach(nullptr, "hot", 3, nullptr, 0)->code == code(ErrorCode::kInvalidArgument));
    CHECK(ruyi_sense_pixels(nullptr, bytes, 1, 1, 32, 32, values)->code == code(ErrorCode::kInvalidArgument));
    CHECK(ruyi_sense_palette(nullptr, bytes, 1, 1)->code == code(ErrorCode::kInvalidArgument));
    CHECK(ruyi_sense_see(nullptr, "{}", 2, values, values, 1, 1, 1)->code == code(ErrorCode::kInvalidArgument));
}

TEST_CASE("sense: calls in the wrong order are refused and harm nothing") {
    const auto shard = fixture::create_shard();
    CHECK(ruyi_sense_abi_version() == 1);
    Handle handle(ruyi_sense_create(1u << 24));
    CHECK(ruyi_sense_encode_text(handle.get(), "abcd", 4)->code == code(ErrorCode::kInvalidState));
    CHECK(ruyi_sense_block_for(handle.get(), "{}", 2)->code == code(ErrorCode::kInvalidState));
    CHECK(attach(handle, "graph", shard.block("graph").bytes) == code(ErrorCode::kInvalidState));
    CHECK(open(handle, "{") != 0);
    CHECK(open(handle, shard.manifest_json) == 0);
    CHECK(open(handle, shard.manifest_json) == code(ErrorCode::kInvalidState));
    CHECK(ruyi_sense_encode_text(handle.get(), "abcd", 4)->code == code(ErrorCode::kMissingBlock));
    const std::uint8_t rgba[4] = {255, 0, 0, 255};
    CHECK(ruyi_sense_palette(handle.get(), rgba, 1, 1)->code == code(ErrorCode::kMissingBlock));
    CHECK(ruyi_sense_attach(handle.get(), "graph", 5, nullptr, 10)->code == code(ErrorCode::kInvalidArgument));
    std::vector<std::uint8_t> broken = shard.block("graph").bytes;
    broken[broken.size() / 2] ^= 1;
    CHECK(attach(handle, "graph", broken) == code(ErrorCode::kBlockIntegrity));
    CHECK(attach(handle, "graph", shard.block("graph").bytes) == 0);
    CHECK(ruyi_sense_palette(handle.get(), rgba, 1, 1)->code == 0);
}

TEST_CASE("sense: text becomes a vector once its words are there") {
    const Handle handle = create_attached(fixture::create_shard(), R"({"words":true})");
    const Argument text("abcd");
    const ruyi_result* result = ruyi_sense_encode_text(handle.get(), text.data(), text.bytes());
    REQUIRE(result->code == 0);
    REQUIRE(result->data_bytes == fixture::kDim * sizeof(float));
    std::vector<float> vector(fixture::kDim);
    std::memcpy(vector.data(), result->data, result->data_bytes);
    CHECK(vector[0] == Approx(0.25));  // a unit vector of sixteen equal parts
}

TEST_CASE("sense: pictures become model input; impossible ones are refused") {
    const Handle handle(ruyi_sense_create(1u << 24));
    const std::vector<std::uint8_t> rgba(std::size_t{4} * 8 * 6, 255);
    const float mean_std[6] = {0, 0, 0, 255, 255, 255};
    const ruyi_result* result = ruyi_sense_pixels(handle.get(), rgba.data(), 8, 6, 32, 64, mean_std);
    REQUIRE(result->code == 0);
    REQUIRE(result->data_bytes == 3 * 32 * 64 * sizeof(float));
    float first = 0;
    std::memcpy(&first, result->data, sizeof first);
    CHECK(first == 1.0F);
    CHECK(ruyi_sense_pixels(handle.get(), rgba.data(), 0, 6, 32, 32, mean_std)->code == code(ErrorCode::kInvalidPicture));
    CHECK(ruyi_sense_pixels(handle.get(), rgba.data(), 20000, 6, 32, 32, mean_std)->code == code(ErrorCode::kInvalidPicture));
    CHECK(ruyi_sense_pixels(handle.get(), rgba.data(), 8, 6, 33, 32, mean_std)->code == code(ErrorCode::kInvalidArgument));
    CHECK(ruyi_sense_pixels(handle.get(), rgba.data(), 8, 6, 0, 32, mean_std)->code == code(ErrorCode::kInvalidArgument));
    CHECK(ruyi_sense_pixels(handle.get(), nullptr, 8, 6, 32, 32, mean_std)->code == code(ErrorCode::kInvalidArgument));
    CHECK(ruyi_sense_palette(handle.get(), rgba.data(), 8, 6)->code == code(ErrorCode::kInvalidState));
}

TEST_CASE("sense: the palette names the shop's colours") {
    const Handle handle = create_attached(fixture::create_shard(), R"({"graph":true})");
    std::vector<std::uint8_t> rgba(std::size_t{4} * 64 * 64, 255);
    for (std::size_t y = 16; y < 48; ++y) {
        for (std::size_t x = 16; x < 48; ++x) {
            const std::uint8_t red[4] = {255, 76, 0, 255};
            std::memcpy(&rgba[(y * 64 + x) * 4], red, 4);
        }
    }
    const ruyi_result* result = ruyi_sense_palette(handle.get(), rgba.data(), 64, 64);
    REQUIRE(result->code == 0);
    const Json found = Json::parse(text_of(result));
    REQUIRE(found["colours"].size() == 1);
    CHECK(found["colours"][0]["id"] == "colour:zhuhong");
    CHECK(found["colours"][0]["share"].get<double>() > 0.9);
}

TEST_CASE("sense: an encoder's outputs of the wrong size are refused") {
    const Handle handle(ruyi_sense_create(1u << 24));
    const std::vector<float> values(64, 0.0F);
    const Argument contract("{}");
    CHECK(ruyi_sense_see(handle.get(), contract.data(), contract.bytes(), values.data(), values.data(), 4, 4, 4)->code != 0);
    CHECK(ruyi_sense_see(handle.get(), contract.data(), contract.bytes(), values.data(), values.data(), 5000, 1, 1)->code ==
          code(ErrorCode::kDimensionMismatch));
    CHECK(ruyi_sense_see(handle.get(), contract.data(), contract.bytes(), nullptr, values.data(), 4, 4, 4)->code ==
          code(ErrorCode::kInvalidArgument));
}
