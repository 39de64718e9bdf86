// Bytes -> one checked block. The reader behind Shard::attach; tests and the fuzzer call it directly to reach past the hash.
#pragma once

#include <cstdint>
#include <span>
#include <variant>

#include "id_index.hpp"
#include "ruyi/result.hpp"
#include "ruyi/shard.hpp"

namespace ruyi {

struct ParsedBlock {
    std::variant<HotBlock, GraphBlock, NearBlock, VectorsBlock, CardsBlock, WordsBlock, KnowledgeBlock, EvidenceBlock, LexiconBlock,
                 RankerBlock>
        view;
    IdIndex ids;  // item ids of `hot`, symbol ids of `graph`
};

/// Checks container, tensors, offsets and indices (FORMAT.md §2 and §3); length and hash are the caller's. Views point into `bytes`, which
/// must be 64-byte aligned. manifest: accepted; kind and number: of one of its blocks. Fails with kInvalidBlock.
Result<ParsedBlock> parse_block(const Manifest& manifest, BlockKind kind, std::uint32_t number, std::span<const std::uint8_t> bytes);

}  // namespace ruyi
