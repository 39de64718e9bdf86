#include "ruyi_abi.h"

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
    void operator()(ruyi_handle* handle) const { ruyi_destroy(handle); }
};
using Handle = std::unique_ptr<ruyi_handle, Destroy>;

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

using JsonCall = const ruyi_result* (*)(ruyi_handle*, const char*, std::uint32_t);

std::string text_of(const ruyi_result* result) { return {reinterpret_cast<const char*>(result->data), result->data_bytes}; }

std::uint32_t code_of(JsonCall call, const Handle& handle, const std::string& json) {
    const Argument argument(json);
    return call(handle.get(), argument.data(), argument.bytes())->code;
}

Json answer_of(JsonCall call, const Handle& handle, const Json& json) {
    const Argument argument(json.dump());
    return Json::parse(text_of(call(handle.get(), argument.data(), argument.bytes())));
}

std::uint32_t attach(const Handle& handle, const std::string& name, const std::vector<std::uint8_t>& bytes, bool* kept = nullptr) {
    const Argument argument(name);
    auto* data = static_cast<std::uint8_t*>(ruyi_alloc(static_cast<std::uint32_t>(bytes.size())));
    std::memcpy(data, bytes.data(), bytes.size());
    const std::uint32_t code =
        ruyi_attach(handle.get(), argument.data(), argument.bytes(), data, static_cast<std::uint32_t>(bytes.size()))->code;
    if (code != 0) ruyi_free(data);  // it is still ours
    if (kept != nullptr) *kept = code != 0;
    return code;
}

Handle create_open(const fixture::StoredShard& shard) {
    Handle handle(ruyi_create(1u << 24));
    REQUIRE(code_of(ruyi_open, handle, shard.manifest_json) == 0);
    return handle;
}

Handle create_attached(const fixture::StoredShard& shard) {
    Handle handle = create_open(shard);
    for (const fixture::StoredBlock& block : shard.blocks) REQUIRE(attach(handle, block.name, block.bytes) == 0);
    return handle;
}

constexpr std::uint32_t code(ErrorCode error) { return static_cast<std::uint32_t>(error); }

const Json kRequest = {{"placement", "for-you"}, {"date", "2026-11-25"}, {"explain", "full"}};

}  // namespace

TEST_CASE("abi: memory is aligned to 64 bytes and nothing is nothing") {
    CHECK(ruyi_abi_version() == 1);
    for (const std::uint32_t bytes : {1u, 63u, 64u, 65u, 100000u}) {
        void* memory = ruyi_alloc(bytes);
        REQUIRE(memory != nullptr);
        CHECK(reinterpret_cast<std::uintptr_t>(memory) % 64 == 0);
        std::memset(memory, 1, bytes);
        ruyi_free(memory);
    }
    CHECK(ruyi_alloc(0) == nullptr);
    CHECK(ruyi_alloc(UINT32_MAX) == nullptr);
    ruyi_free(nullptr);
    ruyi_destroy(nullptr);
}

TEST_CASE("abi: a whole visit, from the manifest to the explained shelf") {
    const auto shard = fixture::create_shard();
    Handle handle(ruyi_create(1u << 24));
    const Json opened = answer_of(ruyi_open, handle, Json::parse(shard.manifest_json));
    CHECK(opened["items"] == 5);
    CHECK(opened["first"] == Json({"hot", "graph"}));
    for (const fixture::StoredBlock& block : shard.blocks) REQUIRE(attach(handle, block.name, block.bytes) == 0);
    CHECK(code_of(ruyi_set_profile, handle, R"({"version":1,"events":[{"kind":"like","item":"A","day":20780}]})") == 0);
    const Json edit = {{"date", "2026-11-25"},
                       {"ops", {{{"op", "track"}, {"event", {{"kind", "like"}, {"item", "A"}, {"day", 20780}}}}, {{"op", "learn"}}}}};
    CHECK(answer_of(ruyi_edit_profile, handle, edit)["events"][0]["item"] == "A");
    const Json answer = answer_of(ruyi_recommend, handle, kRequest);
    CHECK(answer["exact"] == true);
    CHECK(answer["loaded"] == "vectors");
    CHECK(answer["items"].size() == 3);  // C is sold out, A is liked
    CHECK(answer_of(ruyi_block_for, handle, {{"explain", {"A"}}})["blocks"].empty());
    const Json stock = {{"version", 1}, {"items", {{"C", {{"available", true}}}, {"gone", Json::object()}}}};
    CHECK(answer_of(ruyi_set_stock, handle, stock) == Json({{"changed", 1}, {"unknown", 1}, {"unknown_ids", {"gone"}}}));
    CHECK(answer_of(ruyi_recommend, handle, kRequest)["items"].size() == 4);
}

TEST_CASE("abi: a null handle is refused by every call") {
    const float values[6] = {};
    for (const JsonCall call : {ruyi_open, ruyi_block_for, ruyi_set_profile, ruyi_edit_profile, ruyi_set_stock, ruyi_recommend})
        CHECK(call(nullptr, "{}", 2)->code == code(ErrorCode::kInvalidArgument));
    CHECK(ruyi_attach(nullptr, "hot", 3, nullptr, 0)->code == code(ErrorCode::kInvalidArgument));
    CHECK(ruyi_set_vector(nullptr, "photo.visual", 12, values, 6)->code == code(ErrorCode::kInvalidArgument));
}

