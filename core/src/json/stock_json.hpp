// stock.schema.json -> the changes of a stock overlay.
#pragma once

#include <string_view>
#include <vector>

#include "ruyi/shard.hpp"

namespace ruyi {

inline constexpr std::size_t kStockLimitBytes = std::size_t{8} << 20;

/// Fails with kInvalidJson, or kUnsupportedVersion. Safe on any bytes.
Result<std::vector<StockChange>> parse_stock(std::string_view text);

/// What an overlay did: how many items it changed, and the first ids that the shard does not know.
std::string stock_answer(std::size_t changed, const std::vector<std::string>& unknown);

}  // namespace ruyi
