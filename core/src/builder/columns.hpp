// Growing string tables, CSR lists and aligned files: the writer's side of the views in shard.hpp.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "ruyi/shard.hpp"
#include "shard_layout.hpp"

namespace ruyi::builder {

class StringColumn {
public:
    void add(std::string_view text) {
        bytes_.insert(bytes_.end(), text.begin(), text.end());
        offsets_.push_back(static_cast<std::uint32_t>(bytes_.size()));
    }
    StringTable view() const { return {offsets_, bytes_}; }
    std::size_t size() const { return offsets_.size() - 1; }

private:
    std::vector<std::uint32_t> offsets_ = {0};
    std::vector<std::uint8_t> bytes_;
};

/// Row bounds; call end_row with the column length so far.
class RowColumn {
public:
    void end_row(std::size_t columns) { start_.push_back(static_cast<std::uint32_t>(columns)); }
    CsrRows view() const { return {start_}; }

private:
    std::vector<std::uint32_t> start_ = {0};
};

/// Bytes at a 64-byte aligned address, as the reader wants them.
class AlignedBytes {
public:
    AlignedBytes() = default;
    /// data() is null if the allocation failed.
    explicit AlignedBytes(std::size_t size) : size_(size) {
        const std::size_t rounded = (size + kTensorAlignment - 1) / kTensorAlignment * kTensorAlignment;
        data_.reset(static_cast<std::uint8_t*>(std::aligned_alloc(kTensorAlignment, rounded)));
    }
    std::uint8_t* data() { return data_.get(); }
    std::span<const std::uint8_t> view() const { return {data_.get(), size_}; }

private:
    struct Free {
        void operator()(std::uint8_t* data) const { std::free(data); }
    };
    std::unique_ptr<std::uint8_t, Free> data_;
    std::size_t size_ = 0;
};

}  // namespace ruyi::builder
