// inspect_shard DIR [--json]: opens a shard with the reader and prints its blocks, or with --json the SHA-256 of every tensor that the
// reader binds, one line each, so that another reader can be compared with this one. Exit status 0 accepted, 1 refused, 2 usage.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "builder/columns.hpp"
#include "builder/tensor_digests.hpp"
#include "ruyi/shard.hpp"

namespace {

namespace fs = std::filesystem;

std::optional<std::string> read_file(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(file), {});
}

int refuse(const ruyi::Error& error) {
    std::fprintf(stderr, "%s: %s\n", std::string(ruyi::error_name(error.code)).c_str(), error.message.c_str());
    return 1;
}

void print_table(const ruyi::Manifest& manifest) {
    std::printf("shard %s, %u items, %u symbols, %u records, %llu bytes\n", manifest.shard_id.c_str(), manifest.items, manifest.symbols,
                manifest.records, static_cast<unsigned long long>(manifest.memory_bytes));
    for (const ruyi::BlockEntry& block : manifest.blocks)
        std::printf("%-16s %8u  %s\n", block.name.c_str(), block.bytes, block.file.c_str());
}

}  // namespace

int main(int argc, char** argv) {
    const bool json = argc == 3 && std::strcmp(argv[2], "--json") == 0;
    if (argc != 2 && !json) {
        std::fprintf(stderr, "usage: inspect_shard DIR [--json]\n");
        return 2;
    }
    const fs::path root = argv[1];
    const auto manifest_text = read_file(root / "manifest.json");
    if (!manifest_text) return refuse({ruyi::ErrorCode::kInvalidArgument, (root / "manifest.json").string() + " cannot be read"});
    auto shard = ruyi::Shard::open(*manifest_text, ~std::uint64_t{0});
    if (!shard) return refuse(shard.error());
    const ruyi::Manifest& manifest = shard.value().manifest();
    std::vector<ruyi::builder::AlignedBytes> owned;
    std::vector<std::string> digests;
    std::uint32_t number = 0;
    const ruyi::BlockEntry* previous = nullptr;
    for (const ruyi::BlockEntry& block : manifest.blocks) {
        const auto bytes = read_file(root / block.file);
        if (!bytes) return refuse({ruyi::ErrorCode::kInvalidArgument, (root / block.file).string() + " cannot be read"});
        owned.emplace_back(bytes->size());
        std::memcpy(owned.back().data(), bytes->data(), bytes->size());
        const auto view = owned.back().view();
        if (auto done = shard.value().attach(block.name, {view.data(), static_cast<std::uint32_t>(view.size()), nullptr}); !done)
            return refuse(done.error());
        number = previous != nullptr && previous->kind == block.kind ? number + 1 : 0;
        previous = &block;
        if (json) digests.push_back(ruyi::builder::tensor_digests(manifest, block.kind, number, view).value());
    }
    if (json)
        std::fputs(ruyi::builder::digest_document(manifest, digests).c_str(), stdout);
    else
        print_table(manifest);
    return 0;
}
