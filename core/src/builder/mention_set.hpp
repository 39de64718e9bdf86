// A mention finder over the bundle's vocabulary.
#pragma once

#include <memory>
#include <vector>

#include "builder/bundle.hpp"
#include "ruyi/mentions.hpp"

namespace ruyi::builder {

/// fold_from, fold_to: of the shard's `words-000`; empty: letters' case and full width alone are folded. They must outlive the finder.
Result<MentionFinder> make_mention_finder(const Bundle& bundle, std::span<const std::uint32_t> fold_from,
                                          std::span<const std::uint32_t> fold_to);

}  // namespace ruyi::builder
