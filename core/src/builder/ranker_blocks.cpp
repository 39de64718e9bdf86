#include "builder/ranker_blocks.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace ruyi::builder {
namespace {

using IndexById = std::unordered_map<std::string, std::uint32_t>;

IndexById index_by_id(std::span<const std::string> ids) {
    IndexById index;
    for (std::uint32_t i = 0; i < ids.size(); ++i) index.emplace(ids[i], i);
    return index;
}

std::uint32_t found_in(const IndexById& index, const std::string& id) {
    const auto found = index.find(id);
    return found == index.end() ? kNoNeighbour : found->second;
}

}  // namespace

void RankerColumns::Rows::add(std::span<const float> row, std::uint32_t dim) {
    double largest = 0.0;
    for (const float x : row) largest = std::max(largest, std::fabs(static_cast<double>(x)));
    const float one = static_cast<float>(largest / 127.0);
    const std::size_t at = q.size();
    q.resize(at + dim, 0);
    scale.push_back(one);
    if (one == 0.0f) return;
    for (std::size_t d = 0; d < row.size(); ++d) {
        const double x = static_cast<double>(row[d]) / largest * 127.0;
        q[at + d] = static_cast<std::int8_t>(x + (x < 0.0 ? -0.5 : 0.5));
    }
}

Int8Rows RankerColumns::Rows::view(std::size_t first, std::size_t count, std::uint32_t dim) const {
    return {std::span(q).subspan(first * dim, count * dim), std::span(scale).subspan(first, count)};
}

double RankerColumns::Rows::longest(std::uint32_t dim) const {
    double longest = 0.0;
    for (std::size_t r = 0; r < scale.size(); ++r) {
        std::int32_t squares = 0;  // at most 1024 * 127^2
        for (std::size_t d = r * dim; d < (r + 1) * dim; ++d) squares += std::int32_t{q[d]} * q[d];
        longest = std::max(longest, std::sqrt(static_cast<double>(squares)) * static_cast<double>(scale[r]));
    }
    return longest;
}

RankerColumns::RankerColumns(RankerPackage package, std::span<const std::string> item_ids, std::span<const std::string> symbol_ids)
    : package_(std::move(package)) {
    const IndexById package_rows = index_by_id(package_.item_ids);
    std::vector<std::uint32_t> index_of_row(package_.item_ids.size(), kNoNeighbour);
    for (std::uint32_t i = 0; i < item_ids.size(); ++i) {
        row_of_.push_back(found_in(package_rows, item_ids[i]));
        if (row_of_[i] == kNoNeighbour) continue;
        index_of_row[row_of_[i]] = i;
        ++matched_;
    }
    if (package_.spec.rule == RankerRule::kNeighbours) add_neighbours(index_of_row);
    if (package_.spec.modalities.empty()) return;
    dim_ = (package_.spec.dim() + 15) / 16 * 16;
    add_vectors(symbol_ids);
    if (package_.spec.rule == RankerRule::kAttention) {
        add_components();
        add_head(dim_);
    }
    for (std::size_t m = 0; m < parts_.size(); ++m) {
        const double longest = parts_[m].longest(dim_);
        package_.spec.modalities[m].dim = dim_;
        package_.spec.modalities[m].gain = longest > 0.0 ? 1.0 / longest : 0.0;
    }
}

void RankerColumns::add_vectors(std::span<const std::string> symbol_ids) {
    parts_.resize(package_.parts.size());
    const auto row_or_none = [&](const FloatTable& table, std::uint32_t row) {
        return row == kNoNeighbour ? std::span<const float>() : table.row(row);
    };
    for (const std::uint32_t row : row_of_) {
        for (std::size_t m = 0; m < parts_.size(); ++m) parts_[m].add(row_or_none(package_.parts[m], row), dim_);
        if (package_.spec.rule == RankerRule::kLastItem) last_.add(row_or_none(package_.last, row), dim_);
    }
    if (package_.spec.rule != RankerRule::kGraphSpread) return;
    const IndexById entities = index_by_id(package_.entity_ids);
    for (const std::string& symbol : symbol_ids) entity_.add(row_or_none(package_.entity, found_in(entities, symbol)), dim_);
}

