// The second facade: what words and pictures mean, apart from ranking. JSON in, JSON out; built as a module of its own
// (wasm/ABI.md), so that a shelf does not carry it.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ruyi/result.hpp"

namespace ruyi {

/// Row-major straight-alpha RGBA8: width * height * 4 bytes.
struct Rgba {
    std::span<const std::uint8_t> bytes;
    std::uint32_t width = 0, height = 0;
};

/// One shop's senses. Opened on the same manifest as its Recommender, and given only the blocks that a sense reads.
/// Not thread-safe. A failed call changes nothing.
class Sense {
public:
    /// budget_bytes: `open` refuses a shard whose blocks sum to more.
    explicit Sense(std::uint64_t budget_bytes);
    Sense(const Sense&) = delete;
    Sense& operator=(const Sense&) = delete;
    ~Sense();

    /// As Recommender's: the manifest, the blocks that a purpose still needs here, one block.
    Result<std::string> open(std::string_view manifest_json);
    Result<std::string> blocks_for(std::string_view wish_json) const;
    Result<void> attach(std::string_view name, const std::uint8_t* data, std::uint32_t bytes, void (*free)(const std::uint8_t*));

    /// A unit vector in the shop's space, or all zero when no word is known. kMissingBlock until every words block is attached.
    Result<std::vector<float>> encode_text(std::string_view utf8) const;
    /// The text's token ids by the same words, in order, for a text encoder that runs outside core; empty when no word is known.
    Result<std::vector<std::int32_t>> token_ids(std::string_view utf8) const;
    /// What a sentence asks for (core/UNDERSTANDING.md), as JSON. kMissingBlock until words-000 and the lexicon are attached, kInvalidText
    /// on more than 16 KiB.
    Result<std::string> understand(std::string_view utf8) const;
    /// Model input, 3 * size_h * size_w floats (NCHW); sizes are multiples of 32 up to 2048. mean_std: three means, three deviations.
    /// Needs no shard.
    Result<std::vector<float>> pixels(const Rgba& picture, std::uint32_t size_w, std::uint32_t size_h,
                                      std::span<const float, 6> mean_std) const;
    /// The picture's traditional colours as JSON. Needs the graph block.
    Result<std::string> palette(const Rgba& picture) const;
    /// The image encoder's outputs as symbols in JSON; logits [S], maps [S, map_h, map_w]. Needs no shard.
    Result<std::string> see(std::string_view contract_json, std::span<const float> logits, std::span<const float> maps, std::uint32_t map_h,
                            std::uint32_t map_w) const;

    /// What the evidence records say to a free question about a symbol (ask.hpp). kMissingBlock until blocks_for {"ask"} is empty.
    Result<std::string> ask(std::string_view question_json) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace ruyi
