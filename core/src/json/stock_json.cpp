#include "json/stock_json.hpp"

#include <algorithm>

#include "json/json_check.hpp"
#include "json/json_write.hpp"
#include "order.hpp"

namespace ruyi {
namespace {

constexpr std::size_t kNamedIds = 10;

Result<StockChange> read_change(std::string_view id, const json::Document& value) {
    const std::string where = concat({"items[\"", excerpt(id), "\"]"});
    if (!value.is_object()) return json::wrong(where, "an object");
    if (auto known = json::only_members(value, where, {"available", "price_minor"}); !known) return known.error();
    StockChange change{std::string(id), {}, {}};
    if (const json::Document* available = json::member(value, "available")) {
        auto read = json::as_bool(*available, where + ".available");
        if (!read) return read.error();
        change.available = read.value();
    }
    if (const json::Document* price = json::member(value, "price_minor")) {
        change.price_minor = kUnknownPrice;
        if (price->is_null()) return change;
        auto read = json::as_integer(*price, where + ".price_minor", 0, kUnknownPrice - 1);
        if (!read) return read.error();
        change.price_minor = static_cast<std::uint32_t>(read.value());
    }
    return change;
}

}  // namespace

Result<std::vector<StockChange>> parse_stock(std::string_view text) {
    auto document = json::parse_object(text, "stock", kStockLimitBytes);
    if (!document) return document.error();
    const json::Document& object = document.value();
    if (auto known = json::only_members(object, "stock", {"version", "items"}); !known) return known.error();
    const json::Document* version = json::member(object, "version");
    if (version == nullptr) return json::wrong("stock.version", "the integer 1");
    if (auto read = json::as_integer(*version, "stock.version", 1, 1); !read)
        return Error{ErrorCode::kUnsupportedVersion, "stock.version must be 1: this build reads no other"};
    const json::Document* items = json::member(object, "items");
    if (items == nullptr || !items->is_object()) return json::wrong("stock.items", "an object of products by id");
    std::vector<StockChange> changes;
    for (auto it = items->begin(); !(it == items->end()); ++it) {
        auto change = read_change(it.key(), it.value());
        if (!change) return change.error();
        changes.push_back(std::move(change.value()));
    }
    return changes;
}

std::string stock_answer(std::size_t changed, const std::vector<std::string>& unknown) {
    json::Writer out;
    out.begin_object().member("changed", static_cast<std::uint32_t>(changed)).member("unknown", static_cast<std::uint32_t>(unknown.size()));
    out.key("unknown_ids").begin_array();
    for (std::size_t i = 0; i < std::min(unknown.size(), kNamedIds); ++i) out.value(unknown[i]);
    out.end_array().end_object();
    return out.take();
}

}  // namespace ruyi
