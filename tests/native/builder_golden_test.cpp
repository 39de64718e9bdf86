// The committed golden: the writer must reproduce it byte for byte.
#include <fstream>
#include <iterator>

#include "builder/tensor_digests.hpp"
#include "catch.hpp"
#include "support/shard_fixture.hpp"

using namespace ruyi;
using namespace ruyi::fixture;

namespace {

const std::string kGolden = RUYI_SOURCE_DIR "/tests/golden/";
constexpr std::uint32_t kGoldenItems = 12, kGoldenDim = 32;

std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    INFO(path);
    REQUIRE(file.good());
    return std::string(std::istreambuf_iterator<char>(file), {});
}

std::vector<float> read_floats(const std::string& path) {
    const std::string bytes = read_file(path);
    std::vector<float> values(bytes.size() / sizeof(float));
    std::memcpy(values.data(), bytes.data(), values.size() * sizeof(float));
    return values;
}

std::span<const std::uint8_t> bytes_of(const std::string& text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

StoredShard write_golden() {
    const std::string bundle = kGolden + "planted.bundle/";
    builder::ShardWriter writer;
    REQUIRE(writer.begin(read_file(bundle + "bundle.json")).ok());
    REQUIRE(writer.add_vectors("visual", read_floats(bundle + "visual.f32"), kGoldenItems, kGoldenDim).ok());
    REQUIRE(writer.add_vectors("text", read_floats(bundle + "text.f32"), kGoldenItems, kGoldenDim).ok());
    REQUIRE(writer.add_block("words-000", bytes_of(read_file(bundle + "words-000.safetensors"))).ok());
    const auto answer = writer.finish("");
    REQUIRE(answer.ok());
    return store(writer, answer.value());
}

std::string golden_folder() { return kGolden + "planted.fv" + std::to_string(kFormatVersion); }

}  // namespace

TEST_CASE("builder: writes the golden shard of this format version byte for byte") {
    const StoredShard stored = write_golden();
    CHECK(stored.manifest_json == read_file(golden_folder() + "/manifest.json"));
    for (std::size_t b = 0; b < stored.blocks.size(); ++b) {
        INFO(stored.blocks[b].name);
        const std::string golden = read_file(golden_folder() + "/" + stored.manifest.blocks[b].file);
        CHECK(std::string(stored.blocks[b].bytes.begin(), stored.blocks[b].bytes.end()) == golden);
    }
}

TEST_CASE("reader: sees in the golden shard the tensors whose digests are written down") {
    const std::string json = read_file(golden_folder() + "/manifest.json");
    const Manifest manifest = parse_manifest(json).value();
    std::vector<std::string> digests;
    for (const BlockEntry& entry : manifest.blocks) {
        const std::string file = read_file(golden_folder() + "/" + entry.file);
        const ExactBytes bytes(bytes_of(file));
        digests.push_back(builder::tensor_digests(manifest, entry.kind, 0, bytes.view()).value());
    }
    CHECK(builder::digest_document(manifest, digests) == read_file(golden_folder() + ".tensors.json"));
}
