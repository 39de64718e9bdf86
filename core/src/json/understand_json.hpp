#pragma once

#include <string>

#include "ruyi/understand.hpp"

namespace ruyi {

/// js/schemas/understand.schema.json; price_scale: minor units per unit, for the patches.
std::string understanding_json(const Understanding& understanding, std::uint32_t price_scale);

}  // namespace ruyi
