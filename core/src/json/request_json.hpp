// request.schema.json -> Request, and the small requests of `ruyi_block_for`.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ruyi/parts.hpp"
#include "ruyi/profile.hpp"

namespace ruyi {

inline constexpr std::size_t kRequestLimitBytes = std::size_t{1} << 20;
inline constexpr std::size_t kMostIds = 10000;

/// Fails with kInvalidJson, with kInvalidArgument for an impossible date, or with kMissingPart for more than a plain shelf. Safe on any
/// bytes.
Result<Request> parse_request(std::string_view text, Parts parts = Parts::kAll);

/// Which blocks the caller is after; every member that is set adds its own.
struct BlockWish {
    std::optional<std::string> near_item, knowledge_symbol, ask_symbol, ranker;
    std::vector<std::string> cards_of, explain;
    std::vector<std::uint32_t> cards, records;
    bool vectors = false, words = false, graph = false, lexicon = false;
};

Result<BlockWish> parse_block_wish(std::string_view text, Parts parts = Parts::kAll);

}  // namespace ruyi
