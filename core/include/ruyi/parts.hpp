// A module may be linked in two parts (wasm/README.md): what a plain shelf runs, and the rest, which is loaded when a call first needs it.
#pragma once

#include <cstdint>

#include "ruyi/result.hpp"

/// Before a function by which wasm/split.txt cuts: it stays a function of its own, so that its code is not drawn into what is kept.
#define RUYI_REST __attribute__((noinline))

namespace ruyi {

enum class Parts : std::uint8_t {
    kShelf = 1,  // the rest is not there: what needs it answers rest_missing()
    kAll = 2,
};

/// kMissingPart. Every caller answers it before it changes anything, so that the call can be repeated once the rest is there.
Error rest_missing();

}  // namespace ruyi
