// The core module's C ABI; wasm/ABI.md says what each call takes, answers and owns. Also builds natively, for the sanitizers.
#pragma once

#include "abi_result.h"

#ifdef __cplusplus
extern "C" {
#endif

struct ruyi_handle;

uint32_t ruyi_abi_version(void);
struct ruyi_handle* ruyi_create(uint32_t budget_bytes);
void ruyi_destroy(struct ruyi_handle* handle);
void ruyi_complete(struct ruyi_handle* handle);
const struct ruyi_result* ruyi_open(struct ruyi_handle* handle, const char* json, uint32_t json_bytes);
const struct ruyi_result* ruyi_block_for(struct ruyi_handle* handle, const char* json, uint32_t json_bytes);
const struct ruyi_result* ruyi_attach(struct ruyi_handle* handle, const char* name, uint32_t name_bytes, uint8_t* data,
                                      uint32_t data_bytes);
const struct ruyi_result* ruyi_set_profile(struct ruyi_handle* handle, const char* json, uint32_t json_bytes);
const struct ruyi_result* ruyi_edit_profile(struct ruyi_handle* handle, const char* json, uint32_t json_bytes);
const struct ruyi_result* ruyi_set_stock(struct ruyi_handle* handle, const char* json, uint32_t json_bytes);
const struct ruyi_result* ruyi_set_vector(struct ruyi_handle* handle, const char* slot, uint32_t slot_bytes, const float* values,
                                          uint32_t count);
const struct ruyi_result* ruyi_recommend(struct ruyi_handle* handle, const char* json, uint32_t json_bytes);

#ifdef __cplusplus
}
#endif
