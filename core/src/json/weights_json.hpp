// The `weights` object that the profile and the request share.
#pragma once

#include "json/json_check.hpp"
#include "order.hpp"
#include "ruyi/profile.hpp"

namespace ruyi::json {

inline Result<WeightWishes> read_weights(const Document& value) {
    if (!value.is_object()) return wrong("weights", "an object");
    WeightWishes wishes;
    for (auto it = value.begin(); !(it == value.end()); ++it) {
        std::size_t term = 0;
        while (term < kTermCount && kTermNames[term] != it.key()) ++term;
        if (term == kTermCount) return Error{ErrorCode::kInvalidJson, concat({"weights has no member \"", excerpt(it.key()), "\""})};
        auto number = as_number(it.value(), concat({"weights.", it.key()}));
        if (!number) return number.error();
        wishes[term] = number.value();
    }
    return wishes;
}

}  // namespace ruyi::json
