#include "builder/block_file.hpp"

#include <bit>
#include <cstring>

namespace ruyi::builder {
namespace {

static_assert(std::endian::native == std::endian::little, "shards are little-endian and written as they lie in memory");

void append_entry(std::string& header, std::string_view name, Dtype dtype, const std::vector<std::size_t>& shape, std::size_t begin,
                  std::size_t end) {
    header += ",\"" + std::string(name) + "\":{\"dtype\":\"" + std::string(dtype_name(dtype)) + "\",\"shape\":[";
    for (std::size_t d = 0; d < shape.size(); ++d) header += (d == 0 ? "" : ",") + std::to_string(shape[d]);
    header += "],\"data_offsets\":[" + std::to_string(begin) + "," + std::to_string(end) + "]}";
}

}  // namespace

Result<AlignedBytes> write_container(BlockKind kind, const std::vector<RawTensor>& tensors) {
    std::string header = "{\"__metadata__\":{\"ruyi.kind\":\"" + std::string(kind_name(kind)) + "\",\"ruyi.version\":\"" +
                         std::to_string(kFormatVersion) + "\"}";
    std::vector<std::size_t> begins;
    std::size_t at = 0, pads = 0;
    for (const RawTensor& tensor : tensors) {
        const std::size_t gap = (kTensorAlignment - at % kTensorAlignment) % kTensorAlignment;
        if (gap > 0) append_entry(header, "_pad" + std::to_string(pads++), Dtype::kU8, {gap}, at, at + gap);
        at += gap;
        begins.push_back(at);
        append_entry(header, tensor.name, tensor.dtype, tensor.shape, at, at + tensor.bytes.size());
        at += tensor.bytes.size();
    }
    header += "}";
    header.append((kTensorAlignment - (8 + header.size()) % kTensorAlignment) % kTensorAlignment, ' ');
    if (header.size() > kMaxHeaderBytes) return Error{ErrorCode::kInternal, "a block's header is longer than 65536 bytes"};
    AlignedBytes file(8 + header.size() + at);
    if (file.data() == nullptr) return Error{ErrorCode::kOutOfMemory, "no memory for a block of " + std::to_string(at) + " bytes"};
    std::memset(file.data(), 0, file.view().size());
    const std::uint64_t length = header.size();
    std::memcpy(file.data(), &length, sizeof length);
    std::memcpy(file.data() + 8, header.data(), header.size());
    for (std::size_t t = 0; t < tensors.size(); ++t) {
        if (!tensors[t].bytes.empty())
            std::memcpy(file.data() + 8 + header.size() + begins[t], tensors[t].bytes.data(), tensors[t].bytes.size());
    }
    return file;
}

}  // namespace ruyi::builder
