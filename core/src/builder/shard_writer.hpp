// Catalogue bundle and vectors -> manifest and blocks. Deterministic: the same input gives the same bytes.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "ruyi/result.hpp"

namespace ruyi::builder {

/// One shard being written: begin, then vectors and words in any order, then finish, then take. Not thread-safe.
class ShardWriter {
public:
    ShardWriter();
    ShardWriter(ShardWriter&&) noexcept;
    ShardWriter& operator=(ShardWriter&&) noexcept;
    ~ShardWriter();

    /// bundle_json: js/schemas/bundle.schema.json. Answers `{"items", "symbols", "warnings"}`. Fails with kInvalidJson naming the member.
    Result<std::string> begin(std::string_view bundle_json);
    /// values: rows * dim floats, row-major, in the items' order; a zero row = the item has none. Fails with kInvalidArgument for a
    /// modality that the bundle does not name, kDimensionMismatch for another size.
    Result<void> add_vectors(std::string_view modality, std::span<const float> values, std::uint32_t rows, std::uint32_t dim);
    /// A finished `words-NNN` block, taken verbatim. Fails with kInvalidBlock if the reader would refuse it.
    Result<void> add_block(std::string_view name, std::span<const std::uint8_t> bytes);
    /// A ranker folder's ranker.json and items.safetensors. Answers `{"name", "matched", "missing"}`: how many of the shard's items it
    /// knows. Fails with kInvalidJson or kInvalidArgument naming what breaks contract ranker/1, or a name that is taken, or no item in
    /// common.
    Result<std::string> add_ranker(std::string_view ranker_json, std::span<const std::uint8_t> items_safetensors);
    /// models_json: `{"models": [...]}` for the manifest, or "". Judges the evidence, writes all blocks, opens them with the reader.
    /// Answers
    /// `{"manifest", "blocks", "findings"}`. Fails with kInvalidState when a modality has no vectors yet.
    Result<std::string> finish(std::string_view models_json);
    /// A block's bytes or those of `manifest.json`, after finish. Valid until the writer is destroyed. Fails with kUnknownBlock.
    Result<std::span<const std::uint8_t>> take(std::string_view name) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// `{"code": "invalid-json", "message": "…"}`
std::string error_answer(const Error& error);

}  // namespace ruyi::builder
