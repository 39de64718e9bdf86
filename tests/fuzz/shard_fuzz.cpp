// The first byte picks what the rest is: a manifest, or a block of one kind, for a fixed manifest of a small shop. Whatever is accepted is
// read to the end.
#include <cstdlib>
#include <cstring>
#include <string>

#include "json/manifest_json.hpp"
#include "ruyi/shard.hpp"
#include "shard_blocks.hpp"
#include "shard_layout.hpp"

namespace {

// The counts of tests/golden/planted.fv1, from which the corpus is cut.
ruyi::Manifest create_manifest() {
    ruyi::Manifest manifest;
    manifest.items = 12;
    manifest.symbols = 30;
    manifest.records = 22;
    manifest.locales = {"zh-Hans", "en"};
    manifest.modalities = {{"visual", 32, "planted"}, {"text", 32, "planted"}};
    manifest.near_buckets = 1;
    manifest.near_neighbours = 11;
    manifest.cards_per_block = 32;
    manifest.vectors_per_block = 14496;
    manifest.records_per_block = 64;
    return manifest;
}

struct Reading {
    template <class T, class... Width>
    void tensor(std::string_view, std::span<const T>& values, std::size_t, Width...) {
        for (const T value : values) sum += value != T{} ? 1 : 0;
    }
    void csr(std::string_view, ruyi::CsrRows& rows, std::size_t) {
        for (std::size_t r = 0; r + 1 < rows.start.size(); ++r) sum += rows.end(r) - rows.begin(r);
    }
    void strings(std::string_view, ruyi::StringTable& table, std::size_t) {
        for (std::size_t i = 0; i < table.size(); ++i) sum += table[i].size();
    }
    std::uint64_t sum = 0;
};

void fuzz_block(const ruyi::Manifest& manifest, ruyi::BlockKind kind, const std::uint8_t* data, std::size_t size) {
    void* memory = nullptr;
    if (posix_memalign(&memory, 64, size == 0 ? 1 : size) != 0) std::abort();
    if (size > 0) std::memcpy(memory, data, size);
    auto parsed = ruyi::parse_block(manifest, kind, 0, {static_cast<const std::uint8_t*>(memory), size});
    if (parsed.ok()) {
        Reading reading;
        const ruyi::BlockShape shape = ruyi::block_shape(manifest, kind, 0);
        std::visit([&](auto& view) { ruyi::describe(reading, view, shape); }, parsed.value().view);
        volatile std::uint64_t kept = reading.sum;
        (void)kept;
    } else if (parsed.error().code != ruyi::ErrorCode::kInvalidBlock) {
        std::abort();
    }
    std::free(memory);
}

void fuzz_manifest(const std::uint8_t* data, std::size_t size) {
    const auto manifest = ruyi::parse_manifest({reinterpret_cast<const char*>(data), size});
    if (manifest.ok()) return;
    const auto code = manifest.error().code;
    if (code != ruyi::ErrorCode::kInvalidManifest && code != ruyi::ErrorCode::kUnsupportedVersion) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const ruyi::Manifest manifest = create_manifest();
    if (size == 0) return 0;
    const std::uint8_t kind = data[0] % (ruyi::kBlockKinds + 1);
    if (kind == 0)
        fuzz_manifest(data + 1, size - 1);
    else
        fuzz_block(manifest, static_cast<ruyi::BlockKind>(kind), data + 1, size - 1);
    return 0;
}
