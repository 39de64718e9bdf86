#include "ruyi/citation.hpp"

#include <algorithm>
#include <array>

namespace ruyi {

std::optional<Citation> citation_of(const Shard& shard, std::uint32_t record) {
    constexpr std::array<std::string_view, 4> kTiers = {"", "A", "B", "C"};
    constexpr std::array<std::string_view, 3> kVerifications = {"", "source-text-reread", "excerpt-transcribed"};
    const EvidenceBlock* block = shard.evidence_of(record);
    if (block == nullptr) return std::nullopt;
    const std::size_t row = record % shard.manifest().records_per_block;
    Citation citation;
    citation.id = block->record_id[row];
    citation.tier = kTiers[std::min<std::size_t>(block->tier[row], kTiers.size() - 1)];
    citation.verification = kVerifications[std::min<std::size_t>(block->verification[row], kVerifications.size() - 1)];
    citation.url = block->url[row];
    citation.licence = block->licence[row];
    citation.cite = {std::string(block->cite_zh[row]), std::string(block->cite_en[row]), std::string(block->cite_hant[row])};
    return citation;
}

}  // namespace ruyi
