// The runtime module's C ABI; wasm/ABI.md says what each call takes, answers and owns. Also builds natively, for the sanitizers.
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

struct ruyi_handle;

uint32_t ruyi_abi_version(void);
void* ruyi_alloc(uint32_t bytes);
void ruyi_free(void* memory);
struct ruyi_handle* ruyi_create(uint32_t budget_bytes);
void ruyi_destroy(struct ruyi_handle* handle);
const struct ruyi_result* ruyi_open(struct ruyi_handle* handle, const char* json, uint32_t json_bytes);
const struct ruyi_result* ruyi_block_for(struct ruyi_handle* handle, const char* json, uint32_t json_bytes);
const struct ruyi_result* ruyi_attach(struct ruyi_handle* handle, const char* name, uint32_t name_bytes, uint8_t* data,
                                      uint32_t data_bytes);
const struct ruyi_result* ruyi_set_profile(struct ruyi_handle* handle, const char* json, uint32_t json_bytes);
const struct ruyi_result* ruyi_set_vector(struct ruyi_handle* handle, const char* slot, uint32_t slot_bytes, const float* values,
                                          uint32_t count);
const struct ruyi_result* ruyi_recommend(struct ruyi_handle* handle, const char* json, uint32_t json_bytes);
const struct ruyi_result* ruyi_ask(struct ruyi_handle* handle, const char* json, uint32_t json_bytes);
const struct ruyi_result* ruyi_encode_text(struct ruyi_handle* handle, const char* utf8, uint32_t utf8_bytes);
const struct ruyi_result* ruyi_pixels(struct ruyi_handle* handle, const uint8_t* rgba, uint32_t width, uint32_t height, uint32_t size_w,
                                      uint32_t size_h, const float* mean3_std3);
const struct ruyi_result* ruyi_palette(struct ruyi_handle* handle, const uint8_t* rgba, uint32_t width, uint32_t height);
const struct ruyi_result* ruyi_see(struct ruyi_handle* handle, const char* contract_json, uint32_t contract_bytes, const float* logits,
                                   const float* maps, uint32_t symbols, uint32_t map_h, uint32_t map_w);

#ifdef __cplusplus
}
#endif
