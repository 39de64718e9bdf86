#include "order.hpp"

#include <algorithm>
#include <numeric>

namespace ruyi {

std::vector<std::uint32_t> descending_order(std::span<const double> keys) {
    std::vector<std::uint32_t> order(keys.size());
    std::iota(order.begin(), order.end(), 0u);
    std::sort(order.begin(), order.end(),
              [&](std::uint32_t a, std::uint32_t b) { return keys[a] > keys[b] || (keys[a] == keys[b] && a < b); });
    return order;
}

std::string concat(std::initializer_list<std::string_view> parts) {
    std::size_t size = 0;
    for (const std::string_view part : parts) size += part.size();
    std::string text;
    text.reserve(size);
    for (const std::string_view part : parts) text += part;
    return text;
}

std::string_view excerpt(std::string_view name) {
    std::size_t end = std::min<std::size_t>(name.size(), 64);
    while (end > 0 && end < name.size() && (name[end] & 0xC0) == 0x80) --end;
    return name.substr(0, end);
}

}  // namespace ruyi
