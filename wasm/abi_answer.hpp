// The translation that both runtime modules share: C arguments to views, core's results to `ruyi_result`. A handle type has the members
// `result`, `text` and, if it answers with numbers, `floats` or `ids`.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "abi_result.h"
#include "ruyi/result.hpp"

#if defined(__EMSCRIPTEN__)
#define RUYI_EXPORT(name) __attribute__((export_name(#name), used))
#else
#define RUYI_EXPORT(name)
#endif

namespace ruyi::abi {

inline const ruyi_result* no_handle() {
    static constexpr char kText[] = R"({"code":"invalid-argument","message":"the handle is null"})";
    static const ruyi_result kResult = {static_cast<uint32_t>(ErrorCode::kInvalidArgument), sizeof kText - 1,
                                        reinterpret_cast<const uint8_t*>(kText)};
    return &kResult;
}

template <class Handle>
const ruyi_result* answer(Handle* handle, uint32_t code, std::string text) {
    handle->text = std::move(text);
    handle->result = {code, static_cast<uint32_t>(handle->text.size()), reinterpret_cast<const uint8_t*>(handle->text.data())};
    return &handle->result;
}

template <class Handle>
const ruyi_result* answer(Handle* handle, const Error& error) {
    return answer(handle, static_cast<uint32_t>(error.code), error_json(error));
}

template <class Handle>
const ruyi_result* answer(Handle* handle, Result<void> done) {
    return done ? answer(handle, 0, "{}") : answer(handle, done.error());
}

template <class Handle>
const ruyi_result* answer(Handle* handle, Result<std::string> json) {
    return json ? answer(handle, 0, std::move(json.value())) : answer(handle, json.error());
}

template <class Handle>
const ruyi_result* answer(Handle* handle, Result<std::vector<float>> values) {
    if (!values) return answer(handle, values.error());
    handle->floats = std::move(values.value());
    handle->result = {0, static_cast<uint32_t>(handle->floats.size() * sizeof(float)),
                      reinterpret_cast<const uint8_t*>(handle->floats.data())};
    return &handle->result;
}

template <class Handle>
const ruyi_result* answer(Handle* handle, Result<std::vector<std::int32_t>> values) {
    if (!values) return answer(handle, values.error());
    handle->ids = std::move(values.value());
    handle->result = {0, static_cast<uint32_t>(handle->ids.size() * sizeof(std::int32_t)),
                      reinterpret_cast<const uint8_t*>(handle->ids.data())};
    return &handle->result;
}

inline std::string_view text_of(const char* text, uint32_t bytes) {
    return bytes == 0 ? std::string_view() : std::string_view(text, bytes);
}

template <class T>
std::span<const T> span_of(const T* values, std::size_t count) {
    return count == 0 ? std::span<const T>() : std::span<const T>(values, count);
}

inline void free_block(const uint8_t* data) { ruyi_free(const_cast<uint8_t*>(data)); }

inline Error invalid(const char* message) { return {ErrorCode::kInvalidArgument, message}; }

}  // namespace ruyi::abi
