// The builder module's C ABI: the shard writer for the command line. wasm/ABI.md says what each call takes, answers and owns.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// code 0: data is the answer; else an ErrorCode, and data is {"code","message"} as JSON. Valid until the next call on the builder.
struct ruyi_builder_result {
    uint32_t code;
    uint32_t data_bytes;
    const uint8_t* data;
};

struct ruyi_builder;

uint32_t ruyi_builder_abi_version(void);
struct ruyi_builder* ruyi_builder_create(void);
void ruyi_builder_destroy(struct ruyi_builder* builder);
const struct ruyi_builder_result* ruyi_builder_begin(struct ruyi_builder* builder, const char* json, uint32_t json_bytes);
const struct ruyi_builder_result* ruyi_builder_vectors(struct ruyi_builder* builder, const char* modality, uint32_t modality_bytes,
                                                       const float* values, uint32_t rows, uint32_t dim);
const struct ruyi_builder_result* ruyi_builder_block(struct ruyi_builder* builder, const char* name, uint32_t name_bytes,
                                                     const uint8_t* data, uint32_t data_bytes);
const struct ruyi_builder_result* ruyi_builder_ranker(struct ruyi_builder* builder, const char* json, uint32_t json_bytes,
                                                      const uint8_t* data, uint32_t data_bytes);
const struct ruyi_builder_result* ruyi_builder_finish(struct ruyi_builder* builder, const char* json, uint32_t json_bytes);
const struct ruyi_builder_result* ruyi_builder_take(struct ruyi_builder* builder, const char* name, uint32_t name_bytes);

#ifdef __cplusplus
}
#endif
