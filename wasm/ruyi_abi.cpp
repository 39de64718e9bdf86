#include "ruyi_abi.h"

#include <new>
#include <string>

#include "abi_answer.hpp"
#include "ruyi/recommender.hpp"

namespace {

constexpr uint32_t kAbiVersion = 1;
/// What is there when a handle is made.
#if defined(RUYI_SPLIT)
constexpr ruyi::Parts kParts = ruyi::Parts::kShelf;
#else
constexpr ruyi::Parts kParts = ruyi::Parts::kAll;
#endif

}  // namespace

struct ruyi_handle {
    explicit ruyi_handle(uint32_t budget_bytes) : recommender(budget_bytes, kParts) {}
    ruyi::Recommender recommender;
    ruyi_result result{};
    std::string text;  // what `result` points at
};

using namespace ruyi::abi;

extern "C" {

RUYI_EXPORT(ruyi_abi_version) uint32_t ruyi_abi_version(void) { return kAbiVersion; }

RUYI_EXPORT(ruyi_create) ruyi_handle* ruyi_create(uint32_t budget_bytes) { return new (std::nothrow) ruyi_handle(budget_bytes); }

RUYI_EXPORT(ruyi_destroy) void ruyi_destroy(ruyi_handle* handle) { delete handle; }

RUYI_EXPORT(ruyi_complete) void ruyi_complete(ruyi_handle* handle) {
    if (handle != nullptr) handle->recommender.complete();
}

RUYI_EXPORT(ruyi_open) const ruyi_result* ruyi_open(ruyi_handle* handle, const char* json, uint32_t json_bytes) {
    return handle == nullptr ? no_handle() : answer(handle, handle->recommender.open(text_of(json, json_bytes)));
}

RUYI_EXPORT(ruyi_block_for) const ruyi_result* ruyi_block_for(ruyi_handle* handle, const char* json, uint32_t json_bytes) {
    return handle == nullptr ? no_handle() : answer(handle, handle->recommender.blocks_for(text_of(json, json_bytes)));
}

RUYI_EXPORT(ruyi_attach)
const ruyi_result* ruyi_attach(ruyi_handle* handle, const char* name, uint32_t name_bytes, uint8_t* data, uint32_t data_bytes) {
    if (handle == nullptr) return no_handle();
    if (data == nullptr) return answer(handle, invalid("the block's data is null"));
    return answer(handle, handle->recommender.attach(text_of(name, name_bytes), data, data_bytes, free_block));
}

RUYI_EXPORT(ruyi_set_profile) const ruyi_result* ruyi_set_profile(ruyi_handle* handle, const char* json, uint32_t json_bytes) {
    return handle == nullptr ? no_handle() : answer(handle, handle->recommender.set_profile(text_of(json, json_bytes)));
}

RUYI_EXPORT(ruyi_edit_profile) const ruyi_result* ruyi_edit_profile(ruyi_handle* handle, const char* json, uint32_t json_bytes) {
    return handle == nullptr ? no_handle() : answer(handle, handle->recommender.edit_profile(text_of(json, json_bytes)));
}

RUYI_EXPORT(ruyi_set_stock) const ruyi_result* ruyi_set_stock(ruyi_handle* handle, const char* json, uint32_t json_bytes) {
    return handle == nullptr ? no_handle() : answer(handle, handle->recommender.set_stock(text_of(json, json_bytes)));
}

RUYI_EXPORT(ruyi_set_vector)
const ruyi_result* ruyi_set_vector(ruyi_handle* handle, const char* slot, uint32_t slot_bytes, const float* values, uint32_t count) {
    if (handle == nullptr) return no_handle();
    return answer(handle, handle->recommender.set_vector(text_of(slot, slot_bytes), span_of(values, count)));
}

RUYI_EXPORT(ruyi_recommend) const ruyi_result* ruyi_recommend(ruyi_handle* handle, const char* json, uint32_t json_bytes) {
    return handle == nullptr ? no_handle() : answer(handle, handle->recommender.recommend(text_of(json, json_bytes)));
}

}  // extern "C"
