#include "json/safetensors_header.hpp"

#include <algorithm>

#include "json/json_read.hpp"

namespace ruyi {
namespace {

using Json = json::Document;

constexpr std::size_t kMaxRank = 8;

bool is_padding(std::string_view name) { return name.starts_with("_pad"); }

std::vector<std::uint32_t> read_u32s(const Json& json, std::string_view path, std::size_t max_count, ReadError& error) {
    std::vector<std::uint32_t> values;
    if (!json.is_array() || json.size() > max_count) {
        error.fail(path, "must be a short array of integers");
        return values;
    }
    for (const Json& entry : json) {
        if (!entry.is_number_unsigned() || entry.get<std::uint64_t>() > 0xFFFFFFFFu) {
            error.fail(path, "must hold 32-bit unsigned integers");
            return {};
        }
        values.push_back(static_cast<std::uint32_t>(entry.get<std::uint64_t>()));
    }
    return values;
}

bool read_dtype(std::string_view text, Dtype& dtype) {
    for (std::uint8_t d = 0; d <= static_cast<std::uint8_t>(Dtype::kF64); ++d) {
        if (dtype_name(static_cast<Dtype>(d)) != text) continue;
        dtype = static_cast<Dtype>(d);
        return true;
    }
    return false;
}

// Bytes of the shape, or more than any block when it is too large.
std::uint64_t shape_bytes(const TensorEntry& tensor) {
    std::uint64_t bytes = dtype_bytes(tensor.dtype);
    for (const std::uint32_t extent : tensor.shape) {
        if (extent == 0) return 0;
    }
    for (const std::uint32_t extent : tensor.shape) {
        bytes *= extent;
        if (bytes > 0xFFFFFFFFull) return ~std::uint64_t{0};
    }
    return bytes;
}

TensorEntry read_tensor(const std::string& name, const Json& json, ReadError& error) {
    TensorEntry tensor;
    tensor.name = name;
    const ObjectReader reader(json, name, error);
    if (!read_dtype(reader.text("dtype"), tensor.dtype)) error.fail(name, "has a dtype that version 1 does not know");
    tensor.shape = read_u32s(reader.array("shape"), reader.path("shape"), kMaxRank, error);
    const auto offsets = read_u32s(reader.array("data_offsets"), reader.path("data_offsets"), 2, error);
    if (offsets.size() == 2) {
        tensor.begin = offsets[0];
        tensor.end = offsets[1];
    } else {
        error.fail(name, "must have two data_offsets");
    }
    if (tensor.begin > tensor.end || shape_bytes(tensor) != tensor.end - tensor.begin)
        error.fail(name, "has offsets that do not fit its shape");
    return tensor;
}

void check_metadata(const Json& json, BlockHeader& header, ReadError& error) {
    const ObjectReader root(json, "", error);
    const ObjectReader metadata(root.object("__metadata__"), "__metadata__", error);
    header.kind = metadata.text("ruyi.kind");
    if (metadata.text("ruyi.version") != "1") error.fail("__metadata__.ruyi.version", "must be \"1\"");
}

// The tensors tile the data: ascending, gapless, aligned, padding zero.
void check_tiling(const std::vector<TensorEntry>& tensors, std::span<const std::uint8_t> data, ReadError& error) {
    std::uint32_t expected = 0;
    for (const TensorEntry& tensor : tensors) {
        if (tensor.begin != expected || tensor.end > data.size()) return error.fail(tensor.name, "does not follow the tensor before it");
        expected = tensor.end;
        if (!is_padding(tensor.name)) {
            if (tensor.begin % kTensorAlignment != 0) return error.fail(tensor.name, "does not begin at a multiple of 64 bytes");
            continue;
        }
        const std::uint32_t size = tensor.end - tensor.begin;
        if (tensor.dtype != Dtype::kU8 || size == 0 || size >= kTensorAlignment)
            return error.fail(tensor.name, "is not padding of 1 to 63 bytes");
        for (std::uint32_t i = tensor.begin; i < tensor.end; ++i) {
            if (data[i] != 0) return error.fail(tensor.name, "must be zero");
        }
    }
    if (expected != data.size()) error.fail("", "has bytes after the last tensor");
}

}  // namespace

Result<BlockHeader> parse_block_header(std::span<const std::uint8_t> bytes) {
    const auto invalid = [](const char* message) { return Error{ErrorCode::kInvalidBlock, message}; };
    if (bytes.size() < kMinBlockBytes) return invalid("block is too short for a header");
    std::uint64_t length = 0;
    for (std::size_t i = 0; i < 8; ++i) length |= std::uint64_t{bytes[i]} << (8 * i);
    if (length > kMaxHeaderBytes || length > bytes.size() - 8) return invalid("block header is longer than the block or than 65536 bytes");
    if ((length + 8) % kTensorAlignment != 0) return invalid("block data does not begin at a multiple of 64 bytes");
    BlockHeader header;
    header.data_offset = static_cast<std::uint32_t>(length) + 8;
    const auto json = parse_json({reinterpret_cast<const char*>(bytes.data()) + 8, static_cast<std::size_t>(length)},
                                 ErrorCode::kInvalidBlock, "block header");
    if (!json) return json.error();
    ReadError error(ErrorCode::kInvalidBlock, "block header");
    check_metadata(json.value().root(), header, error);
    if (error.failed()) return error.take();
    const Json& root = json.value().root();
    for (auto it = root.begin(); !(it == root.end()); ++it) {
        if (it.key() != "__metadata__") header.tensors.push_back(read_tensor(std::string(it.key()), *it, error));
        if (error.failed()) return error.take();
    }
    std::sort(header.tensors.begin(), header.tensors.end(),
              [](const TensorEntry& a, const TensorEntry& b) { return a.begin != b.begin ? a.begin < b.begin : a.end < b.end; });
    check_tiling(header.tensors, bytes.subspan(header.data_offset), error);
    if (error.failed()) return error.take();
    std::erase_if(header.tensors, [](const TensorEntry& tensor) { return is_padding(tensor.name); });
    return header;
}

}  // namespace ruyi
