// One block's view -> safetensors bytes (FORMAT.md §2), by the same `describe` that the reader uses.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "builder/columns.hpp"
#include "ruyi/result.hpp"
#include "shard_layout.hpp"

namespace ruyi::builder {

struct RawTensor {
    std::string name;
    Dtype dtype = Dtype::kU8;
    std::vector<std::size_t> shape;
    std::span<const std::uint8_t> bytes;
};

/// Deterministic: the same tensors give the same bytes. Fails with kOutOfMemory, or kInternal if the header grows past its limit.
Result<AlignedBytes> write_container(BlockKind kind, const std::vector<RawTensor>& tensors);

/// Collects what the spans of a block's struct hold.
class CollectingVisitor {
public:
    template <class T, class... Width>
    void tensor(std::string_view name, std::span<const T>& values, std::size_t rows, Width... width) {
        const std::size_t width_product = (std::size_t{1} * ... * static_cast<std::size_t>(width));
        const std::size_t actual = rows == kAnyCount ? values.size() : rows;
        complete_ = complete_ && values.size() == actual * width_product;
        tensors_.push_back({std::string(name),
                            DtypeOf<T>::value,
                            {actual, static_cast<std::size_t>(width)...},
                            {reinterpret_cast<const std::uint8_t*>(values.data()), values.size_bytes()}});
    }
    void csr(std::string_view name, CsrRows& rows, std::size_t count) {
        tensor(std::string(name) + ".start", rows.start, count == kAnyCount ? kAnyCount : count + 1);
    }
    void strings(std::string_view name, StringTable& table, std::size_t count) {
        complete_ = complete_ && (count == kAnyCount || table.size() == count);
        offsets_ = table.offsets();
        bytes_ = table.bytes();
        tensor(std::string(name) + ".offsets", offsets_, table.size() + 1);
        tensor(std::string(name) + ".bytes", bytes_, bytes_.size());
    }
    bool complete() const { return complete_; }
    const std::vector<RawTensor>& tensors() const { return tensors_; }

private:
    std::span<const std::uint32_t> offsets_;
    std::span<const std::uint8_t> bytes_;
    std::vector<RawTensor> tensors_;
    bool complete_ = true;
};

/// Fails with kInternal when the view does not have the shape that the layout asks for.
template <class Block>
Result<AlignedBytes> write_block(BlockKind kind, Block view, const BlockShape& shape) {
    CollectingVisitor visitor;
    describe(visitor, view, shape);
    if (!visitor.complete())
        return Error{ErrorCode::kInternal, "the writer made a " + std::string(kind_name(kind)) + " block of the wrong shape"};
    return write_container(kind, visitor.tensors());
}

}  // namespace ruyi::builder
