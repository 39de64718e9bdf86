// What both runtime modules answer with, and the allocator that each of them has (wasm/ABI.md).
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// code 0: data is the answer; else an ErrorCode, and data is {"code","message"} as JSON. Valid until the next call on the handle.
struct ruyi_result {
    uint32_t code;
    uint32_t data_bytes;
    const uint8_t* data;
};

void* ruyi_alloc(uint32_t bytes);
void ruyi_free(void* memory);

#ifdef __cplusplus
}
#endif
