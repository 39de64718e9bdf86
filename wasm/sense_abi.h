// The C ABI of the module for words and pictures; wasm/ABI.md says what each call takes, answers and owns. Also builds natively.
#pragma once

#include "abi_result.h"

#ifdef __cplusplus
extern "C" {
#endif

struct ruyi_sense;

uint32_t ruyi_sense_abi_version(void);
struct ruyi_sense* ruyi_sense_create(uint32_t budget_bytes);
void ruyi_sense_destroy(struct ruyi_sense* sense);
const struct ruyi_result* ruyi_sense_open(struct ruyi_sense* sense, const char* json, uint32_t json_bytes);
const struct ruyi_result* ruyi_sense_block_for(struct ruyi_sense* sense, const char* json, uint32_t json_bytes);
const struct ruyi_result* ruyi_sense_attach(struct ruyi_sense* sense, const char* name, uint32_t name_bytes, uint8_t* data,
                                            uint32_t data_bytes);
const struct ruyi_result* ruyi_sense_encode_text(struct ruyi_sense* sense, const char* utf8, uint32_t utf8_bytes);
const struct ruyi_result* ruyi_sense_token_ids(struct ruyi_sense* sense, const char* utf8, uint32_t utf8_bytes);
const struct ruyi_result* ruyi_sense_ask(struct ruyi_sense* sense, const char* json, uint32_t json_bytes);
const struct ruyi_result* ruyi_sense_understand(struct ruyi_sense* sense, const char* utf8, uint32_t utf8_bytes);
const struct ruyi_result* ruyi_sense_pixels(struct ruyi_sense* sense, const uint8_t* rgba, uint32_t width, uint32_t height, uint32_t size_w,
                                            uint32_t size_h, const float* mean3_std3);
const struct ruyi_result* ruyi_sense_palette(struct ruyi_sense* sense, const uint8_t* rgba, uint32_t width, uint32_t height);
const struct ruyi_result* ruyi_sense_see(struct ruyi_sense* sense, const char* contract_json, uint32_t contract_bytes, const float* logits,
                                         const float* maps, uint32_t symbols, uint32_t map_h, uint32_t map_w);

#ifdef __cplusplus
}
#endif