// Rows are scaled as one table, so that the largest weight of all is 1.
void RankerColumns::add_neighbours(std::span<const std::uint32_t> index_of_row) {
    float largest = 0.0f;
    for (const float weight : package_.neighbour_weight) largest = std::max(largest, std::fabs(weight));
    for (const std::uint32_t row : row_of_) {
        std::vector<std::pair<std::uint32_t, float>> kept;
        for (std::uint32_t n = row == kNoNeighbour ? 0 : package_.neighbour_start[row];
             row != kNoNeighbour && n < package_.neighbour_start[row + 1]; ++n) {
            const std::uint32_t item = index_of_row[package_.neighbour_index[n]];
            if (item != kNoNeighbour && package_.neighbour_weight[n] != 0.0f)
                kept.emplace_back(item, package_.neighbour_weight[n] / largest);
        }
        std::stable_sort(kept.begin(), kept.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
        for (std::size_t k = 0; k < kept.size(); ++k) {
            if (k > 0 && kept[k].first == kept[k - 1].first) continue;  // the package named it twice: the first stands
            neighbour_index_.push_back(kept[k].first);
            neighbour_weight_.push_back(kept[k].second);
        }
        neighbour_start_.push_back(static_cast<std::uint32_t>(neighbour_index_.size()));
    }
}

void RankerColumns::add_components() {
    for (const std::uint32_t row : row_of_) {
        for (std::uint32_t c = row == kNoNeighbour ? 0 : package_.component_start[row];
             row != kNoNeighbour && c < package_.component_start[row + 1]; ++c)
            component_.add(package_.component.row(c), dim_);
        component_start_.push_back(static_cast<std::uint32_t>(component_.scale.size()));
    }
}

void RankerColumns::add_head(std::uint32_t dim) {
    for (std::size_t h = 0; h < package_.head.size(); ++h) {
        const FloatTable& part = package_.head[h];
        std::vector<float>& padded = head_.emplace_back(std::size_t{kHeadTensors[h].matrix ? dim : 1} * dim, 0.0f);
        for (std::size_t r = 0; r < part.rows; ++r)
            std::copy(part.row(r).begin(), part.row(r).end(), padded.begin() + static_cast<std::ptrdiff_t>(r * dim));
    }
}

RankerBlock::Head RankerColumns::head_view() const { return {head_[0], head_[1], head_[2], head_[3], head_[4], head_[5], head_[6]}; }

RankerBlock RankerColumns::view(std::uint32_t first, std::uint32_t rows, bool opening) {
    RankerBlock block;
    for (const Rows& part : parts_) block.parts.push_back(part.view(first, rows, dim_));
    const RankerRule rule = package_.spec.rule;
    if (rule == RankerRule::kLastItem) block.last = last_.view(first, rows, dim_);
    if (rule == RankerRule::kGraphSpread && opening) block.entity = entity_.view(0, entity_.scale.size(), dim_);
    const auto rebased = [&](const std::vector<std::uint32_t>& start) {
        range_start_.clear();
        for (std::uint32_t r = 0; r <= rows; ++r) range_start_.push_back(start[first + r] - start[first]);
        return CsrRows{range_start_};
    };
    if (rule == RankerRule::kNeighbours) {
        block.neighbour = rebased(neighbour_start_);
        block.neighbour_index = std::span(neighbour_index_).subspan(neighbour_start_[first], range_start_.back());
        block.neighbour_weight = std::span(neighbour_weight_).subspan(neighbour_start_[first], range_start_.back());
    }
    if (rule == RankerRule::kAttention) {
        block.component_rows = rebased(component_start_);
        block.component = component_.view(component_start_[first], range_start_.back(), dim_);
        if (opening) block.head = head_view();
    }
    return block;
}

}  // namespace ruyi::builder
