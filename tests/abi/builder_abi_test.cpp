// The builder's C ABI natively, so that the sanitizers see what passes through it.
#include "builder_abi.h"

#include <cstring>
#include <string>

#include "native/catch.hpp"
#include "ruyi/result.hpp"
#include "support/shard_fixture.hpp"

using namespace ruyi;

namespace {

uint32_t size_of(const std::string& text) { return static_cast<uint32_t>(text.size()); }
std::string text_of(const ruyi_builder_result* result) {
    return std::string(reinterpret_cast<const char*>(result->data), result->data_bytes);
}

const ruyi_builder_result* begin(ruyi_builder* builder, const std::string& json) {
    return ruyi_builder_begin(builder, json.data(), size_of(json));
}
const ruyi_builder_result* vectors(ruyi_builder* builder, const std::string& name, const std::vector<float>& values) {
    return ruyi_builder_vectors(builder, name.data(), size_of(name), values.data(), fixture::kItems, fixture::kDim);
}
const ruyi_builder_result* take(ruyi_builder* builder, const std::string& name) {
    return ruyi_builder_take(builder, name.data(), size_of(name));
}

}  // namespace

TEST_CASE("builder abi: a shard built through it has the bytes of the one built without") {
    const fixture::StoredShard expected = fixture::create_shard();
    ruyi_builder* const builder = ruyi_builder_create();
    REQUIRE(builder != nullptr);
    REQUIRE(begin(builder, fixture::create_bundle_json())->code == 0);
    REQUIRE(vectors(builder, "visual", fixture::create_vectors(1, 3))->code == 0);
    REQUIRE(vectors(builder, "text", fixture::create_vectors(2))->code == 0);
    for (const char* const name : {"words-000", "words-001"}) {
        const auto& bytes = expected.block(name).bytes;
        REQUIRE(
            ruyi_builder_block(builder, name, static_cast<uint32_t>(std::strlen(name)), bytes.data(), static_cast<uint32_t>(bytes.size()))
                ->code == 0);
    }
    CHECK(text_of(ruyi_builder_finish(builder, nullptr, 0)) == expected.answer);
    CHECK(text_of(take(builder, "manifest.json")) == expected.manifest_json);
    for (const auto& block : expected.blocks)
        CHECK(text_of(take(builder, block.name)) == std::string(block.bytes.begin(), block.bytes.end()));
    ruyi_builder_destroy(builder);
}

TEST_CASE("builder abi: failures carry their code and its name, and an answer stays valid until the next call") {
    ruyi_builder* const builder = ruyi_builder_create();
    const ruyi_builder_result* const failed = begin(builder, "{\"bundle\":1}");
    CHECK(failed->code == static_cast<uint32_t>(ErrorCode::kInvalidJson));
    CHECK(text_of(failed).find("\"code\":\"invalid-json\"") != std::string::npos);
    CHECK(text_of(failed).find("catalogue") != std::string::npos);
    CHECK(ruyi_builder_vectors(builder, "visual", 6, nullptr, 1, 16)->code == static_cast<uint32_t>(ErrorCode::kInvalidArgument));
    CHECK(ruyi_builder_block(builder, "words-000", 9, nullptr, 4)->code == static_cast<uint32_t>(ErrorCode::kInvalidArgument));
    CHECK(take(builder, "hot")->code == static_cast<uint32_t>(ErrorCode::kInvalidState));
    ruyi_builder_destroy(builder);
}

TEST_CASE("builder abi: a null builder is an error, and may be destroyed") {
    CHECK(begin(nullptr, "{}")->code == static_cast<uint32_t>(ErrorCode::kInvalidArgument));
    CHECK(vectors(nullptr, "visual", fixture::create_vectors(1))->code == static_cast<uint32_t>(ErrorCode::kInvalidArgument));
    CHECK(ruyi_builder_finish(nullptr, nullptr, 0)->code == static_cast<uint32_t>(ErrorCode::kInvalidArgument));
    CHECK(take(nullptr, "hot")->code == static_cast<uint32_t>(ErrorCode::kInvalidArgument));
    CHECK(ruyi_builder_block(nullptr, nullptr, 0, nullptr, 0)->code == static_cast<uint32_t>(ErrorCode::kInvalidArgument));
    ruyi_builder_destroy(nullptr);
    CHECK(ruyi_builder_abi_version() == 1);
}
