#include "json/manifest_json.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "checksum.hpp"
#include "json/json_read.hpp"
#include "json/ranker_json.hpp"
#include "shard_layout.hpp"

namespace ruyi {
namespace {

using Json = json::Document;

bool all_of_set(std::string_view text, std::string_view extra) {
    return std::all_of(text.begin(), text.end(), [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || extra.find(c) != std::string_view::npos;
    });
}

bool is_hex(std::string_view text, std::size_t digits) {
    return text.size() == digits &&
           std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool is_relative_file(std::string_view file) {
    return !file.empty() && file.front() != '/' && file.find("..") == std::string_view::npos && all_of_set(file, "._/-");
}

bool read_kind(std::string_view text, BlockKind& kind) {
    for (std::uint8_t k = 1; k <= kBlockKinds; ++k) {
        if (kind_name(static_cast<BlockKind>(k)) != text) continue;
        kind = static_cast<BlockKind>(k);
        return true;
    }
    return false;
}

std::uint32_t integer32(const ObjectReader& reader, const char* name, std::uint32_t low, std::uint32_t high) {
    return static_cast<std::uint32_t>(reader.integer(name, low, high));
}

void read_catalogue(const ObjectReader& root, Manifest& manifest, ReadError& error) {
    const ObjectReader catalogue(root.object("catalogue"), "catalogue", error);
    manifest.catalogue_name = catalogue.text("name");
    manifest.items = integer32(catalogue, "items", 1, kMaxItems);
    manifest.symbols = integer32(catalogue, "symbols", 1, kMaxSymbols);
    manifest.records = integer32(catalogue, "records", 0, kMaxRecords);
    manifest.currency = catalogue.text("currency");
    if (!is_currency(manifest.currency)) error.fail("catalogue.currency", "must be three capital letters or empty");
    manifest.price_scale = integer32(catalogue, "price_scale", 1, 1000);
    constexpr std::array<std::uint32_t, 4> kScales = {1, 10, 100, 1000};
    if (std::find(kScales.begin(), kScales.end(), manifest.price_scale) == kScales.end())
        error.fail("catalogue.price_scale", "must be 1, 10, 100 or 1000");
    for (const Json& entry : catalogue.array("locales")) manifest.locales.push_back(read_text(entry, "catalogue.locales", error));
    if (!are_locales(manifest.locales)) error.fail("catalogue.locales", "must be 1 to 8 distinct BCP 47 tags");
}

void read_modalities(const ObjectReader& root, Manifest& manifest, ReadError& error) {
    for (const Json& entry : root.array("modalities")) {
        const ObjectReader reader(entry, "modalities", error);
        Modality modality;
        modality.name = reader.text("name");
        modality.dim = integer32(reader, "dim", 16, 1024);
        modality.model = reader.text("model");
        manifest.modalities.push_back(std::move(modality));
    }
    if (!are_modalities(manifest.modalities))
        error.fail("modalities", "must be \"visual\" and \"text\", each at most once, with a dim that is a multiple of 16");
}

void read_groups(const ObjectReader& root, Manifest& manifest, ReadError& error) {
    const ObjectReader near(root.object("near"), "near", error);
    manifest.near_buckets = integer32(near, "buckets", 0, kMaxNearBuckets);
    manifest.near_neighbours = integer32(near, "neighbours", 0, kMaxNeighbours);
    if ((manifest.near_buckets == 0) != (manifest.near_neighbours == 0))
        error.fail("near", "must have both buckets and neighbours, or neither");
    const ObjectReader groups(root.object("groups"), "groups", error);
    manifest.cards_per_block = integer32(groups, "cards", 1, kMaxItems);
    manifest.vectors_per_block = integer32(groups, "vectors", 1, kMaxItems);
    manifest.records_per_block = integer32(groups, "evidence", 1, kMaxItems);
}

BlockEntry read_block(const Json& json, ReadError& error) {
    const ObjectReader reader(json, "blocks", error);
    BlockEntry block;
    block.name = reader.text("name");
    if (!read_kind(reader.text("kind"), block.kind)) error.fail("blocks.kind", "is not a kind of version 1");
    block.file = reader.text("file");
    block.bytes = integer32(reader, "bytes", kMinBlockBytes, block.kind == BlockKind::kHot ? kMaxHotBytes : kMaxBlockBytes);
    block.sha256 = reader.text("sha256");
    if (!is_relative_file(block.file))
        error.fail("blocks.file", "must be a relative path of letters, digits, '.', '_', '/' and '-' without '..'");
    if (!is_hex(block.sha256, 64)) error.fail("blocks.sha256", "must be 64 lower-case hex digits");
    return block;
}

// Every block that the counts ask for is listed, once, under its own name, and no other.
void check_block_set(const Manifest& manifest, ReadError& error) {
    std::array<std::vector<bool>, kBlockKinds + 1> listed;
    std::array<std::uint32_t, kBlockKinds + 1> count{};
    for (const BlockEntry& block : manifest.blocks) ++count[static_cast<std::size_t>(block.kind)];
    for (std::uint8_t k = 1; k <= kBlockKinds; ++k) {
        const BlockKind kind = static_cast<BlockKind>(k);
        const bool optional = kind == BlockKind::kWords || (kind == BlockKind::kLexicon && count[k] <= 1);
        const std::uint32_t expected = optional ? count[k] : expected_blocks(manifest, kind);
        if (count[k] != expected)
            return error.fail("blocks", "must list " + std::to_string(expected) + " of kind " + std::string(kind_name(kind)));
        listed[k].resize(expected);
    }
    for (const BlockEntry& block : manifest.blocks) {
        auto& kind = listed[static_cast<std::size_t>(block.kind)];
        const auto number = block_number(block.kind, block.name);
        if (!number || *number >= kind.size() || kind[*number])
            return error.fail("blocks.name", "\"" + block.name + "\" is listed twice or is not a name of its kind");
        kind[*number] = true;
    }
    const bool has_text =
        std::any_of(manifest.modalities.begin(), manifest.modalities.end(), [](const Modality& m) { return m.name == "text"; });
    const std::size_t words = static_cast<std::size_t>(BlockKind::kWords);
    if (count[static_cast<std::size_t>(BlockKind::kLexicon)] > 0 && count[words] == 0)
        error.fail("blocks", "has a lexicon but no words, which hold its fold table");
    if (count[words] > 0 && !has_text) error.fail("blocks", "has words but no modality \"text\"");
}

void check_model(const Json& json, ReadError& error) {
    const ObjectReader reader(json, "models", error);
    (void)reader.text("name");
    const std::string kind = reader.text("kind");
    if (kind != "image-encoder" && kind != "text-encoder" && kind != "user-encoder")
        error.fail("models.kind", "is not a kind of version 1");
    for (const char* const part : {"", "contract_"}) {
        const std::string prefix = part;
        if (!is_relative_file(reader.text((prefix + "file").c_str()))) error.fail("models." + prefix + "file", "must be a relative path");
        if (!is_hex(reader.text((prefix + "sha256").c_str()), 64))
            error.fail("models." + prefix + "sha256", "must be 64 lower-case hex digits");
        (void)reader.integer((prefix + "bytes").c_str(), 1, 0xFFFFFFFFu);
    }
}

}  // namespace

bool is_currency(std::string_view text) {
    return text.empty() || (text.size() == 3 && text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string_view::npos);
}

bool are_locales(const std::vector<std::string>& tags) {
    const std::set<std::string> distinct(tags.begin(), tags.end());
    return !tags.empty() && tags.size() <= kMaxLocales && distinct.size() == tags.size() &&
           std::all_of(tags.begin(), tags.end(),
                       [](const std::string& tag) { return !tag.empty() && tag.size() <= 35 && all_of_set(tag, "-"); });
}

bool are_modalities(const std::vector<Modality>& modalities) {
    std::set<std::string> names;
    return std::all_of(modalities.begin(), modalities.end(), [&names](const Modality& m) {
        return (m.name == "visual" || m.name == "text") && names.insert(m.name).second && m.dim >= 16 && m.dim <= 1024 && m.dim % 16 == 0;
    });
}

std::string shard_id_of(const std::vector<BlockEntry>& blocks) {
    Sha256 hash;
    for (const BlockEntry& block : blocks) hash.update(block.sha256);
    return to_hex(hash.finish()).substr(0, 16);
}

Result<Manifest> parse_manifest(std::string_view text) {
    const auto json = parse_json(text, ErrorCode::kInvalidManifest, "manifest");
    if (!json) return json.error();
    ReadError error(ErrorCode::kInvalidManifest, "manifest");
    const ObjectReader root(json.value().root(), "", error);
    if (root.text("format") != "ruyi-shard") error.fail("format", "must be \"ruyi-shard\"");
    const Json* version = root.find("version");
    if (version == nullptr || !version->is_number_integer()) error.fail("version", "must be an integer");
    if (error.failed()) return error.take();
    if (version->get<std::int64_t>() != kFormatVersion) {
        const std::string number =
            version->is_number_unsigned() ? std::to_string(version->get<std::uint64_t>()) : std::to_string(version->get<std::int64_t>());
        return Error{ErrorCode::kUnsupportedVersion, "manifest: `version` is " + number + "; this build reads version 1"};
    }
    Manifest manifest;
    manifest.generator = root.text("generator");
    manifest.shard_id = root.text("shard_id");
    read_catalogue(root, manifest, error);
    read_modalities(root, manifest, error);
    read_groups(root, manifest, error);
    read_rankers(root, manifest, error);
    if (error.failed()) return error.take();
    number_ranker_blocks(manifest);
    manifest.memory_bytes = root.integer("memory_bytes", 0, std::uint64_t{1} << 53);
    std::uint64_t total = 0;
    manifest.blocks.reserve(root.array("blocks").size());
    for (const Json& entry : root.array("blocks")) {
        manifest.blocks.push_back(read_block(entry, error));
        total += manifest.blocks.back().bytes;
        if (error.failed()) return error.take();
    }
    for (const Json& entry : root.array("models")) check_model(entry, error);
    if (error.failed()) return error.take();
    check_block_set(manifest, error);
    if (total != manifest.memory_bytes) error.fail("memory_bytes", "is not the sum of the blocks' bytes");
    if (manifest.shard_id != shard_id_of(manifest.blocks)) error.fail("shard_id", "does not match the blocks' digests");
    if (error.failed()) return error.take();
    return manifest;
}

}  // namespace ruyi
