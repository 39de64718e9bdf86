#pragma once

#include <string>

#include "ruyi/shard.hpp"
#include "ruyi/understand.hpp"

namespace ruyi {

/// js/schemas/understand.schema.json; price_scale and graph: for the patches (understand_patch.hpp).
std::string understanding_json(const Understanding& understanding, std::uint32_t price_scale, const GraphBlock* graph);

}  // namespace ruyi
