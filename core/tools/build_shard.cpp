// build_shard BUNDLE_DIR OUT_DIR: catalogue bundle -> shard, with the writer of the builder module.
//
// BUNDLE_DIR holds bundle.json (js/schemas/bundle.schema.json), one file of little-endian float32 rows per modality that it names
// (visual.f32, text.f32), and optionally words-000.safetensors and following, models.json ({"models": [...]}), and ranker folders ranker-0
// and following (models/rankers/README.md).
// Writes OUT_DIR/manifest.json and OUT_DIR/blocks/; prints the writer's findings as JSON. Exit status 0 done, 1 refused, 2 usage.
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "builder/shard_writer.hpp"
#include "json/manifest_json.hpp"
#include "shard_layout.hpp"

namespace {

namespace fs = std::filesystem;
using ruyi::builder::ShardWriter;

std::optional<std::string> read_file(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(file), {});
}

bool write_file(const fs::path& path, std::span<const std::uint8_t> bytes) {
    std::ofstream file(path, std::ios::binary);
    file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    return file.good();
}

int refuse(const ruyi::Error& error) {
    std::fprintf(stderr, "%s: %s\n", std::string(ruyi::error_name(error.code)).c_str(), error.message.c_str());
    return 1;
}

// The rows' length follows from the file's size; the writer checks it against the bundle.
ruyi::Result<void> add_vectors(ShardWriter& writer, const std::string& modality, const std::string& bytes, std::uint32_t items) {
    std::vector<float> values(bytes.size() / sizeof(float));
    std::memcpy(values.data(), bytes.data(), values.size() * sizeof(float));
    return writer.add_vectors(modality, values, items, static_cast<std::uint32_t>(values.size() / items));
}

std::uint32_t items_of(const std::string& answer) {
    const std::size_t at = answer.find("\"items\":");
    return at == std::string::npos ? 0 : static_cast<std::uint32_t>(std::strtoul(answer.c_str() + at + 8, nullptr, 10));
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fprintf(stderr, "usage: build_shard BUNDLE_DIR OUT_DIR\n");
        return 2;
    }
    const fs::path in = argv[1], out = argv[2];
    const auto bundle = read_file(in / "bundle.json");
    if (!bundle) return refuse({ruyi::ErrorCode::kInvalidArgument, (in / "bundle.json").string() + " cannot be read"});
    ShardWriter writer;
    const auto begun = writer.begin(*bundle);
    if (!begun) return refuse(begun.error());
    for (const char* const modality : {"visual", "text"}) {
        const auto bytes = read_file(in / (std::string(modality) + ".f32"));
        if (!bytes) continue;
        if (auto done = add_vectors(writer, modality, *bytes, items_of(begun.value())); !done) return refuse(done.error());
    }
    for (std::uint32_t n = 0;; ++n) {
        const std::string name = ruyi::block_name(ruyi::BlockKind::kWords, n);
        const auto bytes = read_file(in / (name + ".safetensors"));
        if (!bytes) break;
        if (auto done = writer.add_block(name, {reinterpret_cast<const std::uint8_t*>(bytes->data()), bytes->size()}); !done)
            return refuse(done.error());
    }
    for (std::uint32_t n = 0;; ++n) {
        const fs::path folder = in / ("ranker-" + std::to_string(n));
        const auto document = read_file(folder / "ranker.json"), items = read_file(folder / "items.safetensors");
        if (!document || !items) break;
        const auto added = writer.add_ranker(*document, {reinterpret_cast<const std::uint8_t*>(items->data()), items->size()});
        if (!added) return refuse(added.error());
    }
    const auto finished = writer.finish(read_file(in / "models.json").value_or(""));
    if (!finished) return refuse(finished.error());
    const auto manifest_bytes = writer.take("manifest.json");
    const auto manifest =
        ruyi::parse_manifest({reinterpret_cast<const char*>(manifest_bytes.value().data()), manifest_bytes.value().size()});
    std::error_code failed;
    fs::create_directories(out / "blocks", failed);
    for (const ruyi::BlockEntry& block : manifest.value().blocks) {
        if (!write_file(out / block.file, writer.take(block.name).value()))
            return refuse({ruyi::ErrorCode::kInvalidArgument, (out / block.file).string() + " cannot be written"});
    }
    if (!write_file(out / "manifest.json", manifest_bytes.value()))
        return refuse({ruyi::ErrorCode::kInvalidArgument, (out / "manifest.json").string() + " cannot be written"});
    std::printf("%s\n", finished.value().c_str());
    return 0;
}
