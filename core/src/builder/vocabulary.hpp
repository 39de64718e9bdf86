// Which symbols a shard knows: those of the knowledge in its order, the photographs' extra labels, the traditional colours.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "builder/bundle.hpp"

namespace ruyi::builder {

/// Labels of the image encoder that the knowledge has no entry for. Names are ours.
const std::vector<Symbol>& extra_labels();

/// Appends to bundle.symbols the extra labels that are missing and `colour:<key>` for every palette key. A colour without a value anywhere
/// is left out with a warning, since black would be named after it.
void complete_vocabulary(Bundle& bundle);

}  // namespace ruyi::builder
