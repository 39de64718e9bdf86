#include "shard_layout.hpp"

#include <algorithm>

#include "order.hpp"

namespace ruyi {
namespace {

std::uint32_t groups_of(std::uint32_t count, std::uint32_t per_group) { return count / per_group + (count % per_group != 0 ? 1 : 0); }

std::uint32_t range_rows(std::uint32_t count, std::uint32_t per_group, std::uint32_t number) {
    const std::uint64_t first = std::uint64_t{number} * per_group;
    return first >= count ? 0 : static_cast<std::uint32_t>(std::min<std::uint64_t>(count - first, per_group));
}

bool is_alphanumeric_or(char c, std::string_view extra) {
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || extra.find(c) != std::string_view::npos;
}

}  // namespace

std::string_view kind_name(BlockKind kind) {
    switch (kind) {
        case BlockKind::kHot: return "hot";
        case BlockKind::kGraph: return "graph";
        case BlockKind::kNear: return "near";
        case BlockKind::kVectors: return "vectors";
        case BlockKind::kCards: return "cards";
        case BlockKind::kWords: return "words";
        case BlockKind::kKnowledge: return "knowledge";
        case BlockKind::kEvidence: return "evidence";
        case BlockKind::kLexicon: return "lexicon";
        case BlockKind::kRanker: return "ranker";
    }
    return "";
}

std::string block_name(BlockKind kind, std::uint32_t number) {
    std::string name(kind_name(kind));
    if (kind == BlockKind::kHot || kind == BlockKind::kGraph) return name;
    const std::string digits = std::to_string(number);
    return name + "-" + std::string(digits.size() < 3 ? 3 - digits.size() : 0, '0') + digits;
}

std::optional<std::uint32_t> block_number(BlockKind kind, std::string_view name) {
    const std::string_view start = kind_name(kind);
    if (!name.starts_with(start)) return std::nullopt;
    name.remove_prefix(start.size());
    if (kind == BlockKind::kHot || kind == BlockKind::kGraph) return name.empty() ? std::optional<std::uint32_t>(0) : std::nullopt;
    if (name.size() < 4 || name.size() > 8 || name[0] != '-' || (name.size() > 4 && name[1] == '0')) return std::nullopt;
    std::uint32_t number = 0;
    for (const char c : name.substr(1)) {
        if (c < '0' || c > '9') return std::nullopt;
        number = number * 10 + static_cast<std::uint32_t>(c - '0');
    }
    return number;
}

std::uint32_t expected_blocks(const Manifest& manifest, BlockKind kind) {
    switch (kind) {
        case BlockKind::kHot:
        case BlockKind::kGraph: return 1;
        case BlockKind::kNear: return manifest.near_buckets;
        case BlockKind::kVectors: return manifest.modalities.empty() ? 0 : groups_of(manifest.items, manifest.vectors_per_block);
        case BlockKind::kCards: return groups_of(manifest.items, manifest.cards_per_block);
        case BlockKind::kWords:
        case BlockKind::kLexicon: return 0;
        case BlockKind::kKnowledge: return groups_of(manifest.symbols, kSymbolsPerKnowledgeBlock);
        case BlockKind::kEvidence: return groups_of(manifest.records, manifest.records_per_block);
        case BlockKind::kRanker:
            return manifest.rankers.empty() ? 0 : manifest.rankers.back().first_block + manifest.rankers.back().block_count;
    }
    return 0;
}

BlockShape block_shape(const Manifest& manifest, BlockKind kind, std::uint32_t number) {
    BlockShape shape;
    shape.items = manifest.items;
    shape.symbols = manifest.symbols;
    shape.records = manifest.records;
    shape.neighbours = manifest.near_neighbours;
    shape.locales = static_cast<std::uint32_t>(manifest.locales.size());
    shape.modalities = static_cast<std::uint32_t>(manifest.modalities.size());
    shape.modality = manifest.modalities.data();
    shape.number = number;
    for (const Modality& modality : manifest.modalities) {
        if (modality.name == "text") shape.text_dim = modality.dim;
    }
    if (kind == BlockKind::kVectors) shape.rows = range_rows(manifest.items, manifest.vectors_per_block, number);
    if (kind == BlockKind::kCards) shape.rows = range_rows(manifest.items, manifest.cards_per_block, number);
    if (kind == BlockKind::kKnowledge) shape.rows = range_rows(manifest.symbols, kSymbolsPerKnowledgeBlock, number);
    if (kind == BlockKind::kEvidence) shape.rows = range_rows(manifest.records, manifest.records_per_block, number);
    for (const RankerSpec& ranker : manifest.rankers) {
        if (kind != BlockKind::kRanker || number < ranker.first_block || number - ranker.first_block >= ranker.block_count) continue;
        shape.ranker = &ranker;
        shape.rows = range_rows(manifest.items, ranker.items_per_block, number - ranker.first_block);
    }
    return shape;
}

Result<const RankerSpec*> find_ranker(const Manifest& manifest, std::string_view name) {
    std::string known = "core";
    for (const RankerSpec& ranker : manifest.rankers) {
        if (ranker.name == name) return &ranker;
        known += concat({", ", ranker.name});
    }
    return Error{ErrorCode::kInvalidArgument, concat({"the shard holds no ranker \"", excerpt(name), "\"; it has: ", known})};
}

void number_ranker_blocks(Manifest& manifest) {
    std::uint32_t next = 0;
    for (RankerSpec& ranker : manifest.rankers) {
        const bool bare = ranker.rule == RankerRule::kGraphSpread && ranker.modalities.empty();
        ranker.first_block = next;
        ranker.block_count = bare ? 0 : groups_of(manifest.items, ranker.items_per_block);
        next += ranker.block_count;
    }
}

std::string_view safe_address(std::string_view address) {
    // Browsers drop tabs and line ends inside an address and blanks around it, so "java\nscript:" must not slip through.
    for (const char c : address) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return "";
    }
    if (!address.empty() && (address.front() == ' ' || address.back() == ' ')) return "";
    const std::size_t end = address.find_first_of(":/?#\\");
    if (end == std::string_view::npos || address[end] != ':') return address;
    std::string scheme;
    for (const char c : address.substr(0, end)) {
        if (!is_alphanumeric_or(c, "+.-")) return "";
        scheme.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
    }
    return scheme == "http" || scheme == "https" ? address : "";
}

}  // namespace ruyi
