// A ranker package in a shard's own order: rows by item index, 8-bit, padded to whole vectors of 16.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "json/ranker_package.hpp"
#include "ruyi/shard.hpp"

namespace ruyi::builder {

class RankerColumns {
public:
    /// item_ids, symbol_ids: the shard's. Items that the package lacks have no vector; the package's other items are dropped.
    RankerColumns(RankerPackage package, std::span<const std::string> item_ids, std::span<const std::string> symbol_ids);

    const RankerSpec& spec() const { return package_.spec; }
    const std::string& document() const { return package_.document; }
    /// How many of the shard's items the package knows.
    std::uint32_t matched() const { return matched_; }
    /// Items [first, first + rows); opening: the ranker's first block. Valid until the next call.
    RankerBlock view(std::uint32_t first, std::uint32_t rows, bool opening);

private:
    struct Rows {
        std::vector<std::int8_t> q;
        std::vector<float> scale;
        void add(std::span<const float> row, std::uint32_t dim);  // padded to dim
        Int8Rows view(std::size_t first, std::size_t count, std::uint32_t dim) const;
        double longest(std::uint32_t dim) const;
    };
    void add_vectors(std::span<const std::string> symbol_ids);
    void add_neighbours(std::span<const std::uint32_t> index_of_row);
    void add_components();
    void add_head(std::uint32_t dim);
    RankerBlock::Head head_view() const;

    RankerPackage package_;
    std::uint32_t dim_ = 0, matched_ = 0;
    std::vector<std::uint32_t> row_of_;  // package row per item; kNoNeighbour = none
    std::vector<Rows> parts_;
    Rows last_, entity_, component_;
    std::vector<std::uint32_t> component_start_ = {0}, neighbour_start_ = {0}, neighbour_index_, range_start_;
    std::vector<float> neighbour_weight_;
    std::vector<std::vector<float>> head_;
};

}  // namespace ruyi::builder
