// The manifest's list of blocks, read without building a tree: it is nearly all of a manifest, and a tree of it takes most of `open`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ruyi {

/// One entry as the text has it; nothing is checked but its shape.
struct BlockText {
    std::string_view name, kind, file, sha256;
    std::uint64_t bytes = 0;
};

struct BlockList {
    std::vector<BlockText> blocks;  // views into the text
    std::string rest;               // the text with an empty list in its place
};

/// Nothing unless the text has the one member `"blocks":[` and its entries are plain: no blanks, no escapes, the five members each once.
/// Whoever gets nothing reads the whole text as JSON.
std::optional<BlockList> read_block_list(std::string_view text);

}  // namespace ruyi