TEST_CASE("abi: calls in the wrong order are refused and harm nothing") {
    const auto shard = fixture::create_shard();
    Handle handle(ruyi_create(1u << 24));
    CHECK(code_of(ruyi_recommend, handle, kRequest.dump()) == code(ErrorCode::kInvalidState));
    CHECK(code_of(ruyi_block_for, handle, "{}") == code(ErrorCode::kInvalidState));
    CHECK(attach(handle, "hot", shard.block("hot").bytes) == code(ErrorCode::kInvalidState));
    CHECK(code_of(ruyi_open, handle, shard.manifest_json) == 0);
    CHECK(code_of(ruyi_open, handle, shard.manifest_json) == code(ErrorCode::kInvalidState));
    CHECK(code_of(ruyi_recommend, handle, kRequest.dump()) == code(ErrorCode::kMissingBlock));
    for (const fixture::StoredBlock& block : shard.blocks) CHECK(attach(handle, block.name, block.bytes) == 0);
    CHECK(attach(handle, "hot", shard.block("hot").bytes) == code(ErrorCode::kInvalidState));
    CHECK(code_of(ruyi_recommend, handle, kRequest.dump()) == 0);
}

TEST_CASE("abi: a block that fails stays the caller's, and the right one is taken afterwards") {
    const auto shard = fixture::create_shard();
    Handle handle = create_open(shard);
    std::vector<std::uint8_t> broken = shard.block("hot").bytes;
    broken[broken.size() / 2] ^= 1;
    bool kept = false;
    CHECK(attach(handle, "hot", broken, &kept) == code(ErrorCode::kBlockIntegrity));
    CHECK(kept);
    CHECK(attach(handle, "hot", shard.block("graph").bytes, &kept) == code(ErrorCode::kBlockIntegrity));
    CHECK(attach(handle, "cold", shard.block("hot").bytes, &kept) == code(ErrorCode::kUnknownBlock));
    CHECK(attach(handle, "", shard.block("hot").bytes, &kept) == code(ErrorCode::kUnknownBlock));
    CHECK(ruyi_attach(handle.get(), "hot", 3, nullptr, 10)->code == code(ErrorCode::kInvalidArgument));
    CHECK(attach(handle, "hot", shard.block("hot").bytes, &kept) == 0);
    CHECK_FALSE(kept);
}

TEST_CASE("abi: errors are readable JSON with the code's name") {
    Handle handle(ruyi_create(1u << 24));
    const Argument argument("{");
    const ruyi_result* result = ruyi_open(handle.get(), argument.data(), argument.bytes());
    const Json error = Json::parse(text_of(result));
    CHECK(error["code"] == error_name(static_cast<ErrorCode>(result->code)));
    CHECK_FALSE(error["message"].get<std::string>().empty());
}

TEST_CASE("abi: hostile JSON never gets past its parser") {
    const auto shard = fixture::create_shard();
    const Handle handle = create_attached(shard);
    const std::string deep(100000, '[');
    const std::vector<std::string> texts = {"",
                                            " ",
                                            "\0",
                                            "null",
                                            "[]",
                                            "{",
                                            "\"",
                                            "\xff\xfe",
                                            "{\"placement\":\"for-you\",\"date\":\"2026-11-25\",\"k\":1e400}",
                                            deep,
                                            "{\"version\":1,\"events\":" + deep,
                                            R"({"version":18446744073709551616})",
                                            R"({"near":5})",
                                            R"({"cards":[-1]})",
                                            R"({"cards":[4294967295]})",
                                            R"({"records":[4294967294]})",
                                            "{\"knowledge\":\"\xc3\x28\"}"};
    for (const std::string& text : texts) {
        CAPTURE(text.substr(0, 60));
        CHECK(code_of(ruyi_recommend, handle, text) != 0);
        CHECK(code_of(ruyi_block_for, handle, text) != 0);
        if (!text.empty()) CHECK(code_of(ruyi_set_profile, handle, text) != 0);
    }
    CHECK(code_of(ruyi_recommend, handle, kRequest.dump()) == 0);
}

TEST_CASE("abi: a request cut at any length is refused") {
    const Handle handle = create_attached(fixture::create_shard());
    const std::string request = kRequest.dump();
    for (std::size_t n = 0; n < request.size(); ++n)
        CHECK(code_of(ruyi_recommend, handle, request.substr(0, n)) == code(ErrorCode::kInvalidJson));
}

TEST_CASE("abi: vectors of the wrong kind are refused") {
    const Handle handle = create_open(fixture::create_shard());
    std::vector<float> values(fixture::kDim, 0.5F);
    const auto set = [&](const std::string& slot, std::uint32_t count) {
        return ruyi_set_vector(handle.get(), slot.data(), static_cast<std::uint32_t>(slot.size()), values.data(), count)->code;
    };
    CHECK(set("photo.visual", fixture::kDim) == 0);
    CHECK(set("photo.visual", 3) == code(ErrorCode::kDimensionMismatch));
    CHECK(set("photo.smell", fixture::kDim) == code(ErrorCode::kInvalidArgument));
    CHECK(set("", fixture::kDim) == code(ErrorCode::kInvalidArgument));
    CHECK(set("photo.visual", 0) == 0);
    values[0] = INFINITY;
    CHECK(set("photo.visual", fixture::kDim) == code(ErrorCode::kInvalidArgument));
}
