// Stable sorting by one number, joining texts, cutting names: one copy of the code for every caller, because templates of both are large in
// WASM.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ruyi {

/// Positions by descending key, equal keys in their order. Keys are not NaN.
std::vector<std::uint32_t> descending_order(std::span<const double> keys);

/// Reorders by descending key(value), equal keys in their order.
template <class T, class Key>
void sort_descending(std::vector<T>& values, Key key) {
    std::vector<double> keys;
    keys.reserve(values.size());
    for (const T& value : values) keys.push_back(key(value));
    std::vector<T> sorted;
    sorted.reserve(values.size());
    for (const std::uint32_t place : descending_order(keys)) sorted.push_back(std::move(values[place]));
    values = std::move(sorted);
}

std::string concat(std::initializer_list<std::string_view> parts);

/// What a message shows of a name from outside: at most its first 64 bytes, and no half of a character.
std::string_view excerpt(std::string_view name);

}  // namespace ruyi
