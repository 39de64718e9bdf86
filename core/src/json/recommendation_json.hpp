// Answers -> JSON: recommendation.schema.json and the small answers of wasm/ABI.md.
#pragma once

#include <string>
#include <vector>

#include "recommend.hpp"
#include "ruyi/pixels.hpp"
#include "ruyi/result.hpp"
#include "ruyi/seeing.hpp"
#include "ruyi/shard.hpp"

namespace ruyi {

std::string recommendation_json(const Recommendation& answer, const Shard& shard);
std::string opened_json(const Manifest& manifest);
std::string block_names_json(const std::vector<std::string>& names);
std::string colours_json(const std::vector<FoundColour>& colours);
std::string seen_json(const std::vector<SeenSymbol>& symbols);

/// "¥128", "¥128.50", "128.50 SEK", "" when the price is not known.
std::string price_text(std::uint32_t price_minor, std::uint32_t price_scale, std::string_view currency);

}  // namespace ruyi
