#include "builder/tensor_digests.hpp"

#include "builder/block_file.hpp"
#include "checksum.hpp"
#include "shard_blocks.hpp"
#include "shard_layout.hpp"

namespace ruyi::builder {
namespace {

std::string tensor_line(const RawTensor& tensor) {
    std::string shape;
    for (const std::size_t extent : tensor.shape) shape += (shape.empty() ? "" : ", ") + std::to_string(extent);
    return "{\"name\": \"" + tensor.name + "\", \"dtype\": \"" + std::string(dtype_name(tensor.dtype)) + "\", \"shape\": [" + shape +
           "], \"sha256\": \"" + sha256_hex(tensor.bytes) + "\"}";
}

}  // namespace

Result<std::string> tensor_digests(const Manifest& manifest, BlockKind kind, std::uint32_t number, std::span<const std::uint8_t> bytes) {
    auto parsed = parse_block(manifest, kind, number, bytes);
    if (!parsed) return parsed.error();
    CollectingVisitor visitor;
    const BlockShape shape = block_shape(manifest, kind, number);
    std::visit([&](auto& view) { describe(visitor, view, shape); }, parsed.value().view);
    std::string lines;
    for (const RawTensor& tensor : visitor.tensors()) lines += (lines.empty() ? "\n   " : ",\n   ") + tensor_line(tensor);
    return "[" + lines + "]";
}

std::string digest_document(const Manifest& manifest, std::span<const std::string> digests) {
    std::string blocks;
    for (std::size_t b = 0; b < digests.size(); ++b)
        blocks += (b == 0 ? "\n  \"" : ",\n  \"") + manifest.blocks[b].name + "\": " + digests[b];
    return "{\"shard_id\": \"" + manifest.shard_id + "\",\n \"blocks\": {" + blocks + "}}\n";
}

}  // namespace ruyi::builder
