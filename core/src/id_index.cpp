#include "id_index.hpp"

#include <algorithm>
#include <numeric>

#include "checksum.hpp"

namespace ruyi {
namespace {

constexpr std::uint32_t kMaxProbesPerId = 16;  // on average; a half-full table of ordinary ids needs under 2

std::uint32_t spread_bits(std::uint32_t hash) { return hash * 2654435769u ^ (hash >> 15); }

}  // namespace

bool IdIndex::build(const StringTable& table) {
    table_ = table;
    sorted_.clear();
    const auto n = static_cast<std::uint32_t>(table.size());
    std::uint32_t capacity = 16;
    while (capacity < 2 * n) capacity *= 2;
    mask_ = capacity - 1;
    slots_.assign(capacity, 0);
    std::uint64_t probes_left = std::uint64_t{n} * kMaxProbesPerId + 1024;
    for (std::uint32_t i = 0; i < n; ++i) {
        const std::string_view id = table[i];
        std::uint32_t slot = spread_bits(fnv1a32(id)) & mask_;
        while (slots_[slot] != 0) {
            if (table[slots_[slot] - 1] == id) return false;
            if (--probes_left == 0) return build_sorted();
            slot = (slot + 1) & mask_;
        }
        slots_[slot] = i + 1;
    }
    return true;
}

bool IdIndex::build_sorted() {
    slots_.clear();
    sorted_.resize(table_.size());
    std::iota(sorted_.begin(), sorted_.end(), 0u);
    std::sort(sorted_.begin(), sorted_.end(), [this](std::uint32_t a, std::uint32_t b) { return table_[a] < table_[b]; });
    return std::adjacent_find(sorted_.begin(), sorted_.end(),
                              [this](std::uint32_t a, std::uint32_t b) { return table_[a] == table_[b]; }) == sorted_.end();
}

std::optional<std::uint32_t> IdIndex::find(std::string_view id) const {
    if (!sorted_.empty()) {
        const auto it =
            std::lower_bound(sorted_.begin(), sorted_.end(), id, [this](std::uint32_t a, std::string_view key) { return table_[a] < key; });
        if (it == sorted_.end() || table_[*it] != id) return std::nullopt;
        return *it;
    }
    if (slots_.empty()) return std::nullopt;
    for (std::uint32_t slot = spread_bits(fnv1a32(id)) & mask_; slots_[slot] != 0; slot = (slot + 1) & mask_) {
        if (table_[slots_[slot] - 1] == id) return slots_[slot] - 1;
    }
    return std::nullopt;
}

}  // namespace ruyi
